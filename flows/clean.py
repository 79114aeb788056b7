"""One shard at a time: read -> repair, then (once the sites' memory is known) story -> sign.

Between the two stands a barrier, since what a site repeats is learned from all pages of a run before
any of them is cut: that is why the order of the pages does not matter.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from flows.article import COLUMNS, page_of, repaired_of
from tasks import files
from tasks.page import Memory, Page
from tasks.publish import ledger, restore, staging
from tasks.read.authors import authors
from tasks.read.plan import Shard
from tasks.read.shards import Chunk as Piece
from tasks.read.shards import read
from tasks.read.sources import Left
from tasks.records import Record, Reject
from tasks.repair import Repaired
from tasks.schemas import EDITS, STAGED
from tasks.settings import Settings
from tasks.story import site_familiar, site_memory, tell
from tasks.story.site_recall import SiteMemory


class _NoPandas:
    """Finds no pandas: pyarrow looks for it at its first array and would load it where it is, .3 s and 40 MB."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas" and name not in sys.modules:
            raise ModuleNotFoundError("pandas is not needed here", name=name)


sys.meta_path.insert(0, _NoPandas)
pa.array([])
sys.meta_path.remove(_NoPandas)

RESTORED = 500  # articles of an earlier version in memory at once


class Stored(NamedTuple):
    """A part of an earlier version, to be read again from the originals it can restore."""

    version: Path
    batch: str
    part: int


class Ingest(NamedTuple):
    """Work: read and repair one shard."""

    source: Shard | Stored
    number: int
    staging: Path
    settings: Settings
    known: Path | None  # the ids of the articles that need not be taken again, as `ledger.gathered` writes them


class Chunk(NamedTuple):
    """Counts of a piece of a shard that was read and repaired; its rows are in the files beside `stem`."""

    stem: Path
    batch: str  # where its articles stood before; empty for new ones
    part: int
    records: int
    articles: int
    rejects: int
    known: int
    changed: tuple[Left, ...]  # files that changed while they were read: nothing of them may be taken


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles of objects: in rows are none, and every row would be looked at over and over."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def ingest(work: Ingest) -> list[Chunk]:
    """Read and repair a shard, piece by piece, into files of at most `read.shard_articles` articles."""
    chunks: list[Chunk] = []
    known = np.load(work.known, mmap_mode="r", allow_pickle=False) if work.known else np.empty(0, dtype="S16")
    pieces = _pieces(work)
    for piece in pieces:
        stem = work.staging / f"{work.number:06d}-{len(chunks):04d}"
        chunks.append(_ingest(itertools.chain([piece], pieces), stem, work, known))
    return chunks


def _ingest(pieces: Iterator[Piece], stem: Path, work: Ingest, known: np.ndarray) -> Chunk:
    """Read and repair pieces up to the one that is full; only one of them is in memory at a time."""
    records = articles = 0
    rejects: list[Reject] = []
    changed: list[Left] = []
    with (
        files.table_writer(stem.with_suffix(".repaired"), staging.REPAIRED) as repaired,
        files.table_writer(stem.with_suffix(".repairs"), EDITS) as repairs,
        files.table_writer(stem.with_suffix(".seen"), site_memory.OBSERVATIONS) as seen,
    ):
        for piece in pieces:
            fresh = ~ledger.known(ledger.raw_in_order([record.article_id for record in piece.records]), known)
            taken = list(itertools.compress(piece.records, fresh.tolist()))
            if taken:
                for writer, batch in zip((repaired, repairs, seen), _repaired(taken, work.settings), strict=True):
                    writer.write_batch(batch)
            records += len(piece.records)
            articles += len(taken)
            rejects += piece.rejects
            changed += piece.changed
            if piece.full:
                break
    staging.write_rejects(rejects, stem)
    batch, part = (work.source.batch, work.source.part) if isinstance(work.source, Stored) else ("", 0)
    total = records + len(rejects)
    return Chunk(stem, batch, part, total, articles, len(rejects), records - articles, tuple(changed))


def _pieces(work: Ingest) -> Iterator[Piece]:
    if not isinstance(work.source, Stored):
        return read(work.source, work.settings)
    records = restore.records(*work.source)
    pieces = iter(lambda: list(itertools.islice(records, RESTORED)), [])
    return (Piece(some, [], []) for some in itertools.chain(pieces, [[]]))


