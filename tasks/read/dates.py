"""A date as people and programs write it, to a moment in UTC; None wherever nobody could tell.

What is written is taken apart: a time, a zone, a weekday, a month's name, numbers.  A sign or word that is none of
these and no label ends the attempt, so that a sentence is never a date.  Day and month that could change places are
told by the language, by the weekday, or not at all.

Roads not taken: dateparser 1.5 tries its languages one by one and took 8 to 25 s for one string that is no date; it
and dateutil fill what is missing from today, so that a row would depend on the day of the run.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.read.date_names import WORD, folded, known, meaning, names, phrases, unknown

LONGEST = 100  # characters a date may be written in
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(1600, 2200)
ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)T?(?:(\d\d)(\d\d)(\d\d)?)?(Z)?", re.ASCII)


TIME = re.compile(
    r"(?<![\d.:/-])(?P<before>[^\W\d_]{2,4}|[صم])?\s*(?<!\d)(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s?(?:[:hH時时点點시]|giờ|Uhr)\s?(?P<minute>[0-5]\d)\s?[分분]?(?:\s?[:초]?\s?(?P<second>[0-5]\d|60)\s?[秒초]?)?"
    r"|\.(?P<dotted>[0-5]\d)(?:\.(?P<dotseconds>[0-5]\d))?(?!\.?\d))"
    r"(?P<fraction>[.,:]\d{1,9})?(?!\d|:)",
)
HALF = re.compile(r"(?<![\d.:/-])(?P<hour>0?\d|1[0-2])\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)
AFTER = re.compile(r"\s*(?P<half>[ap]\.?\s?m\b\.?|SA\b|CH\b|[πμ]\.\s?μ\.|[صم](?!\w))", re.IGNORECASE)
FULL_HOUR = re.compile(r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])\s?(?:Uhr|h|hs|heures|giờ|时|時|시)(?!\w)", re.IGNORECASE)
OFFSET = re.compile(r"(?<![\d\w])(?:UTC|GMT|Z)?\s?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?!\d)")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]\s*$")
AREA = re.compile(r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/[A-Za-z_]+(?:/[A-Za-z_]+)?\b")
LABEL = re.compile(r"^(?:[^\W\d]+[\s/]+){0,3}[^\W\d]+\s*[:：]\s*(?=\D{0,25}\d)")
CJK = re.compile(
    r"(?P<era>令和|平成|昭和|民國|民国)?\s*(?P<year>\d{1,4}|元)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]?"
)
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
EASTERN = re.compile(r"(?<!\w)(?:星期|周|週|礼拜)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?(?!\w)")
NUMBERED_MONTH = re.compile(r"\b(?:tháng|thg|thg\.|năm|month)\s*", re.IGNORECASE)
SHORT_YEAR = re.compile(r"[-/'’]\s?\d\d(?!\d)(?!.*\d)")
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})(\s?[./-]\s?)(\d{1,2})\2(\d{1,4})\.?(?![\d/-])")
TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0900-\u0d7f.'’])*|\S")
IGNORED = frozenset("|,·•-–—،、，.()/;:°ºª’'@٬­​​​\u200e\u200f")


def moment(value: object, language: str | None = None) -> datetime | None:
    """A date or time in UTC; None where nobody can tell.

    A time without a zone is taken as UTC, a day alone as its midnight.  Numbers are seconds since 1970, or milli-,
    micro- or nanoseconds, or a day such as 20240506.

    >>> str(moment("2024-05-06T07:08:09+02:00")), str(moment(1714979289)), str(moment("2024-05-06"))
    ('2024-05-06 05:08:09+00:00', '2024-05-06 07:08:09+00:00', '2024-05-06 00:00:00+00:00')
    >>> str(moment("Published: May 6, 2024, 3:08 pm ET")), str(moment("lundi 6 mai 2024 à 7h08", "fr"))
    ('2024-05-06 19:08:00+00:00', '2024-05-06 07:08:00+00:00')
    >>> moment("05/06/2024"), str(moment("05/06/2024", "vi")), moment("last Monday"), moment("31/02/2024")
    (None, '2024-06-05 00:00:00+00:00', None, None)
    """
    if isinstance(value, str):
        return _spoken(value.strip(), (language or "").strip().lower()) if len(value) <= 2 * LONGEST else None
    try:
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _counted(value)
        if isinstance(value, dict) and len(value) == 1 and "$date" in value:  # as MongoDB exports
            inner = value["$date"]
            return moment(int(inner["$numberLong"]) if isinstance(inner, dict) else inner)
        if hasattr(value, "year") and hasattr(value, "isoformat"):
            return _spoken(value.isoformat(), "")
    except (ValueError, OverflowError, TypeError, KeyError):
        return None
    return None


def _counted(number: float) -> datetime | None:
    """Seconds since 1970, or thousandths and so on of them, or a day written as a number.

    Seconds reach the year 5138 at 1e11, which as milliseconds is 1973: news are younger.
    """
    if number == int(number) and (day := _compact(str(int(number)))):
        return day
    size = abs(number)
    if not 1e8 <= size < 1e20:
        return None
    for most, scale in ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000), (1e20, 1_000_000_000)):
        if size < most:
            return EPOCH + (
                timedelta(seconds=number) if scale == 1 else timedelta(microseconds=number * (1_000_000 / scale))
            )
    return None


def _compact(text: str) -> datetime | None:
    """The moment of a date in digits alone, such as 20240506 or 20240506070809."""
    if len(text) not in (8, 12, 14, 15, 16) or not (found := COMPACT.fullmatch(text)):
        return None
    parts = [int(part) for part in found.groups()[:6] if part]
    try:
        return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


@functools.lru_cache(maxsize=65_536)
def _spoken(text: str, language: str) -> datetime | None:
    if not 6 <= len(text) <= LONGEST:
        return None
    try:
        if ISO.fullmatch(text):
            found = datetime.fromisoformat(text)
            found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
            return found if found.year in YEARS else None
        if re.fullmatch(r"[+-]?\d{8,19}(?:\.\d{1,9})?", text, re.ASCII):
            return _compact(text) or _counted(float(text) if "." in text else int(text))
        if epoch := re.fullmatch(r"/?Date\((-?\d{9,14})(?:[+-]\d{4})?\)/?", text, re.ASCII):
            return EPOCH + timedelta(milliseconds=int(epoch[1]))
        return _compact(text) or _parsed(text, language)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None


def _parsed(text: str, language: str) -> datetime | None:
    """The moment that a date in words and numbers names; None where nobody can tell."""
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", text))
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+", " ", text).strip()
    if len(text) > 2 * LONGEST or not any(c.isdigit() for c in text):
        return None
    text = re.sub(r"(\d{4}):(\d\d:\d\d:\d\d)", r"\1 \2", text)  # web servers' logs
    text = re.sub(r"(?<=\d)T(?=\d{1,2}:)", " ", text)
    text = re.sub(r" m=[+-][\d.]+$", "", text)  # Go
    text = re.sub(r"(?<=\S)ที่(?=\s?\d)", " ", text)  # Thai writes it to the weekday
    text = LABEL.sub("", text)
    text, time = _time(text)
    text, zone = _zone(text, time is not None)
    if zone is None:
        return None
    found = _day(text, language)
    if not found or found.year not in YEARS:
        return None
    local = datetime(found.year, found.month, found.day, tzinfo=UTC) + (time or timedelta())
    if isinstance(zone, timedelta):
        return local - zone
    return local.replace(tzinfo=zone).astimezone(UTC)


def _time(text: str) -> tuple[str, timedelta | None]:
    """The text without its time of day, and the time of day."""
    for pattern in (TIME, HALF, FULL_HOUR):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            start, end = found.span()
            half = (parts.get("half") or "").lower()
            before = folded(parts.get("before") or "")
            if before in names().am | names().pm:
                half = "a" if before in names().am else "p"
            elif parts.get("before"):
                start = found.start("hour")
            if not half and (after := AFTER.match(text, end)):
                half, end = _half(after["half"]), after.end()
            hour = int(parts["hour"])
            minute = int(parts.get("minute") or parts.get("dotted") or 0)
            if parts.get("dotted") and _dots_are_a_day(text, found.start("hour"), end):
                continue
            second = int(parts.get("second") or parts.get("dotseconds") or 0)
            fraction = float("0." + parts["fraction"][1:]) if parts.get("fraction") else 0.0
            if half[:1] == "p" and hour < 12:
                hour += 12
            elif half[:1] == "a" and hour == 12:
                hour = 0
            passed = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=round(fraction * 1_000_000))
            return f"{text[:start]} @ {text[end:]}", passed
    return text, None


def _half(said: str) -> str:
    return "a" if folded(said).replace(" ", "") in names().am else "p"


def _dots_are_a_day(text: str, start: int, end: int) -> bool:
    """Whether 5.3 is the beginning of a date, not a time: nothing else in the text would be the day."""
    rest = text[:start] + " " + text[end:]
    return not (NUMERIC.search(rest) or (re.search(r"\d{4}", rest) and re.search(r"(?<!\d)\d{1,2}(?!\d)", rest)))


def _zone(text: str, timed: bool) -> tuple[str, timedelta | ZoneInfo | None]:
    """The text without its zone, and the zone's offset: zero where none is named, None where it is unknown."""
    bracket = BRACKETS.search(text)
    plain = text[: bracket.start()] if bracket else text
    opened = f"{plain} {bracket[0].strip(' ()[]')}" if bracket else text
    if timed:
        for place in (plain, opened):
            found = OFFSET.search(place)
            if found and int(found["hours"]) <= 14 and (found["minutes"] or found.start() > place.find("@")):
                shift = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
                rest = f"{place[: found.start()]} {place[found.end() :]}"
                return _without_zones(rest), shift if found["sign"] == "+" else -shift
    if area := AREA.search(opened):
        try:
            return opened[: area.start()] + opened[area.end() :], ZoneInfo(area[0])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return text, None
    for name in re.findall(r"\b[A-Z]{1,5}\b", opened):
        if name in names().hours:
            return re.sub(rf"\b{name}\b", " ", opened, count=1), timedelta(hours=names().hours[name])
        if name in names().places and timed:
            return re.sub(rf"\b{name}\b", " ", opened, count=1), ZoneInfo(names().places[name])
    # In brackets at the end stands a zone nobody knows, or a weekday.
    return opened, timedelta()


