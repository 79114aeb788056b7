"""Headline: the shape of a line that may be a title, and what else on the page speaks for it.

A title's shape is cheap to imitate (captions, labels and menus have it, too), so that a line needs more: a
dateline or a by-line below it, its words in the page's address, itself once more, or prose below that takes up
its words.  How much of these a line needs depends on how plain its shape is.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from tasks.story.dateline import dateline

PROSE_WORDS = 9  # a sentence of the story has so many words at least
WORDS = range(4, 21)  # of a plain title
LETTERS = range(20, 141)
ODD_WORDS = range(2, 33)
ODD_LETTERS = range(9, 161)
SPACELESS_LETTERS = range(8, 46)  # of a plain title in Chinese or Japanese
ODD_SPACELESS_LETTERS = range(5, 71)
DENSE_LETTERS = range(10, 121)  # of a title in a script of syllables: Ethiopic
ECHO_REACH = 4000  # letters of the story in which a title's words are looked for
KEY = 4  # letters in which two forms of a word agree

CLOSERS = "\"'”’“»«›‹)]」』）】"  # “ closes in German, » in French and « in Danish
OPENERS = "\"'“‘„«»「『‚¿¡"

# Lines that look like a title by their length and are none: notes, buttons, labels.
_LABEL = rf"""
    (?: from: | posted | published | updated | last\ updated | filed | watch | listen | read | see | also
      | advert(?:isement)? | related | share | follow | subscribe | sign\ up | get\ (?:the|our|more) | click | tags?
      | topics? | source | note | editor['’]s | enlarge | toggle | download | copyright | © | join\ (?:us|our)
      | contact\ us | close\ | story\ highlights | image\ (?:source|caption|copyright) | media\ (?:playback|caption)
      | next\ image | prev\ image | buy\ photo | anzeige | werbung | menu\Z | home\Z | skip\ to | log\ ?in | all\ rights
    )\b
    | [A-Z][a-z]+day,?\ [A-Z\d] | \d+\ \w+\ ago\b | [(*•·–-] | [^\w\[【{OPENERS}…#@$£€]
    | \w+:\Z
"""
LABEL = re.compile(_LABEL, re.IGNORECASE | re.VERBOSE)
ODD_START = re.compile(
    rf"""(?: by | photos? | images? | pictures? | gallery | video | story | live | more(?!\ than)
      | opinion | analysis | comment | review | exclusive )\b
      | [\d{OPENERS}\[【…#@$£€]""",
    re.IGNORECASE | re.VERBOSE,
)
ODD_INSIDE = re.compile(r"@|\||\.{3}|…|[!?।。]|;\Z")
NEVER_INSIDE = re.compile(
    r"https?:|www\.|\S@\S+\.\S|\S›|\ >\ |\ » \S+ »|/\Z|。.|\w{4}[.]\s+[^\Wa-z]|[a-z\d]{3}[.]\s+[^\Wa-z]"
)
AFFILIATE = re.compile(r"affiliate|cookies?\b|newsletter|all rights|©|abonnement|@\w+\.\w", re.IGNORECASE)
PICTURED = re.compile(r"\|\s.{0,40}\b(?:Photos?|Getty|Reuters|REUTERS|AP)\b")
DOTTED = ".…:;,/。：；，、।።"
WORD = re.compile(r"[^\W_]+")
CAPITALS = re.compile(r"\b[A-Z]{2,3}\b")
SPACELESS = re.compile("[\u2e81-\u9fff\u0e00-\u0eff\u1780-\u17ff]")
ACCENTS = re.compile("[\u0300-\u036f]+")


def shape(line: str) -> int:
    """How much a line looks like a title: 2 plainly, 1 oddly (short, a question, a quotation, a count), 0 not at all.

    >>> [shape(line) for line in ("Marlow votes to move the weekly market", "Ferry to stop", "The ferry stops.")]
    [2, 1, 0]
    """
    if (
        not line
        or len(line) > ODD_LETTERS[-1]
        or NEVER_INSIDE.search(line)
        or LABEL.match(line)
        or AFFILIATE.search(line)
        or PICTURED.search(line)
    ):
        return 0
    bare = line.rstrip(CLOSERS + " ")
    if not bare or (bare[-1] in DOTTED and not bare.endswith(("...", "…"))) or dateline(line):
        return 0
    if spaceless(line):
        size = len(line)
        odd = line[0] in OPENERS + "[【" or line[-1] in "？！?!" or bare != line
        return (2 if size in SPACELESS_LETTERS and not odd else 1) if size in ODD_SPACELESS_LETTERS else 0
    if not begins(line.lstrip(OPENERS + "[…#@$£€ ")):
        return 0
    words = line.count(" ") + 1
    if dense(line):
        return (
            (2 if words in range(3, 17) and len(line) in DENSE_LETTERS else 1)
            if len(line) in range(6, 161) and words > 1
            else 0
        )
    if words not in ODD_WORDS or len(line) not in ODD_LETTERS or unpaired(line):
        return 0
    if names(line):
        return 0 if words < 4 else 1
    plain = (
        words in WORDS
        and len(line) in LETTERS
        and bare == line
        and not ODD_START.match(line)
        and not ODD_INSIDE.search(line)
    )
    return 2 if plain else 1


def unpaired(line: str) -> bool:
    """Whether a line opens brackets that it does not close, or the other way round: it was cut off, as captions are."""
    return line.count("(") != line.count(")") or line.count("[") != line.count("]")


def names(line: str) -> bool:
    """Whether a line is two to four capitalised words and nothing else, as a name or a section is.

    >>> names("Anna Brandt"), names("Ferry to stop")
    (True, False)
    """
    words = line.split(" ")
    return len(words) <= 4 and all(word[:1].isupper() or word in ("de", "van", "von", "and", "&") for word in words)


def begins(line: str) -> bool:
    """Whether a line begins as a title does: with a capital or a digit, or in a script that has no capitals."""
    letter = line[:1]
    if letter.islower():  # eBay, iPhone
        return line[1:2].isupper()
    return letter.isalnum()


def spaceless(line: str) -> bool:
    """Whether a line is of a script that puts no spaces between words: Chinese, Japanese, Thai, Khmer."""
    if line.isascii():
        return False
    found = len(SPACELESS.findall(line, 0, 60))
    return found > 2 and 3 * found > min(len(line), 60)


def dense(line: str) -> bool:
    """Whether a line is of a script whose letters are syllables, so that words and lines are short: Ethiopic."""
    start = line[:8]
    return not start.isascii() and any("\u1200" <= letter < "\u1380" for letter in start)


def is_prose(line: str) -> bool:
    """Whether a line holds a sentence of a story."""
    if spaceless(line):
        return len(line) > 20 and ("。" in line or len(line) >= 120)
    if dense(line):
        return len(line) > 60 or (line.count(" ") >= 5 and line.rstrip(CLOSERS)[-1:] in "።.!?፡")
    if len(line) <= 40 or line.count(" ", 0, 200) < PROSE_WORDS - 1:
        return False
    return len(line) > 200 or line[-1] == "." or line.rstrip(CLOSERS + " ")[-1:] in tuple(".!?…।۔؟։")


def keys(text: str, *, spaced: bool) -> list[str]:
    """What two texts are compared by: the beginnings of longer words, or pairs of letters where words have no ends."""
    capitals = {word.casefold() for word in CAPITALS.findall(text)} if spaced else set()
    text = ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
    if not spaced:
        return [pair for pair in map("".join, itertools.pairwise(text)) if pair.isalnum()]
    return [
        word[:KEY]
        for word in WORD.findall(text)
        if len(word) > 3 or word in capitals or not word.isascii() or word.isdigit()
    ]


def echo(title: str, story: str) -> tuple[int, float]:
    """How many of a title's words the story takes up, and their share.

    >>> echo("Gates opened by hand", "The keeper opened the gates by hand on Tuesday.")
    (3, 1.0)
    >>> echo("Advertisement", "The keeper opened the gates.")
    (0, 0.0)
    """
    spaced = not spaceless(title)
    wanted = set(keys(title, spaced=spaced))
    if not wanted:
        return 0, 0.0
    found = len(wanted.intersection(keys(story[:ECHO_REACH], spaced=spaced)))
    return found, found / len(wanted)


def in_address(title: str, url: str) -> bool:
    """Whether a page's address spells a title: three of its words, in order, and most of those in the address.

    >>> in_address("Ferry to stop, says owner", "https://herald.example/2026/ferry-to-stop-says-owner.html")
    True
    """
    path = unquote(urlsplit(url).path) if url.count("-") + url.count("_") > 1 else ""
    slug = max(re.split(r"[/.]", path), key=len, default="")
    said = [folded(word) for word in WORD.findall(title.casefold())]
    wanted = [
        word for word in map(folded, re.split(r"[-_+ ]", slug.casefold())) if len(word) > 1 and not word.isdigit()
    ]
    found = sum(word in said for word in wanted)
    return found >= 3 and found >= 0.6 * len(wanted) and found >= 0.4 * len(said)


def folded(word: str) -> str:
    """A word without its accents, as addresses spell it."""
    return ACCENTS.sub("", unicodedata.normalize("NFD", word.replace("đ", "d")))


def letters(text: str) -> str:
    """What is left of a line when case, spaces and punctuation do not count."""
    return "".join(filter(str.isalnum, text.casefold()))


def repetitions(lines: Sequence[str], title: str) -> tuple[int, ...]:
    """The lines that say a title again, whatever its quotes, spaces, case, and the site's name after it.

    >>> repetitions(["Local news", "The Ferry’s End", "It sank."], "The ferry's end | Herald")
    (1,)
    """
    parts = [title.rpartition(bar)[0] for bar in (" | ", " - ", " – ", " — ") if bar in title]
    titles = {title, *(part for part in parts if len(part) > len(title) / 2)}
    shortest, longest = min(map(len, titles)) - 9, max(map(len, titles)) + 9
    likely = [n for n, line in enumerate(lines) if shortest < len(line) < longest]
    if not likely:
        return ()
    wanted = {key for key in map(letters, titles) if key}
    return tuple([n for n in likely if letters(lines[n]) in wanted])
