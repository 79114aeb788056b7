"""Every house of the table opens a report in its own way, and is read."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.story.agencies import AGENCIES
from tasks.story.dateline import dateline

module = sys.modules[dateline.__module__]  # the package has a function of its name

NEWS = "The river rose again on Monday."
# Houses whose opening names a place only, or no house: the place must be read.
PLACE_ONLY = {"PNA": "MANILA"}
NO_PLACE = {"KPL", "Bloomberg", "CNN", "NNA"}


@pytest.mark.parametrize("row", AGENCIES, ids=lambda row: row.names[0])
def test_the_opening_of_every_house_is_read(row) -> None:
    paragraph = row.opening.replace("…", NEWS)
    found = dateline(paragraph)
    assert found is not None
    assert paragraph[found.end :] == NEWS
    if row.names[0] in PLACE_ONLY:
        assert found.place == PLACE_ONLY[row.names[0]]
    else:
        assert found.agency in (*row.names, "EUROPA PRESS", "Télam")
        assert (found.place is None) == (row.names[0] in NO_PLACE)


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("New York (VNA) – The river rose.", "New York", "VNA"),
        ("LONDON/NEW YORK (Reuters) - The river rose.", "LONDON/NEW YORK", "Reuters"),
        ("By Anna Brandt NEW YORK (Reuters) - The river rose.", "NEW YORK", "Reuters"),
        ("DUBAI, United Arab Emirates — The river rose.", "DUBAI, United Arab Emirates", None),
        ("WASHINGTON, Nov. 22 — The river rose.", "WASHINGTON", None),
        ("Port-au-Prince, Nov 22, 2026 (AFP) - The river rose.", "Port-au-Prince", "AFP"),
        ("Ho Chi Minh City (VNA) - The river rose.", "Ho Chi Minh City", "VNA"),
        ("Bonn (NWA) - The river rose.", "Bonn", "NWA"),
        ("RIO DE JANEIRO (Reuters) - The river rose.", "RIO DE JANEIRO", "Reuters"),
        ("Đà Nẵng (VNA) – The river rose.", "Đà Nẵng", "VNA"),
        ("(Reuters) - The river rose.", None, "Reuters"),
        ("Washington D.C. (VNA) – The river rose.", "Washington D.C.", "VNA"),
        ("LOS ANGELES, Calif. (AP) — The river rose.", "LOS ANGELES, Calif.", "AP"),
        ("Hanoi, (VNA) - The river rose.", "Hanoi", "VNA"),
        ("NDO/VNA – The river rose.", None, "NDO/VNA"),
        ("МИРОВКА, 8 июня (Толпресс) — The river rose.", "МИРОВКА", "Толпресс"),
        ("МОСКВА, 22 ноября. /ТАСС/. The river rose.", "МОСКВА", "ТАСС"),
        ("Москва. 22 ноября (Интерфакс) - The river rose.", "Москва", "Интерфакс"),
        ("КИЇВ, 22 листопада (Укрінформ) – The river rose.", "КИЇВ", "Укрінформ"),
        ("【丸浜市=北方通信】The river rose.", "丸浜市", "北方通信"),
        ("（台北＝中央社）The river rose.", "台北", "中央社"),
        ("新华社北京11月22日电 The river rose.", "北京", "新华社"),
        ("(서울=연합뉴스) 홍길동 기자 = The river rose.", "서울", "연합뉴스"),
        ("LONDON--(BUSINESS WIRE)--The river rose.", "LONDON", "BUSINESS WIRE"),
    ],
)
def test_a_dateline_is_taken_apart(paragraph: str, place: str | None, agency: str | None) -> None:
    found = dateline(paragraph)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert paragraph[found.end :] == "The river rose."


@pytest.mark.parametrize(
    "paragraph",
    [
        "The river rose in Marlow (a town of the north) - and fell again.",
        "Officials of the Northern Wire Agency (NWA) said the river rose.",
        "London (UK) - and Paris too.",
        "Today — the river rose.",
        "NAVARRO: No -- I said the river rose.",
        "The Union (EU) – of 27 states – met.",
        "He met Brandt, and the river rose - again.",
        "I -- for one -- do not care.",
        "【お知らせ】川が増水した。",
        "В июне (месяц дождей) — река поднялась.",
        "",
        "—",
    ],
)
def test_what_looks_like_a_dateline_is_none(paragraph: str) -> None:
    assert dateline(paragraph) is None


@pytest.mark.parametrize("piece", ["A", "A ", "(", "A (", "- ", "A, ", "(VNA)", "Jan 1 "])
def test_a_long_line_costs_no_more_than_its_start(piece: str) -> None:
    dateline(piece * 1_000_000)


@given(
    st.sampled_from(
        ["Hanoi", "HANOI", "Washington D.C.", "New York", "By Ann Lee HANOI", "LOS ANGELES, Calif.", "of", "x"]
    ),
    st.sampled_from(["", " ", ", ", ".", ", Nov 22 ", ", 22 May,", " [India], "]),
    st.sampled_from(
        ["Reuters", "VNA", "AP", "AFP/APP", "UK", "NWA", "The Canadian Press", "reuters", "VNA ", "AP (UK"]
    ),
    st.sampled_from([") - ", ")- ", ") Nov 22 - ", ", Nov 22) - ", "): ", ") The ", ") – –", ").-", ") ", ")"]),
    st.text("Aa1 -–(“:", max_size=9),
)
def test_what_most_reports_open_with_is_read_as_the_table_reads_it(
    place: str, date: str, house: str, after: str, story: str
) -> None:
    opening = f"{place}{date}({house}{after}{story}"
    usual = module._read.__wrapped__(opening)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HOUSES", frozenset())
        assert module._read.__wrapped__(opening) == usual


@pytest.mark.parametrize(
    ("opening", "place", "agency"),
    [
        ("Bonn (CNN)The river rose.", "Bonn", "CNN"),
        ("BONN, Nov 22 Kyodo - The river rose.", "BONN", "Kyodo"),
        ("БОНН, 22 ноя – РИА Новости. Река поднялась.", "БОНН", "РИА Новости"),
        ("(ANSA) - BONN, 07 MAG - Il fiume sale.", "BONN", "ANSA"),
        ("[마르경제 홍길동 기자] 강물이 불었다.", None, "마르경제"),
        ("[본=뉴시스] 홍길동 기자 = 강물이 불었다.", "본", "뉴시스"),
        ("〔記者王小明／波恩報導〕河水上漲。", "波恩", None),
        ("（中央社記者王小明波恩22日電）河水上漲。", "波恩", "中央社"),
    ],
)
def test_openings_beside_those_of_the_table(opening: str, place: str | None, agency: str | None) -> None:
    found = dateline(opening)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)


@pytest.mark.parametrize(
    "line", ["[1] The river rose.", "[주간 강물] 강물이 불었다", "In May 5 men - all of them - rowed."]
)
def test_what_only_looks_like_an_opening(line: str) -> None:
    assert dateline(line) is None
