"""Clusters: stories made of verified links, and the article of each that stays.

Articles joined by exact, copy, excerpt or version links are one story.  Which of them stays is the
first in one total order; whoever is removed was compared with an article that stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tasks.core import I64
from tasks.near.relation import removes
from tasks.settings import Near

CAP = 48  # articles of a story that are all compared with each kept one; in larger ones with the first only


class Member(NamedTuple):
    """An article as the order of a story sees it."""

    row: int
    published: int | None  # microseconds
    worth: int  # words in sentences, less those in lines that are none
    corrected: bool
    complete: bool
    preference: int  # place in `preferred_sources`; their number when it is in none
    rank: int
    article_id: str


class Link(NamedTuple):
    """What is known of a compared pair, seen from its first article."""

    relation: str
    jaccard: float
    containment: float  # of the first in the second
    coverage: float


Pair = tuple[int, int]
Links = Mapping[Pair, Link | None]  # both ways round; None: compared and not related


def components(count: int, left: I64, right: I64) -> I64:
    """For each of `count` articles the lowest position among all it is joined to.

    >>> components(5, np.array([3, 1]), np.array([4, 3])).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        np.minimum.at(label, left, low)
        np.minimum.at(label, right, low)
        label = label[label]
        if (label == before).all():
            return label


def order(members: Sequence[Member], links: Links, settings: Near) -> list[Member]:
    """The members of a story, first the one to keep.

    Copies of one another are one text, versions of one another never are.  Among texts a corrected one comes first,
    then what is no excerpt of another, then the newest: a text is as old as its first copy, wherever that stood.
    Among the copies of a text the keys of `settings.keep` decide, in turn, then the content.
    """
    texts = _texts(members, links)
    partial = {
        a for (a, _), link in links.items() if link and link.relation == "excerpt" and link.containment > link.coverage
    }
    versions = any(link and link.relation in ("version", "edition") for link in links.values())

    def text_key(text: list[Member]) -> tuple[object, ...]:
        dates = [m.published for m in text if m.published is not None]
        newest = -min(dates) if dates and versions else 0
        return (
            "corrected" in settings.keep and not any(m.corrected for m in text),
            all(m.row in partial for m in text),
            not dates if versions else False,
            newest,
        )

    def key(member: Member) -> tuple[object, ...]:
        values: dict[str, object] = {
            "corrected": not member.corrected,
            "source": member.preference,
            "complete": not member.complete,
            "earliest": (member.published is None, member.published or 0),
            "latest": (member.published is None, -(member.published or 0)),
            "longest": -member.worth,
        }
        return (*[values[name] for name in settings.keep], member.rank, member.article_id)

    ranked = {m.row: rank for text in texts for rank in [text_key(text)] for m in text}
    return sorted(members, key=lambda m: (ranked[m.row], key(m)))


def cover(ordered: Sequence[Member], links: Links, settings: Near) -> tuple[dict[int, int], list[Pair]]:
    """Which member goes for which, by row; and the pairs that must be compared before that is known.

    The first article stays and removes all that it may, then the next that is still there, and so on:
    each removed article was compared with one that stays.
    """
    rows = [member.row for member in ordered]
    place = {row: at for at, row in enumerate(rows)}
    known: dict[int, list[int]] = defaultdict(list)
    for a, b in links:
        known[a].append(b)
    removed: dict[int, int] = {}
    for at, row in enumerate(rows):
        if row in removed:
            continue
        if at == 0 or len(rows) <= CAP:
            missing = [(row, other) for other in rows[at + 1 :] if other not in removed and (row, other) not in links]
            if missing:
                return {}, missing
        for other in known[row]:
            link = links[other, row]
            if (
                link
                and place[other] > at
                and other not in removed
                and link.relation in settings.remove
                and removes(link.relation, link.jaccard, link.containment, link.coverage)
            ):
                removed[other] = row
    return removed, []


def _texts(members: Sequence[Member], links: Links) -> list[list[Member]]:
    """The members joined by exact and copy links, the likest first, unless two of them are versions of one another.

    A copy of an old text is like the newest version, too; it belongs to the text that it is likest.  Most stories are
    so small that arrays would take 20 times as long.
    """
    joined = {member.row: member.row for member in members}
    other: dict[int, set[int]] = defaultdict(set)  # of a text's first row those of texts that it is a version of
    place = {m.row: n for n, m in enumerate(sorted(members, key=lambda m: (m.rank, m.article_id)))}

    def root(row: int) -> int:
        while joined[row] != row:
            joined[row] = row = joined[joined[row]]
        return row

    alike = []
    for (a, b), link in links.items():
        if link and link.relation in ("version", "edition"):
            other[a].add(b)
            other[b].add(a)
        elif link and link.relation in ("exact", "copy") and place[a] < place[b]:
            alike.append((link.relation != "exact", -link.jaccard, place[a], place[b], a, b))
    for *_, a, b in sorted(alike):
        many, few = sorted((root(a), root(b)), key=lambda row: len(other[row]), reverse=True)
        if many != few and many not in {root(row) for row in other[few]}:
            joined[few] = many
            other[many] |= other.pop(few)
    groups: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        groups[root(member.row)].append(member)
    return list(groups.values())
