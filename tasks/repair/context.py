"""What the rest of an article says of the places where a space may be missing: its own words, its pairs, its quotes."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from tasks.repair.lexicon import english
from tasks.repair.splits import LONGEST, Split, splits
from tasks.repair.suspects import SPLITS

SURE = 9.7  # nepers at which the words alone suffice
SEEN_APART = 5.0  # nepers for a pair of words that stands apart elsewhere in the article
REPEATED = 3.0  # nepers against a name or compound, for every time it is repeated
WRONG_WAY = 6.0  # nepers against an opening quote that would close, and the reverse

TOKEN = re.compile(r"\S+")
RUN = re.compile(r"[^\W\d_]+")
FORM = re.compile(r"\w+")
LAST = re.compile(r"\w+\Z")
PAIR = re.compile(r"(?<![^\W\d_])([^\W\d_]++) (?=([^\W\d_]+))")  # a run is read once, however long


class Paragraph(NamedTuple):
    """A line of English, with the places where its tokens may have lost a space."""

    start: int  # characters of the text before it
    text: str
    spans: list[tuple[int, int]]  # where its tokens begin and end
    splits: dict[int, list[Split]]  # for the tokens that have any, by their number


def apart(start: int, line: str) -> Paragraph:
    """A line whose tokens have not been looked at."""
    return Paragraph(start, line, [match.span() for match in TOKEN.finditer(line)], {})


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
        word for word in words if len(word) > 1 and word.isalpha() and (word.isupper() or word.lower() not in listed)
    )
    return Context(words, set(PAIR.findall(text)), own)


def in_context(paragraph: Paragraph, context: Context) -> Paragraph:
    """All places of a paragraph, judged with what the rest of the article says."""
    text, spans, own = paragraph.text, paragraph.spans, context.own
    places = {}
    quotes = done = 0
    for n, found in enumerate(map(SPLITS.__getitem__, text.split())):
        if not found:
            continue
        begin, end = spans[n]
        token = text[begin:end]
        quotes += text.count('"', done, begin)
        done = begin
        if _holds(token, own):
            found = splits(token, own)
        places[n] = [_weighed(split, token, quotes, context) for split in found]
    return paragraph._replace(splits=places)


def _holds(token: str, own: frozenset[str]) -> bool:
    """Whether a run of a token begins or ends with a word that only the article knows."""
    if len(token) > LONGEST:
        return False
    return any(
        run in own and any(run[:k] in own or run[k:] in own for k in range(2, len(run) - 1))
        for run in RUN.findall(token)
    )


def _weighed(split: Split, token: str, quotes: int, context: Context) -> Split:
    score = split.score
    if split.kind in ("opening", "closing"):
        # An opening quote stands outside of quotes, and a closed one leaves us there.
        score += -WRONG_WAY if (quotes + token.count('"', 0, split.at)) % 2 else 1.0
    elif split.kind in ("words", "names", "possessive", "digit"):
        first, second = LAST.search(token, 0, split.at), FORM.match(token, split.at)
        if first and second:
            if (first.group(), second.group()) in context.pairs:
                score += SEEN_APART
            if split.score < SURE:
                score -= REPEATED * (context.words[first.group() + second.group()] - 1)
    return split._replace(score=score)
