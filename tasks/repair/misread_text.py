"""The one encoding that a whole text, or many of its lines, was read in instead of UTF-8.

Line by line a reading must be guessed from a few odd characters.  A text is surer: where several lines, read back in
one encoding, are UTF-8 from end to end, no other explanation is left, for in sound copy of any language some character
breaks it at once.  Then every line that is UTF-8 in that encoding is read so, the short ones as well; any other stays
for `mixup.reading`.

In: the lines of a text.  Out: the same lines as they were meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from tasks.repair.gates import beyond

# In the order in which they are preferred where two say the same.  Bytes that one leaves undefined are C1 controls, as
# browsers read them.
SINGLE = (
    "cp1252",
    "latin-1",
    "cp1250",
    "cp1251",
    "cp1257",
    "cp1253",
    "cp1254",
    "cp1258",
    "iso8859-2",
    "mac-roman",
    "cp437",
    "cp850",
    "cp866",
    "koi8-r",
    "cp1256",
    "cp874",
)
DOUBLE = ("gbk", "cp932")  # of which most readings lose bytes; what kept all of them comes back
DIFFERENT = 3  # characters beyond ASCII that a text must hold in a reading, different ones:
NUMBER = 4  # and in all; four that stand by chance as UTF-8 does, and no fifth that does not, were never seen
ROUNDS = 4  # readings on top of each other

# What begins UTF-8 in encodings whose signs of it `mixup.PAIR` does not hold: MacRoman's dashes and dots, cp1258's
# letters and accents, cp866, KOI8-R, cp1256, cp874; and in Chinese and Japanese ones, what typography begins with.
SIGNS = re.compile(
    "[–—…«»ŒœÕ“”‘’]{1}[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†¢¶ß´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø]"
    "|[ƠƯ\u0300\u0301\u0303\u0309\u0323][€‚ƒ„…†‡ˆ‹Œ•˜™›œŸ¡-¿\x80-\x9f]"
    "|[╨╤][А-Яа-п\u2580-\u2593]|[пя][─-▟⌠■∙√≈≤≥⌡°²·÷╧©ё]|[طظ][€-™¢-¾]|เ[ธน]|[鈥銆锛縺繧繝窶]"
)
DOUBLE_SIGN = re.compile("[鈥銆锛縺繧繝窶]")
UNBLANKED = re.compile("(?<=[\xc2-\xdf]) |(?<=[\xc2-\xdf])$")
UNSOUND = frozenset(("Cn", "Co", "Cs"))
# Blocks that no news is written in; a few bytes can spell them by chance.
STRANGE = re.compile(
    "[\u0250-\u0252\u0255\u0258\u025a\u025c-\u0262\u0264-\u0268\u026a-\u0271\u0273-\u0289\u028c-\u02b8"
    "\u0700-\u08ff\u1400-\u177f\u1800-\u1cff]"
)


class Found(NamedTuple):
    """Lines as they were meant, and of each what it had been read as; empty where it stays."""

    lines: list[str]
    reasons: list[str]


def has_signs(found: str) -> bool:
    """Whether characters beyond ASCII, as they follow each other, can be UTF-8 in an encoding that is rare."""
    return SIGNS.search(found) is not None


def is_double(text: str) -> bool:
    """Whether a text has a character that hardly stands in Chinese or Japanese, but begins UTF-8 that was read so."""
    return DOUBLE_SIGN.search(text) is not None


def readings(lines: Sequence[str]) -> Found:
    """The lines of a text read in the encoding that explains most of them, once and again.

    >>> readings(["SchlĂ¶sser und BrĂ¼cken", "fĂ¼r FuĂŸgĂ¤nger", "Punkt"]).lines
    ['Schlösser und Brücken', 'für Fußgänger', 'Punkt']
    """
    meant = list(lines)
    reasons: list[list[str]] = [[] for _ in lines]
    for _ in range(ROUNDS):
        odd = [n for n, line in enumerate(meant) if not line.isascii()]
        name, read = _best([meant[n] for n in odd])
        if not name:
            break
        for n, line in zip(odd, read, strict=True):
            if line and line != meant[n]:
                meant[n] = line
                reasons[n].append(f"UTF-8 that was read as {spoken(name)}, as in all of the text")
    return Found(meant, [", then ".join(reversed(some)) for some in reasons])


def spoken(name: str) -> str:
    """An encoding as people call it.

    >>> spoken("mac-roman"), spoken("sloppy-windows-1252")
    ('MacRoman', 'cp1252')
    """
    names = {"latin-1": "Latin-1", "mac-roman": "MacRoman", "macroman": "MacRoman", "iso8859-2": "Latin-2"}
    names |= {"iso-8859-2": "Latin-2", "gbk": "GBK", "cp932": "Shift-JIS", "koi8-r": "KOI8-R"}
    return names.get(name) or name.replace("sloppy-windows-", "cp")


def _best(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The encoding in which most is UTF-8, and its lines; empty ones for those that are not."""
    best, chosen, most = "", [""] * len(lines), 0
    odd = list(map(beyond, lines))
    opened = [
        (ord(some[0]), line[(at := line.index(some[0]) + 1) : at + 1]) for line, some in zip(lines, odd, strict=True)
    ]
    for name in (*SINGLE, *(DOUBLE if is_double("".join(odd)) else ())):
        likely = range(len(lines)) if name in DOUBLE else _likely(opened, _table(name))
        if not likely:
            continue
        read = [""] * len(lines)
        for n in likely:
            read[n] = _read(lines[n], name)
        seen = Counter(ch for line in read if line for ch in beyond(line))
        if len(seen) >= DIFFERENT and (number := seen.total()) >= max(NUMBER, most + 1):
            best, chosen, most = name, read, number
    if best:
        known = set(map(_block, set().union(*[line for line in chosen if len(set(beyond(line))) > 1])))
        chosen = [line if len(set(beyond(line))) > 1 or known.issuperset(map(_block, line)) else "" for line in chosen]
    return best, chosen


