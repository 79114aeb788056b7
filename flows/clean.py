"""One shard at a time: read -> repair, then (once the sites' memory is known) story -> sign.

Between the two stands a barrier, since what a site repeats is learned from all pages of a run before
any of them is cut: that is why the order of the pages does not matter.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.edits import Step
from tasks.page import Forgetful, Memory, Page
from tasks.publish import ledger, restore
from tasks.publish.write import read_table, write_table
from tasks.read.plan import Shard
from tasks.read.shards import read
from tasks.read.sources import Left
from tasks.records import EDITS, REJECTS, STAGED, Record, Reject
from tasks.repair import Repaired, repair
from tasks.settings import Settings
from tasks.story import Told, memory, tell

REPAIRED = pa.schema(
    [
        *[pa.field(name, STAGED.field(name).type) for name in Record._fields if name not in ("text",)],
        pa.field("text", pa.large_string()),
        pa.field("damage", pa.string()),  # JSON: spaces put back, by line
        pa.field("steps", pa.int32()),
        pa.field("flags", pa.list_(pa.string())),
    ]
)


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
    known: Path | None  # the version whose articles need not be taken again


class Chunk(NamedTuple):
    """What became of a piece of a shard; the files beside `stem` hold it."""

    stem: Path
    batch: str  # where its articles stood before; empty for new ones
    part: int
    records: int
    articles: int
    rejects: int
    known: int
    changed: tuple[Left, ...]  # files that changed while they were read: nothing of them may be taken


def ingest(work: Ingest) -> list[Chunk]:
    """Read and repair a shard, piece by piece, each piece into files of its own."""
    chunks = []
    held = [ids for _, _, ids in ledger.ids(work.known)] if work.known else []
    known = np.sort(np.concatenate(held)) if held else np.empty(0, dtype="S16")
    for n, (records, rejects, changed) in enumerate(_pieces(work)):
        stem = work.staging / f"{work.number:06d}-{n:04d}"
        fresh = ~ledger.known(ledger.raw_in_order([r.article_id for r in records]), known)
        taken = [record for record, new in zip(records, fresh, strict=True) if new]
        stage_repaired(taken, stem, work.settings)
        write_table(_columns(rejects, REJECTS), stem.with_suffix(".rejects"))
        batch, part = (work.source.batch, work.source.part) if isinstance(work.source, Stored) else ("", 0)
        total = len(records) + len(rejects)
        chunks.append(
            Chunk(stem, batch, part, total, len(taken), len(rejects), len(records) - len(taken), tuple(changed))
        )
    return chunks


def _pieces(work: Ingest) -> Any:
    if isinstance(work.source, Stored):
        yield list(restore.records(*work.source)), [], []
    else:
        yield from read(work.source, work.settings)


def stage_repaired(records: list[Record], stem: Path, settings: Settings) -> None:
    """Repair records and write the texts, the steps and what the site's memory should learn of them."""
    columns: dict[str, list[Any]] = {name: [] for name in REPAIRED.names}
    edits: dict[str, list[Any]] = {name: [] for name in EDITS.names}
    seen: dict[str, list[Any]] = {name: [] for name in memory.OBSERVATIONS.names}
    for record in records:
        page = page_of(record, settings)
        repaired = repair(record.text, page)
        for name, value in zip(Record._fields, record, strict=True):
            columns[name].append(value)
        columns["text"][-1] = repaired.text
        columns["damage"].append(json.dumps(repaired.damage) if repaired.damage else None)
        columns["steps"].append(len(repaired.steps))
        columns["flags"].append(repaired.flags)
        note(edits, record.article_id, repaired.steps)
        memory.note(seen, record.article_id, repaired.text, page)
    write_table(pa.table(columns, schema=REPAIRED), stem.with_suffix(".repaired"))
    write_table(pa.table(edits, schema=EDITS), stem.with_suffix(".repairs"))
    write_table(pa.table(seen, schema=memory.OBSERVATIONS), stem.with_suffix(".seen"))


def page_of(
    record: Record, settings: Settings, known: Memory | None = None, damage: dict[str, int] | None = None
) -> Page:
    """What is known of a record besides its text."""
    return Page(
        settings=settings,
        title=record.title,
        language=record.language,
        published_at=record.published_at,
        site=record.site,
        memory=known or Forgetful(),
        damage=damage or {},
    )


