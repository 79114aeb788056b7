"""The lexicon says of every word what wordfreq's list says, wherever its table lies."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import core
from tasks.repair.spacing import lexicon
from tasks.repair.spacing.languages import lists
from tasks.repair.spacing.lexicon import NEPERS_A_CENTIBEL, is_english, is_listed, share, slip

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LISTED: dict[str, int] = {
    word: step
    for step, words in enumerate(msgpack.unpackb(gzip.decompress(lexicon._frequencies("en").read_bytes()))[1:])
    for word in words
}
WORDS = sorted(LISTED)


@given(st.sampled_from(WORDS) | st.text(min_size=1, max_size=12) | st.text(LETTERS, min_size=1, max_size=6))
def test_a_word_has_the_share_that_the_list_says(word: str) -> None:
    assert is_listed(word) == (word in LISTED)
    assert share(word, 1.0) == (LISTED[word] * NEPERS_A_CENTIBEL if word in LISTED else 1.0)


def test_all_words_are_told_apart() -> None:
    assert sum(share(word, 1.0) == LISTED[word] * NEPERS_A_CENTIBEL for word in WORDS[::7]) == len(WORDS[::7])


def test_each_list_has_a_bit_of_its_own() -> None:
    for bit, words in lexicon._bits(lists()):
        asked = {"the", "in", "as", "mr", "km", "anti", "out", "maker", *words}
        assert {word for word in asked if core.lexicon_entry(lexicon.lexicon(), word) & bit} == words


def slips(run: str) -> set[str]:
    """One letter less, more, another, or two that changed places."""
    found = set()
    for k in range(len(run) + 1):
        head, tail = run[:k], run[k:]
        found |= {head + letter + rest for letter in LETTERS for rest in (tail, tail[1:])}
        found |= {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
    return found


@given(st.text("aehinorst", min_size=2, max_size=7) | st.sampled_from([word for word in WORDS if word.isascii()]))
def test_the_likeliest_slip_is_found(run: str) -> None:
    if not set(run) <= set(LETTERS):
        return
    steps = [LISTED[word] for word in slips(run) if word in LISTED]
    assert slip(run) == (min(steps) * NEPERS_A_CENTIBEL if steps else -99.0)


def test_a_run_that_is_too_long_has_no_slip() -> None:
    assert slip("a" * 500) == -99.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lexicon, "_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def table() -> core.U64:
    return lexicon._lexicon.__wrapped__("en")


def test_the_table_is_made_once_and_then_mapped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = table()
    (path,) = folder.iterdir()
    monkeypatch.setattr(lexicon, "_made", lambda code: pytest.fail(f"{code} made again"))
    assert np.array_equal(table(), made)
    assert not table().flags.writeable
    assert path.stat().st_size == made.nbytes


def test_a_torn_file_is_made_again(folder: Path) -> None:
    made = table().copy()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:1000])
    assert np.array_equal(table(), made)
    assert path.stat().st_size == made.nbytes


def test_where_no_folder_can_be_written_the_table_is_in_memory(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")
    assert np.array_equal(table(), lexicon.lexicon())
    assert folder.is_file()


def test_other_lists_are_another_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table()
    other = lists()._replace(units=lists().units | {"fathoms"})
    monkeypatch.setattr(lexicon, "lists", lambda language: other)
    table()
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("word", ["señor", "Élève", "não", "l’été", "über"])
def test_common_words_with_accents_are_known(word: str) -> None:
    assert lexicon.is_accented(word)


@pytest.mark.parametrize("word", ["", "’", "xqzzy", "señorx", "a" * 500, "l’xqzzy"])
def test_what_is_no_word_is_not(word: str) -> None:
    assert not lexicon.is_accented(word)


def test_without_wordfreq_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "find_spec", lambda name: None)
    with pytest.raises(lexicon.NoLexicon, match="pip install wordfreq"):
        table()


def test_where_the_table_is_nothing_else_is_read() -> None:
    share("the")
    code = (
        "import sys; from tasks.repair.spacing.lexicon import share; assert share('the') > -4;"
        "assert not {'wordfreq', 'msgpack', 'ftfy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))


def test_a_table_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="524288 slots, not 2"):
        core.lexicon_entry(np.zeros(2, np.uint64), "the")
    with pytest.raises(ValueError, match="1 words, and entries for 0"):
        core.lexicon_enter(["the"], np.empty(0, np.uint32), np.zeros(core.LEXICON_SLOTS, np.uint64))


def test_a_table_that_is_full_says_so() -> None:
    full = np.ones(core.LEXICON_SLOTS, np.uint64)
    with pytest.raises(ValueError, match="room for 0 of 1 words"):
        core.lexicon_enter(["the"], np.ones(1, np.uint32), full)
    assert core.lexicon_entry(full, "the") == 0


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    words, telling, closed = core.lexicon_count(lexicon.lexicon(), text)
    assert words == len(text.split())
    assert telling <= closed <= words
    assert is_english(text) in (True, False)
    assert is_english(text + " and that is what they said, which was not there when it would have been")
