"""Light: libraries that others import where they are installed, though nothing here uses them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def unaware_of(library: str) -> Iterator[None]:
    """Meanwhile the library cannot be imported, unless it has been already; those who look for it do without.

    >>> with unaware_of("antigravity"):
    ...     import antigravity
    Traceback (most recent call last):
    ModuleNotFoundError: antigravity is not needed here
    """
    finder: Any = _None(library)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _None:
    """Finds no module of one library, and nobody after it does."""

    def __init__(self, library: str) -> None:
        self.library = library

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == self.library and self.library not in sys.modules:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


@functools.cache
def numba() -> Any:
    """The compiler of the kernels, ready to load them.

    SciPy takes it half of its time, .4 s, and 20 MB; it is for linear algebra, which no kernel has.
    """
    with unaware_of("scipy"):
        import numba
        from numba.core.registry import cpu_target

        cpu_target.typing_context.refresh()
        cpu_target.target_context.refresh()
    return numba
