"""The loops of survey.py, compiled: over the tokens of an article, over its words, over its lines.

A word is the hash that kernels.py makes of its bytes, and stands in a table that is made for one text.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tasks.light import kernel
from tasks.repair import wrap
from tasks.repair.context import REPEATED, SEEN_APART, SURE, WRONG_WAY
from tasks.repair.kernels import BASE, HALF, NONE, ONE, POWERS, SPREAD, STEP, _entry, _part_of_kernels
from tasks.repair.lexicon import english
from tasks.repair.tokens import BARE, BYTES, MAYBE_BLANK, VERDICT, _is_blank, _slot
from tasks.repair.wrap import ALIKE, INDENT, LONGER, LONGER_SHARE, REACH, USUAL, WIDEST, WILD

WORD, RUN = 1, 2  # bits of a character: \w, and a letter as [^\W\d_] is one
PAIR, QUOTE = 1, 2  # kinds of places: between two words, and beside a straight quote
USUAL_MEAN, USUAL_SPREAD = USUAL
LONGEST_CLOSED = max(map(len, english().closed))


# ---- tokens ----------------------------------------------------------------------------------------------------------


@kernel
def find(text: Any, tokens: Any, keys: Any, lines: Any) -> Any:
    """The tokens of a text: where they begin and end, in characters and in bytes, and their hashes; their number.

    Of each line, and of what would be the next: its first character, its first token, its first byte.
    """
    count = line = point = first = 0
    start = -1
    key = NONE
    lines[0, 0] = lines[0, 1] = lines[0, 2] = 0
    for at in range(len(text) + 1):
        byte = text[at] if at < len(text) else np.uint8(10)
        if 0x80 <= byte < 0xC0:
            if start >= 0:
                key = key * BASE + np.uint64(byte) + ONE
            continue
        kind = BYTES[byte]
        if kind == 0 or (kind == MAYBE_BLANK and not _is_blank(text, at)):
            if start < 0:
                start, first, key = at, point, NONE
            key = key * BASE + np.uint64(byte) + ONE
        elif start >= 0:
            tokens[count, 0], tokens[count, 1], tokens[count, 2], tokens[count, 3] = first, point, start, at
            keys[count] = key * SPREAD
            count += 1
            start = -1
        point += 1
        if byte == 10:
            line += 1
            lines[line, 0], lines[line, 1], lines[line, 2] = point, count, at + 1
    return count


@kernel
def are_bare(keys: Any, known: Any, bare: Any) -> None:
    """Whether each of these tokens is known to have no place where a space may be missing."""
    for n in range(len(keys)):
        held = known[_slot(keys[n], known)]
        bare[n] = held != NONE and held & VERDICT == BARE


@kernel
def hear(text: Any, tokens: Any, table: Any, marks: Any) -> None:
    """How many tokens before each, and in all, are English only, and how many of a closed class, in any case."""
    for n in range(len(tokens)):
        start, stop = tokens[n, 0], tokens[n, 1]
        marks[n + 1, 0], marks[n + 1, 1] = marks[n, 0], marks[n, 1]
        if stop - start > LONGEST_CLOSED:
            continue
        key = NONE
        for at in range(start, stop):
            byte = text[at]
            key = key * BASE + np.uint64(byte | 32 if 65 <= byte <= 90 else byte) + ONE
        key *= SPREAD
        slot = (key >> HALF) & np.uint64(len(table) - 1)
        while table[slot] != NONE and (table[slot] ^ key) > ONE:
            slot = (slot + ONE) & np.uint64(len(table) - 1)
        if table[slot] != NONE:
            marks[n + 1, 0] += table[slot] & ONE
            marks[n + 1, 1] += 1


# ---- words -----------------------------------------------------------------------------------------------------------


@_part_of_kernels
def _point(text: Any, at: Any) -> Any:
    """The character that begins at a byte beyond ASCII, and how many bytes it has."""
    byte = np.int64(text[at])
    if byte < 0xE0:
        return (byte & 0x1F) << 6 | np.int64(text[at + 1] & 63), 2
    if byte < 0xF0:
        return (byte & 0xF) << 12 | np.int64(text[at + 1] & 63) << 6 | np.int64(text[at + 2] & 63), 3
    point = (byte & 7) << 18 | np.int64(text[at + 1] & 63) << 12
    return point | np.int64(text[at + 2] & 63) << 6 | np.int64(text[at + 3] & 63), 4


@_part_of_kernels
def _home(key: Any, keys: Any) -> Any:
    """Where a word stands in a table of words, or would."""
    slots = np.uint64(len(keys) - 1)
    slot = (key * SPREAD >> HALF) & slots
    while keys[slot] != NONE and keys[slot] != key:
        slot = (slot + ONE) & slots
    return slot


@_part_of_kernels
def _both(one: Any, other: Any) -> Any:
    """The hash of a pair of words."""
    return (one * SPREAD ^ other) * BASE + ONE


@kernel
def count(text: Any, classes: Any, keys: Any, homes: Any, counts: Any, where: Any, pairs: Any) -> None:
    """Enter the words of a text, how often they stand there, and where first; and its pairs of neighbours."""
    start = -1
    word = run = last = NONE
    in_run = spaced = joined = False
    at = 0
    while at <= len(text):
        point, size = (np.int64(text[at]), 1) if at < len(text) else (10, 1)
        if point > 127:
            point, size = _point(text, at)
        kind = classes[point]
        if kind & RUN:
            if not in_run:
                in_run, joined, run = True, spaced, NONE
            for n in range(at, at + size):
                run = run * BASE + np.uint64(text[n]) + ONE
        elif in_run:
            if joined:
                pair = _both(last, run)
                pairs[_home(pair, pairs)] = pair
            in_run, last = False, run
            spaced = point == 32
        else:
            spaced = False
        if kind & WORD:
            if start < 0:
                start, word = at, NONE
            for n in range(at, at + size):
                word = word * BASE + np.uint64(text[n]) + ONE
        elif start >= 0:
            slot = _home(word, keys)
            if keys[slot] == NONE:
                homes[(word * SPREAD >> HALF) & np.uint64(len(homes) - 1)] = True
                keys[slot] = word
                counts[slot] = 0
                where[slot, 0], where[slot, 1] = start, at
            counts[slot] += 1
            start = -1
        at += size


@kernel
def stand(words: Any, keys: Any, there: Any) -> None:
    """Whether each of these words, a newline behind each, is one of the article's."""
    n = 0
    key = NONE
    for byte in words:
        if byte != 10:
            key = key * BASE + np.uint64(byte) + ONE
        else:
            there[n] = keys[_home(key, keys)] != NONE
            n += 1
            key = NONE


