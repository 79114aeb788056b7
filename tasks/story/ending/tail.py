"""Ending: where the story ends when no sign-off says so.

Below a story other stories may begin: teasers, navigation, promotion, whole second articles.  Fitted trees say of every
place how probable it is that the story ends there (`places`); what the site's memory knows, damage that stops and a
second dateline enter the same sum.  The story ends where that costs least: `story.caution` says how dear a paragraph of
the story is, in paragraphs of a tail that stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from tasks.edits import Edit, Step
from tasks.story.completeness import live_entries
from tasks.story.dateline import NEAR, dateline
from tasks.story.ending import places
from tasks.story.ending.features import AT
from tasks.story.ending.places import Costs
from tasks.story.ending.tokens import Integers
from tasks.story.ending.trees import SCALE
from tasks.story.furniture import fixed, told
from tasks.story.layout import is_data, lines_of, paragraphs
from tasks.story.newsroom import is_correction, is_reporting_credit
from tasks.story.signoff import marked
from tasks.text import Text

if TYPE_CHECKING:
    from tasks.page import Page, Recall

Judgement: TypeAlias = tuple[int, list[float], list[str], bool]

# Chosen on sites held out, see the table in `README.md`.
LEVELS = {"cautious": Costs(30, 10, 80), "balanced": Costs(10, 15, 80), "thorough": Costs(4, 10, 20)}
# In other languages than English no real pages have taught where stories end: rather one teaser more that stays.
UNTAUGHT = {"cautious": Costs(60, 0, 80), "balanced": Costs(15, 0, 40), "thorough": Costs(8, 5, 40)}

LEAD = 4  # the classes of what the memory knows of a paragraph, as `places` has them: it begins another story;
STANDS = 3  # or it stands on so many other pages, or more.
OWN = -2 * SCALE  # log-odds below which a paragraph is the story's own;
GOES_ON = 2  # so many of those below it for each that is known: the line stands in mid-story
SHARED = [AT["bullet"], AT["bracket"], AT["opens_credit"]]
LEAST = 200  # characters that a story has
DOUBT = 0.85  # probability below which the place is in doubt: nine of ten wrong places are, see `README.md`
CUT_IN_DOUBT = 0.85  # and confidence below which a cut is
ROUNDS = 5
JUDGED = 8  # texts of one page whose judgements are kept

# Log-odds, in SCALE parts, for each paragraph on the wrong side of the place, and at most.
STOPS, STOPS_MOST = 3 * SCALE, 12 * SCALE  # below which nothing has lost spaces, when at least
DAMAGED = 0.7  # of the long paragraphs above had
UNBROKEN = 60, 200  # characters of a line that had a line break to lose, and of all such lines of a tail
DATES, DATES_MOST = 2 * SCALE, 8 * SCALE  # that a second dateline begins
DEPTH = 3  # of the first so many paragraphs one has the story's own dateline

CREDIT = 4 * SCALE  # that a tail does not take the page's first reporting credit along
# In 337 labelled pages and articles that have one, the first belongs to the story.

RECURS = np.array([0, 0, 0, 3 * SCALE, SCALE])  # that stands below the place, by class of what the memory knows
RECURS_MOST = 9 * SCALE
# A paragraph unknown to it, by the sixteenths that it knows of a tail: log(1 - share), at least 1 in 200.
UNKNOWN = np.array([0] * 9 + [round(SCALE * math.log(max(1 - n / 16, 0.005))) for n in range(9, 17)])
SIGNED = 6 * SCALE  # for a story that ends with a sign-off

STOPPED = "damage stops: all paragraphs above had lost spaces, none from here on"
DATED = "second dateline: another story begins"
UNLIKE = "unrelated tail: paragraphs of other stories"
HEADLINE = "unrelated tail: a headline below the story"
SPEAKS = "unrelated tail: the page speaks, not the story"


class Tail(NamedTuple):
    """Paragraphs that are not the story: the first of them, how sure that is of each, and why."""

    first: int
    confidence: list[float]
    reasons: list[str]
    doubt: bool = False


def foreign(text: str) -> bool:
    """Gate of `foreign_tail`: a story has at least one paragraph, and so has a tail."""
    return "\n" in text


def foreign_tail(text: str, page: Page) -> Iterator[Edit]:
    """Paragraphs at the end that belong to other stories, or to the page.

    Each is one edit, with the line break before it; its reason names the strongest evidence, its confidence is the
    probability that the story has ended above it.
    """
    tail = _tail(text, page)
    if not tail.reasons:
        return
    found = list(paragraphs(text))
    for n, (sure, why) in enumerate(zip(tail.confidence, tail.reasons, strict=True), tail.first):
        before = found[n - 1][0] + len(found[n - 1][1])
        yield Edit(before, text[before : found[n][0] + len(found[n][1])], "", why, sure)


def uncertain(text: str, page: Page, steps: Iterable[Step] = ()) -> bool:
    """Whether the place where the story ends is in doubt: no place is probable enough.

    Asked of what is left when the rules are done, with what `foreign_tail` cut put back below it.
    """
    cut = sorted((step for step in steps if step.rule == foreign_tail.__name__), key=lambda step: step.start)
    whole = "".join([text, *(step.removed for step in cut)]) if cut else text
    return foreign(whole) and _tail(whole, page).doubt


def _tail(text: str, page: Page) -> Tail:
    return ending([bare for line in lines_of(text) if (bare := line.strip())], page)


def unsure(steps: Iterable[Step]) -> bool:
    """Whether what went as a tail may be the story's own: its first paragraph went with little confidence."""
    return any(step.rule == foreign_tail.__name__ and step.confidence < CUT_IN_DOUBT for step in steps)


