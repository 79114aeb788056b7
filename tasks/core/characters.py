"""Characters: what every code point is, for all loops of the core, written as a C header when the core is built.

The header is made of the Unicode data of the Python that builds, so one built core says the same on any Python.
Characters that are the same in all respects share a record; blocks of 128 that are the same share a block.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

BLOCK = 128
POINTS = 0x110000

# Scripts that put no spaces between words: near counts each of their letters as a word, and story every two.
SPACELESS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
WIDE = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x30FF), (0x3400, 0x9FFF)),
    *((0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)
# Stops that end a sentence with no space behind them, from Armenian to Japanese.
FULL_STOPS = "\u0589\u061f\u06d4\u0964\u0965\u104b\u1362\u1367\u17d4\u3002\uff01\uff1f"
SIGNS = {
    "STOP": ".。።।۔．",
    "ASK": "!?！？؟…⁇‼",
    "COMMA": ",、，،፣;；",
    "QUOTE": '"“”„«»‘「」『』‹›',
    "SEPARATOR": "|•·/›>→▪",
    "MARK": "’'-",
}
# One bit each.  Of a character in two of SIGNS the later counts.
BITS = (
    *("LETTER", "UPPER", "CASED", "DIGIT", "PART", "WIDE", *SIGNS, "SPACE", "BREAK"),
    *("ALNUM", "DECIMAL", "BLANK", "LOWER"),  # as str.isalnum, isdecimal, isspace and islower have it
    *("WORD_LETTER", "WORD_DIGIT", "WORD_SIGN", "SENTENCE_END"),  # of near's words; at most one of them
    "FOLDED",  # its casefold is another character than its small letter, or several
)
BIT = {name: 1 << n for n, name in enumerate(BITS)}


def _within(point: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= point <= last for first, last in spans)


def _of_near(point: int, category: str) -> int:
    if point >= 0x10000:
        return BIT["WORD_SIGN"] if 0x20000 <= point < 0x32000 else 0
    if chr(point) in FULL_STOPS:
        return BIT["SENTENCE_END"]
    if category[0] in "LM" or category == "Nl":
        return BIT["WORD_SIGN" if _within(point, SPACELESS) else "WORD_LETTER"]
    return BIT["WORD_DIGIT"] if category[0] == "N" else 0


def character(point: int) -> tuple[int, int]:
    """The bits of a code point, and how far its small letter is from it, where that is one code point.

    >>> bits, small = character(ord("R"))
    >>> bool(bits & BIT["UPPER"]), chr(ord("R") + small)
    (True, 'r')
    """
    letter = chr(point)
    category = unicodedata.category(letter)
    if category in ("Cn", "Co"):  # most of all: nobody has them
        return _of_near(point, category) | BIT["WIDE"] * _within(point, WIDE), 0
    small = letter.lower()
    sign = next((name for name in reversed(SIGNS) if letter in SIGNS[name]), "")
    said = {
        "LETTER": letter.isalpha(),
        "UPPER": letter.isupper(),
        "CASED": letter.isalpha() and small != letter.upper(),
        "DIGIT": letter.isdigit(),
        "PART": letter.isalpha() or letter.isdigit() or category[0] == "M",
        "WIDE": _within(point, WIDE),
        "SPACE": letter.isspace() and letter != "\n",
        "BREAK": letter == "\n",
        "ALNUM": letter.isalnum(),
        "DECIMAL": letter.isdecimal(),
        "BLANK": letter.isspace(),
        "LOWER": letter.islower(),
        "FOLDED": letter.casefold() != (small if len(small) == 1 else letter),
    }
    bits = sum(BIT[name] for name, holds in said.items() if holds) | BIT.get(sign, 0) | _of_near(point, category)
    return bits, ord(small) - point if len(small) == 1 else 0


def header() -> str:
    """The C header: the bits by name, and the tables that `character_of` in core.h reads."""
    records: dict[tuple[int, int], int] = {}
    blocks: dict[tuple[int, ...], int] = {}
    index = []
    for start in range(0, POINTS, BLOCK):
        span = (character(point) for point in range(start, start + BLOCK))
        block = tuple([records.setdefault(found, len(records)) for found in span])
        index.append(blocks.setdefault(block, len(blocks)))
    lines = [f"#define IS_{name} {bit}u" for name, bit in BIT.items()]
    folds = [point for point in range(POINTS) if character(point)[0] & BIT["FOLDED"]]
    lines += ["static const struct fold { uint32_t point, to[3]; } FOLDS[] = {"]
    lines += [f"{{{point}, {{{', '.join(str(ord(other)) for other in chr(point).casefold())}}}}}," for point in folds]
    lines += ["};"]
    lines += [f"extern const struct character CHARACTERS[{len(records)}], ASCII[128];"]
    lines += [f"extern const uint16_t BLOCKS[{len(blocks)}][{BLOCK}], BLOCK_OF[{len(index)}];"]
    lines += ["#ifdef CHARACTER_TABLES  /* in core.c */", f"const struct character CHARACTERS[{len(records)}] = {{"]
    lines += [f"{{{bits}u, {small}}}," for bits, small in records]
    lines += ["};", "const struct character ASCII[128] = {"]
    lines += [f"{{{bits}u, {small}}}," for bits, small in map(character, range(128))]
    lines += ["};", f"const uint16_t BLOCKS[{len(blocks)}][{BLOCK}] = {{"]
    lines += ["{" + ",".join(map(str, block)) + "}," for block in blocks]
    lines += ["};", f"const uint16_t BLOCK_OF[{len(index)}] = {{", ",".join(map(str, index)), "};", "#endif"]
    return "\n".join([*lines, ""])


def write(path: Path) -> None:
    """Write the header, unless it stands there already: its first line says of what it was made."""
    made_of = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=8).hexdigest()
    first = f"/* Made by characters.py ({made_of}) of Unicode {unicodedata.unidata_version}; not to be edited. */\n"
    if not path.exists() or not path.read_text(encoding="utf-8").startswith(first):
        path.write_text(first + header(), encoding="utf-8")
