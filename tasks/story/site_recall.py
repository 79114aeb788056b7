"""Recall: what a site's other stories say of a page.

What is known of a site are sorted columns.  A run writes those of its sites into files and maps them, so that no
process holds what is known of all of them, however many there are: to look a key up touches a few pages of a file.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
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


class Looked(NamedTuple):
    """Where the paragraphs of a page stand among the rows of a memory; an empty range where they do not."""

    whole: list[range]  # of each paragraph: the pages that have it
    begun: list[range]  # the pages whose lead begins with it
    alike: list[range]  # the pages whose lead begins as one of its own leads does
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
        every = self._count(self._of(np.array([EVERY]))[0])
        found = [self._recall(looked, n, aside, every) for n in range(len(looked.whole))]
        return found if any(found) else []

    def strange(self, keys: Any, stories: Any) -> Any:
        """Of each key whether another story than its own has it."""
        if not len(self._keys):
            return np.zeros(len(keys), bool)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        known = (self._keys[at] == keys) & (keys != EVERY)
        return known & (self._several[at] | (stories == 0) | (self._stories[self._first[at]] != stories))

    def _of(self, sought: Any) -> list[range]:
        """The rows of each key."""
        at = np.searchsorted(self._keys, sought)
        at[at == len(self._keys)] = 0
        known = self._keys[at] == sought
        return [
            range(self._first[place], self._end[place]) if here else range(0)
            for place, here in zip(at.tolist(), known.tolist(), strict=True)
        ]

    def _look(self, text: str) -> Looked:
        lines, words = paragraphs(text)
        first = leads(lines)
        begun = self._of(digests(list(map(beginning, words))))
        alike = self._of(digests([key for word in words[:first] for key in beginnings(word, ALIKE)]))
        long = [len(word) >= SHORTEST for word in words]
        sizes = list(map(len, lines))
        opening = bisect_left(list(accumulate(sizes)), sum(sizes) / 3) + 1
        known = self._of(digests(words))
        whole = [rows if len(word) >= LABEL else range(0) for rows, word in zip(known, words, strict=True)]
        return Looked(whole, begun, alike, first, opening, sizes, long, list(map(is_sentence, lines)))

    def _versions(self, looked: Looked) -> set[int]:
        """Stories that are this one in another version: they share its lead, its opening, or what few others tell."""
        shared: Counter[int] = Counter()
        told: Counter[int] = Counter()
        versions: set[int] = set()
        for n, rows in enumerate(looked.whole):
            stories, roles = (column[rows.start : rows.stop].tolist() for column in (self._stories, self._roles))
            if n < looked.opening:
                shared.update(dict.fromkeys(stories, looked.sizes[n]))
            if looked.sentences[n] and LEAD not in roles and len(set(stories)) < STORIES:
                told.update(set(stories))
        for rows in looked.alike:
            if 0 < len(rows) <= SEVERAL:
                versions.update(self._stories[rows.start : rows.stop].tolist())
        half = sum(looked.sizes[: looked.opening]) / 2
        versions.update(story for story, size in shared.items() if size >= half)
        versions.update(story for story, count in told.items() if count >= TOLD)
        return versions

    def _recall(self, looked: Looked, n: int, aside: set[int], every: float) -> Recall | None:
        whole, begun = (
            [row for row in rows[n] if int(self._stories[row]) not in aside] for rows in (looked.whole, looked.begun)
        )
        if not whole and not begun:
            return None
        # A lead of this page may stand below any other as a teaser: only what stands at the top there tells.
        own = n < looked.leads or (n < looked.opening and looked.sentences[n])
        placed = [row for row in whole if not own or self._roles[row] != REST]
        stories = len({int(self._stories[row]) for row in placed})
        lead = self._lead(whole, begun) if n >= looked.leads and looked.long[n] else ""
        if not stories and not lead:
            return None
        share = self._count(whole) / every * stories / len({int(self._stories[row]) for row in whole}) if stories else 0
        return Recall(stories, lead, min(1.0, share))

    def _lead(self, whole: Sequence[int], begun: Sequence[int]) -> str:
        """The article whose lead a paragraph is; nothing where it is the lead of many stories, and so of none."""
        of = {int(self._stories[row]): row for row in (*whole, *begun) if self._roles[row] == LEAD}
        return min(self._articles[row].as_py() for row in of.values()) if 0 < len(of) <= SEVERAL else ""

    def _count(self, rows: Sequence[int]) -> float:
        """About how many stories these rows stand for: of the smallest 16 hashes, how far the last one is up."""
        stories = sorted({int(self._stories[row]) for row in rows})
        if len(stories) < STORIES:
            return float(len(stories))
        return (STORIES - 1) * 2.0**64 / (stories[STORIES - 1] + 1)


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
