"""Furniture: what a page puts around a story, in lines of its own.

`furniture` finds single lines (share bars, newsletter boxes, other boilerplate) by the phrases of furniture.toml, each
kind with a confidence.  `heading` finds the headings that teasers stand under, and cuts them with what they head.  Both
look at whole short lines only: the same words inside a sentence are the story's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.story.layout import lines_of, without
from tasks.text import once

if TYPE_CHECKING:
    from tasks.page import Page

LONGEST = 300  # letters of a line of furniture; newsletter boxes are the longest
# How sure a kind must be to be cut, by `story.caution`.
THRESHOLD = {"cautious": 0.93, "balanced": 0.8, "thorough": 0.6}
BLOCK = 3  # buttons on lines of their own that are a bar, where none of them says "share"
_EDGE = " \t-–—*•·|([<>«»:+&▶►→.\"“'"
_AROUND = r"[\s\-–—*•·|(\[<>«»:+▶►→]{0,4}"
_AFTER = r"[\s|:>»›)\]*…!?–—-]{0,4}"


class Kind(NamedTuple):
    """One kind of furniture: what it is, how sure, in which form its phrases stand."""

    what: str
    confidence: float
    form: str
    phrases: tuple[str, ...]


TABLES = tomllib.loads(Path(__file__).with_name("furniture.toml").read_text("utf-8"))


def _kinds() -> dict[str, Kind]:
    """The kinds of furniture.toml, by name."""
    return {
        name: Kind(
            table["what"],
            table["confidence"],
            table.get("form", "line"),
            tuple(phrase for some in table.values() if isinstance(some, list) for phrase in some),
        )
        for name, table in TABLES.items()
        if "what" in table
    }


KINDS = _kinds()


def opener(line: str) -> str:
    """How a line opens: its first word's first three letters; `0` for a number.

    >>> opener("► Read more: the flood"), opener("12 comments"), opener("By the river")
    ('rea', '0', 'by')
    """
    return _opener(line[:3] if line[:1].isalpha() else line.lstrip(_EDGE)[:3])


@lru_cache(maxsize=4096)
def _opener(start: str) -> str:
    return "0" if start[:1].isdigit() else start.casefold().split(" ", 1)[0]


def _bare(line: str) -> str:
    """A line as phrases are compared: without case, the signs around it, its numbers and the form of its quotes.

    >>> _bare("► Don’t miss 12 photos! "), _bare("(Comments)")
    ("don't miss # photos", 'comments')
    """
    return _NUMBER.sub("#", line.strip(_SIGNS).casefold().translate(_QUOTES))


_SIGNS = " \t\xa0-–—*•·|()[]<>«»:+&▶►→…!?"
_QUOTES = str.maketrans("’‘“”„", '\'\'"""')
_NUMBER = re.compile(r"\d{1,6}")


def _pattern(phrase: str) -> str:
    """What a phrase with `…` matches: that is up to 160 letters, `#` a number, a space any spaces."""
    signs = {"…": ".{0,160}", "#": r"\d{1,6}", "'": "['’‘]", "“": '[“"„]', " ": r"\s{1,3}"}
    whole = "".join(signs.get(sign) or re.escape(sign) for sign in phrase.removesuffix("."))
    return whole + (r"\.?" if phrase.endswith(".") else "")


def _is_short(phrase: str) -> bool:
    """Whether a wildcard comes before a phrase's third letter, so that its lines open with its first one alone."""
    bare = phrase.lstrip(_EDGE)
    return "…" in bare[:3] or "#" in bare[:3]


def _start_of(phrase: str) -> str:
    """How the lines of a phrase open: three letters of its first word, or one."""
    start = "0" if phrase[0] == "#" else opener(phrase)
    return start[:1] if _is_short(phrase) else start


def _exact() -> dict[str, Kind]:
    """The phrases that are found by looking them up, with their kinds; of two kinds the surer one counts."""
    found: dict[str, Kind] = {}
    for kind in sorted(KINDS.values(), key=lambda kind: kind.confidence):
        if kind.form == "line":
            for phrase in kind.phrases:
                if "…" not in phrase:
                    found[_bare(phrase.removesuffix("."))] = found[_bare(phrase)] = kind
    return found


EXACT = {phrase: kind for phrase, kind in _exact().items() if phrase}
_LONGEST_EXACT = max(len(phrase) + 5 * phrase.count("#") for phrase in EXACT)  # characters: a number has up to six
_BY_OPENER: dict[str, list[tuple[Kind, str]]] = {}
for _name, _kind in KINDS.items():
    for _phrase in (*_kind.phrases, *(KINDS["share"].phrases if _name == "button" else ())):
        _BY_OPENER.setdefault(_start_of(_phrase), []).append((_kind, _phrase))
