"""The words that stand in dates, in 77 languages: months, weekdays, zones, and words that say nothing.

Names of months and weekdays and the order of day and month are Unicode's (CLDR by Babel 2.19; tests/made/date_names.py
makes date_names.json), the rest stands in date_words.toml.
"""

from __future__ import annotations

import calendar
import functools
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0900-\u0d7f.'’])*")

MORE_WEEKDAYS = {"jum'at": 4, "jum at": 4}  # CLDR knows one of the ways to write it


class Names(NamedTuple):
    """Numbers of months and weekdays (Monday 0) by name and language; a language "" means all that have the name."""

    months: Mapping[str, Mapping[str, int]]
    weekdays: Mapping[str, Mapping[str, int]]
    orders: Mapping[str, str]  # of day, month and year in a short date
    silent: frozenset[str]  # words that say nothing about the day
    am: frozenset[str]
    pm: frozenset[str]
    hours: Mapping[str, float]  # ahead of UTC, by the zone's name
    places: Mapping[str, str]  # zones of the time zone database, by what people call them


def unknown(text: str) -> bool:
    """Whether a text holds a word that no date has."""
    return not all(known(folded(word)) for word in WORD.findall(text))


def known(word: str) -> bool:
    """Whether a folded word may stand in a date."""
    table = names()
    return word in table.silent or word in table.weekdays or word in table.months


def meaning(table: Mapping[str, Mapping[str, int]], word: str, language: str) -> int | None:
    """The number a name stands for in its language; without that, where all languages agree."""
    found = table.get(word)
    if not found:
        return None
    base = language.replace("_", "-").partition("-")[0]
    if base in found:
        return found[base]
    meant = set(found.values())
    return meant.pop() if len(meant) == 1 else None


def folded(word: str) -> str:
    """A word as it is looked up: lower case, composed, without full stops."""
    return unicodedata.normalize("NFC", word.casefold().replace(".", "").replace("’", "'").strip("' "))


@functools.cache
def phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names of two words and more, and the English ones that say the same."""
    english: dict[str, str] = {}
    for table, spelled in ((names().months, calendar.month_name), (names().weekdays, calendar.day_name)):
        for name, meant in table.items():
            if " " in name or "-" in name:
                english[name] = spelled[next(iter(meant.values()))]
    longest_first = sorted(map(re.escape, english), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE), english


@functools.cache
def names() -> Names:
    """The names that CLDR has, and those without their accents where no other name is spelled so."""
    raw: dict[str, Any] = json.loads(Path(__file__).with_name("date_names.json").read_text(encoding="utf-8"))
    words: dict[str, Any] = tomllib.loads(Path(__file__).with_name("date_words.toml").read_text(encoding="utf-8"))
    return Names(
        months=_by_language(raw["months"]),
        weekdays=_by_language(raw["weekdays"] | MORE_WEEKDAYS),
        orders=raw["orders"],
        silent=frozenset(["", *words["fillers"].split(), *words["labels"].split()]),
        am=frozenset(words["am"].split()),
        pm=frozenset(words["pm"].split()),
        hours=words["hours"],
        places=words["places"],
    )


def _by_language(raw: Mapping[str, int | Mapping[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, numbers in raw.items():
        if isinstance(numbers, int):
            found[name] = {"": numbers}
        else:
            found[name] = {language: int(n) for n, languages in numbers.items() for language in languages.split()}
    plain: dict[str, dict[str, int]] = {}
    for name, numbers_of in found.items():
        bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        if bare.isascii() and bare not in found:
            plain.setdefault(bare, {}).update(numbers_of)
    return found | plain
