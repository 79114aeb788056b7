"""JSON files that are one object, to the records in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tasks.read.names import LISTS, at, text_in

DEEPEST = 4  # objects around a list of records
KEY = re.compile(rb'\s*[{,]?\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
SCALAR = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9.eE+-]+|true|false|null|NaN|-?Infinity')


def records_in(whole: Mapping[str, Any], text: str) -> list[dict[str, Any]] | None:
    """The records that an object holds; None where it is a record itself, or nothing known.

    A list under a name that says so, however deep: {"status": "ok", "articles": [...]}; records by their keys; tables
    as pandas writes them, in columns or split.

    >>> records_in({"status": "ok", "articles": [{"text": "One."}]}, "text")
    [{'text': 'One.'}]
    >>> records_in({"text": ["One.", "Two."], "id": [1, 2]}, "text")
    [{'text': 'One.', 'id': 1}, {'text': 'Two.', 'id': 2}]
    >>> records_in({"text": ["One paragraph.", "Two."], "id": 1}, "text") is None
    True
    """
    values = list(whole.values())
    if not values:
        return None
    if isinstance(whole.get("columns"), list) and isinstance(whole.get("data"), list):
        return _split(whole["columns"], whole["data"])
    if text in whole and len(values) > 1 and all(isinstance(value, list) for value in values):
        lengths = set(map(len, values))
        rows = zip(*values, strict=True) if len(lengths) == 1 and lengths != {1} else None
        return [dict(zip(whole, row, strict=True)) for row in rows] if rows else None
    if text in whole and len(values) > 1 and all(isinstance(v, dict) and v.keys() == values[0].keys() for v in values):
        return [{name: column[key] for name, column in whole.items()} for key in values[0]]
    if isinstance(whole.get(text), str | list) or at(whole, text) is not None or text_in(whole)[0]:
        return None
    if found := _listed(whole, DEEPEST):
        return found
    if len(values) > 1 and all(isinstance(value, dict) and (text in value or text_in(value)[0]) for value in values):
        return values
    return None


def _split(columns: list[Any], rows: list[Any]) -> list[dict[str, Any]] | None:
    names = list(map(str, columns))
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    return [dict(zip(names, row, strict=True)) for row in rows]


def _listed(whole: Mapping[str, Any], depth: int) -> list[dict[str, Any]] | None:
    """The longest list of objects under a name for such lists, here or in the objects within."""
    lists = [whole[name] for name in LISTS if isinstance(whole.get(name), list)]
    lists += [value for value in whole.values() if len(whole) <= 2 and isinstance(value, list)]
    for found in lists:
        if found and all(isinstance(item, dict) for item in found):
            return list(found)
    if depth:
        for value in whole.values():
            if isinstance(value, dict) and (inner := _listed(value, depth - 1)):
                return inner
    return None


def head_of(block: bytes) -> int:
    """Where, in the first bytes of a file, the list of records of a known name begins; 0 where none does.

    Only plain values and objects may stand before it: then all of the file need not be in memory.

    >>> head_of(b'{"status": "ok", "response": {"results": [{"id": 1}')
    41
    >>> head_of(b'{"text": "The ferry was late.", "items": [{"id": 1}]'), head_of(b'[{"articles": [')
    (0, 0)
    """
    place = len(block) - len(block.lstrip())
    depth = 0
    while found := KEY.match(block, place):
        name, place = found[1], found.end()
        if name == b"text":
            return 0
        if block[place : place + 1] == b"{":
            depth += 1
            if depth > DEEPEST:
                return 0
        elif block[place : place + 1] == b"[":
            inside = block[place + 1 : place + 200].lstrip()
            if name.decode("utf-8", "replace") in LISTS and inside[:1] == b"{":
                return place
            return 0
        elif scalar := SCALAR.match(block, place):
            place = scalar.end()
        else:
            return 0
    return 0
