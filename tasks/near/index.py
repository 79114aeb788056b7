"""The index: what is kept of every article to find the duplicates of the next ones.

    manifest.json                  what it was made with, and its files with size, checksum, checksum of the footer
    segments/NAME/articles.parquet   a row an article: id, what orders it, signature
                  bands-N.parquet    (band, key, row), a row group a band, sorted by key
                  samples-N.parquet  (part, hash, row), a row group a part, sorted by hash
    relations.parquet              the related pairs, as positions of articles, with their evidence
    verdicts.parquet               for each article the story it belongs to and the one that is kept

Segments never change: a run adds one and links the others from the version before, and merges small
ones so that their number grows with the logarithm of the articles.  The position of an article is its
row counted through all segments, in order.  Plain Parquet, no pickle; pages carry checksums.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.core import I64
from tasks.near import lsh, minhash, shingles
from tasks.near.buckets import Keys, Table
from tasks.refusal import Refusal
from tasks.settings import Near

FORMAT = 3
ARTICLES, RELATIONS, STORIES = "articles.parquet", "relations.parquet", "verdicts.parquet"
# Columns of numbers in which articles may agree, 0 in none; a band for each.
IDENTITIES = ("page", "headline", "opening")
TABLES = 8  # bands, or parts of the samples, that share a file: what a piece of work reads and writes
FACTS = pa.schema(
    [
        pa.field("article_id", pa.string()),
        pa.field("rank", pa.uint64()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("site", pa.string()),
        pa.field("source", pa.string()),
        pa.field("page", pa.uint64()),
        pa.field("words", pa.uint32()),
        pa.field("worth", pa.int32()),
        pa.field("samples", pa.uint32()),
        pa.field("corrected", pa.bool_()),
        pa.field("cut", pa.bool_()),
        pa.field("complete", pa.bool_()),
    ]
)
GRAPH = pa.schema(
    [
        pa.field("left", pa.uint32()),
        pa.field("right", pa.uint32()),
        pa.field("relation", pa.uint8()),
        pa.field("proposed", pa.bool_()),
        pa.field("jaccard", pa.float64()),
        pa.field("containment", pa.float64()),
        pa.field("coverage", pa.float64()),
        pa.field("number_agreement", pa.float64()),
        pa.field("reason", pa.string()),
    ]
)
VERDICTS = pa.schema([pa.field("story", pa.uint32()), pa.field("kept", pa.int64())])


Sums = tuple[int, str, str]  # size of a file, its checksum, that of its footer


class Place(NamedTuple):
    """Where a table of the index stands: a band, or a part of the samples.

    The last bands are no part of the signature: articles agree in them that have one address, one headline or one
    beginning.
    """

    banded: bool
    number: int
    file: str
    group: int


class BadIndex(Refusal):
    """The index cannot be used: it is damaged, or was made with other settings; the message names the remedy."""


class Segment(NamedTuple):
    """One part of the index, and the position of its first article."""

    name: str
    first: int
    rows: int


def places(settings: Near) -> list[Place]:
    """Every table of an index.

    >>> [(place.file, place.group) for place in places(Near()) if place.number == 9]
    [('bands-1.parquet', 1), ('samples-1.parquet', 1)]
    """
    return [
        Place(banded, n, f"{name}-{n // TABLES}.parquet", n % TABLES)
        for banded, name, count in (
            (True, "bands", lsh.layout(settings).bands + len(IDENTITIES)),
            (False, "samples", lsh.PARTS),
        )
        for n in range(count)
    ]


def segment_files(settings: Near) -> list[str]:
    """The names of a segment's files."""
    return [ARTICLES, *dict.fromkeys(place.file for place in places(settings))]


def parameters(settings: Near) -> dict[str, Any]:
    """Everything that must agree for an index to be used."""
    cut = lsh.layout(settings)
    return {
        "format": FORMAT,
        "signature": minhash.SCHEME,
        "folding": shingles.FOLDING,
        "shingle_words": shingles.SIZE,
        "bands": cut.bands,
        "rows": cut.rows,
        "sample": lsh.SAMPLE,
        "settings": settings.model_dump(mode="json"),
    }


