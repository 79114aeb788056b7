"""Relations: what two articles are to each other, from their evidence alone.

Similarity orders news the wrong way round: two weather reports share more words than a wire story and
its rewrite.  So the question is never how much is shared but what: whole sentences and long runs, or a
frame whose numbers and names differ; from the top of both, or only what a site puts below everything.

A relation is a function of the two articles: nothing learned, nothing that depends on what else was
read, so that it comes out the same in any order.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.near.evidence import Evidence, Side

RELATIONS = ("exact", "copy", "excerpt", "version", "template", "related")  # the index stores positions in this list
ONE_STORY = ("exact", "copy", "excerpt", "version")

DAY = 86_400
# Documents that live on: each issue repeats the one before and adds to it, for weeks.
LIVING = re.compile(
    r"\W*(?:timeline|chronology|factbox|fact ?box|key facts|highlights|diary|calendar|schedule|week ahead|"
    r"instant view|q\s?&\s?a|q\+a|text|full text|statement)\b|.*\b(?:statement|minutes) (?:from|of)\b",
    re.IGNORECASE,
)


class Article(NamedTuple):
    """What is known of an article besides its text."""

    title: str
    site: int  # and source: numbers that agree where the names do, up to 1 where there is none
    source: int
    published: int | None  # microseconds
    corrected: bool


class Relation(NamedTuple):
    """A relation, and why, in one line."""

    name: str
    reason: str


def relate(e: Evidence, left: Article, right: Article) -> Relation | None:
    """How two articles are related; None when they are not."""
    if e.jaccard == 1 and e.left.words == e.right.words:
        return Relation("exact", f"the same {e.left.words} words")
    if max(e.containment, e.coverage) < 0.25:
        return None
    pair = _Pair(e, left, right)
    if pair.only_furniture():
        return Relation("related", f"{pair.small.shared} words are shared, apart from what either tells")
    if pair.is_template():
        return Relation("template", f"the same form with other facts: {pair.numbers()}")
    if pair.strangers():
        return Relation("related", f"{pair.small.shared} words are shared, none of them about whom either tells of")
    if found := pair.excerpt():
        return found
    return pair.version_or_copy() or Relation(
        "related", f"{e.jaccard:.0%} of all word 5-grams shared, {pair.whole:.0%} of the sentences, {pair.gap_text()}"
    )


class _Pair:
    """The measures that decide, named."""

    def __init__(self, e: Evidence, left: Article, right: Article) -> None:
        self.e, self.left, self.right = e, left, right
        self.small, self.large = (e.left, e.right) if e.left.words <= e.right.words else (e.right, e.left)
        self.inside = max(e.containment, e.coverage)
        fewer = min(e.left_numbers, e.right_numbers)
        self.agree = e.shared_numbers / fewer if fewer else 1.0  # numbers of the one that the other has as well
        self.whole = max(_share(e.left.whole, e.left.sentences), _share(e.right.whole, e.right.sentences))
        self.longest = min(e.left.longest, e.right.longest)
        self.slots = min(_share(e.left.slots, e.left.hunks), _share(e.right.slots, e.right.hunks))
        self.gap: float | None = None
        if left.published is not None and right.published is not None:
            self.gap = abs(left.published - right.published) / 1_000_000 / DAY
        self.home = left.site == right.site > 1 or left.source == right.source > 1
        self.marked = left.corrected != right.corrected

    def only_furniture(self) -> bool:
        """Shared is a block or two that begin below both leads: a footer, an "About", a box, a newsletter."""
        sides = (self.small, self.large)
        if max(map(_lead, sides)) >= 0.25 or self.inside >= 0.8:
            return False
        if max(side.runs for side in sides) > 2 and self.longest < 0.85 * self.small.shared:
            return False
        # A rewritten first paragraph above the wire's text: the block is nearly all, and tells of the same people.
        body = all(side.first <= 0.35 * side.words and side.last >= 0.97 * side.words for side in sides)
        return self.inside < 0.6 or not body or min(side.again for side in sides) < 2

    def strangers(self) -> bool:
        """Nobody named in what they share is named in the rest of either: long furniture below a few lines.

        Unless it names nobody, below ledes that tell of the same people.
        """
        e = self.e
        lone = min(e.left_names - e.left.names, e.right_names - e.right.names)
        both = e.shared_names - max(e.left.names, e.right.names)
        again = self.small.again or self.large.again or (self.top() and 2 * both >= lone)
        return self.inside < 0.8 and lone >= 2 and not again

    def is_template(self) -> bool:
        """Most facts differ, and what is shared are pieces of sentences."""
        if self.marked and self.inside >= 0.6:
            return False
        if self.longest >= 80 and self.whole >= 0.5:
            return False
        if self.agree < 0.5:  # with many numbers, sentences that stand in every issue do not make it the same report
            return self.whole < (0.8 if min(self.e.left_numbers, self.e.right_numbers) >= 5 else 0.65)
        return self.agree < 0.8 and self.slots >= 0.5 and self.whole < 0.65 and self.longest < 80

    def excerpt(self) -> Relation | None:
        """The shorter text is the top of the longer one, or all of it but for what was cut."""
        e = self.e
        if self.inside < 0.8 or self.small.words >= 0.7 * self.large.words:
            return None
        text = f"{self.inside:.0%} of the shorter text stands in the longer one"
        tells = self.large.again >= 2 and self.large.again >= 0.2 * self.large.names
        top = _lead(self.large) >= 0.4 or 0 <= self.large.first <= 0.1 * self.large.words
        if not tells or not (top or self.large.runs > 2):
            if e.jaccard >= 0.4 or self.headline():
                return None
            return Relation("related", f"{text}, which tells of other things as well")
        if self.home and (self.gap or 0) <= 3:
            return Relation("version", f"{text}, {self.gap_text()}")
        return Relation("excerpt", text)

    def version_or_copy(self) -> Relation | None:
        """The same report: how much must be shared grows with the days between the two."""
        e = self.e
        living = bool(LIVING.match(self.left.title) and LIVING.match(self.right.title))
        days = 2.0 if self.gap is None else self.gap
        if e.jaccard >= 0.8:
            near = self.agree >= 0.9 or days <= 7
        elif self.headline() and self.inside >= 0.8:
            near = days <= 2
        elif living:
            near = days <= 1.5 or (days <= 3 and e.jaccard >= 0.6)
            near = near and (e.jaccard >= 0.5 or self.inside >= 0.9)
        elif e.jaccard >= 0.5:
            near = days <= 7
        elif e.jaccard >= 0.35:
            near = days <= 2 and self.inside >= (0.5 if self.gap is not None else 0.8)
        else:
            near = days <= 2 and (self.inside >= 0.65 or (self.inside >= 0.5 and self.top() and self.gap is not None))
        solid = self.whole >= 0.45 or self.longest >= 0.3 * self.small.words
        if self.small.words < 100:  # a few lines: half of them may be the form of such news
            solid = solid and (e.jaccard >= 0.6 or self.inside >= 0.8)
        if not near or not solid:
            return None
        shared = f"{e.jaccard:.0%} of all word 5-grams and {self.whole:.0%} of the sentences shared"
        if self.marked:
            return Relation("version", f"one corrects the other: {shared}")
        if not self.home or (e.jaccard >= 0.9 and e.shared_numbers == max(e.left_numbers, e.right_numbers)):
            return Relation("copy", f"{shared}, {self.numbers()}")
        return Relation("version", f"{shared}, {self.numbers()}, {self.gap_text()}")

    def headline(self) -> bool:
        """The same page, told on: one site, one headline."""
        titles = [re.sub(r"\W+", " ", article.title).strip().lower() for article in (self.left, self.right)]
        return self.home and len(titles[0].split()) >= 3 and titles[0] == titles[1]

    def top(self) -> bool:
        """Both leads are shared, in part."""
        return min(_lead(self.small), _lead(self.large)) >= 0.25

    def numbers(self) -> str:
        every = self.e.left_numbers + self.e.right_numbers - self.e.shared_numbers
        return f"{self.e.shared_numbers} of {every} numbers agree"

    def gap_text(self) -> str:
        return "undated" if self.gap is None else f"{self.gap:.0f} days apart"


def _lead(side: Side) -> float:
    return side.lead / min(40, max(10, side.words // 4))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def removes(relation: str, jaccard: float, containment: float, coverage: float) -> bool:
    """Whether an article may go to `duplicates` for another one: `containment` of it in that one.

    A copy or version of which less than half is shared, or of which more than three tenths stand in no
    kept one, says something of its own: it stays, in the same story.
    """
    if relation == "excerpt":
        return containment >= coverage and containment >= 0.8
    if relation == "version":
        return (jaccard >= 0.5 and containment >= 0.7) or containment >= 0.9
    return relation in ("exact", "copy") and (jaccard >= 0.5 or containment >= 0.9)
