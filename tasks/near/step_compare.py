"""Compare: candidate pairs compared on their texts, a block at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.core import U64
from tasks.files import table_writer
from tasks.near import relation, similarity, step_candidates
from tasks.near.buckets import split
from tasks.near.content import content_of
from tasks.near.corpus import Corpus, Texts
from tasks.near.facts import UNDATED, Facts
from tasks.near.index import GRAPH
from tasks.near.relation import PUBLISHED, RELATIONS, Judged
from tasks.settings import Near

BLOCK = 10_000  # pairs compared at once: some 5 KB of words and shingles for each article in them
DAY = 86_400_000_000  # microseconds

Pair = tuple[int, int]


class Compare(NamedTuple):
    """Work: compare the candidates of a range."""

    corpus: Corpus
    number: int
    span: step_candidates.Range


class Compared(NamedTuple):
    """What became of a range; the related pairs stand in `related-NUMBER.arrow`."""

    articles: int  # of the pairs compared, by and large
    candidates: int
    compared: int
    related: dict[str, int]
    alike: tuple[int, ...]  # similar enough: all pairs, found by both searches, by bands only, by samples only


class Examiner:
    """Compares pairs on their texts."""

    def __init__(self, corpus: Corpus) -> None:
        self.facts = corpus.facts()
        self.texts = Texts(corpus, self.facts)
        self.compared = self.articles = 0

    def judge(self, pairs: U64) -> Iterator[dict[Pair, Judged]]:
        """The related ones of these pairs, each with the article of the lower id first, a block at a time."""
        for start in range(0, len(pairs), BLOCK):
            block = pairs[start : start + BLOCK]
            self.compared += len(block)
            yield self._block(block)

    def _block(self, pairs: U64) -> dict[Pair, Judged]:
        low, high = split(pairs)
        rows, place = np.unique(np.concatenate([low, high]), return_inverse=True)
        self.articles += len(rows)
        known = self.facts[rows]
        read = [(title, content_of(body)) for title, body in self.texts.read(rows)]
        names = ("site", "source", "page", "published", "corrected", "cut")
        about = zip(*[known[name].tolist() for name in names], strict=True)
        articles = [
            relation.Article(title, text, site, source, page, None if published == UNDATED else published, *marks)
            for (title, text), (site, source, page, published, *marks) in zip(read, about, strict=True)
        ]
        left, right = place[: len(low)], place[len(low) :]
        swap = known["id"][left] > known["id"][right]
        left, right = np.where(swap, right, left), np.where(swap, left, right)
        found: dict[Pair, Judged] = {}
        sides = left.tolist(), right.tolist()
        compared = similarity.compare([text for _, text in read], np.stack([left, right], axis=1))
        for e, a, b in zip(compared, *sides, strict=True):
            if one := relation.judged(e, articles[a], articles[b]):
                found[int(rows[a]), int(rows[b])] = one
        return found


def compare(work: Compare) -> Compared:
    """Compare the candidates of a range and write the related ones; returns counts."""
    about, known = work.corpus, work.corpus.facts()
    found = step_candidates.within(about, known, work.span)
    examiner = Examiner(about)
    related: Counter[str] = Counter()
    alike = np.zeros(4, np.int64)
    with table_writer(about.work / f"related-{work.number:06d}.arrow", GRAPH) as out:
        for judged in examiner.judge(_near_in_time(found.pairs, known, about.settings)):
            out.write_table(graph(judged, proposed=True))
            related.update(PUBLISHED[RELATIONS.index(one.relation)] for one in judged.values())
            similar = [pair for pair, one in judged.items() if one.jaccard >= about.settings.similarity]
            pairs = np.array([min(pair) << 32 | max(pair) for pair in similar], np.uint64)
            banded, sampled = np.isin(pairs, found.by_band), np.isin(pairs, found.by_sample)
            alike += [len(pairs), (banded & sampled).sum(), (banded & ~sampled).sum(), (sampled & ~banded).sum()]
    counts = examiner.articles, len(found.pairs), examiner.compared
    return Compared(*counts, dict(related), tuple(alike.tolist()))


def graph(judged: dict[Pair, Judged], proposed: bool) -> pa.Table:
    """Related pairs as the index keeps them."""
    return table(GRAPH, [(a, b, RELATIONS.index(x.relation), proposed, *x[1:]) for (a, b), x in judged.items()])


def table(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """A table of these rows."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


def measured(alike: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    """What part of the pairs that are similar enough was found, by two searches that know nothing of each other.

    Of the pairs that samples found, bands found a share: so large is their share of all pairs.  The other
    way round it is the same, and what both missed follows (the estimate of Lincoln and Petersen).  Every
    pair counted was compared word by word.

    >>> measured([(60, 50, 5, 5), (40, 30, 5, 5)])
    {'measured_recall': 0.9877, 'measured_pairs': 100}
    """
    every, both, one, other = (sum(column) for column in zip(*alike, strict=True)) if alike else (0, 0, 0, 0)
    if not both:
        return {}
    return {"measured_recall": round(every / (every + one * other / both), 4), "measured_pairs": every}


def _near_in_time(pairs: U64, known: Facts, settings: Near) -> U64:
    """The pairs within `window_days`; a date that is not known is always near."""
    if not settings.window_days or not len(pairs):
        return pairs
    low, high = (known["published"][rows] for rows in split(pairs))
    return pairs[(low == UNDATED) | (high == UNDATED) | (np.abs(low - high) <= settings.window_days * DAY)]
