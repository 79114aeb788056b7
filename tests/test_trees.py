"""Trees of whole numbers say what their nodes say, in any batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.story.ending.trees import Trees

# feature 0 up to 3? no: feature 1 up to -2? and a second tree of one leaf
NODES = Trees.of([0, 0, 1, 0, 0, 0], [3, 0, -2, 0, 0, 0], [1, -1, 3, -1, -1, -1], [0, 5, 0, 7, 11, 100], [0, 5])


def walked(row: list[int]) -> int:
    return 100 + (5 if row[0] <= 3 else 7 if row[1] <= -2 else 11)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=40))
def test_they_say_what_one_walks_by_hand(rows: list[tuple[int, int]]) -> None:
    assert NODES(np.array(rows)).tolist() == [walked(list(row)) for row in rows]


def test_batches_make_no_difference() -> None:
    rows = np.random.default_rng(1).integers(-9, 9, (519, 2))
    assert NODES(rows).tolist() == [int(NODES(rows[n : n + 1])[0]) for n in range(len(rows))]
    assert NODES(rows[:0]).tolist() == []


def test_columns_make_the_same_trees() -> None:
    columns = NODES.columns()
    again = Trees.of(*(columns[name] for name in ("feature", "bound", "child", "value", "root")))
    rows = np.random.default_rng(2).integers(-9, 9, (50, 2))
    assert again(rows).tolist() == NODES(rows).tolist()


def test_a_tree_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="leads out of its 2 nodes"):
        Trees.of([0, 0], [3, 0], [1, -1], [0, 5], [0])
    with pytest.raises(ValueError, match="leads out of its 1 nodes"):
        Trees.of([0], [0], [-1], [5], [1])
    with pytest.raises(ValueError, match="stands up to"):
        Trees.of([0, 0, 0], [3, 0, 0], [0, -1, -1], [0, 5, 6], [0])
    with pytest.raises(ValueError, match="ask for 2 columns, and there are 1"):
        NODES(np.array([[3]]))
