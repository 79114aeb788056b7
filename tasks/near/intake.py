"""Intake: new articles read once, shard by shard, into the index's next segment.

Of each article the segment keeps what orders it (see `cluster`), its signature, its band keys and its
sampled shingles.  Bodies are looked at one shard at a time and not kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tasks.near import bands, index, shingles, signature
from tasks.near.candidates import Table
from tasks.near.shingles import I64
from tasks.settings import Near

COLUMNS = ("article_id", "title", "body", "source_id", "url", "site", "source", "published_at", "flags", "raw_sha256")
CORRECTED = re.compile(
    r"\A\W{0,3}(?:corrected|correction|corrects|corrige|refile|refiles|writethru)\b"
    r"|\A[^\n]{0,40}\((?:corrects|corrected|correction|refiles|this (?:story|version) corrects)\b"
    r"|\bthis (?:story|article|report|version) (?:has been|was|is) (?:corrected|updated to correct)\b"
    r"|\b(?:an earlier|a previous) version of this (?:story|article|report) (?:mis|incorrect|gave|wrongly|said)"
    r"|^correction:",
    re.IGNORECASE | re.MULTILINE,
)
UNFINISHED = re.compile(
    r"(?:\.\.\.|…|\[\+\d+ chars\])\W*\Z"
    r"|^(?:read|see|continue reading|click for)\b.{0,20}\b(?:more|on|full story|at)\b.{0,60}\Z",
    re.IGNORECASE | re.MULTILINE,
)
# What every match of CORRECTED holds: looking for these costs a hundredth.
MARKS = ("correct", "corrige", "refile", "writethru", "version of this")


def corrected(title: str, body: str) -> bool:
    """Whether an article says of itself that it is a correction.

    >>> corrected("CORRECTED-Oru votes to rebuild the bridge", ""), corrected("Oru corrected its course", "")
    (True, False)
    """
    texts = (title, body[:600], body[-400:])
    folded = "\n".join(texts).lower()
    return any(mark in folded for mark in MARKS) and any(CORRECTED.search(text) for text in texts)


def unfinished(end: str) -> bool:
    """Whether an article breaks off: it ends in dots, or tells where to read on.

    >>> unfinished("The vote was ..."), unfinished("Read more at oru.example"), unfinished("They read more.")
    (True, True, False)
    """
    return bool(UNFINISHED.search(end))


def open_rows(path: Path, columns: Sequence[str]) -> pa.Table:
    """Some columns of a staged file; what is not compressed is mapped, not read."""
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        fields = [reader.schema.get_field_index(name) for name in columns]
        chosen = pa.ipc.IpcReadOptions(included_fields=fields)
        return pa.ipc.open_file(source, options=chosen).read_all().select(columns)


class Fresh:
    """The new articles, once they are taken in: their facts here, their keys on disk."""

    def __init__(self, files: Sequence[Path], segment: Path, work: Path, settings: Near) -> None:
        """Read the staged files and write the segment's `articles.parquet`; keys go to `work` meanwhile."""
        self.files, self.work, self.cut = list(files), work, bands.layout(settings)
        self.counts: list[int] = []
        self.bounds = bands.part_bounds()
        schema = pa.field("signature", pa.list_(pa.uint32(), settings.permutations))
        facts: list[pa.Table] = [index.FACTS.empty_table()]
        writer = index.articles_writer(segment / "articles.parquet", settings)
        with (work / "keys").open("wb") as keys, writer:
            first = 0
            for file in self.files:
                table = open_rows(file, [*COLUMNS, "signature"])
                signatures = _signatures(table["signature"], settings.permutations)
                for band in range(self.cut.bands):
                    keys.write(bands.keys(signatures, self.cut, band).tobytes())
                words, sampled = self._sample(table["body"].to_pylist(), first)
                made = _facts(table, words, sampled)
                listed = pa.FixedSizeListArray.from_arrays(pa.array(signatures.ravel()), settings.permutations)
                writer.write_table(made.append_column(schema, listed))
                facts.append(made)
                self.counts.append(len(table))
                first += len(table)
        self.rows = first
        self.facts = pa.concat_tables(facts)
        self.indexed = self.facts["words"].to_numpy() > 0

    def _sample(self, bodies: list[str], first: int) -> tuple[I64, I64]:
        """Append the sampled hashes of a shard to the files of their parts; words and samples of each article."""
        words, sampled = np.zeros(len(bodies), np.int64), np.zeros(len(bodies), np.int64)
        for start, stop in chunks(bodies):
            read = shingles.read(bodies[start:stop])
            hashes, owner = bands.sample(*shingles.shingle(read))
            words[start:stop] = read.counts
            sampled[start:stop] = np.bincount(owner, minlength=stop - start)
            both = np.sort(hashes.astype(np.uint64) << np.uint64(32) | (owner + first + start).astype(np.uint64))
            cuts = np.searchsorted(both, self.bounds.astype(np.uint64) << np.uint64(32))
            for part in range(bands.PARTS):
                with (self.work / f"samples.{part}").open("ab") as file:
                    file.write(both[cuts[part] : cuts[part + 1]].tobytes())
        return words, sampled

    def band(self, band: int) -> Table:
        """The sorted keys of one band, and the new articles they belong to, counted from 0."""
        keys = np.memmap(self.work / "keys", np.uint64, "r") if self.rows else np.zeros(0, np.uint64)
        firsts = np.cumsum([0, *self.counts]) * self.cut.bands
        column = [keys[f + band * n : f + (band + 1) * n] for f, n in zip(firsts.tolist(), self.counts, strict=False)]
        rows = np.flatnonzero(self.indexed)
        found = np.concatenate([np.zeros(0, np.uint64), *column])[rows]
        order = np.argsort(found)
        return found[order], rows[order].astype(np.int64)

    def part(self, part: int) -> Table:
        """The sorted hashes of one part of the samples, and the new articles they belong to."""
        path = self.work / f"samples.{part}"
        both = np.sort(np.fromfile(path, np.uint64)) if path.exists() else np.zeros(0, np.uint64)
        return (both >> np.uint64(32)).astype(np.uint32), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def texts(self, rows: Sequence[int]) -> Iterator[tuple[int, str, str]]:
        """Position, title and body of some new articles, counted from 0 and given in order."""
        firsts = np.cumsum([0, *self.counts])
        wanted = np.asarray(rows, np.int64)
        for number, file in enumerate(self.files):
            inside = wanted[(wanted >= firsts[number]) & (wanted < firsts[number + 1])]
            if len(inside):
                table = open_rows(file, ["title", "body"]).take(pa.array(inside - firsts[number]))
                yield from zip(
                    inside.tolist(),
                    [x or "" for x in table["title"].to_pylist()],
                    table["body"].to_pylist(),
                    strict=True,
                )


