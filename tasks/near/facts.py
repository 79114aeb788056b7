"""Facts: what orders and describes each article, old and new, a row of fixed size in one file.

The file is mapped, never read whole: who needs the facts of some articles touches their rows and no others.  Sites and
sources stand there as hashes, since all that is asked of them is which articles agree in them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tasks.core import I64, U64

FACT = np.dtype(
    [
        ("id", "S16"),
        ("rank", "<u8"),  # a hash of what it says
        ("published", "<i8"),  # microseconds
        ("site", "<u8"),
        ("source", "<u8"),
        ("page", "<u8"),  # its address
        ("words", "<u4"),  # of what it tells
        ("worth", "<i4"),  # those in sentences, less those in lines that are none
        ("samples", "<u4"),
        ("corrected", "?"),
        ("cut", "?"),
        ("complete", "?"),
    ]
)
UNDATED = np.iinfo(np.int64).min
BLOCK = 1 << 20  # rows looked through at once
Facts = npt.NDArray[np.void]


def code(name: str | None) -> int:
    """A site or source as a number: 0 where there is none, 1 where it is empty."""
    if not name:
        return 0 if name is None else 1
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def write(columns: pa.Table, rank: U64, samples: I64, stem: Path) -> None:
    """Write the facts of some articles to `stem.facts`, and the names of their sites to `stem.sites`."""
    made = np.zeros(len(columns), FACT)
    made["id"] = np.frombuffer(bytes.fromhex(_text(columns["article_id"])), "S16")
    made["rank"], made["samples"] = rank, samples
    made["published"] = columns["published_at"].cast(pa.int64()).fill_null(int(UNDATED)).to_numpy()
    for name in ("page", "words", "worth", "corrected", "cut", "complete"):
        made[name] = columns[name].to_numpy()
    sites: dict[int, str] = {}
    for name in ("site", "source"):
        encoded = columns[name].combine_chunks().dictionary_encode()
        names = encoded.dictionary.to_pylist()
        codes = np.array([*map(code, names), 0], np.uint64)
        made[name] = codes[encoded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)]
        if name == "site":
            sites = dict(zip(codes.tolist(), names, strict=False))
    made.tofile(stem.with_suffix(".facts"))
    stem.with_suffix(".sites").write_text(json.dumps(sites), encoding="utf-8")


def _text(ids: pa.ChunkedArray) -> str:
    """All ids joined to one string, without making a string of each."""
    texts = []
    for chunk in ids.chunks:
        _, places, data = chunk.buffers()
        ends = np.frombuffer(places, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1] if len(chunk) else [0]
        texts.append(data.slice(ends[0], ends[-1] - ends[0]).to_pybytes().decode() if data else "")
    return "".join(texts)


def mapped(path: Path) -> Facts:
    """The facts of a file, as a mapped array."""
    return np.memmap(path, FACT, "r") if path.stat().st_size else np.zeros(0, FACT)


def first(facts: Facts, rows: I64) -> int:
    """The row that comes first in one order of all articles, by what they say rather than by when they came."""
    rank = facts["rank"][rows]
    lowest = rows[rank == rank.min()]
    return int(lowest[np.argsort(facts["id"][lowest])[0]])


def names(facts: Facts, rows: Sequence[int] | I64) -> pa.Array:
    """The ids of articles; null for -1."""
    at = np.asarray(rows, np.int64)
    digits = np.frombuffer(facts["id"][at].tobytes().hex().encode(), np.uint8) if len(facts) else np.zeros(0, np.uint8)
    ends = np.arange(0, 32 * len(at) + 1, 32, dtype=np.int32)
    made = pa.Array.from_buffers(pa.string(), len(at), [None, pa.py_buffer(ends), pa.py_buffer(digits)])
    if (at >= 0).all():
        return made
    return made.take(pa.array(np.arange(len(at)), mask=at < 0))


def of_sites(facts: Facts, sites: U64) -> I64:
    """How many articles each of some sites (sorted) has."""
    total = np.zeros(len(sites), np.int64)
    for start in range(0, len(facts) if len(sites) else 0, BLOCK):
        found = facts["site"][start : start + BLOCK]
        at = np.minimum(np.searchsorted(sites, found), len(sites) - 1)
        total += np.bincount(at[sites[at] == found], minlength=len(sites))
    return total


def site_names(work: Path, sites: U64) -> list[str]:
    """The names of these sites, in their order."""
    wanted = {str(site) for site in sites.tolist()}
    found: dict[str, str] = {}
    for path in sorted(work.glob("*.sites")) if wanted else []:
        known = json.loads(path.read_text(encoding="utf-8"))
        found |= {site: known[site] for site in wanted & known.keys()}
    return [found[str(site)] for site in sites.tolist()]
