"""Lines of the page go, sentences that use their words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.page import Page
from tasks.settings import Settings, Story
from tasks.story import tell
from tasks.story.furniture import HEADINGS, KINDS, fixed, furniture, heading, is_heading, opener

STORY = [
    "The river rose again on Monday, and the ferry stayed in the harbour.",
    "Mayor Ines Dollery asked people to stay at home until the water fell.",
    "It was the third flood of the year.",
]
LINES = {
    "a share bar": [
        "Share Tweet Email Print",
        "Facebook | Twitter | WhatsApp",
        "LISTEN TO ARTICLE 3:12 SHARE THIS ARTICLE Share Tweet Post Email",
        "Teilen | Drucken",
        "Chia sẻ Facebook",
    ],
    "a newsletter box": [
        "Sign up for our free weekly newsletter",
        "Get the best of Marlow delivered to your inbox every morning.",
        "By submitting your email, you agree to our terms.",
        "Your email address will be kept private",
        "Thank you for subscribing!",
    ],
    "a copyright line": [
        "© 2026 Northern Wire Agency",
        "Copyright 2026 Northern Wire Agency. All rights reserved. This material may not be published.",
        "Copyright (c) Northern Wire Agency 2026",
        "(c) 2026 Northern Wire Agency",
        "All rights reserved.",
    ],
    "a button of a picture": [
        "Click to enlarge",
        "Enlarge this image",
        "Image 3 of 12",
        "View gallery",
        "Open image in gallery",
    ],
    "an advertisement marker": [
        "Advertisement",
        "ADVERTISEMENT",
        "- Advertisement -",
        "Story continues below",
        "Quảng cáo",
    ],
    "a read-more line": [
        "READ MORE: How the ferry sank",
        "Baca juga: Feri tenggelam",
        "Xem thêm: Phà chìm",
        "► Read next: The ferry",
    ],
    "a notice about cookies": [
        "We use cookies to improve your experience. By continuing to browse you agree to our use of cookies.",
        "Accept all",
        "Manage preferences",
        "Privacy Policy | Cookie Settings",
        "Alle akzeptieren",
    ],
    "a notice of a paywall": [
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "You have 2 free articles left this month.",
        "Article réservé aux abonnés",
    ],
    "a line of the site's menu": ["Skip to content", "Back to top", "Terms & Conditions", "Home › News › Marlow"],
    "a notice of the site that republished it": [
        "(This story has not been edited by the Marlow Herald and is auto-generated from a feed)",
        "Our Standards: The Thomson Reuters Trust Principles.",
    ],
    "a notice about comments": ["Sorry we are not currently accepting comments on this article."],
    "a tag line": ["Tags: river, ferry, Marlow", "Filed under river, ferry", "Từ khóa: sông, phà"],
}
SENTENCES = [
    "Share prices of the ferry company fell, and so did its bonds.",
    "Share.",
    "Print is dead, the mayor wrote on Twitter.",
    "Subscribe to the paper, Dollery told the crowd, and read it.",
    "Copyright law was the subject of the evening.",
    "Comments by the mayor were not available.",
    "Leave a comment, she said, and nobody did.",
    "Advertisement sales fell by a tenth.",
    "Read more books, the librarian said.",
    "Tags were tied to the trees.",
    "Click, click, click went the camera.",
    "View of the gallery from the north side of the river.",
    "© is a sign.",
    "Loading the ferry took an hour.",
    "Sign up or stay at home, she told the volunteers.",
    "Cookies and milk were served in the town hall.",
    "Already the water was falling.",
    "Home was where the water stood.",
]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in LINES.items() for line in lines])
def test_a_line_of_the_page_goes(kind: str, line: str) -> None:
    text = "\n".join([STORY[0], line, *STORY[1:]])
    (edit,) = furniture(text, Page())
    assert (edit.old, edit.reason) == (line + "\n", kind)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_with_the_same_words_stays(line: str) -> None:
    assert not list(furniture("\n".join([*STORY, line]), Page(settings=Settings(story=Story(caution="thorough")))))


@pytest.mark.parametrize(
    "line",
    [
        "Story Continued Below",
        "See also: The ferry",
        "ALSO READ: The ferry",
        "Copyright 2026 NWA. All rights reserved.",
        "Topics: river, ferry",
        "Follow @marlow",
        "View full size image",
    ],
)
def test_what_editors_leave_in_goes_only_when_asked(line: str) -> None:
    text = "\n".join([*STORY, line])
    assert not list(furniture(text, Page()))
    assert list(furniture(text, Page(settings=Settings(story=Story(caution="thorough")))))


def test_every_kind_is_tested() -> None:
    assert {kind.what for kind in KINDS.values() if kind.confidence >= 0.8} == set(LINES)


PHRASES = [(name, phrase) for name, kind in KINDS.items() if kind.form == "line" for phrase in kind.phrases]


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_every_phrase_of_the_file_is_found(name: str, phrase: str) -> None:
    line = phrase.replace("#", "3").replace("…", " the ferry of Marlow ").strip()
    text = "\n".join([STORY[0], line, *STORY[1:]])
    found = list(furniture(text, Page(settings=Settings(story=Story(caution="thorough")))))
    assert [edit.old for edit in found] == [line + "\n"]


BLOCK = ["Share this with", "Email", "Facebook", "WhatsApp", "Copy this link"]


def test_buttons_below_each_other_are_a_bar_and_one_alone_is_none() -> None:
    assert [edit.old for edit in furniture("\n".join([*BLOCK, *STORY]), Page())] == [line + "\n" for line in BLOCK]
    for line in BLOCK[1:-1]:
        assert not list(furniture("\n".join([STORY[0], line, *STORY[1:]]), Page()))
    assert not list(furniture("\n".join([STORY[0], "Email", "Facebook", *STORY[1:]]), Page()))


def test_what_stands_below_a_marker_in_the_story_stays() -> None:
    marks = ["Scroll down for video", "SIGN UP", "Advertisement", "list 1 of 3", "Read more: The ferry is sold"]
    text = "\n".join(line for pair in zip(marks, [*STORY, *STORY[:2]], strict=True) for line in pair)
    assert tell(text, Page()).text == "\n".join([*STORY, *STORY[:2]])


SHOWN = [
    *[
        "Related",
        "RELATED STORIES",
        "Read more:",
        "More from Marlow",
        "You may also like",
        "Most read",
        "Recommended for you",
    ],
    *["Mehr zum Thema", "À lire aussi", "Noticias relacionadas", "Leia também", "Leggi anche", "Lees ook", "Läs också"],
    *[
        "Tin liên quan",
        "Xem thêm",
        "Baca juga",
        "Berita terkait",
        "Czytaj także",
        "Читайте также",
        "相关阅读",
        "関連記事",
        "관련기사",
    ],
]
EVERY = sorted(
    {
        " ".join([word.split("/")[which] for word in phrase.split()])
        .replace("…", "the ferry")
        .replace("~", "this week")
        for phrase in HEADINGS
        for which in (0, -1)
    }
)
LINKS = [
    "Bridge to open in May",
    "Ferry sold to a collector in the south",
    "Why the museum of clocks has forty new pieces",
]


@pytest.mark.parametrize("line", SHOWN)
def test_a_heading_goes_with_what_it_heads(line: str) -> None:
    text = "\n".join([*STORY, line, *LINKS])
    assert "".join(edit.old for edit in heading(text, Page())) == "\n" + "\n".join([line, *LINKS])


@pytest.mark.parametrize("line", SHOWN)
def test_a_heading_above_sentences_is_a_subheading(line: str) -> None:
    assert not list(heading("\n".join([*STORY, line, *STORY]), Page()))


@pytest.mark.parametrize("line", EVERY)
def test_every_heading_of_the_file_is_found(line: str) -> None:
    assert all(map(is_heading, (line, line.upper(), f"► {line}:")))


def test_a_box_inside_the_story_goes_and_the_story_goes_on() -> None:
    text = "\n".join([*STORY, "Related stories", *LINKS, "The water fell on Friday, and the ferry sailed."])
    (kept,) = {text.replace("".join(edit.old for edit in heading(text, Page())), "")}
    assert kept == "\n".join([*STORY, "The water fell on Friday, and the ferry sailed."])


def test_a_heading_left_alone_at_the_end_goes() -> None:
    assert [edit.old for edit in heading("\n".join([*STORY, "Related stories"]), Page())] == ["\nRelated stories"]


def test_a_long_list_inside_the_story_is_the_story() -> None:
    text = "\n".join([*STORY, "More on prizes", *(f"Prize {n} for the ferry" for n in range(20)), *STORY])
    assert not list(heading(text, Page()))


@pytest.mark.parametrize("line", ["Related work was done in 1911.", "More", "Moreover", "Latest", "The most read book"])
def test_what_looks_like_a_heading_is_none(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize(
    "piece", ["share ", "Get ", "tags: ", "related\n", "more on a", "© ", "share | ", "email", "\n"]
)
def test_time_grows_with_the_length_of_any_line(piece: str) -> None:
    for length in (250, 40_000):
        text = piece * (length // len(piece))
        list(furniture(text, Page()))
        list(heading(text, Page()))


OPENERS = sorted({opener(phrase) for kind in KINDS.values() for phrase in kind.phrases if phrase[0] != "#"})


@given(st.text('"“*►-. (9', max_size=3), st.sampled_from(OPENERS), st.booleans(), st.text('aA9 "İß', max_size=4))
def test_no_line_that_opens_as_furniture_is_passed_over(edge: str, start: str, shout: bool, rest: str) -> None:
    line = edge + (start.upper() if shout else start) + rest
    if opener(line) in OPENERS:
        assert [found for _, found in fixed(line)] == [line]
