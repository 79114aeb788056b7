"""The plus sign that was lost: put back only where the long form says so."""

import pytest

from tasks.page import Page
from tasks.repair import repair

PAGE = Page()


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("the Harbour Ministers’ Meeting Plus (HMM ) in May", "the Harbour Ministers’ Meeting Plus (HMM+) in May"),
        ("the “Island States Plus” (IS ), founded", "the “Island States Plus” (IS+), founded"),
    ],
)
def test_it_comes_back(damaged: str, meant: str) -> None:
    assert repair(damaged, PAGE).text == meant


@pytest.mark.parametrize(
    "text",
    ["the Harbour Ministers’ Meeting (HMM ) in May", "Plus (see below )", "A Plus for Port Amber (PA+)", "( PA )"],
)
def test_nothing_else_becomes_a_plus(text: str) -> None:
    assert repair(text, PAGE).text == text
