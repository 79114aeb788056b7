"""Bands: which articles are worth comparing, from a stated recall.

A signature of 128 values is cut into `bands` bands of `rows` values; two articles of similarity `s`
agree in at least one of them with probability `1 - (1 - s**rows)**bands`.  Libraries choose the two
numbers so that this is about one half at the threshold; here they follow from the recall that is
asked for, and exact comparison gives the precision.

MinHash cannot see an excerpt: a tenth of a long story has a similarity of 0.1 to it.  So a second
index keeps a sample of each article's shingles, those whose hash falls in the lowest tenth of
its range (FracMinHash): what two samples share says how much of the shorter article stands in the longer one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tasks import core
from tasks.core import I64, U32, U64
from tasks.settings import Near

SAMPLE = 10  # one shingle in so many is kept: of excerpts of 70 words, one in 75 shares fewer than two of them
PARTS = 16  # the samples are kept in so many parts, by hash, and matched one at a time
_SALT = 0x5BD1E995
_LIMIT = (1 << 32) // SAMPLE


class Layout(NamedTuple):
    """How a signature is cut."""

    bands: int
    rows: int

    def recall(self, similarity: float) -> float:
        """Probability that two articles of this Jaccard similarity agree in a band.

        >>> round(Layout(32, 4).recall(0.5), 2)
        0.87
        """
        return float(1 - (1 - similarity**self.rows) ** self.bands)


class BadLayout(ValueError):
    """No layout of the signature finds what was asked for; the message names the settings to change."""


def layout(settings: Near) -> Layout:
    """The strictest layout that finds pairs of `similarity` with probability `recall`.

    >>> layout(Near(similarity=0.5, recall=0.99))
    Layout(bands=35, rows=3)
    """
    for rows in range(settings.permutations, 0, -1):
        hit = settings.similarity**rows
        bands = 1 if hit >= 1 else math.ceil(math.log(1 - settings.recall) / math.log1p(-hit))
        if 0 < bands * rows <= settings.permutations:
            return Layout(bands, rows)
    raise BadLayout(
        f"near.permutations = {settings.permutations} are too few to find similarity {settings.similarity} with "
        f"recall {settings.recall}: raise near.permutations, or lower near.recall"
    )


def keys(signatures: U32, cut: Layout, band: int) -> U64:
    """The 64-bit key of one band of each signature."""
    key = np.full(len(signatures), 0x9E3779B97F4A7C15, np.uint64)
    for row in range(band * cut.rows, (band + 1) * cut.rows):
        key = (key ^ signatures[:, row]) * np.uint64(0xFF51AFD7ED558CCD)
        key ^= key >> np.uint64(32)
    return key


def sample(shingles: U32, lengths: I64) -> tuple[U32, I64]:
    """The sampled hashes of several articles and whose each is; distinct within an article, and sorted."""
    both = np.sort(core.near_sample(shingles, lengths, _SALT, _LIMIT))
    both = both[np.concatenate([both[:1] == both[:1], both[1:] != both[:-1]])]
    return both.astype(np.uint32), (both >> np.uint64(32)).astype(np.int64)


def part_bounds() -> U32:
    """Where the parts of the sample begin, and where the last one ends."""
    return np.arange(PARTS + 1, dtype=np.uint32) * np.uint32(_LIMIT // PARTS + 1)