def _without_zones(text: str) -> str:
    """A text whose offset is known already, without the zone's name that may stand beside it."""
    return AREA.sub(" ", re.sub(r"\b[A-Z]{1,5}\b", lambda name: " " if name[0] in names().hours else name[0], text))


def _day(text: str, language: str) -> date | None:
    """The day that is written in a text without time and zone."""
    text = phrases()[0].sub(lambda found: f" {phrases()[1][folded(found[0])]} ", text)
    if found := CJK.search(text):
        rest = text[: found.start()] + " " + text[found.end() :]
        year = 1 if found["year"] == "元" else int(found["year"])
        if not found["era"] and year < 100:
            return None
        right = not unknown(EASTERN.sub(" ", rest))
        return date(year + ERAS.get(found["era"] or "", 0), int(found["month"]), int(found["day"])) if right else None
    if found := NUMERIC.search(text):
        rest = text[: found.start()] + " " + text[found.end() :]
        weekday = _weekday(rest, language)
        if unknown(EASTERN.sub(" ", rest)) or re.search(r"\d", rest):
            return None
        return _numeric(int(found[1]), int(found[3]), int(found[4]), found.groups(), language, weekday)
    return _named(text, language)


def _numeric(
    first: int, second: int, third: int, spelled: tuple[str, ...], language: str, weekday: int | None
) -> date | None:
    """Three numbers: year first; dots are day.month.year; else what language, weekday or size say."""
    sign, long_first, long_last = spelled[1].strip(), len(spelled[0]) >= 3, len(spelled[3]) >= 3
    order = _order(language)
    if long_first:
        return date(_western(first), second, third)
    if not long_last:
        # Two digits: the order of such dates differs from land to land, and 21.03.05 may be any of three.
        if order != "dmy" or sign == "-" or len(spelled[3]) != 2:
            return None
        return date(_century(third), second, first)
    year = _western(third)
    if sign == ".":
        return date(year, second, first)
    ways = [found for found in (_valid(year, second, first), _valid(year, first, second)) if found]
    if weekday is not None and len(ways) == 2 and ways[0] != ways[1]:
        ways = [found for found in ways if found.weekday() == weekday] or ways
    if len(set(ways)) == 1:
        return ways[0]
    if len(ways) == 2 and order in ("dmy", "mdy"):
        return ways[0] if order == "dmy" else ways[1]
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _western(year: int) -> int:
    """Thai years are 543 ahead; a year of news lies within 1600 and 2200."""
    return year - 543 if 2400 <= year < 2743 else year


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _order(language: str) -> str:
    """The order of short dates in a language; empty for English without its land, which has two."""
    tag = language.replace("_", "-")
    base, _, land = tag.partition("-")
    if base == "en":
        return "" if not land else "mdy" if land in ("us", "ph") else names().orders.get(f"en-{land.upper()}", "")
    return names().orders.get(f"{base}-{land.upper()}") or names().orders.get(base, "")


