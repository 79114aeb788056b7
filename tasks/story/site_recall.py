"""Recall: what a site's other stories say of a page.

What is known of a site are sorted columns.  A run writes those of its sites into files and maps them, so that no
process holds what is known of all of them, however many there are: to look a key up touches a few pages of a file.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks import files
from tasks.files import table_writer
from tasks.page import Recall
from tasks.story.fingerprints import (
    EVERY,
    LABEL,
    LEAD,
    REST,
    SHORTEST,
    STORIES,
    beginning,
    beginnings,
    is_sentence,
    leads,
    paragraphs,
)
from tasks.story.fingerprints import keys as digests

LEADS = 16  # and of a lead
SEVERAL = 3  # stories that may have one lead: versions of one report do; a line that more begin with is the site's
ALIKE = 80  # bytes with which two leads begin alike: they are of one story
TOLD = 2  # sentences, nobody's leads and not everybody's, that two versions of a story share

KEYS = pa.schema(
    [
        pa.field("key", pa.uint64()),
        pa.field("first", pa.uint32()),  # of its rows
        pa.field("end", pa.uint32()),
        pa.field("several", pa.uint8()),  # more than one story: most keys stand on their own story alone
    ]
)
ROWS = pa.schema([pa.field("story", pa.uint64()), pa.field("role", pa.uint8()), pa.field("article_id", pa.string())])


class Row(NamedTuple):
    """One row of a memory: a story that has a paragraph, and the role it has there."""

    story: int
    role: int
    place: int  # of the row


class Looked(NamedTuple):
    """Where the paragraphs of a page stand among the rows of a memory; nothing where they do not."""

    whole: list[Sequence[Row]]  # of each paragraph: the pages that have it
    begun: list[Sequence[Row]]  # the pages whose lead begins with it
    alike: list[Sequence[Row]]  # the pages whose lead begins as one of its own leads does
    leads: int  # paragraphs at the top that may be title, standfirst and lede
    opening: int  # paragraphs of the first third
    sizes: list[int]  # characters of each paragraph
    long: list[bool]  # whether it is long enough to be told from a label
    sentences: list[bool]  # whether it ends as a sentence does


class SiteMemory:
    """What is known of one site: columns as in KEYS and ROWS, in the order of the keys."""

    def __init__(self, keys: pa.RecordBatch, rows: pa.RecordBatch) -> None:
        self._keys, self._first, self._end = (keys[name].to_numpy() for name in ("key", "first", "end"))
        self._several = keys["several"].to_numpy().view(bool)
        self._stories, self._roles = rows["story"].to_numpy(), rows["role"].to_numpy()
        self._articles = rows["article_id"]
        self.columns = keys, rows

    def __len__(self) -> int:
        """How many keys it knows."""
        return len(self._keys)

    def recall(self, text: str) -> list[Recall | None]:
        """What other stories' pages say of each paragraph (non-empty line) of an article; empty when nothing.

        Pages that are versions of this one are set aside: what they repeat is not another story.
        """
        if not len(self._keys):
            return []
        looked = self._look(text)
        if not (any(looked.whole) or any(looked.begun)):
            return []
        aside = self._versions(looked)
        found = [self._recall(looked, n, aside) for n in range(len(looked.whole))]
        return found if any(found) else []

    def strange(self, keys: Any, stories: Any) -> Any:
        """Of each key whether another story than its own has it."""
        if not len(self._keys):
            return np.zeros(len(keys), bool)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        known = (self._keys[at] == keys) & (keys != EVERY)
        return known & (self._several[at] | (stories == 0) | (self._stories[self._first[at]] != stories))

    def _of(self, words: Sequence[bytes]) -> list[Sequence[Row]]:
        """The rows of each of some letters, as `fingerprints` makes keys of them; none for no letters."""
        sought = digests(words)
        at = np.searchsorted(self._keys, sought)
        at[at == len(self._keys)] = 0
        known = (self._keys[at] == sought) & (sought != EVERY)
        first = self._first[at]
        ends = np.where(known, self._end[at], first).tolist()
        # Most stand in one story: their rows are read all at once.
        stories, roles = self._stories[first].tolist(), self._roles[first].tolist()
        return [
            self._rows(start, end) if end - start > 1 else (Row(story, role, start),) if end > start else ()
            for start, end, story, role in zip(first.tolist(), ends, stories, roles, strict=True)
        ]

    def _rows(self, first: int, end: int) -> list[Row]:
        stories, roles = self._stories[first:end].tolist(), self._roles[first:end].tolist()
        return list(map(Row, stories, roles, range(first, end)))

    @cached_property
    def _every(self) -> float:
        """About how many stories the site has."""
        at = int(np.searchsorted(self._keys, EVERY))
        if at == len(self._keys) or self._keys[at] != EVERY:
            return 0.0
        return _count(set(self._stories[self._first[at] : self._end[at]].tolist()))

    def _look(self, text: str) -> Looked:
        lines, words = paragraphs(text)
        first, count = leads(lines), len(words)
        alike = [key for word in words[:first] for key in beginnings(word, ALIKE)]
        whole = [word if len(word) >= LABEL else b"" for word in words]
        rows = self._of([*whole, *map(beginning, words), *alike])
        known, begun = rows[:count], rows[count : 2 * count]
        sizes = list(map(len, lines))
        opening = bisect_left(list(accumulate(sizes)), sum(sizes) / 3) + 1
        long = [len(word) >= SHORTEST for word in words]
        return Looked(known, begun, rows[2 * count :], first, opening, sizes, long, list(map(is_sentence, lines)))

    def _versions(self, looked: Looked) -> set[int]:
        """Stories that are this one in another version: they share its lead, its opening, or what few others tell."""
        shared: dict[int, int] = defaultdict(int)
        told: dict[int, int] = defaultdict(int)
        versions: set[int] = set()
        for n, rows in enumerate(looked.whole):
            stories = {row.story for row in rows}
            telling = looked.sentences[n] and len(stories) < STORIES and all(row.role != LEAD for row in rows)
            for story in stories:
                if n < looked.opening:
                    shared[story] += looked.sizes[n]
                if telling:
                    told[story] += 1
        for rows in looked.alike:
            if len(rows) <= SEVERAL:
                versions.update(row.story for row in rows)
        half = sum(looked.sizes[: looked.opening]) / 2
        versions.update(story for story, size in shared.items() if size >= half)
        versions.update(story for story, count in told.items() if count >= TOLD)
        return versions

    def _recall(self, looked: Looked, n: int, aside: set[int]) -> Recall | None:
        whole = [row for row in looked.whole[n] if row.story not in aside]
        begun = [row for row in looked.begun[n] if row.story not in aside]
        if not whole and not begun:
            return None
        # A lead of this page may stand below any other as a teaser: only what stands at the top there tells.
        own = n < looked.leads or (n < looked.opening and looked.sentences[n])
        stories = len({row.story for row in whole if not own or row.role != REST})
        lead = self._lead([*whole, *begun]) if n >= looked.leads and looked.long[n] else ""
        if not stories and not lead:
            return None
        every = {row.story for row in whole}
        share = _count(every) / self._every * stories / len(every) if stories and self._every else 0
        return Recall(stories, lead, min(1.0, share))

    def _lead(self, rows: Sequence[Row]) -> str:
        """The article whose lead a paragraph is; nothing where it is the lead of many stories, and so of none."""
        of = {row.story: row.place for row in rows if row.role == LEAD}
        return min(self._articles[place].as_py() for place in of.values()) if 0 < len(of) <= SEVERAL else ""


def _count(stories: set[int]) -> float:
    """About how many stories these stand for: of the smallest 16 hashes, how far the last one is up."""
    if len(stories) < STORIES:
        return float(len(stories))
    return (STORIES - 1) * 2.0**64 / (sorted(stories)[STORIES - 1] + 1)


def arranged(rows: pa.Table, chosen: Any = None) -> SiteMemory:
    """What is known of one site, from its rows as `memory` keeps them; those that count, in order (None: all)."""
    keys = rows["key"].to_numpy() if chosen is None else rows["key"].to_numpy()[chosen]
    order = np.argsort(keys, kind="stable")  # leads, then others, both sorted: one merge
    keys = keys[order]
    order = order if chosen is None else chosen[order]
    stories = rows["story"].to_numpy()[order]
    new = changes(keys) if len(keys) else np.zeros(0, bool)
    first = np.flatnonzero(new)
    several = np.zeros(len(first), np.uint8)
    if len(keys):
        other = np.flatnonzero(changes(stories) & ~new)
        several[np.searchsorted(first, other, side="right") - 1] = 1
    bounds = np.append(first, len(order)).astype(np.uint32)
    named = rows["article_id"].combine_chunks().take(pa.array(order))
    return SiteMemory(
        pa.record_batch([keys[first], bounds[:-1], bounds[1:], several], schema=KEYS),
        pa.record_batch([stories, rows["role"].to_numpy()[order], named], schema=ROWS),
    )


def changes(column: Any) -> Any:
    """Whether each value differs from the one before it."""
    return np.append(True, column[1:] != column[:-1])


def write(known: Mapping[str, SiteMemory], stem: Path) -> None:
    """Write the memories of some sites to files beside a stem, a batch of each a site."""
    named = {"sites": json.dumps(list(known))}
    for n, schema in enumerate((KEYS, ROWS)):
        with table_writer(Path(f"{stem}-{n}.arrow"), schema.with_metadata(named)) as out:
            for memory in known.values():
                out.write_batch(memory.columns[n])


def opened(stem: Path) -> Mapping[str, SiteMemory]:
    """The memories that were written beside a stem, mapped."""
    found = Path(f"{stem}-0.arrow").stat()
    return _opened(stem, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)  # pieces that follow one another are of the same sites
def _opened(stem: Path, _: tuple[int, int, int]) -> Mapping[str, SiteMemory]:
    keys, rows = (files.opened(Path(f"{stem}-{n}.arrow")) for n in range(2))
    sites = json.loads(keys.schema.metadata[b"sites"])
    return {site: SiteMemory(keys.get_batch(n), rows.get_batch(n)) for n, site in enumerate(sites)}
