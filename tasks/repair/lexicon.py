"""How likely a word is: wordfreq's large list, read without importing wordfreq.

Importing wordfreq costs 0.2 s and its own loader 0.5 s and 78 MB; the one packed file that is needed here
unpacks in 0.1 s, when the first word is looked up and not before.
"""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import msgpack

NEPERS_A_CENTIBEL = -0.023025850929940458  # ln(10) / 100: the list counts in hundredths of a power of ten


class NoLexicon(RuntimeError):
    """wordfreq is not installed as expected; the message says what to do."""


class Language(NamedTuple):
    """What must be known of a language to put its lost spaces back."""

    words: dict[str, float]  # lower-case word -> natural logarithm of its share of running text
    closed: frozenset[str]  # closed-class words
    telling: frozenset[str]  # those of them that no neighbouring language has
    particles: frozenset[str]  # those of them that compounds and names are made with
    short: frozenset[str]  # all words of one or two letters
    affixes: frozenset[str]  # what begins or ends words without being one
    leads: frozenset[str]  # words that begin compounds more often than they precede
    heads: frozenset[str]  # and words that end them
    units: frozenset[str]  # what stands right after a number
    abbreviations: frozenset[str]  # what takes a full stop inside a sentence


@lru_cache(maxsize=1)
def english() -> Language:
    """The one language that was measured; another needs its own list beside english.toml.

    >>> english().words["the"] > english().words["house"] > english().words["penury"]
    True
    """
    lists = tomllib.loads((Path(__file__).parent / "english.toml").read_text(encoding="utf-8"))
    sets = {name: frozenset(words.split()) for name, words in lists.items()}
    return Language(words=_frequencies("en"), affixes=sets.pop("prefixes") | sets.pop("suffixes"), **sets)


def is_english(text: str) -> bool:
    """Whether a text is English: in news every third word is a closed-class one, every sixth one that is English only.

    The bounds are far lower, for headlines and names; Danish, Dutch and German stay below.

    >>> is_english("The river has risen"), is_english("Der Fluss war in der Nacht gestiegen")
    (True, False)
    """
    language = english()
    words = text.lower().split()
    telling = sum(map(language.telling.__contains__, words))
    return are_english(len(words), telling) or are_english(
        len(words), telling, sum(map(language.closed.__contains__, words))
    )


def are_english(words: int, telling: int, closed: int = 0) -> bool:
    """The same of a number of words, of which so many are English only, or of a closed class."""
    return telling * 16 >= words or (telling * 32 >= words and closed * 10 >= words)


def is_foreign(words: Sequence[str]) -> bool:
    """Whether words are certainly not English: a dozen or more, none of them English only, few that could be."""
    language = english()
    if len(words) < 12 or not language.telling.isdisjoint(map(str.lower, words)):
        return False
    return are_foreign(len(words), 0, sum(map(language.closed.__contains__, map(str.lower, words))))


def are_foreign(words: int, telling: int, closed: int) -> bool:
    """The same of a number of words, of which so many are English only, or of a closed class."""
    return words >= 12 and not telling and closed * 8 < words


def _frequencies(language: str) -> dict[str, float]:
    """Data: wordfreq 3.1.1 (Robyn Speer), CC BY-SA 4.0, read from the installed package."""
    spec = find_spec("wordfreq")
    if spec is None or not spec.submodule_search_locations:
        raise NoLexicon("wordfreq is not installed; pip install wordfreq")
    path = Path(spec.submodule_search_locations[0]) / "data" / f"large_{language}.msgpack.gz"
    if not path.is_file():
        raise NoLexicon(f"{path}: there is no such list; install wordfreq>=3.1.1,<4")
    header, *bins = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    if header.get("format") != "cB" or header.get("version") != 1:
        raise NoLexicon(f"{path}: format {header}, not cB 1; install wordfreq>=3.1.1,<4")
    shares: dict[str, float] = {}
    for step, words in enumerate(bins):
        shares.update(zip(words, repeat(step * NEPERS_A_CENTIBEL)))
    return shares
