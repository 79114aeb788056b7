"""Bytes to text: the whole of it, or not at all.

What says its encoding (a byte order mark, valid UTF-8, the NULs of UTF-16) is believed.  For the rest chardet says what
the bytes look like; they must be that without exception, and look like it enough: noise does not.  So the result
depends on the bytes alone.

Before, letter statistics of our own stood here (585 lines with their tables).  Of 122 articles in 15 languages and
their legacy encodings (tests/languages) both read all; of beginnings of 120 characters they read 117 and chardet 7.7
with these checks 116 of 117, of 60 characters 114 and 112 of 114.  Estonian in ISO 8859-15 they took for Windows-1252.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 40_000  # bytes on which readings are compared; the winner then has to read all of them

CONTROLS = bytes({*range(1, 32)} - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
# Signs that stand in the midst of a word in wrong readings only.
ASTRAY = re.compile(r"(?<=[^\W\d_])[¡-¿×÷€‚„…†‡ˆ‰‹›•˜™“”«»]+(?=[^\W\d_])")
# What chardet must be sure of.  Right readings of tests/languages reach .30 to .99, of a lone apostrophe .21; 200 bytes
# and more of noise never more than .10.
LEAST = 0.15
BRIEF, LEAST_OF_FEW = 200, 0.02  # fewer bytes than so many: less sure, but then without odd signs
# A control character that no keyboard has, a sign that never touches a letter, letters of two scripts in one word.
ODD = re.compile(
    r"[\x80-\x84\x86-\x9f]|[¤¦¨¯´¸×÷¬±¹²³¼½¾](?=[^\W\d_])|(?<=[^\W\d_])[¤¦¨¯¸×÷¬±¼½¾]"
    r"|[A-Za-z][\u0370-\u06ff\u0e01-\u0e30]|[\u0370-\u06ff\u0e01-\u0e30][A-Za-z]"
)
# EBCDIC, in which any bytes are letters, and what no news was ever written in.
NEVER = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140", "cp1006", "ptcp154", "hp-roman8"})
NEVER |= {"iso8859-3", "iso8859-10", "iso8859-14"}


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
    'koi8-r'
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
        raise Undecodable("is no text in any encoding that chardet knows; name its own in read.encoding")
    return found


def _best(data: bytes) -> Decoded | None:
    """The likeliest reading of all the bytes; None where none is likely."""
    import chardet  # .1 s, for those whose files need it

    least = LEAST if len(data) >= BRIEF else LEAST_OF_FEW
    odd: list[Decoded] = []
    for found in chardet.detect_all(_sample(data), ignore_threshold=True):
        name, sure = found["encoding"], found["confidence"] or 0.0
        codec = codecs.lookup(name).name if name else ""
        if not codec or sure < least or codec in NEVER or codec.startswith("utf"):
            continue
        try:
            text = data.decode(codec)
        except UnicodeError:
            continue
        if not ODD.search(text):
            return Decoded(text, codec)
        odd.append(Decoded(text, codec))
    if odd and len(data) >= BRIEF:
        return odd[0]
    return _nearly_ascii(data)


def _nearly_ascii(data: bytes) -> Decoded | None:
    """A short text of which chardet is not sure, as Windows writes it: few signs are not ASCII, and none is odd."""
    strays = len(data.translate(None, bytes(range(128))))
    try:
        text = data.decode("cp1252")
    except UnicodeError:
        return None
    few = 12 * strays <= len(data) or (strays <= 8 and 2 * strays <= len(data))
    return Decoded(text, "cp1252") if few and not ASTRAY.search(text) and not ODD.search(text) else None


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
