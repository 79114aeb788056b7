"""Lost spaces: two words that grew together where a line once ended, put apart again.

In: the repaired text of one article.  Out: edits that insert one space each, and nothing else.  In the languages of
languages.py only: a paragraph whose words are of no such language, or a page that says it is of none, is left alone.

The evidence, in the order in which it is asked: the words on both sides; the article's own words and pairs of words,
such as those of a standfirst that says the same; the width of the lines that were lost; how damaged the paragraph is.
What the words alone prove is repaired in any text.  The core weighs all that, by bounds.py and the language's file.
Last, spared.py takes out what the sentence and the token around a place explain otherwise, and the core moves a place
by a letter where that makes likelier words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tasks import core
from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.spacing.bounds import bounds
from tasks.repair.spacing.joints import exact
from tasks.repair.spacing.languages import code_of, spoken
from tasks.repair.spacing.lexicon import lexicon, speaks
from tasks.repair.spacing.spared import sound
from tasks.text import once

ROUNDS = 4
BEGUN = 1000  # characters of a text that tell in which languages it may be
ENGLISH, SPARSE = 250, 600  # characters for each `the`, if it is English; for each of the common words of another
# What grew together: the kinds of spacing.h, in their order.
KINDS = {
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
_ALONE = [f"{reason}; the words alone show it" for reason in KINDS.values()]
_WRAPPED = [f"{reason} where a line ended" for reason in KINDS.values()]


class Found(NamedTuple):
    """A space to put back."""

    share: float  # how probable it is that one was lost, 0 to 1
    reason: str


class Split(NamedTuple):
    """A place in a token where a space may be missing."""

    at: int  # characters of the token before it
    score: float  # nepers for two words
    kind: str  # what grew together


def lost_space(text: str, page: Page) -> Iterator[Edit]:
    """A space that was lost between two words.

    >>> from tasks.edits import take
    >>> take("He came tothe river andwill swim.", lost_space("He came tothe river andwill swim.", Page()))[0]
    'He came to the river and will swim.'
    """
    if not page.settings.repair.spacing:
        return
    found = _settle(text, languages(text, page.language))
    for at in sorted(found):
        yield Edit(at, "", " ", found[at].reason, round(found[at].share, 4))


def may_lack_space(text: str) -> bool:
    """Whether any token of a text looks like two.

    >>> may_lack_space("He came tothe river."), may_lack_space("He came to the riverside.")
    (True, False)
    """
    return any(looks_like_two(text, language) for language in languages(text))


def looks_like_two(text: str, language: str) -> bool:
    """Whether any token of a text looks like two words of one language.

    >>> looks_like_two("He came tothe river.", "en"), looks_like_two("He came to the riverside.", "en")
    (True, False)
    """
    return bool(core.spacing_suspects(lexicon(language), bounds(language), text, 1))


def languages(text: str, named: str | None = None) -> list[str]:
    """The languages in which lost spaces are looked for in a text: the one that it is named to be in, if it is known.

    Otherwise English, and the one that the text speaks most.  A text that begins with `the` in every third line is not
    asked for others, since to count the words of sound English copy is dear.

    >>> languages("The river has risen."), languages("Der Fluss ist über Nacht gestiegen und die Brücke gesperrt.")
    (['en'], ['en', 'de'])
    >>> languages("The river has risen.", "en-GB"), languages("Reka je narasla.", "sl")
    (['en'], [])
    """
    if named:
        code = code_of(named)
        return [code] if code else []
    return _languages(text)


@once
def _languages(text: str) -> list[str]:
    """The languages that the gate and the rule ask about, of a text that is named to be in none."""
    begun = text[:BEGUN]
    if begun.count(" the ") * ENGLISH >= len(begun):
        return ["en"]
    others = [code for code in spoken() if code != "en" and _may_speak(begun, code) and speaks(text, code)]
    return ["en", *sorted(others, key=lambda code: -core.lexicon_count(lexicon(code), text)[1])[:1]]


def _may_speak(text: str, language: str) -> bool:
    """Whether a text has enough of the most common words of a language for all of its words to be counted."""
    return sum(map(text.count, _common(language))) * SPARSE >= len(text)


@cache
def _common(language: str) -> tuple[str, ...]:
    return tuple(f" {word} " for word in spoken()[language]["common"].split())


def splits(token: str, language: str = "en") -> list[Split]:
    """Every place in a token where a space may be missing, from left to right.

    >>> [(split.at, split.kind) for split in splits("countryshared") if split.score > 5]
    [(7, 'words')]
    >>> [(split.at, split.kind) for split in splits("policies,capacity")]
    [(9, 'comma')]
    >>> splits("country"), splits("nodejs.org"), splits("ASEANPOL")
    ([], [], [])
    """
    kinds = list(KINDS)
    found = core.spacing_splits(lexicon(language), bounds(language), token)
    return [Split(at, score, kinds[kind]) for at, score, kind, _ in found]


def _settle(text: str, spoken: Sequence[str]) -> dict[int, Found]:
    """Everything that is found, then in what it leaves, until nothing is: so a second pass has nothing to say."""
    settled: dict[int, Found] = {}
    asked = 0  # languages in a row that had nothing to say
    for language in itertools.islice(itertools.cycle(spoken), ROUNDS * len(spoken)):
        found = _find(text, language)
        lost = sorted(found.keys() - set(sound(text, found, language))) if found else []
        asked = 0 if lost else asked + 1
        if asked == len(spoken):
            break
        if lost:
            found = {moved: found[at] for at, moved in zip(lost, exact(text, lost, language), strict=True)}
            text = _apart(text, sorted(found))
            settled = _merge(settled, found)
    return settled


def _find(text: str, language: str) -> dict[int, Found]:
    """What is found at once; where both the words and the lines show a place, as the lines do."""
    return {
        at: Found(share, (_ALONE if alone else _WRAPPED)[kind])
        for at, share, kind, alone in core.spacing_find(lexicon(language), bounds(language), text)
    }


def _apart(text: str, places: Sequence[int]) -> str:
    """A text with a space put in at each of these places, which stand in order."""
    parts: list[str] = []
    done = 0
    for at in places:
        parts += text[done:at], " "
        done = at
    return "".join([*parts, text[done:]])


def _merge(before: dict[int, Found], found: dict[int, Found]) -> dict[int, Found]:
    """Places found in the text that `before` left, counted in the text that it was found in."""
    merged = dict(before)
    earlier = sorted(before)
    n = 0
    for at in sorted(found):
        while n < len(earlier) and earlier[n] + n < at:
            n += 1
        merged.setdefault(at - n, found[at])
    return merged
