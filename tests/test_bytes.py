"""Bytes to text: right for every encoding that news come in, and never half right."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read.decode import Undecodable, decode

ENCODINGS = {
    "en": "cp1252 latin-1 cp1250 cp1258",
    "fr": "cp1252 latin-1 cp1254 mac_roman",
    "de": "cp1252 latin-1 cp1250 mac_roman",
    "pl": "cp1250 iso8859_2",
    "cs": "cp1250 iso8859_2",
    "hu": "cp1250 iso8859_2",
    "ru": "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic",
    "uk": "cp1251 koi8_u iso8859_5",
    "bg": "cp1251 iso8859_5",
    "ja": "cp932 euc_jp iso2022_jp",
    "zh-Hans": "gb18030 gbk",
    "zh-Hant": "big5 cp950 gb18030",
    "ko": "euc_kr cp949 iso2022_kr",
    "vi": "cp1258",
    "th": "cp874",
}
UNICODE = "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be"
# Where an encoding lacks a typographic sign, old programs wrote a plain one.
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "£": "L", "œ": "oe"}
    | {"Ґ": "Г", "ґ": "г"}
)
TEXTS = [
    (path.stem, article.strip() + "\n")
    for path in sorted((Path(__file__).parent / "made" / "languages").glob("*.txt"))
    for article in path.read_text(encoding="utf-8").split("===\n")
]


def spelled(text: str, encoding: str) -> str:
    """The text as it can be written in an encoding, as the programs of its time wrote it."""
    if encoding == "cp1258":
        text = "".join(map(with_tone_apart, text))
    return "".join(sign if writable(sign, encoding) else sign.translate(PLAIN) for sign in text)


def writable(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def with_tone_apart(sign: str) -> str:
    """Vietnamese as windows-1258 has it: a vowel, then its tone as a combining mark."""
    if writable(sign, "cp1258"):
        return sign
    marks = unicodedata.normalize("NFD", sign)
    tones = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones)) + tones


@pytest.mark.parametrize(
    ("language", "encoding"),
    [(language, e) for language, names in ENCODINGS.items() for e in f"{names} {UNICODE}".split()],
)
def test_articles_of_every_language_are_read_right(language: str, encoding: str) -> None:
    for text in (text for name, text in TEXTS if name == language):
        written = spelled(text, encoding)
        assert decode(written.encode(encoding)).text == written


def test_the_languages_are_there() -> None:
    assert sorted({name for name, _ in TEXTS}) == sorted(ENCODINGS)
    assert len(TEXTS) == 45
    assert all(len(text) >= 450 for _, text in TEXTS)


@pytest.mark.parametrize("quotes", ["“{}”", "‘{}’", "{} – {}", "the mayor’s {}", "€{}", "{}… {}"])
def test_one_typographic_sign_in_english_is_enough(quotes: str) -> None:
    text = "The harbour will be closed until Monday, the council said. " * 10 + quotes.format("no harm done", "none")
    for encoding in ("cp1252", "utf-8"):
        assert decode(text.encode(encoding)).text == text


def test_an_encoding_that_is_given_is_believed_or_refused() -> None:
    assert decode("Größe".encode("cp850"), "cp850").text == "Größe"
    with pytest.raises(Undecodable, match=r"is not cp1252, as read\.encoding says"):
        decode(b"\x81\x8d", "cp1252")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x10JFIF" + bytes(range(1, 256)), "a JPEG image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF file"),
        (b"\x1f\x8b\x08\x08" + bytes(range(1, 200)), r"name it \.gz"),
        (b"Half a story\0\0\0\0and then", "NUL bytes"),
        ("“Gut”, sagte die Bürgermeisterin. “Schön”.".encode() + b" \x93Nein\x94", "UTF-8 but for 2 bytes"),
        ("Der Fluß stieg über die Ufer – schon wieder.".encode()[:-20] + b"\xe2\x80", "UTF-8 but for 2 bytes"),
        (b"\xff\xfeodd", "byte order mark"),
        (bytes(range(1, 32)) * 20, "control characters"),
    ],
)
def test_what_is_no_text_is_refused_whole_and_said_why(data: bytes, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason):
        decode(data)


def test_noise_is_refused() -> None:
    rnd = random.Random(7)
    for pool in (range(256), range(32, 256), range(128, 256)):
        for size in (200, 600, 3000):
            with pytest.raises(Undecodable):
                decode(bytes(rnd.choices(pool, k=size)))


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_utf_8_is_read_as_it_is_unless_it_is_binary(text: str) -> None:
    if text.startswith("\ufeff") or "\x1b$" in text or "\0" in text:
        return
    try:
        assert decode(text.encode()) == (text, "utf-8")
    except Undecodable:
        assert sum(ord(sign) < 32 or sign == "\x7f" for sign in text) * 10 > len(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_that_gives_them_back_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except Undecodable as error:
        assert str(error)
        return
    assert data.decode(encoding) == text
