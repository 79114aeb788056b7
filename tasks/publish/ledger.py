"""What was taken: files by content, articles by id.  It stands inside a version, so it is never ahead of the rows.

ledger/files.parquet                       one row a file that was read whole
ledger/ids/batch=B/part-00000.npy          the ids of one part, sorted, 16 bytes each
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tokenize import TokenError

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FILES = pa.schema(
    [
        pa.field("path", pa.string()),  # absolute, or a URL
        pa.field("name", pa.string()),  # below its SOURCE
        pa.field("copy", pa.int64()),
        pa.field("size", pa.int64()),
        pa.field("mtime", pa.float64()),  # seconds since 1970, as the file system gives it
        pa.field("digest", pa.string()),
    ]
)
IDS = re.compile(r"batch=([^/]+)/part-(\d+)\.npy$")


def raw(ids: pa.ChunkedArray | pa.Array | Iterable[str]) -> np.ndarray:
    """Article ids as sorted 16-byte strings."""
    return np.sort(raw_in_order(ids))


def raw_in_order(ids: pa.ChunkedArray | pa.Array | Iterable[str]) -> np.ndarray:
    """Article ids as 16-byte strings, in the order given."""
    values = ids.to_pylist() if isinstance(ids, pa.ChunkedArray | pa.Array) else list(ids)
    return np.frombuffer(bytes.fromhex("".join(values)), dtype="S16")


def known(ids: np.ndarray, among: np.ndarray) -> np.ndarray:
    """For each id whether it stands among sorted ones; both as `raw` gives them."""
    if not len(among) or not len(ids):
        return np.zeros(len(ids), dtype=bool)
    at = np.minimum(np.searchsorted(among, ids), len(among) - 1)
    found: np.ndarray = among[at] == ids
    return found


def write_ids(ids: pa.ChunkedArray, fresh: Path, batch: str, part: int) -> None:
    """Write down which articles a part holds."""
    folder = fresh / "ledger" / "ids" / f"batch={batch}"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"part-{part:05d}.npy", raw(ids), allow_pickle=False)


def ids(version: Path) -> Iterator[tuple[str, int, np.ndarray]]:
    """Batch, part and sorted ids of every part."""
    for path in sorted((version / "ledger" / "ids").rglob("*.npy")):
        match = IDS.search(path.as_posix())
        if match:
            try:
                held = np.load(path, allow_pickle=False)
            except (ValueError, EOFError, SyntaxError, TokenError) as error:  # numpy reads the header as Python
                raise ValueError(f"{path}: damaged ({error})") from error
            yield match[1], int(match[2]), held


def gathered(version: Path | None, target: Path) -> Path | None:
    """The ids of all parts in one sorted file, to be looked at without being read; None where there are none.

    Sorted once a run, ten million take 3 seconds; once a shard, they would cost each new article half a millisecond.
    """
    every = [held for _, _, held in ids(version)] if version else []
    if not sum(map(len, every)):
        return None
    np.save(target, np.sort(np.concatenate(every)), allow_pickle=False)
    return target


def parts_with(version: Path, wanted: pa.ChunkedArray | Iterable[str]) -> list[tuple[str, int]]:
    """The parts that hold any of these articles."""
    sought = raw(wanted)
    return [(batch, part) for batch, part, held in ids(version) if len(sought) and known(held, sought).any()]


def files(version: Path | None) -> list[dict[str, object]]:
    """Every file that was read whole, one dict a row of FILES."""
    if version is None or not (version / "ledger" / "files.parquet").exists():
        return []
    rows: list[dict[str, object]] = pq.read_table(version / "ledger" / "files.parquet").to_pylist()
    return rows


def write_files(rows: list[dict[str, object]], fresh: Path) -> None:
    """Write down every file that was read whole."""
    (fresh / "ledger").mkdir(parents=True, exist_ok=True)
    rows = sorted(rows, key=lambda row: (str(row["path"]), str(row["digest"])))
    pq.write_table(pa.Table.from_pylist(rows, schema=FILES), fresh / "ledger" / "files.parquet", compression="zstd")
