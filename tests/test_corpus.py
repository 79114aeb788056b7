"""The generated corpus is what benchmarks and scale tests take it for."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter

import pytest

from tests.made.corpus import CLEAN, DIRTY, Mix, corpus

wordfreq = pytest.importorskip("wordfreq")


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


@pytest.fixture(scope="module")
def clean():
    return [record for record, _ in corpus(1_000, seed=3, mix=CLEAN)]


@pytest.fixture(scope="module")
def dirty():
    return list(corpus(2_000, seed=4, mix=DIRTY))


def test_a_longer_corpus_begins_like_a_shorter_one():
    assert list(corpus(30, 5, DIRTY)) == list(itertools.islice(corpus(700, 5, DIRTY), 30))


def test_another_seed_gives_other_articles():
    assert not {r["text"] for r, _ in corpus(50, 1)} & {r["text"] for r, _ in corpus(50, 2)}


def test_ids_and_texts_are_distinct(clean):
    assert len({record["id"] for record in clean}) == len({record["text"] for record in clean}) == len(clean)


def test_articles_have_the_length_of_news(clean):
    lengths = [len(record["text"].split()) for record in clean]
    assert 430 < statistics.mean(lengths) < 570
    assert min(lengths) > 40
    assert statistics.stdev(lengths) > 150


def test_unrelated_articles_share_next_to_no_shingles(clean):
    articles = [shingles(record["text"]) for record in clean[:100]]
    shared = [len(one & other) / min(len(one), len(other)) for one, other in itertools.combinations(articles, 2)]
    assert max(shared) < 0.05


def test_most_words_are_words_of_english(clean):
    words = Counter(w for r in clean[:200] for w in re.findall(r"[A-Za-z]+", r["text"]) if w.islower())
    known = sum(n for word, n in words.items() if wordfreq.zipf_frequency(word, "en", "large") > 2)
    assert known / words.total() > 0.998


def test_words_are_spread_as_words_are(clean):
    ranked = [n for _, n in Counter(" ".join(r["text"] for r in clean).lower().split()).most_common()]
    assert ranked[0] / sum(ranked) < 0.12
    assert len(ranked) > 10_000
    assert sum(ranked[:100]) / sum(ranked) > 0.35


def test_damage_comes_in_the_shares_asked_for(dirty):
    kinds = Counter(kind for _, truth in dirty for kind in truth["damage"])
    assert {kind: round(n / len(dirty), 1) for kind, n in kinds.items()} == pytest.approx(
        {"mojibake": 0.05, "emoji": 0.3, "teasers": 0.3, "glue": 0.1}, abs=0.06
    )
    assert sum(truth["copy_of"] is not None for _, truth in dirty) / len(dirty) == pytest.approx(0.15, abs=0.03)


def test_every_damaged_article_differs_from_its_truth(dirty):
    for record, truth in dirty:
        assert (record["text"] != truth["clean"]) == bool(truth["damage"])


def test_near_copies_are_near(dirty):
    clean = {truth["id"]: truth["clean"] for _, truth in dirty}
    near = [jaccard(t["clean"], clean[t["copy_of"]]) for _, t in dirty if t["copy_of"]]
    assert statistics.median(near) == pytest.approx(0.7, abs=0.1)
    assert min(near) > 0.1
    assert sum(j >= 0.5 for j in near) / len(near) > 0.6


def test_a_mix_of_one_kind_has_no_other():
    assert {kind for _, truth in corpus(100, 6, Mix(emoji=1.0)) for kind in truth["damage"]} == {"emoji"}
