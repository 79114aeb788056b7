"""Which edits, removals, pairs and stories the page shows, and their texts.

The least certain come first; to that a few by lot, for the honest picture: an article's id is a hash,
so the lowest ids are a lot that falls the same way every time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.edits import TEXT, BadEdit, Step, undo
from tasks.files import parquet, parquet_files
from tasks.report.figures import Doubt, Figures
from tasks.report.marks import Mark, changed, difference, in_context
from tasks.schemas import EVIDENCE

SHOWN = ["article_id", "title", "site", "url", "published_at", "body"]
PAIR = ["article_id", "other_id", "relation", *(field.name for field in EVIDENCE)]
SURE = 0.995  # confidence from which on a rule needs no more than SURE_EDITS examples
SURE_EDITS = 2
MANY, OF_MANY = 1_000, 10  # a rule that made so many edits shows at least so many of them
MEMBERS = 8  # of a story that are shown
WORK = 200_000_000  # code points moved to see an article as an edit found it; beyond that it is shown without context

Row = dict[str, Any]


class EditShown(NamedTuple):
    """An edit, the article it was made in, and the words around it."""

    doubt: Doubt
    article: Row
    reason: str
    marks: list[Mark]


class PairShown(NamedTuple):
    """Two articles, what they are to each other, and where they differ."""

    pick: str  # "least certain", "by lot" or "closest"
    evidence: Row
    left: Row
    right: Row
    marks: list[Mark]


class StoryShown(NamedTuple):
    """A cluster: the kept article, how many more there are, and some of them with their evidence."""

    kept: Row
    size: int
    sites: int
    members: list[PairShown]
    also_kept: list[Row]  # of the same story, yet they say something of their own


class Examples(NamedTuple):
    """Everything the page shows besides figures."""

    edits: list[EditShown]
    removals: list[PairShown]
    pairs: list[PairShown]  # both were kept
    stories: list[StoryShown]
    named: dict[str, Row]  # articles by id: those of a flag, those that lack something


def choose(version: Path, figures: Figures, sample: int) -> Examples:
    """The examples of a page that shows `sample` edits, and of the rest in proportion."""
    each = max(1, sample // 16)
    many = {name for name, rule in figures.rules.items() if rule.edits >= MANY}
    doubts = _doubts(figures.doubts, many, sample)
    removals = _removals(version, each)
    pairs = _both_kept(_alike_pairs(version, each * 8), version, each)
    stories = _stories(version, figures.stories, each)
    named = {name for names in (*figures.flagged.values(), *figures.without.values()) for name in names}
    wanted = {doubt.article_id for doubt in doubts} | named
    for _, row in removals + pairs:
        wanted |= {row["article_id"], row["other_id"]}
    for story in stories.values():
        wanted |= {story["id"], *(row[name] for row in story["members"] for name in ("article_id", "other_id"))}
        wanted |= set(story["also"])
    rows = articles(version, wanted)
    return Examples(
        list(_edits(version, doubts, rows)),
        list(_shown(removals, rows)),
        list(_shown(pairs, rows)),
        [_story(story, rows) for story in stories.values() if story["id"] in rows],
        {name: rows[name] for name in sorted(named) if name in rows},
    )


def articles(version: Path, wanted: Iterable[str]) -> dict[str, Row]:
    """Rows of these articles by id, kept or removed; only row groups that hold one are read."""
    ids = pa.array(sorted(wanted), pa.string())
    found: dict[str, Row] = {}
    for dataset in ("articles", "duplicates"):
        for path in parquet_files(version, dataset):
            for row in _rows(path, ids, SHOWN):
                found[row["article_id"]] = {**row, "kept": dataset == "articles"}
    return found


def steps(version: Path, wanted: Iterable[str]) -> dict[str, list[Step]]:
    """All edits of these articles, each article's in the order they were made."""
    found: dict[str, list[tuple[int, Step]]] = defaultdict(list)
    ids = pa.array(sorted(wanted), pa.string())
    for path in parquet_files(version, "edits"):
        for row in _rows(path, ids, ["article_id", "seq", *Step._fields]):
            found[row["article_id"]].append((row["seq"], Step(*(row[name] for name in Step._fields))))
    return {name: [step for _, step in sorted(numbered)] for name, numbered in found.items()}


