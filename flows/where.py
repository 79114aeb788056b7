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
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from tasks.settings import Run

T = TypeVar("T")
R = TypeVar("R")
Tell = Callable[[str, int, int], None]  # stage, pieces done, pieces in all
Submit = Callable[[Callable[[Any], Any], Any], "Future[Any]"]


class Each(Protocol):
    """Work on every item; the results come in the order of the items."""

    def __call__(self, label: str, work: Callable[[T], R], items: Sequence[T]) -> list[R]: ...  # noqa: D102


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody how far the work is."""


def here(work: Callable[[T], R], item: T) -> Future[R]:
    """Do it at once, in this process."""
    future: Future[R] = Future()
    future.set_result(work(item))
    return future


@contextlib.contextmanager
def processes(workers: int) -> Iterator[Submit]:
    """Several at once, in processes that are started fresh at the first need and live as long as the context."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent)

    def submit(work: Callable[[T], R], item: T) -> Future[R]:
        # Ctrl-C reaches every process of a terminal; workers, who inherit what is blocked, leave it to this one.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return pool.submit(work, item)
        except OSError as error:  # a worker died while another was started: its pipes are closed under our hands
            if error.errno not in (None, errno.EPIPE, errno.EBADF):
                raise
            raise BrokenProcessPool("it died while another was started") from error
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    try:
        yield submit
    except BaseException:
        for child in multiprocessing.active_children():  # what they are at is of no use any more
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, however it went: nobody else would tell."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextlib.contextmanager
def dask(address: str) -> Iterator[Submit]:
    """On the workers of a Dask cluster, which must see the same paths and have cleancopy installed."""
    from distributed import Client  # an extra: pip install cleancopy[dask]

    with Client(address) as client, client.get_executor(pure=False, retries=2) as pool:
        yield pool.submit


@contextlib.contextmanager
def chosen(settings: Run) -> Iterator[Submit]:
    """The place that the settings name."""
    if settings.where == "dask":
        with dask(settings.dask_address) as submit:
            yield submit
    elif settings.where == "processes" and settings.workers > 1:
        with processes(settings.workers) as submit:
            yield submit
    else:
        yield here


def plain(submit: Submit, tell: Tell = silent) -> Each:
    """An `Each` without Prefect.  A single piece is done in this process: another takes half a second to start."""

    def each(label: str, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        tell(label, 0, len(items))
        if submit is here or len(items) == 1:
            results = []
            for item in items:
                results.append(work(item))
                tell(label, len(results), len(items))
            return results
        futures = [submit(work, item) for item in items]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            tell(label, done, len(items))
        return [future.result() for future in futures]

    return each
