"""Lost spaces come back, and nothing else does: quality recomputed on generated damage, laws, growth."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tasks.edits import take, undo
from tasks.page import Page
from tasks.repair import repair, repair_field
from tasks.repair.spacing.languages import spoken
from tasks.repair.spacing.lexicon import is_english
from tasks.repair.spacing.lost_spaces import languages, lost_space, may_lack_space, splits
from tasks.settings import load
from tests.harness.growing import MOST, growth
from tests.made import damage
from tests.made.spacing_copy import CAMEL, COMPOUNDS, COPY, STORIES

PAGE = Page()


def mended(text: str) -> str:
    return take(text, lost_space(text, PAGE))[0]


def gaps(text: str) -> set[int]:
    """Where spaces stand, counted in the characters before them that are none."""
    found, at = set(), 0
    for character in text:
        if character == " ":
            found.add(at)
        else:
            at += 1
    return found


def recall_and_precision(width: int, share: float, stories: list[str] = STORIES) -> tuple[float, float]:
    lost = back = wrong = 0
    for n, story in enumerate(stories):
        sore = damage.lose_wraps(story, width, share, Random(n))
        have, want, old = gaps(mended(sore)), gaps(story), gaps(sore)
        lost += len(want - old)
        back += len((want - old) & have)
        wrong += len(have - want)
    return back / lost, back / max(1, back + wrong)


@pytest.mark.parametrize(
    ("width", "share", "recall", "precision"),
    [
        (66, 1.0, 0.96, 0.985),
        (72, 1.0, 0.96, 0.985),
        (85, 1.0, 0.96, 0.985),
        (76, 0.6, 0.92, 0.97),
        (72, 0.3, 0.85, 0.96),
    ],
)
def test_spaces_lost_at_line_ends_come_back(width: int, share: float, recall: float, precision: float) -> None:
    found, right = recall_and_precision(width, share)
    assert found >= recall, f"recall {found:.3f} at width {width} with {share:.0%} of the line ends lost"
    assert right >= precision, f"precision {right:.3f} at width {width} with {share:.0%} of the line ends lost"


def test_clean_copy_is_left_alone() -> None:
    assert [mended(story) for story in STORIES] == STORIES


@pytest.mark.parametrize("kind", ["camel", "compound"])
def test_sound_words_stay_whole_in_clean_copy(kind: str) -> None:
    words = CAMEL if kind == "camel" else COMPOUNDS
    copy = [f"The officials met on Monday and spoke of {word} at length, the ministry said." for word in words]
    assert [mended(line) for line in copy] == copy


def test_sound_words_stay_whole_in_damaged_copy() -> None:
    split = []
    for n, word in enumerate(CAMEL + COMPOUNDS):
        rng = Random(n)
        words = damage.lose_wraps(STORIES[n % len(STORIES)], 72, 1.0, rng).split(" ")
        words.insert(rng.randrange(1, len(words)), word)
        if word not in mended(" ".join(words)).split(" "):
            split.append(word)
    assert len(split) <= 0.05 * len(CAMEL + COMPOUNDS), split


def test_what_is_put_in_is_one_space_and_nothing_is_taken_out() -> None:
    sore = damage.lose_wraps(STORIES[0], 72)
    edits = list(lost_space(sore, PAGE))
    assert edits
    assert {(edit.old, edit.new) for edit in edits} == {("", " ")}
    assert all((0.5 <= edit.confidence <= 1 and "grew" in edit.reason) or "space" in edit.reason for edit in edits)


def test_a_mended_story_needs_nothing_more_whole_or_in_part() -> None:
    for n, story in enumerate(STORIES):
        whole = mended(damage.lose_wraps(story, 70, 0.8, Random(n)))
        lines = whole.split("\n")
        assert mended(whole) == whole
        assert mended("\n".join(lines[1:])) == "\n".join(lines[1:])


def test_repair_counts_the_spaces_of_each_line() -> None:
    repaired = repair("Nothing is missing in this line.\nThe ferryand the pilotsof the quay were late.", PAGE)
    assert repaired.damage == {"The ferry and the pilots of the quay were late.": 2}


def test_a_page_in_another_language_and_a_setting_shut_the_rule_off() -> None:
    sore = "The ferryand the pilotsof the quay were late."
    assert list(lost_space(sore, PAGE))
    assert not list(lost_space(sore, Page(language="de")))
    assert not list(lost_space(sore, Page(settings=load(assignments=["repair.spacing=false"]))))
    assert list(lost_space(sore, Page(language="en-GB")))


@pytest.mark.parametrize("code", ["cs", "hu", "pl", "vi"])
def test_other_languages_are_left_alone(code: str, request: pytest.FixtureRequest) -> None:
    text = (request.path.parent / "made" / "languages" / f"{code}.txt").read_text(encoding="utf-8")
    sore = damage.lose_wraps(text, 72)
    assert mended(text) == text
    assert mended(sore) == sore


@pytest.mark.parametrize(
    ("width", "share", "recall"), [(66, 1.0, 0.86), (72, 1.0, 0.9), (85, 1.0, 0.9), (76, 0.6, 0.8)]
)
@pytest.mark.parametrize("code", [code for code in spoken() if code != "en"])
def test_spaces_of_another_language_come_back(code: str, width: int, share: float, recall: float) -> None:
    text = "\n".join(COPY[code])
    assert mended(text) == text
    found, right = recall_and_precision(width, share, [text])
    assert found >= recall, f"recall {found:.3f} at width {width} with {share:.0%} of the line ends lost"
    assert right >= 0.99, f"precision {right:.3f} at width {width} with {share:.0%} of the line ends lost"


@pytest.mark.parametrize("code", COPY)
def test_a_language_is_told_by_its_text(code: str) -> None:
    for story in COPY[code]:
        assert languages(story) == ["en", code]
        assert languages(story, code.upper()) == [code]
    assert languages(STORIES[0]) == ["en"]


def test_a_title_has_the_language_of_its_text() -> None:
    text = COPY["de"][0]
    title = "Der Schnee kommt.Die Bahn fährt nicht über den Pass und die Dörfer sind abgeschnitten"
    want = title.replace("kommt.", "kommt. ")
    assert repair_field(title, PAGE, "title", text)[0] == want
    assert repair_field(title, Page(language="de"), "title", text)[0] == want
    assert repair_field(title, PAGE, "title", STORIES[0])[0] == title


def test_english_is_told_from_its_neighbours() -> None:
    danish = "Der er for mange biler i byen og det er ikke godt at have så mange"
    dutch = "De regering is in overleg met de provincie over de bouw van een brug"
    assert is_english(STORIES[0])
    assert not is_english(danish)
    assert not is_english(dutch)


@given(st.text(alphabet="abcdefgh THEand.,’'\"“”()-–0159$%", max_size=80))
@hypothesis_settings(max_examples=200)
def test_a_split_stands_inside_its_token(text: str) -> None:
    for token in text.split():
        places = [split.at for split in splits(token)]
        assert all(0 < at < len(token) for at in places)
        assert len(set(places)) == len(places)


@given(st.lists(st.sampled_from([*" ".join(STORIES[:2]).split(), "\n", "ofthe", "andthe"]), max_size=80), st.randoms())
@hypothesis_settings(max_examples=100)
def test_any_glue_can_be_undone_and_is_at_rest_after_one_pass(words: list[str], rng: Random) -> None:
    text = "".join(word + rng.choice(["", " ", " ", " "]) for word in words)
    after, steps = take(text, lost_space(text, PAGE), "repair", "lost_space")
    assert undo(after, steps) == text
    assert not list(lost_space(after, PAGE))
    assert may_lack_space(text) or after == text


@pytest.mark.parametrize(
    "unit", ["a", " ", "(", "“", "the", "ofthe ", "a ", "-", "1,2", "He came tothe river.The boatof the pilots. "]
)
def test_time_grows_with_the_length_of_a_line(unit: str) -> None:
    def lines(n: int) -> Callable[[], object]:
        return lambda: mended("The ferryand the boatof the pilots were late. " + unit * (n // len(unit)))

    assert growth(lines, first=10_000) < MOST
