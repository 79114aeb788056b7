"""Facts: what the paragraphs of a page say of themselves: their form, their words, who speaks to whom.

`evidence` and `echo` weigh them against what stands above.  The end of a page is looked for again in what a cut
leaves, so all is read once, and `upto` says it of fewer paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.story import words
from tasks.story.words import LONGEST, OF_SPEECH, OFFERS, PAST, YOU, Words

Matrix: TypeAlias = npt.NDArray[np.float64]

# What a paragraph looks like: it is the first of these that fits.
FORMS = (
    "credit",  # By Ann Smith, (Photo: ...), To contact the reporter, [1]
    "item",  # of a list
    "page",  # the page speaks: tags, time stamps, newsletters
    "short",
    "short_headline",
    "cut_short",  # ends in an ellipsis
    "question",
    "headline",  # does not end as a sentence does
    "long_headline",
    "sentence",
    "long_sentence",
    "paragraph",
    "long_paragraph",
    "longest_paragraph",
)
FEATURES = (
    *FORMS,
    "headline_usual",  # a headline, times how usual that is where the story begins; so in all `_usual`
    "headline_run",  # the one before was one, too
    "title_case",  # of a headline: share of Long Words with a Capital
    "small_words",  # share of the, of, to ...: headlines do with few
    "colon",
    "seen",  # share of its content words that stood in the story before
    "seen_less",  # than in the paragraphs where the story begins
    "rare_seen_less",  # the same, words that stand in few paragraphs of the page counting more
    "nothing_seen",
    "names_new",  # of a sentence, as all that follow
    "keywords",  # how many of the words that the story repeats
    "continues",  # begins with He, But, This ...
    "speaks",  # said, told, added
    "past",  # was, were, had
    "quote",  # begins with a quotation mark
    "one_sentence",
    "one_sentence_usual",
    "you",  # speaks to the reader
    "you_usual",
    "offer",
    "site",  # names the site, and speaks to the reader or offers
    "length",  # log of its length by the story's usual length
    "speaker",  # begins with a mark that an earlier paragraph began with
    "lower_start",
    "dateline",
    "expands_again",  # (UN) where UN was used before
    "signed",  # a credit or sign-off ended a paragraph before it
    "early",
)
HEADLINES, SENTENCES = slice(4, 9), slice(9, 14)  # of FORMS
AT = {name: place for place, name in enumerate(FEATURES)}
SHORT, HEADLINE = 60, 130  # characters
LONG = (HEADLINE, 330, 600, 1000)  # characters from which a sentence is long, a paragraph, ...

_FURNITURE = re.compile(
    r"(?:tag(?:s|ged)?|topics?|filed under|related|see also|also read|recommended|trending|most (?:read|popular)|"
    r"in pics)\b"
    r"|(?:previous|next|more|story|watch|listen|video|gallery)"
    r"(?:\s*[:|>»–-]|\s+(?:from|on|stories|story|news|articles?|posts?|videos?)\b|\s+now|\Z)"
    r"|(?:\d{1,2}:\d\d|\w{3,6}day,? \d|\d{1,2} [a-z]+ ,?20\d\d)\b(?=.*[^\W_]\Z)",
    re.IGNORECASE,
)
CONTINUES = re.compile(
    r"[“\"‘']?(?:He|She|They|It|His|Her|Their|Its|This|These|That|Those|But|And|However|Meanwhile|Also|So|Still|Yet|"
    r"Such|In addition|Earlier|Later|Instead|Then|According to|For example|As for|"
    r"Another|Despite|Both|The two|Asked|While)\b"
)
_DATELINE = re.compile(
    r"(?:[^\W\d_][\w .,/’'-]{1,50})?\((?:[A-Z]{2,8}|[A-Z][a-zA-Z]{2,15})\)\s*[-–—]{1,2}\s"
    r"|[A-Z][A-Z .,/-]{3,40}(?:[A-Z][a-z]+\.? \d{1,2} ?)?(?:--|[–—-]) "
)
_CREDIT = re.compile(
    r"\((?:Additional |Compiled |Reporting|Written|Writing|Editing|Edited|Created|By )[^()]{0,300}\)?[\W\d]*\Z"
    r"|(?:[-–—]{1,2} ?[A-Z]{3,}|\./\.| /)\Z"
)
_CREDIT_LINE = re.compile(
    r"[—–(\[-]?\s*(?:By [A-Z]|(?:Contributing|Reporting|Write to|To contact|Contact|Follow \w+ \w+ on|Additional|"
    r"Editor.s note|Correction|Photos?|Images?|Pictures?|Source)\b|\d+\])"
)
_CONTRIBUTED = re.compile(r"contributed (?:to|reporting)|[\w.]@\w|\(Reporting|\(Editing|— .{3,40}\(@\w")
ENDS = ".!?:;。！？…"  # of a sentence
_SENTENCE_ENDS = re.compile(rf"[{ENDS}][\W_]{{0,3}}\Z")
_ITEM = re.compile(r"(?:[•·*▪●–—-]|\d{1,2}[.)]|[a-z]\)|:)\s|\(\(")
_MARK = re.compile(r"[^\w\s“\"'‘$£€]{1,3}\w{0,6}|[A-Z][\w.]{0,14} ?:|\d+[.):]")
_DIGITS = re.compile(r"\d+")
BREAK = re.compile(r"[.!?](?<=[a-z0-9”\")].)[”\"’')]? +[“\"‘']?[A-Z0-9]")
_EXPANDS = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z]s?)\)")
_THE = re.compile(r"(?:[A-Z][a-z]+ )?(?:[Tt]h(?:e|is|ese|ose)|[Ss]uch) ([a-z][\w-]*)")
QUOTES = frozenset("\"”'’“‘")


class Facts(NamedTuple):
    """What the paragraphs of a page say of themselves; arrays, one entry a paragraph."""

    lines: Sequence[str]
    words: Words
    rows: Any  # as FEATURES; 0 where it takes the story above to tell
    size: Any
    head: Any  # 1 for a headline,
    plain: Any  # for sentences,
    one: Any  # for one sentence,
    addresses: Any  # speaks to the reader, or offers something
    signed: Any  # a credit or sign-off ends it
    speaker: Any  # begins with a mark that one above began with
    expands: Any  # (UN) where UN was used above
    resumes: Any  # begins with The meeting, At the meeting, where there was a meeting above

    def upto(self, end: int) -> Facts:
        """The same of the first paragraphs."""
        columns = [column[:end] for column in self[2:]]
        return Facts(self.lines[:end], self.words.upto(end), *columns)


class Form(NamedTuple):
    """What one paragraph says of itself by its form."""

    place: int  # in FORMS
    counts: tuple[float, ...]  # one sentence, colon, continues, quote, lower start, dateline, signed
    mark: str
    shorts: list[str]  # UN of (UN)
    resumes: str  # meeting of The meeting


def facts(lines: Sequence[str]) -> Facts:
    """Read the paragraphs of a page, of each of which LONGEST characters count."""
    found = words.read(lines)
    quoted = np.array([line[0] in QUOTES for line in lines])
    you = (found.kinds & YOU > 0) & ~quoted
    offer = found.kinds & OFFERS > 0
    promotion = found.promotion + (you | offer) > 1
    asked = zip(lines, (you | offer).tolist(), promotion.tolist(), strict=True)
    forms = [_form_of(line, speaks, promotes) for line, speaks, promotes in asked]
    rows = np.zeros((len(lines), len(FEATURES)))
    rows[np.arange(len(lines)), [form.place for form in forms]] = 1.0
    head, plain = rows[:, HEADLINES].sum(axis=1), rows[:, SENTENCES].sum(axis=1)
    one, colon, continues, quote, lower, dateline, signed = np.array([form.counts for form in forms]).T
    for name, column in (
        ("title_case", head * _title_case(found)),
        ("small_words", found.small / np.maximum(found.size, 1)),
        ("colon", head * colon),
        ("continues", plain * continues),
        ("speaks", plain * (found.kinds & OF_SPEECH > 0)),
        ("past", plain * (found.kinds & PAST > 0)),
        ("quote", plain * quote),
        ("one_sentence", plain * one),
        ("you", you),
        ("offer", offer),
        ("lower_start", lower),
        ("dateline", dateline),
    ):
        rows[:, AT[name]] = column
    marks: set[str] = set()
    speaker, expands, resumes = np.zeros((3, len(lines)))
    for n, form in enumerate(forms):
        if form.mark:
            speaker[n] = form.mark in marks
            marks.add(form.mark)
    again = [(form.resumes, n) for n, form in enumerate(forms) if form.resumes]
    short = [(word, n) for n, form in enumerate(forms) for word in form.shorts]
    for column, of in ((resumes, again), (expands, short)):
        if of:
            words_of, at = zip(*of, strict=True)
            column[np.array(at)[found.above(words_of, at)]] = 1.0
    size = np.array([min(len(line), LONGEST) for line in lines], np.float64)
    addresses = you | offer | promotion
    return Facts(lines, found, rows, size, head, plain, one, addresses, signed, speaker, expands, resumes)


def _title_case(found: Words) -> Matrix:
    """By how much more than a third of the longer words, but for the first, begin with a capital."""
    share = found.titled / np.maximum(found.long, 1) - 0.3
    return np.where(found.long > 3, np.maximum(share, 0.0), 0.0)


def _form_of(line: str, speaks_up: bool, promotion: bool) -> Form:
    signed = _signed(line)
    line = line[:LONGEST]
    place = _form(line, speaks_up, promotion)
    mark = _MARK.match(line)
    resumes = _THE.match(line)
    counts = (
        0.0 if BREAK.search(line) else 1.0,
        float(": " in line[:45]),
        float(CONTINUES.match(line) is not None),
        float(line[0] in QUOTES),
        float(line[0].islower()),
        float(("(" in line[:52] or line[:4].isupper()) and _DATELINE.match(line) is not None),
        float(signed),
    )
    return Form(
        place,
        counts,
        _DIGITS.sub("0", mark.group()[:12]) if mark else "",
        [short.lower() for short in _EXPANDS.findall(line)] if "(" in line else [],
        resumes[1] if resumes else "",
    )


def _signed(line: str) -> bool:
    """Whether a credit or a sign-off stands at the end."""
    tail, last = line[-400:], line[-1]
    if "(" in tail:
        return (last in ")./" or last.isupper() or "(" in tail[-300:]) and _CREDIT.search(tail) is not None
    return line.endswith(("./.", " /")) or (last.isupper() and _CREDIT.search(tail) is not None)


def _form(line: str, speaks_up: bool, promotion: bool) -> int:
    """The place in FORMS of the first that fits."""
    size = len(line)
    if _CREDIT_LINE.match(line) or (
        size < 300
        and not (speaks_up or promotion)
        and ("@" in line or "contributed" in line or "ing by" in line)
        and _CONTRIBUTED.search(line)
    ):
        return 0
    if _ITEM.match(line):
        return 1
    if size < SHORT:
        return 4 if size > 34 and not _SENTENCE_ENDS.search(line, size - 4) else 3
    if promotion or "|" in line or "ead more" in line[-12:].lower() or _FURNITURE.match(line):
        return 2
    if line.endswith(("...", "…")):
        return 5
    if line[-1] == "?":
        return 6
    if line[-1] in ENDS or _SENTENCE_ENDS.search(line, size - 4):
        return 9 + bisect_right(LONG, size)
    return 7 if size <= HEADLINE else 8
