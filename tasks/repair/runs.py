"""Two words that grew together within a run of letters: `countryshared`, `VietnamDepartment`, `inHanoi`.

Scores are log-likelihood ratios in nepers: the run as two words, against the run as one.  As one it may be a word of
the list, a word nobody listed, or a compound or a name made of the two; each kind of pair has its `ODDS` against the
last, measured on 600,000 tokens of clean news and 18,000 pairs of neighbours glued at random.
"""

from __future__ import annotations

import math
from collections.abc import Set
from typing import NamedTuple

from tasks.repair.lexicon import Language
from tasks.repair.pace import kernels

NEVER = -99.0
LEAST = -6.0  # a split below is not worth carrying along
LONGEST = 40  # letters of a run: two long words

# The most that two words can say, in nepers.  With 7.5 for words and names 2 % of sound words planted in damaged copy
# were split, with these 1 %, for 0.3 % of the recall.
ODDS = {
    "closed": 13.0,  # `tocontrol`, `inThe`: a closed-class word on a side
    "particle": 9.5,  # `inbranch`: one that compounds are made with
    "words": 5.0,  # `harbouroperations`, more or less by their make
    "names": 6.0,  # `VietnamDepartment`, against `BlackRock`
    "possessive": 10.0,  # `EU’sCSDP`
}
UNLISTED = {"low": -9.5, "Cap": -5.0, "other": -8.5}  # ln share of tokens that no list knows, by case
LETTER = {"low": 2.4, "Cap": 2.0, "other": 2.0}  # nepers a letter of an unlisted word costs
LONG_LOW = [UNLISTED["low"] - LETTER["low"] * size for size in range(LONGEST + 1)]  # an unlisted word, by its letters
CAPITAL = -2.0  # ln share of a word's occurrences that have a capital, names aside
OWN = -8.0  # ln share of a word that the article itself uses
INITIAL = -7.0  # ln share of an initial, or of the first letter of U.S.
RARE = -14.5  # ln share below which what the list holds of three or four letters is no word
GLUED = 6.0  # nepers: lists made from the web hold `ofthe` and `thetwo`, rarer than the pair by so much
LATE = frozenset(("as", "at", "by", "for", "on"))  # particles that hardly a compound ends in after a long word
CLITICS = ("s", "t", "re", "ve", "ll", "d", "m")


class Pair(NamedTuple):
    """A way to read a run as two words."""

    at: int  # letters of the first
    both: float  # how likely the two words are
    odds: float  # how much less likely a compound or a name is that is made of them


def within(
    run: str, own: Set[str], language: Language, hyphen: bool = False, stop: bool = False
) -> list[tuple[int, float]]:
    """Places within a run of letters, and their scores; none in one of capitals only.

    A hyphen may follow the run (`andpro-Moscow`), or a full stop (`theU.S.`).

    >>> from tasks.repair.lexicon import english
    >>> [at for at, score in within("effectivecooperation", frozenset(), english()) if score > 0]
    [9]
    """
    if len(run) > LONGEST or run.isupper():
        return []
    if not own and run.isascii() and (compiled := kernels()):
        found: list[tuple[int, float]] = compiled.places(run, hyphen, stop)
        return found
    shape = _shape(run)
    pairs = []
    for at in range(1, len(run)):
        first, second = run[:at], run[at:]
        if shape == "other" and not (_may_meet(first, second) or first in own or second in own):
            continue
        left = part(first, own, language)
        if left > NEVER:
            right = part(second, own, language, hyphen)
            if right <= NEVER and stop and len(second) == 1 and second.isupper():
                right = INITIAL
            if right > NEVER:
                pairs.append(Pair(at, left + right, _odds(first, second, shape, language)))
    if not pairs:
        return []
    as_one = _as_one(run, shape, pairs, language)
    return [(pair.at, pair.both - as_one) for pair in pairs if pair.both - as_one > LEAST]


def may_hold(run: str, least: float, language: Language, hyphen: bool = False) -> bool:
    """Whether `within` may find a place of at least that score: a bound, and far cheaper than the places.

    A score is at most the odds of its pair, and at most what the pair has over the run as one word.

    >>> from tasks.repair.lexicon import english
    >>> [run for run in ("hamlets", "Kowalczyk", "effectivecooperation") if may_hold(run, 6.5, english())]
    ['effectivecooperation']
    """
    size = len(run)
    if size > LONGEST or run.isupper():
        return False
    low = run.lower()
    shape = _shape(run)
    if len(low) != size or least <= ODDS["words"]:
        return True
    closed = language.closed
    if shape == "other":
        return least <= ODDS["names"] or any(low[:at] in closed or low[at:] in closed for at in range(1, size))
    frequency, short, affixes = language.words.get, language.short, language.affixes
    unlisted, letter = UNLISTED[shape], LETTER[shape]
    capital = shape == "Cap"
    need = least + unlisted - letter * size
    listed = frequency(low)
    if listed is not None:
        need = max(need, listed + min(least, GLUED))
    need -= 1e-6  # sums of floats
    for at in range(1, size):
        second = low[at:]
        rest = size - at
        if rest < 3 and not hyphen and second not in short:
            continue
        first = low[:at]
        if at < 3 and first not in short:
            continue
        right = frequency(second, NEVER)
        if rest < 5:
            if rest > 2 and right < RARE:
                continue
        elif right < LONG_LOW[rest]:
            right = LONG_LOW[rest]
        if right < need:
            continue
        left = frequency(first, NEVER)
        if 2 < at < 5 and left < RARE:
            left = NEVER
        if capital and at > 1:
            left += CAPITAL
        if (at > 4 or (capital and at > 2)) and left < (guess := unlisted - letter * at):
            left = guess
        if left + right < need:
            continue
        if first in closed or second in closed:
            return True
        if (first in affixes and not capital) or (second in affixes and not hyphen):
            continue
        if ODDS["words"] + _unlike_compound(first, second, language) > least - 1e-6:
            return True
    return False


