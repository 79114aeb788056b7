"""Signatures: MinHash values of a whole shard at once, with the permutations that datasketch draws.

For the same 32-bit shingle hashes the values are those of
`datasketch.MinHash(num_perm, seed, scheme="affine32", hashfunc=identity)`, value for value: a
signature made here is read there, as the dataset `signatures` is.  A text without words has a signature
of 0xFFFFFFFF only and is equal to nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tasks import light
from tasks.near import kernels, shingles
from tasks.near.shingles import I64, U32
from tasks.near.told import told
from tasks.settings import Near

SCHEME = "affine32"  # of datasketch 2: `min(a * fmix32(h) + b mod 2**32)`
EMPTY = 0xFFFFFFFF


def sign(bodies: Sequence[str], settings: Near) -> U32:
    """A signature for each body, `settings.permutations` values wide.

    >>> some = sign(["Rain fell on the town.", "RAIN fell on the town", ""], Near())
    >>> some.shape, bool((some[0] == some[1]).all()), bool((some[2] == EMPTY).all())
    ((3, 128), True, True)
    """
    signatures = np.full((len(bodies), settings.permutations), EMPTY, np.uint32)
    for start, stop in shingles.chunks(bodies):
        fill(*shingles.shingle(shingles.read(bodies[start:stop])), settings, signatures[start:stop])
    return signatures


def lists(bodies: Sequence[str], settings: Near) -> pa.Array:
    """The signature of what each body tells, as the dataset `signatures` has it: a list of 32-bit numbers each.

    >>> lists(["Rain fell on the town of Oru."], Near(permutations=16)).type
    ListType(list<item: uint32>)
    """
    values = sign([told(body) for body in bodies], settings)
    ends = np.arange(0, values.size + 1, settings.permutations, dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(values.ravel()))


def about(settings: Near) -> dict[str, str]:
    """What a reader of signatures must know, as the metadata of a Parquet file holds it.

    >>> about(Near())["scheme"], about(Near())["permutations"]
    ('affine32', '128')
    """
    numbers = {"seed": settings.seed, "permutations": settings.permutations, "shingle_words": shingles.SIZE}
    return {"scheme": SCHEME, "shingles": shingles.FOLDING, **{name: str(value) for name, value in numbers.items()}}


def fill(made: U32, lengths: I64, settings: Near, out: U32) -> None:
    """Write the signatures of several texts, given their shingles."""
    a, b = permutations(settings.permutations, settings.seed)
    if kernels.worthwhile(len(made) >= shingles.COMPILE_FROM // 5):
        kernels.compiled(kernels.minhash)(made, lengths, a, b, out)
        return
    start = 0
    for i, length in enumerate(lengths.tolist()):
        out[i] = least(made[start : start + length], a, b)
        start += length


@functools.cache
def permutations(count: int, seed: int) -> tuple[U32, U32]:
    """The slopes and shifts that datasketch draws for its scheme."""
    minhash = light.alone("datasketch", "minhash").MinHash(count, seed, scheme=SCHEME)
    a, b = minhash.permutations
    return a, b


def mix(values: U32) -> U32:
    """The finaliser of MurmurHash3, which datasketch puts before its permutations."""
    h = values ^ (values >> np.uint32(16))
    h = h * np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h = h * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def least(made: U32, a: U32, b: U32) -> U32:
    """The signature of one text's shingles, in numpy."""
    if not len(made):
        return np.full(len(a), EMPTY, np.uint32)
    low = np.full(len(a), EMPTY, np.uint32)
    for start in range(0, len(made), 4096):
        values = mix(made[start : start + 4096])
        np.minimum(low, (a[:, None] * values[None, :] + b[:, None]).min(axis=1), out=low)
    return low


def agreement(left: U32, right: U32) -> I64:
    """How many values two rows of signatures share."""
    return (left == right).sum(axis=-1)
