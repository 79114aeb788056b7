"""Mojibake: text that was decoded with the wrong encoding, put back; quotes that were lost on the way.

The work is ftfy's, done line by line: one foreign line must not change how the others are read.  What
ftfy would do beyond encodings (straighten quotes, split ligatures, narrow wide letters) stays undone,
for it is typography as published.  Every edit is the smallest run of characters that was damaged.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.gates import FEW, QUIET, odd
from tasks.repair.misread_line import (
    FIRST_OF_MORE,
    MAYBE_SPACED,
    NOT_ASCII,
    PAIR,
    SPACED,
    Reading,
    like_others,
    reading,
    suspicious,
)
from tasks.repair.misread_text import has_signs, is_double, leads, left_over, readings

CHUNK = 20_000  # characters that are decoded at once; it bounds what a line that nests damage can cost

# What Unicode's composed form can change.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u0fff\u1037-\u1039\u1100-\u11ff\u1dc0-\u1fff\u2000\u2001\u20d0-\u20ff\u2126\u212a\u212b"
    "\u2329\u232a\u2adc\u302a-\u302f\u3099\u309a\uf900-\ufaff\ufb1d-\ufb4f\U00010000-\U0001efff\U0002f800-\U0002fa1f]"
)
C1 = re.compile("[\x80-\x9f]")
NEXT_LINE = re.compile('(?<=[.!?:”’")])\x85+(?![a-z\\s\x85])')
# The third byte of a closing quote, which cp1252 leaves undefined and most programs drop.
LOST_BYTE = re.compile(r"â€(?=[ \t.,;:!)\]]|$)")
# Two of a character's three bytes, amid a word.
CUT_SHORT = re.compile(f"[{FIRST_OF_MORE}][¡-ª¬-¿](?=[^\\W\\d_])")
EMBEDDED_MARKUP = re.compile(r"</?[A-Za-z!]|[`{}]")
ENTITY = re.compile(
    r"&(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;)*(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][0-9A-Za-z]{1,23};)"
)


def entities(text: str, page: Page) -> Iterator[Edit]:
    """HTML entities that were not decoded, in a line that is not markup.

    A line with tags, braces or backquotes speaks of code and stays.  Escapes of escapes (`&amp;amp;`)
    are taken back at once.

    >>> [(edit.old, edit.new) for edit in entities("AT&amp;amp;T&#8217;s plan", Page())]
    [('&amp;amp;', '&'), ('&#8217;', '’')]
    """
    if not page.settings.repair.mojibake:
        return
    for start, line in _lines(text):
        if "&" not in line or EMBEDDED_MARKUP.search(line):
            continue
        for match in ENTITY.finditer(line):
            old, new = match.group(), _decoded(match.group())
            if new != old:
                yield Edit(start + match.start(), old, new, "an HTML entity that was not decoded", 0.98)


def has_entities(text: str) -> bool:
    """Whether there is an entity at all."""
    return "&" in odd(text) and ENTITY.search(text) is not None


def _decoded(entity: str) -> str:
    new = html.unescape(re.sub(r"&(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;)+", "&", entity))
    # What it stands for must not be able to spell another entity with its neighbours.
    return entity if any(ch.isascii() and (ch.isalnum() or ch in "#;") for ch in new) and len(new) < 3 else new


def mojibake(text: str, page: Page) -> Iterator[Edit]:
    """UTF-8 that was read in a single-byte encoding, once or twice; cp1252 that was read as Latin-1.

    Seen in: any crawl; the kinds and the traps are those of ftfy's test cases.

    >>> [(edit.old, edit.new) for edit in mojibake("Itâ€™s schÃ¶n", Page())]
    [('â€™', '’'), ('Ã¶', 'ö')]
    """
    if not page.settings.repair.mojibake or not maybe_mojibake(text):
        return
    for start, line, meant, reason, confidence in _readings(text):
        edits = list(_changes(start, line, meant, reason, confidence))
        heads = {edit.old[0] for edit in edits if len(edit.old) > 1 and _is_head(text, edit)}
        # What stands right before an edit is the head of its first letter, unless the edit begins with one itself.
        own = [(edit.start - start - (edit.old[:1] not in heads), edit.start - start + len(edit.old)) for edit in edits]
        if not left_over(line, own, heads):
            yield from edits


def _is_head(text: str, edit: Edit) -> bool:
    """Whether an edit begins where a run of characters beyond ASCII does."""
    return not edit.old[0].isascii() and (not edit.start or text[edit.start - 1].isascii())


def _readings(text: str) -> Iterator[tuple[int, str, str, str, float]]:
    """The lines that were meant otherwise, and how: by the encoding of the whole text, then each by its own."""
    lines = re.split("[\n\x85]", text) if _has_next_lines(text) else text.split("\n")
    # No byte of a character begins a line as a blank, and what is cut off later must not change what is read.
    asked = [LOST_BYTE.sub("â€\x9d", line.lstrip(" \t\xa0")) for line in lines]
    whole = readings(asked)
    own = [
        _reading(line) if suspicious(line) and not is_double(line) else Reading(line, "", 0.99) for line in whole.lines
    ]
    seen = tuple(dict.fromkeys(name for each in own for name in each.encodings))
    start = 0
    for line, given, each, known in zip(lines, asked, own, whole.reasons, strict=True):
        if seen and each.line == given:
            each = like_others(given, seen)
        if each.line != given and not _is_half(each.line.replace("\ufffd", ""), given):
            reasons = ", then ".join(filter(None, (each.reason, known)))
            before = len(line) - len(line.lstrip(" \t\xa0"))
            yield start + before, line[before:], each.line, reasons, each.confidence
        start += len(line) + 1


def _has_next_lines(text: str) -> bool:
    r"""Whether U+0085 ends lines, as on mainframes and in some PDF, and is not the ellipsis of cp1252.

    It is the only control of its kind, and most of them stand behind a stop and before a capital, without a blank.

    >>> _has_next_lines("It rained.\x85It stopped."), _has_next_lines("It rained\x85 and stopped.")
    (True, False)
    """
    number = text.count("\x85")
    if not number or len(C1.findall(text)) > number:
        return False
    return 2 * sum(len(match.group()) for match in NEXT_LINE.finditer(text)) >= number


def _reading(line: str) -> Reading:
    """A line by itself; a very long one in pieces."""
    read = [reading(piece) for _, piece in _pieces(line)]
    if len(read) == 1:
        return read[0]
    reason = ", then ".join(dict.fromkeys(each.reason for each in read if each.reason))
    names = tuple(name for each in read for name in each.encodings)
    return Reading("".join(each.line for each in read), reason, min(each.confidence for each in read), names)


def maybe_mojibake(text: str) -> bool:
    """Whether the text has two characters that can be bytes of UTF-8; no other line of 50,810 is ever repaired.

    >>> maybe_mojibake("SchÃ¶n"), maybe_mojibake("Cafés in Zürich — “naïve”")
    (True, False)
    """
    if text.isascii():
        return False
    found = odd(text)
    likely = PAIR.search(found) or has_signs(found) or (MAYBE_SPACED.search(found) and SPACED.search(text))
    return bool(likely) and _meet(text)


def _meet(text: str) -> bool:
    """Whether characters that can be bytes of UTF-8 stand together: in sound copy with a few accents hardly any do.

    One of two is a character that not all sound copy has; a blank may have been the second one's byte.
    """
    kinds = set(odd(text)) - QUIET
    if len(kinds) > FEW or any("\x7f" < ch < "\xa0" or ch == "\ufffd" for ch in kinds):
        return True
    for ch in kinds:
        at = -1 if ch.isascii() else text.find(ch)
        while at >= 0:
            around = text[at - 1 if at else 0 : at] + text[at + 1 : at + 2]
            if not around.isascii() or (
                text[at + 1 : at + 2] in _BLANKED and (ch in leads() or MAYBE_SPACED.match(ch))
            ):
                return True
            at = text.find(ch, at + 1)
    return False


_BLANKED = ("", " ", "\n", "?")  # what the second byte of a letter may have become


def composed(text: str, page: Page) -> Iterator[Edit]:
    """Accents that stand beside their letter instead of on it: Unicode's composed form NFC, no other change.

    A line where a letter carries more than thirty marks (Unicode's stream-safe limit) is art, and stays.

    >>> [(edit.old, edit.new) for edit in composed("Cafe\u0301", Page())]
    [('e\u0301', 'é')]
    """
    if not MARKS.search(odd(text)):
        return
    for start, line in _decomposed_lines(text):
        import regex

        # Flags first: for each of them \X counts all those before it, which takes time in square.
        for match in regex.finditer(r"[\U0001f1e6-\U0001f1ff]++|\X", line):
            old = match.group()
            new = unicodedata.normalize("NFC", old)
            if new != old:
                yield Edit(start + match.start(), old, new, "accents composed with their letters (NFC)")


def decomposed(text: str) -> bool:
    """Whether the text is not in Unicode's composed form."""
    return MARKS.search(odd(text)) is not None and next(_decomposed_lines(text), None) is not None


def _decomposed_lines(text: str) -> Iterator[tuple[int, str]]:
    import regex

    heaped = regex.compile(r"\p{M}{31}")  # sorting so many takes time in square
    for start, line in _lines(text):
        if not line.isascii() and not heaped.search(line) and not unicodedata.is_normalized("NFC", line):
            yield start, line


def suspect(text: str) -> bool:
    """Whether the text still looks as if it were in the wrong encoding."""
    return maybe_mojibake(text) and ("\ufffd" in text or is_double(text) or next(unread_lines(text), None) is not None)


def unread_lines(text: str) -> Iterator[tuple[int, int]]:
    r"""The lines in the wrong encoding that nobody could read, from where to where.

    What a rule would take out of them is a byte of a character: they stay as they are, until somebody can.

    >>> list(unread_lines("Sound.\nãƒ¼ã\x81ãƒ£"))
    [(7, 15)]
    """
    for start, line in _lines(text) if maybe_mojibake(text) else ():
        for at, part in _lines(line.replace("\x85", "\n")) if _has_next_lines(line) else ((0, line),):
            if _is_bad(part):
                yield start + at, start + at + len(part)


def _is_half(line: str, given: str) -> bool:
    """Whether a line that was read still holds damage, or letters that there are none: bytes of it were lost."""
    unassigned = any(unicodedata.category(ch) == "Cn" for ch in set(line) - set(given))
    return unassigned or _is_bad(line) or CUT_SHORT.search(line) is not None


def _is_bad(line: str) -> bool:
    if not suspicious(line):
        return False
    from ftfy.badness import is_bad

    return is_bad(line)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, line
        start += len(line) + 1


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """A line, or a very long one in pieces that end after a blank."""
    start = 0
    while len(line) - start > CHUNK:
        end = line.rfind(" ", start + CHUNK // 2, start + CHUNK) + 1 or start + CHUNK
        yield start, line[start:end]
        start = end
    yield start, line[start:]


def _changes(at: int, before: str, after: str, reason: str, confidence: float) -> Iterator[Edit]:
    """The runs in which two readings of one text differ: they agree in ASCII, so that is what aligns them."""
    i = j = 0  # where both are known to agree again
    done = 0  # where the run of `before` ends that stands between there and the next ASCII
    new = ""
    for run in NOT_ASCII.finditer(before):
        gap = before[done : run.start()]
        if not after.startswith(gap, j + len(new)):
            break  # a blank went with a run
        yield from _smallest(at + i, before[i:done], new, reason, confidence)
        i, j, done = run.start(), j + len(new) + len(gap), run.end()
        found = NOT_ASCII.match(after, j)
        new = found.group() if found else ""
    if before[done:] == after[j + len(new) :]:
        yield from _smallest(at + i, before[i:done], new, reason, confidence)
    else:
        yield from _aligned(at + i, before[i:], after[j:], reason, confidence)


def _aligned(at: int, before: str, after: str, reason: str, confidence: float) -> Iterator[Edit]:
    """The same where blanks were bytes of a run, or question marks were: they went with it."""
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and j < len(after) and before[i] == after[j]:
            i, j = i + 1, j + 1
            continue
        start, new_start = i, j
        while i < len(before) and before[i] > "\x7f":
            i += 1
        while j < len(after) and after[j] > "\x7f":
            j += 1
        while (
            i < len(before)
            and not (j < len(after) and before[i] == after[j])
            and (before[i] in " ?\x1a" or before[i] > "\x7f")
        ):
            i += 1
        if (i, j) != (len(before), len(after)) and not (i < len(before) and j < len(after) and before[i] == after[j]):
            i, j = len(before), len(after)  # no alignment: the rest is one edit
        yield from _smallest(at + start, before[start:i], after[new_start:j], reason, confidence)


def _smallest(at: int, old: str, new: str, reason: str, confidence: float) -> Iterator[Edit]:
    """One edit without what both sides share at their ends; none when that is all."""
    if old == new:
        return
    if old[:1] != new[:1] and old[-1:] != new[-1:]:
        yield Edit(at, old, new, reason, confidence)
        return
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    yield Edit(at + head, old[head : len(old) - tail], new[head : len(new) - tail], reason, confidence)


def _shared(one: str, other: str) -> int:
    """Characters that two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
