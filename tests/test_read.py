"""Files to records: every format, mixed in one call; what is wrong is named, what is good goes through."""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import json
import lzma
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.read.plan import plan, settled
from tasks.read.shards import Chunk, read, read_one
from tasks.read.sources import BadSource, find
from tasks.records import Record, Reject
from tasks.settings import Settings, load

STORY = "MIRAVAL, 3 March (Corvane) — The river rose again.\n\nNobody was hurt. “We were ready,” the mayor said.\n"


def run(*sources: Path | str, settings: Settings | None = None, known: dict | None = None) -> Chunk:
    """Everything these sources hold."""
    chosen = settings or Settings()
    whole = Chunk([], [], [])
    for shard in json.loads(json.dumps(plan(find([str(source) for source in sources]).files, chosen, known))):
        for chunk in read(shard, chosen):
            for all_of_it, part in zip(whole[:3], chunk[:3], strict=True):
                all_of_it.extend(part)
    return whole


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def packed(name: str, data: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(data)
    if name.endswith(".bz2"):
        return bz2.compress(data)
    if name.endswith(".xz"):
        return lzma.compress(data)
    if name.endswith(".zst"):
        out = pa.BufferOutputStream()
        with pa.CompressedOutputStream(out, "zstd") as stream:
            stream.write(data)
        return out.getvalue().to_pybytes()
    return data


RECORDS = [{"id": str(n), "text": f"{STORY}Number {n}, “quoted, twice”.", "title": f"Title {n}"} for n in range(3)]


def as_csv(records: list[dict]) -> bytes:
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


@pytest.mark.parametrize("packing", ["", ".gz", ".bz2", ".xz", ".zst"])
@pytest.mark.parametrize("form", ["jsonl", "ndjson", "json", "csv"])
def test_every_format_gives_the_same_records(tmp_path: Path, form: str, packing: str) -> None:
    make = {"json": lambda: json.dumps(RECORDS, indent=1).encode(), "csv": lambda: as_csv(RECORDS)}
    data = make.get(form, lambda: jsonl(*RECORDS))()
    path = tmp_path / f"news.{form}{packing}"
    path.write_bytes(packed(path.name, data))
    found = run(path)
    assert not found.rejects
    assert [(r.source_id, r.text, r.title, r.record) for r in found.records] == [
        (r["id"], r["text"], r["title"], n) for n, r in enumerate(RECORDS)
    ]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.binary()])
def test_parquet_with_any_kind_of_string(tmp_path: Path, kind: pa.DataType) -> None:
    texts = [record["text"] for record in RECORDS] * 4
    column = pa.array([text.encode() for text in texts] if kind == pa.binary() else texts).cast(kind)
    pq.write_table(pa.table({"text": column, "n": range(12)}), tmp_path / "a.parquet", row_group_size=5)
    found = run(tmp_path, settings=load(assignments=["read.shard_articles=5"]))
    assert [(r.record, r.text, r.extra) for r in found.records] == [
        (n, text, f'{{"n":{n}}}') for n, text in enumerate(texts)
    ]


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    path = tmp_path / "Der Tag" / "river.v2.txt.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(STORY.replace("\n", "\r\n").encode("cp1252")))
    (article,) = run(path).records
    assert article.text == STORY.replace("\n", "\r\n")
    assert (article.source_id, article.site, article.record, article.encoding) == ("river.v2", "der-tag", 0, "cp1252")
    assert article.original is None
    assert article.text.encode(article.encoding) == STORY.replace("\n", "\r\n").encode("cp1252")
    assert article.raw_sha256 == hashlib.sha256(STORY.replace("\n", "\r\n").encode("cp1252")).hexdigest()


