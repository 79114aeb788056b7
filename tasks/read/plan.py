"""Plan: files to shards, the units of work, and what makes a file the one it is.

A shard is plain JSON (a task gets it as it is): some parts of one file or many small files.  Large
uncompressed JSON Lines are cut where lines end, Parquet between row groups; all else is a file a part.
Which file stands in which shard changes no row.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

from tasks.read.formats import is_one_value, wide
from tasks.read.sources import File, Left, kind, modified
from tasks.read.stream import BLOCK, Broken, Changed, opened
from tasks.remote import filesystem, is_remote, reached
from tasks.settings import Settings

SHARD_BYTES = 32_000_000  # of uncompressed text; some 8,000 articles


class Part(TypedDict):
    """A file, or a piece of one: bytes `start` to `stop`, or row groups; `first` is its first record's number."""

    path: str
    name: str
    kind: str
    packing: str
    size: int
    mtime: float
    digest: str  # SHA-256 of the whole file; empty when it could not be read
    copy: int
    start: int
    stop: int
    first: int
    groups: list[int]


class Shard(TypedDict):
    """A unit of work; `key` is the same for the same parts with the same content."""

    key: str
    parts: list[Part]


class Known(NamedTuple):
    """What an earlier look at a file found."""

    digest: str
    cuts: list[tuple[int, int]]  # places where it may be cut: bytes and records before
    one_value: bool = False  # it is called JSON Lines, and is not


def plan(
    files: Sequence[File], settings: Settings, known: Mapping[tuple[str, str], Sequence[str]] | None = None
) -> list[Shard]:
    """The shards of all files, in the files' order.

    `known` holds the paths that earlier runs took, by name and content digest.  A file taken before is
    left out, and so is one whose content was taken from a path that is gone: it was renamed.  Files
    alike in name and content are numbered (`copy`) on from those, in the order of their full paths.
    """
    taken = {(name, digest): list(paths) for (name, digest), paths in (known or {}).items()}
    seen = {file.path: _look(file, settings) for file in files}
    here = set(seen)
    gone: set[str] = set()
    for (_, digest), paths in taken.items():
        if any(path not in here and not _exists(path) for path in paths):
            gone.add(digest)
    copies: Counter[tuple[str, str]] = Counter({pair: len(paths) for pair, paths in taken.items()})
    numbers: dict[str, int] = {}
    for file in sorted(files, key=lambda file: os.fsencode(file.path)):
        digest = seen[file.path].digest
        pair = file.name, digest
        if digest and (file.path in taken.get(pair, ()) or digest in gone):
            continue
        numbers[file.path] = copies[pair]
        copies[pair] += bool(digest)
    parts = [part for file in files if file.path in numbers for part in _parts(file, seen[file.path], settings)]
    for part in parts:
        part["copy"] = numbers[part["path"]]
    return _shared_out(parts, settings)


def settled(files: Sequence[File], settings: Settings, now: float | None = None) -> tuple[list[File], list[Left]]:
    """Files that have rested for `read.settle_seconds`, and those that have not: somebody may still write them."""
    rest = settings.read.settle_seconds
    at = time.time() if now is None else now
    ready = [file for file in files if not rest or abs(at - file.mtime) >= rest]
    young = [file for file in files if rest and abs(at - file.mtime) < rest]
    return ready, [Left(file.path, f"changed less than {rest:g} seconds ago; left to the next run") for file in young]


def changed(shards: Iterable[Shard]) -> list[Left]:
    """Files of these shards that are no longer what they were when the work was planned."""
    parts = {part["path"]: part for shard in shards for part in shard["parts"]}
    return [Left(path, CHANGED) for path, part in parts.items() if part["digest"] and not same(part)]


CHANGED = "changed while it was read; left to the next run"


def same(part: Part) -> bool:
    """Whether a part's file still has the size and time it was planned with."""
    try:
        now = _stat(part["path"])
    except OSError:
        return False
    return now == (part["size"], part["mtime"])


def digest(file: File) -> str:
    """SHA-256 of a file's bytes, in hex; the bytes are streamed.  Raises Broken or Changed as `opened` does."""
    state = hashlib.sha256()
    with opened(file.path) as stream:
        while block := stream.read(BLOCK):
            state.update(block)
    return state.hexdigest()


