"""Evidence: what can be counted about a paragraph that speaks for another story having begun.

Everything here looks at a paragraph and at what stands before it, never at what comes after: cutting a
tail changes nothing that was counted about the story.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

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
BOUNDARY = (
    "cut",
    "log_story",  # log of the number of paragraphs left
    "log_tail",
    "one",  # a tail of one paragraph
    "two",
    "first_short",
    "first_plain",  # a sentence that does not speak to the reader
    "first_seen",
    "last_plain",
    "last_headline",
    "last_short",
    "last_credit",
)
_HEADLINES, _SENTENCES = frozenset((4, 5, 6, 7, 8)), frozenset((9, 10, 11, 12, 13))
AT = {name: place for place, name in enumerate(FEATURES)}
SHORT, HEADLINE = 60, 130  # characters
STORY_BEGINS = 2_500, 12  # characters, paragraphs: they show what is usual in this story
LONGEST = 20_000  # characters of a paragraph that are looked at

_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _words("""
    about after again against also although among another around because been before being between both could during
    each even every first from have having here into just last less like made make many more most much must never only
    other over said same says should since some still such than that their them then there these they this those
    through time today told under until upon very want week well were what when where which while will with without
    would year years your""")
SMALL = _words("the a an of in to and that was were has have had is are it its for on with by as at be been")
_SPEECH = _words("""
    said says added adding noted noting told wrote explained continued stressed argued concluded recalled replied stated
    according asked""")
_PAST = _words("was were had been")
_YOU = _words("you your yours you’re you're you’ll you'll we our us we’re we're")
_PROMOTION = _words("""
    newsletter newsletters subscribe subscribing subscription subscriptions sign inbox e-mail email click donate patreon
    affiliate cookies login logged register registration enjoyed tips tip submit submitting join follow delivered
    support latest updates order explore discover""")
_OFFER = _words("""
    offer offers free buy shop save deal deals discount voucher sponsored advertisement advertising promo podcast
    download copyright commission exclusive proposition contact fax newsletter newsletters updates affiliate patreon
    donate""")
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
_SENTENCE_ENDS = re.compile(r"[.!?:;。！？…][\W_]{0,3}\Z")
_ITEM = re.compile(r"(?:[•·*▪●–—-]|\d{1,2}[.)]|[a-z]\)|:)\s|\(\(")
_MARK = re.compile(r"[^\w\s“\"'‘$£€]{1,3}\w{0,6}|[A-Z][\w.]{0,14} ?:|\d+[.):]")
_NAME = re.compile(r"(?<=[^\w])[^\W\d_a-z][\w’'-]{2,}")
_ONE_HOT = [tuple(float(n == form) for n in range(len(FORMS))) for form in range(len(FORMS))]
_DIGITS = re.compile(r"\d+")
BREAK = re.compile(r"[a-z0-9”\")][.!?][”\"’')]? +[“\"‘']?[A-Z0-9]")
_EXPANDS = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z]s?)\)")
CLOSED = frozenset(".!?\"”'’)…:;。！？」』")
QUOTES = frozenset("\"”'’“‘")


def evidence(lines: Sequence[str], site: str = "") -> Matrix:
    """One row of FEATURES for each paragraph."""
    rows: list[tuple[float, ...]] = []
    vocabulary: set[str] = set()
    counts: Counter[str] = Counter()
    repeated: set[str] = set()
    marks: set[str] = set()
    lengths: list[int] = []
    usual = [0.0] * 5  # headlines, you, one sentence, seen, rare ones seen
    begins, signed, run = 0, False, 0.0
    name = _name(site)
    lower_words = [words_of(line[:LONGEST].lower()) for line in lines]
    contents = [content_of(words) for words in lower_words]
    stands: Counter[str] = Counter()
    for content in contents:
        stands.update(content)
    rareness = {word: math.log((len(lines) + 1) / count) for word, count in stands.items()}
    for n, whole in enumerate(lines):
        line = whole[:LONGEST]
        size = len(line)
        lower = lower_words[n]
        kinds, content = set(lower), contents[n]
        old = content & vocabulary
        old.update([word for word in content - old if word[:-1] in vocabulary or word + "s" in vocabulary])
        seen = len(old) / len(content) if len(content) > 2 else 0.4
        rarity = sum(map(rareness.__getitem__, content))
        rare = sum(map(rareness.__getitem__, old)) / rarity if rarity else 0.3
        first = line[0]
        you = float(first not in QUOTES and not kinds.isdisjoint(_YOU))
        offer = float(not kinds.isdisjoint(_OFFER))
        promotion = len(kinds & _PROMOTION) + bool(you or offer) > 1
        form = _form(line, kinds, bool(you) or bool(offer), promotion)
        head, plain = float(form in _HEADLINES), float(form in _SENTENCES)
        new_names = {word.lower() for word in _NAME.findall(line)} - vocabulary if plain else ()
        named = float(bool(name) and (you or offer or promotion) and name in line.casefold().replace(" ", ""))
        one = 0.0 if BREAK.search(line) else 1.0
        counted = len(lengths) or 1
        share = [sum_ / counted for sum_ in usual]
        median = lengths[len(lengths) // 2] if lengths else size
        mark = _DIGITS.sub("0", found.group()[:12]) if (found := _MARK.match(line)) else ""
        rows.append(
            (
                *_ONE_HOT[form],
                head * share[0],
                head * run,
                _title_case(line) if head else 0.0,
                sum(map(SMALL.__contains__, lower)) / (len(lower) or 1),
                head * (": " in line[:45]),
                seen,
                share[3] - seen,
                share[4] - rare,
                float(not old and len(content) > 2),
                min(len(new_names), 6) / 3,
                plain * min(len(content & repeated), 5) / 3,
                plain * (CONTINUES.match(line) is not None),
                plain * (not kinds.isdisjoint(_SPEECH)),
                plain * (not kinds.isdisjoint(_PAST)),
                plain * (first in QUOTES),
                plain * one,
                plain * one * share[2],
                you,
                you * share[1],
                offer,
                named,
                max(-2.0, min(2.0, math.log((size + 1) / (median + 1)))),
                float(bool(mark) and mark in marks),
                float(first.islower()),
                float(_DATELINE.match(line) is not None),
                float("(" in line and any(short.lower() in vocabulary for short in _EXPANDS.findall(line))),
                float(signed),
                1.0 / (n + 1),
            )
        )
        if begins < STORY_BEGINS[0] and n < STORY_BEGINS[1]:
            lengths = sorted([*lengths, size])
            for place, value in enumerate((head, you, one, seen, rare)):
                usual[place] += value
            begins += size
        vocabulary |= kinds
        counts.update(lower)
        repeated.update([word for word in content if counts[word] > 2])
        marks.add(mark)
        run = head
        signed = signed or _signed(line)
    return np.array(rows)


def words_of(lower: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(lower)


def content_of(words: Sequence[str]) -> set[str]:
    """Those that say what a paragraph is about."""
    return {word for word in set(words) if len(word) > 3} - _STOP


def _title_case(line: str) -> float:
    """By how much more than a third of the longer words, but for the first, begin with a capital."""
    inner = [word for word in _WORD.findall(line)[1:] if len(word) > 3]
    return max(0.0, sum(word[0].isupper() for word in inner) / len(inner) - 0.3) if len(inner) > 3 else 0.0


def _signed(line: str) -> bool:
    """Whether a credit or a sign-off stands at the end."""
    return (line[-1] in ")./" or line[-1].isupper() or "(" in line[-300:]) and _CREDIT.search(line[-400:]) is not None


def _form(line: str, kinds: set[str], speaks_up: bool, promotion: bool) -> int:
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
    if _SENTENCE_ENDS.search(line, size - 4):
        return 9 + sum(size >= limit for limit in (HEADLINE, 330, 600, 1000))
    return 7 if size <= HEADLINE else 8


def boundaries(rows: Matrix, lines: Sequence[str]) -> Matrix:
    """One row of BOUNDARY for each place the story could end: before paragraph 1, 2, ... of these."""
    count = len(rows)
    tail = np.arange(count - 1, 0, -1)
    head = rows[:, sorted(_HEADLINES)].sum(axis=1)
    plain = rows[:, sorted(_SENTENCES)].sum(axis=1) * (1 - np.maximum(rows[:, AT["you"]], rows[:, AT["offer"]]))
    short = rows[:, AT["short"]] + rows[:, AT["short_headline"]]
    credit = [float(_signed(line)) for line in lines[: count - 1]]
    return np.column_stack(
        [
            np.ones(count - 1),
            np.log(np.arange(1, count)),
            np.log(tail),
            tail == 1,
            tail == 2,
            short[1:],
            plain[1:],
            rows[1:, AT["seen"]],
            plain[:-1],
            head[:-1],
            short[:-1],
            credit,
        ]
    )


def _name(site: str) -> str:
    """The letters of a site's name: bbc of bbc.co.uk; empty for a name too short to be told from a word."""
    label = site.split(".")[0].replace("-", "").casefold()
    return label if len(label) > 4 else ""
