"""Kernels: the few loops that see every letter, compiled when there is much to do.

Each kernel is one plain function of numbers and arrays.  For a large shard numba compiles it (once on
a machine: the result is cached); for a handful of articles the very same function runs as Python, so
that nothing is imported or compiled, and the values are the same by construction.  All arithmetic is
on integers below 2**63, wrapped by hand, for that reason.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tasks import light

SIZE = 5  # words a shingle has
# What a code point is: between words, in a word, in a number, a word itself, between sentences.
STOP, LETTER, DIGIT, SIGN, ENDS = 0, 1, 2, 3, 4
NUMBER, CAPITAL, OPENS = 1, 2, 4  # what a word is: holds digits, has a capital, is the first of its sentence


@functools.cache
def compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    """The kernel as machine code, once a process.

    Measured: 0.6 s to import numba, 0.1 s to load a cached kernel, 1 to 3 s to compile it for the first time.
    """
    machine: Callable[..., None] = light.kernel(kernel)
    return machine


def worthwhile(much: bool) -> bool:
    """Whether to compile: when there is much to do, or numba is there already."""
    return much or "numba" in sys.modules


def tokenise(text: Any, ends: Any, codes: Any, kinds: Any, folded: Any, words: Any, flags: Any, counts: Any) -> None:
    """UTF-8 to 32-bit word hashes (FNV-1a over folded code points), one text after the other.

    A sentence ends at a full stop and a space, at the stops of other scripts, and where a sign is followed by a space:
    Thai and its neighbours write no stops, and put spaces between clauses only.

    `ends` are the byte offsets at which the texts end; `kinds` and `folded` say what a code point below
    65,536 is and what it is in lower case; `codes` says the same of a byte that is an ASCII letter in one
    number (see `shingles.letters`).  Thousands separators are dropped, decimal points stay.
    """
    at = 0
    n = 0
    for i in range(len(ends)):
        end = ends[i]
        first = n
        value = 2166136261
        length = 0
        flag = 0
        opens = OPENS
        stopped = False
        while at < end:
            byte = text[at]
            code = codes[byte]
            if code & 256:  # most of any text: letters up to the next something else
                if length == 0:
                    flag = opens
                    opens = 0
                    stopped = False
                    length = 1
                while code & 256:
                    flag |= code >> 8 & CAPITAL
                    value = ((value ^ (code & 255)) * 16777619) & 0xFFFFFFFF
                    at += 1
                    if at == end:
                        break
                    code = codes[text[at]]
                if code == 32 and at < end:
                    words[n] = value
                    flags[n] = flag
                    n += 1
                    value = 2166136261
                    length = 0
                    at += 1
                continue
            if byte < 128:
                point = byte
                step = 1
            elif byte < 224:
                point = (byte & 31) << 6 | (text[at + 1] & 63)
                step = 2
            elif byte < 240:
                point = (byte & 15) << 12 | (text[at + 1] & 63) << 6 | (text[at + 2] & 63)
                step = 3
            else:
                point = (byte & 7) << 18 | (text[at + 1] & 63) << 12 | (text[at + 2] & 63) << 6 | (text[at + 3] & 63)
                step = 4
            if point < 65536:
                kind = kinds[point]
                low = folded[point]
            else:
                kind = SIGN if 0x20000 <= point < 0x32000 else STOP
                low = point
            after = at + step
            if kind == LETTER or kind == DIGIT:  # noqa: SIM109 (compiled, a tuple is slower)
                if length == 0:
                    flag = opens
                    opens = 0
                    stopped = False
                if kind == DIGIT:
                    flag |= NUMBER
                elif low != point:
                    flag |= CAPITAL
                value = ((value ^ low) * 16777619) & 0xFFFFFFFF
                length += 1
            elif (
                (point == 44 or point == 46)
                and length > 0
                and (flag & NUMBER)
                and after < end
                and 48 <= text[after] <= 57
                and 48 <= text[at - 1] <= 57
            ):
                if point == 46:
                    value = ((value ^ point) * 16777619) & 0xFFFFFFFF
            else:
                if length > 0:
                    words[n] = value
                    flags[n] = flag
                    n += 1
                    value = 2166136261
                    length = 0
                if kind == SIGN:
                    words[n] = ((2166136261 ^ low) * 16777619) & 0xFFFFFFFF
                    flags[n] = opens
                    n += 1
                    opens = 0
                    stopped = True
                elif point == 10 or kind == ENDS:
                    opens = OPENS
                elif point == 46 or point == 33 or point == 63:
                    stopped = True
                elif point == 32 and stopped:
                    opens = OPENS
            at = after
        if length > 0:
            words[n] = value
            flags[n] = flag
            n += 1
        counts[i] = n - first


def shingle(words: Any, counts: Any, shingles: Any, lengths: Any) -> None:
    """Word hashes to shingle hashes: one for each `SIZE` words in a row; one for the whole of a shorter text."""
    at = 0
    n = 0
    for i in range(len(counts)):
        count = counts[i]
        span = min(SIZE, count)
        made = count - span + 1 if count else 0
        for k in range(made):
            value = 0x9E3779B9
            if span == SIZE:  # said twice, since a loop of fixed length is compiled to a third of the time
                for j in range(SIZE):
                    value = ((value ^ words[at + k + j]) * 0x01000193 + 0x7F4A7C15) & 0xFFFFFFFF
                    value ^= value >> 15
            else:
                for j in range(span):
                    value = ((value ^ words[at + k + j]) * 0x01000193 + 0x7F4A7C15) & 0xFFFFFFFF
                    value ^= value >> 15
            value = (value * 0x2C1B3C6D) & 0xFFFFFFFF
            value ^= value >> 12
            shingles[n] = value
            n += 1
        lengths[i] = made
        at += count


def minhash(shingles: Any, lengths: Any, a: Any, b: Any, signatures: Any) -> None:
    """Datasketch's affine32: `min(a * fmix32(h) + b mod 2**32)` over the shingles of each text.

    Always compiled: `signature.least` says the same in numpy, for small shards and for the tests.  One
    permutation after the other keeps the inner loop in vector registers (a fifth faster than the reverse).
    """
    start = 0
    for i in range(len(lengths)):
        stop = start + lengths[i]
        mixed = shingles[start:stop].copy()
        for k in range(len(mixed)):
            h = mixed[k]
            h ^= h >> np.uint32(16)
            h = np.uint32(h * np.uint32(0x85EBCA6B))
            h ^= h >> np.uint32(13)
            h = np.uint32(h * np.uint32(0xC2B2AE35))
            h ^= h >> np.uint32(16)
            mixed[k] = h
        for p in range(len(a)):
            low = np.uint32(0xFFFFFFFF)
            slope = a[p]
            shift = b[p]
            for k in range(len(mixed)):
                low = min(low, np.uint32(slope * mixed[k] + shift))
            signatures[i, p] = low
        start = stop


def sieve(shingles: Any, lengths: Any, salt: Any, limit: Any, out: Any) -> None:
    """The shingles whose mixed hash is below `limit`, each below the number of its text; how many stands last.

    Always compiled: `bands.sample` says the same in numpy.
    """
    at = 0
    n = 0
    for i in range(len(lengths)):
        for _ in range(lengths[i]):
            h = shingles[at] ^ salt
            at += 1
            h ^= h >> np.uint32(16)
            h = np.uint32(h * np.uint32(0x85EBCA6B))
            h ^= h >> np.uint32(13)
            h = np.uint32(h * np.uint32(0xC2B2AE35))
            h ^= h >> np.uint32(16)
            if h < limit:
                out[n] = np.uint64(i) << np.uint64(32) | np.uint64(h)
                n += 1
    out[-1] = n
