"""Datelines: place, date and agency at the start of a report.  Recognised, never cut: they stay in the body.

A dozen shapes cover the houses of `agencies`; a place is one to six capitalised words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.story.agencies import CODES
from tasks.story.newsroom import DATE

KNOWN = "|".join(re.escape(code) for code in CODES)
# A house this table does not know is taken for one when it is bracketed before a dash.
HOUSE = rf"(?:{KNOWN})(?:[/ -](?:{KNOWN}|[A-Z]\w{{1,20}}))?"
ANY = r"[A-ZА-ЯЁІ][A-Za-zА-яЁёіїє]{1,14}(?:[ /-][A-ZА-ЯЁІ][A-Za-zА-яЁёіїє]{1,14}){0,2}"
DASH = r"(?:[-–—]{1,3}|\.[-–—]{1,2}|:)"
PLACE = r"(?P<place>[^\W\d_a-zß-ÿ][^\n()\[\]:;\"“”!?–—]{1,60}?)"

HYPHEN = r"(?:[–—]|--|(?<=\s)-(?=\s))"
CAPITALS = r"(?P<place>[A-ZÀ-ÞĐ][A-ZÀ-ÞĐẠ-Ỹ.'’ -]{2,40}(?:, [A-Z][\w. ]{1,25}){0,2}?)"

# The forms, by what an opening must hold for them to match; see `_signs`.
FORMS = {
    "()": (
        # Hanoi (VNA) –   New Delhi [India], (ANI):
        rf"{PLACE}(?: \[[A-Z][\w ]{{1,20}}\])?[,.]? ?\((?P<agency>{HOUSE})\) ?(?:{DASH} ?|(?=[A-Z“\"]))",
        # The same, of a house that is not in the table: Bonn (NWA) -
        rf"{PLACE}[,.]? ?\((?P<agency>{ANY})\) ?[-–—]{{1,3}} ?",
    ),
    "(1)": (
        # KATHMANDU, April 25 (Reuters) -   New Delhi [India], November 22 (ANI):   Taipei, Nov. 22 (CNA)
        rf"{PLACE}(?: \[[A-Z][\w ]{{1,20}}\])?(?:[,.]? ?{DATE})?[,.]? ?\((?P<agency>{HOUSE})\)"
        rf"(?:,? {DATE})? ?(?:{DASH} ?|(?=[A-Z“\"]))",
        rf"{PLACE}(?:[,.]? ?{DATE})?[,.]? ?\((?P<agency>{ANY})\) ?[-–—]{{1,3}} ?",
    ),
    "/1": (
        # MOSCOW, November 22. /TASS/.
        rf"{PLACE}[,.] ?{DATE}[,.]? ?/(?P<agency>{HOUSE})/[.,]? ?{DASH}?",
    ),
    ",": (
        # TOKYO, Nov 22, Kyodo -   Tehran, IRNA –   ASTANA. KAZINFORM –   YEREVAN, NOVEMBER 22, ARMENPRESS.
        rf"{PLACE}(?:[,.] ?{DATE})?[,.] (?P<agency>{HOUSE}) ?(?:[-–—]{{1,3}}|\.(?= ))",
        # Baku, November 22, AZERTAC The ...
        rf"{PLACE}, ?{DATE}, (?P<agency>{HOUSE}) (?=[A-Z])",
    ),
    "(": (
        # (ANSA) - ROME, NOV 22 -
        rf"\((?P<agency>{HOUSE})\) ?[-–—]{{1,3}} ?{PLACE}[,.] ?{DATE} ?[-–—]{{1,3}}",
        # (Reuters) -   (KPL) The ...
        rf"\((?P<agency>{HOUSE})\) ?(?:{DASH}|(?=[A-Z]))",
    ),
    "-": (
        # NNA -   NDO/VNA –
        rf"(?P<agency>{HOUSE}) [-–—]{{1,2}} ",
        # MADRID —   DUBAI, United Arab Emirates —   MANILA --
        rf"{CAPITALS}(?:, {DATE})? ?{HYPHEN}",
    ),
    "-1": (
        # BONN, Nov 22 Kyodo -
        rf"{PLACE}[,.] ?{DATE},? (?P<agency>{HOUSE}) ?{HYPHEN}",
        # БОНН, 22 ноя — РИА Новости.
        rf"{PLACE}, {DATE} ?[-–—] ?(?P<agency>{HOUSE})\.(?= )",
        # Bonn, November 22 –
        rf"{PLACE}, {DATE} ?{HYPHEN}",
    ),
    "【": (
        # 【東京=共同】   （台北=中央社）   (서울=연합뉴스) 홍길동 기자 =   [서울=뉴시스] 홍길동 기자 =
        r"[【（(\[](?P<place>[^\W\d_a-zA-Z]{1,12}) ?[=＝] ?(?P<agency>[^\W\d_a-z]{2,15})[】）)\]]"
        r"(?: ?[^\W\d_]{2,5} 기자 ?=)?",
        # 【ボン時事】
        r"【(?P<place>[^\W\d_a-zA-Z]{1,12}?)(?P<agency>時事|共同|ロイター)】",
        # [마르경제 홍길동 기자]
        r"\[(?P<agency>[가-힣]{2,10}) [가-힣]{2,4} 기자\]",
        # 新华社北京11月22日电   （中央社記者王小明台北22日電）   〔記者王小明／台北報導〕
        r"(?P<agency>新华社|中新社|中新网|中央社)(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}月\d{1,2}日电",
        r"（(?P<agency>中央社)(?:記者[\u4e00-\u9fff]{3})?(?P<place>[\u4e00-\u9fff]{2,4})\d{1,2}日電）",
        r"〔記者[^〕／/]{2,12}[／/](?P<place>[\u4e00-\u9fff]{2,6})報導〕",
    ),
}
# What most reports open with, told without going through the table: Hanoi (VNA) –.  The first of "()" says the same.
USUAL = re.compile(
    rf"(?P<place>[^\W\d_a-zß-ÿ][^\d\n()\[\]:;\"“”!?–—]{{1,60}}?)[,.]? ?\((?P<agency>[^()\n]{{2,30}})\) ?{DASH} ?"
)
HOUSES = frozenset(CODES)
BRACKETED = rf"\((?:(?:{HOUSE})\)|(?:{ANY})\) ?[-–—])"
BETWEEN = re.compile(r"[ /,-]+")
DIGIT = re.compile(r"\d")
LISTED = rf"[,.] (?:{KNOWN})"
ASIAN = ("【", "（", "〔", "[", "新华社", "中新社", "中新网", "中央社")
BYLINE = re.compile(r"(?:By [A-Z][^\n()]{2,60}? (?=[A-Z]{3}))?")
NEAR = 100
# A place that ends in its own full stop: Washington D.C., LOS ANGELES, Calif.
ABBREVIATED = re.compile(r"(?:\.[A-Z]|, [A-Z][a-z]{2,4})\Z")
NOT_A_HOUSE = frozenset({"UK", "US", "USA", "EU", "UN", "UAE", "DRC", "PRC", "ROK", "DPRK"})
SMALL = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "les",
        "del",
        "da",
        "do",
        "dos",
        "di",
        "and",
        "y",
        "am",
        "an",
        "der",
        "sur",
        "al",
        "el",
        "au",
    ]
)


class Dateline(NamedTuple):
    """Where a report comes from: its place and its agency as printed, and where its first sentence starts."""

    place: str | None
    agency: str | None
    end: int


def dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with.

    >>> dateline("KATHMANDU, April 25 (Reuters) - Rain fell.")
    Dateline(place='KATHMANDU', agency='Reuters', end=32)
    >>> dateline("MADRID — Rain fell.")
    Dateline(place='MADRID', agency=None, end=9)
    >>> dateline("Rain fell in Madrid (Spain) - and in Lisbon.")
    """
    opening = paragraph[:NEAR]
    found = _read(opening) if may_have_dateline(opening) else None
    if found is None or found.end < NEAR:
        return found
    return found._replace(end=len(paragraph) - len(paragraph[NEAR:].lstrip(" ")))


