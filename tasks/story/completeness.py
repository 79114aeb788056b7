"""Is it whole?  Flags for an article that breaks off, stands behind a paywall, is a live blog, or stands there twice.

Nothing is cut here.  A flag wants a sign of its own: a marker, a notice that ends the page, times of day above
paragraphs, paragraphs that return.  Phrases stand in completeness.toml.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tasks.core import Phrases
from tasks.story.layout import lines_of

LINE = 200  # characters of a notice at most
PROSE = 100  # characters of a paragraph at least
# "[+612 chars]" is NewsAPI's; "[...]" and "(more…)" end the excerpts of feeds.
MARKER = re.compile(
    r"\[\s?\+\s?[\d,.]+\s?(?:chars?|characters|words?)\s?\]"
    r"|(?:\[(?:…|\.{3}|&hellip;|read more)\]|\(more(?:…|\.\.\.)?\))\W*$",
    re.IGNORECASE,
)
BROKEN = re.compile(r"[^\W_](?:[’'\-–]\w*)?\s?(?:…|\.{3,4})$")
STOP = re.compile(r"[.!?…。！？．।۔؟:;)\]}\"'”’»«“„‹›」』】*–—-]\s*$")
TIME = re.compile(
    r"^(?:(?:updated|posted)(?: at)?\s)?(?P<time>(?:[01]?\d|2[0-3])[:.h][0-5]\d|\d{1,2}\s?[ap]\.?m\.?)"
    r"(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|[A-Z]{2,4}))?\s?(?P<rest>[:–—|-]?\s?.*)$",
    re.IGNORECASE,
)
ENTRIES = 4  # times of day with prose below them
TAIL = 40  # characters that hold the last word of a line
SHARE = 0.4  # of the prose of a page that stands there twice


def whole(before: str, body: str, title: str | None = None) -> list[str]:
    """Flags that say an article may not be the whole of it, or more than that; an empty list for most.

    `before` is the text before anything was cut, `body` the story, one paragraph a line.

    >>> whole("The ferry was late, the mayor sa… [+612 chars]", "The ferry was late, the mayor sa… [+612 chars]")
    ['truncated']
    >>> whole("The ferry was late.", "The ferry was late.")
    []
    """
    lines = [line for line in lines_of(before) if line and not line.isspace()]
    behind = paywalled(lines)
    return [
        name
        for name, is_so in (
            ("truncated", truncated([] if behind else lines, body)),
            ("paywalled", behind),
            ("live_blog", live_blog(lines, title)),
            ("repeated", repeated(body)),
        )
        if is_so
    ]


def truncated(lines: list[str], body: str) -> bool:
    """Whether the text says that it was cut, or its last paragraph stops in the midst of a sentence.

    All other paragraphs must end as sentences do: in a list or a poem none has to.
    """
    if any(MARKER.search(tail) for line in lines[-3:] if "[" in (tail := line[-120:]) or "(" in tail):
        return True
    if not body:
        return False
    others, _, last = body.rpartition("\n")
    last = last.rstrip()
    if last.endswith(("…", "...")) and BROKEN.search(last[-40:]) and len(last) >= PROSE // 2:
        return True
    if len(lines) > 1 and _said(lines[-1], "truncated", 80):
        return True
    if len(last) < PROSE or STOP.search(last[-1:]):
        return False
    prose = [line for line in others.split("\n") if len(line) >= PROSE]
    if len(prose) < 2:
        return False
    words = last.rsplit(" ", 1)
    goes_on = words[-1].islower() and words[-1].isalpha() and re.search(r"[.!?]\W* \w", last)
    return bool(goes_on) and all(STOP.search(line) for line in prose)


def paywalled(lines: list[str]) -> bool:
    """Whether a notice on a line of its own stands where the story should go on."""
    below = 0
    for line in reversed(lines[-40:]):
        if _said(line, "paywalled", LINE):
            return True
        below += len(line) >= PROSE
        if below >= 2:
            return False
    return False


def live_blog(lines: list[str], title: str | None = None) -> bool:
    """Whether times of day head paragraphs of prose, and the page says it is live or they run backwards.

    A timetable has no prose, and a chronology runs forwards.
    """
    return bool(live_entries(lines, title))


def live_entries(lines: Sequence[str], title: str | None = None) -> list[int]:
    """The lines of a live blog that begin with a time of day; none of another page.

    >>> said = " The boats have passed the next buoy, and the fog is lifting." * 2
    >>> entries = [f"{hour}:15{said}" for hour in (9, 10, 11, 12)]
    >>> live_entries(["It blows hard.", *entries], "As it happened: the regatta"), live_entries(entries)
    ([1, 2, 3, 4], [])
    """
    likely = [n for n, line in enumerate(lines) if line[:1].isdigit() or line[:3].lower() in ("upd", "pos")]
    if len(likely) < ENTRIES:
        return []
    entries: list[int] = []
    for n in likely:
        line = lines[n]
        if found := TIME.match(line.strip()[:LINE]):
            prose = max((len(found["rest"]) + max(0, len(line) - LINE), *map(len, lines[n + 1 : n + 3])), default=0)
            if prose >= PROSE:
                entries.append(n)
    if len(entries) < ENTRIES:
        return []
    said = any(_said(line, "live", LINE) for line in [title or "", *lines[:4]])
    pairs = list(itertools.pairwise(_minutes(lines[n].strip()) for n in entries))
    backwards = sum(a > b for a, b in pairs)
    return entries if said or (backwards >= 0.8 * len(pairs) and len(entries) > ENTRIES) else []


def _minutes(line: str) -> int:
    hour, minute = [*re.findall(r"\d+", line[:24]), "0", "0"][:2]
    late = re.search(r"\d\s?p\.?m", line[:24], re.IGNORECASE) and int(hour) < 12
    return 60 * (int(hour) + (12 if late else 0)) + (int(minute) if len(minute) == 2 else 0)


def repeated(body: str) -> bool:
    """Whether a large part of the prose stands there twice: two paragraphs at least, or a line that is two stories."""
    lines = [line for line in lines_of(body) if len(line) >= PROSE // 2]
    return _stand_twice(lines) or _is_two(max(lines, key=len, default=""))


def _stand_twice(lines: list[str]) -> bool:
    """Whether paragraphs that stand there twice are a large part of some."""
    # What paragraphs that are alike have in common: how they begin, and their last word.
    firsts = [line.lstrip()[:1].casefold()[:1] for line in lines]
    lasts = [(line[-TAIL:].rsplit(None, 1) or [""])[-1].casefold() for line in lines]
    ends = list(zip(firsts, lasts, strict=True))
    if len(ends) - len(set(ends)) < 2:  # two paragraphs at least stand there twice
        return False
    many = Counter(ends)
    alike = Counter(_spaced(line) for line, end in zip(lines, ends, strict=True) if many[end] > 1)
    again = {line: n for line, n in alike.items() if n > 1}
    twice = sum(len(line) * n for line, n in again.items())
    return len(again) >= 2 and twice >= SHARE * sum(len(_spaced(line)) for line in lines)


def _spaced(line: str) -> str:
    """A line without regard to case, one space between its words."""
    return " ".join(line.casefold().split())


def _is_two(line: str) -> bool:
    """Whether a line is a story twice."""
    if len(line) < 4 * PROSE:
        return False
    small = line.casefold()
    opens = small[:PROSE].split()[:-1]
    if opens and small.count(max(opens, key=len)) < 2:  # what it opens with does not stand there again
        return False
    said = _spaced(line)
    return said.find(said[:PROSE], len(said) // 3, len(said) * 2 // 3 + PROSE) > 0


def _said(line: str, kind: str, most: int) -> bool:
    """Whether a short line says one of the phrases itself, not in a quotation."""
    if len(line) > most:
        return False
    folded = line.casefold()
    phrases = _phrases()[kind]
    if not phrases.any(folded):
        return False
    first = min(map(folded.find, phrases.found(folded)))
    return not any(sign in line[:first] for sign in '"“„«')


@functools.cache
def _phrases() -> dict[str, Phrases]:
    raw: dict[str, str] = tomllib.loads(Path(__file__).with_name("completeness.toml").read_text(encoding="utf-8"))
    return {kind: Phrases(map(str.strip, phrases.strip().split("\n"))) for kind, phrases in raw.items()}
