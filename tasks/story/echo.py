"""Echo: whether a paragraph goes on with the story above it, or only shares the words of all below it.

A site that writes about one country, one team or one market shares words with itself: teasers of its other
stories seem to go on with any story.  What tells them apart is that the words peculiar to the story end
where it ends.  Two models of a page are compared: one text, in which every paragraph is told with the words
of those above it, and two texts, of which the second is told with its own words only.

The chance of a word is that of a Dirichlet-multinomial, (count + SPREAD * USUAL) / (total + SPREAD), as in
J. Eisenstein and R. Barzilay, Bayesian Unsupervised Topic Segmentation (EMNLP 2008).  It does not depend on
the order in which paragraphs are counted, so one pass down and one up tell how likely each boundary is.
Nothing is known of other pages: neither a site's own statistics nor those of English made it any better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

from tasks.story.evidence import Matrix
from tasks.story.facts import LONGEST, Facts, facts

ECHOES = (
    "above",  # log-odds that its words come from the paragraphs above rather than from anywhere
    "below",  # from those below
    "echo",  # by how much more from those below, a word
    "surname",  # a name stands alone that was part of a longer one above
    "resumes",  # begins with The meeting, At the meeting, where there was a meeting above
)
SPREAD, USUAL = 50.0, 1e-3  # words that a text is worth before it is read; share that a word has anywhere

_CAPITALS = re.compile(r"[^\W\d_a-z](?<![\w’'-].)[\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*")
_THE = re.compile(r"(?:[A-Z][a-z]+ )?(?:[Tt]h(?:e|is|ese|ose)|[Ss]uch) ([a-z][\w-]*)")


def echoes(lines: Sequence[str]) -> Matrix:
    """One row of ECHOES for each paragraph.

    >>> rows = echoes(["The pier closed.", "No pier, no harbour.", "Bakers vote to strike.", "Bakers will strike."])
    >>> [bool(below > above) for above, below, *_ in rows]
    [True, False, True, False]
    """
    known = [facts(line) for line in lines]
    contents = [sorted(fact.content) for fact in known]
    above, below = _told(contents), _told(contents[::-1])[::-1]
    each = (below - above) / (5 + np.array([len(some) for some in contents]))
    return np.column_stack([above / 20, below / 20, each, _surnames(lines), _resumed(lines, known)])


def _told(paragraphs: Iterable[Sequence[str]]) -> Matrix:
    """The log-odds of every paragraph: told with the words of those before it rather than with any."""
    counts: dict[str, int] = {}
    odds = [0.0]  # of a word by its count
    total, found = 0, []
    for words in paragraphs:
        told = len(words) * math.log(SPREAD / (total + SPREAD))
        for word in words:
            count = counts.get(word, 0)
            if count:
                told += odds[count]
            counts[word] = count + 1
        total += len(words)
        found.append(told)
        odds.append(math.log1p(len(odds) / (SPREAD * USUAL)))  # a word counts once in a paragraph
    return np.array(found)


def _surnames(lines: Iterable[str]) -> list[float]:
    """1 for a paragraph in which a name stands alone that was part of a longer one above: Rao, after Anita Rao.

    >>> _surnames(["The mayor, Anita Rao, left.", "Rao will be back.", "Anita Rao is 60."])
    [0.0, 1.0, 0.0]
    """
    known: set[str] = set()
    found = []
    for whole in lines:
        alone, longer = [], []
        for run in _CAPITALS.findall(whole[:LONGEST]):
            name: list[str] = []
            for word in (*run.split(), ""):
                part = word.removesuffix("’s").removesuffix("'s")
                if len(part) > 2 and part[0].isupper():
                    name.append(part)
                    continue
                if len(name) == 1:
                    alone += name
                longer += name[1:]
                name = []
        found.append(float(not known.isdisjoint(alone)))
        known.update(longer)
    return found


def _resumed(lines: Sequence[str], facts_of: Sequence[Facts]) -> list[float]:
    known: set[str] = set()
    found = []
    for line, fact in zip(lines, facts_of, strict=True):
        begins = _THE.match(line)
        found.append(float(begins is not None and begins[1] in known))
        known.update(fact.kinds)
    return found
