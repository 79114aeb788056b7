"""Features: what can be counted of every paragraph of a page that bears on whether the story still goes on.

One row a paragraph, whole numbers throughout.  They come in named groups, which `ending.md` explains; a name ends in
`<1` or `>1` for the paragraph above or below, `_below` and `_above` for the mean from here on or up to here, `-usual`
for what it is more than in the paragraphs with which the story begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tasks.story import tokens
from tasks.story.tokens import FAR, KINDS, UNIT, Integers, Tokens

RATE = 64  # of shares: sixty-fourths
FIRST = 10  # paragraphs, but for the very first, that show what is usual in this story
HEAD = 6  # paragraphs that begin a story
SHORT = 48  # of `size`: less than 60 characters, 32 in a wide script

# Sizes are counted in eighths of a doubling.
_STEPS = np.array([int(np.ceil(2.0 ** (n / 8) - 1 - 1e-9)) for n in range(1, 190)], np.int64)
_TIME = re.compile(r"\d(?:[:.]\d\d\b|\d?[./]\d{1,2}[./]\d{2,4}\b|\d{3}[-/.]\d\d[-/.]\d\d\b|\d{3}年|\d? \w+ ago\b)")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\.com\b")
_BULLET = re.compile(r"[•·*▪●■►»>–—+-]\s?|\d{1,3}[.)]\s")
_DATED = re.compile(r"[^\W\d_a-z][^.!?\d]{2,40}(?:[^.!?]{0,30}\([^()]{2,24}\))?\s*[-–—]{1,2}\s")
_SIGNS = "@", "://", "www.", ".com"
_DASH = frozenset("-–—")
_CLOSING = "\"'”’»)]」』›"

OWN = (
    *("size", "words", "sentences", "stop", "asks", "cut_short", "colon", "open", "quote", "lower", "digit", "bullet"),
    *(
        "bracket",
        "titled",
        "capitals",
        "digits",
        "commas",
        "quotes",
        "parts",
        "address",
        "colon_early",
        "small",
        "rarity",
    ),
    *("word_size", "time", "dated", "cased", "wide"),
)
AROUND = ("size", "stop", "open", "titled", "small", "sentences", "quotes", "rarity", "digits", "commas")
LISTED = tuple(f"list_{kind}" for kind in KINDS)
OPENING = ("opens_show", "opens_ask", "opens_goes_on", "opens_credit")
SAID = ("list_speech", "list_pronoun", "opens_goes_on", "list_credit", "opens_show", "list_promotion", "list_past")
OVERLAP = (
    *("above", "below", "only_above", "only_below", "content", "n_above", "keywords", "head", "rarest_above"),
    *("near<", "near3<", "near>", "near3>", "told_above", "told_below", "cos_above", "cos_below"),
)
COMPARED = ("above", "keywords", "head", "told_above", "cos_above")
NAMED = ("names", "names_new", "names_seen", "numbers", "numbers_seen")


def _around(names: Sequence[str]) -> list[str]:
    return [f"{name}{of}" for of in ("<1", ">1", ">2", "_below", "_above", "-usual") for name in names]


GROUPS: dict[str, tuple[str, ...]] = {
    "form": OWN,
    "shape": ("size_spread", "same_start", "same_start>1", "alternates"),
    "place": ("n", "left", "share", "lines", "chars_above", "chars_below"),
    "short": ("short_below", "short_last10", "short_last3", "short_run", "least_last5"),
    "overlap": (*OVERLAP, "split", "split3", "told_below-above", "cos_below-above"),
    "names": NAMED,
    "wording": (*LISTED, *OPENING),
    "context": tuple(_around((*AROUND, *COMPARED, "names_seen", *SAID))),
}
NAMES = tuple(name for group in GROUPS.values() for name in group)
AT = {name: place for place, name in enumerate(NAMES)}


class Rows(NamedTuple):
    """A paragraph's neighbours: so many there are, and how many stand above and below each."""

    total: int
    above: Integers
    below: Integers  # itself included


