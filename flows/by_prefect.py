"""Prefect's way to do the stages of a run and the pieces of a stage: each is a task run that says what came of it.

A stage is a task run of the flow; its pieces are task runs below it, in groups, so that there are never
more than a small server bears.  A task run that is refused something ends as Failed with one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from prefect import task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows import where
from flows.refusals import EXPECTED, PUBLISHES, in_words
from flows.summary import counted
from tasks.remote import Away
from tasks.settings import Run

T = TypeVar("T")
R = TypeVar("R")
Runner = ThreadPoolTaskRunner[Any]
# Prefect's SQLite server stalls for half a minute after some hundred task runs; fifty a stage never did.
TASK_RUNS = 50
DELAYS = [10, 60]  # seconds after which a storage that was away is tried again: as long as a person would wait


def _passes(_task: Any, _run: Any, state: State) -> bool:
    return isinstance(state.result(raise_on_failure=False), Away)


# Bad input is never tried again: it says the same tomorrow.
AGAIN: dict[str, Any] = {"retries": len(DELAYS), "retry_delay_seconds": DELAYS, "retry_condition_fn": _passes}


class Ways(NamedTuple):
    """The two callables a run needs: one that does the pieces of a stage, one that does a stage."""

    each: where.Each
    stage: where.Stage


@contextmanager
def ways(settings: Run, dataset: str, tell: where.Tell = where.silent) -> Iterator[Ways]:
    """The callables for one attempt on Prefect; `dataset` names the progress bars.

    Task runs of pieces are threads that wait for the place where the work is done.  Where that is this process they
    take turns, one at a time: memory is that of a single shard.
    """
    with where.executor(settings) as submit:
        runner: Runner = ThreadPoolTaskRunner(max_workers=_threads(settings, submit))
        with runner:
            yield Ways(_each(submit, runner, dataset, tell), stage)


def _threads(settings: Run, submit: where.Submit) -> int:
    if submit is where.inline:
        return 1
    return TASK_RUNS if settings.where == "dask" else where.workers(settings) + 1  # one waits while the workers work


def stage(name: str, work: Callable[[], T]) -> T:
    """The result of a stage, which is done as a task run of its name."""
    state: Any = _stage.with_options(name=name, task_run_name=name)(work, return_state=True)
    result: T = state.result()
    return result


@task(name="stage", persist_result=False, cache_policy=NO_CACHE)
def _stage(work: Callable[[], Any]) -> State:
    return _ended(work)


@task(name="piece", persist_result=False, cache_policy=NO_CACHE, **AGAIN)
def _piece(
    place: where.Submit, work: Callable[[Any], R], items: Sequence[Any], size: Callable[[R], int]
) -> State[list[R]]:
    return _ended(
        lambda: [future.result() for future in [place(work, item) for item in items]],
        lambda results: counted(sum(map(size, results)), "article"),
    )


def _ended(work: Callable[[], T], says: Callable[[T], str] | None = None) -> State[T]:
    """The state in which a task run ends: Completed with the result, or Failed with the error and one line."""
    try:
        result = work()
    except EXPECTED as error:
        return Failed(message=in_words(error, PUBLISHES), data=error)
    return Completed(message=says(result) if says else None, data=result)


def _each(submit: where.Submit, runner: Runner, dataset: str, tell: where.Tell) -> where.Each:
    """An `Each` whose pieces are task runs, at most TASK_RUNS a stage."""

    def each(
        label: str, work: Callable[[T], R], items: Sequence[T], size: Callable[[R], int] = where.uncounted
    ) -> list[R]:
        groups = [list(items[n::TASK_RUNS]) for n in range(min(TASK_RUNS, len(items)))]
        place = where.inline if len(items) == 1 else submit
        tell(label, 0, len(items), 0)
        bar = _Bar(f"{dataset}-{label.replace(' ', '-')}", label, len(items)) if len(groups) > 1 else None
        futures: list[PrefectFuture[Any]] = []
        for number, group in enumerate(groups, start=1):
            named = _piece.with_options(name=label, task_run_name=f"{label}, {number} of {len(groups)}")
            futures.append(runner.submit(named, {"place": place, "work": work, "items": group, "size": size}))
        done = articles = 0
        for future in as_completed(futures):
            done += len(future.result())
            articles += sum(map(size, future.result()))
            tell(label, done, len(items), articles)
            if bar:
                bar.at(done)
        results: list[Any] = [None] * len(items)
        for number, future in enumerate(futures):
            results[number::TASK_RUNS] = future.result()
        return results

    return each


class _Bar:
    """A progress bar in Prefect's pages."""

    def __init__(self, key: str, label: str, whole: int) -> None:
        self._whole = whole
        self._id: Any = create_progress_artifact(0.0, key=key, description=label)

    def at(self, done: int) -> None:
        update_progress_artifact(self._id, 100 * done / self._whole)
