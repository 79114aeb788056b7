"""Back from the datasets to what was read: an article's text, its bytes, its record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.edits import TEXT, Step, undo
from tasks.files import parquet
from tasks.publish import ledger, versions
from tasks.publish.write import edits_of, parts, refuse_damage
from tasks.records import Record
from tasks.refusal import Refusal
from tasks.schemas import ARTICLES

# What is read of a published article to have its record again: a dataset made before a column came is read as well.
NEEDED = [name for name in ARTICLES.names if name in (*Record._fields, "body", "flags")]


class NoArticle(Refusal):
    """The dataset holds no article of that id."""


def find(version: Path, article_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The published rows of these articles, kept or removed, by id; ids that are not there are left out."""
    found: dict[str, dict[str, Any]] = {}
    wanted = pa.array(article_ids, pa.string())
    for batch, part in ledger.parts_with(version, article_ids):
        for dataset in ("articles", "duplicates"):
            for path in parts(version, dataset, batch, part):
                for row in _rows(path, wanted):
                    found[row["article_id"]] = {**row, "batch": batch, "part": part}
    return found


def _rows(path: Path, wanted: pa.Array) -> Iterator[dict[str, Any]]:
    """Rows with these ids; only the row groups that can hold them are read whole."""
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        ids = file.read_row_group(group, columns=["article_id"])["article_id"]
        mask = pc.is_in(ids, wanted)
        if pc.any(mask).as_py():
            yield from file.read_row_group(group).filter(mask).to_pylist()


def text(row: dict[str, Any], steps: list[Step]) -> str:
    """The text as it was read: all edits of the text undone."""
    return undo(row["body"], steps)


def published(output: str | Path, version: Path, article_id: str) -> tuple[dict[str, Any], list[Step]]:
    """One article's row and its edits, in the order they were made.  Raises NoArticle for an unknown id, Damaged."""
    versions.refuse_damage(version, ("ledger",))
    holding = ledger.parts_with(version, [article_id]) if _is_id(article_id) else []
    refuse_damage(version, ("articles", "duplicates", "edits", "originals"), holding)
    rows = find(version, [article_id]) if holding else {}
    if article_id not in rows:
        raise NoArticle(f"{output}: holds no article {article_id!r}; ids stand in the column article_id")
    row = rows[article_id]
    return row, steps(version, row["batch"], row["part"]).get(article_id, [])


def original(output: str | Path, version: Path, article_id: str) -> bytes:
    """The original bytes of one article.  Raises NoArticle when there is none of that id, Damaged for other bytes."""
    row, taken = published(output, version, article_id)
    kept = originals(version, row["batch"], row["part"])
    found = kept[article_id] if article_id in kept else text(row, taken).encode(row["encoding"], "replace")
    if hashlib.sha256(found).hexdigest() != row["raw_sha256"]:
        raise versions.Damaged(
            f"{output}: article {article_id}: what can be restored is not the original; "
            f"`cleancopy verify {output}` names what is damaged"
        )
    return found


def _is_id(article_id: str) -> bool:
    return len(article_id) == 32 and all(digit in "0123456789abcdef" for digit in article_id)


def steps(version: Path, batch: str, part: int) -> dict[str, list[Step]]:
    """The edits of a part's articles, each article's in the order they were made."""
    found: dict[str, list[Step]] = {}
    for table in edits_of(version, batch, part):
        columns = (table[name].to_pylist() for name in table.column_names)
        for article_id, _, *step in zip(*columns, strict=True):
            found.setdefault(article_id, []).append(Step(*step))
    return found


def originals(version: Path, batch: str, part: int) -> dict[str, bytes]:
    """Original bytes that had to be kept since text and encoding do not give them back."""
    found: dict[str, bytes] = {}
    for path in parts(version, "originals", batch, part):
        table = parquet(path)
        found |= dict(zip(table["article_id"].to_pylist(), table["original"].to_pylist(), strict=True))
    return found


def records(version: Path, batch: str, part: int) -> Iterator[Record]:
    """A part's articles as they were read, in order of id.

    A title that a rule found in the text was not given by the input, so it is not given again; one that was
    repaired was.
    """
    undone = steps(version, batch, part)
    bytes_of = originals(version, batch, part)
    rows = [
        row
        for dataset in ("articles", "duplicates")
        for path in parts(version, dataset, batch, part)
        for row in parquet(path, NEEDED).to_pylist()
    ]
    for row in sorted(rows, key=lambda row: str(row["article_id"])):
        taken = undone.get(row["article_id"], [])
        repaired = {step.field for step in taken} - {TEXT}
        found = any(step.rule == "title" and step.removed.strip() == row["title"] for step in taken)
        fields = {name: row[name] for name in Record._fields if name in row}
        fields |= {"title": None if found and "title" not in repaired else row["title"]}
        fields |= {name: undo(row[name], taken, name) for name in repaired}
        if "date_from_text" in (row["flags"] or ()):
            fields["published_at"] = None
        yield Record(**{**fields, "text": text(row, taken), "original": bytes_of.get(row["article_id"])})
