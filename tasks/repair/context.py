"""What the rest of an article says of the places where a space may be missing: its own words, its pairs, its quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tasks.repair.lexicon import english, is_foreign
from tasks.repair.splits import Split, splits
from tasks.repair.suspects import SPLITS, Remembered

if TYPE_CHECKING:
    from tasks.repair.wrap import Laid, Widths

SURE = 9.7  # nepers at which the words alone suffice
SEEN_APART = 5.0  # nepers for a pair of words that stands apart elsewhere in the article
REPEATED = 3.0  # nepers against a name or compound, for every time it is repeated
WRONG_WAY = 6.0  # nepers against an opening quote that would close, and the reverse

QUOTES = ("opening", "closing")
PAIRED = ("words", "names", "possessive", "digit")  # places between two words
RUN = re.compile(r"[^\W\d_]+")
FORM = re.compile(r"\w+")
LAST = re.compile(r"\w+\Z")
ROW = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?: [^\W\d_]++)+")  # a run is read once, however long

Pair: TypeAlias = tuple[str, str] | None


class Paragraph(NamedTuple):
    """A line that is not blank."""

    start: int  # characters of the text before it
    text: str
    first: int  # tokens of the text before it,
    size: int  # and its own
    tokens: Sequence[tuple[int, str]]  # those that may have a place, and their numbers in the text


class Places(NamedTuple):
    """The places of some paragraphs where a space may be missing, in order."""

    numbers: list[int]  # of the tokens they lie in
    at: list[int]  # characters of the token before it
    scores: list[float]
    kinds: list[str]
    bounds: list[int]  # how many there are before each paragraph, and in all


def flat(found: Sequence[Sequence[tuple[int, str, list[Split]]]]) -> Places:
    """The places of the tokens of some paragraphs."""
    splits = [split for row in found for _, _, some in row for split in some]
    numbers = [n for row in found for n, _, some in row for _ in some]
    at, scores, kinds = map(list, zip(*splits, strict=True)) if splits else ([], [], [])
    sizes = (sum(len(some) for _, _, some in row) for row in found)
    return Places(numbers, at, scores, kinds, [0, *accumulate(sizes)])


class Context(NamedTuple):
    """An article's own words."""

    words: Counter[str]
    pairs: set[tuple[str, str]]  # neighbours with a space between them
    own: frozenset[str]  # abbreviations, and words that no list knows

    def places(self, paragraphs: Sequence[Paragraph]) -> Places:
        """All places of these paragraphs, judged with what the rest of the article says."""
        return flat([self._weighed(paragraph) for paragraph in paragraphs])

    def is_foreign(self, line: Paragraph) -> bool:
        """Whether a line is certainly not English."""
        return is_foreign(line.text.split())

    def widths(self, *lines: Any) -> Widths:
        """How wide the article's lines were."""
        from tasks.repair.wrap import widths  # needs numpy, and sound copy does not

        return widths(*lines)

    def lay(self, *asked: Any) -> Laid:
        """Paragraphs as wrapped copy."""
        from tasks.repair.wrap import Laid

        return Laid(*asked)

    def _weighed(self, paragraph: Paragraph) -> list[tuple[int, str, list[Split]]]:
        quoted = '"' in paragraph.text
        weighed = []
        quotes = counted = 0
        for n, (number, token) in enumerate(paragraph.tokens):
            found = SPLITS[token]
            if not found:
                continue
            if own_in(token, self.own):
                found = splits(token, self.own)
                pairs = _pairs(token, found)
            else:
                pairs = PAIRS[token]
            if quoted:
                quotes += sum(token.count('"') for _, token in paragraph.tokens[counted:n])
                counted = n
            both = zip(found, pairs, strict=True)
            weighed.append((number, token, [_weighed(split, pair, token, quotes, self) for split, pair in both]))
        return weighed


def read(text: str) -> Context:
    """The context that a text is for its own tokens."""
    words = Counter(FORM.findall(text))
    own = frozenset(filter(_no_list_knows, set(words).difference(english().words)))
    pairs: set[tuple[str, str]] = set()
    for row in ROW.findall(text):
        pairs.update(pairwise(row.split(" ")))
    return Context(words, pairs, own)


def _no_list_knows(word: str) -> bool:
    """Whether an article that has a word makes it its own: one that is not listed as it stands."""
    return len(word) > 1 and word.isalpha() and (word.isupper() or word.lower() not in english().words)


RUNS: Remembered[str] = Remembered(RUN.findall)


def own_in(token: str, own: Set[str]) -> bool:
    """Whether a run of a token begins or ends with a word that only the article knows."""
    runs = RUNS[token]
    return not own.isdisjoint(runs) and any(
        run in own and any(run[:k] in own or run[k:] in own for k in range(2, len(run) - 1)) for run in runs
    )


def unlisted_parts(token: str) -> list[str]:
    """The runs of a token, what begins and what ends them: those that an article which has them makes its own."""
    runs = RUNS[token]
    parts = {part for run in runs for k in range(len(run)) for part in (run[: k + 1], run[k:])}
    return [part for part in parts if part not in english().words and _no_list_knows(part)]


def _pairs(token: str, found: list[Split]) -> list[Pair]:
    """The two words at each of a token's places, where both sides are words."""
    pairs: list[Pair] = []
    for at, _, kind in found:
        pair: Pair = None
        if kind in PAIRED:
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
