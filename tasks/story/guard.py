"""Guard: no rule, whatever its evidence, takes the larger part of a page's prose, or what goes on with the rest.

Every rule that cuts what is not the story is asked here before its cut is taken.  A cut that is refused leaves the
text as it is, and the end of the story in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from tasks.edits import Edit, take
from tasks.story.cohesion import going_on
from tasks.story.fingerprints import is_sentence
from tasks.story.layout import is_data

if TYPE_CHECKING:
    from tasks.page import Page

TAIL = "foreign_tail"  # its edits are the paragraphs of one tail, the lower the surer
LARGE, OWN_OF_LARGE = 0.5, 0.6  # prose that is cut by prose that stays; share of it that goes on
# Confidence from which a cut is proven: `signoff.sure` has heard what goes on.  Of 83 tails that are large and go on,
# found by weights that had not seen their sites, 32 of 32 are right from .95 on, 28 of 31 from .85 on, 11 of 20 below.
PROVEN = {"after_sign_off": 0.85, TAIL: 0.95}
STAYS = 120  # characters of a line that counts as prose where it stays, whatever it ends in: an end mark, a credit
OWN, SURE = 1.0, 0.75  # any cut all of which goes on, by a rule that is no surer: refuses 5 wrong, 3 right
SURER = 0.9  # confidence above which the lower part of a refused tail goes


class Guard:
    """Asked about every cut of one page; `doubt` says whether one was refused."""

    def __init__(self, page: Page) -> None:
        """`page`: what is known of the article."""
        self._page = page
        self.doubt = False

    def allowed(self, rule: Callable[..., object], text: str, edits: Iterable[Edit]) -> Sequence[Edit]:
        """The edits of a rule that may be taken: all of them; of a refused tail what is surer; or none."""
        proposed = list(edits)
        proven = all(edit.confidence >= PROVEN.get(rule.__name__, 2) for edit in proposed)
        if not proposed or rule.__name__ not in CUTS or not too_much(text, proposed, self._page, proven=proven):
            return proposed
        self.doubt = True
        below = len(list(takewhile(lambda edit: edit.confidence > SURER, reversed(proposed))))
        surer = proposed[len(proposed) - below :] if rule.__name__ == TAIL else []
        return surer if surer and not too_much(text, surer, self._page) else ()


CUTS = frozenset({"after_sign_off", "heading", TAIL, "recurring"})  # rules whose cuts are not the story


def too_much(text: str, edits: Sequence[Edit], page: Page, *, proven: bool = False) -> bool:
    r"""Whether a cut leaves no story, or takes what goes on with it, without evidence of its own.

    Evidence of its own has a paragraph that other pages of the site show, and a cut that is `proven`: an end mark
    that nothing else can be stands above it, or its probability is near one.

    >>> from tasks.page import Page
    >>> story = "The mayor, Anita Rao, opened the new bridge over the Mirre on Monday after nine years of work."
    >>> more = "Rao told the guests that the bridge over the Mirre had cost less than the old ferry, which sank."
    >>> too_much(f"{story}\n{more}", [Edit(len(story), f"\n{more}", "", "why", 0.9)], Page())
    True
    """
    known = _known(text, page)
    cut = [line for edit in edits if not edit.new for line in _lines(edit.old) if is_prose(line) and line not in known]
    if not cut:
        return False
    stays = [line for line in _lines(take(text, edits)[0]) if line not in known]
    size = sum(len(line) for line in stays if not is_data(line) and (is_prose(line) or len(line) > STAYS))
    if not size or proven:
        return not size
    large, unsure = sum(map(len, cut)) > LARGE * size, min(edit.confidence for edit in edits) <= SURE
    if not (large or unsure):
        return False
    own = sum(going_on(stays, cut)) / len(cut)
    return (large and own > OWN_OF_LARGE) or (unsure and own >= OWN)


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph rather than a link or a label: a sentence, or so long that it must hold one."""
    return is_sentence(line) or len(line) > 250


def _known(text: str, page: Page) -> frozenset[str]:
    """The paragraphs that other pages of the site show."""
    told = page.memory.recall(text)
    return frozenset(line for line, one in zip(_lines(text), told, strict=False) if one) if told else frozenset()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
