"""What the lost line ends of an article say together: whether it was wrapped copy, and which spaces it lost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from tasks.repair.context import Paragraph, apart, in_context, read
from tasks.repair.lexicon import is_foreign
from tasks.repair.splits import Split, probability
from tasks.repair.suspects import TELLING
from tasks.repair.wrap import Ahead, Breaks, Widths, ahead, ended, widths

DAMAGED = -7.0  # ln odds that an article has lost its line ends, before it is read
PARAGRAPH = 0.6  # share of a damaged article's paragraphs that are damaged
ENOUGH = 0.5  # probability at which a space is put back


class Judged(NamedTuple):
    """A paragraph as wrapped copy."""

    length: int
    breaks: Breaks
    places: list[tuple[int, int, str]]  # of each place: its number among the breaks, where in the text, what grew
    ahead: Ahead


def wrapped(text: str, struck: list[Paragraph], others: list[tuple[int, str]]) -> Iterator[tuple[int, str, float]]:
    """The spaces that are missing where the lines of wrapped copy ended: where, what grew together, how probable."""
    context = read(text)
    struck = [in_context(paragraph, context) for paragraph in struck]
    lines, rate = _lines(struck)
    judged = [_judge(paragraph, lines, rate) for paragraph in struck]
    article = probability(DAMAGED + sum(_either(one.ahead.nepers) for one in judged))
    if article < ENOUGH:
        return
    for start, line in others:
        if not is_foreign(line.split()):
            paragraph = in_context(apart(start, line), context)
            if paragraph.splits:
                judged.append(_judge(paragraph, lines, rate))
    for length, breaks, places, weighed in judged:
        damaged = article * probability(weighed.nepers + math.log(PARAGRAPH / (1 - PARAGRAPH)))
        if damaged >= ENOUGH:
            shares = ended(breaks, length, lines, weighed, [n for n, _, _ in places])
            for (_, at, kind), share in zip(places, shares, strict=True):
                if share * damaged >= ENOUGH:
                    yield at, kind, share * damaged


def _judge(paragraph: Paragraph, lines: Widths, rate: float) -> Judged:
    breaks = Breaks([], [], [], [])
    ends, starts, stops, odds = breaks
    places: list[tuple[int, int, str]] = []
    spans, splits = paragraph.spans, paragraph.splits
    kept = 1.0 - rate
    last = len(spans) - 1
    for n, (start, stop) in enumerate(spans):
        if n in splits:
            for at, score, kind in splits[n]:
                end = start + at
                places.append((len(ends), paragraph.start + end, kind))
                ends.append(end)
                starts.append(end)
                stops.append(stop + 1)
                odds.append(rate * math.exp(score))
        if n < last:
            following = spans[n + 1]
            ends.append(stop)
            starts.append(following[0])
            stops.append(min(following[1], stop + 100))
            odds.append(kept)
    length = len(paragraph.text)
    return Judged(length, breaks, places, ahead(breaks, length, lines))


def _either(nepers: float) -> float:
    """What a paragraph says of its article, if it may or may not share its damage."""
    if nepers > 30.0:
        return nepers + math.log(PARAGRAPH)
    return math.log(1.0 - PARAGRAPH + PARAGRAPH * math.exp(nepers))


def _lines(paragraphs: list[Paragraph]) -> tuple[Widths, float]:
    """How wide the article's lines were, and what share of their ends has lost its space."""
    firsts: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    signs = room = 0
    for paragraph in paragraphs:
        last = 0
        for n, found in paragraph.splits.items():
            best = max(found, key=_score, default=None)
            if best is None or best.score < TELLING:
                continue
            start, stop = paragraph.spans[n]
            end = start + best.at
            if 30 < end - last < 120:
                (others if last else firsts).append((end - last, stop - last + 1))
            last = end
            signs += 1
        if last:
            room += len(paragraph.text)
    lines = widths(firsts, others)
    middle = next(x for x, share in enumerate(lines.other) if share >= 0.5)
    return lines, min(0.97, max(0.1, 1.1 * signs / max(1.0, room / middle - 0.3)))


def _score(split: Split) -> float:
    return split.score
