"""The pipeline end to end: nothing lost, twice is once, order and batches do not matter."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from flows import pipeline, where
from flows.explain import explained, published
from tasks.edits import undo
from tasks.publish import versions
from tasks.publish.restore import original
from tasks.publish.verify import verify
from tasks.schemas import SCHEMAS
from tasks.settings import load
from tests.harness.published import SAMPLE, SETTINGS, everything, rows, run


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp("whole")
    run([SAMPLE], output)
    return output


def test_every_dataset_has_the_columns_of_its_schema(whole: Path) -> None:
    for name, schema in SCHEMAS.items():
        found = ds.dataset(whole / name, partitioning="hive").schema
        assert [field.name for field in found] == [*schema.names, "batch"]
        assert all(found.field(field.name).type == field.type for field in schema)


def test_every_promise_holds_and_every_original_comes_back(whole: Path) -> None:
    assert [finding for finding in verify(whole) if not finding.holds] == []
    version = versions.existing(whole)
    for row in (rows(whole, "articles") + rows(whole, "duplicates"))[::7]:
        path = Path(row["source_path"])
        assert original(whole, version, row["article_id"]) == path.read_bytes()


def test_a_second_run_adds_nothing(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "out", symlinks=True)
    summary = run([SAMPLE], tmp_path / "out")
    assert (summary.articles, summary.duplicates, summary.rejects) == (0, 0, 0)
    assert everything(tmp_path / "out") == everything(whole)


def test_many_runs_in_any_order_and_a_rebuild_give_the_rows_of_one(whole: Path, tmp_path: Path) -> None:
    files = sorted(SAMPLE.rglob("*.txt"))
    random.Random(4).shuffle(files)
    pages = tmp_path / "pages"
    for n in range(4):
        for path in files[n::4]:
            target = pages / path.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        run([pages], tmp_path / "out")
    pipeline.rebuild(tmp_path / "out", SETTINGS, where.mapper(where.inline))
    where_from = ("batch", "source_path")
    assert everything(tmp_path / "out", where_from) == everything(whole, where_from)
    assert all(finding.holds for finding in verify(tmp_path / "out"))


def test_shards_and_workers_do_not_matter(whole: Path, tmp_path: Path) -> None:
    run([SAMPLE], tmp_path / "out", load(assignments=["read.shard_articles=7", "run.workers=2"]))
    assert everything(tmp_path / "out") == everything(whole)


def test_debris_of_a_killed_run_is_cleared_and_readers_never_saw_it(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out, symlinks=True)
    (out / "_versions" / "00000002.new" / "articles" / "batch=r000002").mkdir(parents=True)
    (out / "_versions" / "00000002.new" / "articles" / "batch=r000002" / "part-00000.parquet").write_bytes(b"half")
    (out / "_staging").mkdir(exist_ok=True)
    assert everything(out) == everything(whole)
    run([SAMPLE], out)
    assert everything(out) == everything(whole)
    assert sorted(path.name for path in (out / "_versions").iterdir()) == ["00000001", "00000002"]
    assert not (out / "_staging").exists()


def test_two_runs_over_one_output_do_not_overlap(tmp_path: Path) -> None:
    with versions.locked(tmp_path), pytest.raises(versions.Busy, match="is writing here"):
        run([SAMPLE], tmp_path)


def test_a_broken_file_is_named(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out, symlinks=True)
    path = next((out / "articles").resolve().rglob("*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)
    broken = [finding for finding in verify(out) if not finding.holds]
    assert any("articles/batch=r000001/part-00000.parquet" in finding.says for finding in broken)


def test_a_run_that_would_reject_nearly_everything_stops_before_it_publishes(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"content": "The river rose."}\n' * 101)
    with pytest.raises(pipeline.Implausible, match=r'101 of 101 .* no "text".* columns.text'):
        run([source], tmp_path / "out")
    assert not (tmp_path / "out" / "articles").exists()
    run([source], tmp_path / "out", load(assignments=["columns.text=content"]))
    assert len(rows(tmp_path / "out", "articles")) == 1
    assert len(rows(tmp_path / "out", "duplicates")) == 100


def test_copies_of_a_folder_are_duplicates_and_none_is_lost(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(SAMPLE / "tolmara-herald", tmp_path / name)
    run([tmp_path / "one", tmp_path / "two"], tmp_path / "out")
    count = len(list((tmp_path / "one").iterdir()))
    kept, removed = rows(tmp_path / "out", "articles"), rows(tmp_path / "out", "duplicates")
    assert len(kept) + len(removed) == 2 * count
    assert len(removed) >= count
    assert {row["relation"] for row in removed} <= {"exact", "version"}  # the correction's first version is there twice


def test_a_renamed_file_gives_nothing_and_a_file_that_grew_only_its_new_records(tmp_path: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    lines = [json.dumps({"text": f"The {word} bridge was closed on Monday."}) for word in ("old", "new", "long")]
    (inbox / "a.jsonl").write_text("\n".join(lines[:2]) + "\n")
    (inbox / "b.txt").write_text("The harbour froze over on Tuesday for the first time in years.")
    run([inbox], out)
    (inbox / "b.txt").rename(inbox / "c.txt")
    with (inbox / "a.jsonl").open("a") as file:
        file.write(lines[2] + "\n")
    summary = run([inbox], out)
    assert (summary.articles + summary.duplicates, summary.known) == (1, 2)
    assert len(rows(out, "articles") + rows(out, "duplicates")) == 4


def test_explain_says_the_same_of_a_page_and_of_the_article_it_became(whole: Path) -> None:
    page = SAMPLE / "veldmark-daily" / "001-harbour-ferries.txt"
    (row,) = [row for row in rows(whole, "articles") + rows(whole, "duplicates") if row["source_path"] == str(page)]
    before, after = explained(str(page), 0, SETTINGS), published(whole, row["article_id"])
    kinds = {"repair", "sign_off", "title", "standfirst", "caption"}
    for found in (before, after):
        assert undo(found.told.text, found.steps) == page.read_text(encoding="utf-8")
    said = [[step for step in found.steps if {step.stage, step.rule} & kinds] for found in (before, after)]
    assert said[0] == said[1]
