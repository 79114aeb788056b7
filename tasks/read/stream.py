"""Bytes of a file, wherever it lies and however it is packed, in blocks and within bounds.

No archive can make it hold more than a few blocks at a time, and none may grow beyond the set
expansion: a "bomb" of 10 KB that unpacks to 10 GB is stopped at 10 MB.
"""

from __future__ import annotations

import bz2
import errno
import lzma
import os
import stat
import zlib
from collections.abc import Iterator
from typing import IO, Any

from tasks.remote import BadUrl, filesystem, is_remote, reached

BLOCK = 1 << 20
FLOOR = 10_000_000  # bytes any archive may unpack to, whatever its size
XZ_MEMORY = 256 << 20  # `xz -9` needs 65 MB to unpack; headers can ask for 4 GB


class Broken(Exception):
    """The bytes of a file cannot be had, or end too early; the message says why, for people."""


class Changed(Exception):
    """The file is not what it was when the work was planned."""


def unpacked(path: str, packing: str, expansion: float) -> Iterator[bytes]:
    """A file's bytes without its packing, in blocks of at most a megabyte.

    Raises Broken where the archive is damaged, cut short or grows beyond `expansion`; what was yielded
    until then is sound.
    """
    with opened(path) as file:
        if not packing:
            yield from _blocks(file)
            return
        out = 0
        counted = _Counted(file)
        for block in _zst(counted) if packing == "zst" else _others(counted, packing):
            out += len(block)
            if out > max(FLOOR, expansion * counted.taken):
                raise Broken(
                    f"unpacks to more than {expansion:g} times its size, as no text does; "
                    "raise read.max_expansion if it is sound"
                )
            yield block


def opened(path: str) -> IO[bytes]:
    """A file opened for reading; only plain files, checked after opening so that no swap can trick it.

    Raises Broken with a reason for people, Changed when it is gone.
    """
    try:
        if is_remote(path):
            system, inner = filesystem(path)
            with reached(path):
                remote: IO[bytes] = system.open(inner, "rb")
            return remote
        # O_NONBLOCK: opening a FIFO would wait for somebody to write.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise Broken("not a plain file; not opened")
        return os.fdopen(handle, "rb", buffering=0)
    except FileNotFoundError:
        raise Changed("vanished before it was read") from None
    except BadUrl as error:
        raise Broken(str(error)) from error
    except OSError as error:
        raise Broken(f"cannot be opened: {explained(error)}") from error


def explained(error: OSError) -> str:
    """What an operating system's error means for a reader, with the remedy where there is one."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "permission denied; let this user read it"
    return error.strerror or str(error) or type(error).__name__


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := _read(file, BLOCK):
        yield block


def _read(file: Any, size: int) -> bytes:
    try:
        with reached(getattr(file, "path", "the source")):
            return bytes(file.read(size))
    except OSError as error:
        raise Broken(f"cannot be read on: {explained(error)}") from error


class _Counted:
    """A file that counts what was taken from it; pyarrow reads from it as well."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.taken = 0
        self.closed = False

    def read(self, size: int = BLOCK) -> bytes:
        block = _read(self.file, size)
        self.taken += len(block)
        return block

    def rewind(self) -> None:
        self.file.seek(0)
        self.taken = 0
        self.closed = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def writable(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


def _zst(file: _Counted) -> Iterator[bytes]:
    """Zstandard by way of pyarrow, as Python has it only from 3.14 on.

    Where an archive breaks, pyarrow gives nothing of the piece it was asked for; asked again for ever
    smaller pieces it gives all there is, and the records before the break are kept.
    """
    import pyarrow as pa

    done = 0
    broken: OSError | None = None
    for step in (BLOCK, 1024, 1):
        file.rewind()
        stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
        skipped = 0
        try:
            while skipped < done:
                skipped += len(stream.read(min(BLOCK, done - skipped)))
            while block := stream.read(step):
                done += len(block)
                yield block
        except OSError as error:
            broken = error
            continue
        if not file.taken:
            raise Broken("the .zst archive is empty; fetch it again")
        return
    raise Broken(_archive_says("zst", str(broken))) from broken


def _others(file: _Counted, packing: str) -> Iterator[bytes]:
    make = {
        "gz": lambda: zlib.decompressobj(wbits=31),
        "bz2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY),
    }[packing]
    unpacker: Any = make()
    data, members = file.read(BLOCK // 8), 0
    while True:
        try:
            block = unpacker.decompress(data, BLOCK)
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            raise Broken(_archive_says(packing, str(error), members)) from error
        if block:
            yield block
        if unpacker.eof:
            members += 1
            data = unpacker.unused_data or file.read(BLOCK // 8)
            while data and not data.strip(b"\0"):  # tapes pad archives with zeros; gzip and xz allow it
                data = file.read(BLOCK // 8)
            if not data:
                return
            unpacker = make()
            continue
        data = getattr(unpacker, "unconsumed_tail", b"")
        if not data and len(block) < BLOCK and getattr(unpacker, "needs_input", True):
            data = file.read(BLOCK // 8)
            if not data:
                raise Broken(f"the .{packing} archive is cut short; fetch it again")


def _archive_says(packing: str, error: str, members: int = 0) -> str:
    if "runcated" in error:
        return f"the .{packing} archive is cut short; fetch it again"
    if "emory" in error:
        return f"unpacking this .{packing} archive takes more than {XZ_MEMORY >> 20} MB of memory; pack it again"
    place = "after its end, the archive goes on with something else" if members else "the archive is damaged or none"
    return f"{place} ({error.strip()}); check that it is .{packing}, or fetch it again"