def _likely(opened: Sequence[tuple[int, str]], table: Mapping[int, int]) -> Sequence[int]:
    """The lines that may be UTF-8 in an encoding, by their first character beyond ASCII and the one behind it.

    That one is a byte of the same letter, or a blank that it may have become.
    """
    return [
        n
        for n, (head, second) in enumerate(opened)
        if 0xC2 <= table.get(head, 0) <= 0xF4 and (second in ("", " ") or 0x80 <= table.get(ord(second), 0) < 0xC0)
    ]


def _read(line: str, name: str) -> str:
    """A line that is UTF-8 in an encoding, read so; else empty."""
    if name in DOUBLE:
        meant = _decoded(line, name)
    elif max(beyond(line).translate(_table(name)), default="") > "\xff":
        return ""  # a character of it is no byte
    else:
        # Many programs make a no-break space a blank, which may have been the second byte of a letter.
        given = line.translate(_table(name))
        meant = _decoded(given, "latin-1") or _decoded(UNBLANKED.sub("\xa0", given), "latin-1")
    sound = meant.isprintable() or not any(unicodedata.category(ch) in UNSOUND for ch in set(meant))
    return meant if sound and not STRANGE.search(meant) else ""


def _decoded(line: str, name: str) -> str:
    try:
        return line.encode(name).decode("utf-8")
    except UnicodeError:
        return ""


@cache
def _table(name: str) -> dict[int, int]:
    """Characters to bytes, for str.translate; those that are none become one that Latin-1 does not have."""
    table = dict.fromkeys(range(0x80, 0x100), 0x100)
    for byte in range(0x80, 0x100):
        table[ord(bytes([byte]).decode(name, "ignore") or chr(byte))] = byte
    return table


@cache
def leads() -> frozenset[str]:
    """Characters that begin a letter of two bytes where its UTF-8 was read in one of the encodings."""
    return frozenset(chr(point) for name in SINGLE for point, byte in _table(name).items() if 0xC2 <= byte <= 0xDF)


def left_over(line: str, read: Iterable[tuple[int, int]], heads: set[str]) -> bool:
    """Whether a line that was read from place to place still holds the first byte of a letter alone.

    `heads` are what began the letters that were read; the other bytes of this one were lost, or it is sound, as a
    capital among capitals and a Cyrillic letter before another are.

    >>> left_over("Äại sứ Ä‘ang", [(7, 9)], {"Ä"}), left_over("SÃO PAULO fÃ¼r", [(11, 13)], {"Ã"})
    (True, False)
    """
    rest = list(line)
    for start, end in read:
        rest[max(0, start) : end] = "\0" * (end - max(0, start))
    for at, ch in enumerate(rest):
        if ch not in heads:
            continue
        before, after = rest[at - 1] if at else "", rest[at + 1] if at + 1 < len(rest) else ""
        if (before + after).isupper() and (before + after).isascii():
            continue
        if ch < "\u0250" or after in heads or not after.isalpha():
            return True
    return False


def _block(ch: str) -> int:
    """A script, roughly: Latin and its marks as one, others by 128 characters."""
    return 0 if ch < "\u0250" or "\u1e00" <= ch < "\u2100" or "\u0300" <= ch < "\u0370" else ord(ch) >> 7
