"""A damaged article, surveyed by compiled loops: what context.py and wrap.py say of it, of all its lines at once.

Imported where the kernels are (see `pace`), for an article that shows signs of damage.  Words and tokens are
told apart by the hashes of kernels.py, in tables that are made for one text; what is not ASCII is left to plain Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from tasks.repair import loops, wrap
from tasks.repair.context import PAIRED, QUOTES, Paragraph, Places, flat, own_in, unlisted_parts
from tasks.repair.kernels import BASE, SPREAD, Words, dictionary
from tasks.repair.lexicon import are_english, are_foreign, english
from tasks.repair.splits import Split, splits
from tasks.repair.suspects import SPLITS, spelled, take_apart

WEIGHED = dict.fromkeys(PAIRED, loops.PAIR) | dict.fromkeys(QUOTES, loops.QUOTE)


@cache
def classes() -> Any:
    """The bits of every character."""
    characters = np.arange(0x110000, dtype=np.uint32).view("<U1")
    word = np.char.isalnum(characters)
    run = word & ~np.char.isdecimal(characters)
    word[ord("_")] = True
    return (word * loops.WORD + run * loops.RUN).astype(np.uint8)


@cache
def closed_class() -> Words:
    """A table of the closed-class words; the lowest bit says of one that it is English only."""
    language = english()
    table = np.zeros(1 << 10, np.uint64)
    for word in language.closed:
        key = 0
        for byte in word.encode():
            key = key * int(BASE) + byte + 1
        key = key * int(SPREAD) & 0xFFFFFFFFFFFFFFFF
        slot = key >> 32 & len(table) - 1
        while table[slot]:
            slot = slot + 1 & len(table) - 1
        table[slot] = key & ~1 | (word in language.telling)
    return table


class Survey:
    """A text: where its tokens stand, and which of them may lack a space; its words, once they were read."""

    def __init__(self, text: str, known: Words) -> None:
        """Find the tokens; `known` is the table that says which of them are bare."""
        self.text = text
        self.raw = text.encode("utf-8", "surrogatepass")
        self.data = np.frombuffer(self.raw, np.uint8)
        size = len(self.raw) // 2 + 1
        tokens, keys = np.empty((size, 4), np.int64), np.empty(size, np.uint64)
        self.lines = np.empty((text.count("\n") + 2, 3), np.int64)
        number = loops.find(self.data, tokens, keys, self.lines)
        self.tokens, self.bytes = tokens[:number, :2], tokens[:number, 2:]
        self.marks: Any = None
        bare = np.empty(number, np.bool_)
        loops.are_bare(keys[:number], known, bare)
        self.open = np.flatnonzero(~bare)

    def paragraphs(self) -> Iterator[Paragraph]:
        """All lines that are not blank, with those of their tokens that are not bare."""
        numbers = self.open.tolist()
        spots = self.bytes[self.open]
        tokens = spelled(self.raw, spots)
        take_apart(self.data, spots, tokens)
        at = start = first = 0
        for end, last, _ in self.lines[1:].tolist():
            begin = at
            while at < len(numbers) and numbers[at] < last:
                at += 1
            if last > first:
                own = list(zip(numbers[begin:at], tokens[begin:at], strict=True))
                yield Paragraph(start, self.text[start : end - 1], first, last - first, own)
            start, first = end, last

    def is_english(self, first: int = 0, last: int | None = None, broken: Sequence[tuple[int, str]] = ()) -> bool:
        """Whether these tokens are English, some of them put apart: what lexicon.is_english says of their text."""
        last = len(self.bytes) if last is None else last
        telling, closed = self._heard(first, last)
        words = last - first
        language = english()
        for n, apart in broken:
            own, before = apart.lower().split(), self._heard(n, n + 1)
            words += len(own) - 1
            telling += sum(map(language.telling.__contains__, own)) - before[0]
            closed += sum(map(language.closed.__contains__, own)) - before[1]
        return are_english(words, telling, closed)

    def is_foreign(self, line: Paragraph) -> bool:
        """What lexicon.is_foreign says of a line."""
        return are_foreign(line.size, *self._heard(line.first, line.first + line.size))

    def _heard(self, first: int, last: int) -> tuple[int, int]:
        """How many of these tokens are English only, and of a closed class."""
        if self.marks is None:
            marks = np.zeros((len(self.bytes) + 1, 2), np.int64)
            loops.hear(self.data, self.bytes, closed_class(), marks)
            self.marks = marks[:, 0].tolist(), marks[:, 1].tolist()
        telling, closed = self.marks
        return telling[last] - telling[first], closed[last] - closed[first]

    def read(self) -> Survey:
        """Count the words, and enter the pairs of neighbours with a space between them."""
        room = 1 << (len(self.raw) | 63).bit_length()
        self.keys, self.pairs = np.zeros(room, np.uint64), np.zeros(room, np.uint64)
        self.counts, self.where = np.empty(room, np.int64), np.empty((room, 2), np.int64)
        self.homes = np.zeros(room, np.bool_)
        loops.count(self.data, classes(), self.keys, self.homes, self.counts, self.where, self.pairs)
        return self

    def places(self, paragraphs: Sequence[Paragraph]) -> Places:
        """What Context.places says."""
        found = [[(n, token, own) for n, token in one.tokens if (own := SPLITS[token])] for one in paragraphs]
        numbers = [n for row in found for n, _, _ in row]
        if not numbers:
            return flat(found)
        held = np.empty(len(numbers), np.bool_)
        loops.holds(self.data, classes(), self.keys, self.homes, self.where, dictionary(), self.bytes[numbers], held)
        if held.any():
            asked = iter(held.tolist())
            found = [[(n, token, self._with_own(token, own, next(asked))) for n, token, own in row] for row in found]
        places = flat(found)
        if not places.numbers:
            return places
        scores = np.array(places.scores)
        starts = self.lines[self.lines[1:, 1].searchsorted([one.first for one in paragraphs], "right"), 2]
        loops.weigh(
            *(self.data, classes(), self.keys, self.counts, self.pairs),
            *(self.bytes[places.numbers], np.repeat(starts, np.diff(places.bounds)), np.array(places.at)),
            *(np.array([WEIGHED.get(kind, 0) for kind in places.kinds]), scores),
        )
        return places._replace(scores=scores.tolist())

    def widths(self, firsts: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> wrap.Widths:
        """What wrap.widths says, but for the last digits: sums are made in another order."""
        lines = others[: wrap.MANY] or firsts[: wrap.MANY]
        first, below = np.ones((2, wrap.TABLE))
        fits = np.empty((wrap.WORD + 1, wrap.WIDEST + 2))
        wide = loops.widths(
            *(np.array(some, np.int64).reshape(-1, 2) for some in (firsts[: wrap.MANY] if others else [], lines)),
            *(*wrap.likely(lines), wrap.NORMAL, wrap.DENSITY, first, below, fits),
        )
        return wrap.Widths(first, below, wide, fits)

    def lay(self, *asked: Any) -> Laid:
        """What wrap.Laid says."""
        return Laid(*asked)

    def _with_own(self, token: str, found: list[Split], held: bool) -> list[Split]:
        """The places of a token that may hold words which only the article knows."""
        parts = unlisted_parts(token) if held else []
        if not parts:
            return found
        there = np.empty(len(parts), np.bool_)
        loops.stand(np.frombuffer("\n".join([*parts, ""]).encode("utf-8", "surrogatepass"), np.uint8), self.keys, there)
        own = frozenset(part for part, stands in zip(parts, there.tolist(), strict=True) if stands)
        return splits(token, own) if own_in(token, own) else found


class Laid:
    """What wrap.Laid says of some paragraphs."""

    def __init__(
        self,
        lines: Sequence[wrap.Lines],
        tokens: wrap.Spans,
        kept: float,
        numbers: Sequence[int],
        ends: Sequence[int],
        odds: Sequence[float],
        widths: wrap.Widths,
    ) -> None:
        """Weigh all ways to come to each break."""
        self.widths = widths
        self.lines, self.numbers = np.array(lines, np.int64), np.array(numbers, np.int64)
        breaks = sum(last - first - 1 + high - low for _, _, first, last, low, high in lines)
        self.breaks, self.weights = np.empty((3, breaks), np.int64), np.empty((7, breaks))
        nepers = np.empty(len(lines))
        loops.ahead(
            *(self.lines, tokens, kept, self.numbers, np.array(ends, np.int64), np.array(odds, np.float64)),
            *(*widths, self.breaks, self.weights, nepers),
        )
        self.nepers: list[float] = nepers.tolist()

    def ended(self, chosen: Sequence[bool]) -> list[float]:
        """How probable each place of the chosen paragraphs is as a line's end; 0 for those of others."""
        shares = np.zeros(len(self.numbers))
        loops.ended(
            *(self.lines, np.array(chosen), self.numbers, *self.widths[1:]),
            *(self.breaks, self.weights, np.array(self.nepers), shares),
        )
        found: list[float] = shares.tolist()
        return found
