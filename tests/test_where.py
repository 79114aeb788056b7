"""Where the work is done changes no row: this process, two processes, a Dask cluster that loses a worker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_pipeline import SAMPLE, everything, run
from test_server import free_port, started

from flows import where
from tasks.settings import load

SMALL = "read.shard_articles=5"


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> dict[str, list[dict]]:
    output = tmp_path_factory.mktemp("here") / "out"
    run([SAMPLE], output, load(assignments=[SMALL]))
    return everything(output)


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, as processes of their own, on loopback."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard", "--no-nanny"]
    worker += ["--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(folder)]
    with (folder / "log").open("w") as log, contextlib.ExitStack() as stack:
        options = {"stdout": log, "stderr": log, "cwd": Path(__file__).parents[1]}
        port = address.rpartition(":")[2]
        stack.enter_context(started(*dask, "--host", "127.0.0.1", "--port", port, **options))
        yield address, [stack.enter_context(started(*worker, **options)) for _ in range(2)]


def test_a_dask_cluster_gives_the_same_rows_even_when_it_loses_a_worker(here, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with cluster(tmp_path) as (address, workers):
        chosen = load(assignments=[SMALL, "run.where=dask", f"run.dask_address={address}"])
        timer = threading.Timer(4.0, os.killpg, (workers[0].pid, signal.SIGKILL))
        timer.start()
        try:
            run([SAMPLE], tmp_path / "out", chosen)
        finally:
            timer.cancel()
    assert everything(tmp_path / "out") == here


def test_results_come_in_the_order_of_the_items() -> None:
    with where.processes(2) as submit:
        assert where.plain(submit)("square", abs, [-3, 1, -2]) == [3, 1, 2]
    assert where.plain(where.here)("square", abs, []) == []