def _repaired(records: list[Record], settings: Settings) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
    """The rows of repaired records, their edits, and what the site's memory should learn of them."""
    seen: dict[str, list[Any]] = {name: [] for name in site_memory.OBSERVATIONS.names}
    made: list[Repaired] = []
    for n, record in enumerate(records):
        records[n], repaired = repaired_of(record, settings)
        made.append(repaired)
        site_memory.note(seen, record.article_id, repaired.text, page_of(records[n], settings))
    columns: dict[str, Sequence[Any]] = dict(zip(Record._fields, zip(*records, strict=True), strict=True))
    columns["text"] = [each.text for each in made]
    columns["damage"] = [json.dumps(each.damage) if each.damage else None for each in made]
    columns["steps"] = [len(each.steps) for each in made]
    columns["flags"] = [each.flags for each in made]
    return (
        pa.record_batch(
            [pa.array(columns[field.name], field.type) for field in staging.REPAIRED], schema=staging.REPAIRED
        ),
        staging.edits_of(columns["article_id"], [each.steps for each in made], [0] * len(made)),
        pa.record_batch(
            [pa.array(seen[x.name], x.type) for x in site_memory.OBSERVATIONS], schema=site_memory.OBSERVATIONS
        ),
    )


class Strip(NamedTuple):
    """Work: find the story in the repaired texts of one piece, and sign it."""

    stem: Path
    memory: Path  # what is known of the sites, laid out
    settings: Settings


class Stripped(NamedTuple):
    """Counts of a piece whose stories were found."""

    staged: Path
    edits: Path
    articles: int
    rules: dict[str, int]  # edits by rule
    flags: dict[str, int]  # articles by flag


@_uncollected()
def strip(work: Strip) -> Stripped:
    """Find the stories of some articles, sign them, and stage them for the search for duplicates, piece by piece."""
    repaired, repairs, staged, edits = map(work.stem.with_suffix, (".repaired", ".repairs", ".staged", ".edits"))
    sites = files.table_of(repaired)["site"].unique().to_pylist()
    memories = site_memory.laid_out(work.memory, sites)
    seen = files.table_of(work.stem.with_suffix(".seen"))
    articles = 0
    flags: Counter[str] = Counter()
    with files.table_writer(staged, STAGED) as rows, files.table_writer(edits, EDITS) as steps:
        steps.write_table(files.table_of(repairs))
        for batch in files.batches(repaired):
            told, found = _stories(batch, seen.slice(articles, batch.num_rows), memories, work.settings)
            articles += batch.num_rows
            flags.update(itertools.chain.from_iterable(map(set, told.column("flags").to_pylist())))
            rows.write_batch(told)
            steps.write_batch(found)
    counts = files.table_of(edits)["rule"].value_counts()
    rules = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return Stripped(staged, edits, articles, dict(rules), dict(flags))


def _stories(
    batch: pa.RecordBatch, seen: pa.Table, memories: Mapping[str, SiteMemory], settings: Settings
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The stories of one piece, signed, and the steps that found them."""
    from tasks.near.content import content_of, doubts
    from tasks.near.sketch import sketch

    texts = batch.column("text").to_pylist()
    known = site_familiar.memories_of(seen, texts, memories)
    told = [tell(text, page) for text, page in zip(texts, _pages(batch, known, settings), strict=True)]
    bodies = [story.text for story in told]
    contents = list(map(content_of, bodies))
    marked = zip(batch.column("flags").to_pylist(), told, contents, strict=True)
    flags = [[*marks, *story.flags, *doubts(text)] for marks, story, text in marked]
    staged: dict[str, Any] = {name: batch.column(name) for name in STAGED.names if name in batch.schema.names}
    for name in COLUMNS:
        staged[name] = pa.array([getattr(story, name) for story in told], STAGED.field(name).type)
    staged |= {"body": pa.array(bodies, pa.string()), "flags": pa.array(flags, STAGED.field("flags").type)}
    titles, urls = [story.title for story in told], batch.column("url").to_pylist()
    staged |= sketch(titles, bodies, contents, flags, urls, settings.near)
    ids, first = batch.column("article_id").to_pylist(), batch.column("steps").to_pylist()
    return (
        pa.record_batch([staged[name] for name in STAGED.names], schema=STAGED),
        staging.edits_of(ids, [story.steps for story in told], first),
    )


def _pages(batch: pa.RecordBatch, known: Sequence[Memory], settings: Settings) -> Iterator[Page]:
    """The pages of some records, made of columns; `page_of` makes the same of one record."""
    names = ("title", "language", "published_at", "site", "damage", "extra", "url")
    columns = [batch.column(name).to_pylist() for name in names]
    for title, language, dated, site, damage, extra, url, recalls in zip(*columns, known, strict=True):
        lost = json.loads(damage or "{}")
        yield Page(settings, title, language, dated, site, recalls, lost, authors(extra), url or "")


def prune(chunk: Chunk, twice: list[int], changed: set[str]) -> Chunk:
    """The piece without rows that an earlier piece has as well, and without the rows of changed files."""
    gone = staging.take_out(chunk.stem, twice, changed)
    return chunk._replace(
        records=chunk.records - gone.changed - gone.rejects,
        articles=chunk.articles - gone.changed - gone.repeated,
        rejects=chunk.rejects - gone.rejects,
        known=chunk.known + gone.repeated,
    )
