"""Quiet characters: what sound copy is written with opens no gate, so their rules need not be asked one by one."""

from itertools import product

import pytest

from tasks import repair
from tasks.page import Page
from tasks.repair.emoji import has_emoji
from tasks.repair.gates import QUIET, quiet
from tasks.repair.mojibake import suspect

SPOKEN_OF = [*sorted(QUIET), " ", "\n", "?", "a", "1"]  # and plain characters that stand beside a sign of damage
OTHERS = [rule for rule in repair.CHARACTERS if rule not in repair.IN_PLAIN]


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.name)
def test_no_three_of_them_open_a_gate(rule) -> None:
    texts = ("".join(characters) for characters in product(SPOKEN_OF, repeat=3))
    assert not [text for text in texts if rule.gate(text)]


def test_no_three_of_them_raise_a_flag() -> None:
    texts = ("".join(characters) for characters in product(SPOKEN_OF, repeat=3))
    assert not [text for text in texts if has_emoji(text) or suspect(text)]


def test_rules_that_look_at_plain_characters_are_asked_all_the_same() -> None:
    text = "It&#8217;s the Harbour Ministers’ Meeting Plus (HMM ), and we don?t know why it was called so."
    assert quiet(text)
    assert {step.rule for step in repair.repair(text, Page()).steps} == {rule.name for rule in repair.IN_PLAIN}
