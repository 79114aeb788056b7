"""Where a space may be missing inside one token, and how much the token itself speaks for it.

A *token* is what stands between two spaces: runs of letters (runs.py), numbers, and signs.  `splits` looks at one
token and at the words its article is known to use; what surrounds the token (the column it stands in, the damage
around it) is left to spacing.py and wrap.py.  Scores are nepers for two tokens that grew together, against one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Set
from typing import NamedTuple

from tasks.repair.lexicon import Language, english
from tasks.repair.runs import CLITICS, LEAST, NEVER, after_clitic, part, within

LONGEST = 60  # characters of a token that is looked at; two English words and their signs have 40 at most
TELLING = 6.5  # nepers at which a place counts as a sign of damage
COMMON = -12.6  # ln share of the words that no list holds by mistake
ODDS = {"sentence": 12.0, "comma": 11.0}  # nepers of the surest places at signs

# What may never be split: addresses, handles, hashtags, file names, domains.
UNTOUCHED = re.compile(
    r"https?|www\.|[@#_\\{}<>=~^|]"
    r"|\.(?:com|org|net|gov|edu|info|io|tv|co|vn|uk|eu|de|fr|jpg|png|gif|pdf|html?|php|js|py|md)\b",
    re.IGNORECASE,
)
PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,:]\d+)*|.", re.DOTALL)
DAY_YEAR = re.compile(r"([0-3]?\d,)(?:19|20)\d\d")  # `May 21,2020`: no number has four digits after a comma
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


REASONS = {
    "words": "two words grew together",
    "names": "two words grew together, the second with a capital",
    "possessive": "a word grew onto a possessive",
    "sentence": "no space after a sentence",
    "comma": "no space after a comma",
    "abbreviation": "no space after an abbreviation",
    "quote": "no space beside a quotation mark",
    "opening": "no space before a quotation mark that opens",
    "closing": "no space after a quotation mark that closes",
    "bracket": "no space beside a bracket",
    "digit": "no space beside a number",
    "dash": "a space on one side of a dash only",
    "ellipsis": "no space beside an ellipsis",
    "sign": "no space after a sign",
}


def probability(nepers: float) -> float:
    """The probability whose odds have this natural logarithm.

    >>> probability(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-min(max(nepers, -60.0), 60.0)))


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
    if not 2 < len(token) <= LONGEST:
        return []
    if token.isalpha() and token.isascii() and "http" not in (low := token.lower()):  # most tokens are one run
        kind = "words" if token[1:] == low[1:] else "names"
        return [Split(at, score, kind) for at, score in within(token, own, english())]
    if UNTOUCHED.search(token):
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
        if len(piece) > 1 and piece[0].isalpha():
            following = pieces[n + 1] if n + 1 < len(pieces) else ""
            if n > 1 and pieces[n - 1] in "'’" and pieces[n - 2][-1].isalpha():
                places = after_clitic(piece, own, language)
                kind = "possessive"
            else:
                places = within(piece, own, language, following == "-", following == ".")
                kind = "words" if piece.islower() or piece[1:].islower() else "names"
            found += (Split(at + k, score, kind) for k, score in places)
        elif piece[0].isdigit() and (date := DAY_YEAR.fullmatch(piece)):
            found.append(Split(at + date.end(1), 9.0, "digit"))
        at += len(piece)
    return found


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
        return "digit", 9.5
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
    before, word = pieces[n - 2] if n > 1 else "", pieces[n]
    if not before:
        return ("comma", 3.0) if word and pieces[0] == ";" else NOWHERE
    both = before[-1].isalpha() and len(before) > 1 and len(word) > 1
    if both and part(word, own, language) > NEVER and _listed(before, language) > NEVER:
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


def _opening(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`the“fiscal`."""
    return ("quote", 9.0) if n + 1 < len(pieces) else NOWHERE


def _closing(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("quote", 9.0) if n > 1 else NOWHERE


def _possessive_word(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`countries’engagement`."""
    word = pieces[n]
    if n < 2 or pieces[n - 2][-1] != "s" or word in CLITICS or part(word, own, language) <= NEVER:
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
    if n + 1 == len(pieces):
        return "bracket", 4.0
    return ("bracket", 6.0) if len(pieces[n + 1]) > 1 else NOWHERE


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
    """`–the`, `--the`, `-the`; but `new-the`."""
    return ("dash", 1.0) if all(piece in "-–—" for piece in pieces[:n]) else NOWHERE


def _before_ellipsis(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    return ("ellipsis", 0.0) if pieces[n : n + 2] == [".", "."] else NOWHERE


def _ampersand(pieces: list[str], n: int, own: Set[str], language: Language) -> Place:
    """`&Replace`, `Mitch&`; but AT&T, R&D."""
    return ("sign", 2.0) if n == 1 and len(pieces[1]) > 2 else NOWHERE


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
    "a“": _opening,
    "0“": _opening,
    "a–": _before_dash,
    "0–": _before_dash,
    ".-": _before_dash,
    "a.": _before_ellipsis,
    "&a": _ampersand,
    "+a": _ampersand,
    "-a": _after_dash,
    "–a": _after_dash,
    "–0": _after_dash,
}
