"""Sign-offs: the end mark of an agency, and what stands after it.

`after_sign_off` runs before the rules that judge a tail by its words, `sign_off` after them: it takes the
mark off whatever became the last paragraph.  The marks themselves are rows of `agencies`; a house that is
not in that table is known by the page's own dateline, which names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.story.agencies import AGENCIES, CODES, NEWSROOM
from tasks.story.cohesion import Telling
from tasks.story.dateline import dateline, may_have_dateline
from tasks.story.layout import lines_of, without
from tasks.text import once

if TYPE_CHECKING:
    from tasks.page import Page

# A sign-off stands within so many characters of the end of its line; none of the table is longer.
REACH = 48
STOPS = ".!?…。！？"
QUOTES = "\"'”’»)]」"

# Most paragraphs end in one of these, and of the marks only those that end as DOTTED does.
ENDED = frozenset('.!?…"”’:,;')
DOTTED = ("/.", ").", "Enditem.")
BRACKETS = (")", ").")

# The share of evidence against a cut that each setting accepts.
THRESHOLD = {"cautious": 0.95, "balanced": 0.8, "thorough": 0.6}


def _any(literals: Sequence[str]) -> str:
    return "|".join(re.escape(text).replace(r"\ ", " ?") for text in sorted(set(literals), key=lambda t: (-len(t), t)))


_MARKS = [mark for row in AGENCIES for mark in row.sign_offs]
_BARE = [mark for mark in _MARKS if mark.isalpha() and not mark.lower().startswith("end")]
_ODD = [mark for mark in _MARKS if not mark.isalpha() and mark not in ("./.", "9376**1416", "=========", "(*)")]
_BRACKETED = [text for text, _ in NEWSROOM if not text.isalpha() and "/" not in text]

# What may follow a sentence on its line, surest first.  All are anchored at the line's end.
FORMS = (
    (0.97, re.compile(r"(?:[-–—]{1,3} ?(?:VN[ASP]|NDO|BERNAMA|Bernama)|={1,2} ?Kyodo)\.?\Z")),
    (0.97, re.compile(rf"(?:{_any(_BRACKETED)}|Endite?m?(?:/[A-Za-z]{{1,4}})?)\.?\Z")),
    (0.93, re.compile(rf"(?:{_any(_ODD)})(?: [A-Z]{{2,4}})?\Z")),
    (0.90, re.compile(rf"(?:{_any(_BARE)})(?:(?: [A-Z]{{2,4}}){{1,5}}|(?:/[A-Za-z]{{2,10}}){{1,3}}|)\Z")),
)
# What is a mark only where it has the line to itself.
ALONE = re.compile(
    r"""
    (?: END | ENDS | Ends | [-–—]{1,2}\ ?(?i:ends?)\ ?[-–—]{1,2} | \(?(?i:ends?)\) (?:\ [a-z]{1,4}\.[a-z]{1,4})?
      | \(\*\) | [*]{2}\d{3,4} | \d{3,4}[*]{2}\d{3,4}      # Antara; IRNA's desks
      | ={4,}\ ?(?:[A-Z]\.?){0,4}                           # NNA
      | /[A-Z]{2,3}/                                        # BTA
      | dpa(?:\ [a-z0-9]{2,4}){0,5}
      | (?:WAM|MNA|APP|BSS|IANS|PTI|ANI)/[\w ]{2,24}
      | bur-[a-z]{2,4}(?:/[a-z]{2,4}){0,3} | (?!and/|he/|she/)[a-z]{2,4}(?:[-/][a-z]{2,4}){2,4}
      | [a-z]{2,4}/\ ?[a-z]{2,4}/  # AFP; PAP
    )\Z
    """,
    re.VERBOSE,
)
SLASH = re.compile(r" ?(?:\./{1,2}\.?|/{1,2} ?\.?)\Z")
ADDRESS = re.compile(r"[/@:]|\w\.\w{2}")


# Where in a line a mark may start: after a sentence, or with its own dash, bracket or slash.
STARTS = re.compile(r"[.!?…。！？][\"'”’)\]»」]* *|(?=[-–—=(\[/#])")
IN_BRACKETS = frozenset(
    mark.rstrip(").]").lstrip("([") for mark in (*_MARKS, *(text for text, _ in NEWSROOM)) if mark[0] in "(["
) | {"end", "ends", "End", "Ends", "*"}
LAST_WORDS = frozenset(word.strip("-–—=(") for text in ("BERNAMA Bernama Kyodo", *_MARKS) for word in text.split()) | {
    "Enditem",
    "Endit",
    "Endi",
}


class Mark(NamedTuple):
    """A sign-off found on a line: where it starts, what stays in its place, how sure it is one."""

    start: int
    stays: str
    confidence: float


# What a house puts around its own name: nothing, dashes, one or two equal signs, brackets, slashes.
PHOTOS = frozenset({"AP", "EPA", "Reuters", "REUTERS"})  # in brackets these say who took a photo
IN_SENTENCES = ("", "(", "[", "/")  # a name in these may belong to a sentence that has no full stop
AROUND = {"": "", "(": ")", "[": "]", "/": "/", "//": "//", "=": "", "==": ""} | dict.fromkeys(
    ("-", "--", "---", "–", "––", "—", "——"), ""
)
DEPTH = 3  # the dateline stands on one of so many lines, below what was not cut of the head
INITIALS = re.compile(r"(?:(?: [A-Z]{2,4}){1,5}|(?:/[A-Za-z]{2,10}){1,3}|)\Z")


# A line may end in the name of its own house only behind a stop, a dash, a bracket or a slash.
OWN = re.compile(r"[.!?…–—=(\[/-][\"'”’)\]»–—=(\[/ -]{0,6}[^\W\d_][^.!?…\n]{0,40}\.?\Z")


@once
def house(text: str) -> str:
    r"""The agency in the page's own dateline, or nothing.

    >>> house("The river fell.\nBonn (NWA) – The river rose."), house("The river fell.")
    ('NWA', '')
    """
    for line in lines_of(text)[:DEPTH]:
        opening = dateline(line) if may_have_dateline(line[:100]) else None
        if opening and opening.agency:
            return opening.agency
    return ""


def own_mark(line: str, house: str) -> Mark | None:
    """The name of a house at the end of a line, set off as a sign-off: its report ends there.

    Seen in: `-VNA` below `Hanoi (VNA) –`, `==Kyodo`, `(ANSA)`, `-- BERNAMA`, `/ritzau/`; other houses do the same.

    >>> own_mark("The river rose.-NWA", "NWA"), own_mark("It rose, said the NWA", "NWA")
    (Mark(start=15, stays='', confidence=0.95), None)
    """
    tail = line[-REACH:]
    name = max((house, house.upper()), key=tail.rfind)
    at = tail.rfind(name)
    if at < 0 or (at < 4 and len(tail) < len(line)):
        return None
    before = tail[:at].rstrip(" -–—=([/")
    opens = tail[len(before) : at].strip()
    after = tail[at + len(name) :].removesuffix(".")
    closes = AROUND.get(opens)
    if (
        closes is None
        or (closes == ")" and house in PHOTOS)
        or not after.startswith(closes)
        or not INITIALS.match(after, len(closes))
    ):
        return None
    spaced = at - len(before) > len(opens)  # headlines end in ` - AP` too
    if before and before.rstrip(QUOTES)[-1:] not in STOPS and (spaced or opens in IN_SENTENCES):
        return None
    if before and not opens and not spaced:
        return None
    return Mark(len(line) - len(tail) + len(before), "", 0.95)


def mark(line: str, house: str = "") -> Mark | None:
    """The sign-off at the end of a line, if there is one; `house` is the agency of the page's dateline.

    `./.` swallows the full stop of its sentence, which stays.  Addresses, `and/or` and `24/7` are none.

    >>> mark("It was agreed./.")
    Mark(start=13, stays='.', confidence=0.97)
    >>> mark("It was agreed.-VNA")
    Mark(start=14, stays='', confidence=0.97)
    >>> mark("It is open 24/7") or mark("See https://example.com/") or mark("It was agreed.")
    """
    if not line or (line[-1] in ENDED and not line.endswith(DOTTED)):
        return None
    if house and (found := own_mark(line, house)):
        return found
    if line.endswith(("/", "/.")) and (found := _slash(line)):
        return found
    if line[-1] in ")]" or line.endswith(")."):
        opened = max(line.rfind("("), line.rfind("["))
        if opened < 0 or line[opened + 1 :].rstrip(").]") not in IN_BRACKETS:
            return None
    word = line[max(line.rfind(" ", -REACH), -1) + 1 :]
    if word.isalpha() and word not in LAST_WORDS and len(word) > 4 and "/" not in line:
        return None
    if len(line) <= REACH and ALONE.match(line):
        return Mark(0, "", 0.9)
    if word.isalpha() and word not in LAST_WORDS and not (word.isupper() and len(word) < 5):
        return None
    return _formed(line)


def _formed(line: str) -> Mark | None:
    """A mark of one of the `FORMS`, behind a sentence that has ended."""
    for start in _starts(line):
        for confidence, form in FORMS:
            match = form.match(line, start)
            if match:
                before = line[: match.start()].rstrip()
                if before.rstrip(QUOTES)[-1:] in ("", *STOPS) or (confidence > 0.96 and match[0][0] in "-–—="):
                    return Mark(len(before), "", confidence)
    return None


def _starts(line: str) -> list[int]:
    """Where a mark could start: with the line, after its last sentence, or at its last dashes or bracket."""
    tail = max(0, len(line) - REACH)
    found = {match.end() for match in STARTS.finditer(line, tail)}
    return sorted(found if tail else found | {0})


def _slash(line: str) -> Mark | None:
    match = SLASH.search(line, max(0, len(line) - 6))
    if match is None:
        return None
    before = line[: match.start()].rstrip()
    if not before:
        return Mark(0, "", 0.97)
    word = before[before.rfind(" ") + 1 :]  # the whole of it: an address may be long
    ended = before.rstrip(QUOTES)[-1:] in tuple(STOPS)
    stop = "." in match.group()
    if ADDRESS.search(word) or not (ended or (stop and (word[-1].isalnum() or word[-1] in QUOTES + "%"))):
        return None
    return Mark(len(before), "" if ended or not stop else ".", 0.97 if "./." in match.group() else 0.95)


def mark_in(text: str, line: str) -> Mark | None:
    """The sign-off at the end of one line of a page, whose dateline is read only where it may matter."""
    behind = len(line) - REACH
    if line.endswith(BRACKETS) and max(line.rfind("("), line.rfind("[")) < behind:  # a credit: no mark is as long
        return None
    word = line[line.rfind(" ", -REACH) + 1 :]
    if (word.islower() and word.isalpha() and word not in CODES) or (behind > 0 and not OWN.search(line, behind)):
        return mark(line)
    return mark(line, house(text))


@once
def marks(text: str) -> tuple[tuple[int, Mark], ...]:
    """The sign-offs above the last line, each with the number of its line."""
    lines = lines_of(text)
    likely = [n for n, line in enumerate(lines) if line and (line[-1] not in ENDED or line.endswith(DOTTED))]
    if not likely or likely == [len(lines) - 1]:
        return ()
    return tuple([(n, found) for n in likely if n + 1 < len(lines) and (found := mark_in(text, lines[n])) is not None])


def marked(text: str) -> bool:
    """Gate of `sign_off`: whether the text ends in a sign-off."""
    last = text.rstrip()[-2 * REACH :].rsplit("\n", 1)[-1]
    return (last[-1:] not in ENDED or last.endswith(DOTTED)) and mark_in(text, last) is not None


# How a paragraph begins, or what it holds, when it goes on with a story that was told before it.
GOES_ON = re.compile(
    r"""
    ["“'‘]? (?: He | She | They | It | His | Her | Their | Its | But | And | However | Meanwhile | Also | Earlier
      | Later
      | In\ addition | Moreover | Furthermore | Besides | Th(?:is|ese|ose|at)\
      | The\ (?:two|three|latter|former|same)\ )\b
    | .{0,400}? (?:,|”|")\ (?:he|she|they|it|[Tt]he\ \w+)
      \ (?:said|added|noted|told|stressed|continued|explained|concluded)
      (?: \.?\Z | ,\ adding )
    """,
    re.VERBOSE,
)
STACKED = 4  # marks that may follow one another, as ./. and -VNA do; more of them are something else
WINDOW = 6  # paragraphs after a mark that are looked at
UNMISTAKABLE = 0.95  # confidence of a mark with its own slash or dash, or of the house that the dateline names
A_SENTENCE = 60  # characters of the paragraph that a mark on a line of its own stands below
ENDS = ".!?…。！？।؟۔።"  # of a sentence, in any script
ROW = re.compile(r"[=#*_~X\s-]+\Z", re.IGNORECASE)  # a row of signs; it stands between parts as often as at the end


def sure(found: Mark, telling: Telling, lines: Sequence[str], following: range) -> float:
    """How sure it is that other stories stand after a mark: less so where the lines that follow go on with it.

    They do where they begin as a later paragraph does, or tell of what was told above.  The latter says little below
    a mark that nothing else can be: an agency's pages tell of one country.  A row of signs can be: it stands between
    parts of a story, too.
    """
    mistakable = found.confidence < UNMISTAKABLE or ROW.match(lines[following.start - 1].strip()) is not None
    told = telling.going_on(following.start, following) if mistakable else [False] * len(following)
    going = sum(again or GOES_ON.match(lines[n]) is not None for n, again in zip(following, told, strict=True))
    return round(found.confidence * (1 - 0.4 * going / len(following)), 3)


def after_sign_off(text: str, page: Page) -> Iterator[Edit]:
    """Whatever stands after the sign-off: other stories, unless it goes on with this one.

    Of several marks the first one counts that no paragraph goes on after.  A mark ends two paragraphs at
    least, or a long one with four others after it: what ends in a mark above that is a caption or a lede.
    A mark on a line of its own stands below a sentence: below a headline, a by-line or half a sentence it says
    who tells the story, or is a link.  A row of signs that stands twice divides a text.
    """
    lines = lines_of(text)
    candidates = [(n, found) for n, found in marks(text) if _may_end(lines, n, found)]
    end = _end(lines, candidates, THRESHOLD[page.settings.story.caution])
    if end is not None:
        n, found, confidence = end
        why = f"after the sign-off {lines[n][found.start :].strip()}", confidence
        yield from without(text, dict.fromkeys(range(n + 1, len(lines)), why))


def _may_end(lines: Sequence[str], n: int, found: Mark) -> bool:
    """Whether a story could end with the mark on a line: its last sentence has ended, and the next line opens one."""
    below = next((line.strip() for line in lines[n + 1 :] if line.strip()), "")
    if below[:1].islower() or below[:1] in ",.;:)]—–":
        return False
    if found.start > 0:
        return True
    above = next((line.strip() for line in reversed(lines[:n]) if line.strip()), "")
    bare = lines[n].strip()
    if ROW.match(bare) and sum(line.strip() == bare for line in lines) > 1:
        return False
    return len(above) >= A_SENTENCE and above.rstrip(QUOTES)[-1:] in ENDS


def _end(
    lines: Sequence[str], found_marks: Sequence[tuple[int, Mark]], threshold: float
) -> tuple[int, Mark, float] | None:
    """The first mark that ends the story; looked for again in what that leaves, until nothing changes."""
    chosen = None
    telling = Telling(lines)
    stop = len(lines)
    first = 0
    while True:
        for k in range(first, len(found_marks)):
            n, found = found_marks[k]
            following = range(n + 1, min(n + 1 + WINDOW, stop))
            if not following:
                return chosen
            if n >= 1 or (len(lines[n]) >= 200 and stop - n > 4):
                confidence = sure(found, telling, lines, following)
                if confidence >= threshold:
                    chosen, stop, first = (n, found, confidence), n + 1, max(0, k - WINDOW)
                    break
        else:
            return chosen


def sign_off(text: str, page: Page) -> Iterator[Edit]:
    r"""The sign-off of the last paragraph; all of it where several marks follow one another.

    >>> from tasks.page import Page
    >>> [(edit.old, edit.new) for edit in sign_off("The bridge opened.\nIt cost little./.", Page())]
    [('./.', '.')]
    """
    end = start = len(text.rstrip())
    stays = ""
    confidence = 1.0
    for _ in range(STACKED + 1):
        top = text.rfind("\n", 0, end) + 1
        top = max(top, end - 3 * REACH)
        found = mark_in(text, text[top:end] + stays)
        if found is None:
            break
        cut = top + found.start
        while cut and text[cut - 1].isspace():
            cut -= 1
        if not cut:
            break
        start = end = cut
        stays = found.stays
        confidence = min(confidence, found.confidence)
    else:
        return
    if confidence < 1.0:
        yield Edit(start, text[start:], stays, "the agency's end mark", confidence)
