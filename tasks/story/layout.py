"""Layout: one paragraph a line, and nothing else between paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.edits import Edit

if TYPE_CHECKING:
    from tasks.page import Page


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Every non-empty line without the blanks around it, and where it starts.

    >>> list(paragraphs(" One. \\n\\nTwo."))
    [(1, 'One.'), (8, 'Two.')]
    """
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            yield (start if line[0] == bare[0] else start + len(line) - len(line.lstrip())), bare
        start += len(line) + 1


def untidy(text: str) -> bool:
    r"""Whether anything but a single \n stands between, before or after paragraphs."""
    return "\n".join(filter(None, map(str.strip, text.split("\n")))) != text


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
