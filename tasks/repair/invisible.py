"""Characters nobody sees: each kind its own decision, and what a script or an emoji needs stays.

kind                                        decision
escape sequences of terminals               removed whole
C0 controls but tab and newline, DEL        removed
C1 controls                                 cp1252 read as Latin-1 (encoding.py); the five it lacks are removed
carriage return alone, FF, NEL, U+2029      a new line
U+2028, VT                                  a new line after a sentence, else a blank: both are soft breaks
soft hyphen                                 removed: it only ever allowed a line to break
zero-width space                            removed; a blank where it stood for one; kept in Thai, Lao, Khmer, Burmese
ZWNJ, ZWJ                                   kept beside Arabic, Indic, Mongolian ... letters and in emoji, else removed
word joiner, BOM, invisible operators       removed
bidi marks, embeddings, isolates            kept in a line that has right-to-left letters, else removed
variation selectors                         kept after a symbol, digit or ideograph, else removed
tag characters                              kept in a flag, else removed
private use                                 Word's bullets become one, old Thai fonts' signs the letters they draw; kept
                                            beside ideographs; else removed, less surely
object replacement, annotation, nonchars    removed
surrogates                                  a pair becomes its character, one alone U+FFFD
no-break, thin and ideographic spaces       kept as published: they are typography
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.gates import odd, spots

BREAK = re.compile("\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]+")
BREAK_MAYBE = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")
CONTROL_MAYBE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
ZERO_WIDTH = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc"
UNSEEN = f"{ZERO_WIDTH}\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"
PRIVATE, HALVES = "\ue000-\uf8ff\U000f0000-\U0010ffff", "\ud800-\udfff"
INVISIBLE = re.compile(f"[{UNSEEN}{PRIVATE}{HALVES}]")
KINDS = re.compile(f"[{UNSEEN}]+|[{PRIVATE}]|[{HALVES}]+")

# Scripts that break lines at U+200B, for they write no blanks.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]")
# Scripts whose letters join or stack, and ask ZWNJ and ZWJ how.
JOINING = re.compile(
    "[\u0600-\u0eff\u0f00-\u109f\u1780-\u18af\u1900-\u1aaf\u1b00-\u1c4f\ua840-\ua87f\ua8e0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
PICTURE = re.compile("[#*0-9\u00a9\u00ae\u203c-\u3299\ufe0f\u20e3\U0001f000-\U0001faff]")
IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
MARKED = re.compile(
    "[\u1000-\u109f\u1820-\u18aa\ua840-\ua877]"
)  # Burmese, Mongolian and Phags-pa letters take variants
# U+F701 to U+F71A, where Thai fonts of Windows and the Macintosh keep vowels and tones that stand lower or more to the
# left (Microsoft, "Developing OpenType fonts for Thai script").
THAI_SIGNS = dict(
    zip(
        map(chr, range(0xF700, 0xF71B)),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e0d\u0e31\u0e4d\u0e47"
        "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
THAI = re.compile("[\u0e01-\u0e5b]")
WORD_BULLETS = "\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d"  # Symbol and Wingdings as Word writes them


def line_separators(text: str, page: Page) -> Iterator[Edit]:
    r"""Line ends other than \n and \r\n.

    >>> [(edit.old, edit.new) for edit in line_separators("One.\u2028Two\u2028words.\rThree.", Page())]
    [('\u2028', '\n'), ('\u2028', ' '), ('\r', '\n')]
    """
    if not has_separators(text):
        return
    for match in BREAK.finditer(text):
        start, old = match.span()[0], match.group()
        left, right = text[start - 1 : start], text[match.end() : match.end() + 1]
        if old.strip("\u2028\x0b") or left in '\n.!?:”"’' or right in "\n\r":
            new = "\n"
        else:
            new = "" if left.isspace() or right.isspace() else " "
        yield Edit(start, old, new, "a line separator that is not a newline", 0.95)


def has_separators(text: str) -> bool:
    """Whether the text has a separator besides newlines, or a carriage return."""
    return BREAK_MAYBE.search(odd(text)) is not None


def control_characters(text: str, page: Page) -> Iterator[Edit]:
    r"""Controls of terminals and transmission lines; only tab and newline mean something in an article.

    >>> [edit.old for edit in control_characters("\x1b[1mBold\x1b[0m and \x00nothing", Page())]
    ['\x1b[1m', '\x1b[0m', '\x00']
    """
    if not has_controls(text):
        return
    for match in CONTROL.finditer(text):
        yield Edit(match.start(), match.group(), "", "a control character")


def has_controls(text: str) -> bool:
    """Whether the text has a control character besides tab, newline and the separators of lines."""
    return CONTROL_MAYBE.search(odd(text)) is not None


def invisible(text: str, page: Page) -> Iterator[Edit]:
    r"""Characters without width that nothing beside them needs, and private ones that no reader can know.

    >>> [(edit.old, edit.new) for edit in invisible("gov\xadern\u200bment \u200fof\ufeff", Page())]
    [('\xad', ''), ('\u200b', ''), ('\u200f', ''), ('\ufeff', '')]
    """
    if not has_invisible(text):
        return
    leftward = _right_to_left_lines(text)
    for match in (kind for run in _runs(text) for kind in KINDS.finditer(text, *run)):
        line = bisect_right(leftward, (match.start(), len(text))) - 1
        yield from _verdict(text, match.start(), match.group(), line >= 0 and match.start() < leftward[line][1])


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where such characters stand, from the first to the one after the last."""
    start = end = -1
    for at in spots(text, INVISIBLE):
        if at != end:
            if end > start:
                yield start, end
            start = at
        end = at + 1
    if end > start:
        yield start, end


