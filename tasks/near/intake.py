"""Intake: the sketches of new articles, shard by shard, into the index's next segment.

Of each article the segment keeps what orders it (see `cluster`), its signature, its band keys and its
sampled shingles.  Bodies are not read.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.near import bands, index, signature, sketch
from tasks.near.candidates import Table
from tasks.near.shingles import I64, U32
from tasks.settings import Near

FACTS = ("article_id", "published_at", "site", "source", "words", "corrected", "complete")
CONTENT = ("raw_sha256", "source_id", "url")
SKETCH = ("signature", "sample")


def open_rows(path: Path, columns: Sequence[str]) -> pa.Table:
    """Some columns of a staged file, mapped: of the others nothing is read."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all().select(columns)


class Fresh:
    """The new articles, once they are taken in: their facts here, their keys on disk."""

    def __init__(self, files: Sequence[Path], segment: Path, work: Path, settings: Near) -> None:
        """Read the staged files and write the segment's `articles.parquet`; keys go to `work` meanwhile."""
        self.files, self.work, self.cut = list(files), work, bands.layout(settings)
        self.counts: list[int] = []
        self.bounds = bands.part_bounds()
        schema = pa.field("signature", pa.list_(pa.uint32(), settings.permutations))
        facts: list[pa.Table] = [index.FACTS.empty_table()]
        writer = index.articles_writer(segment / "articles.parquet", settings)
        with (work / "keys").open("wb") as keys, writer:
            first = 0
            for file in self.files:
                table = open_rows(file, [*FACTS, *CONTENT, *SKETCH])
                signatures = _signatures(table["signature"], settings.permutations)
                for band in range(self.cut.bands):
                    keys.write(bands.keys(signatures, self.cut, band).tobytes())
                made = _facts(table, self._sample(table["sample"], first))
                listed = pa.FixedSizeListArray.from_arrays(pa.array(signatures.ravel()), settings.permutations)
                writer.write_table(made.append_column(schema, listed))
                facts.append(made.take(pa.array(np.arange(len(made)))))  # a copy, so that the file may be closed
                self.counts.append(len(table))
                first += len(table)
        self.rows = first
        self.facts = pa.concat_tables(facts)
        self.indexed = self.facts["words"].to_numpy() > 0

    def _sample(self, column: pa.ChunkedArray, first: int) -> I64:
        """Append the sampled hashes of a shard to the files of their parts; how many each article has."""
        hashes, sampled = sketch.values(column)
        owner = np.repeat(np.arange(first, first + len(sampled), dtype=np.uint64), sampled)
        both = np.sort(hashes.astype(np.uint64) << np.uint64(32) | owner)
        cuts = np.searchsorted(both, self.bounds.astype(np.uint64) << np.uint64(32))
        for part in range(bands.PARTS):
            with (self.work / f"samples.{part}").open("ab") as file:
                file.write(both[cuts[part] : cuts[part + 1]].tobytes())
        return sampled

    def band(self, band: int) -> Table:
        """The sorted keys of one band, and the new articles they belong to, counted from 0."""
        places = [
            8 * (self.cut.bands * first + band * n) for first, n in zip(self._firsts(), self.counts, strict=False)
        ]
        file = self.work / "keys"
        column = [np.fromfile(file, np.uint64, n, offset=at) for at, n in zip(places, self.counts, strict=True)]
        rows = np.flatnonzero(self.indexed)
        found = np.concatenate([np.zeros(0, np.uint64), *column])[rows]
        order = np.argsort(found)
        return found[order], rows[order].astype(np.int64)

    def part(self, part: int) -> Table:
        """The sorted hashes of one part of the samples, and the new articles they belong to."""
        path = self.work / f"samples.{part}"
        both = np.sort(np.fromfile(path, np.uint64)) if path.exists() else np.zeros(0, np.uint64)
        return (both >> np.uint64(32)).astype(np.uint32), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def _firsts(self) -> list[int]:
        return [0, *itertools.accumulate(self.counts)]

    def texts(self, rows: Sequence[int]) -> Iterator[tuple[int, str, str]]:
        """Position, title and body of some new articles, counted from 0 and given in order."""
        firsts = self._firsts()
        wanted = np.asarray(rows, np.int64)
        for number, file in enumerate(self.files):
            inside = wanted[(wanted >= firsts[number]) & (wanted < firsts[number + 1])]
            if len(inside):
                table = open_rows(file, ["title", "body"]).take(pa.array(inside - firsts[number]))
                yield from zip(
                    inside.tolist(),
                    [x or "" for x in table["title"].to_pylist()],
                    table["body"].to_pylist(),
                    strict=True,
                )


def _facts(table: pa.Table, sampled: I64) -> pa.Table:
    columns: dict[str, Any] = {name: table[name] for name in FACTS}
    content = [table[name].cast(pa.binary()) for name in CONTENT]
    told = pc.binary_join_element_wise(*content, b"\0", null_handling="replace", null_replacement=b"")
    ranks = [hashlib.blake2b(row, digest_size=8).digest() for row in told.to_pylist()]
    columns["rank"] = pa.array(np.frombuffer(b"".join(ranks), ">u8").astype(np.uint64))
    columns["samples"] = pa.array(sampled.astype(np.uint32))
    return pa.table([columns[name] for name in index.FACTS.names], schema=index.FACTS)


def _signatures(column: pa.ChunkedArray, permutations: int) -> U32:
    """The staged bytes as rows of values; an article without words has none, and gets the empty signature."""
    made, counts = sketch.values(column)
    signatures = np.full((len(counts), permutations), signature.EMPTY, np.uint32)
    signatures[counts > 0] = made.reshape(-1, permutations)
    return signatures