def chunks(bodies: Sequence[str], size: int = 2_000_000) -> Iterator[tuple[int, int]]:
    """Spans of bodies of about so many characters."""
    start = held = 0
    for i, body in enumerate(bodies):
        held += len(body)
        if held >= size or i == len(bodies) - 1:
            yield start, i + 1
            start, held = i + 1, 0


def _facts(table: pa.Table, words: I64, sampled: I64) -> pa.Table:
    columns: dict[str, list[Any]] = {name: table[name].to_pylist() for name in COLUMNS if name != "published_at"}
    ranks, marked, whole = [], [], []
    for title, body, flags, *content in zip(
        *[columns[name] for name in ("title", "body", "flags", "raw_sha256", "source_id", "url")], strict=True
    ):
        text = "\0".join(part or "" for part in content)
        digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).digest()
        ranks.append(int.from_bytes(digest, "big"))
        marked.append(corrected(title or "", body))
        whole.append("end_uncertain" not in (flags or ()) and not unfinished(body[-80:]))
    return pa.table(
        {
            "article_id": columns["article_id"],
            "rank": pa.array(ranks, pa.uint64()),
            "published_at": table["published_at"],
            "site": columns["site"],
            "source": columns["source"],
            "words": words.astype(np.uint32),
            "samples": sampled.astype(np.uint32),
            "corrected": marked,
            "complete": whole,
        },
        schema=index.FACTS,
    )


def _signatures(column: pa.ChunkedArray, permutations: int) -> npt.NDArray[np.uint32]:
    """The staged bytes as rows of values; an article without words has none, and gets the empty signature."""
    empty = np.full(permutations, signature.EMPTY, np.uint32)
    made = np.empty((len(column), permutations), np.uint32)
    for row, value in enumerate(column.to_pylist()):
        made[row] = np.frombuffer(value, "<u4") if value else empty
    return made
