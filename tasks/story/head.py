"""The head of a story: kicker, title, standfirst and captions, cut out of its first lines.

    [kicker] [title] [standfirst] [caption]* [dateline] lede

Any of them may be missing.  The rules run from the bottom up (captions last, standfirst first), so each
still sees what stands above the part it looks for.  Where the lines do not settle what is what, all of
them stay in the body.  By-lines stay there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.story.dateline import DATE, dateline

if TYPE_CHECKING:
    from tasks.page import Page

LINES = 8  # a head is looked for in so many lines
PROSE_WORDS = 9  # a sentence of the story has so many words at least
TITLE_WORDS = range(4, 21)
TITLE_LETTERS = range(20, 161)

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\Z")
# Lines that look like a title by their length and are none: by-lines, dates, notes, buttons, labels.
NO_TITLE = re.compile(
    rf"""
    (?: by | from | posted | published | updated | last\ updated | filed | photos? | images? | video | watch | listen
      | read | see | also | story | advertisement | related | more | share | follow | subscribe | sign\ up | get | click
      | tags? | topics? | source | note | editor['’]s | enlarge | toggle | download | copyright | © | join | contact
    )\b
    | (?: {DATE} | [A-Z][a-z]+day,?\ ) | ["“(\[*•·\d-] | [^\w"'‘“] | \w+:\Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
INSIDE_NO_TITLE = re.compile(r"[.!?]\s+[A-Z\"“]|https?:|www\.|@|\||\.{3}|…|;\Z")

BYLINE = re.compile(
    rf"(?:(?:By|Par|Von|Por|Di)\ [A-ZÀ-Þ][^.]{{2,80}} | (?:Posted|Published|Updated|Last\ updated)\b.{{0,80}} | {DATE}.{{0,40}})\Z",
    re.VERBOSE,
)

# Photo credits.  In brackets at the end of a line they are captions anywhere, bare ones only in the head.
# Seen in: vietnamplus.vn, antaranews.com, dpa's `Bild:`, fundus' list of caption credits, npr.org.
_WHAT = r"(?:photos?|pictures?|images?|illustrations?|source|credits?|ảnh|foto(?:s|grafie)?|bild(?:er)?|imagen|zdjęcie|фото)"
CREDIT = re.compile(
    rf"""
    [(\[] \s* (?: (?:file|illustrative|illustration|archive|courtesy|handout|representational|stock)\ )?
      {_WHAT} (?:\ (?:credits?|courtesy|source|illustration))? (?: \s* : | \ by\b | \ of\b | \ from\b | /) [^()\[\]]{{1,100}} [)\]] \.? \Z
    | [(\[] (?: (?:file|illustrative|representational|handout)\ {_WHAT} | {_WHAT} | [A-Z]{{2,6}}\ {_WHAT} ) [)\]] \.? \Z
    | \A (?:enlarge\ this\ image\ )? toggle\ caption\ \S
    """,
    re.IGNORECASE | re.VERBOSE,
)
HEAD_CREDIT = re.compile(
    rf"""
    (?: / | [-–—]\ ?) [ ]? [A-Z]{{2,8}} \ (?i:photo|file\ photo) \.? \Z
    | \A (?i:{_WHAT} (?:\ (?:credits?|courtesy|by))?) \s?:\ ? \S [^\n]{{2,120}} \Z
    | \b (?i:photos?|pictures?|images?|foto)\ (?i:by|courtesy\ of|courtesy)\ [A-Z] [^.\n]{{2,80}} \.? \Z
    | (?:^|[ (]) © \ ? [\w][^\n.]{{2,60}} \)? \.? \Z
    | \b(?:REUTERS|AFP|AP|EPA|Reuters|Getty\ Images|AFP\ via\ Getty\ Images) / [A-Z][\w'’. -]{{2,40}} (?:/File(?:\ Photo)?)? \)? \Z
    | [(\[] (?: AP | AFP | EPA | Reuters | REUTERS | Getty ) (?:\ (?i:photo|images|pictures))? (?:/[^()\[\]]{{2,60}})? [)\]] \Z
    | \b(?i:file\ photo) \)? \.? \Z
    """,
    re.VERBOSE,
)
CAPTION_LETTERS = 500
GATE = re.compile(r"[(\[]|toggle caption", re.IGNORECASE)


class Head(NamedTuple):
    """Which of the first lines are what; line numbers, None or empty where there is none."""

    kicker: int | None = None
    titles: tuple[int, ...] = ()
    standfirst: int | None = None
    captions: tuple[int, ...] = ()


def is_caption(line: str) -> bool:
    """Whether a line ends in a bracketed photo credit."""
    return len(line) <= CAPTION_LETTERS and (line[-1:] in ")]." or "oggle caption" in line) and bool(CREDIT.search(line))


def is_head_caption(line: str) -> bool:
    """Whether a line of the head ends in any form of photo credit."""
    return len(line) <= CAPTION_LETTERS and bool(HEAD_CREDIT.search(line) or is_caption(line))


def is_title(line: str) -> bool:
    """Whether a line could be a title: short, no full stop, not a by-line, a date or a label."""
    if len(line) not in TITLE_LETTERS or line[-1] in ".!?…:;,\"”" or line.count(" ") + 1 not in TITLE_WORDS:
        return False
    return not (NO_TITLE.match(line) or INSIDE_NO_TITLE.search(line) or dateline(line)) and line[0].isupper()


def is_prose(line: str) -> bool:
    """Whether a line holds a sentence of a story."""
    return len(line) > 40 and line.count(" ") >= PROSE_WORDS - 1 and (len(line) > 200 or bool(SENTENCE_END.search(line)))


def letters(text: str) -> str:
    """What is left of a line when case, spaces, quotes and punctuation do not count."""
    return "".join(filter(str.isalnum, text.casefold()))


def repeats(line: str, title: str) -> bool:
    """Whether a line is the title again."""
    return abs(len(line) - len(title)) <= 8 and letters(line) == letters(title)


def first_lines(text: str) -> list[str]:
    """The lines a head may stand in."""
    return text.split("\n", LINES)[:LINES]


def read(lines: Sequence[str], title: str | None) -> Head:
    """Tell the parts of a head apart; an empty Head when the lines do not settle it."""
    above: list[int] = []
    titles: tuple[int, ...] = ()
    if title:
        titles = tuple(n for n, line in enumerate(lines[:6]) if repeats(line, title))
    kicker = None
    body = titles[-1] + 1 if titles else 0
    if titles:
        above = [n for n in range(titles[0])]
        if len(above) == 1 and is_kicker(lines[0]):
            kicker = 0
    elif not title:
        found = _title(lines)
        if found is not None:
            kicker, titles, body = found
    captions = tuple(_captions(lines, body))
    standfirst = _standfirst(lines, body, bool(titles), set(captions))
    return Head(kicker, titles, standfirst, captions)


def is_kicker(line: str) -> bool:
    """Whether a line could be the label above a title."""
    return 2 < len(line) <= 40 and line.count(" ") <= 3 and line[-1] not in ".!?…:;,\"”" and line[0].isupper()


def _title(lines: Sequence[str]) -> tuple[int | None, tuple[int, ...], int] | None:
    """(kicker, titles, first line below) when the first line or two are surely those."""
    for kicker, n in ((None, 0), (0, 1)):
        if len(lines) < n + 3 or not is_title(lines[n]) or (kicker is not None and not is_kicker(lines[0])):
            continue
        below = n + 1
        again = below < len(lines) and repeats(lines[below], lines[n])
        titles = (n, below) if again else (n,)
        below += again
        after = [line for line in lines[below:] if not BYLINE.match(line) and not is_head_caption(line)]
        if len(after) >= 2 and is_prose(after[0]) and is_prose(after[1]):
            return kicker, titles, below
    return None


def _captions(lines: Sequence[str], body: int) -> Iterator[int]:
    """Caption lines above the second paragraph of prose below the title."""
    prose = 0
    for n in range(body, len(lines)):
        if is_head_caption(lines[n]):
            yield n
        elif is_prose(lines[n]):
            prose += 1
            if prose == 3:
                break


def _standfirst(lines: Sequence[str], body: int, titled: bool, captions: set[int]) -> int | None:
    """The summary below the title: a sentence that the lede repeats, or that a caption parts from a dateline."""
    rest = [n for n in range(body, len(lines)) if n not in captions and not BYLINE.match(lines[n])]
    if len(rest) < 3 and not (len(rest) == 2 and titled):
        return None
    first, lede = rest[0], rest[1]
    if first != body or not is_prose(lines[first]) or dateline(lines[first]) or len(lines[first]) > 600:
        return None
    opening = dateline(lines[lede])
    if titled and opening and (opening.agency or opening.place):
        return first
    story = lines[lede][opening.end if opening else 0 :]
    if contained(lines[first], story[: 3 * len(lines[first])]) >= 0.8 and (titled or opening or captions):
        return first
    return None


def contained(part: str, whole: str, size: int = 12) -> float:
    """Share of a text's runs of letters that stand in another one, spaces and case aside; 0 to 1.

    Runs of twelve letters are about three words, and do not mind a lost space.
    """
    small, large = set(part.casefold().split()), set(whole.casefold().split())
    if len(small & large) < 0.4 * len(small):
        return 0.0
    a, b = letters(part), letters(whole)
    if len(a) < size:
        return float(a in b)
    runs = {b[i : i + size] for i in range(len(b) - size + 1)}
    return sum(a[i : i + size] in runs for i in range(len(a) - size + 1)) / (len(a) - size + 1)


def line_edits(text: str, numbers: Sequence[int], reason: str, confidence: float) -> Iterator[Edit]:
    """Cut these of the first lines, each with its line break."""
    start = 0
    for n, line in enumerate(first_lines(text)):
        if n in numbers:
            end = start + len(line)
            yield Edit(start, text[start : end + 1], "", reason, confidence)
        start += len(line) + 1


def standfirst(text: str, page: Page) -> Iterator[Edit]:
    """The summary between title and lede."""
    head = read(first_lines(text), page.title)
    if head.standfirst is not None:
        yield from line_edits(text, [head.standfirst], "a summary between title and lede", 0.9)


def caption(text: str, page: Page) -> Iterator[Edit]:
    """Photo captions: of the head by any credit, further down by a bracketed one."""
    head = set(read(first_lines(text), page.title).captions)
    start = 0
    found = []
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if n in head or is_caption(line):
            found.append(Edit(start, text[start : start + len(line) + 1], "", "a photo caption", 0.95))
        start += len(line) + 1
    if len(found) < len(lines) - 1:
        yield from found


def kicker(text: str, page: Page) -> Iterator[Edit]:
    """The label above the title."""
    head = read(first_lines(text), page.title)
    if head.kicker is not None:
        yield from line_edits(text, [head.kicker], "the label above the title", 0.9)


def title(text: str, page: Page) -> Iterator[Edit]:
    """The title: the one given, wherever it is repeated in the head, or one that is sure to be one."""
    head = read(first_lines(text), page.title)
    reason = "the title again" if page.title else "a short line without full stop above the story"
    yield from line_edits(text, head.titles, reason, 1.0 if page.title else 0.9)
