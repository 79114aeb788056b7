"""The core is made of the C files beside it, and no text can make it read or write where it must not."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import core
from tasks.core import backend, characters


def test_a_library_of_other_sources_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "digest", lambda: "0" * 16)
    with pytest.raises(core.NoCore, match=r"made of other C files.*backend\.py"):
        core._opened()


def test_a_missing_library_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "library", lambda: backend.HERE / "nowhere.so")
    with pytest.raises(core.NoCore, match=r"nowhere\.so cannot be loaded.*backend\.py"):
        core._opened()


def test_an_array_that_c_would_read_wrongly_is_refused() -> None:
    words, counts = np.arange(20, dtype=np.uint32), np.array([10], np.int64)
    with pytest.raises(TypeError, match="contiguous array of uint32"):
        core.near_shingles(words[::2], counts)
    with pytest.raises(TypeError, match="contiguous array of uint32, not int64"):
        core.near_shingles(words.astype(np.int64), counts)
    with pytest.raises(ValueError, match="30 words are counted, and 20 are there"):
        core.near_shingles(words, np.array([30], np.int64))


@given(st.integers(0, 0x10FFFF))
def test_a_character_is_what_python_says(point: int) -> None:
    letter = chr(point)
    bits, small = characters.character(point)
    said = {name for name, bit in characters.BIT.items() if bits & bit}
    assert ("ALNUM" in said) == letter.isalnum()
    assert ("BLANK" in said) == letter.isspace()
    assert ("LETTER" in said) == letter.isalpha()
    assert ("UPPER" in said) == letter.isupper()
    assert len(letter.lower()) > 1 or chr(point + small) == letter.lower()
    assert len(said & {"WORD_LETTER", "WORD_DIGIT", "WORD_SIGN", "SENTENCE_END"}) <= 1
    assert unicodedata.category(letter)[0] != "L" or point > 0xFFFF or said & {"WORD_LETTER", "WORD_SIGN"}


@given(st.lists(st.text(), max_size=5))
def test_words_of_any_texts_are_those_of_each(texts: list[str]) -> None:
    hashes, flags, counts = core.near_words(texts)
    each = [core.near_words([text]) for text in texts]
    assert counts.tolist() == [len(words) for words, _, _ in each]
    assert hashes.tolist() == [word for words, _, _ in each for word in words.tolist()]
    assert flags.tolist() == [flag for _, flags, _ in each for flag in flags.tolist()]


@given(
    st.lists(st.text(st.sampled_from("ab ©東"), max_size=5), min_size=1, max_size=8),
    st.text(st.sampled_from("ab ©東")),
)
def test_phrases_are_found_as_by_in(phrases: list[str], text: str) -> None:
    wanted = [phrase for phrase in dict.fromkeys(phrases) if phrase in text]
    assert core.Phrases(phrases).found(text) == wanted
    assert core.Phrases(phrases).any(text) == bool(wanted)


ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.text(
    "aB\nß“’İıſΣςǅﬁ\xa0µ\ud800\ufeff1", max_size=20
)


@given(ANY)
def test_small_letters_are_those_that_are_one_character(text: str) -> None:
    small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    assert core.small_letters(text) == small.encode("utf-8", "surrogatepass")


@given(ANY)
def test_letters_are_casefolded_and_no_signs(text: str) -> None:
    """What is beyond Latin-1's signs, general punctuation and the byte order mark stays, whatever it is."""
    kept = "".join(ch for ch in text if not ("\x80" <= ch < "\xc0" and ch != "µ") and not "\u2000" <= ch < "\u2080")
    folded = kept.replace("\ufeff", "").casefold()
    letters = "".join(ch for ch in folded if ch > "\x7f" or ch.isalnum() or ch == "\n")
    assert core.letters(text) == letters.encode("utf-8", "surrogatepass")


@given(ANY)
def test_each_language_finds_the_words_of_its_lists(text: str) -> None:
    """The bits that say where a listed word may be hide none."""
    numbers = core.story_numbers(text)
    listed = np.unique(numbers)
    made = core.wording(np.zeros(core.BUCKETS, np.uint8), listed, np.ones(len(listed), np.int64))
    rows, _ = core.story_read([text.replace("\n", " ")], made)
    columns = [name for names in core.STORY_COLUMNS.values() for name in names]
    again = core.story_numbers(text.replace("\n", " "))
    assert rows[0, columns.index("list_speech")] == min(4, sum(number in listed for number in again.tolist()))
