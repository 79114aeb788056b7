"""Whether this process repairs so much that the compiled kernels are worth their start."""

from __future__ import annotations

import sys
from types import ModuleType

MUCH = 1_000_000  # characters: from there on the kernels save more than they take, 0.5 s

_seen = 0


def kernels(size: int = 0) -> ModuleType | None:
    """The kernels, if they are worth it; `size` characters more are about to be read."""
    global _seen
    _seen += size
    if _seen < MUCH and "numba" not in sys.modules:
        return None
    from tasks.repair import kernels

    return kernels
