"""What can go wrong while it works: memory and disk that run out, permissions, a clock set back, files that change."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from flows import article
from tasks.publish.verify import verify
from tasks.settings import load
from tests.harness.published import SAMPLE, everything, run
from tests.harness.scene import LATER, PAGES, ROOT, WORKERS, Scene, command, done
from tests.harness.scene import scene as scene

pytestmark = [pytest.mark.slow, pytest.mark.kills]


@pytest.mark.parametrize(
    ("fault", "workers", "says"),
    [
        ("killed", WORKERS, "a worker process died"),
        ("memory", WORKERS, "memory ran out"),
        ("memory", (), "memory ran out"),
        ("full-disk", (), "File too large"),
    ],
)
def test_what_runs_out_is_told_of_and_the_next_run_completes_it(
    scene: Scene, tmp_path: Path, fault: str, workers: tuple[str, ...], says: str
) -> None:
    out = scene.copy(tmp_path)
    failed = done("faulty.py", f"worker:{fault}" if workers else fault, "run", scene.pages, "-o", out, *workers)
    assert failed.returncode == 2
    assert failed.stderr.startswith("cleancopy: ") and failed.stderr.count("\n") == 1, failed.stderr
    assert says in failed.stderr
    assert everything(out) == scene.before
    assert scene.completed_by_the_next_run(out)


def test_a_worker_with_too_little_memory_ends_the_run_in_one_line(scene: Scene, tmp_path: Path) -> None:
    out, pages = scene.copy(tmp_path), tmp_path / "pages"
    shutil.copytree(scene.pages, pages)
    (pages / "long.txt").write_text("The river rose again on Monday, the mayor said.\n" * 300_000, encoding="utf-8")
    failed = done("faulty.py", "worker:memory-limit", "run", pages, "-o", out, *WORKERS)
    assert failed.returncode == 2
    assert "Nothing was published" in failed.stderr.splitlines()[-1], failed.stderr
    assert everything(out) == scene.before
    assert scene.completed_by_the_next_run(out)


def test_a_clock_that_was_set_back_changes_no_row(scene: Scene, tmp_path: Path) -> None:
    out = scene.copy(tmp_path)
    assert done("faulty.py", "clock", "run", scene.pages, "-o", out).returncode == 0
    assert everything(out) == scene.after
    assert (out / "_current").resolve().name == "00000002"
    runs = ds.dataset(out / "runs", partitioning="hive").to_table().sort_by("batch").to_pylist()
    assert [run["batch"] for run in runs] == ["r000001", "r000002"]
    assert runs[0]["started_at"] > runs[1]["started_at"], "the fault was not put in"
    waiting = done("faulty.py", "clock", "run", scene.pages, "-o", out, "--set", "read.settle_seconds=60")
    assert "left alone" not in waiting.stdout, "files from the future are not young"
    assert scene.completed_by_the_next_run(out)


def test_a_read_only_output_is_refused_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    out = tmp_path / "out"
    refused = done("faulty.py", "permissions", "run", SAMPLE, "-o", out)
    tmp_path.chmod(0o700)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"cleancopy: {out}: ") and refused.stderr.count("\n") == 1, refused.stderr
    assert not out.exists()


def test_what_may_not_be_read_is_rejected_and_its_neighbours_go_through(scene: Scene, tmp_path: Path) -> None:
    out, pages = tmp_path / "out", tmp_path / "pages"
    shutil.copytree(scene.pages, pages)
    secret = next(pages.rglob("001-*.txt"))
    secret.chmod(0)
    (pages / "closed").mkdir(0)
    read = done("faulty.py", "permissions", "run", pages, "-o", out)
    assert read.returncode == 0, read.stderr
    assert "closed: the folder cannot be opened: Permission denied" in read.stdout
    (reject,) = everything(out)["rejects"]
    assert (reject["source_path"], "permission denied" in reject["reason"]) == (str(secret), True)
    assert sum(len(everything(out)[name]) for name in ("articles", "duplicates")) == len(PAGES + LATER) - 1
    secret.chmod(0o600)
    assert done("faulty.py", "none", "run", pages, "-o", out).returncode == 0
    assert sum(len(everything(out)[name]) for name in ("articles", "duplicates")) == len(PAGES + LATER)


@pytest.mark.parametrize("how", ["grown", "cut", "gone", "other"])
def test_a_file_that_changes_while_it_is_read_is_left_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    pages, out = tmp_path / "pages", tmp_path / "out"
    pages.mkdir()
    lines = [
        json.dumps({"text": f"{n} boats left the harbour of Ostmere on Monday, the board said."}) for n in range(9)
    ]
    (pages / "a.jsonl").write_text("\n".join(lines[:8]) + "\n")
    (pages / "b.jsonl").write_text(lines[8] + "\n")
    sound = article.repair

    def change(*arguments: object) -> object:
        monkeypatch.setattr(article, "repair", sound)
        if how == "gone":
            (pages / "a.jsonl").unlink()
        elif how == "grown":
            with (pages / "a.jsonl").open("a") as file:
                file.write(lines[0])
        else:
            (pages / "a.jsonl").write_text("" if how == "cut" else "\n".join(reversed(lines[:8])) + "\n")
            os.utime(pages / "a.jsonl", (1, 1))
        return sound(*arguments)

    monkeypatch.setattr(article, "repair", change)
    summary = run([pages], out, load(assignments=["read.shard_articles=2"]))
    assert [path for path, _ in summary.left] == [str(pages / "a.jsonl")]
    assert [row["body"] for row in everything(out)["articles"]] == [json.loads(lines[8])["text"]]
    assert [finding for finding in verify(out) if not finding.holds] == []
    run([pages], out)
    assert len([row for name in ("articles", "duplicates") for row in everything(out)[name]]) == {
        "grown": 10, "cut": 1, "gone": 1, "other": 9
    }[how]  # fmt: skip


def test_only_the_owner_may_write_and_no_file_is_a_program(scene: Scene, tmp_path: Path) -> None:
    made = subprocess.run(
        [*command("faulty.py", "none", "run", scene.pages, "-o", tmp_path / "out")],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, umask=0o022,
    )  # fmt: skip
    assert made.returncode == 0
    for path in (tmp_path / "out").rglob("*"):
        mode = path.lstat().st_mode & 0o7777
        assert path.is_symlink() or mode == (0o755 if path.is_dir() else 0o644), f"{path}: {mode:o}"
