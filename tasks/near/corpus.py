"""Corpus: all articles of one search, those of the index and the new ones, as files that every piece of it can open.

In the folder `work` stand, for pieces of old segments and for each staged file, files with the endings

    .facts    a row an article, see `facts`; in the end all of them in one file, `facts`
    .sites    names of their sites
    .keys     for a staged file the keys of each band, one band after the other; 0: agrees with none
    .samples  for a staged file `hash << 32 | row in the file`, sorted

An article's row counts through all segments and then through all staged files, in order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.core import I64
from tasks.files import opened
from tasks.near import facts, index, lsh
from tasks.near.buckets import Table
from tasks.near.facts import Facts
from tasks.settings import Near

OPEN = 256  # staged files kept open while texts are read: to open one takes 5 ms

Bodies = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]


class Corpus(NamedTuple):
    """What a piece of work has to know of the whole."""

    previous: Path | None  # the index of before
    target: Path  # the one to write
    work: Path
    staged: tuple[Path, ...]
    counts: tuple[int, ...]  # articles of each staged file
    first: int  # row of the first new article
    bodies: Bodies  # title and body of old articles, by id
    settings: Near

    @property
    def rows(self) -> int:
        """How many articles there are."""
        return self.first + sum(self.counts)

    @property
    def firsts(self) -> list[int]:
        """Where the articles of each staged file begin, counted from the first new one."""
        return [0, *itertools.accumulate(self.counts)]

    def stem(self, staged: int) -> Path:
        """The path of the files made of a staged file, without their ending."""
        return self.work / f"new-{staged:06d}"

    def facts(self) -> Facts:
        """The facts of all articles, as a mapped array."""
        return facts.mapped(self.work / "facts")

    def old(self) -> index.Index:
        """The index of the version before."""
        return index.Index(self.previous, self.settings)


def band(corpus: Corpus, number: int, facts: Facts) -> Table:
    """The sorted keys of one band, and the new articles they belong to, counted from 0."""
    column = [np.zeros(0, np.uint64)]
    for n, count in enumerate(corpus.counts):
        column.append(np.fromfile(corpus.stem(n).with_suffix(".keys"), np.uint64, count, offset=8 * number * count))
    every = np.concatenate(column)
    rows = np.flatnonzero(
        (facts["words"][corpus.first :] > 0) & (every != 0)
    )  # an article without words is like no other
    found = every[rows]
    order = np.argsort(found)
    return found[order], rows[order].astype(np.int64)


def part(corpus: Corpus, number: int) -> Table:
    """The sorted hashes of one part of the samples, and the new articles they belong to."""
    low, high = lsh.part_bounds()[number : number + 2].astype(np.uint64) << np.uint64(32)
    found = [np.zeros(0, np.uint64)]
    for n, first in enumerate(corpus.firsts[:-1]):
        path = corpus.stem(n).with_suffix(".samples")
        if path.stat().st_size:
            held = np.memmap(path, np.uint64, "r")
            found.append(held[slice(*np.searchsorted(held, [low, high]))] + np.uint64(first))
    both = np.sort(np.concatenate(found))
    return (both >> np.uint64(32)).astype(np.uint32), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)


class Texts:
    """Titles and bodies of articles, old and new."""

    def __init__(self, corpus: Corpus, facts: Facts) -> None:
        self.corpus, self.facts = corpus, facts
        self.opened: dict[int, pa.RecordBatchFileReader] = {}

    def read(self, rows: I64) -> Iterator[tuple[str, str]]:
        """Title and body of these articles, given in order."""
        old = rows[: int(np.searchsorted(rows, self.corpus.first))]
        ids = facts.names(self.facts, old).to_pylist()
        stored = self.corpus.bodies(ids) if ids else {}
        for name in ids:
            yield str(stored[name].get("title") or ""), str(stored[name].get("body") or "")
        new = rows[len(old) :] - self.corpus.first
        firsts = np.array(self.corpus.firsts)
        for n in np.unique(np.searchsorted(firsts, new, side="right") - 1).tolist():
            yield from self._staged(n, new[(new >= firsts[n]) & (new < firsts[n + 1])] - firsts[n])

    def _staged(self, number: int, rows: I64) -> Iterator[tuple[str, str]]:
        """Title and body of some rows of a staged file, by batch: `take` on a whole table would copy every text."""
        if number not in self.opened:
            if len(self.opened) >= OPEN:
                self.opened.clear()
            self.opened[number] = opened(self.corpus.staged[number])
        file, start = self.opened[number], 0
        for n in range(file.num_record_batches):
            batch = file.get_batch(n)
            inside = rows[(rows >= start) & (rows < start + batch.num_rows)] - start
            if len(inside):
                some = batch.select(["title", "body"]).take(pa.array(inside))
                yield from zip([x or "" for x in some["title"].to_pylist()], some["body"].to_pylist(), strict=True)
            start += batch.num_rows
