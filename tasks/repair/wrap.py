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

Floats: TypeAlias = npt.NDArray[np.float64]
Spans: TypeAlias = npt.NDArray[np.intp]  # where tokens begin and end, two columns

WIDEST = 150  # characters; lines wider than that are paragraphs
NARROWEST = 40
USUAL = 77.0, 15.0  # mean width of the lines of news copy, over many sources, and its standard deviation
SPREADS = 0.4, 1.2, 2.5, 4.5, 7.0  # of one article's lines: programs fill them to the last character, people do not
MANY = 60  # lines that are looked at to learn the width
WILD = 0.002  # what a pair that is no line adds to the likelihood of any width
INDENT = 8  # characters at most
ALIKE = 1e-9  # nepers: of indents that differ by no more, the least is taken
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
    """Places where a line may have ended, in order, each a space that is there or one that is not."""

    ends: list[int]  # characters of the paragraph before it
    starts: list[int]  # where the next line begins, which is the same where the space is missing
    stops: list[int]  # where its first word ends, as if the space were there, 100 characters away at most
    odds: list[float]  # that a line ended here and left this trace, against that none did


class Lines(NamedTuple):
    """A paragraph as wrapped copy: where it lies in its text, and which tokens and places are its own."""

    start: int  # characters of the text before it,
    length: int  # and its own
    first: int  # number of its first token
    last: int  # and of the one after its last
    low: int  # the same of its places
    high: int


class Widths(NamedTuple):
    """How wide an article's lines were: for each x, the probability that less than x characters had room."""

    first: Floats  # of a paragraph's first line, which may be indented
    other: Floats
    wide: int  # all but a ten-thousandth had less room than that
    fits: Floats  # see _fits


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
    return Widths(first, below, wide, fits)


def likely(lines: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The means that are tried, from the first to the one after the last: around the middle of many lines."""
    if len(lines) <= 8:
        return NARROWEST, WIDEST - 30
    middle = sorted(low for low, _ in lines)[len(lines) // 2]
    return max(NARROWEST, middle - 6), min(WIDEST - 30, middle + 16)


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
    first, end = likely(lines)
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
    weights = fits - 0.5 * (indents > 0)
    return int(np.argmax(weights > weights.max() - ALIKE))


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


class Laid:
    """Some paragraphs as wrapped copy, and how much likelier each is so than as one line, in nepers."""

    def __init__(
        self,
        lines: Sequence[Lines],
        tokens: Spans,
        kept: float,
        numbers: Sequence[int],
        ends: Sequence[int],
        odds: Sequence[float],
        widths: Widths,
    ) -> None:
        """Weigh all ways to come to each break; time grows with their number.

        A space that is there has odds of `kept`; at the places, given by the numbers of their tokens and by the
        characters of the text before them, a line would end with odds of its own.
        """
        self.lines, self.numbers = lines, numbers
        self.widths = widths.first.tolist(), widths.other.tolist(), widths.wide, widths.fits.tolist()
        self.breaks: list[Breaks] = []
        self.weights: list[list[float]] = []
        self.scales: list[list[float]] = []
        self.nepers: list[float] = []
        for start, length, first, last, low, high in lines:
            size = last - first - 1 + high - low
            breaks = Breaks([0] * size, [0] * size, [0] * size, [0.0] * size)
            own = slice(low, high)
            lay_out(tokens[first:last].tolist(), start, first, kept, numbers[own], ends[own], odds[own], *breaks)
            weights, scales, begins = ([0.0] * size for _ in range(3))
            self.nepers.append(forward(*breaks, length, *self.widths, weights, scales, begins))
            self.breaks.append(breaks)
            self.weights.append(weights)
            self.scales.append(scales)

    def ended(self, chosen: Sequence[bool]) -> list[float]:
        """How probable each place of the chosen paragraphs is as a line's end; 0 for those of others."""
        shares = [0.0] * len(self.numbers)
        for n, (_, length, first, _, low, high) in enumerate(self.lines):
            if not chosen[n]:
                continue
            behind, scales, begins = ([0.0] * len(self.breaks[n].ends) for _ in range(3))
            backward(*self.breaks[n], length, *self.widths[1:], behind, scales, begins)
            for k in range(low, high):
                j = self.numbers[k] - first + k - low
                before, after = self.weights[n][j], behind[j]
                if before > 0 < after:
                    share = math.log(before) + self.scales[n][j] + math.log(after) + scales[j] - self.nepers[n]
                    shares[k] = math.exp(min(0.0, share))
        return shares


def lay_out(
    tokens: Any,
    start: int,
    first: int,
    kept: float,
    numbers: Any,
    places: Any,
    odds: Any,
    ends: Any,
    starts: Any,
    stops: Any,
    weights: Any,
) -> None:
    """The breaks of a paragraph that begins with a certain character and token; compiled or not, as the next two."""
    j = k = 0
    for n in range(len(tokens)):
        stop = tokens[n][1] - start
        while k < len(numbers) and numbers[k] == first + n:
            ends[j] = starts[j] = places[k] - start
            stops[j] = stop + 1
            weights[j] = odds[k]
            k += 1
            j += 1
        if n + 1 < len(tokens):
            ends[j] = stop
            starts[j] = tokens[n + 1][0] - start
            stops[j] = min(tokens[n + 1][1] - start, stop + 100)
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
    """What weighs the breaks from a paragraph's beginning to its end, and in nepers what all of it weighs.

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
