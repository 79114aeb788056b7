"""Where a space may be missing inside one token, and how much the words on both sides speak for it.

A *token* is what stands between two spaces.  `splits` looks at one token and at the words its article is known to
use; what surrounds the token (the column it stands in, the damage around it) is left to spacing.py and wrap.py.

Scores are log-likelihood ratios in nepers: the token as two words that grew together, against the token as one.
As one it may be a word of the list, a word nobody listed, or a compound or a name made of the two: each kind of
pair has its `ODDS`, measured on 600,000 tokens of clean news and 18,000 pairs of neighbours glued at random.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Set
from typing import NamedTuple

from tasks.repair.lexicon import Language, english

LONGEST = 60  # characters of a token that is looked at; two English words and their signs have 40 at most
NEVER = -99.0
LEAST = -4.0  # a split below is not worth carrying along

# Nepers that two words can say at most, against the compounds and names made of such words.
ODDS = {
    "closed": 13.0,  # `tocontrol`, `inThe`: a closed-class word on a side
    "particle": 9.5,  # `inbranch`: one that compounds are made with
    "words": 7.5,  # `peacekeepingoperations`
    "names": 7.5,  # `VietnamDepartment`, against `BlackRock`
    "possessive": 10.0,
    "sentence": 12.0,
    "comma": 11.0,
}
UNLISTED = {"low": -9.5, "Cap": -5.0, "other": -8.5}  # ln share of tokens that no list knows, by case
LETTER = 2.0  # nepers a letter of an unlisted word costs
CAPITAL = -2.0  # ln share of a word's occurrences that have a capital, names aside
OWN = -8.0  # ln share of a word the article itself uses

# What may never be split: addresses, handles, hashtags, file names, domains.
UNTOUCHED = re.compile(
    r"://|www\.|[@#_\\{}<>=~^|]"
    r"|\.(?:com|org|net|gov|edu|info|io|tv|co|vn|uk|eu|de|fr|jpg|png|gif|pdf|html?|php|js|py|md)\b",
    re.IGNORECASE,
)
PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*|.", re.DOTALL)
CLITICS = ("s", "t", "re", "ve", "ll", "d", "m")
SIGN_OFF = "./."
OPENING = "“‘«"
CLOSING = "”»"
MONEY = "$£€"
DASHES = "–—"
FAMILIES = (".!?", ",;", OPENING, CLOSING, MONEY, DASHES, "([", ")]")


class Split(NamedTuple):
    """A place in a token where a space may be missing."""

    at: int  # characters of the token before it
    score: float  # nepers for two words
    kind: str  # what grew together


def splits(token: str, own: Set[str] = frozenset()) -> list[Split]:
    """Every place in a token where a space may be missing, from left to right.

    `own` holds the words an article is known to use, as they are written there.

    >>> [(split.at, split.kind) for split in splits("countryshared") if split.score > 5]
    [(7, 'words')]
    >>> [(split.at, split.kind) for split in splits("policies,capacity")]
    [(9, 'comma')]
    >>> splits("country"), splits("nodejs.org"), splits("ASEANPOL")
    ([], [], [])
    """
    if not 2 < len(token) <= LONGEST or UNTOUCHED.search(token):
        return []
    if "/" in token:
        if not token.endswith(SIGN_OFF):
            return []
        token = token[: -len(SIGN_OFF)]
    language = english()
    pieces = PIECE.findall(token)
    found: list[Split] = []
    at = 0
    for n, piece in enumerate(pieces):
        if n and (place := BETWEEN.get(_class(pieces[n - 1]) + _class(piece))) is not None:
            kind, score = place(pieces, n, own, language)
            if score > LEAST:
                found.append(Split(at, score, kind))
        if len(piece) > 2 and piece[0].isalpha():
            if n > 1 and pieces[n - 1] in "'’" and pieces[n - 2][-1].isalpha():
                found += _after_clitic(piece, at, own, language)
            else:
                hyphen = n + 1 < len(pieces) and pieces[n + 1] == "-"
                found += _within(piece, at, own, language, hyphen)
        at += len(piece)
    return found


# ---- within a run of letters ---------------------------------------------------------------------------------------


def _within(run: str, at: int, own: Set[str], language: Language, hyphen: bool) -> list[Split]:
    """Places within a run of letters; never in one of capitals only.  A hyphen may follow (`andpro-Moscow`)."""
    if len(run) > 40 or run.isupper():
        return []
    shape = _shape(run)
    pairs = []
    for k in range(1, len(run)):
        first, second = run[:k], run[k:]
        if shape == "other" and not _may_meet(first, second):
            continue
        left = _part(first, own, language)
        if left > NEVER and (right := _part(second, own, language, hyphen)) > NEVER:
            pairs.append((k, left + right, _odds(first, second, shape, language)))
    if not pairs:
        return []
    as_one = _as_one(run, shape, pairs, language)
    return [
        Split(at + k, score, "words" if shape != "other" else "names")
        for k, both, _ in pairs
        if (score := both - as_one) > LEAST
    ]


def _as_one(run: str, shape: str, pairs: list[tuple[int, float, float]], language: Language) -> float:
    """How likely a run is as one word: listed, unlisted, or made of two."""
    ways = [UNLISTED[shape] - LETTER * len(run), *(both - odds for _, both, odds in pairs)]
    listed = language.words.get(run.lower())
    if listed is not None:
        # Lists made from the web hold `ofthe` and `thetwo`: as often as that, it is the pair, glued in their sources.
        glued = any(odds >= ODDS["closed"] and both - listed > 6.0 for _, both, odds in pairs)
        if not glued:
            ways.append(listed)
    most = max(ways)
    return most + math.log(sum(math.exp(way - most) for way in ways))


def _odds(first: str, second: str, shape: str, language: Language) -> float:
    left, right = first.lower(), second.lower()
    particles = (left in language.particles) + (right in language.particles)
    if (left in language.closed) + (right in language.closed) > particles:
        return ODDS["closed"]
    if particles and (shape != "other" or first.islower()):
        return ODDS["particle"]
    if shape == "other":
        return ODDS["names"]
    return ODDS["words"] + min(max(_unlike_compound(left, right, language), -5.0), 3.0)


def _unlike_compound(first: str, second: str, language: Language) -> float:
    """How little two content words look like a compound, in nepers: a logistic fit to 14,000 neighbours, 193 compounds.

    Compounds are made of short, rarer words; begin with a singular; end in certain heads (`-maker`, `-wide`).
    """
    words = language.words
    z = 0.5 + 0.4 * (words.get(first, -17.0) + words.get(second, -17.0))
    z += 0.85 * min(len(first), 8) + 0.57 * min(len(second), 8)
    if first.endswith(("ed", "ing", "s")) and not first.endswith("ss"):
        z += 1.2
    if second.endswith(("ing", "er", "ers", "ed")):
        z -= 0.85
    if first in language.leads or second in language.heads:
        z -= 4.3
    return z


def _may_meet(first: str, second: str) -> bool:
    """Whether two parts of a run in mixed case are each written like a word."""
    left, right = _shape(first), _shape(second)
    if right == "Cap":
        return left != "other" or first.isupper()
    if right == "low":
        return first.isupper()
    return second.isupper() and left in ("low", "Cap") and (len(second) > 1 or (second in "IA" and left == "low"))


def _part(word: str, own: Set[str], language: Language, hyphen: bool = False) -> float:
    """How likely a part is as a word: its frequency, or a guess from its length."""
    low = word.lower()
    size = len(word)
    capital = word != low
    if size < 3:
        if (low not in language.short or (size == 1 and word not in "aIA")) and not hyphen and word not in own:
            return NEVER
    elif low in language.affixes and not (capital or hyphen or word in own or low in language.closed):
        return NEVER
    known = language.words.get(low, NEVER)
    if capital and size > 1:
        known += CAPITAL
    if size in (3, 4) and known < -14.5:
        known = NEVER
    if word in own:
        known = max(known, OWN)
    if size > 4 or (capital and size > 2):
        known = max(known, UNLISTED["Cap" if capital else "low"] - LETTER * size)
    return known


def _shape(word: str) -> str:
    if word.islower():
        return "low"
    return "Cap" if word[0].isupper() and (word[1:].islower() or len(word) == 1) else "other"


def _after_clitic(run: str, at: int, own: Set[str], language: Language) -> list[Split]:
    """`EU’sCSDP`, `people’sand`: nothing follows a clitic; but O’Brien, Sana’a, ma’am."""
    for clitic in CLITICS:
        if run.startswith(clitic) and (rest := run[len(clitic) :]):
            score = _part(rest, own, language)
            if score > NEVER:
                return [Split(at + len(clitic), min(ODDS["possessive"], 22.0 + score), "possessive")]
    return []


# ---- between two pieces --------------------------------------------------------------------------------------------


def _class(piece: str) -> str:
    """One character for what a piece is: a word, a number, or the sign itself (its family's first)."""
    first = piece[0]
    if first.isalpha():
        return "a"
    if first.isdigit():
        return "0"
    for family in FAMILIES:
        if first in family:
            return family[0]
    return first


Place = tuple[str, float]
NOWHERE = ("", NEVER)


def _listed(word: str, language: Language) -> float:
    return language.words.get(word.lower(), NEVER)


def _word_number(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`in2019`, `December12`; but Covid19, G20, F16."""
    word = pieces[n - 1]
    if len(word) < 2 or word[1:] != word[1:].lower() or _listed(word, language) < -14.0:
        return NOWHERE
    if word.lower() in language.closed:
        return "digit", 10.0
    return "digit", 6.5 if len(word) > 2 else 3.0


def _number_word(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`12,600police`; but 1990s, 5km, 3bn."""
    word = pieces[n].lower()
    if word in language.units:
        return "digit", -2.0
    if (len(word) < 3 and word not in language.closed) or _listed(word, language) < -14.0:
        return NOWHERE
    return "digit", 9.0 if word in language.closed else 6.0


def _sign_word(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`policies,capacity`, `12,the`."""
    before, word = (pieces[n - 2], pieces[n]) if n > 1 else ("", "")
    if not before:
        return NOWHERE
    both = before[-1].isalpha() and len(before) > 1 and len(word) > 1
    if both and _part(word, own, language) > NEVER and _listed(before, language) > NEVER:
        return "comma", ODDS["comma"]
    return "comma", 7.0 if before[-1].isalnum() or before in ")”’%\"'" else 3.0


def _sign_number(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("comma", 6.0) if n > 1 and pieces[n - 2][-1].isalpha() else NOWHERE


def _sign_mark(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`said,“We`, `euros,$5`."""
    return ("comma", 7.0) if n > 1 and n + 1 < len(pieces) else NOWHERE


def _colon(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("comma", 4.0) if n > 1 and pieces[n - 2][-1].isalpha() else NOWHERE


def _stop_word(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`end.The`; but U.S., J.Smith, Ph.D, KKR.AS, Inc.’s and domains."""
    word = pieces[n]
    before = pieces[n - 2] if n > 1 else ""
    capital = word[0].isupper()
    if not before or pieces[n - 1] == before:  # an ellipsis
        return ("ellipsis", 2.0) if before and len(word) > 1 else NOWHERE
    if len(word) > 1 and word.isupper() and (before.isupper() or before[0].isdigit()):
        return NOWHERE
    if not before[0].isalpha():
        return ("sentence", 7.0 if capital else 4.0) if len(word) > 1 else NOWHERE
    if len(before) == 1:
        if n < 4 or pieces[n - 3] != "." or len(word) < 2:
            return NOWHERE
        return "abbreviation", 7.0 if word in language.closed else 4.0
    if before.lower() in language.abbreviations:
        return "abbreviation", 3.0
    if capital and (len(word) > 1 or word in "IA"):
        if word.isupper() and len(word) > 1:
            return "sentence", 6.0
        sound = before.islower() and _listed(before, language) > -14.0 and _listed(word, language) > -13.0
        return "sentence", ODDS["sentence"] if sound else 7.0
    return ("sentence", 4.0) if len(word) > 1 and _listed(word, language) > -13.0 else NOWHERE


def _stop_mark(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`end.“The`."""
    return ("sentence", 8.0) if n > 1 and n + 1 < len(pieces) and pieces[n - 2] != pieces[n - 1] else NOWHERE


def _stop_number(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("sentence", 4.0) if n > 1 and pieces[n - 2].isalpha() and len(pieces[n - 2]) > 2 else NOWHERE


def _closing(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("quote", 9.0) if n > 1 else NOWHERE


def _possessive_word(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`countries’engagement`."""
    word = pieces[n]
    if n < 2 or pieces[n - 2][-1] != "s" or word in CLITICS or _part(word, own, language) <= NEVER:
        return NOWHERE
    return "possessive", 8.0


def _before_quote(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """A straight quote may open or close; the paragraph tells."""
    return ("opening", 7.0) if n + 1 < len(pieces) and pieces[n + 1][0].isalnum() else NOWHERE


def _after_quote(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("closing", 7.0) if n > 1 else NOWHERE


def _bracket(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`said(AP`; but word(s), f(x), mak[ing]."""
    if pieces[n] == "[":
        return "bracket", 2.0
    return ("bracket", 6.0) if n + 1 < len(pieces) and len(pieces[n + 1]) > 1 else NOWHERE


def _after_bracket(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`(AP)and`; but (multi)media, which opens the token, and [S]ome."""
    if n < 2:
        return NOWHERE
    if len(pieces[n]) < 2 or (pieces[0] in "([" and n < 4 and pieces[n].islower()):
        return "bracket", 2.0
    return "bracket", 7.0


def _percent(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return "digit", 8.0


def _money(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`of$5`; but US$5."""
    return ("digit", 8.0) if pieces[n - 1].islower() and len(pieces[n - 1]) > 1 else NOWHERE


def _before_dash(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("dash", 1.0) if n + 1 == len(pieces) else NOWHERE


def _after_dash(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("dash", 1.0) if n == 1 else NOWHERE


# The classes of both neighbours (see _class) -> what to ask about the place between them.
BETWEEN: dict[str, Callable[[list[str], int, Set[str], Language], Place]] = {
    "a0": _word_number,
    "0a": _number_word,
    ",a": _sign_word,
    ",0": _sign_number,
    ",“": _sign_mark,
    ",$": _sign_mark,
    ",(": _sign_mark,
    ':"': _before_quote,
    ',"': _before_quote,
    ":a": _colon,
    ":“": _colon,
    ".a": _stop_word,
    ".0": _stop_number,
    ".“": _stop_mark,
    ".(": _stop_mark,
    '."': _before_quote,
    "”a": _closing,
    "”0": _closing,
    "”(": _closing,
    "’a": _possessive_word,
    'a"': _before_quote,
    '0"': _before_quote,
    '"a': _after_quote,
    '"0': _after_quote,
    "a(": _bracket,
    "0(": _bracket,
    ")a": _after_bracket,
    ")0": _after_bracket,
    ")“": _after_quote,
    "%a": _percent,
    "%(": _percent,
    "a$": _money,
    "a“": _closing,
    "0“": _closing,
    "a–": _before_dash,
    "0–": _before_dash,
    "–a": _after_dash,
    "–0": _after_dash,
}
