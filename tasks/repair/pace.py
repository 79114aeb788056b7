"""Whether this process repairs so much that the compiled kernels are worth their start."""

from __future__ import annotations

import sys
from types import ModuleType

from tasks import light

MUCH = 1_000_000  # characters: from there on the kernels save more than they take, 0.5 s

_seen = 0
_kernels: ModuleType | None = None


def kernels(size: int = 0) -> ModuleType | None:
    """The kernels, if they are worth it; `size` characters more are about to be read."""
    global _seen, _kernels
    if _kernels is None:
        _seen += size
        if _seen >= MUCH or "numba" in sys.modules:
            light.numba()
            from tasks.repair import kernels as _kernels
    return _kernels
