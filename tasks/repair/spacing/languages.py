"""What must be known of a language besides how frequent its words are: one data file each, english.toml and others.

A language is told by the code that its file gives first.  To add one: a file, and the figures that tests hold it to.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FILES = Path(__file__).parent


class Lists(NamedTuple):
    """The words of a language that are of a kind: english.toml says more of each."""

    closed: frozenset[str]  # closed-class words
    telling: frozenset[str]  # those of them that no neighbouring language has
    particles: frozenset[str]  # those of them that compounds and names are made with
    late: frozenset[str]  # those of these that hardly a compound ends in after a long word
    short: frozenset[str]  # all words of one or two letters
    prefixes: frozenset[str]  # what begins words without being one; a particle here begins words, too,
    suffixes: frozenset[str]  # and what ends them
    leads: frozenset[str]  # words that begin compounds more often than they precede,
    heads: frozenset[str]  # and words that end them
    units: frozenset[str]  # what stands right after a number
    abbreviations: frozenset[str]  # what takes a full stop inside a sentence
    elided: frozenset[str]  # what stands before an apostrophe and a vowel, and nowhere else
    determiners: frozenset[str]  # behind these and behind
    prepositions: frozenset[str]  # hardly one of
    finite: frozenset[str]  # verbs
    subjects: frozenset[str]  # or pronouns stands


@cache
def spoken() -> dict[str, dict[str, Any]]:
    """What the files say of each language, by its code; English first.

    >>> list(spoken())[:2]
    ['en', 'de']
    """
    said = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES.glob("*.toml")]
    by_code = {one["codes"].split()[0]: one for one in said}
    return {code: by_code[code] for code in sorted(by_code, key=lambda code: (code != "en", code))}


def lists(language: str = "en") -> Lists:
    """The lists of a language.

    >>> "und" in lists("de").telling
    True
    """
    return _lists(language)


@cache
def _lists(language: str) -> Lists:
    return Lists(**{name: frozenset(spoken()[language].get(name, "").split()) for name in Lists._fields})


@cache
def code_of(named: str) -> str | None:
    """The code of a language as a page names it, None for one that is not known.

    >>> code_of("en-GB"), code_of("deu"), code_of("vi")
    ('en', 'de', None)
    """
    primary = named.lower().replace("_", "-").split("-")[0].strip()
    return next((code for code, said in spoken().items() if primary in said["codes"].split()), None)
