"""Places are told by whole numbers that one can count by hand, and the one that costs least is chosen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks import core
from tasks.story.ending.features import NAMES
from tasks.story.ending.places import COLUMNS, Costs, Read, chances, cheapest, places
from tasks.story.ending.trees import SCALE

DOUBLING = 710  # of the odds, in SCALE parts of log-odds
ODDS = st.lists(st.integers(-20 * SCALE, 20 * SCALE), min_size=1, max_size=12)
COUNTS = st.lists(st.integers(0, 1 << 24), min_size=1, max_size=12)


def told(odds: list[int], known: list[int]) -> dict[str, list[int]]:
    rows = np.zeros((len(odds), len(NAMES)), np.int32)
    found = places(Read(rows, np.array(odds, np.int64)), np.array(known, np.int64))
    return {name: found[:, n].tolist() for n, name in enumerate(COLUMNS)}


def test_what_is_said_of_a_story_of_three_and_a_tail_of_two() -> None:
    found = told([-5 * SCALE, -2 * SCALE, -SCALE, 3 * SCALE, 5 * SCALE], [0, 0, 0, 3, 0])
    assert found["sum"] == [4 * 64, 6 * 64, 7 * 64, 4 * 64, 0]
    assert found["sum-best"] == [-3 * 64, -64, 0, -3 * 64, -7 * 64]
    assert found["min_below"][:4] == [-2 * 64, -64, 3 * 64, 5 * 64]
    assert found["max_above"] == [-5 * 64, -2 * 64, -64, 3 * 64, 5 * 64]
    assert found["jump"][:4] == [3 * 64, 64, 4 * 64, 2 * 64]
    assert found["last2"][:4] == [0, -5 * 64, -2 * 64, -64]
    assert found["next3"][:4] == [3 * 64, 5 * 64, 0, 0]
    assert found["share"][:4] == [32, 42, 64, 64]
    assert found["one"][:4] == [0, 0, 0, 1]
    assert found["known"][:4] == [0, 0, 3, 0]
    assert found["known_share"][:4] == [16, 21, 32, 0]
    assert found["known_above"] == [0, 0, 0, 1, 1]
    assert found["known_last"][:4] == [20, 20, 20, 1]
    assert found["knows"] == [11, 11, 11, 8, 8]
    assert found["lines"] == [5] * 5


@given(ODDS)
def test_the_last_place_says_of_a_tail_that_there_is_none(odds: list[int]) -> None:
    found = told(odds, [0] * len(odds))
    assert found["next"][-1] == found["size>"][-1] == -9_999
    assert found["sum"][-1] == 0
    assert found["best"] == [max(0, *found["sum"])] * len(odds)
    assert found["last"] == [said // 16 for said in odds]


def test_no_paragraph_and_no_such_feature_are_refused() -> None:
    none, one = np.zeros(0, np.int64), np.zeros(1, np.int64)
    with pytest.raises(ValueError, match="no paragraph"):
        core.story_places(none, none, np.zeros((0, 3), np.int32), one, 1)
    with pytest.raises(ValueError, match="no such feature among 3"):
        core.story_places(one, one, np.zeros((1, 3), np.int32), one + 3, 1)
    with pytest.raises(ValueError, match="1 odds, 0 known"):
        core.story_places(one, none, np.zeros((1, 3), np.int32), one, 1)


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=12))
def test_chances_are_in_proportion(scores: list[int]) -> None:
    found = chances(np.array(scores)).tolist()
    assert max(found) == 1 << 24
    for score, chance in zip(scores, found, strict=True):
        assert chance == pytest.approx((1 << 24) * 2.0 ** ((score - max(scores)) / DOUBLING), rel=1e-6, abs=1)


@given(COUNTS, st.integers(0, 50), st.integers(0, 20), st.integers(0, 50))
@example([5], 1, 1, 1)
def test_the_place_that_is_chosen_costs_least(chance: list[int], dear: int, exact: int, whole: int) -> None:
    places = range(1, len(chance) + 1)

    def cost(cut: int) -> int:
        wrong = [c * (dear * (end - cut) if cut < end else cut - end) for end, c in zip(places, chance, strict=True)]
        return sum(wrong) - exact * chance[cut - 1] + (whole * chance[-1] if cut < len(chance) else 0)

    assert cheapest(np.array(chance), Costs(dear, exact, whole)) == min(places, key=cost)
