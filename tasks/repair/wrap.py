"""Where the lines of a paragraph once ended, when nothing but their lost spaces tells.

A writer's program fills a line with words until the next one does not fit; the copy that lost those line ends has
its words grown together once in every 60 to 90 characters, hardly ever twice on a line.  So a place is judged with
all others of its paragraph: `widths` learns how wide an article's lines were, `ended` weighs every way in which the
lines of a paragraph may have ended (forward and backward over all breaks, as in a hidden semi-Markov model; L. R.
Rabiner, "A tutorial on hidden Markov models", 1989) and says how probable each break is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

WIDEST = 150  # characters; lines wider than that are paragraphs
NARROWEST = 40
USUAL = 77.0, 15.0  # mean width of the lines of news copy, over many sources, and its standard deviation
SPREADS = (
    0.4,
    1.2,
    2.5,
    4.5,
    7.0,
)  # of the lines of one article: programs fill lines to the last character, people do not
MANY = 60  # lines that are looked at to learn the width
WILD = 0.002  # what a pair that is no line adds to the likelihood of any width
INDENT = 8  # characters at most
ASTRAY = 0.001  # share of lines that keep to no width: a heading that was joined, a line broken at a hyphen
FAR = 80.0  # characters after which such a line's end is e times less likely,
WORDS_FAR = 20.0  # and the ends of words there, roughly
NEAR, SHORT = 35, 0.02  # a line as short as that is less likely still: nobody breaks a line that has room
LONGER, LONGER_SHARE = 20, 0.02  # characters that a line may have gained since, and the share of lines that have
HUGE, TINY = 1e100, 1e-100

TABLE = 2 * WIDEST  # entries of the tables below: no line and its next word have more characters
NORMAL = {  # for each spread, the share of widths less than x below the mean: index WIDEST is the mean itself
    spread: [(1.0 + math.erf((x - 0.5) / spread / math.sqrt(2.0))) / 2.0 for x in range(-WIDEST, TABLE)]
    for spread in SPREADS
}


class Break(NamedTuple):
    """A place where a line may have ended: a space that is there, or one that is not."""

    end: int  # characters of the paragraph before it
    start: int  # where the next line begins: `end` where the space is missing
    stop: int  # where the next line's first word ends, as if the space were there; 100 characters away at most
    weight: float  # odds that a line ended here and left this trace, against that none did


class Widths(NamedTuple):
    """How wide an article's lines were: for each x, the probability that less than x characters had room."""

    first: list[float]  # of a paragraph's first line, which may be indented
    other: list[float]
    narrow: int  # all but a ten-thousandth had more room than that,
    wide: int  # and less than that


