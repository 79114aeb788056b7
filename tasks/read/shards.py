"""Shards to records: what a worker does with one unit of work."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import orjson

from tasks.read.decode import Undecodable, decode
from tasks.read.fields import Origin, article, origin, reject, site_of
from tasks.read.formats import Raw, is_one_value, json_lines, json_values, too_long
from tasks.read.html import Extracted, NoArticle, decoded, extracted, is_html
from tasks.read.plan import CHANGED, SHARD_BYTES, Part, Shard, plan, same
from tasks.read.sources import Left, find, kind, shown
from tasks.read.stream import BLOCK, Broken, Changed, opened, unpacked
from tasks.read.tables import table
from tasks.read.warc import pages
from tasks.records import Record, Reject, article_id
from tasks.settings import Settings

PIECE_BYTES = 2_000_000  # of text in memory at once; smaller ones are no faster


class Chunk(NamedTuple):
    """Some records of a shard.  Drop whatever came from the files in `changed`, from other shards as well."""

    records: list[Record]
    rejects: list[Reject]
    changed: list[Left]
    full: bool = False  # the last of `read.shard_articles` articles, or of some 32 MB of text


def read(shard: Shard, settings: Settings) -> Iterator[Chunk]:
    """A shard's records, in chunks of some 2 MB of text."""
    chunk = Chunk([], [], [])
    size = articles = 0
    piece = PIECE_BYTES
    for part in shard["parts"]:
        for item in _articles(part, settings):
            if isinstance(item, Record):
                chunk.records.append(item)
                size += item.raw_bytes
            elif isinstance(item, Reject):
                chunk.rejects.append(item)
                size += len(item.excerpt)
            else:
                chunk.changed.append(item)
                continue
            articles += 1
            if size >= SHARD_BYTES or articles >= settings.read.shard_articles:
                yield chunk._replace(full=True)
                chunk = Chunk([], [], [])
                size, articles, piece = 0, 0, PIECE_BYTES
            elif size >= piece:
                yield chunk
                chunk = Chunk([], [], [])
                piece = size + PIECE_BYTES
    if any(chunk):
        yield chunk


def read_one(path: str, settings: Settings | None = None, record: int = 0) -> Record | Reject:
    """One record of one file, for a look at it.

    Raises BadSource where there is no such file, LookupError where it has no such record.
    """
    chosen = settings or Settings()
    for shard in plan(find([path]).files, chosen):
        for chunk in read(shard, chosen):
            for taken in chunk.records:
                if taken.record == record:
                    return taken
            for refused in chunk.rejects:
                if refused.record in (record, None):
                    return refused
    raise LookupError(f"{path}: has no record {record}; records are counted from 0")


def looked_at(part: Part, settings: Settings) -> Iterator[tuple[Mapping[str, Any], Record | Reject]]:
    """The records of one part, each with the fields it was made of; a page has none."""
    if part["kind"] in ("txt", "html", "warc"):
        yield from (({}, item) for item in _articles(part, settings) if not isinstance(item, Left))
        return
    of = origin(part["path"], part["name"], part["copy"])
    try:
        for raw in _raws(part, settings):
            if raw.fields is None:
                yield {}, reject(of.path, raw.record, raw.wrong, raw.line or b"")
            else:
                yield raw.fields, article(raw.fields, raw.line, raw.record, of, settings.columns)
    except (Broken, Changed) as error:
        yield {}, reject(of.path, None, str(error), b"")


def _articles(part: Part, settings: Settings) -> Iterator[Record | Reject | Left]:
    """The records of one part; the file is compared with the plan before and after."""
    path = shown(part["path"])
    if part["digest"] and not same(part):
        yield Left(part["path"], CHANGED)
        return
    try:
        if part["kind"] == "warc":
            yield from _crawled(part, settings)
            return
        if part["kind"] in ("txt", "html"):
            item = _text(part, settings)
            # A single article is not given out before it is known that it was still whole.
            yield item if not part["digest"] or same(part) else Left(part["path"], CHANGED)
            return
        of = origin(part["path"], part["name"], part["copy"])
        for raw in _raws(part, settings):
            if raw.fields is None:
                yield reject(path, raw.record, raw.wrong, raw.line or b"")
            else:
                yield article(raw.fields, raw.line, raw.record, of, settings.columns)
    except Broken as error:
        yield reject(path, None, str(error), b"")
    except Changed as error:
        yield Left(part["path"], str(error))
        return
    if part["digest"] and not same(part):
        yield Left(part["path"], CHANGED)


