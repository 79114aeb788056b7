"""A raw record to a Record: every field it may have, whatever it holds instead.

Nothing that was given is lost: what is not understood (a date in words, a title that is a list) goes
into `extra` under its own name.  Only a record without a usable text is rejected.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from tasks.read.dates import moment
from tasks.read.html import NoArticle, extracted, is_html
from tasks.read.names import DATES, LANGUAGES, NOT_GIVEN, SOURCES, TITLES, URLS, at, joined, likeliest, sole, text_in
from tasks.read.sources import shown
from tasks.records import Record, Reject, article_id
from tasks.settings import Columns

EXCERPT = 200  # characters
HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#\\\s]+)|(www\.[^/?#\\\s]+)", re.IGNORECASE)
# Hosts of which the list of public suffixes says no more than this; it takes .2 s and 10 MB to read.
COMMON = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){0,8}([a-z0-9][a-z0-9-]{0,61}[a-z0-9]\.(?:com|net|org))", re.IGNORECASE | re.ASCII
)
ORJSON_INTEGERS = 2**63  # orjson makes floats of integers beyond 64 bits


class Origin(NamedTuple):
    """What all records of one file share."""

    path: str  # as published
    name: str
    copy: int
    folder: str  # the site of records that have no URL


def origin(path: str, name: str, copy: int) -> Origin:
    """The origin of the records of one file."""
    inner = path.rpartition("://")[2] if "://" in path else path
    parts = [part for part in inner.split("/")[:-1] if part not in ("", ".", "..")]
    if not parts and "://" not in path:
        parts = _working_folder()
    return Origin(shown(path), name, copy, plain(parts[-1]) if parts else "")


def article(fields: Mapping[str, Any], line: bytes | None, record: int, of: Origin, names: Columns) -> Record | Reject:
    """The Record that these fields make, or the Reject that says why they make none.

    `line` is the record's JSON where it has one; it is looked at again for integers that do not fit 64 bits.
    """
    rest = dict(fields)
    text = _text(rest, names)
    if not isinstance(text, str):
        what = f'no "{names.text}"' if text is None else f'"{names.text}" is {_sort(text)}, not a string'
        cure = f"Every record needs one. Named otherwise? --set columns.text={likeliest(rest)} (here: {_keys(rest)})"
        return reject(of.path, record, f"{what}. {cure}", line if line is not None else str(dict(fields)))
    if not text or text.isspace():
        return reject(of.path, record, f'its "{names.text}" is empty', line if line is not None else str(dict(fields)))
    original: bytes | None = None
    if "<" in text and is_html(text):
        try:
            original = text.encode()
            found = extracted(text, rest.get(names.url) if isinstance(rest.get(names.url), str) else None)
        except UnicodeEncodeError:
            return reject(of.path, record, BAD_UNICODE, line or text)
        except NoArticle as error:
            return reject(of.path, record, f'its "{names.text}" {error}', line or text)
        text = found.text
        for name, value in ((names.title, found.title), (names.language, found.language), (names.source, found.source)):
            if value and not rest.get(name):
                rest[name] = value
    source_id = rest.pop(names.id, None)
    if isinstance(source_id, int | float) and not isinstance(source_id, bool):
        source_id = _digits(source_id, names.id, line)
    try:
        raw = original or text.encode()
        source_id = _string(source_id, names.id, rest)
        if "source-hostname" in rest and names.url not in rest:  # trafilatura calls the address source
            rest[names.url] = rest.pop(names.source, None)
        url = _given(rest, names.url, URLS)
        title = _given(rest, names.title, TITLES)
        source = _given(rest, names.source, SOURCES)
        language = _given(rest, names.language, LANGUAGES)
        given, published_at = _published(rest, names, language)
        extra = _json(rest, line) if rest else None
        others = orjson.dumps((source_id, url, title, source, language, None if given is None else str(given), extra))
        digest = hashlib.sha256(raw)
        identity = article_id(of.name, of.copy, record, digest.digest(), others)
    except UnicodeEncodeError:
        return reject(of.path, record, BAD_UNICODE, line or text)
    except (TypeError, ValueError, RecursionError) as error:
        says = BAD_UNICODE if "surrogates" in str(error) else f"a field cannot be written as JSON: {error}"
        return reject(of.path, record, says, line or text)
    site = site_of(url) if url else ""
    return Record(
        identity,
        of.path,
        record,
        text,
        "utf-8",
        digest.hexdigest(),
        len(raw),
        original,
        source_id,
        url,
        site or of.folder,
        source,
        language,
        published_at,
        title if title and not title.isspace() else None,
        extra,
    )


def _text(rest: dict[str, Any], names: Columns) -> Any:
    """Take the text out of a record: under its name, a path of names, or where a known tool puts it."""
    text = joined(rest.pop(names.text, None))
    if text is None and "." in names.text:
        text = joined(at(rest, names.text))
    if names.text == "text" and (text is None or "maintext" in rest):
        path, found = text_in(rest)
        if path:
            if "." not in path:
                del rest[path]
            elif path == "body.sections":
                summary = joined(at(rest, "body.summary"))
                found = [summary, *found] if isinstance(summary, str) else found
                del rest["body"]
            if text is not None:
                rest[names.text] = text
            text = joined(found)
    return text


def _given(rest: dict[str, Any], name: str, others: Sequence[str]) -> str | None:
    """Take a field out of a record, under its own name or one that a tool gives it.  What is no string stays."""
    for known in (name, *others):
        value = rest.get(known)
        if isinstance(value, str):
            del rest[known]
            if value:
                return value
        elif value is None:
            rest.pop(known, None)
        elif isinstance(found := sole(value), str) and found:
            return found
    return None


def _published(rest: dict[str, Any], names: Columns, language: str | None) -> tuple[Any, datetime | None]:
    """Take the date out of a record: as it was given, and when that is.  What is not understood stays."""
    unread: Any = None
    for name in (names.published_at, "date", *DATES):
        given = rest.get(name)
        if given is None:
            rest.pop(name, None)
        elif found := moment(given, language):
            del rest[name]
            return given, found
        elif unread is None:
            unread = given
    return unread, None


def unread_date(extra: str | None, names: Columns) -> bool:
    """Whether a record without a date was given one that nobody understood: what is left of it.

    >>> unread_date('{"date":"last Monday"}', Columns()), unread_date('{"date_modify":"None"}', Columns())
    (True, False)
    """
    if extra is None or not any(f'"{name}":' in extra for name in (names.published_at, "date", *DATES)):
        return False
    rest = json.loads(extra)
    found = (rest[name] for name in (names.published_at, "date", *DATES) if name in rest)
    return any(value is not None and str(value).strip().lower() not in NOT_GIVEN for value in found)


BAD_UNICODE = "holds bytes or half characters (lone surrogates) that cannot be written; save it again as UTF-8"


def reject(path: str, record: int | None, reason: str, found: str | bytes) -> Reject:
    """A Reject whose excerpt and reason are printable and short."""
    return Reject(path, record, printable(reason, 500), printable(found, EXCERPT))


def printable(found: str | bytes, length: int) -> str:
    r"""The first characters, on one line, with a sign for each that does not print.

    >>> printable(b"GIF89a\x00\x01 \xff", 200)
    'GIF89a·· �'
    """
    text = found[: 4 * length].decode("utf-8", "replace") if isinstance(found, bytes) else found[:length]
    return "".join(c if c.isprintable() else " " if c.isspace() else "·" for c in text[:length])


def site_of(url: str) -> str:
    """The registered host of a URL, in lower-case ASCII; empty when it has none.

    >>> site_of("https://user@News.Example.co.uk:8080/a?b"), site_of("mailto:x@example.com"), site_of("//../etc")
    ('example.co.uk', '', '')
    """
    found = HOST.match(url)
    return _registered((found[1] or found[2])[:300]) if found else ""


@functools.lru_cache(maxsize=65_536)
def _registered(netloc: str) -> str:
    host = netloc.rpartition("@")[2]
    if host.startswith("["):
        return plain(host.partition("]")[0])
    host = host.partition(":")[0].rstrip(".")
    if common := COMMON.fullmatch(host):
        return common[1].lower()
    return plain(_suffixes().privatesuffix(_decoded(host)) or host)


def _decoded(host: str) -> str:
    """A host in its own letters; as it is where what looks like punycode is none.

    >>> _decoded("news.xn--efvy88h.cn"), _decoded("xn--a.example")
    ('news.新闻.cn', 'xn--a.example')
    """
    if "xn--" not in host.lower():
        return host
    try:
        return host.lower().encode("ascii").decode("idna")
    except UnicodeError:
        return host


@functools.cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # for those whose records have URLs beyond COMMON

    # The list that comes with the package: the same on every machine, and no network.
    return PublicSuffixList(accept_unknown=False, only_icann=True, accept_encoded_idn=False)


@functools.cache
def _working_folder() -> list[str]:
    from pathlib import Path

    return [Path.cwd().name]


@functools.lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name of a-z, 0-9, dot and dash only, so that it may name a folder; letters of other scripts as in IDNA.

    >>> plain("../../Etc"), plain("Der Tag"), plain("新闻")
    ('etc', 'der-tag', 'xn--efvy88h')
    """
    name = name.lower().encode("utf-8", "backslashreplace").decode()
    if not name.isascii():
        name = ".".join(p if p.isascii() else "xn--" + p.encode("punycode").decode() for p in name.split("."))
    return re.sub(r"\.{2,}", ".", re.sub(r"[^a-z0-9.-]+", "-", name)).strip(".-")[:100].rstrip(".-")


