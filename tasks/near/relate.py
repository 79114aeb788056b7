"""Relate: the whole step, from staged articles and the index of before to verdicts and the next index.

What comes out is a function of all articles there are, old and new together: a verdict for every new
article and for each old one whose verdict changed, the related pairs to add, and the pairs that are
related no longer.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.near import bands, candidates, index, segments
from tasks.near.bands import U64
from tasks.near.candidates import split
from tasks.near.examine import Bodies, Examiner
from tasks.near.intake import Fresh
from tasks.near.shingles import I64
from tasks.near.stories import Stories
from tasks.settings import Near

DAY = 86_400_000_000  # microseconds


class Outcome(NamedTuple):
    """Three Arrow files and what there is to say about the step."""

    verdicts: Path
    relations: Path
    dropped: Path
    counts: dict[str, Any]


def relate(
    new: Sequence[Path], previous: Path | None, target: Path, bodies: Bodies, settings: Near, work: Path
) -> Outcome:
    """Relate new articles to each other and to all of before.

    `new` are Arrow files of staged articles, `previous` the index folder of the last version, `target`
    the one to write, `bodies` gives title and body of old articles, `work` is a folder for files that
    nobody needs afterwards.  Raises BadIndex when `previous` is damaged or was made otherwise.
    """
    clock = _Clock()
    old = index.Index(previous, settings)
    target.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    with clock("intake"):
        segment = segments.begin(target)
        fresh = Fresh(new, segment, work, settings)
        facts = pa.concat_tables([old.facts(), fresh.facts]).combine_chunks()
    with clock("candidates"):
        found, by_band, by_sample = _match(old, fresh, facts, segment)
        pairs = _near_in_time(found.pairs, facts, settings)
    examiner = Examiner(facts, fresh, old.rows, bodies)
    with clock("compare"):
        judged = examiner.judge(pairs)
    with clock("cluster"):
        stories = Stories(old, facts, settings, examiner)
        stories.add(judged)
        stories.drop(_no_longer(stories.published(found.doubtful), old, fresh, facts))
        changed, warnings = stories.tell()
    with clock("index"):
        paths = work / "verdicts.arrow", work / "relations.arrow", work / "dropped.arrow"
        stories.write(*paths, changed)
        segments.finish(target, old, fresh.rows, settings, stories.graph(), stories.verdicts())
    counts = {
        "articles": len(facts), "new": fresh.rows, "candidates": len(found.pairs), "compared": examiner.compared,
        "related": dict(sorted(Counter(x.relation for x in judged.values()).items())),
        "expected_recall": round(fresh.cut.recall(settings.similarity), 4),
        "bands": fresh.cut.bands, "rows": fresh.cut.rows, "seconds": clock.seconds, "warnings": warnings,
    }  # fmt: skip
    alike = [min(pair) << 32 | max(pair) for pair, x in judged.items() if x.jaccard >= settings.similarity]
    counts |= _measured(np.array(alike, np.uint64), by_band, by_sample)
    return Outcome(*paths, counts)


class _Clock:
    """Seconds a step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - start, 3)


def _rank(facts: pa.Table) -> I64:
    """The place of each article in one order of all, by what they say rather than by when they came."""
    rank = facts["rank"].to_numpy()
    ordered = np.argsort(rank, kind="stable")
    twins = np.flatnonzero(rank[ordered][1:] == rank[ordered][:-1])
    if len(twins):
        ids = facts["article_id"]
        tied = np.unique(np.concatenate([twins, twins + 1]))
        rows = sorted(ordered[tied].tolist(), key=lambda row: (int(rank[row]), ids[row].as_py()))
        ordered[tied] = rows
    place = np.empty(len(rank), np.int64)
    place[ordered] = np.arange(len(rank))
    return place


