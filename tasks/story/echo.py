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

import re
from collections.abc import Iterable

import numpy as np

from tasks.story.facts import Facts, Matrix
from tasks.story.words import LONGEST, TELLING, Numbers

ECHOES = (
    "above",  # log-odds that its words come from the paragraphs above rather than from anywhere
    "below",  # from those below
    "echo",  # by how much more from those below, a word
    "surname",  # a name stands alone that was part of a longer one above
    "resumes",  # begins with The meeting, At the meeting, where there was a meeting above
)
SPREAD, USUAL = 50.0, 1e-3  # words that a text is worth before it is read; share that a word has anywhere
WHOLE = 2.0**32  # log-odds are summed in whole parts of so many, and so in any order

_CAPITALS = re.compile(r"[^\W\d_a-z](?<![\w’'-].)[\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*")


def echoes(page: Facts) -> Matrix:
    """One row of ECHOES for each paragraph.

    >>> from tasks.story.facts import facts
    >>> lines = ["The pier closed.", "No pier, no harbour.", "Bakers vote to strike.", "Bakers will strike."]
    >>> [bool(below > above) for above, below, *_ in echoes(facts(lines))]
    [True, False, True, False]
    """
    words = page.words
    telling = words.kind & TELLING > 0
    word, earlier = words.word[telling], words.earlier[telling]
    later = np.bincount(word)[word] - 1 - earlier
    content = words.marked(telling)
    before = np.cumsum(content) - content
    above = _told(words.paragraph[telling], earlier, content, before)
    below = _told(words.paragraph[telling], later, content, content.sum() - before - content)
    each = (below - above) / (5 + content)
    return np.column_stack([above / 20, below / 20, each, _surnames(page.lines), page.resumes])


def _told(paragraph: Numbers, others: Numbers, content: Numbers, total: Numbers) -> Matrix:
    """The log-odds of every paragraph: told with the words of others, `total` in number, rather than with any.

    A word counts once in a paragraph, and stands in so many `others`.
    """
    odds = np.rint(np.log1p(others / (SPREAD * USUAL)) * WHOLE)
    told = np.bincount(paragraph, odds, minlength=len(content)) / WHOLE
    return told + content * np.log(SPREAD / (total + SPREAD))


def _surnames(lines: Iterable[str]) -> list[float]:
    """1 for a paragraph in which a name stands alone that was part of a longer one above: Rao, after Anita Rao.

    >>> _surnames(["The mayor, Anita Rao, left.", "Rao will be back.", "Anita Rao is 60."])
    [0.0, 1.0, 0.0]
    """
    known: set[str] = set()
    found = []
    for whole in lines:
        alone, longer = False, []
        for run in _CAPITALS.findall(whole[:LONGEST]):
            if run.isalpha():  # one word, as most are
                alone = alone or run in known
                continue
            words = run.split()
            name: list[str] = []
            for word in (*words, ""):
                part = _bare(word)
                if len(part) > 2 and part[0].isupper():
                    name.append(part)
                    continue
                alone = alone or (len(name) == 1 and name[0] in known)
                longer += name[1:]
                name = []
        found.append(float(alone))
        known.update(longer)
    return found


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("’s", "'s")) else word