def widths(firsts: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> Widths:
    """What the likely line ends of an article say of its width.

    Each pair is a line's length and the length it would have had with one word more: the room was between.
    Means and spreads are weighed by what they say of all pairs and averaged; a share `WILD` of the pairs is
    thought to be no line.  First lines are as wide as the others, less one indent.
    """
    shares = _average(others[:MANY] or firsts[:MANY])
    below = _below(_longer(shares))
    indent = _indent(firsts[:MANY], below) if others else 0
    first = below[indent:] + [1.0] * indent
    narrow = next(x for x, share in enumerate(first) if share > 1e-4)
    wide = next((x for x, share in enumerate(below) if share > 1.0 - 1e-4), WIDEST)
    return Widths(first, below, narrow, wide)


def _average(lines: Sequence[tuple[int, int]]) -> list[float]:
    """The shares of all widths, averaged over the means and spreads that the lines allow."""
    means = range(NARROWEST, WIDEST - 30)
    if len(lines) > 8:
        middle = sorted(low for low, _ in lines)[len(lines) // 2]
        means = range(max(NARROWEST, middle - 6), min(WIDEST - 30, middle + 16))
    weights = {}
    for spread, below in NORMAL.items():
        for mean in means:
            shift = WIDEST - mean
            usual = -(((mean - USUAL[0]) / USUAL[1]) ** 2) / 2
            weights[mean, spread] = usual + sum(
                [math.log(WILD + below[high + shift] - below[low + shift]) for low, high in lines]
            )
    most = max(weights.values())
    shares = [0.0] * WIDEST
    for (mean, spread), weight in weights.items():
        share = math.exp(weight - most)
        if share > 1e-2:
            below = NORMAL[spread]
            reach = math.ceil(4 * spread)
            for x in range(max(0, mean - reach), min(WIDEST, mean + reach + 1)):
                shares[x] += share * (below[x + 1 + WIDEST - mean] - below[x + WIDEST - mean])
    whole = sum(shares)
    return [share / whole for share in shares]


def _indent(firsts: Sequence[tuple[int, int]], below: Sequence[float]) -> int:
    """How many characters a first line has less than the others: newswires indent by three to six."""

    def fit(indent: int) -> float:
        seen = sum(math.log(WILD + below[high + indent] - below[low + indent]) for low, high in firsts)
        return seen - 0.5 * (indent > 0)

    return max(range(INDENT + 1), key=fit)


def _longer(shares: Sequence[float]) -> list[float]:
    """Some lines had a word put in since they were filled."""
    longer = [share * (1.0 - LONGER_SHARE) for share in shares]
    for x, share in enumerate(shares):
        if share > 1e-6:
            for wider in range(x + 1, min(x + 1 + LONGER, len(shares))):
                longer[wider] += share * LONGER_SHARE / LONGER
    return longer


def _below(shares: Sequence[float]) -> list[float]:
    below = [0.0, *accumulate(shares)]
    return below + [1.0] * (TABLE - len(below))


def ended(breaks: Sequence[Break], length: int, widths: Widths) -> tuple[float, list[float]]:
    """How much likelier a paragraph is as wrapped copy than as one line, in nepers, and how probable each break is.

    `breaks` stand in order.  Time grows with their number times those that one line can hold.
    """
    forward, scales, evidence = _forward(breaks, length, widths)
    backward, scales_back = _backward(breaks, length, widths)
    shares = [
        math.exp(min(0.0, math.log(there) + scale + math.log(back) + scale_back - evidence))
        if there > 0 < back
        else 0.0
        for there, scale, back, scale_back in zip(forward, scales, backward, scales_back, strict=True)
    ]
    return evidence, shares


def _forward(breaks: Sequence[Break], length: int, widths: Widths) -> tuple[list[float], list[float], float]:
    first, other, narrow, wide = widths
    forward: list[float] = []
    scales: list[float] = []
    scale = 0.0
    begun = 1.0  # weight of the paragraph's beginning, in the present scale
    every = far = 1.0  # weight of all beginnings of lines so far, those further back less; and of those not near
    near = low = last = 0
    for j, (end, _, stop, weight) in enumerate(breaks):
        fading = math.exp((last - end) / FAR)
        every *= fading
        far *= fading
        last = end
        while near < j and breaks[near].start + NEAR <= end:
            far += forward[near] * math.exp((breaks[near].end - end) / FAR)
            near += 1
        total = (far + (every - far) * SHORT) * ASTRAY / WORDS_FAR
        if end <= wide:
            total += begun * (first[stop] - first[end])
        while low < j and breaks[low].start < end - wide:
            low += 1
        for i in range(low, j):
            start = breaks[i].start
            if stop - start <= narrow:
                break
            total += forward[i] * (other[stop - start] - other[end - start])
        total *= weight
        forward.append(total)
        scales.append(scale)
        every += total
        if not TINY < every < HUGE:
            scale += math.log(every)
            for i in range(min(low, near), j + 1):
                forward[i] /= every
                scales[i] = scale
            begun /= every
            far /= every
            every = 1.0
    whole = every * math.exp((last - length) / FAR) * ASTRAY / 2.0
    whole += begun * (1.0 - first[min(length, WIDEST)])
    for i in range(low, len(breaks)):
        whole += forward[i] * (1.0 - other[min(max(length - breaks[i].start, 0), WIDEST)])
    return forward, scales, math.log(whole) + scale if whole > 0.0 else -math.inf


def _backward(breaks: Sequence[Break], length: int, widths: Widths) -> tuple[list[float], list[float]]:
    _, other, narrow, wide = widths
    backward = [0.0] * len(breaks)
    scales = [0.0] * len(breaks)
    scale = 0.0
    closed = 1.0  # weight of the paragraph's end, in the present scale
    every = far = 0.0
    last = length
    near = high = len(breaks)  # breaks from here on are not near, or begin too far away
    for j in range(len(breaks) - 1, -1, -1):
        here, start, _, own = breaks[j]
        fading = math.exp((here - last) / FAR)
        every *= fading
        far *= fading
        last = here
        while near > j + 1 and start + NEAR <= breaks[near - 1].end:
            near -= 1
            far += backward[near] * breaks[near].weight * math.exp((here - breaks[near].end) / FAR)
        total = (far + (every - far) * SHORT) * ASTRAY / WORDS_FAR
        total += closed * (
            1.0 - other[min(max(length - start, 0), WIDEST)] + ASTRAY / 2.0 * math.exp((here - length) / FAR)
        )
        while high > j + 1 and breaks[high - 1].end - start > wide:
            high -= 1
        for k in range(high - 1, j, -1):
            end, _, stop, weight = breaks[k]
            if stop - start <= narrow:
                break
            total += backward[k] * weight * (other[stop - start] - other[end - start])
        backward[j] = total
        scales[j] = scale
        every += total * own
        if every > 0.0 and not TINY < every < HUGE:
            scale += math.log(every)
            for k in range(j, max(high, near)):
                backward[k] /= every
                scales[k] = scale
            closed /= every
            far /= every
            every = 1.0
    return backward, scales
