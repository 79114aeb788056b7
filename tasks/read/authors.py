"""Who wrote an article, as its metadata says; None rather than wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from tasks.read.names import AUTHORS

MOST = 12  # authors of one article
BY = re.compile(
    r"^(?:by|von|par|por|di|da|door|av|af|door|oleh|autor(?:in)?|author|reporter|texto?|text)\b[:\s]+", re.IGNORECASE
)
BETWEEN = re.compile(r"\s*(?:;|\||,|、|，|&|\s+(?:and|und|et|y|e|en|och|og|i|dan|và|и)\s+)\s*")
# Who publishes is not who wrote.
NOBODY = re.compile(
    r"https?:|www\.|@|\d|[<>{}_=#]|^(?:admin(?:istrator)?|editor(?:ial)?s?|staff|newsroom|redaktion|redaktsiya|"
    r"r[eé]daction|redacci[oó]n|redazione|redactie|redakcja|unknown|anonymous|none|null|nan|n/a|guest|user|"
    r"web ?desk|news ?desk|online|agenc(?:y|ies)|associated press|reuters|afp|dpa|ap)$|"
    r"\b(?:staff|editors?|desk|newsroom|redaktion|correspondents?|reporters?|agency|agencies|news|team|media|press|"
    r"service|tv|times|post|daily|online|inc|ltd|gmbh)\b",
    re.IGNORECASE,
)


def authors(extra: str | None) -> tuple[str, ...]:
    """The people that a record's other fields (JSON) name as its authors, in their order.

    >>> authors('{"author":"By Maren Quill and Jonas Ravel","tags":[]}'), authors('{"authors":["Felling Post Staff"]}')
    (('Maren Quill', 'Jonas Ravel'), ())
    >>> authors('{"author":[{"@type":"Person","name":"Maren Quill"}]}')
    ('Maren Quill',)
    """
    if extra is None or not any(f'"{name}":' in extra for name in AUTHORS):
        return ()
    fields: dict[str, Any] = json.loads(extra)
    for name in AUTHORS:
        people = list(dict.fromkeys(person for part in _parts(fields.get(name)) for person in _people(part)))
        if people:
            return tuple(people[:MOST])
    return ()


def _parts(value: Any) -> list[str]:
    """Strings among what may be a string, an object with a name, or a list of those."""
    found = []
    for part in value if isinstance(value, list) else [value]:
        part = part.get("name") if isinstance(part, dict) else part
        if isinstance(part, str):
            found.append(part[:400])
    return found


def _people(said: str) -> list[str]:
    """The names in a string: none when one of them is no person's."""
    parts = [part for part in BETWEEN.split(BY.sub("", said.strip())) if part]
    return parts if parts and all(map(_is_name, parts)) else []


def _is_name(part: str) -> bool:
    """Two to five words, most of them with a capital, or a short name in a script without capitals."""
    words = part.split()
    if NOBODY.search(part) or not 2 <= len(part) <= 60 or not all(c.isalpha() or c in " .-'’·" for c in part):
        return False
    if any(c.isupper() or c.islower() for c in part):
        return 2 <= len(words) <= 5 and words[0][0].isupper() and words[-1][0].isupper()
    return len(words) <= 5
