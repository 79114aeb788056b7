"""A dataset kept in memory over several runs of the near-duplicate step, for the tests of it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows import where
from flows.search import search
from tasks.near.content import content_of
from tasks.near.sketch import sketch
from tasks.schemas import STAGED
from tasks.settings import Near


class Story(NamedTuple):
    """A fictional article; `day` counts from 1 January 2030, None is undated."""

    name: str
    body: str
    title: str = ""
    site: str = "example.org"
    day: float | None = 0.0
    source: str | None = None
    flags: tuple[str, ...] = ()
    url: str | None = None


def article_id(story: Story) -> str:
    return hashlib.md5(story.name.encode(), usedforsecurity=False).hexdigest()


def row(story: Story) -> dict[str, Any]:
    published = None if story.day is None else datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=story.day)
    return {
        "article_id": article_id(story), "source_id": story.name, "url": story.url, "site": story.site,
        "source": story.source,
        "published_at": published, "title": story.title or None, "body": story.body, "flags": list(story.flags),
        "raw_sha256": hashlib.sha256(story.body.encode()).hexdigest(),
    }  # fmt: skip


def stage(stories: Sequence[Story], path: Path, settings: Near) -> Path:
    """Write staged articles as the step before does."""
    bodies = [s.body for s in stories]
    columns = ([s.title for s in stories], bodies, list(map(content_of, bodies)), [s.flags for s in stories])
    made = sketch(*columns, [s.url for s in stories], settings)
    table = pa.Table.from_pylist([row(story) for story in stories], schema=STAGED)
    for name, column in made.items():
        table = table.set_column(STAGED.get_field_index(name), STAGED.field(name), column)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, STAGED) as writer:
        writer.write_table(table)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    with pa.OSFile(str(path), "rb") as file:
        return pa.ipc.open_file(file).read_all().to_pylist()


class Newsroom:
    """What a dataset would hold after each run."""

    def __init__(self, folder: Path, settings: Near | None = None) -> None:
        self.folder, self.settings = folder, settings or Near()
        self.index: Path | None = None
        self.runs = 0
        self.names: dict[str, str] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.verdicts: dict[str, dict[str, Any]] = {}
        self.relations: dict[tuple[str, str], dict[str, Any]] = {}
        self.asked: list[str] = []
        self.counts: dict[str, Any] = {}

    def add(self, stories: Sequence[Story], shard: int = 1000) -> Newsroom:
        """One run over new stories."""
        folder = self.folder / f"run{self.runs}"
        folder.mkdir(parents=True)
        self.runs += 1
        files = [
            stage(stories[at : at + shard], folder / f"{at}.arrow", self.settings)
            for at in range(0, len(stories), shard)
        ]
        each = where.mapper(where.inline)
        out, self.counts = search(
            files, self.index, folder / "index", self._bodies, self.settings, folder / "work", each
        )
        self.index = folder / "index"
        for story in stories:
            self.names[article_id(story)] = story.name
            self.rows[article_id(story)] = row(story)
        for gone in read(out.dropped):
            del self.relations[gone["article_id"], gone["other_id"]]
        for added in read(out.relations):
            pair = added["article_id"], added["other_id"]
            assert pair[0] < pair[1]
            assert pair not in self.relations
            self.relations[pair] = added
        for verdict in itertools.chain.from_iterable(map(read, [*out.verdicts, out.moved])):
            self.verdicts[verdict["article_id"]] = verdict
        return self

    def _bodies(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        self.asked += ids
        return {name: self.rows[name] for name in ids}

    def relation(self, one: str, other: str) -> str | None:
        """How two stories are related, by their names."""
        ids = sorted(key for key, name in self.names.items() if name in (one, other))
        found = self.relations.get((ids[0], ids[1]))
        return found["relation"] if found else None

    def kept(self, name: str) -> str | None:
        """The name of the story for which this one was removed."""
        verdict = self.verdicts[next(key for key, value in self.names.items() if value == name)]
        return self.names[verdict["kept_id"]] if verdict["kept_id"] else None

    def story(self, name: str) -> str:
        """The name of the first article of this one's story."""
        verdict = self.verdicts[next(key for key, value in self.names.items() if value == name)]
        return self.names[verdict["story_id"]]
