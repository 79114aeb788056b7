"""Relations: what two articles are to each other, from their evidence alone.

Similarity orders news the wrong way round: two weather reports share more words than a wire story and
its rewrite.  So the question is never how much is shared but what: whole sentences and long runs, or a
frame whose numbers and names differ; from the top of both, or only what a site puts below everything.

A relation is a function of the two articles: nothing learned, nothing that depends on what else was
read, so that it comes out the same in any order.  The numbers that decide stand in `bounds`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.near import headline
from tasks.near.bounds import reaches
from tasks.near.similarity import Evidence, Side

# The index stores positions in this list.  An edition is a version that stays: nearly the same text, of another day.
RELATIONS = ("exact", "copy", "excerpt", "version", "template", "related", "edition")
PUBLISHED = (*RELATIONS[:-1], "version")  # what each is called in the datasets
ONE_STORY = ("exact", "copy", "excerpt", "version", "edition")

DAY = 86_400
UNDATED = 2.0  # days that two articles are taken to lie apart where a date is missing
# Documents that live on: each issue repeats the one before and adds to it, for weeks.
LIVING = re.compile(
    r"\W*(?:timeline|chronology|factbox|fact ?box|key facts|highlights|diary|calendar|schedule|week ahead|"
    r"instant view|scenarios|snapshot|q\s?(?:&|and|\+)\s?a|text|full text|statement)\b"
    r"|.*\b(?:statement|minutes) (?:from|of)\b",
    re.IGNORECASE,
)


class Article(NamedTuple):
    """What is known of an article besides what it shares."""

    title: str
    content: str  # its body without notices
    site: int  # and source: numbers that agree where the names do, up to 1 where there is none
    source: int
    page: int  # a number for its address; 0 where there is none
    published: int | None  # microseconds
    corrected: bool
    cut: bool


class Relation(NamedTuple):
    """A relation, and why, in one line."""

    name: str
    reason: str


class Judged(NamedTuple):
    """A related pair, seen from the article with the lower id."""

    relation: str
    jaccard: float
    containment: float
    coverage: float
    number_agreement: float
    reason: str

    def turned(self) -> Judged:
        """The pair seen from its other article."""
        return self._replace(containment=self.coverage, coverage=self.containment)


def relate(e: Evidence, left: Article, right: Article) -> Relation | None:
    """How two articles are related, and why; None when they are not.

    >>> import numpy as np
    >>> from tasks.near.similarity import compare
    >>> wire = "The river Oru rose by two metres on Monday and flooded the market of Kalem, the mayor said."
    >>> paper = wire.replace("two", "three")
    >>> one, other = (Article("", text, site, 0, 0, 0, False, False) for text, site in ((wire, 2), (paper, 3)))
    >>> (shared,) = compare([wire, paper], np.array([[0, 1]]))
    >>> relate(shared, one, other)
    Relation(name='related', reason='47% of all word 5-grams shared, 100% of the sentences, 0 days apart')
    """
    pair = _Pair(e, left, right)
    if not reaches("related", pair.inside):
        return None
    found = pair.one_story()
    if found and found.name in ONE_STORY and pair.told_apart():
        return Relation("related", f"{pair.small.shared} words are shared, none of them about what the headlines tell")
    return found or Relation(
        "related", f"{e.jaccard:.0%} of all word 5-grams shared, {pair.whole:.0%} of the sentences, {pair.gap_text()}"
    )


def judged(e: Evidence, left: Article, right: Article) -> Judged | None:
    """The pair seen from its left article, with what was measured; None when the two are not related."""
    found = relate(e, left, right)
    return found and Judged(found.name, e.jaccard, e.containment, e.coverage, e.number_agreement, found.reason)


class _Pair:
    """The measures of a pair that decide, by name."""

    def __init__(self, e: Evidence, left: Article, right: Article) -> None:
        self.e, self.left, self.right = e, left, right
        ordered = (e.left, left), (e.right, right)
        (self.small, self.part), (self.large, _) = ordered if e.left.words <= e.right.words else ordered[::-1]
        self.inside = max(e.containment, e.coverage)
        self.fewer = min(e.left_numbers, e.right_numbers)
        self.agree = _share(e.shared_numbers, self.fewer, 1.0)  # numbers of the one that the other has as well
        self.whole = max(_share(e.left.whole, e.left.sentences), _share(e.right.whole, e.right.sentences))
        self.intact = max(_share(e.left.intact, e.left.sentences), _share(e.right.intact, e.right.sentences))
        self.longest = min(e.left.longest, e.right.longest)
        self.slots = min(_share(e.left.slots, e.left.hunks), _share(e.right.slots, e.right.hunks))
        self.gap: float | None = None
        if left.published is not None and right.published is not None:
            self.gap = abs(left.published - right.published) / 1_000_000 / DAY
        self.home = left.site == right.site > 1 or left.source == right.source > 1
        self.one_page = left.page == right.page > 0
        self.marked = left.corrected != right.corrected
        self.living = bool(LIVING.match(left.title) and LIVING.match(right.title))

    def one_story(self) -> Relation | None:
        """The first of the relations that fits; None where nothing more can be said than what is shared."""
        if self.e.jaccard == 1 and self.e.left.words == self.e.right.words:
            return Relation("exact", f"the same {self.e.left.words} words")
        if self.only_furniture():
            return Relation("related", f"{self.small.shared} words are shared, apart from what either tells")
        if self.is_template():
            return Relation("template", f"the same form with other facts: {self.numbers()}")
        if self.another_day():
            facts = f"{self.e.jaccard:.0%} of all word 5-grams shared, {self.numbers()}, {self.gap_text()}"
            if reaches("much similarity", self.e.jaccard):
                return Relation("edition", f"an edition of another day, which stays: {facts}")
            return Relation("template", f"the same form on another day: {facts}")
        if self.strangers():
            whom = "none of them about whom either tells of"
            return Relation("related", f"{self.small.shared} words are shared, {whom}")
        return self.excerpt() or self.version_or_copy()

    def told_apart(self) -> bool:
        """Whether the headlines differ and what is shared tells of neither: it is the sites', not a story."""
        if self.one_page or reaches("apart words", self.small.shared):
            return False
        kinship = headline.kinship(self.left.title, self.right.title)
        if kinship is None or reaches("akin", kinship):
            return False
        titles = headline.own(self.left.title, self.right.title)
        return not any(
            reaches("headline shared", headline.in_both(x, self.left.content, self.right.content)) for x in titles
        )

    def only_furniture(self) -> bool:
        """Whether a block or two below both leads is all they share: a footer, an "About", a box."""
        sides = (self.small, self.large)
        if reaches("furniture lead", max(map(_lead, sides))) or reaches("furniture inside", self.inside):
            return False
        block = reaches("furniture block", _share(self.longest, self.small.shared))
        if reaches("furniture runs", max(side.runs for side in sides)) and not block:
            return False
        # A rewritten first paragraph above the wire's text: the block is nearly all, and tells of the same people.
        body = all(
            not reaches("rewritten from", side.first / side.words) and reaches("rewritten to", side.last / side.words)
            for side in sides
        )
        names = min(side.again for side in sides)
        return not reaches("rewritten inside", self.inside) or not body or not reaches("rewritten names", names)

    def strangers(self) -> bool:
        """Whether nobody named in the shared part is named in the rest of either: long furniture below a few lines.

        Unless it names nobody, below ledes that tell of the same people.
        """
        e = self.e
        lone = min(e.left_names - e.left.names, e.right_names - e.right.names)
        both = e.shared_names - max(e.left.names, e.right.names)
        again = self.small.again or self.large.again or (self.top() and 2 * both >= lone)
        return not reaches("stranger inside", self.inside) and reaches("stranger names", lone) and not again

    def is_template(self) -> bool:
        """Whether most facts differ, and only pieces of sentences are shared."""
        if self.marked and reaches("corrected inside", self.inside):
            return False
        long = reaches("told at length", self.longest)
        many = reaches("many numbers", self.fewer)
        if long and reaches("told in sentences", self.whole) and (not many or reaches("hardly a number", self.agree)):
            return False
        if not reaches("numbers differ", self.agree):
            # With many numbers, sentences that stand in every issue do not make it the same report.
            if many:
                return not reaches("form sentences, many numbers", self.intact)
            return not reaches("form sentences", self.whole)
        slots = not reaches("numbers agree", self.agree) and reaches("slots", self.slots)
        return slots and not reaches("form sentences", self.whole) and not long

    def another_day(self) -> bool:
        """Whether they are issues of one form: the numbers differ, and the days do."""
        if self.gap is None or not reaches("form days", self.gap) or not self.fewer:
            return False
        agree = self.e.number_agreement
        return not reaches("form numbers", agree) or (self.living and not reaches("edition numbers", agree))

    def excerpt(self) -> Relation | None:
        """The shorter text is the top of the longer one, or all of it but for what was cut."""
        e = self.e
        if not reaches("excerpt inside", self.inside):
            return None
        if reaches("excerpt length", _share(self.small.words, self.large.words)):
            return None
        text = f"{self.inside:.0%} of the shorter text stands in the longer one"
        opens = self.opens() and (self.part.cut or self.one_page or self.akin())
        if not opens and not self.tells_of_the_same():
            if reaches("part similarity", e.jaccard) or self.one_headline() or self.one_page:
                return None
            return Relation("related", f"{text}, which tells of other things as well")
        late = self.gap is not None and reaches("own excerpt days", self.gap)
        if self.home and not self.part.cut and not late:
            return Relation("version", f"{text}, {self.gap_text()}")
        return Relation("excerpt", f"{text}, which it opens" if opens else text)

    def tells_of_the_same(self) -> bool:
        """Whether the rest of the longer text names whom the shared part names, which is its top or all over it."""
        again, names = self.large.again, self.large.names
        if not reaches("excerpt names", again) or not reaches("excerpt names share", _share(again, names)):
            return False
        if reaches("excerpt lead", _lead(self.large)) or reaches("excerpt runs", self.large.runs):
            return True
        return self.large.first >= 0 and not reaches("excerpt from", self.large.first / self.large.words)

    def opens(self) -> bool:
        """Whether the longer text begins with the shorter one."""
        begins = self.small.longest and not reaches("opens from", max(self.large.first, 0))
        return bool(begins and reaches("opens share", _share(self.small.longest, self.small.words)))

    def akin(self) -> bool:
        """Whether the headlines tell of one thing."""
        kinship = headline.kinship(self.left.title, self.right.title)
        return kinship is not None and reaches("akin", kinship)

    def version_or_copy(self) -> Relation | None:
        """The same report: how much must be shared grows with the days between the two."""
        if not self.near_enough() or not self.solid():
            return None
        e = self.e
        shared = f"{e.jaccard:.0%} of all word 5-grams and {self.whole:.0%} of the sentences shared"
        if self.marked:
            return Relation("version", f"one corrects the other: {shared}")
        same = e.shared_numbers == max(e.left_numbers, e.right_numbers)
        if self.home:
            copy = same and reaches("copy similarity", e.jaccard)
        else:
            altered = e.shared_numbers < min(e.left_numbers, e.right_numbers)
            copy = not (altered and reaches("altered similarity", e.jaccard))
        if copy:
            return Relation("copy", f"{shared}, {self.numbers()}")
        return Relation("version", f"{shared}, {self.numbers()}, {self.gap_text()}")

    def near_enough(self) -> bool:
        """Whether they are so near in time that what is shared makes them one report."""
        e, dated = self.e, self.gap is not None
        days = UNDATED if self.gap is None else self.gap
        week, two = not reaches("week", days), not reaches("two days", days)
        if reaches("much similarity", e.jaccard):
            return reaches("much numbers", self.agree) or week
        if (self.one_headline() or self.one_page) and reaches("page inside", self.inside):
            return two
        if self.living:
            soon = not reaches("living days", days)
            soon = soon or (not reaches("living days, similar", days) and reaches("living similarity", e.jaccard))
            return soon and (reaches("living least", e.jaccard) or reaches("living inside", self.inside))
        if reaches("half similarity", e.jaccard):
            return week
        if reaches("some similarity", e.jaccard):
            return two and reaches("some inside" if dated else "some inside, undated", self.inside)
        some = dated and reaches("some inside", self.inside) and self.top()
        return two and (reaches("little inside", self.inside) or some)

    def solid(self) -> bool:
        """Whether whole sentences or a long run are shared, and of short texts more than their form."""
        e = self.e
        run = _share(self.longest, self.small.words)
        solid = reaches("whole sentences", self.whole) or reaches("long run", run)
        if reaches("few words", self.small.words):
            return solid
        return solid and (reaches("few words similarity", e.jaccard) or reaches("few words inside", self.inside))

    def one_headline(self) -> bool:
        """Whether both are the same running page: one site, one headline."""
        return self.home and headline.same(self.left.title, self.right.title)

    def top(self) -> bool:
        """Whether a part of both leads is shared."""
        return reaches("top lead", min(_lead(self.small), _lead(self.large)))

    def numbers(self) -> str:
        every = self.e.left_numbers + self.e.right_numbers - self.e.shared_numbers
        return f"{self.e.shared_numbers} of {every} numbers agree"

    def gap_text(self) -> str:
        return "undated" if self.gap is None else f"{self.gap:.0f} days apart"


def _lead(side: Side) -> float:
    return side.lead / min(40, max(10, side.words // 4))


def _share(part: int, whole: int, nothing: float = 0.0) -> float:
    return part / whole if whole else nothing


def removes(relation: str, jaccard: float, containment: float, coverage: float) -> bool:
    """Whether an article may go to `duplicates` for another one: `containment` of it in that one.

    A copy or version of which less than half is shared, or of which more than three tenths stand in no
    kept one, says something of its own: it stays, in the same story.
    """
    if relation == "excerpt":
        return containment >= coverage and reaches("goes, excerpt inside", containment)
    half, all_but = reaches("goes, similarity", jaccard), reaches("goes, inside", containment)
    if relation == "version":
        return (half and reaches("goes, version inside", containment)) or all_but
    return relation in ("exact", "copy") and (half or all_but)
