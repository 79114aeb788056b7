"""What the rest of an article says of the places where a space may be missing: its own words, its pairs, its quotes."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from tasks.repair.lexicon import english
from tasks.repair.splits import Split, splits
from tasks.repair.suspects import SPLITS, Remembered

SURE = 9.7  # nepers at which the words alone suffice
SEEN_APART = 5.0  # nepers for a pair of words that stands apart elsewhere in the article
REPEATED = 3.0  # nepers against a name or compound, for every time it is repeated
WRONG_WAY = 6.0  # nepers against an opening quote that would close, and the reverse

QUOTES = ("opening", "closing")
RUN = re.compile(r"[^\W\d_]+")
FORM = re.compile(r"\w+")
LAST = re.compile(r"\w+\Z")
ROW = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?: [^\W\d_]++)+")  # a run is read once, however long

Pair: TypeAlias = tuple[str, str] | None


class Paragraph(NamedTuple):
    """A line of English, with the places where its tokens may have lost a space."""

    start: int  # characters of the text before it
    text: str
    first: int  # tokens of the text before it,
    tokens: int  # and its own
    splits: dict[int, list[Split]]  # for the tokens that have any, by their number in the paragraph


class Context(NamedTuple):
    """An article's own words."""

    words: Counter[str]
    pairs: set[tuple[str, str]]  # neighbours with a space between them
    own: frozenset[str]  # abbreviations, and words that no list knows


def read(text: str) -> Context:
    """The context that a text is for its own tokens."""
    words = Counter(FORM.findall(text))
    listed = english().words
    own = frozenset(
        word
        for word in set(words).difference(listed)
        if len(word) > 1 and word.isalpha() and (word.isupper() or word.lower() not in listed)
    )
    pairs: set[tuple[str, str]] = set()
    for row in ROW.findall(text):
        pairs.update(pairwise(row.split(" ")))
    return Context(words, pairs, own)


def in_context(paragraph: Paragraph, context: Context) -> Paragraph:
    """All places of a paragraph, judged with what the rest of the article says."""
    tokens = paragraph.text.split()
    quoted = '"' in paragraph.text
    places = {}
    quotes = counted = 0
    for n, found in enumerate(map(SPLITS.__getitem__, tokens)):
        if not found:
            continue
        token = tokens[n]
        if _holds(token, context.own):
            found = splits(token, context.own)
            pairs = _pairs(token, found)
        else:
            pairs = PAIRS[token]
        if quoted:
            quotes += " ".join(tokens[counted:n]).count('"')
            counted = n
        places[n] = [_weighed(split, pair, token, quotes, context) for split, pair in zip(found, pairs, strict=True)]
    return paragraph._replace(splits=places)


RUNS: Remembered[str] = Remembered(RUN.findall)


def _holds(token: str, own: frozenset[str]) -> bool:
    """Whether a run of a token begins or ends with a word that only the article knows."""
    runs = RUNS[token]
    return not own.isdisjoint(runs) and any(
        run in own and any(run[:k] in own or run[k:] in own for k in range(2, len(run) - 1)) for run in runs
    )


def _pairs(token: str, found: list[Split]) -> list[Pair]:
    """The two words at each of a token's places, where both sides are words."""
    pairs: list[Pair] = []
    for at, _, kind in found:
        pair: Pair = None
        if kind in ("words", "names", "possessive", "digit"):
            first, second = LAST.search(token, 0, at), FORM.match(token, at)
            if first and second:
                pair = first.group(), second.group()
        pairs.append(pair)
    return pairs


PAIRS: Remembered[Pair] = Remembered(lambda token: _pairs(token, SPLITS[token]))


def _weighed(split: Split, pair: Pair, token: str, quotes: int, context: Context) -> Split:
    at, score, kind = split
    if kind in QUOTES:
        # An opening quote stands outside of quotes, and a closed one leaves us there.
        score += -WRONG_WAY if (quotes + token.count('"', 0, at)) % 2 else 1.0
    elif pair:
        sure = score >= SURE
        if pair in context.pairs:
            score += SEEN_APART
        if not sure:
            score -= REPEATED * (context.words.get(pair[0] + pair[1], 0) - 1)
    return Split(at, score, kind)
