"""Familiar pages: most share no paragraph with another story, so that the memory need not be asked about each.

Which ones they are is told for many pages at once, from the keys that were observed when they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.story.keys import SHORTEST, cut_short, spelled

if TYPE_CHECKING:
    from tasks.page import Memory, Recall
    from tasks.story.recall import SiteMemory


def memories_of(seen: pa.Table, texts: Iterable[str], memories: Mapping[str, SiteMemory]) -> list[Memory]:
    """The memory to ask about each page that was observed: a quick one where no other story shares a key with it.

    `seen` as in OBSERVATIONS, `texts` the same pages' repaired texts.
    """
    keys = seen["keys"].combine_chunks()
    owner = pc.list_parent_indices(keys).to_numpy()
    wanted = keys.flatten().to_numpy()
    stories = seen["story"].to_numpy()[owner]
    sites = seen["site"].combine_chunks().dictionary_encode()
    site = sites.indices.to_numpy(zero_copy_only=False)[owner]
    order = np.argsort(site, kind="stable")
    ends = np.searchsorted(site[order], np.arange(len(sites.dictionary)), "right")
    strange = np.bincount(owner, minlength=len(seen)) == 0
    for name, keyed in zip(sites.dictionary.to_pylist(), np.split(order, ends[:-1]), strict=True):
        strange[owner[keyed[~memories[name].alone(wanted[keyed], stories[keyed])]]] = True
    return [
        memories[name] if asks else Familiar(memories[name], text)
        for name, text, asks in zip(seen["site"].to_pylist(), texts, strange.tolist(), strict=True)
    ]


class Familiar:
    """The memory of a site whose other stories share no key with this page, while its own story has them all."""

    def __init__(self, site: SiteMemory, text: str) -> None:
        """`text` is the repaired page, as it was observed."""
        self._site, self._text = site, text

    def recall(self, text: str) -> Sequence[Recall | None]:
        """As the site's own, of a text made of this page's paragraphs.

        Nothing is looked up where it must come to nothing: the first paragraph has a key, so it is this page's; the
        last one is still what was observed (its sign-off may be gone); none is asked for by its beginning.
        """
        first, last = text[:200].split("\n", 1)[0], text[text.rfind("\n") + 1 :]
        at = self._text.rfind(last)
        whole = at >= 0 and not self._text[at + len(last) :].split("\n", 1)[0].strip()
        dotted = "..." in text or "…" in text
        if whole and len(spelled(first)) >= SHORTEST and not (dotted and any(map(cut_short, text.split("\n")))):
            return ()
        return self._site.recall(text)
