"""Sketches: one reading of a text gives what separate ones do, compiled or not."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from families import families
from hypothesis import given
from hypothesis import strategies as st

from tasks.near import bands, evidence, kernels, shingles, signature, sketch
from tasks.settings import Near

WORDS = "Rain fell on 12 towns of Oru, the Mayor said; 1,000.5 left. It ended at 7 Правда 東京 CORRECTED ... Read more"


def bodies(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    made = [" ".join(rng.choices(WORDS.split(), k=rng.randrange(120))) for _ in range(count)]
    return [*made, "", "one", made[0] * 9]


@pytest.fixture(params=[False, True], ids=["plain", "compiled"])
def much(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(kernels, "worthwhile", lambda _: request.param)
    return bool(request.param)


def test_a_sketch_is_signature_sample_and_words(much: bool) -> None:
    texts = bodies(30)
    made = sketch.sketch([None] * len(texts), texts, [[]] * len(texts), [None] * len(texts), Near())
    signatures, counts = sketch.values(pa.chunked_array([made["signature"].slice(0, 11), made["signature"].slice(11)]))
    assert (signatures.reshape(-1, 128) == signature.sign(texts, Near())).all()
    assert set(counts.tolist()) == {128}
    for text, sample, words in zip(texts, made["sample"].to_pylist(), made["words"].to_pylist(), strict=True):
        read = shingles.read([text])
        hashes = np.unique(signature.mix(shingles.shingle(read)[0] ^ np.uint32(0x5BD1E995)))
        assert np.frombuffer(sample, np.uint32).tolist() == hashes[hashes < (1 << 32) // bands.SAMPLE].tolist()
        assert words == read.counts[0]


def test_compiled_or_not_the_numbers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [story.body for story in families(seed=5, each=1)[0]] + bodies(20)
    pairs = np.array([[a, b] for a in range(len(texts)) for b in range(max(0, a - 3), a)])
    told = []
    for much in (False, True):
        monkeypatch.setattr(kernels, "worthwhile", lambda _, much=much: much)
        made, lengths = shingles.shingle(shingles.read(texts))
        told.append((evidence.compare(texts, pairs), [x.tolist() for x in bands.sample(made, lengths)]))
    assert told[0] == told[1]


@given(st.lists(st.sampled_from(["one", "two", "three", "four", "five", "Six", "7"]), max_size=40), st.randoms())
def test_shared_shingles_are_counted_as_sets(words: list[str], rng: random.Random) -> None:
    other = words[rng.randrange(len(words) + 1) :] + words[: rng.randrange(len(words) + 1)]
    (found,) = evidence.compare([" ".join(words), " ".join(other)], np.array([[0, 1]]))
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
        (found,) = evidence.compare([text, text], np.array([[0, 1]]))
        assert found.jaccard == 1
