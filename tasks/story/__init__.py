"""What is the story and what is not: its head, its ending, and what the site's other pages say.

`tell` takes repaired text apart.  What belongs to the story but not to its prose (kicker, title,
standfirst, captions, sign-off) is cut out and handed back as a field; what belongs to other stories
or to the page is cut; what stays is the body, one paragraph a line.  Every cut is a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Rule, Step, follow
from tasks.story.dateline import dateline
from tasks.story.ending import foreign, foreign_tail, uncertain
from tasks.story.furniture import fixed, furniture, heading, heads
from tasks.story.head import caption, kicker, standfirst, title
from tasks.story.layout import layout, lines_of, untidy
from tasks.story.signoff import after_sign_off, marked, marks, sign_off

if TYPE_CHECKING:
    from tasks.page import Page

STAGE = "story"

# Top to bottom.  `layout` stands at both ends: the rules between see one paragraph a line without
# blanks around it, and may cut a paragraph without minding the line break it leaves.
RULES = (
    Rule(layout, untidy),
    Rule(furniture, fixed),
    # The head, from the bottom up: each part is told by what stands above it.
    Rule(caption),
    Rule(standfirst),
    Rule(kicker),
    Rule(title),
    # The ending: what is certain first, then what the words of the tail say.
    Rule(after_sign_off, marks),
    Rule(heading, heads),
    Rule(foreign_tail, foreign),
    Rule(heading, heads),  # the one above a tail that is gone
    # The mark itself goes when nothing more is cut: it is looked for in the last paragraph.
    Rule(sign_off, marked),
    # Now that the tail is gone, what is left may be a brief: a title and one paragraph.
    Rule(kicker),
    Rule(title),
    Rule(layout, untidy),
)


FIELDS = frozenset({"kicker", "title", "standfirst", "caption", "sign_off"})  # rules whose cuts are handed back


class Told(NamedTuple):
    """A story taken apart; `text` is its body, one paragraph a line."""

    text: str
    steps: list[Step]
    kicker: str | None
    title: str | None
    standfirst: str | None
    place: str | None
    agency: str | None
    captions: list[str]
    byline: str | None
    authors: list[str] | None
    sign_off: str | None
    flags: list[str]


def tell(text: str, page: Page) -> Told:
    r"""Take a repaired text apart.

    >>> from tasks.page import Page
    >>> told = tell("  Bonn (NWA) - The river rose.\n\nIt fell again./.\n", Page())
    >>> told.text, told.place, told.agency, told.sign_off
    ('Bonn (NWA) - The river rose.\nIt fell again.', 'Bonn', 'NWA', './.')
    """
    text, steps = follow(text, RULES, page, STAGE)
    cut: dict[str, list[str]] = {}
    for step in steps:
        if step.rule in FIELDS:
            cut.setdefault(step.rule, []).append(step.removed.strip())
    start = dateline(lines_of(text)[0])
    return Told(
        text=text,
        steps=steps,
        kicker=_one(cut, "kicker"),
        title=page.title or _one(cut, "title"),
        standfirst=_one(cut, "standfirst"),
        place=start.place if start else None,
        agency=start.agency if start else None,
        captions=cut.get("caption", []),
        byline=None,
        authors=list(page.authors) or None,
        sign_off=_one(cut, "sign_off"),
        flags=["end_uncertain"] if marks(text) or (not cut.get("sign_off") and uncertain(text, page)) else [],
    )


def _one(cut: dict[str, list[str]], rule: str) -> str | None:
    return cut[rule][0] if rule in cut else None