@lru_cache(maxsize=64)
def _read(opening: str) -> Dateline | None:
    start = 0
    if opening.startswith("By ") and (skipped := BYLINE.match(opening)):
        start = skipped.end()
    for match in _matches(opening, start):
        if match:
            found = match.groupdict()
            place, agency = found.get("place"), found.get("agency")
            if (place is None or _is_place(place)) and agency not in NOT_A_HOUSE:
                end = match.end()
                while end < len(opening) and opening[end] == " ":
                    end += 1
                if place and opening[match.end("place")] == "." and ABBREVIATED.search(place):
                    place += "."
                return Dateline(place and place.strip(" ,-"), agency, end)
    return None


def may_have_dateline(opening: str) -> bool:
    """The cheapest test that none of the forms can match: no bracket, slash or dash near the start."""
    return (
        "(" in opening or " -" in opening or "–" in opening or "—" in opening or "--" in opening or " /" in opening
        or "ARMENPRESS" in opening or "AZERTAC" in opening
        or opening.startswith(ASIAN)
    )  # fmt: skip


@cache
def compiled(form: str) -> re.Pattern[str]:
    """The forms that name all houses, each compiled when it is first needed: together they take 70 ms."""
    return re.compile(form)


def _matches(opening: str, start: int) -> Iterator[re.Match[str] | None]:
    usual = USUAL.match(opening, start)
    if usual and usual["agency"] in HOUSES:
        yield usual
    for sign in _signs(opening, start):
        for form in FORMS[sign]:
            yield compiled(form).match(opening, start)


def _signs(opening: str, start: int) -> Iterator[str]:
    """What an opening holds of the signs that the forms need: brackets, slashes, commas, dashes and dates (1)."""
    dated = DIGIT.search(opening) is not None
    bracket = opening.find("(", start)
    if bracket > start and compiled(BRACKETED).match(opening, bracket):
        yield "(1)" if dated else "()"
    if dated and "/" in opening:
        yield "/1"
    if compiled(LISTED).search(opening, start):
        yield ","
    if bracket == start:
        yield "("
    yield "-"
    if dated:
        yield "-1"
    if bracket == start or opening.startswith(ASIAN):
        yield "【"


def _is_place(text: str) -> bool:
    if text.isalpha() and text.isupper():
        return True
    words = BETWEEN.split(text.strip(" ,."))
    return len(words) <= 6 and all(word in SMALL or word[0].isupper() or word[0] > "\u0590" for word in words if word)