def after_clitic(run: str, own: Set[str], language: Language) -> list[tuple[int, float]]:
    """`EU’sCSDP`, `people’sand`: nothing follows a clitic; but O’Brien, Sana’a, ma’am."""
    for clitic in CLITICS:
        if run.startswith(clitic) and len(run) > len(clitic):
            score = part(run[len(clitic) :], own, language)
            if score > NEVER:
                return [(len(clitic), min(ODDS["possessive"], 22.0 + score))]
    return []


def part(word: str, own: Set[str], language: Language, hyphen: bool = False) -> float:
    """How likely a part is as a word: its frequency, or a guess from its length."""
    size = len(word)
    low = word.lower()
    capital = word != low
    known = language.words.get(low, NEVER)
    if size < 5:
        if word in own:
            return max(known, OWN)
        if size < 3:
            if (low not in language.short or (size == 1 and word not in "aIA")) and not hyphen:
                return NEVER
        elif known < RARE:
            known = NEVER
    if low in language.affixes and not (capital or hyphen or low in language.closed or word in own):
        return NEVER
    if capital and size > 1:
        known += CAPITAL
    if word in own:
        known = max(known, OWN)
    if size > 4 or (capital and size > 2):
        shape = "Cap" if capital else "low"
        known = max(known, UNLISTED[shape] - LETTER[shape] * size)
    return known


def _as_one(run: str, shape: str, pairs: list[Pair], language: Language) -> float:
    """How likely a run is as one word: listed, unlisted, or made of two."""
    ways = [UNLISTED[shape] - LETTER[shape] * len(run), *(pair.both - pair.odds for pair in pairs)]
    listed = language.words.get(run.lower())
    if listed is not None and not any(pair.odds >= ODDS["closed"] and pair.both - listed > GLUED for pair in pairs):
        ways.append(listed)
    most = max(ways)
    total = 0.0  # not sum(), which adds floats in another way from Python 3.12 on, and the kernels do not
    for way in ways:
        total += math.exp(way - most)
    return most + math.log(total)


def _odds(first: str, second: str, shape: str, language: Language) -> float:
    left, right = first.lower(), second.lower()
    particles = (left in language.particles) + (right in language.particles)
    if (left in language.closed) + (right in language.closed) > particles:
        return ODDS["closed"]
    if particles and (shape != "other" or first.islower()):
        return ODDS["particle"] + (1.5 if right in LATE and len(left) > 5 else 0.0)
    if shape == "other":
        return ODDS["names"]
    return ODDS["words"] + min(max(_unlike_compound(left, right, language), -5.0), 2.0)


def _unlike_compound(first: str, second: str, language: Language) -> float:
    """How little two content words look like a compound, in nepers: a logistic fit to 14,000 neighbours, 193 compounds.

    Compounds are made of short, rarer words; begin with a singular; end in certain heads (`-maker`, `-wide`).
    """
    words = language.words
    nepers = 0.5 + 0.4 * (words.get(first, -17.0) + words.get(second, -17.0))
    nepers += 0.85 * min(len(first), 8) + 0.57 * min(len(second), 8)
    if first.endswith(("ed", "ing", "s")) and not first.endswith("ss"):
        nepers += 1.2
    if second.endswith(("ing", "er", "ers", "ed")):
        nepers -= 0.85
    if first in language.leads or second in language.heads:
        nepers -= 4.3
    return nepers


def _may_meet(first: str, second: str) -> bool:
    """Whether two parts of a run in mixed case are each written like a word."""
    left, right = _shape(first), _shape(second)
    if right == "Cap":
        return left != "other" or first.isupper()
    if right == "low":
        return first.isupper()
    return second.isupper() and left in ("low", "Cap") and (len(second) > 1 or (second in "IA" and left == "low"))


def _shape(word: str) -> str:
    if word.islower():
        return "low"
    return "Cap" if word[0].isupper() and (word[1:].islower() or len(word) == 1) else "other"
