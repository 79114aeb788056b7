"""Blocks of bytes to raw records of JSON: lines of it, or an array.

Every function streams: it holds one block and one record at a time, and of a record that is too long
only the beginning.  What it cannot read it names and passes over, so that the records around it go through.
"""

from __future__ import annotations

import codecs
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from tasks.read.decode import magic
from tasks.read.stream import Broken
from tasks.read.wrappers import head_of, records_in

EXCERPT_BYTES = 1_000
SHELL_BYTES = 4_000_000  # what may stand around the list of records


class Raw(NamedTuple):
    """A record before anybody looked at its fields: `fields`, or what is wrong with it."""

    record: int
    fields: dict[str, Any] | None
    line: bytes | None  # the record's JSON, or what an excerpt is made of
    wrong: str = ""


class Long(bytes):
    """The beginning of a line or value that is longer than a record may be."""


def json_lines(blocks: Iterable[bytes], first: int, limit: int, encoding: str = "") -> Iterator[Raw]:
    """Records of JSON Lines; `record` is the line's number in its file, counted from 0, blank lines too.

    `first` is the number of the first line in these blocks.
    """
    for record, line in enumerate(lines(as_utf8(blocks, encoding), limit), first):
        if line and not line.isspace():
            yield parsed(record, line, limit)


def json_values(blocks: Iterable[bytes], limit: int, encoding: str = "", text: str = "text") -> Iterator[Raw]:
    """Records of a JSON array, of objects one after another, or of an object that holds them."""
    stream = as_utf8(blocks, encoding)
    first = next((block for block in stream if block.strip()), b"")
    record = 0
    begins = head_of(first)
    holds = not begins and first.lstrip()[:1] == b"{"  # what stands in an array is a record
    for value in values(itertools.chain([first[begins:]], stream), limit, first[:begins]):
        raw = parsed(record, value, limit)
        inner = records_in(raw.fields, text) if holds and raw.fields else None
        if inner is None:
            yield raw
            record += 1
            continue
        for fields in inner:
            yield Raw(record, fields, None)
            record += 1


def is_one_value(block: bytes) -> bool:
    r"""Whether what is called JSON Lines is an array, or objects over several lines, by its first bytes.

    >>> is_one_value(b'[\n{"text": "One."}'), is_one_value(b'{\n  "text"'), is_one_value(b'{"text": "One."}\n')
    (True, True, False)
    """
    line, _, more = block.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    line = line.strip()
    if line in (b"[", b"{"):
        return True
    return line.startswith((b"[{", b"[ {")) and (not line.endswith(b"]") or not more.strip())


def parsed(record: int, line: bytes, limit: int) -> Raw:
    """One JSON object as a raw record."""
    if type(line) is not bytes:
        return Raw(record, None, line, too_long(limit))
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        fields = _with_nan(line)
        if fields is None:
            return Raw(record, None, line, _json_says(line, error))
    if type(fields) is not dict:
        wrong = f"a JSON {_sort(fields)} where an object with fields should stand"
        return Raw(record, None, line, f'{wrong}, such as {{"text": "..."}}')
    # A name that stands twice is one key less than there are names, and its first value would be lost.
    if line.count(b'":') != len(fields) and (twice := _twice(line, fields)):
        return Raw(record, None, line, f"{twice} stands twice in this record; keep one")
    return Raw(record, fields, line)


NOT_A_NUMBER = re.compile(rb"[:,\[]\s*-?(?:NaN|Infinity)\s*[,}\]]")


