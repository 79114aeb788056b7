"""Words: which words stand in which paragraphs of a page, as numbers, so that all of it is counted at once.

A word's number is a polynomial over its letters, so that it is told at once what the word is without its last letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.light import Kernels

Numbers: TypeAlias = npt.NDArray[np.int64]
Marks: TypeAlias = npt.NDArray[np.bool_]

LONGEST = 20_000  # characters of a paragraph that are looked at
ROOM = 1 << 17  # pieces that are kept before all are forgotten, between two pages
NO_WORD = 0  # the number of what is none

# To load them takes 0.1 s, to compile them for the first time 2.5 s; they save 0.6 s in a million characters.
kernels = Kernels("tasks.story.word_kernels", loaded=300_000, fresh=4_000_000)

_BASE, _BITS = 0x9E3779B97F4A7C15, (1 << 64) - 1
_POWERS = np.cumprod(np.append(np.uint64(1), np.full(LONGEST, _BASE, np.uint64)))

# What a character is.  A word is a run of parts from its first letter on; a name, from a capital that follows none.
PART, LETTER, CAPITAL, JOINS, BREAK, UPPER = (1 << n for n in range(1, 7))
_PART = re.compile(r"[\w’'-]")
_LETTER = re.compile(r"[^\W\d_]")
_JOINS = re.compile(r"\w")


def words(text: str) -> frozenset[str]:
    """The words of a list that is written down as a text."""
    return frozenset(text.split())


STOP = words("""
    about after again against also although among another around because been before being between both could during
    each even every first from have having here into just last less like made make many more most much must never only
    other over said same says should since some still such than that their them then there these they this those
    through time today told under until upon very want week well were what when where which while will with without
    would year years your""")
SMALL = words("the a an of in to and that was were has have had is are it its for on with by as at be been")
_KINDS = (
    SMALL,
    words("""
        said says added adding noted noting told wrote explained continued stressed argued concluded recalled replied
        stated according asked"""),
    words("was were had been"),
    words("you your yours you’re you're you’ll you'll we our us we’re we're"),
    words("""
        newsletter newsletters subscribe subscribing subscription subscriptions sign inbox e-mail email click donate
        patreon affiliate cookies login logged register registration enjoyed tips tip submit submitting join follow
        delivered support latest updates order explore discover"""),
    words("""
        offer offers free buy shop save deal deals discount voucher sponsored advertisement advertising promo podcast
        download copyright commission exclusive proposition contact fax newsletter newsletters updates affiliate patreon
        donate"""),
)
IS_SMALL, OF_SPEECH, PAST, YOU, OF_PROMOTION, OFFERS, STOPPED, TELLING = (1 << n for n in range(8))


class _Characters:
    """What each character is, and as which it counts; those that a text brings are looked at when they come."""

    def __init__(self) -> None:
        self.kind = np.zeros(0x110000, np.uint8)  # most of both is never touched, and so takes no memory
        self.small = np.zeros(0x110000, np.uint32)

    def read(self, codes: Any) -> tuple[Any, Any]:
        """Kinds, and code points in small letters."""
        kinds = self.kind[codes]
        if not kinds.all():
            for code in np.unique(codes[kinds == 0]).tolist():
                self._enter(code)
            kinds = self.kind[codes]
        return kinds, self.small[codes]

    def _enter(self, code: int) -> None:
        character = chr(code)
        small = character.lower()
        letter = _LETTER.match(character) is not None
        self.kind[code] = (
            1
            | PART * (_PART.match(character) is not None)
            | LETTER * letter
            | CAPITAL * (letter and not "a" <= character <= "z")
            | JOINS * (_JOINS.match(character) is not None)
            | BREAK * (character == "\n")
            | UPPER * character.isupper()
        )
        self.small[code] = ord(small) if len(small) == 1 else code


_characters = _Characters()


def codes(text: str) -> Any:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _hashes(small: Any, first: Numbers, end: Numbers) -> Any:
    """The numbers of the words that begin and end there: polynomials over their letters."""
    sizes = end - first
    starts = np.cumsum(sizes) - sizes
    at = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    letters = small[np.repeat(first, sizes) + at].astype(np.uint64) + np.uint64(1)
    return np.add.reduceat(letters * _POWERS[at], starts) if len(starts) else np.zeros(0, np.uint64)


@lru_cache(maxsize=4096)
def number(word: str) -> np.uint64:
    """The number of one word."""
    total, power = 0, 1
    for letter in word:
        small = letter.lower()
        total += (ord(small if len(small) == 1 else letter) + 1) * power
        power = power * _BASE & _BITS
    return np.uint64(total & _BITS)


@cache
def _kinds() -> tuple[Any, Numbers]:
    """The numbers of all words of the lists, ascending, and their kinds."""
    kinds: dict[Any, int] = {}
    for bit, some in enumerate((*_KINDS, STOP)):
        for word in some:
            kinds[number(word)] = kinds.get(number(word), 0) | 1 << bit
    known = sorted(kinds)
    return np.array(known, np.uint64), np.array([kinds[word] for word in known])


class Words(NamedTuple):
    """The distinct words of each paragraph, in one row behind the other; arrays, but for the first."""

    paragraphs: int
    paragraph: Any  # where a word stands,
    word: Any  # which one it is, from 0 on this page,
    kind: Any  # and what
    earlier: Any  # in how many paragraphs above it stands,
    told: Any  # and how often
    varied: Any  # whether above stands the same without its last letter, or with an s
    kinds: Any  # of each paragraph: all that its words are,
    small: Any  # how many of its words, as often as they stand there, are small ones,
    size: Any  # of how many,
    promotion: Any  # how many distinct ones promote,
    names: Any  # how many distinct names, but for the first word, stand nowhere above,
    long: Any  # how many words of four letters and more follow the first word,
    titled: Any  # and how many of them begin with a capital
    numbers: Any  # of all distinct words,
    first: Any  # and the first paragraph of each

    def upto(self, end: int) -> Words:
        """The same of the first paragraphs: nothing here depends on those below."""
        pairs = int(np.searchsorted(self.paragraph, end))
        of_words, of_paragraphs = self[1:7], self[7:14]
        rows: list[Any] = [row[:pairs] for row in of_words] + [row[:end] for row in of_paragraphs]
        return Words._make([end, *rows, *self[14:]])

    def marked(self, which: Marks) -> Numbers:
        """How many words of each paragraph are marked."""
        return np.bincount(self.paragraph[which], minlength=self.paragraphs)

    def above(self, words: Sequence[str], paragraphs: Sequence[int]) -> Marks:
        """Of each of these words whether it stands above its paragraph."""
        sought = np.array([number(word) for word in words], np.uint64)
        same = self.numbers == sought[:, None]
        found: Marks = (same & (self.first < np.array(paragraphs, np.int64)[:, None])).any(axis=1)
        return found


def read(lines: Sequence[str]) -> Words:
    """The words of some paragraphs.

    >>> found = read(["The river rose.", "Rivers, the mayor said, rise."])
    >>> found.size.tolist(), found.small.tolist(), found.above(["rose", "mayor"], [1, 1]).tolist()
    ([3, 5], [1, 1], [True, False])
    >>> found.marked(found.earlier > 0).tolist()
    [0, 1]
    """
    page = codes("\n".join([*(line[:LONGEST] for line in lines), ""]))
    return (compiled if kernels(len(page)) else counted)(page, len(lines))


def compiled(page: Any, count: int) -> Words:
    """By the kernel."""
    from tasks.story.word_kernels import read as kernel

    most = len(page) // 2 + 1
    paragraphs, pairs, words = (
        np.zeros((7, count), np.int64),
        np.empty((6, most), np.int64),
        np.empty((5, most), np.int64),
    )
    numbers = np.empty((2, most), np.uint64)
    about = _characters.kind, _characters.small, *_kinds()
    n_pairs, n_words = kernel(page, *about, paragraphs, pairs, words, numbers)
    if n_pairs < 0:
        _characters.read(page)
        paragraphs[:] = 0
        n_pairs, n_words = kernel(page, *about, paragraphs, pairs, words, numbers)
    rows: list[Any] = [*pairs[:5, :n_pairs], pairs[5, :n_pairs] > 0, *paragraphs]
    return Words._make([count, *rows, numbers[0, :n_words], words[0, :n_words]])


def counted(page: Any, count: int) -> Words:
    """By numpy."""
    kinds, small = _characters.read(page)
    breaks = np.flatnonzero(kinds & BREAK)
    inside = np.concatenate([[False], kinds & PART > 0, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begin, end = edges[::2], edges[1::2]
    names = _named(kinds, small, breaks, begin, end)
    letters = np.append(np.flatnonzero(kinds & LETTER), len(page))
    first = letters[np.searchsorted(letters, begin)]
    first, end = first[first < end], end[first < end]
    hashes = _hashes(small, first, end)
    known, at, word = np.unique(hashes, return_index=True, return_inverse=True)
    last = (end - first)[at]
    ending = small[end[at] - 1].astype(np.uint64) + np.uint64(1)
    shorter = known - ending * _POWERS[last - 1]
    longer = known + np.uint64(ord("s") + 1) * _POWERS[last]
    kind = _kind_of(known, last)
    paragraph = np.searchsorted(breaks, first)
    tokens = paragraph
    long = (end - first > 3) & np.append(False, paragraph[1:] == paragraph[:-1])[: len(paragraph)]
    titled = long & (kinds[first] & UPPER > 0)
    of_paragraph = np.zeros(count, np.int64)
    np.bitwise_or.at(of_paragraph, paragraph, kind[word])
    pairs, times = np.unique(paragraph << 32 | word, return_counts=True)
    paragraph, word = pairs >> 32, pairs & 0xFFFFFFFF
    earlier, told, first = _above(paragraph, word, times)
    varied = np.minimum(_place(shorter, known, first, count), _place(longer, known, first, count))
    of_name, name = names
    unknown = _place(name, known, first, count) >= of_name
    return Words(
        paragraphs=count,
        paragraph=paragraph,
        word=word,
        kind=kind[word],
        earlier=earlier,
        told=told,
        varied=varied[word] < paragraph,
        kinds=of_paragraph,
        small=np.bincount(paragraph, times * (kind[word] & IS_SMALL), minlength=count),
        size=np.bincount(tokens, minlength=count),
        promotion=np.bincount(paragraph[kind[word] & OF_PROMOTION > 0], minlength=count),
        names=np.bincount(of_name[unknown], minlength=count),
        long=np.bincount(tokens[long], minlength=count),
        titled=np.bincount(tokens[titled], minlength=count),
        numbers=known,
        first=first,
    )


def _kind_of(numbers: Any, sizes: Numbers) -> Numbers:
    known, kinds = _kinds()
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    kind = np.where(known[at] == numbers, kinds[at], 0)
    return kind | TELLING * ((sizes > 3) & (kind & STOPPED == 0))


def _named(kinds: Any, small: Any, breaks: Numbers, begin: Numbers, end: Numbers) -> tuple[Numbers, Any]:
    """The distinct names of each paragraph: from a capital on that follows neither a letter nor a break."""
    capital = np.flatnonzero((kinds[1:] & CAPITAL > 0) & (kinds[:-1] & (JOINS | BREAK) == 0)) + 1
    piece = np.searchsorted(begin, capital, side="right") - 1
    enough = end[piece] - capital > 2
    capital, piece = capital[enough], piece[enough]
    once = np.append(True, np.diff(piece) != 0)[: len(piece)]
    capital = capital[once]
    known, which = np.unique(_hashes(small, capital, end[piece[once]]), return_inverse=True)
    pairs = np.unique(np.searchsorted(breaks, capital) << 32 | which)
    return pairs >> 32, known[pairs & 0xFFFFFFFF]


def _above(paragraph: Numbers, word: Numbers, times: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Of each word of each paragraph in how many above it stands, and how often; and the first paragraph of each."""
    order = np.argsort(word, kind="stable")  # by word, and by paragraph within it
    new = np.append(True, np.diff(word[order]) != 0)[: len(order)]
    at = np.arange(len(order))
    start = np.maximum.accumulate(np.where(new, at, 0))
    so_far = np.cumsum(times[order]) - times[order]
    earlier, told = np.empty_like(paragraph), np.empty_like(paragraph)
    earlier[order] = at - start
    told[order] = so_far - so_far[start]
    return earlier, told, paragraph[order][new]


def _place(numbers: Numbers, known: Numbers, first: Numbers, never: int) -> Numbers:
    """The paragraph where each of these words stands first; `never` for one that the page has not."""
    if not len(known):
        return np.full(len(numbers), never)
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return np.where(known[at] == numbers, first[at], never)