def _digits(number: float, name: str, line: bytes | None) -> str:
    """A number as it is written in the record's JSON: of integers beyond 64 bits orjson makes floats.

    >>> _digits(1e32, "id", b'{"id": 100000000000000000000000000000007}'), _digits(815, "id", None)
    ('100000000000000000000000000000007', '815')
    """
    if line is not None and isinstance(number, float) and abs(number) >= ORJSON_INTEGERS:
        return str(json.loads(line, parse_int=str).get(name, number))
    return str(number)


def _string(value: object, name: str, rest: dict[str, Any]) -> str | None:
    """The value where it is a string; any other value stays in the rest."""
    if isinstance(value, str):
        return value or None
    if value is not None:
        rest[name] = value
    return None


def _json(rest: dict[str, Any], line: bytes | None) -> str:
    if line is not None and _holds_huge(rest):
        whole = json.loads(
            line, parse_int=lambda digits: int(digits) if len(digits) < 4000 else digits, parse_constant=str
        )
        again = {name: whole[name] for name in rest}
        return json.dumps(again, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return orjson.dumps(rest, default=_foreign, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def _holds_huge(rest: dict[str, Any]) -> bool:
    stack: list[Any] = list(rest.values())
    while stack:
        value = stack.pop()
        if isinstance(value, float) and abs(value) >= ORJSON_INTEGERS:
            return True
        if isinstance(value, list):
            stack += value
        elif isinstance(value, dict):
            stack += value.values()
    return False


def _foreign(value: object) -> str:
    """What JSON has no word for (Parquet's decimals, bytes, durations)."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _sort(value: object) -> str:
    sorts = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return sorts.get(type(value), f"of type {type(value).__name__}")


def _keys(rest: Mapping[str, Any]) -> str:
    return ", ".join(map(str, list(rest)[:8])) or "no others"
