"""Where exactly two words meet that grew together, when a letter could belong to either.

What runs.py takes for no word, since words begin or end with it (`less`, `re`, `th`), and what the width of lines says,
may put a place a letter off: `les sconvinced`, `the irreligious`.  Both sides are weighed as plain words here.
"""

from __future__ import annotations

import re

from tasks.repair.lexicon import english

AROUND = 3  # letters to the left and right that a place may be off
MORE = 1.5  # nepers by which another place must be the likelier; below it the width of the lines knows better
LEAST = -13.5  # ln share of a word that may be a side of it: once in 700,000 words
UNLISTED, LETTER = -9.5, 2.4  # ln share of an unlisted word, and what each letter of it costs
BEFORE, BEHIND = re.compile(r"(?<![\w'’])[a-z]+$"), re.compile(r"[a-z]+(?![\w'’])")


def exact(text: str, at: int) -> int:
    """The place at which two words of small letters meet: the given one, unless one beside it is far likelier.

    >>> exact("They are lessconvinced of it.", 12), exact("He saw thatit rained.", 11)
    (13, 11)
    """
    first, second = BEFORE.search(text, max(0, at - 30), at), BEHIND.match(text, at)
    if not first or not second or not second.group():
        return at
    run, own = first.group() + second.group(), len(first.group())
    share, short = english().words.get, english().short
    best, most = own, _likely(run[:own]) + _likely(run[own:]) + MORE
    for k in range(max(1, own - AROUND), min(len(run), own + AROUND + 1)):
        sides = run[:k], run[k:]
        if any(share(side, UNLISTED * 9) < LEAST or (len(side) < 3 and side not in short) for side in sides):
            continue
        both = sum(map(_likely, sides))
        if both > most:
            best, most = k, both
    return at - own + best


def _likely(word: str) -> float:
    """How likely a word is, by itself."""
    listed = english().words.get(word)
    if listed is None or (len(word) < 3 and word not in english().short):
        return UNLISTED - LETTER * len(word)
    return listed
