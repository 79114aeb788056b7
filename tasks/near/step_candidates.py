"""Candidates: the pairs of articles that are worth comparing, a table of the index at a time.

For each table stand in the folder `work` two sorted files of pairs `low << 32 | high`: in `.pairs` those it proposes,
once or, where it is a part of the samples, once for each shingle that both hold; in `.doubtful` those of old articles
that it may have proposed before.  What all tables say of one pair is read from the same range of all files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.core import I64, U64
from tasks.near import buckets, corpus, facts, index, index_segments, step_intake
from tasks.near.buckets import split
from tasks.near.corpus import Corpus
from tasks.near.facts import Facts
from tasks.near.index import Place

ARTICLES = 5_000  # articles for which a piece of work more is worth its start
PROPOSALS = 100_000  # proposed pairs that a piece of work takes, about
STRIDE = 1_024  # one pair in so many is looked at to find where to cut

Range = tuple[int, int]  # pairs from the first number on and below the second


class Match(NamedTuple):
    """Work: write some files of the new segment, and the pairs that its tables propose."""

    corpus: Corpus
    files: tuple[str, ...]


class Candidates(NamedTuple):
    """The pairs of a range that are worth comparing, and which of them either of two searches found."""

    pairs: U64
    by_band: U64
    by_sample: U64


def pieces(corpus: Corpus) -> list[Match]:
    """All files of the new segment, in as many pieces as are worth their start."""
    files = index.segment_files(corpus.settings)
    count = min(len(files), 1 + corpus.rows // ARTICLES)
    return [Match(corpus, tuple(files[n::count])) for n in range(count)]


def match(work: Match) -> dict[str, index.Sums]:
    """Write the files and the pairs they propose; returns the files' names and checksums."""
    known = work.corpus.facts()
    for file in work.files:
        path = work.corpus.target / index_segments.NEW / file
        if file == index.ARTICLES:
            step_intake.write_articles(work.corpus, path)
        else:
            _match(work.corpus, known, path, [x for x in index.places(work.corpus.settings) if x.file == file])
    return {file: index.sums(work.corpus.target / index_segments.NEW / file) for file in work.files}


def _match(about: Corpus, known: Facts, path: Path, places: list[Place]) -> None:
    old = about.old()
    with index.Tables(path, places[0]) as out:
        for place in places:
            keys, rows = corpus.band(about, place.number, known) if place.banded else corpus.part(about, place.number)
            out.write(place, keys, rows)
            tables = old.tables(place)
            shared = buckets.gather(buckets.shared(keys, tables), [*tables, (keys, rows + about.first)])
            links = buckets.link(shared, about.first, partial(facts.first, known))
            pairs = buckets.distinct(links.pairs) if place.banded else np.sort(links.pairs)
            pairs.tofile(_file(about, place, "pairs"))
            links.doubtful.tofile(_file(about, place, "doubtful"))


def _file(about: Corpus, place: Place, ending: str) -> Path:
    return about.work / f"{'band' if place.banded else 'part'}-{place.number:03d}.{ending}"


def _mapped(path: Path) -> U64:
    return np.memmap(path, np.uint64, "r") if path.stat().st_size else np.zeros(0, np.uint64)


def ranges(about: Corpus) -> list[Range]:
    """The proposed pairs, cut into ranges of about equal size."""
    files = [_mapped(_file(about, place, "pairs")) for place in index.places(about.settings)]
    total = sum(map(len, files))
    some = np.sort(np.concatenate([file[::STRIDE] for file in files]))
    count = min(-(-total // PROPOSALS), len(some))
    cuts = np.unique(some[np.arange(1, count) * len(some) // max(1, count)]).tolist()
    return list(pairwise([0, *cuts, 1 << 64])) if total else []


def within(about: Corpus, known: Facts, span: Range) -> Candidates:
    """The candidate pairs of a range, and which search proposed each."""
    banded, sampled = ([_of(_file(about, x, "pairs"), span) for x in _places(about, kind)] for kind in (True, False))
    agreeing, _ = buckets.tally(banded)
    pairs, counts = buckets.tally(sampled)
    enough = pairs[_enough(pairs, counts, known)]
    return Candidates(np.union1d(agreeing, enough), agreeing, enough)


def _places(about: Corpus, banded: bool) -> Iterator[Place]:
    return (place for place in index.places(about.settings) if place.banded == banded)


def _of(path: Path, span: Range) -> U64:
    pairs = _mapped(path)
    low, high = (np.searchsorted(pairs, np.uint64(x)) if x < 1 << 64 else len(pairs) for x in span)
    return np.asarray(pairs[low:high])


def _enough(pairs: U64, counts: I64, known: Facts) -> npt.NDArray[np.bool_]:
    """Whether pairs share enough sampled shingles."""
    low, high = split(pairs)
    samples = known["samples"]
    return counts >= buckets.needed(np.minimum(samples[low], samples[high]).astype(np.int64))


def doubtful(about: Corpus) -> U64:
    """The pairs of old articles that may no longer be proposed."""
    files = [_mapped(_file(about, place, "doubtful")) for place in index.places(about.settings)]
    return buckets.tally(files)[0]


class Doubt(NamedTuple):
    """Work: see which tables propose some pairs of old articles still; the pairs stand in the file `doubted`."""

    corpus: Corpus
    files: tuple[str, ...]


def ask(about: Corpus, pairs: U64) -> list[Doubt]:
    """Pieces of work that see which pairs are still proposed; writes the pairs to `doubted`."""
    pairs.tofile(about.work / "doubted")
    return [Doubt(*piece) for piece in pieces(about)] if len(pairs) else []


def doubt(work: Doubt) -> list[tuple[int, int, bool]]:
    """For each table that proposes a pair: the pair's place, how often, and whether the table is a band."""
    about, known = work.corpus, work.corpus.facts()
    low, high = split(_mapped(about.work / "doubted"))
    rows = np.unique(np.concatenate([low, high]))
    old = about.old()
    found: list[tuple[int, int, bool]] = []
    for place in (x for x in index.places(about.settings) if x.file in work.files):
        tables = [*old.tables(place), index.table(about.target / index_segments.NEW / place.file, place, about.first)]
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
        if both:
            asked = np.array([key for _, key in both], np.uint64 if place.banded else np.uint32)
            wanted, where = np.unique(asked, return_inverse=True)
            at = np.array([at for at, _ in both])
            shared = buckets.gather(wanted, tables)
            answer = buckets.proposed(shared, where, low[at], high[at], partial(facts.first, known))
            times = np.bincount(at[answer], minlength=1)
            found += [(n, int(times[n]), place.banded) for n in np.flatnonzero(times).tolist()]
    return found


def no_longer(about: Corpus, answers: list[list[tuple[int, int, bool]]]) -> U64:
    """The doubted pairs that no table proposes any more."""
    pairs = _mapped(about.work / "doubted")
    sure, shared = np.zeros(len(pairs), bool), np.zeros(len(pairs), np.int64)
    for at, times, banded in (one for some in answers for one in some):
        sure[at] |= banded
        shared[at] += 0 if banded else times
    return pairs[~sure & ~_enough(pairs, shared, about.facts())]
