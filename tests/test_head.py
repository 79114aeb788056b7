"""The head of a page comes apart into its fields, whichever of them are there."""

import itertools

import pytest

from tasks.edits import follow, undo
from tasks.page import Page
from tasks.story import RULES, tell
from tasks.story.agencies import AGENCIES
from tasks.story.head import read
from tasks.story.photo_credit import is_caption, is_head_caption
from tests.bench.titles import verdicts

KICKER = "Local news"
TITLE = "Marlow council votes to move the weekly market"
STANDFIRST = "The council of Marlow has voted to move the weekly market to the old harbour."
CAPTION = "Stalls in the square of Marlow last spring (Photo: NWA)"
LEDE = (
    "The council of Marlow has voted to move the weekly market to the old harbour, a spokeswoman said on Tuesday "
    "after a meeting that lasted until midnight."
)
BODY = [
    "Traders have asked for the move since the floods of last spring closed the square for a month.",
    "“We lost half of our customers in that month,” said Piet de Wit, who sells cheese there.",
    "The first market at the harbour is planned for the first Saturday of October.",
]
OTHERS = [
    "Kestrels win the northern cup for the third time in a row.",
    "The museum of clocks in Ellery shows forty pieces that were thought lost in the fire of 1911.",
    "Farmers in the east expect the best harvest of barley in a decade, their union reported on Friday.",
]


@pytest.mark.parametrize("row", AGENCIES, ids=lambda row: row.names[0])
def test_a_page_of_every_house_comes_apart(row) -> None:
    lede = row.opening.replace("…", LEDE)
    ending = [row.sign_offs[0], *OTHERS] if row.sign_offs else []
    text = "\n".join([KICKER, TITLE, STANDFIRST, CAPTION, lede, *BODY, *ending])
    told = tell(text, Page())
    assert (told.kicker, told.title, told.standfirst, told.captions) == (KICKER, TITLE, STANDFIRST, [CAPTION])
    assert told.text.split("\n") == [lede, *BODY]
    assert [told.sign_off, *OTHERS] == (ending or [None, *OTHERS])
    assert undo(told.text, told.steps) == text
    assert tell(told.text, Page(title=told.title)).text == told.text
    assert tell(told.text, Page()).text == told.text


@pytest.mark.parametrize("parts", list(itertools.product([True, False], repeat=3)), ids=str)
def test_any_part_may_be_missing(parts) -> None:
    has_kicker, has_standfirst, has_caption = parts
    dated = "Marlow (NWA) – " + LEDE
    head = [KICKER] * has_kicker + [TITLE] + [STANDFIRST] * has_standfirst + [CAPTION] * has_caption
    told = tell("\n\n".join([*head, dated, *BODY]), Page())
    assert told.title == TITLE
    assert told.kicker == (KICKER if has_kicker else None)
    assert told.standfirst == (STANDFIRST if has_standfirst else None)
    assert told.captions == [CAPTION] * has_caption
    assert told.text.split("\n") == [dated, *BODY]
    assert (told.place, told.agency) == ("Marlow", "NWA")


def test_a_given_title_wins_and_its_repeats_go() -> None:
    text = "\n".join([KICKER, TITLE.upper(), TITLE, LEDE, *BODY])
    told = tell(text, Page(title=TITLE))
    assert told.title == TITLE
    assert told.kicker == KICKER
    assert told.text.split("\n") == [LEDE, *BODY]


def test_a_given_title_may_carry_the_name_of_the_site() -> None:
    told = tell("\n".join([TITLE, LEDE, *BODY]), Page(title=f"{TITLE} | Marlow Herald"))
    assert told.title == f"{TITLE} | Marlow Herald"
    assert told.text.split("\n") == [LEDE, *BODY]


def test_a_given_title_that_the_text_does_not_repeat_takes_nothing_from_it() -> None:
    text = "\n".join([LEDE, *BODY])
    told = tell(text, Page(title="Something else altogether was the title"))
    assert told.text == text
    assert (told.standfirst, told.kicker, told.captions) == (None, None, [])


def test_a_note_of_correction_stays_in_the_body() -> None:
    note = "(Corrects third paragraph to show that the council voted to move the weekly market to the old harbour.)"
    text = "\n".join([note, "Marlow (NWA) – " + LEDE, *BODY])
    for title in (None, TITLE):
        assert tell(text, Page(title=title)).text == text


