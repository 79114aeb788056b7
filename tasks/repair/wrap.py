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
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.repair.pace import kernels

Floats: TypeAlias = npt.NDArray[np.float64]
Spans: TypeAlias = npt.NDArray[np.intp]  # where tokens begin and end, two columns

WIDEST = 150  # characters; lines wider than that are paragraphs
NARROWEST = 40
USUAL = 77.0, 15.0  # mean width of the lines of news copy, over many sources, and its standard deviation
SPREADS = 0.4, 1.2, 2.5, 4.5, 7.0  # of one article's lines: programs fill them to the last character, people do not
MANY = 60  # lines that are looked at to learn the width
WILD = 0.002  # what a pair that is no line adds to the likelihood of any width
INDENT = 8  # characters at most
ASTRAY = 0.001  # share of lines that keep to no width: a heading that was joined, a line broken at a hyphen
FAR = 80.0  # characters after which such a line's end is e times less likely,
WORDS_FAR = 20.0  # and the ends of words there, roughly
NEAR, SHORT = 35, 0.02  # a line as short as that is less likely still: nobody breaks a line that has room
LONGER, LONGER_SHARE = 20, 0.02  # characters that a line may have gained since, and the share of lines that have
HUGE, TINY = 1e100, 1e-100
FURTHEST = 32_000  # characters without a break after which nothing gets less likely: 0 has no logarithm

LOOSE = ASTRAY / WORDS_FAR

WORD = 101  # characters of the longest word that a line may have had no room for, and the space before it
TABLE = 2 * WIDEST  # entries of the tables below: no line and its next word have more characters
NORMAL: Floats = np.array(  # by spread, the share of widths less than x below the mean: index WIDEST is the mean itself
    [[(1.0 + math.erf((x - 0.5) / spread / math.sqrt(2.0))) / 2.0 for x in range(-WIDEST, TABLE)] for spread in SPREADS]
)
REACH = math.ceil(4 * SPREADS[-1])
DENSITY: Floats = np.array(  # the share of each width, as far as four standard deviations from the mean
    [
        np.where(
            np.abs(np.arange(-REACH, REACH + 1)) <= math.ceil(4 * spread),
            np.diff(below[WIDEST - REACH :][: 2 * REACH + 2]),
            0.0,
        )
        for spread, below in zip(SPREADS, NORMAL, strict=True)
    ]
)


class Breaks(NamedTuple):
    """Places where a line may have ended, in order, each a space that is there or one that is not.

    Lists for plain Python, arrays for the kernels; so all that is made of them.
    """

    ends: Any  # characters of the paragraph before it
    starts: Any  # where the next line begins, which is the same where the space is missing
    stops: Any  # where its first word ends, as if the space were there, 100 characters away at most
    odds: Any  # that a line ended here and left this trace, against that none did


class Widths(NamedTuple):
    """How wide an article's lines were: for each x, the probability that less than x characters had room."""

    first: Any  # of a paragraph's first line, which may be indented
    other: Any
    wide: int  # all but a ten-thousandth had less room than that
    fits: Any  # see _fits


def breaks(tokens: Spans, kept: float, numbers: Any, ends: Any, odds: Any) -> Breaks:
    """The breaks of a paragraph: between its tokens, with odds of `kept`, and at places inside of them.

    Each place lies in the token of that number; there a line would end after `ends` characters, with odds of its own.
    """
    found = np.empty((3, len(tokens) - 1 + len(numbers)), np.int64)
    weights = np.empty(found.shape[1])
    if compiled := kernels():
        compiled.lay_out(tokens, kept, numbers, ends, odds, *found, weights)
        return Breaks(found[0], found[1], found[2], weights)
    lay_out(tokens.tolist(), kept, numbers, ends, odds, found[0], found[1], found[2], weights)
    return Breaks(found[0].tolist(), found[1].tolist(), found[2].tolist(), weights.tolist())


