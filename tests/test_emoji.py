"""Emoji: what a machine planted goes and leaves the text as it was written; what authors wrote stays."""

from random import Random

import pytest

from tasks.edits import take
from tasks.page import Page
from tasks.repair import repair
from tasks.repair.emoji import injected_emoji
from tasks.settings import load
from tests.made import damage

PAGE = Page()
PLANTED = ["🐼", "🟢", "♍", "♍\ufe0f", "❤️", "👍🏽", "👩‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇫🇷", "3️⃣", "🫱🏻", "⏩", "🌶", "👨🏼‍🦼‍➡️", "‼️", "🀄"]
PROSE = [
    "The ferry left Port Amber at 6.30 a.m. with 214 passengers – the most since June.",
    "“We can’t wait any longer,” said Harald Lindqvist, who runs the co-operative (founded in 1987).",
    "In Lüttow, prices rose by 3.5%; in Tarn they fell.",
    "The mayor's office declined to comment. Her deputy, Ana Ruíz, did not: \"It's over.\"",
]
AUTHORED = [
    "I can barely keep up. Thank. You. All. 🇺🇸",
    "Out on the final! 🎉 pic.twitter.com/abc — Ann Lee (@annlee) July 2, 2031",
    "Here we go again🙄 https://t.co/xyz — Port Watch 🐘 (@portwatch) May 6, 2031",
    "✅ Step 1: Stop\nThen look.\n✅ Step 2: Ask\n",
    "🌊 Let’s dive in",
    "She sent the 🍿 emoji, then left.",
    "sarah: 🍿\n\ntom: 🎆",
    "We have a problem 🚨😳🚫 tonight",
    "He answered with “👍”.",
    "It’s open (🎄)!",
    "THE FAIR ⚡️ #PORTFAIR #AMBER A video posted by Tom (@tom)",
    "Boats of Vietnam 🇻🇳 and Japan 🇯🇵 took part.",
]


@pytest.mark.parametrize("emoji", PLANTED)
def test_planted_anywhere_it_goes_and_nothing_else(emoji: str) -> None:
    wrong = []
    for line in PROSE:
        for at in range(1, len(line)):
            fixed = repair(f"First line.\n{line[:at]}{emoji}{line[at:]}\nLast line.", PAGE).text
            if fixed != f"First line.\n{line}\nLast line.":
                wrong.append(line[max(0, at - 9) : at] + emoji + line[at : at + 9])
    assert len(wrong) <= 0.005 * sum(map(len, PROSE)), wrong


def test_several_planted_in_one_text() -> None:
    text = "\n".join(PROSE)
    for seed in range(50):
        assert repair(damage.inject_emoji(text, Random(seed), 3), PAGE).text == text


@pytest.mark.parametrize("text", AUTHORED)
def test_authored_stays_and_is_flagged(text: str) -> None:
    assert list(injected_emoji(text, PAGE)) == []
    assert "emoji_kept" in repair(text, PAGE).flags


def test_signs_are_never_touched() -> None:
    signs = "Acme™ Corp© Brand® 30° ½ ¼ ← → ↔ ★ ☆ ✓ ✔ ✗ ♥ ♠ ☎ ☑ № ℠ Ⓡ • ▶ ■ ● ♀ ♂ ☺ ❤ ✈ 1 # * ☞"
    assert repair(signs, PAGE).steps == []
    assert repair(signs, PAGE).flags == []
    assert repair(signs.replace(" ", ""), PAGE).steps == []


def test_emoji_can_be_kept() -> None:
    page = Page(settings=load(assignments=["repair.emoji=keep"]))
    assert list(injected_emoji("P🐷olice", page)) == []


def test_a_planted_one_in_mojibake_goes_too() -> None:
    damaged = "The har🐼bour’s crane".encode().decode("latin-1")
    assert repair(damaged, PAGE).text == "The harbour’s crane"


def test_a_hashtag_that_only_an_emoji_sets_apart_is_no_mark_of_a_post() -> None:
    text = "Late again🐷#ferry on Monday🐷"
    assert list(injected_emoji(take(text, injected_emoji(text, PAGE))[0], PAGE)) == []