def test_the_first_paragraph_of_an_ordinary_article_stays() -> None:
    for title in (None, TITLE):
        told = tell("\n".join([LEDE, CAPTION, *BODY]), Page(title=title))
        assert told.text.split("\n") == [LEDE, *BODY]
        assert told.standfirst is None
        assert told.captions == [CAPTION]


def test_a_standfirst_is_known_by_the_lede_that_repeats_it_even_glued() -> None:
    glued = "Marlow (NWA) – " + LEDE.replace("voted to", "votedto").replace("old harbour", "oldharbour")
    told = tell("\n".join([STANDFIRST, glued, *BODY]), Page())
    assert told.standfirst == STANDFIRST


def test_what_stands_between_a_standfirst_and_a_dated_lede_is_a_caption() -> None:
    bare = "Stalls in the square of Marlow last spring"
    told = tell("\n".join([TITLE, STANDFIRST, bare, "Marlow (NWA) – " + LEDE, *BODY]), Page())
    assert (told.title, told.standfirst, told.captions) == (TITLE, STANDFIRST, [bare])
    assert told.text.split("\n") == ["Marlow (NWA) – " + LEDE, *BODY]


@pytest.mark.parametrize(
    ("signed", "authors"),
    [
        (["By Anna Brandt"], ["Anna Brandt"]),
        (["By Anna Brandt and Piet de Wit, Marlow"], ["Anna Brandt", "Piet de Wit"]),
        (
            ["By", "Anna Brandt", "PUBLISHED:", "08:12 GMT, 4 May 2026", "|", "UPDATED:", "09:30 GMT, 4 May 2026"],
            ["Anna Brandt"],
        ),
        (["Anna Brandt", "Opinion contributor"], ["Anna Brandt"]),
        (["Published", "4 May 2026"], None),
        (["3 min read", "By Our Staff Reporter"], None),
        (["Von Anna Brandt", "4. Mai 2026, 10:15 Uhr"], ["Anna Brandt"]),
        (["Por: Ana Brandão", "Publicado: 4 mayo 2026 10:15"], ["Ana Brandão"]),
        (["Par Agence Littorale"], None),
        (["AFP"], None),
        (["Anna Brandt | AFP"], ["Anna Brandt"]),
        (["ロイター"], None),
        (["Bài: Lê Hải Đường"], ["Lê Hải Đường"]),
    ],
)
def test_by_lines_and_dates_below_the_headline_leave_the_body(signed: list[str], authors: list[str] | None) -> None:
    text = "\n".join([TITLE, *signed, LEDE, *BODY])
    told = tell(text, Page())
    assert (told.title, told.byline, told.authors) == (TITLE, "\n".join(signed), authors)
    assert told.text.split("\n") == [LEDE, *BODY]
    assert undo(told.text, told.steps) == text


def test_authors_that_the_input_names_win() -> None:
    told = tell("\n".join([TITLE, "By Anna Brandt", LEDE, *BODY]), Page(authors=("A. Brandt",)))
    assert (told.byline, told.authors) == ("By Anna Brandt", ["A. Brandt"])


def test_a_report_may_open_with_its_date() -> None:
    text = "\n".join(["Friday, 4 May 2026", LEDE, *BODY])
    told = tell(text, Page())
    assert (told.text, told.byline) == (text, None)


def test_a_house_below_the_headline_is_the_agency() -> None:
    assert tell("\n".join([TITLE, "(AFP)", LEDE, *BODY]), Page()).agency == "AFP"


def test_the_site_s_own_name_above_a_report_is_a_credit() -> None:
    page = Page(url="https://www.marlownews.example/a/1")
    told = tell("\n".join(["MARLOWNEWS.EXAMPLE - Anna Brandt", LEDE, *BODY]), page)
    assert (told.byline, told.text) == ("MARLOWNEWS.EXAMPLE - Anna Brandt", "\n".join([LEDE, *BODY]))


def test_the_reporting_credit_at_the_end_stays() -> None:
    credit = "Reporting by Anna Brandt in Marlow; Editing by Piet de Wit"
    told = tell("\n".join([TITLE, LEDE, *BODY, credit]), Page())
    assert told.text.split("\n")[-1] == credit


def test_a_by_line_shows_that_what_stands_above_it_is_the_standfirst() -> None:
    summary = "Traders win a dispute that began with the floods of last spring and cost them half of their customers."
    told = tell("\n".join([TITLE, summary, "By Anna Brandt", LEDE, *BODY]), Page())
    assert (told.standfirst, told.byline) == (summary, "By Anna Brandt")


