"""HTML to the text of an article and what the page says about it, by trafilatura (the extra `html`).

A page is taken apart by trafilatura, which looks for the article; a piece of HTML in a field is one already, and only
its tags go.  Nothing is fetched, and a page of too many elements is refused before it costs more than seconds.
"""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from typing import Any, NamedTuple

from tasks.read.dates import moment
from tasks.read.decode import Undecodable, decode
from tasks.read.sources import can_extract

REMEDY = "pip install 'cleancopy[html]' reads it"
MOST_TAGS = 60_000  # a page of news has 1,000 to 10,000; 60,000 take 4 s
MOST_CHARACTERS = 5_000_000
TAG = re.compile(
    r"</?(p|div|h[1-6]|ul|ol|li|table|tr|td|section|article|span|a|b|i|em|strong|figure|img|br)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
# What browsers read, where a page names another.
ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
ALIASES |= {"euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874", "big5": "big5hkscs"}
DATED = re.compile(r'"datePublished"\s*:\s*"([^"]{6,60})"')
BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "tr", "table", "section", "article", "blockquote", "pre", "figure", "figcaption"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "header", "footer", "aside", "address", "td", "th"}
)


class NoArticle(ValueError):
    """A page that gives no article; the message says why."""


class Extracted(NamedTuple):
    """An article as its page has it."""

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    extra: dict[str, Any] = {}  # noqa: RUF012


def is_html(text: str) -> bool:
    r"""Whether a text is HTML: a page, or paragraphs in tags.  A text that only speaks of tags is not.

    >>> is_html("<p>The ferry was late.</p>\n<p>Nobody was hurt.</p>"), is_html("A<br>B"), is_html("He typed <p> once.")
    (True, False, False)
    """
    if "<" not in text:
        return False
    if WHOLE.match(text):
        return True
    opened = closed = 0
    for found in TAG.finditer(text, 0, 100_000):
        if found[1].lower() != "br":
            closed += found[0][1] == "/"
            opened += found[0][1] != "/"
    begins = TAG.match(text.lstrip()[:2100]) is not None
    return closed >= (1 if begins and opened else 3) and opened >= 1


def extracted(html: str, url: str | None = None) -> Extracted:
    r"""The article in a page or in a piece of HTML.  Raises NoArticle where there is none.

    >>> extracted("<p>The ferry<br>was <b>late</b>.</p><p>Nobody was hurt.</p>").text
    'The ferry\nwas late.\nNobody was hurt.'
    """
    if not can_extract():
        raise NoArticle(f"holds HTML, not text; {REMEDY}")
    if len(html) > MOST_CHARACTERS or html.count("<") > MOST_TAGS:
        raise NoArticle(f"is a page of more than {MOST_CHARACTERS:,} characters or {MOST_TAGS:,} tags; no news is")
    if WHOLE.match(html) or re.search(r"<body\b", html[:100_000], re.IGNORECASE):
        return _page(html, url)
    text = _untagged(html)
    if not text:
        raise NoArticle("holds HTML without a text")
    return Extracted(text)


def _page(html: str, url: str | None) -> Extracted:
    """The article that trafilatura finds in a page."""
    import lxml.etree
    import trafilatura

    address = url if url and re.match(r"https?://[^\s]{3,2000}\Z", url) else None
    try:
        found = trafilatura.bare_extraction(
            html,
            url=address,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (lxml.etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        raise NoArticle(f"is a page that cannot be taken apart ({type(error).__name__})") from error
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise NoArticle("is a page without an article: trafilatura finds no text in it")
    head = html[:100_000]
    named = re.search(
        r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\b", head, re.IGNORECASE
    )
    extra = {"author": found.author, "license": found.license, "description": found.description}
    return Extracted(
        text=(found.text or "").strip(),
        title=found.title,
        url=found.url or url,
        source=found.sitename,
        language=named[1] if named else found.language,
        published_at=_published(head, found.date),
        extra={name: value for name, value in extra.items() if value},
    )


PUBLISHED = re.compile(
    r"<meta\b(?=[^>]{0,500}?(?:property|name|itemprop)\s*=\s*[\"']?(?:article:published_time|datePublished|og:pubdate|pubdate"
    r"|publish-?date|parsely-pub-date|dc\.date(?:\.issued)?|dcterms\.(?:date|created|issued)|sailthru\.date)[\"'\s])"
    r"[^>]{0,500}?\bcontent\s*=\s*[\"']([^\"']{6,60})[\"']",
    re.IGNORECASE,
)


def _published(head: str, day: str | None) -> datetime | None:
    """When a page says it was published, to the second where it does, else the day that htmldate found."""
    for pattern in (PUBLISHED, DATED):
        for said in pattern.findall(head)[:3]:
            found = moment(said)
            if found and (not day or abs((found - (moment(day) or found)).days) <= 2):
                return found
    return moment(day)


def _untagged(html: str) -> str:
    """The text of a piece of HTML, a block a line."""
    import lxml.etree
    import lxml.html

    try:
        root = lxml.html.fragment_fromstring(html.replace("\0", ""), create_parent="div")
    except (lxml.etree.LxmlError, ValueError) as error:
        raise NoArticle(f"holds HTML that cannot be taken apart ({type(error).__name__})") from error
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
            element.text = None
            for child in list(element) if isinstance(element.tag, str) else ():
                element.remove(child)
        element.text = re.sub(r"\s+", " ", element.text or "")
        element.tail = re.sub(r"\s+", " ", element.tail or "")
        if element.tag == "br":
            element.tail = "\n" + element.tail
        elif element.tag in BLOCKS:
            element.text = "\n" + element.text
            element.tail = "\n" + element.tail
    text = "".join(part for part in root.itertext() if part)
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def decoded(data: bytes, charset: str = "") -> tuple[str, str]:
    """A page's bytes as text, and their encoding: what its mark, UTF-8, the server or the page say.

    A page may hold a few bytes that are none: they are replaced, since the page itself is kept as it is.
    Raises Undecodable for what is no text.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        pass
    meta = CHARSET.search(data[:4096])
    for name in (charset, meta[1].decode("ascii") if meta else ""):
        try:
            codec = codecs.lookup(name or "none").name
        except LookupError:
            continue
        text = data.decode(ALIASES.get(codec, codec), "replace")
        if "\0" not in text and 100 * text.count("\ufffd") <= len(text):
            return text, ALIASES.get(codec, codec)
    try:
        return decode(data)
    except Undecodable:
        text = data.decode("utf-8", "replace")
        if b"\0" in data or 100 * text.count("\ufffd") > len(text):
            raise
        return text, "utf-8"
