"""Killed at any moment: the next run completes it, nothing is lost or doubled, and no reader saw half a batch.

CLEANCOPY_KILLS=200 pytest tests/test_faults.py is the long version.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from tasks.publish.verify import verify
from tests.harness.processes import HANGS, grip, listening, session, wait_until
from tests.harness.published import everything
from tests.harness.scene import HARNESS, ROOT, WORKERS, Scene, cleancopy, command
from tests.harness.scene import scene as scene

pytestmark = [pytest.mark.slow, pytest.mark.kills]

KILLS = int(os.environ.get("CLEANCOPY_KILLS", "20"))


def test_killed_at_any_step(scene: Scene, tmp_path: Path) -> None:
    steps = range(1, scene.steps + 1)
    for at in sorted(random.Random(7).sample(steps, min(KILLS // 2, len(steps)))):
        out = scene.copy(tmp_path)
        assert cleancopy(at, "run", scene.pages, "-o", out).returncode == -signal.SIGKILL
        assert everything(out) in (scene.before, scene.after), f"half a batch after a kill at step {at}"
        assert scene.completed_by_the_next_run(out), f"lost or doubled after a kill at step {at}"
        shutil.rmtree(out)


def test_killed_at_random_moments_while_somebody_reads(scene: Scene, tmp_path: Path) -> None:
    out = scene.copy(tmp_path)
    rng = random.Random(11)
    counts = [counted(rows) for rows in (scene.before, scene.after)]
    seen: list[object] = []
    with polled(out, lambda found: seen.append(found) if found not in counts else None) as polling:
        for _ in range(KILLS - KILLS // 2):
            process = subprocess.Popen(
                command("killer.py", "0", "run", scene.pages, "-o", out),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            time.sleep(scene.seconds * rng.uniform(0.1, 1.1))
            os.killpg(process.pid, signal.SIGKILL)  # not waited for yet, it is there still, if only as a zombie
            process.wait()
            if everything(out) == scene.after:  # it was done before the kill: start again from the first batch
                with polling:
                    shutil.rmtree(out)
                    scene.copy(tmp_path)
        assert scene.completed_by_the_next_run(out)
    assert not seen, f"a reader saw what never was: {seen[:3]}"


@contextmanager
def polled(out: Path, tell) -> Iterator[threading.Lock]:
    """Tell what a reader sees all the while, unless the lock is held."""
    stop, lock = threading.Event(), threading.Lock()

    def poll() -> None:
        while not stop.wait(0.001):
            with lock:
                found = glimpse(out)
            if found is not None:
                tell(found)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        yield lock
    finally:
        stop.set()
        reader.join()


def counted(rows: dict[str, list[dict]]) -> object:
    """Kept and removed ids: enough to tell half a batch from a whole one."""
    return [sorted(row["article_id"] for row in rows[name]) for name in ("articles", "duplicates")]


def glimpse(out: Path) -> object | None:
    """What a reader sees that pins the version first, as the README says; None where that version is gone by then."""
    try:
        version = (out / "_current").resolve(strict=True)
        found: list[object] = []
        for name in ("articles", "duplicates"):
            table = ds.dataset(version / name, partitioning="hive").to_table(columns=["article_id"])
            found.append(sorted(table["article_id"].to_pylist()))
    except FileNotFoundError:
        return None
    except pa.ArrowInvalid as error:  # a folder that was emptied has no columns; a file that is half there is our fault
        return str(error) if "Parquet" in str(error) else None
    return found


STOPPED = "cleancopy: stopped. Nothing was published; the next run does it all."
STARTS = "starting Prefect, which takes some ten seconds (--direct does without)"


@contextmanager
def begun(
    scene: Scene, out: Path, *how: str, env: Mapping[str, str] = os.environ
) -> Iterator[tuple[subprocess.Popen, Callable[[], None]]]:
    """A run that is held in the middle of its work, in a worker where there are some; and what lets it go on."""
    fifo = out.parent / "held"
    os.mkfifo(fifo)
    fault = "worker:hold" if "--workers" in how else "hold"
    process = subprocess.Popen(
        [sys.executable, str(HARNESS / "faulty.py"), fault, "run", str(scene.pages), "-o", str(out), *how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        env={**env, "CLEANCOPY_HELD": str(fifo)},
    )  # fmt: skip
    with ExitStack() as stack:
        stack.callback(process.wait)
        stack.callback(ended, process)
        with grip(fifo, lambda: process.poll() is None) as go_on:
            yield process, go_on


def ended(process: subprocess.Popen) -> None:
    """End the whole group of a process, if it is there still."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("workers", [(), WORKERS], ids=["here", "workers"])
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_with_a_word_and_leaves_what_was(
    scene: Scene, tmp_path: Path, stop: int, workers: tuple[str, ...]
) -> None:
    out = scene.copy(tmp_path)
    with begun(scene, out, "--direct", "--set", "read.shard_articles=1", *workers) as (process, _):
        os.killpg(process.pid, stop)  # as a terminal does it: to the workers as well
        said, errors = process.communicate(timeout=HANGS)
    assert (process.returncode, said) == (128 + stop, ""), errors
    assert [line for line in errors.splitlines() if not line.startswith("read and repair: ")] == [STOPPED]
    assert everything(out) == scene.before
    assert scene.completed_by_the_next_run(out)


