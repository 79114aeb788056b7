"""One article: what its record says of itself, its repair, its story."""

from __future__ import annotations

from typing import Any

from tasks.page import Forgetful, Memory, Page
from tasks.read.authors import authors
from tasks.read.fields import unread_date
from tasks.read.language import language_of
from tasks.read.published import said
from tasks.records import Record
from tasks.repair import FIELDS, Repaired, repair, repair_field
from tasks.settings import Settings
from tasks.story import Told, tell

# What a story is taken apart into: fields of `Told` that are columns of `ARTICLES`, published and shown by `explain`.
COLUMNS = [name for name in Told._fields if name not in ("text", "steps", "flags")]


def clean(record: Record, settings: Settings, known: Memory | None = None) -> tuple[Repaired, Told]:
    """One article through repair and story, as `explain` shows it."""
    record, repaired = repaired_of(record, settings)
    return repaired, tell(repaired.text, page_of(record, settings, known, repaired.damage))


def noticed(record: Record, settings: Settings) -> tuple[Record, list[str]]:
    """A record with what its text says where its fields say nothing, and flags for what it was read from."""
    flags = []
    if record.language is None:
        record = record._replace(language=language_of(record.text))
    if record.published_at is None:
        if unread_date(record.extra, settings.columns):
            flags.append("date_unread")
        elif found := said(record.text, record.language):
            record = record._replace(published_at=found)
            flags.append("date_from_text")
    return record, flags


def repaired_of(record: Record, settings: Settings) -> tuple[Record, Repaired]:
    """A record, its given fields repaired and its text as it was read; and the text's repair, with the steps of all."""
    record, flags = noticed(record, settings)
    page = page_of(record, settings)
    repaired = repair(record.text, page)
    repaired = repaired._replace(flags=[*flags, *repaired.flags])
    mended: dict[str, Any] = {}
    for name in FIELDS:
        value: str | None = getattr(record, name)
        if value:
            new, steps = repair_field(value, page, name, repaired.text)
            if steps:
                mended[name] = new
                repaired = repaired._replace(steps=[*repaired.steps, *steps])
    return record._replace(**mended) if mended else record, repaired


def page_of(
    record: Record, settings: Settings, known: Memory | None = None, damage: dict[str, int] | None = None
) -> Page:
    """What is known of a record besides its text."""
    return Page(
        settings=settings,
        title=record.title,
        language=record.language,
        published_at=record.published_at,
        site=record.site,
        memory=known or Forgetful(),
        damage=damage or {},
        authors=authors(record.extra),
        url=record.url or "",
    )
