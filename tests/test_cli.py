"""The command as people meet it: what it says when something is wrong and where, and how it shows an article."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows import progress
from flows.cli import app
from flows.explain import marked
from tasks.edits import Edit, take
from tests.harness.growing import MOST, growth

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "data" / "pages" / "tolmara-herald"
PAGE = str(PAGES / "036-monastery-barley.txt")


def call(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "out"
    assert call("run", PAGES, "--output", folder, "--direct", "--quiet")[0] == 0
    return folder


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nosuch"], "nosuch: there is no such file or folder."),
        (["*.nosuch"], "*.nosuch: nothing matches."),
        ([PAGE, "--output", ""], "'': is no folder."),
        ([PAGE, "--output", PAGE], "is a file"),
        ([PAGE, "--set", "near.similarty=1"], "did you mean near.similarity?"),
        ([PAGE, "--set", "near.similarity=7"], "near.similarity = 7: must be less than or equal to 1"),
        ([PAGE, "--set", "near=3"], "near = 3: is a section; set one of near.similarity"),
        ([PAGE, "--set", "near.remove=copy"], "near.remove = 'copy': must be a list"),
        ([PAGE, "--set", "near"], "write it as name=value"),
        ([PAGE, "--set", "run.where=dask"], "needs run.dask_address"),
        ([PAGE, "--set", "run.where=dask", "--set", "run.dask_address=nowhere"], "no scheduler answers there"),
        ([PAGE, "--settings", "nosuch.toml"], "nosuch.toml: cannot be read: No such file or directory."),
        ([PAGE, "--settings", PAGE], "is not TOML"),
    ],
)
def test_a_wrong_call_names_place_value_and_remedy_and_changes_nothing(
    tmp_path: Path, monkeypatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, stdout, stderr = call("run", "--direct", "--output", "clean", *words)
    assert (code, stdout) == (2, "")
    assert stderr.startswith("cleancopy: ")
    assert stderr.count("\n") == 1
    assert says in stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "package"),
    [
        *(("gs://news/a", "gcsfs"), ("gcs://news/a", "gcsfs"), ("abfs://news/a", "adlfs"), ("az://news/a", "adlfs")),
        *(("abfss://news@here.dfs.core.windows.net/a", "adlfs"),),
    ],
)
def test_a_storage_whose_package_is_missing_names_it(tmp_path: Path, url: str, package: str) -> None:
    if importlib.util.find_spec(package):
        pytest.skip(f"{package} is here")
    for words in (["run", PAGE, "-o", url, "--direct"], ["run", url, "-o", tmp_path / "out", "--direct"]):
        code, _, stderr = call(*words)
        assert (code, stderr.count("\n")) == (2, 1)
        assert f"{url}: {url.partition('://')[0]}:// needs a package that is not installed" in stderr
        assert f"nstall {package}" in stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["report", "verify", "rebuild", "restore"])
def test_a_folder_without_a_dataset_is_named_with_the_remedy(tmp_path: Path, command: str) -> None:
    code, _, stderr = call(command, tmp_path, *(["0" * 32] if command == "restore" else []))
    assert code == 2
    assert f"{tmp_path}: holds no dataset; `cleancopy run SOURCE --output {tmp_path}` makes one" in stderr


def test_explain_asks_for_the_article_of_a_dataset(out: Path) -> None:
    code, _, stderr = call("explain", out)
    assert code == 2
    assert "--article ID" in stderr


def test_a_report_that_cannot_be_written_says_where_else(out: Path, tmp_path: Path) -> None:
    code, _, stderr = call("report", out, "--to", tmp_path / "nowhere" / "page.html")
    assert code == 2
    assert "page.html: cannot be written: No such file or directory. `--to FILE` writes elsewhere" in stderr
    assert call("report", out, "--to", tmp_path / "page.html")[:2] == (0, f"{tmp_path / 'page.html'}\n")


@pytest.mark.parametrize("dataset", ["articles", "edits"])
def test_damage_is_named_and_never_restored_as_if_it_were_the_original(out: Path, tmp_path: Path, dataset: str) -> None:
    import shutil

    import pyarrow.parquet as pq

    article = pq.read_table(out / "articles")["article_id"][0].as_py()
    broken = tmp_path / "out"
    shutil.copytree(out, broken, symlinks=True)
    (part,) = (broken / "_current").resolve().glob(f"{dataset}/*/*.parquet")
    data = part.read_bytes()
    part.unlink()
    if dataset == "edits":  # without its edits a body would pass for the original
        pq.write_table(pq.read_table(out / dataset).slice(0, 0).drop_columns("batch"), part)
    else:
        part.write_bytes(data[: len(data) // 2])
    code, stdout, stderr = call("restore", broken, article)
    assert (code, stdout) == (2, "")
    assert "`cleancopy verify" in stderr


def test_json_is_nothing_but_json(tmp_path: Path) -> None:
    code, stdout, stderr = call("run", PAGE, "--output", tmp_path / "o", "--direct", "--json")
    assert (code, stderr) == (0, "")
    summary = json.loads(stdout)
    assert summary["articles"] == 1
    assert summary["memory"].keys() == summary["seconds"].keys()


def test_progress_and_result_go_different_ways(tmp_path: Path) -> None:
    code, stdout, stderr = call("run", PAGES, "--output", tmp_path / "o", "--direct")
    assert code == 0
    assert stdout.startswith("read ")
    assert [line.partition(":")[0] for line in stderr.splitlines()] == [
        "read and repair", "learn", "find the stories", "take in", "find candidates", "compare", "find duplicates",
        "write",
    ]  # fmt: skip
    assert all(" articles, " in line and line.endswith("/s") for line in stderr.splitlines())


def test_a_stage_under_way_says_how_fast_it_is_and_how_long_it_takes(monkeypatch) -> None:
    stage = progress.Stage()
    monkeypatch.setattr(time, "monotonic", lambda: stage.began + 10)
    assert list(stage.says(0, 200, 0)) == []
    assert list(stage.says(5, 200, 25_000)) == ["25,000 articles", "2,500/s", "6:30 left"]
    assert list(stage.says(200, 200, 1_000_000)) == ["1,000,000 articles", "100,000/s"]


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = f"{sys.executable} -m flows.cli"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; cleancopy() {{ {program} \"$@\"; }}; {line}"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip


def test_a_reader_that_leaves_ends_neither_the_run_nor_its_exit_status(tmp_path: Path) -> None:
    done = shell(f"cleancopy run --direct '{PAGES}' --output out 2>&1 | true", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "articles").exists()
    assert shell("cleancopy verify out | true", tmp_path).returncode == 0
    next((tmp_path / "out" / "_current" / "articles").glob("*/*.parquet")).write_bytes(b"")
    assert shell("cleancopy verify out | true", tmp_path).returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_behind_standard_output_is_named(tmp_path: Path) -> None:
    done = shell(f"cleancopy explain '{PAGE}' > /dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (2, "cleancopy: standard output: No space left on device\n")


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = shell(f"{sys.executable} -m flows.run --help", tmp_path)
    assert done.returncode == 0
    for name in ("run", "explain", "restore", "rebuild", "verify", "report"):
        assert f" {name} " in done.stdout
    assert call("--version")[1].startswith("cleancopy 0.")


@given(st.text(alphabet="ab \n", max_size=30), st.data())
def test_the_marks_of_an_article_hold_it_as_it_was_and_as_it_is(text: str, data: st.DataObject) -> None:
    now, steps = text, []
    for _ in range(data.draw(st.integers(0, 4))):
        places = sorted(data.draw(st.sets(st.integers(0, len(now)), max_size=6)))
        ends = [*places[1:], len(now)][: len(places)]
        cuts = [now[at : data.draw(st.integers(at, end))] for at, end in zip(places, ends, strict=True)]
        puts = [data.draw(st.sampled_from(["", "c", "dd"])) for _ in places]
        edits = [Edit(at, old, new, "why") for at, old, new in zip(places, cuts, puts, strict=True) if old != new]
        now, taken = take(now, edits, "repair", "rule")
        steps += taken
    pieces = marked(text, steps)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == text
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == now


def test_many_marks_take_the_time_of_their_text() -> None:
    def shown(n: int) -> Callable[[], object]:
        text = "a\u200b" * n
        _, steps = take(text, [Edit(at, "\u200b", "", "") for at in range(1, len(text), 2)], "repair", "invisible")
        assert len(marked(text, steps)) == 2 * n
        return lambda: marked(text, steps)

    assert growth(shown) < MOST


def test_a_run_that_keeps_nothing_says_why_what_to_type_and_ends_with_1(tmp_path: Path) -> None:
    rows = [
        {"headline": f"Ferry {n}", "report": f"The ferry to Lowmere was {n} minutes late again on Monday, " * 3}
        for n in range(4)
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no json 1\nno json 22\n")
    code, stdout, _ = call("run", path, "--output", tmp_path / "o", "--direct", "--quiet")
    assert code == 1
    assert '4 x no "text". Every record needs one. Named otherwise? --set columns.text=report' in stdout
    assert "2 x not JSON" in stdout
    assert "nothing was kept of what was read" in stdout
    code, stdout, _ = call("run", path, "--output", tmp_path / "p", "--direct", "--json")
    assert code == 1
    assert [count for _, count in json.loads(stdout)["reasons"]] == [4, 2]
    mapped = "columns.text=report"
    code, stdout, _ = call("run", path, "--output", tmp_path / "q", "--direct", "--quiet", "--set", mapped)
    assert code == 0
    assert "2 x not JSON" in stdout
    assert "other reasons" not in stdout


def test_a_summary_says_how_many_rejects_have_other_reasons_than_it_names(tmp_path: Path) -> None:
    lines = ['{"text": "The ferry was late again on Monday."}', "no json", '{"text": ""}', '{"text": 7}', "[1]", "3"]
    (tmp_path / "in.jsonl").write_text("".join(line + "\n" for line in lines))
    code, stdout, _ = call("run", tmp_path / "in.jsonl", "--output", tmp_path / "o", "--direct", "--quiet")
    assert code == 0
    counts = [int(line.split()[0]) for line in stdout.splitlines() if " x " in line or "other reasons" in line]
    assert len(counts) == 4 and sum(counts) == 5


def test_a_preview_shows_what_is_taken_for_what_and_writes_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    story = "The ferry to Lowmere was late again on Monday, and nobody knew why it was."
    row = {"maintext": story, "date_publish": "1998-11-04", "title": "Ferry late", "authors": ["Ann Ry"], "n": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + '\n{"n": 2}\n' + json.dumps(row) + "\n")
    code, stdout, _ = call("run", "a.jsonl", "--preview", "2")
    assert code == 0
    said = {line.split()[0]: line for line in stdout.splitlines()}
    assert "from maintext" in said["text"]
    assert 'from date_publish: "1998-11-04' in said["published_at"]
    assert 'from (the text): "en"' in said["language"]
    assert 'from authors: "Ann Ry"' in said["authors"]
    assert said["looked"].split()[2] == "2"
    assert '1 x no "text"' in stdout
    code, stdout, _ = call("run", "a.jsonl", "--preview", "2", "--json", "--set", "columns.text=nothing")
    assert (code, json.loads(stdout)["rejects"]) == (1, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_preview_names_every_further_field_whatever_it_holds(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"text": "The ferry was late.", "desk": "east"}, {"text": "It was late again.", "tags": ["sea"], "n": None}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, stdout, _ = call("run", "a.jsonl", "--preview", "5")
    assert code == 0
    assert "desk, n, tags" in stdout


@pytest.mark.parametrize("output", ["in", "in/out", "in/../in/deep/out", "in/"])
def test_an_output_inside_a_source_is_refused(tmp_path: Path, monkeypatch, output: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The ferry was late again.")
    for source in ("in", "in/**/*.txt", "./in/."):
        code, _, stderr = call("run", source, "--output", output, "--direct")
        assert (code, stderr.count("\n")) == (2, 1)
        assert "lies in the SOURCE" in stderr
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["a.txt"]
    assert call("run", "in", "--output", "into", "--direct", "--quiet")[0] == 0
    assert call("run", "in/a.txt", "--direct")[0] == 2
