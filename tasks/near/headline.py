"""Headlines: whether two of them tell of one thing, and whether a text tells of what they say.

What two pages share may be the site's and not the story's.  The headline knows: a story has its headline's words in it,
a notice about cookies has not, whatever stands above it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

PARTS = re.compile(r"\s+[-|–—:·»]+\s+")  # between a headline and the name of the site
STEM = 5  # letters of a word that count: "voted", "voter" and "voters" are one
LEAST = 4  # letters a word must have, in scripts that put spaces between words
# Arabic and Hebrew write articles and prepositions in one with their word.
ARTICLE, PREFIXED = "\u0627\u0644", re.compile(r"[\u0590-\u06ff]{5}")
SYLLABLES = 2  # of a Korean word: what follows are endings
SIGNS, LETTERS = 2, 4  # characters in a row that make a term: of Chinese and Japanese, of Thai and its neighbours
_WORD = re.compile(r"[^\W_]+(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])*")
_SIGN = r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_SPACELESS = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
_RUN = re.compile(rf"({_SIGN}+)|({_SPACELESS}+)|([\uac00-\ud7a3]+)")


def terms(text: str) -> frozenset[str]:
    """What a text speaks of, as stems of its longer words, numbers left out; pairs of signs where no spaces are put.

    >>> sorted(terms("Voters of Oru reject 12 bridges"))
    ['bridg', 'rejec', 'voter']
    >>> sorted(terms("橋を直す"))
    ['を直', '橋を', '直す']
    """
    return frozenset(_terms(unicodedata.normalize("NFC", text).casefold()))


def _terms(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        signs, letters, syllables = match.groups()
        if syllables:
            if len(syllables) >= SYLLABLES:
                yield syllables[:SYLLABLES]
            continue
        run, size = (signs, SIGNS) if signs else (letters, LETTERS)
        for at in range(max(1, len(run) - size + 1)):
            yield run[at : at + size]
    for match in _WORD.finditer(_RUN.sub(" ", text)):
        word = match[0]
        word = word.removeprefix(ARTICLE)
        if PREFIXED.match(word):
            word = word[1:]
        if len(word) >= LEAST and not word.isdigit():
            yield word[:STEM]


def own(title: str, other: str) -> tuple[str, str]:
    """Two headlines without the parts that both have, such as the name of the site behind a dash.

    >>> own("Bridge reopens - Oru Post", "Rain returns - Oru Post")
    ('Bridge reopens', 'Rain returns')
    >>> own("Bridge reopens - Oru Post", "Bridge reopens")
    ('Bridge reopens - Oru Post', 'Bridge reopens')
    """
    one, two = PARTS.split(title.strip()), PARTS.split(other.strip())
    left, right = [part for part in one if part not in two], [part for part in two if part not in one]
    return (" - ".join(left), " - ".join(right)) if left and right else (title, other)


def kinship(left: str, right: str) -> float | None:
    """Share of the terms of the shorter headline that the other has; None where either says too little to tell.

    >>> kinship("Voters of Oru reject bridge", "Oru voters say no to a bridge - Oru Post")
    0.6666666666666666
    >>> kinship("", "Rain") is None
    True
    """
    one, other = map(terms, own(left, right))
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else None


def in_both(title: str, left: str, right: str) -> float:
    """Share of a headline's terms that stand in both of two texts, in longer words as well.

    >>> in_both("Oru bridge reopens", "The bridge at Oru reopens.", "We keep cookies on your device.")
    0.0
    """
    said = terms(title)
    texts = [unicodedata.normalize("NFC", text).casefold() for text in (left, right)]
    return sum(all(term in text for text in texts) for term in said) / len(said) if said else 0.0


def same(left: str, right: str) -> bool:
    """Whether two headlines of three words or more, or as many signs as that is worth, are one.

    >>> same("Rain in Oru again!", "RAIN IN ORU AGAIN"), same("Lock", "Lock")
    (True, False)
    """
    one, other = (re.sub(r"\W+", " ", title).strip().casefold() for title in (left, right))
    return one == other and (len(one.split()) >= 3 or len(terms(one)) >= 6)
