"""Evidence: what two articles share, counted exactly on their texts.

Articles come in as bodies, pairs as positions in them; out comes one `Evidence` a pair.  Nothing here
looks at a signature: an estimate proposes, only the text decides.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks import core
from tasks.core import U32
from tasks.near import shingles
from tasks.near.buckets import distinct

COMMON = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun January February March April "
    "May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec I "
    "Reuters AP AFP Associated Press Agence France Presse Bloomberg Xinhua TASS Interfax dpa EFE ANSA Kyodo Yonhap PTI "
    "UPI VNA PA Reporting Editing By The A An In On At It Its He His She Her They Their We Our You And But For From As "
    "After Before This That These There If When While With According Some Many More Most No Not One Two"
)
LEAST = 0.1  # containment below which a pair is looked at no further


class Side(NamedTuple):
    """One article of a pair, in words.  A word is shared when it stands in a 5-gram of the other article."""

    words: int
    shared: int
    lead: int  # shared ones in the lead: the first quarter, from 10 to 40 words
    first: int  # where the first run of 8 or more shared words begins; -1 when there is none
    last: int  # where the last one ends
    longest: int  # the longest run
    runs: int  # runs of 8 or more
    hunks: int  # stretches that are not shared
    slots: int  # those of 8 words or fewer that hold a number or a name
    sentences: int
    whole: int  # sentences of which four fifths or more are shared
    intact: int  # those of them in which every number is shared
    names: int  # distinct capitalised words in the shared part
    again: int  # those of them that stand in the rest of the article as well


class Evidence(NamedTuple):
    """What a pair shares: distinct shingles, numbers, names, and where the shared words stand."""

    left_shingles: int
    right_shingles: int
    shared: int
    left_numbers: int
    right_numbers: int
    shared_numbers: int
    left_names: int
    right_names: int
    shared_names: int
    left: Side
    right: Side

    @property
    def jaccard(self) -> float:
        """Shared shingles among all; 0 for two articles without any."""
        return _share(self.shared, self.left_shingles + self.right_shingles - self.shared)

    @property
    def containment(self) -> float:
        """Share of the left article's shingles that stand in the right one."""
        return _share(self.shared, self.left_shingles)

    @property
    def coverage(self) -> float:
        """Share of the right article's shingles that stand in the left one."""
        return _share(self.shared, self.right_shingles)

    @property
    def number_agreement(self) -> float:
        """Shared numbers among all of both; 1 when neither has any."""
        every = self.left_numbers + self.right_numbers - self.shared_numbers
        return self.shared_numbers / every if every else 1.0

    def turned(self) -> Evidence:
        """The same pair seen from the other side."""
        return Evidence(
            self.right_shingles, self.left_shingles, self.shared,
            self.right_numbers, self.left_numbers, self.shared_numbers,
            self.right_names, self.left_names, self.shared_names,
            self.right, self.left,
        )  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def compare(bodies: Sequence[str], pairs: npt.NDArray[np.int64]) -> list[Evidence]:
    """The evidence of each pair of positions in `bodies`.

    >>> one = "The river rose by two metres on Monday and flooded the market of Oru, the mayor said."
    >>> found, = compare([one, one.replace("two", "three")], np.array([[0, 1]]))
    >>> found.shared, round(found.jaccard, 2), found.number_agreement
    (8, 0.44, 1.0)
    """
    words = shingles.read(bodies)
    made, _ = shingles.shingle(words)
    rows = core.near_compare(words, made, pairs, _common(), LEAST).tolist()
    return [Evidence(*row[:9], Side(*row[9:23]), Side(*row[23:])) for row in rows]  # type: ignore[call-arg]


@functools.cache
def _common() -> U32:
    """Capitalised words that tell no two stories apart: days, months, agencies."""
    return distinct(shingles.read([COMMON]).hashes)
