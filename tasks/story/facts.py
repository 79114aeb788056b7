"""Facts: what one paragraph says of itself, wherever it stands: its form, its words, who speaks to whom.

`evidence` adds what it takes the story above to tell.  A page's paragraphs are asked for several times, as
its end is looked for again in what a cut leaves: what was read last is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

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
HEADLINES, SENTENCES = range(4, 9), range(9, 14)  # of FORMS
AT = {name: place for place, name in enumerate(FEATURES)}
SHORT, HEADLINE = 60, 130  # characters
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
# A class first and what stands before it second: re skips fast to a class.
_NAME = re.compile(r"[^\W\d_a-z](?<=\W.)[\w’'-]{2,}")
_DIGITS = re.compile(r"\d+")
BREAK = re.compile(r"[.!?](?<=[a-z0-9”\")].)[”\"’')]? +[“\"‘']?[A-Z0-9]")
_EXPANDS = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z]s?)\)")
CLOSED = frozenset(".!?\"”'’)…:;。！？」』")
QUOTES = frozenset("\"”'’“‘")


class Facts(NamedTuple):
    """What one paragraph says of itself, wherever it stands."""

    row: tuple[float, ...]  # as FEATURES; 0 where it takes the story above to tell
    size: int
    head: float
    plain: float
    one: float
    kinds: frozenset[str]  # its words in small letters
    content: frozenset[str]  # those that say what it is about
    told: list[str]  # these as often as they stand there
    names: frozenset[str]
    shorts: list[str]  # UN of (UN)
    mark: str
    addresses: bool  # the reader, or offers something
    signed: bool


def facts(line: str) -> Facts:
    """Read one paragraph, of which LONGEST characters count; what was read last is kept, but for longer ones."""
    return _kept(line) if len(line) <= LONGEST else _read(line)


def _read(line: str) -> Facts:
    signed = _signed(line)
    line = line[:LONGEST]
    lower = words_of(line.lower())
    kinds = frozenset(lower)
    content = content_of(kinds)
    first = line[0]
    you = first not in QUOTES and not kinds.isdisjoint(_YOU)
    offer = not kinds.isdisjoint(_OFFER)
    promotion = len(kinds & _PROMOTION) + (you or offer) > 1
    form = _form(line, kinds, you or offer, promotion)
    head, plain = float(form in HEADLINES), float(form in SENTENCES)
    one = 0.0 if BREAK.search(line) else 1.0
    found = _MARK.match(line)
    row = [0.0] * len(FEATURES)
    row[form] = 1.0
    row[AT["title_case"]] = _title_case(line) if head else 0.0
    row[AT["small_words"]] = sum(map(SMALL.__contains__, lower)) / (len(lower) or 1)
    row[AT["colon"]] = head * (": " in line[:45])
    if plain:
        row[AT["continues"]] = float(CONTINUES.match(line) is not None)
        row[AT["speaks"]] = float(not kinds.isdisjoint(_SPEECH))
        row[AT["past"]] = float(not kinds.isdisjoint(_PAST))
        row[AT["quote"]] = float(first in QUOTES)
        row[AT["one_sentence"]] = one
    row[AT["you"]], row[AT["offer"]] = float(you), float(offer)
    row[AT["lower_start"]] = float(first.islower())
    row[AT["dateline"]] = float(_DATELINE.match(line) is not None)
    return Facts(
        row=tuple(row),
        size=len(line),
        head=head,
        plain=plain,
        one=one,
        kinds=kinds,
        content=content,
        told=[word for word in lower if word in content],
        names=frozenset([word.lower() for word in _NAME.findall(line)]) if plain else frozenset(),
        shorts=[short.lower() for short in _EXPANDS.findall(line)] if "(" in line else [],
        mark=_DIGITS.sub("0", found.group()[:12]) if found else "",
        addresses=you or offer or promotion,
        signed=signed,
    )


_kept = lru_cache(maxsize=256)(_read)


def words_of(lower: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(lower)


def content_of(kinds: Iterable[str]) -> frozenset[str]:
    """Those that say what a paragraph is about."""
    return frozenset([word for word in kinds if len(word) > 3]) - _STOP


def _title_case(line: str) -> float:
    """By how much more than a third of the longer words, but for the first, begin with a capital."""
    inner = [word for word in _WORD.findall(line)[1:] if len(word) > 3]
    return max(0.0, sum(word[0].isupper() for word in inner) / len(inner) - 0.3) if len(inner) > 3 else 0.0


def _signed(line: str) -> bool:
    """Whether a credit or a sign-off stands at the end."""
    tail, last = line[-400:], line[-1]
    if "(" in tail:
        return (last in ")./" or last.isupper() or "(" in tail[-300:]) and _CREDIT.search(tail) is not None
    return line.endswith(("./.", " /")) or (last.isupper() and _CREDIT.search(tail) is not None)


def _form(line: str, kinds: frozenset[str], speaks_up: bool, promotion: bool) -> int:
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
