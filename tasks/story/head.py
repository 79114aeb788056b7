"""The head of a story: kicker, title, standfirst, by-lines and captions, told apart by its first lines.

    [kicker] [title] [standfirst] [by-line, date, agency]* [caption]* [dateline] lede

Any of them may be missing.  `read` tells all of them apart at once, for each is evidence for the others, and
`cut` takes them out in one pass.  Where the lines do not settle what is what, all of them stay in the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit, Step, take
from tasks.story.byline import ALONE, NAMED, is_byline, is_house, is_job, is_label, is_stamp, of_site
from tasks.story.dateline import NEAR, dateline, may_have_dateline
from tasks.story.furniture import TABLES
from tasks.story.headline import (
    ECHO_REACH,
    LETTERS,
    echo,
    in_address,
    is_prose,
    letters,
    names,
    repetitions,
    shape,
    spaceless,
)
from tasks.story.layout import lines_of, without
from tasks.story.newsroom import is_version_note
from tasks.story.photo_credit import BRACKETS, glued, is_caption, is_head_caption
from tasks.text import Text, once

if TYPE_CHECKING:
    from tasks.page import Page

DEPTH = 5  # a title repeated further down than so many lines, or below prose, says nothing of what is below it
BRIEF = 150  # letters of a paragraph of several sentences that may be all there is below a title
AHEAD = 8  # lines below a title that are looked at
CREDITS = 12  # lines that by-lines and stamps take up at most
CAPTIONED = 900  # characters of prose that stand above a caption at most: of 220 in news pages one stood lower
SENTENCE = re.compile(r"[.!?][\"”’)]?\s+[^\W\da-z]|。.|[።፡]\s")

# Share of a title's words that the story must take up, by its shape.  On a third of 1,383 headlines in 14 languages
# 97 of 100 reach .3 to .5; of lines of a title's shape that are none (names, sections, figures), one in 12 does.
ECHO = {2: 0.2, 1: 0.4}


class Head(NamedTuple):
    """Which lines are what, by their numbers; None or empty where there is none.

    `uncertain`: the first lines look like a title, and nothing settles it.
    """

    kicker: int | None = None
    titles: tuple[int, ...] = ()
    standfirst: int | None = None
    captions: tuple[int, ...] = ()
    bylines: tuple[int, ...] = ()
    uncertain: bool = False


class Below(NamedTuple):
    """What stands below a line that may be a title."""

    dated: bool  # a dateline
    signed: bool  # a by-line or a stamp
    prose: int  # sentences of a story, at most two
    long: bool  # a paragraph of several sentences among them


def read(text: str, title: str | None, url: str = "") -> Head:
    r"""Tell the parts of a head apart; an empty Head when the lines do not settle it.

    `title` is the one the input gave, `url` the page's address.

    >>> read("Ferry to stop\nBy Anna Brandt\n" + "The ferry on the Mere will stop in May, the owner said. " * 5, None)
    Head(kicker=None, titles=(0,), standfirst=None, captions=(), bylines=(1,), uncertain=False)
    """
    told = _heads(text)
    if (title, url) not in told:
        told[title, url] = _settled(lines_of(text), title, url)
    return told[title, url]


@once
def _heads(_text: str) -> dict[tuple[str | None, str], Head]:
    """The heads that were read of a text, by what was known of it."""
    return {}


def _settled(lines: Sequence[str], title: str | None, url: str) -> Head:
    """The head of a page, where what it leaves does not look like one again."""
    if len(lines) < 2 and not title:
        return Head()
    head = _read(lines, title, url)
    if not (head.titles or head.bylines) and head.kicker is None and head.standfirst is None:
        return head
    if _at_rest(lines, head, title, url):
        return head
    body = head.titles[0] + 1 if head.titles else 0
    if not title and head.titles and head.standfirst is None and _may_be_second(lines, body):
        # A headline above a sub-headline, which would be taken for a title once this one is gone.
        with_second = head._replace(standfirst=body, captions=tuple(n for n in head.captions if n != body))
        if _at_rest(lines, with_second, title, url):
            return with_second
    if title:
        return Head(titles=head.titles, captions=head.captions, bylines=head.bylines)
    return Head(captions=head.captions, uncertain=True)


def _at_rest(lines: Sequence[str], head: Head, title: str | None, url: str) -> bool:
    """Whether what a head leaves does not look like a head again: else nothing in it is sure."""
    gone = {head.kicker, head.standfirst, *head.titles, *head.captions, *head.bylines}
    rest = [line for n, line in enumerate(lines) if n not in gone]
    known = title or (lines[head.titles[0]] if head.titles else None)
    for again in (_read(rest, known, url), _read(rest, None, url)):
        if again.titles or again.bylines or again.kicker is not None or again.standfirst is not None:
            return False
    return True


def _read(lines: Sequence[str], title: str | None, url: str) -> Head:
    kicker = None
    body = 0
    uncertain = False
    titles = repetitions(lines, title) if title else ()
    if title:
        above = [n for n in titles if n < DEPTH and not any(map(is_prose, lines[:n]))]
        body = above[-1] + 1 if above else 0
        if above and above[0] == 1 and is_kicker(lines[0]):
            kicker = 0
    else:
        found, uncertain = _title(lines, url)
        if found is not None:
            kicker, first, body = found
            titles = repetitions(lines, lines[first])
    if titles and titles[-1] >= body:
        # Inside the story a line that says the title again may be a song, a book, a refrain: it stays.
        last = max((n for n, line in enumerate(lines) if is_prose(line)), default=-1)
        titles = tuple([n for n in titles if n < body or n > last])
    captions = tuple([n for n in _captions(lines, body) if n not in titles])
    standfirst = _standfirst(lines, body, captions, titled=title is not None)
    taken = {kicker, standfirst, *titles, *captions}
    bylines = tuple(_bylines(lines, body, taken, url, titled=title is not None or body > 0))
    return Head(kicker, titles, standfirst, captions, bylines, uncertain)


def _title(lines: Sequence[str], url: str) -> tuple[tuple[int | None, int, int] | None, bool]:
    """((kicker, title, first line below it), False) where the first lines are surely those, else (None, in doubt)."""
    first = 0
    while first < 3 and first + 1 < len(lines) and _is_credit(lines[first], url):
        first += 1
    if len(lines) < first + 2:
        return None, False
    sure, below = _weighed(lines, first, url)
    if sure == 2:
        return (None, first, below), False
    if len(lines) > first + 2 and is_kicker(lines[first]) and not is_head_caption(lines[first]):
        next_one, end = _weighed(lines, first + 1, url)
        # A short line above a title is a kicker where the story does not speak of it, or a dateline shows that all
        # this is still the head; else it may be the title above a sub-headline.
        apart = lines[first].casefold() in SECTIONS or echo(lines[first], "\n".join(lines[end : end + 40]))[1] < ECHO[1]
        if next_one == 2 and (apart or _seen_below(lines, end).dated or in_address(lines[first + 1], url)):
            return (first, first + 1, end), False
        return None, sure > 0 or next_one == 2
    return None, sure > 0


def _weighed(lines: Sequence[str], n: int, url: str) -> tuple[int, int]:
    """How surely line `n` is a title (2 surely, 1 perhaps, 0 not), and the first line below it."""
    line = lines[n]
    form = shape(line)
    below = n + 1
    while below < min(n + 3, len(lines)) and repetitions(lines[below : below + 1], line):
        below += 1
    if not form or below >= len(lines) or is_head_caption(line) or is_stamp(line) or _goes_on(lines[below]):
        return 0, below
    seen = _seen_below(lines, below)
    if seen.dated:
        return (2 if _may_be_dated(line) else 0), below
    if not seen.prose:
        return int(form == 2 and seen.signed), below
    if below > n + 1 or in_address(line, url):
        return 2, below
    hits, share = echo(line, "\n".join(lines[below : below + 40])[:ECHO_REACH])
    taken_up = share >= ECHO[form] and (hits > 1 or share >= 0.5)
    whole = seen.prose > 1 or seen.long or seen.signed or share >= 0.5
    if taken_up and whole and (form == 2 or hits > 1 or seen.signed):
        return 2, below
    if seen.signed and (form == 2 or hits):
        return 2, below
    return int(form == 2 or hits > 0), below


def _goes_on(line: str) -> bool:
    """Whether a line goes on with a sentence that began above it; a long one has only lost its first letter."""
    return line[:1].islower() and not (len(line) >= 100 and is_prose(line))


def _may_be_dated(line: str) -> bool:
    """Whether a line may be the title above a dateline: three words at least, that are not all parts of a name.

    >>> _may_be_dated("Who pays for the ferry?"), _may_be_dated("Anna Brandt")
    (True, False)
    """
    if spaceless(line):
        return True
    words = line.count(" ") + 1
    return words > 2 and not (words == 3 and line.istitle()) and len(line) <= LETTERS[-1] + 20


def _seen_below(lines: Sequence[str], below: int) -> Below:
    """What the lines below a title show, past one line that may be a sub-headline or a caption."""
    prose = other = 0
    signed = long = False
    for n in range(below, min(below + AHEAD, len(lines))):
        line = lines[n]
        if is_prose(line):
            prose += 1
            long = long or (len(line) >= BRIEF and (len(line) >= 2 * BRIEF or SENTENCE.search(line) is not None))
            if prose == 2:
                break
        elif is_byline(line) or is_stamp(line) or _named_below(lines, n) or _with_job(lines, n):
            signed = signed or prose < 2
        elif not (is_house(line) or is_head_caption(line) or is_label(line) or is_job(line)) and not prose:
            other += 1
            if other > 1:
                break
    return Below(_dated(lines, below), signed, prose, long)


def _named_below(lines: Sequence[str], n: int) -> bool:
    """Whether a line is `By` alone, and the next one a name."""
    return n + 1 < len(lines) and ALONE.match(lines[n]) is not None and NAMED.match(lines[n + 1]) is not None


def _with_job(lines: Sequence[str], n: int) -> bool:
    """Whether a line is a name, and the next one a job or a house."""
    if n + 1 >= len(lines) or len(lines[n]) > 60 or not NAMED.match(lines[n]):
        return False
    return is_job(lines[n + 1]) or is_house(lines[n + 1])


def _dated(lines: Sequence[str], below: int) -> bool:
    """Whether a dateline follows, with nothing between but a standfirst, captions and by-lines."""
    for line in lines[below : below + 3]:
        if dateline(line):
            return True
        if not (is_prose(line) or is_head_caption(line) or _is_credit(line)):
            return False
    return False


def _is_credit(line: str, url: str = "") -> bool:
    return is_byline(line) or is_stamp(line) or is_house(line) or of_site(line, url)


def _may_be_second(lines: Sequence[str], n: int) -> bool:
    """Whether a line may be the sub-headline below a title: long enough not to be a heading, above the story."""
    if n + 1 >= len(lines) or not shape(lines[n]):
        return False
    long = len(lines[n]) >= 8 if spaceless(lines[n]) else len(lines[n]) >= 25 and lines[n].count(" ") >= 4
    return long and (is_prose(lines[n + 1]) or _is_credit(lines[n + 1]) or is_head_caption(lines[n + 1]))


SECTIONS = frozenset(label.casefold() for labels in TABLES["sections"].values() for label in labels)


def is_kicker(line: str) -> bool:
    """Whether a line could be the label above a title."""
    return 2 < len(line) <= 40 and line.count(" ") <= 3 and line[-1] not in '.!?…:;,"”' and line[0].isupper()


def _bylines(lines: Sequence[str], body: int, taken: set[int | None], url: str, *, titled: bool) -> Iterator[int]:
    """By-lines, stamps and houses from the top to the story; without a title only where one of them names somebody."""
    found: list[int] = []
    named = titled
    for n in range(min(body + CREDITS, len(lines) - 1)):
        line = lines[n]
        if n in taken:
            continue
        if is_label(line):
            if line != "|" and not _is_credit(lines[n + 1], url) and not _named_below(lines, n):
                break
        elif (
            is_byline(line)
            or (n and _named_below(lines, n - 1))
            or _with_job(lines, n)
            or (n and _with_job(lines, n - 1))
            or (n >= body and of_site(line, url))
        ):
            named = True
        elif not (is_stamp(line) or is_house(line)) and not _is_bare_name(lines, n, body):
            if n >= body:
                break
            continue
        found.append(n)
    if named and len(found) + sum(n is not None for n in taken) < len(lines):
        yield from found


def _is_bare_name(lines: Sequence[str], n: int, body: int) -> bool:
    """Whether the line below a title is a name and nothing else, of nobody the story speaks of."""
    line = lines[n]
    if n != body or not body or len(line) > 40 or not names(line) or not NAMED.match(line) or n + 1 >= len(lines):
        return False
    story = "\n".join(lines[n + 1 : n + 40])[:ECHO_REACH].casefold()
    apart = not any(word.casefold() in story for word in line.split() if len(word) > 2)
    return apart and (is_prose(lines[n + 1]) or _is_credit(lines[n + 1]))


def _captions(lines: Sequence[str], body: int) -> Iterator[int]:
    """Lines with a credit above the third paragraph of prose, and what stands between standfirst and dateline."""
    prose = told = 0
    above: list[int] = []  # lines below the title that have no credit
    for n, line in enumerate(lines):
        if is_head_caption(line) and not is_house(line):
            yield n
            continue
        if n >= body > 0 and len(above) < 4:
            opening = dateline(line)
            if opening and opening.agency:
                yield from above[1:]
                above = [n] * 4
            elif not _is_credit(line):
                above.append(n)
        if is_prose(line):
            prose, told = prose + 1, told + len(line)
            if prose == 3 or told >= CAPTIONED:
                break


def _standfirst(lines: Sequence[str], body: int, captions: Sequence[int], *, titled: bool) -> int | None:
    """The summary below the title: a sentence that the lede says again, or one above a dateline or a by-line."""
    if len(lines) < body + 2 or body in captions or not is_prose(lines[body]) or len(lines[body]) > 600:
        return None
    if dateline(lines[body]) or is_version_note(lines[body]):
        return None
    if body and len(lines) > body + 2 and is_byline(lines[body + 1]) and is_prose(lines[body + 2]):
        return body
    lede = next((n for n in range(body + 1, len(lines)) if n not in captions and not _is_credit(lines[n])), None)
    if lede is None or not (body or captions or may_have_dateline(lines[lede][:NEAR])):
        return None
    opening = dateline(lines[lede])
    if not (body or opening or lede > body + 1):
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


WHY = {
    "kicker": ("the label above the title", 0.9),
    "title": ("a short line above the story, without full stop", 0.9),
    "standfirst": ("a summary between title and lede", 0.9),
    "byline": ("who wrote it and when, in a line of its own", 0.93),
    "caption": ("a photo caption", 0.95),
}


def parts(text: str, page: Page) -> dict[int, str]:
    """The lines that belong to the head: number -> rule.

    None of them is a caption where all lines but one are.
    """
    head = read(text, page.title, page.url)
    found = dict.fromkeys(head.captions if _leaves_story(text, head.captions) else (), "caption")
    found |= dict.fromkeys(head.bylines, "byline") | dict.fromkeys(head.titles, "title")
    if head.standfirst is not None:
        found[head.standfirst] = "standfirst"
    if head.kicker is not None:
        found[head.kicker] = "kicker"
    return found


def _leaves_story(text: str, captions: Sequence[int]) -> bool:
    """Whether two lines at least are no captions: else captions are all that the page has to tell."""
    return 3 <= len(lines_of(text)) > len(captions) + 1


def _may_be_caption(line: str) -> bool:
    return line.endswith(BRACKETS) or (len(line) <= 160 and line[-1:] not in ("", ".", "”", '"', "?", "!"))


def cut(text: str, page: Page, stage: str, spared: str = "") -> tuple[str, list[Step]]:
    """A text without its head, and the steps, each under the rule that proposed it.

    Each part is proof for the others, so that they are told apart on one text and go in one pass.  `spared` is the
    rule whose part stays.
    """
    found = {n: rule for n, rule in parts(text, page).items() if rule != spared}
    if not found:
        return Text(text), []
    edits = list(without(text, {n: _why(rule, page) for n, rule in found.items()}))
    text, steps = take(text, edits, stage)
    text = Text(text)
    rules = [found[n] for n in sorted(found)]
    return text, [step._replace(rule=rule) for step, rule in zip(steps, rules, strict=True)]


def _why(rule: str, page: Page) -> tuple[str, float]:
    return ("the title again", 1.0) if rule == "title" and page.title else WHY[rule]


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


def _only(rule: str, text: str, page: Page) -> Sequence[Edit]:
    numbers = {n: _why(rule, page) for n, found in parts(text, page).items() if found == rule}
    return list(without(text, numbers)) if numbers else ()


@settled
def standfirst(text: str, page: Page) -> Sequence[Edit]:
    """The summary between title and lede, which the lede mostly says again.

    Without a title above it only one that the lede, with its dateline, repeats: a first paragraph stays.
    Seen in: vietnamplus.vn, where it is the teaser on other pages.
    """
    return _only("standfirst", text, page)


@settled
def caption(text: str, page: Page) -> Sequence[Edit]:
    """Photo captions in the head, with any credit.

    A page of nothing but captions keeps them: they are its story.
    """
    return _only("caption", text, page)


@once
def pictured(text: str) -> Sequence[int]:
    """Gate of `caption_below`: the lines that end in a bracketed credit."""
    return [n for n, line in enumerate(lines_of(text)) if _may_be_caption(line) and is_caption(line)]


def caption_below(text: str, page: Page) -> Iterator[Edit]:
    r"""Photo captions further down, which have a bracketed credit; below the story's end they are of other stories.

    >>> from tasks.page import Page
    >>> text = "The ferry sank on Monday.\nIt was old.\nThe ferry in May (Photo: NWA)\nNobody was hurt."
    >>> [edit.old for edit in caption_below(text, Page())]
    ['The ferry in May (Photo: NWA)\n']
    """
    numbers = pictured(text)
    if _leaves_story(text, numbers):
        yield from without(text, dict.fromkeys(numbers, WHY["caption"]))


def may_be_glued(text: str) -> bool:
    """Gate of `glued_caption`: a bracket that closes where a word begins."""
    for bracket in ")]":
        at = text.find(bracket)
        while at >= 0:
            if _CLOSED.match(text, at):
                return True
            at = text.find(bracket, at + 1)
    return False


_CLOSED = re.compile(r"[)\]][^\W\d_a-z“\"«„]|[)\]][“\"«„]")


def glued_caption(text: str, page: Page) -> Iterator[Edit]:
    r"""A caption and the story behind its credit on one line: a line break comes between them.

    >>> from tasks.page import Page
    >>> [edit.new for edit in glued_caption("The ferry in May. (Photo: NWA)The ferry has sunk off Marlow.", Page())]
    ['\n']
    """
    start = 0
    for line in lines_of(text):
        if (end := glued(line)) is not None:
            yield Edit(start + end, "", "\n", "a caption grew together with the story below it", 0.93)
        start += len(line) + 1


@settled
def byline(text: str, page: Page) -> Sequence[Edit]:
    """Who wrote it, when and for whom, in lines of their own below the title.

    Without a title only where one of them names somebody: a report may open with its date.  The reporting credit
    at the end of a report stays.
    """
    return _only("byline", text, page)


@settled
def kicker(text: str, page: Page) -> Sequence[Edit]:
    """The label above the title: up to four words, and the title is sure."""
    return _only("kicker", text, page)


@settled
def title(text: str, page: Page) -> Sequence[Edit]:
    """The title: the one given, where the text repeats it above or below the story, else a line that is surely one.

    Sure is a line of a title's shape that a dateline, a by-line, the page's address, itself once more, or a story
    that takes up its words confirms.
    """
    return _only("title", text, page)