def note(edits: dict[str, list[Any]], article_id: str, steps: list[Step], first: int = 0) -> None:
    """Append an article's steps to the columns of the edits."""
    for seq, step in enumerate(steps, start=first):
        for name, value in zip(EDITS.names, (article_id, seq, *step), strict=True):
            edits[name].append(value)


class Strip(NamedTuple):
    """Work: find the story in the repaired texts of one piece, and sign it."""

    stem: Path
    memory: Path
    settings: Settings


class Stripped(NamedTuple):
    """What became of a piece."""

    staged: Path
    edits: Path
    rules: dict[str, int]  # edits by rule


def strip(work: Strip) -> Stripped:
    """Find the stories of one piece, sign them, and stage them for the search for duplicates."""
    from tasks.near.sketch import sketch

    table = read_table(work.stem.with_suffix(".repaired"))
    edits = read_table(work.stem.with_suffix(".repairs"))
    found: dict[str, list[Any]] = {name: [] for name in EDITS.names}
    told: list[Told] = []
    flags: list[list[str]] = []
    memories = memory.open_memories(work.memory, table["site"].unique().to_pylist())
    names = ("article_id", "text", "title", "language", "published_at", "site", "damage", "steps", "flags")
    for article_id, text, title, language, published_at, site, damage, steps, marks in zip(
        *(table[name].to_pylist() for name in names), strict=True
    ):
        page = Page(work.settings, title, language, published_at, site, memories[site], json.loads(damage or "{}"))
        told.append(tell(text, page))
        flags.append([*marks, *told[-1].flags])
        note(found, article_id, told[-1].steps, first=steps)
    staged = {name: table[name] for name in STAGED.names if name in table.column_names}
    for name in ("kicker", "title", "standfirst", "place", "agency", "captions", "sign_off"):
        staged[name] = pa.array([getattr(story, name) for story in told], STAGED.field(name).type)
    bodies = [story.text for story in told]
    staged["body"] = pa.array(bodies, pa.string())
    staged["flags"] = pa.array(flags, STAGED.field("flags").type)
    staged |= sketch([story.title for story in told], bodies, flags, work.settings.near)
    edits = pa.concat_tables([edits, pa.table(found, schema=EDITS)])
    result = Stripped(
        work.stem.with_suffix(".staged"),
        work.stem.with_suffix(".edits"),
        dict(Counter(edits["rule"].to_pylist())),
    )
    write_table(pa.table([staged[name] for name in STAGED.names], schema=STAGED), result.staged)
    write_table(edits, result.edits)
    return result


def clean(record: Record, settings: Settings, known: Memory | None = None) -> tuple[Repaired, Told]:
    """One article through repair and story, as `explain` shows it."""
    repaired = repair(record.text, page_of(record, settings))
    return repaired, tell(repaired.text, page_of(record, settings, known, repaired.damage))


def prune(chunk: Chunk, twice: list[int], changed: set[str]) -> Chunk:
    """Take rows back out of a piece: those that stand in an earlier one as well, and all of a changed file's."""
    table = read_table(chunk.stem.with_suffix(".repaired"))
    rejects = read_table(chunk.stem.with_suffix(".rejects"))
    paths = pa.array(sorted(changed), pa.string())
    out = pc.is_in(table["source_path"], paths).to_numpy(zero_copy_only=False).copy()
    dropped = int(out.sum())
    out[twice] = True
    stay = pa.array(~out)
    table = table.filter(stay)
    write_table(table, chunk.stem.with_suffix(".repaired"))
    write_table(read_table(chunk.stem.with_suffix(".seen")).filter(stay), chunk.stem.with_suffix(".seen"))
    edits = read_table(chunk.stem.with_suffix(".repairs"))
    ids = set(table["article_id"].to_pylist())
    keys: set[tuple[str, int]] = set()
    once = []  # a record that stands twice in this piece has its edits twice
    for key in zip(edits["article_id"].to_pylist(), edits["seq"].to_pylist(), strict=True):
        once.append(key[0] in ids and key not in keys)
        keys.add(key)
    write_table(edits.filter(pa.array(once, pa.bool_())), chunk.stem.with_suffix(".repairs"))
    kept = rejects.filter(pc.invert(pc.is_in(rejects["source_path"], paths)))
    write_table(kept, chunk.stem.with_suffix(".rejects"))
    lost = rejects.num_rows - kept.num_rows
    return chunk._replace(
        records=chunk.records - dropped - lost,
        articles=chunk.articles - int(out.sum()),
        rejects=kept.num_rows,
        known=chunk.known + int(out.sum()) - dropped,
    )


def _columns(rejects: list[Reject], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rejects, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
