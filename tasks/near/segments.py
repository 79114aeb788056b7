"""Segments: how the index grows by one run, and how small segments are merged."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.near import bands, index
from tasks.near.candidates import Table
from tasks.near.intake import Fresh
from tasks.settings import Near

NEW = "segments/new"
ROWS = 10_000  # articles a row group of a merged segment has, about
FILES = ("articles.parquet", "bands.parquet", "samples.parquet")


class Step(NamedTuple):
    """One table of the index: a band, or a part of the samples."""

    banded: bool
    old: list[Table]
    new: Table


def begin(target: Path) -> Path:
    """The folder of the new segment."""
    segment = target / NEW
    segment.mkdir(parents=True)
    return segment


def tables(old: index.Index, fresh: Fresh, segment: Path) -> Iterator[Step]:
    """Each table of the index, old and new, while the new one is written to the segment."""
    with index.Groups(segment / "bands.parquet", "band", "key", pa.uint64()) as out:
        for band in range(fresh.cut.bands):
            made = fresh.band(band)
            out.write(*made)
            yield Step(True, old.band(band), made)
    with index.Groups(segment / "samples.parquet", "part", "hash", pa.uint32()) as out:
        for part in range(bands.PARTS):
            made = fresh.part(part)
            out.write(*made)
            yield Step(False, old.part(part), made)


def finish(target: Path, old: index.Index, new_rows: int, settings: Near, graph: pa.Table, verdicts: pa.Table) -> None:
    """Link what did not change, name and merge the segments, write graph, verdicts and manifest."""
    names: list[tuple[str, int]] = []
    for segment in old.segments:
        assert old.folder is not None
        for file in FILES:
            place = target / "segments" / segment.name / file
            place.parent.mkdir(parents=True, exist_ok=True)
            _link(old.folder / "segments" / segment.name / file, place)
        names.append((segment.name, segment.rows))
    if new_rows:
        names.append((_name(target / NEW), new_rows))
        (target / NEW).rename(target / "segments" / names[-1][0])
    else:
        shutil.rmtree(target / NEW)
    while len(names) > 1 and names[-2][1] < 2 * names[-1][1]:
        names[-2:] = [_merge(target, names[-2], names[-1], settings)]
    pq.write_table(graph, target / "relations.parquet", compression="zstd", write_page_checksum=True)
    pq.write_table(verdicts, target / "verdicts.parquet", compression="zstd", write_page_checksum=True)
    listed = [
        "relations.parquet",
        "verdicts.parquet",
        *[f"segments/{name}/{file}" for name, _ in names for file in FILES],
    ]
    files = {}
    for file in listed:
        known = old.files.get(file)
        size = (target / file).stat().st_size
        linked = known and file.startswith("segments/")
        files[file] = known if linked else [size, index.checksum(target / file), index.footer(target / file)]
    manifest = {"parameters": index.parameters(settings), "segments": names, "files": files}
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _link(source: Path, place: Path) -> None:
    """A hard link where the file system has them, else a copy."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)


def _name(segment: Path) -> str:
    """A segment is named for its content."""
    return index.checksum(segment / "articles.parquet")[:16]


def _merge(target: Path, first: tuple[str, int], second: tuple[str, int], settings: Near) -> tuple[str, int]:
    """One segment for two neighbours; positions stay what they were."""
    folders = [target / "segments" / first[0], target / "segments" / second[0]]
    made = target / NEW
    made.mkdir()
    with index.articles_writer(made / FILES[0], settings) as out:
        held: list[pa.Table] = []
        for folder in folders:
            for number in range(index.groups(folder / FILES[0])):
                held.append(index.load(folder / FILES[0], None, number))
                if sum(map(len, held)) >= ROWS:
                    out.write_table(pa.concat_tables(held).combine_chunks())
                    held = []
        if held:
            out.write_table(pa.concat_tables(held).combine_chunks())
    for file, group, key, kind in (
        (FILES[1], "band", "key", pa.uint64()),
        (FILES[2], "part", "hash", pa.uint32()),
    ):
        with index.Groups(made / file, group, key, kind) as tables_out:
            for number in range(index.groups(folders[0] / file)):
                a, b = (index.load(folder / file, [key, "row"], number) for folder in folders)
                keys = np.concatenate([a[key].to_numpy(), b[key].to_numpy()])
                rows = np.concatenate(
                    [a["row"].to_numpy().astype(np.int64), b["row"].to_numpy().astype(np.int64) + first[1]]
                )
                ordered = np.argsort(keys, kind="stable")
                tables_out.write(keys[ordered], rows[ordered])
    for folder in folders:
        shutil.rmtree(folder)
    name = _name(made)
    made.rename(target / "segments" / name)
    return name, first[1] + second[1]
