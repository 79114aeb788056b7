"""The readers under Hypothesis: any bytes under any ending, any damage to a good file, any size of block."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.read.formats import lines, values
from tasks.read.plan import plan
from tasks.read.shards import Chunk, read
from tasks.read.sources import find
from tasks.read.tables import table
from tasks.settings import load
from tests.made import hostile

pytestmark = pytest.mark.slow

SETTINGS = load(assignments=["read.max_record_bytes=1000", "read.shard_articles=3"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\[]{},: \n\té', max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('a"\\[', max_size=2), inner, max_size=3),
    max_leaves=12,
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
EACH = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def blocks(data: bytes, size: int) -> Iterator[bytes]:
    for place in range(0, len(data), size):
        yield data[place : place + size]


def run(folder: Path) -> list[Chunk]:
    return [chunk for shard in plan(find([str(folder)]).files, SETTINGS) for chunk in read(shard, SETTINGS)]


@given(st.lists(JSON, max_size=5), st.integers(1, 12), st.booleans())
def test_arrays_are_taken_apart_as_json_itself_does(array: list, size: int, indented: bool) -> None:
    data = json.dumps(array, ensure_ascii=False, indent=1 if indented else None).encode()
    assert [json.loads(value) for value in values(blocks(data, size), 10**6)] == array


@given(st.binary(max_size=60), st.integers(1, 12), st.integers(1, 70))
def test_lines_are_the_same_in_blocks_of_any_size(data: bytes, size: int, limit: int) -> None:
    found = [*lines(blocks(data, size), limit)]
    expected = data.split(b"\n")
    if not expected[-1]:
        del expected[-1]
    assert [len(line) <= limit for line in expected] == [type(line) is bytes for line in found]
    assert all(b.startswith(a) if type(a) is not bytes else a == b for a, b in zip(found, expected, strict=True))


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.integers(1, 12), st.sampled_from([",", ";", "\t"]))
def test_tables_give_back_what_was_written(rows: list[tuple[str, str]], size: int, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "text"), *rows])
    found = [raw.fields for raw in table(blocks(out.getvalue().encode(), size), 1_000, "text")]
    assert found == [{"id": a, "text": b} for a, b in rows]


@EACH
@given(st.binary(max_size=300) | st.text('{"text":[1,}]\n\\ué', max_size=200).map(str.encode), st.data())
def test_any_bytes_under_any_ending(tmp_path: Path, data: bytes, pick: st.DataObject) -> None:
    endings = ["txt", "jsonl", "json", "csv", "parquet", "txt.gz", "jsonl.zst", "csv.bz2", "json.xz"]
    path = tmp_path / f"a.{pick.draw(st.sampled_from(endings))}"
    path.write_bytes(data)
    try:
        for chunk in run(tmp_path):
            assert len(chunk.records) + len(chunk.rejects) <= 3
            assert all(reject.reason and reject.reason.isprintable() for reject in chunk.rejects)
            assert not chunk.changed
    finally:
        path.unlink()


RECORDS = b"".join(hostile.line(text=f"Story {n} of the river", id=n, url=f"http://a.example/{n}") for n in range(20))
GOOD = {
    "jsonl": RECORDS,
    "json": b"[" + RECORDS.replace(b"\n", b",")[:-1] + b"]",
    "csv": b"id,text\n" + b"".join(b'%d,"Story, %d"\n' % (n, n) for n in range(20)),
    "parquet": hostile.parquet(pa.table({"text": [f"Story {n}" for n in range(20)], "n": range(20)}), row_group_size=6),
    "jsonl.gz": gzip.compress(RECORDS, mtime=0),
    "jsonl.zst": hostile.zstandard(RECORDS),
}


@pytest.mark.parametrize("ending", list(GOOD))
@EACH
@given(st.data())
def test_any_damage_to_a_good_file(tmp_path: Path, ending: str, pick: st.DataObject) -> None:
    data = bytearray(GOOD[ending])
    for _ in range(pick.draw(st.integers(1, 4))):
        place = pick.draw(st.integers(0, len(data) - 1))
        match pick.draw(st.sampled_from(["flip", "cut", "drop", "add"])):
            case "flip":
                data[place] ^= 1 << pick.draw(st.integers(0, 7))
            case "cut":
                del data[max(1, place) :]
            case "drop":
                del data[place : place + pick.draw(st.integers(1, 9))]
            case "add":
                data[place:place] = pick.draw(st.binary(max_size=9))
        if not data:
            break
    path = tmp_path / f"a.{ending}"
    path.write_bytes(bytes(data))
    try:
        found = run(tmp_path)
        assert sum(len(chunk.records) + len(chunk.rejects) for chunk in found) <= 200
        assert all(record.text.encode() is not None for chunk in found for record in chunk.records)
    finally:
        path.unlink()