def _measured(alike: U64, by_band: U64, by_sample: U64) -> dict[str, Any]:
    """What part of the pairs that are similar enough was found, told from two searches that know nothing of each other.

    Of the pairs that samples found, bands found a share: so large is their share of all pairs.  The other
    way round it is the same, and what both missed follows (the estimate of Lincoln and Petersen).  Every
    pair counted was compared word by word.

    >>> some = np.arange(100, dtype=np.uint64)
    >>> _measured(some, some[:90], some[10:])
    {'measured_recall': 0.9877, 'measured_pairs': 100}
    """
    banded, sampled = np.isin(alike, by_band), np.isin(alike, by_sample)
    both, one, other = int((banded & sampled).sum()), int((banded & ~sampled).sum()), int((sampled & ~banded).sum())
    if not both:
        return {}
    return {"measured_recall": round(len(alike) / (len(alike) + one * other / both), 4), "measured_pairs": len(alike)}


def _match(old: index.Index, fresh: Fresh, facts: pa.Table, segment: Path) -> tuple[candidates.Links, U64, U64]:
    """Candidates by bands and by samples, a table at a time; the new tables are written on the way.

    Also those of each of the two searches.
    """
    rank = _rank(facts)
    by_band: list[U64] = []
    by_sample: list[U64] = []
    doubtful: list[U64] = []
    for banded, tables, (keys, rows) in segments.tables(old, fresh, segment):
        buckets = candidates.gather(candidates.shared(keys, tables), [*tables, (keys, rows + old.rows)])
        links = candidates.link(buckets, old.rows, rank)
        (by_band if banded else by_sample).append(candidates.distinct(links.pairs) if banded else links.pairs)
        doubtful.append(links.doubtful)
    agreeing, _ = candidates.tally(by_band)
    sampled, counts = candidates.tally(by_sample)
    samples = facts["samples"].to_numpy()
    low, high = split(sampled)
    enough = counts >= candidates.needed(np.minimum(samples[low], samples[high]).astype(np.int64))
    links = candidates.Links(np.union1d(agreeing, sampled[enough]), candidates.tally(doubtful)[0])
    return links, agreeing, sampled[enough]


def _near_in_time(pairs: U64, facts: pa.Table, settings: Near) -> U64:
    """The pairs within `window_days`; a date that is not known is always near."""
    if not settings.window_days or not len(pairs):
        return pairs
    low, high = split(pairs)
    dated = facts["published_at"].is_valid().to_numpy()
    dates = facts["published_at"].cast(pa.int64()).fill_null(0).to_numpy()
    near = np.abs(dates[low] - dates[high]) <= settings.window_days * DAY
    return pairs[near | ~dated[low] | ~dated[high]]


def _no_longer(doubtful: U64, old: index.Index, fresh: Fresh, facts: pa.Table) -> U64:
    """Which of these pairs of old articles no bucket proposes any more."""
    if not len(doubtful):
        return doubtful
    rank = _rank(facts)
    low, high = split(doubtful)
    rows = np.unique(np.concatenate([low, high]))
    sure = np.zeros(len(doubtful), bool)
    shared = np.zeros(len(doubtful), np.int64)
    for number in range(fresh.cut.bands + bands.PARTS):
        banded = number < fresh.cut.bands
        part = number - fresh.cut.bands
        tables = old.band(number) if banded else old.part(part)
        made = fresh.band(number) if banded else fresh.part(part)
        held: dict[int, list[int]] = defaultdict(list)
        for keys, owners in tables:
            mine = np.isin(owners, rows)
            for key, owner in zip(keys[mine].tolist(), owners[mine].tolist(), strict=True):
                held[owner].append(key)
        both = [
            (at, key)
            for at, (a, b) in enumerate(zip(low.tolist(), high.tolist(), strict=True))
            for key in sorted(set(held[a]) & set(held[b]))
        ]
        if not both:
            continue
        kind = np.uint64 if banded else np.uint32
        asked = np.array([key for _, key in both], kind)
        wanted, place = np.unique(asked, return_inverse=True)
        buckets = candidates.gather(wanted, [*tables, (made[0], made[1] + old.rows)])
        at = np.array([at for at, _ in both])
        answer = candidates.proposed(buckets, place, low[at], high[at], rank)
        if banded:
            sure[at[answer]] = True
        else:
            np.add.at(shared, at[answer], 1)
    samples = facts["samples"].to_numpy()
    enough = shared >= candidates.needed(np.minimum(samples[low], samples[high]).astype(np.int64))
    return doubtful[~sure & ~enough]
