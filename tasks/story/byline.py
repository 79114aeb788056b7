"""By-line: who wrote a story and when, in lines of their own near the headline.

Three kinds of line: a by-line (`By Anna Brandt`), a stamp (`Published 4 May 2026`, `3 min read`) and a house
(`AFP` alone).  A stamp or a house is nobody's story only beside a headline or a by-line: a report may open with
its date.
Seen in: bbc.com, dailymail.co.uk, npr.org, usatoday.com, ahdath.info, detik.com, elpais.com, spiegel.de, chosun.com.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from tasks.story.agencies import CODES
from tasks.story.newsroom import MONTHS

LONGEST = 120

# A word of a name, and what stands between such words: particles, initials.
_WORD = r"[^\W\d_a-zà-öø-ÿа-яё][\w'’.-]*"
_SMALL = r"(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|ten|bin|bint|ibn|al|el|ben|af|av|zu)"
NAME = rf"{_WORD}(?:\ (?:{_SMALL}\ ){{0,2}}{_WORD}){{1,4}}"
_AND = r"(?:\ ?[,/&+]\ ?|\ (?:and|und|et|y|e|en|och|og|dan|và|и|with|mit)\ )"
NAMES = rf"{NAME}(?:{_AND}(?:and\ )?{NAME}){{0,5}}"
# What may follow the names: a job, a house, a place, a date.
_REST = r"(?: (?:\ ?[,|·•–—/(-]|\ (?:in|at|for|of|bei|aus|en|à|PUBLISHED|Published|Foto|Photo)\b) [^\n]{0,48})?"


_DATA = tomllib.loads(Path(__file__).with_name("byline.toml").read_text("utf-8"))


HOUSES = frozenset({*CODES, *(house for some in _DATA["houses"].values() for house in some)})


def _any(*tables: str) -> str:
    """The phrases of some tables as alternatives, longest first, for a verbose pattern."""
    phrases = {phrase for table in tables for some in _DATA[table].values() for phrase in some}
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


_SPACED = re.compile(rf"(?:[-–•]\ )?(?:{_any('by')})\ ?:?\ (?P<names>{NAMES}){_REST} \Z", re.VERBOSE)
_LABELLED = re.compile(rf"(?:{_any('labels')})\ ?:\ ?(?P<names>[^\n:.]{{2,60}})\Z", re.VERBOSE)
_ARABIC = re.compile(
    r"(?:بقلم|كتبت?|حوار|تقرير|إعداد|تحرير)(?: ?[:：-] ?| (?=الدكتور|الأستاذ|د\.))(?P<names>[^\n:.،]{3,50})\Z"
)
_CHINESE = re.compile(
    r"""[（(【\[]? (?:记者|記者|作者|文|撰文|文字|本报记者|特约记者|実習記者) \ ?[:：/／|丨]\ ?
        (?P<names>[^\W\d_]{2,5} (?:[\ 、，,/]{1,2}[^\W\d_]{2,5}){0,4}) [）)】\]]? (?:\ ?(?:报道|報導|摄影报道))? \Z""",
    re.VERBOSE,
)
_KOREAN = re.compile(r"(?P<names>[가-힣]{2,4}) ?(?:선임)?기자(?: ?[(=]?[\w.+-]{1,40}@[\w.-]{1,40}\)?)?\Z")
_FORMS = (_SPACED, _LABELLED, _ARABIC, _CHINESE, _KOREAN)
ALONE = re.compile(r"(?:By|BY|Von|Par|Por)\Z")  # the name stands on the next line
NAMED = re.compile(rf"(?P<names>{NAMES})\Z", re.VERBOSE)

_ZONE = r"(?:GMT|UTC|EST|EDT|BST|ET|IST|CET|Uhr|WIB|分|분)"
_TIME = rf"\d{{1,2}}\ ?[:.h時시]\ ?\d{{0,2}}(?::\d\d)?(?:\ ?[ap]\.?m\.?)?(?:\ ?{_ZONE})?"
_DAYS = r"""(?:
    (?:Mon|Tues?|Wednes|Wed|Thurs?|Fri|Satur|Sat|Sun)(?:day)? | (?:Mon|Diens|Donners|Frei|Sams|Sonn)tag | Mittwoch
    | [Ll]undi | [Mm]ardi | [Mm]ercredi | [Jj]eudi | [Vv]endredi | [Ss]amedi | [Dd]imanche
    | [Ll]unes | [Mm]artes | [Mm]iércoles | [Jj]ueves | [Vv]iernes | [Ss]ábado | [Dd]omingo
    | Senin | Selasa | Rabu | Kamis | Jumat | Sabtu | Minggu | Thứ\ \w{2,4} | Chủ\ nhật | วัน\S{2,14} )"""
_DATED = rf"""(?:
      (?:{_DAYS},?\ )? (?: {MONTHS}\ \d{{1,2}}(?:st|nd|rd|th)?,?(?:\ \d{{4}})?
                         | \d{{1,2}}(?:st|nd|rd|th|\.)?\ (?:de\ )?{MONTHS},?(?:\ (?:de\ )?\d{{4}})? )
    | {_DAYS},?\ \d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?
    | \d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}} | \d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}
    | \d{{4}}[年년]\ ?\d{{1,2}}[月월]\ ?\d{{1,2}}[日일] | \d{{1,2}}月\d{{1,2}}日(?:[（(]\w[）)])?
    | {_DAYS}\ \d{{1,2}}\ \S{{3,14}}\ 2[45]\d\d )"""


@cache
def _stamp() -> re.Pattern[str]:
    """A line that is nothing but a date or a time: .04 s to compile, for pages that have a line which may be one."""
    return re.compile(
        rf"""[-–•|\[( ]{{0,3}} (?:
        (?:{_any("said")})\ ?:?\ ?
          (?: {_DATED} | {_TIME} | \d{{1,2}}\ \w{{3,8}}\ ago | today | yesterday | heute | hoy ) [^\n.]{{0,50}}
      | (?:{_any("said")})\ ?:?
      | {_DATED} (?: [,.]?\ ?(?:[-–|/·à@]|at|um|a\ las|às|alle|kl\.?|pukul)?\ ?{_TIME} | \ (?:at|um)\ noon )?
          (?: [^\n.]{{0,40}} (?:{_TIME}|ago|更新\)?|\d{{4}}|オリコン) )?
      | {_TIME} (?: \ ?[-–,|]\ ?{_DATED} | ,?\ {_DATED} )?
      | \d{{1,3}}\ (?:min(?:ute)?s?|Minuten?|minutos?|phút|menit)\.?[ ]
          (?:{"|".join(map(re.escape, _DATA["reading"]["after"]))})
      | (?:{"|".join(map(re.escape, _DATA["reading"]["before"]))})\ ?:?\ .{{1,20}}
      | (?:about\ )?(?:\d{{1,2}}|an?|one)\ (?:min(?:ute)?|hour|hr|day|week|month|year)s?\ ago
      | \|
    ) [\])| ]{{0,2}} \Z""",
        re.IGNORECASE | re.VERBOSE,
    )


_STAMP_FIRST = re.compile(r"[-–•|\[( ]{0,3}(?:\d|[^\W\d_]{3}|[^\x00-\u02ff]|\||as|UPD)")
# In small letters: a pattern that minds case is tried only where one of its first letters stands.
_STAMP_HOLDS = re.compile(
    rf"\d|\||ago|{_any('said')}|{'|'.join(map(re.escape, _DATA['reading']['before']))}".casefold(), re.VERBOSE
)

_AROUND = " ()[]./-–—|"

_JOB = re.compile(
    rf"""(?: (?:[\w'’-]+\ ){{0,3}}(?:{"|".join(map(re.escape, _DATA["jobs"]["words"]))})
           | {"|".join(map(re.escape, _DATA["jobs"]["houses"]))} | (?:For|Special\ to)\ [A-Z][\w'’. ]{{2,30}} )
        (?: ,\ [^.!?]{{2,30}} )? \Z""",
    re.VERBOSE | re.IGNORECASE,
)
_NOBODY = {word.casefold() for word in _DATA["nobody"]["any"]} | {code.casefold() for code in CODES}
_BETWEEN = re.compile(
    r"\s*(?:,| / |/|&|\+|、|，| and | und | et | y | e | en | och | og | dan | và | и | with | mit )\s*"
)
_NAME = re.compile(rf"{NAME}\Z", re.VERBOSE)


def is_byline(line: str) -> bool:
    """Whether a line names who wrote the story, and says so.

    >>> is_byline("By Anna Brandt and Piet de Wit, Marlow"), is_byline("By Friday the river had fallen.")
    (True, False)
    """
    return _named(line) is not None


def is_job(line: str) -> bool:
    """Whether a line says what the one named above it does, or for whom.

    >>> is_job("Opinion contributor"), is_job("BBC News, Marlow"), is_job("The reporter was late.")
    (True, True, False)
    """
    return len(line) <= 50 and _JOB.match(line) is not None


def is_stamp(line: str) -> bool:
    """Whether a line holds nothing but a date, a time, or how long the story takes to read.

    >>> is_stamp("PUBLISHED: 08:12 GMT, 4 May 2026"), is_stamp("3 min read"), is_stamp("On 4 May it rained.")
    (True, True, False)
    """
    likely = len(line) <= LONGEST and _STAMP_FIRST.match(line) and _STAMP_HOLDS.search(line.casefold())
    return bool(likely) and _stamp().match(line) is not None


def is_house(line: str) -> bool:
    """Whether a line is the name of an agency and nothing else.

    >>> is_house("AFP"), is_house("(Reuters)"), is_house("The AFP said so.")
    (True, True, False)
    """
    if len(line) > 60:
        return False
    bare = line.strip(_AROUND)
    return bare in HOUSES or all(part.strip() in HOUSES for part in re.split(r"[/,|]| - ", bare))


def house(lines: Sequence[str]) -> str | None:
    """The agency that a line of its own names, as printed.

    >>> house(["By Anna Brandt", "(AFP)"])
    'AFP'
    """
    return next((line.strip(_AROUND) for line in lines if line.strip(_AROUND) in HOUSES), None)


def is_label(line: str) -> bool:
    """Whether a line announces a by-line or a stamp and holds nothing of it: `By`, `PUBLISHED:`, `|`.

    >>> is_label("PUBLISHED:"), is_label("4 May 2026")
    (True, False)
    """
    return len(line) <= 40 and (ALONE.match(line) is not None or (is_stamp(line) and not any(map(str.isdigit, line))))


def of_site(line: str, url: str) -> bool:
    """Whether a line opens with the name of the site it stands on, as credits above Arabic reports do.

    >>> of_site("LOWMERE.INFO - Anna Brandt", "https://www.lowmere.info/a/1"), of_site("Lowmere votes", "")
    (True, False)
    """
    if not url or len(line) > 60 or line[-1] in ".!?":
        return False
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    opening = re.split(r"\s*[-–—|:_]+\s*|\s+(?=[^\x00-\u024f])", line)[0]
    named = "".join(filter(str.isalnum, opening.casefold()))
    return len(named) >= 5 and "".join(filter(str.isalnum, host)).startswith(named)


def authors(lines: Sequence[str]) -> list[str]:
    """The people that by-lines name, in order; none where a name is not surely one.

    >>> authors(["By Anna Brandt and Piet de Wit, Marlow", "4 May 2026"]), authors(["By our correspondent"])
    (['Anna Brandt', 'Piet de Wit'], [])
    """
    by = list(_joined(lines))
    above = [line for line, job in itertools.pairwise(by) if NAMED.match(line) and (is_job(job) or is_house(job))]
    found = [name for line in by if (names := line if line in above else _named(line)) for name in _people(names)]
    return list(dict.fromkeys(found))


def _named(line: str) -> str | None:
    """The part of a by-line that holds the names."""
    if len(line) > LONGEST:
        return None
    for form in _FORMS:
        if found := form.match(line):
            return found["names"]
    # Anna Brandt | AFP
    name, _, after = line.partition(" | ")
    return name if after.strip() in HOUSES and 3 < len(name) <= 40 and name.count(" ") < 5 else None


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """By-lines, with `By` and the name below it in one."""
    for n, line in enumerate(lines):
        if ALONE.match(line) and n + 1 < len(lines):
            yield f"{line} {lines[n + 1]}"
        elif not (n and ALONE.match(lines[n - 1])):
            yield line


def _people(names: str) -> Iterator[str]:
    for name in map(str.strip, _BETWEEN.split(names)):
        if not _NOBODY.isdisjoint(name.casefold().split()) or any(map(str.isdigit, name)):
            continue
        if _NAME.match(name) or (name[:1] > "\u0590" and 2 <= len(name) <= 40 and name.count(" ") <= 4):
            yield name