@_part_of_kernels
def _is_own(key: Any, text: Any, keys: Any, where: Any, table: Any) -> Any:
    """Whether a word is one of Context.own; one beyond ASCII may be."""
    slot = _home(key, keys)
    if keys[slot] == NONE:
        return False
    start, stop = where[slot, 0], where[slot, 1]
    large = 0
    low = NONE
    for at in range(start, stop):
        byte = text[at]
        if byte > 127:
            return True
        if not (65 <= byte <= 90 or 97 <= byte <= 122):
            return False
        large += byte < 97
        low = low * BASE + np.uint64(byte | 32) + ONE
    return stop - start > 1 and (large == stop - start or _entry(low, table) & STEP == 0)


@kernel
def holds(text: Any, classes: Any, keys: Any, homes: Any, where: Any, table: Any, tokens: Any, held: Any) -> None:
    """Whether each of these tokens, from byte to byte, may be one of which context.own_in is true.

    Most parts of a token are seen to be no words by `homes` alone.
    """
    slots = np.uint64(len(homes) - 1)
    for n in range(len(tokens)):
        held[n] = False
        at, end = tokens[n, 0], tokens[n, 1]
        while at < end and not held[n]:
            start = at
            whole = NONE
            beyond = False
            while at < end:
                point, size = np.int64(text[at]), 1
                if point > 127:
                    point, size = _point(text, at)
                    beyond = True
                if not classes[point] & RUN:
                    break
                for k in range(at, at + size):
                    whole = whole * BASE + np.uint64(text[k]) + ONE
                at += size
            if at == start:
                at += size
            elif homes[(whole * SPREAD >> HALF) & slots] and _is_own(whole, text, keys, where, table):
                part = NONE
                for k in range(start, at):
                    part = part * BASE + np.uint64(text[k]) + ONE
                    if beyond:
                        held[n] = True
                        break
                    if not start + 2 <= k + 1 <= at - 2:
                        continue
                    rest = whole - part * POWERS[at - k - 1]
                    if (homes[(part * SPREAD >> HALF) & slots] and _is_own(part, text, keys, where, table)) or (
                        homes[(rest * SPREAD >> HALF) & slots] and _is_own(rest, text, keys, where, table)
                    ):
                        held[n] = True
                        break


