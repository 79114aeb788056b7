"""Where a space may be missing in a token, and in a text: golden tokens, laws on any text, rooms too small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks import core
from tasks.repair.spacing.bounds import TELLING, bounds
from tasks.repair.spacing.joints import exact
from tasks.repair.spacing.lexicon import lexicon, share
from tasks.repair.spacing.lost_spaces import KINDS, may_lack_space, splits
from tests.made.spacing_copy import CAMEL, COMPOUNDS, STORIES

WORDS = [*CAMEL, *COMPOUNDS, *" ".join(STORIES[:4]).split()]
SIGNS = [
    *".,;:!?\"'()[]“”‘’–—-…£€$%/&@#",
    "’s",
    "'re",
    "’st",
    "./.",
    "20,",
    "2019",
    "1,234.5",
    "May 21,2020",
    "é",
    "\x01",
]
BLANKS = [" ", "\n", "\t", "\x0b", "\x1c", "\x85", "\xa0", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000", "\u200b"]
TEXTS = st.lists(
    st.sampled_from([*WORDS[:300], "the", "of", "and", "in", "A", "I", "U.S", "ofthe", *SIGNS, *BLANKS])
    | st.text(st.characters(codec=None, exclude_categories=[]), max_size=4),
    max_size=40,
).map("".join)

# A token, and the surest place in it: the kind, and where it stands.
GOLDEN = """
words         harbour|operations tocontrol:to|control thetwo:the|two inbranch:in|branch ferry|and
names         Lowmere|Department in|Orre
possessive    keeper’s|and countries’|engagement
sentence      late.|The late!|They p.m.|“Nobody said.|(Then
comma         policies,|capacity 12,|the said,|“We euros,|$5 coast;|they
abbreviation  U.S.|and Inc.|and
quote         the|“fiscal late”|and
opening       the|"fiscal
closing       late)|“and
bracket       said|(OPN (OPN)|and (OPN)|The
digit         in|2019 December|12 12,600|police 21,|2020 5%|of of|$5 1980s|and 707s|which
dash          late|– –|the
ellipsis      word|.. ..|word
sign          &|Replace
"""


@pytest.mark.parametrize(
    ("kind", "token"),
    [(kind, token.split(":")[-1]) for kind, *tokens in map(str.split, GOLDEN.strip().splitlines()) for token in tokens],
)
def test_the_surest_place_of_a_token(kind: str, token: str) -> None:
    best = max(splits(token.replace("|", "")), key=lambda split: split.score)
    assert (best.at, best.kind) == (token.index("|"), kind)


def test_golden_tokens_have_every_kind() -> None:
    assert [row.split()[0] for row in GOLDEN.strip().splitlines()] == list(KINDS)


@pytest.mark.parametrize(
    "token",
    [
        *("https://orre.example/lateand", "www.lowmere", "nodejs.org", "@theharbour", "#ofthe", "the_two", "and/or"),
        *("ASEANPOL", "country", "1990", "G20", "AT&T", "US$5", "J.Smith", "O’Brien", "U.S.", "F16", "a" * 61),
    ],
)
def test_tokens_that_are_one(token: str) -> None:
    assert not [split for split in splits(token) if split.score >= TELLING]


@given(TEXTS)
@settings(max_examples=300)
@example("ofthe")
@example("x " * 3000 + "ofthe")
def test_suspects_are_the_tokens_with_a_telling_place(text: str) -> None:
    telling = {token for token in text.split() if any(split.score >= TELLING for split in splits(token))}
    found = core.spacing_suspects(lexicon(), bounds(), text)
    assert set(found) <= telling
    assert may_lack_space(text) == bool(found)
    for token in telling - set(found):
        bare = token.strip(".,;:!?\"'()[]“”‘’–—-…")
        assert bare.isalpha()
        assert bare.isupper() or share(bare.lower()) > -12.6


@given(TEXTS)
@settings(max_examples=300)
def test_a_place_stands_inside_of_a_token(text: str) -> None:
    for at, share_, kind, alone in core.spacing_find(lexicon(), bounds(), text):
        assert 0 < at < len(text)
        assert not text[at - 1].isspace()
        assert not text[at].isspace()
        assert 0.0 < share_ <= 1.0
        assert kind < len(KINDS)
        assert alone in (0, 1)


@pytest.mark.parametrize("room", [0, 8, 1000, 5000, 20_000, 60_000, 150_000])
@pytest.mark.parametrize("most", [0, 3, 60])
def test_too_little_room_is_told_and_not_overrun(room: int, most: int) -> None:
    text = "\n".join(story.replace(" the ", " the", 9).replace(" of ", " of", 9) for story in STORIES[:3]).encode()
    memory, guard = np.full(room + 64, 0xA5, np.uint8), 0xA5
    found = np.zeros(61, core._FOUND)
    address = found.__array_interface__["data"][0]
    number = core._spacing_find(
        *(lexicon().ctypes.data, bounds(), text, len(text), memory.ctypes.data, room, address, most),
    )
    assert number == -1 or 0 <= number <= most
    assert set(memory[room:].tolist()) == {guard}
    assert not found[most:]["at"].any()


def test_a_place_is_found_however_small_the_first_room_was() -> None:
    text = "He came tothe river. " * 400
    assert len(core.spacing_find(lexicon(), bounds(), text)) >= 400


@given(
    TEXTS, st.lists(st.integers(0, 200), max_size=8).map(sorted), st.lists(st.text(min_size=1, max_size=5), max_size=4)
)
def test_a_place_has_its_token_and_a_language(text: str, places: list[int], strange: list[str]) -> None:
    words = [word for word in strange if "\n" not in word]
    places = [at for at in places if at < len(text)]
    said = core.sentences_foreign(lexicon(), bounds(), text, places, words)
    for at, (foreign, start, end) in zip(places, said, strict=True):
        assert foreign in (0, 1)
        assert start <= at <= end
        assert not text[start:end].split() or text[start:end].split() == [text[start:end]]
        assert not text[start - 1 : start].strip()
        assert not text[end : end + 1].strip()


@pytest.mark.parametrize(
    ("sentence", "foreign"),
    [
        ("Şu anda köprü kapalı ve orkestra çalıyor", True),
        ("Die Brücke bleibt bis auf weiteres gesperrt, sagte er", True),
        ("The bridge stays shut until further notice, he said", False),
        ("OPN", False),
        ("a lovely little harbour village", False),
    ],
)
def test_the_language_of_a_sentence(sentence: str, foreign: bool) -> None:
    text = f"It rained here all the time. xx {sentence}. It was what they said that it would be."
    (said,) = core.sentences_foreign(lexicon(), bounds(), text, [text.index("xx") + 1], ["xx"])
    assert said == [foreign, text.index("xx"), text.index("xx") + 2]


@given(TEXTS, st.lists(st.integers(-3, 200), max_size=8).map(sorted))
def test_a_place_moves_within_its_run_of_letters(text: str, places: list[int]) -> None:
    moved = core.joints_move(lexicon(), bounds(), text, places)
    for at, to in zip(places, moved, strict=True):
        assert abs(at - to) <= 3
        between = text[max(0, min(at, to) - 1) : max(at, to) + 1]
        assert at == to or (between.isalpha() and between[1:].islower())


@pytest.mark.parametrize(
    ("text", "at", "moved"),
    [
        ("They are lessconvinced of it.", 12, 13),
        ("He saw thatit rained.", 11, 11),
        ("It was theirreligious fest.", 10, 12),
        ("It rained. Thepost is open.", 16, 14),
        ("McDonaldsis open.", 10, 10),
    ],
)
def test_a_place_that_was_put_a_letter_off(text: str, at: int, moved: int) -> None:
    assert core.joints_move(lexicon(), bounds(), text, [at]) == [moved]


@pytest.mark.parametrize(
    ("text", "at", "moved"),
    [
        ("She asked for areturn to it.", 17, 15),
        ("The shares of thereorganized board", 19, 17),
        ("They ask if thereorganized", 17, 17),
        ("It’s inconceivable to us.", 7, 7),
    ],
)
def test_a_place_that_the_sentence_moves(text: str, at: int, moved: int) -> None:
    assert exact(text, [at]) == [moved]
