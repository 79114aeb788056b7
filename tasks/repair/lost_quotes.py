"""Quotes and apostrophes that were lost to U+FFFD or to a question mark, put back from where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.edits import Edit
from tasks.page import Page
from tasks.repair.gates import odd

LOST = "\ufffd"
WORDS = re.compile(r"[^\W\d_]{2,}")
# `don?t`, `?Yes`: no question mark stands before a letter, but in an address.
ASKED = re.compile(r"\?\w")
CONTRACTION = re.compile(r"(?:s|t|d|m|re|ve|ll|em|n|S|T|D|M|RE|VE|LL)(?![^\W_])")
ELISION = re.compile(r"(?<!\w)(?:[ldjnmcstLDJNMCST]|[qQ]u)\ufffd(?=[aeiouhyéèêàâîôAEIOUHÉ])|(?<!\w)O\ufffd(?=[A-Z])")
WORDS_BEFORE = re.compile(r"[^\W\d_]+$")
SURVIVED, DOUBLE = re.compile("[“‘’„]"), re.compile("[“”„]")
DECADE = re.compile(r"\d0s\b|(?:em|til|cause|tis|twas|s)\b")
BEFORE_OPENING = frozenset("\n ([{—–-/“‘\xa0\t")
AFTER_CLOSING = frozenset("\n )]}—–-/.,;:!?”’\xa0\t…*")
ADDRESS = re.compile(r"://|www\.|[=&/]|\.\w+\?")
ACCENTED = "éèêëáàâãäåíìîïóòôõöøúùûüñçýž"


def lost_quotes(text: str, page: Page) -> Iterator[Edit]:
    """Quotes and apostrophes of which only U+FFFD or `?` is left.

    They come back only where all that was lost in a line stands where a quote can: between letters as in
    `don’t`, or in pairs at the edges of words.  A lost letter (`Erdo\ufffdan`) stays lost, and so does the
    whole line when something else than text lies around.

    Seen in: UTF-8 that was read as cp1252, whose `”` has an undefined byte; ASCII exports.

    >>> [edit.new for edit in lost_quotes("\ufffdWe won\ufffdt go,\ufffd the mayor said.", Page())]
    ['“', '’', '”']
    >>> list(lost_quotes("Erdo\ufffdan said: who are we?", Page()))
    []
    """
    if not page.settings.repair.mojibake:
        return
    start = 0
    for line in text.split("\n"):
        if LOST in line or ("?" in line and ASKED.search(line)):
            for at, (sign, mark) in sorted(_found(line).items()):
                confidence = 0.85 if sign == LOST else 0.7
                yield Edit(start + at, sign, mark, "a quote that was lost", confidence)
        start += len(line) + 1


def maybe_lost_quotes(text: str) -> bool:
    """Whether the text has a replacement character, or a question mark where no question ends."""
    return LOST in odd(text) or ("?" in text and ASKED.search(text) is not None)


def _found(line: str) -> dict[int, tuple[str, str]]:
    """Where a sign stands for which mark; what was found may show what another sign is."""
    found: dict[int, tuple[str, str]] = {}
    if len(WORDS.findall(line)) < 4:
        return found  # too little to tell
    for sign in (LOST, "?", LOST, "?"):
        marks = _marks(line, sign) if sign in line else {}
        found.update((at, (sign, mark)) for at, mark in marks.items())
        line = "".join(marks.get(at, ch) for at, ch in enumerate(line)) if marks else line
    return found


def _marks(line: str, sign: str) -> dict[int, str]:
    if 3 * sign in line:
        return {}  # letters of another script, or bytes of one character: nothing tells which
    spots = [(at, _role(line, at, sign)) for at, ch in enumerate(line) if ch == sign]
    if sign == LOST:
        return {} if any(not role for _, role in spots) else _paired(line, spots)
    return _paired(line, list(_unasked(line, spots)))


def _role(line: str, at: int, sign: str) -> str:
    """What the sign can have been, by its neighbours; empty when no text is beside it."""
    left, right = line[at - 1] if at else "\n", line[at + 1] if at + 1 < len(line) else "\n"
    if left.isalnum() and right.isalnum():
        return "apostrophe" if _is_apostrophe(line, at, sign) else "letter"
    if left in BEFORE_OPENING or (left == sign and right.isalnum()):
        if right.isalnum() or right in "$£€#@.…'‘“" or right == sign:
            return "apostrophe" if DECADE.match(line, at + 1) else "opening"
        return "dash" if right.isspace() else ""
    if right in AFTER_CLOSING or right == sign:
        return "closing" if left.isalnum() or left in ".,!?;:%)…’'”-—–" or left == sign else ""
    return ""


def _is_apostrophe(line: str, at: int, sign: str) -> bool:
    """Whether a contraction follows or an elision precedes; not where a letter with an accent makes a word."""
    follows = CONTRACTION.match(line, at + 1)
    if not follows:
        return sign == LOST and ELISION.search(line, max(0, at - 3), at + 2) is not None
    if sign != LOST:
        return True
    from tasks.repair.spacing.lexicon import share

    before = WORDS_BEFORE.search(line, max(0, at - 30), at)
    if not before:
        return follows.group() in "sS"  # of a decade
    word = before.group()
    known = share(word.lower())
    return known > -11.5 or known >= max(share((word + ch + follows.group()).lower()) for ch in ACCENTED)


def _unasked(line: str, spots: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Of all question marks those that ask nothing: inside or before a word, and what closes after such a one."""
    pending: list[int] = []
    sure = any(role == "apostrophe" for _, role in spots)
    found: list[tuple[int, str]] = []

    def close() -> None:
        nonlocal sure
        near = [at for at in pending[1:2] if line.count(" ", pending[0], at) < 4 and line[at + 1 : at + 2] != "?"]
        good = near or [at for at in pending[1:] if line[at - 1] in ",.!?"]
        good = good or [at for at in pending[1:] if _goes_on(line, at)]
        if good:
            sure = True
        elif len(pending) > 1:
            good = pending[-1:]
        if good:
            found.extend(((pending[0], "opening"), (good[0], "closing")))
        elif pending:
            found.append((pending[0], "opening"))
        pending.clear()

    for at, role in spots:
        if role == "apostrophe" and not _in_address(line, at):
            found.append((at, role))
        elif role == "opening" and not _in_address(line, at):
            close()
            pending.append(at)
        elif role == "closing" and _is_plural(line, at) and _goes_on(line, at) and not pending:
            found.append((at, "apostrophe"))
        elif role == "closing" and pending:
            pending.append(at)
    close()
    yield from sorted(found) if sure else ()


