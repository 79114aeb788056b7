"""Bytes to text: the whole of it, or not at all.

What says its encoding (a byte order mark, valid UTF-8, the NULs of UTF-16) is believed.  For the rest,
each encoding of a fixed list reads the bytes, and the reading that looks most like a language wins:
letters as frequent as in that language, its common words, no signs in the midst of words.  So the
result depends on the bytes alone, and most of the time is spent in `bytes.decode`.

Roads not taken (129 articles in 14 languages and their legacy encodings, tests/languages): charset-normalizer
3.5 reads 12 of them wrong, chardet 7.7 none, at three times this module's time and one dependency more.
"""

from __future__ import annotations

import codecs
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from tasks.read.letters import LETTERS, SIGNS, WORDS

MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LATIN = tuple(WORDS)
CYRILLIC = ("ru", "uk", "be", "bg", "sr", "mk")
# An encoding, the languages it may hold, and the logarithm of how rare it is beside its likes.
# Where two readings are the same text, the first named wins.
READINGS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("cp1252", LATIN, 0),
    ("latin-1", LATIN, 0),
    ("cp1250", LATIN, -1),
    ("iso8859_2", LATIN, -4),
    ("cp1254", LATIN, -4),
    ("cp1257", LATIN, -4),
    ("cp1258", LATIN, -4),
    ("mac_roman", LATIN, -6),
    ("cp1251", CYRILLIC, 0),
    ("koi8_r", ("ru", "bg"), 0),
    ("koi8_u", ("uk", "be"), 0),
    ("iso8859_5", CYRILLIC, -4),
    ("cp866", CYRILLIC, -4),
    ("mac_cyrillic", CYRILLIC, -6),
    ("cp1253", ("el",), 0),
    ("iso8859_7", ("el",), 0),
    ("cp1255", ("he",), 0),
    ("cp1256", ("ar", "fa"), 0),
    ("iso8859_6", ("ar",), 0),
    ("cp874", ("th",), 0),
    ("cp932", ("ja",), 0),
    ("euc_jp", ("ja",), 0),
    ("gb18030", ("zh-Hans", "zh-Hant"), 0),
    ("big5", ("zh-Hant",), 0),
    ("cp950", ("zh-Hant",), 0),
    ("big5hkscs", ("zh-Hant",), 0),
    ("euc_kr", ("ko",), 0),
    ("cp949", ("ko",), 0),
)
SAMPLE = 40_000  # bytes on which readings are compared; the winner then has to read all of them

CONTROLS = bytes({*range(1, 32)} - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
# Signs that stand in the midst of a word in wrong readings only.
ASTRAY = re.compile(r"(?<=[^\W\d_])[¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷€‚„…†‡ˆ‰‹›•˜™˘˙˛˝¬√∂∆∑∫≈≠≤≥◊]+(?=[^\W\d_])")
WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]{2,}(?![A-Za-z\x80-\xff])")

# Natural logarithms of how often a character is met, where its language does not say.
PUNCTUATION = {
    sign: math.log(rate / 1000)
    for signs, rate in (
        ("’“”", 2.0),
        ("‘–—…«»„\u00a0", 0.7),
        ("、。，", 15.0),
        ("「」：；？！（）《》『』【】・ー\u3000", 2.0),
        ("€£°•´·‚‹›™©®§№", 0.1),
        ("½¼¾²³±×µ¿¡ºª¥¢†‡‰¶¹−→", 0.02),
    )
    for sign in signs
}
ASCII = -3.4  # a letter, sign or space of ASCII in any text
ASCII_FOREIGN = -7.0  # an ASCII letter in a language that writes others
FOREIGN = -12.0  # a letter of another language of the same script
RARE = -11.5  # a Chinese sign or Korean syllable beyond the common ones
NEVER = -15.0
WORD_COUNTS = 2.5  # what one common word says for its language
ASTRAY_COSTS = 4.0
# What the mean over the characters beyond ASCII must reach.  Right readings of tests/languages reach -3.6 to
# -6.7 in Latin, -3.4 (in capitals -6.5) in other alphabets, -3.5 in Thai, -7.0 in Chinese; 600 bytes of noise
# never more than -9.2, -7.3, -6.1, -10.8.
PLAUSIBLE = {"latin": -9.3, "alphabet": -7.0, "th": -5.0, "signs": -9.3}
GRACE = 25.0  # by how much in all a text may stay below that: a few odd letters in much English


