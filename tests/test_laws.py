"""Laws that hold for any rule and any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import repair, story
from tasks.edits import BadEdit, Edit, follow, take, undo
from tasks.page import Page
from tests.made.texts import TEXTS

RULES = [*repair.RULES, *story.RULES]
PAGE = Page()

# What damage is made of: Hypothesis puts these together in ways no golden case thinks of.


@given(text=TEXTS)
@settings(max_examples=300)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_can_be_undone_is_at_rest_after_one_pass_and_its_gate_is_honest(rule, text: str) -> None:
    proposed = list(rule.find(text, PAGE))
    if not rule.gate(text):
        assert not proposed, "the gate is shut, yet the rule would have changed the text"
        return
    after, steps = take(text, proposed, "test", rule.name)
    assert undo(after, steps) == text
    assert all(0 < step.confidence <= 1 and step.reason for step in steps)
    again = list(rule.find(after, PAGE)) if rule.gate(after) else []
    assert not again, "a second pass still finds something"


@given(text=TEXTS)
@settings(max_examples=300)
def test_an_article_can_be_undone(text: str) -> None:
    repaired = repair.repair(text, PAGE)
    told = story.tell(repaired.text, PAGE)
    assert undo(undo(told.text, told.steps), repaired.steps) == text


@given(text=TEXTS)
@settings(max_examples=300)
def test_repairing_what_was_repaired_changes_nothing(text: str) -> None:
    assert not repair.repair(repair.repair(text, PAGE).text, PAGE).steps


@given(text=TEXTS)
@settings(max_examples=300)
def test_cleaning_a_clean_body_changes_nothing(text: str) -> None:
    told = story.tell(repair.repair(text, PAGE).text, PAGE)
    again = repair.repair(told.text, Page(title=told.title))
    assert not again.steps
    assert story.tell(again.text, Page(title=told.title)).text == told.text


@given(text=st.text(max_size=60), spots=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), st.text(max_size=4))))
def test_take_applies_or_refuses_and_undo_restores(text: str, spots) -> None:
    edits = [Edit(start, text[start : start + length], new, "why") for start, length, new in spots]
    try:
        after, steps = take(text, edits)
    except BadEdit:
        return
    assert undo(after, steps) == text
    assert follow(text, [], PAGE, "test") == (text, [])


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, "x", "y", "wrong old")],
        [Edit(1, "bc", "", "overlaps"), Edit(2, "c", "", "overlaps")],
        [Edit(1, "", "-", "same place"), Edit(1, "b", "", "same place")],
        [Edit(1, "b", "b", "no change")],
        [Edit(9, "", "!", "beyond the end")],
    ],
)
def test_take_refuses(edits) -> None:
    with pytest.raises(BadEdit):
        take("abcd", edits)
