"""Tokens: the words of a page, as the core finds and numbers them, and what is known of words beforehand.

A word is the first six letters of a run of letters and digits, in small letters: that joins `river` and `rivers` in
languages that inflect.  In a script that puts no spaces between words (Chinese, Japanese, Thai, Korean endings), every
two neighbouring characters are a word.  Of a paragraph 4,000 characters are looked at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks import core

Integers = npt.NDArray[np.int64]

BUCKETS = core.BUCKETS  # of the table that says how common words are
KINDS = core.STORY_KINDS  # of lists of words in wording.toml
UNIT = 16  # of weights: sixteenths of a bit
RAREST = 9 * UNIT  # weight of a word that the table of common words does not know


@cache
def _listed() -> tuple[Any, Integers]:
    """The numbers of all words of the lists, ascending, and a bit for each list that has them."""
    kinds: dict[int, int] = {}
    lists = tomllib.loads(files("tasks.story.ending").joinpath("wording.toml").read_text(encoding="utf-8"))
    for language in lists.values():
        for kind, words in language.items():
            for word in core.story_numbers(words).tolist():
                kinds[word] = kinds.get(word, 0) | 1 << KINDS.index(kind)
    known = sorted(kinds)
    return np.array(known, np.uint64), np.array([kinds[word] for word in known], np.int64)


def wording(common: Any) -> core.Wording:
    """What is known of words beforehand; `common` says how common they are, by bucket (see `fit`)."""
    return core.wording(common, *_listed())


@cache
def _unknown() -> core.Wording:
    return wording(np.zeros(BUCKETS, np.uint8))


def stands(lines: Sequence[str]) -> Integers:
    """In how many of some paragraphs the words of each bucket stand: of this `fit` makes its table.

    >>> int(stands(["The river rose.", "Rivers, the mayor said, rise."]).sum())
    8
    """
    return np.bincount(core.story_pairs(lines, _unknown())["bucket"], minlength=BUCKETS)