def features(lines: Sequence[str], common: Any) -> Integers:
    """One row of NAMES for each paragraph; `common` is the table that `tokens.read` asks for.

    >>> rows = features(["The river rose.", "Read more"], np.zeros(tokens.BUCKETS, np.uint8))
    >>> rows.shape == (2, len(NAMES)), rows[:, AT["stop"]].tolist(), rows[:, AT["left"]].tolist()
    (True, [1, 0], [1, 0])
    """
    words = tokens.read(lines, common)
    count = len(lines)
    at = np.arange(count)
    rows = Rows(count, at, count - at)
    sizes = np.array([len(line) for line in lines], np.int64)
    own = _own(lines, words, sizes)
    short = own[OWN.index("size")] < SHORT - 8 * (words.signs["wide"] * 2 > sizes)
    listed = np.minimum(words.listed, 4)
    opening = np.stack([words.opens >> KINDS.index(kind[6:]) & 1 for kind in OPENING])
    overlap, split, split3 = _overlap(words, rows)
    named = _named(words, count)
    said = dict(zip((*LISTED, *OPENING), (*np.minimum(listed, 1) * RATE, *opening * RATE), strict=True))
    by_name = dict(zip(OVERLAP, overlap, strict=True))
    around = [
        *(own[OWN.index(name)] * 4 for name in AROUND),
        *(by_name[name] for name in COMPARED),
        named[2],
        *(said[name] for name in SAID),
    ]
    return np.vstack(
        [
            own,
            *_shape(own[0], words.first, rows),
            np.minimum(at, 60),
            np.minimum(count - 1 - at, 60),
            at * RATE // count,
            np.full(count, min(count, 150)),
            size(np.cumsum(sizes) - sizes),
            size(np.cumsum(sizes[::-1])[::-1]),
            _short(short, own[0], rows),
            overlap,
            split,
            split3,
            by_name["told_below"] - by_name["told_above"],
            by_name["cos_below"] - by_name["cos_above"],
            named,
            listed,
            opening,
            _context(np.stack(around), rows),
        ]
    ).T


def size(counts: Any) -> Integers:
    """How large whole numbers are, in eighths of a doubling."""
    return np.searchsorted(_STEPS, counts, side="right")


