"""Where the story ends: the cheap look is honest, doubt is kept, caution is obeyed, cost is bounded."""

import time

import pytest
from crawl import crawl

from tasks.page import Page, Recall
from tasks.settings import load
from tasks.story import ending, tell
from tasks.story.fit_ending import example, fit

STORY = [
    "Port Ellery (NWA) - The harbour board voted on Monday to close the old pier before the winter storms arrive.",
    "The pier was built in 1911 and has been repaired four times since, the board said in a statement.",
    "“We would rather lose the pier than a child,” harbour master Ines Dollery said after the vote.",
    "Dollery said the board would look for money to build a new pier next year.",
]
HEADLINES = [
    "Ten Clever Ways To Make The Most Of Your Tiny Balcony This Summer",
    "Singer Marla Quist Announces A Farewell Tour Of Twelve Cities In May",
    "Why Your Phone Battery Dies Faster In The Cold And How To Fix It",
    "Kestrels Beat Harriers In Overtime To Reach First National Final",
]


class Known:
    """A memory that knows what it is given."""

    def __init__(self, known: dict[str, Recall]) -> None:
        self.known = known

    def recall(self, text: str) -> list[Recall | None]:
        return [self.known.get(line) for line in text.split("\n")]


def test_stories_without_a_tail_stay_whole() -> None:
    pages = crawl(pages=200, seed=5)
    cut = sum(tell("\n".join(page.body), Page()).text != "\n".join(page.body) for page in pages)
    assert cut <= 4, f"{cut} of 200 stories lost a paragraph"


def test_a_cut_says_why_and_how_sure() -> None:
    lead = "The council of Varnholt will plant nine thousand trees along the ring road, the mayor said on Tuesday."
    known = Known({lead: Recall(3, "a17"), HEADLINES[0]: Recall(6, "")})
    tail = ending.ending([*STORY, lead, *HEADLINES], Page(memory=known))
    assert tail.first == len(STORY)
    assert "a17" in tail.reasons[0]
    assert "6 other stories" in tail.reasons[1]
    assert "headline" in tail.reasons[2]
    assert all(0.5 <= sure < 1 for sure in tail.confidence)


def test_background_that_recurs_within_a_story_is_no_tail() -> None:
    known = Known({STORY[1]: Recall(2, "")})
    assert ending.ending(STORY, Page(memory=known)).first == len(STORY)


def test_where_damage_stops_another_story_begins() -> None:
    long = "the keeper of the light said that the lamp had burned every night since the war and would not go out now "
    story = [f"{STORY[0]} {n} {long}{long}" for n in range(6)]
    tail = [
        f"A company in Lower Mirren said it would open {n} bakeries and hire {n}00 people by June." for n in range(3)
    ]
    page = Page(damage=dict.fromkeys(story, 2))
    assert ending.ending([*story, *tail], page).first == len(story)


@pytest.mark.parametrize("caution", ["cautious", "balanced", "thorough"])
def test_the_more_caution_the_less_is_cut(caution: str) -> None:
    needed = list(ending.NEEDED)
    firsts = [
        ending.ending([*STORY, *HEADLINES[:2]], Page(settings=load(assignments=[f"story.caution={name}"]))).first
        for name in needed
    ]
    assert firsts == sorted(firsts, reverse=True)
    assert caution in needed


@pytest.mark.parametrize(
    "lines",
    [["a" * 200_000] * 3, ["Said (By " * 20_000] * 3, ["|" * 99] * 5_000, ["He was. " * 9] * 5_000, ["“" * 50_000] * 4],
)
def test_time_grows_with_the_text_and_no_faster(lines: list[str]) -> None:
    def seconds(lines: list[str]) -> float:
        start = time.process_time()
        ending.ending(lines, Page())
        return time.process_time() - start

    once = max(seconds(lines), 0.02)
    assert seconds(lines * 4) < 16 * once


def test_weights_can_be_fitted_again() -> None:
    examples = [example([*STORY, *HEADLINES[: n + 2]], len(STORY)) for n in range(3)]
    examples += [example(STORY, len(STORY)), example([*STORY, "A bakery opens in Mirren.", "A goat won."], len(STORY))]
    fitted = fit(examples)
    assert set(fitted) == {"headlines", "sentences"}


def test_a_tail_is_not_longer_than_its_evidence_can_bear() -> None:
    update = (
        "Port Ellery (NWA) - The harbour board has put off its vote on the old pier, two members said on Sunday. " * 2
    )
    older = [
        f"{line} The board has met {n} times since the spring, and each time went home without a vote."
        for n, line in enumerate(STORY[1:] * 3)
    ]
    known = Known({older[0]: Recall(1, "a17"), **dict.fromkeys(older[1:], Recall(1, ""))})
    assert ending.ending([update, *older], Page(memory=known)).first == len(older) + 1, "an update of a story"
    leads = Known({line: Recall(2, f"a{n}") for n, line in enumerate(older)})
    assert ending.ending([update, *older], Page(memory=leads)).first == 1, "a short story above a list of others"


def test_something_of_a_story_stays() -> None:
    lines = ["Fireworks over the bay", *HEADLINES]
    tail = ending.ending(lines, Page(memory=Known({line: Recall(4, line) for line in HEADLINES})))
    assert (tail.first, tail.doubt) == (len(lines), True)


def test_other_languages_and_tables_are_left_to_the_memory() -> None:
    story = [
        "港の役員会は月曜日、冬の嵐が来る前に古い桟橋を閉鎖することを決めた。桟橋は一九一一年に造られ、四回修理された。"
        * 2
    ] * 3
    teasers = [f"市は来年、{n}本の橋を新しくすると市長が木曜日に述べた" for n in range(5)]
    assert ending.ending([*story, *teasers], Page()).first == 8
    known = Known({line: Recall(3, f"a{n}") for n, line in enumerate(teasers)})
    assert ending.ending([*story, *teasers], Page(memory=known)).first == 3
    table = ["Shr 12 cts vs 9 cts", "Net 1,204,000 vs 894,000", "Revs 14.2 mln vs 11.9 mln"] * 4
    assert ending.ending([*table, "Results restated for pooled mergers"], Page()).first == 13


def test_questions_and_credits_that_stories_share_stay() -> None:
    questions = [f"(({n})) : What would you do first about the harbour, the pier and the ferries?" for n in range(4)]
    credit = "Contributing: Ann Dorrit in Lower Mirren"
    known = Known(dict.fromkeys([*questions, credit], Recall(9, "")))
    assert ending.ending([*STORY, *questions, credit], Page(memory=known)).first == len(STORY) + 5


def test_what_the_cheap_look_passes_the_model_would_not_have_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = crawl(pages=150, seed=7)
    texts = [[*page.body, *page.teasers[:n]] for page in pages for n in (0, 1, 2)]
    passed = [lines for lines in texts if not ending.suspicious(lines)]
    assert len(passed) >= 100
    monkeypatch.setattr(ending, "suspicious", lambda lines: True)
    cut = sum(ending.ending(lines, Page()).first < len(lines) for lines in passed)
    assert cut <= len(passed) // 100, f"{cut} of {len(passed)}"
