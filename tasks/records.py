"""Records as they are read."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

# What a run publishes; `schemas` has the columns of each.
DATASETS = ("articles", "duplicates", "relations", "edits", "rejects", "runs", "signatures")


class Record(NamedTuple):
    """One article as it was read; `text` is decoded and otherwise untouched.

    `original` is None when `text.encode(encoding)` gives the article's bytes back, and those bytes
    themselves in the rare encodings where it does not.
    """

    article_id: str
    source_path: str
    record: int
    text: str
    encoding: str
    raw_sha256: str
    raw_bytes: int
    original: bytes | None
    source_id: str | None
    url: str | None
    site: str
    source: str | None
    language: str | None
    published_at: datetime | None
    title: str | None
    extra: str | None


class Reject(NamedTuple):
    """What could not be read as an article, and why; `record` is None when it is the whole file."""

    source_path: str
    record: int | None
    reason: str
    excerpt: str


def article_id(name: str, copy: int, record: int, *content: bytes) -> str:
    """Thirty-two hex digits that are the same for the same record in every run and on every machine.

    `name` is the file's path below the SOURCE it was found in.  `copy` tells apart files that agree in
    name and content: 0 for the first, then 1, 2, ... in the order of their full paths.
    """
    state = hashlib.blake2b(f"{copy}/{record}/{name}".encode("utf-8", "surrogateescape"), digest_size=16)
    for part in content:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.hexdigest()
