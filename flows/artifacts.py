"""What a run leaves on a Prefect server: artifacts for people, assets and an event for other deployments.

Keys hold the dataset's name, so that each dataset has a history of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.assets import Asset, AssetProperties, materialize
from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.pipeline import Summary
from flows.summary import lines
from tasks.publish import storage, versions, write
from tasks.publish.verify import Finding
from tasks.remote import is_remote
from tasks.report.brief import brief, table
from tasks.schemas import SCHEMAS

MEANINGS = {
    "articles": "Clean stories, one for each distinct piece of copy",
    "duplicates": "What repeats one of them, with the evidence",
    "relations": "Pairs that were found related, removed or not",
    "edits": "Every change to an article: rule, place, reason, confidence",
    "rejects": "What could not be read as an article, and why",
    "runs": "A row a run: counts, seconds, settings, versions",
}


def key(output: str) -> str:
    """The beginning of the keys of a dataset's artifacts.

    >>> key("s3://news/Clean_2026/"), key("")
    ('cleancopy-clean-2026', 'cleancopy-dataset')
    """
    name = re.sub(r"[^a-z0-9]+", "-", Path(output).name.lower()).strip("-")
    return f"cleancopy-{name[:60] or 'dataset'}"


def everything(summary: Summary, sources: Sequence[str], report: bool) -> None:
    """Artifacts, assets and the event of a run that has published; with `report` the page as well."""
    place = _report(summary.output) if report else None
    version = versions.existing(storage.folder(summary.output))
    _overview(summary, version, place)
    _tables(summary, version)
    _assets(summary, sources, place)
    _event(summary)


def promises(output: str, broken: Sequence[Finding]) -> None:
    """What a check of a dataset found."""
    rows = [[finding.promise, finding.says] for finding in broken]
    says = "\n".join(table(["promise", "broken by"], rows)) if rows else "Every promise holds."
    create_markdown_artifact(says, key=f"{key(output)}-verify", description=f"The promises on {output}")


def _report(output: str) -> str:
    from tasks.report import report

    with storage.readable(output, whole=True) as folder:
        place = storage.put(output, report(versions.existing(folder), folder / "report.html"))
    return place if is_remote(place) else str(Path(place).absolute())


def _overview(summary: Summary, version: Path, place: str | None) -> None:
    """One page: the summary, what to look at first, and where the report stands."""
    counts = [
        [name, getattr(summary, name)] for name in ("read", "known", "articles", "duplicates", "rejects", "moved")
    ]
    parts = ["\n".join(table(["records", "this run"], counts))]
    if summary.reasons:
        reasons = [[count, reason] for reason, count in summary.reasons]
        parts.append("### Rejected\n\n" + "\n".join(table(["records", "because"], reasons, 300)))
    parts.append(brief(version, summary.batch, summary.output))
    if place:
        host = "" if is_remote(place) else f" on {os.uname().nodename}"
        parts.append(f"The report{host}:\n\n    {place}")
    log = "\n".join(f"    {line}" for line in lines(summary))
    parts.append(f"### The summary\n\n{log}")
    create_markdown_artifact(
        "\n\n".join(parts), key=key(summary.output), description=f"The last run into {summary.output}"
    )


def _tables(summary: Summary, version: Path) -> None:
    rules = [{"rule": rule, "edits": count} for rule, count in summary.edits.items()]
    create_table_artifact(rules, key=f"{key(summary.output)}-edits", description="Edits of this run by rule")
    removed = write.rows_by_site(version, "duplicates", summary.batch)
    sites = [{"site": site, "duplicates": count} for site, count in removed.most_common(20)]
    says = "Duplicates of this run by site, the worst first"
    create_table_artifact(sites, key=f"{key(summary.output)}-sites", description=says)


def _assets(summary: Summary, sources: Sequence[str], place: str | None) -> None:
    """Tell the server what was made of what: a line of descent, and when each dataset was made last.

    Its user interface draws assets in Prefect Cloud only; a server of one's own keeps the events, which
    `triggers` of other deployments can wait for.
    """
    owner = os.environ.get("CLEANCOPY_OWNER")
    made = [
        Asset(
            key=_uri(f"{summary.output}/{name}"),
            properties=AssetProperties(
                name=f"{Path(summary.output).name}/{name}",
                description=MEANINGS.get(name),
                owners=[owner] if owner else None,
                url=place if place and is_remote(place) else None,
            ),
        )
        for name in SCHEMAS
    ]
    of: list[Asset | str] = [*sorted({_uri(source) for source in sources})]

    @materialize(*made, by="cleancopy", asset_deps=of, task_run_name="assets", persist_result=False)
    def assets() -> None:
        said: dict[str, Any] = {"batch": summary.batch, "articles": summary.articles, "duplicates": summary.duplicates}
        for asset in made:
            asset.add_metadata(said | ({"report": place} if place else {}))

    assets()


def _uri(place: str) -> str:
    """A place as the key of an asset: a URI without the signs that Prefect does not allow in one."""
    uri = place if is_remote(place) else Path(place).absolute().as_uri()
    return re.sub(r"[^\w.:/@+=~-]", "_", uri)[:512]


def _event(summary: Summary) -> None:
    """For triggers and automations: a dataset has a new version; `warned` where a breaker held something back."""
    payload = {
        "output": summary.output,
        "batch": summary.batch,
        "run": flow_run.name,
        **{name: getattr(summary, name) for name in ("read", "known", "articles", "duplicates", "rejects", "moved")},
        "warnings": summary.warnings,
    }
    resource = {
        "prefect.resource.id": f"cleancopy.dataset.{key(summary.output)}",
        "prefect.resource.name": summary.output,
    }
    emit_event("cleancopy.published", resource, payload=payload)
    if summary.warnings:
        emit_event("cleancopy.warned", resource, payload=payload)
