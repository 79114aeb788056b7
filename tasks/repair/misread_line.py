r"""Which encodings a line went through: the line as it was meant, with what had happened to it.

ftfy reads most damage right.  Three kinds it leaves or misreads are read here first:

- a line whose damage is not odd enough for ftfy (`GuaidĂł`, `Copyright В©`, `whoΓÇÖd`), read in the
  encoding in which all of it becomes letters and marks that news is written with;
- cp1252 quotes beside an accented letter, which ftfy takes for one character (`ficará\x94 e`),
  and MacRoman accents, which it takes for quotes (`tur\x92stico`);
- damage inside a sound line that it does not trust (`JesieÅ„` beside `że`).
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.repair.gates import beyond
from tasks.repair.misread_text import spoken

# What Latin-script news is written with.  U+0080 to U+017F are the bytes C2 to C5 before one more, which
# is what makes a chance reading so improbable elsewhere: Romanian, Vietnamese and typography are the rest.
LETTERS = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŸŹźŻżŽžƠơƯưȘșȚț"
    + "".join(map(chr, range(0x1EA0, 0x1EFA)))
    + "ƁɓƉɖƊɗƎǝƏəƐɛƔɣƘƙŊŋƆɔƳƴṄṅṢṣ"  # of Hausa, Igbo, Yoruba and their neighbours
)
MARKS = "\xa0¡¢£¥§©«®°±²³´·¹º»¼½¾¿×–—―‘’‚“”„†•…‹›€™\u2009\u200b−►▼●→★"
MEANT = frozenset(LETTERS + MARKS)
BESIDE = frozenset(ch for ch in LETTERS if ch.islower()) | frozenset("“‘«„–—\xa0")

# In the order they are tried.  The sloppy ones also read the bytes that cp125x leaves undefined.
ENCODINGS = (
    "sloppy-windows-1252",
    "latin-1",
    "sloppy-windows-1250",
    "sloppy-windows-1251",
    "sloppy-windows-1257",
    "sloppy-windows-1253",
    "sloppy-windows-1254",
    "iso-8859-2",
    "macroman",
    "cp437",
    "cp1258",
)
C1 = re.compile("[\x80-\x9f]")
NOT_ASCII = re.compile("[^\x00-\x7f]+")
# A C1 control that cp1252 makes a quote or sign, and MacRoman an accented letter, between letters.
WORD = re.compile(r"(?:[^\W\d_]|[\x80-\x9f])+")
CONTRACTED = re.compile(
    r"\x92(?:s|t|d|m|re|ve|ll|em|n)\b|\b(?:[ldjmnstcoO]|[dD]|qu|dell|all|nell|un)\x92", re.IGNORECASE
)
# `à` is two bytes, Ã and a no-break space, which many programs make a blank.  It was no blank of its own before a
# mark, in Portuguese `às` and `àquele`, and inside Vietnamese syllables.
A_GRAVE = re.compile(r"(?<=Ã) (?=[^\w\s]|â€|$|s\b|quel[ea]s?\b|quilo\b)")
A_GRAVE_SYLLABLE = re.compile(r"(?<=Ã) (?=(?:[oiyunmpt]|ng|nh|c|ch)(?!\w))")
VIETNAMESE = re.compile("á[º»]|Æ[°¡]|Ä‘")
SENTENCE = 5  # words; a line of more is prose
A_GRAVE_INSIDE = re.compile(r"(?<=Ã) (?=\S)")

# A character that can begin UTF-8 read in another encoding (the `utf8_first_of` tables of ftfy, and what MacRoman
# and cp437 make of those bytes): of two bytes, or of three and four.
FIRST_OF_TWO = "À-ßĂĀÄĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŔŘŚŞŠŢŤŪŮŰŲŹŻŽ\u0384-ΫάέήίЂА-Яђ◊÷ÿŸ¬√ƒ≈∆┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
FIRST_OF_MORE = "à-ïðóăāąćčďđęěēėģīįķĺļŕśšźΰ-οπσа-пру‚„‰ÊÁËÈÍÎÏÌÓÔαßΓπΣσµτΦΘΩδ∞φε∩≡"
# What the bytes after it became.
AFTER = "".join(
    sorted(
        {
            ch
            for name in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman", "cp437")
            for ch in bytes(range(0x80, 0xC0)).decode(name, "ignore")
        }
        | set(map(chr, range(0x80, 0xC0)))
    )
)
# C1 controls and U+FFFD are damage wherever they stand; `â€` may have lost its third character; after some letters
# the no-break space that was a byte of theirs has become a blank.
PAIR = re.compile(
    f"[{FIRST_OF_TWO}{FIRST_OF_MORE}][{re.escape(AFTER)}](?:(?<=[{FIRST_OF_TWO}].)|[{re.escape(AFTER)}])"
    "|â€|[\x80-\x9f\ufffd]"
)
SPACED = re.compile("[ÂÃÅÎÐÙâãĂĹĆĀГВБС√┬├ΓΒ](?: |\\Z)|[ÂÃ][?]")
MAYBE_SPACED = re.compile("[ÂÃÅÎÐÙâãĂĹĆĀГВБС√┬├ΓΒ]")


class Reading(NamedTuple):
    """A line as it was meant, and how it was read instead; `confidence` from 0 to 1.

    `encodings` are those in which it was UTF-8, if only in part.
    """

    line: str
    reason: str
    confidence: float
    encodings: tuple[str, ...] = ()


class Way(NamedTuple):
    """What one way to read a line makes of it: the line itself where it does not apply."""

    line: str
    reason: str = ""
    encodings: tuple[str, ...] = ()


class Piece(NamedTuple):
    """A run of UTF-8 that may have been read in one single-byte encoding, and what it would be."""

    start: int
    end: int
    meant: str


def suspicious(line: str) -> bool:
    """Whether two characters stand together that can be bytes of UTF-8; without them nothing is ever repaired."""
    found = "" if line.isascii() else beyond(line)
    return bool(
        found and ((PAIR.search(found) and PAIR.search(line)) or (MAYBE_SPACED.search(found) and SPACED.search(line)))
    )


def reading(line: str) -> Reading:
    """The line as it was meant; itself when nothing speaks against it.

    >>> reading("The left supports GuaidĂł but not the strike.").line
    'The left supports Guaidó but not the strike.'
    >>> reading("a radius of 10 Å—").line
    'a radius of 10 Å—'
    """
    import ftfy.bad_codecs  # noqa: F401  registers the sloppy encodings

    ways: list[Way] = []
    for _ in range(6):  # damage upon damage: nobody has seen four
        for step in (_whole, _windows_quotes, _by_ftfy, _embedded):
            way = step(line) if step is not _embedded or not ways else _embedded(line, "sloppy-windows-1252")
            if way.line != line:
                ways.append(way)
                line = way.line
                break
        else:
            break
        if not suspicious(line):
            break
    reason = ", then ".join(dict.fromkeys(way.reason for way in reversed(ways)))
    return Reading(line, reason, 0.97 if ways else 1.0, tuple(name for way in ways for name in way.encodings))


def like_others(line: str, encodings: tuple[str, ...]) -> Reading:
    """A line read like others of its text, which were UTF-8 in these encodings: what it says alone is too little.

    >>> like_others("Åukasz", ("latin-1",)).line, like_others("Šalina", ("latin-1",)).line
    ('Åukasz', 'Šalina')
    >>> like_others("∆ôanana suka", ("macroman",)).line
    'ƙanana suka'
    """
    for name in encodings if not line.isascii() else ():
        with suppress(UnicodeError):
            meant = line.encode(name).decode("utf-8")
            if MEANT.issuperset(beyond(meant)) and all(_coherent(line, piece) for piece in _pieces(line, name)):
                return Reading(meant, f"UTF-8 that was read as {spoken(name)}, as in other lines", 0.95, (name,))
    return Reading(line, "", 1.0)


def _whole(line: str) -> Way:
    """All of the line decoded in one encoding, when that makes it what news is written with."""
    for name in ENCODINGS:
        try:
            meant = line.encode(name).decode("utf-8")
        except UnicodeError:
            continue
        if meant == line or not MEANT.issuperset(beyond(meant)):
            continue
        pieces = _pieces(line, name)
        certain = sum(_certain(line, piece) for piece in pieces)
        if certain > 1 or (all(_coherent(line, piece) for piece in pieces) and (certain or len(pieces) > 1)):
            return Way(meant, f"UTF-8 that was read as {spoken(name)}", (name,))
    return Way(line)


def _windows_quotes(line: str) -> Way:
    """C1 controls that are cp1252 read as Latin-1, or MacRoman accents read so, and not parts of UTF-8."""
    controls = len(C1.findall(beyond(line)))
    if not controls or not MEANT.issuperset(ch for ch in line if ch > "\x9f"):
        return Way(line)
    in_utf8 = sum(len(C1.findall(match.group())) for match in _pattern("latin-1").finditer(line))
    if 2 * in_utf8 >= controls:
        return Way(line)
    if fixed := _mac_accents(line):
        return Way(fixed, "MacRoman that was read as Latin-1")
    quoted = C1.sub(lambda match: match.group().encode("latin-1").decode("sloppy-windows-1252"), line)
    return Way(quoted, "cp1252 that was read as Latin-1")


def _mac_accents(line: str) -> str:
    """The line read as MacRoman, where its controls stand inside words and make words of them; else empty."""
    words = [match.group() for match in WORD.finditer(line) if C1.search(match.group(), 1)]
    words = [word for word in words if word[0].isalpha() and not CONTRACTED.search(word)]
    if not words or len(C1.findall("".join(words))) < len(C1.findall(line)):
        return ""
    from tasks.repair.spacing.lexicon import is_accented

    def in_mac(text: str) -> str:
        return C1.sub(lambda match: match.group().encode("latin-1").decode("macroman"), text)

    # At the end of a word a control is an apostrophe as often as not, so there each must make a word.
    sure = [is_accented(in_mac(word)) for word in words if word[-1].isalpha()]
    ends = [is_accented(in_mac(word)) for word in words if not word[-1].isalpha()]
    meant = {ch for word in words for ch in in_mac(word) if ch > "\x7f"}
    return in_mac(line) if any(sure) and all(ends) and meant <= set(LETTERS) else ""


def _by_ftfy(line: str) -> Way:
    """The line as ftfy reads it, typography left alone."""
    import ftfy

    config = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, explain=True)
    # ftfy gives back the blank of `Ã ` as `à ` whatever follows; before a mark it was the no-break space itself,
    # and so it was in all of a line that still shows both (`metÃ  uomo`).
    whole = A_GRAVE_INSIDE if "Ã  " in line else A_GRAVE
    given = line
    if "Ã " in line:
        given = whole.sub("\xa0", line)
        if VIETNAMESE.search(line):
            given = A_GRAVE_SYLLABLE.sub("\xa0", given)
    fixed, steps = ftfy.fix_encoding_and_explain(given, config)
    if "Ã\xa0" not in line:
        fixed = fixed.replace("Ã\xa0", "Ã ")  # where that was no `à`
    if fixed == line:
        return Way(line)
    names = [step.parameter for step in steps or () if step.action == "encode"]
    if not names:
        return Way(fixed, "UTF-8 that was read in another encoding, in part of the line")
    reason = ", then ".join(f"UTF-8 that was read as {spoken(name)}" for name in reversed(names))
    return Way(fixed, reason, tuple(names))


def _embedded(line: str, known: str = "") -> Way:
    """Damaged words inside a sound line, when one at least cannot be a word as it stands.

    Where the line is `known` to have been read in an encoding in other places, no more is asked.
    """
    best: list[Piece] = []
    chosen, most = "", 0
    for name in ENCODINGS:
        pieces = [piece for piece in _pieces(line, name) if MEANT.issuperset(piece.meant) and _coherent(line, piece)]
        certain = len(pieces) if name == known else sum(_certain(line, piece) for piece in pieces)
        if certain > most:
            best, chosen, most = pieces, name, certain
    if not best:
        return Way(line)
    parts: list[str] = []
    end = 0
    for piece in best:
        parts += line[end : piece.start], piece.meant
        end = piece.end
    fixed = "".join(parts) + line[end:]
    # `à` alone, whose second byte was a no-break space and became a blank.
    fixed = re.sub(rf"(?<!\S){re.escape(bytes([0xC3]).decode(chosen))} (?=\w)", "à ", fixed)
    return Way(fixed, f"UTF-8 that was read as {spoken(chosen)}, in part of the line", (chosen,))


def _pieces(line: str, name: str) -> list[Piece]:
    """Runs that UTF-8 would look like in that encoding, but for those amid a larger garble."""
    found: list[Piece] = []
    end = -1
    pattern = _pattern(name)
    if not pattern.search(beyond(line)):
        return found
    for match in (match for run in _runs(line) for match in pattern.finditer(line, *run)):
        left = line[match.start() - 1 : match.start()]
        if match.start() == end or left.isascii() or left in BESIDE:
            with suppress(UnicodeError):
                found.append(Piece(*match.span(), match.group().encode(name).decode("utf-8")))
                end = match.end()
    return found


@lru_cache(maxsize=4)
def _runs(line: str) -> list[tuple[int, int]]:
    """Where the runs of characters beyond ASCII stand; in ten encodings one looks at the same."""
    return [run.span() for run in NOT_ASCII.finditer(line)]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """What two and three bytes of UTF-8 look like in an encoding."""
    after = _class(name, 0x80, 0xC0)
    return re.compile(f"{_class(name, 0xC2, 0xE0)}{after}|{_class(name, 0xE1, 0xF0)}{after}{after}")


def _class(name: str, first: int, last: int) -> str:
    chars = bytes(range(first, last)).decode(name, "ignore")
    return "[" + re.escape(chars) + "]"


def _coherent(line: str, piece: Piece) -> bool:
    """Whether the letter fits the case of its word: no small one among capitals, no capital after a small one."""
    before, after = line[max(0, piece.start - 2) : piece.start], line[piece.end : piece.end + 1]
    if piece.meant.islower():
        return not (
            before[-1:].isupper()
            and (after.isupper() or (len(before) > 1 and before.isupper() and before[0].isalpha()))
        )
    return not (piece.meant.isupper() and before[-1:].islower())


def _certain(line: str, piece: Piece) -> bool:
    """Whether the piece cannot stand where it stands, so that it must be damage.

    Its first sign is a capital, or no letter, right after a small letter (`GuaidĂł`, `piÃ¹`) or between the
    first letter of a name and a small one (`LĂłpez`); or a letter of another script than the word's; or a
    sign follows it and then a small letter (`Å¼eby`); or it stands for one of the marks nobody types.
    """
    left, first, second = line[piece.start - 1 : piece.start], line[piece.start], line[piece.start + 1]
    right = line[piece.end : piece.end + 1]
    if line.startswith("Ã¥", piece.start):  # the sleeve of a record says DrÃ¥ber, and means it
        return _small(right) and len(line.split(maxsplit=SENTENCE)) > SENTENCE
    if not piece.meant.isalpha():
        alone = not left.strip() and not right.strip()
        return (
            piece.end - piece.start == 3
            or (piece.meant in "©®·•°" and alone)
            or (piece.meant in "£¥¢" and right.isdigit())
            or (piece.meant in "¿¡" and right.isalpha())
            or (first > "\u0370" and first.isalpha() and not second.isalpha() and not left.isalpha())
        )
    if not piece.meant.islower():
        sign = _mark(second) or line.startswith("Ã…", piece.start)  # `Ã…lesund`
        return first.isalpha() and not left.isalpha() and _small(right) and sign
    if _small(left):
        return first.isupper() or not first.isalpha()
    if _small(right) and left.isascii() and left.isupper():
        return not line[piece.start - 2 : piece.start - 1].isalpha()
    if first > "\u0370" and first.isalpha():
        return (left.isascii() and left.isalpha()) or _small(right)
    return first.isalpha() and not left.isalpha() and _small(right) and _mark(second)


def _small(ch: str) -> bool:
    return ch.isascii() and ch.islower()


def _mark(ch: str) -> bool:
    return not ch.isalpha() and ch not in "’”“‘…–—™®"
