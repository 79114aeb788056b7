"""Ending: where the story ends when no sign-off says so.

Below a story other stories may begin: teasers, promotion, whole second articles.  Every paragraph is
weighed by its words and form (`evidence`), by what the site's memory knows of it, and by damage that has
stopped; one decision is then made over all places where the story could end.

The weights were fitted by `fit_ending`, as a log-linear model of one change point: the probability that the
story ends before paragraph k is proportional to exp(the weighed evidence of all paragraphs from k on,
plus that of the boundary itself).  There are two kinds of tail, headlines and sentences, with weights of
their own; which one it is is not known, and summed over.  A third kind, a string of standfirsts on the
story's own beat, is looked for where those two are not found, and by its `echo` besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.edits import Edit
from tasks.story.dateline import dateline
from tasks.story.echo import ECHOES, echoes
from tasks.story.evidence import BOUNDARY, boundaries, evidence
from tasks.story.facts import AT, FEATURES, Facts, Matrix, facts
from tasks.story.layout import lines_of, paragraphs
from tasks.story.screen import english, strung, suspicious

if TYPE_CHECKING:
    from tasks.page import Page, Recall

# Log-odds that it takes to cut at all, and what a paragraph of the tail must bear on average: the sum over
# a hundred paragraphs that are each a little odd is an interview, not a tail.
NEEDED = {"cautious": (4.0, 0.6, 0.8), "balanced": (1.0, 0.3, 0.5), "thorough": (0.0, 0.1, 0.5)}
SENTENCES = 2.0  # it takes more where the tail is of sentences
STANDFIRSTS = 5.0, 0.8  # and still more where these are on the story's own beat; how sure to begin the tail there
LATER = 5.0  # log-odds by which a string of standfirsts that begins later beats another tail
DOUBT = 3.0  # log-odds below what is needed: nothing is cut, and the end is uncertain

# Log-odds that the site's memory gives a paragraph: it is the lead of another story; it stands on the pages
# of one, two, three or more other stories.  One other page may be an update of this very story.
LEAD, STANDS = 8.0, (0.0, 1.0, 4.0, 6.0)
DAMAGE_STOPPED = 3.0  # when at least that share of the long paragraphs before had lost spaces:
DAMAGED = 0.7
DATELINE = 2.0  # for each paragraph from a second dateline on:
DEPTH = 3  # of the first so many paragraphs one has the story's own dateline
UNBROKEN = 60, 200  # characters of a line that had a line break to lose, and of all such lines of a tail

# What must stay is a story: so many characters.  A tail may be as long as what stays, and as long again for every
# further story whose lead is in it; any length where it holds the leads of that many stories, where its words alone
# say so with that many log-odds, where that share of it is headlines, or where damage stops or a dateline begins it.
LEAST, LISTED, BEYOND_DOUBT, RUN = 200, 4, 10.0, 0.6
A_LIST = 0.6  # of the paragraphs that stay are items or headlines, or those that go have labels in common
UNJUDGED = -1.0, -3.0  # log-odds of a paragraph and of a boundary in a text that is no English prose
ROUNDS = 5
STOPPED = "damage stops: all paragraphs above had lost spaces, none from here on"
DATED = "second dateline: another story begins"
UNLIKE = "unrelated tail: it takes up too little of the story above"
STRING = "unrelated tail: one of a string of standfirsts of other stories"
BEGINS = [AT[form] for form in ("page", "cut_short", "question", "headline", "long_headline")]
ITEMS = [AT[form] for form in ("item", "short", "short_headline", "headline", "cut_short", "question")]
HEADLINES = [AT[form] for form in ("page", "cut_short", "question", "headline", "short_headline")]
SHARED = [AT["credit"], AT["item"], AT["speaker"]]  # stories of one kind share their lists, questions and credits


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

    Each is one edit, with the line break before it; its reason names the strongest evidence.
    Spared: lists, credits and interviews at the end of a story; any tail that is not sure enough.
    """
    tail = ending([bare for line in lines_of(text) if (bare := line.strip())], page)
    if not tail.reasons:
        return
    found = list(paragraphs(text))
    for n, (sure, why) in enumerate(zip(tail.confidence, tail.reasons, strict=True), tail.first):
        before = found[n - 1][0] + len(found[n - 1][1])
        yield Edit(before, text[before : found[n][0] + len(found[n][1])], "", why, sure)


def uncertain(text: str, page: Page) -> bool:
    """Whether something below the story may belong to other stories, and was kept for want of evidence.

    Asked of what is left when the rules are done: what went is no longer in doubt.
    """
    return foreign(text) and ending([bare for line in lines_of(text) if (bare := line.strip())], page).doubt