@kernel
def weigh(
    text: Any,
    classes: Any,
    keys: Any,
    counts: Any,
    pairs: Any,
    tokens: Any,
    lines: Any,
    places: Any,
    kinds: Any,
    scores: Any,
) -> None:
    """context._weighed of all places: each with its token, and the line it stands in, by their bytes."""
    counted = quotes = 0
    for n in range(len(places)):
        start, end = tokens[n, 0], tokens[n, 1]
        at = start
        for _ in range(places[n]):
            at += 1
            while 0x80 <= text[at] < 0xC0:
                at += 1
        if kinds[n] == QUOTE:
            if counted < lines[n]:
                counted, quotes = lines[n], 0
            for k in range(counted, at):
                quotes += text[k] == 34
            counted = at
            scores[n] += -WRONG_WAY if quotes % 2 else 1.0
        elif kinds[n] == PAIR:
            one = other = NONE
            first = k = start
            while k < at:
                point, size = np.int64(text[k]), 1
                if point > 127:
                    point, size = _point(text, k)
                if classes[point] & WORD:
                    for byte in text[k : k + size]:
                        one = one * BASE + np.uint64(byte) + ONE
                else:
                    first, one = k + size, NONE
                k += size
            while k < end:
                point, size = np.int64(text[k]), 1
                if point > 127:
                    point, size = _point(text, k)
                if not classes[point] & WORD:
                    break
                for byte in text[k : k + size]:
                    other = other * BASE + np.uint64(byte) + ONE
                k += size
            if first < at < k:
                sure = scores[n] >= SURE
                pair = _both(one, other)
                if pairs[_home(pair, pairs)] != NONE:
                    scores[n] += SEEN_APART
                if not sure:
                    slot = _home(one * POWERS[k - at] + other, keys)
                    scores[n] -= REPEATED * ((counts[slot] if keys[slot] != NONE else 0) - 1)


# ---- wrapped lines ---------------------------------------------------------------------------------------------------