def _raws(part: Part, settings: Settings) -> Iterator[Raw]:
    limit, text, encoding = settings.read.max_record_bytes, settings.columns.text, settings.read.encoding
    expansion = settings.read.max_expansion
    if part["kind"] == "parquet":
        from tasks.read.columnar import parquet  # pyarrow's Parquet reader takes 0.1 s

        return parquet(part["path"], part["groups"], part["first"], limit, text, expansion)
    if part["kind"] == "jsonl":
        blocks = unpacked(part["path"], part["packing"], expansion) if part["packing"] else _range(part)
        if part["packing"]:
            head = next(blocks, b"")
            blocks = itertools.chain([head], blocks)
            if is_one_value(head):
                return json_values(blocks, limit, encoding, text)
        return json_lines(blocks, part["first"], limit, encoding)
    blocks = unpacked(part["path"], part["packing"], expansion)
    return table(blocks, limit, text, encoding) if part["kind"] == "csv" else json_values(blocks, limit, encoding, text)


def _range(part: Part) -> Iterator[bytes]:
    left = part["stop"] - part["start"]
    with opened(part["path"]) as file:
        file.seek(part["start"])
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
    if left:
        raise Changed(CHANGED)


def _text(part: Part, settings: Settings) -> Record | Reject:
    """The one article of a text file."""
    of = origin(part["path"], part["name"], part["copy"])
    limit = settings.read.max_record_bytes
    blocks: list[bytes] = []
    size = 0
    try:
        for block in unpacked(part["path"], part["packing"], settings.read.max_expansion):
            blocks.append(block)
            size += len(block)
            if size > limit:
                return reject(of.path, None, too_long(limit), blocks[0])
        data = b"".join(blocks)
        if part["kind"] == "html":
            return _paged(of, 0, data, "", "", _stem(of.name, part))
        text, encoding = decode(data, settings.read.encoding)
        if is_html(text):
            return _paged(of, 0, data, "", "", _stem(of.name, part))
    except Broken as error:
        return reject(of.path, None, str(error), blocks[0] if blocks else b"")
    except (Undecodable, NoArticle) as error:
        return reject(of.path, None, str(error), data)
    if not text.strip():
        return reject(of.path, None, "is empty", data)
    back = encoding in ("utf-8", "utf-8-sig") or _encoded(text, encoding) == data
    return _record(of, 0, data, Extracted(text), encoding, back, _stem(of.name, part))


def _crawled(part: Part, settings: Settings) -> Iterator[Record | Reject | Left]:
    """The pages of a WARC."""
    of = origin(part["path"], part["name"], part["copy"])
    limit, expansion = settings.read.max_record_bytes, settings.read.max_expansion
    gz = part["packing"] == "gz"
    packing = "" if gz else part["packing"]
    for page in pages(unpacked(part["path"], packing, expansion), gz, limit, expansion):
        try:
            if page.wrong:
                yield reject(of.path, page.record, page.wrong, page.body)
            elif page.html:
                yield _paged(of, page.record, page.body, page.charset, page.url, page.url or None)
            else:
                text, encoding = decode(page.body)
                found = Extracted(text, url=page.url)
                yield _record(
                    of, page.record, page.body, found, encoding, _encoded(text, encoding) == page.body, page.url
                )
        except (Undecodable, NoArticle) as error:
            yield reject(of.path, page.record, f"{page.url}: {error}" if page.url else str(error), page.body)
    if part["digest"] and not same(part):
        yield Left(part["path"], CHANGED)


def _paged(of: Origin, record: int, data: bytes, charset: str, url: str, source_id: str | None) -> Record:
    """The article of an HTML page, whose bytes are kept.  Raises NoArticle, Undecodable."""
    if not data.strip():
        raise NoArticle("is empty")
    html, encoding = decoded(data, charset)
    return _record(of, record, data, extracted(html, url or None), encoding, False, source_id)


def _stem(name: str, part: Part) -> str:
    stem = PurePosixPath(name).name
    for _ in range(2 if kind(part["path"]) and part["packing"] else 1):
        stem = PurePosixPath(stem).stem
    return shown(stem)


def _record(
    of: Origin, record: int, data: bytes, found: Extracted, encoding: str, back: bool, source_id: str | None
) -> Record:
    """A record of what was found in some bytes; they are kept unless the text gives them `back`."""
    digest = hashlib.sha256(data)
    site = site_of(found.url) if found.url else ""
    return Record(
        article_id=article_id(of.name, of.copy, record, digest.digest()),
        source_path=of.path,
        record=record,
        text=found.text,
        encoding=encoding,
        raw_sha256=digest.hexdigest(),
        raw_bytes=len(data),
        original=None if back else data,
        source_id=source_id,
        url=found.url,
        site=site or of.folder,
        source=found.source,
        language=found.language,
        published_at=found.published_at,
        title=found.title,
        extra=orjson.dumps(found.extra, option=orjson.OPT_SORT_KEYS).decode() if found.extra else None,
    )


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None
