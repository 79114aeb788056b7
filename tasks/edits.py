"""Edits: how text changes here, and how every change is taken back.

A *rule* looks at a text and proposes edits; it never changes the text.  `take` applies the proposals
of one rule and writes each down as a step; `undo` plays steps backwards.  Nothing else in the
project changes the text of an article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from re import Pattern
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tasks.text import Text

if TYPE_CHECKING:
    from tasks.page import Page


class Edit(NamedTuple):
    """A proposal: at `start` (code points, in the text the rule was shown) put `new` for `old`."""

    start: int
    old: str
    new: str
    reason: str
    confidence: float = 1.0  # 0 to 1: how sure the rule is that this is damage, or not the story


class Step(NamedTuple):
    """An edit that was taken: `start` counts code points in the text as this very step found it.

    `field` says what was changed: `TEXT`, or the field that was given beside it, such as `title`.
    """

    field: str
    stage: str
    rule: str
    start: int
    removed: str
    inserted: str
    confidence: float
    reason: str


Find: TypeAlias = "Callable[[str, Page], Iterable[Edit]]"
Allowed: TypeAlias = "Callable[[Find, str, Iterable[Edit]], Iterable[Edit]]"


class Rule(NamedTuple):
    """What finds one kind of damage, and a cheap test that says when there can be none.

    `find` proposes the edits; its name is the rule's name.  `gate` is called first: where it is
    false, `find` would have proposed nothing (a test holds every rule to that).  `follow` hands both a `Text`.
    """

    find: Find
    gate: Callable[[str], object] = bool

    @property
    def name(self) -> str:
        """The rule's name, as it stands in the column `rule` of the edits."""
        return self.find.__name__


TEXT = "text"  # the field that an edit is made in when nothing else is said
_START = itemgetter(0)  # of an edit
_tuple = tuple.__new__


class BadEdit(ValueError):
    """A rule proposed what cannot be taken: an overlap, a wrong `old`, or no change at all."""


def take(
    text: str, edits: Iterable[Edit], stage: str = "", rule: str = "", field: str = TEXT
) -> tuple[str, list[Step]]:
    """Apply proposals made on one text, from left to right, and return the steps they became.

    Raises BadEdit for two edits that overlap or start at the same place, for an `old` that is not
    what stands there, and for an edit that changes nothing.

    >>> take("the countryshared view", [Edit(11, "", " ", "a lost space")])[0]
    'the country shared view'
    """
    proposals = sorted(edits, key=_START)
    if not proposals:
        return text, []
    parts: list[str] = []
    steps: list[Step] = []
    done = shift = 0
    before = -1
    for start, old, new, reason, confidence in proposals:
        if start < done or start == before:
            raise BadEdit(f"rule {rule!r}: the edit at {start} overlaps the one before; propose one edit a place")
        end = start + len(old)
        if text[start:end] != old or end > len(text):
            raise BadEdit(f"rule {rule!r}: at {start} stands {text[start:end]!r}, not {old!r}")
        if old == new:
            raise BadEdit(f"rule {rule!r}: the edit at {start} changes nothing; do not propose it")
        parts.append(text[done:start])
        parts.append(new)
        # As Step(...), in a third of the time: most articles have a dozen.
        steps.append(_tuple(Step, (field, stage, rule, start + shift, old, new, confidence, reason)))
        before = start
        done = end
        shift += len(new) - len(old)
    parts.append(text[done:])
    return "".join(parts), steps


def undo(text: str, steps: Sequence[Step], field: str = TEXT) -> str:
    """The text as it was before these steps were taken; those of other fields than this one are passed over.

    Raises BadEdit where the text does not hold what a step inserted: it is not the text they made.

    >>> undo(*take("one two", [Edit(3, " ", "-", "why"), Edit(7, "", ".", "why")]))
    'one two'
    """
    for pass_ in reversed(passes([step for step in steps if step.field == field])):
        parts: list[str] = []
        done = 0
        for step in pass_:
            start, inserted = step.start, step.inserted
            if start < 0 or not text.startswith(inserted, start):
                found = text[max(start, 0) : max(start, 0) + len(inserted)]
                raise BadEdit(f"step {step.rule!r}: at {start} stands {found!r}, not {inserted!r}")
            parts += text[done:start], step.removed
            done = start + len(inserted)
        parts.append(text[done:])
        text = "".join(parts)
    return text


def passes(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps in runs from left to right, in which none touches what one before it put in.

    The steps of one `take` are one such pass.  Where text is concerned a pass is one piece of work, so that a
    million steps cost no more than their texts.

    >>> [len(run) for run in passes([*take("ab", [Edit(0, "a", "", "")])[1], *take("b", [Edit(0, "b", "", "")])[1]])]
    [2]
    """
    found: list[list[Step]] = []
    end = 0
    for step in steps:
        if not found or step.start < end:
            found.append([])
        found[-1].append(step)
        end = step.start + len(step.inserted)
    return found


def follow(
    text: str, rules: Sequence[Rule], page: Page, stage: str, field: str = TEXT, allowed: Allowed | None = None
) -> tuple[str, list[Step]]:
    """Let the rules of one stage look at the text in turn, each at what the one before it left.

    `allowed` is asked about the edits that a rule proposes to a text, and says which may be taken.
    """
    text = Text(text)
    steps: list[Step] = []
    for find, gate in rules:
        if gate(text) and (edits := find(text, page)):
            if allowed is not None:
                edits = allowed(find, text, edits)
            after, taken = take(text, edits, stage, find.__name__, field)
            text = Text(after)
            steps += taken
    return text, steps


def cut(pattern: Pattern[str], text: str, reason: str, confidence: float = 1.0) -> Iterator[Edit]:
    """Propose to remove every non-empty match of a pattern.

    >>> import re
    >>> [edit.old for edit in cut(re.compile("b+"), "abbcb", "no b")]
    ['bb', 'b']
    """
    for match in pattern.finditer(text):
        if match.group():
            yield Edit(match.start(), match.group(), "", reason, confidence)
