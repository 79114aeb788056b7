"""The `cleancopy` command: thin.  It reads the call, starts the pipeline and shows what came of it."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.refusals import PUBLISHES

if TYPE_CHECKING:
    from flows.pipeline import Summary
    from tasks.settings import Settings

OBJECTS = 20_000  # that are made before Python looks for rings of them: a start makes many, all of which stay

app = typer.Typer(
    name="cleancopy",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...", help="Files, folders, globs or URLs (s3://, gs://, file://).", show_default=False
    ),
]
Dataset = Annotated[
    str, typer.Argument(metavar="DIR", help="The folder of the datasets, or its URL.", show_default=False)
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", metavar="FILE.toml", help="Settings, in TOML.")]
Assign = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="One setting, such as near.similarity=0.7.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that work at once.", show_default="one a core")
]
Direct = Annotated[bool, typer.Option("--direct", help="Without Prefect: the same rows, started within a second.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing but the summary.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="With Prefect's own log.")]
Json = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cleancopy {version('cleancopy')}")
        raise typer.Exit


@app.callback()
def cleancopy(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Scraped news in, clean deduplicated Parquet out: every edit recorded, explained and reversible."""


@app.command()
def run(
    sources: Sources,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="The folder of the datasets, or a URL (s3://)."),
    ] = None,
    settings: SettingsFile = None,
    set_: Assign = None,
    workers: Workers = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when anything was rejected, not only when nothing was kept.")
    ] = False,
    preview: Annotated[
        int,
        typer.Option("--preview", metavar="N", min=0, help="Look at N records: what is taken for what; write nothing."),
    ] = 0,
    direct: Direct = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Clean and deduplicate pages into the datasets of a folder.

    For example:

      cleancopy run pages/ --output clean

      cleancopy run 'crawl/*.jsonl.gz' --output clean --set columns.text=content

      cleancopy run 'crawl/*.jsonl.gz' --preview 20
    """
    with _errors(PUBLISHES):
        chosen = _settings(settings, set_, workers)
        from flows import progress, where
        from tasks.read.sources import find, refuse_inside

        if preview:
            _preview(sources, chosen, preview, as_json)
        target = _folder(_needed(output))
        refuse_inside(target, sources)
        found = find(sources)  # a wrong call ends here, before anything is started or written
        where.ahead(chosen.run, sum(file.size for file in found.files))
        with progress.shown(quiet or as_json or (verbose and not direct)) as tell:
            summary = _flows(direct, verbose, quiet or as_json).run(sources, target, chosen, tell)
    _show(summary, as_json)
    if summary.in_vain or (strict and summary.rejects):
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
    """Clean and deduplicate all of DIR again, from its originals.

    For example:

      cleancopy rebuild clean --set story.caution=cautious
    """
    with _errors(PUBLISHES):
        chosen = _settings(settings, set_, workers)
        from flows import progress
        from tasks.publish import storage

        storage.current(_folder(output))
        with progress.shown(quiet or as_json or (verbose and not direct)) as tell:
            summary = _flows(direct, verbose, quiet or as_json).rebuild(output, chosen, tell)
    _show(summary, as_json)


@app.command()
def explain(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A file that `run` reads, or a dataset's DIR.", show_default=False)
    ],
    record: Annotated[int, typer.Option("--record", metavar="N", min=0, help="Which record of the file, from 0.")] = 0,
    article: Annotated[str, typer.Option("--article", metavar="ID", help="Which article of a dataset.")] = "",
    settings: SettingsFile = None,
    set_: Assign = None,
    as_json: Json = False,
) -> None:
    """Show what changes in one article, rule by rule, and why.

    What would change in a record of a file, or what was changed in an article of a dataset.  Writes nothing.

    For example:

      cleancopy explain pages/0815.txt

      cleancopy explain crawl.jsonl.gz --record 42 --json

      cleancopy explain clean --article 021e2dd0dbf734faddbadf24d4c3c403
    """
    with _errors():
        from flows.explain import explained, published, show

        chosen = _settings(settings, set_, None)
        if article:
            with _dataset(source):
                found = published(source, article)
        else:
            found = explained(source, record, chosen)
        shown = (
            json.dumps(found.as_json(), ensure_ascii=False, indent=1, default=str) + "\n" if as_json else show(found)
        )
    _say(shown)


@app.command()
def restore(
    output: Dataset,
    article_id: Annotated[
        str,
        typer.Argument(metavar="ARTICLE_ID", help="Its 32 hex digits, from the column article_id.", show_default=False),
    ],
) -> None:
    """Write the original bytes of one article to standard output.

    For example:

      cleancopy restore clean 021e2dd0dbf734faddbadf24d4c3c403 > page.txt
    """
    with _errors():
        from tasks.publish import restore as back
        from tasks.publish import storage, versions

        with storage.readable(_folder(output)) as folder, _dataset(output):
            data = back.original(output, versions.existing(folder), article_id)
    _say(data)


@app.command()
def find(
    output: Dataset,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A file that `run` reads.", show_default=False)],
    record: Annotated[int, typer.Option("--record", metavar="N", min=0, help="Which record of the file, from 0.")] = 0,
    as_json: Json = False,
) -> None:
    """Say which articles of a dataset a page repeats, in which relation, and how that is known.  Writes nothing.

    For example:

      cleancopy find clean pages/0815.txt
    """
    with _errors():
        from flows import find as flow

        with _dataset(output):
            found = flow.find(_folder(output), source, record)
    _say(
        json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1, default=str) + "\n"
        if as_json
        else flow.show(source, output, found)
    )


@app.command()
def verify(output: Dataset, as_json: Json = False) -> None:
    """Check every promise on a dataset; name what is broken."""
    with _errors():
        from tasks.publish import storage
        from tasks.publish.verify import verify as check

        with storage.readable(_folder(output), whole=True) as folder:
            findings = list(check(folder))
    if as_json:
        _say(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1) + "\n")
    else:
        marks = {True: typer.style("holds   ", fg="green"), False: typer.style("BROKEN  ", fg="red")}
        _say("".join(f"{marks[finding.holds]}{finding.promise}: {finding.says}\n" for finding in findings))
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


@app.command()
def report(
    output: Dataset,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write it there instead.")] = None,
) -> None:
    """Write DIR/report.html, one page that needs nothing else.

    What went in, what came out, and the least certain decisions.
    """
    with _errors():
        from tasks.publish import storage, versions
        from tasks.report import report as write
        from tasks.schemas import SCHEMAS

        with storage.readable(_folder(output), whole=True) as folder, _dataset(output):
            version = versions.existing(folder)
            versions.refuse_damage(version, tuple(SCHEMAS))
            path = write(version, to or folder / "report.html")
            place = path if to else storage.put(output, path)
    _say(f"{place}\n")


@contextmanager
def _errors(so: str = "") -> Iterator[None]:
    """Say in one line what went wrong and what follows, and end with 2, or 128 and a signal's number."""
    from flows.refusals import EXPECTED, in_words

    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except EXPECTED as error:
        _end(in_words(error, so), 2, error)
    except (KeyboardInterrupt, Stopped) as error:
        number = signal.SIGTERM if isinstance(error, Stopped) else signal.SIGINT
        _end(f"stopped. {so}", 128 + number, error)