@pytest.fixture(scope="module")
def prefect(tmp_path_factory) -> dict[str, str]:
    """The environment of somebody who has Prefect and no server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    patient = {
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(HANGS),
        "PREFECT_API_REQUEST_TIMEOUT": str(HANGS),
    }
    return kept | patient | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


@pytest.mark.parametrize(
    ("stop", "send", "workers"),
    [(signal.SIGINT, os.killpg, ()), (signal.SIGTERM, os.kill, WORKERS)],
    ids=["Ctrl-C", "SIGTERM"],
)
def test_asked_to_stop_under_prefect_it_stops_with_a_word_and_takes_the_server_with_it(
    scene: Scene,
    tmp_path: Path,
    prefect: dict[str, str],
    stop: int,
    send: Callable[[int, int], None],
    workers: tuple[str, ...],
) -> None:
    """A terminal asks all of its processes, `kill` and systemd ask one."""
    out = scene.copy(tmp_path)
    with begun(scene, out, "--set", "read.shard_articles=1", *workers, env=prefect) as (process, _):
        assert len(session(process.pid)) > 1, "Prefect's server is no process of this session any more"
        send(process.pid, stop)
        said, errors = process.communicate(timeout=HANGS)
        wait_until(lambda: not session(process.pid), lambda: f"left behind: {session(process.pid)}")
    assert (process.returncode, said) == (128 + stop, ""), errors
    assert [line for line in errors.splitlines() if not line.startswith("read and repair: ")] == [STARTS, STOPPED]
    assert everything(out) == scene.before
    assert scene.completed_by_the_next_run(out)


def test_a_server_that_is_named_and_not_there_is_one_line(
    scene: Scene, tmp_path: Path, prefect: dict[str, str]
) -> None:
    out = scene.copy(tmp_path)
    call = [sys.executable, str(HARNESS / "faulty.py"), "none", "run", str(scene.pages), "-o", str(out), "-q"]
    env = prefect | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    found = subprocess.run(call, env=env, capture_output=True, text=True, check=False, timeout=HANGS, cwd=ROOT)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (2, "", 1), found.stderr
    assert "http://127.0.0.1:9/api: no Prefect server answers" in found.stderr and "--direct" in found.stderr
    assert everything(out) == scene.before


def test_workers_end_with_the_run_that_was_killed(scene: Scene, tmp_path: Path) -> None:
    out = scene.copy(tmp_path)
    with begun(scene, out, "--direct", *WORKERS) as (process, _):
        assert len(session(process.pid)) >= 3, "two workers, and what tidies up behind them"
        process.kill()
        process.wait()
        wait_until(lambda: not session(process.pid), lambda: f"left behind: {session(process.pid)}")
    assert everything(out) == scene.before
    assert scene.completed_by_the_next_run(out)


def test_of_two_runs_at_once_the_second_is_refused_and_the_first_is_done(scene: Scene, tmp_path: Path) -> None:
    out = scene.copy(tmp_path)
    with begun(scene, out, "--direct", "-q") as (first, go_on):
        for second in (["run", scene.pages, "-o", out], ["rebuild", out]):
            refused = cleancopy(0, *second)
            assert refused.returncode == 2
            assert f"process {first.pid} is writing here" in refused.stderr
            assert everything(out) == scene.before
        assert [finding for finding in verify(out) if not finding.holds] == []
        go_on()
        assert first.communicate(timeout=HANGS)[1] == ""
    assert everything(out) == scene.after


def test_it_listens_nowhere(scene: Scene, tmp_path: Path) -> None:
    with begun(scene, tmp_path / "out", "--direct", *WORKERS) as (process, _):
        for pid in session(process.pid):
            assert listening(pid) == []