def has_invisible(text: str) -> bool:
    """Whether the text has a character without width, a private or an unpaired one."""
    return INVISIBLE.search(odd(text)) is not None


def _right_to_left_lines(text: str) -> list[tuple[int, int]]:
    if not RIGHT_TO_LEFT.search(odd(text)):
        return []
    found = []
    start = 0
    for line in text.split("\n"):
        if RIGHT_TO_LEFT.search(line):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _verdict(text: str, start: int, run: str, leftward: bool) -> Iterator[Edit]:
    """What becomes of one run of such characters."""
    if "\ud800" <= run[0] <= "\udfff":
        joined = run.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        yield Edit(start, run, joined, "half a character", 0.9)
        return
    left, right = text[start - 1 : start], text[start + len(run) : start + len(run) + 1]
    if "\ue000" <= run <= "\uf8ff" or run >= "\U000f0000":
        if IDEOGRAPH.match(left) or IDEOGRAPH.match(right):
            return
        if run in THAI_SIGNS and THAI.search(text, max(0, start - 3), start):
            yield Edit(start, run, THAI_SIGNS[run], "a sign of an old Thai font", 0.95)
        elif run in WORD_BULLETS and left in "\n":
            yield Edit(start, run, "•", "Word's private bullet", 0.9)
        else:
            yield Edit(start, run, "", "a private character, which no reader can see", 0.8)
        return
    kept = "".join(ch for ch in run if _needed(ch, left, right, leftward))
    if kept == run:
        return
    new = kept
    if not kept and "\u200b" in run and _is_lost_space(text, start, start + len(run)):
        new = " "
    yield Edit(start, run, new, "a lost space" if new == " " else "an invisible character", 0.9 if new == " " else 0.98)


def _needed(ch: str, left: str, right: str, leftward: bool) -> bool:
    if ch == "\u200b":
        return bool(UNSPACED.match(left) or UNSPACED.match(right))
    if ch in "\u200c\u200d":
        return bool(
            JOINING.match(left)
            or JOINING.match(right)
            or (ch == "\u200d" and PICTURE.match(left) and PICTURE.match(right))
        )
    if ch in "\u200e\u200f\u061c" or "\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069":
        return leftward
    if "\ufe00" <= ch <= "\ufe0f":
        return bool(
            PICTURE.match(left)
            or IDEOGRAPH.match(left)
            or MARKED.match(left)
            or (left and left in "0123456789")
            or _symbol(left)
        )
    if "\U000e0020" <= ch <= "\U000e007f":
        return left == "\U0001f3f4"
    if ch >= "\U000e0100":
        return bool(IDEOGRAPH.match(left))
    if ch == "\u180e":
        return bool(MARKED.match(left))
    return False


def _symbol(ch: str) -> bool:
    return bool(ch) and not ch.isalnum() and not ch.isspace() and ord(ch) > 0xA0


def _is_lost_space(text: str, start: int, end: int) -> bool:
    """Whether two words stand at both sides that make no word together."""
    left = re.search(r"[^\W\d_]{1,30}$", text[max(0, start - 31) : start])
    right = re.match(r"[^\W\d_]{1,30}", text[end : end + 31])
    if not left or not right:
        return False
    from tasks.repair.spacing.lexicon import is_listed, share

    known = -13.8  # once in a million words
    a, b = left.group().lower(), right.group().lower()
    return not is_listed(a + b) and min(share(a), share(b)) > known
