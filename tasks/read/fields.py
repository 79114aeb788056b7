"""A raw record to a Record: every field it may have, whatever it holds instead.

Nothing that was given is lost: what is not understood (a date in words, a title that is a list) goes
into `extra` under its own name.  Only a record without a usable text is rejected.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import orjson

from tasks.read.names import likeliest
from tasks.read.sources import shown
from tasks.records import Record, Reject, article_id
from tasks.settings import Columns

EXCERPT = 200  # characters
HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#\\\s]+)|(www\.[^/?#\\\s]+)", re.IGNORECASE)
# Hosts of which the list of public suffixes says no more than this; it takes .2 s and 10 MB to read.
COMMON = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){0,8}([a-z0-9][a-z0-9-]{0,61}[a-z0-9]\.(?:com|net|org))", re.IGNORECASE | re.ASCII
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    text = rest.pop(names.text, None)
    if not isinstance(text, str):
        what = f'no "{names.text}"' if text is None else f'"{names.text}" is {_sort(text)}, not a string'
        cure = f"Every record needs one. Named otherwise? --set columns.text={likeliest(rest)} (here: {_keys(rest)})"
        return reject(of.path, record, f"{what}. {cure}", line if line is not None else str(dict(fields)))
    source_id = rest.pop(names.id, None)
    if isinstance(source_id, int | float) and not isinstance(source_id, bool):
        source_id = str(source_id)
    try:
        raw = text.encode()
        source_id = _string(source_id, names.id, rest)
        url = _string(rest.pop(names.url, None), names.url, rest)
        title = _string(rest.pop(names.title, None), names.title, rest)
        source = _string(rest.pop(names.source, None), names.source, rest)
        language = _string(rest.pop(names.language, None), names.language, rest)
        dated = names.published_at if rest.get(names.published_at) is not None else "date"
        given = rest.pop(dated, None)
        rest.pop(names.published_at, None)
        published_at = moment(given)
        if published_at is None and given not in (None, ""):
            rest[dated] = given
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
        None,
        source_id,
        url,
        site or of.folder,
        source,
        language,
        published_at,
        title if title and not title.isspace() else None,
        extra,
    )


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


def moment(value: object) -> datetime | None:
    """A date or time in UTC; None where it is not understood.

    ISO 8601, RFC 2822 and seconds or milliseconds since 1970; a time without a zone is taken as UTC.

    >>> str(moment("2024-05-06T07:08:09+02:00")), str(moment(1714979289)), str(moment("2024-05-06"))
    ('2024-05-06 05:08:09+00:00', '2024-05-06 07:08:09+00:00', '2024-05-06 00:00:00+00:00')
    >>> str(moment("Mon, 06 May 2024 07:08:09 GMT")), moment("last Monday"), moment("99999-01-01")
    ('2024-05-06 07:08:09+00:00', None, None)
    """
    try:
        if isinstance(value, str):
            return _spoken(value.strip())
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            # Seconds reach the year 5138 at 1e11, which as milliseconds is 1973: news are younger.
            return EPOCH + (timedelta(seconds=value) if abs(value) < 1e11 else timedelta(milliseconds=value))
        if hasattr(value, "year") and hasattr(value, "isoformat"):
            return _spoken(value.isoformat())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return None


def _spoken(text: str) -> datetime | None:
    if not 8 <= len(text) <= 60:
        return None
    if text.isascii() and text.isdigit() and len(text) > 8:
        return moment(int(text))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        if not text[0].isalnum():
            return None
        found = parsedate_to_datetime(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


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
    return plain(_suffixes()(host).top_domain_under_public_suffix or host)


@functools.cache
def _suffixes() -> Any:
    import tldextract  # 0.1 s, for those whose records have URLs

    # The list that comes with the package: the same on every machine, and no network.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


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


def _string(value: object, name: str, rest: dict[str, Any]) -> str | None:
    """The value where it is a string; any other value stays in the rest."""
    if isinstance(value, str):
        return value or None
    if value is not None:
        rest[name] = value
    return None


def _json(rest: dict[str, Any], line: bytes | None) -> str:
    if line is not None and _holds_huge(rest):
        whole = json.loads(line, parse_int=lambda digits: int(digits) if len(digits) < 4000 else digits)
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