def _named(text: str, language: str) -> date | None:
    """A day and a year in digits, and a month by its name, or after the word for month."""
    numbered = NUMBERED_MONTH.search(text)
    if numbered:
        text = NUMBERED_MONTH.sub(" ", text)
    words, numbers, months = [], [], []
    for token in TOKEN.findall(text.replace("@", " ")):
        if token.isdigit():
            numbers.append(token)
        elif token not in IGNORED:
            words.append(folded(token))
    if numbered and len(numbers) == 3 and not unknown(" ".join(words)):
        day, month, year = map(int, numbers)
        return date(year, month, day) if len(numbers[2]) == 4 else None
    for word in words:
        meant = meaning(names().months, word, language)
        if meant is not None:
            months.append((word, meant))
    if len(months) == 2 and meaning(names().weekdays, months[0][0], language) is not None:
        del months[0]  # Spanish and French write Tuesday and March alike
    if len(months) != 1 or len(numbers) != 2 or not all(known(word) for word in words):
        return None
    first, second = numbers
    if len(first) == 4 and len(second) <= 2:
        first, second = second, first
    elif len(first) > 2 or (len(second) != 4 and not SHORT_YEAR.search(text)):
        return None
    year = int(second) if len(second) == 4 else _century(int(second))
    return date(_western(year), months[0][1], int(first))


def _weekday(text: str, language: str) -> int | None:
    for word in WORD.findall(text):
        found = meaning(names().weekdays, folded(word), language)
        if found is not None:
            return found
    return None
