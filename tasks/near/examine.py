"""Examine: pairs compared on their texts, a block at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.near import evidence, relation
from tasks.near.bands import U64
from tasks.near.candidates import split
from tasks.near.intake import Fresh
from tasks.near.shingles import I64

BLOCK = 10_000  # pairs compared at once: some 5 KB of words and shingles for each article in them

Bodies = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
Pair = tuple[int, int]


class Judged(NamedTuple):
    """A related pair, seen from the article with the lower id."""

    relation: str
    jaccard: float
    containment: float
    coverage: float
    number_agreement: float
    reason: str

    def turned(self) -> Judged:
        """The same, seen from the other one."""
        return self._replace(containment=self.coverage, coverage=self.containment)


class Examiner:
    """Compares pairs on their texts, a block at a time."""

    def __init__(self, facts: pa.Table, fresh: Fresh, first: int, bodies: Bodies) -> None:
        self.facts, self.fresh, self.first, self.bodies = facts, fresh, first, bodies
        self.compared = 0

    def judge(self, pairs: U64) -> dict[Pair, Judged]:
        """The related ones of these pairs, each with the article of the lower id first."""
        found: dict[Pair, Judged] = {}
        for start in range(0, len(pairs), BLOCK):
            found |= self._block(pairs[start : start + BLOCK])
        self.compared += len(pairs)
        return found

    def _block(self, pairs: U64) -> dict[Pair, Judged]:
        low, high = split(pairs)
        rows, place = np.unique(np.concatenate([low, high]), return_inverse=True)
        texts, articles = self._read(rows)
        left, right = place[: len(low)], place[len(low) :]
        ids = self.facts["article_id"].take(pa.array(rows)).to_pylist()
        swap = np.array([ids[a] > ids[b] for a, b in zip(left.tolist(), right.tolist(), strict=True)], bool)
        left, right = np.where(swap, right, left), np.where(swap, left, right)
        found: dict[Pair, Judged] = {}
        for e, a, b in zip(
            evidence.compare(texts, np.stack([left, right], axis=1)), left.tolist(), right.tolist(), strict=True
        ):
            named = relation.relate(e, articles[a], articles[b])
            if named:
                found[int(rows[a]), int(rows[b])] = Judged(
                    named.name, e.jaccard, e.containment, e.coverage, e.number_agreement, named.reason
                )
        return found

    def _read(self, rows: I64) -> tuple[list[str], list[relation.Article]]:
        facts = self.facts.select(["article_id", "site", "source", "published_at", "corrected"]).take(pa.array(rows))
        known = facts.to_pylist()
        stored = self.bodies([x["article_id"] for x in known[: int(np.searchsorted(rows, self.first))]])
        found = [
            (str(row.get("title") or ""), str(row.get("body") or ""))
            for row in (stored[x["article_id"]] for x in known[: len(stored)])
        ]
        found += [(title, body) for _, title, body in self.fresh.texts((rows[len(found) :] - self.first).tolist())]
        articles = [
            relation.Article(title, x["site"] or "", x["source"] or "", x["published_at"], bool(x["corrected"]))
            for (title, _), x in zip(found, known, strict=True)
        ]
        return [body for _, body in found], articles
