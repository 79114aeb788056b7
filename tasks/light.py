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
    """The compiler of the kernels, in half the time and memory: .3 s and 70 MB less.

    SciPy it would import for linear algebra, which no kernel has; and all it needs to compile before it
    looks whether there is anything to compile.
    """
    with unaware_of("scipy"):
        import numba
        from numba.core import caching
        from numba.core.runtime import rtsys  # type: ignore[attr-defined]

    def load_overload(self: Any, signature: object, target: Any) -> object:
        rtsys.initialize(target)
        with self._guard_against_spurious_io_errors():
            found = self._load_overload(signature, target)
        if found is None:
            with unaware_of("scipy"):
                target.refresh()
        return found

    if hasattr(caching.Cache, "_load_overload"):  # numba's own way, where it has been renamed
        caching.Cache.load_overload = load_overload  # type: ignore[method-assign]
    return numba
