"""Blocks of bytes to raw records of CSV."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator

from tasks.read.decode import Undecodable, decode
from tasks.read.formats import EXCERPT_BYTES, Raw, as_utf8, lines, too_long
from tasks.read.stream import Broken

SAMPLE = 200_000  # bytes of a table looked at to find its encoding


def table(blocks: Iterable[bytes], limit: int, text: str, encoding: str = "") -> Iterator[Raw]:
    """Records of a CSV file with a header; `record` counts its rows from 0.

    Quotes are taken strictly: a quote left open could swallow its neighbours and still look like a row.
    Where one is, the row it stands in is passed over and reading goes on with the next line.
    """
    # Process-wide, and no smaller than anybody else needs it.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    feed = _Feed(_text_lines(blocks, limit, encoding), limit)
    header_line = next(feed, "").rstrip("\r\n")
    if not header_line:
        raise Broken(f'is empty; its first line should name the columns, "{text}" among them')
    delimiter = next((sign for sign in ",;\t" if text in _header(header_line, sign)), ",")
    header = _header(header_line, delimiter)
    if text not in header:
        found = ", ".join(header[:20])
        raise Broken(f'its header names no column "{text}" (there are: {found}). Map it: --set columns.text=NAME')
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise Broken(f'its header names the column "{twice[0]}" twice; rename one')
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    record = -1
    while True:
        feed.mark()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            record += 1
            yield Raw(record, None, feed.retreat(), f"not CSV: {error}; look at its quotes")
            continue
        if not row:
            continue
        record += 1
        if len(row) != len(header):
            wrong = f"{len(row)} fields where the header has {len(header)}; look at its commas and quotes"
            yield Raw(record, None, feed.excerpt(), wrong)
        else:
            yield Raw(record, dict(zip(header, row, strict=True)), None)


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []


class _Feed:
    """Lines for the CSV reader, which can be taken back as far as the last mark.

    Taking back is paid from what was read: a file made so that each of its lines opens a quote that
    never closes would otherwise be read once for every line.
    """

    def __init__(self, source: Iterator[str], limit: int) -> None:
        self.source = source
        self.limit = limit
        self.again: list[str] = []  # taken back, last line first
        self.held: list[str] = []
        self.size = 0
        self.credit = 1_000_000

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.again:
            line = self.again.pop()
        else:
            line = next(self.source)
            self.credit += 4 * len(line)
        self.held.append(line)
        self.size += len(line)
        if self.size > self.limit or type(line) is not str:
            raise csv.Error(too_long(self.limit))
        return line

    def mark(self) -> None:
        self.held.clear()
        self.size = 0

    def excerpt(self) -> bytes:
        return "".join(self.held[:20])[:EXCERPT_BYTES].encode("utf-8", "surrogateescape")

    def retreat(self) -> bytes:
        """Take back all lines since the mark but the first, and return an excerpt of that one."""
        rest = self.held[1:]
        if rest and self.size <= self.credit:
            self.credit -= self.size
            self.again += reversed(rest)
            del self.held[1:]
        return self.excerpt()


class _LongText(str):
    """The beginning of a line that is longer than a record may be."""

    __slots__ = ()


def _text_lines(blocks: Iterable[bytes], limit: int, encoding: str) -> Iterator[str]:
    """Lines with their newline.  UTF-8 unless the first block that is not ASCII says otherwise.

    In a file that is UTF-8 but for some bytes, these become lone surrogates: their record is rejected.
    """
    name = "utf-8" if encoding else ""

    def watched() -> Iterator[bytes]:
        nonlocal name
        ahead = b""  # what of a character the last block ended in
        for block in as_utf8(blocks, encoding):
            if not name and (ahead or not block.isascii()):
                ahead += block
                try:
                    text, used = codecs.utf_8_decode(ahead, "strict", False)
                except UnicodeDecodeError:
                    name = _encoding_of(ahead[:SAMPLE])
                else:
                    name = "" if text.isascii() else "utf-8"
                    ahead = ahead[used:]
            yield block

    for line in lines(watched(), limit):
        if type(line) is not bytes:
            yield _LongText(line.decode("ascii", "replace"))
        elif name in ("", "utf-8"):
            yield line.decode("utf-8", "surrogateescape") + "\n"
        else:
            yield _strictly(line, name) + "\n"


def _encoding_of(sample: bytes) -> str:
    try:
        name = decode(sample.rpartition(b"\n")[0] or sample).encoding
    except Undecodable:
        return "utf-8"
    return "utf-8" if name.startswith("utf") else name


def _strictly(line: bytes, name: str) -> str:
    try:
        return line.decode(name)
    except UnicodeDecodeError as error:
        raise Broken(f"looked like {name}, but byte 0x{line[error.start]:02x} is none; set read.encoding") from error
