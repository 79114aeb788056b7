"""Families of near-duplicates, generated: each relation is found and no template is merged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.harness.newsroom import Newsroom
from tests.made.families import families

pytestmark = pytest.mark.slow

EACH = 20


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> tuple[Newsroom, list]:
    stories, expected = families(seed=7, each=EACH)
    return Newsroom(Path(tmp_path_factory.mktemp("families"))).add(stories), expected


def test_every_relation_is_right_in_19_of_20(newsroom: tuple[Newsroom, list]) -> None:
    room, expected = newsroom
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for pair in expected:
        family = pair.one.split()[0]
        total[family] += 1
        together = room.story(pair.one) == room.story(pair.other)
        named = not pair.relations or room.relation(pair.one, pair.other) in pair.relations
        right[family] += together == pair.together and named
    assert {family: right[family] / total[family] for family in total if right[family] < 0.95 * total[family]} == {}


def test_no_template_footer_or_digest_is_merged_or_removed(newsroom: tuple[Newsroom, list]) -> None:
    room, expected = newsroom
    for pair in expected:
        if not pair.together:
            assert room.story(pair.one) != room.story(pair.other)
            if pair.one.split()[0] != "press_release":
                assert room.kept(pair.one) is None


def test_stories_of_different_families_stay_apart(newsroom: tuple[Newsroom, list]) -> None:
    room, _ = newsroom
    assert all(room.story(name).split()[:2] == name.split()[:2] for name in room.names.values())


def test_forms_of_another_day_stay(newsroom: tuple[Newsroom, list]) -> None:
    room, _ = newsroom
    for names in (("weekly", "one", "next", "third"), ("thai_daily", "one", "other"), ("edition", "later")):
        assert all(room.kept(f"{names[0]} {i} {name}") is None for i in range(EACH) for name in names[1:])


@pytest.mark.parametrize(
    ("family", "goes", "stays"),
    [
        ("correction", "wrong", "right"),
        ("update", "first", "second"),
        ("excerpt", "part", "full"),
        ("live_blog", "noon", "evening"),
        ("wire_edit", "paper", "wire"),
        ("press_release", "reprint", "one"),
        ("cut_off", "part", "full"),
        ("syndicated_update", "old", "new"),
        ("syndicated_update", "copy", "new"),
        ("edition", "first", "next day"),
    ],
)
def test_the_better_article_stays(newsroom: tuple[Newsroom, list], family: str, goes: str, stays: str) -> None:
    room, _ = newsroom
    kept = Counter(room.kept(f"{family} {i} {goes}") == f"{family} {i} {stays}" for i in range(EACH))
    assert kept[True] >= 0.8 * EACH, f"{family}: {kept}"


def test_the_index_takes_less_than_a_kilobyte_an_article(newsroom: tuple[Newsroom, list]) -> None:
    room, _ = newsroom
    assert room.index is not None
    size = sum(file.stat().st_size for file in room.index.rglob("*") if file.is_file() and file.parent != room.index)
    assert size / len(room.names) <= 1024