_SHORT = frozenset(_start_of(phrase) for kind in KINDS.values() for phrase in kind.phrases if _is_short(phrase))


def _opens(start: str) -> bool:
    """Whether any phrase opens so: with three letters, or with one where a wildcard follows early."""
    return start in _BY_OPENER or start[:1] in _SHORT


class _Bar(NamedTuple):
    """The form of a bar: one of some phrases, and buttons behind it; those are 146, and take 8 ms to compile."""

    opens: re.Pattern[str]

    def match(self, line: str) -> object:
        """Whether a line has the form."""
        return self.opens.match(line) and _whole_bar(self.opens.pattern).match(line)


@cache
def _whole_bar(opens: str) -> re.Pattern[str]:
    whole = rf"{opens}(?:[\s·|,/•:]+(?:{_buttons()})){{1,14}}[\s·|,/•:]*"
    return re.compile(rf"{whole}\Z", re.IGNORECASE)


@cache
def _forms(start: str) -> list[tuple[Kind, re.Pattern[str] | _Bar]]:
    """The patterns of the lines that open so, compiled when the first such line is met."""
    found: list[tuple[Kind, re.Pattern[str] | _Bar]] = []
    every = (*_BY_OPENER.get(start, ()), *(_BY_OPENER.get(start[:1], ()) if len(start) > 1 else ()))
    for kind, some in groupby(every, key=itemgetter(0)):
        phrases = [phrase for _, phrase in some if kind.form != "line" or "…" in phrase]
        if not phrases:
            continue
        any_of = "|".join(map(_pattern, phrases))
        if kind.form == "bar":
            found.append((kind, _Bar(re.compile(rf"(?:{any_of})", re.IGNORECASE))))
            continue
        if kind.form == "opens":
            whole = rf"{_AROUND}(?:{any_of})\s?[:|>»：]+\s?\S.{{3,200}}"
        else:
            whole = rf"{_AROUND}(?:{any_of}){_AFTER}"
        found.append((kind, re.compile(rf"{whole}\Z", re.IGNORECASE)))
    return found


@cache
def _buttons() -> str:
    return "|".join(map(_pattern, sorted((*KINDS["button"].phrases, *KINDS["share"].phrases), key=len, reverse=True)))


_BUTTONS = frozenset(_bare(phrase) for name in ("button", "share") for phrase in KINDS[name].phrases)
_SHARES = frozenset({*map(_bare, KINDS["share"].phrases), "share", "teilen", "partager", "compartir", "compartilhar"})


def _heading_pattern(phrase: str) -> str:
    """What a phrase of `[headings]` matches.

    >>> re.fullmatch(_heading_pattern("more/other news"), "other news") is not None
    True
    """
    signs = {"…": r"[^.!?:\n]{2,50}", "~": r"[\w ]{2,20}", "'": "['’]"}
    words = [
        "(?:"
        + "|".join("".join(signs.get(sign) or re.escape(sign) for sign in other) for other in word.split("/"))
        + ")"
        for word in phrase.split()
    ]
    return " ".join(words)


HEADINGS = [phrase for phrases in TABLES["headings"].values() for phrase in phrases]
HEADING = re.compile(
    rf"\W{{0,4}}(?:{'|'.join(map(_heading_pattern, HEADINGS))})[ :…»>.|-]{{0,5}}\Z",
    re.IGNORECASE,
)
HEADING_LETTERS = 70
LINK_WORDS = 30  # a link has fewer words,
QUESTION_WORDS = 10  # and one that asks fewer still: a longer question is an interviewer's
BOX = 9  # lines a box of links inside a story has at most
_HEADING_OPENERS = frozenset(
    opener(f"{word} {phrase.partition(' ')[2]}") for phrase in HEADINGS for word in phrase.split()[0].split("/")
)


@lru_cache(maxsize=4096)
def _fits(start: str) -> bool:
    """Whether a line that starts with these three characters may open as furniture does."""
    if not start or start[0] not in _EDGE:
        return _opens(_opener(start))
    known = start[1:].casefold()  # what the first word begins with, behind a quote or a bullet
    return len(start) < 3 or not known.isalpha() or any([form.startswith(known[: len(form)]) for form in _BY_OPENER])  # noqa: C419


