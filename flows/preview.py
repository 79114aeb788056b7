"""A look at what would be read: which field is taken for what, and what would be rejected.  Nothing is written."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flows.article import noticed
from flows.summary import printable
from tasks.read.authors import authors
from tasks.read.dates import moment
from tasks.read.names import at, frequent, joined, sole
from tasks.read.plan import Shard, plan
from tasks.read.shards import looked_at
from tasks.read.sources import find
from tasks.records import Record, Reject
from tasks.settings import Settings

TAKEN = ("text", "source_id", "url", "title", "published_at", "source", "language")
SHOWN = 60  # characters of an example


class Column(NamedTuple):
    """What of the input becomes one column: its fields and how often each did, and how many records have it."""

    column: str
    fields: dict[str, int]  # "" is the text itself: a date or language that it shows
    filled: int
    example: str


class Seen(NamedTuple):
    """What a look at some records found."""

    records: int
    articles: int
    rejects: int
    columns: list[Column]
    extra: list[str]  # fields that are carried along
    reasons: list[tuple[str, int]]
    flags: dict[str, int]

    @property
    def in_vain(self) -> bool:
        """Whether nothing would be kept."""
        return self.rejects > 0 and not self.articles


def look(sources: Sequence[str], settings: Settings, most: int) -> Seen:
    """What the first `most` records of the sources would become."""
    reasons: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    fields: dict[str, Counter[str]] = {name: Counter() for name in (*TAKEN, "authors")}
    examples: dict[str, str] = {}
    articles = 0
    for given, found in itertools.islice(_records(plan(find(sources).files, settings), settings), most):
        if isinstance(found, Reject):
            reasons[found.reason] += 1
            continue
        articles += 1
        record, marks = noticed(found, settings)
        flags.update(marks)
        extra.update(list(json.loads(record.extra)) if record.extra else ())
        for name in fields:
            value = authors(record.extra) if name == "authors" else getattr(record, name)
            if value:
                fields[name][_source(given, name, value, getattr(found, name, value))] += 1
                examples.setdefault(name, _short(value))
    columns = [Column(n, dict(c.most_common()), c.total(), examples.get(n, "")) for n, c in fields.items()]
    total = articles + reasons.total()
    return Seen(total, articles, reasons.total(), columns, [*extra], frequent(reasons), dict(flags))


def _records(shards: Sequence[Shard], settings: Settings) -> Iterator[tuple[Mapping[str, Any], Record | Reject]]:
    for shard in shards:
        for part in shard["parts"]:
            yield from looked_at(part, settings)


def _source(given: Mapping[str, Any], name: str, value: Any, read: Any) -> str:
    """The field that a value was taken from; empty where it is the text itself."""
    if name == "authors":
        return next((key for key in ("authors", "author", "byline", "creator") if key in given), "")
    if read is None:
        return ""
    for key, field in given.items():
        if field is None or isinstance(field, bool):
            continue
        inner = at(field, "text") if isinstance(field, dict) and name == "text" else None
        if value in (field, joined(field), sole(field), inner) or str(field) == value:
            return key
        if isinstance(value, datetime) and moment(field, given.get("language")) == value:
            return key
    return ""


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    text = " ".join(text[: 4 * SHOWN].split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def lines(seen: Seen) -> Iterator[str]:
    """The preview as lines of text."""
    yield f"looked at   {seen.records:>9,} records; nothing was written"
    for name, fields, filled, example in seen.columns:
        of = ", ".join(f"{printable(field)}" if field else "(the text)" for field in fields) or "-"
        yield f"{name:<12}{filled:>9,}   from {of}" + (f': "{printable(example)}"' if example else "")
    if seen.extra:
        yield f"extra       {printable(', '.join(seen.extra[:20]))}"
    if seen.flags:
        yield "flags       " + ", ".join(f"{name} {count:,}" for name, count in seen.flags.items())
    yield f"rejected    {seen.rejects:>9,}"
    for reason, count in seen.reasons:
        yield f"  {count:>19,} x {printable(reason)}"
