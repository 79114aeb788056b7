"""Where the story ends: a cut is a suffix and final, doubt is kept, caution is obeyed, cost is bounded."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.page import Page, Recall
from tasks.settings import load
from tasks.story import tell
from tasks.story.ending.tail import DATED, LEVELS, ending
from tasks.story.newsroom import is_correction, is_reporting_credit
from tests.harness.growing import MOST, growth
from tests.made.corpus import corpus
from tests.made.crawl import crawl

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

# A city's story, and standfirsts of other stories about that city: they share its names and nothing it tells.
BRIDGE = [
    "Varnholt (NWA) – The city of Varnholt will close the iron bridge over the Mirre for two years from Monday, "
    "engineer Lasse Brandt told the city council, after divers found cracks in both of its river piers.",
    "The bridge carries eleven thousand cars and forty trams a day, and there is no other crossing for trams "
    "within six kilometres of the old town.",
    "Brandt said the divers had measured the cracks three times since the spring flood and found them longer "
    "each time, the longest now reaching below the waterline of the eastern pier.",
    "The trams will turn round on both banks, and a ferry for passengers without cars will cross every ten "
    "minutes between the two tram stops, he added.",
    "Shopkeepers near the bridge asked the council for help with their rent while the crossing is closed, as "
    "their customers come by tram from the other bank.",
    "Repairing the piers will cost 41 million marks, of which the state has promised to pay half, according to "
    "the report that Brandt gave the council.",
    "The divers will go down again in October to see whether the western pier can carry trams on one track "
    "while the eastern pier is repaired.",
]
OF_THE_CITY = [
    "Mayor Henrike Solberg received the ambassador of Norlund on Tuesday and thanked him for thirty years of "
    "friendship between the two port cities.",
    "Nine schools of Varnholt will get new kitchens next year under a programme that the education board "
    "adopted on Thursday.",
    "Deputy Mayor Anton Kreis called on young companies to move into the empty warehouses of the southern docks.",
    "More than two hundred choirs from twelve countries are expected at the singing festival that opens in the "
    "cathedral square on Friday.",
    "The harbour of Varnholt handled a tenth more containers in the first half of the year than in the same "
    "period last year, customs figures show.",
    "Police chief Marit Olsen praised her officers for the arrest of four men suspected of stealing copper "
    "cables along the northern railway.",
    "The university hospital has performed its hundredth kidney transplant, a record for a clinic outside the capital.",
    "Mayor Henrike Solberg urged the finance ministry to let cities keep a larger share of the tax on tourism.",
    "Researchers from the Varnholt institute of fisheries warned that herring will disappear from the bay "
    "unless quotas are cut by a third.",
    "Farmers of the lower valley delivered the first strawberries of the season to the wholesale market on "
    "Wednesday morning.",
    "Deputy Mayor Anton Kreis opened a reading room for blind citizens, which offers nine thousand recorded books.",
    "The national theatre will perform in Varnholt for the first time since the war, with three evenings of "
    "plays by local writers.",
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


def test_a_story_ends_with_its_sign_off() -> None:
    signed = 0
    for record, _ in corpus(300, seed=3):  # one of them would lose three paragraphs if its end were looked for again
        rules = [step.rule for step in tell(record["text"], Page()).steps]
        if "sign_off" in rules:
            signed += 1
            assert "foreign_tail" not in rules[rules.index("sign_off") :]
    assert signed > 50


def test_the_picture_of_another_story_is_no_caption_of_this_one() -> None:
    picture = "Supporters of the Kestrels in the rain on Sunday (Photo: NWA)"
    told = tell("\n".join([*STORY, *HEADLINES[:2], picture, *HEADLINES[2:]]), Page())
    assert (told.text, told.captions) == ("\n".join(STORY), [])
    told = tell("\n".join([*STORY[:3], picture, STORY[3], *HEADLINES]), Page())
    assert (told.text, told.captions) == ("\n".join(STORY), [picture])


def test_a_cut_says_why_and_how_sure() -> None:
    lead = "The council of Varnholt will plant nine thousand trees along the ring road, the mayor said on Tuesday."
    known = Known({lead: Recall(3, "a17"), HEADLINES[0]: Recall(6, "")})
    tail = ending([*STORY, lead, *HEADLINES], Page(memory=known))
    assert tail.first == len(STORY)
    assert "a17" in tail.reasons[0]
    assert "6 other stories" in tail.reasons[1]
    assert "headline" in tail.reasons[2]
    assert all(0.5 <= sure < 1 for sure in tail.confidence)


def test_standfirsts_of_the_same_beat_go_or_are_in_doubt() -> None:
    tail = ending([*BRIDGE, *OF_THE_CITY], Page())
    assert tail.first >= len(BRIDGE)
    assert tail.first <= len(BRIDGE) + 2 or tail.doubt, "one or two that could be of this story may stay"
    assert ending(BRIDGE, Page()).first == len(BRIDGE)


def test_a_second_dateline_begins_another_story() -> None:
    other = [
        "Lower Mirren (NWA) – A baker in Lower Mirren has baked a loaf of eleven metres for the town's jubilee.",
        "Four ovens were joined for it, and the fire brigade lent its longest ladder to carry it out.",
        "Children ate it within an hour.",
        "The baker, Otto Kern, wants to bake a longer one next year and has asked the brewery for its yard.",
        "The record is held by bakers in Ostrava, whose loaf of thirty metres broke when it was lifted.",
    ]
    tail = ending([*STORY, *other], Page())
    assert tail.first == len(STORY)
    assert tail.reasons == [DATED] * len(other)
    without = [other[0].split(" – ")[1], *other[1:]]
    assert ending([*STORY, *without], Page()).first > len(STORY), "without its dateline it may be this story"
    briefs = [f"{place} (NWA) – The harbour was closed." for place in ("Bonn", "Lower Mirren", "Port Ellery")]
    assert ending([*STORY, *briefs], Page()).first == len(STORY) + 3, "a list of briefs has them all the way"


def test_background_that_recurs_within_a_story_is_no_tail() -> None:
    known = Known({STORY[1]: Recall(2, "")})
    assert ending(STORY, Page(memory=known)).first == len(STORY)


def test_where_damage_stops_another_story_begins() -> None:
    long = "the keeper of the light said that the lamp had burned every night since the war and would not go out now "
    story = [f"{STORY[0]} {n} {long}{long}" for n in range(6)]
    tail = [
        f"A company in Lower Mirren said it would open {n} bakeries and hire {n}00 people by June." for n in range(3)
    ]
    page = Page(damage=dict.fromkeys(story, 2))
    assert ending([*story, *tail], page).first == len(story)


@pytest.mark.parametrize("caution", ["cautious", "balanced", "thorough"])
def test_the_more_caution_the_less_is_cut(caution: str) -> None:
    needed = list(LEVELS)
    firsts = [
        ending([*STORY, *HEADLINES[:2]], Page(settings=load(assignments=[f"story.caution={name}"]))).first
        for name in needed
    ]
    assert firsts == sorted(firsts, reverse=True)
    assert caution in needed


@pytest.mark.parametrize(
    "lines",
    [["a" * 200_000] * 3, ["Said (By " * 20_000] * 3, ["|" * 99] * 5_000, ["He was. " * 9] * 5_000, ["“" * 50_000] * 4],
)
def test_time_grows_with_the_text_and_no_faster(lines: list[str]) -> None:
    def repeated(times: int) -> Callable[[], object]:
        return lambda: ending(lines * times, Page())

    assert growth(repeated, first=1, last=4) < MOST


def test_a_tail_is_not_longer_than_its_evidence_can_bear() -> None:
    update = (
        "Port Ellery (NWA) - The harbour board has put off its vote on the old pier, two members said on Sunday. " * 2
    )
    older = [
        f"{line} The board has met {n} times since the spring, and each time went home without a vote."
        for n, line in enumerate(STORY[1:] * 3)
    ]
    known = Known({older[0]: Recall(1, "a17"), **dict.fromkeys(older[1:], Recall(1, ""))})
    assert ending([update, *older], Page(memory=known)).first == len(older) + 1, "an update of a story"
    leads = Known({line: Recall(2, f"a{n}") for n, line in enumerate(older)})
    assert ending([update, *older], Page(memory=leads)).first == 1, "a short story above a list of others"


@pytest.mark.parametrize("since", [2, 3, 4, 5])
def test_a_live_blog_keeps_the_entries_of_its_earlier_pages(since: int) -> None:
    entries = [
        "15:40 The last of the boats has reached the quay, and the stewards count fifty-nine sails, two fewer.",
        "15:05 The red ketch is back in the lead after a bold turn at the third buoy, and all of the quay is shouting.",
        "14:30 Rain over the sound. Two crews have given up and are being towed home by the ferry, which will be late.",
        "13:55 The wind has turned to the north, and the smaller boats keep close to the shore of the island.",
        "13:10 The mayor has fired the gun a second time, since half of the fleet had not heard the first.",
        "12:45 A fog bank lies over the breakwater, and the start has been put off by a quarter of an hour.",
        "12:20 Some four thousand people line the quay, more than in any of the last ten years, the police say.",
    ]
    known = Known(dict.fromkeys(entries[since:], Recall(1, "a17")))
    assert tell("\n".join(entries), Page(title="Live: the regatta", memory=known)).text.split("\n") == entries


def test_what_a_site_repeats_in_mid_story_begins_no_tail() -> None:
    plug = "Sign up for our letter: please tick the box below to go on reading."
    story = [*BRIDGE[:2], "Video", *BRIDGE[2:4], plug, *BRIDGE[4:]]
    known = Known(
        {"Video": Recall(4, ""), plug: Recall(7, ""), HEADLINES[0]: Recall(6, ""), HEADLINES[2]: Recall(6, "")}
    )
    assert ending([*story, *HEADLINES], Page(memory=known)).first == len(story)


def test_something_of_a_story_stays() -> None:
    lines = ["Fireworks over the bay", *HEADLINES]
    tail = ending(lines, Page(memory=Known({line: Recall(4, line) for line in HEADLINES})))
    assert (tail.first, tail.doubt) == (len(lines), True)


def test_questions_and_credits_that_stories_share_stay() -> None:
    questions = [f"(({n})) : What would you do first about the harbour, the pier and the ferries?" for n in range(4)]
    credit = "Contributing: Ann Dorrit in Lower Mirren"
    known = Known(dict.fromkeys([*questions, credit], Recall(9, "")))
    assert ending([*STORY, *questions, credit], Page(memory=known)).first == len(STORY) + 5


TABLE = ["Shr 12 cts vs 9 cts", "Net 1,204,000 vs 894,000", "Revs 14.2 mln vs 11.9 mln"] * 4
AT_THE_END = {
    "a table": [*STORY, *TABLE],
    "a table alone": [*TABLE, "Results restated for pooled mergers"],
    "a list": [*STORY, "What will change:", "- The pier closes on Friday.", "- The ferry leaves from the south quay.",
               "- Anglers need a new permit."],
    "results": [*STORY, "Kestrels 3, Harriers 1", "Mirren 2, Ellery 2", "Varnholt 0, Solberg 4"],
    "a credit": [*STORY, "Contributing: Ann Dorrit in Lower Mirren"],
    "who reported": [*STORY, "Ann Dorrit and Piet de Wit contributed to this report."],
    "an interview": [*STORY, "What would you do first?", "I would count the boats and ask the fishermen what they saw.",
                     "And then?", "Then I would close the pier, as the board has done."],
}  # fmt: skip


@pytest.mark.parametrize("kind", AT_THE_END)
def test_what_ends_stories_stays(kind: str) -> None:
    assert ending(AT_THE_END[kind], Page()).first == len(AT_THE_END[kind])


def test_a_tail_does_not_begin_with_who_reported_the_story() -> None:
    credit = "Reporting by Ann Dorrit in Lower Mirren; Editing by Piet de Wit"
    assert ending([*STORY, credit, *HEADLINES], Page()).first == len(STORY) + 1


@pytest.mark.parametrize("credit", ["Contributing: Anna Brandt in Varnholt", "Ann Dorrit contributed to this report."])
def test_who_reported_the_story_holds_what_stands_above(credit: str) -> None:
    closing = ["Anglers in Lower Mirren counted nine herons on Sunday.", "Nobody knows how the first one came."]
    assert ending([*STORY, *closing, credit, *HEADLINES], Page()).first == len(STORY) + 3


def test_where_no_real_pages_of_a_language_have_taught_rather_a_teaser_stays() -> None:
    tails = HEADLINES, OF_THE_CITY, [*OF_THE_CITY[:3], *HEADLINES]
    pages = [[*story, *tail[:size]] for story in (STORY, BRIDGE) for tail in tails for size in (1, 3, 4, 9)]
    firsts = {language: [ending(lines, Page(language=language)).first for lines in pages] for language in ("en", "sw")}
    assert all(taught <= other for taught, other in zip(firsts["en"], firsts["sw"], strict=True))
    assert firsts["en"] != firsts["sw"]
    assert [ending(lines, Page()).first for lines in pages] == firsts["en"]


def test_short_lines_below_a_story_go_with_it() -> None:
    below = [
        "Most read",
        "1",
        HEADLINES[0],
        "2",
        HEADLINES[1],
        "Share",
        "Sport",
        "12.03.2021",
        HEADLINES[3],
        "Comments",
    ]
    assert ending([*BRIDGE, *below], Page()).first == len(BRIDGE)


PIECES = st.sampled_from(
    [*STORY, *HEADLINES, *BRIDGE, *OF_THE_CITY, *TABLE, "Sport", "2 hours ago", "Read more", "港の役員会は月曜日"]
)


@given(st.lists(PIECES | st.text(min_size=1, max_size=30).filter(lambda x: x.strip() and "\n" not in x), max_size=25))
@settings(max_examples=60, deadline=None)
def test_the_end_of_what_is_kept_is_its_last_paragraph(lines: list[str]) -> None:
    page = Page()
    tail = ending(lines, page)
    assert len(tail.confidence) == len(tail.reasons) == len(lines) - tail.first
    assert all(0 < sure < 1 for sure in tail.confidence)
    assert ending(lines[: tail.first], page).first == tail.first
    assert ending(lines, page) == tail, "no state between articles"


def test_what_programs_tell_each_other_is_no_story_that_the_page_could_end_after() -> None:
    data = '{"section":"news","slug":"' + "oru-" * 60 + '","id":1042007}'
    story = [
        "दो वर्ष के बाद नदी का पुल सोमवार को खुला और लोग उस पर चलने लगे।",
        "महापौर ने कहा कि पुल की लागत पुरानी नाव से कम रही।",
        "मछुआरे अब नदी के दूसरे किनारे तक आधे घंटे में पहुँचते हैं।",
        "परिषद अगले सप्ताह तय करेगी कि पुल पर शुल्क लगेगा या नहीं।",
    ]
    told = tell("\n".join([data, *story]), Page())
    assert told.text.split("\n")[-4:] == story


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Additional reporting by Ole Dahl",
            "Further writing by Ole Dahl",
            "Reporting by Ole Dahl",
            "EDITING BY DAHL",
        ),
        *("Compiled by Ole Dahl", "Graphics by Ole Dahl", "Photography by Ole Dahl", "With reporting by Ole Dahl"),
        *("Includes files from Oru", "Contributing: Ole Dahl", "With wires", "Pewarta: Ole Dahl", "Penulis : Ole Dahl"),
        *("Redaktion: Ole Dahl", "責任編輯：王", "记者: 王", "(— Writing and editing by Ole Dahl)"),
        "Ole Dahl contributed to this report.",
    ],
)
def test_a_credit_is_known_in_every_form(line: str) -> None:
    assert is_reporting_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "CORRECTS date",
            "Corrigendum: 4 May",
            "(Clarifies that it rained)",
            "This story has been corrected.",
            "更正 数字",
        ),
        *(
            "An earlier version misstated it.",
            "A previous article incorrectly said so.",
            "Korrektur: 4. Mai",
            "정정 합니다",
        ),
        *(
            "Berichtigung",
            "Rectificatif",
            "Correção: 4 de maio",
            "Rettifica",
            "Đính chính",
            "Ralat",
            "Исправлено",
            "Уточнена",
        ),
    ],
)
def test_a_correction_is_known_in_every_form(line: str) -> None:
    assert is_correction(line)
