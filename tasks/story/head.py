"""The head of a story: kicker, title, standfirst and captions, cut out of its first lines.

    [kicker] [title] [standfirst] [caption]* [dateline] lede

Any of them may be missing.  The rules run from the bottom up (captions first, the title last), so each
still sees what stands above the part it looks for.  Where the lines do not settle what is what, all of
them stay in the body.  By-lines stay there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit, take
from tasks.story.credit import BRACKETS, TOGGLED, is_caption, is_head_caption
from tasks.story.dateline import DATE, NEAR, dateline, may_have_dateline
from tasks.story.layout import lines_of, without

if TYPE_CHECKING:
    from tasks.page import Page

DEPTH = 5  # a title repeated further down than so many lines, or below prose, says nothing of what is below it
PROSE_WORDS = 9  # a sentence of the story has so many words at least
TITLE_WORDS = range(4, 21)
TITLE_LETTERS = range(20, 161)
SPACELESS_LETTERS = range(8, 61)  # of a title in Chinese or Japanese
BRIEF = 150  # letters of a paragraph of several sentences that may be all there is below a title

# Lines that look like a title by their length and are none: by-lines, dates, notes, buttons, labels.
_LABEL = rf"""
    (?: by | from | posted | published | updated | last\ updated | filed | watch | listen
      | read | see | also | advertisement | related | share | follow | subscribe | sign\ up | get | click
      | tags? | topics? | source | note | editor['’]s | enlarge | toggle | download | copyright | © | join | contact
    )\b
    | (?: {DATE} | [A-Z][a-z]+day,?\ ) | \d+\ \w+\ ago\b | [(\[*•·-] | [^\w"'‘“«„「『]
    | \w+:\Z
"""
LABEL = re.compile(_LABEL, re.IGNORECASE | re.VERBOSE)
NO_TITLE = re.compile(
    rf"""{_LABEL} | (?: photos? | images? | video | story | more(?!\ than) )\b | ["“\d]""", re.IGNORECASE | re.VERBOSE
)
INSIDE_NO_TITLE = re.compile(r"[.!?]\s+[A-Z\"“]|https?:|www\.|@|\||\.{3}|…|;\Z")

SENTENCE = re.compile(r"[.!?][\"”’)]?\s+[^\W\da-z]|。.")

BYLINE = re.compile(
    rf"""(?: (?:By|Par|Von|Por|Di)\ [A-ZÀ-Þ][^.]{{2,80}} | (?:Posted|Published|Updated|Last\ updated)\b.{{0,80}}
           | {DATE}.{{0,40}} )\Z""",
    re.VERBOSE,
)
# Notes to editors above a report: they say which version it is, and stay.  Seen in: Reuters-21578, Reuters archives.
NOTE = re.compile(
    r"\W?(?:corrects|corrected|correction|refiles|updates|updated|adds|recasts|clarifies|repeats|removes|rewrites|fixes"
    r"|editor['’]?s['’]? note|note|please note)\b",
    re.IGNORECASE,
)

CLOSERS = "\"'”’)]"


class Head(NamedTuple):
    """Which lines are what, by their numbers; None or empty where there is none."""

    kicker: int | None = None
    titles: tuple[int, ...] = ()
    standfirst: int | None = None
    captions: tuple[int, ...] = ()


def is_title(line: str) -> bool:
    """Whether a line could be a title: short, no full stop, not a by-line, a date or a label.

    >>> is_title("Marlow votes to move the weekly market"), is_title("By Anna Brandt and Piet de Wit")
    (True, False)
    """
    if spaceless(line[:1]):
        return (
            len(line) in SPACELESS_LETTERS and line[-1] not in "。！？…：、" and "。" not in line and not dateline(line)
        )
    if len(line) not in TITLE_LETTERS or line[-1] in '.!?…:;,"”/' or line.count(" ") + 1 not in TITLE_WORDS:
        return False
    if line.count("(") != line.count(")"):  # cut off: a caption more often than a title
        return False
    return begins(line) and not (NO_TITLE.match(line) or INSIDE_NO_TITLE.search(line) or dateline(line))


def is_title_above_a_dateline(line: str) -> bool:
    """Whether a line could be a title if a dateline stands below: it may be short, ask, shout, quote and count.

    >>> is_title_above_a_dateline("Who pays for the ferry?"), is_title_above_a_dateline("Anna Brandt")
    (True, False)
    """
    if len(line) not in range(10, 161) or line[-1] in ".…:;,/" or line.count(" ") + 1 not in range(3, 21):
        return False
    if line.count("(") != line.count(")") or (line.count(" ") == 2 and line.istitle()):  # three names
        return False
    return not (line[0].islower() or LABEL.match(line) or INSIDE_NO_TITLE.search(line) or dateline(line))


def begins(line: str) -> bool:
    """Whether a line begins as a title does: with a capital, or in a script that has none."""
    return line[0].isupper() or (line[0] > "\u0590" and line[0].isalpha() and not line[0].islower())


def spaceless(letter: str) -> bool:
    """Whether a letter is of a script that puts no spaces between words: Chinese or Japanese."""
    return "\u2e80" < letter < "\ua000"


def is_prose(line: str) -> bool:
    """Whether a line holds a sentence of a story."""
    if len(line) <= 40:
        return False
    if line.count(" ", 0, 200) < PROSE_WORDS - 1:
        return line[-1] in "。」" and "。" in line
    return len(line) > 200 or line[-1] == "." or line.rstrip(CLOSERS)[-1:] in (".", "!", "?", "…", "।")


def is_kicker(line: str) -> bool:
    """Whether a line could be the label above a title."""
    return 2 < len(line) <= 40 and line.count(" ") <= 3 and line[-1] not in '.!?…:;,"”' and begins(line)


def letters(text: str) -> str:
    """What is left of a line when case, spaces and punctuation do not count."""
    return "".join(filter(str.isalnum, text.casefold()))


def repetitions(lines: Sequence[str], title: str) -> tuple[int, ...]:
    """The lines that say a title again, whatever its quotes, spaces, case, and the site's name after it.

    >>> repetitions(["Local news", "The Ferry’s End", "It sank."], "The ferry's end | Herald")
    (1,)
    """
    parts = [title.rpartition(bar)[0] for bar in (" | ", " - ", " – ", " — ") if bar in title]
    titles = {title, *(part for part in parts if len(part) > len(title) / 2)}
    wanted = {key for key in map(letters, titles) if key}
    shortest, longest = min(map(len, titles)) - 9, max(map(len, titles)) + 9
    return tuple([n for n, line in enumerate(lines) if shortest < len(line) < longest and letters(line) in wanted])


_last: list[tuple[str, str | None, Head]] = []  # the four rules of the head look at the same text in turn


def read(text: str, title: str | None) -> Head:
    """Tell the parts of a head apart; an empty Head when the lines do not settle it."""
    if not (_last and _last[0][0] is text and _last[0][1] == title):
        _last[:] = [(text, title, _told(lines_of(text), title))]
    return _last[0][2]


def _told(lines: Sequence[str], title: str | None) -> Head:
    if len(lines) < 2 and not title:
        return Head()
    head = _read(lines, title)
    if head.kicker is None and not head.titles and head.standfirst is None:
        return head
    if head.standfirst is not None and head.titles and not title:
        # The title must be as sure without the standfirst, for it is looked for after that is cut.
        rest = [line for n, line in enumerate(lines) if n != head.standfirst and n not in head.captions]
        if _title(rest) is None:
            head = head._replace(standfirst=None)
    # What is left must not look like a head again: else nothing here is sure.
    gone = {head.kicker, head.standfirst, *head.titles, *head.captions}
    rest = [line for n, line in enumerate(lines) if n not in gone]
    known = title or (lines[head.titles[0]] if head.titles else None)
    for again in (_read(rest, known), _read(rest, None)):
        if again.kicker is not None or again.titles or again.standfirst is not None:
            return Head(titles=head.titles if title else (), captions=head.captions)
    return head


def _read(lines: Sequence[str], title: str | None) -> Head:
    kicker = None
    body = 0
    titles = repetitions(lines, title) if title else ()
    if title:
        above = [n for n in titles if n < DEPTH and not any(map(is_prose, lines[:n]))]
        body = above[-1] + 1 if above else 0
        if above and above[0] == 1 and is_kicker(lines[0]):
            kicker = 0
    else:
        found = _title(lines)
        if found is not None:
            kicker, body = found
            titles = repetitions(lines, lines[body - 1])
    if titles and titles[-1] >= body:
        # Inside the story a line that says the title again may be a song, a book, a refrain: it stays.
        last = max((n for n, line in enumerate(lines) if is_prose(line)), default=-1)
        titles = tuple([n for n in titles if n < body or n > last])
    captions = tuple([n for n in _captions(lines, body) if n not in titles])
    return Head(kicker, titles, _standfirst(lines, body, captions, titled=title is not None), captions)


def _title(lines: Sequence[str]) -> tuple[int | None, int] | None:
    """(kicker, first line below the title) when the first line or two are surely those."""
    if len(lines) < 2 or len(lines[0]) > TITLE_LETTERS[-1]:
        return None
    for kicker, n in ((None, 0), (0, 1)):
        if len(lines) < n + 2 or (kicker is not None and not is_kicker(lines[0])):
            continue
        sure = is_title(lines[n])
        if not (sure or is_title_above_a_dateline(lines[n])) or is_head_caption(lines[n]):
            continue
        below = n + 2 if repetitions(lines[n + 1 : n + 2], lines[n]) else n + 1
        if _dated(lines, below) or (sure and (_story_below(lines, below) or _is_brief(lines, below))):
            return kicker, below
    return None


def _story_below(lines: Sequence[str], below: int) -> bool:
    """Whether two sentences follow, with nothing between but by-lines and captions."""
    prose = 0
    for k in range(below, len(lines)):
        if is_prose(lines[k]):
            prose += 1
            if prose == 2:
                return True
        elif not BYLINE.match(lines[k]) and not is_head_caption(lines[k]):
            # A caption without a credit, if a dateline shows that all this is still the head.
            return prose > 0 and any((found := dateline(line)) and found.agency for line in lines[k + 1 : k + 3])
    return False


def _is_brief(lines: Sequence[str], below: int) -> bool:
    """Whether one paragraph of several sentences follows, and nothing else but short lines such as end marks."""
    if not below < len(lines) < below + 3 or not is_prose(lines[below]) or len(lines[below]) < BRIEF:
        return False
    return all(len(line) < 20 for line in lines[below + 1 :]) and SENTENCE.search(lines[below]) is not None


def _dated(lines: Sequence[str], below: int) -> bool:
    """Whether a dateline follows, with nothing between but a standfirst, captions and by-lines."""
    for line in lines[below : below + 3]:
        if dateline(line):
            return True
        if not (is_prose(line) or is_head_caption(line) or BYLINE.match(line)):
            return False
    return False


def _captions(lines: Sequence[str], body: int) -> Iterator[int]:
    """Lines with a credit above the third paragraph of prose, and what stands between standfirst and dateline."""
    prose = 0
    above: list[int] = []  # lines below the title that have no credit
    for n, line in enumerate(lines):
        if is_head_caption(line):
            yield n
            continue
        if n >= body > 0 and len(above) < 4:
            opening = dateline(line)
            if opening and opening.agency:
                yield from above[1:]
                above = [n] * 4
            elif not BYLINE.match(line):
                above.append(n)
        if is_prose(line):
            prose += 1
            if prose == 3:
                break


def _standfirst(lines: Sequence[str], body: int, captions: Sequence[int], *, titled: bool) -> int | None:
    """The summary below the title: a sentence that the lede says again, or one above a dateline."""
    if len(lines) < body + 2 or body in captions or not is_prose(lines[body]) or len(lines[body]) > 600:
        return None
    if dateline(lines[body]):
        return None
    lede = next((n for n in range(body + 1, len(lines)) if n not in captions and not BYLINE.match(lines[n])), None)
    if lede is None or not (body or captions or may_have_dateline(lines[lede][:NEAR])):
        return None
    opening = dateline(lines[lede])
    if not (body or opening or lede > body + 1):
        return None
    if NOTE.match(lines[body]):
        return None
    if opening and (body or (titled and shared_words(lines[body], lines[lede]) >= 0.3)):
        return body
    story = lines[lede][opening.end if opening else 0 :]
    return body if contained(lines[body], story[: 3 * len(lines[body])]) >= 0.8 else None


def shared_words(part: str, whole: str) -> float:
    """Share of a text's words that stand in another one; 0 to 1."""
    small = set(part.casefold().split())
    if not small:
        return 0.0
    return len(small.intersection(whole.casefold().split())) / len(small)


def contained(part: str, whole: str, size: int = 12) -> float:
    """Share of a text's runs of letters that stand in another one, spaces and case aside; 0 to 1.

    Runs of twelve letters are about three words, and do not mind a lost space.

    >>> contained("The river rose on Monday.", "On Monday: the river roseon Monday, it is said.")
    1.0
    """
    if shared_words(part, whole) < 0.4:
        return 0.0
    a, b = letters(part), letters(whole)
    if len(a) < size:
        return float(a in b)
    runs = {b[i : i + size] for i in range(len(b) - size + 1)}
    return sum(a[i : i + size] in runs for i in range(len(a) - size + 1)) / (len(a) - size + 1)


Find = Callable[[str, "Page"], Sequence[Edit]]


def settled(find: Find) -> Find:
    """A rule that proposes nothing where its own result would make it propose again.

    Lines that look like two heads stacked on one another are no sure head.
    """

    @wraps(find)
    def at_rest(text: str, page: Page) -> Sequence[Edit]:
        edits = find(text, page)
        return () if edits and find(take(text, edits)[0], page) else edits

    return at_rest


@settled
def standfirst(text: str, page: Page) -> Sequence[Edit]:
    """The summary between title and lede, which the lede mostly says again.

    Without a title above it only one that the lede, with its dateline, repeats: a first paragraph stays.
    Seen in: vietnamplus.vn, where it is the teaser on other pages.
    """
    number = read(text, page.title).standfirst
    return () if number is None else list(without(text, {number: ("a summary between title and lede", 0.9)}))


@settled
def caption(text: str, page: Page) -> Sequence[Edit]:
    """Photo captions: in the head with any credit, further down with a bracketed one.

    A page of nothing but captions keeps them: they are its story.
    """
    lines = lines_of(text)
    if len(lines) < 3:
        return ()
    numbers = set(read(text, page.title).captions)
    likely = [n for n, line in enumerate(lines) if line.endswith(BRACKETS) or line[:4] in TOGGLED]
    numbers.update([n for n in likely if is_caption(lines[n])])
    if not 0 < len(numbers) < len(lines) - 1:
        return ()
    return list(without(text, dict.fromkeys(numbers, ("a photo caption", 0.95))))


@settled
def kicker(text: str, page: Page) -> Sequence[Edit]:
    """The label above the title: up to four words, and the title is sure."""
    number = read(text, page.title).kicker
    return () if number is None else list(without(text, {number: ("the label above the title", 0.9)}))


@settled
def title(text: str, page: Page) -> Sequence[Edit]:
    """The title: the one given, where the text repeats it above or below the story, else a line that is surely one.

    Sure is the first line, or the second below a label, when it is short, ends in no full stop, is no
    by-line, date, button or question, and two sentences of a story follow.  Above a dateline it may be a question.
    """
    titles = read(text, page.title).titles
    if not titles:
        return ()
    why = ("the title again", 1.0) if page.title else ("a short line above the story, without full stop", 0.9)
    return list(without(text, dict.fromkeys(titles, why)))