@pytest.mark.parametrize(
    "second", ["Traders welcome the end of a long dispute", "A square is left to the pigeons of Marlow"]
)
def test_a_headline_above_a_sub_headline_is_the_title_and_no_kicker(second: str) -> None:
    for first in (TITLE, "Market will move to harbour"):
        told = tell("\n".join([first, second, LEDE, *BODY]), Page())
        assert (told.kicker, told.title, told.standfirst) == (None, first, second if told.standfirst else None)
        assert tell(told.text, Page()).text == told.text


LEDES = {
    "The last steam ferry": "The last steam ferry across the Mere will stop in October, as nobody can mend it.",
    "Ferry to stop": "The last steam ferry across the Mere will stop in October, for nobody can mend its boiler.",
    "Can the ferry be saved?": "Nobody can mend its boiler, but its passengers say the ferry on the Mere can be saved.",
    "“She is a stubborn old ferry”": "A stubborn old ferry is what her captain calls the ship that stops in May.",
    "5 things to know about the ferry": "The ferry will stop in October. Here are 5 things to know about it, in order.",
    "Live: ferry makes its last crossing": "The ferry across the Mere left for its last crossing, live from Marlow.",
    "„Sie ist eine alte Fähre“": "Eine alte Fähre nennt der Kapitän sein Schiff, das im Oktober stillgelegt wird.",
    "« Une vieille barque »": "C'est une vieille barque, dit le capitaine de ce bateau qui s'arrêtera en octobre.",
}


@pytest.mark.parametrize("line", LEDES)
@pytest.mark.parametrize(
    "below", [BODY, ["Cheese | 3 crowns", "Bread | 1 crown", "Fish | 4 crowns"], ["She said:", *BODY]], ids=str
)
def test_headlines_of_every_common_form_are_found(line: str, below: list[str]) -> None:
    told = tell(
        "\n".join([line, LEDES[line] + " The owner said so on Friday, after a meeting that was long.", *below]), Page()
    )
    assert told.title == line
    assert tell(told.text, Page()).text == told.text


def test_the_page_s_address_speaks_for_its_title() -> None:
    line, text = "An evening with the stubborn", [BODY[2], BODY[1]]
    for url, wanted in (
        ("https://a.example/2026/evening-with-the-stubborn.html", line),
        ("https://a.example/?p=1", None),
    ):
        told = tell("\n".join([line, *text]), Page(url=url))
        assert (told.title, "title_uncertain" in told.flags) == (wanted, wanted is None)


def test_a_short_headline_in_chinese_is_found() -> None:
    lede = "新桥将于周五正式通车，市政府表示，这座新桥耗时三年建成，届时公交车也将改道通行。"
    told = tell("\n".join(["新桥周五通车", lede, "市民可以步行或骑车通过，桥上设有两条自行车道和观景台。"]), Page())
    assert told.title == "新桥周五通车"


@pytest.mark.parametrize(
    "line",
    [
        "Share this article",
        "Advertisement, contains affiliate links",
        "Home › News › Marlow",
        "Photo: Anna Brandt",
        "MARLOWNEWS - Marlow - Anna Brandt",
        "CLOSE The market in the square",
        "The market in spring. | NWA Photo",
    ],
)
def test_credits_buttons_and_breadcrumbs_are_no_title(line: str) -> None:
    assert tell("\n".join([line, LEDE, *BODY]), Page()).title is None


def test_a_page_of_captions_keeps_them() -> None:
    text = "\n".join([CAPTION, CAPTION.replace("last spring", "this spring"), CAPTION.replace("square", "harbour")])
    assert tell(text, Page()).text == text


