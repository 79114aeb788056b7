"""The search for duplicates, and the only place that knows the order of its steps.

    take in -> candidates -> compare -> cluster -> the next index

Each step is done in pieces that read and write files: a staged file, a file of the index, a range of pairs, stories.
What comes out is a function of all articles there are, old and new together: a verdict for every new
article and for each old one whose verdict changed, the related pairs to add, and the pairs that are
related no longer.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from flows.where import Each
from tasks.near import index_segments, lsh, step_candidates, step_cluster, step_compare, step_intake
from tasks.near.corpus import Bodies, Corpus
from tasks.settings import Near


class Found(NamedTuple):
    """What the search found, as files, and what there is to say about it."""

    outcome: step_cluster.Outcome
    counts: dict[str, Any]


def search(
    staged: Sequence[Path],
    previous: Path | None,
    target: Path,
    bodies: Bodies,
    settings: Near,
    work: Path,
    each: Each,
) -> Found:
    """Relate new articles to each other and to all of before.

    `staged` are Arrow files of new articles, `previous` the index folder of the last version, `target`
    the one to write, `bodies` gives title and body of old articles, `work` is a folder for files that
    nobody needs afterwards.  Raises BadIndex when `previous` is damaged or was made otherwise.
    """
    clock = _Clock()
    for folder in (target, work):
        shutil.rmtree(folder, ignore_errors=True)  # what an attempt before this one has left
        folder.mkdir(parents=True)
    index_segments.begin(target)
    with clock("intake"):
        corpus = _taken_in(Corpus(previous, target, work, tuple(staged), (), 0, bodies, settings), each)
    new = corpus.rows - corpus.first
    with clock("candidates"):
        pieces = step_candidates.pieces(corpus)
        share = new // len(pieces)
        matched = each("find candidates", step_candidates.match, pieces, lambda _: share)
    with clock("compare"):
        ranges = step_candidates.ranges(corpus)
        compares = [step_compare.Compare(corpus, n, span) for n, span in enumerate(ranges)]
        compared = each("compare", step_compare.compare, compares, lambda one: one.articles) if compares else []
    with clock("cluster"):
        graph = step_cluster.Stories(corpus)
        doubts = step_candidates.ask(corpus, graph.published(step_candidates.doubtful(corpus)))
        gone = step_candidates.no_longer(corpus, each("ask again", step_candidates.doubt, doubts) if doubts else [])
        decisions = graph.cut(gone)
        decided = each("find duplicates", step_cluster.decide, decisions, lambda one: one.articles) if decisions else []
        warnings = graph.settle(decided)
    with clock("index"):
        outcome = graph.write()
        there, merges = index_segments.joined(corpus)
        merged = each("merge the index", index_segments.merge, merges) if merges else []
        index_segments.finish(corpus, there, dict(merged or chain.from_iterable(map(dict.items, matched))), merges)
    cut = lsh.layout(settings)
    related = sum((Counter(one.related) for one in compared), Counter())
    counts = {
        "articles": corpus.rows, "new": new,
        "candidates": sum(one.candidates for one in compared),
        "compared": sum(one.compared for one in compared) + sum(one.compared for one in decided),
        "related": dict(sorted(related.items())), "expected_recall": round(cut.recall(settings.similarity), 4),
        "bands": cut.bands, "rows": cut.rows, "seconds": clock.seconds, "warnings": warnings,
    }  # fmt: skip
    return Found(outcome, counts | step_compare.measured([one.alike for one in compared]))


def _taken_in(corpus: Corpus, each: Each) -> Corpus:
    """Facts, keys and samples of all articles, as files; the corpus with the number of its articles."""
    work, settings = corpus.work, corpus.settings
    old = [
        take._replace(stem=work / f"old-{n:06d}")
        for n, take in enumerate(chain(*(step_intake.held(folder, settings) for folder in corpus.old().folders())))
    ]
    takes = [*old, *(step_intake.TakeIn(path, corpus.stem(n), settings) for n, path in enumerate(corpus.staged))]
    counts = each("take in", step_intake.take_in, takes, lambda count: count)
    with (work / "facts").open("wb") as facts:
        for take in takes:
            with take.stem.with_suffix(".facts").open("rb") as part:
                shutil.copyfileobj(part, facts)
    return corpus._replace(counts=tuple(counts[len(old) :]), first=sum(counts[: len(old)]))


class _Clock:
    """Measures the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - start, 3)
