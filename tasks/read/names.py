"""What the fields of a record are called, and what to tell whoever calls them otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tasks.read.sources import shown

TEXT_NAMES = frozenset(
    {"maintext", "content", "body", "article", "articlebody", "article_body", "article_text", "bodytext", "body_text"}
    | {
        "content_text",
        "fulltext",
        "full_text",
        "plaintext",
        "plain_text",
        "cleaned_text",
        "textcontent",
        "text_content",
    }
    | {"story", "story_text", "raw_text", "texto", "texte", "inhalt", "noi_dung", "noidung", "isi", "konten"}
)
SHORT_NAMES = frozenset({"title", "headline", "url", "link", "id", "description", "summary", "abstract", "excerpt"})


def likeliest(fields: Mapping[str, Any]) -> str:
    """The name of the field that looks most like an article's text; NAME where none does.

    >>> likeliest({"id": "7", "content": "abc"}), likeliest({"n": 7, "u": "https://example.com/a-long-address"})
    ('content', 'NAME')
    >>> likeliest({"headline": "Ferry late again", "bericht": "The ferry was late. " * 9})
    'bericht'
    """
    best, name = 0, "NAME"
    for key, value in fields.items():
        parts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        words = sum(1 + part.count(" ") + len(part) // 20 for part in parts if isinstance(part, str) and part)
        known = str(key).lower() in TEXT_NAMES
        weight = words * 8 if known else words if words > 12 and str(key).lower() not in SHORT_NAMES else 0
        if weight > best:
            best, name = weight, str(key)
    return shown(name) if name.isprintable() and len(name) < 60 else "NAME"


TOLD = 3  # reasons that a summary gives
NUMBER = re.compile(r"\b(?:0x[0-9a-f]+|\d[\d,]*)\b")
PLACE = re.compile(r"\((?:here|there are): [^)]*\)")


def frequent(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent reasons of rejects and how many there were, of those alike but for their numbers one.

    >>> frequent({"not JSON: at character 3": 1, "is empty": 2, "not JSON: at character 71": 2})
    [('not JSON: at character 3', 3), ('is empty', 2)]
    """
    alike: dict[str, tuple[str, int]] = {}
    for reason in sorted(reasons):
        key = PLACE.sub("", NUMBER.sub("#", reason))
        first, count = alike.get(key, (reason, 0))
        alike[key] = first, count + reasons[reason]
    return sorted(alike.values(), key=lambda item: (-item[1], item[0]))[:TOLD]
