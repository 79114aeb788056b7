"""The flows as Prefect knows them: a run, a rebuild, a check of a dataset.

    python -m flows.run --help        is the same command as `cleancopy`

Importing this module imports Prefect, which takes one to two seconds; nothing else here does.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import httpx
from coolname.data import config as cool  # from which Prefect takes the names of runs that nobody named
from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import deployment, flow_run
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import get_current_settings
from prefect.states import Completed, Failed

from flows import artifacts, pipeline, where
from flows.by_prefect import DELAYS, Ways, ways
from flows.refusals import EXPECTED, PUBLISHES, in_words
from flows.summary import counted, lines, sentence
from tasks.publish import storage
from tasks.publish.verify import verify
from tasks.publish.versions import Busy
from tasks.read.sources import find, present
from tasks.refusal import Refusal
from tasks.remote import Away
from tasks.settings import Settings

T = TypeVar("T")
TELL: ContextVar[where.Tell] = ContextVar("tell", default=where.silent)  # what a parameter cannot carry: a callback
PATIENCE = 12 * 3600  # seconds a deployment's run waits at most for the run that writes the same dataset
LOOK = 30  # seconds after which it looks again
LOUD = (" ", "nothing was kept", "warning")  # how lines of the summary begin that a person should see


class NoServer(Refusal):
    """The Prefect server that is named does not answer."""


class InVain(Refusal):
    """Records were read, and nothing was kept of them."""

    def __init__(self, summary: pipeline.Summary) -> None:
        super().__init__(sentence(summary))
        self.summary = summary


class Broken(Refusal):
    """A dataset does not keep a promise."""


def _name() -> str:
    """The name of a run: what a person has typed, or sources and dataset."""
    typed = flow_run.name
    if typed and not _drawn(typed):
        return str(typed)
    parameters = flow_run.parameters
    target = Path(parameters["output"]).name
    if "sources" not in parameters:
        return f"{flow_run.flow_name.removeprefix('cleancopy-')} {target}"
    sources = [Path(source).name or source for source in parameters["sources"]]
    return f"{', '.join(sources[:3])}{' ...' if len(sources) > 3 else ''} to {target}"


def _drawn(name: str) -> bool:
    """Whether Prefect has drawn a name by lot: an adjective and an animal.

    >>> _drawn("proud-otter"), _drawn("backfill-march")
    (True, False)
    """
    _, _, animal = name.rpartition("-")
    lists: dict[str, Any] = cool
    return any(animal in lists[kind]["words"] for kind in ("animal", "animal_breed", "animal_legendary"))


@flow(name="cleancopy", flow_run_name=_name, validate_parameters=True, persist_result=False)
def cleancopy(
    sources: list[str],
    output: str,
    report: bool = False,
    settings: Settings = Settings(),  # noqa: B008
) -> State[dict[str, Any]]:
    """Clean scraped news and find its near-duplicates; publish the datasets, all or nothing.

    Args:
        sources: Files, folders, globs or fsspec URLs.
        output: The folder of the datasets, or its URL.
        report: Write report.html beside the datasets; reads all of them.
        settings: Every knob, by stage.
    """
    looks = present if deployment.id else find  # for a deployment a source that holds nothing is a quiet night
    return _ended(
        lambda: _cleaned(
            output, settings, report, sources, lambda way: pipeline.run(sources, output, settings, *way, find=looks)
        )
    )


@flow(name="cleancopy-rebuild", flow_run_name=_name, persist_result=False)
def cleancopy_rebuild(
    output: str,
    report: bool = False,
    settings: Settings = Settings(),  # noqa: B008
) -> State[dict[str, Any]]:
    """Clean and deduplicate everything in a dataset again, from the originals it can restore.

    Args:
        output: The folder of the datasets, or its URL.
        report: Write report.html beside the datasets; reads all of them.
        settings: Every knob, by stage.
    """
    return _ended(lambda: _cleaned(output, settings, report, [], lambda way: pipeline.rebuild(output, settings, *way)))


@flow(name="cleancopy-verify", flow_run_name=_name, persist_result=False)
def cleancopy_verify(output: str) -> State[list[str]]:
    """Check every promise on a dataset; the run fails when one is broken.

    Args:
        output: The folder of the datasets, or its URL.
    """
    return _ended(lambda: _again(lambda: _verified(output)))


SAID: list[BaseException] = []  # what the states of runs have said
PUBLISHED: list[pipeline.Summary] = []  # by runs of this process, whatever became of the server


def _unsaid(record: logging.LogRecord) -> bool:
    """Whether a line of the log says more than the run's state; Prefect logs the traceback of a failure as well."""
    return not (record.exc_info and any(record.exc_info[1] is error for error in SAID))


for name in ("prefect.flow_runs", "prefect.engine"):
    logging.getLogger(name).addFilter(_unsaid)


