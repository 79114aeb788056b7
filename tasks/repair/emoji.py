"""Emoji that a machine put into prose are removed; those that authors wrote stay.

What tells them apart: a machine drops an emoji at any place and adds nothing, so without it the text
stands as it was written: `P🐷olice`, `ready 🐼to`, `(VNA) 💝–`.  An author makes room for one, so
without it a gap would stay: two blanks, a blank before a full stop, empty quotes, an empty line.
Authors also write them in rows, as bullets, and in posts, which handles, hashtags and links give away; as stars of
a rating, as a hand that points to what follows, and at the end of what they quote.  Where words have no blanks between
them, the place says nothing, and the kind must: a face or a hand speaks to the reader, an animal does not.
258 edited news articles hold not one emoji of their own.

Emoji are what Unicode shows as pictures: Emoji_Presentation, a text symbol with U+FE0F, sequences with
joiners, flags, skin tones, keycaps.  © ® ™ ° ½ → ★ ☎ ✓ ♥ are text unless U+FE0F follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.gates import odd, spots

# Wide ranges find quickly (exact ones are 22 times slower); the exact pattern decides.
MAYBE = re.compile("[\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\u20e3\ufe0f\U0001f000-\U0001faff]")
FIRST = (
    "[©®‼⁉™ℹ\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
START = re.compile(FIRST)
KEYCAP = "\u20e3"
START_OR_KEYCAP = re.compile(f"[0-9#*]\ufe0f?{KEYCAP}|{FIRST}")  # five times the time
EXACT = r"""(?V1)
    (?: \p{Regional_Indicator}{2}
      | [0-9\#*] \uFE0F? \u20E3
      | \U0001F3F4 [\U000E0020-\U000E007E]+ \U000E007F
      | \p{ExtPict} \uFE0F? \p{EMod}? (?: \u200D \p{ExtPict} \uFE0F? \p{EMod}? )+
      | [\p{EPres}[\p{ExtPict}&&[\U0001F300-\U0001F64F\U0001F680-\U0001F6FF\U0001F90C-\U0001F9FF\U0001FA70-\U0001FAFF]]]
        (?! \uFE0E) \uFE0F? \p{EMod}?
      | \p{ExtPict} (?: \uFE0F | \p{EMod} )
    )
    [\u200D\uFE0F]*
"""
# What a post carries: a handle, a hashtag, the link to its picture.  Looked up one by one, for a pattern of all of
# them takes ten times as long.
POST = {
    "@": re.compile(r"(?<![\w.@])@\w{2}"),
    "#": re.compile(r"(?<![\w&])#\w*[A-Za-z]"),
    "pic.twitter.com": re.compile(r"\bpic\.twitter"),
    "://t.co/": re.compile("://t"),
    " posted by": re.compile(r"(?<=[Aa] photo|[Aa] video) posted by\b"),
    " shared by": re.compile(r"(?<=post) shared by\b"),
}
ROUNDS = 8  # in which marks may turn out to be none
BEFORE, AFTER = 160, 300  # characters of a post that may lie between its emoji and its mark
ABOUT_EMOJI = re.compile(r"\b(?:emoji|emoticon)", re.IGNORECASE)
ABOUT_MAYBE = re.compile("[mM][oO](?:[jJ]|[tT].[cC])")  # what both have, in a fifth of the time
PICTURE = re.compile(
    "[\u2190-\u2bff\ufffd\U0001f000-\U0001faff]|.[\u2190-\u2bff\ufffd\U0001f000-\U0001faff]", re.DOTALL
)
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]")
SPEAKING = re.compile(
    "[\U0001f600-\U0001f64f\U0001f910-\U0001f917\U0001f920-\U0001f92f\U0001f970-\U0001f97a🎉🎊👆-👉👏💪🥳]"
)
POINTING = re.compile("[👆-👉⬆⬇➡⤵]")
STARS = re.compile("[⭐🌟\ufe0f ]+")
CLOSING, CLOSED = '”“»"', frozenset(" ,.;:!?)\n–—-、。，")
LINK = re.compile(r"pic\.|https?:")
LAST_WORD, FIRST_WORD = re.compile(r"\b[A-Za-z]?[a-z]+$"), re.compile(r"[a-z]{2,}\b")
NAME = re.compile(r"\b[A-Z]\w*$")
# After these no phrase ends.
BINDS = re.compile(r"\b(?:a|an|and|as|at|but|by|for|from|in|of|on|or|the|to|with|who|that|than|was|is)$", re.IGNORECASE)


class Run(NamedTuple):
    """Emoji that stand together, `start` to `end`, blanks between them included."""

    start: int
    end: int
    emoji: list[tuple[int, int]]


def injected_emoji(text: str, page: Page) -> Iterator[Edit]:
    """Emoji that stand where no author puts one.

    >>> [(edit.start, edit.old) for edit in injected_emoji("P🐷olice are ready 🐼to help.", Page())]
    [(1, '🐷'), (18, '🐼')]
    >>> list(injected_emoji("Thank you all 🙏🏾 — Ann Lee (@annlee) May 3", Page()))
    []
    """
    if page.settings.repair.emoji == "keep" or not maybe_emoji(text):
        return
    runs = list(_runs(text))
    if not runs:
        return
    speaking = all(SPEAKING.match(text, first) for run in runs for first, _ in run.emoji)
    runs = [run for run in runs if not _is_meant(text, run, speaking)]
    posts = sorted(_posts(text))
    bullets = sum(text.startswith("\n", run.start - 1) or run.start == 0 for run in runs) > 1
    blank_lines = "\n\n" in text
    edits: list[Edit] = []
    for _ in range(ROUNDS):
        edits = [edit for run in runs for edit in _verdict(text, run, posts, bullets, blank_lines)]
        gone = {edit.start + len(edit.old): edit.start for edit in edits if not edit.new}
        left = [at for at in posts if not _swallowed(text, at, gone)]
        if len(left) == len(posts):
            break
        posts = left
    yield from edits


def _swallowed(text: str, mark: int, gone: dict[int, int]) -> bool:
    """Whether a post's mark is none without the emoji before it, which go: the hashtag of `word🐷#tag`."""
    start = mark
    while start in gone:
        start = gone[start]
    if start == mark:
        return False
    sign = next(sign for sign in POST if text.startswith(sign, mark))
    before = text[max(0, start - 12) : start]
    return not POST[sign].match(before + text[mark : mark + AFTER], len(before))


def maybe_emoji(text: str) -> bool:
    """Whether the text has a character of an emoji."""
    return not text.isascii() and MAYBE.search(odd(text)) is not None


def has_emoji(text: str) -> bool:
    """Whether the text has an emoji."""
    return maybe_emoji(text) and next(_found(text), None) is not None


def _posts(text: str) -> Iterator[int]:
    for sign, exact in POST.items():
        at = text.find(sign)
        while at >= 0:
            if exact.match(text, at):
                yield at
            at = text.find(sign, at + 1)


@cache
def _exact() -> Any:
    import regex

    return regex.compile(EXACT, regex.VERBOSE)


def _found(text: str) -> Iterator[tuple[int, int]]:
    exact = _exact()
    end = 0
    keycaps = (match.start() for match in START_OR_KEYCAP.finditer(text)) if KEYCAP in text else None
    for start in keycaps or spots(text, START):
        if start >= end and (match := exact.match(text, start)):
            end = match.end()
            yield match.span()


def _runs(text: str) -> Iterator[Run]:
    row: list[tuple[int, int]] = []
    for start, end in _found(text):
        if row and text[row[-1][1] : start] not in ("", " "):
            yield Run(row[0][0], row[-1][1], row)
            row = []
        row.append((start, end))
    if row:
        yield Run(row[0][0], row[-1][1], row)


def _is_meant(text: str, run: Run, speaking: bool) -> bool:
    """Whether the emoji themselves, and the signs beside them, show that an author put them there.

    `speaking` says that all of the text's are faces and hands.
    """
    left, right = text[run.start - 1 : run.start], text[run.end : run.end + 1]
    own = text[run.start : run.end]
    if STARS.fullmatch(own) and (
        len(run.emoji) > 1 or (left + right).strip("☆★½0123456789 ") != (left + right).strip()
    ):
        return True
    if POINTING.match(own) and right in ("\n", ":", ""):
        return True
    if speaking and SPACELESS.match(left or right):
        return True
    return _ends_a_quotation(text, run, left, right)


def _ends_a_quotation(text: str, run: Run, left: str, right: str) -> bool:
    """Whether a quote closes behind them: `“… evdeyiz❤️”`; in English only where a row of them stands there."""
    at = run.end + (right in (",", "."))
    closing, behind = text[at : at + 1], text[at + 1 : at + 2]
    if not closing or closing not in CLOSING or not (left.isalpha() or left in ".!?…"):
        return False
    if behind and behind not in CLOSED:
        return False
    from tasks.repair.spacing.lexicon import is_english

    return len(run.emoji) > 1 or not is_english(text[max(0, run.start - 300) : run.start])


def _verdict(text: str, run: Run, posts: list[int], bullets: bool, blank_lines: bool) -> Iterator[Edit]:
    start, end = run.start, run.end
    left = text[start - 1] if start else "\n"
    right = text[end] if end < len(text) else "\n"
    inside_word = (_in_word(left) or (left in "’'" and text[start - 2 : start - 1].isalpha())) and _in_word(right)
    fits = not inside_word and _fits_a_post(text, start, end, left, right)
    if inside_word:
        if (
            left.isupper()
            and right.isupper()
            and "#" not in text[max(0, start - 20) : start]
            and _near(posts, start, end)
        ):
            return  # F❤️CK
    elif (
        (len(run.emoji) > 1 and fits)
        or _would_leave_a_gap(text, start, end, blank_lines)
        or PICTURE.match(left + right)
        or (left == "\n" and bullets)
        or (text[start] in "©®™" and left.isalpha() and _capitalised(text, start))
        or _about_emoji(text, *_around(text, start, end))
        or (fits and _near(posts, start, end))
    ):
        return
    reason = "an emoji inside a word" if inside_word else "an emoji where the text leaves no room for one"
    blank = " " if inside_word and _replaced_a_blank(text, start, end) else ""
    for n, (first, last) in enumerate(run.emoji):  # a blank between two of them stays
        yield Edit(first, text[first:last], "" if n else blank, reason, 0.99 if inside_word and not blank else 0.95)


def _replaced_a_blank(text: str, start: int, end: int) -> bool:
    """Whether common words stand at both sides that make no word together: `the🐷police`."""
    left, right = LAST_WORD.search(text, max(0, start - 20), start), FIRST_WORD.match(text, end, end + 20)
    if not left or not right:
        return False
    from tasks.repair.spacing.lexicon import share

    common = -10.4  # once in 33,000 words
    a, b = left.group().lower(), right.group().lower()
    one, other = share(a), share(b)
    return min(one, other) > common and share(a + b) < one + other - 3  # `thepolice` is on the web, too


def _in_word(ch: str) -> bool:
    return ch.isalnum() or ch == "_"


def _would_leave_a_gap(text: str, start: int, end: int, blank_lines: bool) -> bool:
    """Whether the text without it would show that something stood there: so an author made room for it.

    Tickers stand in brackets with blanks, `( RR.L )`, and between two newlines a paragraph may end.
    """
    left, right = text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"
    if right == ")" and "( " in text[max(0, start - 20) : start]:
        return False
    if left == right == "\n" and start > 0 and end < len(text):
        return "\n" in (text[start - 2 : start - 1], text[end + 1 : end + 2]) or not blank_lines
    if left.isspace():
        return right.isspace() or right in ".,;:!?…)]}”’"
    return left in "([{“‘«‹„'\"" and right in ")]}”’»›“'\""


def _fits_a_post(text: str, start: int, end: int, left: str, right: str) -> bool:
    """Whether the author of a post could have put it there: between phrases, not amid one."""
    if right.islower() and not LINK.match(text, end):
        return False
    if left.isspace():
        before = text[start - 2 : start - 1]
        return not _in_word(right) or (not _in_word(before) and before not in ",)")
    if right in ",;:" or (right == " " and text[end + 1 : end + 2].islower() and not LINK.match(text, end + 1)):
        return False
    return not BINDS.search(text, max(0, start - 8), start)


def _near(posts: list[int], start: int, end: int) -> bool:
    at = bisect_left(posts, start - BEFORE)
    return at < len(posts) and posts[at] <= end + AFTER


def _about_emoji(text: str, start: int, end: int) -> bool:
    return ABOUT_MAYBE.search(text, start, end) is not None and ABOUT_EMOJI.search(text, start, end) is not None


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The emoji's line, or the 400 characters at each side that lie in it."""
    first, last = text.rfind("\n", max(0, start - 400), start) + 1, text.find("\n", end, end + 400)
    return max(first, start - 400), last if last >= 0 else end + 400


def _capitalised(text: str, end: int) -> bool:
    """Whether the word before is a name."""
    word = NAME.search(text, max(0, end - 30), end)
    return word is not None
