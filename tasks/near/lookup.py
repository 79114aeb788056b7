"""Look up: which articles of an index one more article repeats, without adding it.

The same keys and samples, the same bounds and the same relations as in a run; only what the one article needs is read:
a table of the index at a time, and the texts of the few that are worth comparing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.core import I64
from tasks.near import buckets, facts, index, lsh, relation, similarity, sketch
from tasks.near.content import content_of, cut_off
from tasks.near.corpus import Bodies
from tasks.near.index import Index
from tasks.near.relation import Judged
from tasks.settings import Near


class Asked(NamedTuple):
    """The article that is looked up."""

    title: str | None
    body: str
    flags: list[str]
    url: str | None
    site: str | None
    source: str | None
    published: int | None  # microseconds


class Found(NamedTuple):
    """A related article of the index, judged as the asked one sees it: `containment` is that of the asked."""

    article_id: str
    judged: Judged
    may_go: bool  # so much of the asked one stands in it that a run may remove it for this one


def look_up(asked: Asked, folder: Path, bodies: Bodies, settings: Near) -> list[Found]:
    """The articles of the index in `folder` that the asked one is related to, what it repeats first.

    `bodies` gives title, body and url of articles by id.  Raises BadIndex.
    """
    about = Index(folder, settings)
    content = content_of(asked.body)
    held = _near(asked, content, about, settings)
    if not len(held):
        return []
    ids = held["article_id"].to_pylist()
    stored = bodies(ids)
    mine = _article(asked, content, sketch.corrected(asked.title or "", asked.body))
    texts = [content_of(str(stored[name].get("body") or "")) for name in ids]
    pairs = np.stack([np.zeros(len(ids), np.int64), np.arange(1, len(ids) + 1)], axis=1)
    found = []
    compared = similarity.compare([mine.content, *texts], pairs)
    for e, row, text in zip(compared, held.to_pylist(), texts, strict=True):
        other = _held(row, str(stored[row["article_id"]].get("title") or ""), text)
        if one := relation.judged(e, mine, other):
            may_go = one.relation in settings.remove and relation.removes(*one[:4])
            found.append(Found(row["article_id"], one, may_go))
    order = relation.RELATIONS
    return [
        one._replace(judged=one.judged._replace(relation=relation.PUBLISHED[order.index(one.judged.relation)]))
        for one in sorted(found, key=lambda one: (_place(one.judged), -one.judged.jaccard, one.article_id))
    ]


def _place(judged: Judged) -> int:
    """The rank of a relation: articles of the same story first."""
    names = (*relation.ONE_STORY, "template", "related")
    return names.index(judged.relation)


def _article(asked: Asked, content: str, corrected: bool) -> relation.Article:
    return relation.Article(
        asked.title or "", content, facts.code(asked.site), facts.code(asked.source),
        sketch.page(asked.url), asked.published, corrected, cut_off(asked.body),
    )  # fmt: skip


def _held(row: dict[str, Any], title: str, text: str) -> relation.Article:
    published = row["published_at"]
    when = None if published is None else pa.scalar(published, pa.timestamp("us", tz="UTC")).value
    site, source = facts.code(row["site"]), facts.code(row["source"])
    return relation.Article(title, text, site, source, row["page"], when, row["corrected"], row["cut"])


def _near(asked: Asked, content: str, about: Index, settings: Near) -> pa.Table:
    """The facts of the articles that are worth comparing with it."""
    made = sketch.sketch([asked.title], [asked.body], [content], [asked.flags], [asked.url], settings)
    if not made["words"][0].as_py():  # it is like no other
        return index.FACTS.empty_table()
    signature, samples = (np.frombuffer(made[name][0].as_py(), np.uint32) for name in ("signature", "sample"))
    cut = lsh.layout(settings)
    agreeing: set[int] = set()
    wanted: buckets.Keys
    counts: Counter[int] = Counter()
    for place in index.places(settings):
        tables = about.tables(place)
        if not place.banded:
            wanted = samples
        elif place.number < cut.bands:
            wanted = lsh.keys(signature[None, :], cut, place.number)
        else:
            value = made[index.IDENTITIES[place.number - cut.bands]][0].as_py()
            wanted = np.array([value] if value else [], np.uint64)
        for rows in _buckets(wanted, tables, about):
            if place.banded:
                agreeing.update(rows.tolist())
            else:
                counts.update(rows.tolist())
    held = about.facts(np.array(sorted(agreeing | counts.keys()), np.int64))
    rows = held["row"].to_numpy()
    shared = np.array([counts[row] for row in rows.tolist()])
    enough = shared >= buckets.needed(np.minimum(held["samples"].to_numpy().astype(np.int64), len(samples)))
    chosen = enough | np.isin(rows, sorted(agreeing))
    return held.filter(pa.array(chosen))


def _buckets(wanted: buckets.Keys, tables: list[buckets.Table], about: Index) -> Iterator[I64]:
    """The members of each wanted bucket; of an overfull one the first alone, to which a new article is linked."""
    for key in wanted:
        rows, _ = buckets.gather(np.array([key]), tables) if tables else (np.zeros(0, np.int64), 0)
        yield rows if len(rows) < buckets.CAP else _first(rows, about)


def _first(rows: I64, about: Index) -> I64:
    held = about.facts(np.sort(rows))
    known = np.zeros(len(held), facts.FACT)
    known["rank"] = held["rank"].to_numpy()
    known["id"] = np.frombuffer(bytes.fromhex("".join(held["article_id"].to_pylist())), "S16")
    return np.sort(rows)[[facts.first(known, np.arange(len(held)))]]
