"""What the kernels of repair say, plain Python says too: on any text, to the last digit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random

import damage
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacing_copy import CAMEL, COMPOUNDS, STORIES

from tasks import light
from tasks.page import Page
from tasks.repair import context, kernels, lines, repair, runs, spacing, survey, suspects, wrap
from tasks.repair.lexicon import english
from tasks.repair.splits import splits

PAGE = Page()
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
    st.sampled_from([*WORDS[:300], "the", "of", "and", "in", "A", "I", "U.S", *SIGNS, *BLANKS])
    | st.text(st.characters(codec=None, exclude_categories=[]), max_size=4),
    max_size=40,
).map("".join)
# Tokens of the shapes that the kernels take apart themselves, and of those beside them.
SHAPES = st.lists(
    st.sampled_from(
        [*"aAINsO15.,;:!?'’\"”“()[]-–—…$£&%", "the", "River", "IBM", "ofthe", "Inc", "re", "2019", "1,000"]
    ),
    min_size=1,
    max_size=7,
).map("".join)
RUNS = st.lists(
    st.sampled_from([*filter(str.isalpha, map(str.lower, WORDS)), "A", "I", "Mac", "EU", "ed", "ment"]),
    min_size=1,
    max_size=3,
).map("".join) | st.text("abcdeinorstABST", min_size=2, max_size=44)


def forget() -> None:
    """Empty all memories."""
    for memory in (
        suspects._plain,
        suspects._plain_before,
        suspects.SPLITS,
        suspects.TOLD,
        context.PAIRS,
        context.RUNS,
    ):
        memory.clear()
    suspects.suspects.cache_clear()
    spacing._find.cache_clear()


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Plain Python does the work, with nothing in memory."""
    with monkeypatch.context() as patch:
        for module in (runs, spacing, suspects):
            patch.setattr(module, "kernels", lambda size=0: None)
        forget()

        yield patch


@given(text=TEXTS | st.lists(SHAPES, max_size=40).map(" ".join))
@settings(max_examples=300)
def test_the_same_tokens_are_suspect(text: str) -> None:
    expected = {token for token in text.split() if len(token) <= 60 and suspects._is_suspect(token)}
    scanned = suspects.Scanned()
    assert scanned.suspects(text) == expected
    assert scanned.suspects(text) == expected, "the second time, when all tokens are known"


@given(text=TEXTS | st.lists(SHAPES, max_size=40).map(" ".join))
@settings(max_examples=300)
def test_a_bare_token_has_no_place(text: str) -> None:
    scanned = suspects.Scanned()
    scanned.suspects(text)
    seen = survey.Survey(text, scanned.known)
    words = text.split()
    assert seen.tokens.tolist() == lines.spans(text).tolist()
    assert not [word for n, word in enumerate(words) if n not in seen.open and splits(word)]
    assert {word for line in seen.paragraphs() for _, word in line.tokens} >= {word for word in words if splits(word)}


@given(text=TEXTS | st.lists(RUNS, max_size=60).map(" ".join))
@settings(max_examples=300)
def test_places_are_weighed_alike(text: str) -> None:
    scanned = suspects.Scanned()
    scanned.suspects(text)
    seen = survey.Survey(text, scanned.known)
    both = list(seen.paragraphs()), list(spacing._lines(text))
    for compiled, plain in zip(*both, strict=True):
        assert compiled._replace(tokens=()) == plain._replace(tokens=())
    assert seen.read().places(both[0]) == context.read(text).places(both[1])


def test_tokens_whose_hashes_are_neighbours_are_told_apart() -> None:
    scanned = suspects.Scanned()
    scanned.suspects("are arf arg ofthe")
    seen = survey.Survey("are ard arf arg ofthd ofthe", scanned.known)
    assert {token for line in seen.paragraphs() for _, token in line.tokens} >= {"ard", "ofthd", "ofthe"}
    assert not survey.Survey("ard ofthd", scanned.known).is_english()


@given(lengths=st.lists(st.integers(31, 119), max_size=80), room=st.integers(1, 14), firsts=st.integers(0, 8))
@settings(max_examples=100)
def test_widths_are_learned_alike(lengths: list[int], room: int, firsts: int) -> None:
    pairs = [(length, length + room) for length in lengths]
    plain = wrap.widths(pairs[:firsts], pairs[firsts:])
    compiled = survey.Survey("", suspects.Scanned().known).widths(pairs[:firsts], pairs[firsts:])
    assert compiled.wide == plain.wide
    fits = compiled.fits[:, : plain.wide + 1]
    for one, other in ((compiled.first, plain.first), (compiled.other, plain.other), (fits, plain.fits)):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@given(run=RUNS.filter(str.isascii), hyphen=st.booleans(), stop=st.booleans())
@example(run="refusedaboutkeep", hyphen=True, stop=False)
@settings(max_examples=200)
def test_the_same_places_are_found_in_a_run(run: str, hyphen: bool, stop: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "kernels", lambda: None)
        expected = runs.within(run, frozenset(), english(), hyphen, stop)
    assert kernels.places(run, hyphen, stop) == expected


@pytest.mark.parametrize("n", range(6))
def test_articles_are_repaired_alike(n: int, plain: pytest.MonkeyPatch) -> None:
    sore = damage.lose_wraps("\n".join(STORIES[n : n + 3]), 60 + 5 * n, 0.9, Random(n))
    expected = repair(sore, PAGE)
    assert expected.damage
    plain.undo()
    for module in (runs, spacing, suspects):
        plain.setattr(module, "kernels", lambda size=0: kernels)
    forget()
    assert repair(sore, PAGE) == expected


def test_tokens_are_forgotten_when_there_are_too_many() -> None:
    scanned = suspects.Scanned()
    for first in range(0, 600_000, 60_000):
        text = " ".join(f"{n}th tothe" for n in range(first, first + 60_000))
        assert scanned.suspects(text) == {"tothe"}
        assert 60_000 <= scanned.count <= suspects.ROOM // 2
    assert scanned.suspects(" ".join(map(str, range(400_000)))) == set()


@pytest.mark.parametrize(("known", "much"), [(True, 10), (False, 100)])
def test_kernels_start_when_there_is_much_to_do(known: bool, much: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "compiled", lambda _: known)
    monkeypatch.setattr(light, "import_module", lambda _: kernels)
    monkeypatch.delitem(sys.modules, kernels.__name__)
    when = light.Kernels(kernels.__name__, loaded=10, fresh=100)
    assert when(much - 1) is None
    assert when(1) is kernels


def test_kernels_that_are_there_are_used_at_once() -> None:
    assert light.Kernels(kernels.__name__, loaded=10, fresh=100)() is kernels
