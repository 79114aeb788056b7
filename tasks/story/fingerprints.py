"""Keys: what one paragraph has in common with the same paragraph on another page.

A key is a hash of a paragraph's letters and digits: spacing, punctuation and case do not matter.  On its page
a paragraph has a *role*, told by where it stands.  `observe` says both of every paragraph, for the memory to
learn.  A lead is known by its beginnings, too: a teaser may be its first sentence, or be cut off anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tasks import core

if TYPE_CHECKING:
    from tasks.page import Page

Keys = npt.NDArray[np.uint64]
Roles = npt.NDArray[np.uint8]

REST, LEAD, OPENING = 0, 1, 2  # roles: any paragraph; title, standfirst or lede; a paragraph near the lede

SHORTEST = 20  # bytes of letters and digits: a shorter line ("What comes next") may stand in any story,
LABEL = 3  # and is a label at most; below this it is nothing
BEGINNINGS = (32, 51, 82, 131, 210, 336)  # bytes by which a paragraph is looked up as the beginning of a lead
STORIES = 16  # stories kept of one key; 16 means 16 or more
LEADS = 4  # lines at the top, at most, that may be title, standfirst and lede

_SIZES = tuple(b"%d" % size for size in BEGINNINGS)
_DATELINE = re.compile(r"[^.!?\n]{2,60}?(?:\)|[A-Z]{3})\s*[-–—]{1,2}\s+")
_FULL_STOP = (".", "!", "?", '."', ".”", '?"', "?”", '!"', "!”", "。", "！", "？", "।", "؟", "።")


class Observed(NamedTuple):
    """What the memory learns of a page."""

    keys: Keys
    roles: Roles  # of each key
    story: int  # a hash of its first leads; 0 where it has none
    asked: Keys  # the keys of its paragraphs' beginnings, by which leads of other stories are found


def observe(text: str, page: Page) -> Observed:
    """The key and the role of every paragraph of one repaired article, the title's first.

    >>> from tasks.page import Page
    >>> first, second = ("The river rose again, he said.", "the RIVER rose again — he said")
    >>> observe(first, Page()).keys.tolist() == observe(second, Page()).keys.tolist()
    True
    """
    lines, words = paragraphs(text)
    first = leads(lines)
    title = [word for word in (letters(page.title) if page.title else []) if len(word) >= SHORTEST]
    top = [word for word in words[:first] if len(word) >= LABEL]
    begun = [key for line, word in zip(lines, words[:first], strict=False) for key in _begun_as(line, word)]
    # A paragraph is near the lede where less than a third of the text stands above it.
    above = list(accumulate(map(len, lines), initial=0))
    near = max(first, bisect_left(above, above[-1] / 3, hi=len(lines)))
    opening = [word for word in words[first:near] if len(word) >= LABEL]
    rest = [word for word in words[near:] if len(word) >= LABEL] + [b""] * bool(lines)
    named, asked = [*title, *top], filter(None, map(beginning, words))
    digests = _digests([*named, *begun, *opening, *rest, *asked])
    counts = (LEAD, len(named) + len(begun)), (OPENING, len(opening)), (REST, len(rest))
    roles = b"".join([bytes([role]) * count for role, count in counts])
    told = b"".join([digest for digest, word in zip(digests, named, strict=False) if len(word) >= SHORTEST])
    story = int.from_bytes(_digests([told])[0], "little") if told else 0
    found: Keys = np.frombuffer(b"".join(digests), "<u8")
    return Observed(found[: len(roles)], np.frombuffer(roles, np.uint8), story, found[len(roles) :])


def _begun_as(line: str, word: bytes) -> list[bytes]:
    """The further letters by which a lead is known: those without its dateline, and those of its beginnings."""
    if len(word) < SHORTEST:
        return []
    dateline = _DATELINE.match(line) if "-" in line or "–" in line or "—" in line else None
    undated = word[len(core.letters(line[: dateline.end()])) :] if dateline else b""
    found = [*beginnings(word), *beginnings(undated)]
    return [undated, *found] if len(undated) >= SHORTEST else found


def beginning(word: bytes) -> bytes:
    """The letters by which a paragraph is looked up as the beginning of a lead; none where it is too short."""
    n = bisect_right(BEGINNINGS, len(word))
    return _SIZES[n - 1] + word[: BEGINNINGS[n - 1]] if n else b""


def beginnings(word: bytes, least: int = 0) -> list[bytes]:
    """The beginnings of a lead by which it is known, as letters, the shortest first."""
    sizes = zip(BEGINNINGS, _SIZES, strict=True)
    return [spelt + word[:size] for size, spelt in sizes if least <= size <= len(word)]


def paragraphs(text: str) -> tuple[list[str], list[bytes]]:
    """The paragraphs of a text (its lines that are not blank), and the letters of each."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    if len(lines) <= text.count("\n"):
        text = "\n".join(lines)
    return lines, core.letters(text).split(b"\n") if lines else []


def letters(text: str) -> list[bytes]:
    r"""The casefolded letters and digits of every paragraph, in UTF-8.

    >>> letters("One: 2\n\n“Three”")
    [b'one2', b'three']
    """
    return paragraphs(text)[1]


def keys(words: Iterable[bytes]) -> Keys:
    """The hashes of the letters of some paragraphs."""
    return np.frombuffer(b"".join(_digests(words)), "<u8")


def _digests(words: Iterable[bytes]) -> list[bytes]:
    return [blake2b(word, digest_size=8).digest() for word in words]


EVERY = keys([b""])[0]  # stands on every page: how many stories have it says how many a site has


def is_sentence(line: str) -> bool:
    """Whether a line is long and ends in a stop."""
    return len(line) > 60 and line.rstrip().endswith(_FULL_STOP)


def leads(lines: Sequence[str]) -> int:
    """How many lines at the top may be title, standfirst and lede: to the second full sentence, four at most."""
    sentences = 0
    for n, line in enumerate(lines[:LEADS], 1):
        sentences += is_sentence(line)
        if sentences == 2:
            return n
    return min(LEADS, len(lines))
