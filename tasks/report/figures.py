"""What can be counted: one pass over the datasets, part by part, without the text of the articles."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, starmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.files import parquet, parquet_files
from tasks.report.reliability import measured

BINS = 20  # of a histogram from 0 to 1
CANDIDATES = 96  # edits of a rule and part among which the ones to show are chosen
ALIKE = 10  # of those that take out and put in the same, each in another article
FLAGGED = 10  # articles shown of a flag, or of what was not found
FOUND = ("title", "language", "published_at")  # columns that a reader expects to be there
REASONS = 1_000  # kinds of rejects told apart; the reason may quote the input
PLACE = ["article_id", "site", "story_id", "raw_bytes", "flags", *FOUND]


class Doubt(NamedTuple):
    """An edit, in the order in which a person should see them: the least certain first."""

    confidence: float
    article_id: str
    seq: int
    stage: str
    rule: str
    removed: str
    inserted: str


@dataclass
class RuleTally:
    """What a rule did."""

    stage: str
    rule: str
    edits: int = 0
    articles: int = 0
    removed: int = 0  # code points
    inserted: int = 0  # code points
    confidence: float = 0.0  # of all edits together
    least: float = 1.0


@dataclass
class SiteTally:
    """What came from a site."""

    site: str
    articles: int = 0
    duplicates: int = 0
    edits: int = 0
    removed: int = 0  # code points
    bytes: int = 0


@dataclass
class Figures:
    """Everything the page counts."""

    rows: dict[str, int] = field(default_factory=dict)  # by dataset
    rules: dict[str, RuleTally] = field(default_factory=dict)
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)  # by rule
    confidence: dict[str, np.ndarray] = field(default_factory=dict)  # by stage: a histogram
    cuts: Counter[float] = field(default_factory=Counter)  # paragraphs cut below stories, by confidence from
    edited: int = 0  # articles with an edit
    sites: dict[str, SiteTally] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    flagged: dict[str, list[str]] = field(default_factory=dict)  # the first articles by flag
    missing: Counter[str] = field(default_factory=Counter)  # articles without it, by column
    without: dict[str, list[str]] = field(default_factory=dict)  # the first articles of these, by column
    removed: Counter[str] = field(default_factory=Counter)  # duplicates by relation
    relations: Counter[str] = field(default_factory=Counter)  # pairs by relation
    jaccard: dict[str, np.ndarray] = field(default_factory=dict)  # by relation: a histogram
    inside: dict[str, np.ndarray] = field(default_factory=dict)  # the same of the larger containment
    stories: Counter[str] = field(default_factory=Counter)  # members besides the first, by story_id
    rejects: Counter[str] = field(default_factory=Counter)  # by reason, numbers taken out
    rejected: dict[str, dict[str, Any]] = field(default_factory=dict)  # the first of each reason
    runs: list[dict[str, Any]] = field(default_factory=list)  # by time


def count(version: Path) -> Figures:
    """All figures of a version."""
    figures = Figures()
    for name in ("articles", "duplicates", "relations", "edits", "rejects"):
        figures.rows[name] = sum(pq.read_metadata(path).num_rows for path in parquet_files(version, name))
    for part in parts(version):
        _part(figures, part)
    for path in parquet_files(version, "relations"):
        _relations(figures, parquet(path, ["relation", "jaccard", "containment", "coverage"]))
    for path in parquet_files(version, "rejects"):
        _rejects(figures, path)
    for path in parquet_files(version, "runs"):
        figures.runs += [_run(row) for row in parquet(path).to_pylist()]
    figures.runs.sort(key=lambda run: (run["started_at"], run["run_id"]))
    return figures


def parts(version: Path) -> Iterator[dict[str, list[Path]]]:
    """The files of each part by dataset: articles, their verdicts and their edits stand in parts of one name."""
    groups: dict[tuple[str, str], dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for dataset in ("articles", "duplicates", "edits"):
        for path in parquet_files(version, dataset):
            groups[path.parent.name, path.stem.split("-r")[0]][dataset].append(path)
    for name in sorted(groups):
        yield groups[name]


def _part(figures: Figures, part: dict[str, list[Path]]) -> None:
    tables = [parquet(path, PLACE) for path in part["articles"]]
    for path in part["duplicates"]:
        table = parquet(path, [*PLACE, "relation"])
        figures.removed.update(_counted(table["relation"]))
        tables.append(table.select(PLACE))
    if not tables:
        return
    places = pa.concat_tables(tables)
    kept = sum(table.num_rows for table in tables[: len(part["articles"])])
    later = places.filter(pc.not_equal(places["story_id"], places["article_id"]))
    figures.stories.update(_counted(later["story_id"]))
    _noted(figures, places)
    sites, names = _codes(places["site"])
    edits, removed = _edits(figures, part["edits"], places["article_id"])
    for dup, rows in ((False, slice(0, kept)), (True, slice(kept, None))):
        numbers = np.bincount(sites[rows], minlength=len(names))
        for name, number in zip(names, numbers.tolist(), strict=True):
            tally = figures.sites.setdefault(name, SiteTally(name))
            tally.duplicates += number if dup else 0
            tally.articles += 0 if dup else number
    weights = (edits, removed, _numbers(places["raw_bytes"]))
    for name, *sums in zip(names, *(np.bincount(sites, w, len(names)).tolist() for w in weights), strict=True):
        tally = figures.sites[name]
        tally.edits += int(sums[0])
        tally.removed += int(sums[1])
        tally.bytes += int(sums[2])


def _noted(figures: Figures, places: pa.Table) -> None:
    """Count flags and what was not found, and keep the first articles of each: the lowest ids, which are a lot."""
    flags = pc.list_flatten(places["flags"])
    figures.flags.update(_counted(flags))
    owners = places["article_id"].take(pc.list_parent_indices(places["flags"]))
    for flag in _counted(flags):
        figures.flagged[flag] = _first(figures.flagged.get(flag, []), owners.filter(pc.equal(flags, flag)))
    for column in FOUND:
        nulls = pc.is_null(places[column])
        figures.missing[column] += pc.sum(nulls).as_py() or 0
        figures.without[column] = _first(figures.without.get(column, []), places["article_id"].filter(nulls))


def _first(known: list[str], more: pa.ChunkedArray) -> list[str]:
    return sorted({*known, *more.sort()[:FLAGGED].to_pylist()})[:FLAGGED]


def _edits(figures: Figures, paths: list[Path], ids: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Count a part's edits; returns for each article how many it has and how many code points they removed."""
    each, gone = np.zeros(len(ids)), np.zeros(len(ids))
    for path in paths:
        table = parquet(path, [*Doubt._fields])
        if not table.num_rows:
            continue
        at = _numbers(pc.fill_null(pc.index_in(table["article_id"], ids), 0)).astype(np.int64)
        out, put = (_numbers(pc.utf8_length(table[name])) for name in ("removed", "inserted"))
        confidence = np.clip(_numbers(pc.fill_null(table["confidence"], 1.0)), 0, 1)
        each += np.bincount(at, minlength=len(ids))
        gone += np.bincount(at, out, len(ids))
        stages, stage_names = _codes(table["stage"])
        for code, stage in enumerate(stage_names):
            _add(figures.confidence, stage, confidence[stages == code])
        rules, names = _codes(pc.binary_join_element_wise(table["stage"], table["rule"], "/"))
        doubtful: list[np.ndarray] = []
        for code, name in enumerate(names):
            rows = np.flatnonzero(rules == code)
            stage, _, rule = name.partition("/")
            if rule == "foreign_tail":
                figures.cuts.update(measured(sure).least for sure in confidence[rows].tolist())
            tally = figures.rules.setdefault(name, RuleTally(stage, rule))
            tally.edits += len(rows)
            tally.articles += len(np.unique(at[rows]))
            tally.removed += int(out[rows].sum())
            tally.inserted += int(put[rows].sum())
            tally.confidence += float(confidence[rows].sum())
            tally.least = min(tally.least, float(confidence[rows].min()))
            doubtful.append(rows[np.argsort(confidence[rows], kind="stable")[:CANDIDATES]])
        found = table.select(Doubt._fields).take(pa.array(np.concatenate(doubtful))).to_pylist()
        for name, group in groupby(
            starmap(Doubt, map(dict.values, found)), lambda doubt: f"{doubt.stage}/{doubt.rule}"
        ):
            figures.doubts[name] = _distinct([*figures.doubts.get(name, []), *group])
    figures.edited += int((each > 0).sum())
    return each, gone


