"""Kernels: the few loops that see every letter, compiled when there is much to do.

Each kernel is one plain function of numbers and arrays.  For a large shard numba compiles it (once on
a machine: the result is cached); for a handful of articles the very same function runs as Python, so
that nothing is imported or compiled, and the values are the same by construction.  All arithmetic is
on integers below 2**63, wrapped by hand, for that reason.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

SIZE = 5  # words a shingle has
STOP, LETTER, DIGIT, SIGN = 0, 1, 2, 3  # what a code point is: between words, in a word, in a number, a word itself
NUMBER, CAPITAL, OPENS = 1, 2, 4  # what a word is: holds digits, has a capital, is the first of its sentence


@functools.cache
def compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    """The kernel as machine code; from the cache beside this file or in the user's cache folder.

    Measured: 0.6 s to import numba, 0.1 s to load a cached kernel, 1 to 3 s to compile it for the first time.
    """
    import numba

    try:
        return numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # no folder to keep a cache in: compile in memory
        return numba.njit(nogil=True)(kernel)


def worthwhile(much: bool) -> bool:
    """Whether to compile: when there is much to do, or numba is there already."""
    return much or "numba" in sys.modules


def tokenise(text: Any, ends: Any, codes: Any, kinds: Any, folded: Any, words: Any, flags: Any, counts: Any) -> None:
    """UTF-8 to 32-bit word hashes (FNV-1a over folded code points), one text after the other.

    `ends` are the byte offsets at which the texts end; `kinds` and `folded` say what a code point below
    65,536 is and what it is in lower case; `codes` says the same of a byte that is an ASCII letter in one
    number (see `shingles.letters`).  Thousands separators are dropped, decimal points stay.
    """
    at = 0
    n = 0
    for i in range(len(ends)):
        end = ends[i]
        first = n
        value = 2166136261
        length = 0
        flag = 0
        opens = OPENS
        stopped = False
        while at < end:
            byte = text[at]
            code = codes[byte]
            if code & 256:  # most of any text: letters up to the next something else
                if length == 0:
                    flag = opens
                    opens = 0
                    stopped = False
                    length = 1
                while code & 256:
                    flag |= code >> 8 & CAPITAL
                    value = ((value ^ (code & 255)) * 16777619) & 0xFFFFFFFF
                    at += 1
                    if at == end:
                        break
                    code = codes[text[at]]
                if code == 32 and at < end:
                    words[n] = value
                    flags[n] = flag
                    n += 1
                    value = 2166136261
                    length = 0
                    at += 1
                continue
            if byte < 128:
                point = byte
                step = 1
            elif byte < 224:
                point = (byte & 31) << 6 | (text[at + 1] & 63)
                step = 2
            elif byte < 240:
                point = (byte & 15) << 12 | (text[at + 1] & 63) << 6 | (text[at + 2] & 63)
                step = 3
            else:
                point = (byte & 7) << 18 | (text[at + 1] & 63) << 12 | (text[at + 2] & 63) << 6 | (text[at + 3] & 63)
                step = 4
            if point < 65536:
                kind = kinds[point]
                low = folded[point]
            else:
                kind = SIGN if 0x20000 <= point < 0x32000 else STOP
                low = point
            after = at + step
            if kind == LETTER or kind == DIGIT:  # noqa: SIM109 (compiled, a tuple is slower)
                if length == 0:
                    flag = opens
                    opens = 0
                    stopped = False
                if kind == DIGIT:
                    flag |= NUMBER
                elif low != point:
                    flag |= CAPITAL
                value = ((value ^ low) * 16777619) & 0xFFFFFFFF
                length += 1
            elif (
                (point == 44 or point == 46)
                and length > 0
                and (flag & NUMBER)
                and after < end
                and 48 <= text[after] <= 57
                and 48 <= text[at - 1] <= 57
            ):
                if point == 46:
                    value = ((value ^ point) * 16777619) & 0xFFFFFFFF
            else:
                if length > 0:
                    words[n] = value
                    flags[n] = flag
                    n += 1
                    value = 2166136261
                    length = 0
                if kind == SIGN:
                    words[n] = ((2166136261 ^ low) * 16777619) & 0xFFFFFFFF
                    flags[n] = opens
                    n += 1
                    opens = 0
                    stopped = False
                elif point == 10 or point == 0x3002 or point == 0xFF01 or point == 0xFF1F:
                    opens = OPENS
                elif point == 46 or point == 33 or point == 63:
                    stopped = True
                elif point == 32 and stopped:
                    opens = OPENS
            at = after
        if length > 0:
            words[n] = value
            flags[n] = flag
            n += 1
        counts[i] = n - first


def shingle(words: Any, counts: Any, shingles: Any, lengths: Any) -> None:
    """Word hashes to shingle hashes: one for each `SIZE` words in a row; one for the whole of a shorter text."""
    at = 0
    n = 0
    for i in range(len(counts)):
        count = counts[i]
        span = min(SIZE, count)
        made = count - span + 1 if count else 0
        for k in range(made):
            value = 0x9E3779B9
            if span == SIZE:  # said twice, since a loop of fixed length is compiled to a third of the time
                for j in range(SIZE):
                    value = ((value ^ words[at + k + j]) * 0x01000193 + 0x7F4A7C15) & 0xFFFFFFFF
                    value ^= value >> 15
            else:
                for j in range(span):
                    value = ((value ^ words[at + k + j]) * 0x01000193 + 0x7F4A7C15) & 0xFFFFFFFF
                    value ^= value >> 15
            value = (value * 0x2C1B3C6D) & 0xFFFFFFFF
            value ^= value >> 12
            shingles[n] = value
            n += 1
        lengths[i] = made
        at += count


def minhash(shingles: Any, lengths: Any, a: Any, b: Any, signatures: Any) -> None:
    """Datasketch's affine32: `min(a * fmix32(h) + b mod 2**32)` over the shingles of each text.

    Always compiled: `signature.least` says the same in numpy, for small shards and for the tests.  One
    permutation after the other keeps the inner loop in vector registers (a fifth faster than the reverse).
    """
    start = 0
    for i in range(len(lengths)):
        stop = start + lengths[i]
        mixed = shingles[start:stop].copy()
        for k in range(len(mixed)):
            h = mixed[k]
            h ^= h >> np.uint32(16)
            h = np.uint32(h * np.uint32(0x85EBCA6B))
            h ^= h >> np.uint32(13)
            h = np.uint32(h * np.uint32(0xC2B2AE35))
            h ^= h >> np.uint32(16)
            mixed[k] = h
        for p in range(len(a)):
            low = np.uint32(0xFFFFFFFF)
            slope = a[p]
            shift = b[p]
            for k in range(len(mixed)):
                low = min(low, np.uint32(slope * mixed[k] + shift))
            signatures[i, p] = low
        start = stop


def sieve(shingles: Any, lengths: Any, salt: Any, limit: Any, out: Any) -> None:
    """The shingles whose mixed hash is below `limit`, each below the number of its text; how many stands last.

    Always compiled: `bands.sample` says the same in numpy.
    """
    at = 0
    n = 0
    for i in range(len(lengths)):
        for _ in range(lengths[i]):
            h = shingles[at] ^ salt
            at += 1
            h ^= h >> np.uint32(16)
            h = np.uint32(h * np.uint32(0x85EBCA6B))
            h ^= h >> np.uint32(13)
            h = np.uint32(h * np.uint32(0xC2B2AE35))
            h ^= h >> np.uint32(16)
            if h < limit:
                out[n] = np.uint64(i) << np.uint64(32) | np.uint64(h)
                n += 1
    out[-1] = n


def arrange(
    words: Any,
    flags: Any,
    counts: Any,
    shingles: Any,
    common: Any,
    size: int,
    room: Any,
    spare: Any,
    ends: Any,
    in_place: Any,
    found: Any,
    at: Any,
    tops: Any,
) -> None:
    """Sort what each text holds: its distinct shingles, then those of all its numbers, then of all its names.

    All of them go to `found`, one list after the other; `at` holds where each list begins, first those of
    shingles, then of numbers, then of names.  `in_place` gets the shingle that begins at each word, `tops`
    what `compare` says.  `common` holds the sorted words that are no names; `room` and `spare` have room for the
    longest text, `ends` for twice as much.
    """
    n = 0
    texts = len(counts)
    for which in range(3):
        start = 0
        first = 0  # of its shingles
        for i in range(texts):
            count = counts[i]
            held = 0
            if which == 0:
                held = count - min(size, count) + 1 if count else 0
                for k in range(held):
                    room[k] = shingles[first + k]
                    in_place[start + k] = room[k]
                first += held
            else:
                for k in range(start, start + count):
                    if which == 1:
                        if flags[k] & NUMBER:
                            room[held] = words[k]
                            held += 1
                    elif (flags[k] & CAPITAL) and not (flags[k] & OPENS):
                        low = 0
                        high = len(common)
                        while low < high:
                            middle = (low + high) >> 1
                            if common[middle] < words[k]:
                                low = middle + 1
                            else:
                                high = middle
                        if low == len(common) or common[low] != words[k]:
                            room[held] = words[k]
                            held += 1
            start += count
            shift = 32  # hashes spread evenly: in as many heaps as there are values, each holds one or two
            heaps = 1
            while heaps < held:
                heaps *= 2
                shift -= 1
            for k in range(heaps + 1):
                ends[k] = 0
            for k in range(held):
                ends[(room[k] >> shift) + 1] += 1
            for k in range(heaps):
                ends[k + 1] += ends[k]
            for k in range(held):
                heap = room[k] >> shift
                spare[ends[heap]] = room[k]
                ends[heap] += 1
            for k in range(1, held):
                value = spare[k]
                j = k
                while j > 0 and spare[j - 1] > value:
                    spare[j] = spare[j - 1]
                    j -= 1
                spare[j] = value
            at[which * texts + i] = n
            filled = 256 * i
            for k in range(held):
                if k == 0 or spare[k] != spare[k - 1]:
                    if which == 0:
                        top = 256 * i + (spare[k] >> 24)
                        while filled <= top:
                            tops[filled] = n
                            filled += 1
                    found[n] = spare[k]
                    n += 1
            if which == 0:
                while filled <= 256 * i + 256:
                    tops[filled] = n
                    filled += 1
    at[3 * texts] = n


def compare(
    pairs: Any,
    sets: Any,
    tops: Any,
    made: Any,
    words: Any,
    flags: Any,
    word_at: Any,
    numbers: Any,
    number_at: Any,
    names: Any,
    name_at: Any,
    size: int,
    least: float,
    out: Any,
) -> None:
    """What two articles share, pair by pair; the columns of `out` are those of `evidence.Evidence`.

    `sets` holds the sorted distinct shingles of each article; `tops[256 * i + t]` is where those of article
    `i` begin whose highest byte is `t`, so that a shingle is found among two or three.  `made` holds its
    shingles in the order of the text, `words` and `flags` its words; `numbers` and `names` its sorted
    distinct ones.  A word is shared when it stands in a shared shingle.  Pairs with neither containment
    from `least` up get their counts only.
    """
    for row in range(len(pairs)):
        left = pairs[row][0]
        right = pairs[row][1]
        i = tops[256 * left]
        j = tops[256 * right]
        i_end = tops[256 * left + 256]
        j_end = tops[256 * right + 256]
        out[row][0] = i_end - i
        out[row][1] = j_end - j
        shared = 0
        while i < i_end and j < j_end:
            if sets[i] == sets[j]:
                shared += 1
                i += 1
                j += 1
            elif sets[i] < sets[j]:
                i += 1
            else:
                j += 1
        out[row][2] = shared
        if shared == 0 or shared < least * min(out[row][0], out[row][1]):
            continue
        for which in range(2):  # numbers, then names: how many each has, and both
            for side in range(2):
                one = left if side == 0 else right
                out[row][3 + 3 * which + side] = (
                    number_at[one + 1] - number_at[one] if which == 0 else name_at[one + 1] - name_at[one]
                )
        i = number_at[left]
        j = number_at[right]
        shared = 0
        while i < number_at[left + 1] and j < number_at[right + 1]:
            if numbers[i] == numbers[j]:
                shared += 1
                i += 1
                j += 1
            elif numbers[i] < numbers[j]:
                i += 1
            else:
                j += 1
        out[row][5] = shared
        i = name_at[left]
        j = name_at[right]
        shared = 0
        while i < name_at[left + 1] and j < name_at[right + 1]:
            if names[i] == names[j]:
                shared += 1
                i += 1
                j += 1
            elif names[i] < names[j]:
                i += 1
            else:
                j += 1
        out[row][8] = shared
        for side in range(2):
            one = left if side == 0 else right
            other = right if side == 0 else left
            base = 9 + 14 * side
            start = word_at[one]
            count = word_at[one + 1] - start
            span = min(size, count)
            opening = min(40, max(10, count // 4))
            name_from = name_at[one]
            name_count = name_at[one + 1] - name_from
            inside = [0] * name_count  # 1: stands in shared words, 2: outside, 3: both
            until = -1  # words before it are shared
            run = 0  # length of the run of shared words before this word
            gap = 0  # the same for words that are not shared
            gap_facts = 0
            sentence = 0
            sentence_shared = 0
            covered = 0
            lead = 0
            first = -1
            last = -1
            longest = 0
            runs = 0
            hunks = 0
            slots = 0
            slot_words = 0
            sentences = 0
            whole = 0
            lone_numbers = 0
            for k in range(count + 1):
                if k < count:
                    if k + span <= count:
                        value = made[start + k]
                        low = tops[256 * other + (value >> 24)]
                        stop = tops[256 * other + (value >> 24) + 1]
                        high = stop
                        while low < high:
                            middle = (low + high) >> 1
                            if sets[middle] < value:
                                low = middle + 1
                            else:
                                high = middle
                        if low < stop and sets[low] == value:
                            until = k + span
                    flag = flags[start + k]
                    mine = k < until
                else:
                    flag = OPENS
                    mine = run == 0  # ends whatever was going on
                if (flag & OPENS) and sentence > 0:
                    sentences += 1
                    if sentence_shared * 5 >= sentence * 4:
                        whole += 1
                    sentence = 0
                    sentence_shared = 0
                if mine:
                    if gap > 0:
                        hunks += 1
                        if gap <= 8 and gap_facts > 0:
                            slots += 1
                            slot_words += gap
                        gap = 0
                        gap_facts = 0
                    run += 1
                else:
                    if run >= 8:
                        runs += 1
                        if first < 0:
                            first = k - run
                        last = k
                    longest = max(longest, run)
                    run = 0
                    gap += 1
                    if (flag & NUMBER) or ((flag & CAPITAL) and not (flag & OPENS)):
                        gap_facts += 1
                if k < count:
                    sentence += 1
                    if mine:
                        covered += 1
                        sentence_shared += 1
                        if k < opening:
                            lead += 1
                    elif flag & NUMBER:
                        lone_numbers += 1
                    if (flag & CAPITAL) and not (flag & OPENS):
                        value = words[start + k]
                        low = 0
                        high = name_count
                        while low < high:
                            middle = (low + high) >> 1
                            if names[name_from + middle] < value:
                                low = middle + 1
                            else:
                                high = middle
                        if low < name_count and names[name_from + low] == value:
                            inside[low] |= 1 if mine else 2
            known = 0
            again = 0
            for k in range(name_count):
                if inside[k] & 1:
                    known += 1
                    if inside[k] & 2:
                        again += 1
            out[row][base] = count
            out[row][base + 1] = covered
            out[row][base + 2] = lead
            out[row][base + 3] = first
            out[row][base + 4] = last
            out[row][base + 5] = longest
            out[row][base + 6] = runs
            out[row][base + 7] = hunks
            out[row][base + 8] = slots
            out[row][base + 9] = slot_words
            out[row][base + 10] = sentences
            out[row][base + 11] = whole
            out[row][base + 12] = known
            out[row][base + 13] = again
