"""Stories: the graph of related pairs, the stories in it, and what changed in them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.near import cluster, index
from tasks.near.bands import U64
from tasks.near.cluster import Link, Member
from tasks.near.examine import Examiner, Judged, Pair
from tasks.near.relation import ONE_STORY, RELATIONS
from tasks.near.shingles import I64
from tasks.records import EVIDENCE
from tasks.records import RELATIONS as RELATIONS_SCHEMA
from tasks.settings import Near

BREAKER = 100  # removals below which no cluster and no site is implausible
VERDICTS = pa.schema(
    [
        pa.field("article_id", pa.string()),
        pa.field("story_id", pa.string()),
        pa.field("kept_id", pa.string()),
        pa.field("relation", pa.string()),
        *EVIDENCE,
    ]
)
DROPPED = pa.schema([pa.field("article_id", pa.string()), pa.field("other_id", pa.string())])
Links = dict[Pair, Link | None]
_SAME = np.array([RELATIONS.index(name) for name in ONE_STORY])


class Stories:
    """The stories of before, what is new, and the stories of now.

    The graph holds two kinds of pairs: those a bucket proposed, of which stories are made, and those
    that were compared only because one article might have to go for the other.
    """

    def __init__(self, old: index.Index, facts: pa.Table, settings: Near, examiner: Examiner) -> None:
        self.facts, self.settings, self.examiner, self.first = facts, settings, examiner, old.rows
        self.before = old.graph()
        self.left = self.before["left"].to_numpy().astype(np.int64)
        self.right = self.before["right"].to_numpy().astype(np.int64)
        self.kind = self.before["relation"].to_numpy()
        self.proposed = self.before["proposed"].to_numpy()
        self.stays = np.ones(len(self.left), bool)
        self.fresh: dict[Pair, Judged] = {}
        self.asked: dict[Pair, Judged] = {}
        self.doubted: list[int] = []
        fresh = np.arange(old.rows, len(facts), dtype=np.int64)
        verdicts = old.verdicts()
        self.story = np.concatenate([verdicts["story"].to_numpy().astype(np.int64), fresh])
        self.kept = np.concatenate([verdicts["kept"].to_numpy(), np.full(len(fresh), -1, np.int64)])
        self.why: dict[int, Judged] = {}  # for each removed article of a touched story
        sites = facts["site"].combine_chunks().dictionary_encode()
        self.sites, self.site = sites.dictionary.to_pylist(), sites.indices.fill_null(-1).to_numpy()
        self.standing, _ = self._spare(self.first)  # who goes for whom, but for the sites that lose too much

    def add(self, judged: dict[Pair, Judged]) -> None:
        """Take up related pairs that buckets proposed."""
        self.fresh |= judged

    def published(self, pairs: U64) -> U64:
        """Which of these pairs are in the graph because a bucket proposed them."""
        return np.intersect1d(self._keys()[self.proposed], pairs)

    def drop(self, pairs: U64) -> None:
        """These pairs are proposed no longer."""
        gone = self.proposed & np.isin(self._keys(), pairs)
        self.proposed = self.proposed & ~gone
        self.doubted += [*self.left[gone].tolist(), *self.right[gone].tolist()]

    def tell(self) -> tuple[list[int], list[str]]:
        """Find the stories of now; the rows whose verdict is new or changed, and warnings."""
        label, touched = self._touched()
        links, known = self._links(label, touched)
        members = self._members(label, touched)
        before = self.story.copy(), self.standing
        single = touched[label]
        self.story[single] = np.flatnonzero(single)
        self.kept[single] = -1
        warnings: list[str] = []
        ordered = {name: cluster.order(some, links[name], self.settings) for name, some in members.items()}
        pending = list(ordered)
        while pending:
            missing: list[tuple[int, Pair]] = []
            for name in pending:
                removed, lacking = cluster.cover(ordered[name], links[name], self.settings)
                missing += [(name, pair) for pair in lacking]
                if not lacking:
                    warnings += self._settle(ordered[name], removed)
            self._ask(missing, links, known)
            pending = list(dict.fromkeys(name for name, _ in missing))
        self.standing, spared = self._spare(len(self.facts))
        changed = self.story != before[0]
        changed[: self.first] |= self.standing[: self.first] != before[1]
        changed[self.first :] = True
        rows = np.flatnonzero(changed).tolist()
        self._recall([row for row in rows if self.standing[row] >= 0 and row not in self.why])
        return rows, warnings + spared

    def write(self, verdicts: Path, relations: Path, dropped: Path, rows: list[int]) -> None:
        """Write what changed as Arrow files."""
        kept = self.standing[rows]
        gone = kept >= 0
        why = zip(*(self.why[row] for row in itertools.compress(rows, gone.tolist())), strict=True)
        evidence = [list(column) for column in why] or [[] for _ in VERDICTS.names[3:]]
        place = np.where(gone, np.cumsum(gone) - 1, -1)
        columns = [self._names(rows), self._names(self.story[rows]), self._names(kept)]
        columns += [
            pa.array(column, VERDICTS.field(name).type).take(pa.array(place, mask=~gone))
            for name, column in zip(VERDICTS.names[3:], evidence, strict=True)
        ]
        _write(verdicts, pa.table(columns, schema=VERDICTS))
        pairs = list((self.fresh | self.asked).items())
        sides = [self._names([pair[side] for pair, _ in pairs]).to_pylist() for side in (0, 1)]
        _write(
            relations,
            _table(RELATIONS_SCHEMA, sorted((a, b, *judged) for a, b, (_, judged) in zip(*sides, pairs, strict=True))),
        )
        sides = [self._names(column[~self.stays]).to_pylist() for column in (self.left, self.right)]
        _write(dropped, _table(DROPPED, sorted(zip(*sides, strict=True))))

    def _names(self, rows: Sequence[int] | I64) -> pa.ChunkedArray:
        """The ids of articles; null for -1."""
        at = np.asarray(rows, np.int64)
        return self.facts["article_id"].take(pa.array(at, mask=at < 0))

    def graph(self) -> pa.Table:
        """The graph of now, as the index keeps it."""
        kept = self.before.set_column(3, "proposed", pa.array(self.proposed)).filter(pa.array(self.stays))
        added = [(a, b, RELATIONS.index(j.relation), True, *j[1:]) for (a, b), j in sorted(self.fresh.items())]
        added += [(a, b, RELATIONS.index(j.relation), False, *j[1:]) for (a, b), j in sorted(self.asked.items())]
        return pa.concat_tables([kept, _table(index.GRAPH, added)])

    def verdicts(self) -> pa.Table:
        """Story and kept article of every article, as the index keeps them."""
        return pa.table({"story": self.story.astype(np.uint32), "kept": self.kept}, schema=index.VERDICTS)

    def _spare(self, count: int) -> tuple[I64, list[str]]:
        """For whom each of the first `count` articles goes: for nobody where a site would lose an implausible share."""
        kept, site, share = self.kept[:count].copy(), self.site[:count], self.settings.max_site_share
        every = np.bincount(site[site >= 0], minlength=len(self.sites))
        gone = np.bincount(site[(site >= 0) & (kept >= 0)], minlength=len(self.sites))
        held = np.flatnonzero(gone > np.maximum(BREAKER, share * every))
        kept[np.isin(site, held)] = -1
        return kept, sorted(
            f"{gone[at]} of {every[at]} articles of {self.sites[at]} would go: more than "
            f"near.max_site_share = {share}, so all of them stay"
            for at in held.tolist()
        )

    def _recall(self, rows: list[int]) -> None:
        """Why these articles go, from the graph: their stories are as before, but their site lost too much till now."""
        wanted = {(row, int(self.kept[row])): row for row in rows}
        places = np.flatnonzero(np.isin(self.left, rows) | np.isin(self.right, rows)) if rows else np.zeros(0, np.int64)
        for line in self.before.take(pa.array(places)).to_pylist():
            judged = _judged(line)
            for pair, seen in (
                ((line["left"], line["right"]), judged),
                ((line["right"], line["left"]), judged.turned()),
            ):
                if pair in wanted:
                    self.why[pair[0]] = seen

    def _keys(self) -> U64:
        low, high = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        return low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64)

    def _touched(self) -> tuple[I64, Any]:
        """The component of each article, and which components may have changed."""
        same = self.proposed & np.isin(self.kind, _SAME)
        joined = np.array([pair for pair, j in self.fresh.items() if j.relation in ONE_STORY], np.int64).reshape(-1, 2)
        label = cluster.components(
            len(self.facts),
            np.concatenate([self.left[same], joined[:, 0]]),
            np.concatenate([self.right[same], joined[:, 1]]),
        )
        touched = np.bincount(label, minlength=len(label)) > BREAKER  # what is implausible depends on all there is
        touched[label[self.first :]] = True
        touched[label[np.array(self.doubted, np.int64)]] = True
        return label, touched

    def _links(self, label: I64, touched: Any) -> tuple[dict[int, Links], dict[Pair, int]]:
        """The proposed pairs within each touched component; and the old ones compared for a kept article."""
        links: dict[int, Links] = defaultdict(dict)
        self.judged: dict[Pair, Judged] = dict(self.fresh)
        inside = touched[label[self.left]] | touched[label[self.right]]
        known: dict[Pair, int] = {}
        rows = np.flatnonzero(inside)
        for at, row in zip(rows.tolist(), self.before.take(pa.array(rows)).to_pylist(), strict=True):
            pair = (row["left"], row["right"])
            self.judged[pair] = _judged(row)
            if not self.proposed[at]:
                known[pair] = at
                self.stays[at] = False
        for pair, judged in self.judged.items():
            if pair not in known and label[pair[0]] == label[pair[1]]:
                _put(links[int(label[pair[0]])], pair, judged)
        return links, known

    def _members(self, label: I64, touched: Any) -> dict[int, list[Member]]:
        """The articles of each touched component of more than one."""
        sizes = np.bincount(label, minlength=len(label))
        rows = np.flatnonzero(touched[label] & (sizes[label] > 1))
        preferred = {name: place for place, name in enumerate(self.settings.preferred_sources)}
        facts = self.facts.take(pa.array(rows))
        dates = facts["published_at"].cast(pa.int64()).to_pylist()
        names = ("words", "corrected", "complete", "rank", "article_id", "source", "site")
        members: dict[int, list[Member]] = defaultdict(list)
        for row, date, words, corrected, complete, rank, name, *places in zip(
            rows.tolist(), dates, *[facts[name].to_pylist() for name in names], strict=True
        ):
            place = min(preferred.get(each or "", len(preferred)) for each in places)
            member = Member(row, date, words, corrected, complete, place, rank, name)
            members[int(label[row])].append(member)
        return members

    def _ask(self, missing: list[tuple[int, Pair]], links: dict[int, Links], known: dict[Pair, int]) -> None:
        """Compare pairs because one article might have to go for the other."""
        unknown = [pair for _, (a, b) in missing for pair in [(a, b)] if pair not in known and pair[::-1] not in known]
        pairs = np.array([min(p) << 32 | max(p) for p in unknown], np.uint64)
        judged = self.examiner.judge(np.unique(pairs))
        self.asked |= judged
        self.judged |= judged
        for name, pair in missing:
            pair = pair if pair in self.judged else pair[::-1]
            if pair in known:
                self.stays[known[pair]] = True
            _put(links[name], pair, self.judged.get(pair))

    def _settle(self, ordered: list[Member], removed: dict[int, int]) -> list[str]:
        """Write down the verdicts of one story, unless it is implausibly large."""
        for member in ordered:
            self.story[member.row] = ordered[0].row
        if len(removed) > max(BREAKER, self.settings.max_cluster_share * len(self.facts)):
            return [
                f"{len(removed)} of {len(self.facts)} articles would go for {ordered[0].article_id}: more than "
                f"near.max_cluster_share = {self.settings.max_cluster_share}, so all of them stay"
            ]
        for row, kept in removed.items():
            self.kept[row] = kept
            judged = self.judged.get((row, kept))
            self.why[row] = judged if judged else self.judged[kept, row].turned()
        return []


def _judged(line: dict[str, Any]) -> Judged:
    return Judged(RELATIONS[line["relation"]], *[line[name] for name in index.GRAPH.names[4:]])


def _put(links: Links, pair: Pair, judged: Judged | None) -> None:
    a, b = pair
    links[a, b] = Link(*judged[:4]) if judged else None
    turned = judged.turned() if judged else None
    links[b, a] = Link(*turned[:4]) if turned else None


def _table(schema: pa.Schema, rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


def _write(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
