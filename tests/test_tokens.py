"""The words of a page, counted at once, are those that one counts by hand."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.story import tokens
from tasks.story.features import NAMES, features
from tasks.story.tokens import BUCKETS, FAR, KINDS

NO_TABLE = np.zeros(BUCKETS, np.uint8)
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
    found = tokens.read(lines, NO_TABLE)
    words = [by_hand(line) for line in lines]
    assert found.tokens.tolist() == [len(some) for some in words]
    distinct = [set(some) for some in words]
    expected = []
    for n, some in enumerate(distinct):
        for word in some:
            stands = [k for k, other in enumerate(distinct) if word in other]
            above, below = [k for k in stands if k < n], [k for k in stands if k > n]
            expected.append(
                (n, len(above), len(below), n - above[-1] if above else FAR, below[0] - n if below else FAR, stands[0])
            )
    columns = (found.of, found.earlier, found.later, found.before, found.behind, found.begun)
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == sorted(expected)


@given(st.lists(st.text().filter(lambda line: "\n" not in line), min_size=1, max_size=6))
@example(["İstanbul, ΣΑΣ", "\ud800 \U0010ffff", ""])
def test_any_text_is_read_and_all_columns_fit(lines: list[str]) -> None:
    found = tokens.read(lines, NO_TABLE)
    assert {len(column) for column in (found.tokens, found.small, found.weight, found.opens, found.first)} == {
        len(lines)
    }
    assert found.listed.shape == (len(KINDS), len(lines))
    assert len(found.of) == len(found.weighs) == len(found.bucket)
    assert (found.weighs >= 0).all()


def test_lists_count_inflected_words_and_pairs_of_characters() -> None:
    found = tokens.read(["She subscribed to two newsletters.", "相关阅读"], NO_TABLE)
    assert found.listed[KINDS.index("promotion")].tolist() == [2, 0]
    assert found.listed[KINDS.index("show")].tolist() == [0, 2]


def test_common_words_weigh_little() -> None:
    lines = ["A letter about harbour walls", "Harbours silt"]
    table = NO_TABLE.copy()
    table[tokens.read([lines[1][:7]], NO_TABLE).bucket] = tokens.RAREST
    assert tokens.read(lines, table).weighs.sum() < tokens.read(lines, NO_TABLE).weighs.sum()
    assert tokens.read(lines, table).small.tolist() == [1, 1]


def test_every_feature_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES) == features(["The river rose.", "It fell."], NO_TABLE).shape[1]
