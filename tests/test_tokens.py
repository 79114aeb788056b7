"""The words of a page, counted at once, are those that one counts by hand; its forms are those of the patterns."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks import core
from tasks.story.ending import tokens
from tasks.story.ending.features import AT, NAMES, features
from tasks.story.ending.tokens import BUCKETS, KINDS

NO_TABLE = np.zeros(BUCKETS, np.uint8)
FAR = 1 << 20  # where a word does not stand again
PIECES = st.text(st.sampled_from("aAbBsSéÉñ日本ก’' -.1 “—,"), max_size=12)
WORDS = st.sampled_from(["the", "said", "You", "newsletter", "Rao", "don't", "river", "rivers", "日本語", "42"])
LINES = st.lists(st.lists(PIECES | WORDS, max_size=8).map(" ".join), min_size=1, max_size=6)
WIDE = "[日本語ก]"


def by_hand(line: str) -> list[str]:
    """The words of one line as `tokens` defines them."""
    parts = re.findall(r"[A-Za-zéÉñÑ0-9'’-]+", line)
    begun = [found[0] for part in parts if (found := re.search(r"[A-Za-zéÉñÑ0-9].*", part))]
    pairs = [a + b for a, b in pairwise(line) if re.fullmatch(WIDE * 2, a + b)]
    return [word.lower()[:6] for word in begun] + pairs


@given(LINES)
@example(["The River rose.", "Rivers rise, the Rao said: 日本語"])
def test_words_and_where_else_they_stand(lines: list[str]) -> None:
    words = [by_hand(line) for line in lines]
    numbers = [core.story_numbers(line).tolist() for line in lines]
    named = {
        word: number
        for some, found in zip(words, numbers, strict=True)
        for word, number in zip(some, found, strict=True)
    }
    assert numbers == [[named[word] for word in some] for some in words]
    assert len(set(named.values())) == len(named)
    distinct = [set(some) for some in words]
    expected = []
    for n, some in enumerate(distinct):
        for word in some:
            stands = [k for k, other in enumerate(distinct) if word in other]
            above, below = [k for k in stands if k < n], [k for k in stands if k > n]
            expected.append(
                (n, len(above), len(below), n - above[-1] if above else FAR, below[0] - n if below else FAR, stands[0])
            )
    found = core.story_pairs(lines, tokens.wording(NO_TABLE))
    columns = [found[name].tolist() for name in ("paragraph", "earlier", "later", "before", "behind", "begun")]
    assert sorted(zip(*columns, strict=True)) == sorted(expected)


@given(st.lists(st.text().filter(lambda line: "\n" not in line), min_size=1, max_size=6))
@example(["İstanbul, ΣΑΣ", "\ud800 \U0010ffff", ""])
@example(["\x00", "…]", "(", "12", "日" * 4_001, "a " * 3_000])
def test_any_text_is_read_and_shares_are_shares(lines: list[str]) -> None:
    rows = features(lines, NO_TABLE)
    assert rows.shape == (len(lines), len(NAMES))
    assert rows[:, AT["left"]].tolist() == [min(n, 60) for n in reversed(range(len(lines)))]
    for name in ("titled", "capitals", "digits", "small", "cased", "wide", "above", "keywords", "near<", "names_seen"):
        assert ((rows[:, AT[name]] >= 0) & (rows[:, AT[name]] <= 64)).all(), name
    assert (core.story_pairs(lines, tokens.wording(NO_TABLE))["weighs"] >= 0).all()


def test_a_paragraph_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        features(["one\ntwo"], NO_TABLE)
    with pytest.raises(ValueError, match="line break"):
        core.story_pairs(["one", "two\n"], tokens.wording(NO_TABLE))


# What each scanner of story_form.c matches, and where it looks.
TIME = re.compile(r"\d(?:[:.]\d\d\b|\d?[./]\d{1,2}[./]\d{2,4}\b|\d{3}[-/.]\d\d[-/.]\d\d\b|\d{3}年|\d? \w+ ago\b)")
ADDRESS = re.compile(r"https?://|www\.|\w@\w|\.com\b")
BULLET = re.compile(r"[•·*▪●■►»>–—+-]\s?|\d{1,3}[.)]\s")
DATED = re.compile(r"[^\W\d_a-z][^.!?\d]{2,40}(?:[^.!?]{0,30}\([^()]{2,24}\))?\s*[-–—]{1,2}\s")
FORMS = st.lists(
    st.sampled_from(
        [*"09٣²½:./-–— ()aZé_日年!?•)>", "ago", " ago", "(NWA)", " – ", "http", "s://", "www.", "@", ".com"]
    ),
    min_size=1,
    max_size=24,
).map("".join)


@given(FORMS)
@example("3 days ago")
@example("Bonn, den dritten Mai (NWA)— Es regnet")
@example("B" + "o" * 40 + "n" * 30 + "(" + "N" * 24 + ") -- x")
@example("x" * 117 + "1:00 x")
@example("x" * 116 + "1:0012")
@example("x" * 296 + ".comx")
@example("1999年")
def test_forms_are_those_of_the_patterns(line: str) -> None:
    [row] = features([line], NO_TABLE)
    start = line[:120]
    assert row[AT["time"]] == (TIME.search(start) is not None)
    assert row[AT["address"]] == (ADDRESS.search(line[:300]) is not None)
    assert row[AT["bullet"]] == (not line[0].isalpha() and BULLET.match(start) is not None)
    assert row[AT["dated"]] == (not {*"-–—"}.isdisjoint(start[3:74]) and DATED.match(start) is not None)


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("The river rose.", {"stop"}),
        ("The river rose.”)", {"stop"}),
        ("Will it rise again?", {"asks"}),
        ("The river rose...", {"cut_short"}),
        ("The river rose […]", {"cut_short"}),
        ("The river … rose", {"open"}),
        ("Read on: the river", {"open", "colon_early"}),
        ("the river:", {"colon", "lower"}),
        ("“It rose,” she said.", {"stop", "quote"}),
        ("(NWA)", {"open", "bracket"}),
        ("12 boats", {"open", "digit"}),
        ("• Boats", {"open", "bullet"}),
        ("12) Boats", {"open", "bullet", "digit"}),
        ("—", {"bullet", "bracket"}),
        (")", set()),
        ("", set()),
        ("河が上がった。", {"stop"}),
    ],
)
def test_how_a_paragraph_begins_and_ends(line: str, forms: set[str]) -> None:
    [row] = features([line], NO_TABLE)
    yes = ("stop", "asks", "cut_short", "colon", "open", "quote", "lower", "digit", "bullet", "bracket", "colon_early")
    assert {name for name in yes if row[AT[name]]} == forms


def test_lists_count_inflected_words_and_pairs_of_characters() -> None:
    rows = features(["She subscribed to two newsletters.", "相关阅读"], NO_TABLE)
    assert rows[:, AT["list_promotion"]].tolist() == [2, 0]
    assert rows[:, AT["list_show"]].tolist() == [0, 2]
    assert KINDS[3:5] == ("promotion", "show")


def test_common_words_weigh_little() -> None:
    lines = ["A letter about harbour walls", "Harbours silt"]
    table = NO_TABLE.copy()
    table[core.story_pairs([lines[1][:7]], tokens.wording(NO_TABLE))["bucket"]] = tokens.RAREST
    plain, common = (core.story_pairs(lines, tokens.wording(some))["weighs"].sum() for some in (NO_TABLE, table))
    assert common < plain
    assert (features(lines, table)[:, AT["small"]] > 0).all()


def test_every_feature_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES) == features(["The river rose.", "It fell."], NO_TABLE).shape[1]
