"""Lost spaces: two words that grew together where a line once ended, put apart again.

In: the repaired text of one article.  Out: edits that insert one space each, and nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.splits import Split, splits

SURE = 12.0  # nepers at which the words alone suffice
TELLING = 7.0  # nepers at which a place counts as a sign of damage
ENOUGH = 3.0  # nepers asked for in a damaged paragraph
SIGNS = 3  # places that make an article a damaged one,
CHARACTERS_A_SIGN = 1500  # at no fewer than one in so many characters

MEMORY = 200_000
_plain: set[str] = set()  # tokens that show no sign: a cache of a pure function


def lost_space(text: str, page: Page) -> Iterator[Edit]:
    """A space that was lost between two words.

    >>> from tasks.edits import take
    >>> take("He came tothe river andwill swim.", lost_space("He came tothe river andwill swim.", Page()))[0]
    'He came to the river and will swim.'
    """
    if not page.settings.repair.spacing or (page.language and not page.language.lower().startswith("en")):
        return
    found = _propose(text)
    yield from (
        Edit(at, "", " ", f"{split.kind}: a space was lost here", _confidence(split.score))
        for at, split in sorted(found.items())
    )


def may_lack_space(text: str) -> bool:
    """Whether any token of a text looks like two."""
    return bool(_suspects(text))


def _suspects(text: str) -> list[str]:
    unknown = set(text.split()) - _plain
    if len(_plain) > MEMORY:
        _plain.clear()
    suspects = []
    for token in unknown:
        if max((split.score for split in splits(token)), default=-99.0) >= TELLING:
            suspects.append(token)
        else:
            _plain.add(token)
    return suspects


WORD = re.compile(r"\S+")


def _propose(text: str) -> dict[int, Split]:
    found: dict[int, Split] = {}
    lines = []
    start = signs = 0
    for line in text.split("\n"):
        candidates = []
        for match in WORD.finditer(line):
            best = max(splits(match.group()), key=lambda split: split.score, default=None)
            if best is not None and best.score >= ENOUGH:
                candidates.append((start + match.start() + best.at, best))
        telling = sum(split.score >= TELLING for _, split in candidates)
        signs += telling
        lines.append((candidates, telling))
        start += len(line) + 1
    damaged = signs >= SIGNS and signs * CHARACTERS_A_SIGN >= len(text)
    for candidates, telling in lines:
        least = ENOUGH if damaged and telling else SURE
        found.update((at, split) for at, split in candidates if split.score >= least)
    return found


def _confidence(score: float) -> float:
    return round(1.0 / (1.0 + math.exp(-min(score, 30.0) / 2)), 4)
