"""Recall: what a site's other stories say of a page.

What is known of a site are sorted columns.  A run writes those of its sites into files and maps them, so that no
process holds what is known of all of them, however many there are: to look a key up touches a few pages of a file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.page import Recall
from tasks.story.keys import LEAD, OPENING, asked, paragraphs
from tasks.story.keys import keys as digests

STORIES = 16  # stories kept of one key; 16 means 16 or more

KEYS = pa.schema(
    [
        pa.field("key", pa.uint64()),
        pa.field("first", pa.uint32()),  # of its rows
        pa.field("end", pa.uint32()),
        pa.field("several", pa.uint8()),  # more than one story: most keys stand on their own story alone
    ]
)
ROWS = pa.schema([pa.field("story", pa.uint64()), pa.field("role", pa.uint8()), pa.field("article_id", pa.string())])


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

        Pages that share this one's opening, or whose opening stands in this one, are set aside: they
        are this very page or versions of it, and what they repeat is not another story.
        """
        if not len(self._keys):
            return []
        places = self._places(text)
        seen = {n: range(self._first[at], self._end[at]) for n, at in enumerate(places) if at >= 0}
        if not seen:
            return []
        lines = [line for line in text.split("\n") if line and not line.isspace()]
        aside = self._versions(seen, lines)
        return [self._recall(seen.get(n, ()), aside) for n in range(len(lines))]

    def alone(self, keys: Any, stories: Any) -> Any:
        """Of each key whether it is known, and from pages of this one story alone."""
        if not len(self._keys):
            return np.zeros(len(keys), bool)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        own = (self._keys[at] == keys) & ~self._several[at] & (stories != 0)
        return own & (self._stories[self._first[at]] == stories)

    def _places(self, text: str) -> list[int]:
        """Of each paragraph its place among the keys, or -1; nothing where all is new, or known from this page."""
        sought = digests(asked(*paragraphs(text)))
        at = np.searchsorted(self._keys, sought)
        at[at == len(self._keys)] = 0
        at[self._keys[at] != sought] = -1
        hits = at[at >= 0]
        if not len(hits):
            return []
        stories = np.where(self._several[hits], 0, self._stories[self._first[hits]])
        if (at[:3] >= 0).any() and stories[0] and (stories == stories[0]).all():
            return []
        return at.tolist()

    def _versions(self, seen: Mapping[int, range], lines: Sequence[str]) -> set[int]:
        """Stories that are this one in another version."""
        third, so_far, opening = sum(map(len, lines)) / 3, 0, 0
        for opening, line in enumerate(lines, 1):  # noqa: B007
            so_far += len(line)
            if so_far >= third:
                break
        shared: Counter[int] = Counter()
        versions: set[int] = set()
        for n, rows in seen.items():
            stories = {int(self._stories[row]) for row in rows}
            if n < opening:
                shared.update(stories)
            if len(stories) <= STORIES // 2:  # more would be furniture
                versions |= {int(self._stories[row]) for row in rows if self._roles[row] == OPENING}
        enough = max(min(2, opening), opening // 2)
        return versions | {story for story, paragraphs in shared.items() if paragraphs >= enough}

    def _recall(self, rows: Iterable[int], aside: set[int]) -> Recall | None:
        others = [row for row in rows if int(self._stories[row]) not in aside]
        if not others:
            return None
        leads = sorted(self._articles[int(row)].as_py() for row in others if self._roles[row] == LEAD)
        return Recall(len({int(self._stories[row]) for row in others}), leads[0] if leads else "")


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
        part = Path(f"{stem}-{n}.part")  # what is mapped must not be written to
        with pa.OSFile(str(part), "wb") as file, pa.ipc.new_file(file, schema.with_metadata(named)) as out:
            for memory in known.values():
                out.write_batch(memory.columns[n])
        part.replace(f"{stem}-{n}.arrow")


def opened(stem: Path) -> Mapping[str, SiteMemory]:
    """The memories that were written beside a stem, mapped."""
    found = Path(f"{stem}-0.arrow").stat()
    return _opened(stem, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)  # pieces that follow one another are of the same sites
def _opened(stem: Path, _: tuple[int, int, int]) -> Mapping[str, SiteMemory]:
    keys, rows = (pa.ipc.open_file(pa.memory_map(f"{stem}-{n}.arrow")) for n in range(2))
    sites = json.loads(keys.schema.metadata[b"sites"])
    return {site: SiteMemory(keys.get_batch(n), rows.get_batch(n)) for n, site in enumerate(sites)}
