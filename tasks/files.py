"""Files that are written once: Arrow tables between the stages, Parquet of a version, second names for both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq


def table_of(path: Path) -> pa.Table:
    """The rows of an Arrow file, mapped: columns that are not used are not read."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def rows_of(paths: Iterable[Path], schema: pa.Schema) -> pa.Table:
    """The rows of some Arrow files, mapped; an empty table where there are no files."""
    return pa.concat_tables([schema.empty_table(), *map(table_of, paths)])


def opened(path: Path) -> pa.RecordBatchFileReader:
    """An Arrow file, mapped, whose batches are read one by one."""
    return pa.ipc.open_file(pa.memory_map(str(path)))


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of an Arrow file as they were written, one after the other."""
    file = opened(path)
    for n in range(file.num_record_batches):
        yield file.get_batch(n)


@contextmanager
def table_writer(path: Path, schema: pa.Schema) -> Iterator[Any]:
    """A writer of an Arrow file, piece by piece; the file is complete or not there at all."""
    part = path.with_name(f"{path.name}.part")
    with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        yield writer
    part.replace(path)


def write_table(table: pa.Table, path: Path) -> None:
    """Write an Arrow file at once."""
    with table_writer(path, table.schema) as writer:
        writer.write_table(table)


def parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of one Parquet file; the names of its folders add no columns."""
    return pq.read_table(path, partitioning=None, columns=columns)


def parquet_files(version: Path, dataset: str) -> list[Path]:
    """The Parquet files of a dataset, in order of their names."""
    return sorted((version / dataset).rglob("*.parquet"))


def link(path: Path, target: Path) -> None:
    """Give a finished file a second name; copy it where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)
