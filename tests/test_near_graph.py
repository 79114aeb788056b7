"""The graph of related pairs says of its files what one table of all of them would say."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.files import table_writer
from tasks.near import graph
from tasks.near.graph import Graph, keys
from tasks.near.index import GRAPH

PAIRS = st.tuples(st.integers(0, 9), st.integers(10, 19), st.integers(0, 5), st.booleans())


@pytest.fixture(params=[1 << 20, 3], ids=["at once", "three at a time"], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "PAIRS", request.param)


def made(folder: Path, files: list[list[list[tuple[int, int, int, bool]]]]) -> tuple[Graph, pa.Table]:
    """The graph of files of batches of pairs, and the same as a table."""
    tables = [GRAPH.empty_table()]
    for number, batches in enumerate(files):
        with table_writer(folder / f"related-{number:06d}.arrow", GRAPH) as out:
            for pairs in batches:
                columns = [*zip(*pairs, strict=True)] or [()] * 4
                numbers = [[float(n) for n in range(len(pairs))]] * 4
                columns = [*columns, *numbers, [f"pair {n} of file {number}" for n in range(len(pairs))]]
                table = pa.table([pa.array(x, kind) for x, kind in zip(columns, GRAPH.types, strict=True)], GRAPH)
                out.write_table(table)
                tables.append(table)
    return Graph(folder, []), pa.concat_tables(tables)


@given(files=st.lists(st.lists(st.lists(PAIRS, max_size=5), max_size=3), max_size=3), random=st.randoms())
def test_pairs_are_read_from_their_files_as_from_one_table(files: list, random: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, whole = made(Path(folder), files)
        assert len(found) == len(whole)
        places = list(range(len(whole))) * 2
        random.shuffle(places)  # type: ignore[attr-defined]
        at = np.array(places, np.int64)
        assert found.take(at).equals(whole.take(pa.array(at)))
        found.proposed[:] = ~found.proposed  # what was decided here is told, not what the files say
        told = pa.concat_tables([GRAPH.empty_table(), *found.tables(at)])
        turned = pa.array(~whole["proposed"].to_numpy())
        assert told.equals(whole.set_column(3, GRAPH.field("proposed"), turned).take(pa.array(at)))


@given(pairs=st.lists(PAIRS, max_size=20), some=st.lists(PAIRS, max_size=5))
def test_a_pair_is_among_others_whichever_of_its_ends_comes_first(pairs: list, some: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, _ = made(Path(folder), [[pairs]])
        sought = [(right, left) for left, right, *_ in [*some, *pairs[::3]]]
        numbers = keys(*np.array(sought, np.uint32).reshape(-1, 2).T)
        expected = [(right, left) in sought for left, right, *_ in pairs]
        assert found.among(numbers).tolist() == expected
