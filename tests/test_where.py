"""Where the work is done changes no row: this process, two processes, a Dask cluster that loses a worker."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import pipeline, where
from tasks.near import step_candidates, step_cluster
from tasks.settings import Run, load
from tests.harness.processes import HANGS, started
from tests.harness.published import SAMPLE, everything, run

pytestmark = pytest.mark.slow

SMALL = "read.shard_articles=5"


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> dict[str, list[dict]]:
    output = tmp_path_factory.mktemp("here") / "out"
    run([SAMPLE], output, load(assignments=[SMALL]))
    return everything(output)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to do, it travels: each story, each pair, each file of the index."""
    for module, names in {
        step_candidates: ("ARTICLES", "PROPOSALS", "STRIDE"), step_cluster: ("PIECE",), pipeline: ("WORTH_A_PIECE",)
    }.items():  # fmt: skip
        for name in names:
            monkeypatch.setattr(module, name, 1)


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, as processes of their own, on loopback; the system chooses the port."""
    said = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--scheduler-file", str(said)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard", "--no-nanny", "--nthreads", "1"]
    worker += ["--scheduler-file", str(said), "--host", "127.0.0.1", "--local-directory", str(folder)]
    with (folder / "log").open("w") as log, contextlib.ExitStack() as stack:
        options = {"stdout": log, "stderr": log, "cwd": Path(__file__).parents[1]}
        scheduler = stack.enter_context(started(*dask, "--host", "127.0.0.1", "--port", "0", **options))
        end = time.monotonic() + HANGS
        while not said.exists():
            assert scheduler.poll() is None and time.monotonic() < end, (folder / "log").read_text(encoding="utf-8")
            time.sleep(0.05)
        address = json.loads(said.read_text(encoding="utf-8"))["address"]
        yield address, [stack.enter_context(started(*worker, **options)) for _ in range(2)]


def test_a_dask_cluster_gives_the_same_rows_even_when_it_loses_a_worker(here, small_pieces, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with cluster(tmp_path) as (address, workers):
        chosen = load(assignments=[SMALL, "run.where=dask", f"run.dask_address={address}"])

        def kill(stage: str, done: int, total: int, articles: int) -> None:
            if stage == "read and repair" and 0 < done < total and workers[0].poll() is None:
                os.killpg(workers[0].pid, signal.SIGKILL)
                workers[0].wait()

        with where.executor(chosen.run) as submit:
            pipeline.run([str(SAMPLE)], tmp_path / "out", chosen, where.mapper(submit, kill))
        assert workers[0].returncode == -signal.SIGKILL
    assert everything(tmp_path / "out") == here


def test_every_piece_of_work_may_be_done_twice(here, small_pieces, tmp_path: Path) -> None:
    """As it is when a worker is lost or a storage was away."""

    def twice(label, work, items, size=where.uncounted):
        return [work(item) for _ in range(2) for item in items][len(items) :]

    pipeline.run([str(SAMPLE)], tmp_path / "out", load(assignments=[SMALL]), twice)
    assert everything(tmp_path / "out") == here


def test_results_come_in_the_order_of_the_items() -> None:
    with where.processes(2) as submit:
        assert where.mapper(submit)("square", abs, [-3, 1, -2]) == [3, 1, 2]
    assert where.mapper(where.inline)("square", abs, []) == []


def test_a_run_uses_every_core_that_it_may_and_has_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_CPU_COUNT", "6")
    monkeypatch.setattr(where, "_free", lambda: 100 * where.NEEDS)
    assert where.workers(Run()) == 6
    assert where.workers(Run(workers=2)) == 2
    monkeypatch.setattr(where, "_free", lambda: 3 * where.NEEDS + 1)
    assert where.workers(Run()) == 3
    monkeypatch.setattr(where, "_free", lambda: 10)
    assert where.workers(Run()) == 1
    monkeypatch.delenv("PYTHON_CPU_COUNT")
    monkeypatch.setattr(where, "_free", lambda: 1 << 40)
    assert where.workers(Run()) == len(os.sched_getaffinity(0))
