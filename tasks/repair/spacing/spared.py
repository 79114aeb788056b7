"""Places that only look as if a space were lost: the last question, asked of every proposal.

In: a text and the places where lost_spaces.py would put a space.  Out: those that stay.  What tokens alone and
the width of lines say is not asked again here; what stands around them is: the sentence and its language, code, names
that a page repeats, a word that was cut off, an apostrophe typed as a quote, a slip of the keyboard.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tasks import core
from tasks.repair.spacing.bounds import bounds
from tasks.repair.spacing.languages import lists
from tasks.repair.spacing.lexicon import is_listed, lexicon, share, slip

FEW = 6  # proposals; a text with more was damaged by a machine, and slips of the keyboard explain none of them
UNKNOWN = -19.0  # ln share of a word that no list knows
WORD = re.compile(r"[^\W\d_]+")
# What code and markup are made of.
CODE = re.compile(r"[{}]|\w\(\)|[:=!]=|[=-]>|\);|</|/>|\w\.\w+\(|\w=[\"'\w]|\b(?:def|func|function) \w+\(")
NEAR_CODE = 80  # characters
CLITIC = re.compile(r"(?:s|t|d|m|re|ve|ll)(?![^\W\d_])")
LETTER_IN_BRACKETS, CHANGED = re.compile(r"\[\w{1,3}\]"), re.compile(r"\[\w{1,3}\]$")
REFERENCE, NUMBERED = re.compile(r"\[\d+\]"), re.compile(r"\(\d")
ELIDED = re.compile(r"(?:^|[^\w])(?![Ii])[^\W\d_]['’][^\W\d_]{0,2}$")
DOTTED = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,}")
RUN_BEFORE, RUN_AFTER = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")
CUT = re.compile(r"[^\W\d_]*(?:(?:…|\.\.\.)[\"”’)]*\s*(?:\[\+|\n|\Z)|\s*\[\+)")
MONTH = re.compile(r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*$", re.IGNORECASE)
LATIN = re.compile("[\x00-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\ufb00-\ufb06]")
# Nepers: how rarely a space is lost in sound copy, and a given letter of a given word is mistyped.
LOST, MISTYPED = -11.5, -13.0


class Place(NamedTuple):
    """A place within a token, and the token in its text."""

    text: str
    at: int
    left: str  # what of the token stands before the place
    right: str  # and behind it
    before: str  # the letters right before the place,
    after: str  # and right behind it
    damaged: bool  # whether many places were found in this text
    language: str


def sound(text: str, places: Iterable[int], language: str = "en") -> Iterator[int]:
    """Those of the places where the text is sound, in order: no space belongs there.

    >>> list(sound("TL;DR: it rained, so theyleft the 40A plug.", [3, 25, 36]))
    [3, 36]
    """
    ordered = sorted(places)
    code = [match.start() for match in CODE.finditer(text)] if ordered and _may_hold_code(text) else []
    tokens = core.spacing_suspects(lexicon(language), bounds(language), text) if ordered else []
    strange = {word for token in tokens for word in WORD.findall(token)}
    said = core.sentences_foreign(lexicon(language), bounds(language), text, ordered, strange)
    for at, (foreign, start, end) in zip(ordered, said, strict=True):
        token, left, right = text[start:end], text[start:at], text[at:end]
        before, after = RUN_BEFORE.search(left), RUN_AFTER.match(right)
        letters = before.group() if before else "", after.group() if after else ""
        place = Place(text, at, left, right, *letters, len(ordered) > FEW, language)
        rules = OF_LETTERS if token.isalpha() and token.isascii() and token.islower() else RULES
        if foreign or _is_near(code, at) or any(rule(place) for rule in rules):
            yield at


def _may_hold_code(text: str) -> bool:
    """Whether a text has a sign that code has and sound copy hardly: a bracket, right behind a word, is one."""
    if any(sign in text for sign in ("{", "}", "=", ");", "</", "/>", "->")):
        return True
    at = text.find("(")
    while at >= 0:
        if text[at - 1 : at].isalnum() or text[at - 1 : at] == "_":
            return True
        at = text.find("(", at + 1)
    return False


def _is_near(spots: Sequence[int], at: int) -> bool:
    """Whether code stands near a place."""
    n = bisect_left(spots, at - NEAR_CODE)
    return n < len(spots) and spots[n] < at + NEAR_CODE


# ---- what the token is ---------------------------------------------------------------------------------------------


def _number_and_letter(place: Place) -> bool:
    """`40A`, `(4a)`, `T5i`, `10a-3p`: a number and one letter; `Set-Cookie2`, `Flat73`: a name and its number."""
    if place.left[-1:].isdigit():
        return len(place.after) == 1
    if place.right[:1].isdigit() and place.before:
        word = place.before
        named = word[0].isupper() and not MONTH.match(word) and word.lower() not in lists(place.language).closed
        return len(word) == 1 or named
    return False


def _reference(place: Place) -> bool:
    """`processing.[6]`, `2018;6(10)`, `[ID:nLDE74R065]`, `+44(0)20`."""
    if REFERENCE.match(place.right) or (place.left[-1:].isdigit() and NUMBERED.match(place.right)):
        return True
    number = place.right[len(place.after) : len(place.after) + 1].isdigit()
    return place.left[-1:] in ":;)" and (number or place.right[:1].isdigit())


def _capitals(place: Place) -> bool:
    """`TL;DR`."""
    return place.left[-1:] == ";" and place.left[-2:-1].isupper() and place.right[:1].isupper()


def _cut_off(place: Place) -> bool:
    """The last word before `…` or `[+932 chars]` was cut off: `operatio…`."""
    return bool(place.before and place.after) and CUT.match(place.text, place.at) is not None


def _apostrophe(place: Place) -> bool:
    """`group‘s`, `didn"t`, where a quote was typed for the apostrophe; `C’mon`, `l’dor`; `a-whirlin’`."""
    text, at = place.text, place.at
    for sign in (at, at - 1):
        typed = text[sign : sign + 1] in ("‘", '"', "“", "”") and text[sign - 1 : sign].isalpha()
        if typed and CLITIC.match(text, sign + 1):
            return True
    if place.before and ELIDED.search(place.left):
        return True
    return place.after == "in" and place.right[2:3] in ("’", "'")


def _letter_in_brackets(place: Place) -> bool:
    """`[m]aybe`, `mak[ing]`, `[S]evengills`."""
    if place.before and CHANGED.search(place.left[: -len(place.before)]):
        return True
    return LETTER_IN_BRACKETS.search(place.left[-5:] + place.right[:5]) is not None and not place.left.endswith(".")


def _dotted(place: Place) -> bool:
    """`Directory.Packages.props`; `LCH.Clearnet`; `Rocket.Chat`, which the page says again."""
    if place.left[-1:] != "." or not place.after:
        return False
    before, after = RUN_BEFORE.search(place.left[:-1]), place.after
    own = lists(place.language)
    if not before or before.group().lower() in own.abbreviations or after.lower() in own.closed:
        return False
    if DOTTED.search(place.left + place.right):
        return True
    if not before.group()[0].isupper():
        return False
    if len(before.group()) > 1 and before.group().isupper() and share(after.lower(), UNKNOWN, place.language) < -12.0:
        return True
    return place.text.count(f"{before.group()}.{after}") > 1


def _name(place: Place) -> bool:
    """`theCUBE`, `userID`, which the page says again; `Psychiatrica`."""
    before, after = place.before, place.after
    if not before or not after:
        return False
    if after == "a" and before[0].isupper() and before.lower() not in lists(place.language).closed:
        return True
    if not after[0].isupper() or (before.lower() in lists(place.language).closed and not after.isupper()):
        return False
    number = place.text.count(before + after)
    known = number > 2 or (number > 1 and len(after) > 1 and after.isupper())
    return known and number > place.text.count(f"{before} {after}")


def _foreign_letters(place: Place) -> bool:
    """A place beside a script that puts no blanks between words, or a letter that English has not."""
    near = place.text[max(0, place.at - 2) : place.at + 2]
    return any(ch.isalpha() and not LATIN.match(ch) for ch in near)


def _twice(place: Place) -> bool:
    """`toto`, `dada`: a word that is the same twice."""
    return place.before == place.after != "" and is_listed(place.before + place.after, place.language)


def _mistyped(place: Place) -> bool:
    """`recordor`, `assymmetric`: one letter from a word, in a text where no spaces were lost."""
    before, after = place.before.lower(), place.after.lower()
    if place.damaged or not before or not after or not (before + after).isascii() or before in ("a", "i"):
        return False
    if after in lists(place.language).elided and place.right[len(after) : len(after) + 1] in ("’", "'"):
        return False
    apart = share(before, UNKNOWN, place.language) + share(after, UNKNOWN, place.language) + LOST
    return slip(before + after, place.language) > apart - MISTYPED


RULES: tuple[Callable[[Place], bool], ...] = (
    _foreign_letters,
    _number_and_letter,
    _reference,
    _capitals,
    _cut_off,
    _apostrophe,
    _letter_in_brackets,
    _dotted,
    _name,
    _twice,
    _mistyped,
)
OF_LETTERS = (_cut_off, _twice, _mistyped)  # for a token of small letters, the others say nothing
