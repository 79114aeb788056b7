"""A text and what was seen of it: a dozen rules look at the same one in turn, and ask the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Seen = TypeVar("Seen")
_UNSEEN: Any = object()


class Text(str):
    """A string that remembers what was seen of it, as long as it is there itself.

    >>> Text("The river rose.") == "The river rose.", Text("a").seen
    (True, {})
    """

    __slots__ = ("seen",)
    seen: dict[Any, Any]

    def __new__(cls, text: str) -> Text:
        """The text itself where it is one already."""
        if type(text) is cls:
            return text
        made = super().__new__(cls, text)
        made.seen = {}
        return made


def once(look: Callable[[str], Seen]) -> Callable[[str], Seen]:
    """`look`, asked once of a `Text` and remembered there; of any other string it is asked each time.

    >>> lines = once(str.splitlines)
    >>> text = Text("The river rose.")
    >>> lines(text) is lines(text), lines("It fell.") is lines("It fell.")
    (True, False)
    """

    @wraps(look)
    def seen(text: str) -> Seen:
        if type(text) is not Text:
            return look(text)
        found: Seen = text.seen.get(look, _UNSEEN)
        if found is _UNSEEN:
            found = text.seen[look] = look(text)
        return found

    return seen