class Decoded(NamedTuple):
    """A text and the Python codec it was decoded with."""

    text: str
    encoding: str


class Undecodable(ValueError):
    """The bytes are no text in any encoding that was tried; the message says what they look like."""


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text of these bytes.

    Raises Undecodable with the reason: nothing is ever replaced or left out.

    >>> decode("Größe".encode("utf-8-sig"))
    Decoded(text='Größe', encoding='utf-8-sig')
    >>> decode("Премьер-министр сообщил об этом в среду.".encode("koi8-r")).encoding
    'koi8_r'
    """
    if encoding:
        return _strict(data, encoding, "as read.encoding says")
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict(data, name, "as its byte order mark says")
    if b"\0" in data:
        return _wide(data)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _narrow(data, error)
    if "\x1b" in text and (escaped := _escaped(data)):
        return escaped
    if 10 * _controls(data) > len(data):
        raise Undecodable(_binary(data))
    return Decoded(text, "utf-8")


def _strict(data: bytes, name: str, said: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeError as error:
        raise Undecodable(f"is not {name}, {said}: {error}") from error


def _escaped(data: bytes) -> Decoded | None:
    """ISO-2022: seven bits, with escape sequences between the character sets."""
    for mark, name in ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr")):
        if mark in data:
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError:
                return None
    return None


def _wide(data: bytes) -> Decoded:
    """Text with NULs in it: UTF-16 or UTF-32 without a byte order mark, or no text.

    The right reading has next to no characters that nobody writes, and the most spaces and line ends.
    """
    # Every other byte of Latin text in UTF-16 is a NUL; other scripts have control characters for them.
    if magic(data) or (3 * data.count(0) < len(data) and 5 * _controls(data) < len(data) and _is_utf_8(data)):
        raise Undecodable(_binary(data))
    found: list[tuple[int, int, str, str]] = []
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        odd = sum(n for sign, n in Counter(text).items() if unicodedata.category(sign) in ("Cc", "Cn", "Co"))
        odd -= sum(map(text.count, "\t\n\r\f\v"))
        if 200 * odd <= len(text) and "\0" not in text:
            found.append((odd, -sum(map(text.count, " \n,.")), name, text))
    if not found:
        raise Undecodable(_binary(data))
    _, _, name, text = min(found)
    return Decoded(text, name)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _narrow(data: bytes, error: UnicodeDecodeError) -> Decoded:
    """Text that is not UTF-8."""
    if magic(data) or _controls(data) > 3 + len(data) // 500:
        raise Undecodable(_binary(data))
    broken = data.decode("utf-8", "surrogateescape")
    strays = len(re.findall("[\udc80-\udcff]", broken))
    if len(data) - strays - len(re.findall("[\0-\x7f]", broken)) >= 2 * strays:
        raise Undecodable(
            f"is UTF-8 but for {strays} bytes, the first at {error.start}: 0x{data[error.start]:02x}; "
            "mixed from two encodings, or damaged on its way"
        )
    found = _best(data)
    if found is None:
        raise Undecodable(f"is no text in any of {len(READINGS)} encodings; name its own in read.encoding")
    return found


def _best(data: bytes) -> Decoded | None:
    sample = _sample(data)
    words = Counter(word.decode() for word in map(bytes.lower, WORD.findall(sample)))
    ranked: list[tuple[float, int, str, bool]] = []
    for order, (name, languages, rarity) in enumerate(READINGS):
        try:
            text = sample.decode(name)
        except UnicodeError:
            if len(sample) == len(data):
                continue
            text = sample.decode(name, "ignore")  # the sample may end in the midst of a character
        total, plausible = _score(text, languages, words)
        ranked.append((-total - rarity, order, name, plausible))
    for _, _, name, plausible in sorted(ranked):
        if not plausible:
            return None
        try:
            return Decoded(data.decode(name), name)
        except UnicodeError:
            continue
    return None


def _score(text: str, languages: tuple[str, ...], words: Mapping[str, int]) -> tuple[float, bool]:
    """How likely a text is in the likeliest of these languages, and whether it is a text at all."""
    counts = Counter(text)
    beyond = [(sign, n, _unheard(sign)) for sign, n in counts.items() if sign > "\x7f"]
    size = sum(n for _, n, _ in beyond)
    ascii_letters = sum(n for sign, n in counts.items() if sign.isascii() and sign.isalpha())
    fixed = ASCII * (len(text) - size - ascii_letters)
    fixed += ascii_letters * (ASCII if _script(languages[0]) == "latin" else ASCII_FOREIGN)
    fixed -= ASTRAY_COSTS * sum(map(len, ASTRAY.findall(text)))
    best = letters_of_best = -math.inf
    for language in languages:
        table = _tables()[language]
        letters = sum(n * table.get(sign, unheard) for sign, n, unheard in beyond)
        common = _words().get(language, frozenset())
        total = letters + WORD_COUNTS * sum(n for word, n in words.items() if word in common)
        if total > best:
            best, letters_of_best = total, letters
    return best + fixed, letters_of_best > PLAUSIBLE[_script(languages[0])] * size - GRACE


def _script(language: str) -> str:
    if language in WORDS:
        return "latin"
    return "signs" if language in SIGNS else "th" if language == "th" else "alphabet"


@functools.cache
def _tables() -> dict[str, dict[str, float]]:
    """For each language the logarithm of each character's frequency."""
    tables: dict[str, dict[str, float]] = {}
    for language, letters in LETTERS.items():
        table = tables[language] = {}
        for entry in letters.split():
            letter, rate = entry[0], math.log(float(entry[1:]) / 1000)
            table[letter] = rate
            if letter.upper() != letter and len(letter.upper()) == 1:
                table.setdefault(letter.upper(), rate - 3.2)  # one letter in 25 is a capital
    for language, signs in SIGNS.items():
        # Zipf's law with Mandelbrot's shift: the first 50 signs make up a third of Chinese, half of Korean.
        tables[language] = {sign: math.log(0.22 / (10 + rank)) for rank, sign in enumerate(signs)}
    return tables


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in WORDS.items()}


