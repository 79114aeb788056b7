"""Laws that hold for any rule and any text."""

import pytest
from hypothesis import given, settings

from tasks import repair, story
from tasks.edits import take, undo
from tasks.page import Page
from tests.made.texts import TEXTS

RULES = [*repair.RULES, *story.RULES]
PAGE = Page()


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
