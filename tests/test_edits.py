"""What is taken can be undone, and what cannot be undone is not taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.edits import BadEdit, Edit, Rule, cut, follow, passes, take, undo
from tasks.page import Page

PAGE = Page()


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
    ("edits", "why"),
    [
        ([Edit(0, "x", "y", "wrong old")], "at 0 stands 'a', not 'x'"),
        ([Edit(1, "bc", "", "overlaps"), Edit(2, "c", "", "overlaps")], "at 2 overlaps the one before"),
        ([Edit(1, "", "-", "same place"), Edit(1, "b", "", "same place")], "at 1 overlaps the one before"),
        ([Edit(1, "b", "b", "no change")], "at 1 changes nothing"),
        ([Edit(9, "", "!", "beyond the end")], "at 9 stands '', not ''"),
    ],
)
def test_take_refuses_with_rule_and_place(edits: list[Edit], why: str) -> None:
    with pytest.raises(BadEdit, match=re.escape(why)) as error:
        take("abcd", edits, rule="some_rule")
    assert "rule 'some_rule'" in str(error.value)


def test_undo_refuses_a_text_that_the_steps_did_not_make() -> None:
    after, steps = take("one two", [Edit(3, " ", "-", "why")], rule="dash")
    assert after == "one-two"
    with pytest.raises(BadEdit, match="step 'dash': at 3 stands '_', not '-'"):
        undo("one_two", steps)


def test_a_place_counts_in_the_text_as_the_step_found_it() -> None:
    after, steps = take("abc", [Edit(0, "a", "", "why"), Edit(2, "c", "CC", "why"), Edit(1, "", "--", "why")])
    assert after == "--bCC"
    assert [step.start for step in steps] == [0, 0, 3]


def test_steps_of_another_field_are_passed_over() -> None:
    _, steps = take("Old title", [Edit(0, "Old", "New", "why")], field="title")
    assert undo("the text", steps) == "the text"
    assert undo("New title", steps, "title") == "Old title"


def test_each_rule_sees_what_the_one_before_it_left() -> None:
    def joins(text: str, page: Page) -> list[Edit]:
        return [Edit(text.index("-"), "-", "", "a dash")]

    def doubles(text: str, page: Page) -> list[Edit]:
        return [Edit(text.index("ab"), "ab", "abab", "a pair")]

    rules = [Rule(joins, lambda text: "-" in text), Rule(doubles, lambda text: "ab" in text)]
    after, steps = follow("a-b", rules, PAGE, "test")
    assert after == "abab"
    assert [(step.stage, step.rule, step.start) for step in steps] == [("test", "joins", 1), ("test", "doubles", 0)]
    assert undo(after, steps) == "a-b"


def test_a_rule_behind_a_shut_gate_is_not_asked() -> None:
    def never(text: str, page: Page) -> list[Edit]:
        raise AssertionError("the gate is shut")

    assert follow("text", [Rule(never, lambda text: False)], PAGE, "test") == ("text", [])


def test_what_is_not_allowed_is_not_taken() -> None:
    def vowels(text: str, page: Page) -> list[Edit]:
        return list(cut(re.compile("[aeiou]"), text, "a vowel"))

    after, steps = follow("banana", [Rule(vowels)], PAGE, "test", allowed=lambda _, text, edits: list(edits)[1:])
    assert (after, len(steps)) == ("bann", 2)


def test_the_steps_of_one_take_are_one_pass() -> None:
    text, first = take("a b c", [Edit(1, " ", "", "why"), Edit(3, " ", "", "why")])
    _, second = take(text, [Edit(0, "a", "A", "why")])
    assert [len(run) for run in passes([*first, *second])] == [2, 1]
