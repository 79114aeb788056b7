"""The end marks of every house in the table are found, split off and undone; look-alikes are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.edits import follow, undo
from tasks.page import Page
from tasks.settings import Settings, Story
from tasks.story import RULES, tell
from tasks.story.agencies import AGENCIES, NEWSROOM
from tasks.story.signoff import after_sign_off, house, mark, mark_in, marked, marks, own_mark, sign_off

ENDING = [rule for rule in RULES if rule.find in (after_sign_off, sign_off)]
STORY = [
    "Marlow opened its new bridge on Monday after nine years of work and two floods.",
    "The bridge replaces the ferry, which sank in the spring of last year near the old harbour.",
    "Mayor Ines Dollery cut a blue ribbon in front of four hundred guests.",
]
OTHERS = [
    "Farmers in the east expect the best harvest of barley in a decade, their union reported on Friday.",
    "The museum of clocks in Ellery shows forty pieces that were thought lost in the fire of 1911.",
    "Kestrels win the northern cup for the third time in a row.",
    "Ticket prices of the mountain railway rise by a tenth in January.",
]
MARKS = sorted({text for row in AGENCIES for text in row.sign_offs} | {text for text, _ in NEWSROOM})
ALONE_ONLY = {"END", "ENDS", "(*)", "(end)", "=========", "9376**1416", "(END)", "/TASS/"}
EXAMPLES = {"WAM": "WAM/Ines Dollery", "MNA/": "MNA/12345"}


def page_of(mark_on_line: str) -> str:
    return "\n".join([*STORY, mark_on_line, *OTHERS])


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_on_a_line_of_its_own_ends_the_story(text: str) -> None:
    shown = EXAMPLES.get(text, text)
    after, steps = follow(page_of(shown), ENDING, Page(), "story")
    assert after == "\n".join(STORY)
    assert steps[-1].rule == "sign_off"
    assert steps[-1].removed.strip() == shown
    assert undo(after, steps) == page_of(shown)


@pytest.mark.parametrize("text", [text for text in MARKS if text not in ALONE_ONLY and text not in EXAMPLES])
def test_a_mark_behind_the_last_sentence_ends_the_story(text: str) -> None:
    before = "\n".join([*STORY[:-1], STORY[-1] + " " + text, *OTHERS])
    after, steps = follow(before, ENDING, Page(), "story")
    assert after == "\n".join(STORY)
    assert steps[-1].removed.strip() == text
    assert undo(after, steps) == before


@pytest.mark.parametrize(
    ("line", "removed", "stays"),
    [
        ("The bridge opened./.", "./.", "The bridge opened."),
        ("“It holds.”./.", "./.", "“It holds.”"),
        ("The bridge opened. /", " /", "The bridge opened."),
        ("The bridge opened/.", "/.", "The bridge opened."),
        ("The bridge opened.-VNA", "-VNA", "The bridge opened."),
        ("The bridge opened - VNA", " - VNA", "The bridge opened"),
        ("The bridge opened. PTI ABC DEF", " PTI ABC DEF", "The bridge opened."),
        ("The bridge opened. Enditem/ab", " Enditem/ab", "The bridge opened."),
        ("The bridge opened. //Petra// AJ", " //Petra// AJ", "The bridge opened."),
        ("The bridge opened./. -VNA", "./. -VNA", "The bridge opened."),
    ],
)
def test_a_mark_is_split_off_exactly(line: str, removed: str, stays: str) -> None:
    text = "\n".join([*STORY, line])
    (edit,) = sign_off(text, Page())
    assert edit.old == removed
    assert text[: edit.start] + edit.new == "\n".join([*STORY, stays])


@pytest.mark.parametrize(
    "line",
    [
        "The bridge is open 24/7",
        "It serves walkers and/or cyclists",
        "either/or",
        "The plan is at https://marlow.example/bridge/",
        "Write to marlow.example/.",
        "The mayor spoke to the AP",
        "Oil falls - Reuters",
        "“A bridge is a promise.” – AP",
        "The guests cheered. (AP)",
        "That is the end",
        "This is how the story ends",
        "It is 5 km/h slower.",
        "He scored 3-0",
        "It was built in 1980.*",
        "NAVARRO: Let me just say --",
        "Chapter 30",
        "***",
        "—",
        "The unions (UNI)",
        "Members of the TT",
    ],
)
def test_what_looks_like_a_mark_is_none(line: str) -> None:
    assert mark(line) is None


OWN = ["-Tolpress", " -Tolpress", "- Tolpress", "—Tolpress", "==Tolpress", "== Tolpress", " (Tolpress)", "(Tolpress).",
       " /Tolpress/", " //Tolpress//", " -- TOLPRESS", "-TOLPRESS", " [Tolpress]", " Tolpress", " Tolpress AB CD",
       "-Tolpress/ab"]  # fmt: skip


@pytest.mark.parametrize(
    "opening", ["Marlow (Tolpress) – ", "MARLOW, Nov 22 (Tolpress) -- ", "By Anna Brandt\nMarlow (Tolpress) - "]
)
@pytest.mark.parametrize("written", [*OWN, *("\n" + written.strip() for written in OWN)])
def test_the_house_of_the_dateline_ends_its_report_with_its_own_name(written: str, opening: str) -> None:
    before = "\n".join([opening + STORY[0], *STORY[1:-1], STORY[-1] + written, *OTHERS])
    after, steps = follow(before, ENDING, Page(), "story")
    assert after == opening + "\n".join(STORY)
    assert steps[-1].removed.strip() == written.strip()
    assert undo(after, steps) == before
    unsigned = before.removeprefix(opening)
    assert follow(unsigned, ENDING, Page(), "story") == (unsigned, [])


@pytest.mark.parametrize(
    "line",
    [
        "The bridge opened, said Tolpress",
        "The bridge opened - Tolpress",
        "The mayor spoke to the news agency (Tolpress)",
        "The bridge opened, by Anna Brandt/Tolpress",
        "The bridge opened.Tolpress",
        "The bridge opened. (Tolpress",
        "The bridge opened. (Anna Brandt, Tolpress)",
        "The bridge opened. Tolpress was there",
        "The mayor of Tolpress",
        "Tolpress wins",
    ],
)
def test_a_house_that_is_only_named_ends_nothing(line: str) -> None:
    assert own_mark(line, "Tolpress") is None
    assert mark(line, "Tolpress") is None


def test_a_house_whose_name_in_brackets_is_a_photo_credit_ends_nothing_with_it() -> None:
    assert mark("Guests on the new bridge. (Reuters)", "Reuters") is None
    assert mark("The bridge opened. -- Reuters", "Reuters")


def test_a_story_that_goes_on_after_a_mark_is_kept_and_flagged_by_it() -> None:
    text = "\n".join([*STORY, "It was late. (ANI)", "He said the town had saved for it.", "She thanked the crew."])
    assert not list(after_sign_off(text, Page()))
    assert marks(text)


def test_a_mark_below_the_first_line_of_two_long_ones_cuts_nothing() -> None:
    text = "Marlow opened its bridge. (ANI)\n" + " ".join(STORY * 20)
    assert not list(after_sign_off(text, Page()))


def test_caution_asks_for_more_evidence() -> None:
    text = "\n".join([*STORY, "It was late. (ANI)", *OTHERS])
    cautious = Page(settings=Settings(story=Story(caution="cautious")))
    assert list(after_sign_off(text, Page()))
    assert not list(after_sign_off(text, cautious))


def test_a_text_that_is_only_a_mark_stays() -> None:
    assert marked("(END)")
    assert not list(sign_off("(END)", Page()))


@pytest.mark.parametrize("piece", ["-VNA", "./.", " ", "(", "=", "/", "###\n", "(END)\n", "-30- ", "a/", "PTI A"])
def test_time_grows_with_the_length_of_any_line(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    for rule in ENDING:
        if rule.gate(text):
            list(rule.find(text, Page()))


PARTS = [
    "(",
    "[",
    ")",
    "]",
    "NWA",
    "AFP",
    "END",
    "(END)",
    " ",
    "It rose.",
    "and then " * 6,
    "-",
    "=",
    "/",
    ".",
    "; by X",
]


@given(
    st.sampled_from(["Bonn (NWA) - It rose.", "BONN, May 2 (AFP) – It rose.", "It rose."]),
    st.lists(st.sampled_from(PARTS), max_size=8).map("".join),
    st.sampled_from(["", ")", ").", "]", "NWA)", "(NWA).", "-NWA", "(END)"]),
)
def test_the_house_is_asked_for_only_where_it_may_matter(opening: str, line: str, end: str) -> None:
    text = f"{opening}\n{line}{end}"
    assert mark_in(text, line + end) == mark(line + end, house(text))


@pytest.mark.parametrize("mark_", ["（了）", "（完）"])
def test_the_end_mark_of_asian_agencies_comes_off(mark_: str) -> None:
    told = tell(f"【ボン時事】川の水位が月曜日に上がった。\n正午までに橋が閉鎖されたという。{mark_}", Page())
    assert (told.sign_off, told.text.split("\n")[-1]) == (mark_, "正午までに橋が閉鎖されたという。")
