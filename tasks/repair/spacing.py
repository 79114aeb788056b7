"""Lost spaces: two words that grew together where a line once ended, put apart again.

In: the repaired text of one article.  Out: edits that insert one space each, and nothing else.  English only:
a paragraph whose words are not English, or a page that says it is not, is left alone.

The evidence, in the order in which it is asked: the words on both sides (splits.py); the article's own words and
pairs of words, such as those of a standfirst that says the same; the width of the lines that were lost (wrap.py);
how damaged the paragraph is.  What the words alone prove (`SURE`) is repaired in any text.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.lexicon import english
from tasks.repair.runs import NEVER
from tasks.repair.splits import LONGEST, Split, splits
from tasks.repair.wrap import Break, Widths, ended, widths

SURE = 9.7  # nepers at which the words alone suffice
TELLING = 6.5  # nepers at which a place counts as a sign of damage
SEEN_APART = 5.0  # nepers for a pair of words that stands apart elsewhere in the article
REPEATED = 3.0  # nepers against a name or compound, for every time it is repeated
WRONG_WAY = 6.0  # nepers against an opening quote that would close, and the reverse
DAMAGED = -7.0  # ln odds that an article has lost its line ends, before it is read
PARAGRAPH = 0.6  # share of a damaged article's paragraphs that are damaged
ENOUGH = 0.5  # probability at which a space is put back
ROUNDS = 4

MEMORY = 200_000
_known: dict[str, list[Split]] = {}  # token -> splits(token): a cache of a pure function
_plain: set[str] = set()  # tokens that show no sign of damage: another

SIGNS = ".,;:!?\"'()[]“”‘’–—-…"
COMMON = -12.6  # ln share of the words that no list holds by mistake

TOKEN = re.compile(r"\S+")
RUN = re.compile(r"[^\W\d_]+")
FORM = re.compile(r"\w+")
LAST = re.compile(r"\w+\Z")
PAIR = re.compile(r"(?<![^\W\d_])([^\W\d_]++) (?=([^\W\d_]+))")  # a run is read once, however long

REASONS = {
    "words": "two words grew together",
    "names": "two words grew together, the second with a capital",
    "possessive": "a word grew onto a possessive",
    "sentence": "no space after a sentence",
    "comma": "no space after a comma",
    "abbreviation": "no space after an abbreviation",
    "quote": "no space beside a quotation mark",
    "opening": "no space before a quotation mark that opens",
    "closing": "no space after a quotation mark that closes",
    "bracket": "no space beside a bracket",
    "digit": "no space beside a number",
    "dash": "a space on one side of a dash only",
    "ellipsis": "no space beside an ellipsis",
    "sign": "no space after a sign",
}


class Found(NamedTuple):
    """A space to put back."""

    share: float  # how probable it is that one was lost, 0 to 1
    reason: str


class Paragraph(NamedTuple):
    """A line of English, with the places where its tokens may have lost a space."""

    start: int  # characters of the text before it
    text: str
    spans: list[tuple[int, int]]  # where its tokens begin and end
    splits: dict[int, list[Split]]  # for the tokens that have any, by their number


def lost_space(text: str, page: Page) -> Iterator[Edit]:
    """A space that was lost between two words.

    >>> from tasks.edits import take
    >>> take("He came tothe river andwill swim.", lost_space("He came tothe river andwill swim.", Page()))[0]
    'He came to the river and will swim.'
    """
    if not page.settings.repair.spacing or (page.language and not page.language.lower().startswith("en")):
        return
    found = _settle(text)
    for at in sorted(found):
        yield Edit(at, "", " ", found[at].reason, round(found[at].share, 4))


def may_lack_space(text: str) -> bool:
    """Whether any token of a text looks like two."""
    return bool(_suspects(text))


def _suspects(text: str) -> set[str]:
    """The tokens of a text that look like two words, damage or not."""
    strange = set(text.split()).difference(_plain)
    if not strange:
        return strange
    if len(_plain) > MEMORY:
        _plain.clear()
    words = english().words
    suspects = set()
    for token in strange:
        if len(token) > LONGEST:
            continue
        bare = token.strip(SIGNS)
        if bare.isalpha() and (
            bare.isupper() or ((bare.islower() or bare[1:].islower()) and words.get(bare.lower(), NEVER) > COMMON)
        ):
            _plain.add(token)
        elif max((split.score for split in _splits(token)), default=NEVER) >= TELLING:
            suspects.add(token)
        else:
            _plain.add(token)
    return suspects


def _splits(token: str) -> list[Split]:
    if len(token) > LONGEST:
        return []
    found = _known.get(token)
    if found is None:
        if len(_known) > MEMORY:
            _known.clear()
        found = _known[token] = splits(token)
    return found


def _settle(text: str) -> dict[int, Found]:
    """Everything that is found, then in what it leaves, until nothing is: so a second pass has nothing to say."""
    settled: dict[int, Found] = {}
    for _ in range(ROUNDS):
        found = _find(text)
        if not found:
            break
        text = _apart(text, sorted(found))
        settled = _merge(settled, found)
    return settled


def _apart(text: str, places: Sequence[int]) -> str:
    """A text with a space put in at each of these places, which stand in order."""
    parts: list[str] = []
    done = 0
    for at in places:
        parts += text[done:at], " "
        done = at
    return "".join([*parts, text[done:]])


def _merge(before: dict[int, Found], found: dict[int, Found]) -> dict[int, Found]:
    """Places found in the text that `before` left, counted in the text that it was found in."""
    merged = dict(before)
    earlier = sorted(before)
    n = 0
    for at in sorted(found):
        while n < len(earlier) and earlier[n] + n < at:
            n += 1
        merged.setdefault(at - n, found[at])
    return merged


def _find(text: str) -> dict[int, Found]:
    suspects = _suspects(text)
    if not suspects:
        return {}
    if len(suspects) == 1 and _alone(next(iter(suspects)), text):
        return {}
    struck, others = _paragraphs(text, suspects)
    found = {}
    for paragraph in struck:
        sure = {at: split for at, split in _places(paragraph) if split.score >= SURE}
        if sure and is_english(_apart(paragraph.text, [at - paragraph.start for at in sure]).split()):
            for at, split in sure.items():
                found[at] = Found(_logistic(split.score - 7.0), f"{REASONS[split.kind]}; the words alone show it")
    if sum(_signs(paragraph) for paragraph in struck) > 1 and is_english(text.split()):
        found.update(_wrapped(text, struck, others))
    return found


def _alone(token: str, text: str) -> bool:
    """Whether one token, once in a text, is all there is and proves nothing: so it is in 6 % of clean copy."""
    return text.count(token) == 1 and all(split.score < SURE for split in _splits(token))


def _paragraphs(text: str, suspects: Set[str]) -> tuple[list[Paragraph], list[tuple[int, str]]]:
    """The lines that hold suspects, taken apart, and the others as they are; none that is not English."""
    struck, others = [], []
    start = 0
    for line in text.split("\n"):
        words = line.split()
        if words:
            if suspects.isdisjoint(words):
                others.append((start, line))
            elif not is_foreign(words):
                struck.append(_paragraph(start, line))
        start += len(line) + 1
    return struck, others


def _paragraph(start: int, line: str) -> Paragraph:
    spans = [match.span() for match in TOKEN.finditer(line)]
    places = {n: found for n, (begin, end) in enumerate(spans) if (found := _splits(line[begin:end]))}
    return Paragraph(start, line, spans, places)


def _places(paragraph: Paragraph) -> Iterator[tuple[int, Split]]:
    for n, found in paragraph.splits.items():
        for split in found:
            yield paragraph.start + paragraph.spans[n][0] + split.at, split


def _signs(paragraph: Paragraph) -> int:
    return sum(any(split.score >= TELLING for split in found) for found in paragraph.splits.values())


def is_english(words: Sequence[str]) -> bool:
    """Whether words are English: in news every third is a closed-class word, every sixth one that is English only.

    The bounds are far lower, for headlines and names; Danish, Dutch and German stay below.

    >>> is_english("The river has risen".split()), is_english("Der Fluss war in der Nacht gestiegen".split())
    (True, False)
    """
    language = english()
    lower = [word.lower() for word in words]
    telling = sum(word in language.telling for word in lower)
    if telling * 16 >= len(lower):
        return True
    return telling * 32 >= len(lower) and sum(word in language.closed for word in lower) * 10 >= len(lower)


def is_foreign(words: Sequence[str]) -> bool:
    """Whether words are certainly not English: a dozen or more, none of them English only, few that could be."""
    language = english()
    lower = [word.lower() for word in words]
    if len(lower) < 12 or any(word in language.telling for word in lower):
        return False
    return sum(word in language.closed for word in lower) * 8 < len(lower)


# ---- what the rest of the article says of a place ------------------------------------------------------------------


class Context(NamedTuple):
    """An article's own words."""

    words: Counter[str]
    pairs: set[tuple[str, str]]  # neighbours with a space between them
    own: frozenset[str]  # abbreviations, and words that no list knows


