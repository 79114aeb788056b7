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
_STOP = frozenset(
    "about after again against also although among another around because been before being between both could during "
    "each even every first from have having here into just last less like made make many more most much must never only "
    "other over said same says should since some still such than that their them then there these they this those "
    "through time today told under until upon very want week well were what when where which while will with without "
    "would year years your".split()
)
_SMALL = frozenset(
    "the a an of in to and that was were has have had is are it its for on with by as at be been".split()
)
_SPEECH = frozenset(
    "said says added adding noted noting told wrote explained continued stressed argued concluded recalled replied "
    "stated according asked".split()
)
_PAST = frozenset("was were had been".split())
_YOU = frozenset("you your yours you’re you're you’ll you'll we our us we’re we're".split())
_PROMOTION = frozenset(
    """newsletter newsletters subscribe subscribing subscription subscriptions sign inbox e-mail email click donate
    patreon affiliate cookies login logged register registration enjoyed tips tip submit submitting join follow
    delivered support latest updates order explore discover""".split()
)
_OFFER = frozenset(
    """offer offers free buy shop save deal deals discount voucher sponsored advertisement advertising promo podcast
    download copyright commission exclusive proposition contact fax newsletter newsletters updates affiliate patreon
    donate""".split()
)
_FURNITURE = re.compile(
    r"(?:tag(?:s|ged)?|topics?|filed under|previous|next|related|watch|listen|video|gallery|more|see also|also read|"
    r"recommended|trending|most (?:read|popular)|in pics|story|\d{1,2}:\d\d|\w+day,? \d|\d{1,2} [A-Z][a-z]+ ,?20\d\d)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"[“\"‘']?(?:He|She|They|It|His|Her|Their|Its|This|These|That|Those|But|And|However|Meanwhile|Also|So|Still|Yet|Such|In addition|"
    r"Earlier|Later|Instead|Then|According to|For example|As for|Another|Despite|Both|The two|Asked|While)\b"
)
_DATELINE = re.compile(
    r"(?:[^\W\d_][\w .,/’'-]{1,50})?\((?:[A-Z]{2,8}|[A-Z][a-zA-Z]{2,15})\)\s*[-–—]{1,2}\s"
    r"|[A-Z][A-Z .,/-]{3,40}(?:[A-Z][a-z]+\.? \d{1,2} ?)?(?:--|[–—-]) "
)
_CREDIT = re.compile(
    r"\((?:Additional |Compiled |Reporting|Written|Writing|Editing|Edited|Created|By )[^()]{0,300}\)?[\W\d]*\Z|(?:[-–—]{1,2} ?[A-Z]{3,}|\./\.| /)\Z"
)
_CREDIT_LINE = re.compile(
    r"[—–(\[-]?\s*(?:By [A-Z]|(?:Contributing|Reporting|Write to|To contact|Contact|Follow \w+ \w+ on|Additional|Editor.s note|"
    r"Correction|Photos?|Images?|Pictures?|Source)\b|\d+\])"
)
_CONTRIBUTED = re.compile(r"contributed (?:to|reporting)|[\w.]@\w|\(Reporting|\(Editing|— .{3,40}\(@\w")
_SENTENCE_ENDS = re.compile(r"[.!?:;。！？…][\W_]{0,3}\Z")
_ITEM = re.compile(r"(?:[•·*▪●–—-]|\d{1,2}[.)]|[a-z]\)|:)\s|\(\(")
_MARK = re.compile(r"[^\w\s“\"'‘$£€]{1,3}\w{0,6}|[A-Z][\w.]{0,14} ?:|\d+[.):]")
_DIGITS = re.compile(r"\d+")
_BREAK = re.compile(r"[a-z0-9”\")][.!?][”\"’')]? +[“\"‘']?[A-Z0-9]")
_EXPANDS = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z]s?)\)")
_ASKS = re.compile(r"\b(?:newsletter|subscri|[Jj]oin |[Ss]ign up|your (?:inbox|e-?mail|support|account)|©)")
_LONG_WORD = re.compile(r"\w{6,}")
CLOSED = frozenset(".!?\"”'’)…:;。！？」』")
QUOTES = frozenset("\"”'’“‘")


