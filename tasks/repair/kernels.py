"""Kernels: two words in a run of letters, told from the dictionary by compiled loops.

They, tokens.py and loops.py are imported where there is much to do, and only there (see `pace`): numba takes
0.3 s to import, the kernels some seconds to be compiled for the first time on a machine and 0.1 s after that.  What
they say, plain Python says too: `places` what runs.py does with the dictionary.  Which of both is asked changes
nothing but the time.

Words are told apart by 64-bit hashes, polynomials over their bytes, so that each part of a run has its own at once
from those of the run's beginnings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from tasks.light import kernel
from tasks.repair import runs
from tasks.repair.lexicon import NEPERS_A_CENTIBEL, english
from tasks.repair.runs import CAPITAL, GLUED, INITIAL, LATE, LEAST, NEVER, RARE
from tasks.repair.splits import LONGEST

Words = npt.NDArray[np.uint64]
SLACK = 1e-6  # nepers: what comes as near to a bound as that is left to plain Python

BASE, SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
POWERS = np.array([pow(int(BASE), n, 1 << 64) for n in range(4 * LONGEST + 1)], dtype=np.uint64)
NONE, ONE, HALF = np.uint64(0), np.uint64(1), np.uint64(32)
SLOTS = np.uint64((1 << 19) - 1)  # of the dictionary: 321,180 words, and some that only english.toml has
SLOT = np.uint64(45)  # bits of a hash, less those of a slot
ENTRY = np.uint64(0x1FFFF)  # what a slot holds on its word: below, the step of the list, from 1
REST = np.uint64(17)  # bits of an entry; above stands what of the word's hash the slot does not tell
STEP = 0x3FF
SHORT, AFFIX, HARD, PARTICLE, LEAD, HEAD, LATER = (1 << n for n in range(10, 17))  # HARD: closed, and no particle

LOW, CAP, OTHER = 0, 1, 2  # how a run is written
UNLISTED = np.array([runs.UNLISTED[shape] for shape in ("low", "Cap", "other")])
LETTER = np.array([runs.LETTER[shape] for shape in ("low", "Cap", "other")])
ODDS_CLOSED, ODDS_PARTICLE = runs.ODDS["closed"], runs.ODDS["particle"]
ODDS_WORDS, ODDS_NAMES = runs.ODDS["words"], runs.ODDS["names"]
LONGEST_RUN = runs.LONGEST
S, SS, ED, ER, ERS, ING, RE, VE, LL = (
    int.from_bytes(letters.encode(), "big") for letters in ("s", "ss", "ed", "er", "ers", "ing", "re", "ve", "ll")
)


def _part_of_kernels(function: Callable[..., Any]) -> Any:
    """What only kernels call: compiled and kept with each of them, so it pays to have few, and few levels of them."""
    inward: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return numba.njit(nogil=True, **inward)(function)


# ---- the dictionary ------------------------------------------------------------------------------------------------


@cache
def dictionary() -> Words:
    """English as a table: of each word the rest of its hash, its bits, and its step of the list."""
    language = english()
    shares = np.fromiter(language.words.values(), np.float64, len(language.words))
    bits: dict[str, int] = {}
    for bit, words in (
        (SHORT, language.short),
        (AFFIX, language.affixes - language.closed),
        (HARD, language.closed - language.particles),
        (PARTICLE, language.particles),
        (LEAD, language.leads),
        (HEAD, language.heads),
        (LATER, LATE),
    ):
        for word in words:
            bits[word] = bits.get(word, 0) | bit
    table = np.zeros(int(SLOTS) + 1, dtype=np.uint64)
    for listed, entries in (
        (language.words, np.rint(shares / NEPERS_A_CENTIBEL) + 1.0),
        (bits, np.array(list(bits.values()))),
    ):
        _enter(np.frombuffer("\n".join([*listed, ""]).encode(), dtype=np.uint8), entries.astype(np.uint64), table)
    return table


@kernel
def _enter(words: Any, entries: Any, table: Any) -> None:
    """Put words into the table, a newline behind each; of one that stands there already, add what is new."""
    n = 0
    key = NONE
    for byte in words:
        if byte != 10:
            key = key * BASE + np.uint64(byte) + ONE
            continue
        key *= SPREAD
        slot = key >> SLOT
        key <<= REST
        while table[slot] != NONE and table[slot] & ~ENTRY != key:
            slot = (slot + ONE) & SLOTS
        table[slot] |= key | entries[n]
        n += 1
        key = NONE


@_part_of_kernels
def _entry(key: Any, table: Any) -> Any:
    """What the dictionary has on a word: its bits and step, 0 where it has nothing."""
    key *= SPREAD
    slot = key >> SLOT
    key <<= REST
    while True:
        held = table[slot]
        if held == NONE:
            return np.int64(0)
        if held & ~ENTRY == key:
            return np.int64(held & ENTRY)
        slot = (slot + ONE) & SLOTS


@_part_of_kernels
def _share(entry: Any, otherwise: Any) -> Any:
    step = entry & STEP
    return (step - 1) * NEPERS_A_CENTIBEL if step else otherwise


# ---- two words in a run of letters -----------------------------------------------------------------------------------


@_part_of_kernels
def _part(entry: Any, size: Any, capital: Any, letter: Any) -> Any:
    """runs.part of a word in an article that has none of its own; `letter` is its first, in lower case."""
    known = _share(entry, NEVER)
    if size < 3:
        if not entry & SHORT or (size == 1 and letter != 97 and not (capital and letter == 105)):  # a, A, I
            return NEVER
    elif size < 5 and known < RARE:
        known = NEVER
    if entry & AFFIX and not capital:
        return NEVER
    if capital and size > 1:
        known += CAPITAL
    if size > 4 or (capital and size > 2):
        shape = CAP if capital else LOW
        guess = UNLISTED[shape] - LETTER[shape] * size
        if known < guess:
            return guess
    return known


@_part_of_kernels
def _odds(left: Any, right: Any, shape: Any, low: Any, one: Any, other: Any, tail: Any, end: Any) -> Any:
    """runs._odds of two entries; `low`: the first has no capital; sizes, and the last letters, of both."""
    if (left | right) & HARD:
        return ODDS_CLOSED
    if (left | right) & PARTICLE and (shape != OTHER or low):
        return ODDS_PARTICLE + (1.5 if right & LATER and one > 5 else 0.0)
    if shape == OTHER:
        return ODDS_NAMES
    nepers = 0.5 + 0.4 * (_share(left, -17.0) + _share(right, -17.0))
    nepers += 0.85 * (one if one < 8 else 8) + 0.57 * (other if other < 8 else 8)
    if (tail & 0xFF == S and tail & 0xFFFF != SS) or tail & 0xFFFF == ED or tail == ING:
        nepers += 1.2
    if end & 0xFFFF == ED or end & 0xFFFF == ER or end == ERS or end == ING:  # noqa: SIM109 (compiled, a tuple is slower)
        nepers -= 0.85
    if left & LEAD or right & HEAD:
        nepers -= 4.3
    if nepers > 2.0:
        return ODDS_WORDS + 2.0
    return ODDS_WORDS + (nepers if nepers > -5.0 else -5.0)


@_part_of_kernels
def _within(text: Any, first: Any, stop: Any, hyphen: Any, dot: Any, table: Any, at: Any, score: Any, odds: Any) -> Any:
    """runs.within of the ASCII letters from `first` to `stop`: fills places and scores, and returns their number."""
    size = stop - first
    if size < 2 or size > LONGEST_RUN:
        return 0
    key = NONE
    capitals = ending = 0
    for n in range(first, stop):
        capitals += 1 if text[n] < 97 else 0
        ending = (ending << 8 | text[n] | 32) & 0xFFFFFF
        key = key * BASE + np.uint64(text[n] | 32) + ONE
    if capitals == size:
        return 0
    opens = text[first] < 97
    shape = LOW if capitals == 0 else CAP if capitals == 1 and opens else OTHER
    whole = key
    key = NONE
    count = larges = tail = 0
    for middle in range(1, size):
        letter = text[first + middle - 1]
        larges += 1 if letter < 97 else 0
        tail = (tail << 8 | letter | 32) & 0xFFFFFF
        key = key * BASE + np.uint64(letter | 32) + ONE
        rest = size - middle
        others = capitals - larges
        letter = text[first + middle]
        if shape == OTHER:  # runs._may_meet
            spoken = larges == 0 or (larges == 1 and opens)
            if others == 0:
                met = larges == middle
            elif others == 1 and letter < 97:
                met = spoken or larges == middle
            else:
                met = others == rest and spoken
            if not met:
                continue
        one = _entry(key, table)
        left = _part(one, middle, larges > 0, np.int64(text[first] | 32))
        if left <= NEVER:
            continue
        other = _entry(whole - key * POWERS[rest], table)
        if hyphen:  # what stands before one need not be a word
            right = _part(other & ~AFFIX | SHORT, rest, others > 0, np.int64(97))
        else:
            right = _part(other, rest, others > 0, np.int64(letter | 32))
        if right <= NEVER and dot and rest == 1 and others == 1:
            right = INITIAL
        if right <= NEVER:
            continue
        at[count] = middle
        score[count] = left + right
        end = ending if rest > 2 else ending & 0xFFFF if rest == 2 else ending & 0xFF
        odds[count] = _odds(one, other, shape, larges == 0, middle, rest, tail, end)
        count += 1
    if count == 0:
        return 0
    entry = _entry(whole, table)
    listed = _share(entry, NEVER)
    known = entry & STEP != 0
    most = unlisted = UNLISTED[shape] - LETTER[shape] * size
    for n in range(count):
        if most < score[n] - odds[n]:
            most = score[n] - odds[n]
        if odds[n] >= ODDS_CLOSED and score[n] - listed > GLUED:
            known = False
    if known and most < listed:
        most = listed
    total = math.exp(unlisted - most)
    for n in range(count):
        total += math.exp(score[n] - odds[n] - most)
    if known:
        total += math.exp(listed - most)
    most += math.log(total)
    kept = 0
    for n in range(count):
        if score[n] - most > LEAST:
            at[kept] = at[n]
            score[kept] = score[n] - most
            kept += 1
    return kept


def places(run: str, hyphen: bool, dot: bool) -> list[tuple[int, float]]:
    """runs.within of a run of ASCII letters, in an article that has no words of its own."""
    at, (score, odds) = np.empty(len(run), np.int64), np.empty((2, len(run)))
    count = _places(np.frombuffer(bytearray(run, "ascii"), np.uint8), hyphen, dot, dictionary(), at, score, odds)
    return list(zip(at[:count].tolist(), score[:count].tolist(), strict=True)) if count else []


@kernel
def _places(run: Any, hyphen: Any, dot: Any, table: Any, at: Any, score: Any, odds: Any) -> Any:
    first = np.int64(0)  # a literal would be a type of its own, and all compiled twice
    return _within(run, first, len(run), hyphen, dot, table, at, score, odds)
