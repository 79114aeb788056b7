"""Blocks of bytes to raw records of CSV."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator

from tasks.read.decode import Undecodable, decode
from tasks.read.formats import EXCERPT_BYTES, Raw, as_utf8, lines, too_long
from tasks.read.names import likeliest, text_in
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
    told = SEPARATOR.fullmatch(header_line)
    if told:  # Excel's way to name the separator
        header_line = next(feed, "").rstrip("\r\n")
    if not header_line.strip():
        raise Broken(f'is empty; its first line should name the columns, "{text}" among them')
    delimiter = told[1] if told else _delimiter(header_line, text)
    header = _header(header_line, delimiter)
    if text not in header and not text_in(dict.fromkeys(header, "x"))[0]:
        found, name = ", ".join(header[:20]), likeliest(dict.fromkeys(header, "x"))
        raise Broken(f'its header names no column "{text}" (there are: {found}). Map it: --set columns.text={name}')
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise Broken(f'its header names the column "{twice[0]}" twice; rename one')
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    rows = _Doubt()
    record = -1
    while True:
        feed.mark()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            record += 1
            excerpt = feed.retreat()
            rows.broken(excerpt.decode("utf-8", "replace").partition(delimiter)[0])
            yield Raw(record, None, excerpt, f"not CSV: {error}; look at its quotes")
            continue
        if not row:
            continue
        record += 1
        if len(row) != len(header):
            wrong = f"{len(row)} fields where the header has {len(header)}; look at its commas and quotes"
            yield Raw(record, None, feed.excerpt(), wrong)
        elif rows.doubts(row[0], feed.held):
            wrong = "may be a piece of the field above whose quotes are broken; mend those"
            yield Raw(record, None, feed.excerpt(), wrong)
        else:
            yield Raw(record, dict(zip(header, row, strict=True)), None)


SEPARATOR = re.compile(r"\ufeff?sep=([,;\t|])", re.IGNORECASE)


def _delimiter(line: str, text: str) -> str:
    """What separates the fields of a header: where the text's name stands, else where there are the most."""
    named = next((sign for sign in ",;\t|" if text in _header(line, sign)), "")
    return named or max(",;\t|", key=lambda sign: len(_header(line, sign)))


class _Doubt:
    """Whether a row may be the rest of a field whose quotes are broken: prose has commas, too.

    It is believed again from the first row on that begins as rows do: with a number, one word, or words and quotes.
    """

    def __init__(self) -> None:
        self.begins: set[str] = set()
        self.doubtful = False

    def broken(self, first: str) -> None:
        """A row that cannot be read: what follows is doubtful."""
        if not self.doubtful:
            self.begins.add(_form(first))
        self.doubtful = True

    def doubts(self, first: str, lines: list[str]) -> bool:
        """Whether this row is not to be believed."""
        form = _form(first)
        if self.doubtful and (form not in self.begins or (form == "words" and not any('"' in line for line in lines))):
            return True
        self.doubtful = False
        self.begins.add(form)
        return False


def _form(cell: str) -> str:
    """The form of a cell: a number, a word, words, or nothing."""
    cell = cell.strip().strip('"')
    return "" if not cell else "number" if cell.isdigit() else "words" if " " in cell else "word"


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
    """Lines with their newline (old Macs wrote a carriage return).

    UTF-8 unless the first block that is not ASCII says otherwise.

    In a file that is UTF-8 but for some bytes, these become lone surrogates: their record is rejected.
    """
    name = "utf-8" if encoding else ""
    newline = ""

    def watched() -> Iterator[bytes]:
        nonlocal name, newline
        ahead = b""  # what of a character the last block ended in
        for block in as_utf8(blocks, encoding):
            if not newline:
                newline = "\r" if b"\r" in block and b"\n" not in block else "\n"
            if not name and (ahead or not block.isascii()):
                ahead += block
                try:
                    text, used = codecs.utf_8_decode(ahead, "strict", False)
                except UnicodeDecodeError:
                    name = _encoding_of(ahead[:SAMPLE])
                else:
                    name = "" if text.isascii() else "utf-8"
                    ahead = ahead[used:]
            yield block.replace(b"\r", b"\n") if newline == "\r" else block

    for line in lines(watched(), limit):
        if type(line) is not bytes:
            yield _LongText(line.decode("ascii", "replace"))
        elif name in ("", "utf-8"):
            yield line.decode("utf-8", "surrogateescape") + newline
        else:
            yield _strictly(line, name) + newline


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
