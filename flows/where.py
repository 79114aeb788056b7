"""Where pieces of work are done: in this process, in several, or on a Dask cluster.

An `Each` takes a label, a function and its arguments, and returns the results in the order of the
arguments.  Functions and arguments travel to other processes, so both are plain: a module's function,
and tuples of paths and numbers.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tasks.refusal import Refusal
from tasks.settings import Run

T = TypeVar("T")
R = TypeVar("R")
Tell = Callable[[str, int, int, int], None]  # stage, pieces done, pieces in all, articles in those that are done
Submit = Callable[[Callable[[Any], Any], Any], "Future[Any]"]
FORKS = sys.platform == "linux"  # elsewhere a process that has loaded libraries of the system is not to be forked
WORTH_WORKERS = 4_000_000  # bytes of files for which more than one process works, most likely: 1,000 articles
NEEDS = 400  # MB that a process holds at most while it works on a shard of 1,000 articles, and some


class NoCluster(Refusal):
    """The Dask cluster that the settings name cannot be used."""


class Each(Protocol):
    """Does the work on every item; the results come in the order of the items.  `size` counts a result's articles."""

    def __call__(  # noqa: D102
        self, label: str, work: Callable[[T], R], items: Sequence[T], size: Callable[[R], int] = ...
    ) -> list[R]: ...


class Stage(Protocol):
    """Does the work of one stage and returns its result."""

    def __call__(self, name: str, work: Callable[[], T], /) -> T: ...  # noqa: D102


def at_once(_name: str, work: Callable[[], T]) -> T:
    """The result of a stage that is done at once, without Prefect."""
    return work()


def silent(stage: str, done: int, total: int, articles: int) -> None:
    """A progress callback that does nothing."""


def uncounted(_result: object) -> int:
    """0, for results whose articles are not counted."""
    return 0


def inline(work: Callable[[T], R], item: T) -> Future[R]:
    """A finished future: the work is done at once, in this process."""
    future: Future[R] = Future()
    future.set_result(work(item))
    return future


def peak() -> int:
    """MB that the largest process of this run, a worker on this machine or this one, has held at most so far."""
    return max(_peak_of(pid) for pid in (os.getpid(), *(child.pid for child in multiprocessing.active_children())))


def _peak_of(pid: int | None) -> int:
    with contextlib.suppress(OSError):  # it has ended, or the system has no /proc
        found = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
        return int(found[1]) // 1000 if found else 0
    return 0


def ahead(settings: Run, size: int) -> None:
    """Start the server that workers are forked from, where files of this many bytes are worth some.

    It imports what they need, once for all of them, while this process does the same.
    """
    if size >= WORTH_WORKERS and settings.where == "processes" and workers(settings) > 1 and FORKS:
        with _undisturbed():
            _context()
            forkserver.ensure_running()


def _context() -> BaseContext:
    """How workers are started: forked from a server that has imported what they need, where the system can."""
    context = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    context.set_forkserver_preload(["__main__", "flows.pipeline"])
    return context


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; workers, who inherit what is blocked, leave it to this one."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


@contextlib.contextmanager
def processes(workers: int) -> Iterator[Submit]:
    """A `Submit` to a pool of processes, which are started when first needed and live as long as the context."""
    pool = ProcessPoolExecutor(workers, _context(), initializer=_end_with_parent)

    def submit(work: Callable[[T], R], item: T) -> Future[R]:
        with _undisturbed():
            try:
                return pool.submit(work, item)
            except OSError as error:  # a worker died while another was started: its pipes are closed under our hands
                if error.errno not in (None, errno.EPIPE, errno.EBADF):
                    raise
                raise BrokenProcessPool("it died while another was started") from error

    try:
        yield submit
    except BaseException:
        for child in multiprocessing.active_children():  # what they are at is of no use any more
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextlib.contextmanager
def dask(address: str) -> Iterator[Submit]:
    """A `Submit` to the workers of a Dask cluster, which must see the same paths and have cleancopy installed."""
    try:
        from distributed import Client

        cluster = Client(address)
    except ImportError as error:
        raise NoCluster("run.where = 'dask': Dask is not installed; pip install distributed") from error
    except (OSError, ValueError) as error:
        raise NoCluster(f"run.dask_address = {address!r}: no scheduler answers there ({error})") from error
    with cluster as client, client.get_executor(pure=False, retries=2) as pool:
        yield lambda work, item: pool.submit(work, item)


def workers(settings: Run) -> int:
    """How many processes work at once: as the settings say, or as many as there are cores and memory for.

    Cores are those that this process may use, or PYTHON_CPU_COUNT, as Python 3.13 has it.  The pool starts no more than
    there are pieces.

    >>> workers(Run(workers=3)), workers(Run()) >= 1
    (3, True)
    """
    if settings.workers:
        return settings.workers
    cores = int(os.environ.get("PYTHON_CPU_COUNT", 0)) or len(getattr(os, "sched_getaffinity", _every)(0))
    return max(1, min(cores, _free() // NEEDS))


def _every(_pid: int) -> range:
    """The cores, where the system does not say which are meant for a process."""
    return range(os.cpu_count() or 1)


def _free() -> int:
    """MB of memory that are free or can be made so; without bound where the system does not say."""
    with contextlib.suppress(OSError):
        found = re.search(r"MemAvailable:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
        return int(found[1]) // 1000 if found else NEEDS << 16
    return NEEDS << 16


@contextlib.contextmanager
def executor(settings: Run) -> Iterator[Submit]:
    """The `Submit` that the settings choose: this process, several processes, or a Dask cluster."""
    if settings.where == "dask":
        with dask(settings.dask_address) as submit:
            yield submit
    elif settings.where == "processes" and (number := workers(settings)) > 1:
        with processes(number) as submit:
            yield submit
    else:
        yield inline


def mapper(submit: Submit, tell: Tell = silent) -> Each:
    """An `Each` without Prefect.  A single piece is done in this process: another has to be started."""

    def each(label: str, work: Callable[[T], R], items: Sequence[T], size: Callable[[R], int] = uncounted) -> list[R]:
        articles = 0
        tell(label, 0, len(items), articles)
        if submit is inline or len(items) == 1:
            results = []
            for item in items:
                results.append(work(item))
                articles += size(results[-1])
                tell(label, len(results), len(items), articles)
            return results
        futures = [submit(work, item) for item in items]
        for done, future in enumerate(as_completed(futures), start=1):
            articles += size(future.result())
            tell(label, done, len(items), articles)
        return [future.result() for future in futures]

    return each
