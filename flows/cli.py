"""The `cleancopy` command: thin.  It reads the call, starts the pipeline and shows what came of it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from flows.pipeline import Summary
    from tasks.settings import Settings

app = typer.Typer(
    name="cleancopy",
    help="Scraped news in, clean deduplicated Parquet out: every edit recorded, explained and reversible.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Sources = Annotated[
    list[str], typer.Argument(help="Files, folders, globs or URLs (s3://, gs://, file://).", show_default=False)
]
Dataset = Annotated[
    str, typer.Argument(metavar="DIR", help="The folder of the datasets, or its URL.", show_default=False)
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", metavar="FILE.toml", help="Settings, in TOML.")]
Assign = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="One setting, such as near.similarity=0.7.")
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that work at once.", show_default="1")]
Direct = Annotated[bool, typer.Option("--direct", help="Without Prefect: the same rows, started within a second.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing but the summary.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="With Prefect's own log.")]
Json = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]


@app.command()
def run(
    sources: Sources,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="The folder of the datasets, or a URL (s3://).")
    ],
    settings: SettingsFile = None,
    set_: Assign = None,
    workers: Workers = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything was rejected.")] = False,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Clean and deduplicate SOURCE... into the datasets of a folder.

    [bold]Examples[/bold]

      cleancopy run pages/ --output clean
      cleancopy run 'crawl/*.jsonl.gz' --output clean --workers 8 --set columns.text=content
    """
    with _errors():
        chosen = _settings(settings, set_, workers)
        from tasks.read.sources import find

        find(sources)  # a wrong call ends here, before anything is started or written
        if direct:
            from flows import pipeline, where

            with _progress(quiet or as_json) as tell, where.chosen(chosen.run) as submit:
                summary = pipeline.run(sources, output, chosen, where.plain(submit, tell))
        else:
            _calm_prefect(verbose)
            from flows import run as flow

            with _progress(quiet or as_json or verbose) as tell:
                summary = flow.run(sources, output, chosen, tell)
    _show(summary, as_json)
    if strict and summary.rejects:
        raise typer.Exit(1)


