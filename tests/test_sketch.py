"""Sketches: one reading of a text gives what separate ones do."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.near import lsh, minhash, shingles, similarity, sketch
from tasks.near.shingles import CAPITAL, NUMBER, OPENS
from tasks.settings import Near

WORDS = "Rain fell on 12 towns of Oru, the Mayor said; 1,000.5 left. It ended at 7 Правда 東京 CORRECTED ... Read more"


def bodies(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    made = [" ".join(rng.choices(WORDS.split(), k=rng.randrange(120))) for _ in range(count)]
    return [*made, "", "one", made[0] * 9]


def mixed(h: int) -> int:
    """The finaliser of MurmurHash3."""
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def test_a_sketch_is_signature_sample_and_words() -> None:
    texts = bodies(30)
    made = sketch.sketch([None] * len(texts), texts, texts, [[]] * len(texts), [None] * len(texts), Near())
    signatures, counts = sketch.values(pa.chunked_array([made["signature"].slice(0, 11), made["signature"].slice(11)]))
    assert (signatures.reshape(-1, 128) == minhash.sign(texts, Near())).all()
    assert set(counts.tolist()) == {128}
    for text, sample, words in zip(texts, made["sample"].to_pylist(), made["words"].to_pylist(), strict=True):
        read = shingles.read([text])
        hashes = {mixed(value ^ 0x5BD1E995) for value in shingles.shingle(read)[0].tolist()}
        assert np.frombuffer(sample, np.uint32).tolist() == sorted(h for h in hashes if h < (1 << 32) // lsh.SAMPLE)
        assert words == read.counts[0]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("The mayor of Oru said", [OPENS | CAPITAL, 0, 0, CAPITAL, 0]),
        ("No. It ended. at 7.", [OPENS | CAPITAL, OPENS | CAPITAL, 0, OPENS, NUMBER]),
        ("1,000.5 left", [OPENS | NUMBER, 0]),
        ("one,two 3. 4", [OPENS, 0, NUMBER, OPENS | NUMBER]),
        ("東京。都", [OPENS, 0, OPENS]),
        ("東 京", [OPENS, OPENS]),
        ("a\nb", [OPENS, OPENS]),
    ],
)
def test_a_word_is_told_for_a_number_a_name_and_a_beginning(text: str, flags: list[int]) -> None:
    assert shingles.read([text]).flags.tolist() == flags


@given(st.lists(st.sampled_from(["one", "two", "three", "four", "Six", "7"]), max_size=60), st.randoms())
def test_a_word_is_shared_where_a_shared_shingle_covers_it(words: list[str], rng: random.Random) -> None:
    other = [*words[rng.randrange(len(words) + 1) :], "new", *words[: rng.randrange(len(words) + 1)]]
    (found,) = similarity.compare([" ".join(words), " ".join(other)], np.array([[0, 1]]))
    span = min(5, len(words))
    grams = {tuple(other[k : k + min(5, len(other))]) for k in range(len(other) - min(5, len(other)) + 1)}
    covered = [False] * len(words)
    for k in range(len(words) - span + 1 if words else 0):
        if tuple(words[k : k + span]) in grams:
            covered[k : k + span] = [True] * span
    if not found.shared or found.shared < similarity.LEAST * min(found.left_shingles, found.right_shingles):
        return
    runs = [(mine, len(list(group))) for mine, group in itertools.groupby(covered)]
    assert (found.left.words, found.left.shared) == (len(words), sum(covered))
    assert found.left.lead == sum(covered[: min(40, max(10, len(words) // 4))])
    assert found.left.longest == max((size for mine, size in runs if mine), default=0)
    assert found.left.runs == sum(mine and size >= 8 for mine, size in runs)
    assert found.left.hunks == sum(not mine for mine, _ in runs)


@given(st.lists(st.sampled_from(["one", "two", "three", "four", "five", "Six", "7"]), max_size=40), st.randoms())
def test_shared_shingles_are_counted_as_sets(words: list[str], rng: random.Random) -> None:
    other = words[rng.randrange(len(words) + 1) :] + words[: rng.randrange(len(words) + 1)]
    (found,) = similarity.compare([" ".join(words), " ".join(other)], np.array([[0, 1]]))
    left, right = (
        {tuple(w.lower() for w in x[k : k + 5]) for k in range(max(1, len(x) - 4)) if x} for x in (words, other)
    )
    assert (found.left_shingles, found.right_shingles, found.shared) == (len(left), len(right), len(left & right))


@given(st.text(st.sampled_from("adermos.… \n[+1chK]ſlickt,"), max_size=60) | st.text(max_size=60))
def test_the_gates_hide_nothing(end: str) -> None:
    for text in (end, f"Read {end}", f"SEE{end} on", f"{end}...", f"{end}[+12 chars]", f"Continue reading {end} at"):
        assert sketch.unfinished(text) == bool(sketch.UNFINISHED.search(text[-80:]))
    for text in (end, f"Corrects{end}", f"This story has been{end} corrected", f"A previous version of this {end}"):
        assert sketch.corrected("", text) == bool(sketch.CORRECTED.search(text[:600]))


def test_arranging_takes_time_in_proportion() -> None:
    """Two words by the hundred thousand, or as many different ones: the sort must not compare them all."""
    for text in ("Oru Vell " * 150_000, " ".join(f"Oru{n} {n}" for n in range(100_000))):
        (found,) = similarity.compare([text, text], np.array([[0, 1]]))
        assert found.jaccard == 1