@pytest.mark.parametrize(
    "line",
    [
        "The old harbour in spring (Photo: NWA)",
        "The old harbour in spring. (Photo by Anna Brandt/NWA)",
        "Mayor Ines Dollery at the opening (File photo)",
        "Cầu Marlow trong ngày khánh thành (Ảnh: TTXVN)",
        "Der alte Hafen im Frühling (Foto: dpa)",
        "Stary port wiosną (Zdjęcie: PAP)",
        "The harbour board meets in Marlow [Image: Anna Brandt]",
        "Enlarge this image toggle caption Anna Brandt/NWA",
        "(Image credit: Ines Dollery)",
        "FILE - The old harbour is seen on April 2, 2026, in Marlow. (AP Photo/Anna Brandt, File)",
        "The old harbour in spring. (Anna Brandt/Reuters)",
        "The old harbour in spring. (Anna Brandt via AP)",
        "Image caption, The old harbour in spring",
        "Media caption, Watch: The old harbour in spring",
        "Image source, NWA Image caption, The old harbour in spring",
    ],
)
def test_a_bracketed_credit_makes_a_caption_anywhere(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "The old harbour in spring - VNA Photo",
        "The old harbour in spring / VNA Photo",
        "The old harbour in spring. — VNA/VNS Photo Ines Dollery",
        "The old harbour in spring. — Photo marlow.example",
        "The old harbour in spring. Photo by Anna Brandt",
        "The old harbour in spring © Anna Brandt",
        "The old harbour in spring. REUTERS/Anna Brandt",
        "The old harbour in spring. Anna Brandt/Getty Images",
        "The old harbour in spring. (Anna Brandt/Reuters)",
        "FILE PHOTO: The old harbour in spring. REUTERS/Anna Brandt/File Photo",
    ],
)
def test_a_bare_credit_makes_a_caption_in_the_head(line: str) -> None:
    assert is_head_caption(line)
    told = tell("\n".join([TITLE, line, LEDE, *BODY]), Page())
    assert (told.captions, told.text) == ([line], "\n".join([LEDE, *BODY]))


CREDITS = [
    "Photo: Anna Brandt/NWA",
    "Photo: NWA",
    "Image source, Getty Images",
    "Photograph: Anna Brandt/The Herald",
    "Credit...Anna Brandt for The Herald",
    "Foto: Anna Brandt",
    "Anna Brandt/Getty Images",
    "Anna Brandt/NPR",
    "Getty Images",
]


@pytest.mark.parametrize("line", CREDITS)
def test_a_line_that_is_nothing_but_a_credit_goes_and_is_no_caption(line: str) -> None:
    text = "\n".join([TITLE, LEDE, BODY[0], line, *BODY[1:]])
    told = tell(text, Page())
    assert (told.text, told.captions) == ("\n".join([LEDE, *BODY]), [])
    assert undo(told.text, told.steps) == text


@pytest.mark.parametrize("line", ["Reuters", "Trams / buses", "Photos of the market"])
def test_what_is_no_credit_stays(line: str) -> None:
    text = "\n".join([LEDE, BODY[0], line, *BODY[1:]])
    assert line in tell(text, Page()).text.split("\n")


def test_a_label_is_no_part_of_a_caption() -> None:
    told = tell("\n".join([TITLE, "Image source, NWA", f"Image caption, {CAPTION}", LEDE, *BODY]), Page())
    assert told.captions == [CAPTION]


def test_a_caption_that_grew_together_with_the_story_comes_off() -> None:
    text = "\n".join([TITLE, CAPTION + LEDE, *BODY])
    told = tell(text, Page())
    assert (told.captions, told.text) == ([CAPTION], "\n".join([LEDE, *BODY]))
    assert undo(told.text, told.steps) == text


@pytest.mark.parametrize(
    "line",
    [
        "The council showed photographs of the harbour on Tuesday (a source of pride).",
        "She said the photo by the door was taken in 1911.",
        "The board (NWA) met at noon.",
        "The image of the town has suffered, the mayor said.",
        "(PHOTOS: Scenes from the market)",
        "Trees fell on the line/road in the storm.",
    ],
)
def test_what_speaks_of_photos_is_no_caption(line: str) -> None:
    assert not is_caption(line)
    assert not is_head_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Brandt and Piet de Wit in Marlow",
        "Tuesday, 22 November 2026 at noon",
        "Updated November 22, 2026 at noon",
        "Sign up for the weekly letter here",
        "What will become of the old harbour?",
        "The council met. It voted at midnight",
        "Related stories from the old harbour",
        "Marlow (NWA) – The council voted at night",
        "Advertisement for the harbour of the town",
        "and so the council voted at last",
        "Stalls in the square, Marlow, 2026. (Anna Brandt/NWA",
    ],
)
def test_what_is_short_is_not_always_a_title(line: str) -> None:
    assert tell("\n".join([line, LEDE, *BODY]), Page()).title is None


def test_two_stacked_heads_settle_nothing() -> None:
    text = "\n".join(
        [TITLE, "Traders welcome the end of a long dispute", "Harbour to open in October, board says", LEDE]
    )
    assert read(text, None).titles == ()