def _rows(path: Path, ids: pa.Array, columns: list[str]) -> Iterator[Row]:
    file = pq.ParquetFile(path)
    there = pc.is_in(file.read(columns=["article_id"])["article_id"], value_set=ids)
    start = 0
    for group in range(file.num_row_groups):
        number = file.metadata.row_group(group).num_rows
        mask = there.slice(start, number)
        start += number
        if pc.any(mask).as_py():
            yield from file.read_row_group(group, columns=columns).filter(mask).to_pylist()


def _doubts(by_rule: dict[str, list[Doubt]], many: set[str], sample: int) -> list[Doubt]:
    """Edits to show: of each rule its least certain ones, of sure ones no more than two, of many at least ten.

    Where rules are equally certain they take turns.
    """
    each = max(1, min(16, sample // max(1, len(by_rule))))
    few = min(OF_MANY, max(1, sample // 16))
    chosen: list[tuple[float, int, Doubt]] = []
    for name, doubts in by_rule.items():
        different = _different(doubts)
        unsure = [doubt for doubt in different if doubt.confidence < SURE][:each]
        sure = [doubt for doubt in different if doubt.confidence >= SURE][: max(0, min(SURE_EDITS, each - len(unsure)))]
        shown = [*unsure, *sure]
        if name in many:
            shown += [doubt for doubt in doubts if doubt not in shown][: max(0, few - len(shown))]
        chosen += [(round(doubt.confidence, 2), turn, doubt) for turn, doubt in enumerate(shown)]
    return [doubt for _, _, doubt in sorted(chosen)[: sample + few * len(many)]]


def _different(doubts: list[Doubt]) -> list[Doubt]:
    """The edits without those that remove and insert the same as an earlier one."""
    seen: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        seen.setdefault((doubt.removed[:200], doubt.inserted[:200]), doubt)
    return list(seen.values())


def _edits(version: Path, doubts: list[Doubt], rows: dict[str, Row]) -> Iterator[EditShown]:
    taken = steps(version, {doubt.article_id for doubt in doubts})
    for doubt in doubts:
        if doubt.article_id in rows:
            row = rows[doubt.article_id]
            done = taken[doubt.article_id]
            yield EditShown(doubt, row, done[doubt.seq].reason, _marks(row, done, doubt.seq))


def _marks(article: Row, done: list[Step], seq: int) -> list[Mark]:
    step = done[seq]
    body = article.get("body" if step.field == TEXT else step.field) or ""
    alone = changed(step.removed, step.inserted)
    if len(done[seq:]) * len(body) > WORK:
        return [*alone, Mark("note", "the article has too many edits to show the words around this one")]
    try:
        return in_context(undo(body, done[seq:], step.field), step)
    except BadEdit:
        return [*alone, Mark("note", "the article is not what its edits made: run cleancopy verify")]


def _removals(version: Path, each: int) -> list[tuple[str, Row]]:
    """Removed articles with their evidence: of each relation the least certain, and some by lot."""
    doubtful: dict[str, list[Row]] = defaultdict(list)
    lot: dict[str, list[Row]] = defaultdict(list)
    columns = [name if name != "other_id" else "kept_id" for name in PAIR]
    for path in parquet_files(version, "duplicates"):
        table = parquet(path, columns).rename_columns(PAIR)
        for name, rows in _by_relation(table):
            part = table.take(pa.array(rows))
            doubtful[name] = _merged([*doubtful[name], *_first(part, _certainty(part), each)], _sureness, each)
            order = np.arange(part.num_rows)  # parts are sorted by article_id
            lot[name] = _merged([*lot[name], *_first(part, order, each // 2)], lambda _row: 0, each // 2)
    chosen = [("least certain", row) for name in doubtful for row in doubtful[name]]
    shown = {row["article_id"] for _, row in chosen}
    chosen += [("by lot", row) for name in lot for row in lot[name] if row["article_id"] not in shown]
    return sorted(chosen, key=lambda item: (_sureness(item[1]), item[1]["article_id"]))


def _alike_pairs(version: Path, each: int) -> list[tuple[str, Row]]:
    """The most alike pairs of each relation, kept or not."""
    closest: dict[str, list[Row]] = defaultdict(list)
    for path in parquet_files(version, "relations"):
        table = parquet(path, PAIR)
        for name, rows in _by_relation(table):
            if name != "exact":
                part = table.take(pa.array(rows))
                first = _first(part, -_number(part, "jaccard"), each)
                closest[name] = _merged([*closest[name], *first], _distance, each)
    return [("closest", row) for name in closest for row in closest[name]]


def _both_kept(pairs: list[tuple[str, Row]], version: Path, each: int) -> list[tuple[str, Row]]:
    """Of each relation the first few pairs of which both are still there, every article once."""
    wanted = pa.array(sorted({row[name] for _, row in pairs for name in ("article_id", "other_id")}), pa.string())
    kept: set[str] = set()
    for path in parquet_files(version, "articles"):
        ids = parquet(path, ["article_id"])["article_id"]
        kept.update(ids.filter(pc.is_in(ids, value_set=wanted)).to_pylist())
    number: Counter[str] = Counter()
    chosen = []
    for pick, row in pairs:
        both = {row["article_id"], row["other_id"]}
        if both <= kept and number[row["relation"]] < each:
            kept -= both
            number[row["relation"]] += 1
            chosen.append((pick, row))
    return sorted(chosen, key=lambda item: (_distance(item[1]), item[1]["article_id"]))


def _stories(version: Path, sizes: Counter[str], number: int) -> dict[str, Row]:
    """The largest clusters, each with its least certain members."""
    largest = sorted(sizes, key=lambda name: (-sizes[name], name))[:number]
    stories: dict[str, Row] = {
        name: {"id": name, "size": sizes[name] + 1, "members": [], "also": [], "sites": set()} for name in largest
    }
    ids = pa.array(largest, pa.string())
    evidence = ["kept_id" if name == "other_id" else name for name in PAIR]
    for path in parquet_files(version, "duplicates"):
        table = parquet(path, [*evidence, "story_id", "site"])
        for row in table.filter(pc.is_in(table["story_id"], value_set=ids)).to_pylist():
            story = stories[row["story_id"]]
            story["sites"].add(row["site"])
            story["members"].append({**row, "other_id": row["kept_id"]})
            if len(story["members"]) > MEMBERS * 16:
                story["members"] = _merged(story["members"], _sureness, MEMBERS)
    for path in parquet_files(version, "articles"):
        table = parquet(path, ["article_id", "story_id", "site"])
        for row in table.filter(pc.is_in(table["story_id"], value_set=ids)).to_pylist():
            story = stories[row["story_id"]]
            story["sites"].add(row["site"])
            if row["article_id"] != story["id"]:
                story["also"] = sorted([*story["also"], row["article_id"]])[:MEMBERS]
    for story in stories.values():
        story["members"] = _merged(story["members"], _sureness, MEMBERS)
    return stories


def _story(story: Row, rows: dict[str, Row]) -> StoryShown:
    members = list(_shown([("least certain", row) for row in story["members"]], rows))
    also = [rows[name] for name in story["also"] if name in rows]
    return StoryShown(rows[story["id"]], story["size"], len(story["sites"]), members, also)


def _shown(chosen: list[tuple[str, Row]], rows: dict[str, Row]) -> Iterator[PairShown]:
    for pick, row in chosen:
        if row["article_id"] in rows and row["other_id"] in rows:
            left, right = rows[row["article_id"]], rows[row["other_id"]]
            yield PairShown(pick, row, left, right, difference(left["body"] or "", right["body"] or ""))


def _by_relation(table: pa.Table) -> Iterator[tuple[str, np.ndarray]]:
    relation = np.asarray(pc.fill_null(table["relation"], "").to_pylist(), dtype=object)
    for name in sorted(set(relation.tolist())):
        yield name, np.flatnonzero(relation == name)


def _first(table: pa.Table, order: np.ndarray, number: int) -> list[Row]:
    rows = np.argsort(order, kind="stable")[:number]
    found: list[Row] = table.take(pa.array(rows)).to_pylist()
    return found


def _merged(rows: list[Row], key: Callable[[Row], float], number: int) -> list[Row]:
    return sorted(rows, key=lambda row: (key(row), row["article_id"], row["other_id"]))[:number]


def _sureness(row: Row) -> float:
    """How much of the removed article, or of both, is shared."""
    return max(row["jaccard"] or 0.0, row["containment"] or 0.0)


def _distance(row: Row) -> float:
    return -(row["jaccard"] or 0.0)


def _certainty(table: pa.Table) -> np.ndarray:
    return np.maximum(_number(table, "jaccard"), _number(table, "containment"))


def _number(table: pa.Table, name: str) -> np.ndarray:
    return np.asarray(pc.fill_null(table[name], 0.0).to_numpy(), dtype=np.float64)
