"""Candidates: pairs of articles that share a bucket, found without joining any bucket with itself.

A bucket holds the articles that agree in one band, or that hold one sampled shingle.  All of them are
paired while they are few; a bucket that is overfull (a template, a footer, a text repeated ten
thousand times) only links each of its articles to the first by a fixed order.  So the number of pairs
grows with the number of articles, whatever they say.

Which pairs are candidates depends on the articles there are, never on the order they came in.  A
bucket that becomes overfull, or gets another first, stops proposing some pairs of articles that were
there before: those are reported as doubtful, for the caller to ask about again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from tasks.core import I64, U64

CAP = 64  # articles a bucket may pair with one another: 2,016 pairs; beyond, each is linked to the first only
Keys = npt.NDArray[np.unsignedinteger[Any]]
K = TypeVar("K", bound="np.unsignedinteger[Any]")
Table = tuple[Keys, I64]  # sorted keys, and whose each is


class Links(NamedTuple):
    """Pairs that buckets propose, and older pairs they no longer do; each pair is `low << 32 | high`."""

    pairs: U64
    doubtful: U64


First = Callable[[I64], int]  # of some rows the one that comes first in an order of all


class Buckets(NamedTuple):
    """The members of some buckets, one bucket after the other."""

    rows: I64
    sizes: I64


def gather(wanted: Keys, tables: Sequence[Table]) -> Buckets:
    """The members of the buckets whose keys are `wanted` (sorted, distinct), from sorted tables."""
    spans = [(np.searchsorted(key, wanted, "left"), np.searchsorted(key, wanted, "right")) for key, _ in tables]
    sizes = np.sum([high - low for low, high in spans], axis=0).astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    rows = np.empty(int(sizes.sum()), np.int64)
    for (_, row), (low, high) in zip(tables, spans, strict=True):
        rows[spread(starts, high - low)] = row[spread(low, high - low)]
        starts += high - low
    return Buckets(rows, sizes)


def shared(keys: npt.NDArray[K], tables: Sequence[Table]) -> npt.NDArray[K]:
    """The new keys, sorted and distinct, that another article has as well; most buckets hold one article."""
    new = changes(keys)
    found = [keys[~new]]
    wanted = keys[new] if tables else keys[:0]
    for key, _ in tables:
        at = np.searchsorted(key, wanted)
        at[at == len(key)] = 0
        found.append(wanted[key[at] == wanted] if len(key) else wanted[:0])
    return distinct(np.concatenate(found))


def spread(starts: I64, sizes: I64) -> I64:
    """The positions `start, start + 1, ...` of several spans, one after the other.

    >>> spread(np.array([5, 9]), np.array([2, 3])).tolist()
    [5, 6, 9, 10, 11]
    """
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - sizes), sizes)


def link(buckets: Buckets, first_new: int, first: First) -> Links:
    """The pairs that buckets propose; rows from `first_new` on are new articles."""
    made: list[U64] = []
    doubtful: list[U64] = []
    starts = np.cumsum(buckets.sizes) - buckets.sizes
    for size in np.flatnonzero(np.bincount(buckets.sizes)[: CAP + 1]).tolist():
        if size > 1:
            members = buckets.rows[starts[buckets.sizes == size][:, None] + np.arange(size)]
            left, right = _every_two(size)
            made.append(_pairs(members[:, left].ravel(), members[:, right].ravel()))
    for k in np.flatnonzero(buckets.sizes > CAP).tolist():
        members = buckets.rows[starts[k] : starts[k] + buckets.sizes[k]]
        old = members[members < first_new]
        if len(old) == len(members):
            continue
        root = first(members)
        made.append(_pairs(np.full(len(members) - 1, root), members[members != root]))
        if 2 <= len(old) <= CAP:
            left, right = _every_two(len(old))
            doubtful.append(_pairs(old[left], old[right]))
        elif len(old) > CAP and root >= first_new:
            before = first(old)
            doubtful.append(_pairs(np.full(len(old) - 1, before), old[old != before]))
    pairs = np.concatenate(made) if made else np.zeros(0, np.uint64)
    return Links(
        pairs[(pairs & np.uint64(0xFFFFFFFF)) >= first_new],
        distinct(np.concatenate(doubtful)) if doubtful else np.zeros(0, np.uint64),
    )


def proposed(buckets: Buckets, place: I64, left: I64, right: I64, first: First) -> npt.NDArray[np.bool_]:
    """Whether bucket number `place` proposes the pair `left`, `right`, both of which it holds."""
    roots = np.full(len(buckets.sizes), -1, np.int64)
    starts = np.cumsum(buckets.sizes) - buckets.sizes
    for k in np.flatnonzero(buckets.sizes > CAP).tolist():
        members = buckets.rows[starts[k] : starts[k] + buckets.sizes[k]]
        roots[k] = first(members)
    return (buckets.sizes[place] <= CAP) | (roots[place] == left) | (roots[place] == right)


def needed(samples: I64) -> I64:
    """How many sampled shingles a pair must share, by the size of the smaller sample: a quarter, at least two."""
    return np.maximum(2, (samples + 3) // 4)


def tally(parts: Sequence[U64]) -> tuple[U64, I64]:
    """The distinct pairs, and how often each was proposed."""
    every = np.sort(np.concatenate([np.zeros(0, np.uint64), *parts]))
    first = np.flatnonzero(changes(every))
    return every[first], np.diff(first, append=len(every))


def distinct(values: npt.NDArray[K]) -> npt.NDArray[K]:
    """The distinct values, sorted; on 64-bit numbers this is three times as fast as `numpy.unique`."""
    ordered = np.sort(values)
    return ordered[changes(ordered)]


def changes(ordered: Keys) -> npt.NDArray[np.bool_]:
    """Whether each value differs from the one before it; true for the first."""
    found = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def split(pairs: U64) -> tuple[I64, I64]:
    """The lower and the higher row of each pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


@functools.cache
def _every_two(size: int) -> tuple[I64, I64]:
    """The positions of each pair among `size` articles, at most `CAP`."""
    left, right = np.triu_indices(size, 1)
    return left, right


def _pairs(left: I64, right: I64) -> U64:
    low, high = np.minimum(left, right).astype(np.uint64), np.maximum(left, right).astype(np.uint64)
    return low << np.uint64(32) | high