def ending(lines: Sequence[str], page: Page) -> Tail:
    """Where the story ends: the paragraph behind it; the number of paragraphs when all is story."""
    end = len(lines)
    known = page.memory.recall("\n".join(lines)) if end > 1 else ()
    stopped, dated = _stopped(lines, page), _dated(lines)
    odd, string = suspicious(lines), strung(lines)
    if not (odd or string or min(stopped, dated) < end or any(known)):
        return Tail(end, [], [])
    more = _remembered(known, end)
    if stopped < end:
        more += np.where(np.arange(end) >= stopped, DAMAGE_STOPPED, -DAMAGE_STOPPED)
    more[dated:] += DATELINE
    confidence, reasons = [0.0] * end, [""] * end
    doubt = False
    whole = facts(lines)
    for _ in range(ROUNDS):  # what is usual on a page changes when its tail is gone: until nothing more goes
        told = any(known[:end]) or min(stopped, dated) < end
        said = whole.upto(end)
        judged = (told or odd or string) and english(said)
        if not (judged or told):
            doubt = False
            break
        rows, needed = evidence(said, page.site), NEEDED[page.settings.story.caution]
        sooner, doubt, total, otherwise = end, False, 0.0, UNLIKE
        sure: list[float] = []
        if told or odd:
            sooner, sure, doubt, total = _decide(said, rows, more[:end], judged, needed)
        if sooner < end and _too_much(lines[:end], rows, known[:end], sooner, min(stopped, end), total):
            sooner, doubt = end, True
        if string and judged and (sooner == end or not told):
            otherwise = STRING if sooner == end else UNLIKE
            sooner, sure, unsure = _standfirsts(said, rows, more[:end], needed, sooner, sure)
            doubt |= unsure
        if sooner == end:
            break
        confidence[sooner:end] = sure
        for n in range(sooner, end):
            why = STOPPED if n >= stopped else DATED if n >= dated else ""
            reasons[n] = _reason(known[n] if known else None, rows[n], why, otherwise)
        end = sooner
        odd, string = suspicious(lines[:end]), strung(lines[:end])
    else:  # a text that crumbles is not understood
        return Tail(len(lines), [], [], True)
    return Tail(end, confidence[end:], reasons[end:], doubt)


def _decide(
    page: Facts, rows: Matrix, more: Matrix, judged: bool, needed: tuple[float, float, float]
) -> tuple[int, list[float], bool, float]:
    """The end of the story, the probability that it ends before each paragraph cut, whether that is in doubt.

    The last is what the words of the tail say without the memory, in log-odds.
    """
    end = len(rows)
    if end < 2:
        return end, [], False, 0.0
    gain, each, sure = needed
    more = np.where(rows[:, SHARED].any(axis=1) & (more < LEAD), np.minimum(more, 0), more)
    line_weights, edge_weights = _weights("headlines", "sentences")
    if judged:
        each_line, edges = rows @ line_weights, boundaries(rows, page) @ edge_weights
    else:
        each_line, edges = np.full((end, 2), UNJUDGED[0]), np.full((end - 1, 2), UNJUDGED[1])
    sums = np.cumsum((each_line + more[:, None])[::-1], axis=0)[::-1]
    scores = sums[1:] + edges
    places = np.logaddexp(scores[:, 0], scores[:, 1])
    total = float(np.logaddexp.reduce(places))  # against 0, the score of a story without a tail
    behind = np.cumsum(np.exp(places - total))
    first = 1 + min(int(np.searchsorted(behind, sure)), end - 2)
    kind = int(scores.max(axis=0).argmax())
    if kind == 0 and not more[first:].any():
        first = _headline(rows, first)
        if first == end:
            return end, [], False, 0.0
    behind *= 1 / (1 + np.exp(-total))
    told = np.flatnonzero(more[first:] >= STANDS[2])
    if len(told) and told[0]:  # what stands above the first paragraph the memory knows must speak for itself
        unknown = sums[first] - sums[first + told[0]] + edges[first - 1]
        if np.logaddexp(*unknown) < gain or unknown[kind] < each * told[0]:
            first += int(told[0])
    if kind == 1 and not more[first:].any():
        gain += SENTENCES
    if total < gain or sums[first, kind] < each * (end - first):
        return end, [], total > gain - DOUBT and sums[first, kind] >= each * (end - first), total
    chances = np.clip(behind[first - 1 :], 0.0001, 0.9999).round(4).tolist()
    return first, chances, False, total - float(more[first:].sum())


def _standfirsts(
    page: Facts,
    rows: Matrix,
    more: Matrix,
    needed: tuple[float, float, float],
    sooner: int,
    sure: list[float],
) -> tuple[int, list[float], bool]:
    """As `_decide`, for a tail of standfirsts on the story's own beat; it may be of any length.

    Where `_decide` has found a tail from `sooner` on, that may begin later, and not sooner.
    """
    end = len(rows)
    line_weights, edge_weights = _weights("standfirsts")
    each_line = np.hstack([echoes(page), rows]) @ line_weights
    sums = np.cumsum((each_line + more)[::-1])[::-1]
    places = sums[1:] + boundaries(rows, page) @ edge_weights
    total = float(np.logaddexp.reduce(places))
    behind = np.cumsum(np.exp(places - total))
    first = 1 + min(int(np.searchsorted(behind, max(needed[2], STANDFIRSTS[1]))), end - 2)
    if sooner < end:
        if first < sooner or places[first - 1] - places[sooner - 1] < LATER:
            return sooner, sure, False
        return first, sure[first - sooner :], False
    total -= STANDFIRSTS[0]
    if total < needed[0] or sums[first] < needed[1] * (end - first):
        return end, [], total > needed[0] - DOUBT
    if sum(map(len, page.lines[:first])) < LEAST or _a_list(page.lines, rows, first):
        return end, [], True
    return first, np.clip(behind[first - 1 :], 0.0001, 0.9999).round(4).tolist(), False


