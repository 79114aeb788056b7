"""Lines that are no paragraphs: copy wrapped at a width, sentences that a link broke, a first letter set apart.

Data bases, PDF and e-mail wrap a paragraph: each of its lines ends where the next word would not have fitted.  That is
asked of every line end of a text; where most of them pass, the lines are one paragraph.  Headlines, poems, tables and
lists have lines that end at any place.  Blank lines stay, whatever stands around them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.spacing.languages import lists
from tasks.repair.spacing.lexicon import is_english, is_listed, share

WIDTHS = range(38, 121)  # characters of a line that was wrapped
ENDS = 4  # line ends that show a width, at least,
MOST = 0.6  # and the share of all that must, where a line follows; the others end paragraphs
STOPPED = 0.5  # share of those that may end a sentence: one line in ten does by chance, most verses and items do
SMALL = 0.3  # share of the lines behind them that begin with a small letter: no headline does
WORDS = 4.5  # words a line, on average; rows of a table have fewer
LONGEST = 12  # characters a word, on average; scripts without blanks have no words that would not fit
LONG = 50  # characters of a line that is surely prose
SHORT = 40  # and of a link that stands on a line of its own
SIGNS = frozenset(",.;:)%—–")
STOP = re.compile(r"[.!?…:;。！？|][\"”’»)\]]*$")
GOES_ON = re.compile(r"[,.;:)%—–](?=[\s\w—–]|$)(?!\.)")
ITEM = re.compile(r"[-–—•*·▪►‣>#|]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\s{2,}|\t")
TABLE = re.compile(r"\S(?:\s{3,}|\t+)\S|\|.*\|")
# After these no line of prose ends, nor does a headline.
BINDS = re.compile(r"(?:,|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|that|the|their|its|to|which|who|with|than))$")
# A line end that is no paragraph's: written so that the newline is what is looked for.
MAYBE = re.compile(
    '\n(?:(?<![.!?…:;。！？|]\n)(?<![.!?…:;。！？|]["”’»)\\]]\n)(?<!^\n)(?<!\n\n)(?=[^\r\n])|(?=[,.;:)%—–]))',
    re.MULTILINE,
)
BLANKS = re.compile(r"^ +| +$|[ \t]*[\t\r\n][ \t\r\n]*| {2,}")
HYPHEN = re.compile(r"[^\W\d_]-$")
LAST_PART, FIRST_PART = re.compile(r"[^\W\d_]+(?=-$)"), re.compile(r"[^\W\d_]+")
DROPPED = re.compile(r"([A-Z]) ([a-z]+)(?=[\s,’'])")
DROPPED_LATER = re.compile("\n" + DROPPED.pattern)
DROPPED_MAYBE = re.compile("[A-Z] [a-z]"), re.compile("\n[A-Z] [a-z]")
KNOWN, UNKNOWN = -12.5, -15.0  # ln share of a word that a letter may have been set apart from, and of what is none


def drop_cap(text: str, page: Page) -> Iterator[Edit]:
    """The first letter of a paragraph that stands apart from its word: pages set it larger.

    >>> line = "T he lock keeper opened the gates by hand on Tuesday."
    >>> [(edit.start, edit.old) for edit in drop_cap(line, Page())]
    [(1, ' ')]
    >>> list(drop_cap("A man from the harbour said that he saw it.", Page()))
    []
    """
    if not page.settings.repair.spacing or (page.language and not page.language.lower().startswith("en")):
        return
    first = DROPPED.match(text)
    for match in itertools.chain([first] if first else (), DROPPED_LATER.finditer(text)):
        end = text.find("\n", match.end())
        if _is_one_word(match[1], match[2]) and is_english(text[match.end() : end if end >= 0 else len(text)]):
            yield Edit(match.end(1), " ", "", "a first letter that was set apart from its word", 0.95)


def has_dropped(text: str) -> bool:
    """Whether a line begins with a letter that stands alone."""
    first, later = DROPPED_MAYBE
    return first.match(text) is not None or later.search(text) is not None


def _is_one_word(letter: str, rest: str) -> bool:
    language = lists()
    whole = (letter + rest).lower()
    if len(rest) == 1:
        return whole in language.closed
    if share(whole) < KNOWN or (rest in language.closed and whole not in language.closed):
        return False
    return letter not in "AIO" or share(rest) < UNKNOWN


def hard_wrap(text: str, page: Page) -> Iterator[Edit]:
    r"""The line ends inside of paragraphs that were wrapped, or that a link on a line of its own broke.

    >>> page = "The owner told\nNWA\n. It said that nobody could be found to mend the boiler of the old steam ferry."
    >>> [edit.new for edit in hard_wrap("The last steam ferry will stop, as it says and as t" + page[2:], Page())]
    [' ', '']
    """
    if not page.settings.repair.spacing:
        return
    if not any(line[:1].islower() or line[:1] in SIGNS for line in text.split("\n")[1:]):
        return  # so it is with nearly all sound copy
    lines, ends = _lines(text)
    joined = _joined(lines)
    hyphens = [n for n in joined if HYPHEN.search(lines[n])]
    for n in sorted(joined):
        start, end = ends[n]
        if n in hyphens:
            goes = _is_soft(lines[n], lines[n + 1], text)
            yield Edit(start - goes, text[start - goes : end], "", "the end of a wrapped line, at a hyphen", 0.85)
        elif _blank_before(lines[n + 1]):
            yield Edit(start, text[start:end], " ", "the end of a wrapped line", 0.9)
        else:
            yield Edit(start, text[start:end], "", "the end of a line before a sign", 0.9)


def one_line(text: str, page: Page) -> Iterator[Edit]:
    r"""The line ends, tabs and repeated blanks in what is one line, such as a title, and all blanks around it.

    >>> [(edit.old, edit.new) for edit in one_line(" Bridge\n closed ", Page())]
    [(' ', ''), ('\n ', ' '), (' ', '')]
    """
    for match in BLANKS.finditer(text):
        inside = match.start() > 0 and match.end() < len(text)
        yield Edit(match.start(), match.group(), " " if inside else "", "blanks in what is one line", 1.0)


def has_breaks(text: str) -> bool:
    """Whether a text has a line end or a tab, or more than one blank, or blanks around it."""
    return BLANKS.search(text) is not None


def _lines(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The lines of a text without the blanks behind them, and where those and the line end begin and stop."""
    lines: list[str] = []
    ends: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        bare = line.removesuffix("\r").rstrip(" \t\xa0")
        lines.append(bare)
        ends.append((at + len(bare), at + len(line) + 1))
        at += len(line) + 1
    lines[-1] = line  # no line end follows it
    return lines, ends[:-1]


