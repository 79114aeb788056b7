"""Newsroom: how dates, notes of correction and reporting credits are written, once for the whole project.

Datelines have a module of their own (`dateline`), photo credits as well (`credit`); what stands here is what
they and others share.  Nothing here cuts: these functions say what a line is.
"""

from __future__ import annotations

import re
from functools import lru_cache

MONTHS = (
    r"(?:Jan|Feb|Mar|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez|Ene|Abr|Ago|Dic|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG"
    r"|SEP|OCT|NOV|DEC|GEN|MAG|GIU|LUG|SET|OTT|DIC|ene|feb|mar|abr|may|mai|jun|jul|ago|sep|set|oct|okt|ott|out|nov|dic"
    r"|dez|gen|mag|giu|lug|avr|aoû|déc|fév|juil|juin|Mär|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві"
    r"|тра|чер|лип|сер|вер|жов|лис|гру|Oca|Şub|Nis|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis"
    r"|gru|Ags|Agu|Des|Mei)\w{0,7}\.?"
)
DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?[ ])?"
# A day of a month as a dateline has it: Nov. 22, 22nd November, 22 ноября 2026.
DATE = rf"{DAY}(?:{MONTHS}[ ]?\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th|\.)?[ ]?{MONTHS})(?:,?[ ]?\d{{4}})?"

# Seen in: Reuters-21578, Reuters archives (which version a report is), en.vietnamplus.vn, bbc.com, apnews.com.
_CORRECTED = re.compile(
    r"""\W{0,3} (?: corrects | corrected | corrections? | corrigendum | clarifi(?:es|cation)
      | (?:this|an\ earlier|a\ previous)\ (?:story|article|report|version)\b .{0,60}
        \b (?:corrected|updated|misstated|incorrectly)
      | korrektur | berichtigung | rectificati(?:f|on) | corrección | correção | rettifica | đính\ chính | ralat
      | исправлен[оа]? | уточнен[оа]? | 更正 | 訂正 | 정정 ) \b""",
    re.IGNORECASE | re.VERBOSE,
)
_VERSION = re.compile(
    r"""\W? (?: corrects | corrected | correction | refiles | updates | updated | adds | recasts | clarifies | repeats
      | removes | rewrites | fixes | editor['’]?s['’]?\ note | note | please\ note ) \b""",
    re.IGNORECASE | re.VERBOSE,
)
_REPORTED = re.compile(
    r"""[(\[—–*_ -]{0,4}
      (?: (?:additional\ |further\ )?(?:reporting|writing|editing|compiled|graphics|photography)\ by\b
        | (?:reporting|writing|editing)\ and\ (?:reporting|writing|editing)\ by\b
        | (?:with|includes)\ (?:reporting|files)\ (?:by|from)\b | contributing(?:\ writers?)?\ ?:
        | with\ (?:[\w-]+\ ){0,3}wires?\W*\Z
        | (?:pewarta|editor|reporter|penulis)\ ?: | (?:redaktion|redaktor)\ ?:
        | (?:責任編輯|责任编辑|编辑|編輯|記者|记者)\ ?[:：] )""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(
    r"""[(\[—–*_ -]{0,4} .{3,80}
      \ (?:contributed\ (?:to\ this\ (?:report|story|article)|reporting) | reported\ from\ .{2,60})\b""",
    re.IGNORECASE | re.VERBOSE,
)


# The first three characters, in Chinese and Korean two, of all that the patterns open with: a new form adds its own.
_OPENINGS = frozenset(
    """
    cor cla thi kor ber rec ret đín ral исп уто 更正 訂正 정정
    add fur rep wri edi com con gra pho wit inc pew pen red 責任 责任 编辑 編輯 記者 记者
    """.split()  # noqa: SIM905 - as words they are read at a glance
) | {"an ", "a p"}


@lru_cache(maxsize=4096)
def _may_open(start: str) -> bool:
    """Whether a line that starts with these three characters may be a correction or a credit; behind a sign it may."""
    start = start.casefold()
    return start in _OPENINGS or not start[:1].isalnum() or start[:2] in _OPENINGS


def is_correction(line: str) -> bool:
    """Whether a line says that the report was corrected, or corrects another one.

    >>> is_correction("(Corrects date in first paragraph.)"), is_correction("The correction was late, she said.")
    (True, False)
    """
    return len(line) <= 400 and _may_open(line[:3]) and _CORRECTED.match(line) is not None


def is_version_note(line: str) -> bool:
    """Whether a line is a note to editors that says which version of a report this is.

    >>> is_version_note("(Adds comment of the mayor)"), is_version_note("The mayor adds a comment.")
    (True, False)
    """
    return _VERSION.match(line) is not None


def is_reporting_credit(line: str) -> bool:
    """Whether a line, mostly a report's last, says who reported, wrote and edited it.  It belongs to the story.

    >>> is_reporting_credit("Reporting by Anna Brandt in Marlow; Editing by Piet de Wit")
    True
    >>> is_reporting_credit("Contributing: Anna Brandt"), is_reporting_credit("With Herald wires")
    (True, True)
    >>> is_reporting_credit("She said that reporting by the agency was fair.")
    False
    """
    if len(line) > 400:
        return False
    if _may_open(line[:3]) and _REPORTED.match(line):
        return True
    said = "ontributed " in line or "eported " in line or line.isupper()
    return said and _NAMED.match(line) is not None