@once
def fixed(text: str) -> Sequence[tuple[int, str]]:
    """Gate of `furniture`: the lines that open as furniture does, with their numbers."""
    likely = [(n, line) for n, line in enumerate(lines_of(text)) if _fits(line[:3]) and len(line) <= LONGEST]
    return [(n, line) for n, line in likely if line[0] not in _EDGE or _opens(opener(line))]


def furniture(text: str, page: Page) -> Iterator[Edit]:
    r"""Lines that belong to the page: bars, boxes, buttons, markers, notices, copyright and tag lines.

    Only a whole line counts, wherever it stands and never what stands below it, and only kinds sure enough for the
    setting `story.caution`.

    >>> from tasks.page import Page
    >>> [edit.old for edit in furniture("Share | Tweet | Email\nThe river rose. Share the news.", Page())]
    ['Share | Tweet | Email\n']
    """
    least = THRESHOLD[page.settings.story.caution]
    opened = fixed(text)
    found = {n: (what, sure) for n, what, sure in told(opened) if sure >= least}
    if KINDS["button"].confidence >= least:
        found |= dict.fromkeys(_blocks(opened), (KINDS["button"].what, KINDS["button"].confidence))
    if found and len(found) < len(lines_of(text)):
        yield from without(text, found)


def told(opened: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, float]]:
    """The lines that are furniture by themselves: number, what it is, how sure."""
    for n, line in opened:
        short = len(line) <= 120 and len(line.strip(_SIGNS)) <= _LONGEST_EXACT
        kind = (EXACT.get(_bare(line)) if short else None) or _formed(line)
        if kind:
            yield n, kind.what, kind.confidence


def _formed(line: str) -> Kind | None:
    """The kind of furniture whose form a line has."""
    for kind, form in _forms(opener(line)):
        if form.match(line):
            return kind
    return None


def _blocks(opened: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Buttons on lines of their own, one below the other: three of them, or two of which one says that it shares."""
    run: list[tuple[int, str]] = []
    short = {n for n, line in opened if len(line) <= 60}
    if len(short) < 2:
        return
    for n, line in (*opened, (-1, "")):
        button = n in short and not short.isdisjoint((n - 1, n + 1)) and _bare(line) in _BUTTONS
        if run and button and n == run[-1][0] + 1:
            run.append((n, line))
            continue
        if len(run) >= BLOCK or (len(run) > 1 and any(_bare(line) in _SHARES for _, line in run)):
            yield from [number for number, _ in run]
        run = [(n, line)] if button else []


def heading(text: str, page: Page) -> Iterator[Edit]:
    r"""A line that heads other stories, and those stories: links, short lines without a full stop.

    Above sentences it is a subheading of the story and stays.  The last line of a text heads nothing that
    is left: it goes.

    >>> from tasks.page import Page
    >>> text = "The river rose.\nIt fell again.\nRelated stories\nBridge to open in May\nFerry sold to Marlow"
    >>> [edit.old for edit in heading(text, Page())]
    ['\nRelated stories', '\nBridge to open in May', '\nFerry sold to Marlow']
    """
    lines = lines_of(text)
    below = [len(lines)] * (len(lines) + 1)  # of each line: the first line from it on that is no link
    for n in range(len(lines) - 1, -1, -1):
        below[n] = below[n + 1] if _is_link(lines[n]) else n
    found: dict[int, tuple[str, float]] = {}
    for n in range(2, len(lines)):
        if n in found or not is_heading(lines[n]):
            continue
        end = below[n + 1]
        at_the_end = end == len(lines)
        if not at_the_end and (end - n > BOX or all(map(is_heading, lines[n + 1 : end]))):
            continue
        sure = 0.95 if at_the_end else 0.85
        if sure >= THRESHOLD[page.settings.story.caution]:
            found |= dict.fromkeys(range(n, end), (f"below the heading {lines[n]}", sure))
    if found:
        yield from without(text, found)


def is_heading(line: str) -> bool:
    """Whether a line could head other stories."""
    return 0 < len(line) <= HEADING_LETTERS and opener(line) in _HEADING_OPENERS and HEADING.match(line) is not None


@once
def heads(text: str) -> bool:
    """Gate of `heading`: whether any line could head other stories."""
    return any([is_heading(line) for line in lines_of(text) if len(line) <= HEADING_LETTERS])  # noqa: C419 - faster


def _is_link(line: str) -> bool:
    if is_heading(line):
        return True
    most = QUESTION_WORDS if line.endswith("?") else LINK_WORDS
    return (
        bool(line) and line[-1] not in ".:,;。" and line.count(" ") + 1 < most and not line.endswith((".”", '."', ".'"))
    )
