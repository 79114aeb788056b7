"""Staged pieces: what one piece of a run holds between reading and publishing, and which rows go out of it again.

The files of a piece stand beside its stem: `.repaired` (records with their repaired text), `.repairs` (the edits that
made it), `.seen` (what the site's memory may learn of them) and `.rejects`.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.edits import Step
from tasks.files import rows_of, table_of, write_table
from tasks.publish import ledger
from tasks.records import Record, Reject
from tasks.schemas import EDITS, REJECTS, STAGED

REPAIRED = pa.schema(
    [
        *[pa.field(name, STAGED.field(name).type) for name in Record._fields if name not in ("text",)],
        pa.field("text", pa.large_string()),
        pa.field("damage", pa.string()),  # JSON: spaces put back, by line
        pa.field("steps", pa.int32()),
        pa.field("flags", pa.list_(pa.string())),
    ]
)


class Gone(NamedTuple):
    """How many rows were taken out of a piece."""

    repeated: int  # records that stand in an earlier place as well
    changed: int  # records of files that changed while they were read
    rejects: int  # rejects of such files


def edits_of(ids: Sequence[str], steps: Sequence[Sequence[Step]], first: Sequence[int]) -> pa.RecordBatch:
    """The steps of some articles as rows; those of an article are numbered from its `first`."""
    counts = np.fromiter(map(len, steps), np.int64, len(steps))
    ends = np.cumsum(counts)
    every = list(itertools.chain.from_iterable(steps))
    owner = np.repeat(np.arange(len(ids)), counts)
    seq = np.arange(len(every)) + np.repeat(np.asarray(first, np.int64) - ends + counts, counts)
    columns = [pa.array(ids, pa.string()).take(pa.array(owner)), pa.array(seq.astype(np.int32))]
    columns += [pa.array([step[n] for step in every], field.type) for n, field in enumerate(list(EDITS)[2:])]
    return pa.record_batch(columns, schema=EDITS)


def write_rejects(rejects: Sequence[Reject], stem: Path) -> None:
    """Write the rejects of a piece."""
    columns = list(zip(*rejects, strict=True)) or [()] * len(REJECTS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, REJECTS, strict=True)]
    write_table(pa.table(arrays, schema=REJECTS), stem.with_suffix(".rejects"))


def rejects_of(stems: Sequence[Path]) -> pa.Table:
    """The rejects of some pieces."""
    return rows_of((stem.with_suffix(".rejects") for stem in stems), REJECTS)


def reasons(rejects: pa.Table) -> Counter[str]:
    """How often each reason stands in some rejects."""
    return Counter(rejects["reason"].to_pylist())


def repeated(stems: Sequence[Path]) -> dict[int, list[int]]:
    """Rows of pieces that an earlier row repeats to the letter, name and place included, by the piece's number."""
    rows: dict[int, list[int]] = defaultdict(list)
    ids = [ledger.raw_in_order(table_of(stem.with_suffix(".repaired"))["article_id"]) for stem in stems]
    if not ids:
        return rows
    every = np.concatenate(ids)
    _, first = np.unique(every, return_index=True)
    if len(first) < len(every):
        ends = np.cumsum([len(part) for part in ids])
        for row in sorted(set(range(len(every))) - set(first.tolist())):
            piece = int(np.searchsorted(ends, row, side="right"))
            rows[piece].append(row - (int(ends[piece - 1]) if piece else 0))
    return rows


def take_out(stem: Path, twice: Sequence[int], changed: set[str]) -> Gone:
    """Take rows out of a piece: those numbered in `twice`, and all that came from the paths in `changed`."""
    repaired, repairs, seen, rejected = map(stem.with_suffix, (".repaired", ".repairs", ".seen", ".rejects"))
    paths = pa.array(sorted(changed), pa.string())
    table, rejects = table_of(repaired), table_of(rejected)
    out = pc.is_in(table["source_path"], paths).to_numpy(zero_copy_only=False).copy()
    of_changed = int(out.sum())
    out[list(twice)] = True
    table = table.filter(pa.array(~out))
    write_table(table_of(seen).filter(pa.array(~out)), seen)
    write_table(table, repaired)
    write_table(_edits_left(table_of(repairs), set(table["article_id"].to_pylist())), repairs)
    kept = rejects.filter(pc.invert(pc.is_in(rejects["source_path"], paths)))
    write_table(kept, rejected)
    return Gone(int(out.sum()) - of_changed, of_changed, rejects.num_rows - kept.num_rows)


def _edits_left(edits: pa.Table, ids: set[str]) -> pa.Table:
    """The edits of these articles, once: a record that stands twice in a piece has its edits twice."""
    seen: set[tuple[Any, Any]] = set()
    stays = []
    for key in zip(edits["article_id"].to_pylist(), edits["seq"].to_pylist(), strict=True):
        stays.append(key[0] in ids and key not in seen)
        seen.add(key)
    return edits.filter(pa.array(stays, pa.bool_()))
