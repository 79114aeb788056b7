"""What the lost line ends of an article say together: whether it was wrapped copy, and which spaces it lost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tasks.repair.context import Paragraph, Places
from tasks.repair.splits import TELLING, probability
from tasks.repair.wrap import Lines, Spans, Widths

DAMAGED = -7.0  # ln odds that an article has lost its line ends, before it is read
PARAGRAPH = 0.6  # share of a damaged article's paragraphs that are damaged
ENOUGH = 0.5  # probability at which a space is put back
BLANK = np.array([chr(point).isspace() for point in range(0x3002)], np.int8)  # no blank has a higher code point


def wrapped(
    tokens: Spans, context: Any, struck: Sequence[Paragraph], others: Sequence[Paragraph]
) -> Iterator[tuple[int, str, float]]:
    """The spaces that are missing where the lines of wrapped copy ended: where, what grew together, how probable."""
    places = context.places(struck)
    rows, ends = _rows(struck, places), _ends(tokens, places)
    widths, rate = _widths(context, rows, tokens, places, ends)
    laid = context.lay(rows, tokens, 1.0 - rate, places.numbers, ends, _odds(rate, places), widths)
    article = probability(DAMAGED + math.fsum(map(_either, laid.nepers)))
    if article < ENOUGH:
        return
    yield from _missing(rows, laid, article, places, ends)
    sound = [one for one in others if one.tokens and not context.is_foreign(one)]
    places = context.places(sound)
    if places.numbers:
        rows, ends = [row for row in _rows(sound, places) if row.low < row.high], _ends(tokens, places)
        laid = context.lay(rows, tokens, 1.0 - rate, places.numbers, ends, _odds(rate, places), widths)
        yield from _missing(rows, laid, article, places, ends)


def spans(text: str) -> Spans:
    """Where the tokens of a text begin and end, those of str.split().

    >>> spans("a river").tolist()
    [[0, 1], [2, 7]]
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = np.ones(len(codes) + 2, np.int8)
    blank[1:-1] = BLANK[np.minimum(codes, len(BLANK) - 1)]
    return np.flatnonzero(np.diff(blank)).reshape(-1, 2)


def _ends(tokens: Spans, places: Places) -> list[int]:
    """Where places stand in the text."""
    ends: list[int] = (tokens[places.numbers, 0] + np.array(places.at, np.intp)).tolist() if places.numbers else []
    return ends


def _rows(paragraphs: Sequence[Paragraph], places: Places) -> list[Lines]:
    bounds = zip(places.bounds, places.bounds[1:], strict=False)
    return [
        Lines(one.start, len(one.text), one.first, one.first + one.size, *own)
        for one, own in zip(paragraphs, bounds, strict=True)
    ]


def _odds(rate: float, places: Places) -> list[float]:
    return [rate * math.exp(score) for score in places.scores]


def _missing(
    rows: Sequence[Lines], laid: Any, article: float, places: Places, ends: Sequence[int]
) -> Iterator[tuple[int, str, float]]:
    """The places of damaged paragraphs at which a line may well have ended."""
    prior = math.log(PARAGRAPH / (1 - PARAGRAPH))
    damaged = [article * probability(nepers + prior) for nepers in laid.nepers]
    shares = laid.ended([share >= ENOUGH for share in damaged])
    for row, share in zip(rows, damaged, strict=True):
        for k in range(row.low, row.high):
            if shares[k] * share >= ENOUGH:
                yield ends[k], places.kinds[k], shares[k] * share


def _either(nepers: float) -> float:
    """What a paragraph says of its article, if it may or may not share its damage."""
    if nepers > 30.0:
        return nepers + math.log(PARAGRAPH)
    return math.log(1.0 - PARAGRAPH + PARAGRAPH * math.exp(nepers))


def _widths(
    context: Any, rows: Sequence[Lines], tokens: Spans, places: Places, ends: Sequence[int]
) -> tuple[Widths, float]:
    """How wide the article's lines were, and what share of their ends has lost its space."""
    firsts: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    stops = tokens[places.numbers, 1].tolist() if places.numbers else []
    signs = room = 0
    for row in rows:
        last = row.start
        for k in _best(places, row):
            if places.scores[k] < TELLING:
                continue
            if 30 < ends[k] - last < 120:
                (others if last > row.start else firsts).append((ends[k] - last, stops[k] - last + 1))
            last = ends[k]
            signs += 1
        if last > row.start:
            room += row.length
    found: Widths = context.widths(firsts, others)
    middle = int(np.argmax(found.other >= 0.5))
    return found, min(0.97, max(0.1, 1.1 * signs / max(1.0, room / middle - 0.3)))


def _best(places: Places, row: Lines) -> Iterator[int]:
    """Of each token the place with the highest score, the first of equal ones."""
    numbers, scores = places.numbers, places.scores
    best = row.low
    for k in range(row.low, row.high):
        if numbers[k] != numbers[best]:
            yield best
            best = k
        elif scores[k] > scores[best]:
            best = k
    if row.low < row.high:
        yield best
