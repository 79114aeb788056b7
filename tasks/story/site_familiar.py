"""Familiar pages: most share no paragraph with another story, so that the memory need not be asked about each.

Which ones they are is told for many pages at once, from the keys that were observed when they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.page import Forgetful, Recall

if TYPE_CHECKING:
    from tasks.page import Memory
    from tasks.story.site_recall import SiteMemory


class Remembered:
    """What a site knows of one page; asked once, of the page as it was observed."""

    def __init__(self, site: SiteMemory, text: str) -> None:
        """`text` is the repaired page."""
        self._site, self._text = site, text

    def recall(self, text: str) -> Sequence[Recall | None]:
        """One for each paragraph of a text made of this page's paragraphs; empty when nothing is known of any."""
        if not self._known:
            return ()
        found = [self._known.get(line.strip()) for line in text.split("\n") if line and not line.isspace()]
        return found if any(found) else ()

    @cached_property
    def _known(self) -> Mapping[str, Recall]:
        lines = [line for line in self._text.split("\n") if line and not line.isspace()]
        told = self._site.recall(self._text)
        # The first of two lines alike: what is said of the story's own is the more careful.
        return (
            {line.strip(): one for line, one in zip(reversed(lines), reversed(told), strict=True) if one}
            if told
            else {}
        )


def memories_of(seen: pa.Table, texts: Iterable[str], memories: Mapping[str, SiteMemory]) -> list[Memory]:
    """The memory to ask about each page that was observed; one that knows nothing where no other story shares a key.

    `seen` as in OBSERVATIONS, `texts` the same pages' repaired texts.
    """
    stories = seen["story"].to_numpy()
    sites = seen["site"].combine_chunks().dictionary_encode()
    site = sites.indices.to_numpy(zero_copy_only=False)
    strange = np.zeros(len(seen), bool)
    for column in ("keys", "asked"):
        keys = seen[column].combine_chunks()
        owner = pc.list_parent_indices(keys).to_numpy()
        wanted = keys.flatten().to_numpy()
        order = np.argsort(site[owner], kind="stable")
        ends = np.searchsorted(site[owner][order], np.arange(len(sites.dictionary)), "right")
        for name, keyed in zip(sites.dictionary.to_pylist(), np.split(order, ends[:-1]), strict=True):
            met = memories[name].strange(wanted[keyed], stories[owner[keyed]])
            strange[owner[keyed[met]]] = True
    return [
        Remembered(memories[name], text) if asks else Forgetful()
        for name, text, asks in zip(seen["site"].to_pylist(), texts, strange.tolist(), strict=True)
    ]
