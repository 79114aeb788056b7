"""The bounds that decide about removals: each is asked for, each stands in its place, and a changed one shows.

`bounds.txt` beside this file says, for invented families, how many pairs fell on either side of each bound, and what
became of them.  After a change that is meant: `python -m tests.test_bounds` writes it anew; look at the difference.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from tasks.near import bounds, facts, relation, similarity, sketch
from tasks.near.content import content_of, cut_off
from tests.harness.newsroom import Story
from tests.made.families import families

TABLE = Path(__file__).with_name("bounds.txt")
EACH = 30
DAY = 86_400_000_000


def article(story: Story) -> relation.Article:
    when = None if story.day is None else round(story.day * DAY)
    return relation.Article(
        story.title, content_of(story.body), facts.code(story.site), facts.code(story.source), sketch.page(story.url),
        when, sketch.corrected(story.title, story.body), cut_off(story.body),
    )  # fmt: skip


def tally(stories: list[Story], pairs: list[tuple[int, int]]) -> tuple[dict[str, list[int]], Counter[str]]:
    """How many measures fell below each bound and from it on, and the relations that came of it, by family."""
    sides: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    real = bounds.reaches

    def reaches(name: str, measure: float) -> bool:
        above = real(name, measure)
        sides[name][above] += 1
        return above

    related: Counter[str] = Counter()
    articles = [article(story) for story in stories]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relation, "reaches", reaches)
        for e, (a, b) in zip(similarity.compare([x.content for x in articles], np.array(pairs)), pairs, strict=True):
            found = relation.relate(e, articles[a], articles[b])
            name = found.name if found else "none"
            ways = (e.containment, e.coverage), (e.coverage, e.containment)
            goes = any(relation.removes(name, e.jaccard, *way) for way in ways)
            related[f"{stories[a].name.split()[0]}: {name}{', may go' if goes else ''}"] += 1
    return sides, related


def made() -> str:
    """The table."""
    stories, _ = families(seed=41, each=EACH)
    groups: dict[str, list[int]] = defaultdict(list)
    for at, story in enumerate(stories):
        groups[" ".join(story.name.split()[:2])].append(at)
    pairs = [pair for group in groups.values() for pair in itertools.combinations(group, 2)]
    sides, related = tally(stories, pairs)
    lines = [f"{len(pairs)} pairs of invented families", "", "bound | value | below | above"]
    lines += [
        f"{name} | {bound.value:g} | {sides[name][0]} | {sides[name][1]}" for name, bound in bounds.BOUNDS.items()
    ]
    return "\n".join([*lines, "", "what became of them", *(f"{n} {name}" for name, n in sorted(related.items())), ""])


def test_what_each_bound_decides_is_as_it_was() -> None:
    assert made() == TABLE.read_text(encoding="utf-8"), "a bound or a measure decides otherwise: see the module's head"


def test_every_bound_says_what_it_decides() -> None:
    for name, bound in bounds.BOUNDS.items():
        assert bound.unit and bound.decides, name
        assert bound.value > 0, name


def test_no_number_decides_in_relation_but_those_of_the_table() -> None:
    source = Path(relation.__file__).read_text(encoding="utf-8")
    asked = {name for name in bounds.BOUNDS if f'"{name}"' in source}
    assert set(bounds.BOUNDS) - asked <= {"form sentences", "form sentences, many numbers"}


if __name__ == "__main__":
    TABLE.write_text(made(), encoding="utf-8")
