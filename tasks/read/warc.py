"""The pages of a WARC file, as crawlers and Common Crawl write them: one raw page at a time.

A packed WARC is one gzip member a record.  Where a member is damaged, or a record is cut short, reading goes on with
the next one.  What is no page (requests, images, redirects) is passed over.  The HTTP is taken apart by fastwarc.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tasks.read.formats import EXCERPT_BYTES, too_long
from tasks.read.stream import BLOCK

MAGIC = b"\x1f\x8b\x08"
BEGIN = re.compile(rb"WARC/\d\.\d\r?\n")
LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
LONGEST_HEAD = 64_000  # bytes
PAGES = re.compile(rb"^WARC-Type:\s*(?:response|resource|conversion)\s*$", re.IGNORECASE | re.MULTILINE)


class Gap(NamedTuple):
    """A place where bytes are missing, and why."""

    reason: str


class Page(NamedTuple):
    """A page of a WARC, or what is wrong with it: the body as it was sent, unpacked."""

    record: int
    url: str
    body: bytes
    charset: str
    html: bool
    wrong: str = ""


def pages(blocks: Iterable[bytes], packed: bool, limit: int, expansion: float) -> Iterator[Page]:
    """The pages of a WARC; `record` counts pages and what may have been one, from 0."""
    number = 0
    for raw in _records(_unpacked(blocks, expansion) if packed else blocks, limit):
        if isinstance(raw, Gap):
            yield Page(number, "", b"", "", False, raw.reason)
        elif page := _page(raw, number, limit):
            yield page
        else:
            continue
        number += 1


def _unpacked(blocks: Iterable[bytes], expansion: float) -> Iterator[bytes | Gap]:
    """The bytes of all gzip members; a Gap for each that is damaged, or grows as no text does."""
    stream = iter(blocks)
    data, ended = b"", False
    while True:
        while (at := data.find(MAGIC)) < 0 and not ended:
            data = data[-2:]
            data, ended = _more(data, stream)
        if at < 0:
            return
        data = data[at:]
        unpacker = zlib.decompressobj(wbits=31)
        taken, out = 0, 0
        feed = data
        # What stands behind a damaged beginning is looked at again: the next member may begin in it.
        again = data[len(MAGIC) :]
        while not unpacker.eof:
            if not feed:
                feed, ended = _more(b"", stream)
                if ended and not feed:
                    yield Gap("the archive is cut short in this record; fetch it again")
                    return
                again = feed
            try:
                block = unpacker.decompress(feed, BLOCK)
            except zlib.error as error:
                yield Gap(f"the archive is damaged here ({str(error).strip()}); fetch it again")
                break
            taken += len(feed) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            feed = unpacker.unconsumed_tail
            out += len(block)
            if out > max(10_000_000, expansion * taken):
                yield Gap(f"unpacks to more than {expansion:g} times its size, as no text does")
                break
            if block:
                yield block
        data = unpacker.unused_data if unpacker.eof else again


def _more(data: bytes, stream: Iterator[bytes]) -> tuple[bytes, bool]:
    block = next(stream, None)
    return (data, True) if block is None else (data + block, False)


def _records(blocks: Iterable[bytes | Gap], limit: int) -> Iterator[bytes | Gap]:
    """The bytes of each WARC record, head and block; a Gap for each that is cut short, too long or none."""
    held = b""
    skip = 0  # bytes of a record that is too long and still to come
    stream = iter(blocks)
    item: bytes | Gap | None = b""
    while item is not None:
        item = next(stream, None)
        if isinstance(item, Gap):
            yield item
            held, skip = b"", 0
            continue
        held += item or b""
        if skip:
            gone = min(skip, len(held))
            held, skip = held[gone:], skip - gone
        while held and not skip:
            found = BEGIN.search(held)
            if not found:
                held = held[-16:] if item is not None else b""
                break
            held = held[found.start() :]
            end, wide = _head_end(held)
            if end < 0:
                if len(held) > LONGEST_HEAD:
                    yield Gap("a WARC record's head does not end")
                    held = held[8:]
                    continue
                break
            length = LENGTH.search(held, 0, end)
            if not length:
                yield Gap("a WARC record names no Content-Length")
                held = held[8:]
                continue
            size = end + wide + int(length[1])
            if size > limit + LONGEST_HEAD:
                if PAGES.search(held, 0, end):
                    yield Gap(too_long(limit))
                gone = min(size, len(held))
                held, skip = held[gone:], size - gone
                continue
            if len(held) < size + 4 and item is not None:
                break
            found_one, held = _cut(held, end + wide, size)
            yield found_one
    if held.strip():
        yield Gap("the WARC record is cut short")


def _cut(held: bytes, body: int, size: int) -> tuple[bytes | Gap, bytes]:
    """The record with which bytes begin, and what stands behind it; a gap where it does not go on to its end."""
    following = BEGIN.search(held, body, size) if not _ends(held, size) else None
    if following:  # the next record begins before this one ends
        return Gap("the WARC record is cut short"), held[following.start() :]
    if len(held) < size:
        return Gap("the WARC record is cut short"), b""
    return held[:size], held[size:]


def _ends(held: bytes, size: int) -> bool:
    """Whether a record ends where it says: with two line ends, or the file."""
    after = held[size : size + 4]
    return len(held) == size or after[:2] in (b"\r\n", b"\n\n")


def _head_end(held: bytes) -> tuple[int, int]:
    """Where a head ends, and how many bytes divide it from what follows."""
    found = re.search(rb"\r?\n\r?\n", held[: LONGEST_HEAD + 4])
    return (found.start(), found.end() - found.start()) if found else (-1, 0)


def _page(raw: bytes, number: int, limit: int) -> Page | None:
    """The page in a WARC record; None where it is none."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    if not PAGES.search(raw, 0, _head_end(raw)[0]):
        return None
    try:
        wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
        archive = ArchiveIterator(
            io.BytesIO(raw + b"\r\n\r\n"), record_types=wanted, auto_decode="all", quirks_mode=True
        )
        for record in archive:
            url = record.headers.get("WARC-Target-URI") or ""
            kind = (record.http_content_type or record.headers.get("Content-Type") or "").lower()
            status = record.http_headers.status_code if record.http_headers else 200
            html = kind.startswith(("text/html", "application/xhtml"))
            if status != 200 or not (html or (kind.startswith("text/plain") and url)):
                return None
            body = record.reader.read(limit + 1)
            if len(body) > limit:
                return Page(number, url, body[:EXCERPT_BYTES], "", html, too_long(limit))
            return Page(number, url.strip("<>"), body, record.http_charset or "", html)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        return Page(number, "", raw[:EXCERPT_BYTES], "", False, f"a WARC record that cannot be read: {error}")
    return None
