"""Marks: what was struck and what was put in, as a copy editor shows it.

All text is cut to a length a person reads, and what cannot be seen or could turn the line around is
spelled out.  Nothing is escaped here: the template does that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from tasks.edits import Step

AROUND = 70  # code points shown on either side of an edit
LONGEST = 320  # code points of one mark
WORDS = 1_200  # of each article that are compared
ALIKE = 7  # words shown on either side of a difference
RUN = 45  # words shown of one difference
STRAY = 2  # words alike in the midst of longer differences: chance, not a passage both have
DIFFERENCES = 24  # shown of two articles

IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{IDEOGRAPH}][^\S\n]*|[^\s{IDEOGRAPH}]+[^\S\n]*|\n+")


Code = tuple[str, int, int, int, int]  # as difflib has it: what, from and to on the left, from and to on the right


class Mark(NamedTuple):
    """A piece of text: `same`, `out` (struck), `in` (put there) or `note` (said by the page itself)."""

    kind: str
    text: str


def in_context(text: str, step: Step) -> list[Mark]:
    """An edit among the words around it; `text` is what the edit found.

    >>> [mark.text for mark in in_context("the countryshared view", Step("text", "repair", "", 11, "", " ", 1.0, ""))]
    ['the country', '␣', 'shared view']
    """
    end = step.start + len(step.removed)
    before, after = text[max(0, step.start - AROUND) : step.start], text[end : end + AROUND]
    marks = [
        Mark("same", ("…" if step.start > AROUND else "") + plain(before)),
        *changed(step.removed, step.inserted),
        Mark("same", plain(after) + ("…" if end + AROUND < len(text) else "")),
    ]
    return [mark for mark in marks if mark.text]


def changed(removed: str, inserted: str) -> list[Mark]:
    """What an edit took out and put in, without what is around it."""
    marks = [Mark("out", spelled(shortened(removed))), Mark("in", spelled(shortened(inserted)))]
    return [mark for mark in marks if mark.text]


def difference(removed: str, kept: str) -> list[Mark]:
    """Two articles word by word: struck is what only the removed one says, put in what only the kept one says.

    Only the first WORDS words of each are compared, so that the time does not depend on their length.

    >>> [tuple(mark) for mark in difference("Rain fell on Monday.", "Rain fell on Tuesday.")]
    [('same', 'Rain fell on '), ('out', 'Monday.'), ('in', 'Tuesday.')]
    """
    left, right = _words(removed), _words(kept)
    marks: list[Mark] = []
    differences = 0
    codes = _without_strays(SequenceMatcher(None, _keys(left), _keys(right)).get_opcodes())
    for n, (tag, i, j, k, m) in enumerate(codes):
        if tag == "equal":
            marks += _alike(left[i:j], first=n == 0, last=n == len(codes) - 1)
            continue
        differences += 1
        if differences > DIFFERENCES:
            marks.append(Mark("note", "more differences follow"))
            return marks
        marks += [*_run("out", left[i:j]), *_run("in", right[k:m])]
    if max(len(left), len(right)) == WORDS:
        marks.append(Mark("note", f"the first {WORDS} words were compared"))
    return [mark for mark in marks if mark.text]


def _words(text: str) -> list[str]:
    found = []
    for match in WORD.finditer(text):
        found.append(match.group())
        if len(found) == WORDS:
            break
    return found


def _keys(words: list[str]) -> list[str]:
    return [word.strip() or "\n" for word in words]


def _without_strays(codes: Sequence[Code]) -> list[Code]:
    """The differences, with stray common words made part of the differences around them."""
    merged: list[Code] = []
    for n, (tag, i, j, k, m) in enumerate(codes):
        beside = [codes[at] for at in (n - 1, n + 1) if 0 <= at < len(codes)]
        wide = [max(end - start, to - since) > STRAY * (j - i) for _, start, end, since, to in beside]
        if tag == "equal" and j - i <= STRAY and len(wide) == 2 and all(wide):
            tag = "replace"
        if merged and tag != "equal" and merged[-1][0] != "equal":
            _, i, _, k, _ = merged.pop()
        merged.append((tag, i, j, k, m))
    return merged


def _alike(words: list[str], first: bool, last: bool) -> Iterator[Mark]:
    """Words both articles have; of a long run only those next to a difference."""
    head, tail = (0 if first else ALIKE), (0 if last else ALIKE)
    if len(words) <= head + tail + ALIKE:
        yield Mark("same", _joined(words))
        return
    yield Mark("same", _joined(words[:head]))
    yield Mark("note", f"{len(words) - head - tail} words alike")
    yield Mark("same", _joined(words[len(words) - tail :]))


def _run(kind: str, words: list[str]) -> Iterator[Mark]:
    if len(words) <= RUN + ALIKE:
        yield Mark(kind, _joined(words))
        return
    yield Mark(kind, _joined(words[:RUN]))
    yield Mark("note", f"{len(words) - RUN} more words")


def _joined(words: list[str]) -> str:
    return plain("".join(word if len(word) <= 60 else f"{word[:56]}… " for word in words))


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning and the end of a long text.

    >>> shortened("abcdefghij" * 10, 30)
    'abcdefghijabcdefghij … fghij'
    """
    return text if len(text) <= longest else f"{text[: longest * 2 // 3]} … {text[-(longest // 6) :]}"


def plain(text: str) -> str:
    r"""Text in which nothing steers: control characters and turns of direction are spelled, a new line is ¶.

    >>> plain("one\ntwo\x1b[31m")
    'one¶ two‹U+001B›[31m'
    """
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() else _named(ch) for ch in text)


def spelled(text: str) -> str:
    r"""As `plain`, and where nothing else can be seen, blanks and joiners become signs.

    >>> spelled(" "), spelled("\u00a0\u200d"), spelled("two words")
    ('␣', '‹U+00A0›‹U+200D›', 'two words')
    """
    if any(ch.isprintable() and ch not in " \ufe0f" for ch in text):
        return plain(text)
    return "".join({" ": "␣", "\n": "¶ "}.get(ch, f"‹U+{ord(ch):04X}›") for ch in text)


def _named(ch: str) -> str:
    if ch == "\n":
        return "¶ "
    if ch in "\u200d\ufe0f" or unicodedata.category(ch) == "Zs":  # joins emoji, or is a blank that can be seen as one
        return ch
    return f"‹U+{ord(ch):04X}›"