def _ended(work: Callable[[], State[T]]) -> State[T]:
    """The state in which a run ends; what it was refused is one line, without a traceback."""
    try:
        return work()
    except EXPECTED as error:
        SAID.append(error)
        return Failed(message=in_words(error, PUBLISHES), data=error)


def _cleaned(
    output: str,
    settings: Settings,
    report: bool,
    sources: Sequence[str],
    work: Callable[[Ways], pipeline.Summary],
) -> State[dict[str, Any]]:
    """The end state of the work; its result is logged and shown in Prefect's pages."""

    def attempt() -> pipeline.Summary:
        with ways(settings.run, artifacts.key(output), TELL.get()) as way:
            return work(way)

    summary = _again(attempt)
    for line in lines(summary):
        loud = line.startswith(LOUD) or (summary.rejects > 0 and line.startswith("rejected"))
        get_run_logger().log(logging.WARNING if loud else logging.INFO, line)
    PUBLISHED.append(summary)
    artifacts.everything(summary, sources, report)
    if summary.in_vain:
        raise InVain(summary)
    return Completed(message=sentence(summary), data=summary._asdict())


def _verified(output: str) -> State[list[str]]:
    with storage.readable(output, whole=True) as folder:
        findings = list(verify(folder))
    broken = [finding for finding in findings if not finding.holds]
    artifacts.promises(output, broken)
    if broken:
        says = f"{counted(len(broken), 'promise')} broken, such as {broken[0].promise}: {broken[0].says}"
        raise Broken(f"{output}: {says}")
    return Completed(message=f"{output}: all {len(findings)} promises hold", data=[])


def _again(work: Callable[[], T]) -> T:
    """The result of the work, tried again after errors that pass by themselves; a failed run has published nothing.

    A storage that is away is tried as often as a piece of the work.  A deployment's run waits for another one that
    writes the same dataset, on this machine or before it on the storage; one in a terminal says so at once.
    """
    delays = list(DELAYS)
    last = time.monotonic() + (PATIENCE if deployment.id else 0)
    while True:
        try:
            return work()
        except Away as error:
            if not delays:
                raise
            wait, why = delays.pop(0), str(error)
        except (Busy, storage.Lost) as error:
            if time.monotonic() >= last:
                raise
            wait, why = LOOK, str(error)
        get_run_logger().warning("%s. Trying again in %d seconds", why, wait)
        time.sleep(wait)


def run(sources: Sequence[str], output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """Run the flow in this process, telling how far it is.  Raises what the pipeline raises, and NoServer."""
    return _told(lambda: cleancopy(list(sources), output, settings=settings, return_state=True), tell)


def rebuild(output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """The same as `run`, for a dataset that is made again from its own originals."""
    return _told(lambda: cleancopy_rebuild(output, settings=settings, return_state=True), tell)


def _told(work: Callable[[], State[Any]], tell: where.Tell) -> pipeline.Summary:
    refuse_silence()
    token = TELL.set(_stoppable(tell))
    PUBLISHED.clear()
    try:
        return pipeline.Summary(**work().result())
    except InVain as error:
        return error.summary
    except httpx.TransportError as error:
        if PUBLISHED:  # all is done but to tell the server
            sys.stderr.write(f"cleancopy: the Prefect server went away ({error}); the dataset is published\n")
            return PUBLISHED[-1]
        raise NoServer(f"the Prefect server went away in mid-run ({error}). {PUBLISHES}") from error
    finally:
        TELL.reset(token)


def refuse_silence() -> None:
    """Raise NoServer where a server is named and does not answer."""
    url = get_current_settings().api.url
    if not url:
        return  # a temporary one is started
    with get_client(sync_client=True) as client:
        error = client.api_healthcheck()
    if error:
        raise NoServer(
            f"{url}: no Prefect server answers there ({error or type(error).__name__}). Start it (prefect server "
            "start), name another (PREFECT_API_URL), name none, or use --direct"
        )


def _stoppable(tell: where.Tell) -> where.Tell:
    """The progress callback, which from its first call on also ends the process when it is asked to stop.

    A terminal stops Prefect's temporary server as well, and the task runs would ask it for minutes to write down
    that they were stopped.  Nothing is lost: workers end with this process, and the next run clears what they left.
    """

    def stop(number: int, _frame: object) -> None:
        sys.stderr.write(f"cleancopy: stopped. {PUBLISHES}\n")
        sys.stderr.flush()
        server = SubprocessASGIServer().server_process  # the one that Prefect has started, if it has
        if server:
            server.kill()
        os._exit(128 + number)

    def told(stage: str, done: int, total: int, articles: int) -> None:
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not stop:
            signal.signal(signal.SIGINT, stop)
            signal.signal(signal.SIGTERM, stop)
        tell(stage, done, total, articles)

    return told


if __name__ == "__main__":
    from flows.cli import app

    app(prog_name="python -m flows.run")