class Stopped(BaseException):
    """The process was asked to end."""


def _stop(_number: int, _frame: object) -> None:
    raise Stopped


def _end(says: str, status: int, error: BaseException) -> None:
    from flows.summary import printable

    with suppress(OSError):  # nobody reads it
        typer.secho(f"cleancopy: {printable(says.strip())}", fg="red", err=True)
    raise typer.Exit(status) from error


def _settings(file: Path | None, assignments: list[str] | None, workers: int | None) -> Settings:
    from tasks.settings import load

    return load(file, [*(assignments or []), *([f"run.workers={workers}"] if workers else [])])


def _calm_prefect(verbose: bool) -> None:
    """Keep Prefect's log out of the way and its telemetry off, unless the user has said otherwise."""
    calm = {
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "CRITICAL",  # what goes wrong is said once, by `_errors`
        "PREFECT_INTERNAL_LOGGING_LEVEL": "ERROR" if verbose else "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING" if verbose else "CRITICAL",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "DO_NOT_TRACK": "1",
        # Asked to stop, `flows.run` ends at once; Python's resource tracker tidies up behind it, and would say so.
        "PYTHONWARNINGS": "ignore:resource_tracker",
    }
    for name, value in calm.items():
        os.environ.setdefault(name, value)


def _flows(direct: bool, verbose: bool, quiet: bool) -> Any:
    """`run` and `rebuild`, without Prefect or with."""
    if direct:
        from flows import direct as flows
    else:
        _calm_prefect(verbose)
        if not quiet:
            typer.echo("starting Prefect, which takes some ten seconds (--direct does without)", err=True)
        from flows import run as flows  # type: ignore[no-redef]
    return flows


def _folder(output: str) -> str:
    """The folder of a dataset, as given.  Raises Refusal for a file and for no name, which is the current folder."""
    from tasks.refusal import Refusal

    if not output.strip():
        raise Refusal("'': is no folder. Name one, such as clean (is a variable of the shell empty?)")
    if Path(output).is_file():
        raise Refusal(f"{output}: is a file. Name a folder, or what is to become one")
    return output


def _needed(output: str | None) -> str:
    """The output as given.  Raises Refusal where none is."""
    from tasks.refusal import Refusal

    if output is None:
        raise Refusal("--output is missing. Name the folder of the datasets, such as --output clean")
    return output


def _preview(sources: list[str], settings: Settings, most: int, as_json: bool) -> None:
    """Show what some records would become, and end with 1 where none would be kept."""
    from flows.preview import lines, look

    seen = look(sources, settings, most)
    _say(json.dumps(seen._asdict(), ensure_ascii=False) + "\n" if as_json else "\n".join((*lines(seen), "")))
    raise typer.Exit(int(seen.in_vain))


@contextmanager
def _dataset(output: str) -> Iterator[None]:
    """Name a dataset that cannot be read as what it is: damaged."""
    import pyarrow as pa

    from tasks.edits import BadEdit
    from tasks.refusal import Refusal

    try:
        yield
    except (pa.ArrowException, BadEdit) as error:
        raise Refusal(
            f"{output}: is damaged ({error}). `cleancopy verify {output}` names every file that is"
        ) from error


def _show(summary: Summary, as_json: bool) -> None:
    from flows.summary import lines

    _say(json.dumps(summary._asdict(), ensure_ascii=False) + "\n" if as_json else "\n".join((*lines(summary), "")))


def _say(result: str | bytes) -> None:
    """Write a result to standard output, coloured only on a terminal.  A reader that has left has seen enough."""
    try:
        typer.echo(result, nl=False)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _end(f"standard output: {error.strerror}", 2, error)


def main() -> None:
    """Entry point of the `cleancopy` command."""
    gc.set_threshold(OBJECTS)
    app()


if __name__ == "__main__":
    main()