def widths(firsts: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> Widths:
    """What the likely line ends of an article say of its width.

    Each pair is a line's length and the length it would have had with one word more: the room was between.
    Means and spreads are weighed by what they say of all pairs and averaged; a share `WILD` of the pairs is
    thought to be no line.  First lines are as wide as the others, less one indent.
    """
    below = _below(_longer(_average(others[:MANY] or firsts[:MANY])))
    indent = _indent(firsts[:MANY], below) if others else 0
    first = np.ones(TABLE)
    first[: TABLE - indent] = below[indent:]
    narrow = int(np.argmax(first > 1e-4))
    wide = int(np.argmax(below > 1.0 - 1e-4))
    fits = _fits(below, narrow, wide)
    if kernels():
        return Widths(first, below, wide, fits)
    return Widths(first.tolist(), below.tolist(), wide, fits.tolist())


def _fits(below: Floats, narrow: int, wide: int) -> Floats:
    """For each length of a word, how probable it is that a line with room for all before it had none for it.

    A row counts the characters before the word down from `wide` to none, as a line's beginning nears its end.  No
    line that has less room than `narrow` is thought to be full.
    """
    before = np.arange(wide, -1, -1)
    after = before + np.arange(WORD + 1)[:, None]
    fits: Floats = np.where(after > narrow, below[after] - below[before], 0.0)
    return fits


def _average(lines: Sequence[tuple[int, int]]) -> Floats:
    """The shares of all widths, averaged over the means and spreads that the lines allow."""
    first, end = NARROWEST, WIDEST - 30
    if len(lines) > 8:
        middle = sorted(low for low, _ in lines)[len(lines) // 2]
        first, end = max(NARROWEST, middle - 6), min(WIDEST - 30, middle + 16)
    means = np.arange(first, end)
    pairs = np.array(lines, dtype=np.intp).reshape(-1, 2)
    shifted = pairs.T[:, None, :] + (WIDEST - means)[None, :, None]  # low and high, by mean and line
    fits = np.log(WILD + NORMAL[:, shifted[1]] - NORMAL[:, shifted[0]]).sum(axis=2)  # by spread and mean
    weights = fits - ((means - USUAL[0]) / USUAL[1]) ** 2 / 2
    weights = np.exp(weights - weights.max())
    weights[weights <= 1e-2] = 0.0
    shares = np.zeros(WIDEST + 2 * REACH)
    for spread, weight in zip(DENSITY, weights, strict=True):
        if weight.any():
            shares[first : end + 2 * REACH] += np.convolve(weight, spread)
    shares = shares[REACH : REACH + WIDEST]
    return shares / shares.sum()


def _indent(firsts: Sequence[tuple[int, int]], below: Floats) -> int:
    """How many characters a first line has less than the others: newswires indent by three to six."""
    if not firsts:
        return 0
    indents = np.arange(INDENT + 1)
    shifted = np.array(firsts, dtype=np.intp).T[:, None, :] + indents[None, :, None]
    fits = np.log(WILD + below[shifted[1]] - below[shifted[0]]).sum(axis=1)
    return int(np.argmax(fits - 0.5 * (indents > 0)))


def _longer(shares: Floats) -> Floats:
    """Some lines had a word put in since they were filled."""
    telling = np.where(shares > 1e-6, shares, 0.0)
    gained = np.convolve(telling, [0.0, *[LONGER_SHARE / LONGER] * LONGER])[: len(shares)]
    return shares * (1.0 - LONGER_SHARE) + gained


def _below(shares: Floats) -> Floats:
    below = np.ones(TABLE)
    below[0] = 0.0
    below[1 : len(shares) + 1] = np.cumsum(shares)
    return below


class Ahead(NamedTuple):
    """Of each break, the weight of all ways to come to it, and the logarithm of their scale."""

    weights: Any
    scales: Any
    nepers: float  # how much likelier the paragraph is as wrapped copy than as one line


def ahead(breaks: Breaks, length: int, widths: Widths) -> Ahead:
    """What a paragraph says for its being wrapped copy; time grows with the number of breaks."""
    weights, scales, begins = _zeros(3, breaks)
    if compiled := kernels():
        nepers = compiled.forward(*breaks, length, *widths, weights, scales, begins)
    else:
        nepers = forward(*breaks, length, *widths, weights, scales, begins)
    return Ahead(weights, scales, nepers)


def ended(breaks: Breaks, length: int, widths: Widths, ahead: Ahead, asked: Any) -> list[float]:
    """How probable each of the breaks asked for is, if the paragraph is wrapped copy."""
    behind, scales, begins = _zeros(3, breaks)
    if compiled := kernels():
        compiled.backward(*breaks, length, *widths[1:], behind, scales, begins)
        of_asked = [column[asked].tolist() for column in (ahead.weights, ahead.scales, behind, scales)]
    else:
        backward(*breaks, length, *widths[1:], behind, scales, begins)
        of_asked = [[column[n] for n in asked] for column in (ahead.weights, ahead.scales, behind, scales)]
    return [
        math.exp(min(0.0, math.log(before) + scale + math.log(after) + other - ahead.nepers))
        if before > 0 < after
        else 0.0
        for before, scale, after, other in zip(*of_asked, strict=True)
    ]


def _zeros(rows: int, breaks: Breaks) -> Any:
    """Room for what is found of each break: lists for plain Python, arrays for the kernels."""
    if kernels():
        return np.zeros((rows, len(breaks.ends)))
    return [[0.0] * len(breaks.ends) for _ in range(rows)]


def lay_out(
    tokens: Any, kept: float, numbers: Any, places: Any, odds: Any, ends: Any, starts: Any, stops: Any, weights: Any
) -> None:
    """The work of `breaks`; compiled or not, as that of the next two."""
    j = k = 0
    for n in range(len(tokens)):
        stop = tokens[n][1]
        while k < len(numbers) and numbers[k] == n:
            ends[j] = starts[j] = places[k]
            stops[j] = stop + 1
            weights[j] = odds[k]
            k += 1
            j += 1
        if n + 1 < len(tokens):
            ends[j] = stop
            starts[j] = tokens[n + 1][0]
            stops[j] = min(tokens[n + 1][1], stop + 100)
            weights[j] = kept
            j += 1


def forward(
    ends: Any,
    starts: Any,
    stops: Any,
    odds: Any,
    length: int,
    first: Any,
    other: Any,
    wide: int,
    fits: Any,
    weights: Any,
    scales: Any,
    begins: Any,
) -> float:
    """The work of `ahead`, from a paragraph's beginning to its end; compiled or not.

    `begins` are the weights once more, all of them in the present scale.
    """
    scale = 0.0
    begun = 1.0  # weight of the paragraph's beginning, in the present scale
    every = far = 1.0  # weight of all beginnings of lines so far, those further back less; and of those not near
    near = reach = last = 0
    for j in range(len(ends)):
        end = ends[j]
        fading = math.exp(max(last - end, -FURTHEST) / FAR)
        every *= fading
        far *= fading
        last = end
        while near < j and starts[near] + NEAR <= end:
            far += weights[near] * math.exp((ends[near] - end) / FAR)
            near += 1
        while reach < j and starts[reach] + wide < end:
            reach += 1
        total = (far + (every - far) * SHORT) * LOOSE
        if end <= wide:
            total += begun * (first[stops[j]] - first[end])
        fit = fits[stops[j] - end]
        full = 0.0
        for i in range(reach, j):
            full += begins[i] * fit[starts[i] + wide - end]
        total = (total + full) * odds[j]
        weights[j] = begins[j] = total
        scales[j] = scale
        every += total
        if not TINY < every < HUGE:
            scale += math.log(every)
            for i in range(reach, j + 1):
                begins[i] /= every
            for i in range(near, j + 1):
                weights[i] /= every
                scales[i] = scale
            begun /= every
            far /= every
            every = 1.0
    whole = every * math.exp((last - length) / FAR) * ASTRAY / 2.0
    whole += begun * (1.0 - first[min(length, WIDEST)])
    for i in range(reach, len(ends)):
        whole += begins[i] * (1.0 - other[min(length - starts[i], WIDEST)])
    return math.log(whole) + scale if whole > 0.0 else -math.inf


def backward(
    ends: Any,
    starts: Any,
    stops: Any,
    odds: Any,
    length: int,
    other: Any,
    wide: int,
    fits: Any,
    weights: Any,
    scales: Any,
    begins: Any,
) -> None:
    """The same as `forward`, from a paragraph's end to its beginning."""
    scale = 0.0
    closed = 1.0  # weight of the paragraph's end, in the present scale
    every = far = 0.0
    last = length
    near = reach = len(ends)  # breaks from here on are not near, or out of a line's reach
    for j in range(len(ends) - 1, -1, -1):
        end, start = ends[j], starts[j]
        fading = math.exp((end - last) / FAR)
        every *= fading
        far *= fading
        last = end
        while near > j + 1 and start + NEAR <= ends[near - 1]:
            near -= 1
            far += weights[near] * odds[near] * math.exp((end - ends[near]) / FAR)
        while reach > j + 1 and start + wide < ends[reach - 1]:
            reach -= 1
        total = (far + (every - far) * SHORT) * LOOSE
        total += closed * (1.0 - other[min(length - start, WIDEST)] + ASTRAY / 2.0 * math.exp((end - length) / FAR))
        full = 0.0
        for i in range(reach - 1, j, -1):
            full += begins[i] * fits[stops[i] - ends[i]][start + wide - ends[i]]
        total += full
        weights[j] = total
        scales[j] = scale
        begins[j] = total = total * odds[j]
        every += total
        if every > 0.0 and not TINY < every < HUGE:
            scale += math.log(every)
            for i in range(j, reach):
                begins[i] /= every
            for i in range(j, near):
                weights[i] /= every
                scales[i] = scale
            closed /= every
            far /= every
            every = 1.0