class Index:
    """An index on disk; columns are read when they are asked for."""

    def __init__(self, folder: Path | None, settings: Near) -> None:
        """Open the index in `folder`, or an empty one.  Raises BadIndex."""
        self.folder = folder
        self.segments: list[Segment] = []
        self.rows = 0
        self.files: dict[str, Any] = {}
        if folder is None:
            return
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            made: dict[str, Any] = dict(manifest["parameters"])
            self.files = {str(file): (int(size), *sums) for file, (size, *sums) in manifest["files"].items()}
            for name, rows in manifest["segments"]:
                self.segments.append(Segment(str(name), self.rows, int(rows)))
                self.rows += int(rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadIndex(f"{folder / 'manifest.json'}: cannot be read ({error}); run `cleancopy rebuild`") from error
        wanted = parameters(settings)
        for name in sorted(wanted.keys() | made.keys(), key=lambda name: (name != "settings", name)):
            if made.get(name) != wanted.get(name):
                raise BadIndex(
                    f"{folder}: the index was made with {name} = {_differing(made.get(name), wanted.get(name))}; run "
                    "`cleancopy rebuild` to make a new one, or use the settings of before"
                )
        for file, (size, *sums) in self.files.items():
            path = folder / file
            if not path.is_file() or path.stat().st_size != size:
                raise BadIndex(f"{path}: missing or cut short; run `cleancopy rebuild`")
            if footer(path) != sums[-1]:
                raise BadIndex(f"{path}: damaged at its end; run `cleancopy rebuild`")

    def tables(self, place: Place) -> list[Table]:
        """The sorted keys of one band, or hashes of one part, and their rows, a table a segment."""
        return [
            table(folder / place.file, place, segment.first)
            for folder, segment in zip(self.folders(), self.segments, strict=True)
        ]

    def folders(self) -> list[Path]:
        """The folders of the segments, in order."""
        return [self._path(f"segments/{segment.name}") for segment in self.segments]

    def facts(self, rows: I64) -> pa.Table:
        """The facts of some articles, given in order, with the column `row`; row groups without them are not read."""
        parts = [FACTS.append(pa.field("row", pa.int64())).empty_table()]
        for folder, segment in zip(self.folders(), self.segments, strict=True):
            path, start = folder / ARTICLES, segment.first
            sizes = pq.read_metadata(path)
            for group in range(sizes.num_row_groups):
                count = sizes.row_group(group).num_rows
                inside = rows[slice(*np.searchsorted(rows, [start, start + count]))]
                if len(inside):
                    held = load(path, FACTS.names, [group]).take(pa.array(inside - start))
                    parts.append(held.append_column("row", pa.array(inside)))
                start += count
        return pa.concat_tables(parts).combine_chunks()

    def graph(self) -> Iterator[pa.Table]:
        """The related pairs, some at a time."""
        for group in range(groups(self._path(RELATIONS))) if self.folder else ():
            yield load(self._path(RELATIONS), None, [group])

    def verdicts(self, rows: I64) -> tuple[I64, I64]:
        """The story and the kept article of some articles, given in order."""
        story, kept, start = rows.copy(), np.full(len(rows), -1, np.int64), 0
        for group in range(groups(self._path(STORIES))) if self.folder else ():
            held = load(self._path(STORIES), None, [group])
            inside = slice(*np.searchsorted(rows, [start, start + len(held)]))
            story[inside] = held["story"].to_numpy()[rows[inside] - start]
            kept[inside] = held["kept"].to_numpy()[rows[inside] - start]
            start += len(held)
        return story, kept

    def _path(self, file: str) -> Path:
        assert self.folder is not None
        return self.folder / file


def table(path: Path, place: Place, first: int) -> Table:
    """One table of a segment whose articles begin at row `first`."""
    column = "key" if place.banded else "hash"
    held = load(path, [column, "row"], [place.group])
    return held[column].to_numpy(), held["row"].to_numpy().astype(np.int64) + first


def load(path: Path, columns: list[str] | None = None, some: Sequence[int] = ()) -> pa.Table:
    """A file of an index, or some row groups of it, its pages verified.  Raises BadIndex."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as parquet:
            return parquet.read_row_groups(some, columns) if some else parquet.read(columns)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise BadIndex(f"{path}: damaged ({error}); run `cleancopy rebuild`") from error


def groups(path: Path) -> int:
    """How many row groups a file of an index has."""
    return int(pq.read_metadata(path).num_row_groups)


def _differing(made: object, wanted: object) -> str:
    if isinstance(made, dict) and isinstance(wanted, dict):
        names = [name for name in sorted(made.keys() | wanted.keys()) if made.get(name) != wanted.get(name)]
        return ", ".join(f"{name} = {made.get(name)} (now {wanted.get(name)})" for name in names)
    return f"{made} (now {wanted})"


class Tables:
    """Writes the tables of one file of a segment, a row group each, sorted by key."""

    def __init__(self, path: Path, first: Place) -> None:
        group, key, kind = ("band", "key", pa.uint64()) if first.banded else ("part", "hash", pa.uint32())
        self.schema = pa.schema([(group, pa.uint16()), (key, kind), ("row", pa.uint32())])
        self.writer = pq.ParquetWriter(
            path, self.schema, compression="zstd", use_dictionary=[group], write_page_checksum=True,
            column_encoding={key: "DELTA_BINARY_PACKED", "row": "DELTA_BINARY_PACKED"},
        )  # fmt: skip

    def write(self, place: Place, keys: Keys, rows: I64) -> None:
        """Write the next table; `keys` are sorted."""
        columns = [np.full(len(keys), place.number, np.uint16), keys, rows.astype(np.uint32)]
        table = pa.Table.from_arrays([pa.array(column) for column in columns], schema=self.schema)
        self.writer.write_table(table, row_group_size=max(1, len(keys)))

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()


def articles_writer(path: Path, settings: Near) -> pq.ParquetWriter:
    """Writes the facts of articles with their signatures; split by byte, these take 400 bytes instead of 512."""
    schema = FACTS.append(pa.field("signature", pa.list_(pa.uint32(), settings.permutations)))
    return pq.ParquetWriter(
        path, schema, compression="zstd", write_page_checksum=True, use_dictionary=["site", "source"],
        column_encoding={"signature.list.element": "BYTE_STREAM_SPLIT"},
    )  # fmt: skip


def checksum(path: Path) -> str:
    """BLAKE2b of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def sums(path: Path) -> Sums:
    """The size and the checksums of a file, as the manifest has them."""
    return path.stat().st_size, checksum(path), footer(path)


def footer(path: Path) -> str:
    """BLAKE2b of what a Parquet file says of itself at its end: the one part of it that has no checksum of its own."""
    with path.open("rb") as file:
        file.seek(-8, 2)
        size = int.from_bytes(file.read(4), "little") + 8
        file.seek(-min(size, path.stat().st_size), 2)
        return hashlib.blake2b(file.read(), digest_size=16).hexdigest()
