"""The dataset `signatures`: the MinHash values of each kept article, for whoever looks up texts in it.

A part of it holds the kept articles of the same part of `articles`, in order of id.  What the values are is said in the
metadata of each file: scheme, seed, permutations, shingles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.files import parquet
from tasks.schemas import SIGNATURES


class Signing(NamedTuple):
    """What is said of the values, and how a body gets some: a list of 32-bit numbers for each."""

    about: Mapping[str, str]
    sign: Callable[[Sequence[str]], pa.Array]


def staged(rows: pa.Table, table: pa.Table, signing: Signing) -> pa.Table:
    """The signatures of the kept ones of some judged rows, taken from the staged `table` that holds them."""
    kept = _kept(rows)
    column = table["signature"].take(pc.index_in(kept["article_id"], table["article_id"])).combine_chunks()
    _, places, data = column.buffers()
    ends = np.frombuffer(places, np.int32)[column.offset : column.offset + len(column) + 1] // 4
    values = np.frombuffer(data or b"", np.uint32)[ends[0] : ends[-1]]
    lists = pa.ListArray.from_arrays(pa.array(ends - ends[0]), pa.array(values))
    return _told(kept["article_id"], lists, signing)


def again(rows: pa.Table, held: Sequence[Path], signing: Signing) -> pa.Table:
    """The same for rows with new verdicts: from the files that hold the part; who was not kept before is signed."""
    kept = _kept(rows)
    before = pa.concat_tables([SIGNATURES.empty_table(), *(parquet(path) for path in held)])
    fresh = kept.filter(pc.invert(pc.is_in(kept["article_id"], before["article_id"])))
    made = _told(fresh["article_id"], signing.sign(fresh["body"].to_pylist()), signing)
    every = pa.concat_tables([before.replace_schema_metadata(made.schema.metadata), made])
    return every.take(pc.index_in(kept["article_id"], every["article_id"]))


def _kept(rows: pa.Table) -> pa.Table:
    kept = rows.select(["article_id", "body"]).filter(pc.is_null(rows["kept_id"]))
    return kept.take(pc.sort_indices(kept["article_id"]))


def _told(ids: pa.ChunkedArray, values: pa.Array, signing: Signing) -> pa.Table:
    return pa.table([ids, values], schema=SIGNATURES.with_metadata(dict(signing.about)))
