"""Reached: what weights reach on pages they have not seen, and whether their probabilities are true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tasks.story.ending import places
from tasks.story.ending.tokens import Integers
from tasks.story.ending.trees import SCALE

if TYPE_CHECKING:
    from tasks.story.ending.fit import Pages


def temperature(found: dict[int, Integers], pages: Pages) -> float:
    """By how much scores must be multiplied to be true: the log-loss on held-out pages is least."""
    tried = np.arange(0.5, 1.55, 0.05)
    losses = []
    for scale in tried:
        loss = 0.0
        for n, said in found.items():
            logits = said * scale / SCALE
            loss += pages.weight[n] * (np.logaddexp.reduce(logits) - logits[pages.story[n] - 1])
        losses.append(loss)
    return float(tried[int(np.argmin(losses))])


def report(found: dict[int, Integers], pages: Pages, levels: dict[str, places.Costs]) -> Iterator[str]:
    """What the cuts of least cost reach, by kind of page."""
    for name, costs in levels.items():
        yield f"{name}: exact, story lost, pages that lose story, tail removed, pages cut"
        table: dict[str, Counter[str]] = defaultdict(Counter)
        for n, said in found.items():
            stays, story = places.cheapest(places.chances(said), costs), int(pages.story[n])
            count = len(said)
            table[str(pages.records[n].get("kind", "")).split("/")[0]].update(
                pages=1, exact=stays == story, lost=max(0, story - stays), story=story, lose=stays < story,
                removed=count - max(stays, story), tail=count - story, cut=stays < count,
            )  # fmt: skip
        for kind, of in sorted(table.items()):
            shares = (of["exact"] / of["pages"], of["lost"] / of["story"], of["lose"] / of["pages"],
                      of["removed"] / max(1, of["tail"]), of["cut"] / of["pages"])  # fmt: skip
            yield f"  {kind:16} {of['pages']:5}  " + "  ".join(f"{100 * share:6.2f}" for share in shares)


def reliability(found: dict[int, Integers], pages: Pages, costs: places.Costs) -> Iterator[str]:
    """Of the paragraphs cut with so much confidence, how many stood below the story."""
    right: dict[int, Counter[str]] = defaultdict(Counter)
    for n, said in found.items():
        chance = places.chances(said)
        stays = places.cheapest(chance, costs)
        sure = np.cumsum(chance)[stays - 1 : -1] / chance.sum()
        for at, confidence in enumerate(sure.tolist(), stays):
            bucket = min(99, int(confidence * 100)) if confidence >= 0.95 else int(confidence * 10) * 10
            right[bucket].update(lines=1, right=int(at >= pages.story[n]))
    yield "confidence from, lines cut, of them below the story"
    for bucket, of in sorted(right.items()):
        yield f"  {bucket:3}  {of['lines']:6}  {100 * of['right'] / of['lines']:6.2f}"


def doubts(found: dict[int, Integers], pages: Pages, costs: places.Costs) -> Iterator[str]:
    """How many wrong cuts and how many right ones are in doubt, by the probability that the chosen place must have."""
    judged = []
    for n, said in found.items():
        chance = places.chances(said)
        stays = places.cheapest(chance, costs)
        judged.append((chance[stays - 1] / chance.sum(), stays == pages.story[n], len(said) > pages.story[n]))
    sure, right, tail = (np.array(column) for column in zip(*judged, strict=True))
    yield "least probability; in doubt of wrong and of right pages, with a tail and without"
    for least in (0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        groups = (~right & tail, right & tail, ~right & ~tail, right & ~tail)
        shares = [100 * (sure[group] < least).sum() / max(1, group.sum()) for group in groups]
        yield f"  {least:.2f}  " + "  ".join(f"{share:6.2f}" for share in shares)
