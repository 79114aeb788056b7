"""Shingles: an article as the set of its word 5-grams, each a 32-bit number.

Case and punctuation are folded, numbers stay (`1,000` is `1000`).  In scripts that put no spaces
between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character counts as a word.  A text
of fewer than five words has one shingle, the whole of it; an empty one has none.
"""

from __future__ import annotations

import functools
import string
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.near import kernels

SIZE = kernels.SIZE
FOLDING = "fnv1a-words-5.2"  # the name of all that is decided here; an index made with another one is refused
SPACELESS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
# Stops that end a sentence with no space behind them, from Armenian to Japanese.
FULL_STOPS = "\u0589\u061f\u06d4\u0964\u0965\u104b\u1362\u1367\u17d4\u3002\uff01\uff1f"
CHUNK = 2_000_000  # characters read at once: words and shingles of a chunk are 12 bytes a word
COMPILE_FROM = 1_000_000  # bytes of text; below, importing numba (0.6 s) costs more than it saves

U32 = npt.NDArray[np.uint32]
U16 = npt.NDArray[np.uint16]
U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]


class Words(NamedTuple):
    """The words of several texts, one after the other: their hashes, what each is, and how many each text has."""

    hashes: U32
    flags: U8
    counts: I64


def read(texts: Sequence[str]) -> Words:
    """The words of each text.

    >>> words = read(["Rain fell.", "RAIN, fell"])
    >>> words.counts.tolist(), (words.hashes[:2] == words.hashes[2:]).all()
    ([2, 2], np.True_)
    """
    encoded = [text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    size = int(ends[-1]) if len(ends) else 0
    if kernels.worthwhile(size >= COMPILE_FROM):
        kinds, folded = tables()
        hashes, flags, counts = np.empty(size, np.uint32), np.empty(size, np.uint8), np.empty(len(texts), np.int64)
        buffer = np.frombuffer(b"".join(encoded), np.uint8)
        kernels.compiled(kernels.tokenise)(buffer, ends, letters(), kinds, folded, hashes, flags, counts)
        total = int(counts.sum())
        return Words(hashes[:total].copy(), flags[:total].copy(), counts)
    rows = [_read_one(text) for text in encoded]
    return Words(
        np.array([word for row in rows for word in row[0]], np.uint32),
        np.array([flag for row in rows for flag in row[1]], np.uint8),
        np.array([len(row[0]) for row in rows], np.int64),
    )


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
    shingles, lengths = np.empty(len(words.hashes), np.uint32), np.empty(len(words.counts), np.int64)
    if kernels.worthwhile(len(words.hashes) >= COMPILE_FROM // 5):
        kernels.compiled(kernels.shingle)(words.hashes, words.counts, shingles, lengths)
        return shingles[: int(lengths.sum())], lengths
    made: list[int] = [0] * len(words.hashes)
    sizes: list[int] = [0] * len(words.counts)
    kernels.shingle(words.hashes.tolist(), words.counts.tolist(), made, sizes)
    lengths[:] = sizes
    return np.array(made[: sum(sizes)], np.uint32), lengths


@functools.cache
def tables() -> tuple[U8, U16]:
    """For each code point below 65,536: what it is, and its lower case where that is one such code point."""
    kinds, folded = np.zeros(65536, np.uint8), np.arange(65536, dtype=np.uint16)
    for point in range(65536):
        letter = chr(point)
        category = unicodedata.category(letter)
        if category[0] in "LM" or category == "Nl":
            kinds[point] = kernels.LETTER
            low = letter.lower()
            if len(low) == 1 and ord(low) < 65536:
                folded[point] = ord(low)
        elif category[0] == "N":
            kinds[point] = kernels.DIGIT
    for first, last in SPACELESS:
        span = kinds[first : last + 1]
        span[span == kernels.LETTER] = kernels.SIGN
    for stop in FULL_STOPS:
        kinds[ord(stop)] = kernels.ENDS
    return kinds, folded


@functools.cache
def letters() -> U16:
    """For each byte 0 where it is no ASCII letter, else 256, 512 more for a capital, and its lower case; a space is 32.

    >>> letters()[[ord("a"), ord("A"), ord(" "), ord(".")]].tolist()
    [353, 865, 32, 0]
    """
    codes = np.zeros(256, np.uint16)
    for letter in string.ascii_letters:
        codes[ord(letter)] = ord(letter.lower()) + 256 + 512 * letter.isupper()
    codes[ord(" ")] = ord(" ")
    return codes


def _read_one(text: bytes) -> tuple[list[int], list[int]]:
    kinds, folded = _ascii() if text.isascii() else _listed()
    words: list[int] = [0] * len(text)
    flags: list[int] = [0] * len(text)
    counts: list[Any] = [0]
    kernels.tokenise(text, [len(text)], _letters(), kinds, folded, words, flags, counts)
    return words[: counts[0]], flags[: counts[0]]


@functools.cache
def _ascii() -> tuple[list[int], list[int]]:
    """The tables for plain ASCII, which needs no walk over Unicode."""
    kind = {True: kernels.LETTER, False: kernels.STOP}
    letters = [chr(point) for point in range(128)]
    return [kernels.DIGIT if x.isdigit() else kind[x.isalpha()] for x in letters], [ord(x.lower()) for x in letters]


@functools.cache
def _letters() -> list[int]:
    return letters().tolist()


@functools.cache
def _listed() -> tuple[list[int], list[int]]:
    kinds, folded = tables()
    return kinds.tolist(), folded.tolist()
