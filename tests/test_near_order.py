"""The same articles give the same verdicts and relations, in one run or in many, in any order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.near import buckets, cluster, corpus, step_candidates, step_cluster, step_compare, step_intake
from tasks.settings import Near
from tests.harness.newsroom import Newsroom, Story

pytestmark = pytest.mark.slow

TEXT = (
    "the river rose and harbour council voted for a new bridge while farmers of Oru sold grain at prices that "
    "Minister Tal Veran called fair because rain had spoiled half of what the northern fields gave last year"
)
WORDS = TEXT.split()
PARAGRAPHS = [" ".join(WORDS[(k * 7 + i * (k + 2)) % len(WORDS)] for i in range(14)) + f" {k}." for k in range(7)]


@st.composite
def newsrooms(draw: st.DrawFn) -> list[Story]:
    """Articles made of so few paragraphs that they are copies, excerpts and versions of one another."""
    count = draw(st.integers(2, 14))
    made = []
    for at in range(count):
        body = "\n".join(draw(st.lists(st.sampled_from(PARAGRAPHS), max_size=5)))
        day = draw(st.sampled_from([None, 0.0, 0.5, 1.0, 9.0]))
        title = draw(st.sampled_from(["", "River rises", "CORRECTED-River rises"]))
        made.append(Story(f"s{at}", body, title, draw(st.sampled_from(["a.example", "b.example"])), day))
    return made


CHANGED = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(params=[(64, 48, 100), (2, 3, 2)], ids=["as it is", "everything overfull"])
def caps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket, story, breaker = request.param
    monkeypatch.setattr(buckets, "CAP", bucket)
    monkeypatch.setattr(cluster, "CAP", story)
    monkeypatch.setattr(step_cluster, "BREAKER", breaker)


@CHANGED
@given(
    made=newsrooms(),
    random=st.randoms(use_true_random=False),
    window=st.sampled_from([0, 3]),
    share=st.sampled_from([0.4, 0.9]),
)
def test_order_does_not_matter(caps: None, made: list[Story], random: object, window: int, share: float) -> None:
    near = Near(window_days=window, max_site_share=share)
    with tempfile.TemporaryDirectory() as folder:
        whole = Newsroom(Path(folder) / "whole", near).add(made, shard=3)
        parts = Newsroom(Path(folder) / "parts", near)
        left = list(made)
        random.shuffle(left)  # type: ignore[attr-defined]
        while left:
            size = random.randint(1, len(left))  # type: ignore[attr-defined]
            parts.add(left[:size])
            left = left[size:]
        assert parts.verdicts == whole.verdicts
        assert parts.relations == whole.relations


@CHANGED
@given(made=newsrooms(), at=st.integers(0, 14))
def test_pieces_do_not_matter(caps: None, made: list[Story], at: int) -> None:
    """One piece of work a step, or as many as there can be: for each pair, each story, each file of the index."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        whole = Newsroom(Path(folder) / "whole").add(made[:at]).add(made[at:])
        for module, name in (
            (step_intake, "GROUPS"),
            (step_candidates, "ARTICLES"),
            (step_candidates, "PROPOSALS"),
            (step_candidates, "STRIDE"),
        ):
            patch.setattr(module, name, 1)
        for module, name in (
            (step_compare, "BLOCK"),
            (step_cluster, "PIECE"),
            (step_cluster, "ROWS"),
            (corpus, "OPEN"),
        ):
            patch.setattr(module, name, 1)
        pieces = Newsroom(Path(folder) / "pieces").add(made[:at], shard=2).add(made[at:], shard=1)
        assert pieces.verdicts == whole.verdicts
        assert pieces.relations == whole.relations
        assert pieces.counts["candidates"] == whole.counts["candidates"]


@CHANGED
@given(made=newsrooms())
def test_a_removed_article_was_compared_with_one_that_stays(caps: None, made: list[Story]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder)).add(made)
        for name, verdict in room.verdicts.items():
            if kept := verdict["kept_id"]:
                assert room.verdicts[kept]["kept_id"] is None
                assert room.verdicts[kept]["story_id"] == verdict["story_id"]
                proof = room.relations[min(name, kept), max(name, kept)]
                assert proof["relation"] == verdict["relation"] in ("exact", "copy", "excerpt", "version")


@CHANGED
@given(made=newsrooms())
def test_a_second_run_over_nothing_changes_nothing(made: list[Story]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder)).add(made)
        before = dict(room.verdicts), dict(room.relations)
        room.add([])
        assert (room.verdicts, room.relations) == before
