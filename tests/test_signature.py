"""Signatures are datasketch's, whichever way they are computed."""

from functools import partial

import datasketch
import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.near import lsh, minhash, shingles
from tasks.publish import signatures
from tasks.publish.signatures import Signing
from tasks.settings import Near
from tests.harness.published import rows as published
from tests.harness.published import run
from tests.made.families import families, write

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
    assert (minhash.sign([text], settings)[0] == reference(text, settings)).all()


@given(TEXTS)
def test_a_signature_of_any_text_is_datasketchs(texts: list[str]) -> None:
    signs = minhash.sign(texts, Near())
    assert all((row == reference(text, Near())).all() for row, text in zip(signs, texts, strict=True))


@given(TEXTS, st.integers(1, 50))
def test_a_shard_cut_anywhere_gives_the_same(texts: list[str], size: int) -> None:
    whole = minhash.sign(texts, Near())
    parts = [minhash.sign(texts[at : at + size], Near()) for at in range(0, len(texts), size)]
    assert (np.concatenate([whole[:0], *parts]) == whole).all()


def test_case_and_punctuation_are_folded_and_numbers_kept() -> None:
    a, b, c = minhash.sign(
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


def as_datasketch(values: np.ndarray, about: dict[str, str]) -> datasketch.MinHash:
    return datasketch.MinHash(seed=int(about["seed"]), scheme=about["scheme"], hashvalues=values)  # type: ignore[arg-type]


def test_the_permutations_are_those_that_datasketch_draws() -> None:
    for count, seed in ((16, 0), (128, 1), (256, 2**32 - 1)):
        drawn = datasketch.MinHash(count, seed, scheme="affine32").permutations
        assert np.array_equal(minhash.permutations(count, seed), drawn)


def test_datasketch_finds_in_the_published_signatures_what_our_bands_find(tmp_path) -> None:
    stories, _ = families(seed=9, each=3)
    run([write(tmp_path / "stories.jsonl", stories)], tmp_path / "out")
    dataset = ds.dataset(tmp_path / "out" / "signatures", format="parquet")
    about = {key.decode(): value.decode() for key, value in dataset.schema.metadata.items()}
    assert about == minhash.about(Near())
    cut = lsh.layout(Near())
    index = datasketch.MinHashLSH(num_perm=128, params=(cut.bands, cut.rows))
    held = {row["article_id"]: np.array(row["values"], np.uint32) for row in dataset.to_table().to_pylist()}
    assert held.keys() == {row["article_id"] for row in published(tmp_path / "out", "articles")}
    for name, values in held.items():
        index.insert(name, as_datasketch(values, about))
    every = np.stack(list(held.values()))
    keys = [lsh.keys(every, cut, band) for band in range(cut.bands)]
    alike = 0
    for at, (name, values) in enumerate(held.items()):
        ours = {list(held)[n] for band in keys for n in np.flatnonzero(band == band[at]).tolist()}
        assert set(index.query(as_datasketch(values, about))) == ours, name
        alike += len(ours) > 1
    assert alike > 20


def test_after_many_runs_each_kept_article_has_the_signature_of_its_body(tmp_path) -> None:
    stories, _ = families(seed=9, each=2)
    for number in range(3):
        run([write(tmp_path / f"{number}.jsonl", stories[number::3])], tmp_path / "out")
    articles = published(tmp_path / "out", "articles")
    made = minhash.lists([row["body"] for row in articles], Near()).to_pylist()
    held = {row["article_id"]: row["values"] for row in published(tmp_path / "out", "signatures")}
    assert held == {row["article_id"]: values for row, values in zip(articles, made, strict=True)}


def test_an_article_that_comes_back_is_signed_again(tmp_path) -> None:
    signing = Signing(minhash.about(Near()), partial(minhash.lists, settings=Near()))
    rows = pa.table(
        {"article_id": ["c", "a", "b"], "body": ["Rain.", "Snow fell.", "Hail."], "kept_id": [None, None, "a"]}
    )
    pq.write_table(signatures.again(rows.slice(1, 1), [], signing), tmp_path / "before.parquet")
    again = signatures.again(rows, [tmp_path / "before.parquet"], signing)
    assert again.to_pydict() == {"article_id": ["a", "c"], "values": signing.sign(["Snow fell.", "Rain."]).to_pylist()}