def evidence(lines: Sequence[str], site: str = "") -> Matrix:
    """One row of FEATURES for each paragraph."""
    rows: list[tuple[float, ...]] = []
    vocabulary: Counter[str] = Counter()
    marks: set[str] = set()
    lengths: list[int] = []
    usual = [0.0] * 5  # headlines, you, one sentence, seen, rare ones seen
    begins, signed, run = 0, False, 0.0
    name = _name(site)
    contents = [
        {word for word in map(str.lower, _WORD.findall(line[:LONGEST])) if len(word) > 3} - _STOP for line in lines
    ]
    stands = Counter(word for content in contents for word in content)
    rareness = {word: math.log((len(lines) + 1) / count) for word, count in stands.items()}
    for n, whole in enumerate(lines):
        line = whole[:LONGEST]
        size = len(line)
        words = _WORD.findall(line)
        lower = [word.lower() for word in words]
        kinds, content = set(lower), contents[n]
        known_words = [
            word for word in content if word in vocabulary or word[:-1] in vocabulary or word + "s" in vocabulary
        ]
        old = len(known_words)
        seen = old / len(content) if len(content) > 2 else 0.4
        rarity = sum(rareness[word] for word in content)
        rare = sum(rareness[word] for word in known_words) / rarity if rarity else 0.3
        inner = [word for word in words[1:] if len(word) > 3]
        names = {word.lower() for word in words[1:] if len(word) > 2 and word[0].isupper()}
        known = sum(word in vocabulary for word in names)
        first = line[0]
        you = float(first not in QUOTES and not kinds.isdisjoint(_YOU))
        offer = float(not kinds.isdisjoint(_OFFER))
        promotion = len(kinds & _PROMOTION) + bool(you or offer) > 1
        form = _form(line, kinds, bool(you) or bool(offer), promotion)
        head, plain = float(form in _HEADLINES), float(form in _SENTENCES)
        title_case = max(0.0, sum(word[0].isupper() for word in inner) / len(inner) - 0.3) if len(inner) > 3 else 0.0
        named = float(bool(name) and (you or offer or promotion) and name in line.casefold().replace(" ", ""))
        one = 0.0 if _BREAK.search(line) else 1.0
        counted = len(lengths) or 1
        share = [sum_ / counted for sum_ in usual]
        median = lengths[len(lengths) // 2] if lengths else size
        mark = _DIGITS.sub("0", found.group()[:12]) if (found := _MARK.match(line)) else ""
        rows.append(
            (
                *(float(form == place) for place in range(len(FORMS))),
                head * share[0],
                head * run,
                head * title_case,
                sum(word in _SMALL for word in lower) / (len(lower) or 1),
                head * (": " in line[:45]),
                seen,
                share[3] - seen,
                share[4] - rare,
                float(not old and len(content) > 2),
                plain * min(len(names) - known, 6) / 3,
                plain * min(sum(vocabulary[word] > 2 for word in content), 5) / 3,
                plain * (_CONTINUES.match(line) is not None),
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
        vocabulary.update(lower)
        marks.add(mark)
        run = head
        signed = signed or _CREDIT.search(line[-400:]) is not None
    return np.array(rows)


def _form(line: str, kinds: set[str], speaks_up: bool, promotion: bool) -> int:
    """The place in FORMS of the first that fits."""
    size = len(line)
    if _CREDIT_LINE.match(line) or (size < 300 and not (speaks_up or promotion) and _CONTRIBUTED.search(line)):
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
    credit = [float(_CREDIT.search(line[-400:]) is not None) for line in lines[: count - 1]]
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


def suspicious(lines: Sequence[str]) -> bool:
    """Whether the last paragraphs look as if they might not be the story: a cheap look before all is counted.

    Both of the last two, or four of the last six, do not end as a sentence, speak to the reader, or share
    less than half of their long words with what stands above them.
    """
    if len(lines) < 2:
        return False
    first = max(1, len(lines) - 6)
    story = "\n".join(lines[:first])
    odd = 0
    for n in range(len(lines) - 1, first - 1, -1):
        odd += _odd(lines[n], story)
        so_far = len(lines) - n
        if odd == so_far == 2 or odd >= 4 or odd == len(lines) - first:
            return True
        if so_far - odd > 2:
            return False
    return False


def _odd(line: str, story: str) -> bool:
    size = len(line)
    if not 45 <= size < 600:
        return False
    last = line[-1]
    if last.isalnum() or line.endswith(("...", "…")):
        return True
    if line[0] in '“"‘(' or _CONTINUES.match(line):
        return False
    if last == "?" or _ASKS.search(line):
        return True
    words = _LONG_WORD.findall(line, 0, 300)[:12]
    return 2 * sum(word in story for word in words) <= len(words) and bool(words)


def _name(site: str) -> str:
    """The letters of a site's name: bbc of bbc.co.uk; empty for a name too short to be told from a word."""
    label = site.split(".")[0].replace("-", "").casefold()
    return label if len(label) > 4 else ""
