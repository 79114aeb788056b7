"""Datasets at a URL: where nothing can be renamed, a manifest that is created last makes a batch visible.

    _manifests/00000007.json       what version 7 consists of; the last one in order of name is current
    _versions/00000007-1F/...      what version 7 added: the same files as in a local version's folder

Every object is written once, under the name it keeps, and nobody looks for it before a manifest names
it.  A manifest is created only where there is none (If-None-Match): of two runs that build on the same
version one creates it, and the other is told so.  A version refers to the files of earlier ones where they are.

The work itself is done in a local copy of the current version.  It holds what every run reads (index,
memory, ledger); of the rest only stand-ins: empty files of the right size, last changed in 1970, which
`present` replaces by what they stand for when somebody is about to read them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from tasks.files import link
from tasks.publish import versions
from tasks.publish.versions import NoDataset
from tasks.refusal import Refusal
from tasks.remote import filesystem, is_remote, reached
from tasks.schemas import SCHEMAS

READ_BY_RUNS = ("index", "memory", "ledger")  # folders of a version that every run reads whole
DATA = (*SCHEMAS, "originals")
Manifest = dict[str, Any]  # that of a local version, and `places`: where each file stands below the URL


class Lost(Refusal):
    """Another run has published since this one began; nothing of this one can be seen."""


def is_url(output: str | Path) -> bool:
    """Whether a dataset stands on a storage that fsspec reaches; `file://` is a folder as any other."""
    return is_remote(str(output)) and not str(output).lower().startswith(("file://", "local://"))


def folder(output: str | Path) -> Path:
    """The folder in which a dataset is worked on: its own, or for a URL that of its working copy."""
    if not is_url(output):
        return Path(str(output).removeprefix("file://").removeprefix("local://"))
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cleancopy"
    url = str(output).rstrip("/")
    return caches / f"{PurePosixPath(url).name}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"


@contextlib.contextmanager
def writable(output: str | Path, whole: bool = False) -> Iterator[Path]:
    """The folder in which the next version may be made, locked; that of a URL is published at the end.

    With `whole` every file is there.  Raises Busy, NoDataset where `whole` finds nothing, Lost.
    """
    with versions.locked(folder(output), str(output)):
        if not is_url(output):
            yield folder(output)
            return
        store = Store(str(output))
        before = store.current() if not whole else store.existing()
        own = store.begin(before)
        store.copy(before, folder(output), None if whole else READ_BY_RUNS)
        yield folder(output)
        store.publish(folder(output), before, own)


@contextlib.contextmanager
def readable(output: str | Path, whole: bool = False, folders: tuple[str, ...] = ("ledger",)) -> Iterator[Path]:
    """A folder in which the current version can be read; that of a URL is a copy for this one time.

    What does not stand in `folders` is fetched when it is asked for, or with `whole` at once.

    Raises NoDataset when a URL holds none.
    """
    if not is_url(output):
        yield folder(output)
        return
    store = Store(str(output))
    with tempfile.TemporaryDirectory(prefix="cleancopy-") as scratch:
        place = Path(scratch) / PurePosixPath(store.root).name  # the report shows this name
        place.mkdir()
        store.copy(store.existing(), place, None if whole else folders)
        yield place


def current(output: str | Path) -> Manifest:
    """The manifest of the current version.  Raises NoDataset."""
    if is_url(output):
        return Store(str(output)).existing()
    version = versions.existing(folder(output))
    said = versions.manifest(version)
    return {**said, "places": {name: f"_versions/{version.name}/{name}" for name in said["files"]}}


def files(output: str | Path, dataset: str, manifest: Manifest | None = None) -> list[str]:
    """The Parquet files of a dataset, as paths or URLs for any reader, in the current version.

    Who reads several datasets asks for the `current` manifest once: all of one version belongs together.
    """
    places = (manifest or current(output))["places"]
    top = str(output).rstrip("/")
    return [f"{top}/{places[name]}" for name in sorted(places) if name.startswith(f"{dataset}/")]


def put(output: str, path: Path) -> str:
    """Lay a file beside the datasets, under its own name; returns where it stands.  In a folder it does already."""
    if not is_url(output):
        return str(path)
    store = Store(output)
    with store.told():
        store.system.put_file(str(path), f"{store.root}/{path.name}")
    return f"{store.url}/{path.name}"


def present(version: Path, path: Path) -> Path:
    """A file of a version, which is fetched first where only its stand-in is here."""
    if path.stat().st_mtime == 0 and (url := versions.manifest(version).get("url")):
        Store(url).fetch(version, [path.relative_to(version).as_posix()])
    return path


class Store:
    """What stands at a URL."""

    def __init__(self, url: str) -> None:
        """Find the way to a URL.  Raises BadUrl when its scheme is unknown or needs a package."""
        self.url = url.rstrip("/")
        self.system, self.root = filesystem(self.url)
        self.root = self.root.rstrip("/")

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Errors of a storage and its client as Away, or as OSError that names the URL."""
        try:
            with reached(self.url):
                yield
        except OSError as error:
            number = errno.ENOENT if isinstance(error, FileNotFoundError) else error.errno
            says = f"the storage refuses: {error}. Check address, credentials and permissions"
            raise OSError(number, says, self.url) from error

    def current(self) -> Manifest | None:
        """The manifest of the current version; None before the first."""
        for _ in range(10):
            self.system.invalidate_cache()  # fsspec remembers listings
            with self.told():
                names = [str(name) for name in self.system.glob(f"{self.root}/_manifests/*.json")]
                try:
                    return self._read(max(names)) if names else None
                except FileNotFoundError:  # two later versions came since it was listed
                    continue
        raise NoDataset(f"{self.url}/_manifests: what is listed cannot be read; restore it from a backup")

    def existing(self) -> Manifest:
        """Like `current`; raises NoDataset where there is none."""
        found = self.current()
        if found is None:
            raise NoDataset(f"{self.url}: holds no dataset; `cleancopy run SOURCE --output {self.url}` makes one")
        return found

    def _read(self, name: str) -> Manifest:
        try:
            said: Manifest = json.loads(self.system.cat_file(name))
            if versions.sealed(said) != said:
                raise ValueError("it was changed since it was written")
            if said["format"] == versions.FORMAT:
                _refuse_strange(said)
                return said
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
            raise NoDataset(f"{self.url}: {name} cannot be read ({error}); restore it from a backup") from error
        raise NoDataset(f"{self.url}: {name} is of another format; use the cleancopy that wrote it")

    def copy(self, manifest: Manifest | None, output: Path, needed: tuple[str, ...] | None) -> None:
        """Make a version current in a local folder, with the files of the folders `needed`, or with all."""
        if manifest is None:
            (output / "_current").unlink(missing_ok=True)
            return
        about = versions.sealed({**manifest, "url": self.url})
        version = output / "_versions" / f"{manifest['number']:08d}"
        if _said(output) != about:
            self._lay_out(about, output, version)
        wanted = [name for name in about["files"] if needed is None or name.partition("/")[0] in needed]
        missing = [name for name in wanted if versions.checksum(version / name) != about["files"][name]]
        if needed is None:
            self._fetch_all(version, missing)
        else:
            self.fetch(version, missing)

    def _lay_out(self, about: Manifest, output: Path, version: Path) -> None:
        held = _said(output).get("files", {})
        before = (output / "_current").resolve()
        fresh = version.with_suffix(".copy")
        shutil.rmtree(fresh, ignore_errors=True)
        for name, said in about["files"].items():
            if held.get(name) == said and (before / name).is_file():
                link(before / name, fresh / name)
            else:
                _stand_in(fresh / name, int(said.partition("-")[0]))
        versions.write_manifest(fresh, about)
        shutil.rmtree(version, ignore_errors=True)
        fresh.rename(version)
        versions.point(output, version)

    def fetch(self, version: Path, names: list[str]) -> None:
        """Fetch files of a version and check them.  Raises Damaged, Lost."""
        about = versions.manifest(version)
        try:
            self._get(about, version, names)
        except FileNotFoundError as error:
            raise Lost(
                f"{self.url}: what was to be read is gone, as two other runs have published since; run again"
            ) from error
        for name in names:
            if versions.checksum(version / name) != about["files"][name]:
                raise versions.Damaged(f"{self.url}/{about['places'][name]}: was changed; put it back from a backup")

    def _fetch_all(self, version: Path, names: list[str]) -> None:
        """Fetch what there is, for those who check every file themselves."""
        about = versions.manifest(version)
        try:
            self._get(about, version, names)
        except FileNotFoundError:
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    self._get(about, version, [name])

    def _get(self, about: Manifest, version: Path, names: list[str]) -> None:
        parts = [version / f"{name}.part" for name in names]
        with self.told():
            if names:
                self.system.get([f"{self.root}/{about['places'][n]}" for n in names], [str(part) for part in parts])
        for name, part in zip(names, parts, strict=True):
            part.replace(version / name)

    def begin(self, before: Manifest | None) -> str:
        """The folder of the next version.  It is tried out: who may not write should know before the work is done."""
        own = f"_versions/{before['number'] + 1 if before else 1:08d}-{secrets.token_hex(8)}"
        with self.told():
            self.system.pipe_file(f"{self.root}/{own}/begun", b"")
        return own

    def publish(self, output: Path, before: Manifest | None, own: str) -> None:
        """Lay the current version of a local folder at the URL and make it visible.  Raises Lost."""
        version = versions.existing(output)
        about = versions.manifest(version)
        held = before or {"files": {}, "places": {}}
        same = {name for name, said in about["files"].items() if held["files"].get(name) == said}
        about["places"] = {n: held["places"][n] if n in same else f"{own}/{n}" for n in about["files"]}
        fresh = [name for name in about["files"] if name not in same]
        name = f"{self.root}/_manifests/{about['number']:08d}.json"
        with self.told():
            self.system.put([str(version / n) for n in fresh], [f"{self.root}/{own}/{n}" for n in fresh])
            with contextlib.suppress(FileExistsError):
                self.system.pipe_file(name, json.dumps(versions.sealed(about)).encode(), mode="create")
        # A store may not know `create`, and the manifest of a run that slept for days may have had room again:
        # what counts is that the current version holds what this run has written.
        now = self.existing()
        if not any(place.startswith(own) for place in now["places"].values()):
            self._remove(f"{self.root}/{own}/{n}" for n in (*fresh, "begun"))
            raise Lost(
                f"{self.url}: another run has published version {now['number']} since this one began. "
                "Nothing of this one can be seen; run again"
            )
        self._tidy(version, {**about, "url": self.url}, same)
        self._clean(about, held)

    def _tidy(self, version: Path, about: Manifest, same: Iterable[str]) -> None:
        """Keep of the local copy what the next run reads, and what this one has added."""
        versions.write_manifest(version, about)
        for name in same:
            path = version / name
            if name.partition("/")[0] in DATA and path.stat().st_mtime:
                _stand_in(path, path.stat().st_size)

    def _clean(self, now: Manifest, before: Manifest) -> None:
        """Remove what neither this version nor the one before refers to.

        Objects of later numbers belong to runs at work.  Those of this number and earlier ones that no
        manifest names were left by runs that were killed or lost; none of them can be published any more.
        """
        named = {f"{self.root}/{place}" for about in (now, before) for place in about["places"].values()}
        with self.told():
            found = [str(name) for name in self.system.find(f"{self.root}/_versions")]
            listed = [str(name) for name in self.system.glob(f"{self.root}/_manifests/*.json")]
        self._remove(name for name in found if name not in named and _number(name, "_versions") <= now["number"])
        self._remove(name for name in listed if _number(name, "_manifests") < now["number"] - 1)

    def _remove(self, names: Iterable[str]) -> None:
        gone = list(names)
        with self.told(), contextlib.suppress(FileNotFoundError):
            if gone:
                self.system.rm(gone)


def _said(output: Path) -> Manifest:
    """The manifest of a local copy; an empty one where there is none that can be read."""
    try:
        return versions.manifest((output / "_current").resolve(strict=True))
    except (OSError, NoDataset):
        return {}


def _stand_in(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.truncate(size)
    os.utime(part, (0, 0))
    part.replace(path)


def _refuse_strange(said: Manifest) -> None:
    """Raise ValueError for a manifest that no run has written: its names become paths on this machine."""
    for path in (path for pair in said["places"].items() for path in pair):
        if path.startswith("/") or "\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise ValueError(f"it names {path!r}")
    sizes = [int(checksum.partition("-")[0]) for checksum in said["files"].values()]
    if said["files"].keys() != said["places"].keys() or not isinstance(said["number"], int) or min(sizes) < 0:
        raise ValueError("its parts do not fit each other")


def _number(name: str, folder: str) -> int:
    """The version that an object belongs to.

    >>> _number("news/clean/_versions/00000007-1f/articles/part-00000.parquet", "_versions")
    7
    """
    return int(name.rpartition(f"/{folder}/")[2][:8])
