"""Dates as people and programs write them: right to the second, or said to be unread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.article import noticed
from tasks.read.dates import moment
from tasks.read.fields import Origin, article
from tasks.read.language import language_of
from tasks.read.published import said
from tasks.records import Record
from tasks.settings import Columns, Settings
from tests.harness.growing import MOST, growth

READ = [
    # what programs write
    ("1998-11-04T06:07:08.1234567Z", "", "1998-11-04 06:07:08.123456"),
    ("1998-11-04T06:07:08+01:00[Europe/Berlin]", "", "1998-11-04 05:07:08"),
    ("1998-11-04 06:07:08 -0800 PST", "", "1998-11-04 14:07:08"),
    ("Wed Nov 04 1998 06:07:08 GMT+0100 (Central European Standard Time)", "", "1998-11-04 05:07:08"),
    ("04/Nov/1998:06:07:08 +0000", "", "1998-11-04 06:07:08"),
    ("Wed Nov  4 06:07:08 EST 1998", "", "1998-11-04 11:07:08"),
    ("19981104060708", "", "1998-11-04 06:07:08"),
    ("910159628000", "", "1998-11-04 06:07:08"),
    (19981104, "", "1998-11-04 00:00:00"),
    (910159628000000, "", "1998-11-04 06:07:08"),
    ("/Date(910159628000)/", "", "1998-11-04 06:07:08"),
    ({"$date": "1998-11-04T06:07:08Z"}, "", "1998-11-04 06:07:08"),
    # what pages say
    ("Nov. 4, 1998", "", "1998-11-04 00:00:00"),
    ("Wednesday 4th November 1998 18.07 GMT", "en", "1998-11-04 18:07:00"),
    ("Last updated: July 4, 1998 6:07 p.m. ET", "en", "1998-07-04 22:07:00"),
    ("mercredi 4 novembre 1998 à 6h07", "fr", "1998-11-04 06:07:00"),
    ("Mittwoch, 4. November 1998, 06:07 Uhr", "de", "1998-11-04 06:07:00"),
    ("4 de noviembre de 1998, 18:07 h", "es", "1998-11-04 18:07:00"),
    ("Rabu, 4 November 1998 pukul 06.07 WIB", "id", "1998-11-03 23:07:00"),
    ("Thứ Tư, ngày 04/11/1998 06:07 (GMT+7)", "vi", "1998-11-03 23:07:00"),
    ("1998年11月4日 下午6:07", "zh", "1998-11-04 18:07:00"),
    ("평성 4", "ko", None),
    ("1998년 11월 4일 오후 6:07", "ko", "1998-11-04 18:07:00"),
    ("平成10年11月4日", "ja", "1998-11-04 00:00:00"),
    ("วันพุธที่ 4 พฤศจิกายน พ.ศ. 2541", "th", "1998-11-04 00:00:00"),
    ("٤ نوفمبر ١٩٩٨", "ar", "1998-11-04 00:00:00"),
    ("4.11.1998 klo 6.07", "fi", "1998-11-04 06:07:00"),
    # told by the language, the weekday, the size, or not at all
    ("04/11/1998", "pl", "1998-11-04 00:00:00"),
    ("04/11/1998", "en-GB", "1998-11-04 00:00:00"),
    ("04/11/1998", "en-US", "1998-04-11 00:00:00"),
    ("Wed 04/11/1998", "", "1998-11-04 00:00:00"),
    ("Sat 04/11/1998", "", "1998-04-11 00:00:00"),
    ("04/11/1998", "en", None),
    ("04/11/1998", "", None),
    ("4. listopada 1998", "hr", "1998-10-04 00:00:00"),
    ("4 listopada 1998", "pl", "1998-11-04 00:00:00"),
    ("4 listopada 1998", "", None),
    ("98/11/04", "", None),
    # nobody can tell
    *((said_, "en", None) for said_ in ("3 hours ago", "yesterday", "November 1998", "4 November", "06:07", "soon")),
    *((said_, "", None) for said_ in ("1998-13-45", "31/02/1998", "0000-00-00 00:00:00", "29 February 1998", "1998")),
    *((number, "", None) for number in (0, 7, 44260, True, float("nan"), float("inf"), 10**30)),
    ("4 November 1998 to 6 November 1998", "en", None),
    ("Chapter 4 of November 1998", "en", None),
]


@pytest.mark.parametrize(("given_", "language", "meant"), READ)
def test_a_date_is_read_right_or_not_at_all(given_: object, language: str, meant: str | None) -> None:
    found = moment(given_, language)
    assert (str(found) if found else None) == (f"{meant}+00:00" if meant else None)


@given(st.text(max_size=120) | st.from_regex(r"[0-9 ./:,-]{0,30}[A-Za-zé]{0,9}[0-9 ./:,+-]{0,30}"))
def test_no_string_is_too_much(text: str) -> None:
    found = moment(text)
    assert found is None or (found.tzinfo is not None and any(c.isnumeric() for c in text))


@pytest.mark.parametrize("sign", ["1", "1.", "1:", "may ", "(", "+1:", "tháng ", "年", "a.m. ", "ﷺ"])
def test_long_strings_take_the_time_of_their_length(sign: str) -> None:
    def work(n: int):
        return lambda: (moment.__wrapped__ if hasattr(moment, "__wrapped__") else moment)(sign * n)

    assert growth(work, 2_000) < MOST


def record(**fields: object) -> Record:
    found = article(fields, json.dumps(fields).encode(), 0, Origin("a.jsonl", "a.jsonl", 0, "news"), Columns())
    assert isinstance(found, Record)
    return found


def test_a_date_nobody_understands_is_kept_and_flagged() -> None:
    found, flags = noticed(record(text="The ferry was late.", published_at="last Monday"), Settings())
    assert (found.published_at, found.extra, flags) == (None, '{"published_at":"last Monday"}', ["date_unread"])
    for nothing in (None, "", "None", "NaT"):
        assert noticed(record(text="The ferry was late.", published_at=nothing), Settings())[1] == []


LINES = [
    ("Ferry late again\nBy Ann Ry\n4 November 1998, 06:07\nThe ferry was late again.", "1998-11-04 06:07:00"),
    ("Ferry late again\nThe ferry was late again.\nPublished: 4 November 1998", "1998-11-04 00:00:00"),
    ("LOWMERE, Nov. 4, 1998 (Corvane) — The ferry was late again.", "1998-11-04 00:00:00"),
    ("Ferry late again\nUpdated: 4 November 1998\nThe ferry was late again.", None),
    ("Born: 4 November 1998\nThe poet is dead.", None),
    ("On Wednesday, November 4, 1998 — a day of rain — the ferry sank.", None),
    ("4 November 1998\nThe ferry sank.\n5 November 1998\nIt was raised.", None),
    ("The ferry that sank on 4 November 1998 was raised.", None),
]


@pytest.mark.parametrize(("text", "meant"), LINES)
def test_a_page_that_says_when_it_was_published_is_believed(text: str, meant: str | None) -> None:
    found = said(text)
    assert (str(found) if found else None) == (f"{meant}+00:00" if meant else None)
    dated, flags = noticed(record(text=text, language="en"), Settings())
    assert (dated.published_at, flags) == (found, ["date_from_text"] if found else [])


def test_the_input_wins_over_the_text() -> None:
    found, flags = noticed(record(text=LINES[0][0], date="2001-02-03"), Settings())
    assert (str(found.published_at), flags) == ("2001-02-03 00:00:00+00:00", [])


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "made" / "languages").glob("*.txt")), ids=lambda path: path.stem
)
def test_the_language_is_found_where_it_is_certain(path: Path) -> None:
    for text in path.read_text(encoding="utf-8").split("===\n"):
        assert language_of(text.strip()) in (path.stem.partition("-")[0], None)
        assert language_of(text.strip()[:20]) is None
    assert language_of("") is None
    assert language_of("\ud800\x00\uffff" * 50) is None
