"""What is the story and what is not: its head, its ending, and what the site's other pages say.

`tell` takes repaired text apart.  What belongs to the story but not to its prose (kicker, title,
standfirst, captions, sign-off) is cut out and handed back as a field; what belongs to other stories
or to the page is cut; what stays is the body, one paragraph a line.  Every cut is a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Rule, Step, follow
from tasks.story.layout import layout, untidy

if TYPE_CHECKING:
    from tasks.page import Page

STAGE = "story"

# Top to bottom.  `layout` stands at both ends: the rules between see one paragraph a line without
# blanks around it, and may cut a paragraph without minding the line break it leaves.
RULES = (
    Rule(layout, untidy),
    Rule(layout, untidy),
)


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
    sign_off: str | None
    flags: list[str]


def tell(text: str, page: Page) -> Told:
    """Take a repaired text apart.

    >>> from tasks.page import Page
    >>> tell("  The river rose.\\n\\nIt fell again.\\n", Page()).text
    'The river rose.\\nIt fell again.'
    """
    text, steps = follow(text, RULES, page, STAGE)
    return Told(text, steps, None, page.title, None, None, None, [], None, [])
