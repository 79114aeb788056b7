"""Clusters: the graph of related pairs, the stories in it, who stays, and what changed.

Only articles that are related to another one are looked at, and of their stories only those that may have changed: some
thousand articles at a time, by whoever does a piece of the work.  Of all the others a verdict says that they stay.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.core import I64, U32, U64
from tasks.files import opened, rows_of, table_writer
from tasks.near import cluster, facts, index, step_compare
from tasks.near.cluster import Link, Member
from tasks.near.copies import Copies, changed
from tasks.near.corpus import Corpus
from tasks.near.graph import Graph, keys
from tasks.near.index import GRAPH
from tasks.near.relation import PUBLISHED, RELATIONS, Judged
from tasks.near.step_compare import Examiner, Pair
from tasks.schemas import EVIDENCE
from tasks.schemas import RELATIONS as RELATIONS_SCHEMA
from tasks.settings import Near

BREAKER = 100  # removals below which no cluster and no site is implausible
PIECE = 10_000  # articles whose verdicts are found at once, about
ROWS = 1 << 20  # verdicts written at once
VERDICTS = pa.schema(
    [
        pa.field("article_id", pa.string()),
        pa.field("story_id", pa.string()),
        pa.field("kept_id", pa.string()),
        pa.field("copies", pa.int32()),
        pa.field("sites", pa.list_(pa.string())),  # null: only its own
        pa.field("relation", pa.string()),
        *EVIDENCE,
    ]
)
DROPPED = pa.schema([pa.field("article_id", pa.string()), pa.field("other_id", pa.string())])
# Of each piece of work its articles with their story, and the pairs within each of its stories.
MEMBERS = pa.schema([pa.field("row", pa.int64()), pa.field("label", pa.int64())])
EDGES = GRAPH.append(pa.field("at", pa.int64())).append(pa.field("label", pa.int64()))
DECIDED = pa.schema(
    [*[pa.field(name, pa.int64()) for name in ("row", "story", "kept")], VERDICTS.field("relation"), *EVIDENCE]
)
Links = dict[Pair, Link | None]


class Decide(NamedTuple):
    """Work: decide the verdicts of one piece of the graph."""

    corpus: Corpus
    number: int


class Decided(NamedTuple):
    """What became of a piece: `decided-N.arrow` holds verdicts, `asked-N.arrow` pairs that were compared for them."""

    articles: int
    compared: int
    stay: list[int]  # places of older pairs that were compared only because one might have to go for the other
    warnings: list[str]


class Outcome(NamedTuple):
    """Arrow files: the verdicts of each staged file, of older articles those that changed, pairs added and dropped."""

    verdicts: list[Path]
    moved: Path
    relations: Path
    dropped: Path


class Stories:
    """The stories in the graph of before and what is new in it."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.old = corpus, corpus.old()
        self.graph = Graph(corpus.work, self.old.graph())

    def published(self, pairs: U64) -> U64:
        """Which of these pairs are in the graph because a bucket proposed them."""
        found = np.flatnonzero(self.graph.among(pairs) & self.graph.proposed)
        return np.unique(keys(self.graph.left[found], self.graph.right[found]))

    def cut(self, gone: U64) -> list[Decide]:
        """Drop the pairs that are proposed no longer, and cut what may have changed into pieces of whole stories."""
        graph = self.graph
        dropped = graph.proposed & graph.among(gone)
        graph.proposed &= ~dropped
        self.rows = np.unique(np.concatenate([graph.left, graph.right])).astype(np.int64)
        left, right = np.searchsorted(self.rows, graph.left), np.searchsorted(self.rows, graph.right)
        same = graph.proposed & graph.same
        label = cluster.components(len(self.rows), left[same], right[same])
        sizes = np.bincount(label, minlength=len(label))
        touched = sizes > BREAKER  # what is implausible depends on all there is
        touched[label[self.rows >= self.corpus.first]] = True
        touched[label[left[dropped]]] = touched[label[right[dropped]]] = True
        self.touched = touched[label]
        inside = self.touched[left] | self.touched[right]
        self.stays = ~inside | graph.proposed
        members = np.flatnonzero(self.touched & (sizes[label] > 1))
        members = members[np.argsort(label[members], kind="stable")]
        pairs = np.flatnonzero(inside & (label[left] == label[right]))
        pairs = pairs[np.argsort(label[left[pairs]], kind="stable")]
        return self._write(members, label[members], pairs, label[left[pairs]])

    def _write(self, members: I64, label: I64, pairs: I64, of: I64) -> list[Decide]:
        begins = np.flatnonzero(np.diff(label, prepend=-1))
        begins = begins[np.diff(begins // PIECE, prepend=-1) > 0]  # the first story that begins in a stretch
        work = self.corpus.work
        with table_writer(work / "members.arrow", MEMBERS) as out, table_writer(work / "edges.arrow", EDGES) as edges:
            for low, high in itertools.pairwise([*begins.tolist(), len(label)]):
                out.write_table(pa.table([self.rows[members[low:high]], label[low:high]], schema=MEMBERS))
                some = slice(*np.searchsorted(of, [label[low], label[high - 1] + 1]))
                at = pairs[some]
                edges.write_table(
                    pa.table([*self.graph.take(at).columns, pa.array(at), pa.array(of[some])], schema=EDGES)
                )
        return [Decide(self.corpus, n) for n in range(len(begins))]

    def settle(self, decided: Sequence[Decided]) -> list[str]:
        """Put the pieces together to the verdicts of this run; returns warnings."""
        work, first = self.corpus.work, self.corpus.first
        self.facts = self.corpus.facts()
        self.stays[np.array([at for piece in decided for at in piece.stay], np.int64)] = True
        verdicts = rows_of(sorted(work.glob("decided-*.arrow")), DECIDED)
        self.story, kept = self._before()
        before, standing = self.story.copy(), self._spare(kept, first)[0]
        self.story[self.touched], kept[self.touched] = self.rows[self.touched], -1
        at = np.searchsorted(self.rows, verdicts["row"].to_numpy())
        self.story[at], kept[at] = verdicts["story"].to_numpy(), verdicts["kept"].to_numpy()
        self.standing, spared = self._spare(kept, len(self.facts))
        self.kept = kept
        self.copies = Copies(self.rows, self.standing)
        differs = changed(self.rows, standing, self.standing)
        self.moved = (self.rows < first) & ((self.story != before) | differs)
        codes = self.copies.sites(self.facts)
        self.names = dict(zip(codes.tolist(), facts.site_names(work, codes), strict=True))
        self.why = np.full(len(self.rows), -1, np.int64)
        self.why[at] = np.arange(len(at))
        recalled = self._recall(np.flatnonzero(self.moved & (self.standing >= 0) & (self.why < 0)), len(at))
        self.evidence = pa.concat_tables([verdicts, recalled]).combine_chunks()
        return [warning for piece in decided for warning in piece.warnings] + spared

    def write(self) -> Outcome:
        """Write what is new or changed as Arrow files, and the graph and the verdicts of now into the index."""
        work, target, first = self.corpus.work, self.corpus.target, self.corpus.first
        out = Outcome([], *[work / f"{name}.arrow" for name in ("moved", "relations", "dropped")])
        for low, high in itertools.pairwise(self.corpus.firsts):
            out.verdicts.append(work / f"verdicts-{len(out.verdicts):06d}.arrow")
            self._verdicts(np.arange(first + low, first + high), out.verdicts[-1])
        self._verdicts(self.rows[self.moved], out.moved)
        graph = self.graph
        with table_writer(out.relations, RELATIONS_SCHEMA) as file:
            for added in itertools.chain(graph.tables(np.arange(graph.held, len(graph))), self._asked()):
                relation = pa.array(PUBLISHED).take(added["relation"].combine_chunks())
                ends = [self._names(added[side].to_numpy()) for side in ("left", "right")]
                file.write_table(pa.table([*ends, relation, *added.columns[4:]], schema=RELATIONS_SCHEMA))
        with table_writer(out.dropped, DROPPED) as file:
            gone = [self._names(ends[~self.stays]) for ends in (graph.left, graph.right)]
            file.write_table(pa.table(gone, schema=DROPPED))
        checked = {"compression": "zstd", "write_page_checksum": True}
        with pq.ParquetWriter(target / index.RELATIONS, GRAPH, **checked) as file:
            for table in itertools.chain(graph.tables(np.flatnonzero(self.stays)), self._asked()):
                file.write_table(table)
        with pq.ParquetWriter(target / index.STORIES, index.VERDICTS, **checked) as file:
            for start in range(0, len(self.facts), ROWS):
                story, kept, _ = self._of(np.arange(start, min(start + ROWS, len(self.facts))), self.kept)
                file.write_table(pa.table([story.astype(np.uint32), kept], schema=index.VERDICTS))
        return out

    def _of(self, rows: I64, kept: I64) -> tuple[I64, I64, I64]:
        """Story and kept article of some articles, and where their evidence stands; most are related to none."""
        at = np.minimum(np.searchsorted(self.rows, rows), max(0, len(self.rows) - 1))
        linked = np.flatnonzero(self.rows[at] == rows) if len(self.rows) else at[:0]
        made = rows.copy(), np.full(len(rows), -1, np.int64), np.full(len(rows), -1, np.int64)
        for column, known in zip(made, (self.story, kept, self.why), strict=True):
            column[linked] = known[at[linked]]
        return made

    def _verdicts(self, rows: I64, path: Path) -> None:
        story, kept, why = self._of(rows, self.standing)
        columns = [facts.names(self.facts, of) for of in (rows, story, kept)]
        evidence = self.evidence.take(pa.array(why, mask=kept < 0))
        copies = [pa.array(column, kind) for column, kind in zip(self._copies(rows), VERDICTS.types[3:5], strict=True)]
        with table_writer(path, VERDICTS) as out:
            out.write_table(pa.table([*columns, *copies, *evidence.columns[3:]], schema=VERDICTS))

    def _copies(self, rows: I64) -> tuple[list[int | None], list[list[str] | None]]:
        """How many articles each stands for, and their sites where it is more than one; None for one that goes."""
        at = np.searchsorted(self.rows, rows)
        at[at == len(self.rows)] = 0
        linked = self.rows[at] == rows if len(self.rows) else np.zeros(len(rows), bool)
        counts: list[int | None] = [1] * len(rows)
        sites: list[list[str] | None] = [None] * len(rows)
        for n in np.flatnonzero(linked).tolist():
            counts[n] = int(self.copies.counts[at[n]]) or None
            sites[n] = self.copies.listed(int(at[n]), self.facts, self.names)
        return counts, sites

    def _asked(self) -> Iterator[pa.Table]:
        """Pairs that were compared now because one article might have to go for the other, some at a time."""
        asked = rows_of(sorted(self.corpus.work.glob("asked-*.arrow")), GRAPH)
        for start in range(0, len(asked), ROWS):
            yield asked.slice(start, ROWS).combine_chunks()

    def _names(self, rows: U32) -> pa.Array:
        return facts.names(self.facts, rows.astype(np.int64))

    def _before(self) -> tuple[I64, I64]:
        """Story and kept article of the related articles as they were; a new one was a story of its own."""
        story, kept = self.rows.copy(), np.full(len(self.rows), -1, np.int64)
        old = slice(0, int(np.searchsorted(self.rows, self.corpus.first)))
        story[old], kept[old] = self.old.verdicts(self.rows[old])
        return story, kept

    def _spare(self, kept: I64, count: int) -> tuple[I64, list[str]]:
        """For whom each article goes: for nobody where a site of the first `count` would lose an implausible share."""
        share = self.corpus.settings.max_site_share
        site = self.facts["site"][self.rows]
        goes = site[(kept >= 0) & (site > 0) & (self.rows < count)]
        sites, gone = np.unique(goes, return_counts=True)
        many = gone > BREAKER
        every = facts.of_sites(self.facts[:count], sites[many])
        held = gone[many] > np.maximum(BREAKER, share * every)
        names = facts.site_names(self.corpus.work, sites[many][held])
        large = zip(gone[many][held].tolist(), every[held].tolist(), names, strict=True)
        return np.where(np.isin(site, sites[many][held]), -1, kept), sorted(
            f"{gone} of {every} articles of {name} would go: more than "
            f"near.max_site_share = {share}, so all of them stay"
            for gone, every, name in large
        )

    def _recall(self, places: I64, count: int) -> pa.Table:
        """Why these articles go, from the graph: their stories are as before, but their site lost too much till now.

        What is found has its place behind the `count` verdicts of this run.
        """
        rows, kept = self.rows[places], self.kept[places]
        found = np.flatnonzero(self.graph.among(keys(rows, kept)))
        wanted = dict(zip(rows.tolist(), kept.tolist(), strict=True))
        recalled = []
        for line in self.graph.take(found).to_pylist():
            one, other, judged = line["left"], line["right"], _judged(line)
            if wanted.get(one) == other:
                recalled.append((one, other, judged))
            if wanted.get(other) == one:
                recalled.append((other, one, judged.turned()))
        at = np.searchsorted(self.rows, np.array([row for row, *_ in recalled], np.int64))
        self.why[at] = count + np.arange(len(recalled))
        return step_compare.table(DECIDED, [(row, row, other, *judged) for row, other, judged in recalled])


def decide(work: Decide) -> Decided:
    """Write the verdicts of one piece of the graph: who goes for whom; returns what became of it."""
    about = work.corpus
    members, edges = (opened(about.work / name).get_batch(work.number) for name in ("members.arrow", "edges.arrow"))
    piece = _Piece(about, members, edges)
    verdicts, warnings = piece.decide()
    for name, schema, rows in (
        (f"decided-{work.number:06d}.arrow", DECIDED, step_compare.table(DECIDED, verdicts)),
        (f"asked-{work.number:06d}.arrow", GRAPH, step_compare.graph(piece.asked, proposed=False)),
    ):
        with table_writer(about.work / name, schema) as out:
            out.write_table(rows)
    return Decided(members.num_rows, piece.examiner.compared, piece.stay, warnings)


class _Piece:
    """Some whole stories, their links, and the verdicts on their articles."""

    def __init__(self, about: Corpus, members: pa.RecordBatch, edges: pa.RecordBatch) -> None:
        self.settings, self.total = about.settings, about.rows
        self.examiner = Examiner(about)
        self.members = _members(members, self.examiner.facts, about.settings)
        self.links: dict[int, Links] = defaultdict(dict)
        self.judged: dict[Pair, Judged] = {}
        self.known: dict[Pair, int] = {}  # compared before, only because one might have to go for the other
        self.asked: dict[Pair, Judged] = {}
        self.stay: list[int] = []
        for line in edges.to_pylist():
            pair = (line["left"], line["right"])
            self.judged[pair] = _judged(line)
            if line["proposed"]:
                _put(self.links[line["label"]], pair, self.judged[pair])
            else:
                self.known[pair] = line["at"]

    def decide(self) -> tuple[list[tuple[Any, ...]], list[str]]:
        """The verdicts as rows of DECIDED, and warnings."""
        ordered = {name: cluster.order(some, self.links[name], self.settings) for name, some in self.members.items()}
        verdicts: list[tuple[Any, ...]] = []
        warnings: list[str] = []
        pending = list(ordered)
        while pending:
            missing: list[tuple[int, Pair]] = []
            for name in pending:
                removed, lacking = cluster.cover(ordered[name], self.links[name], self.settings)
                missing += [(name, pair) for pair in lacking]
                if not lacking:
                    verdicts += self._settle(ordered[name], removed, warnings)
            self._ask(missing)
            pending = list(dict.fromkeys(name for name, _ in missing))
        return verdicts, warnings

    def _ask(self, missing: list[tuple[int, Pair]]) -> None:
        """Compare pairs because one article might have to go for the other."""
        known = self.known
        unknown = [pair for _, (a, b) in missing for pair in [(a, b)] if pair not in known and pair[::-1] not in known]
        for judged in self.examiner.judge(np.unique(np.array([min(p) << 32 | max(p) for p in unknown], np.uint64))):
            self.asked |= judged
            self.judged |= judged
        for name, pair in missing:
            pair = pair if pair in self.judged else pair[::-1]
            if pair in known:
                self.stay.append(known[pair])
            _put(self.links[name], pair, self.judged.get(pair))

    def _settle(self, ordered: list[Member], removed: dict[int, int], warnings: list[str]) -> Iterator[tuple[Any, ...]]:
        """The verdicts of one story, unless it is implausibly large."""
        if len(removed) > max(BREAKER, self.settings.max_cluster_share * self.total):
            warnings.append(
                f"{len(removed)} of {self.total} articles would go for {ordered[0].article_id}: more than "
                f"near.max_cluster_share = {self.settings.max_cluster_share}, so all of them stay"
            )
            removed = {}
        for row in (member.row for member in ordered):
            kept = removed.get(row, -1)
            why: Sequence[Any] = [None] * len(Judged._fields)
            if kept >= 0:
                judged = self.judged.get((row, kept))
                why = judged if judged else self.judged[kept, row].turned()
            yield row, ordered[0].row, kept, *why


def _members(members: pa.RecordBatch, known: facts.Facts, settings: Near) -> dict[int, list[Member]]:
    """The articles of each story."""
    preferred = {facts.code(name): place for place, name in enumerate(settings.preferred_sources)}
    rows = members["row"].to_numpy()
    about = known[rows]
    ids = facts.names(known, rows).to_pylist()
    names = ("published", "worth", "corrected", "complete", "source", "site", "rank")
    made: dict[int, list[Member]] = defaultdict(list)
    for label, row, name, date, worth, corrected, complete, source, site, rank in zip(
        members["label"].to_pylist(), rows.tolist(), ids, *[about[x].tolist() for x in names], strict=True
    ):
        place = min(preferred.get(each, len(preferred)) for each in (source, site))
        made[label].append(
            Member(row, None if date == facts.UNDATED else date, worth, corrected, complete, place, rank, name)
        )
    return made


def _judged(line: dict[str, Any]) -> Judged:
    return Judged(RELATIONS[line["relation"]], *[line[name] for name in GRAPH.names[4:]])


def _put(links: Links, pair: Pair, judged: Judged | None) -> None:
    a, b = pair
    links[a, b] = Link(*judged[:4]) if judged else None
    turned = judged.turned() if judged else None
    links[b, a] = Link(*turned[:4]) if turned else None