def share(part: Any, whole: Any, none: int = 0) -> Any:
    """Shares in sixty-fourths; `none` where there is no whole."""
    return np.where(whole > 0, part * RATE // np.maximum(whole, 1), none)


def _own(lines: Sequence[str], words: Tokens, sizes: Integers) -> Integers:
    signs = words.signs
    form = np.array([_form(line) for line in lines], np.int64).T
    stop, asks, cut_short, colon, opened, quote, lower, digit, bullet, bracket, address, early, time, dated = form
    return np.stack(
        [
            size(sizes),
            size(words.tokens),
            np.minimum(words.sentences + 1, 8),
            *(stop, asks, cut_short, colon, opened, quote, lower, digit, bullet, bracket),
            share(words.titled, words.long, 24),
            share(signs["upper"], signs["letters"]),
            share(signs["digits"], sizes),
            share(signs["commas"], words.tokens),
            np.minimum(signs["quotes"], 4),
            np.minimum(signs["parts"], 6),
            address,
            early,
            share(words.small, words.tokens),
            words.weight // np.maximum(words.tokens, 1),
            words.letters * 8 // np.maximum(words.tokens, 1),
            time,
            dated,
            share(signs["cased"], signs["letters"]),
            share(signs["wide"], sizes),
        ]
    )


def _form(line: str) -> tuple[bool, ...]:
    """What a paragraph looks like where it begins and ends."""
    tail, start = line[-12:], line[:120]
    bare = tail.rstrip(_CLOSING)
    last, first = (bare or tail)[-1], line[0]
    cut = tail.endswith(("...", "…")) or "..." in tail[-7:-1] or "…]" in tail
    return (
        last in ".。።।۔．" and not cut,
        last in "!?！？؟",
        cut,
        last in ":：",
        last.isalnum(),
        first in "\"“‘'«„「『‹",
        first.islower(),
        first.isdigit(),
        not first.isalpha() and _BULLET.match(start) is not None,
        first in "([（【—–",
        any(sign in line for sign in _SIGNS) and _ADDRESS.search(line[:300]) is not None,
        ": " in line[:50] or "：" in line[:20],
        _TIME.search(start) is not None,
        not _DASH.isdisjoint(start[3:74]) and _DATED.match(start) is not None,
    )


def _context(values: Integers, rows: Rows) -> Integers:
    """Of some rows of numbers: the neighbours, the means from here on and up to here, what is more than usual."""
    above, below = np.cumsum(values, axis=1), np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
    usual = _usual(values, above, rows)
    return np.vstack(
        [
            _shift(values, 1),
            _shift(values, -1),
            _shift(values, -2),
            below // rows.below,
            (above - values) // np.maximum(rows.above, 1),
            values - usual,
        ]
    )


def _usual(values: Integers, above: Integers, rows: Rows) -> Integers:
    """The mean of the first paragraphs, but for the very first, as far as they stand above; itself where none does."""
    upto = np.minimum(rows.above, FIRST + 1) - 1  # of rows 1 .. upto
    sums = above[:, np.maximum(upto, 0)] - values[:, :1]
    return np.where(upto > 0, sums // np.maximum(upto, 1), values)


def _shift(values: Integers, by: int) -> Integers:
    found = np.zeros_like(values)
    if by > 0:
        found[:, by:] = values[:, :-by]
    else:
        found[:, :by] = values[:, -by:]
    return found


def _shape(sizes: Integers, first: Integers, rows: Rows) -> list[Integers]:
    """How much the sizes below differ, whether a line begins as the one above did, whether two kinds take turns."""
    below = np.cumsum(sizes[::-1])[::-1] // rows.below
    squares = np.cumsum((sizes * sizes)[::-1])[::-1] // rows.below
    same = np.append(False, (first[1:] == first[:-1]) & (first[1:] >= 0)).astype(np.int64)
    one, two = np.append(sizes[1:], 0), np.append(sizes[2:], [0, 0])[: rows.total]
    return [squares - below * below, same, np.append(same[1:], 0), np.abs(sizes - one) - np.abs(sizes - two)]


def _short(short: Any, sizes: Integers, rows: Rows) -> Integers:
    """Whether short lines stand at the end of the page: some scrapers leave them out, and then none tells anything."""
    long = np.where(short, FAR, rows.above)
    run = np.minimum(np.minimum.accumulate(long[::-1])[::-1], rows.total) - rows.above
    ones = np.ones(rows.total, np.int64)
    return np.stack(
        [
            np.cumsum(short[::-1])[::-1] * RATE // rows.below,
            ones * (int(short[-10:].sum()) * RATE // min(rows.total, 10)),
            ones * int(short[-3:].sum()),
            np.minimum(run, 8),
            ones * int(sizes[-5:].min()),
        ]
    )


def _overlap(words: Tokens, rows: Rows) -> tuple[Integers, Integers, Integers]:
    """What the words of each paragraph have in common with those above and below, and where the vocabulary changes."""
    count, weighs, earlier, later = rows.total, words.weighs, words.earlier, words.later
    above, below, telling = earlier > 0, later > 0, weighs > 0
    squares = (weighs * weighs) >> 4
    chance = np.maximum(8 * UNIT - weighs, 0) // 2
    window: list[Any] = [(words.before > ahead) & (words.before <= ahead + 3) for ahead in range(3)]
    sums = _sums(
        words.of,
        count,
        [
            *(weighs * which for which in (1, above, below, above & ~below, below & ~above, earlier > 1)),
            weighs * (above & (words.begun < HEAD)),
            *(weighs * (gap <= far) for gap in (words.before, words.behind) for far in (1, 3)),
            telling,
            above & telling,
            *(telling * (tokens.bits(8 * many + 1) + chance) for many in (earlier, later)),
            *(squares * of for of in (1, earlier, later, 2 * earlier + 1, 2 * later + 1, later - earlier, *window)),
        ],
    )
    every, content = sums[0], sums[11]
    own, with_above, with_below, gain, loss, change, *crossing = sums[15:]
    # Sums over all words of a page change by what one paragraph brings: what is above gains it, what is below loses it.
    norm_above, norm_from = np.cumsum(gain) - gain, np.cumsum(loss[::-1])[::-1]
    rarest = np.zeros(count, np.int64)
    np.maximum.at(rarest, words.of[above], weighs[above])
    told = [
        many // (content + 3) - tokens.bits(8 * np.minimum(n, 500) + 8)
        for many, n in ((sums[13], rows.above), (sums[14], rows.below - 1))
    ]
    found = np.vstack(
        [
            share(sums[1:5], every),
            size(content),
            np.minimum(sums[12], 20),
            share(sums[5:7], every),
            rarest,
            share(sums[7:11], every),
            *told,
            _cosine(with_above, own, norm_above),
            _cosine(with_below, own, norm_from - loss),
        ]
    )
    three = own + np.append(own[1:], 0) + np.append(own[2:], [0, 0])[:count]
    reach = crossing[0] + np.append(crossing[1][1:], 0) + np.append(crossing[2][2:], [0, 0])[:count]
    return found, _cosine(np.cumsum(change) - change, norm_above, norm_from), share(reach, three)


def _sums(of: Integers, count: int, columns: Sequence[Any]) -> Integers:
    """Columns of the pairs, each summed by paragraph."""
    order = np.argsort(of, kind="stable")
    sums = np.zeros((len(columns), len(of) + 1), np.int64)
    np.cumsum(np.stack(columns)[:, order], axis=1, out=sums[:, 1:])
    return np.diff(sums[:, np.searchsorted(of[order], np.arange(count + 1))], axis=1)


def _cosine(dot: Integers, one: Integers, other: Integers) -> Integers:
    """In 256ths.  Roots and quotients are rounded the same way everywhere."""
    length = np.sqrt(one.astype(np.float64)) * np.sqrt(other.astype(np.float64))
    return np.floor(np.divide(256.0 * dot, length, out=np.zeros(len(dot)), where=length > 0)).astype(np.int64)


def _named(words: Tokens, count: int) -> Integers:
    """Names and numbers: how many, how many of them new."""
    names, numbers = words.names, words.numbers
    all_names = np.bincount(words.of[names], minlength=count)
    old_names = np.bincount(words.of[names[words.earlier[names] > 0]], minlength=count)
    all_numbers = np.bincount(words.of[numbers], minlength=count)
    old_numbers = np.bincount(words.of[numbers[words.earlier[numbers] > 0]], minlength=count)
    return np.stack(
        [
            np.minimum(all_names, 15),
            np.minimum(all_names - old_names, 10),
            share(old_names, all_names, RATE // 2),
            np.minimum(all_numbers, 8),
            np.minimum(old_numbers, 8),
        ]
    )
