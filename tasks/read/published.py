"""When an article was published, from its text: only what says so itself."""

from __future__ import annotations

import re
from datetime import datetime

from tasks.read.date_names import WORD, folded, known
from tasks.read.dates import LABEL, LONGEST, moment

HEAD_LINES, TAIL_LINES = 8, 3  # lines of a page that may say when it was published
PROSE = 200  # characters from which on a line is prose
CHANGED = re.compile(
    r"updat|modif|edited|aktualis|geändert|mis à jour|actuali|atuali|aggiorn|bijgewerkt|обновл|оновл|diperbarui|"
    r"cập nhật|güncel|uppdater|oppdat|päivit|更新|수정",
    re.IGNORECASE,
)
# A place, a whole date, and the dash or agency of a dateline.
DATELINE = re.compile(
    r"^(?P<place>[^\W\d_][^\d,(:;.!?]{1,40})[,(]\s?(?P<date>[^()—–:;]{0,24}?\d{4}|[^()—–:;]{4,24}?\d{4})"
    r"(?=\s?\)?\s?(?:[—–]|-{1,2}\s|\(|\)))"
)


def said(text: str, language: str | None = None) -> datetime | None:
    r"""When a page says it was published, in a line that is nothing but a date, or in a dateline with a year.

    None where no line says so, where two differ in the day, and for the time of a change.

    >>> str(said("Ferry late again\nPublished: 6 May 2024, 07:08\nThe ferry to Lowmere was late again on Monday."))
    '2024-05-06 07:08:00+00:00'
    >>> str(said("LOWMERE, May 6, 2024 (Corvane) - The ferry was late again, for the third time in a week."))
    '2024-05-06 00:00:00+00:00'
    >>> said("The ferry was late.\nMay 6, 2021\nJune 7, 2022"), said("Since May 6, 2021 – a Thursday – it has rained.")
    (None, None)
    """
    head = [line.strip() for line in text[: 40 * LONGEST].split("\n", 3 * HEAD_LINES)[: 3 * HEAD_LINES]]
    found: list[datetime] = []
    for line in [line for line in head if line][:HEAD_LINES]:
        dated = None if len(line) >= PROSE else _line(line, language)
        if not dated:
            dated = _dateline(line, language)
        if dated:
            found.append(dated)
        if len(line) >= PROSE:
            break
    if not found:
        tail = text[-20 * LONGEST :].rstrip().rsplit("\n", TAIL_LINES)[-TAIL_LINES:]
        found = [dated for line in tail if LABEL.match(line.strip()) and (dated := _line(line.strip(), language))]
    days = {one.date() for one in found}
    return max(found) if len(days) == 1 else None


def _line(line: str, language: str | None) -> datetime | None:
    if not re.search(r"\d{4}", line) or len(line) > LONGEST or CHANGED.search(line):
        return None
    label = LABEL.match(line)
    if label and not all(known(folded(word)) for word in WORD.findall(label[0])):
        return None  # "Born: ..."
    return moment(line, language) if not re.fullmatch(r"[\d.]+", line) else None


def _dateline(line: str, language: str | None) -> datetime | None:
    if not (found := DATELINE.match(line)):
        return None
    words = [folded(word) for word in WORD.findall(found["place"])]
    if any(known(word) for word in words) or len(words) > 4 or not found["place"][:1].isupper():
        return None
    return moment(found["date"].strip(), language)
