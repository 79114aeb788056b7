"""Where exactly two words meet that grew together, when a letter could belong to either.

The core moves a place to where the likelier words meet; then the sentence has its say: no preposition stands before
`are`, no article before another, so that `with are|citation` is `with a|recitation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tasks import core
from tasks.repair.spacing.bounds import bounds
from tasks.repair.spacing.languages import lists
from tasks.repair.spacing.lexicon import lexicon, share

AROUND = 3  # letters that a place may be off
KNOWN = -16.0  # ln share of a word that may be a side
COST = 8.0  # nepers by which the words may be rarer where the sentence asks for them
BEFORE, AFTER = re.compile(r"(?<![\w'’])[a-z]+$"), re.compile(r"[a-z]+(?!['’]?[^\W_])")
WORD_BEFORE, WORD_AFTER = re.compile(r"(?<![^\s(“\"])[^\W\d_]+(?= $)"), re.compile(r" ([^\W\d_]+)")


def exact(text: str, places: Sequence[int], language: str = "en") -> list[int]:
    """The places, in order, at which two words of small letters meet: the given ones, unless one beside it is likelier.

    >>> exact("They are lessconvinced of it.", [12]), exact("He saw thatit rained.", [11])
    ([13], [11])
    >>> exact("She was busy with arecitation.", [22])
    [19]
    """
    moved = core.joints_move(lexicon(language), bounds(language), text, places)
    if not lists(language).determiners:
        return moved
    return [at + _off(text, at, language) for at in moved]


def _off(text: str, at: int, language: str) -> int:
    """By how many letters a place is off where its words cannot stand in the sentence; 0 if they can, or none can."""
    left, right = BEFORE.search(text, max(0, at - 40), at), AFTER.match(text, at)
    if not left or not right:
        return 0
    run, own = left.group() + right.group(), len(left.group())
    before = WORD_BEFORE.search(text, max(0, left.start() - 40), left.start())
    after = WORD_AFTER.match(text, right.end())
    around = before.group().lower() if before else "", after[1].lower() if after else ""
    if _can_stand(run, own, around, language):
        return 0
    known = lists(language)
    most, best = share(run[:own], language=language) + share(run[own:], language=language) - COST, 0
    for k in _nearby(run, own):
        words = share(run[:k], language=language), share(run[k:], language=language)
        if min(words) < KNOWN or any(len(word) < 3 and word not in known.short for word in (run[:k], run[k:])):
            continue
        if sum(words) > most and _can_stand(run, k, around, language):
            most, best = sum(words), k - own
    return best


def _nearby(run: str, own: int) -> Iterator[int]:
    return (k for k in range(own - AROUND, own + AROUND + 1) if 0 < k < len(run) and k != own)


def _can_stand(run: str, at: int, around: tuple[str, str], language: str) -> bool:
    """Whether two words can, one behind the other and between those around them."""
    known = lists(language)
    for one, other in pairwise((around[0], run[:at], run[at:], around[1])):
        binds = one in known.determiners or one in known.prepositions
        if binds and (other in known.finite or other in known.subjects):
            return False
        if one in known.determiners and (other in known.determiners or other in known.prepositions):
            return False
    return True
