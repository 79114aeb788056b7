"""A planted crawl: pages of a few fictional sites whose teasers are each other's standfirsts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pyarrow as pa

from tasks.page import Page
from tasks.story import site_memory
from tasks.story.site_recall import SiteMemory
from tests.made.corpus import CLEAN, SIGN_OFFS, corpus

DATELINE = re.compile(r"^.{3,50}?(?: – | -- | - | — )")


class Crawled(NamedTuple):
    """One page as it was scraped, and what of it is the story."""

    article_id: str
    site: str
    title: str
    standfirst: str
    body: list[str]
    teasers: list[str]

    @property
    def text(self) -> str:
        """Title, standfirst, body and teasers, one paragraph a line, no heading between them, no sign-off."""
        return "\n".join([self.title, self.standfirst, *self.body, *self.teasers])


def crawl(pages: int = 500, sites: int = 5, seed: int = 11) -> list[Crawled]:
    """Pages in the order of the crawl; 5 to 25 teasers each, every tenth of them cut short."""
    random = Random(seed)
    stories = []
    for n, (record, _) in enumerate(corpus(pages, seed=seed, mix=CLEAN)):
        text = record["text"]
        for mark in SIGN_OFFS:
            text = text.removesuffix(mark)
        body = [line for line in text.split("\n") if line]
        standfirst = DATELINE.sub("", body[0])
        stories.append((record["id"], f"site{n % sites}.example", record["title"], standfirst, body))
    found = []
    for story in stories:
        others = [other for other in stories if other[1] == story[1] and other is not story]
        teasers = [other[3] for other in random.sample(others, min(len(others), random.randint(5, 25)))]
        teasers = [
            teaser[:90].rstrip(" .") + "..." if len(teaser) > 110 and not random.randrange(10) else teaser
            for teaser in teasers
        ]
        found.append(Crawled(*story, teasers))
    return found


def observe(pages: Sequence[Crawled], path: Path) -> Path:
    """Write what the memory should learn of some pages, as a run does."""
    seen: dict[str, list] = {name: [] for name in site_memory.OBSERVATIONS.names}
    for page in pages:
        site_memory.note(seen, page.article_id, page.text, Page(site=page.site))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, site_memory.OBSERVATIONS) as writer:
        writer.write_table(pa.table(seen, schema=site_memory.OBSERVATIONS))
    return path


def memories(folder: Path, sites: Iterable[str]) -> dict[str, SiteMemory]:
    """What the files of a memory know of some sites, without laying it out first."""
    found: dict[str, SiteMemory] = {}
    for bucket, some in site_memory._by_buckets(sites).items():
        found |= site_memory._opened(folder, bucket, some)
    return found
