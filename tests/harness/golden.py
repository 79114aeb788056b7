"""Golden cases: texts a reporter could edit, in tests/cases/*.txt.

    === rule_name: what it shows
    text before
    ---
    text after, or the one line (unchanged)

A line that begins with {7} stands on the pages of seven of the ten other stories of the site.
A text may hold escapes for what an editor cannot show: \\u200b, \\xa0, \\n, \\U0001f437.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tasks.page import Page, Recall

SHOWN = re.compile(r"^\{(\d+)\} (.*)$", re.MULTILINE)
FOLDER = Path(__file__).parents[1] / "cases"
ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[nrt])")


class Case(NamedTuple):
    """One golden case."""

    file: str
    rule: str
    title: str
    before: str
    after: str
    shown: Mapping[str, int] = {}  # lines of it, and on how many other pages each stands

    @property
    def page(self) -> Page:
        """Its surroundings: a site of ten other stories."""
        return Page(memory=Site(self.shown))


class Site(NamedTuple):
    """A memory of a site with ten other stories."""

    shown: Mapping[str, int]

    def recall(self, text: str) -> Sequence[Recall | None]:
        """What it knows of each paragraph."""
        found = [self.shown.get(line.strip(), 0) for line in text.split("\n") if line.strip()]
        return [Recall(n, "", n / 10) if n else None for n in found] if any(found) else ()


def cases() -> list[Case]:
    """All golden cases, in the order of the files."""
    return [
        case for path in sorted(FOLDER.glob("*.txt")) for case in parse(path.stem, path.read_text(encoding="utf-8"))
    ]


def parse(file: str, text: str) -> list[Case]:
    """The cases of one file; raises ValueError for one that is not of the form above."""
    found = []
    for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = block.partition("\n")
        rule, colon, title = heading.partition(": ")
        before, bar, after = rest.rstrip("\n").partition("\n---\n")
        if not colon or not bar:
            raise ValueError(f"cases/{file}.txt: {heading!r}: write '=== rule: title', before, '---', after")
        shown = {line: int(pages) for pages, line in SHOWN.findall(before)}
        before, after = _unescape(SHOWN.sub(r"\2", before)), _unescape(after)
        found.append(Case(file, rule, title, before, before if after == "(unchanged)" else after, shown))
    return found


def _unescape(text: str) -> str:
    return ESCAPE.sub(lambda match: codecs.decode(match.group(), "unicode_escape"), text)