def _context(text: str) -> Context:
    words = Counter(FORM.findall(text))
    listed = english().words
    own = frozenset(
        word for word in words if len(word) > 1 and word.isalpha() and (word.isupper() or word.lower() not in listed)
    )
    return Context(words, set(PAIR.findall(text)), own)


def _in_context(paragraph: Paragraph, context: Context) -> Paragraph:
    """The same places, judged with what the rest of the article says."""
    text, spans = paragraph.text, paragraph.spans
    places = {}
    quotes = done = 0
    for n, (begin, end) in enumerate(spans):
        found = paragraph.splits.get(n)
        token = text[begin:end]
        if found is None and (token in _plain or not _holds(token, context.own)):
            continue
        quotes += text.count('"', done, begin)
        done = begin
        if found is None or _holds(token, context.own):
            found = splits(token, context.own)
        places[n] = [_weighed(split, token, quotes, context) for split in found]
    return paragraph._replace(splits=places)


def _holds(token: str, own: frozenset[str]) -> bool:
    """Whether a run of a token begins or ends with a word that only the article knows."""
    if len(token) > LONGEST:
        return False
    return any(
        run in own and any(run[:k] in own or run[k:] in own for k in range(2, len(run) - 1))
        for run in RUN.findall(token)
    )


def _weighed(split: Split, token: str, quotes: int, context: Context) -> Split:
    score = split.score
    if split.kind in ("opening", "closing"):
        # An opening quote stands outside of quotes, and a closed one leaves us there.
        score += -WRONG_WAY if (quotes + token.count('"', 0, split.at)) % 2 else 1.0
    elif split.kind in ("words", "names", "possessive", "digit"):
        first, second = LAST.search(token, 0, split.at), FORM.match(token, split.at)
        if first and second:
            if (first.group(), second.group()) in context.pairs:
                score += SEEN_APART
            if split.score < SURE:
                score -= REPEATED * (context.words[first.group() + second.group()] - 1)
    return split._replace(score=score)


