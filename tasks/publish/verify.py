"""Check the promises on a dataset, part by part, so that memory does not grow with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.edits import BadEdit
from tasks.files import parquet, parquet_files
from tasks.publish import ledger, restore, versions
from tasks.publish.write import parts
from tasks.schemas import SCHEMAS


class Finding(NamedTuple):
    """One promise and what was seen of it."""

    promise: str
    holds: bool
    says: str


def verify(output: Path) -> Iterator[Finding]:
    """Every check in turn.  A check that cannot be made, since a file is broken, is a promise broken.

    Raises NoDataset when the folder holds none of our datasets.
    """
    version = versions.existing(output)
    for check in (
        _files,
        _schemas,
        _nothing_lost,
        _originals,
        _no_second_copy,
        _removals_proven,
        _copies_counted,
        _signed,
    ):
        try:
            yield check(version)
        except (OSError, EOFError, pa.ArrowException, ValueError, LookupError, TypeError, ArithmeticError) as error:
            yield Finding(check.__name__.strip("_").replace("_", " "), False, f"cannot be checked: {error}")


def _files(version: Path) -> Finding:
    said = versions.manifest(version).get("files", {})
    bad = [name for name, checksum in said.items() if versions.checksum(version / name) != checksum]
    extra = sorted(versions.names(version) - said.keys())
    wrong = [f"{name}: is missing or was changed" for name in bad] + [f"{name}: was added" for name in extra]
    return Finding("files are as they were written", not wrong, "; ".join(wrong[:5]) or f"{len(said)} files")


def _schemas(version: Path) -> Finding:
    wrong = []
    for name, schema in SCHEMAS.items():
        for path in parquet_files(version, name):
            found = pq.read_schema(path)
            if not found.equals(schema, check_metadata=False):
                wrong.append(f"{path.relative_to(version)}: has other columns than {name} should have")
    remedy = ". `cleancopy rebuild` writes them with the columns of this version"
    return Finding(
        "columns are as documented", not wrong, "; ".join(wrong[:5]) + remedy if wrong else ", ".join(SCHEMAS)
    )


def _nothing_lost(version: Path) -> Finding:
    read = Counter[str]()
    for path in parquet_files(version, "runs"):
        for counts in parquet(path)["counts"].to_pylist():
            said = orjson.loads(counts)
            if not said.get("rebuilt"):
                read["new"] += said["read"] - said["known"]
    here = {name: _rows(version, name) for name in ("articles", "duplicates", "rejects")}
    says = f"{read['new']} records read = {' + '.join(f'{count} {name}' for name, count in here.items())}"
    return Finding("nothing is lost", read["new"] == sum(here.values()), says)


def _originals(version: Path) -> Finding:
    wrong, count = [], 0
    for batch, part, ids in ledger.ids(version):
        kept = restore.originals(version, batch, part)
        try:
            for record in restore.records(version, batch, part):
                count += 1
                data = kept.get(record.article_id) or record.text.encode(record.encoding)
                if hashlib.sha256(data).hexdigest() != record.raw_sha256 or len(data) != record.raw_bytes:
                    wrong.append(f"{record.article_id}: the undone text is not the original")
        except (BadEdit, UnicodeEncodeError) as error:
            wrong.append(f"batch {batch}, part {part}: {error}")
        held = [row for dataset in ("articles", "duplicates") for row in _of_part(version, dataset, batch, part)]
        if len(held) != len(ids) or not np.array_equal(ledger.raw(held), ids):
            wrong.append(f"batch {batch}, part {part}: holds {len(held)} articles, the ledger says {len(ids)}")
    return Finding("every original can be restored", not wrong, "; ".join(wrong[:5]) or f"{count} articles undone")


def _no_second_copy(version: Path) -> Finding:
    every = [ids for _, _, ids in ledger.ids(version)]
    ids = np.sort(np.concatenate(every)) if every else np.empty(0, dtype="S16")
    twice = int((ids[1:] == ids[:-1]).sum())
    return Finding(
        "no article stands there twice", not twice, f"{twice} of {len(ids)} twice" if twice else f"{len(ids)}"
    )


def _removals_proven(version: Path) -> Finding:
    wrong, count = [], 0
    columns = ["article_id", "kept_id", "story_id", "relation", "reason"]
    kept = _column(version, "articles", "article_id")
    for path in parquet_files(version, "duplicates"):
        rows = parquet(path, columns)
        count += rows.num_rows
        there = pc.is_in(rows["kept_id"], kept)
        wrong += [
            f"{i}: the article it repeats is not in articles"
            for i in rows.filter(pc.invert(there))["article_id"].to_pylist()
        ]
        bare = pc.or_(pc.is_null(rows["relation"]), pc.is_null(rows["reason"]))
        wrong += [f"{i}: has no evidence" for i in rows.filter(bare)["article_id"].to_pylist()]
    return Finding("each removal is proven", not wrong, "; ".join(wrong[:5]) or f"{count} removals")


def _copies_counted(version: Path) -> Finding:
    """Each kept article counts itself and all that went for it."""
    gone = Counter(_column(version, "duplicates", "kept_id").to_pylist())
    wrong, total = [], 0
    for path in parquet_files(version, "articles"):
        rows = parquet(path, ["article_id", "copies"]).to_pydict()
        for article_id, copies in zip(rows["article_id"], rows["copies"], strict=True):
            total += copies or 0
            if copies != 1 + gone[article_id]:
                wrong.append(f"{article_id}: says {copies} copies, {gone[article_id]} articles went for it")
    return Finding("copies are counted", not wrong, "; ".join(wrong[:5]) or f"{total} copies")


def _signed(version: Path) -> Finding:
    """Each kept article has one signature, of as many values as its file says."""
    wrong, count = [], 0
    for batch, part, _ in ledger.ids(version):
        kept = Counter(_of_part(version, "articles", batch, part))
        held = Counter(_of_part(version, "signatures", batch, part))
        count += held.total()
        wrong += [f"{article_id}: has not one signature" for article_id in sorted((kept - held) + (held - kept))]
        for path in parts(version, "signatures", batch, part):
            table = parquet(path)
            said = int((table.schema.metadata or {}).get(b"permutations", b"0"))
            if pc.any(pc.not_equal(pc.list_value_length(table["values"]), said)).as_py():
                wrong.append(f"{path.relative_to(version)}: holds signatures of other than {said} values")
    return Finding("each kept article has its signature", not wrong, "; ".join(wrong[:5]) or f"{count} signatures")


def _rows(version: Path, dataset: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in parquet_files(version, dataset))


def _column(version: Path, dataset: str, name: str) -> pa.ChunkedArray:
    tables = [parquet(path, [name]) for path in parquet_files(version, dataset)]
    return pa.concat_tables(tables)[name] if tables else pa.chunked_array([], pa.string())


def _of_part(version: Path, dataset: str, batch: str, part: int) -> list[str]:
    return [
        row
        for path in parts(version, dataset, batch, part)
        for row in parquet(path, ["article_id"])["article_id"].to_pylist()
    ]
