"""Graph: the related pairs, those of before and those of now.

One process tells which articles are one story, and of each pair it holds the two ends, 8 bytes, and whether a bucket
still proposes it.  What the two share stays in mapped files, and is read where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tasks.core import I64, U32, U64
from tasks.files import rows_of, table_writer
from tasks.near.index import GRAPH
from tasks.near.relation import ONE_STORY, RELATIONS

PAIRS = 1 << 20  # looked at or read at once
Marks = npt.NDArray[np.bool_]
K = TypeVar("K", bound=np.generic)
_SAME = np.array([RELATIONS.index(name) for name in ONE_STORY])


class Graph:
    """Pairs of two kinds: those a bucket proposed, of which stories are made, and those that were compared only because
    one article might have to go for the other.
    """

    def __init__(self, work: Path, before: Iterable[pa.Table]) -> None:
        """The pairs of `before`, and those in the files `related-*.arrow` of the folder `work`."""
        spooled = work / "before.arrow"
        with table_writer(spooled, GRAPH) as out:
            for table in before:
                out.write_table(table)
        held, found = (rows_of(files, GRAPH) for files in ([spooled], sorted(work.glob("related-*.arrow"))))
        self.held = len(held)  # so many pairs are of before
        self.batches = [*held.to_batches(), *found.to_batches()]
        self.firsts = np.cumsum([0, *map(len, self.batches)])
        self.left, self.right = self._column("left", np.uint32), self._column("right", np.uint32)
        self.proposed = self._column("proposed", np.bool_)
        self.same = np.isin(self._column("relation", np.uint8), _SAME)  # whether they would be of one story

    def __len__(self) -> int:
        return len(self.left)

    def _column(self, name: str, kind: type[K]) -> npt.NDArray[K]:
        parts = [batch[name].to_numpy(zero_copy_only=False) for batch in self.batches]
        return np.concatenate([np.zeros(0, kind), *parts])

    def among(self, pairs: U64) -> Marks:
        """Which pairs of the graph are among these, given as `low << 32 | high`."""
        found = np.zeros(len(self), bool)
        for start in range(0, len(self) if len(pairs) else 0, PAIRS):
            some = slice(start, start + PAIRS)
            found[some] = np.isin(keys(self.left[some], self.right[some]), pairs)
        return found

    def take(self, at: I64) -> pa.Table:
        """The pairs at these places as they are now, in this order."""
        order = np.argsort(at, kind="stable")
        sought = at[order]
        which = np.searchsorted(self.firsts, sought, side="right") - 1
        parts = [GRAPH.empty_table()]
        for n in np.unique(which).tolist():
            inside = sought[slice(*np.searchsorted(which, [n, n + 1]))] - self.firsts[n]
            parts.append(pa.Table.from_batches([self.batches[n].take(pa.array(inside))]))
        back = np.empty(len(at), np.int64)
        back[order] = np.arange(len(at))
        taken = pa.concat_tables(parts).combine_chunks().take(pa.array(back))
        return taken.set_column(3, GRAPH.field("proposed"), pa.array(self.proposed[at]))

    def tables(self, at: I64) -> Iterator[pa.Table]:
        """The pairs at these places as tables of at most PAIRS rows."""
        for start in range(0, len(at), PAIRS):
            yield self.take(at[start : start + PAIRS])


def keys(left: U32 | I64, right: U32 | I64) -> U64:
    """Pairs as 64-bit numbers: the lower row in the high half."""
    low, high = np.minimum(left, right).astype(np.uint64), np.maximum(left, right).astype(np.uint64)
    made: U64 = low << np.uint64(32) | high
    return made
