"""One article as a copy editor would mark it: what was struck, what was put in, by which rule and why."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from flows.article import COLUMNS, clean
from flows.summary import printable
from tasks.edits import TEXT, Step, passes, undo
from tasks.near.content import content_of, doubts
from tasks.read.sources import BadSource
from tasks.records import Record, Reject
from tasks.repair import FIELDS
from tasks.settings import Settings
from tasks.story import Told

LONGEST = 4_000  # code points of one stretch of text that are shown
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
STYLES = {"same": ("", "", ""), "out": ("[-", "-]", "red strike"), "in": ("{+", "+}", "green underline")}


class Piece(NamedTuple):
    """A stretch of an article: `same`, `out` (struck) or `in` (put there), and the number of the step that did it."""

    source: str
    start: int
    end: int
    kind: str = "same"
    step: int = 0

    @property
    def text(self) -> str:
        """The text of the piece."""
        return self.source[self.start : self.end]


class Explained(NamedTuple):
    """An article before and after, and all steps between the two."""

    record: Record
    told: Told
    steps: list[Step]
    flags: list[str]

    def as_json(self) -> dict[str, Any]:
        """The article as JSON values, for programs."""
        fields = {name: getattr(self.told, name) for name in COLUMNS}
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

    if (Path(source) / "_current").exists():
        raise BadSource(f"{source}: is a dataset; name one of its articles: --article ID, from the column article_id")
    try:
        record = read_one(source, settings, number)
    except LookupError as error:
        raise BadSource(str(error.args[0])) from error
    if isinstance(record, Reject):
        raise BadSource(f"{source}, record {number}: {record.reason}")
    repaired, told = clean(record, settings)
    flags = [*repaired.flags, *told.flags, *doubts(content_of(told.text))]
    return Explained(record, told, [*repaired.steps, *told.steps], flags)


def published(output: str | Path, article_id: str) -> Explained:
    """An article of a dataset, with the edits as they were made.  Raises NoArticle when there is none of that id."""
    from tasks.publish import restore, storage, versions  # a page that is read knows no dataset

    with storage.readable(output) as folder:
        row, steps = restore.published(output, versions.existing(folder), article_id)
    fields: dict[str, Any] = {name: row.get(name) for name in (*Record._fields, *Told._fields)}
    fields |= {"text": restore.text(row, steps), "steps": steps}
    fields |= {name: undo(row[name], steps, name) for name in FIELDS if row.get(name)}
    record = Record(**{name: fields[name] for name in Record._fields})
    told = Told(**{name: fields[name] for name in Told._fields})._replace(text=row["body"], title=row["title"])
    return Explained(record, told, steps, row["flags"])


def marked(text: str, steps: Sequence[Step], field: str = TEXT) -> list[Piece]:
    """A field with the marks of all steps taken on it.  What one step put in and another took out is left out.

    The pieces that are `same` or `out` make up the text as it was, those `same` or `in` as it is now.

    >>> from tasks.edits import Edit, take
    >>> [(piece.kind, piece.text) for piece in marked("a bb c", take("a bb c", [Edit(2, "bb", "b", "")])[1])]
    [('same', 'a '), ('out', 'bb'), ('in', 'b'), ('same', ' c')]
    """
    pieces = [Piece(text, 0, len(text))]
    own = [(number, step) for number, step in enumerate(steps, 1) if step.field == field]
    numbers = iter([number for number, _ in own])
    for run in passes([step for _, step in own]):
        rest, pieces, at = pieces[::-1], [], 0
        for step, number in zip(run, numbers, strict=False):
            pieces += _first(rest, step.start - at)
            struck = _first(rest, len(step.removed))
            pieces += [p if p.kind == "out" else p._replace(kind="out", step=number) for p in struck if p.kind != "in"]
            if step.inserted:
                pieces.append(Piece(step.inserted, 0, len(step.inserted), "in", number))
            at = step.start + len(step.inserted)
        pieces += rest[::-1]
    return pieces


def _first(rest: list[Piece], length: int) -> list[Piece]:
    """Take so many code points off the end of a list of pieces, which is their beginning; struck ones do not count."""
    found: list[Piece] = []
    while length and rest:
        piece = rest.pop()
        if piece.kind != "out":
            end = min(piece.end, piece.start + length)
            length -= end - piece.start
            if end < piece.end:
                rest.append(piece._replace(start=end))
                piece = piece._replace(end=end)
        found.append(piece)
    return found


def show(found: Explained) -> str:
    """The article with its marks, and in the margin below what each of them is; in colours for a terminal."""
    parts: list[tuple[str, str]] = [(f"{printable(found.record.source_path)}, record {found.record.record}\n", "bold")]
    mended = [name for name in FIELDS if any(step.field == name for step in found.steps)]
    for name in mended:
        parts.append((f"{name:>11}  ", "dim"))
        for piece in marked(getattr(found.record, name), found.steps, name):
            parts += _shown(piece)
        parts.append(("\n", ""))
    for name in COLUMNS:
        value = getattr(found.told, name)
        if value and name not in mended:
            parts += [(f"{name:>11}  ", "dim"), (_visible(str(value), "⏎") + "\n", "")]
    if found.flags:
        parts += [("      flags  ", "dim"), (f"{', '.join(found.flags)}\n", "yellow")]
    parts.append(("\n", ""))
    for piece in marked(found.record.text, found.steps):
        parts += _shown(piece)
    number = len(found.steps)
    parts.append((f"\n\n{number:,} edit{'' if number == 1 else 's'}, in the order they were made\n", "bold"))
    parts += _margin(found)
    return _coloured(parts) if sys.stdout.isatty() else "".join(text for text, _ in parts)


def _coloured(parts: Sequence[tuple[str, str]]) -> str:
    """Texts in their styles, as a terminal shows them."""
    from rich.console import Console
    from rich.text import Text

    page = io.StringIO()
    console = Console(file=page, force_terminal=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(*parts), end="")
    return page.getvalue()


def _shown(piece: Piece) -> Iterator[tuple[str, str]]:
    """A piece with its mark and number; the ends of lines around a mark stand outside of it."""
    opens, closes, style = STYLES[piece.kind]
    text = piece.text
    said = text.strip("\n") or text
    if piece.kind == "same":
        yield _visible(_shortened(text)), ""
        return
    before, after = ("", "") if said == text else text.split(said, 1)
    yield before, ""
    yield f"{opens}{_visible(_shortened(said), '⏎')}{closes}", style
    yield str(piece.step).translate(RAISED), "cyan"
    yield after, ""


def _margin(found: Explained) -> Iterator[tuple[str, str]]:
    """A line for each step, or for as many as follow each other and say the same."""
    numbered = enumerate(found.steps, 1)
    for (stage, rule, reason, confidence), group in groupby(
        numbered, lambda item: (item[1].stage, item[1].rule, item[1].reason, f"{item[1].confidence:.2f}")
    ):
        numbers = [number for number, _ in group]
        place = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
        yield f"{place:>9}  {stage}/{rule}", "cyan"
        yield f"  {printable(reason)} ({confidence})\n", "dim"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST * 3 // 4]} … {text[-LONGEST // 4 :]}"


def _visible(text: str, line: str = "\n") -> str:
    """The text with control characters made visible; `line` stands for the end of a line."""
    return "".join({"\n": line, "\t": "⇥", "\r": "␍"}.get(ch) or printable(ch) for ch in text)
