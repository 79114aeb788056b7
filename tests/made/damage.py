"""What machines do to news copy, done on purpose: every function takes sound text and gives it back damaged.

Pure functions: the same text and the same random state give the same damage.  The sample in `data/`
was damaged with them (and by hand), and tests that recompute a quality floor start from sound text
and compare what comes back with it.  Truth is always the text that went in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

# Seen in crawled pages: pictures of two and of more code points, flags, skin tones, and signs of the
# basic plane with and without the variation selector that makes them emoji.
EMOJI = ("🐼", "🐷", "💝", "🦟", "🔜", "♍", "👍🏽", "👩‍🚀", "🇫🇷", "❤️", "🟢", "⏩", "🎈", "🧭")

MOJIBAKE = ("latin-1", "cp1252", "double", "nbsp", "macroman", "cp1251", "c1", "half", "replaced", "question")

_WORD = re.compile(r"[^\W\d_]{4,}")
_GAP = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_DASH = re.compile(r"(?<= )[–—](?= )")
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d]")
_INNER_APOSTROPHE = re.compile("(?<=[^\\W\\d_])\u2019(?=[^\\W\\d_])")


def wraps(paragraph: str, width: int = 76) -> list[int]:
    """Where the spaces stand that a hard wrap at `width` columns would turn into line ends.

    >>> wraps("The river rose again on Monday.", 14)
    [14, 23]
    """
    places, start = [], 0
    while len(paragraph) - start > width:
        place = paragraph.rfind(" ", start + 1, start + width + 1)
        if place < 0:  # a word longer than the line
            place = paragraph.find(" ", start + 1)
            if place < 0:
                break
        places.append(place)
        start = place + 1
    return places


def lose_wraps(text: str, width: int = 76, share: float = 1.0, rng: Random | None = None) -> str:
    """Wrap each line at `width` columns, then join the pieces: with no space at `share` of the seams.

    This is how `the countryshared` is born: a line end was stripped instead of turned into a space.

    >>> lose_wraps("The river rose again on Monday.", 14)
    'The river roseagain onMonday.'
    """
    rng = rng or Random(0)
    damaged = []
    for paragraph in text.split("\n"):
        pieces, start = [], 0
        for place in wraps(paragraph, width):
            pieces.append(paragraph[start:place])
            start = place + 1 if rng.random() < share else place
        damaged.append("".join(pieces) + paragraph[start:])
    return "\n".join(damaged)


def mojibake(text: str, kind: str) -> str:
    """Text that was decoded with the wrong encoding; `kind` is one of MOJIBAKE.

    latin-1, cp1252, macroman, cp1251   UTF-8 read as that encoding
    double      UTF-8 read as cp1252, twice
    nbsp        UTF-8 read as cp1252, then every no-break space flattened to a space
    c1          cp1252 read as latin-1: quotes become invisible C1 controls
    half        every second damaged character run is cp1252 mojibake, the others are sound
    replaced    typographic quotes became U+FFFD
    question    apostrophes between letters became question marks

    >>> mojibake("the port’s café", "cp1252")
    'the portâ€™s cafÃ©'
    >>> mojibake("the port’s café", "question")
    'the port?s café'
    """
    if kind == "c1":
        return _c1(text)
    if kind == "double":
        return mojibake(mojibake(text, "cp1252"), "cp1252")
    if kind == "nbsp":
        return mojibake(text, "cp1252").replace("\xa0", " ")
    if kind == "half":
        parts = re.split(r"([^\x00-\x7f]+)", text)
        return "".join(mojibake(part, "cp1252") if n % 4 == 1 else part for n, part in enumerate(parts))
    if kind == "replaced":
        return _QUOTES.sub("\ufffd", text)
    if kind == "question":
        return _INNER_APOSTROPHE.sub("?", text)
    return _misread(text, {"macroman": "mac_roman"}.get(kind, kind))


def _reading(encoding: str) -> dict[int, str]:
    """What each byte means in an encoding; a byte it does not know is read as latin-1."""
    return {byte: bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(256)}


_READING = {name: _reading(name) for name in ("latin-1", "cp1252", "mac_roman", "cp1251")}


def _misread(text: str, believed: str) -> str:
    """UTF-8 read as another encoding."""
    return text.encode("utf-8").decode("latin-1").translate(_READING[believed])


def _c1(text: str) -> str:
    """Characters that cp1252 keeps where latin-1 has controls, read as those controls."""
    return text.translate({ord(char): chr(byte) for byte, char in _READING["cp1252"].items() if ord(char) > 255})


def inject_emoji(text: str, rng: Random, number: int = 1, emoji: Sequence[str] = EMOJI) -> str:
    """Put emoji where no writer does: inside a word, glued to a word on either side, before a dash.

    Taking every emoji out gives the text back, character by character.

    >>> inject_emoji("the first police gathering", Random(3))
    'the first police gat♍hering'
    """
    words, gaps, dashes = (list(pattern.finditer(text)) for pattern in (_WORD, _GAP, _DASH))
    kinds = [kind for kind in (words, gaps, dashes) if kind]
    chosen: set[int] = set()
    for _ in range(number if kinds else 0):
        kind = rng.choice(kinds)
        match = rng.choice(kind)
        inside = rng.randint(1, len(match.group()) - 1) if kind is words else rng.randint(0, 1) if kind is gaps else 0
        chosen.add(match.start() + inside)
    for place in sorted(chosen, reverse=True):
        text = text[:place] + rng.choice(emoji) + text[place:]
    return text


def add_teasers(text: str, teasers: Sequence[str], rng: Random, number: int = 8) -> str:
    """Append the summaries of other stories, one a line, with no heading; never one the text holds already.

    >>> add_teasers("The river rose.", ["The river rose.", "Rail fares will fall."], Random(1))
    'The river rose.\\nRail fares will fall.'
    """
    own = set(text.split("\n"))
    others = [teaser for teaser in teasers if teaser not in own]
    return "\n".join([text, *rng.sample(others, min(number, len(others)))])


def entities(text: str) -> str:
    """Characters written as HTML entities, as a feed that was escaped once too often has them.

    >>> entities("the port’s R&D – “done”")
    'the port&rsquo;s R&amp;D &ndash; &ldquo;done&rdquo;'
    """
    names = {"&": "amp", "’": "rsquo", "‘": "lsquo", "“": "ldquo", "”": "rdquo", "–": "ndash", "—": "mdash"}
    names |= {"é": "eacute", "\xa0": "nbsp", "£": "pound", "€": "euro"}
    return "".join(f"&{names[c]};" if c in names else c for c in text)


def soft_hyphens(text: str, rng: Random, number: int = 4) -> str:
    """Soft hyphens inside long words, as pages that hyphenate for the browser leave them.

    >>> soft_hyphens("the government agreed", Random(1), 1)
    'the govern\\xadment agreed'
    """
    return _inside(text, rng, number, "\xad", 7)


def zero_width(text: str, rng: Random, number: int = 4) -> str:
    """Zero-width spaces inside long words (the breaks of `<wbr>`).

    >>> zero_width("the government agreed", Random(1), 1)
    'the govern\\u200bment agreed'
    """
    return _inside(text, rng, number, "\u200b", 7)


def zero_width_gaps(text: str, rng: Random, number: int = 2) -> str:
    """Zero-width spaces in place of the spaces between two words: what looks glued is not.

    >>> zero_width_gaps("agreed on", Random(1), 1)
    'agreed\\u200bon'
    """
    gaps = [m.start() for m in _GAP.finditer(text)]
    for place in sorted(rng.sample(gaps, min(number, len(gaps))), reverse=True):
        text = text[:place] + "\u200b" + text[place + 1 :]
    return text


def lose_plus(text: str) -> str:
    """Plus signs that a form decoder turned into spaces.

    >>> lose_plus("the Coastal Ministers’ Meeting Plus (CMM+) opens")
    'the Coastal Ministers’ Meeting Plus (CMM ) opens'
    """
    return text.replace("+", " ")


def glue_sentences(text: str, rng: Random, number: int = 2) -> str:
    """Lose the space after a full stop or a comma at a few places (`end.The`, `ports,towns`).

    >>> glue_sentences("The ferry sank. Nobody died.", Random(1), 1)
    'The ferry sank.Nobody died.'
    """
    gaps = [m.start() for m in re.finditer(r"(?<=[a-z]{3}[.,]) (?=[A-Za-z][a-z])", text)]
    for place in sorted(rng.sample(gaps, min(number, len(gaps))), reverse=True):
        text = text[:place] + text[place + 1 :]
    return text


def _inside(text: str, rng: Random, number: int, what: str, length: int) -> str:
    words = [m for m in _WORD.finditer(text) if len(m.group()) >= length]
    places = [m.start() + rng.randint(2, len(m.group()) - 3) for m in rng.sample(words, min(number, len(words)))]
    for place in sorted(places, reverse=True):
        text = text[:place] + what + text[place:]
    return text
