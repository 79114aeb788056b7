"""Recurring lines: what a site repeats on its pages, taken out line by line wherever it stands.

A line that stands on the pages of a handful of other stories is the site's, and says nothing about what stands
above or below it.  What may be a sentence of a story must stand on a larger share of the site's pages than a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.edits import Edit
from tasks.story import head
from tasks.story.keys import SHORTEST, spelled
from tasks.story.layout import lines_of, without
from tasks.story.recall import STORIES

if TYPE_CHECKING:
    from tasks.page import Page, Recall

HANDFUL = 4  # other stories whose pages show a line
# Share of the site's stories that show it: of a line that is no sentence, of a sentence, of a line below 20 bytes.
LABEL, SENTENCE, SHORT = 0.02, 0.25, 0.3
LONG = 60  # characters from which a line that ends in a stop is a sentence
STOPS = ".!?…。！？।؟۔።\"”»"
# Who reported, wrote or edited a story stays with it.
CREDIT = re.compile(
    r"\W*(?:(?:Additional )?(?:Reporting|Writing|Editing|Compiled|Written|Edited)\b|By [A-Z])|.*contributed to this (?:report|story|article)",
    re.IGNORECASE,
)


def recurring(text: str, page: Page) -> Iterator[Edit]:
    """Lines that stand on the pages of at least four other stories of the site.

    Spared: title, kicker and standfirst, credits and datelines; a line at the top counts only where it stands
    at the top of the others, too, since the story's own lead is a teaser elsewhere.
    """
    known = page.memory.recall(text)
    if not known:
        return
    lines = lines_of(text)
    filled = [n for n, line in enumerate(lines) if line and not line.isspace()]
    found = {n: one for n, one in zip(filled, known, strict=True) if one and of_the_site(lines[n], one)}
    if not found:
        return
    told = head.read(text, page.title)
    for n in (told.kicker, told.standfirst, *told.titles):
        found.pop(n, None)  # type: ignore[arg-type]
    yield from without(text, {n: (_why(one), _sure(one)) for n, one in found.items()})


def of_the_site(line: str, known: Recall) -> bool:
    """Whether a line stands on so many pages that it is the site's and no story's."""
    if known.stories < HANDFUL or CREDIT.match(line):
        return False
    if len(spelled(line)) < SHORTEST:
        return known.share >= SHORT
    return known.share >= (SENTENCE if len(line) >= LONG and line.rstrip()[-1:] in STOPS else LABEL)


def _sure(known: Recall) -> float:
    return round(1 - 0.2 / (1 + known.stories - HANDFUL) - 0.05 * (known.share < SENTENCE), 3)


def _why(known: Recall) -> str:
    many = f"{known.stories} or more" if known.stories >= STORIES else str(known.stories)
    return f"recurring: it stands on the pages of {many} other stories"