# ---- where lines ended ---------------------------------------------------------------------------------------------


def _wrapped(text: str, struck: list[Paragraph], others: list[tuple[int, str]]) -> dict[int, Found]:
    """The spaces that are missing where the lines of wrapped copy ended."""
    context = _context(text)
    struck = [_in_context(paragraph, context) for paragraph in struck]
    lines, rate = _lines(struck)
    judged = [_judge(paragraph, lines, rate) for paragraph in struck]
    article = _logistic(DAMAGED + sum(_either(nepers) for nepers, _ in judged))
    if article < ENOUGH:
        return {}
    for start, line in others:
        if not is_foreign(line.split()):
            paragraph = _in_context(_paragraph(start, line), context)
            if paragraph.splits:
                judged.append(_judge(paragraph, lines, rate))
    found = {}
    for nepers, shares in judged:
        damaged = article * _logistic(nepers + math.log(PARAGRAPH / (1 - PARAGRAPH)))
        for at, kind, share in shares:
            if share * damaged >= ENOUGH:
                found[at] = Found(share * damaged, f"{REASONS[kind]} where a line ended")
    return found


def _judge(paragraph: Paragraph, lines: Widths, rate: float) -> tuple[float, list[tuple[int, str, float]]]:
    """How much likelier a paragraph is as wrapped copy, and how likely a space is missing at each of its places."""
    breaks: list[Break] = []
    places: list[tuple[int, int, str]] = []
    spans = paragraph.spans
    kept = 1.0 - rate
    last = len(spans) - 1
    for n, (start, stop) in enumerate(spans):
        for split in paragraph.splits.get(n, ()):
            end = start + split.at
            places.append((len(breaks), paragraph.start + end, split.kind))
            breaks.append(Break(end, end, stop + 1, rate * math.exp(split.score)))
        if n < last:
            following = spans[n + 1]
            breaks.append(Break(stop, following[0], min(following[1], stop + 100), kept))
    nepers, shares = ended(breaks, len(paragraph.text), lines)
    return nepers, [(at, kind, shares[n]) for n, at, kind in places]


def _either(nepers: float) -> float:
    """What a paragraph says of its article, if it may or may not share its damage."""
    if nepers > 30.0:
        return nepers + math.log(PARAGRAPH)
    return math.log(1.0 - PARAGRAPH + PARAGRAPH * math.exp(nepers))


def _logistic(nepers: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(nepers, -60.0), 60.0)))


def _lines(paragraphs: list[Paragraph]) -> tuple[Widths, float]:
    """How wide the article's lines were, and what share of their ends has lost its space."""
    firsts: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    signs = room = 0
    for paragraph in paragraphs:
        last = 0
        for n, found in paragraph.splits.items():
            best = max(found, key=_score, default=None)
            if best is None or best.score < TELLING:
                continue
            start, stop = paragraph.spans[n]
            end = start + best.at
            if 30 < end - last < 120:
                (others if last else firsts).append((end - last, stop - last + 1))
            last = end
            signs += 1
        if last:
            room += len(paragraph.text)
    lines = widths(firsts, others)
    middle = next(x for x, share in enumerate(lines.other) if share >= 0.5)
    return lines, min(0.97, max(0.1, 1.1 * signs / max(1.0, room / middle - 0.3)))


def _score(split: Split) -> float:
    return split.score
