"""Copies: how many articles each kept one stands for, and on which sites they stood."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tasks.core import I64, U64
from tasks.near.facts import Facts


class Copies:
    """How many articles each kept one stands for, and on which sites."""

    def __init__(self, rows: I64, standing: I64) -> None:
        """`standing` says for each of `rows`, which are sorted, the row it goes for, or -1."""
        self.rows = rows
        gone = np.flatnonzero(standing >= 0)
        kept = np.searchsorted(rows, standing[gone])
        order = np.argsort(kept, kind="stable")
        self._gone, self._kept = gone[order], kept[order]
        self.counts = 1 + np.bincount(kept, minlength=len(rows))  # of one that goes itself 0
        self.counts[gone] = 0

    def sites(self, known: Facts) -> U64:
        """The sites, as numbers, of all articles that stand for another one or go for one; distinct and sorted."""
        several = np.concatenate([self._gone, np.flatnonzero(self.counts > 1)])
        return np.unique(known["site"][self.rows[several]])

    def listed(self, place: int, known: Facts, names: Mapping[int, str]) -> list[str] | None:
        """The sites on which the copies of an article stood, in order; None where it stands for itself alone."""
        if self.counts[place] < 2:
            return None
        span = slice(*np.searchsorted(self._kept, [place, place + 1]))
        found = known["site"][self.rows[[place, *self._gone[span].tolist()]]].tolist()
        return sorted({names[site] for site in found if names.get(site)})


def changed(rows: I64, before: I64, now: I64) -> np.ndarray:
    """Which of `rows` have another verdict, or stand for others than before.

    >>> changed(np.array([3, 5, 8]), np.array([-1, -1, -1]), np.array([-1, -1, 3])).tolist()
    [True, False, True]
    """
    found = before != now
    ends = np.concatenate([before[found], now[found]])
    found[np.searchsorted(rows, np.unique(ends[ends >= 0]))] = True
    return found
