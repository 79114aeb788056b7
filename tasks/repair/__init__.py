"""What a machine broke, put back: encoding, invisible characters, injected emoji, lost spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tasks.edits import TEXT, Edit, Find, Rule, Step, follow
from tasks.page import Page
from tasks.repair.emoji import has_emoji, injected_emoji, maybe_emoji
from tasks.repair.gates import quiet
from tasks.repair.invisible import (
    control_characters,
    has_controls,
    has_invisible,
    has_separators,
    invisible,
    line_separators,
)
from tasks.repair.lost_plus import lost_plus, maybe_plus
from tasks.repair.lost_quotes import lost_quotes, maybe_lost_quotes
from tasks.repair.mojibake import (
    composed,
    decomposed,
    entities,
    has_entities,
    maybe_mojibake,
    mojibake,
    suspect,
    unread_lines,
)
from tasks.repair.spacing.lexicon import speaks
from tasks.repair.spacing.lost_spaces import languages, looks_like_two, lost_space, may_lack_space
from tasks.repair.wrapped import drop_cap, hard_wrap, has_breaks, has_dropped, may_be_wrapped, one_line
from tasks.text import Text

CHARACTERS: tuple[Rule, ...] = (
    Rule(entities, has_entities),
    Rule(mojibake, maybe_mojibake),
    Rule(lost_quotes, maybe_lost_quotes),
    Rule(line_separators, has_separators),
    Rule(control_characters, has_controls),
    Rule(invisible, has_invisible),
    Rule(composed, decomposed),
    Rule(injected_emoji, maybe_emoji),
    Rule(lost_plus, maybe_plus),
)
# In a quiet text these have nothing to say, and are not asked; any other rule is.
_LOUD = (mojibake, line_separators, control_characters, invisible, composed, injected_emoji)
# These take out or change what may be a byte of a character, in a line that is in the wrong encoding.
_OF_BYTES = (lost_quotes, line_separators, control_characters, invisible, composed)
IN_PLAIN = tuple(rule for rule in CHARACTERS if rule.find not in _LOUD)
SPACING: tuple[Rule, ...] = (
    Rule(hard_wrap, may_be_wrapped),
    Rule(drop_cap, has_dropped),
    Rule(lost_space, may_lack_space),
)
RULES = (*CHARACTERS, *SPACING)
JOINING, APART = SPACING[:-1], SPACING[-1:]
OF_FIELDS: tuple[Rule, ...] = (Rule(one_line, has_breaks),)

STAGE = "repair"
FIELDS = ("title", "source")  # what is given beside the text and published as copy
ROUNDS = 8  # rounds a text may take to settle; two suffice for any text that was not made to resist


class Repaired(NamedTuple):
    """A text after its repair.

    `damage` maps a line of `text` to the number of lost spaces that were put back in it; `flags` is
    what a person may want to look at.
    """

    text: str
    steps: list[Step]
    damage: dict[str, int]
    flags: list[str]


def repair(text: str, page: Page) -> Repaired:
    """Put back what a machine broke; needs to know no other article.

    The rules on characters repeat until none has anything left to say, since one may uncover what
    another can repair; so repairing a repaired text changes nothing.

    >>> repair("Nothing is broken here.", Page()).steps
    []
    """
    text, steps = _settle(Text(text), page)
    text, joined = follow(text, JOINING, page, STAGE)
    for _ in range(ROUNDS):
        text, spaced = follow(text, APART, page, STAGE)
        if not joined and not spaced:
            break
        text, again = _settle(text, page)
        steps += joined + spaced + again
        text, joined = follow(text, JOINING, page, STAGE)  # a space put back may show where a line ended
        if not joined and not again:
            break
    steps += joined
    return Repaired(str(text), steps, _damage(text, steps), _flags(text))


def repair_field(value: str, page: Page, field: str, text: str = "") -> tuple[str, list[Step]]:
    """A field that was given beside a text, repaired like it, and the steps; as it was, when nothing would be left.

    It is one line.  A headline alone is too short to tell its language: lost spaces come back where the `text` is in
    one of those known.

    >>> repair_field("Baker &amp;amp; mayor", Page(), "title")[0]
    'Baker & mayor'
    """
    repaired, steps = _settle(value, page, field)
    codes = languages(text, page.language)
    spoken = next((code for code in codes if looks_like_two(repaired, code) and speaks(text, code)), None)
    if spoken:
        spaced, put = follow(repaired, SPACING, replace(page, language=spoken), STAGE, field)
        repaired, again = _settle(spaced, page, field)
        steps += put + again
    repaired, joined = follow(repaired, OF_FIELDS, page, STAGE, field)
    steps += joined
    return (str(repaired), steps) if repaired.strip() else (value, [])


def _settle(text: str, page: Page, field: str = TEXT) -> tuple[str, list[Step]]:
    text = Text(text)
    steps: list[Step] = []
    for _ in range(ROUNDS):
        if quiet(text) and not any(gate(text) for _, gate in IN_PLAIN):
            break
        text, taken = follow(text, CHARACTERS, page, STAGE, field, _allowed)
        if not taken:
            break
        steps += taken
    return text, steps


def _allowed(find: Find, text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits of a rule but those in lines that `mojibake` could not read: no line is half mended."""
    edits = list(edits)
    if not edits or find not in _OF_BYTES:
        return edits
    unread = list(unread_lines(text))

    def may_be_byte(edit: Edit) -> bool:
        return not edit.old.strip("\u2028\u2029").isascii() and any(start <= edit.start < end for start, end in unread)

    return [edit for edit in edits if not may_be_byte(edit)]


def _damage(text: str, steps: Sequence[Step]) -> dict[str, int]:
    """Lost spaces put back, by line of the repaired text: one pass over the steps, however many there are."""
    names = {lost_space.__name__}
    if not any(step.rule in names for step in steps):
        return {}
    spaces: list[int] = []  # where they stand now, ascending
    n = 0
    while n < len(steps):
        batch = n  # one rule's steps, from left to right
        while (
            n < len(steps) and steps[n].rule == steps[batch].rule and steps[n].start >= steps[max(n - 1, batch)].start
        ):
            n += 1
        spaces = _moved(spaces, steps[batch:n], steps[batch].rule in names)
    damage: dict[str, int] = {}
    start = at = 0
    for line in text.split("\n") if spaces else ():
        end = start + len(line)
        first = at
        while at < len(spaces) and spaces[at] < end:
            at += 1
        if at > first:
            damage[line] = damage.get(line, 0) + at - first
        start = end + 1
    return damage


def _moved(spaces: list[int], steps: Sequence[Step], new: bool) -> list[int]:
    """Where the spaces stand after these steps, with those that the steps themselves put in."""
    moved: list[int] = []
    at = shift = 0
    for step in steps:
        while at < len(spaces) and spaces[at] + shift < step.start:
            moved.append(spaces[at] + shift)
            at += 1
        if new and step.inserted.count(" ") > step.removed.count(" "):
            moved.append(step.start)
        shift += len(step.inserted) - len(step.removed)
    moved += [space + shift for space in spaces[at:]]
    return moved


def _flags(text: str) -> list[str]:
    if quiet(text):
        return []
    flags = {"emoji_kept": has_emoji(text), "encoding_suspect": suspect(text)}
    return [flag for flag, raised in flags.items() if raised]
