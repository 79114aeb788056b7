"""Intake: what the search needs of each article, from one staged file or old segment at a time; bodies are not read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.core import U32
from tasks.files import table_of
from tasks.near import facts, index, lsh, minhash, sketch
from tasks.near.corpus import Corpus
from tasks.settings import Near

# Those facts that stand in a staged file.
FACTS = tuple(name for name in index.FACTS.names if name not in ("rank", "samples"))
CONTENT = ("raw_sha256", "source_id", "url")
GROUPS = 16  # row groups that a piece of work takes in


class TakeIn(NamedTuple):
    """Work: the facts of a staged file, with its keys and samples; or those of row groups of an `articles.parquet`."""

    source: Path
    stem: Path
    settings: Near
    groups: tuple[int, ...] = ()


def held(segment: Path, settings: Near) -> Iterator[TakeIn]:
    """Pieces of work that take in an old segment; their `stem` is still to be set."""
    path = segment / index.ARTICLES
    count = index.groups(path)
    for start in range(0, count, GROUPS):
        yield TakeIn(path, Path(), settings, tuple(range(start, min(start + GROUPS, count))))


def open_rows(path: Path, columns: Sequence[str]) -> pa.Table:
    """Some columns of a staged file, mapped: of the others nothing is read."""
    return table_of(path).select(columns)


def take_in(work: TakeIn) -> int:
    """Write the files that the docstring of `corpus` lists; returns how many articles they hold."""
    return _held(work) if work.groups else _staged(work)


def write_articles(corpus: Corpus, path: Path) -> None:
    """Write the new segment's `articles.parquet`, a staged file at a time."""
    size = corpus.settings.permutations
    schema = pa.field("signature", pa.list_(pa.uint32(), size))
    known = corpus.facts()[corpus.first :]
    with index.articles_writer(path, corpus.settings) as writer:
        for file, start in zip(corpus.staged, corpus.firsts, strict=False):
            table = open_rows(file, [*FACTS, "signature"])
            own = known[start : start + len(table)]
            table = table.append_column("rank", pa.array(np.ascontiguousarray(own["rank"])))
            table = table.append_column("samples", pa.array(np.ascontiguousarray(own["samples"])))
            listed = pa.FixedSizeListArray.from_arrays(pa.array(_signatures(table["signature"], size).ravel()), size)
            writer.write_table(table.select(index.FACTS.names).cast(index.FACTS).append_column(schema, listed))


def _held(work: TakeIn) -> int:
    table = index.load(work.source, index.FACTS.names, work.groups)
    facts.write(table, table["rank"].to_numpy(), table["samples"].to_numpy(), work.stem)
    return len(table)


def _staged(work: TakeIn) -> int:
    table = open_rows(work.source, list(dict.fromkeys([*FACTS, *CONTENT, *index.IDENTITIES, "signature", "sample"])))
    cut = lsh.layout(work.settings)
    signatures = _signatures(table["signature"], work.settings.permutations)
    with work.stem.with_suffix(".keys").open("wb") as file:
        for band in range(cut.bands):
            file.write(lsh.keys(signatures, cut, band).tobytes())
        for name in index.IDENTITIES:
            file.write(table[name].to_numpy().tobytes())
    hashes, sampled = sketch.values(table["sample"])
    owner = np.repeat(np.arange(len(table), dtype=np.uint64), sampled)
    np.sort(hashes.astype(np.uint64) << np.uint64(32) | owner).tofile(work.stem.with_suffix(".samples"))
    facts.write(table, _ranks(table), sampled, work.stem)
    return len(table)


def _ranks(table: pa.Table) -> np.ndarray:
    content = [table[name].cast(pa.binary()) for name in CONTENT]
    joined = pc.binary_join_element_wise(*content, b"\0", null_handling="replace", null_replacement=b"")
    ranks = [hashlib.blake2b(row, digest_size=8).digest() for row in joined.to_pylist()]
    return np.frombuffer(b"".join(ranks), ">u8").astype(np.uint64)


def _signatures(column: pa.ChunkedArray, permutations: int) -> U32:
    """The staged bytes as rows of values; an article without words has none, and gets the empty signature."""
    made, counts = sketch.values(column)
    signatures = np.full((len(counts), permutations), minhash.EMPTY, np.uint32)
    signatures[counts > 0] = made.reshape(-1, permutations)
    return signatures
