"""Characters nobody sees: removed where nothing needs them, kept where a script or an emoji does."""

from random import Random

import pytest

from tasks.page import Page
from tasks.repair import repair
from tests.made import damage

PAGE = Page()
TEXT = (
    "The government announced on Thursday that the international conference would be postponed.\n"
    "Residents complained about insufficient information concerning compensation."
)


@pytest.mark.parametrize("breaks", [damage.soft_hyphens, damage.zero_width])
def test_breaks_inside_words_go(breaks) -> None:
    damaged = breaks(TEXT, Random(3))
    assert damaged != TEXT
    assert repair(damaged, PAGE).text == TEXT


def test_a_zero_width_space_between_words_was_the_space() -> None:
    sentence = "They told the reporters about every question that people asked."
    damaged = sentence.replace(" reporters", "\u200breporters").replace(" people", "\u200bpeople")
    assert repair(damaged, PAGE).text == sentence


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم به خانه بروم",  # ZWNJ in Persian
        "ශ්\u200dරී ලංකා",  # ZWJ in Sinhala
        "क्\u200dष और क्\u200cष",  # both in Hindi
        "Family 👨\u200d👩\u200d👧 and ❤\ufe0f and 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "He wrote \u200fשלום\u200e on the wall.",
        "10\xa0000 km, 5\u2009% and 東京\u3000",
        "葛\U000e0100城市",  # an ideographic variation
        "footnote ↩\ufe0e",
        "สวัสดี\u200bครับ",
    ],
)
def test_what_is_needed_stays(text: str) -> None:
    assert [step for step in repair(text, PAGE).steps if step.rule == "invisible"] == []


@pytest.mark.parametrize("char", list("\xad\u200c\u200d\u2060\ufeff\u200e\u202d\u2069\ufe0f\ufffc"))
def test_in_english_none_is_needed(char: str) -> None:
    assert repair(f"The go{char}vernment met.{char}", PAGE).text == "The government met."


def test_half_a_character_becomes_the_replacement_character() -> None:
    assert repair("a \ud83d\udc37 pig, half a \ud83d pig", PAGE).text == "a 🐷 pig, half a \ufffd pig"
