"""The guard: a cut never takes the story, whatever rule proposes it; and it lets true tails go."""

import pytest

from tasks.edits import Edit
from tasks.page import Page, Recall
from tasks.story import FIELDS, RULES, tell
from tasks.story.guard import CUTS, Guard, too_much

STORY = [
    "The harbour board of Selwick will close its oldest pier from October, chairwoman Ada Brandt said on Tuesday.",
    "Divers replace forty oak piles that were found rotten after a delivery van had put a wheel through the planks.",
    "Passengers for the islands will board at the fish quay, where the board has leased two pontoons from a yard.",
]
MORE = [
    "Brandt said the pontoons had been leased for nine months and would be towed to Selwick in September.",
    "The oak piles of the pier were driven in 1911, and the divers found only eleven of them sound.",
    "The fish quay has room for both ferries to the islands if the herring boats berth at the coal pier.",
]
OTHERS = [
    "A chess club in Oldenham has sold its only trophy to pay for a new roof above the reading room.",
    "Shares in the biscuit maker Crumbly fell by a tenth after it had warned of dearer butter and flour.",
    "Two escaped llamas held up the traffic on the ring road of Easterby for most of Friday morning.",
]


def cut(stays: list[str], goes: list[str], sure: float) -> tuple[str, list[Edit]]:
    text = "\n".join([*stays, *goes])
    start = len("\n".join(stays))
    edits = []
    for line in goes:
        edits.append(Edit(start, f"\n{line}", "", "why", sure))
        start += len(line) + 1
    return text, edits


def test_a_cut_that_takes_what_goes_on_with_the_story_is_refused_where_it_is_large() -> None:
    assert too_much(*cut(STORY, MORE, 0.99), Page())


def test_a_smaller_cut_of_what_goes_on_is_refused_where_it_is_not_sure() -> None:
    assert too_much(*cut([*STORY, *MORE[1:]], MORE[:1], 0.7), Page())
    assert not too_much(*cut([*STORY, *MORE[1:]], MORE[:1], 0.99), Page())


@pytest.mark.parametrize("copies", [1, 5])
def test_other_stories_go_however_many(copies: int) -> None:
    assert not too_much(*cut(STORY, OTHERS * copies, 0.8), Page())


def test_a_cut_that_leaves_no_story_is_refused() -> None:
    assert too_much(*cut(["Selwick pier to close"], OTHERS, 1.0), Page())


class Shown:
    """A memory that knows some paragraphs from other pages."""

    def recall(self, text: str) -> list[Recall | None]:
        return [Recall(5, "", 0.5) if line in MORE else None for line in text.split("\n")]


def test_what_other_pages_show_has_evidence_of_its_own() -> None:
    assert not too_much(*cut(STORY, MORE, 0.99), Page(memory=Shown()))


def test_a_refused_cut_leaves_the_text_and_the_end_in_doubt() -> None:
    text, edits = cut(STORY, MORE, 0.94)
    guard = Guard(Page())
    rule = next(rule.find for rule in RULES if rule.name == "foreign_tail")
    assert guard.allowed(rule, text, edits) == ()
    assert guard.doubt


@pytest.mark.parametrize(("rule", "sure", "taken"), [("foreign_tail", 0.95, True), ("heading", 0.95, False)])
def test_a_large_tail_goes_where_its_probability_is_near_one(rule: str, sure: float, taken: bool) -> None:
    text, edits = cut(STORY, MORE, sure)
    guard = Guard(Page())
    find = next(each.find for each in RULES if each.name == rule)
    assert bool(guard.allowed(find, text, edits)) is taken
    assert guard.doubt is not taken


def test_of_a_refused_tail_what_is_surer_goes() -> None:
    links = [MORE[0], "Ada Brandt, chairwoman: why Selwick needs a pier"]
    text, (doubtful, sure) = cut([*STORY, *MORE[1:]], links, 0.7)
    sure = sure._replace(confidence=0.95)
    guard = Guard(Page())
    rule = next(rule.find for rule in RULES if rule.name == "foreign_tail")
    assert guard.allowed(rule, text, [doubtful, sure]) == [sure]
    assert guard.doubt


def test_every_rule_that_cuts_what_is_not_the_story_is_asked() -> None:
    assert {rule.name for rule in RULES} - FIELDS - {"layout", "furniture", "comments", "glued_caption"} == CUTS


def test_a_story_that_goes_on_below_an_end_mark_stays_and_is_flagged() -> None:
    told = tell("\n".join([*STORY, "(ANI)", *MORE]), Page())
    assert all(line in told.text for line in [*STORY, *MORE])
    assert "end_uncertain" in told.flags


def test_what_stands_below_the_own_end_mark_of_an_agency_goes_though_it_tells_of_the_same_country() -> None:
    same = [
        f"{name} of Selwick opens its doors in October, chairwoman Ada Brandt said." for name in ("A yard", "A pub")
    ]
    told = tell("\n".join([f"Selwick (NWA) – {STORY[0]}", *STORY[1:-1], STORY[-1] + "-NWA", *same * 4]), Page())
    assert told.text.split("\n") == [f"Selwick (NWA) – {STORY[0]}", *STORY[1:]]
    assert told.sign_off == "-NWA"
