"""What is the story and what is not: its head, its ending, and what the site's other pages say.

`tell` takes repaired text apart.  What belongs to the story but not to its prose (kicker, title,
standfirst, by-line, captions, sign-off) is cut out and handed back as a field; what belongs to other stories
or to the page is cut; what stays is the body, one paragraph a line.  Every cut is a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Rule, Step, follow
from tasks.story import head
from tasks.story.byline import authors, house
from tasks.story.comments import borders, comments, doubtful
from tasks.story.completeness import whole
from tasks.story.dateline import dateline
from tasks.story.ending.tail import foreign, foreign_tail, uncertain, unsure
from tasks.story.furniture import fixed, furniture, heading, heads
from tasks.story.guard import Guard
from tasks.story.head import (
    byline,
    caption,
    caption_below,
    glued_caption,
    kicker,
    may_be_glued,
    pictured,
    standfirst,
    title,
)
from tasks.story.layout import layout, lines_of, untidy
from tasks.story.photo_credit import caption_of
from tasks.story.signoff import after_sign_off, marked, marks, sign_off
from tasks.story.site_lines import recurring
from tasks.text import Text

if TYPE_CHECKING:
    from tasks.page import Page

STAGE = "story"
ROUNDS = 4  # in which ending and head are looked for again in what a cut leaves, until nothing more goes

# Top to bottom.  `layout` stands at both ends: the rules between see one paragraph a line without
# blanks around it, and may cut a paragraph without minding the line break it leaves.
OPENING = (
    Rule(layout, untidy),
    Rule(glued_caption, may_be_glued),
    Rule(recurring),
)
# Where the story ends is judged while all that stands below it is there: without its buttons, comments and headings of
# links a page says less.  In the ending it is judged again, without head and furniture.
TAIL = Rule(foreign_tail, foreign)
FURNITURE = Rule(furniture, fixed)
# The head: its parts are evidence for each other, so that `head.cut` tells them apart and cuts them together.
HEAD = (
    Rule(caption),
    Rule(standfirst),
    Rule(byline),
    Rule(kicker),
    Rule(title),
)
# The ending, looked for again as long as anything goes.
ENDING = (
    Rule(after_sign_off, marks),
    TAIL,
    Rule(comments, borders),
    Rule(heading, heads),
    Rule(caption_below, pictured),
    # The mark itself goes when nothing more is cut: it is looked for in the last paragraph.
    Rule(sign_off, marked),
)
CLOSING = (Rule(layout, untidy),)
RULES = (*OPENING, FURNITURE, *HEAD, *ENDING, *CLOSING)


FIELDS = frozenset(rule.name for rule in HEAD) | {"caption_below", "sign_off"}  # rules whose cuts are handed back


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
    r"""A repaired text taken apart: its body, the fields cut out of it, the steps and the flags.

    >>> from tasks.page import Page
    >>> told = tell("  Bonn (NWA) - The river rose.\n\nIt fell again./.\n", Page())
    >>> told.text, told.place, told.agency, told.sign_off
    ('Bonn (NWA) - The river rose.\nIt fell again.', 'Bonn', 'NWA', './.')
    """
    text = given = Text(text)
    guard = Guard(page)
    text, steps = follow(text, OPENING, page, STAGE, allowed=guard.allowed)
    story, taken = head.cut(text, page, STAGE)
    # An end mark says better where the story ends; below the head it is known by the dateline.
    early = (FURNITURE,) if marks(story) else (TAIL, FURNITURE)
    text, gone = follow(text, early, page, STAGE, allowed=guard.allowed)
    if gone:
        steps += gone
        story, taken = head.cut(text, page, STAGE)
    settled = not taken
    if any(n == 0 for n, _ in marks(story)):
        # A brief: an end mark in the first paragraph counts only below a title, which is cut at the end.
        story, taken = head.cut(text, page, STAGE, spared="title")
    text, steps = story, steps + taken
    cut = _fields(steps)
    for _ in range(ROUNDS):
        text, ended = follow(text, ENDING, page, STAGE, allowed=guard.allowed)
        if settled and not ended:
            break
        settled = False
        # Now that a tail is gone, what is left may be a brief, or say its title again at the end.
        known = page if page.title or "title" not in cut else replace(page, title=_one(cut, "title"))
        text, taken = head.cut(text, known, STAGE)
        steps += ended + taken
        cut = _fields(steps)
        # A sign-off is looked for when nothing more goes: what it ended has ended.
        if not taken and (not ended or "sign_off" in cut):
            break
    text, closed = follow(text, CLOSING, page, STAGE)
    steps += closed
    start = dateline(lines_of(text)[0])
    signed = cut.get("byline", [])
    flags = []
    doubted = guard.doubt or unsure(steps) or bool(marks(text)) or doubtful(text)
    if doubted or (not cut.get("sign_off") and uncertain(text, page, steps)):
        flags.append("end_uncertain")
    if not page.title and "title" not in cut and head.read(text, None, page.url).uncertain:
        flags.append("title_uncertain")
    flags += whole(given, text, page.title)
    return Told(
        text=str(text),
        steps=steps,
        kicker=_one(cut, "kicker"),
        title=page.title or _one(cut, "title"),
        standfirst=_one(cut, "standfirst"),
        place=start.place if start else None,
        agency=(start and start.agency) or house(signed),
        captions=[
            said for rule in ("caption", "caption_below") for line in cut.get(rule, []) if (said := caption_of(line))
        ],
        byline="\n".join(signed) or None,
        authors=list(page.authors) or authors(signed) or None,
        sign_off=_one(cut, "sign_off"),
        flags=flags,
    )


def _fields(steps: Sequence[Step]) -> dict[str, list[str]]:
    """What the rules of the fields cut, by rule, from top to bottom."""
    cut: dict[str, list[str]] = {}
    for step in steps:
        if step.rule in FIELDS:
            cut.setdefault(step.rule, []).append(step.removed.strip())
    return cut


def _one(cut: dict[str, list[str]], rule: str) -> str | None:
    return cut[rule][0] if rule in cut else None
