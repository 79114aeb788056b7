"""Tokens: which of a text look like two words, told by compiled loops.

`scan` and `judge` say what suspects.py does with sets of tokens, and what splits.py says of the usual ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tasks.light import kernel
from tasks.repair.kernels import (
    BASE,
    HALF,
    HARD,
    LL,
    NONE,
    ONE,
    PARTICLE,
    RE,
    SLACK,
    SPREAD,
    VE,
    _entry,
    _part_of_kernels,
    _share,
    _within,
)
from tasks.repair.runs import NEVER
from tasks.repair.splits import COMMON, LONGEST, TELLING

# The characters of the shapes that are common: each has a byte of its own, and what it may be there.
BEYOND = "“”‘’–—…£€"
BEYOND_BYTES = np.array([[*ch.encode().ljust(3)] for ch in BEYOND])
UNKNOWN, NOTHING = 127, 0
COMMA, STOP, COLON, SLASH, HYPHEN, PERCENT, AMPERSAND, DOLLAR = map(ord, ",.:/-%&$")
(
    SMALL,
    LARGE,
    DIGIT,
    SIGN,
    ENDING,
    CLOSING,
    BEFORE_NUMBER,
    AFTER_NUMBER,
    NEVER_SPLIT,
    APOSTROPHE,
    CLITIC,
    BESIDE_WORDS,
    MONEY,
    DASH,
) = (1 << n for n in range(14))
LETTERS = SMALL | LARGE
KIND = np.zeros(128, dtype=np.int64)
for _bit, _characters in (
    (SMALL, "abcdefghijklmnopqrstuvwxyz"),
    (LARGE, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (DIGIT, "0123456789"),
    (SIGN, ".,;:!?\"'()[]“”‘’–—-…"),
    (ENDING, ".,;:!?"),  # of two signs behind a word, one is of these
    (CLOSING, "\"”’')]"),  # and the other of these
    (BEFORE_NUMBER, '"“$£€('),
    (AFTER_NUMBER, '.,;:)"”'),
    (NEVER_SPLIT, "@#_\\{}<>=~^|/"),
    (APOSTROPHE, "'’"),
    (CLITIC, "stdm"),
    (MONEY, "$£€"),
    (DASH, "–—"),
    (BESIDE_WORDS, "([–—-;"),  # beside a word, a space may be missing at these
):
    KIND[[BEYOND.find(ch) + 1 or ord(ch) for ch in _characters]] |= _bit
OPEN, PLAIN, BARE, STRANGE = range(4)  # of a token: not known; no place is TELLING; there is none at all; a suspect
VERDICT = np.uint64(3)
# Bytes that are a blank, and those that may begin one.
BLANK, MAYBE_BLANK = 1, 2
BYTES = np.zeros(256, dtype=np.uint8)
BYTES[[ord(ch) for ch in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "]] = BLANK
BYTES[[0xC2, 0xE1, 0xE2, 0xE3]] = MAYBE_BLANK


@_part_of_kernels
def _is_blank(text: Any, at: Any) -> Any:
    """Whether a character beyond ASCII is a blank, as str.split() knows blanks."""
    byte = text[at]
    if byte == 0xC2:
        return text[at + 1] == 0x85 or text[at + 1] == 0xA0
    point = np.int64(byte & 15) << 12 | np.int64(text[at + 1] & 63) << 6 | np.int64(text[at + 2] & 63)
    if point < 0x2000 or point > 0x200A:
        return (
            point == 0x1680
            or point == 0x2028
            or point == 0x2029
            or point == 0x202F
            or point == 0x205F
            or point == 0x3000
        )
    return True


@_part_of_kernels
def _slot(key: Any, known: Any) -> Any:
    """Where a token stands in a table, or would; a hash, times `SPREAD`, without the bits of its verdict."""
    slots = np.uint64(len(known) - 1)
    slot = (key >> HALF) & slots
    while known[slot] != NONE and (known[slot] ^ key) > VERDICT:
        slot = (slot + ONE) & slots
    return slot


@kernel
def scan(text: Any, known: Any, tokens: Any, keys: Any) -> Any:
    """The tokens of a text that are suspects or not known: where they start and stop, their hashes, their number."""
    count = 0
    start = -1
    key = NONE
    for at in range(len(text) + 1):
        if at < len(text):
            byte = text[at]
            kind = BYTES[byte]
            if kind == 0 or (kind == MAYBE_BLANK and not _is_blank(text, at)):
                if start < 0:
                    if 0x80 <= byte < 0xC0:  # the rest of a blank
                        continue
                    start = at
                key = key * BASE + np.uint64(byte) + ONE
                continue
        if start >= 0:
            tokens[count, 0] = start
            tokens[count, 1] = at
            keys[count] = key * SPREAD
            count += 1
            start = -1
            key = NONE
    left = 0
    for n in range(count):  # in a loop of its own, for there nothing waits for the memory
        held = known[_slot(keys[n], known)]
        if held == NONE or held & VERDICT == STRANGE:
            tokens[left, 0], tokens[left, 1] = tokens[n, 0], tokens[n, 1]
            keys[left] = keys[n]
            left += 1
    return left


@kernel
def judge(
    text: Any,
    tokens: Any,
    keys: Any,
    known: Any,
    free: Any,
    every: Any,
    table: Any,
    verdicts: Any,
    bounds: Any,
    places: Any,
    odds: Any,
) -> Any:
    """Of these tokens move to the front those that are suspects, or may be some, with their verdicts; their number.

    All others become known, unless that takes more room than is free.  Or `every` token is told of, in order.  Of each
    the bounds of its places are given, where the kernel knows them all; each place is an offset, and whether it is of
    `names`.  What room was taken is said behind the bounds.
    """
    codes = np.empty(LONGEST + 1, np.uint8)
    spots = np.empty(LONGEST, np.int64)
    scores = np.empty((2, LONGEST), np.float64)
    left = learned = bounds[0] = 0
    for n in range(len(tokens)):
        slot = _slot(keys[n], known)
        verdict: Any = np.int64(known[slot] & VERDICT)
        found = 0
        if known[slot] == NONE:
            size = _spelled(text, tokens[n, 0], tokens[n, 1], codes)
            verdict = BARE
            if size > 2:
                verdict, found = _verdict(codes, size, table, spots, scores, places, odds, bounds[left])
            if verdict != OPEN and learned < free:
                known[slot] = (keys[n] | VERDICT) ^ VERDICT ^ np.uint64(verdict)
                learned += 1
        if every or verdict in (OPEN, STRANGE):
            tokens[left, 0], tokens[left, 1] = tokens[n, 0], tokens[n, 1]
            verdicts[left] = verdict
            left += 1
            bounds[left] = bounds[left - 1] + found
    bounds[left + 1] = learned
    return left


@kernel
def learn(text: Any, tokens: Any, verdicts: Any, known: Any) -> None:
    """Make tokens known, and what is to be said of them."""
    for n in range(len(tokens)):
        key = NONE
        for at in range(tokens[n, 0], tokens[n, 1]):
            key = key * BASE + np.uint64(text[at]) + ONE
        key *= SPREAD
        known[_slot(key, known)] = (key | VERDICT) ^ VERDICT ^ np.uint64(verdicts[n])


@_part_of_kernels
def _spelled(text: Any, at: Any, stop: Any, codes: Any) -> Any:
    """A token as characters of one byte each, and their number; nothing of one that is longer than LONGEST."""
    size = 0
    while at < stop:
        if size == LONGEST:
            return 0
        byte = text[at]
        if byte < 128:
            code = np.int64(byte) if byte > 31 else UNKNOWN
            at += 1
        else:
            code = UNKNOWN
            length = 2 if byte < 224 else 3 if byte < 240 else 4
            for n in range(len(BEYOND_BYTES)):
                if (
                    byte == BEYOND_BYTES[n, 0]
                    and text[at + 1] == BEYOND_BYTES[n, 1]
                    and (length == 2 or text[at + 2] == BEYOND_BYTES[n, 2])
                ):
                    code = n + 1
            at += length
        codes[size] = code
        size += 1
    codes[size] = NOTHING
    return size


@_part_of_kernels
def _verdict(codes: Any, size: Any, table: Any, within: Any, scores: Any, places: Any, odds: Any, done: Any) -> Any:
    """Whether a token is `PLAIN`, one that suspects._is_suspect denies, or even `BARE`; the number of places it has.

    What would take more than ASCII and the usual shapes is left open, and has no places.
    """
    first, last = 0, size
    while first < last and KIND[codes[first]] & SIGN:
        first += 1
    while first < last and KIND[codes[last - 1]] & SIGN:
        last -= 1
    small = large = 0
    key = NONE
    for n in range(first, last):
        kind = KIND[codes[n]]
        if kind & NEVER_SPLIT:
            end_mark = codes[size - 2] == SLASH and codes[size - 1] == STOP  # `./.`
            return OPEN if end_mark else BARE, 0
        small += kind & SMALL
        large += (kind & LARGE) >> 1
        key = key * BASE + np.uint64(codes[n] | 32) + ONE
    otherwise = OPEN
    if first < last == first + small + large and (
        small == 0
        or ((large == 0 or (large == 1 and KIND[codes[first]] & LARGE)) and _share(_entry(key, table), NEVER) > COMMON)
    ):
        otherwise = PLAIN
    # Words and numbers, and between them what splits.BETWEEN says nothing of, or nothing TELLING.
    opens = KIND[codes[0]]
    at = 1 if opens & (SIGN | BEFORE_NUMBER) else 0
    if at and not opens & MONEY and KIND[codes[at]] & MONEY:
        at = 2
    if (KIND[codes[at]] & DIGIT and opens & SIGN and not opens & BEFORE_NUMBER and codes[0] != HYPHEN) or (
        at and KIND[codes[at - 1]] & MONEY and not KIND[codes[at]] & DIGIT
    ):
        return otherwise, 0
    exact, telling, found = opens & BESIDE_WORDS == 0, False, 0
    after_number = False
    while True:
        if KIND[codes[at]] & DIGIT:
            while KIND[codes[at]] & DIGIT:
                at += 1
                if (codes[at] == STOP or codes[at] == COMMA or codes[at] == COLON) and KIND[codes[at + 1]] & DIGIT:
                    if codes[at] == COMMA and at + 4 < size and KIND[codes[at + 4]] & DIGIT:
                        return otherwise, 0  # four digits may be a year
                    at += 1
            after_number = True
            if KIND[codes[at]] & LETTERS:
                exact = False  # a unit, or a word
                continue
            if codes[at] == PERCENT:
                at += 1
                break
            short = capitals = True
        else:
            first = at
            key = NONE
            capitals = True
            while KIND[codes[at]] & LETTERS:
                key = key * BASE + np.uint64(codes[at] | 32) + ONE
                capitals = capitals and codes[at] < 97
                at += 1
            if at == first or (after_number and _entry(key, table) & (HARD | PARTICLE)):
                return otherwise, 0
            named = False
            for n in range(first + 1, at):
                named = named or codes[n] < 97
            stop = codes[at] == STOP
            for n in range(_within(codes, first, at, codes[at] == HYPHEN, stop, table, within, scores[0], scores[1])):
                telling = telling or scores[0, n] > TELLING - SLACK
                k = done + found
                places[k, 0], places[k, 1], odds[k] = first + within[n], named, scores[0, n]
                found += 1
            short = at == first + 1
            if codes[at - 1] != 115 and KIND[codes[at]] & APOSTROPHE and KIND[codes[at + 1]] & LARGE:  # O’Brien
                at += 1
                while KIND[codes[at]] & LETTERS:
                    capitals = capitals and codes[at] < 97
                    at += 1
                short = False
            after_number = False
        joint, beyond = codes[at], KIND[codes[at + 1]] if at < size else 0
        if (joint == HYPHEN or KIND[joint] & DASH) and beyond & (LETTERS | DIGIT):
            at += 1
        elif joint == STOP and codes[at + 1] == HYPHEN and KIND[codes[at + 2]] & LETTERS and not after_number:
            at += 2  # U.S.-based
        elif joint == AMPERSAND and beyond & LETTERS and not after_number:
            at += 1
        elif joint == STOP and beyond & LETTERS:  # splits._stop_word
            at += 1
            n = at
            same = True
            while KIND[codes[n]] & LETTERS:
                same = same and codes[n] < 97
                n += 1
            if n == at + 1:
                if not short and (codes[at] == 65 or codes[at] == 73):  # A, I
                    return otherwise, 0
            elif not (same and capitals):
                return otherwise, 0
            exact = False
        elif after_number or not (
            (short and KIND[joint] & DIGIT) or (joint == DOLLAR and beyond & DIGIT and (short or not small))
        ):
            break
        else:
            at += joint == DOLLAR
    if not after_number and KIND[codes[at]] & APOSTROPHE and KIND[codes[at + 1]] & SMALL:
        clitic = np.int64(codes[at + 1]) << 8 | codes[at + 2]
        if clitic == RE or clitic == VE or clitic == LL:  # noqa: SIM109
            at += 3
        elif KIND[codes[at + 1]] & CLITIC:
            at += 2
    one, other = KIND[codes[at]], KIND[codes[at + 1]] if at < size else 0
    if size - at == 2:
        if not ((one & ENDING and other & CLOSING) or (one & CLOSING and other & ENDING)):
            return otherwise, 0
    elif at < size:
        exact = exact and one & BESIDE_WORDS == 0
        if size - at > 2 or one & (AFTER_NUMBER if after_number else SIGN) == 0:
            return otherwise, 0
    if not exact:
        return otherwise if telling else PLAIN, 0
    return otherwise if telling else PLAIN if found else BARE, found