@app.command()
def rebuild(
    output: Dataset,
    settings: SettingsFile = None,
    set_: Assign = None,
    workers: Workers = None,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Clean and deduplicate everything in DIR again, from the originals it can restore."""
    with _errors():
        chosen = _settings(settings, set_, workers)
        from tasks.publish import storage

        storage.current(output)
        if direct:
            from flows import pipeline, where

            with _progress(quiet or as_json) as tell, where.chosen(chosen.run) as submit:
                summary = pipeline.rebuild(output, chosen, where.plain(submit, tell))
        else:
            _calm_prefect(verbose)
            from flows import run as flow

            with _progress(quiet or as_json or verbose) as tell:
                summary = flow.rebuild(output, chosen, tell)
    _show(summary, as_json)


@app.command()
def explain(
    source: Annotated[str, typer.Argument(help="A file that `run` reads, or a dataset's DIR.", show_default=False)],
    record: Annotated[int, typer.Option("--record", metavar="N", min=0, help="Which record of the file, from 0.")] = 0,
    article: Annotated[str, typer.Option("--article", metavar="ID", help="Which article of a dataset.")] = "",
    settings: SettingsFile = None,
    set_: Assign = None,
    as_json: Json = False,
) -> None:
    """Show what would change in one article, rule by rule, or what was changed in one of a dataset.  Writes nothing."""
    with _errors():
        from flows.explain import explained, published, show

        chosen = _settings(settings, set_, None)
        found = published(source, article) if article else explained(source, record, chosen)
        if as_json:
            print(json.dumps(found.as_json(), ensure_ascii=False, indent=1, default=str))
        else:
            print(show(found), end="")


@app.command()
def restore(
    output: Dataset,
    article_id: Annotated[
        str, typer.Argument(help="Its 32 hex digits, from the column article_id.", show_default=False)
    ],
) -> None:
    """Write the original bytes of one article to standard output."""
    with _errors():
        from tasks.publish import restore as back
        from tasks.publish import storage, versions

        with storage.readable(output) as folder:
            data = back.original(output, versions.existing(folder), article_id)
    sys.stdout.buffer.write(data)


@app.command()
def verify(output: Dataset, as_json: Json = False) -> None:
    """Check every promise on a dataset; name what is broken."""
    with _errors():
        from tasks.publish import storage
        from tasks.publish.verify import verify as check

        with storage.readable(output, whole=True) as folder:
            findings = list(check(folder))
    if as_json:
        print(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            typer.secho("holds   " if finding.holds else "BROKEN  ", fg="green" if finding.holds else "red", nl=False)
            print(f"{finding.promise}: {finding.says}")
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


@app.command()
def report(output: Dataset) -> None:
    """Write DIR/report.html, one self-contained page: what went in, what came out, the least certain decisions."""
    with _errors():
        from tasks.publish import storage, versions
        from tasks.report import report as write

        with storage.readable(output, whole=True) as folder:
            path = write(versions.existing(folder), folder / "report.html")
            place = storage.put(output, path)
    print(place)


@contextmanager
def _errors() -> Iterator[None]:
    """Say in one line what went wrong, and end with 2; stopped from outside, with 128 and the signal's number."""
    from concurrent.futures import BrokenExecutor

    from tasks.refusal import Refusal

    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except Refusal as error:
        _end(str(error), 2, error)
    except BrokenExecutor as error:
        _end(
            f"a worker process died ({error}). Nothing was published, and the next run starts over. Was memory "
            "short? Fewer --workers or a smaller read.shard_articles need less.",
            2,
            error,
        )
    except MemoryError as error:
        _end(
            "memory ran out. Nothing was published, and the next run starts over. Fewer --workers or a smaller "
            "read.shard_articles need less.",
            2,
            error,
        )
    except BrokenPipeError as error:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _end(f"{place}{error.strerror or error}. Nothing was published; mend it and run again.", 2, error)
    except (KeyboardInterrupt, Stopped) as error:
        number = signal.SIGTERM if isinstance(error, Stopped) else signal.SIGINT
        _end("stopped. Nothing was published; the next run does it all.", 128 + number, error)


class Stopped(BaseException):
    """The process was asked to end."""


def _stop(number: int, frame: object) -> None:
    raise Stopped


def _end(says: str, status: int, error: BaseException) -> None:
    from flows.summary import printable

    typer.secho(f"cleancopy: {printable(says)}", fg="red", err=True)
    raise typer.Exit(status) from error


def _settings(file: Path | None, assignments: list[str] | None, workers: int | None) -> Settings:
    from tasks.settings import load

    return load(file, [*(assignments or []), *([f"run.workers={workers}"] if workers else [])])


def _calm_prefect(verbose: bool) -> None:
    """Keep Prefect's log out of the way and its telemetry off, unless the user has said otherwise."""
    calm = {
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING" if verbose else "CRITICAL",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "DO_NOT_TRACK": "1",
    }
    for name, value in calm.items():
        os.environ.setdefault(name, value)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Bars on a terminal, plain lines in a pipe, nothing when quiet; always on standard error."""
    if quiet:
        yield lambda stage, done, total: None
    elif not sys.stderr.isatty():
        yield _plain_line
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bars:
            known: dict[str, Any] = {}

            def tell(stage: str, done: int, total: int) -> None:
                if stage not in known:
                    known[stage] = bars.add_task(stage, total=total)
                bars.update(known[stage], completed=done, total=total)

            yield tell


def _plain_line(stage: str, done: int, total: int) -> None:
    if done == total or (done and done % max(1, total // 10) == 0):
        print(f"{stage}: {done} of {total}", file=sys.stderr)


def _show(summary: Summary, as_json: bool) -> None:
    if as_json:
        print(json.dumps(summary._asdict(), ensure_ascii=False))
        return
    from flows.summary import lines

    print("\n".join(lines(summary)))


def main() -> None:
    """Entry point of the `cleancopy` command."""
    app()


if __name__ == "__main__":
    main()