def _with_nan(line: bytes) -> Any:
    """JSON with NaN and Infinity, as Python writes it, each as null; None where that is not what is wrong."""
    if not NOT_A_NUMBER.search(line):
        return None
    try:
        return json.loads(line, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return None


def too_long(limit: int) -> str:
    """The reason why a record that is too long was not read."""
    return f"longer than {limit:,} bytes; raise read.max_record_bytes if it is an article"


def lines(blocks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Lines without their newline; of one longer than `limit` only the beginning, as Long."""
    rest: list[bytes] = []
    size = 0
    for block in blocks:
        head, newline, tail = block.rpartition(b"\n")
        if newline:
            end = -1
            if rest:
                # The line that began in earlier blocks ends here; it may be too long by itself.
                end = head.find(b"\n")
                yield _joined(rest, head if end < 0 else head[:end], size, limit)
            for line in head[end + 1 :].split(b"\n") if not rest or end >= 0 else ():
                yield line if len(line) <= limit else Long(line[:EXCERPT_BYTES])
            rest, size = [], 0
        size += len(tail)
        if size <= limit:
            rest.append(tail)
        elif len(rest) != 1 or len(rest[0]) > EXCERPT_BYTES:
            rest = [b"".join([*rest, tail])[:EXCERPT_BYTES]]
    if size:
        yield _joined(rest, b"", size, limit)


def _joined(parts: list[bytes], last: bytes, size: int, limit: int) -> bytes:
    line = b"".join([*parts, last])
    return line if size + len(last) <= limit else Long(line[:EXCERPT_BYTES])


# What matters outside of strings where values stand, outside of strings deeper inside, and in strings.
# Runs are taken at once: a million brackets are one match.
# Each begins with one set of signs, which `re` looks for several times faster than for alternatives.
OUTSIDE = re.compile(rb'["\[{\]},](?:(?<=[\[{])[\[{]*+)?')
DEEPER = re.compile(rb'["\[{\]}](?:(?<=[\[{])[\[{]*+|(?<=[\]}])[\]}]*+)?')
INSIDE = re.compile(rb'["\\](?:(?<=\\).(?:\\.)*+)?', re.DOTALL)


def values(blocks: Iterable[bytes], limit: int, shell: bytes = b"") -> Iterator[bytes]:  # noqa: C901 - one automaton
    """The values of a JSON array, or objects that stand one after another, each as its bytes.

    `shell` is what of an object stood before the array, whose end then is to follow it.

    Only strings and brackets are looked at; whether a value is good JSON is for the parser to say.
    Raises Broken when the array does not end, or goes on after its end.
    """
    base = -1  # depth at which values stand: 1 in an array, 0 otherwise, -1 before anything was seen
    depth, inside, skip = 0, False, 0
    rest: list[bytes] = []
    size = 0

    def value(last: bytes) -> bytes:
        line = b"".join([*rest, last])
        return line.strip() if size + len(last) <= limit else Long(line.strip()[:EXCERPT_BYTES])

    stream = iter(blocks)
    for block in stream:
        place, start = skip, 0
        skip = 0
        if base < 0:
            if not block or block.isspace():
                continue
            base = 1 if block.lstrip()[:1] == b"[" else 0
            if base:
                depth, place = 1, block.index(b"[") + 1
                start = place
        while found := (INSIDE if inside else DEEPER if depth > base else OUTSIDE).search(block, place):
            sign, place = found[0], found.end()
            if sign == b'"':
                inside = not inside
            elif inside:
                place += sign == b"\\"  # the block ends between a backslash and what it escapes
            elif sign[:1] in b"[{":
                depth += len(sign)
            elif sign != b",":
                # No deeper than where values stand: what closes the array itself is looked at alone.
                closing = min(len(sign), max(1, depth - base))
                place += closing - len(sign)
                depth -= closing
                if depth == base - 1 and base:
                    if last := value(block[start : place - 1]):
                        yield last
                    after = itertools.chain([block[place:]], stream)
                    if not _closes(shell, after) if shell else any(block.strip() for block in after):
                        raise Broken("something follows the end of the JSON array; it was not read")
                    return
                if depth == 0 and not base:
                    yield value(block[start:place])
                    rest, size, start = [], 0, place
                elif depth < 0:
                    depth = 0
            elif depth == base and base:
                yield value(block[start : place - 1])
                rest, size, start = [], 0, place
        skip = max(0, place - len(block))
        tail = block[start:]
        size += len(tail)
        if size <= limit:
            rest.append(tail)
        elif len(rest) != 1 or len(rest[0]) > EXCERPT_BYTES:
            rest = [b"".join([*rest, tail])[:EXCERPT_BYTES]]
    last = value(b"")
    if base < 0:
        raise Broken("is empty; an array of objects should stand in it")
    if base == 1:
        if last:
            yield last
        raise Broken("the JSON array does not end: the file is cut short, or a bracket or quote is missing")
    elif last:
        yield last


def _closes(shell: bytes, after: Iterator[bytes]) -> bool:
    """Whether what follows an array ends the object that it stood in, and nothing else comes."""
    rest = b""
    for block in after:
        rest += block
        if len(rest) > SHELL_BYTES:
            return False
    try:
        return isinstance(json.loads(shell + b"[]" + rest), dict)
    except (ValueError, RecursionError):
        return False


def as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same blocks in UTF-8 without a byte order mark; JSON may be UTF-16 as well, with one or without.

    Raises Broken for what is no text by its first bytes, and for bytes that are not what their encoding says.
    """
    decoder: codecs.IncrementalDecoder | None = None
    begun = False
    done = 0
    for block in blocks:
        if not begun and block:
            begun = True
            if binary := magic(block):
                raise Broken(f"is no text but {binary}")
            name = wide(block) or encoding
            if block.startswith(codecs.BOM_UTF8):
                block = block[3:]
            elif name and codecs.lookup(name).name not in ("utf-8", "ascii"):
                decoder = codecs.getincrementaldecoder(name)()
        yield block if decoder is None else _transcoded(decoder, block, done)
        done += len(block)
    if decoder is not None:
        yield _transcoded(decoder, b"", done, final=True)


def _transcoded(decoder: codecs.IncrementalDecoder, block: bytes, done: int, final: bool = False) -> bytes:
    try:
        return decoder.decode(block, final).encode()
    except UnicodeError as error:
        raise Broken(f"not what its encoding says, after byte {done:,}: {error}") from error


def wide(head: bytes) -> str:
    """The encoding of JSON or CSV that is UTF-16 or UTF-32, by its mark or its first two characters."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nul = [not byte for byte in head[:4]]
    patterns = {
        (True, True, True, False): "utf-32-be",
        (False, True, True, True): "utf-32-le",
        (True, False, True, False): "utf-16-be",
        (False, True, False, True): "utf-16-le",
    }
    return patterns.get(tuple(nul), "")  # type: ignore[arg-type]


def _twice(line: bytes, fields: dict[str, Any]) -> str:
    """The name that stands twice in one object of a record, if any does; names are compared as written out."""
    keys = 0
    stack: list[Any] = [fields]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            keys += len(value)
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    if line.count(b'":') == keys:
        return ""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        name, times = Counter(name for name, _ in pairs).most_common(1)[0] if pairs else ("", 0)
        if times > 1:
            found.append(json.dumps(name))

    try:
        json.loads(line, object_pairs_hook=look, parse_int=len)
    except RecursionError:
        return ""
    return found[0] if found else ""


def _json_says(line: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as bad:
        return f"byte 0x{line[bad.start]:02x} is not UTF-8; write it as UTF-8, or name its encoding in read.encoding"
    return f"not JSON: {str(error).partition(': line')[0]} at character {error.pos + 1}"


def _sort(value: object) -> str:
    sorts = {bool: "true or false", int: "number", float: "number", str: "string", list: "array", type(None): "null"}
    return sorts.get(type(value), type(value).__name__)
