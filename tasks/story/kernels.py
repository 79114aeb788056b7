"""Kernels: what the memory asks of every letter of every page, compiled.

Imported where there is much to do, and only there (see `keys.kernels`).  `keys` says the same in plain Python;
which of both is asked changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tasks.light import kernel
from tasks.story.keys import CUT_SHORT, DROPPED, LEAD, LEADS, OF_A_STORY, OPENING, REST, SHORTEST, SPECIAL, Keys, Roles

U = np.uint64
ONE, EIGHT = U(1), U(8)  # unsigned, as are all places in arrays: what may be negative costs a comparison


# ---- letters -------------------------------------------------------------------------------------------------------

BREAK = 10
BLANK, SIGN, WIDE = 0, 1, 255  # what a byte is that counts as no letter; the last one is part of a longer character
LETTERS = np.array(
    [
        (BLANK if chr(byte).isspace() else SIGN) if byte in DROPPED or byte == BREAK else ord(chr(byte).lower())
        for byte in range(128)
    ]
    + [WIDE] * 128,
    np.uint8,
)
SPACES = np.array([code for code in range(128, 0x3001) if chr(code).isspace()])
GROWS = 3  # times as many bytes, at most, has a letter when its case is folded

# What a code point beyond ASCII is spelled as, where that is not itself: SPELLED[start:end], as start << 4 | length.
_beyond = [*map(chr, range(0x80, 0xD800)), *map(chr, range(0xE000, 0x1EA00))]  # to the last script that has two cases
_folded = {letter: letter.casefold() for letter in _beyond if letter.casefold() != letter}
_spelled = {
    ord(letter): SPECIAL.sub(b"", _folded.get(letter, letter).encode()).translate(None, DROPPED)
    for letter in sorted({*_folded, *map(chr, range(0x80, 0xC0)), *map(chr, range(0x2000, 0x2080)), "\ufeff"})
}
SPELLED = np.frombuffer(b"".join(_spelled.values()), np.uint8)
FOLDED = np.full(0x1EA00, -1, np.int32)
_lengths = np.array([len(_letters) for _letters in _spelled.values()])
FOLDED[list(_spelled)] = (np.cumsum(_lengths) - _lengths) << 4 | _lengths


@kernel
def _line(text: Any, at: Any, end: Any, folded: Any, spelled: Any, out: Any) -> Any:
    """Spell a line, up to its break or to `end`: where it ends, bytes of letters, not blank, characters."""
    size = U(0)
    start = at
    beyond = U(0)  # bytes that are no character of their own
    solid = False
    while at < end:
        byte = text[at]
        letter = LETTERS[byte]
        if letter != WIDE:  # most of any text
            if byte == BREAK:
                break
            out[size] = letter
            size += U(letter > SIGN)
            solid |= letter != BLANK
            at += ONE
            continue
        more = U((byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0))  # bytes of the same character
        code = np.int64(byte & (0x3F >> more))
        for n in range(ONE, more + ONE):
            code = code << 6 | (text[at + n] & 0x3F)
        space = False
        for other in SPACES:
            space |= code == other
        solid |= not space
        place = folded[code] if code < len(folded) else -1
        if place < 0:
            for n in range(U(0), more + ONE):
                out[size] = text[at + n]
                size += ONE
        else:
            for k in range(place >> 4, (place >> 4) + (place & 15)):
                out[size] = spelled[k]
                size += ONE
        beyond += more
        at += more + ONE
    return at, size, solid, at - start - beyond


# ---- BLAKE2b of eight bytes: RFC 7693, without a key --------------------------------------------------------------

BLOCK = U(128)
INITIAL = np.array(
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ],
    U,
)  # fmt: skip
PARAMETERS = U(0x01010008)
_ORDERS = """
     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
    14 10  4  8  9 15 13  6  1 12  0  2 11  7  5  3
    11  8 12  0  5  2 15 13 10 14  3  6  7  1  9  4
     7  9  3  1 13 12 11 14  2  6  5 10  4  0 15  8
     9  0  5  7  2  4 10 15 14  1 11 12  6  8  3 13
     2 12  6 10  0 11  8  3  4 13  7  5 15 14  1  9
    12  5  1 15 14 13  4 10  0  7  6  3  9  2  8 11
    13 11  7 14 12  1  3  9  5  0 15  4  8  6  2 10
     6 15 14  9 11  3  0  8 12  2 13  7  1  4 10  5
    10  2  8  4  7  6  1  5 15 11  9 14  3 12 13  0
     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
    14 10  4  8  9 15 13  6  1 12  0  2 11  7  5  3"""
ORDERS = np.array(_ORDERS.split(), U)
MIXED = np.array([[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
                  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]], U)  # fmt: skip


@kernel
def _hash(words: Any, size: Any, room: Any) -> Any:
    """Of the first `size` bytes of `words`; clears what is left of their last block.  `room` is for 24 numbers."""
    letters = words.view(np.uint8)
    at = size
    while at % BLOCK or not at:
        letters[at] = 0
        at += ONE
    for n in range(8):
        room[n] = INITIAL[n]
    room[0] ^= PARAMETERS
    done = first = U(0)
    while True:
        last = done + BLOCK >= size
        done = size if last else done + BLOCK
        for n in range(8):
            room[n + 8] = room[n]
            room[n + 16] = INITIAL[n]
        room[20] ^= done
        if last:
            room[22] = ~room[22]
        for turn in range(U(0), U(192), U(16)):
            for lane in range(U(0), EIGHT):
                a, b, c, d = MIXED[lane, 0], MIXED[lane, 1], MIXED[lane, 2], MIXED[lane, 3]
                k = turn + lane + lane
                va, vb, vc, vd = room[a + EIGHT], room[b + EIGHT], room[c + EIGHT], room[d + EIGHT]
                va += vb + words[first + ORDERS[k]]
                vd ^= va
                vd = vd >> U(32) | vd << U(32)
                vc += vd
                vb ^= vc
                vb = vb >> U(24) | vb << U(40)
                va += vb + words[first + ORDERS[k + ONE]]
                vd ^= va
                vd = vd >> U(16) | vd << U(48)
                vc += vd
                vb ^= vc
                room[a + EIGHT] = va
                room[b + EIGHT] = vb >> U(63) | vb << ONE
                room[c + EIGHT] = vc
                room[d + EIGHT] = vd
        for n in range(8):
            room[n] ^= room[n + 8] ^ room[n + 16]
        if last:
            return room[0]
        first += U(16)


# ---- pages ---------------------------------------------------------------------------------------------------------


@kernel
def _observe(text: Any, titles: int, leads: int, stories: Any, folded: Any, spelled: Any) -> Any:
    words = np.empty((GROWS * len(text) + 256) // 8, U)
    part = np.empty_like(words)
    room = np.empty(24, U)
    letters, piece = words.view(np.uint8), part.view(np.uint8)
    lines = titles + leads + 1
    for byte in text:
        lines += byte == BREAK
    keys = np.empty(lines + 3 * leads, U)
    roles = np.full(lines + 3 * leads, REST, np.uint8)
    above = np.zeros(lines + 3 * leads, np.int64)
    n = total = found = 0
    at = U(0)
    end = U(len(text))
    while at < end:
        start = at
        at, size, solid, characters = _line(text, at, end, folded, spelled, letters)
        at += ONE
        if not solid:
            continue
        if size >= SHORTEST:
            keys[found] = _hash(words, size, room)
            roles[found] = LEAD if n < titles + leads else REST
            above[found] = total
            found += 1
        if titles <= n < titles + leads:
            for cut in CUT_SHORT:
                if size > cut:
                    piece[0], piece[1] = 48 + cut // 10, 48
                    for k in range(cut):
                        piece[k + 2] = letters[k]
                    keys[found] = _hash(part, U(cut + 2), room)
                    roles[found] = LEAD
                    found += 1
            if stories[n - titles]:
                _, skipped, _, _ = _line(text, start, start + U(stories[n - titles]), folded, spelled, piece)
                if size - skipped >= SHORTEST:
                    for k in range(skipped, size):
                        piece[k - skipped] = letters[k]
                    keys[found] = _hash(part, size - skipped, room)
                    roles[found] = LEAD
                    found += 1
        if n >= titles:
            total += characters
        n += 1
    first = 0
    for k in range(found):
        if roles[k] == LEAD and first < OF_A_STORY:
            part[first] = keys[k]
            first += 1
        elif roles[k] == REST and 3 * above[k] < total:
            roles[k] = OPENING
    story = _hash(part, U(8 * first), room) if first else U(0)
    return keys[:found], roles[:found], story


def observe(text: str, title: str, leads: int, stories: Sequence[int]) -> tuple[Keys, Roles, int]:
    """What `keys.observe` says of a page.

    Below its title, `leads` paragraphs may be title, standfirst or lede; the story of each of them starts behind
    a dateline of so many bytes as `stories` says, or at once.
    """
    titles = 0
    if title:
        titles = sum([1 for line in title.split("\n") if line and not line.isspace()])
        text = f"{title}\n{text}"
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    return _observe(data, titles, leads, (*stories, 0, 0, 0, 0)[:LEADS], FOLDED, SPELLED)
