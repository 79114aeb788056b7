"""The bands follow from the recall that is asked for, and reach it; a sample tells of excerpts."""

import math
import random

import numpy as np
import pytest

from tasks.near import lsh, minhash, shingles
from tasks.near.lsh import BadLayout, Layout
from tasks.settings import Near

PAIRS = 400


@pytest.mark.parametrize("similarity", [0.3, 0.5, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("recall", [0.5, 0.9, 0.99])
def test_a_layout_has_the_recall_that_is_asked_for_and_no_stricter_one_has(similarity: float, recall: float) -> None:
    settings = Near(similarity=similarity, recall=recall, permutations=256)
    found = lsh.layout(settings)
    assert found.bands * found.rows <= settings.permutations
    assert found.recall(similarity) >= recall
    stricter = Layout(settings.permutations // (found.rows + 1), found.rows + 1)
    assert stricter.rows > settings.permutations or stricter.recall(similarity) < recall


def test_the_recall_of_a_layout_is_the_formula_of_banding() -> None:
    found = Layout(bands=16, rows=8)
    assert found.recall(0.0) == 0
    assert found.recall(1.0) == 1
    assert found.recall(0.8) == pytest.approx(1 - (1 - 0.8**8) ** 16)
    assert [found.recall(x / 10) for x in range(11)] == sorted(found.recall(x / 10) for x in range(11))


def test_too_few_permutations_are_refused_with_the_settings_to_change() -> None:
    with pytest.raises(BadLayout, match=r"near\.permutations = 16 .* raise near\.permutations, or lower near\.recall"):
        lsh.layout(Near(similarity=0.1, recall=0.9999, permutations=16))


def test_pairs_of_a_known_similarity_share_a_band_as_often_as_the_layout_says() -> None:
    rng = random.Random(5)
    settings = Near(similarity=0.5, recall=0.9)
    cut = lsh.layout(settings)
    both, lengths = [], []
    for _ in range(PAIRS):  # two sets of 60 shingles, 40 of them shared: a similarity of 0.5
        every = rng.sample(range(1 << 32), 80)
        both += [*every[:60], *every[20:]]
        lengths += [60, 60]
    signs = minhash.of(np.array(both, np.uint32), np.array(lengths, np.int64), settings)
    keys = np.stack([lsh.keys(signs, cut, band) for band in range(cut.bands)])
    found = (keys[:, 0::2] == keys[:, 1::2]).any(axis=0).mean()
    expected = cut.recall(0.5)
    assert abs(found - expected) <= 4 * math.sqrt(expected * (1 - expected) / PAIRS)


def test_a_key_depends_on_the_rows_of_its_band_alone_and_on_each_of_them() -> None:
    rng = np.random.default_rng(3)
    cut = Layout(bands=4, rows=3)
    sign = rng.integers(0, 1 << 32, (1, 12), np.uint32)
    keys = [lsh.keys(sign, cut, band)[0] for band in range(cut.bands)]
    assert len(set(keys)) == cut.bands
    for row in range(12):
        other = sign.copy()
        other[0, row] ^= 1
        changed = [lsh.keys(other, cut, band)[0] != keys[band] for band in range(cut.bands)]
        assert changed == [row // cut.rows == band for band in range(cut.bands)]


def test_the_sample_of_an_excerpt_is_found_in_the_sample_of_the_whole() -> None:
    rng = random.Random(8)
    words = [f"word{rng.randrange(10_000)}" for _ in range(2_000)]
    read = shingles.read([" ".join(words), " ".join(words[300:500])])
    values, whose = lsh.sample(*shingles.shingle(read))
    whole, part = set(values[whose == 0].tolist()), set(values[whose == 1].tolist())
    assert part
    assert part <= whole
    assert len(whole) == pytest.approx(2_000 / lsh.SAMPLE, rel=0.3)


def test_a_sample_is_sorted_and_distinct_within_an_article_and_lies_in_the_parts() -> None:
    text = "the river rose again and the ferry stayed in the harbour of Marlow " * 30
    values, whose = lsh.sample(*shingles.shingle(shingles.read([text, text, ""])))
    pairs = list(zip(whose.tolist(), values.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    bounds = lsh.part_bounds()
    assert len(bounds) == lsh.PARTS + 1
    assert all(bounds[0] <= value < bounds[-1] for value in values.tolist())
