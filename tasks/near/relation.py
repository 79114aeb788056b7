"""Relations: what two articles are to each other, from their evidence alone.

A relation is a function of the two articles: nothing learned, nothing that depends on what else was
read, so that it comes out the same in any order.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tasks.near.evidence import Evidence

RELATIONS = ("exact", "copy", "excerpt", "version", "template", "related")  # the index stores positions in this list
ONE_STORY = ("exact", "copy", "excerpt", "version")


class Article(NamedTuple):
    """What is known of an article besides its text."""

    title: str
    site: str
    source: str
    published_at: datetime | None
    corrected: bool


class Relation(NamedTuple):
    """A relation, and why, in one line."""

    name: str
    reason: str


def relate(e: Evidence, left: Article, right: Article) -> Relation | None:
    """How two articles are related; None when they are not."""
    if e.jaccard == 1 and e.left.words == e.right.words:
        return Relation("exact", "the same words")
    if max(e.containment, e.coverage) < 0.25:
        return None
    if e.jaccard >= 0.6 and e.number_agreement >= 0.5:
        return Relation("copy", f"{e.jaccard:.0%} of all word 5-grams shared")
    if e.jaccard >= 0.3 and e.number_agreement >= 0.5:
        return Relation("version", f"{e.jaccard:.0%} of all word 5-grams shared")
    if min(e.containment, e.coverage) < 0.5 and max(e.containment, e.coverage) > 0.8:
        return Relation("excerpt", "one stands in the other")
    return Relation("related", "some words shared")


def removes(relation: str, jaccard: float, containment: float, coverage: float) -> bool:
    """Whether an article may go to `duplicates` for another one: `containment` of it in that one.

    A version of which less than half is shared, and less than four fifths stand in the kept one, says
    something of its own: it stays, in the same story.
    """
    if relation in ("exact", "copy"):
        return True
    if relation == "excerpt":
        return containment >= coverage and containment >= 0.8
    return relation == "version" and (jaccard >= 0.5 or containment >= 0.8)
