"""Word kernels: the words of a page in one pass over its characters, compiled.

Imported where there is much to do, and only there (see `words.kernels`).  `words` says the same with numpy, in some
ten times the time; which of both is asked changes nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tasks.light import kernel
from tasks.story.words import BREAK, CAPITAL, IS_SMALL, JOINS, LETTER, OF_PROMOTION, PART, STOPPED, TELLING, UPPER

U = np.uint64
BASE, SPREAD, HIGH = U(0x9E3779B97F4A7C15), U(0xD6E8FEB86659FD93), U(40)
ONE, OF_AN_S = U(1), U(ord("s") + 1)


@kernel
def _slot(word: Any, table: Any, numbers: Any) -> Any:
    """Where a word stands in a table of places (from 1), or would."""
    last = len(table) - 1
    slot = np.int64((word * SPREAD) >> HIGH) & last
    while table[slot] and numbers[table[slot] - 1] != word:
        slot = (slot + 1) & last
    return slot


@kernel
def _place(word: Any, table: Any, numbers: Any, count: Any) -> Any:
    """The place of a word among the numbers, of which there are so many: that is where a new one is put."""
    slot = _slot(word, table, numbers)
    if table[slot]:
        return np.int64(table[slot]) - 1
    numbers[count] = word
    table[slot] = count + 1
    return count


@kernel
def read(
    codes: Any, kinds: Any, small: Any, lists: Any, of_lists: Any, paragraphs: Any, pairs: Any, page: Any, numbers: Any
) -> Any:
    """Fill these arrays, and say how many pairs and words there are; (-1, 0) for a character that has no kind yet.

    `pairs` has a row each for the fields of Words from `paragraph` to `varied`, `paragraphs` from `kinds` to `titled`;
    `page` one for first paragraph, last paragraph, number of paragraphs and of times, kind; `numbers` for words and
    names.
    """
    room = 64
    while room < 2 * len(numbers[0]):
        room *= 2
    table, named = np.zeros(room, np.int32), np.zeros(room, np.int32)
    words, names = numbers
    first, latest, stands, times, kind_of = page
    name_latest = np.empty(len(names), np.int64)
    n_pairs = n_words = n_names = paragraph = 0
    word: Any
    which: Any
    varied: Any
    size = called = -1  # characters of the word, and of the name, that the piece holds so far
    key = shorter = power = name = name_power = U(0)
    upper = np.uint8(0)
    before = BREAK
    for code in codes:
        kind = kinds[code]
        if kind == 0:
            return -1, 0
        if kind & PART:
            letter = U(small[code]) + ONE
            if size < 0 and kind & LETTER:
                size, key, power, upper = 0, U(0), ONE, kind & UPPER
            if size >= 0:
                shorter = key
                key += letter * power
                power *= BASE
                size += 1
            if called < 0 and kind & CAPITAL and not before & (JOINS | BREAK):
                called, name, name_power = 0, U(0), ONE
            if called >= 0:
                name += letter * name_power
                name_power *= BASE
                called += 1
            before = kind
            continue
        if size > 0:
            word = _place(key, table, words, n_words)
            if word == n_words:
                n_words += 1
                first[word] = paragraph
                latest[word] = -1
                stands[word] = times[word] = 0
                at, above = 0, len(lists)
                while at < above:  # np.searchsorted, compiled in a fifth of the time
                    middle = (at + above) // 2
                    if lists[middle] < key:
                        at = middle + 1
                    else:
                        above = middle
                what = of_lists[at] if at < len(lists) and lists[at] == key else 0
                kind_of[word] = what | (TELLING if size > 3 and not what & STOPPED else 0)
            what = kind_of[word]
            if latest[word] != paragraph:
                latest[word] = paragraph
                varied = False
                for other in (shorter, key + OF_AN_S * power):
                    found = np.int64(table[_slot(other, table, words)]) - 1
                    varied |= found >= 0 and first[found] < paragraph
                pairs[0, n_pairs] = paragraph
                pairs[1, n_pairs] = word
                pairs[2, n_pairs] = what
                pairs[3, n_pairs] = stands[word]
                pairs[4, n_pairs] = times[word]
                pairs[5, n_pairs] = varied
                n_pairs += 1
                stands[word] += 1
                paragraphs[0, paragraph] |= what
                paragraphs[3, paragraph] += 1 if what & OF_PROMOTION else 0
            times[word] += 1
            paragraphs[1, paragraph] += what & IS_SMALL
            if size > 3 and paragraphs[2, paragraph]:
                paragraphs[5, paragraph] += 1
                paragraphs[6, paragraph] += 1 if upper else 0
            paragraphs[2, paragraph] += 1
        if called > 2:
            which = _place(name, named, names, n_names)
            if which == n_names:
                n_names += 1
                name_latest[which] = -1
            if name_latest[which] != paragraph:
                name_latest[which] = paragraph
                found = np.int64(table[_slot(name, table, words)]) - 1
                paragraphs[4, paragraph] += 0 if found >= 0 and first[found] < paragraph else 1
        size = called = -1
        before = kind
        if kind & BREAK:
            paragraph += 1
    return n_pairs, n_words
