"""Trees: boosted decision trees over whole numbers, evaluated with numpy, the same to the last digit everywhere.

Fitted elsewhere (`fit`).  A node sends a row left where its feature is no more than a bound; a leaf adds a whole
number, in SCALE parts of a unit of log-odds.  Sums of whole numbers do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tasks.story.tokens import Integers

SCALE = 1024  # parts of a unit of log-odds
CHUNK = 256  # rows at a time
_NEVER = np.iinfo(np.int32).max


class Trees(NamedTuple):
    """Nodes of all trees, one behind the other.  The right child of a node stands behind its left one."""

    feature: Any
    bound: Any
    child: Any  # the left one; a leaf is its own
    value: Any  # of a leaf
    root: Any
    depth: int

    def __call__(self, rows: Integers) -> Integers:
        """What the trees say of each row, in SCALE parts of a unit of log-odds.

        >>> stump = Trees.of([0, 0, 0], [3, 0, 0], [1, -1, -1], [0, -512, 512], [0])
        >>> stump(np.array([[3], [4]])).tolist()
        [-512, 512]
        """
        return np.concatenate([self._sums(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK)])

    def _sums(self, rows: Integers) -> Integers:
        count, width = rows.shape
        flat = np.ascontiguousarray(rows, np.int32).ravel()
        start = np.repeat(np.arange(count) * width, len(self.root))
        at = np.tile(self.root, count)
        for _ in range(self.depth):
            side = flat.take(start + self.feature.take(at)) > self.bound.take(at)
            at = self.child.take(at) + side
        found: Integers = self.value.take(at).reshape(count, -1).sum(axis=1)
        return found

    @classmethod
    def of(cls, feature: Any, bound: Any, child: Any, value: Any, root: Any) -> Trees:
        """Trees from columns as `columns` gives them; a leaf's child is -1."""
        child, bound = np.array(child, np.int64), np.array(bound, np.int32)
        leaf = child < 0
        bound = np.where(leaf, _NEVER, bound)
        itself = np.where(leaf, np.arange(len(child)), child)
        level, depth = np.array(root, np.int64), 0
        while not leaf[level].all():
            level = itself[level[~leaf[level]]]
            level = np.concatenate([level, level + 1])
            depth += 1
        return cls(
            np.array(feature, np.int64), bound, itself, np.array(value, np.int64), np.array(root, np.int64), depth
        )

    def columns(self) -> dict[str, Any]:
        """The nodes in few bytes."""
        leaf = self.child == np.arange(len(self.child))
        return {
            "feature": self.feature.astype(np.uint8 if self.feature.max(initial=0) < 256 else np.uint16),
            "bound": np.where(leaf, 0, self.bound).astype(np.int32),
            "child": np.where(leaf, -1, self.child).astype(np.int32),
            "value": self.value.astype(np.int32),
            "root": self.root.astype(np.int32),
        }


def read(columns: Mapping[str, Any], stage: str) -> Trees:
    """The trees of one stage from a file of columns, each named after its stage."""
    return Trees.of(*(columns[f"{stage}_{name}"] for name in ("feature", "bound", "child", "value", "root")))
