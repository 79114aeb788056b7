"""Features: what can be counted of every paragraph of a page that bears on whether the story still goes on.

One row a paragraph, whole numbers throughout, counted by the core; story.h there has the list of them, and says how.
They come in named groups, which `README.md` explains; a name ends in `<1` or `>1` for the paragraph above or below,
`_below` and `_above` for the mean from here on or up to here, `-usual` for what it is more than in the paragraphs with
which the story begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tasks import core
from tasks.core import STORY_COLUMNS as GROUPS
from tasks.story.ending import tokens

NAMES = tuple(name for group in GROUPS.values() for name in group)
AT = {name: place for place, name in enumerate(NAMES)}


def features(lines: Sequence[str], common: Any) -> Any:
    """One row of NAMES for each paragraph; `common` is the table that `tokens.wording` asks for.

    >>> import numpy as np
    >>> rows = features(["The river rose.", "Read more"], np.zeros(tokens.BUCKETS, np.uint8))
    >>> rows.shape == (2, len(NAMES)), rows[:, AT["stop"]].tolist(), rows[:, AT["left"]].tolist()
    (True, [1, 0], [1, 0])
    """
    return core.story_read(lines, tokens.wording(common))[0][:, : len(NAMES)]
