"""Segments: how the index grows by one run, and how small segments are merged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from tasks.files import link
from tasks.near import index
from tasks.near.corpus import Corpus
from tasks.near.index import Segment, Sums
from tasks.settings import Near

NEW = "segments/new"
MERGED = "segments/merged"
ROWS = 10_000  # articles a row group of a merged segment has, about


class Merge(NamedTuple):
    """Work: one file of several neighbouring segments becomes one file; positions stay what they were."""

    target: Path
    segments: tuple[Segment, ...]
    file: str
    settings: Near


def begin(target: Path) -> None:
    """Make the folder of the new segment."""
    (target / NEW).mkdir(parents=True)


def joined(corpus: Corpus) -> tuple[list[Segment], list[Merge]]:
    """All segments, and the merges to be done; links the earlier segments and names the new one.

    The last ones become one while one is less than twice as large as the next: their number grows with the logarithm.
    """
    old, target = corpus.old(), corpus.target
    files = index.segment_files(corpus.settings)
    for segment in old.segments:
        assert old.folder is not None
        for file in files:
            place = target / "segments" / segment.name / file
            link(old.folder / "segments" / segment.name / file, place)
    segments = list(old.segments)
    if corpus.rows > corpus.first:
        segments.append(Segment("new", corpus.first, corpus.rows - corpus.first))
    else:
        shutil.rmtree(target / NEW)
    first, size = len(segments) - 1, segments[-1].rows if segments else 0
    while first > 0 and segments[first - 1].rows < 2 * size:
        first -= 1
        size += segments[first].rows
    if first >= len(segments) - 1:
        return segments, []
    (target / MERGED).mkdir()
    return segments, [Merge(target, tuple(segments[first:]), file, corpus.settings) for file in files]


def merge(work: Merge) -> tuple[str, Sums]:
    """Merge one file of several segments; returns its name and checksums."""
    paths = [work.target / "segments" / segment.name / work.file for segment in work.segments]
    made = work.target / MERGED / work.file
    if work.file == index.ARTICLES:
        _articles(paths, made, work.settings)
    else:
        places = [place for place in index.places(work.settings) if place.file == work.file]
        with index.Tables(made, places[0]) as out:
            for place in places:
                firsts = [segment.first - work.segments[0].first for segment in work.segments]
                tables = [index.table(path, place, first) for path, first in zip(paths, firsts, strict=True)]
                keys, rows = (np.concatenate(column) for column in zip(*tables, strict=True))
                ordered = np.argsort(keys, kind="stable")
                out.write(place, keys[ordered], rows[ordered])
    return work.file, index.sums(made)


def finish(corpus: Corpus, segments: list[Segment], made: dict[str, Sums], merges: list[Merge]) -> None:
    """Rename the new segment, or what was merged of it, and write the manifest."""
    folder = corpus.target / "segments"
    fresh = segments[-1:] if corpus.rows > corpus.first else []
    if merges:
        gone = merges[0].segments
        segments = [*segments[: -len(gone)], Segment("merged", gone[0].first, sum(one.rows for one in gone))]
        for segment in gone:
            shutil.rmtree(folder / segment.name)
        fresh = segments[-1:]
    for segment in fresh:
        name = made[index.ARTICLES][1][:16]  # a segment is named for its content
        (folder / segment.name).rename(folder / name)
        segments = [*segments[:-1], segment._replace(name=name)]
    known = corpus.old().files
    files = {name: index.sums(corpus.target / name) for name in (index.RELATIONS, index.STORIES)}
    for segment in segments:
        for file in index.segment_files(corpus.settings):
            name = f"segments/{segment.name}/{file}"
            files[name] = known[name] if name in known else made[file]
    listed = [(segment.name, segment.rows) for segment in segments]
    manifest = {"parameters": index.parameters(corpus.settings), "segments": listed, "files": files}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (corpus.target / "manifest.json").write_text(text, encoding="utf-8")


def _articles(paths: list[Path], made: Path, settings: Near) -> None:
    with index.articles_writer(made, settings) as out:
        held: list[pa.Table] = []
        for path in paths:
            for number in range(index.groups(path)):
                held.append(index.load(path, None, [number]))
                if sum(map(len, held)) >= ROWS:
                    out.write_table(pa.concat_tables(held).combine_chunks())
                    held = []
        if held:
            out.write_table(pa.concat_tables(held).combine_chunks())
