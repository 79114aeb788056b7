"""The plus sign that was lost at the end of an abbreviation: an address decodes `+` to a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.edits import Edit
from tasks.page import Page

GAP = re.compile(r"\(([A-Z][A-Za-z&-]{0,11}) \)")
SPELLED_OUT = re.compile(r"\bPlus[”’\"']? $")


def lost_plus(text: str, page: Page) -> Iterator[Edit]:
    """An abbreviation in brackets that ends in a blank, right after the long form that ends in "Plus".

    Seen in: reports on meetings of a group with its partners, `... Ministers' Meeting Plus (XDMM )`.

    >>> [edit.new for edit in lost_plus("the Harbour Ministers’ Meeting Plus (HMM ) in May", Page())]
    ['+']
    >>> list(lost_plus("the Harbour Ministers’ Meeting (HMM ) in May", Page()))
    []
    """
    for match in GAP.finditer(text):
        if SPELLED_OUT.search(text, max(0, match.start() - 8), match.start()):
            yield Edit(match.end() - 2, " ", "+", "the plus sign of a name that ends in Plus", 0.95)


def maybe_plus(text: str) -> bool:
    """Whether a bracket closes after a blank, and something is called Plus."""
    return "Plus" in text and " )" in text