def _distinct(doubts: list[Doubt]) -> list[Doubt]:
    """The least certain edits of a rule, one of an article and each another one; then some that are alike."""
    chosen: list[Doubt] = []
    alike: list[Doubt] = []
    articles: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for doubt in sorted(doubts):
        what = (doubt.removed[:200], doubt.inserted[:200])
        if doubt.article_id in articles:
            continue
        if what not in seen:
            chosen.append(doubt)
        elif len(alike) < ALIKE:
            alike.append(doubt)
        else:
            continue
        seen.add(what)
        articles.add(doubt.article_id)
    return [*chosen[:CANDIDATES], *alike]


def _relations(figures: Figures, table: pa.Table) -> None:
    codes, names = _codes(table["relation"])
    jaccard, inside, other = (_numbers(table[name]) for name in ("jaccard", "containment", "coverage"))
    for code, name in enumerate(names):
        rows = codes == code
        figures.relations[name] += int(rows.sum())
        _add(figures.jaccard, name, jaccard[rows])
        _add(figures.inside, name, np.maximum(inside, other)[rows])


def _rejects(figures: Figures, path: Path) -> None:
    for batch in pq.ParquetFile(path).iter_batches(columns=["source_path", "record", "reason", "excerpt"]):
        for row in batch.to_pylist():
            reason = re.sub(r"\d+", "0", row["reason"][:300])
            if reason not in figures.rejects and len(figures.rejects) >= REASONS:
                reason = "other reasons"
            figures.rejects[reason] += 1
            figures.rejected.setdefault(reason, row)


def _run(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: json.loads(row[name]) for name in ("counts", "stages", "settings", "versions")}}


def _add(histograms: dict[str, np.ndarray], name: str, values: np.ndarray) -> None:
    """Count values from 0 to 1 into a histogram; 1 itself has a bin of its own at the end."""
    bins = np.minimum((np.nan_to_num(values) * BINS + 1e-9).astype(np.int64), BINS)
    counts = np.bincount(np.maximum(bins, 0), minlength=BINS + 1)
    histograms[name] = histograms.get(name, np.zeros(BINS + 1, np.int64)) + counts


def _counted(values: pa.ChunkedArray) -> dict[str, int]:
    return {pair["values"]: pair["counts"] for pair in pc.value_counts(values).to_pylist() if pair["values"]}


def _codes(values: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """For each value its place in a list of those there are."""
    encoded = pc.fill_null(values, "").combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()


def _numbers(values: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(values, 0).to_numpy(), dtype=np.float64)