@functools.cache
def _latin() -> frozenset[str]:
    return frozenset(sign for language in WORDS for sign in _tables()[language])


def _unheard(sign: str) -> float:
    """The logarithm of the frequency of a character that the language does not name."""
    if sign in PUNCTUATION:
        return PUNCTUATION[sign]
    if sign in _latin():
        return FOREIGN
    if "\u4e00" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" or "\u3041" <= sign <= "\u30fe":
        return RARE
    return FOREIGN if "\uff10" <= sign <= "\uff5a" else NEVER


def _sample(data: bytes) -> bytes:
    """The lines that are not ASCII, up to a size: what is ASCII tells encodings apart only by its words."""
    if len(data) <= SAMPLE:
        return data
    picked: list[bytes] = [data[: SAMPLE // 4]]
    size = 0
    for line in data[SAMPLE // 4 : 50 * SAMPLE].split(b"\n"):
        if not line.isascii():
            picked.append(line)
            size += len(line)
            if size > SAMPLE:
                break
    return b"\n".join(picked)[: 2 * SAMPLE]


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, CONTROLS))


MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive, or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document of the old kind"),
    (b"\x1f\x8b", "a gzip archive; name it .gz"),
    (b"BZh", "a bzip2 archive; name it .bz2"),
    (b"\xfd7zXZ", "an xz archive; name it .xz"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive; name it .zst"),
    (b"PAR1", "a Parquet file; name it .parquet"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)


def magic(data: bytes) -> str:
    """What the first bytes say a file is that is no text; empty when they say nothing."""
    return next((name for mark, name in MAGIC if data.startswith(mark)), "")


def _binary(data: bytes) -> str:
    if name := magic(data):
        return f"is no text but {name}"
    if b"\0" in data:
        return "is no text: it holds NUL bytes, and is neither UTF-16 nor UTF-32"
    return "is no text: too many of its bytes are control characters"
