"""Killed at any moment: the next run completes it, nothing is lost or doubled, and no reader saw half a batch.

CLEANCOPY_KILLS=200 pytest tests/test_faults.py is the long version.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from test_pipeline import SAMPLE, everything

from tasks.publish.verify import verify

KILLER = Path(__file__).parent / "killer.py"
KILLS = int(os.environ.get("CLEANCOPY_KILLS", "20"))
PAGES = ["veldmark-daily/001", "veldmark-daily/009", "sarrano-times/018", "lowmere-courier/043", "tolmara-herald/032"]
LATER = ["sarrano-times/021", "sarrano-times/022", "sarrano-times/019", "lowmere-courier/044", "lowmere-courier/045"]


def copied(names: list[str], folder: Path) -> None:
    for name in names:
        (path,) = SAMPLE.glob(f"{name}-*.txt")
        target = folder / path.relative_to(SAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def cleancopy(at: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(KILLER), str(at), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


class Scene:
    """A dataset with one batch, and what it should be after a second."""

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "pages"
        self.first = folder / "first"
        copied(PAGES, self.pages)
        done = cleancopy(0, "run", self.pages, "-o", self.first, "--direct", "-q")
        assert done.returncode == 0, done.stderr
        copied(LATER, self.pages)
        whole = folder / "whole"
        shutil.copytree(self.first, whole, symlinks=True)
        done = cleancopy(0, "run", self.pages, "-o", whole, "--direct", "-q")
        assert done.returncode == 0, done.stderr
        self.steps = int(done.stdout.rsplit("steps ", 1)[1])
        self.before, self.after = everything(self.first), everything(whole)
        assert self.before != self.after


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    return Scene(tmp_path_factory.mktemp("faults"))


def test_killed_at_any_step(scene: Scene, tmp_path: Path) -> None:
    steps = range(1, scene.steps + 1)
    for at in sorted(random.Random(7).sample(steps, min(KILLS // 2, len(steps)))):
        out = tmp_path / f"at-{at}"
        shutil.copytree(scene.first, out, symlinks=True)
        killed = cleancopy(at, "run", scene.pages, "-o", out, "--direct", "-q")
        assert killed.returncode == -signal.SIGKILL
        assert everything(out) in (scene.before, scene.after), f"half a batch after a kill at step {at}"
        done = cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q")
        assert done.returncode == 0, done.stderr
        assert everything(out) == scene.after, f"lost or doubled after a kill at step {at}"
        assert [finding for finding in verify(out) if not finding.holds] == []
        shutil.rmtree(out)


def test_killed_at_random_moments_while_somebody_reads(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rng = random.Random(11)
    shutil.copytree(scene.first, out, symlinks=True)
    seen: list[object] = []
    stop = threading.Event()
    counts = {json.dumps(counted(rows)) for rows in (scene.before, scene.after)}

    def poll() -> None:
        while not stop.is_set():
            found = glimpse(out)
            if found is not None and json.dumps(found) not in counts:
                seen.append(found)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for _ in range(KILLS - KILLS // 2):
            process = subprocess.Popen(
                [sys.executable, str(KILLER), "0", "run", str(scene.pages), "-o", str(out), "--direct", "-q"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            time.sleep(rng.uniform(0.2, 2.5))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if everything(out) == scene.after:  # it was done before the kill: start again from the first batch
                shutil.copytree(scene.first, tmp_path / "fresh", symlinks=True)
                stop.set()
                reader.join()
                shutil.rmtree(out)
                (tmp_path / "fresh").rename(out)
                stop.clear()
                reader = threading.Thread(target=poll)
                reader.start()
        done = cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q")
        assert done.returncode == 0, done.stderr
    finally:
        stop.set()
        reader.join()
    assert not seen, f"a reader saw what never was: {seen[:3]}"
    assert everything(out) == scene.after
    assert [finding for finding in verify(out) if not finding.holds] == []


def counted(rows: dict[str, list[dict]]) -> list[object]:
    """Kept and removed ids: enough to tell half a batch from a whole one."""
    return [sorted(row["article_id"] for row in rows[name]) for name in ("articles", "duplicates")]


def glimpse(out: Path) -> list[object] | None:
    """What a reader sees that pins the version first, as the README says."""
    try:
        version = (out / "_current").resolve(strict=True)
        found: list[object] = []
        for name in ("articles", "duplicates"):
            table = ds.dataset(version / name, partitioning="hive").to_table(columns=["article_id"])
            found.append(sorted(table["article_id"].to_pylist()))
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        assert "Parquet" not in str(error), error
        return None
    return found


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_within_seconds_and_leaves_what_was(scene: Scene, tmp_path: Path, stop: int) -> None:
    out = tmp_path / "out"
    shutil.copytree(scene.first, out, symlinks=True)
    command = [sys.executable, "-m", "flows.cli", "run", str(scene.pages), "-o", str(out), "--direct"]
    command += ["--set", "read.shard_articles=1"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=KILLER.parents[1]
    )
    assert process.stderr is not None
    first = process.stderr.readline()  # the work has begun
    process.send_signal(stop)
    begun = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - begun < 10
    if process.returncode:  # it may have been done already
        assert process.returncode == 128 + stop, errors
        assert (first + errors).endswith("cleancopy: stopped. Nothing was published; the next run does it all.\n")
        assert everything(out) == scene.before
    done = cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q")
    assert done.returncode == 0
    assert everything(out) == scene.after


def test_a_read_only_output_is_refused_in_one_line(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        blocked = tmp_path / "file"
        blocked.write_text("in the way")  # root may write anywhere, but not below a file
        out = blocked / "out"
    else:
        tmp_path.chmod(0o500)
        out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "run", str(SAMPLE), "-o", str(out), "--direct"],
        capture_output=True,
        text=True,
        check=False,
        cwd=KILLER.parents[1],
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(out) in done.stderr


def test_a_full_disk_publishes_nothing_and_the_next_run_completes_it(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(scene.first, out, symlinks=True)
    limit = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000)); from flows.cli import app; app(sys.argv[1:])"
    command = [sys.executable, "-c", limit, "run", str(scene.pages), "-o", str(out), "--direct", "-q"]
    full = subprocess.run(command, capture_output=True, text=True, check=False, cwd=KILLER.parents[1])
    assert full.returncode == 2
    assert "Traceback" not in full.stderr
    assert everything(out) == scene.before
    assert cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q").returncode == 0
    assert everything(out) == scene.after


def test_a_worker_that_dies_is_told_of_and_the_next_run_completes_it(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(scene.first, out, symlinks=True)
    command = [sys.executable, "-m", "flows.cli", "run", str(scene.pages), "-o", str(out), "--direct", "-q"]
    command += ["--workers", "2", "--set", "read.shard_articles=1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=KILLER.parents[1])
    children: list[str] = []
    while process.poll() is None and not children:
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        children = [pid for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(int(children[0]), signal.SIGKILL)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "a worker process died" in errors
    assert everything(out) == scene.before
    assert cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q").returncode == 0
    assert everything(out) == scene.after


@pytest.mark.parametrize(
    ("folder", "damage"),
    [("index", "cut"), ("index", "flip"), ("memory", "remove"), ("relations", "cut"), ("relations", "flip")],
)
def test_damage_on_disk_is_named_refused_and_rebuilt(scene: Scene, tmp_path: Path, folder: str, damage: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(scene.first, out, symlinks=True)
    path = max(((out / "_current").resolve() / folder).rglob("*.parquet"), key=lambda path: path.stat().st_size)
    data = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
    assert any(path.name in finding.says for finding in verify(out) if not finding.holds)
    refused = cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q")
    if (folder, damage) != ("relations", "flip"):  # a run looks at sizes of what it does not read
        assert refused.returncode == 2
        assert path.name in refused.stderr
        assert "rebuild" in refused.stderr
    assert cleancopy(0, "rebuild", out, "--direct", "-q").returncode == 0
    assert [finding for finding in verify(out) if not finding.holds] == []
    assert cleancopy(0, "run", scene.pages, "-o", out, "--direct", "-q").returncode == 0
    assert everything(out)["articles"] == scene.after["articles"]


def test_damage_to_what_cannot_be_rebuilt_is_refused_by_rebuild_as_well(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(scene.first, out, symlinks=True)
    path = next((out / "articles").resolve().rglob("*.parquet"))
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-50])
    for command in (["run", scene.pages, "-o", out], ["rebuild", out]):
        refused = cleancopy(0, *command, "--direct", "-q")
        assert refused.returncode == 2
        assert path.name in refused.stderr
        assert "backup" in refused.stderr
