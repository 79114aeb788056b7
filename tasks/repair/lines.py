"""What the lost line ends of an article say together: whether it was wrapped copy, and which spaces it lost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from tasks.repair.context import Paragraph, in_context, read
from tasks.repair.lexicon import is_foreign
from tasks.repair.splits import TELLING, Split, probability
from tasks.repair.wrap import Ahead, Breaks, Spans, Widths, ahead, breaks, ended, widths

DAMAGED = -7.0  # ln odds that an article has lost its line ends, before it is read
PARAGRAPH = 0.6  # share of a damaged article's paragraphs that are damaged
ENOUGH = 0.5  # probability at which a space is put back
BLANK = np.array([chr(point).isspace() for point in range(0x3002)], np.int8)  # no blank has a higher code point


class Judged(NamedTuple):
    """A paragraph as wrapped copy."""

    length: int
    breaks: Breaks
    asked: Any  # the numbers of the places among the breaks
    places: list[tuple[int, str]]  # where in the text they are, and what grew together
    ahead: Ahead


def wrapped(
    text: str, tokens: Spans, struck: list[Paragraph], others: list[Paragraph]
) -> Iterator[tuple[int, str, float]]:
    """The spaces that are missing where the lines of wrapped copy ended: where, what grew together, how probable."""
    context = read(text)
    struck = [in_context(paragraph, context) for paragraph in struck]
    lines, rate = _lines(struck, tokens)
    judged = [_judge(paragraph, tokens, lines, rate) for paragraph in struck]
    article = probability(DAMAGED + sum(_either(one.ahead.nepers) for one in judged))
    if article < ENOUGH:
        return
    for paragraph in others:
        if not is_foreign(paragraph.text.split()):
            paragraph = in_context(paragraph, context)
            if paragraph.splits:
                judged.append(_judge(paragraph, tokens, lines, rate))
    for length, laid, asked, places, weighed in judged:
        damaged = article * probability(weighed.nepers + math.log(PARAGRAPH / (1 - PARAGRAPH)))
        if damaged >= ENOUGH:
            shares = ended(laid, length, lines, weighed, asked)
            for (at, kind), share in zip(places, shares, strict=True):
                if share * damaged >= ENOUGH:
                    yield at, kind, share * damaged


def spans(text: str) -> Spans:
    """Where the tokens of a text begin and end, those of str.split().

    >>> spans("a river").tolist()
    [[0, 1], [2, 7]]
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = np.ones(len(codes) + 2, np.int8)
    blank[1:-1] = BLANK[np.minimum(codes, len(BLANK) - 1)]
    return np.flatnonzero(np.diff(blank)).reshape(-1, 2)


def _judge(paragraph: Paragraph, tokens: Spans, lines: Widths, rate: float) -> Judged:
    found = [(n, split) for n, found in paragraph.splits.items() for split in found]
    numbers = np.array([n for n, _ in found], np.intp)
    first, length = paragraph.first, len(paragraph.text)
    own = tokens[first : first + paragraph.tokens] - paragraph.start
    ends = own[numbers, 0] + np.array([split.at for _, split in found], np.intp)
    odds = np.array([rate * math.exp(split.score) for _, split in found])
    laid = breaks(own, 1.0 - rate, numbers, ends, odds)
    places = [(paragraph.start + end, split.kind) for (_, split), end in zip(found, ends.tolist(), strict=True)]
    return Judged(length, laid, numbers + np.arange(len(found)), places, ahead(laid, length, lines))


def _either(nepers: float) -> float:
    """What a paragraph says of its article, if it may or may not share its damage."""
    if nepers > 30.0:
        return nepers + math.log(PARAGRAPH)
    return math.log(1.0 - PARAGRAPH + PARAGRAPH * math.exp(nepers))


def _lines(paragraphs: list[Paragraph], tokens: Spans) -> tuple[Widths, float]:
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
            start, stop = (tokens[paragraph.first + n] - paragraph.start).tolist()
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