def test_the_rules_of_the_head_leave_any_clean_body_alone() -> None:
    head = [rule for rule in RULES if rule.name in ("standfirst", "caption", "kicker", "title")]
    for n in range(len(BODY)):
        text = "\n".join([LEDE, *BODY[n:]])
        assert follow(text, head, Page(), "story") == (text, [])


BRIEF = "The swing bridge will be closed from Friday night until Monday morning. " + BODY[0]


@pytest.mark.parametrize("end", [[], ["-30-"], ["(END)"]])
def test_a_brief_has_a_title_and_one_paragraph(end) -> None:
    told = tell("\n".join(["Swing bridge closed for the weekend", BRIEF, *end]), Page())
    assert (told.title, told.text) == ("Swing bridge closed for the weekend", BRIEF)
    assert told.sign_off == (end[0] if end else None)
    assert tell(told.text, Page()).text == told.text


def test_a_brief_whose_tail_is_cut_has_a_title_too() -> None:
    told = tell("\n".join(["Swing bridge closed for the weekend", BRIEF + " (END)", *OTHERS]), Page())
    assert (told.title, told.text, told.sign_off) == ("Swing bridge closed for the weekend", BRIEF, "(END)")


def test_a_short_line_above_one_sentence_stays() -> None:
    text = "\n".join(["Swing bridge closed for the weekend", BODY[0]])
    assert tell(text, Page()).text == text


ABOVE_A_DATELINE = [
    "Lighthouses for sale",
    "Who pays for the old harbour?",
    "“We lost half of our customers”",
    "14 lighthouses for sale",
    "More than forty boats sail for the north",
    "Photos of the flood win a prize",
]


@pytest.mark.parametrize("line", ABOVE_A_DATELINE)
def test_above_a_dateline_a_title_may_be_short_ask_quote_and_count(line: str) -> None:
    dated = "MARLOW, Nov 22 (NWA) -- " + LEDE
    for between in ([], [STANDFIRST], [CAPTION], ["By Anna Brandt"]):
        told = tell("\n".join([line, *between, dated]), Page())
        assert told.title == line
        assert (told.place, told.agency) == ("MARLOW", "NWA")


@pytest.mark.parametrize(
    "line",
    [
        "Anna Brandt",
        "NORTHERN WIRE",
        "6 years ago today",
        "(Adds comment of the mayor)",
        "By Anna Brandt and Piet de Wit",
        "Mary Jo Brandt",
        "Updated Nov 22 at noon",
        "Share this article with friends",
        "in the old harbour",
        "The council met. It voted",
    ],
)
def test_above_a_dateline_by_lines_notes_and_buttons_are_no_title(line: str) -> None:
    dated = "MARLOW, Nov 22 (NWA) -- " + LEDE
    assert tell("\n".join([line, dated, *BODY]), Page()).title is None


def test_a_head_in_japanese_comes_apart() -> None:
    title, lede = (
        "丸浜港の夜間フェリー、六月に再開へ",
        "【丸浜市=北方通信】丸浜市は十二日、夜間フェリーの運航を六月一日から再開すると発表した。",
    )
    told = tell("\n".join([title, lede, "運賃は片道三百二十円で、昼間と同じ額に据え置く。" * 2]), Page())
    assert (told.title, told.place, told.agency) == (title, "丸浜市", "北方通信")


def test_a_line_inside_the_story_that_is_the_title_again_stays() -> None:
    told = tell("\n".join([TITLE, LEDE, BODY[0], TITLE, *BODY[1:], TITLE]), Page(title=TITLE))
    assert told.text.split("\n") == [LEDE, BODY[0], TITLE, *BODY[1:]]


def test_the_word_photo_behind_a_headline_is_no_credit() -> None:
    assert not is_caption("Mayor opens the market at last (PHOTO)")
    assert not is_caption("Mayor opens the market at last (with photos)")


def test_the_measure_of_headlines_counts_found_missed_and_taken() -> None:
    story = "\n".join([LEDE, *BODY])
    assert list(verdicts({"text": f"{TITLE}\n{story}", "headline": TITLE})) == [("found", TITLE), ("none", "")]
    assert list(verdicts({"text": f"{TITLE}\n{story}", "headline": None})) == [("taken from none", TITLE)]
    assert next(verdicts({"text": f"Stop.\n{story}", "headline": "Stop."})) == ("missed", "Stop.")
