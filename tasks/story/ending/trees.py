"""Trees: boosted decision trees over whole numbers, evaluated by the core, the same to the last digit everywhere.

Fitted elsewhere (`fit`).  A node sends a row left where its feature is no more than a bound; a leaf adds a whole
number, in SCALE parts of a unit of log-odds.  Sums of whole numbers do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tasks import core
from tasks.story.ending.tokens import Integers

SCALE = 1024  # parts of a unit of log-odds
_NEVER = np.iinfo(np.int32).max


class Trees(NamedTuple):
    """Nodes of all trees, one behind the other.  The right child of a node stands behind its left one."""

    nodes: Any  # as core.NODE
    value: Any  # of each node, if it is a leaf
    root: Any
    core: core.Trees

    def __call__(self, rows: Any) -> Integers:
        """What the trees say of each row, in SCALE parts of a unit of log-odds.

        >>> stump = Trees.of([0, 0, 0], [3, 0, 0], [1, -1, -1], [0, -512, 512], [0])
        >>> stump(np.array([[3], [4]])).tolist()
        [-512, 512]
        """
        return core.trees_say(self.core, np.ascontiguousarray(rows, np.int32))

    @classmethod
    def of(cls, feature: Any, bound: Any, child: Any, value: Any, root: Any) -> Trees:
        """Trees from columns as `columns` gives them; a leaf's child is -1."""
        child, root = np.array(child, np.int64), np.array(root, np.uint32)
        leaf = child < 0
        behind = np.where(leaf, 0, child - np.arange(len(child)))
        if (behind[~leaf] < 1).any() or behind.max(initial=0) > np.iinfo(np.uint16).max:
            raise ValueError("the left child of a node stands up to 65,535 places behind it")
        nodes = np.empty(len(child), core.NODE)
        nodes["bound"] = np.where(leaf, _NEVER, bound)
        nodes["feature"], nodes["child"] = feature, behind
        values = np.array(value, np.int32)
        return cls(nodes, values, root, core.trees(nodes, values, root))

    def columns(self) -> dict[str, Any]:
        """The nodes in few bytes."""
        feature, child = self.nodes["feature"], self.nodes["child"].astype(np.int32)
        leaf = child == 0
        return {
            "feature": feature.astype(np.uint8 if feature.max(initial=0) < 256 else np.uint16),
            "bound": np.where(leaf, 0, self.nodes["bound"]).astype(np.int32),
            "child": np.where(leaf, -1, child + np.arange(len(child), dtype=np.int32)),
            "value": self.value,
            "root": self.root.astype(np.int32),
        }


def read(columns: Mapping[str, Any], stage: str) -> Trees:
    """The trees of one stage from a file of columns, each named after its stage."""
    return Trees.of(*(columns[f"{stage}_{name}"] for name in ("feature", "bound", "child", "value", "root")))
