"""Ending: where the story ends when no sign-off says so.

Below a story other stories may begin: teasers, promotion, whole second articles.  Every paragraph is
weighed (`evidence`) by what the site's memory, the dateline, the date, the damage and its own words say;
one decision is then made over all places where the story could end.

The weights were fitted by `fit_ending` as a log-linear model of one change point: the probability that the
story ends before paragraph k is proportional to exp(sum of the weighed evidence of all paragraphs from
k on, plus that of the boundary itself).  There are two kinds of tail, headlines and sentences, with their
own weights; which one it is, is not known and summed over.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.story.evidence import BOUNDARY, FEATURES, boundary, evidence, suspicious
from tasks.story.layout import paragraphs

if TYPE_CHECKING:
    from tasks.page import Page, Recall

# Log-odds that it takes to cut at all; a paragraph of the tail must bear `_EACH` of it on average: a sum over
# a hundred paragraphs that are each a little odd is an interview, not a tail.
_NEEDED = {"cautious": 6.0, "balanced": 3.0, "thorough": 1.5}
_EACH = 0.4
_SURE = 0.5  # probability that a paragraph is behind the end
_DOUBT = 0.0

_LEAD, _STANDS = (
    8.0,
    (0.0, 1.5, 4.0, 6.0),
)  # log-odds of what the site's memory says: lead of another story, on 1, 2, 3 pages


class Tail(NamedTuple):
    """Paragraphs that are not the story: the first of them, and how sure that is of each."""

    first: int
    confidence: list[float]
    reasons: list[str]


def foreign(text: str) -> bool:
    """Gate of `foreign_tail`: a story has at least one paragraph, and so has a tail."""
    return "\n" in text


def foreign_tail(text: str, page: Page) -> Iterator[Edit]:
    r"""Paragraphs at the end that belong to other stories, or to the page.

    Each is one edit; its reason names the strongest evidence against it.
    """
    found = list(paragraphs(text))
    tail = ending([paragraph for _, paragraph in found], page)
    for n, (sure, why) in enumerate(zip(tail.confidence, tail.reasons, strict=True), tail.first):
        before = found[n - 1][0] + len(found[n - 1][1])  # the line break above goes with the paragraph
        yield Edit(before, text[before : found[n][0] + len(found[n][1])], "", why, sure)


def ending(lines: Sequence[str], page: Page) -> Tail:
    """Where the story ends: the paragraph behind it, the number of paragraphs when it is all story."""
    known = page.memory.recall("\n".join(lines))
    if len(lines) < 2 or not (suspicious(lines) or any(known) or page.damage):
        return Tail(len(lines), [], [])
    rows = evidence(lines)
    more = [_more(n, lines, known, page) for n in range(len(lines))]
    end, confidence = len(lines), [0.0] * len(lines)
    while True:
        sooner, sure = _decide(lines, rows, more, end, _NEEDED[page.settings.story.caution])
        if sooner == end:
            break
        confidence[sooner:end] = sure
        end = sooner
    reasons = [_reason(known[n] if known else None, rows[n], more[n]) for n in range(end, len(lines))]
    return Tail(end, confidence[end:], reasons)


def _decide(
    lines: Sequence[str], rows: Sequence[Sequence[float]], more: Sequence[float], end: int, needed: float
) -> tuple[int, list[float]]:
    """The end of the story among the first `end` paragraphs, and the probability of each one behind it."""
    if end < 2:
        return end, []
    scores: list[list[float]] = []
    sums: list[list[float]] = []
    for line, edge in _weights():
        each = [sum(map(float.__mul__, line, row)) + more[n] for n, row in enumerate(rows[:end])]
        suffix = [*accumulate(reversed(each))][::-1]
        ends = [sum(map(float.__mul__, edge, boundary(rows, lines[:end], k))) for k in range(1, end)]
        scores.append([suffix[k] + ends[k - 1] for k in range(1, end)])
        sums.append(suffix)
    highest = max(map(max, scores))
    kind = 0 if max(scores[0]) == highest else 1
    chance = [sum(math.exp(score[k] - highest) for score in scores) for k in range(end - 1)]
    total = sum(chance)
    if highest + math.log(total) < needed:
        return end, []
    behind = [so_far / total for so_far in accumulate(chance)]
    first = 1 + next(k for k, sure in enumerate(behind) if sure >= _SURE)
    if sums[kind][first] < _EACH * (end - first):
        return end, []
    none = 1 / (1 + math.exp(min(highest + math.log(total), 700.0)))
    return first, [round(min(sure * (1 - none), 0.9999), 4) for sure in behind[first - 1 :]]


def _more(n: int, lines: Sequence[str], known: Sequence[Recall | None], page: Page) -> float:
    """Log-odds from what is not in the text: the site's memory."""
    recall = known[n] if known else None
    if recall is None:
        return 0.0
    return _LEAD if recall.lead_of else _STANDS[min(recall.stories, 3)]


def _reason(recall: Recall | None, row: Sequence[float], more: float) -> str:
    if recall is not None and recall.lead_of:
        return f"recurring: it is the lead of article {recall.lead_of}"
    if recall is not None and more:
        pages = f"{recall.stories} other stories" if recall.stories > 1 else "another story"
        return f"recurring: it stands on the page of {pages}"
    said = dict(zip(FEATURES, row, strict=True))
    if said["promotion"]:
        return "unrelated tail: promotion below the story"
    if said["open_end"]:
        return "unrelated tail: a headline below the story"
    return "unrelated tail: a sentence that shares too little with the story"


@cache
def _weights() -> list[tuple[list[float], list[float]]]:
    """Weights of evidence and boundary, for a tail of headlines and for one of sentences."""
    fitted = json.loads(files("tasks.story").joinpath("ending.json").read_text(encoding="utf-8"))
    return [
        ([fitted[kind][name] for name in FEATURES], [fitted[kind][name] for name in BOUNDARY])
        for kind in ("headlines", "sentences")
    ]