@kernel
def widths(
    firsts: Any, lines: Any, least: Any, end: Any, normal: Any, density: Any, first: Any, below: Any, fits: Any
) -> Any:
    """The work of wrap.widths: fills what is below in first and other lines and the fits, and returns the widest."""
    weights = np.empty((len(normal), end - least))
    most = -np.inf
    for spread in range(len(normal)):
        for mean in range(least, end):
            shift = WIDEST - mean
            weight = 0.0
            for n in range(len(lines)):
                weight += math.log(WILD + normal[spread, lines[n, 1] + shift] - normal[spread, lines[n, 0] + shift])
            weight -= ((mean - USUAL_MEAN) / USUAL_SPREAD) ** 2 / 2
            weights[spread, mean - least] = weight
            most = max(most, weight)
    shares = np.zeros(WIDEST + 2 * REACH)
    for spread in range(len(normal)):
        for mean in range(least, end):
            weight = math.exp(weights[spread, mean - least] - most)
            if weight > 1e-2:
                for n in range(2 * REACH + 1):
                    shares[mean + n] += weight * density[spread, n]
    total = below[0] = 0.0
    for x in range(WIDEST):
        total += shares[REACH + x]
    for x in range(WIDEST):
        shares[x] = shares[REACH + x] / total
    total = 0.0
    for x in range(WIDEST):
        gained = 0.0
        for n in range(max(0, x - LONGER), x):
            if shares[n] > 1e-6:
                gained += shares[n] * (LONGER_SHARE / LONGER)
        total += shares[x] * (1.0 - LONGER_SHARE) + gained
        below[x + 1] = total
    indent = 0
    indents = np.zeros(INDENT + 1)
    for x in range(INDENT + 1):
        for n in range(len(firsts)):
            indents[x] += math.log(WILD + below[firsts[n, 1] + x] - below[firsts[n, 0] + x])
        indents[x] -= 0.5 if x else 0.0
    most = -np.inf
    for weight in indents:
        most = max(most, weight)
    while indents[indent] <= most - ALIKE:
        indent += 1
    for x in range(len(below) - indent):
        first[x] = below[x + indent]
    narrow = wide = 0
    while first[narrow] <= 1e-4:
        narrow += 1
    while below[wide] <= 1.0 - 1e-4:
        wide += 1
    for word in range(len(fits)):
        for x in range(wide + 1):
            before = wide - x
            fits[word, x] = below[before + word] - below[before] if before + word > narrow else 0.0
    return wide


_lay_out = _part_of_kernels(wrap.lay_out)
_forward = _part_of_kernels(wrap.forward)
_backward = _part_of_kernels(wrap.backward)


@kernel
def ahead(
    lines: Any,
    tokens: Any,
    kept: Any,
    numbers: Any,
    places: Any,
    odds: Any,
    first: Any,
    other: Any,
    wide: Any,
    fits: Any,
    breaks: Any,
    weights: Any,
    nepers: Any,
) -> None:
    """The breaks of all paragraphs, one after the other, and what wrap.forward says of them."""
    done = 0
    for n in range(len(lines)):
        start, length, one, last = lines[n, 0], lines[n, 1], lines[n, 2], lines[n, 3]
        low, high = lines[n, 4], lines[n, 5]
        end = done + last - one - 1 + high - low
        ends, starts, stops = breaks[0, done:end], breaks[1, done:end], breaks[2, done:end]
        own = weights[:, done:end]
        _lay_out(
            tokens[one:last], start, one, kept, numbers[low:high], places[low:high], odds[low:high],
            ends, starts, stops, own[0],
        )  # fmt: skip
        nepers[n] = _forward(ends, starts, stops, own[0], length, first, other, wide, fits, own[1], own[2], own[3])
        done = end


@kernel
def ended(
    lines: Any,
    chosen: Any,
    numbers: Any,
    other: Any,
    wide: Any,
    fits: Any,
    breaks: Any,
    weights: Any,
    nepers: Any,
    shares: Any,
) -> None:
    """The shares of all places of the chosen paragraphs, by wrap.backward."""
    done = 0
    for n in range(len(lines)):
        length, one, last, low, high = lines[n, 1], lines[n, 2], lines[n, 3], lines[n, 4], lines[n, 5]
        end = done + last - one - 1 + high - low
        if chosen[n]:
            own = weights[:, done:end]
            _backward(
                breaks[0, done:end], breaks[1, done:end], breaks[2, done:end], own[0], length,
                other, wide, fits, own[4], own[5], own[6],
            )  # fmt: skip
            for k in range(low, high):
                j = numbers[k] - one + k - low
                if own[1, j] > 0.0 and own[4, j] > 0.0:
                    share = math.log(own[1, j]) + own[2, j] + math.log(own[4, j]) + own[5, j] - nepers[n]
                    shares[k] = math.exp(min(0.0, share))
        done = end
