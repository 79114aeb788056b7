"""Sources: what the user named on the command line, as files.

A SOURCE is a file, a folder, a glob or an fsspec URL.  Nothing is opened here, and nothing but plain
files is ever offered to be opened: no FIFO, no socket, no device, and no link that leads out of the folder.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib.util
import os
import re
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from tasks.records import DATASETS
from tasks.refusal import Refusal
from tasks.remote import Away, BadUrl, filesystem, is_remote, reached

FORMATS = {".txt": "txt", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet"}
WITH_EXTRA = {".html": "html", ".htm": "html", ".warc": "warc"}  # read with the extra `html`
PACKINGS = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
OWN = frozenset({*DATASETS, "report.html"})  # what stands beside `_current` where a SOURCE holds a dataset of ours
WILD = re.compile(r"[*?[]")
KNOWN = "known are .txt, .jsonl, .ndjson, .json, .csv (each also with .gz, .bz2, .xz or .zst) and .parquet; "
KNOWN += ".html, .htm, .warc and .warc.gz with pip install 'cleancopy[html]'"


class File(NamedTuple):
    """A file that can be read as articles.

    `path` is as the user spelled it, with `/`; names that are not UTF-8 hold surrogate escapes (publish
    `shown(path)`).  `name` is the path below the SOURCE: it, not `path`, goes into an article's identity.
    """

    path: str
    name: str
    size: int
    mtime: float


class Left(NamedTuple):
    """A path that was passed over, and why."""

    path: str
    reason: str


class Found(NamedTuple):
    """What the sources hold: files to read, paths of unknown endings, and what was passed over for other reasons."""

    files: list[File]
    unknown: list[str]
    left: list[Left]


class BadSource(Refusal):
    """A SOURCE that cannot be used; the message names it and the cure."""


class Nothing(BadSource):
    """A SOURCE that is not there, or holds no files: misspelled, or empty for now."""


def find(sources: Sequence[str]) -> Found:
    """The files of all sources, each once, in the order of the sources and sorted within each.

    Raises BadSource for one that holds nothing that could be read; nothing was written by then.
    """
    found, empty = _gathered(sources)
    for error in empty.values():
        raise error
    return found


def present(sources: Sequence[str]) -> Found:
    """The files of all sources, for scheduled runs: a source that holds nothing now is left alone, not refused."""
    found, empty = _gathered(sources)
    return found._replace(left=[*found.left, *(Left(source, "holds nothing now, or is not there") for source in empty)])


def _gathered(sources: Sequence[str]) -> tuple[Found, dict[str, Nothing]]:
    found, empty = Found([], [], []), {}
    seen: set[str] = set()
    for source in sources:
        try:
            entries = list(_remote(source) if _is_url(source) else _local(_stripped(source)))
            if not entries:
                raise Nothing(f"{source}: holds no files. Name a file, a folder that holds some, a glob or a URL.")
        except Nothing as error:
            empty[source] = error
            continue
        for entry in entries:
            if entry.path in seen:
                continue
            seen.add(entry.path)
            if isinstance(entry, Left):
                found.left.append(entry)
            elif kind(entry.path) is None:
                found.unknown.append(entry.path)
            else:
                found.files.append(entry)
    if not sources:
        raise BadSource("no SOURCE was named. Name a file, a folder, a glob or a URL.")
    return found, empty


def refuse_inside(output: str, sources: Sequence[str]) -> None:
    """Raises BadSource for an output that is one of the sources, or lies in one: the next run would read it."""
    if _is_url(output):
        return
    out = os.path.realpath(_stripped(output))
    for source in sources:
        if _is_url(source) or not source:
            continue
        top = os.path.normpath(_stripped(source))
        if "**" in Path(top).parts:
            top = top.partition(f"{os.sep}**")[0]
        folder = os.path.realpath(top)
        if Path(folder).is_dir() and f"{out}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}"):
            raise BadSource(
                f"{output}: lies in the SOURCE {source}, and the next run would read what this one writes. "
                "Name a folder beside it"
            )


def kind(path: str) -> tuple[str, str] | None:
    """Format and packing by the path's endings; None for an ending nobody knows.

    >>> kind("a/b.jsonl.zst"), kind("B.TXT"), kind("a.pdf"), kind("a.parquet.gz")
    (('jsonl', 'zst'), ('txt', ''), None, None)
    """
    name = PurePosixPath(path.lower())
    packing = PACKINGS.get(name.suffix, "")
    ending = PurePosixPath(name.stem).suffix if packing else name.suffix
    form = FORMATS.get(ending) or (WITH_EXTRA.get(ending) if can_extract() else None)
    return None if form is None or (packing and form == "parquet") else (form, packing)


@functools.cache
def can_extract() -> bool:
    """Whether the extra `html` is installed."""
    return all(importlib.util.find_spec(name) for name in ("trafilatura", "fastwarc"))


def shown(path: str) -> str:
    r"""A path as it can be published: bytes that are no UTF-8 are written out.

    >>> shown("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return path


def _is_url(source: str) -> bool:
    return is_remote(source) and not source.lower().startswith(("file://", "local://"))


def _stripped(source: str) -> str:
    return re.sub(r"\A(?:file|local)://", "", source, flags=re.IGNORECASE)


def _local(source: str) -> Iterator[File | Left]:
    if not source or "\0" in source:
        raise BadSource(f"{source!r}: is not a path. Name a file, a folder, a glob or a URL.")
    top = os.path.normpath(source).replace(os.sep, "/")
    try:
        what = Path(top).stat()
    except (FileNotFoundError, NotADirectoryError):
        if not WILD.search(top):
            raise Nothing(f"{source}: there is no such file or folder. Check the spelling.") from None
        yield from _glob(source, top)
        return
    except OSError as error:
        raise BadSource(f"{source}: cannot be looked at: {error.strerror}.") from error
    if stat.S_ISDIR(what.st_mode):
        yield from _folder(source, top)
    elif not stat.S_ISREG(what.st_mode):
        raise BadSource(f"{source}: is {_sort(what.st_mode)}, not a file; it is not opened. Copy it into a file first.")
    elif kind(top) is None:
        raise BadSource(f"{source}: unknown ending; {KNOWN}. Rename it by what it holds.")
    else:
        yield File(top, PurePosixPath(top).name, what.st_size, what.st_mtime)


def _folder(source: str, top: str) -> Iterator[File | Left]:
    try:
        os.scandir(top).close()
    except OSError as error:
        raise BadSource(f"{source}: the folder cannot be opened: {error.strerror}. Check its permissions.") from error
    yield from _walk(top, top, None)


def _glob(source: str, pattern: str) -> Iterator[File | Left]:
    parts = pattern.split("/")
    fixed = next(n for n, part in enumerate(parts) if WILD.search(part))
    top = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
    if not Path(top).is_dir():
        raise Nothing(f"{source}: there is no folder {top}. Check the spelling.")
    entries = list(_walk(top, "" if top == "." else top, parts[fixed:]))
    if not entries:
        raise Nothing(f"{source}: nothing matches. Check the spelling, and quote the pattern for the shell.")
    yield from entries


def _walk(top: str, shown_top: str, pattern: list[str] | None) -> Iterator[File | Left]:
    """Files below a folder, each folder's own before those of its folders, by name.

    The stack is explicit: folders can be nested deeper than Python recurses.  `pattern` holds the parts
    of a glob; a folder that it matches is taken whole.
    """
    real = os.path.realpath(top)
    start = None if pattern is None else _closure({0}, pattern)
    stack: list[tuple[str, str, set[int] | None]] = [(top, "", start)]
    while stack:
        place, below, states = stack.pop()
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Left(_join(shown_top, below), f"the folder cannot be opened: {error.strerror}")
            continue
        inner: list[tuple[str, str, set[int] | None]] = []
        own = OWN if any(entry.name == "_current" for entry in found) else frozenset()
        for entry in found:
            if entry.name in own and (entry.is_symlink() or entry.name == "report.html"):
                continue
            name = f"{below}/{entry.name}" if below else entry.name
            path = _join(shown_top, name)
            after = states
            if states is not None and pattern is not None:
                after = _advance(states, entry.name, pattern)
            if after == set() or (entry.name.startswith((".", "_")) and not _spelled(entry.name, states, pattern)):
                continue
            try:
                what = entry.stat()
            except OSError as error:
                yield Left(path, f"cannot be looked at: {error.strerror}")
                continue
            whole = after is None or (pattern is not None and len(pattern) in after)
            if stat.S_ISDIR(what.st_mode) and not entry.is_symlink():
                inner.append((entry.path, name, None if whole else after))
            elif reason := _unfit(entry, what.st_mode, real):
                if whole or stat.S_ISDIR(what.st_mode):
                    yield Left(path, reason)
            elif whole:
                yield File(path, name, what.st_size, what.st_mtime)
        stack += reversed(inner)


def _unfit(entry: os.DirEntry[str], mode: int, real: str) -> str:
    """Why an entry that is no plain folder is not read; empty for a file that is."""
    if stat.S_ISDIR(mode):
        return "a link to a folder; links inside a SOURCE are not followed: name it as SOURCE"
    if not stat.S_ISREG(mode):
        return f"{_sort(mode)}, not a file; never opened"
    if entry.is_symlink() and not _inside(entry.path, real):
        return "a link that leads out of the SOURCE; name what it leads to as SOURCE"
    return ""


def _closure(states: set[int], pattern: list[str]) -> set[int]:
    """Places in the pattern reached without reading a name: `**` may stand for no folder at all."""
    for n, part in enumerate(pattern):
        if n in states and part == "**":
            states.add(n + 1)
    return states


def _advance(states: set[int], name: str, pattern: list[str]) -> set[int]:
    after: set[int] = set()
    for n in states:
        if n < len(pattern) and pattern[n] == "**":
            after.add(n)
        elif n < len(pattern) and fnmatch.fnmatchcase(name, pattern[n]):
            after.add(n + 1)
    return _closure(after, pattern)


def _spelled(name: str, states: set[int] | None, pattern: list[str] | None) -> bool:
    """Whether the glob itself spells out the first sign of a hidden name."""
    return bool(states and pattern and any(n < len(pattern) and pattern[n].startswith(name[0]) for n in states))


def _join(top: str, name: str) -> str:
    return name if top in ("", ".") else f"{top.rstrip('/')}/{name}" if name else top


def _inside(path: str, real: str) -> bool:
    return os.path.realpath(path).startswith(real.rstrip("/") + "/")


def _sort(mode: int) -> str:
    sorts = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    return sorts.get(stat.S_IFMT(mode), "something special")


def _remote(source: str) -> Iterator[File | Left]:
    try:
        system, path = filesystem(source)
        with reached(source):
            if WILD.search(path):
                listing = system.glob(path, detail=True)
                fixed = path[: WILD.search(path).start()].rpartition("/")[0]  # type: ignore[union-attr]
            elif system.isdir(path):
                listing, fixed = system.find(path, detail=True), path.rstrip("/")
            else:
                listing, fixed = {path: system.info(path)}, path.rpartition("/")[0]
    except BadUrl as error:
        raise BadSource(str(error)) from error
    except Away:
        raise
    except FileNotFoundError:
        raise Nothing(f"{source}: there is no such file or folder. Check the spelling.") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise BadSource(f"{source}: the storage refuses: {error}. Check address and credentials.") from error
    for inner, info in sorted(listing.items()):
        name = inner[len(fixed) :].lstrip("/")
        if info.get("type") == "directory" or any(part.startswith((".", "_")) for part in name.split("/")):
            continue
        url = str(system.unstrip_protocol(inner))
        if len(listing) == 1 and inner == path and kind(inner) is None:
            raise BadSource(f"{source}: unknown ending; {KNOWN}. Rename it by what it holds.")
        yield File(url, name, int(info.get("size") or 0), modified(info))


def modified(info: dict[str, Any]) -> float:
    """Seconds since 1970; storages name the field as they like, and some have none: 0."""
    for name in ("mtime", "LastModified", "last_modified", "updated", "modified", "created"):
        value = info.get(name)
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, datetime):
            return value.timestamp()
    return 0.0