def ending(lines: Sequence[str], page: Page) -> Tail:
    """Where the story ends: the paragraph behind it; the number of paragraphs when all is story.

    What is usual on a page changes when its tail is gone, so the rest is looked at again until nothing more goes:
    the end of what is kept is its last paragraph.
    """
    end, head = len(lines), len(list(takewhile(is_data, lines)))
    confidence, reasons, doubt = [0.0] * end, [""] * end, False
    for _ in range(ROUNDS):
        if end - head < 2:
            return Tail(end, confidence[end:], reasons[end:], doubt)
        stays, sure, why, unclear = _judge(lines[head:end], page)
        stays += head
        doubt = doubt or unclear
        if stays == end:
            return Tail(end, confidence[end:], reasons[end:], doubt)
        confidence[stays:end], reasons[stays:end] = sure, why
        end = stays
    return Tail(len(lines), [], [], True)  # a text that crumbles is not understood


def _judge(lines: Sequence[str], page: Page) -> Judgement:
    """How many paragraphs stay; of each that goes how sure that is, and why; whether the place is in doubt.

    What a tail leaves is judged again, and so is the whole when its place is weighed: a third of all judgements.
    """
    text = "\n".join(lines)
    found = page.judged.get(text)
    if found is None:
        if len(page.judged) >= JUDGED:
            page.judged.clear()
        found = page.judged[text] = _judgement(Text(text), lines, page)
    return found


def _judgement(text: Text, lines: Sequence[str], page: Page) -> Judgement:
    recalled = page.memory.recall(text)
    stopped, dated = _stopped(lines, page), _dated(lines)
    read = places.read(lines, places.model())
    known = _known(recalled, read, text, page.title) if any(recalled) else None
    scores = places.scores(read, known, places.model())
    if known is not None or stopped < len(lines) or dated < len(lines):
        scores += _evidence(np.zeros(len(lines), np.int64) if known is None else known, stopped, dated)
    reported = list(map(is_reporting_credit, lines))
    if True in reported:
        scores[: reported.index(True)] -= CREDIT
    if marked(text):
        scores[-1] += SIGNED
    credited = bytes([told or is_correction(line) for told, line in zip(reported, lines, strict=True)])
    stays, chance = places.place(scores, credited, _costs(page))
    if stays < len(lines) and sum(map(len, lines[:stays])) < LEAST:
        return len(lines), [], [], True
    total = sum(chance)
    doubt = chance[stays - 1] < DOUBT * total
    if stays == len(lines):
        return stays, [], [], doubt
    sure = np.clip(np.cumsum(chance)[stays - 1 : -1] / total, 0.0001, 0.9999).round(4).tolist()
    reasons = [
        _reason(recalled[n] if recalled else None, read.rows[n], n, stopped, dated) for n in range(stays, len(lines))
    ]
    return stays, sure, reasons, doubt


def _costs(page: Page) -> Costs:
    """What a wrong cut costs, by the caution that is set and by whether real pages of the language have taught."""
    taught = page.language is None or page.language.lower().startswith("en")
    return (LEVELS if taught else UNTAUGHT)[page.settings.story.caution]


