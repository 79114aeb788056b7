"""Bytes to text: the whole of it, or not at all."""

from __future__ import annotations

import codecs
from typing import NamedTuple

MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
    """
    if encoding:
        return _strict(data, encoding, "read.encoding")
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict(data, name, "its byte order mark")
    if b"\0" in data:
        raise Undecodable("holds NUL bytes: not text, or text cut from something else")
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError:
        return _guessed(data)


def _strict(data: bytes, name: str, said_by: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except (UnicodeDecodeError, LookupError) as error:
        raise Undecodable(f"is not {name}, as {said_by} says: {error}") from error


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise Undecodable("is no text in any known encoding")
    return _strict(data, best.encoding, "detection")
