"""Where a space may be missing inside one token, and how much the words on both sides speak for it.

A *token* is what stands between two spaces.  `splits` looks at one token alone: it is a pure function of the
token (and of the words an article is known to use), so what it says of clean words can be remembered.  What the
token's surroundings say (the column it stands in, the damage around it) is spacing.py's part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tasks.repair.lexicon import english

LONGEST = 60  # characters of a token that is looked at; English glue of two words has 40 at most

# What may never be split: addresses, handles, hashtags, file names, domains.
UNTOUCHED = re.compile(
    r"://|www\.|[@#_\\{}<>=~^|]|\.(?:com|org|net|gov|edu|info|io|tv|co|vn|uk|eu|de|fr|jpg|png|gif|pdf|html?|php|js|py)\b",
    re.IGNORECASE,
)
PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*|.", re.DOTALL)


class Split(NamedTuple):
    """A place in a token where a space may be missing."""

    at: int  # characters of the token before it
    score: float  # nepers: how much likelier the token is as two words than as one, before any context
    kind: str  # what stands on both sides: words, case, sentence, comma, ...


def splits(token: str, own: Mapping[str, int] = {}) -> list[Split]:
    """Every place in a token where a space may be missing, from left to right.

    `own` counts the words an article is known to use: names among them are words, too.

    >>> [(split.at, split.kind) for split in splits("countryshared") if split.score > 5]
    [(7, 'words')]
    >>> [(split.at, split.kind) for split in splits("policies,capacity")]
    [(9, 'comma')]
    >>> splits("country"), splits("nodejs.org"), splits("ASEANPOL")
    ([], [], [])
    """
    if len(token) > LONGEST or len(token) < 3 or UNTOUCHED.search(token):
        return []
    slash = token.find("/")
    if slash >= 0:
        if not token.endswith("./."):
            return []
        token = token[: -len("./.")]
    pieces = PIECE.findall(token)
    found: list[Split] = []
    at = 0
    for n, piece in enumerate(pieces):
        if n:
            found += _between(pieces, n, at, own)
        if len(piece) > 2 and piece[0].isalpha():
            before = pieces[n - 1] if n else ""
            found += _within(piece, before, pieces[n - 2] if n > 1 else "", at, own)
        at += len(piece)
    return found


NEVER = -99.0
RATE = {"lower": -9.5, "name": -5.0, "mixed": -8.5}  # ln share of tokens that are no words of the list
LETTER = 2.0  # nepers a letter of an unknown word costs


def _unknown(word: str, kind: str) -> float:
    return RATE[kind] - LETTER * len(word)


def _part(word: str, own: Mapping[str, int]) -> float:
    """How likely a word is, by itself: its frequency, or for names a guess from its length."""
    size = len(word)
    low = word.lower()
    if size <= 2:
        if low not in english().short and word not in own:
            return NEVER
        if size == 1 and word not in ("a", "I", "A"):
            return NEVER
    known = english().words.get(low)
    capital = word[0].isupper()
    if size > 2 and low in english().affixes and low not in english().closed:
        known = None if not capital else known
        if known is None and low not in own:
            return NEVER
    score = NEVER
    if known is not None:
        score = known - (2.0 if capital and size > 1 else 0.0)
    if size > 1 and word in own:
        score = max(score, -8.0)
    if size > 2:
        score = max(score, _unknown(word, "name" if capital else "lower") if capital or size > 4 else NEVER)
    return score


def _shape(word: str) -> str:
    if word.islower():
        return "low"
    if word.isupper():
        return "A" if len(word) == 1 else "CAPS"
    if word[0].isupper() and word[1:].islower():
        return "Cap"
    return "mixed"


CLITICS = ("s", "t", "re", "ve", "ll", "d", "m")
APOSTROPHES = "'’"


def _within(run: str, before: str, left: str, at: int, own: Mapping[str, int]) -> list[Split]:
    """Places within a run of letters."""
    if before and before in APOSTROPHES and left and left[-1].isalpha():
        return _after_clitic(run, at, own)
    size = len(run)
    if size < 3 or size > 40 or run.isupper():
        return []
    shape = _shape(run)
    whole = english().words.get(run.lower())
    found = []
    for k in range(1, size):
        a, b = run[:k], run[k:]
        kind = _combination(a, b, shape)
        if kind is None:
            continue
        pa = _part(a, own)
        if pa <= NEVER:
            continue
        pb = _part(b, own)
        if pb <= NEVER:
            continue
        # At most one of two parts may be unknown.
        cap = _cap(a, b, kind)
        as_one = _unknown(run, "lower" if shape == "low" else "name" if shape == "Cap" else "mixed")
        if whole is not None and not (pa + pb - whole > 6.0 and cap > 12.0):
            as_one = max(as_one, whole)
        if own.get(run, 0) > 1:
            as_one = max(as_one, -9.0)
        score = min(pa + pb - as_one, cap)
        if score > -4:
            found.append(Split(at + k, score, kind))
    return found


def _combination(a: str, b: str, shape: str) -> str | None:
    if shape == "low":
        return "words"
    if shape == "Cap":
        return "words"
    x, y = _shape(a), _shape(b)
    if x == "mixed" or y == "mixed":
        return None
    if y == "Cap":
        if x in ("low", "Cap"):
            return "case"
        if x == "CAPS":
            return "case"
        return "case" if a in ("A", "I") else None
    if y == "CAPS":
        return "case" if x in ("low", "Cap") else None
    if y == "A":
        return "case" if b in "IA" and x == "low" else None
    if y == "low":
        return "case" if x == "CAPS" else None
    return None


def _cap(a: str, b: str, kind: str) -> float:
    """The most that two words can say against a compound or a name made of them."""
    x, y = a.lower(), b.lower()
    pure = (x in english().closed and x not in english().particles) + (
        y in english().closed and y not in english().particles
    )
    particle = (x in english().particles) + (y in english().particles)
    if kind == "words":
        if pure:
            return 13.5
        if particle:
            return 10.5
        return 8.0
    if pure:
        return 13.5
    if particle and a.islower():
        return 11.5
    return 7.5


def _after_clitic(run: str, at: int, own: Mapping[str, int]) -> list[Split]:
    """`EU’sCSDP`, `people’sand`: after a clitic no letter follows."""
    found = []
    low = run.lower()
    if low in CLITICS or low in ("am", "clock", "er", "en", "em"):
        return []
    for clitic in CLITICS:
        if run.startswith(clitic):
            rest = run[len(clitic) :]
            score = _part(rest, own)
            if score > NEVER:
                found.append(Split(at + len(clitic), min(10.0, 20.0 + score), "possessive"))
    return found[:1]


QUOTES_OPEN = "“‘«"
QUOTES_CLOSE = "”»"


def _between(pieces: list[str], n: int, at: int, own: Mapping[str, int]) -> list[Split]:
    """The place between two pieces: letters, digits, or one sign."""
    a, b = pieces[n - 1], pieces[n]
    letters_a, letters_b = a[0].isalpha(), b[0].isalpha()
    digits_a, digits_b = a[0].isdigit(), b[0].isdigit()
    before = pieces[n - 2] if n > 1 else ""
    if letters_a and digits_b:
        if a.islower() or (len(a) > 3 and not a.isupper()):
            low = a.lower()
            known = english().words.get(low, NEVER)
            if len(a) == 1 or known < -14:
                return []
            return [Split(at, 10.0 if low in english().closed else 6.5 if len(a) > 2 else 3.0, "digit")]
        return []
    if digits_a and letters_b:
        if b.lower() in english().units or (len(b) < 3 and b.lower() not in english().closed):
            return []
        if english().words.get(b.lower(), NEVER) < -14:
            return []
        return [Split(at, 9.0 if b.lower() in english().closed else 6.0, "digit")]
    if a in ",;" and len(a) == 1 and n > 1:
        if letters_b and (before[-1].isalpha() or before in ")”’%\"'" or before[0].isdigit()):
            strong = before[0].isalpha() and len(before) > 1 and len(b) > 1 and _part(b, own) > NEVER
            return [Split(at, 11.0 if strong else 7.0, "comma")]
        if b in QUOTES_OPEN or (
            b in '"($£€' and before[0].isalnum() and len(pieces) > n + 1 and pieces[n + 1][0].isalnum()
        ):
            return [Split(at, 6.0, "comma")]
        if digits_b and before[0].isalpha():
            return [Split(at, 6.0, "comma")]
        return []
    if a == ":" and n > 1 and (letters_b or b in QUOTES_OPEN) and before[0].isalpha():
        return [Split(at, 5.0, "comma")]
    if a in ".!?" and n > 1:
        return _after_stop(pieces, n, at, own)
    if a in QUOTES_CLOSE and (letters_b or digits_b or b in "(–—"):
        return [Split(at, 9.0, "quote")] if n > 1 else []
    if a == "’" and letters_b and n > 1 and before[-1] == "s" and len(b) > 2 and _part(b, own) > NEVER:
        return [Split(at, 8.0 if b not in CLITICS else 0.0, "possessive")]
    if a == '"' and letters_b and n > 1:
        return [Split(at, 6.0, "quote")]
    if a == ")" and (letters_b or digits_b or b in QUOTES_OPEN):
        if "(" in pieces[: n - 1] and pieces[0] != "(":
            return []
        return [Split(at, 7.0, "bracket")] if n > 1 and len(b) > 1 else []
    if a == "%" and letters_b:
        return [Split(at, 8.0, "digit")]
    if letters_a or digits_a or a in "%":
        if b == "(":
            return [Split(at, 6.0, "bracket")] if len(pieces) > n + 1 and len(pieces[n + 1]) > 1 else []
        if b in QUOTES_OPEN:
            return [Split(at, 9.0 if b == "“" else 4.0, "quote")] if n + 1 < len(pieces) else []
        if b == '"' and n + 1 < len(pieces) and pieces[n + 1][0].isalnum():
            return [Split(at, 6.0, "quote")]
        if b in "$£€" and a.islower() and len(a) > 1:
            return [Split(at, 8.0, "digit")]
        if b in "–—" and n + 1 == len(pieces):
            return [Split(at, 1.0, "dash")]
    if a in "–—" and n == 1 and (letters_b or digits_b):
        return [Split(at, 1.0, "dash")]
    return []


def _after_stop(pieces: list[str], n: int, at: int, own: Mapping[str, int]) -> list[Split]:
    a, b = pieces[n - 1], pieces[n]
    before = pieces[n - 2]
    if b == a:
        return []
    if b in QUOTES_OPEN or (b == '"' and n + 1 < len(pieces) and pieces[n + 1][0].isalpha()):
        return [Split(at, 7.0, "sentence")]
    if not b[0].isalpha():
        if b[0].isdigit() and before.isalpha() and len(before) > 2 and a == ".":
            return [Split(at, 4.0, "sentence")]
        return []
    if before in ')”"’%' or before[0].isdigit():
        return [Split(at, 7.0 if b[0].isupper() else 4.0, "sentence")] if len(b) > 1 else []
    if not before[0].isalpha():
        return [Split(at, 2.0, "sentence")]
    if len(before) == 1:
        # An initial or an abbreviation: `U.S.and`, `p.m.on`, but `J.Smith`, `U.S.Army`.
        dotted = n > 3 and pieces[n - 3] == "."
        if not dotted or len(b) < 2:
            return []
        return [Split(at, 7.0 if b in english().closed else 4.0, "abbreviation")]
    if (b[0].isupper() and len(b) > 1) or b in ("I", "A"):
        if before.isupper() and b.isupper():  # a ticker: `KKR.AS`
            return []
        if before.lower() in english().abbreviations:
            return [Split(at, 3.0, "sentence")]
        common = english().words.get(b.lower(), NEVER) > -13 and english().words.get(before.lower(), NEVER) > -14
        return [Split(at, 12.0 if common and before.islower() else 8.0, "sentence")]
    if b.islower() and len(b) > 1 and english().words.get(b, NEVER) > -13 and len(before) > 1:
        return [Split(at, 4.0, "sentence")]
    return []