def _is_plural(line: str, at: int) -> bool:
    """Whether a plural's apostrophe could stand there: `students’ rights`."""
    return line[at - 1] in "sS" and line[at + 1 : at + 2] == " " and line[at + 2 : at + 3].isalnum()


def _closes(line: str, roles: dict[int, str], places: list[int], n: int) -> bool:
    """Whether the next quote closes; looks at each place once in all, for only apostrophes lie between."""
    for m in range(n, len(places)):
        at = places[m]
        if line[at] == "”" or roles.get(at) == "closing":
            return True
        if line[at] in "“„" or roles.get(at) == "opening":
            return False
    return False


def _goes_on(line: str, at: int) -> bool:
    after = line[at + 1 : at + 3]
    return after[:1] in tuple(".,;:)") or (after[:1] == " " and after[1:].islower())


def _in_address(line: str, at: int) -> bool:
    first = max(line.rfind(" ", max(0, at - 200), at), line.rfind("\t", max(0, at - 200), at)) + 1
    return ADDRESS.search(line, first, at + 1) is not None


def _paired(line: str, spots: list[tuple[int, str]]) -> dict[int, str]:
    """The marks that can be put back: apostrophes, and quotes whose partner is found.

    Where other curly quotes survived and no opening one was lost, it was the one with a byte that
    cp1252 does not define: the closing double quote.
    """
    roles = dict(spots)
    only_closing = not {"opening", "apostrophe"} & set(roles.values()) and SURVIVED.search(line) is not None
    marks: dict[int, str] = {}
    low = False  # „ opened what “ closes
    opened: list[int] = []  # -1 for a quote that survived
    places = sorted({*roles, *(match.start() for match in DOUBLE.finditer(line))})
    for n, at in enumerate(places):
        role = roles.get(at, "")
        if line[at] == "“" and low:
            low = False
        elif line[at] in "“„":
            low = line[at] == "„"
            opened.append(-1)
        elif line[at] == "”":
            if opened and (first := opened.pop()) >= 0:
                marks[first] = "“"
        elif role == "apostrophe":
            marks[at] = "’"
        elif role == "opening":
            opened.append(at)
        elif role == "closing" and _is_plural(line, at) and _closes(line, roles, places, n + 1):
            marks[at] = "’"  # a plural's, for the quotation ends later
        elif role == "closing" and opened and (opened[-1] >= 0 or _is_edge(line, at - 1)):
            first = opened.pop()
            nested = first >= 0 and opened
            marks[at] = "’" if nested else "”"
            if first >= 0:
                marks[first] = "‘" if nested else "“"
        elif role == "closing" and (only_closing or line[at - 1] in ".,!?") and _is_edge(line, at - 1):
            marks[at] = "”"
        elif role == "closing" and _is_plural(line, at):
            marks[at] = "’"
    return marks | {at: "“" for at in opened if _goes_on_below(line, at) and _is_edge(line, at + 1)}


def _is_edge(line: str, at: int) -> bool:
    """Whether what stands beside one sign alone is no letter, or a Latin one: of other scripts it can be the next."""
    return not line[at].isalpha() or line[at] < "\u0250" or "\u1e00" <= line[at] < "\u1f00"


def _goes_on_below(line: str, at: int) -> bool:
    """Whether a quotation that is not closed in its paragraph may go on in the next one."""
    return at >= 0 and line[at + 1].isupper() and (at == 0 or line[at - 2 : at] in (", ", ": ", ". ", "! ", "? "))
