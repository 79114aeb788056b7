"""Any text through the whole cleaning, any damage to the steps of an article and to the tables of the index.

CLEANCOPY_EXAMPLES=20000 pytest tests/test_fuzz.py is the long version.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasks.edits import BadEdit, Edit, Step, passes, take, undo
from tasks.near import index
from tasks.near.index import BadIndex, Index
from tasks.page import Page, Recall
from tasks.repair import repair
from tasks.settings import Near
from tasks.story import tell
from tests.harness import golden
from tests.harness.newsroom import Newsroom, Story

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CLEANCOPY_EXAMPLES", "0"))
SHORT = settings(
    max_examples=EXAMPLES or 120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TEXTS = [case.before for case in golden.cases() if case.before]
LINES = sorted({line for text in TEXTS for line in text.split("\n") if line})
WORDS = sorted({word for line in LINES for word in line.split(" ") if word})
MARKS = [*sorted({mark for line in LINES for mark in line}), "\n", "\r\n", "\t", "\u2028", "\x85", "\x00", "\u0301"]
PIECES = st.sampled_from(LINES) | st.sampled_from(WORDS) | st.sampled_from(MARKS) | st.sampled_from([" ", "\n"])
ARTICLES = st.lists(st.sampled_from(TEXTS) | PIECES | PIECES | st.text(max_size=8), max_size=40).map("".join)
TITLES = st.none() | st.sampled_from(LINES)
LANGUAGES = st.sampled_from([None, "en", "de", "ja", "xx"])
LOST_THEN_WRAPPED = (  # only the space that was lost in the last line but one shows that its line ended there
    "The river rose again on Monday, and two bridges were closed to traffic until the evening.\n"
    "The mayor asked people along the quay to move their cars to the market square.\nComments\n"
    "The quay was built in 1911 for coal barges, and has been flooded nine times since the war.\n"
    "A wall would cost four million crowns, which the town does not have.As a result the sound recordor of the union "
    "and its “assymmetric” answer were read aloud, the harbour unionistas said.Stalls in the square of Marlow last "
    "spring (Photo: NWA)The council of Marlow voted on Tuesday to move the market.recordor\na"
)


class Odd:
    """A memory that has seen some lines and not others, whatever they say."""

    def __init__(self, seen: list[Recall | None]) -> None:
        self.seen = seen

    def recall(self, text: str) -> list[Recall | None]:
        lines = [line for line in text.split("\n") if line and not line.isspace()]
        return [self.seen[n % len(self.seen)] for n in range(len(lines))] if self.seen else []


RECALLS = st.lists(st.none() | st.builds(Recall, st.integers(1, 20), st.sampled_from(["", "a", "b"])), max_size=7)


@SHORT
@given(ARTICLES, TITLES, LANGUAGES, RECALLS)
@example("The ferry left.The " + "日" * 130_000 + " the harbour.", None, None, [])  # its weights became 0
@example("Cafe\u0301 " + "🇫🇷" * 20_000, None, None, [])  # each flag was counted from the first
@example("\u200bé" * 50_000, None, None, [])
def test_any_article_is_cleaned_and_comes_back(
    text: str, title: str | None, language: str | None, seen: list[Recall | None]
) -> None:
    repaired = repair(text, Page(title=title, language=language))
    told = tell(repaired.text, Page(title=title, language=language, memory=Odd(seen), damage=repaired.damage))
    assert undo(undo(told.text, told.steps), repaired.steps) == text
    assert all(0 < step.confidence <= 1 and step.reason for step in (*repaired.steps, *told.steps))
    assert "\n\n" not in told.text and told.text == told.text.strip("\n")
    for part in (told.kicker, told.title, told.standfirst, told.place, told.agency, told.sign_off, *told.captions):
        assert part is None or part.encode()


@SHORT
@given(ARTICLES, TITLES, LANGUAGES)
@example(LOST_THEN_WRAPPED, None, None)
def test_cleaning_what_was_cleaned_changes_nothing(text: str, title: str | None, language: str | None) -> None:
    repaired = repair(text, Page(title=title, language=language))
    assert not repair(repaired.text, Page(title=title, language=language)).steps
    told = tell(repaired.text, Page(title=title, language=language, damage=repaired.damage))
    page = Page(title=told.title, language=language)
    again = repair(told.text, page)
    assert not again.steps
    assert tell(again.text, page).text == told.text


@pytest.mark.parametrize("text", ["\xa0\x8e¼", "\xa0×\x98"])
def test_a_control_character_after_a_blank_is_at_rest(text: str) -> None:
    told = tell(repair(text, Page()).text, Page())
    assert not repair(told.text, Page()).steps


def one_by_one(text: str, steps: list[Step]) -> str:
    for step in reversed(steps):
        if step.start < 0 or not text.startswith(step.inserted, step.start):
            raise BadEdit
        text = text[: step.start] + step.removed + text[step.start + len(step.inserted) :]
    return text


STEPS = st.builds(
    Step, st.just("text"), st.just("repair"), st.just("rule"), st.integers(-2, 12), st.text("ab", max_size=3),
    st.text("ab", max_size=3), st.just(1.0), st.just("why"),
)  # fmt: skip


@SHORT
@given(st.text("ab", max_size=12), st.lists(STEPS, max_size=6))
def test_steps_of_any_kind_are_undone_as_one_by_one_or_refused(text: str, steps: list[Step]) -> None:
    try:
        expected = one_by_one(text, steps)
    except BadEdit:
        with pytest.raises(BadEdit):
            undo(text, steps)
    else:
        assert undo(text, steps) == expected
    assert [step for run in passes(steps) for step in run] == steps


@SHORT
@given(st.sampled_from(TEXTS), st.data())
def test_steps_that_were_damaged_are_refused_or_change_only_what_they_removed(text: str, pick: st.DataObject) -> None:
    repaired = repair(text, Page())
    told = tell(repaired.text, Page(damage=repaired.damage))
    steps = [*repaired.steps, *told.steps]
    if not steps:
        return
    n = pick.draw(st.integers(0, len(steps) - 1))
    how = pick.draw(st.sampled_from(["start", "removed", "inserted", "lost", "twice"]))
    if how == "lost":
        del steps[n]
    elif how == "twice":
        steps.insert(n, steps[n])
    elif how == "start":
        steps[n] = steps[n]._replace(start=steps[n].start + pick.draw(st.integers(-(10**6), 10**6)))
    else:
        steps[n] = steps[n]._replace(**{how: pick.draw(st.text(max_size=4))})
    try:
        undo(told.text, steps)  # what comes of it is held against its SHA-256 by whoever asked
    except BadEdit as error:
        assert "stands" in str(error)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    opening = "The council of Oru voted on Monday to rebuild the bridge over the Vell, mayor Tal Veran said after"
    made = [Story(f"s{n}", f"{opening} {n} hours of talks in hall {n} of district {n // 3}. " * 4) for n in range(12)]
    return Newsroom(tmp_path_factory.mktemp("room")).add(made[:9]).add(made[9:])


def tables(folder: Path) -> list[object]:
    """All that an index says."""
    held = Index(folder, Near())
    found: list[object] = [
        *(table.to_pylist() for table in held.graph()),
        *(x.tolist() for x in held.verdicts(np.arange(held.rows))),
    ]
    for segment in held.segments:
        path = folder / "segments" / segment.name / index.ARTICLES
        found += [index.load(path, index.FACTS.names, [group]).to_pylist() for group in range(index.groups(path))]
    tables = [table for place in index.places(Near())[::9] for table in held.tables(place)]
    return [*found, *[(keys.tolist(), rows.tolist()) for keys, rows in tables]]


@SHORT
@given(st.data())
def test_an_index_that_was_damaged_is_refused_or_says_the_same(room: Newsroom, pick: st.DataObject) -> None:
    assert room.index is not None
    whole = tables(room.index)
    path = pick.draw(st.sampled_from(sorted(path for path in room.index.rglob("*") if path.is_file())))
    data = path.read_bytes()
    at = pick.draw(st.integers(0, len(data) - 1))
    length = pick.draw(st.integers(1, 40))
    new = {
        "flip": lambda: bytes([data[at] ^ 1 << pick.draw(st.integers(0, 7))]) + data[at + 1 : at + length],
        "drop": bytes,
        "add": lambda: pick.draw(st.binary(min_size=1, max_size=9)) + data[at : at + length],
        "other": lambda: pick.draw(st.binary(min_size=length, max_size=length))[: len(data) - at],
    }[pick.draw(st.sampled_from(["flip", "drop", "add", "other"]))]()
    path.write_bytes(data[:at] + new + data[at + length :])
    try:
        assert tables(room.index) == whole
    except BadIndex as error:
        assert "cleancopy rebuild" in str(error)
    finally:
        path.write_bytes(data)


@SHORT
@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-3, 40), st.text(max_size=3), st.text(max_size=3))))
def test_what_take_does_undo_takes_back(text: str, proposals: list[tuple[int, str, str]]) -> None:
    edits = [
        Edit(start, text[start : start + len(old)] if start >= 0 else old, new, "why") for start, old, new in proposals
    ]
    try:
        after, steps = take(text, edits)
    except BadEdit:
        return
    assert undo(after, steps) == text
    assert len(passes(steps)) <= 1
