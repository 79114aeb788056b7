"""What the near-duplicate step refuses, and what it holds back: in words that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.near import step_cluster
from tasks.near.index import BadIndex
from tasks.settings import Near
from tests.harness.newsroom import Newsroom, Story

OPENING = "The council of Oru voted on Monday to rebuild the bridge over the Vell, mayor Tal Veran said after"
STORIES = [
    Story(f"{site} {n}", f"{OPENING} {n} hours of talks in hall {n} on street {n} of district {n}. " * 3, site=site)
    for n in range(6)
    for site in ("mirror.example", "origin.example")
]
CLOSED = Near(preferred_sources=("origin.example",))


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path).add(STORIES[:4])


def test_an_index_of_other_settings_is_refused_and_the_difference_named(room: Newsroom) -> None:
    room.settings = Near(similarity=0.6, seed=7)
    with pytest.raises(BadIndex, match=r"seed = 1 \(now 7\), similarity = 0.5 \(now 0.6\)") as refusal:
        room.add(STORIES[4:])
    assert "cleancopy rebuild" in str(refusal.value)


@pytest.mark.parametrize("name", ["manifest.json", "articles.parquet", "bands-0.parquet", "samples-1.parquet"])
@pytest.mark.parametrize("harm", ["cut", "bits", "gone"])
def test_a_damaged_file_is_named(room: Newsroom, name: str, harm: str) -> None:
    assert room.index is not None
    path = next(room.index.rglob(name))
    data = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        for at in range(4, len(data), 5):
            data[at] ^= 0x55
        path.write_bytes(data)
    with pytest.raises(BadIndex, match=name) as refusal:
        room.add(STORIES[4:])
    assert "cleancopy rebuild" in str(refusal.value)


@pytest.mark.parametrize("text", ["[]", "{}", '{"parameters": 1, "segments": [], "files": {}}', "\x00"])
def test_a_manifest_of_something_else_is_refused(room: Newsroom, text: str) -> None:
    assert room.index is not None
    (room.index / "manifest.json").write_text(text)
    with pytest.raises(BadIndex, match=r"manifest.json.*cleancopy rebuild"):
        room.add(STORIES[4:])


def test_every_damaged_byte_of_the_tables_is_noticed_or_harmless(room: Newsroom) -> None:
    """Flip a byte in the middle of each column of each table: never another answer, never another error."""
    assert room.index is not None
    whole = json.dumps(sorted(Newsroom(room.folder / "whole").add(STORIES).verdicts.items()), default=str)
    for path in sorted(room.index.rglob("*.parquet")):
        data = path.read_bytes()
        for at in range(5, len(data), max(1, len(data) // 5)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
            again = Newsroom(room.folder / f"{path.name}{at}")
            again.index, again.names, again.rows = room.index, dict(room.names), dict(room.rows)
            again.relations, again.verdicts = dict(room.relations), dict(room.verdicts)
            try:
                told = again.add(STORIES[4:]).verdicts
            except BadIndex as error:
                assert path.name in str(error)
            else:
                assert json.dumps(sorted(told.items()), default=str) == whole
        path.write_bytes(data)


def test_a_site_that_would_lose_nearly_all_keeps_it_and_the_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_cluster, "BREAKER", 3)
    room = Newsroom(tmp_path, CLOSED).add(STORIES)
    assert [room.kept(story.name) for story in STORIES] == [None] * len(STORIES)
    (warning,) = room.counts["warnings"]
    assert warning == (
        "6 of 6 articles of mirror.example would go: more than near.max_site_share = 0.9, so all of them stay"
    )
    assert len({room.story(story.name) for story in STORIES}) == 6


def test_a_site_that_turns_out_to_have_more_loses_its_copies_after_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_cluster, "BREAKER", 3)
    room = Newsroom(tmp_path, CLOSED).add(STORIES)
    own = [Story(f"own {n}", f"{'A report of its own. ' * n}It rained.", site="mirror.example") for n in range(3)]
    room.add(own)
    assert room.counts["warnings"] == []
    for mirror, origin in zip(STORIES[::2], STORIES[1::2], strict=True):
        assert room.kept(mirror.name) == origin.name
    whole = Newsroom(tmp_path / "whole", CLOSED).add([*own, *STORIES])
    assert (whole.verdicts, whole.relations) == (room.verdicts, room.relations)


def test_a_setting_lets_them_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_cluster, "BREAKER", 3)
    room = Newsroom(tmp_path, CLOSED.model_copy(update={"max_site_share": 1.0})).add(STORIES)
    assert [room.kept(story.name) is None for story in STORIES] == [False, True] * 6
    assert room.counts["warnings"] == []
