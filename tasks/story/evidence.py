"""Evidence: what can be counted about a paragraph that speaks for another story having begun.

Everything here looks at a paragraph and at what stands before it, never at what comes after: so cutting
a tail changes nothing that was counted about the story.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

FEATURES = (
    "line",
    "open_end",  # no full stop, question mark or closing quote
    "full_stop",
    "articles",  # share of the, a, an: headlines do without
    "open_end_usual",  # the same, times how usual that is in this story
    "ellipsis",
    "title_case",  # share of Long Words with a Capital
    "title_case_usual",
    "seen",  # share of its content words that stood in the story before
    "nothing_seen",
    "names_new",
    "names_seen",
    "keywords",  # words this story repeats
    "continues",  # begins with He, But, This ...
    "speaks",  # he said, she added
    "quote",
    "length",  # log of its length by the story's median
    "short",
    "headline_length",
    "long",
    "very_long",
    "promotion",
    "offer",
    "furniture",  # time stamps, tags, read more, comments, pipes
    "dateline",
    "signed",  # a credit or sign-off stands before it
    "question",
    "colon",
    "one_sentence",
    "one_sentence_usual",
    "item",  # begins with a bullet or number
    "expands_again",  # (UN) where UN was used before
    "repeated",  # the very same line stood before
    "lower_start",
    "early",
    "speaker",  # begins with the mark of a speaker or a list that an earlier paragraph began with
    "credit_line",
)
BOUNDARY = (
    "cut",
    "log_story",
    "one",
    "two",
    "log_tail",
    "short_first",
    "after_open",
    "after_short",
    "after_credit",
    "closed_to_open",
    "first_full_stop",
    "first_promotion",
    "first_seen",
    "first_continues",
    "last_promotion",
    "last_item",
)

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "against",
        "also",
        "although",
        "among",
        "another",
        "around",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "could",
        "during",
        "each",
        "even",
        "every",
        "first",
        "from",
        "have",
        "having",
        "here",
        "into",
        "just",
        "last",
        "less",
        "like",
        "made",
        "make",
        "many",
        "more",
        "most",
        "much",
        "must",
        "never",
        "only",
        "other",
        "over",
        "said",
        "same",
        "says",
        "should",
        "since",
        "some",
        "still",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "time",
        "today",
        "told",
        "under",
        "until",
        "upon",
        "very",
        "want",
        "week",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "without",
        "would",
        "year",
        "years",
        "your",
    ]
)
_CONTINUES = re.compile(
    r"[“\"‘']?(?:He|She|They|It|His|Her|Their|Its|This|These|That|Those|But|And|However|Meanwhile|Also|So|Still|Yet|Such|"
    r"In addition|Earlier|Later|Instead|Then|According to|For example|We|I|As for|Another|Despite|Both|The two|Asked|While)\b"
)
_SPEAKS = re.compile(
    r"\b(?:he|she|they|it|[A-Z][\w’'-]+) (?:said|says|added|noted|told|wrote|explained|continued|stressed|argued|concluded|recalled|replied)\b"
    r"|\b(?:said|says|added) (?:he|she|[A-Z]\w+)\b"
)
_PROMOTION = re.compile(
    r"\b(?:newsletters?|subscri(?:be|ption)s?|sign(?:ed)? up (?:for|to)|(?:follow|like|contact) us|join (?:us|our)|click here|"
    r"your (?:inbox|e-?mail|browser|account|support|subscription)|e-?mail address|privacy (?:policy|notice)|all rights reserved|"
    r"(?:discount|voucher|promo) codes?|log(?:ged)? in|donate|patreon|affiliate|daily updates|latest (?:updates|offers)|"
    r"refresh the page|free trial|enjoyed this (?:article|story|post)|news tip|send me|support (?:our|us)|our (?:journalism|readers|newsletter|new book)|"
    r"delivered (?:right|straight|directly)?|offers and promotions|try it free|free of charge|no charge)\b|©",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:copyright|advertis\w+|sponsored|promo\w*|discount|offers?|register\w*|registration|commission|download|follow|buy|shop|podcast|"
    r"save|deals?|£\d+|order now|is (?:the|a) .{3,40} (?:editor|reporter|correspondent|writer|fellow|professor))\b|\d% off",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\||\bread more\b|\bread next\b|\bmore\s*[>»]|\b\d+ comments?\b|^(?:tags?|tagged|topics?|filed under|previous|next|related|story|watch|video|photos?|gallery|"
    r"exclusive|more|see also|also read|read also|recommended|trending|most (?:read|popular)|in pics|listen|image|live|updated?)\b[ :]?|"
    r"\b\d+ (?:hours?|minutes?|mins?|days?|weeks?) ago\b|^\w+day,? \d|^\d{1,2} [A-Z][a-z]+ 20\d\d\b|^[A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d\b|\[…\]|https?://|www\.",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:[A-Z][\w .,/'’-]{1,50})?\((?:Reuters|AP|AFP|[A-Z]{2,6}|[A-Z][a-zA-Z]{2,15})\)\s*[-–—]{1,2}\s|[A-Z][A-Z .,/-]{3,40}(?:,? [A-Z][a-z]+\.?(?: \d{1,2})?)?\s*(?:\([A-Za-z]+\)\s*)?(?:--|[–—-]) "
)
_CREDIT = re.compile(
    r"\((?:Additional |Compiled |Reporting|Written|Writing|Editing|Edited|Created|By )[^()]{0,300}\)?[\W\d]*\Z|(?:[-–—]{1,2} ?[A-Z]{3,}|\./\.| /)\Z"
)
_ITEM = re.compile(r"(?:[•·*▪●–—-]|\d{1,2}[.)]|[a-z]\))\s")
_MARK = re.compile(r"[^\w\s“\"'‘$£€]{1,3}\w{0,6}|[A-Z][\w.]{0,14} ?:|\d+[.):]")
_CREDIT_LINE = re.compile(
    r"^[—–-]?\s*(?:By |Contributing|Reporting by|Write to|Contact|Follow \w+ \w+ on|\(?Additional reporting|To contact|Editor.s note|Correction|\(?Photo|\(?Image|\[\d+\])"
    r"|contributed (?:to|reporting)|[\w.]@\w|\(Reporting|\(Editing"
)
_BREAK = re.compile(r"[a-z0-9”\")][.!?]+[”\"’')]* +[“\"‘']?[A-Z0-9]")
_EXPANDS = re.compile(r"\(([A-Z][A-Za-z]*[A-Z]s?)\)")
_CLOSED = frozenset(".!?\"”'’)…:;。！？」』")
ARTICLES = frozenset(("the", "a", "an", "The", "A", "An"))
_LONGEST = 20_000
_AT = {name: place for place, name in enumerate(FEATURES)}


def evidence(lines: Sequence[str]) -> list[list[float]]:
    """One row of FEATURES for each paragraph."""
    rows: list[list[float]] = []
    vocabulary: Counter[str] = Counter()
    before: set[str] = set()
    marks: set[str] = set()
    lengths: list[int] = []
    open_ends = title_cases = one_sentences = 0.0
    counted = told = 0
    signed = False
    for n, whole in enumerate(lines):
        line = whole[:_LONGEST]
        words = _WORD.findall(line)
        content = {w.lower() for w in words if len(w) > 3} - _STOP
        old = [w for w in content if w in vocabulary or w[:-1] in vocabulary or w + "s" in vocabulary]
        inner = [w for w in words[1:] if len(w) > 3]
        capital = sum(w[0].isupper() for w in inner)
        names = {w.lower() for w in words[1:] if w[0].isupper() and len(w) > 2}
        known_names = sum(name in vocabulary for name in names)
        title_case = max(0.0, capital / len(inner) - 0.3) if len(inner) > 3 else 0.0
        open_end = 0.0 if line[-1] in _CLOSED else 1.0
        one = 0.0 if _BREAK.search(line) else 1.0
        usual = max(counted, 1)
        median = lengths[len(lengths) // 2] if lengths else len(line)
        frequent = sum(vocabulary[w] > 2 for w in content)
        rows.append(
            [
                1.0,
                open_end,
                float(line[-1] == "."),
                sum(w in ARTICLES for w in words) / (len(words) or 1) * 5,
                open_end * open_ends / usual,
                float(line.endswith(("...", "…"))),
                title_case,
                title_case * title_cases / usual,
                len(old) / len(content) if len(content) > 2 else 0.4,
                float(not old and len(content) > 2),
                min(len(names) - known_names, 6) / 3,
                min(known_names, 4) / 2,
                min(frequent, 5) / 3,
                float(_CONTINUES.match(line) is not None),
                float(_SPEAKS.search(line) is not None),
                float(line[0] in "“\"‘'"),
                max(-2.0, min(2.0, math.log((len(line) + 1) / (median + 1)))),
                float(len(line) < 45),
                float(45 <= len(line) <= 130),
                float(len(line) > 330),
                float(len(line) > 700),
                float(_PROMOTION.search(line) is not None),
                float(_OFFER.search(line) is not None),
                float(_FURNITURE.search(line) is not None),
                float(_DATELINE.match(line) is not None),
                float(signed),
                float(line.endswith("?")),
                float(": " in line[:45]),
                one,
                one * one_sentences / usual,
                float(_ITEM.match(line) is not None),
                float(any(short.lower() in vocabulary for short in _EXPANDS.findall(line))),
                float(line in before),
                float(line[0].islower()),
                1.0 / (n + 1),
                float(mark in marks) if (mark := _mark(line)) else 0.0,
                float(_CREDIT_LINE.search(line[:120]) is not None),
            ]
        )
        if told < 2500 and n < 12:  # the usual is what the story's beginning does
            lengths = sorted([*lengths, len(line)])
            open_ends += open_end
            title_cases += title_case
            one_sentences += one
            counted += 1
            told += len(line)
        vocabulary.update(w.lower() for w in words if len(w) > 2)
        before.add(line)
        marks.add(mark)
        signed = signed or _CREDIT.search(line[-400:]) is not None
    return rows


def _mark(line: str) -> str:
    match = _MARK.match(line)
    return match.group()[:12] if match else ""


def boundary(rows: Sequence[Sequence[float]], lines: Sequence[str], k: int) -> list[float]:
    """What speaks for the story ending before paragraph `k`."""
    last, tail, first, before = lines[k - 1], len(lines) - k, rows[k], rows[k - 1]
    return [
        1.0,
        math.log(k),
        float(tail == 1),
        float(tail == 2),
        math.log(tail),
        first[_AT["short"]],
        before[_AT["open_end"]],
        before[_AT["short"]],
        float(_CREDIT.search(last[-400:]) is not None),
        first[_AT["open_end"]] * (1 - before[_AT["open_end"]]),
        first[_AT["full_stop"]],
        first[_AT["promotion"]],
        first[_AT["seen"]],
        first[_AT["continues"]],
        before[_AT["promotion"]],
        before[_AT["item"]],
    ]


def suspicious(lines: Sequence[str]) -> bool:
    """Whether the last two paragraphs look as if they might not be the story: a cheap look before all is counted."""
    story: str | None = None
    for n in range(max(1, len(lines) - 2), len(lines)):
        line = lines[n]
        if line[-1] not in _CLOSED and len(line) > 44:
            return True
        if len(line) > 700 or len(line) < 45:
            continue
        if story is None:
            story = "\n".join(lines[: max(1, len(lines) - 2)])
        words = _LONG_WORD.findall(line[:400])[:16]
        if words and sum(word in story for word in words) < 0.4 * len(words):
            return True
    return False


_LONG_WORD = re.compile(r"\w{6,}")