def _known(recalled: Sequence[Recall | None], read: places.Read, text: str, title: str | None) -> Integers:
    """What the memory says of each paragraph, in classes.

    It is not asked about furniture, lists, questions and credits, which stories share, nor about lines in mid-story, a
    button or a plug: far more paragraphs that nobody knows and that are the story's own stand between such a line and
    the last of those.  A live blog goes on with the entries of its earlier pages.
    """
    known = np.array([0 if one is None else LEAD if one.lead_of else min(one.stories, STANDS) for one in recalled])
    known[[n for n, _, _ in told(fixed(text))]] = 0
    known[live_entries(lines_of(text), title)] = 0
    shared = read.rows[:, SHARED].any(axis=1) & (known < LEAD)
    own = _from((known == 0) & (read.odds < OWN))
    goes_on = own >= GOES_ON * np.maximum(_from((known > 0) & (own > 0)), 1)
    return np.where(shared | goes_on, 0, known).astype(np.int64)


def _from(which: Any) -> Integers:
    """How many there are from each place on."""
    return np.cumsum(which[::-1])[::-1]


def _evidence(known: Integers, stopped: int, dated: int) -> Integers:
    """What the memory, damage and datelines say of the places before paragraph 1, 2, ... and behind the last."""
    count = len(known)
    at = np.arange(1, count + 1)
    found = np.zeros(count, np.int64)
    if known.any():
        found += np.minimum(_below(RECURS[known]), RECURS_MOST)
        found += np.maximum(_below(_unknown(known)), -2 * RECURS_MOST)
    if stopped < count:
        found -= np.minimum(np.abs(at - stopped) * STOPS, STOPS_MOST)
    if dated < count:
        found -= np.minimum(np.maximum(at - dated, 0) * DATES, DATES_MOST)
    return found


def _below(said: Integers) -> Integers:
    """What all paragraphs below each place say together."""
    return np.append(np.cumsum(said[::-1])[::-1][1:], 0)


def _unknown(known: Integers) -> Integers:
    """Where the memory knows nearly all of a tail, a paragraph it does not know is hardly part of that tail."""
    sure = known >= STANDS - 1
    behind = np.cumsum(sure[::-1])[::-1]
    parts = np.where(sure & (behind >= 3), 16 * behind // np.arange(len(known), 0, -1), 0)
    return np.where(known == 0, UNKNOWN[int(parts.max(initial=0))], 0)


def _stopped(lines: Sequence[str], page: Page) -> int:
    """The paragraph from which on no line has lost a space, in a text where nearly all had; else the end."""
    if not page.damage:
        return len(lines)
    damaged = [n for n, line in enumerate(lines) if page.damage.get(line)]
    if len(damaged) < 3:
        return len(lines)
    story = [line for line in lines[: damaged[-1] + 1] if len(line) > 150]  # a short one may have had no line break
    tail = [len(line) for line in lines[damaged[-1] + 1 :] if len(line) >= UNBROKEN[0]]
    stopped = sum(tail) >= UNBROKEN[1] and sum(line in page.damage for line in story) >= DAMAGED * len(story)
    return damaged[-1] + 1 if stopped else len(lines)


def _dated(lines: Sequence[str]) -> int:
    """The paragraph that opens with a second dateline and its agency; else the end.

    Only below a story that opened with one, and not in a list of briefs, which has one every few lines.  Measured
    on 13,000 articles: none that has three paragraphs or more goes on with one.
    """
    likely = [n for n, line in enumerate(lines) if ") " in line[:NEAR]]
    if len(likely) < 2 or not any(_opens(line) for line in lines[:DEPTH]):
        return len(lines)
    opened = [n for n in likely if _opens(lines[n])]
    return len(lines) if len(opened) < 2 or any(b - a < DEPTH for a, b in pairwise(opened)) else opened[1]


def _opens(line: str) -> bool:
    start = line[:NEAR]
    if not (") -" in start or ") –" in start or ") —" in start):
        return False
    found = dateline(line)
    return found is not None and found.agency is not None


def _reason(recall: Recall | None, row: Any, n: int, stopped: int, dated: int) -> str:
    if recall is not None and recall.lead_of:
        return f"recurring: the lead of article {recall.lead_of}"
    if recall is not None and recall.stories > 1:
        return f"recurring: it stands on the pages of {recall.stories} other stories"
    if n >= stopped:
        return STOPPED
    if n >= dated:
        return DATED
    if row[AT["opens_show"]] or row[AT["list_promotion"]] > 1 or row[AT["parts"]] > 1:
        return SPEAKS
    return HEADLINE if row[AT["open"]] or row[AT["asks"]] or row[AT["cut_short"]] else UNLIKE
