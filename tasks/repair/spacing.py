"""Lost spaces: two words that grew together where a line once ended, put apart again.

In: the repaired text of one article.  Out: edits that insert one space each, and nothing else.  English only:
a paragraph whose words are not English, or a page that says it is not, is left alone.

The evidence, in the order in which it is asked: the words on both sides (splits.py); the article's own words and
pairs of words, such as those of a standfirst that says the same; the width of the lines that were lost (wrap.py);
how damaged the paragraph is.  What the words alone prove (`SURE`) is repaired in any text.  Last of all, spared.py
takes out what the sentence and the token around a place explain otherwise, and joints.py moves a place by a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.context import SURE, Paragraph, read
from tasks.repair.joints import exact
from tasks.repair.lexicon import is_english, is_foreign
from tasks.repair.pace import kernels, loops
from tasks.repair.spared import sound
from tasks.repair.splits import REASONS, probability
from tasks.repair.suspects import SPLITS, TOLD, scanned, suspects

if TYPE_CHECKING:
    from tasks.repair.survey import Survey

ROUNDS = 4


class Found(NamedTuple):
    """A space to put back."""

    share: float  # how probable it is that one was lost, 0 to 1
    reason: str


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
    return bool(suspects(text))


def _settle(text: str) -> dict[int, Found]:
    """Everything that is found, then in what it leaves, until nothing is: so a second pass has nothing to say."""
    settled: dict[int, Found] = {}
    for _ in range(ROUNDS):
        found = _find(text)
        found = {exact(text, at): found[at] for at in found.keys() - set(sound(text, found))} if found else found
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


@lru_cache(maxsize=1)
def _find(text: str) -> dict[int, Found]:
    """What is found at once; of the text that is at rest it is asked twice."""
    strange = suspects(text)
    if not strange or (len(strange) == 1 and _alone(next(iter(strange)), text)):
        return {}
    survey = _surveyed(text)
    struck, others = _paragraphs(text, strange, survey)
    told = [[(n, token, some) for n, token in line.tokens if (some := TOLD[token])] for line in struck]
    signs = sum(map(len, told))
    sure = any(split.score >= SURE for row in told for _, _, some in row for split in some)
    if not sure and signs < 2:
        return {}
    from tasks.repair.lines import spans, wrapped  # needs numpy, and sound copy does not

    tokens = survey.tokens if survey else spans(text)
    found = {}
    for line, row in zip(struck, told, strict=True) if sure else ():
        proven = {n: own for n, _, some in row if (own := [split for split in some if split.score >= SURE])}
        broken = [(n, _apart(token, [split.at for split in proven[n]])) for n, token, _ in row if n in proven]
        if broken and _is_english(line, broken, survey):
            for n, own in proven.items():
                for split in own:
                    reason = f"{REASONS[split.kind]}; the words alone show it"
                    found[int(tokens[n, 0]) + split.at] = Found(probability(split.score - 7.0), reason)
    if signs > 1 and (survey.is_english() if survey else is_english(text)):
        if not survey:
            loops.regret(len(text))
        for at, kind, share in wrapped(tokens, survey.read() if survey else read(text), struck, others):
            found[at] = Found(share, f"{REASONS[kind]} where a line ended")
    return found


def _surveyed(text: str) -> Survey | None:
    """A text as the kernels see it, where they are worth it."""
    if not (kernels() and loops()):
        return None
    from tasks.repair.survey import Survey

    return Survey(text, scanned().known)


def _alone(token: str, text: str) -> bool:
    """Whether one token, once in a text, is all there is and proves nothing: so it is in 6 % of clean copy."""
    return text.count(token) == 1 and all(split.score < SURE for split in SPLITS[token])


def _is_english(line: Paragraph, broken: Sequence[tuple[int, str]], survey: Survey | None) -> bool:
    """Whether a line is English, some of its tokens put apart."""
    if survey:
        return survey.is_english(line.first, line.first + line.size, broken)
    words = line.text.split()
    for n, apart in broken:
        words[n - line.first] = apart
    return is_english(" ".join(words))


def _lines(text: str) -> Iterator[Paragraph]:
    """All lines that are not blank, with all of their tokens."""
    start = first = 0
    for line in text.split("\n"):
        words = line.split()
        if words:
            yield Paragraph(start, line, first, len(words), list(enumerate(words, first)))
        start += len(line) + 1
        first += len(words)


def _paragraphs(text: str, strange: Set[str], survey: Survey | None) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines that hold suspects, those in another language aside; and all others."""
    struck, others = [], []
    for line in survey.paragraphs() if survey else _lines(text):
        if strange.isdisjoint([token for _, token in line.tokens]):
            others.append(line)
        elif not (survey.is_foreign(line) if survey else is_foreign(line.text.split())):
            struck.append(line)
    return struck, others
