"""Signatures: MinHash values of a whole shard at once, with the permutations that datasketch draws.

For the same 32-bit shingle hashes the values are those of
`datasketch.MinHash(num_perm, seed, scheme="affine32", hashfunc=identity)`, value for value: a
signature made here is read there, as the dataset `signatures` is.  A text without words has a signature
of 0xFFFFFFFF only and is equal to nothing.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa

from tasks import core
from tasks.core import I64, U32
from tasks.near import shingles
from tasks.near.content import content_of
from tasks.settings import Near

SCHEME = "affine32"  # of datasketch 2: `min(a * fmix32(h) + b mod 2**32)`
EMPTY = 0xFFFFFFFF


def sign(bodies: Sequence[str], settings: Near) -> U32:
    """The signatures of bodies: a row of `settings.permutations` values each.

    >>> some = sign(["Rain fell on the town.", "RAIN fell on the town", ""], Near())
    >>> some.shape, bool((some[0] == some[1]).all()), bool((some[2] == EMPTY).all())
    ((3, 128), True, True)
    """
    signatures = np.full((len(bodies), settings.permutations), EMPTY, np.uint32)
    for start, stop in shingles.chunks(bodies):
        signatures[start:stop] = of(*shingles.shingle(shingles.read(bodies[start:stop])), settings)
    return signatures


def lists(bodies: Sequence[str], settings: Near) -> pa.Array:
    """The signature of what each body tells, as the dataset `signatures` has it: a list of 32-bit numbers each.

    >>> lists(["Rain fell on the town of Oru."], Near(permutations=16)).type
    ListType(list<item: uint32>)
    """
    values = sign([content_of(body) for body in bodies], settings)
    ends = np.arange(0, values.size + 1, settings.permutations, dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(values.ravel()))


def about(settings: Near) -> dict[str, str]:
    """What a reader of signatures must know, as the metadata of a Parquet file holds it.

    >>> about(Near())["scheme"], about(Near())["permutations"]
    ('affine32', '128')
    """
    numbers = {"seed": settings.seed, "permutations": settings.permutations, "shingle_words": shingles.SIZE}
    return {"scheme": SCHEME, "shingles": shingles.FOLDING, **{name: str(value) for name, value in numbers.items()}}


def of(made: U32, lengths: I64, settings: Near) -> U32:
    """The signatures of several texts, given their shingles: a row of values for each."""
    return core.near_minhash(made, lengths, *permutations(settings.permutations, settings.seed))


@functools.cache
def permutations(count: int, seed: int) -> tuple[U32, U32]:
    """The slopes and shifts that datasketch draws for its scheme."""
    a, b = _minhash().MinHash(count, seed, scheme=SCHEME).permutations
    return a, b


def _minhash() -> Any:
    """The module datasketch.minhash without the rest of datasketch, unless somebody has imported that already.

    The rest imports SciPy for what nothing here uses: .8 s of CPU and 60 MB a process.  The module is not left in
    `sys.modules`, so that whoever imports datasketch gets the whole of it.
    """
    spec = find_spec("datasketch")
    if "datasketch" in sys.modules or spec is None:
        return import_module("datasketch.minhash")
    hull = ModuleType("datasketch")
    hull.__path__ = list(spec.submodule_search_locations or ())
    sys.modules["datasketch"] = hull
    try:
        return import_module("datasketch.minhash")
    finally:
        for held in [held for held in sys.modules if held.partition(".")[0] == "datasketch"]:
            del sys.modules[held]