def test_formats_mix_in_one_call_and_bad_records_do_not_stop_good_ones(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.jsonl").write_bytes(jsonl({"text": "one"}) + b'{"no": 1}\n\nnot json\n' + jsonl({"text": "two"}))
    (tmp_path / "c.csv").write_text('text,id\n"three",1\n"four",2,3\n"fi"ve",3\nsix,4\n')
    (tmp_path / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / "_e.txt").write_text("hidden")
    (tmp_path / ".f.txt").write_text("hidden")
    found = run(tmp_path)
    assert [r.text for r in found.records] == [STORY, "one", "two", "three", "six"]
    assert [(Path(r.source_path).name, r.record) for r in found.rejects] == [
        ("b.jsonl", 1),
        ("b.jsonl", 3),
        ("c.csv", 1),
        ("c.csv", 2),
    ]
    assert 'no "text". Every record needs one.' in found.rejects[0].reason
    assert found.rejects[1].excerpt == "not json"
    assert [Path(path).name for path in find([str(tmp_path)]).unknown] == ["d.pdf"]


def test_columns_are_mapped_and_all_else_is_carried_through(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    given = {
        "content": "x",
        "nr": 7,
        "date": "2024-05-06",
        "url": "https://m.news.example.co.uk/1",
        "z": [1, {"b": None}],
    }
    path.write_bytes(jsonl({**given, "title": ["no", "string"], "a": 10**30}))
    (article,) = run(path, settings=load(assignments=["columns.text=content", "columns.id=nr"])).records
    assert (article.text, article.source_id, article.site) == ("x", "7", "example.co.uk")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-05-06T00:00:00+00:00"
    assert article.title is None
    assert article.extra == f'{{"a":{10**30},"title":["no","string"],"z":[1,{{"b":null}}]}}'


@pytest.mark.parametrize(
    "value", ["last Monday", "99999-01-01", 1e300, -(10**25), True, ["2024"], {"a": 1}, "0000-00-00"]
)
def test_a_date_that_is_not_understood_is_kept(tmp_path: Path, value: object) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": "x", "published_at": value}))
    (article,) = run(tmp_path).records
    assert article.published_at is None
    assert json.loads(article.extra or "") == {"published_at": value}


def test_one_big_file_is_shared_out_and_gives_the_same_rows(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{n} " + "x" * (n % 7)}) for n in range(50_000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    small, large = load(assignments=["read.shard_articles=1000"]), load(assignments=["read.shard_articles=100000"])
    assert len(plan(find([str(tmp_path)]).files, small)) > 1
    assert len(plan(find([str(tmp_path)]).files, large)) == 1
    assert run(tmp_path, settings=small) == run(tmp_path, settings=large)
    assert [r.record for r in run(tmp_path).records] == list(range(50_000))


def test_many_small_files_go_into_one_shard(tmp_path: Path) -> None:
    for n in range(300):
        (tmp_path / f"{n:03}.txt").write_text(f"story {n}")
    assert len(plan(find([str(tmp_path)]).files, Settings())) == 1
    assert [r.text for r in run(tmp_path).records] == [f"story {n}" for n in range(300)]


def test_files_alike_in_name_and_content_are_told_apart(tmp_path: Path) -> None:
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(STORY)
    both = run(tmp_path / "b", tmp_path / "a").records
    again = run(tmp_path / "a", tmp_path / "b").records
    assert len({r.article_id for r in both}) == 2
    assert sorted(both) == sorted(again)
    digest = hashlib.sha256(STORY.encode()).hexdigest()
    known = {("x.txt", digest): [f"{tmp_path}/a/x.txt"]}
    assert run(tmp_path / "b", tmp_path / "a", known=known).records == [both[0]]


def test_a_renamed_file_gives_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(STORY)
    known = {("old.txt", hashlib.sha256(STORY.encode()).hexdigest()): [f"{tmp_path}/old.txt"]}
    assert run(tmp_path, known=known) == Chunk([], [], [])
    (tmp_path / "old.txt").write_text(STORY)
    assert [r.source_id for r in run(tmp_path, known=known).records] == ["new"]


def test_files_still_being_written_are_left_to_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (file,) = find([str(tmp_path)]).files
    inbox = load(assignments=["read.settle_seconds=60"])
    assert settled([file], inbox, now=file.mtime + 61) == ([file], [])
    assert [left.path for left in settled([file], inbox, now=file.mtime + 5)[1]] == [file.path]


def test_a_file_that_changes_after_the_plan_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl({"text": "one"}))
    shards = plan(find([str(path)]).files, Settings())
    path.write_bytes(jsonl({"text": "one"}, {"text": "two"}))
    (chunk,) = read(shards[0], Settings())
    assert chunk.records == []
    assert [left.path for left in chunk.changed] == [str(path)]


@pytest.mark.parametrize(
    "source", ["no/such", "no/such/*.txt", "{}/empty", "{}/a.pdf", "", "nosuch://bucket/x.txt", "{}/*.csv"]
)
def test_a_source_that_holds_nothing_is_refused(tmp_path: Path, source: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(BadSource, match=r"\."):
        find([source.format(tmp_path)])


def test_globs_and_urls_name_files_by_what_is_below_their_fixed_part(tmp_path: Path) -> None:
    import fsspec

    for name in ("a/x.txt", "a/b/y.txt", "c/z.txt", "a/[1].txt", "a/_no.txt", "a/b/.no.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    memory = fsspec.filesystem("memory")
    memory.pipe("/box/in/x.txt", b"far away")
    names = {
        f"{tmp_path}/**/*.txt": ["a/[1].txt", "a/x.txt", "a/b/y.txt", "c/z.txt"],
        f"{tmp_path}/a/*.txt": ["[1].txt", "x.txt"],
        f"{tmp_path}/a/[1].txt": ["[1].txt"],
        f"{tmp_path}/*/b/*": ["a/b/y.txt"],
        f"file://{tmp_path}/c": ["z.txt"],
        "memory://box": ["in/x.txt"],
        "memory://box/in/x.txt": ["x.txt"],
        "memory://box/*/x.txt": ["in/x.txt"],
    }
    assert {source: [file.name for file in find([source]).files] for source in names} == names
    (article,) = run("memory://box").records
    assert (article.text, article.site) == ("far away", "in")


def test_read_one_for_a_look(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": "one"}, {"no": 1}))
    first, second = (read_one(str(tmp_path / "a.jsonl"), record=n) for n in (0, 1))
    assert isinstance(first, Record)
    assert isinstance(second, Reject)
    with pytest.raises(LookupError, match="no record 2"):
        read_one(str(tmp_path / "a.jsonl"), record=2)