def _look(file: File, settings: Settings) -> Known:
    """One pass over a file's bytes: its digest and, in JSON Lines, where it can be cut."""
    form, packing = kind(file.path) or ("", "")
    if form != "jsonl" or packing:
        try:
            return Known(digest(file), [])
        except (Broken, Changed, OSError):
            return Known("", [])
    state = hashlib.sha256()
    cuts: list[tuple[int, int]] = []
    done = records = 0
    last = before = (0, 0)
    try:
        with opened(file.path) as stream:
            while block := stream.read(BLOCK):
                state.update(block)
                if not done and (wide(block) or is_one_value(block)):
                    return Known(digest(file), [], is_one_value(block))
                count = block.count(b"\n")
                if count:
                    here = done + block.rindex(b"\n") + 1
                    records += count
                    over = here - last[0] > SHARD_BYTES or records - last[1] > settings.read.shard_articles
                    if over and before > last:  # cut before it is more than a shard holds: the rest would stand alone
                        last = before
                        cuts.append(last)
                    before = here, records
                done += len(block)
    except (Broken, Changed, OSError):
        return Known("", [])
    return Known(state.hexdigest(), cuts)


def _parts(file: File, known: Known, settings: Settings) -> list[Part]:
    form, packing = kind(file.path) or ("", "")
    whole = Part(
        path=file.path,
        name=file.name,
        kind="json" if known.one_value else form,
        packing=packing,
        size=file.size,
        mtime=file.mtime,
        digest=known.digest,
        copy=0,
        start=0,
        stop=file.size,
        first=0,
        groups=[],
    )
    if form == "parquet" and known.digest:
        return _row_groups(whole, settings)
    edges = [(0, 0), *[cut for cut in known.cuts if cut[0] < file.size], (file.size, 0)]
    return [
        {**whole, "start": start, "first": first, "stop": stop}
        for (start, first), (stop, _) in itertools.pairwise(edges)
    ]


def _row_groups(whole: Part, settings: Settings) -> list[Part]:
    from tasks.read.columnar import row_counts  # pyarrow's Parquet reader takes 0.1 s

    try:
        counts = row_counts(whole["path"])
    except (Broken, Changed):
        return [whole]
    parts: list[Part] = []
    groups: list[int] = []
    first = rows = 0
    for group, count in enumerate(counts):
        groups.append(group)
        rows += count
        if rows >= settings.read.shard_articles:
            parts.append({**whole, "groups": groups, "first": first})
            first, rows, groups = first + rows, 0, []
    if groups or not parts:
        parts.append({**whole, "groups": groups, "first": first})
    return parts


def _shared_out(parts: Iterable[Part], settings: Settings) -> list[Shard]:
    """Small parts go together, up to the articles and bytes a shard should hold."""
    shards: list[list[Part]] = []
    size = count = 0
    for part in parts:
        held = weight(part)
        if held < part["size"]:
            held = SHARD_BYTES  # a piece that was cut to size stands alone
        if not shards or size + held > SHARD_BYTES or count >= settings.read.shard_articles:
            shards.append([])
            size = count = 0
        shards[-1].append(part)
        size += held
        count += 1
    return [Shard(key=_key(parts), parts=parts) for parts in shards]


def weight(part: Part) -> int:
    """Bytes a part holds when it is unpacked, about."""
    if part["groups"]:
        return SHARD_BYTES
    return (part["stop"] - part["start"]) * (4 if part["packing"] or part["kind"] == "parquet" else 1)


def _key(parts: Iterable[Part]) -> str:
    state = hashlib.sha256()
    for part in parts:
        row = [part["path"], part["name"], part["digest"], part["copy"], part["start"], part["stop"], part["groups"]]
        state.update(repr(row).encode("utf-8", "backslashreplace") + b"\n")
    return state.hexdigest()[:32]


def _stat(path: str) -> tuple[int, float]:
    if is_remote(path):
        system, inner = filesystem(path)
        system.invalidate_cache()
        with reached(path):
            info = system.info(inner)
        return int(info.get("size") or 0), modified(info)
    found = Path(path).stat()
    return found.st_size, found.st_mtime


def _exists(path: str) -> bool:
    try:
        _stat(path)
    except OSError:
        return False
    return True