def _too_much(
    lines: Sequence[str], rows: Matrix, known: Sequence[Recall | None], first: int, stopped: int, total: float
) -> bool:
    """Whether a cut would leave less than a story, or take more than its evidence can bear.

    A new version of a story begins with a new lede and repeats the old one: that looks like a short story
    with another one below it.
    """
    stays, goes = sum(map(len, lines[:first])), sum(map(len, lines[first:]))
    told = any(known[first:]) or stopped <= first or total > BEYOND_DOUBT / 2
    if stays < LEAST or (not told and _a_list(lines, rows, first)):
        return True
    leads = {one.lead_of for one in known[first:] if one is not None and one.lead_of}
    return not (
        goes <= stays * max(1, len(leads))
        or len(leads) >= LISTED
        or stopped <= first
        or total > BEYOND_DOUBT
        or rows[first, AT["dateline"]]
        or (len(rows) - first >= 3 and rows[first:, HEADLINES].any(axis=1).mean() >= RUN)
    )


def _a_list(lines: Sequence[str], rows: Matrix, first: int) -> bool:
    """Whether a cut would go through a list: of items, of answers, of things that all have a label."""
    return (
        lines[first - 1].endswith(":")
        or bool(rows[first:, AT["speaker"]].mean() > A_LIST)
        or (first > 3 and bool(rows[:first, ITEMS].any(axis=1).mean() > A_LIST))
    )


def _headline(rows: Matrix, first: int) -> int:
    """Where a tail of headlines begins: with a headline or with the page speaking, not with a sentence.

    A short line will do only where there is nothing else, and three of them.  Measured on 84 sites: the end is
    exact in 76 instead of 70 % of the articles, and a third as many story paragraphs are lost.
    """
    begins = rows[first:, BEGINS].any(axis=1)
    if not begins.any():
        begins = rows[first:, AT["short_headline"]] > 0
        if begins.sum() < 3:
            return len(rows)
    return first + int(begins.argmax())


def _remembered(known: Sequence[Recall | None], count: int) -> Matrix:
    """What the site's memory says of each paragraph, in log-odds.

    Where it knows nearly all of a tail, a paragraph it does not know is hardly part of that tail.
    """
    if not any(known):
        return np.zeros(count)
    said = np.array([0.0 if one is None else LEAD if one.lead_of else STANDS[min(one.stories, 3)] for one in known])
    sure = said >= STANDS[2]
    behind = np.cumsum(sure[::-1])[::-1]
    share = np.where(sure & (behind >= 3), behind / np.arange(count, 0, -1), 0.0).max()
    return said + (np.log(max(1 - share, 0.02)) * (said == 0) if share > 0.5 else 0.0)


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
    if not any(map(_opens, lines[:DEPTH])):
        return len(lines)
    opened = [n for n, line in enumerate(lines) if _opens(line)]
    return len(lines) if len(opened) < 2 or any(b - a < DEPTH for a, b in pairwise(opened)) else opened[1]


def _opens(line: str) -> bool:
    start = line[:100]
    if not (") -" in start or ") –" in start or ") —" in start):
        return False
    found = dateline(line)
    return found is not None and found.agency is not None


def _reason(recall: Recall | None, row: Matrix, why: str, otherwise: str) -> str:
    if recall is not None and recall.lead_of:
        return f"recurring: the lead of article {recall.lead_of}"
    if recall is not None and recall.stories > 1:
        return f"recurring: it stands on the pages of {recall.stories} other stories"
    if why:
        return why
    if recall is not None:
        return "recurring: it stands on the page of another story"
    if row[AT["page"]]:
        return "unrelated tail: the page speaks, not the story"
    if row[AT["headline"]] or row[AT["long_headline"]] or row[AT["cut_short"]] or row[AT["question"]]:
        return "unrelated tail: a headline below the story"
    return otherwise


@cache
def _weights(*kinds: str) -> tuple[Matrix, Matrix]:
    """Weights of evidence and of boundaries for some kinds of tail: a column for each, no axis for one alone."""
    fitted = json.loads(files("tasks.story").joinpath("ending.json").read_text(encoding="utf-8"))
    names = (*ECHOES, *FEATURES) if kinds == ("standfirsts",) else FEATURES
    each, edges = (np.array([[fitted[kind][name] for kind in kinds] for name in some]) for some in (names, BOUNDARY))
    return (each, edges) if len(kinds) > 1 else (each[:, 0], edges[:, 0])
