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
from collections.abc import Iterator
from typing import NamedTuple

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.lexicon import english
from tasks.repair.runs import NEVER
from tasks.repair.splits import Split, splits
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


class Found(NamedTuple):
    """A space to put back."""

    share: float  # how probable it is that one was lost, 0 to 1
    reason: str


class Token(NamedTuple):
    """A token of a paragraph, with the places where it may have lost a space."""

    start: int
    text: str
    splits: list[Split]


class Paragraph(NamedTuple):
    """A non-empty line."""

    start: int  # characters of the text before it
    text: str
    tokens: list[Token]


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


def _suspects(text: str) -> list[str]:
    unknown = set(text.split()) - _plain
    if len(_plain) > MEMORY:
        _plain.clear()
    suspects = []
    words = english().words if unknown else {}
    for token in unknown:
        bare = token.strip(SIGNS)
        if bare.isalpha() and (
            bare.isupper() or ((bare.islower() or bare[1:].islower()) and words.get(bare.lower(), NEVER) > COMMON)
        ):
            _plain.add(token)
        elif max((split.score for split in _splits(token)), default=NEVER) >= TELLING:
            suspects.append(token)
        else:
            _plain.add(token)
    return suspects


def _splits(token: str) -> list[Split]:
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
        parts: list[str] = []
        done = 0
        for at in sorted(found):
            parts += text[done:at], " "
            done = at
        text = "".join([*parts, text[done:]])
        settled = _merge(settled, found)
    return settled


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
    paragraphs = _paragraphs(text)
    signs = sum(_sign(token) for paragraph in paragraphs for token in paragraph.tokens)
    if not signs:
        return {}
    if signs > 1:
        paragraphs = _with_context(paragraphs)
    found: dict[int, Found] = {}
    for paragraph in paragraphs:
        for token in paragraph.tokens:
            for split in token.splits:
                if split.score >= SURE:
                    share = 1.0 / (1.0 + math.exp(7.0 - split.score))
                    found[paragraph.start + token.start + split.at] = Found(
                        share, f"{split.kind}: the words alone show it"
                    )
    if signs > 1:
        found.update(_wrapped(paragraphs))
    return found


def _sign(token: Token) -> bool:
    return max((split.score for split in token.splits), default=NEVER) >= TELLING


def _paragraphs(text: str) -> list[Paragraph]:
    found = []
    start = 0
    for line in text.split("\n"):
        tokens = [Token(match.start(), match.group(), _splits(match.group())) for match in TOKEN.finditer(line)]
        if tokens and _is_english(tokens):
            found.append(Paragraph(start, line, tokens))
        start += len(line) + 1
    return found


def _is_english(tokens: list[Token]) -> bool:
    """Whether every tenth word at least is a closed-class word of English: four in ten are, one in fifty elsewhere."""
    closed = english().closed
    return sum(token.text.lower() in closed for token in tokens) * 10 >= len(tokens)


def _with_context(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The same places, judged with what the rest of the article says."""
    words: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    for paragraph in paragraphs:
        before = ""
        for token in paragraph.tokens:
            runs = RUN.findall(token.text)
            words.update(runs)
            if runs and before:
                pairs.add((before, runs[0]))
            before = runs[-1] if runs and token.text[-1].isalpha() else ""
    listed = english().words
    unlisted = frozenset(word for word in words if len(word) > 1 and (word.isupper() or word.lower() not in listed))
    return [_in_context(paragraph, words, pairs, unlisted) for paragraph in paragraphs]


def _in_context(
    paragraph: Paragraph, words: Counter[str], pairs: set[tuple[str, str]], unlisted: frozenset[str]
) -> Paragraph:
    tokens = []
    quotes = 0
    for token in paragraph.tokens:
        places = token.splits
        runs = RUN.findall(token.text) if len(token.text) < 60 else []
        if any(run in unlisted and _holds(run, unlisted) for run in runs):
            places = splits(token.text, unlisted - set(runs))
        if places:
            places = [_weighed(split, token.text, quotes, words, pairs) for split in places]
        tokens.append(token._replace(splits=places))
        quotes += token.text.count('"')
    return paragraph._replace(tokens=tokens)


def _holds(run: str, unlisted: frozenset[str]) -> bool:
    """Whether a run begins or ends with a word that only the article knows."""
    return any(run[:k] in unlisted or run[k:] in unlisted for k in range(2, min(len(run) - 1, 40)))


def _weighed(split: Split, token: str, quotes: int, words: Counter[str], pairs: set[tuple[str, str]]) -> Split:
    score = split.score
    first = RUN.findall(token[: split.at])
    second = RUN.findall(token[split.at :])
    if split.kind in ("opening", "closing"):
        inside = (
            quotes + token[: split.at].count('"')
        ) % 2  # an opening quote stands outside, a closed one leaves us there
        score += -WRONG_WAY if inside else 1.0
    if first and second and split.kind in ("words", "names", "possessive"):
        if (first[-1], second[0]) in pairs:
            score += SEEN_APART
        elif split.score < SURE:
            score -= REPEATED * (words[first[-1] + second[0]] - 1)
    return split._replace(score=score)


def _wrapped(paragraphs: list[Paragraph]) -> dict[int, Found]:
    """The spaces that are missing where the lines of wrapped copy ended."""
    lines, rate = _lines(paragraphs)
    judged = []
    evidence = DAMAGED
    for paragraph in paragraphs:
        if any(token.splits for token in paragraph.tokens):
            breaks, at = _breaks(paragraph, rate)
            nepers, shares = ended(breaks, len(paragraph.text), lines)
            evidence += _either(nepers)
            judged.append((paragraph, nepers, shares, at))
    article = _logistic(evidence)
    found = {}
    for paragraph, nepers, shares, at in judged:
        damaged = article * _logistic(nepers + math.log(PARAGRAPH / (1 - PARAGRAPH)))
        for share, place in zip(shares, at, strict=True):
            if place is not None and share * damaged >= ENOUGH:
                reason = f"{place[1].kind}: a line ended here, like others of the article"
                found[paragraph.start + place[0]] = Found(share * damaged, reason)
    return found


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
        start = last = 0
        here = 0
        for token in paragraph.tokens:
            best = max(token.splits, key=lambda split: split.score, default=None)
            if best is None or best.score < TELLING:
                continue
            here += 1
            end = token.start + best.at
            line = end - start, token.start + len(token.text) - start + 1
            (others if last else firsts).append(line)
            start = end
            last = 1
        if here:
            signs += here
            room += len(paragraph.text)
    lines = widths([line for line in firsts if 30 < line[0] < 120], [line for line in others if 30 < line[0] < 120])
    middle = next(x for x, share in enumerate(lines.other) if share >= 0.5)
    rate = min(0.97, max(0.1, 1.1 * signs / max(1.0, room / middle - 0.3)))
    return lines, rate


def _breaks(paragraph: Paragraph, rate: float) -> tuple[list[Break], list[tuple[int, Split] | None]]:
    breaks: list[Break] = []
    places: list[tuple[int, Split] | None] = []
    tokens = paragraph.tokens
    for n, (start, text, found) in enumerate(tokens):
        stop = start + len(text)
        for split in found:
            end = start + split.at
            breaks.append(Break(end, end, stop + 1, rate * math.exp(split.score)))
            places.append((end, split))
        if n + 1 < len(tokens):
            following = tokens[n + 1]
            breaks.append(Break(stop, following.start, following.start + len(following.text), 1.0 - rate))
            places.append(None)
    return breaks, places
