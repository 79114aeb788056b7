"""Which articles of a dataset one page repeats, and how that is known; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from flows.explain import explained
from flows.summary import printable
from tasks.near.lookup import Asked, Found, look_up
from tasks.near.relation import ONE_STORY
from tasks.publish import restore, storage, versions
from tasks.settings import Settings


class Repeated(NamedTuple):
    """An article of the dataset, and what the page is to it."""

    found: Found
    kept_id: str  # the article that stands for it: itself, or the one that it repeats
    title: str | None
    site: str | None
    url: str | None
    published_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """The article as JSON values, for programs."""
        found, *rest = self
        measured = {"article_id": found.article_id, **found.judged._asdict(), "may_go": found.may_go}
        return {**measured, **dict(zip(self._fields[1:], rest, strict=True))}


def find(output: str, source: str, number: int) -> list[Repeated]:
    """The articles of a dataset that a record of a file is related to; it is cleaned with the dataset's own settings.

    Raises NoDataset, BadSource, BadIndex, Damaged.
    """
    with storage.readable(output, folders=("ledger", "index")) as folder:
        version = versions.existing(folder)
        versions.refuse_damage(version, ("ledger",))
        settings = Settings.model_validate(versions.manifest(version)["settings"])
        page = explained(source, number, settings)
        record, story = page.record, page.told
        when = None if record.published_at is None else round(record.published_at.timestamp() * 1_000_000)
        asked = Asked(story.title, story.text, page.flags, record.url, record.site, record.source, when)
        rows = partial(_rows, version)
        return [
            _repeated(one, rows([one.article_id])[one.article_id])
            for one in look_up(asked, version / "index", rows, settings.near)
        ]


def _rows(version: Path, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return restore.find(version, list(ids))


def _repeated(found: Found, row: dict[str, Any]) -> Repeated:
    kept = row.get("kept_id") or found.article_id
    return Repeated(found, kept, row["title"], row["site"], row["url"], row["published_at"])


def show(source: str, output: str, repeated: Sequence[Repeated]) -> str:
    """The related articles as text for a terminal, two lines an article."""
    if not repeated:
        return f"{printable(source)}: repeats no article of {printable(output)}\n"
    lines = []
    for one in repeated:
        found, mark = one.found, " (a run may remove the page for it)" if one.found.may_go else ""
        day = f", {one.published_at:%Y-%m-%d}" if one.published_at else ""
        lines.append(f"{found.judged.relation:<8} of {found.article_id}{mark}: {printable(found.judged.reason)}")
        lines.append(f"         {printable(one.title or '(no title)')} ({printable(one.site or '')}{day})")
        if one.kept_id != found.article_id:
            lines.append(f"         which itself repeats {one.kept_id}")
    told = sum(one.found.judged.relation in ONE_STORY for one in repeated)
    return "\n".join([*lines, f"{told} of the same story, {len(repeated) - told} otherwise related", ""])
