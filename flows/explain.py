"""One article as a copy editor would mark it: what was struck, what was put in, by which rule and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from flows.clean import clean
from flows.summary import printable
from tasks.edits import Step, undo
from tasks.publish import restore, versions
from tasks.read.sources import BadSource
from tasks.records import Record, Reject
from tasks.settings import Settings
from tasks.story import Told

AROUND = 36  # characters of text shown on either side of an edit


class Explained(NamedTuple):
    """An article before and after, and every step between."""

    record: Record
    told: Told
    steps: list[Step]
    flags: list[str]

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        fields = {name: getattr(self.told, name) for name in Told._fields if name not in ("steps", "text", "flags")}
        return {
            "article_id": self.record.article_id,
            "source_path": self.record.source_path,
            "record": self.record.record,
            "encoding": self.record.encoding,
            **fields,
            "body": self.told.text,
            "flags": self.flags,
            "edits": [step._asdict() for step in self.steps],
        }


def explained(source: str, number: int, settings: Settings) -> Explained:
    """Clean one record of a file.  Raises BadSource when there is no such record or it cannot be read."""
    from tasks.read.shards import read_one

    try:
        record = read_one(source, settings, number)
    except LookupError as error:
        raise BadSource(str(error.args[0])) from error
    if isinstance(record, Reject):
        raise BadSource(f"{source}, record {number}: {record.reason}")
    repaired, told = clean(record, settings)
    return Explained(record, told, [*repaired.steps, *told.steps], [*repaired.flags, *told.flags])


def published(output: Path, article_id: str) -> Explained:
    """An article of a dataset, with the edits as they were made.  Raises NoArticle when there is none of that id."""
    row, steps = restore.published(output, versions.existing(output), article_id)
    fields: dict[str, Any] = {name: row.get(name) for name in (*Record._fields, *Told._fields)}
    fields |= {"text": row["body"], "steps": steps}
    told = Told(**{name: fields[name] for name in Told._fields})
    record = Record(**{name: fields[name] for name in Record._fields})
    return Explained(record, told, steps, row["flags"])


def show(found: Explained) -> None:
    """Print it; colours only on a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"{printable(found.record.source_path)}, record {found.record.record}", style="bold"))
    for name in ("kicker", "title", "standfirst", "captions", "place", "agency", "sign_off"):
        value = getattr(found.told, name)
        if value:
            console.print(Text(f"{name:>11}  ", style="dim") + Text(_visible(str(value))))
    for line in found.told.text.split("\n"):
        console.print(Text("       body  ", style="dim") + Text(_visible(line)))
    if found.flags:
        console.print(Text("      flags  ", style="dim") + Text(", ".join(found.flags), style="yellow"))
    console.print(Text(f"\n{len(found.steps)} edits, in the order they were made", style="bold"))
    texts = _before_each(found)
    for step, text in zip(found.steps, texts, strict=True):
        console.print(_margin(step))
        console.print(_marked(step, text))


def _before_each(found: Explained) -> list[str]:
    """The text as each step found it."""
    text, texts = found.told.text, []
    for step in reversed(found.steps):
        text = undo(text, [step])
        texts.append(text)
    return texts[::-1]


def _margin(step: Step) -> Text:
    place = f"  {step.stage}/{step.rule} at {step.start}"
    return Text(place, style="cyan") + Text(f"  {step.reason} ({step.confidence:.2f})", style="dim")


def _marked(step: Step, text: str) -> Text:
    end = step.start + len(step.removed)
    before = text[max(0, step.start - AROUND) : step.start]
    after = text[end : end + AROUND]
    line = Text("    ") + Text(_visible(("…" if step.start > AROUND else "") + before))
    if step.removed:
        line += Text("[-" + _visible(_shortened(step.removed)) + "-]", style="red strike")
    if step.inserted:
        line += Text("{+" + _visible(step.inserted) + "+}", style="green underline")
    return line + Text(_visible(after + ("…" if end + AROUND < len(text) else "")))


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:120]} … {text[-30:]}"


def _visible(text: str) -> str:
    return "".join({"\n": "⏎", "\t": "⇥", "\r": "␍"}.get(ch, printable(ch)) for ch in text)
