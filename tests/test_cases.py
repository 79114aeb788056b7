"""Every golden case holds, and every rule has at least two: one that changes, one that must not."""

from collections import defaultdict

import pytest

from tasks import repair, story
from tasks.edits import follow, undo
from tests.harness.golden import Case, cases

RULES = {rule.name: rule for rule in (*repair.RULES, *story.RULES)}
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}-{case.rule}-{case.title}")
def test_case(case: Case) -> None:
    after, steps = follow(case.before, [RULES[case.rule]], case.page, "test")
    assert after == case.after
    assert undo(after, steps) == case.before
    assert all(step.reason and 0 < step.confidence <= 1 for step in steps)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_has_a_case_that_changes_and_one_that_must_not(rule: str) -> None:
    kinds = defaultdict(set)
    for case in CASES:
        kinds[case.rule].add(case.before == case.after)
    assert kinds[rule] == {True, False}, f"give {rule} a golden case that changes and one that is (unchanged)"
