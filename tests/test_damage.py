"""Damage that is planted is the damage it claims to be, and the sound text can be told from it."""

from __future__ import annotations

import re
from random import Random

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made import damage

PROSE = st.lists(st.text("abcdefghij’–é.,", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=60).map(
    " ".join
)
STORY = (
    "The harbour’s night ferry – the last of its kind – left the quay at eleven, and nobody aboard noticed. "
    "“We slept,” said the captain’s brother. A café owner had lent them blankets, coffee and a radio. "
    "Government inspectors are expected tomorrow."
)


@given(PROSE, st.integers(10, 90), st.floats(0, 1), st.integers())
def test_losing_wraps_takes_spaces_and_nothing_else(text, width, share, seed):
    assert damage.lose_wraps(text, width, share, Random(seed)).replace(" ", "") == text.replace(" ", "")


@given(PROSE, st.integers(10, 90))
def test_wraps_are_where_a_typesetter_would_break(text, width):
    start = 0
    for place in damage.wraps(text, width):
        line = text[start:place]
        following = text[place + 1 :].split(" ")[0]
        assert text[place] == " "
        assert len(line) <= width or " " not in line.strip()
        assert len(line) + 1 + len(following) > width
        start = place + 1


@given(PROSE, st.integers(10, 90))
def test_no_wrap_is_lost_at_share_nought_and_all_at_one(text, width):
    assert damage.lose_wraps(text, width, 0.0) == text
    assert text.count(" ") - damage.lose_wraps(text, width, 1.0).count(" ") == len(damage.wraps(text, width))


@given(PROSE, st.integers(), st.integers(1, 5))
def test_emoji_taken_out_again_give_the_text(text, seed, number):
    sore = damage.inject_emoji(text, Random(seed), number)
    assert re.sub("|".join(map(re.escape, damage.EMOJI)), "", sore) == text


@pytest.mark.parametrize("kind", [kind for kind in damage.MOJIBAKE if kind not in ("replaced", "question")])
def test_mojibake_is_of_the_kind_that_ftfy_knows(kind):
    sore = damage.mojibake(STORY, kind)
    assert sore != STORY
    assert ftfy.fix_encoding(sore) == STORY


@pytest.mark.parametrize("kind", ["replaced", "question"])
def test_lost_quotes_leave_every_letter(kind):
    sore = damage.mojibake(STORY, kind)
    assert sore != STORY
    assert re.sub(r"[^\w ]", "", sore) == re.sub(r"[^\w ]", "", STORY)


@pytest.mark.parametrize("break_it", [damage.soft_hyphens, damage.zero_width])
def test_invisible_characters_come_out_again(break_it):
    sore = break_it(STORY, Random(1), 3)
    assert len(sore) == len(STORY) + 3
    assert re.sub("[\xad\u200b]", "", sore) == STORY


def test_teasers_are_those_of_other_stories():
    tail = damage.add_teasers(STORY, ["One.", STORY, "Two.", "Three."], Random(1), 9).split("\n")[1:]
    assert sorted(tail) == ["One.", "Three.", "Two."]
