"""Versions of a dataset folder: one is current, one is being made, and a single rename swaps them."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from tasks.files import link
from tasks.refusal import Refusal
from tasks.schemas import SCHEMAS

STATE = ("originals", "ledger/ids")  # what a version keeps beside the datasets and hands on as it is
KEPT = ("articles", "duplicates", "edits", "originals", "ledger")  # what everything else can be made from
REBUILT = ("index", "memory", "relations")
SHARED = ("repair", "story", "near")  # settings that all articles of a dataset have in common
FORMAT = 1  # of the folder's layout; a newer one is refused, an older one is migrated by `rebuild`


class Busy(Refusal):
    """Another run holds the lock of this dataset."""


class Damaged(Refusal):
    """A file of the dataset is not what was written."""


class Mixed(Refusal):
    """The dataset was made in another way than it would be added to."""


class NoDataset(Refusal):
    """The folder holds no dataset of ours, or one that this version cannot read."""


@contextlib.contextmanager
def locked(output: Path, shown: str = "") -> Iterator[None]:
    """Hold the dataset's lock.  The system frees it when the process ends, however it ends.

    Raises Busy, which names the folder as it is `shown`, when another process holds it.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (output / "_lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(100).strip() or "another process"
            place = shown or output
            raise Busy(f"{place}: {holder} is writing here; wait for it to end, or choose another output") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


def current(output: Path) -> Path | None:
    """The folder of the version that readers see now; None before the first run.

    Raises NoDataset when it was written by a later format.
    """
    link = output / "_current"
    if not link.exists():
        return None
    version = link.resolve()
    found = manifest(version).get("format")
    if found != FORMAT:
        raise NoDataset(f"{output}: has format {found}, this cleancopy reads {FORMAT}; use the cleancopy that wrote it")
    return version


def existing(output: Path) -> Path:
    """Like `current`, for commands that need a dataset; raises NoDataset where there is none."""
    version = current(output)
    if version is None:
        raise NoDataset(f"{output}: holds no dataset; `cleancopy run SOURCE --output {output}` makes one")
    return version


def manifest(version: Path) -> dict[str, Any]:
    """What a version says of itself: format, number, settings, library versions and a checksum for each file.

    Raises NoDataset where it is not what was written.
    """
    path = version / "manifest.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        whole = isinstance(content, dict) and content == sealed(content)
    except (OSError, ValueError, RecursionError) as error:
        raise NoDataset(f"{path}: cannot be read ({error}); restore it from a backup") from error
    if not whole:
        raise NoDataset(f"{path}: was changed since it was written; restore it from a backup")
    found: dict[str, Any] = content
    return found


def write_manifest(version: Path, content: dict[str, Any]) -> None:
    """Write down what a version says of itself, with a checksum of that."""
    (version / "manifest.json").write_text(json.dumps(sealed(content), indent=1), encoding="utf-8")


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says, with a checksum of it."""
    said = {name: value for name, value in content.items() if name != "seal"}
    return {**said, "seal": hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()}


def refuse_mixture(version: Path, about: dict[str, Any]) -> None:
    """Raise Mixed when a version's articles were cleaned with other settings or versions than `about` names.

    Rows of two ways to clean cannot be told apart: a rebuild gives all of them the new way.
    """
    made = manifest(version)
    differing = [
        f"{section}.{name} = {value} (now {now})"
        for section in SHARED
        for name, now in about["settings"][section].items()
        if (value := made["settings"][section].get(name)) != now
    ]
    differing += [
        f"{name} {value} (now {now})"
        for name, now in about["versions"].items()
        if (value := made["versions"].get(name)) != now
    ]
    if differing:
        raise Mixed(
            f"{version}: its articles were cleaned with {', '.join(differing)}. `cleancopy rebuild` cleans all of them "
            "again as it is now; or go back to what it was"
        )


def begin(output: Path) -> tuple[Path, int]:
    """Clear debris and make the folder of the next version; returns it and its number.  Needs the lock."""
    for name in SCHEMAS:
        if (output / name).exists() and not (output / name).is_symlink():
            raise NoDataset(f"{output / name}: stands where a dataset would go; choose an empty folder as output")
    now = current(output)
    number = int(now.name) + 1 if now else 1
    versions = output / "_versions"
    versions.mkdir(exist_ok=True)
    for folder in versions.iterdir():
        if not folder.name.isdigit() or int(folder.name) >= number:
            shutil.rmtree(folder)
    shutil.rmtree(output / "_staging", ignore_errors=True)
    fresh = versions / f"{number:08d}.{secrets.token_hex(4)}.new"
    staging(fresh).mkdir(parents=True)
    for name in SCHEMAS:
        (fresh / name).mkdir(parents=True)
    return fresh, number


def staging(fresh: Path) -> Path:
    """The folder for work in progress on a new version.

    Its name is new for every run, as the version's own is: what a worker of a run that was killed still writes
    reaches no other.
    """
    return fresh.parents[1] / "_staging" / fresh.name


def inherit(
    fresh: Path, old: Path, without: frozenset[str] = frozenset(), only: tuple[str, ...] = (*SCHEMAS, *STATE)
) -> None:
    """Link the old version's files into the new one: those of the folders `only`, but not those named in `without`.

    Names are relative to the version's folder, such as `articles/batch=r000001/part-00000.parquet`.
    Files are linked where the file system can, and copied where it cannot.
    """
    for name in only:
        for path in sorted(path for path in (old / name).rglob("*") if path.is_file()):
            relative = path.relative_to(old)
            if relative.as_posix() not in without:
                link(path, fresh / relative)


def commit(output: Path, fresh: Path, about: dict[str, Any]) -> Path:
    """Make the new version the current one, in one step that cannot be seen half done.

    Everything is on disk before the link is replaced; the version before the last one is removed after it.
    """
    files = sorted(path for path in fresh.rglob("*") if path.is_file())
    before = manifest(old)["files"] if (old := current(output)) else {}
    sums = {}
    for path in files:
        name = path.relative_to(fresh).as_posix()
        what = path.stat()
        handed_on = name in before and (what.st_nlink > 1 or not what.st_mtime)  # a stand-in of storage.py is from 1970
        sums[name] = before[name] if handed_on else checksum(path)
    content = {"format": FORMAT, "number": int(fresh.name.split(".")[0]), **about, "files": sums}
    write_manifest(fresh, content)
    written = (path for path in files if path.stat().st_nlink == 1)  # a linked file is on disk already
    for path in [*written, fresh / "manifest.json", *(p for p in fresh.rglob("*") if p.is_dir()), fresh]:
        _sync(path)
    version = fresh.rename(fresh.parent / fresh.name.partition(".")[0])
    for name in SCHEMAS:
        if not (output / name).is_symlink():
            (output / name).symlink_to(Path("_current") / name)
    point(output, version)
    number = int(version.name)
    for folder in version.parent.iterdir():
        if folder.name.isdigit() and int(folder.name) < number - 1:
            shutil.rmtree(folder)
    shutil.rmtree(output / "_staging", ignore_errors=True)
    return version


def point(output: Path, version: Path) -> None:
    """Make a finished version the current one."""
    new_link = output / "_current.new"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(version.relative_to(output))
    _sync(version.parent)
    new_link.replace(output / "_current")
    _sync(output)


def names(version: Path) -> set[str]:
    """Every file of a version but its manifest, relative to its folder."""
    files = {path.relative_to(version).as_posix() for path in version.rglob("*") if path.is_file()}
    return files - {"manifest.json"}


def checksum(path: Path) -> str:
    """A file's size and the BLAKE2 of its bytes, such as `8192-` and 32 hex digits; empty without a file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    return f"{path.stat().st_size}-{digest.hexdigest()}"


def refuse_damage(version: Path, needed: Collection[str], by_size: tuple[str, ...] = ()) -> None:
    """Raise Damaged for a file that is not what was written; of those in `by_size` only the size is looked at.

    What is needed is a folder, or a part in a folder, such as `articles/batch=r000001/part-00000`.
    """
    for name, said in manifest(version).get("files", {}).items():
        folder, path = name.partition("/")[0], version / name
        if folder in needed or name.rpartition(".")[0].partition("-r")[0] in needed:
            sound = checksum(path) == said
        elif folder in by_size:
            sound = path.is_file() and path.stat().st_size == int(said.partition("-")[0])
        else:
            continue
        if not sound:
            cure = "`cleancopy rebuild` makes it anew" if folder in REBUILT else "put it back from a backup"
            state = "was changed or cut short" if path.is_file() else "is missing"
            raise Damaged(f"{path}: {state}; {cure}. `cleancopy verify` names all that is damaged")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
