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
from tasks.story.ending import tokens, trees
from tasks.story.ending.features import AT
from tasks.story.ending.tokens import Integers
from tasks.story.ending.trees import SCALE, Trees

KNOWN = 2  # what the memory says of a paragraph: from here on that it is another story's

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
_SIDES = np.array([AT[name] for name in (*BREAKS, *BEFORE)], np.int64)
COLUMNS = (*core.STORY_PLACES, *(f"{name}>" for name in BREAKS), *(f"{name}<" for name in BEFORE))

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
    with as_file(files("tasks.story.ending").joinpath("weights.npz")) as path:
        return opened(path)


def opened(path: Path) -> Model:
    """The weights in a file that `fit` wrote."""
    with np.load(path) as columns:
        return Model(columns["common"], *(trees.read(columns, stage) for stage in ("made", "real", "place")))


class Read(NamedTuple):
    """The paragraphs of a page, as far as they can be judged without knowing anything else."""

    rows: Any  # features, and what the second stage heard
    odds: Integers  # log-odds that a paragraph stands below the story, in SCALE parts


def read(lines: Sequence[str], weights: Model) -> Read:
    """Judge each paragraph."""
    rows, odds = core.story_read(lines, weights.words, weights.made.core, weights.real.core)
    return Read(rows, odds)


def heard(odds: Integers) -> Any:
    """What the second stage hears of the first: a row for each paragraph, its columns as core.STORY_HEARD."""
    return core.story_heard(odds)


def places(page: Read, known: Integers) -> Any:
    """One row of COLUMNS for each place before paragraph 1, 2, ..., and one, the last, for no tail at all.

    `known` says what the site's memory knows of each paragraph: 0 nothing, 1 that it stands on another page,
    KNOWN on two other pages, 3 on more, 4 that it begins another story.
    """
    return core.story_places(page.odds, known, np.ascontiguousarray(page.rows, np.int32), _SIDES, len(BREAKS))


def scores(page: Read, known: Integers | None, weights: Model) -> Integers:
    """What the third stage says of each place, in SCALE parts; `known` as `places` has it, or nothing."""
    return core.story_scores(page.odds, known, page.rows, _SIDES, len(BREAKS), weights.place.core)


def chances(scores: Integers) -> Integers:
    """Whole numbers in proportion to the exponentials of scores, the largest 2**24.

    >>> chances(np.array([0, 0, -5000])).tolist()
    [16777216, 16777216, 127288]
    """
    return core.story_chances(scores, _POWERS)


class Costs(NamedTuple):
    """What a wrong cut costs, in paragraphs of a tail that stay."""

    dear: int  # a paragraph of the story that goes
    exact: int  # to miss the very place, more
    whole: int  # to cut a page that has no tail, more


def place(scores: Integers, credited: bytes, costs: Costs) -> tuple[int, list[int]]:
    """After which place to cut, as `cheapest` says it, and the chances of all.

    No tail begins at a paragraph that is `credited`, of which there is one byte each: its chance is that of the next.

    >>> scores, costs = np.array([5000, 0, 0]), Costs(4, 5, 0)
    >>> place(scores, bytes(3), costs)[0], place(scores, bytes([0, 1, 0]), costs)[0]
    (1, 2)
    """
    return core.story_place(scores, _POWERS, credited, costs)


def cheapest(chance: Integers, costs: Costs) -> int:
    """After which of the places (from 1 on, the last for no tail) to cut, at the least expected cost.

    >>> cheapest(np.array([1, 8, 1, 2]), Costs(4, 5, 0)), cheapest(np.array([1, 8, 1, 2]), Costs(4, 5, 40))
    (2, 4)
    """
    return core.story_cheapest(chance, *costs)
