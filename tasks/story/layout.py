"""Layout: one paragraph a line, and nothing else between paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from tasks.edits import Edit

if TYPE_CHECKING:
    from tasks.page import Page


@lru_cache(maxsize=4)  # a dozen rules look at the same text in turn: 3 µs each for 4 KB
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, empty ones too."""
    return tuple(text.split("\n"))


def without(text: str, numbers: Mapping[int, tuple[str, float]]) -> Iterator[Edit]:
    r"""Cut these lines, each for its own (reason, confidence), with one line break each.

    It is the one below the line, but for lines at the end of the text the one above.

    >>> [edit.old for edit in without("a\nb\nc\nd", {0: ("why", 1), 2: ("why", 1), 3: ("why", 1)})]
    ['a\n', '\nc', '\nd']
    """
    lines = lines_of(text)
    last = len(lines)
    while last - 1 in numbers:
        last -= 1
    start = 0
    for n, line in enumerate(lines):
        if n in numbers:
            why, sure = numbers[n]
            above = n >= last > 0
            yield Edit(
                start - above,
                ("\n" if above else "") + line + ("" if above or n + 1 == len(lines) else "\n"),
                "",
                why,
                sure,
            )
        start += len(line) + 1


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    r"""Every non-empty line without the blanks around it, and where it starts.

    >>> list(paragraphs(" One. \n\nTwo."))
    [(1, 'One.'), (8, 'Two.')]
    """
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            yield (start if line[0] == bare[0] else start + len(line) - len(line.lstrip())), bare
        start += len(line) + 1


@lru_cache(maxsize=4)
def untidy(text: str) -> bool:
    r"""Whether anything but a single \n stands between, before or after paragraphs."""
    return "\n".join(filter(None, map(str.strip, lines_of(text)))) != text


def layout(text: str, page: Page) -> Iterator[Edit]:
    r"""Blank lines, indentation, trailing blanks, \r\n and the final newline: all become one \n a paragraph.

    A blank line carries no meaning that a line break does not: pages are scraped with either.

    >>> from tasks.edits import take
    >>> from tasks.page import Page
    >>> take("One. \r\n\r\n  Two.\n", layout("One. \r\n\r\n  Two.\n", Page()))[0]
    'One.\nTwo.'
    """
    end = 0
    for start, paragraph in paragraphs(text):
        between = "\n" if end else ""
        if text[end:start] != between:
            yield Edit(end, text[end:start], between, "space around paragraphs")
        end = start + len(paragraph)
    if end < len(text):
        yield Edit(end, text[end:], "", "space around paragraphs")
