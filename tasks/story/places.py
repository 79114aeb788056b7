"""Places: where a story could end, and how probable each place is.

Three stages of trees.  The first two say of each paragraph by how much it looks like what stands below stories: one
that was taught on made pages, and one that was taught on real ones and hears what the first says.  The third weighs
the places, given what the second says of the paragraphs on both sides and what is known from elsewhere; a softmax over
all places, and over that of no tail at all, gives each its probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tasks import core
from tasks.story import tokens, trees
from tasks.story.features import AT, NAMES
from tasks.story.tokens import Integers
from tasks.story.trees import SCALE, Trees

CLIP = 4 * SCALE  # what one paragraph can say at most
PART = 64  # log-odds are counted in 64ths where they are features
NONE = -9_999  # in a column that has nothing to say of the place behind the last paragraph
KNOWN = 2  # what the memory says of a paragraph: from here on that it is another story's

SUMS = (
    *("sum", "mean", "sum-best", "min_below", "max_below", "max_above", "mean_above", "next", "last", "next2", "next3"),
    *("last2", "jump", "share", "stays", "goes", "one", "two", "best", "lines"),
)
# Where what they say changes: the mean of so many paragraphs below less that of as many above; of all below less all
# above; how well two levels explain all of it (signed root of the squares between them); the lowest below less the
# highest above.  Teasers of the story's own beat never sound foreign, but they sound otherwise than the story.
CHANGES = ("step2", "step3", "step5", "step", "rise", "rise-best", "gap", "best_rise", "best_step")
WINDOWS = (2, 3, 5)
KNOWLEDGE = ("known", "known_next", "known_share", "known_below", "known_above", "known_last", "knows")
BREAKS = (
    *("size", "stop", "open", "small", "titled", "sentences", "above-usual", "told_above-usual", "cos_above-usual"),
    *(
        "told_below-above",
        "names_seen-usual",
        "split",
        "split3",
        "opens_goes_on",
        "opens_show",
        "list_credit",
        "quotes",
    ),
    *("size_spread", "chars_below", "stop_below", "small_below", "above_below", "told_above_below", "names_seen_below"),
    *(
        "list_speech_below",
        "opens_goes_on_below",
        "short_below",
        "short_last10",
        "short_last3",
        "least_last5",
        "bullet",
    ),
    *("chars_above", "share", "cased", "rarity"),
)
BEFORE = (
    "size",
    "stop",
    "open",
    "sentences",
    "quotes",
    "list_speech",
    "opens_goes_on",
    "above-usual",
    "bullet",
    "colon",
)
_BREAKS = [AT[name] for name in BREAKS]
_BEFORE = [AT[name] for name in BEFORE]
COLUMNS = (*SUMS, *CHANGES, *KNOWLEDGE, *(f"{name}>" for name in BREAKS), *(f"{name}<" for name in BEFORE))

_STEPS = np.array([int(np.ceil(2.0 ** (n / 8) - 1 - 1e-9)) for n in range(1, 190)], np.int64)

# Powers of two with sixteen binary places, for the parts of a doubling.
_DOUBLING = round(SCALE * 0.6931471805599453)  # a doubling of the odds, in parts of log-odds
_POWERS = np.array([round(2.0 ** (n / _DOUBLING) * (1 << 24)) for n in range(_DOUBLING)], np.int64)


@dataclass(frozen=True)
class Model:
    """The fitted weights."""

    common: Any  # how common words are, by bucket
    made: Trees
    real: Trees  # hears what `made` says of a page: `heard`
    place: Trees

    @cached_property
    def words(self) -> core.Wording:
        """What is known of words beforehand."""
        return tokens.wording(self.common)


@cache
def model() -> Model:
    """The weights that come with the project."""
    with as_file(files("tasks.story").joinpath("ending.npz")) as path:
        return opened(path)


def opened(path: Path) -> Model:
    """The weights in a file that `fit` wrote."""
    with np.load(path) as columns:
        return Model(columns["common"], *(trees.read(columns, stage) for stage in ("made", "real", "place")))


class Read(NamedTuple):
    """The paragraphs of a page, as far as they can be judged without knowing anything else."""

    rows: Any  # features
    odds: Integers  # log-odds that a paragraph stands below the story, in SCALE parts


def read(lines: Sequence[str], weights: Model) -> Read:
    """Judge each paragraph."""
    rows, odds = core.story_read(lines, weights.words, weights.made.core, weights.real.core)
    return Read(rows[:, : len(NAMES)], odds)


def heard(odds: Integers) -> Any:
    """What the second stage hears of the first: a row for each paragraph, its columns as core.STORY_HEARD."""
    return core.story_heard(odds)


def places(page: Read, known: Integers) -> Integers:
    """One row of COLUMNS for each place before paragraph 1, 2, ..., and one, the last, for no tail at all.

    `known` says what the site's memory knows of each paragraph: 0 nothing, 1 that it stands on another page,
    KNOWN on two other pages, 3 on more, 4 that it begins another story.
    """
    odds = page.odds * PART // SCALE
    clipped = np.clip(page.odds, -CLIP, CLIP) * PART // SCALE
    count = len(odds)
    stays = np.arange(1, count)
    goes = count - stays
    sums = np.cumsum(clipped[::-1])[::-1]
    best = int(sums[1:].max(initial=0))
    padded = np.append(odds, [0, 0, 0])
    told = known >= KNOWN
    below = np.cumsum(told[::-1])[::-1]
    above = np.cumsum(told)
    nearest = np.maximum.accumulate(np.where(told, np.arange(count), -99))
    highest = np.maximum.accumulate(known[::-1])[::-1]
    ones = np.ones(count - 1, np.int64)
    changes = _changes(odds, stays)
    found = np.vstack(
        [
            sums[1:],
            sums[1:] // goes,
            sums[1:] - best,
            np.minimum.accumulate(odds[::-1])[::-1][1:],
            np.maximum.accumulate(odds[::-1])[::-1][1:],
            np.maximum.accumulate(odds)[:-1],
            np.cumsum(clipped)[:-1] // stays,
            odds[1:],
            odds[:-1],
            padded[2 : count + 1],
            padded[3 : count + 2],
            np.append(0, odds)[: count - 1],
            odds[1:] - odds[:-1],
            np.cumsum((odds > 0)[::-1])[::-1][1:] * PART // goes,
            _size(stays),
            _size(goes),
            goes == 1,
            goes == 2,
            ones * best,
            ones * min(count, 150),
            changes,
            known[1:],
            np.append(known[2:], 0)[: count - 1],
            below[1:] * PART // goes,
            np.minimum(below[1:], 20),
            np.minimum(above[:-1], 20),
            np.minimum(stays - nearest[:-1], 20),
            highest[1:] + 8 * int(told.any()),
            page.rows[1:, _BREAKS].T,
            page.rows[:-1, _BEFORE].T,
        ]
    ).T
    none = np.full((1, len(COLUMNS)), NONE, np.int64)
    for name, value in (
        *(("sum", 0), ("sum-best", -best), ("best", best), ("lines", min(count, 150))),
        *(("max_above", odds.max()), ("mean_above", clipped.sum() // count), ("last", odds[-1])),
        *(("known_above", min(int(above[-1]), 20)), ("knows", 8 * int(told.any()))),
        *(("best_rise", changes[-2].max(initial=NONE)), ("best_step", changes[-1].max(initial=NONE))),
    ):
        none[0, COLUMNS.index(name)] = value
    return np.vstack([found, none])


def _size(counts: Integers) -> Integers:
    """How large whole numbers are, in eighths of a doubling."""
    return np.searchsorted(_STEPS, counts, side="right")


def _changes(odds: Integers, stays: Integers) -> Integers:
    """A row of CHANGES for each place but that of no tail."""
    said = np.clip(odds, -2 * CLIP * PART // SCALE, 2 * CLIP * PART // SCALE)
    count = len(said)
    goes = count - stays
    upto = np.append(0, np.cumsum(said))
    steps = []
    for width in WINDOWS:
        above, below = np.minimum(stays, width), np.minimum(goes, width)
        steps.append((upto[stays + below] - upto[stays]) // below - (upto[stays] - upto[stays - above]) // above)
    step = (upto[-1] - upto[stays]) // goes - upto[stays] // stays
    rise = np.sign(step) * np.floor(np.sqrt(step * step * stays * goes // count)).astype(np.int64)
    gap = np.minimum.accumulate(said[::-1])[::-1][1:] - np.maximum.accumulate(said)[:-1]
    ones = np.ones(count - 1, np.int64)
    best, best_step = rise.max(initial=NONE), steps[1].max(initial=NONE)
    return np.vstack([*steps, step, rise, rise - best, gap, ones * best, ones * best_step])


def chances(scores: Integers) -> Integers:
    """Whole numbers in proportion to the exponentials of scores, the largest 2**24.

    >>> chances(np.array([0, 0, -5000])).tolist()
    [16777216, 16777216, 127288]
    """
    down = scores.max() - scores
    found: Integers = _POWERS[(-down) % _DOUBLING] >> np.minimum(-(-down // _DOUBLING), 62)
    return found


class Costs(NamedTuple):
    """What a wrong cut costs, in paragraphs of a tail that stay."""

    dear: int  # a paragraph of the story that goes
    exact: int  # to miss the very place, more
    whole: int  # to cut a page that has no tail, more


def cheapest(chance: Integers, costs: Costs) -> int:
    """After which of the places (from 1 on, the last for no tail) to cut, at the least expected cost.

    >>> cheapest(np.array([1, 8, 1, 2]), Costs(4, 5, 0)), cheapest(np.array([1, 8, 1, 2]), Costs(4, 5, 40))
    (2, 4)
    """
    at = np.arange(1, len(chance) + 1)
    so_far, weighted = np.cumsum(chance), np.cumsum(chance * at)
    left = at * so_far - weighted
    lost = (weighted[-1] - weighted) - at * (so_far[-1] - so_far)
    cost = costs.dear * lost + left - costs.exact * chance
    cost[:-1] += costs.whole * chance[-1]
    return int(np.argmin(cost)) + 1
