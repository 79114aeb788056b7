"""What two articles are to each other, and why: a pair for each relation, and the pair beside it that is another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.near import facts, relation, similarity
from tasks.near.content import content_of, cut_off
from tasks.near.relation import Article, Relation, relate
from tasks.near.sketch import corrected, page
from tests.harness.newsroom import Story

DAY = 86_400_000_000
FLOOD = [
    "The river Oru rose by two metres on Monday and flooded the market of Kalem, where traders had stacked crates.",
    "Mayor Lena Orsk asked some 1,200 people to leave their homes before nightfall and opened the school to them.",
    "Firefighters from Brenwick carried sandbags to the bridge, which has been closed to lorries since the spring.",
    "We have never seen the water come so fast, said Tomas Hale, who runs the mill and has kept its log for 30 years.",
    "The regional council will meet on Thursday to decide about new dykes, which engineers have demanded since 2019.",
    "Trains between Kalem and Marlow were cancelled, and buses took passengers along the old road through the hills.",
]
OTHER = [
    "A choir of forty pensioners won the national prize for amateur singers in the concert hall of Selwick on Sunday.",
    "The jury praised the clarity of the lower voices and the courage to sing a piece that lasts nineteen minutes.",
    "Their conductor, Ada Fenn, said that rehearsals would begin again on Tuesday, after a day of rest and cake.",
]
MENU = [
    "Readers of this newspaper can join a guided walk through the printing house on every first Saturday of the month.",
    "Places are given in the order of the letters that reach us, and children under ten need nobody's permission.",
    "The walk ends in the archive, where the first issue is shown, together with the machine on which it was set.",
]


def article(story: Story) -> Article:
    when = None if story.day is None else round(story.day * DAY)
    return Article(
        story.title, content_of(story.body), facts.code(story.site), facts.code(story.source), page(story.url), when,
        corrected(story.title, story.body), cut_off(story.body),
    )  # fmt: skip


def related(one: Story, other: Story) -> Relation | None:
    left, right = article(one), article(other)
    (shared,) = similarity.compare([left.content, right.content], np.array([[0, 1]]))
    return relate(shared, left, right)


def name(one: Story, other: Story) -> str | None:
    found, turned = related(one, other), related(other, one)
    assert (found and found.name) == (turned and turned.name), "a relation is the same from both sides"
    return found.name if found else None


def story(lines: list[str], site: str = "kalem.example", day: float | None = 0.0, title: str = "", **more) -> Story:
    return Story("", "\n".join(lines), title, site, day, **more)


WIRE = story(FLOOD, title="River Oru floods the market of Kalem")
FORM = [
    "The water of the Oru at Kalem stood at {} centimetres at seven this morning, {} centimetres above the day before.",
    "At Marlow it stood at {} centimetres, and at Brenwick, where the gauge was read at eight, at {} centimetres.",
    "The temperature of the water was {} degrees at Kalem and {} degrees at Marlow; swimmers should mind the current.",
]


def form(*numbers: int) -> list[str]:
    rest = iter(numbers)
    return [line.format(next(rest), next(rest)) for line in FORM]


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        ("exact", WIRE, story(FLOOD, "marlow.example", 300)),
        ("exact", WIRE, story([line.upper() for line in FLOOD], "marlow.example")),
        ("copy", WIRE, story([*FLOOD[:5], FLOOD[5].replace("the old road", "an old road")], "marlow.example")),
        ("version", WIRE, story([FLOOD[0], FLOOD[1].replace("1,200", "1,500"), *FLOOD[2:]], "marlow.example", 0.2)),
        ("version", WIRE, story([*FLOOD, OTHER[1]], "kalem.example", 0.2)),
        ("version", WIRE, story(FLOOD[:5], title="CORRECTED: River Oru floods the market of Kalem", day=0.3)),
        ("excerpt", WIRE, story(FLOOD[:2], "marlow.example", title="Oru river floods market")),
        ("related", WIRE, story(FLOOD[:2], "marlow.example", title="News in brief")),
        ("excerpt", WIRE, story([*FLOOD[:2], "Firefighters from Bren… [+402 chars]"], "marlow.example")),
        ("template", story(form(212, 12, 344, 198, 14, 15)), story(form(187, 9, 301, 176, 13, 12), day=1)),
        ("related", story([*OTHER, *MENU], title="Choir of pensioners wins national prize"),
                    story([*FLOOD[:3], *MENU], title="River Oru floods the market of Kalem")),
        (None, WIRE, story(OTHER)),
        (None, WIRE, story([*OTHER, FLOOD[5]])),
    ],
)  # fmt: skip
def test_two_articles_are(expected: str | None, one: Story, other: Story) -> None:
    assert name(one, other) == expected, related(one, other)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (WIRE, story(FLOOD, "marlow.example"), "the same 116 words"),
        (
            WIRE,
            story(FLOOD[:2], "marlow.example", title=WIRE.title),
            "shorter text stands in the longer one, which it opens",
        ),
        (story(form(212, 12, 344, 198, 14, 15)), story(form(187, 9, 301, 176, 13, 12), day=1), "numbers agree"),
    ],
)
def test_a_relation_says_why(one: Story, other: Story, reason: str) -> None:
    found = related(one, other)
    assert found is not None
    assert reason in found.reason


@pytest.mark.parametrize(
    ("relation_", "jaccard", "containment", "coverage", "goes"),
    [
        ("exact", 1.0, 1.0, 1.0, True),
        ("copy", 0.9, 0.95, 0.94, True),
        ("copy", 0.3, 0.4, 0.5, False),
        ("excerpt", 0.2, 0.95, 0.2, True),
        ("excerpt", 0.2, 0.2, 0.95, False),  # the whole never goes for its part
        ("version", 0.8, 0.9, 0.9, True),
        ("version", 0.3, 0.5, 0.5, False),
        ("template", 1.0, 1.0, 1.0, False),
        ("related", 1.0, 1.0, 1.0, False),
        ("edition", 1.0, 1.0, 1.0, False),
    ],
)
def test_what_says_something_of_its_own_stays(
    relation_: str, jaccard: float, containment: float, coverage: float, goes: bool
) -> None:
    assert relation.removes(relation_, jaccard, containment, coverage) is goes


LINES = st.lists(st.sampled_from([*FLOOD, *OTHER, *MENU, *form(1, 2, 3, 4, 5, 6)]), max_size=8)


@given(LINES, LINES, st.sampled_from([None, 0.0, 1.0, 30.0]), st.booleans())
def test_a_relation_is_the_same_from_both_sides(
    one: list[str], other: list[str], day: float | None, home: bool
) -> None:
    name(story(one), story(other, "kalem.example" if home else "marlow.example", day))
