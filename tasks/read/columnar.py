"""Parquet to raw records, by row groups and in small batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.read.formats import Raw, too_long
from tasks.read.names import likeliest
from tasks.read.stream import FLOOR, Broken, opened

BATCH_BYTES = 16_000_000  # of text to turn into Python strings at once


def row_counts(path: str) -> list[int]:
    """The number of rows in each row group, from the file's footer.  Raises Broken for what is no Parquet."""
    with opened(path) as stream:
        meta = _file(stream).metadata
        return [meta.row_group(n).num_rows for n in range(meta.num_row_groups)]


def parquet(path: str, groups: list[int], first: int, limit: int, text: str, expansion: float) -> Iterator[Raw]:
    """Records of some row groups; a damaged group is named and passed over.

    The text stays dictionary-encoded until it is known how long it is: a few bytes can say "a megabyte,
    a million times".  Raises Broken where nothing can be read, or where that happens.
    """
    with opened(path) as stream:
        _look(_file(stream).schema_arrow, text)
        stream.seek(0)
        file = _file(stream, text)
        names = file.schema_arrow.names
        budget = max(FLOOR, expansion * stream.seek(0, 2))
        record = first
        for group in groups:
            rows = file.metadata.row_group(group).num_rows
            start = record
            try:
                for batch in _batches(file, group, text, limit):
                    length = _lengths(batch.column(names.index(text)))
                    budget -= pc.sum(length).as_py() or 0
                    if budget < 0:
                        raise Broken(
                            f"unpacks to more than {expansion:g} times its size, as no text does; "
                            "raise read.max_expansion if it is sound"
                        )
                    yield from _raws(batch, length, record, limit, text)
                    record += batch.num_rows
            except (OSError, pa.ArrowException) as error:
                if isinstance(error, MemoryError):  # is it short, or does a page ask for more than the footer says?
                    stated = file.metadata.row_group(group).total_byte_size
                    pa.allocate_buffer(max(0, min(stated, int(FLOOR + expansion * stream.seek(0, 2)))))
                yield Raw(record, None, b"", f"row group {group}, from here on: {_says(error)}")
            record = start + rows


TEXT_LIKE = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_null,
)


def _look(schema: Any, text: str) -> None:
    """Raises Broken where there is no one column of texts."""
    if text not in schema.names:
        name = likeliest(dict.fromkeys(schema.names, "x"))
        raise Broken(f'has no column "{text}" (there are: {", ".join(schema.names[:20])}). --set columns.text={name}')
    if len(set(schema.names)) < len(schema.names):
        raise Broken("names a column twice; rename one")
    kind = schema.field(text).type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not any(is_(plain) for is_ in TEXT_LIKE):
        raise Broken(f'its column "{text}" holds {kind}, not strings; write it as strings')


def _file(stream: Any, text: str = "") -> Any:
    try:
        return pq.ParquetFile(stream, read_dictionary=[text] if text else None)
    except (OSError, pa.ArrowException) as error:
        raise Broken(f"is not Parquet that can be read: {_says(error)}") from error


def _batches(file: Any, group: int, text: str, limit: int) -> Iterator[Any]:
    for batch in file.iter_batches(batch_size=1_000, row_groups=[group]):
        # Cut again so that no slice holds more text than BATCH_BYTES once it is spelled out.
        lengths = _lengths(batch.column(batch.schema.get_field_index(text)))
        start = size = 0
        for row, length in enumerate(lengths.to_pylist()):
            size += min(length or 0, limit)
            if size > BATCH_BYTES:
                yield batch.slice(start, row + 1 - start)
                start, size = row + 1, 0
        if start < batch.num_rows:
            yield batch.slice(start)


def _lengths(column: Any) -> Any:
    """Bytes of each text, without spelling out a dictionary."""
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.int64())
    if not pa.types.is_dictionary(column.type):
        return pc.binary_length(column).cast(pa.int64())
    return pc.binary_length(column.dictionary).cast(pa.int64()).take(column.indices)


def _raws(batch: Any, lengths: Any, record: int, limit: int, text: str) -> Iterator[Raw]:
    short = pc.fill_null(pc.less_equal(lengths, limit), True)
    names = batch.schema.names
    rows = batch.filter(short)
    columns = [_values(column) for column in rows.columns]
    texts = names.index(text)
    at = 0
    for n, fits in enumerate(short.to_pylist(), record):
        if not fits:
            yield Raw(n, None, b"", too_long(limit))
            continue
        values = [column[at] for column in columns]
        at += 1
        if isinstance(values[texts], bytes):
            try:
                values[texts] = values[texts].decode()
            except UnicodeDecodeError as error:
                bad = values[texts]
                yield Raw(n, None, bad, f"byte 0x{bad[error.start]:02x} of its text is not UTF-8; write it as UTF-8")
                continue
        yield Raw(n, {name: value for name, value in zip(names, values, strict=True) if value is not None}, None)


def _values(column: Any) -> list[Any]:
    """The values of a column in Python; a string that is not UTF-8 comes as bytes."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(value) for value in column]


def _value(value: Any) -> Any:
    try:
        return value.as_py()
    except UnicodeDecodeError:
        return bytes(value.as_buffer())


def _says(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0][:300] if text else type(error).__name__
