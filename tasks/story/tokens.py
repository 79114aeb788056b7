"""Tokens: which words stand in which paragraphs of a page, as arrays, so that all of it is counted at once.

A word is the first LETTERS letters of a run of letters and digits, in small letters: that joins `river` and `rivers`
in languages that inflect.  In a script that puts no spaces between words (Chinese, Japanese, Thai, Korean endings),
every two neighbouring characters are a word.  All numbers are integers: the same text gives the same ones anywhere.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

LONGEST = 4_000  # characters of a paragraph that are looked at
LETTERS = 6  # of a word
BUCKETS = 1 << 16  # of the table that says how common words are
UNIT = 16  # of weights: sixteenths of a bit
RAREST = 9 * UNIT  # weight of a word that the table does not know

# What a character is.
LETTER, UPPER, CASED, DIGIT, PART, WIDE, STOP, ASK, COMMA, QUOTE, PARTS, SPACE, BREAK, MARK = (
    1 << n for n in range(14)
)
_KNOWN = 1 << 14
_WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SIGNS = {
    **dict.fromkeys(".。።।۔．", STOP),
    **dict.fromkeys("!?！？؟…⁇‼", ASK),
    **dict.fromkeys(",、，،፣;；", COMMA),
    **dict.fromkeys('"“”„«»‘「」『』‹›', QUOTE),
    **dict.fromkeys("|•·/›>→▪", PARTS),
    **dict.fromkeys("’'-", MARK),
}
_BASE, _SPREAD = 0x9E3779B97F4A7C15, np.uint64(0xD6E8FEB86659FD93)
_MASK = (1 << 64) - 1
_POWERS = [np.uint64(pow(_BASE, n, 1 << 64)) for n in range(LETTERS)]
_PAIR = np.uint64(0x51ED270B4F5A3C11)
_BITS = np.array([0, *(round(UNIT * math.log2(n)) for n in range(1, 4097))], np.int64)

KINDS = ("speech", "past", "you", "promotion", "show", "ask", "pronoun", "goes_on", "credit", "time")  # of wording.toml


class _Characters:
    """What each character is, and as which it counts; those that a text brings are looked at when they come."""

    def __init__(self) -> None:
        self.kind = np.zeros(0x110000, np.uint16)  # most of both is never touched, and so takes no memory
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
        letter = character.isalpha()
        self.kind[code] = (
            _KNOWN
            | _SIGNS.get(character, 0)
            | LETTER * letter
            | UPPER * character.isupper()
            | CASED * (letter and character.lower() != character.upper())
            | DIGIT * character.isdigit()
            | PART * (letter or character.isdigit() or unicodedata.category(character)[0] == "M")
            | WIDE * (_WIDE.match(character) is not None)
            | SPACE * (character.isspace() and character != "\n")
            | BREAK * (character == "\n")
        )
        self.small[code] = ord(small) if len(small) == 1 else code


_characters = _Characters()
_COUNTED = {
    **{"letters": LETTER, "upper": UPPER, "cased": CASED, "digits": DIGIT, "commas": COMMA, "quotes": QUOTE},
    **{"parts": PARTS, "wide": WIDE},
}
_MASKS = np.array(list(_COUNTED.values()), np.uint16)[:, None]


def bits(counts: Any) -> Integers:
    """The logarithm to base 2 of whole numbers from 1 on, in UNITs; 0 of 0."""
    found: Integers = _BITS[np.minimum(counts, len(_BITS) - 1)]
    return found


def number(word: str) -> int:
    """The number of one word, as a list holds it: of the two characters of a script without spaces, or of letters."""
    small = [ord(low) if len(low := letter.lower()) == 1 else ord(letter) for letter in word]
    if _WIDE.match(word):
        return (small[0] * _BASE + small[1] + int(_PAIR)) & _MASK
    return sum((code + 1) * int(power) for code, power in zip(small, _POWERS, strict=False)) & _MASK


@cache
def _listed() -> tuple[Any, Integers]:
    """The numbers of all words of the lists, ascending, and a bit for each list that has them."""
    kinds: dict[int, int] = {}
    lists = tomllib.loads(files("tasks.story").joinpath("wording.toml").read_text(encoding="utf-8"))
    for language in lists.values():
        for kind, words in language.items():
            for word in words.split():
                kinds[number(word)] = kinds.get(number(word), 0) | 1 << KINDS.index(kind)
    known = sorted(kinds)
    return np.array(known, np.uint64), np.array([kinds[word] for word in known], np.int64)


class Tokens(NamedTuple):
    """The words of a page; arrays.  A pair is a word and a paragraph it stands in, by word and then by paragraph."""

    signs: dict[str, Integers]  # how many characters of a kind each paragraph has
    tokens: Integers  # how many words each paragraph has,
    small: Integers  # how many of them are common ones,
    weight: Integers  # what they weigh together, in UNITs,
    letters: Integers  # how many letters they have together
    long: Integers  # how many of four letters and more, but for the first,
    titled: Integers  # and of those, with a capital
    sentences: Integers  # ends of sentences that are not the end of the paragraph
    listed: Integers  # for each of KINDS how many words of each paragraph are of its list,
    opens: Integers  # and the bits of the lists that its first word is of
    first: Integers  # the number of the first word, in few bits
    of: Integers  # of each pair the paragraph,
    bucket: Integers  # that of the word,
    weighs: Integers  # what the word weighs (0: it tells nothing),
    earlier: Integers  # in how many paragraphs above and
    later: Integers  # below the word stands,
    before: Integers  # how far above, and
    behind: Integers  # below, the nearest is (FAR: none)
    begun: Integers  # and the first paragraph it stands in
    names: Integers  # pairs that are names
    numbers: Integers  # or numbers


FAR = 1 << 20


def read(lines: Sequence[str], common: Any) -> Tokens:
    """The words of some paragraphs; `common` says how common words are, by bucket (see `fit`).

    >>> found = read(["The river rose.", "Rivers, the mayor said, rise."], np.zeros(BUCKETS, np.uint8))
    >>> found.tokens.tolist(), found.sentences.tolist(), int(found.earlier.sum())
    ([3, 5], [0, 0], 1)
    """
    count = len(lines)
    text = "\n".join([*(line[:LONGEST] for line in lines), ""])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds, small = _characters.read(codes)
    breaks = kinds & BREAK > 0
    line_of = np.cumsum(breaks) - breaks
    ends = np.flatnonzero(breaks)
    counted = np.cumsum((kinds & _MASKS) > 0, axis=1)[:, ends]
    signs = dict(zip(_COUNTED, np.diff(counted, axis=1, prepend=0), strict=True))
    begin, end = _runs(kinds)
    hashes = _hashes(small, begin, end)
    wide = np.flatnonzero((kinds[:-1] & kinds[1:] & WIDE) > 0)
    pairs_of = small[wide].astype(np.uint64) * np.uint64(_BASE) + small[wide + 1].astype(np.uint64) + _PAIR
    token_line = np.concatenate([line_of[begin], line_of[wide]])
    vocabulary, word = np.unique(np.concatenate([hashes, pairs_of]), return_inverse=True)
    of_list = _kinds_of(vocabulary)[word]
    listed = _by_list(token_line, of_list, count)
    runs = len(begin)
    tells = np.concatenate([_telling(codes, begin, end), np.ones(len(wide), bool)])
    buckets = ((vocabulary * _SPREAD) >> np.uint64(48)).astype(np.int64)
    rare = RAREST - common[buckets].astype(np.int64)
    key, at = np.unique(word * count + token_line, return_index=True)
    of, of_word = key % count, key // count
    earlier, later, before, behind, begun = _around(of, of_word)
    stands = earlier + later + 1
    weighs = np.minimum(rare[of_word] - 2 * UNIT, 2 * (bits(np.full(len(of), count + 1)) - bits(stands)))
    weighs = np.where(tells[at], np.maximum(weighs, 0), 0)
    started = np.searchsorted(line_of[begin], np.arange(count))
    some = started < np.searchsorted(line_of[begin], np.arange(count), side="right")
    first = np.where(some, started, 0)
    sizes = end - begin
    long = (sizes > 3) & np.append(False, np.diff(line_of[begin]) == 0)[:runs]
    capital = kinds[begin] & UPPER > 0
    name = (
        capital & (sizes > 2) & (begin > 1) & (kinds[begin - 1] & SPACE > 0) & (kinds[begin - 2] & (PART | COMMA) > 0)
    )
    digit = kinds[begin] & DIGIT > 0
    return Tokens(
        signs=signs,
        tokens=np.bincount(token_line, minlength=count),
        small=np.bincount(token_line[rare[word] < 4 * UNIT], minlength=count),
        weight=_sum(token_line, rare[word], count),
        letters=_sum(line_of[begin], sizes, count),
        long=np.bincount(line_of[begin[long]], minlength=count),
        titled=np.bincount(line_of[begin[long & capital]], minlength=count),
        sentences=_sentences(kinds, line_of, count),
        listed=listed,
        opens=np.where(some, of_list[first], 0) if runs else np.zeros(count, np.int64),
        first=np.where(some, (hashes[first] >> np.uint64(32)).astype(np.int64), -1) if runs else np.full(count, -1),
        of=of,
        bucket=buckets[of_word],
        weighs=weighs,
        earlier=earlier,
        later=later,
        before=before,
        behind=behind,
        begun=begun,
        names=np.unique(np.searchsorted(key, (word[:runs] * count + line_of[begin])[name])),
        numbers=np.unique(np.searchsorted(key, (word[:runs] * count + line_of[begin])[digit])),
    )


def _by_list(line: Integers, of_list: Integers, count: int) -> Integers:
    """For each list how many of its words each paragraph has."""
    some = np.flatnonzero(of_list)
    token, kind = np.nonzero(of_list[some, None] >> np.arange(len(KINDS)) & 1)
    return np.bincount(kind * count + line[some[token]], minlength=len(KINDS) * count).reshape(-1, count)


def stands(lines: Sequence[str]) -> Integers:
    """In how many of some paragraphs the words of each bucket stand: of this `fit` makes its table."""
    found = read(lines, np.zeros(BUCKETS, np.uint8))
    return np.bincount(found.bucket, minlength=BUCKETS)


def _sum(of: Integers, what: Integers, count: int) -> Integers:
    """Whole numbers summed by paragraph: floats hold them exactly as far as 2**53."""
    return np.bincount(of, what, minlength=count).astype(np.int64)


def _runs(kinds: Any) -> tuple[Integers, Integers]:
    """Where the words of scripts with spaces begin and end."""
    inside = np.concatenate([[False], kinds & (PART | MARK) > 0, [False]])
    inside[1:-1] &= kinds & WIDE == 0
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begin, end = edges[::2], edges[1::2]
    whole = np.append(np.flatnonzero(kinds & (LETTER | DIGIT)), len(kinds))
    begin = whole[np.searchsorted(whole, begin)]  # from the first letter on
    return begin[begin < end], end[begin < end]


def _hashes(small: Any, begin: Integers, end: Integers) -> Any:
    found = np.zeros(len(begin), np.uint64)
    last = len(small) - 1
    for n in range(LETTERS):
        at = begin + n
        letter = small[np.minimum(at, last)].astype(np.uint64) + np.uint64(1)
        found += np.where(at < end, letter * _POWERS[n], np.uint64(0))
    return found


def _kinds_of(vocabulary: Any) -> Integers:
    known, kinds = _listed()
    at = np.minimum(np.searchsorted(known, vocabulary), len(known) - 1)
    return np.where(known[at] == vocabulary, kinds[at], 0)


def _telling(codes: Any, begin: Integers, end: Integers) -> Any:
    """Words of four letters and more, and of three in scripts that write no vowels or whole syllables."""
    return end - begin > 3 - (codes[begin] > 0x530)


def _around(of: Integers, word: Integers) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Of each pair in how many paragraphs above and below the word stands, how far the nearest are, and the first."""
    total = len(of)
    if not total:
        return of, of, of, of, of
    new = np.append(True, word[1:] != word[:-1])
    at = np.arange(total)
    start = np.maximum.accumulate(np.where(new, at, 0))
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, total))
    earlier = at - start
    later = np.repeat(sizes, sizes) - earlier - 1
    gaps = np.append(FAR, np.diff(of))
    before = np.where(new, FAR, gaps)
    behind = np.where(later > 0, np.append(gaps[1:], FAR), FAR)
    return earlier, later, before, behind, of[start]


def _sentences(kinds: Any, line_of: Integers, count: int) -> Integers:
    """Ends of sentences within paragraphs: a stop with a space behind it, or with none in a wide script."""
    stop = np.flatnonzero(kinds & (STOP | ASK))
    if not len(stop):
        return np.zeros(count, np.int64)
    last = len(kinds) - 1
    behind = kinds[np.minimum(stop + 1, last)]
    further = kinds[np.minimum(stop + 2, last)]
    ends = (behind & SPACE > 0) | ((behind & QUOTE > 0) & (further & (SPACE | WIDE) > 0)) | (behind & WIDE > 0)
    return np.bincount(line_of[stop[ends]], minlength=count)
