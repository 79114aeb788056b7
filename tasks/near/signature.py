"""Signatures: MinHash values of a whole shard at once, equal to those of datasketch 2.0.

For the same 32-bit shingle hashes the values are those of
`datasketch.MinHash(num_perm, seed, scheme="affine32", hashfunc=identity)`, value for value: a
signature made here can be read there.  A text without words has a signature of 0xFFFFFFFF only and is
equal to nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from tasks.near import kernels, shingles
from tasks.near.shingles import I64, U32
from tasks.settings import Near

SCHEME = "datasketch-2 affine32"
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
    """The slopes and shifts that datasketch draws: all slopes first, odd ones."""
    draw = np.random.RandomState(seed)
    a = draw.randint(0, 1 << 31, size=count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, draw.randint(0, 1 << 32, size=count, dtype=np.uint32)


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
