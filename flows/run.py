"""The flows as Prefect knows them: the pipeline with Prefect's way of mapping, and a check of a dataset.

    python -m flows.run --help        is the same command as `cleancopy`

Importing this module imports Prefect, which takes one to two seconds; nothing else here does.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.assets import Asset, materialize
from prefect.client.schemas.objects import State
from prefect.futures import as_completed
from prefect.server.api.server import SubprocessASGIServer

from flows import pipeline, where
from tasks.publish import storage, versions, write
from tasks.publish.verify import Finding, verify
from tasks.records import SCHEMAS
from tasks.remote import Away, is_remote
from tasks.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
# Prefect's SQLite server stalls for half a minute after some hundred task runs; fifty a stage never did.
TASK_RUNS = 50
TELL: ContextVar[where.Tell] = ContextVar("tell", default=where.silent)  # what a parameter cannot carry: a callback


def _passes(task: Any, run: Any, state: State) -> bool:
    return isinstance(state.result(raise_on_failure=False), Away)


# A storage or network that was away is tried again, as long as a person would wait: a piece of work by itself, and
# what is done between the pieces with all the rest, since a run that fails has published nothing.  Bad input never
# is: it says the same tomorrow.
AGAIN: dict[str, Any] = {
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [10, 60],
    "retry_condition_fn": _passes,
}


def by_prefect(submit: where.Submit, tell: where.Tell = where.silent) -> where.Each:
    """An `Each` whose pieces are task runs, at most TASK_RUNS a stage; they are threads that wait for `submit`."""

    def each(
        label: str, work: Callable[[T], R], items: Sequence[T], size: Callable[[R], int] = where.uncounted
    ) -> list[R]:
        groups = [list(items[n::TASK_RUNS]) for n in range(min(TASK_RUNS, len(items)))]
        place = where.here if len(items) == 1 else submit

        @task(name=label, task_run_name=f"{label} {{number}}" if len(groups) > 1 else label, **AGAIN)
        def piece(number: int, group: Sequence[Any]) -> list[Any]:
            return [future.result() for future in [place(work, item) for item in group]]

        tell(label, 0, len(items), 0)
        key = f"cleancopy-{label.replace(' ', '-')}"
        bar: Any = create_progress_artifact(0.0, key=key, description=label) if len(groups) > 1 else None
        futures = [piece.submit(number, group) for number, group in enumerate(groups)]
        done = articles = 0
        for future in as_completed(futures):
            done += len(future.result())
            articles += sum(map(size, future.result()))
            tell(label, done, len(items), articles)
            if bar:
                update_progress_artifact(bar, 100 * done / len(items))
        results: list[Any] = [None] * len(items)
        for number, future in enumerate(futures):
            results[number::TASK_RUNS] = future.result()
        return results

    return each


def _name() -> str:
    from prefect.runtime import flow_run

    parameters = flow_run.parameters
    target = Path(parameters["output"]).name
    if "sources" not in parameters:
        return f"{flow_run.flow_name.removeprefix('cleancopy-')} {target}"
    sources = [Path(source).name or source for source in parameters["sources"]]
    return f"{', '.join(sources[:3])}{' ...' if len(sources) > 3 else ''} to {target}"


@flow(name="cleancopy", flow_run_name=_name, validate_parameters=True, persist_result=False)
def cleancopy(
    sources: list[str],
    output: str,
    report: bool = False,
    settings: Settings = Settings(),  # noqa: B008
) -> dict[str, Any]:
    """Clean scraped news and find its near-duplicates; publish the datasets, all or nothing.

    Args:
        sources: Files, folders, globs or fsspec URLs.
        output: The folder of the datasets, or its URL.
        report: Write report.html beside the datasets, and link to it; reads all of them.
        settings: Every knob, by stage.
    """
    return _done("clean", lambda each: pipeline.run(sources, output, settings, each), settings, sources, report)


def _done(
    name: str,
    work: Callable[[where.Each], pipeline.Summary],
    settings: Settings,
    sources: Sequence[str],
    report: bool,
) -> dict[str, Any]:
    """Do all the work in one task that may be tried again, and show what came of it."""

    @task(name=name, task_run_name=name, **AGAIN)
    def whole() -> pipeline.Summary:
        with where.chosen(settings.run) as submit:
            return work(by_prefect(submit, TELL.get()))

    summary = whole()
    _tables(summary)
    _assets(summary, sources)
    if report:
        _report(summary.output)
    get_run_logger().info("%s articles, %s duplicates in %s", summary.articles, summary.duplicates, summary.output)
    return summary._asdict()


def run(sources: Sequence[str], output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """Run the flow in this process, telling how far it is."""
    token = TELL.set(_stoppable(tell))
    try:
        return pipeline.Summary(**cleancopy(list(sources), output, settings=settings))
    finally:
        TELL.reset(token)


def rebuild(output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """Like `run`, for a dataset that is made anew from its own originals."""
    token = TELL.set(_stoppable(tell))
    try:
        return pipeline.Summary(**cleancopy_rebuild(output, settings=settings))
    finally:
        TELL.reset(token)


def _stoppable(tell: where.Tell) -> where.Tell:
    """Tell, and from the first time on, when the flow has begun, end there and then when asked to stop.

    A terminal stops Prefect's temporary server as well, and the task runs would ask it for minutes to write down
    that they were stopped.  Nothing is lost: workers end with this process, and the next run clears what they left.
    """

    def stop(number: int, frame: object) -> None:
        sys.stderr.write("cleancopy: stopped. Nothing was published; the next run does it all.\n")
        sys.stderr.flush()
        for server in list(SubprocessASGIServer._instances.values()):
            if server.server_process:
                server.server_process.kill()
        os._exit(128 + number)

    def told(stage: str, done: int, total: int, articles: int) -> None:
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not stop:
            signal.signal(signal.SIGINT, stop)
            signal.signal(signal.SIGTERM, stop)
        tell(stage, done, total, articles)

    return told


def _tables(summary: pipeline.Summary) -> None:
    names = ("read", "known", "articles", "duplicates", "rejects", "moved")
    counts = [{"what": name, "records": getattr(summary, name)} for name in names]
    create_table_artifact(counts, key="cleancopy-counts", description="Records of this run")
    rules = [{"rule": rule, "edits": count} for rule, count in summary.edits.items()]
    create_table_artifact(rules, key="cleancopy-edits", description="Edits of this run by rule")
    removed = write.rows_by_site(versions.existing(storage.folder(summary.output)), "duplicates", summary.batch)
    sites = [{"site": site, "duplicates": count} for site, count in removed.most_common(20)]
    create_table_artifact(sites, key="cleancopy-sites", description="Duplicates of this run by site, the worst first")


def _assets(summary: pipeline.Summary, sources: Sequence[str]) -> None:
    """Tell the server what was made of what: a line of descent, and when each dataset was made last.

    Its user interface draws assets in Prefect Cloud only; a server of one's own keeps the events, which
    `triggers` of other deployments can wait for.
    """
    made = [Asset(key=_key(f"{summary.output}/{name}")) for name in SCHEMAS]
    of: list[Asset | str] = [*sorted({_key(source) for source in sources})]

    @materialize(*made, by="cleancopy", asset_deps=of, task_run_name="publish", persist_result=False)
    def publish() -> None:
        for asset in made[:2]:
            asset.add_metadata({"batch": summary.batch, "articles": summary.articles, "duplicates": summary.duplicates})

    publish()


def _key(place: str) -> str:
    """A place as the key of an asset: a URI without the signs that Prefect does not allow in one."""
    uri = place if is_remote(place) else Path(place).absolute().as_uri()
    return re.sub(r"[^\w.:/@+=~-]", "_", uri)[:512]


def _report(output: str) -> None:
    from tasks.report import report

    with storage.readable(output, whole=True) as folder:
        place = storage.put(output, report(versions.existing(folder), folder / "report.html"))
    link = place if is_remote(place) else Path(place).absolute().as_uri()
    create_link_artifact(link, link_text=place, key="cleancopy-report", description="The page for people")


@flow(name="cleancopy-verify", flow_run_name=_name, persist_result=False)
def cleancopy_verify(output: str) -> list[str]:
    """Check every promise on a dataset; the run fails when one is broken.

    Args:
        output: The folder of the datasets.
    """
    with storage.readable(output, whole=True) as folder:
        findings: list[Finding] = [finding for finding in verify(folder) if not finding.holds]
    lines = [f"- **{finding.promise}**: {finding.says}" for finding in findings]
    create_markdown_artifact("\n".join(lines) or "Every promise holds.", key="cleancopy-verify")
    if findings:
        raise RuntimeError(f"{output}: {len(findings)} promises are broken: {findings[0].says}")
    return []


@flow(name="cleancopy-rebuild", flow_run_name=_name, persist_result=False)
def cleancopy_rebuild(
    output: str,
    report: bool = False,
    settings: Settings = Settings(),  # noqa: B008
) -> dict[str, Any]:
    """Clean and deduplicate everything in a dataset again, from the originals it can restore.

    Args:
        output: The folder of the datasets, or its URL.
        report: Write report.html beside the datasets, and link to it; reads all of them.
        settings: Every knob, by stage.
    """
    return _done("rebuild", lambda each: pipeline.rebuild(output, settings, each), settings, [], report)


if __name__ == "__main__":
    from flows.cli import app

    app(prog_name="python -m flows.run")
