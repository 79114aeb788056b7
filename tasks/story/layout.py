"""Layout: one paragraph a line, and nothing else between paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tasks.edits import Edit
from tasks.text import once

if TYPE_CHECKING:
    from tasks.page import Page


@once
def lines_of(text: str) -> Sequence[str]:
    """The lines of a text, empty ones too."""
    return text.split("\n")


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
    for line in lines_of(text):
        bare = line.strip()
        if bare:
            yield (start if bare is line else start + len(line) - len(line.lstrip())), bare
        start += len(line) + 1


@once
def untidy(text: str) -> bool:
    r"""Whether anything but a single \n stands between, before or after paragraphs."""
    lines = lines_of(text)
    return text != "" and (not all(lines) or list(map(str.strip, lines)) != lines)


def layout(text: str, page: Page) -> Sequence[Edit]:
    r"""Blank lines, indentation, trailing blanks, \r\n and the final newline: all become one \n a paragraph.

    A blank line carries no meaning that a line break does not: pages are scraped with either.

    >>> from tasks.edits import take
    >>> from tasks.page import Page
    >>> take("One. \r\n\r\n  Two.\n", layout("One. \r\n\r\n  Two.\n", Page()))[0]
    'One.\nTwo.'
    """
    edits = []
    end = start = 0
    between = ""
    for line in lines_of(text):
        if bare := line.strip():
            first = start if bare is line else start + len(line) - len(line.lstrip())
            if (found := text[end:first]) != between:
                edits.append(Edit(end, found, between, "space around paragraphs"))
            end = first + len(bare)
            between = "\n"
        start += len(line) + 1
    if end < len(text):
        edits.append(Edit(end, text[end:], "", "space around paragraphs"))
    return edits


def is_data(line: str) -> bool:
    """Whether a line is what a page's programs tell each other, as JSON: no prose, and nothing goes on with it.

    >>> is_data('{"section":"news","id":1042}'), is_data("[The mayor did not reply.]")
    (True, False)
    """
    return line[:1] + line[-1:] in ("{}", "[]") and '":' in line
