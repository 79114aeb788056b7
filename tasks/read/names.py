"""What the fields of a record are called, by the tools that write them, and what to tell whoever calls them otherwise.

Seen in: files made with trafilatura 2.3, news-please 1.6, newspaper4k 0.9 and fundus 0.5, and the published formats of
NewsAPI, GNews, NewsData, Event Registry, the Guardian, JSON Feed, WordPress, schema.org and Readability.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tasks.read.sources import shown

# Where these tools put an article's text, and names of which one must stand beside it.  A name alone is not enough:
# "content" may be anything, and who has it maps it (--set columns.text=content).
DIALECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("maintext", ("date_publish", "date_download", "source_domain")),  # news-please
    ("plaintext", ("publishing_date", "authors", "free_access", "topics")),  # fundus
    ("body.sections", ("publishing_date", "authors", "free_access", "topics", "title")),  # fundus as JSON
    ("content", ("publishedAt", "urlToImage", "pubDate", "clean_url", "lead_image_url")),  # NewsAPI, GNews, NewsData
    ("content.rendered", ("title", "link", "slug")),  # WordPress
    ("body", ("dateTime", "isDuplicate", "dateTimePub")),  # Event Registry
    ("fields.bodyText", ("webTitle", "webUrl", "webPublicationDate")),  # the Guardian
    ("fields.body", ("webTitle", "webUrl", "webPublicationDate")),
    ("articleBody", ("@type", "headline", "datePublished")),  # schema.org
    ("textContent", ("byline", "siteName", "excerpt")),  # Readability
    ("cleaned_text", ("title", "domain", "meta")),  # goose3
    ("content_text", ("url", "id", "date_published")),  # JSON Feed
    ("content_html", ("url", "id", "date_published")),
    ("article", ("highlights",)),  # CNN/Daily Mail
    ("document", ("summary",)),  # XSum
)
DATES = (
    *("publishedAt", "published", "publish_date", "date_publish", "publishing_date", "published_date", "publishDate"),
    *("date_published", "datePublished", "pubDate", "pubdate", "pub_date", "publication_date", "published_time"),
    *("publishedTime", "publishedDate", "webPublicationDate", "dateTime"),
)
TITLES = ("headline", "webTitle")
URLS = ("link", "webUrl", "canonical_link")
SOURCES = ("source-hostname", "sitename", "site_name", "siteName", "meta_site_name", "publisher", "source_domain")
LANGUAGES = ("lang", "inLanguage", "meta_lang")
AUTHORS = ("authors", "author", "byline", "creator")
NOT_GIVEN = frozenset({"", "none", "null", "nan", "nat", "n/a", "-"})  # dates that say there is none
# Lists under these names hold the records of a file that is one object.
LISTS = ("articles", "results", "items", "docs", "documents", "news", "stories", "posts", "data", "records", "entries")


def text_in(fields: Mapping[str, Any]) -> tuple[str, Any]:
    """Where a tool that is known put the text, as a path of names, and the text; an empty path where none did.

    >>> text_in({"maintext": "The ferry was late.", "date_publish": "2024-05-06 07:08:09"})
    ('maintext', 'The ferry was late.')
    >>> text_in({"content": "The ferry was late."})
    ('', None)
    """
    for path, beside in DIALECTS:
        if path.partition(".")[0] in fields and any(name in fields for name in beside):
            found = at(fields, path)
            if found:
                return path, found
    return "", None


def at(fields: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of names, such as doc.text; None where nothing does."""
    value: Any = fields
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def joined(value: Any) -> Any:
    r"""A text that is a list of paragraphs, or of sections with headlines and paragraphs, as one; else what it was.

    >>> joined(["One.", "Two."]), joined([{"headline": ["Boats"], "paragraphs": ["They wait."]}]), joined([1])
    ('One.\nTwo.', 'Boats\nThey wait.', [1])
    """
    if not isinstance(value, list) or not value:
        return value
    lines: list[str] = []
    for part in value:
        if isinstance(part, dict) and isinstance(part.get("paragraphs"), list):
            lines += [line for name in ("headline", "paragraphs") for line in part.get(name) or () if line]
        elif isinstance(part, str):
            lines.append(part)
        else:
            return value
    return "\n".join(lines) if all(isinstance(line, str) for line in lines) else value


def sole(value: Any) -> Any:
    """The name in an object, such as {"id": null, "name": "Felling Post"}, or in a list of one; else what it was."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        for name in ("name", "title", "rendered"):
            if isinstance(value.get(name), str):
                return value[name]
    return value


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
