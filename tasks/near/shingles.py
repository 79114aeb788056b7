"""Shingles: an article as the set of its word 5-grams, each a 32-bit number.

Case and punctuation are folded, numbers stay (`1,000` is `1000`).  In scripts that put no spaces
between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character counts as a word.  A text
of fewer than five words has one shingle, the whole of it; an empty one has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tasks import core
from tasks.core import I64, U8, U32

SIZE = core.SHINGLE  # words a shingle has
FOLDING = "fnv1a-words-5.2"  # the name of all that is decided here; an index made with another one is refused
CHUNK = 2_000_000  # characters read at once: words and shingles of a chunk are 12 bytes a word
NUMBER, CAPITAL, OPENS = 1, 2, 4  # what a word is: holds digits, has a capital, is the first of its sentence


class Words(NamedTuple):
    """The words of several texts, one after the other: their hashes, what each is, and how many each text has."""

    hashes: U32
    flags: U8
    counts: I64


def read(texts: Sequence[str]) -> Words:
    """The words of texts, as hashes with flags.

    >>> words = read(["Rain fell.", "RAIN, fell"])
    >>> words.counts.tolist(), (words.hashes[:2] == words.hashes[2:]).all()
    ([2, 2], np.True_)
    """
    return Words(*core.near_words(texts))


def chunks(bodies: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Spans of bodies of about `CHUNK` characters."""
    start = held = 0
    for i, body in enumerate(bodies):
        held += len(body)
        if held >= CHUNK or i == len(bodies) - 1:
            yield start, i + 1
            start, held = i + 1, 0


def shingle(words: Words) -> tuple[U32, I64]:
    """The shingles of several texts, one after the other, in the order of the text; and how many each has."""
    return core.near_shingles(words.hashes, words.counts)