def may_be_wrapped(text: str) -> bool:
    """Whether two lines follow each other without a blank one, and the first ends without a stop."""
    return MAYBE.search(text) is not None


def _joined(lines: Sequence[str]) -> set[int]:
    """The lines that the one after them belongs to, by number."""
    joined: set[int] = set()
    whole = list(enumerate(lines))  # paragraphs so far, and the number of the last line of each
    for _ in range(len(lines)):
        texts = [line for _, line in whole]
        some = _wrapped(texts) | _broken(texts)
        if not some:
            break
        joined |= {whole[k][0] for k in some}
        merged: list[tuple[int, str]] = []
        for k, (n, line) in enumerate(whole):
            if k and k - 1 in some:
                gap = " " if _blank_before(line) and not HYPHEN.search(merged[-1][1]) else ""
                merged[-1] = n, merged[-1][1] + gap + line
            else:
                merged.append((n, line))
        whole = merged
    return joined


def _wrapped(lines: Sequence[str]) -> set[int]:
    """The lines of a text that was wrapped which are full, or end amid a sentence."""
    if sum(line[:1].islower() for line in lines) < SMALL * ENDS:
        return set()
    pairs = [n for n in range(len(lines) - 1) if lines[n].strip() and lines[n + 1].strip()]
    pairs = [n for n in pairs if not ITEM.match(lines[n + 1])]
    if len(pairs) < ENDS:
        return set()
    least = {n: len(lines[n]) + 1 + len(lines[n + 1].split(maxsplit=1)[0]) for n in pairs}
    full: list[int] = []
    for width in {len(lines[n]) for n in pairs} & set(WIDTHS):
        fits = [n for n in pairs if len(lines[n]) <= width < least[n]]
        if len(fits) > len(full):
            full = fits
    small = sum(lines[n + 1][:1].islower() for n in full)
    if len(full) < max(ENDS, MOST * len(pairs)) or small < SMALL * len(full):
        return set()
    if not _is_prose([lines[n] for n in full]):
        return set()
    amid = [n for n in pairs if not STOP.search(lines[n]) and _goes_on(lines[n + 1])]
    return {*full, *amid}


def _is_prose(lines: Sequence[str]) -> bool:
    words = sum(len(line.split()) for line in lines)
    stopped = sum(STOP.search(line) is not None for line in lines)
    tables = sum(TABLE.search(line) is not None for line in lines)
    return (
        words >= max(WORDS * len(lines), sum(map(len, lines)) / LONGEST)
        and stopped <= STOPPED * len(lines)
        and 5 * tables <= len(lines)
    )


def _broken(lines: Sequence[str]) -> set[int]:
    """The lines that a sentence runs through, one of them long: what a link or a name on a line of its own left."""
    found: set[int] = set()
    for n in range(len(lines) - 1):
        line, after = lines[n], lines[n + 1]
        if not (after[:1].islower() or after[:1] in SIGNS):
            continue
        if not line.strip() or not after.strip() or STOP.search(line) or ITEM.match(after):
            continue
        sign, amid = GOES_ON.match(after) is not None, BINDS.search(line) is not None
        if len(line) >= LONG and (sign or (amid and after[:1].islower())):
            found.add(n)
            continue
        before = lines[n - 1] if n else ""
        runs = sign or (after[:1].islower() and BINDS.search(before))
        if len(line) <= SHORT and len(before) >= LONG and not STOP.search(before) and runs:
            found |= {n - 1, n}
    return found


def _goes_on(line: str) -> bool:
    """Whether a line begins amid a sentence."""
    return line[:1].islower() or GOES_ON.match(line) is not None


def _blank_before(line: str) -> bool:
    """Whether a blank stands before what a line begins with."""
    return line[:1] not in ",.;:)" or line.startswith("...")


def _is_soft(line: str, after: str, text: str) -> bool:
    """Whether a hyphen at a line's end only divided a word: by the list, or by how the text writes it elsewhere."""
    first, second = LAST_PART.search(line), FIRST_PART.match(after)
    if not first or not second or not second.group().islower():
        return False
    one, two = first.group() + second.group(), f"{first.group()}-{second.group()}"
    if one in text or two in text:
        return one in text
    if is_listed(one.lower()):
        return share(one.lower()) > UNKNOWN
    return not is_english(text)
