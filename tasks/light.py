"""Light: what is slow to start is started when it is worth it, and without what nothing here uses."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

SAMPLE = 1_000_000  # characters: what much less text than that lets expect counts for little


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


def alone(library: str, module: str) -> Any:
    """A module of a library without all that the library imports with it, unless somebody has imported it already.

    datasketch imports SciPy for what nothing here uses: .8 s of CPU and 60 MB a process.  The module is not left in
    `sys.modules`, so that whoever imports the library gets the whole of it.

    >>> alone("datasketch", "minhash").MinHash(4, scheme="affine32").scheme
    'affine32'
    """
    name = f"{library}.{module}"
    if library in sys.modules:
        return import_module(name)
    spec = find_spec(library)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(f"{library} is not installed", name=library)
    hull = ModuleType(library)
    hull.__path__ = list(spec.submodule_search_locations)
    sys.modules[library] = hull
    try:
        return import_module(name)
    finally:
        for held in [held for held in sys.modules if held.partition(".")[0] == library]:
            del sys.modules[held]


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


def kernel(function: Callable[..., Any]) -> Any:
    """A function as machine code; from the cache beside its file or in the user's cache folder."""
    compiler = numba()
    options = {"nogil": True, "no_cfunc_wrapper": True}  # nobody calls it from C: 3 % of the time to compile
    try:
        made = compiler.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder to keep a cache in: compile in memory
        return compiler.njit(**options)(function)
    # numba looks at the function's own file only; what it calls, and its constants, stand in those beside it.
    kept: Any = getattr(made._cache, "_cache_file", None)
    if hasattr(kept, "_source_stamp"):
        kept._source_stamp = (kept._source_stamp, sources(Path(function.__code__.co_filename).parent))
    return made


@functools.cache
def sources(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of each Python file in a folder."""
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.py"))]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in stats)


@functools.cache
def compiled(module: str) -> bool:
    """Whether kernels of a module have been compiled before, as numba's files beside it say."""
    spec = find_spec(module)
    origin = Path(spec.origin) if spec and spec.origin else Path()
    return any((origin.parent / "__pycache__").glob(f"{origin.stem}.*.nbi"))


class Kernels:
    """A module of kernels, from the moment on when it saves more than its start takes.

    That is after `loaded` characters in this process; where the kernels must be compiled first, when `fresh` ones were
    read or are to be expected; or at once, where somebody has imported them.

    >>> kernels = Kernels("tasks.near.kernels", loaded=1, fresh=50_000_000)
    >>> kernels.expect(90_000_000)
    >>> kernels._count(SAMPLE)
    >>> kernels._worth(ready=False)
    False
    >>> kernels.regret(SAMPLE)
    >>> kernels._worth(ready=False)
    True
    """

    def __init__(self, module: str, loaded: int, fresh: int, of: Kernels | None = None) -> None:
        """Kernels for a part of the texts are told what is read and to be expected by those for all, `of`."""
        self.name = module
        self.loaded = loaded
        self.fresh = fresh
        self._all = of or self
        self._read = self._ahead = 0
        self._cost = 0  # of what was read, in characters
        self._module: ModuleType | None = None

    def __call__(self, size: int = 0) -> ModuleType | None:
        """The kernels, if they are worth it; `size` characters more are about to be read."""
        self._count(size)
        if self._module is None and (self.name in sys.modules or self._worth(compiled(self.name))):
            numba()
            self._module = import_module(self.name)
        return self._module

    def expect(self, size: int) -> None:
        """Know that so many characters are still to be read by this process, about."""
        self._ahead = self._read + size

    def regret(self, size: int) -> None:
        """Count as much more, where what was read cost as much without the kernels; the next text may have them."""
        self._cost += size

    def _count(self, size: int) -> None:
        self._read += size
        self._cost += size

    def _worth(self, ready: bool) -> bool:
        if ready:
            return self._cost >= self.loaded
        return self._cost * max(1.0, self._all._ahead / (self._all._read + SAMPLE)) >= self.fresh
