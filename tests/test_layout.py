"""Whatever stood around the paragraphs, one line break is left; and it can all be put back."""

import pytest

from tasks.edits import take, undo
from tasks.page import Page
from tasks.story.layout import layout, paragraphs, untidy, without

TIDY = "The river rose.\nIt fell again.\nThe ferry sailed."


@pytest.mark.parametrize(
    "text",
    [
        "The river rose.\r\nIt fell again.\r\nThe ferry sailed.\r\n",
        "\n\n  The river rose.  \n\n\n\tIt fell again.\nThe ferry sailed.\n\n",
        "\ufeff\nThe river rose.\n \nIt fell again.\n\xa0The ferry sailed.".lstrip("\ufeff"),
        "The river rose.\r\rIt fell again.\nThe ferry sailed.".replace("\r\r", "\r\n"),
        "The river rose.\u2028\nIt fell again.\n\u3000The ferry sailed.\x0c",
    ],
)
def test_only_one_line_break_is_left_between_paragraphs(text: str) -> None:
    assert untidy(text)
    after, steps = take(text, layout(text, Page()))
    assert after == TIDY
    assert undo(after, steps) == text
    assert not untidy(after)
    assert not list(layout(after, Page()))


@pytest.mark.parametrize("text", [TIDY, "One line.", ""])
def test_tidy_text_is_left_alone(text: str) -> None:
    assert not untidy(text)
    assert not list(layout(text, Page()))


def test_blank_text_is_emptied() -> None:
    after, steps = take(" \n\t\n ", layout(" \n\t\n ", Page()))
    assert after == ""
    assert undo(after, steps) == " \n\t\n "


def test_blanks_inside_a_paragraph_are_its_own() -> None:
    assert [paragraph for _, paragraph in paragraphs("It  fell\tagain. ")] == ["It  fell\tagain."]


@pytest.mark.parametrize("gone", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2)])
def test_lines_go_with_one_break_each(gone) -> None:
    edits = without(TIDY, dict.fromkeys(gone, ("why", 1.0)))
    after, steps = take(TIDY, edits)
    assert after == "\n".join(line for n, line in enumerate(TIDY.split("\n")) if n not in gone)
    assert undo(after, steps) == TIDY


@pytest.mark.parametrize("piece", [" ", "\n", "\t\n", "a \n", "\r\n"])
def test_time_grows_with_the_length_of_any_text(piece: str) -> None:
    text = piece * 100_000
    list(layout(text, Page()))
