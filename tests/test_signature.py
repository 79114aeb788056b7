"""Signatures are datasketch's, whichever way they are computed."""

import datasketch
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.near import kernels, shingles, signature
from tasks.settings import Near

TEXTS = st.lists(st.text(max_size=300), max_size=6)
WIRE = (
    "ORU (AW) – The Kalem river rose by 2.5 metres on Monday, the ministry’s spokesman said.\n"
    "Some 1,200 people left their homes; “we have never seen this,” Mayor Lena Orsk told reporters."
)
MANY = [
    WIRE, "", "Rain.", "Два слова", "ПАРИЖ — Министр сказал, что 3,5 процента мало, и ушёл.",
    "東京都は月曜日、新しい橋の建設を発表した。", "กรุงเทพมหานครประกาศแผนใหม่", "naïve café 😀 déjà vu ½ ٣٤",
    "\x00 \ud800 a b",
]  # fmt: skip


def reference(text: str, settings: Near) -> np.ndarray:
    made, _ = shingles.shingle(shingles.read([text]))
    sketch = datasketch.MinHash(settings.permutations, settings.seed, scheme="affine32", hashfunc=lambda value: value)
    sketch.update_batch(made.tolist())
    return sketch.hashvalues


@pytest.mark.parametrize("text", MANY)
@pytest.mark.parametrize("settings", [Near(), Near(permutations=64, seed=7)])
def test_a_signature_is_datasketchs_for_the_same_shingles(text: str, settings: Near) -> None:
    assert (signature.sign([text], settings)[0] == reference(text, settings)).all()


@given(TEXTS)
def test_a_signature_of_any_text_is_datasketchs(texts: list[str]) -> None:
    signs = signature.sign(texts, Near())
    assert all((row == reference(text, Near())).all() for row, text in zip(signs, texts, strict=True))


def test_plain_and_compiled_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for much in (True, False):
        monkeypatch.setattr(kernels, "worthwhile", lambda _, much=much: much)
        words = shingles.read(MANY)
        found.append((*words, *shingles.shingle(words), signature.sign(MANY, Near())))
    assert all((a == b).all() for a, b in zip(*found, strict=True))


@given(TEXTS, st.integers(1, 50))
def test_a_shard_cut_anywhere_gives_the_same(texts: list[str], size: int) -> None:
    whole = signature.sign(texts, Near())
    parts = [signature.sign(texts[at : at + size], Near()) for at in range(0, len(texts), size)]
    assert (np.concatenate([whole[:0], *parts]) == whole).all()


def test_case_and_punctuation_are_folded_and_numbers_kept() -> None:
    a, b, c = signature.sign(
        ["Oru’s mayor spent 1,000 on it.", "ORU'S MAYOR spent 1000 — on it", "Oru's mayor spent 2,000 on it."], Near()
    )
    assert (a == b).all()
    assert not (a == c).all()


def test_scripts_without_spaces_are_read_by_the_character() -> None:
    words = shingles.read(["東京都は月曜日", "서울 시장은", "กรุงเทพ"])
    assert words.counts.tolist() == [7, 2, 7]


def test_a_short_text_is_one_shingle_and_an_empty_one_none() -> None:
    _, lengths = shingles.shingle(shingles.read(["Rain fell.", "", "one two three four five six"]))
    assert lengths.tolist() == [1, 0, 2]
