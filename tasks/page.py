"""Page: what is known of an article besides its text.  Every rule may look at it; none changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from tasks.settings import Settings


class Recall(NamedTuple):
    """What a site's memory knows of one paragraph."""

    stories: int  # on the pages of how many other stories of the site the paragraph stood, 16 at most
    lead_of: str  # the article whose title, standfirst or lede it is, or begins; empty when of none, or of several
    share: float = 0.0  # of the site's stories, on whose pages it stood in such a place as here


class Memory(Protocol):
    """What the other pages of a site say (story/site_memory.py learns it)."""

    def recall(self, text: str) -> Sequence[Recall | None]:
        """A Recall for each paragraph of a text, None where no other story has it; an empty list when none has."""


class Forgetful:
    """The memory of a site nobody has visited before."""

    def recall(self, text: str) -> Sequence[Recall | None]:  # noqa: ARG002, D102
        return ()


@dataclass(frozen=True, slots=True)
class Page:
    """One article's surroundings.

    `damage` maps a repaired line to the number of lost spaces that were put back in it: where that
    texture stops, another story may have begun.  `judged` keeps what was found out of texts made of this article,
    so that nothing is asked twice.
    """

    settings: Settings = field(default_factory=Settings)
    title: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    site: str = ""
    memory: Memory = field(default_factory=Forgetful)
    damage: Mapping[str, int] = field(default_factory=dict)
    authors: tuple[str, ...] = ()  # as the input names them
    url: str = ""
    judged: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
