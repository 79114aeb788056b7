"""Recurring lines: what a site repeats on its pages, taken out line by line wherever it stands.

A line that stands on the pages of a handful of other stories is the site's, and says nothing about what stands
above or below it.  What may be a sentence of a story must stand on a larger share of the site's pages than a label.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.core import letters
from tasks.edits import Edit
from tasks.story import head
from tasks.story.fingerprints import SHORTEST, STORIES, is_sentence
from tasks.story.layout import lines_of, without
from tasks.story.newsroom import is_reporting_credit

if TYPE_CHECKING:
    from tasks.page import Page, Recall

HANDFUL = 4  # other stories whose pages show a line
# Share of the site's stories that show it: of a line that is no sentence, of a sentence, of a line below 20 bytes; and
# of any line above the first sentence, where a line may say who tells the story, or head a series of stories.
LABEL, SENTENCE, SHORT, HEAD = 0.02, 0.25, 0.3, 0.75


def recurring(text: str, page: Page) -> Iterator[Edit]:
    """Lines that stand on the pages of at least four other stories of the site.

    Spared: kicker, by-line, standfirst and credits, the site's own name at the top; a line at the top counts only
    where it stands at the top of the others, too, since the story's own lead is a teaser elsewhere.
    """
    known = page.memory.recall(text)
    if not known:
        return
    lines = lines_of(text)
    filled = [n for n, line in enumerate(lines) if line and not line.isspace()]
    story = next((n for n in filled if is_sentence(lines[n])), len(lines))
    found = {
        n: one
        for n, one in zip(filled, known, strict=True)
        if one and of_the_site(lines[n], one) and (n >= story or one.share >= HEAD)
    }
    if not found:
        return
    told = head.read(text, page.title, page.url)
    spared = {told.kicker, told.standfirst, *told.bylines}
    spared |= {n for n in found if n < story and names_site(lines[n], page.site)}
    found = {n: one for n, one in found.items() if n not in spared}
    yield from without(text, {n: (_why(one), _sure(one)) for n, one in found.items()})


def of_the_site(line: str, known: Recall) -> bool:
    """Whether a line stands on so many pages that it is the site's and no story's."""
    if known.stories < HANDFUL or is_reporting_credit(line):
        return False
    if len(letters(line)) < SHORTEST:
        return known.share >= SHORT
    return known.share >= (SENTENCE if is_sentence(line) else LABEL)


def names_site(line: str, site: str) -> bool:
    """Whether a line is the name of its site: above a story it says who tells it.

    >>> names_site("LOMAR TODAY", "www.lomartoday.example")
    True
    """
    name = letters(line)
    return len(name) >= SHORTEST // 4 and name in letters(site)


def _sure(known: Recall) -> float:
    return round(1 - 0.2 / (1 + known.stories - HANDFUL) - 0.05 * (known.share < SENTENCE), 3)


def _why(known: Recall) -> str:
    many = f"{known.stories} or more" if known.stories >= STORIES else str(known.stories)
    return f"recurring: it stands on the pages of {many} other stories"
