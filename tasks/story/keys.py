"""Keys: what one paragraph has in common with the same paragraph on another page.

A key is a hash of a paragraph's letters and digits: spacing, punctuation and case do not matter.  On its page
a paragraph has a *role*, told by where it stands.  `observe` says both of every paragraph, for the memory to
learn; `asked` says by which letters a paragraph is looked up.

Where there is much to read, `kernels` says the same in half the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.light import Kernels

if TYPE_CHECKING:
    from tasks.page import Page

Keys = npt.NDArray[np.uint64]
Roles = npt.NDArray[np.uint8]

REST, LEAD, OPENING = 0, 1, 2  # roles: any paragraph; title, standfirst or lede; a paragraph near the lede

SHORTEST = 20  # bytes of letters and digits: a shorter line ("What comes next") may stand in any story
CUT_SHORT = (40, 80)  # bytes by which a teaser that ends in an ellipsis is looked up
LEADS = 4  # lines at the top, at most, that may be title, standfirst and lede
OF_A_STORY = 6  # of its leads: the title, the standfirst or the lede are among them in every version

# The compiled loops save 50 us a page; to load them takes 0.1 s, to compile them for the first time 4 s.
kernels = Kernels("tasks.story.kernels", loaded=2_000_000, fresh=300_000_000)

DROPPED = bytes(byte for byte in range(128) if not chr(byte).isalnum() and byte != 10)
SPECIAL = re.compile(rb"\xe2[\x80\x81].|\xc2[\x80-\xbf]|\xef\xbb\xbf", re.DOTALL)  # U+0080-00BF, U+2000-207F
_QUOTES = ("’", "“", "”", "–", "—", "‘", "\xa0", "…")
_DATELINE = re.compile(r"[^.!?\n]{2,60}?(?:\)|[A-Z]{3})\s*[-–—]{1,2}\s+")
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)(?:\s*(?:read more|more))?\W*\Z", re.IGNORECASE)
_FULL_STOP = (".", "!", "?", '."', ".”", '?"', "?”", '!"', "!”")


class Observed(NamedTuple):
    """What the memory learns of a page: keys with their roles, and a hash of its first leads (0 where it has none)."""

    keys: Keys
    roles: Roles
    story: int


def observe(text: str, page: Page) -> Observed:
    """The key and the role of every paragraph of one repaired article, in order, the title's first.

    >>> from tasks.page import Page
    >>> first, second = ("The river rose again, he said.", "the RIVER rose again — he said")
    >>> observe(first, Page()).keys.tolist() == observe(second, Page()).keys.tolist()
    True
    """
    compiled = kernels(len(text))
    if not compiled:
        return observed(text, page)
    top = _top(text)
    leads = _leads(top)
    openings = [line[: found.end()] if (found := _DATELINE.match(line)) else "" for line in top[:leads]]
    behind = [len(opening.encode("utf-8", "surrogatepass")) for opening in openings]
    return Observed(*compiled.observe(text, page.title or "", leads, behind))


def observed(text: str, page: Page) -> Observed:
    """`observe` in plain Python."""
    lines, words = paragraphs(text)
    leads = _leads(lines)
    told = letters(page.title) if page.title else []
    for line, word in zip(lines, words[:leads], strict=False):
        told.append(word)
        told += [b"%d" % size + word[:size] for size in CUT_SHORT if len(word) > size]
        if dateline := _DATELINE.match(line):
            told.append(word[len(spelled(line[: dateline.end()])) :])
    told = _long(told)
    # A paragraph is near the lede where less than a third of the text stands above it.
    above = list(accumulate(map(len, lines), initial=0))
    near = max(leads, bisect_left(above, above[-1] / 3, hi=len(lines)))
    opening, rest = _long(words[leads:near]), _long(words[near:])
    found = keys(told + opening + rest)
    roles = bytes([LEAD]) * len(told) + bytes([OPENING]) * len(opening) + bytes([REST]) * len(rest)
    first = found[: min(len(told), OF_A_STORY)].tobytes()
    return Observed(found, np.frombuffer(roles, np.uint8), int(keys([first])[0]) if first else 0)


def _long(words: Sequence[bytes]) -> list[bytes]:
    return [word for word in words if len(word) >= SHORTEST]


def paragraphs(text: str) -> tuple[list[str], list[bytes]]:
    """The paragraphs of a text (its lines that are not blank), and the letters of each."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    if len(lines) <= text.count("\n"):
        text = "\n".join(lines)
    return lines, spelled(text).split(b"\n") if lines else []


def spelled(text: str) -> bytes:
    r"""The casefolded letters and digits of a text, and its line breaks, in UTF-8.

    >>> spelled("One: 2\n“STRASSE” – Straße")
    b'one2\nstrassestrasse'
    """
    if not text.isascii():
        for quote in _QUOTES:  # then most English text is ASCII, and casefold 15 times as fast
            text = text.replace(quote, "")
    folded = text.casefold().encode("utf-8", "surrogatepass")
    if not text.isascii():
        folded = SPECIAL.sub(b"", folded)
    return folded.translate(None, DROPPED)


def letters(text: str) -> list[bytes]:
    r"""The casefolded letters and digits of every paragraph, in UTF-8.

    >>> letters("One: 2\n\n“Three”")
    [b'one2', b'three']
    """
    return paragraphs(text)[1]


def keys(words: Iterable[bytes]) -> Keys:
    """The hashes of the letters of some paragraphs."""
    return np.frombuffer(b"".join([blake2b(word, digest_size=8).digest() for word in words]), "<u8")


def asked(lines: Sequence[str], words: Sequence[bytes]) -> Iterator[bytes]:
    """By which letters each paragraph is looked up: all, or the first of one that ends in an ellipsis."""
    for line, word in zip(lines, words, strict=True):
        fitting = [size for size in CUT_SHORT if len(word) > size + 8] if cut_short(line) else ()
        yield b"%d" % fitting[-1] + word[: fitting[-1]] if fitting else word


def cut_short(line: str) -> bool:
    """Whether a line ends in an ellipsis."""
    return (line.endswith(("…", ".", ">", "]")) or line[-4:].casefold() == "more") and _ELLIPSIS.search(
        line[-20:]
    ) is not None


def _top(text: str) -> list[str]:
    """The first paragraphs."""
    found: list[str] = []
    at = 0
    while len(found) < LEADS and at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if line and not line.isspace():
            found.append(line)
        at = end + 1
    return found


def _leads(lines: Sequence[str]) -> int:
    """How many lines at the top may be title, standfirst or lede: to the second full sentence, four at most."""
    sentences = 0
    for n, line in enumerate(lines[:LEADS], 1):
        sentences += len(line) > 60 and line.rstrip().endswith(_FULL_STOP)
        if sentences == 2:
            return n
    return min(LEADS, len(lines))
