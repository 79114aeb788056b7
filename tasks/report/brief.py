"""What a person should look at first in one batch, as Markdown for the pages of a server.

Reads the parts of that batch only.  Texts are untrusted: no sign in them is taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tasks.files import parquet, parquet_files
from tasks.report.marks import shortened, spelled

MOST = 10  # edits and removals shown
LONGEST = 80  # code points of a cell that quotes an article

SIGN = re.compile(r"([\\`*_{}\[\]()#+!|~<>&$:-])")


def brief(version: Path, batch: str, output: str) -> str:
    """The least certain edits and removals of a batch, each with the line that shows it whole."""
    return "\n".join([*_edits(version, batch), *_removals(version, batch), *_ways(output)])


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], longest: int = LONGEST) -> list[str]:
    r"""Rows as lines of a Markdown table, in which texts stand as they are, up to `longest` code points of a cell.

    >>> table(["rule", "removed"], [["link", "<b>|*x*"]])[2]
    '| link | \\<b\\>\\|\\*x\\* |'
    """
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(_cell(value, longest) for value in row)} |" for row in rows)]


def _cell(value: object, longest: int) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return SIGN.sub(r"\\\1", spelled(shortened(str(value or ""), longest)))


def _edits(version: Path, batch: str) -> Iterator[str]:
    columns = ["confidence", "rule", "reason", "removed", "inserted", "article_id"]
    found = _least([parquet(path, columns) for path in _parts(version, "edits", batch)], "confidence")
    if found:
        yield "\n### Least certain edits\n"
        heads = ["confidence", "rule", "why", "removed", "put in", "article"]
        yield from table(heads, [list(row.values()) for row in found])


def _removals(version: Path, batch: str) -> Iterator[str]:
    columns = ["jaccard", "containment", "relation", "title", "reason", "article_id"]
    tables = []
    for path in _parts(version, "duplicates", batch):
        rows = parquet(path, columns)
        shared = pc.max_element_wise(pc.fill_null(rows["jaccard"], 0.0), pc.fill_null(rows["containment"], 0.0))
        tables.append(rows.drop_columns(["jaccard", "containment"]).add_column(0, "shared", pc.cast(shared, "double")))
    found = _least(tables, "shared")
    if found:
        yield "\n### Least certain removals\n"
        yield from table(["shared", "relation", "title", "why", "article"], [list(row.values()) for row in found])


def _ways(output: str) -> Iterator[str]:
    yield "\nTo see one whole, or all of them:\n"
    yield f"    cleancopy explain {output} --article ID"
    yield f"    cleancopy report {output}"


def _parts(version: Path, dataset: str, batch: str) -> list[Path]:
    return [path for path in parquet_files(version, dataset) if path.parent.name == f"batch={batch}"]


def _least(tables: list[pa.Table], by: str) -> list[dict[str, object]]:
    """The rows with the lowest values, least first; equal ones in order of their articles."""
    order = [(by, "ascending"), ("article_id", "ascending")]
    least = [rows.take(pc.select_k_unstable(rows, MOST, order)) for rows in tables if rows.num_rows]
    if not least:
        return []
    rows = pa.concat_tables(least)
    found: list[dict[str, object]] = rows.take(pc.select_k_unstable(rows, MOST, order)).to_pylist()
    return found
