"""Screen: cheap looks at the end of a text, before all of its evidence is counted.

Nine of ten stories have no tail; a look at their last paragraphs says so in a hundredth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tasks.story.facts import BREAK, CONTINUES, Facts

_ASKS = re.compile(r"\b(?:newsletter|subscri|[Jj]oin |[Ss]ign up|your (?:inbox|e-?mail|support|account)|©)")
_LONG_WORD = re.compile(r"\w{6,}")
_LAST_CREDIT = re.compile(r"Reporting|[Ee]diting|Writing|Additional|Contributing|contributed")
LOOKED_AT, ENOUGH, ENOUGH_OF_TWO, TOO_FEW = 10, 1.6, 1.4, -2.5
PROSE, PROSE_LINES = 4_000, 100  # characters, roughly, and lines that tell whether a text is English prose
# A string of standfirsts: of so many paragraphs at the end so many are one sentence that begins something.
OF, BEGUN = 8, 4
SIZES = 60, 600  # characters of such a sentence
OPENS = frozenset("“\"‘'(")


def suspicious(lines: Sequence[str]) -> bool:
    """Whether the last paragraphs look as if they might not be the story: a cheap look before all is counted.

    Points for ends that are no sentence's, for speaking to the reader, for long words that stand nowhere
    above; less for speech, for long paragraphs, for going on (But, He).  A credit at the very end ends a story.
    """
    if len(lines) < 3 or (lines[-1][-1] in ").:" and _LAST_CREDIT.search(lines[-1], max(0, len(lines[-1]) - 300))):
        return False
    first = max(1, len(lines) - LOOKED_AT)
    story = "\n".join(lines[:first])
    points = 0.0
    for n in range(len(lines) - 1, first - 1, -1):
        points += _odd(lines[n], story)
        if points >= ENOUGH or (points >= ENOUGH_OF_TWO and n == len(lines) - 2):
            return True
        if points <= TOO_FEW:
            return False
    return False


def _odd(line: str, story: str) -> float:
    size = len(line)
    if not 35 <= size < 600:
        return -1.0
    last = line[-1]
    if last.isalnum() or line.endswith(("...", "…")):
        return 1.0
    if line[0] in '“"‘(—' or CONTINUES.match(line):
        return -1.0
    if last == "?" or _ASKS.search(line):
        return 0.7
    words = _LONG_WORD.findall(line, 0, 300)[:10]
    seen = sum(map(story.__contains__, words)) / len(words) if words else 1.0
    points = 0.8 if seen < 0.2 else 0.5 if seen < 0.35 else 0.2 if seen <= 0.5 else -0.5
    return (
        points - 0.3 * (" said" in line or " was " in line or " were " in line or " told " in line) - 0.4 * (size > 350)
    )


def strung(lines: Sequence[str]) -> bool:
    """Whether the last paragraphs may be a string of standfirsts: a cheap look before all is counted.

    Half of them are of one sentence, not a quotation, and begin something (not He, But).
    """
    if len(lines) < OF:
        return False
    begun = 0
    for line in lines[-OF:]:
        begun += (
            SIZES[0] < len(line) < SIZES[1]
            and line[-1] == "."
            and line[0] not in OPENS
            and not BREAK.search(line)
            and not CONTINUES.match(line)
        )
    return begun >= BEGUN


def english(page: Facts) -> bool:
    """Whether a text is English prose, as all texts were that taught the weights: a tenth of its words are the, of, to.

    In 99 % of 5,000 English articles it is a fifth or more; in tables and in other languages it is next to nothing.
    """
    first = int((np.cumsum(page.size) - page.size < PROSE)[:PROSE_LINES].sum())
    return bool(page.words.small[:first].sum() >= 0.1 * page.words.size[:first].sum())
