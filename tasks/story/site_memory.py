"""Memory: what the other pages of a site say, learned from every article that was ever cleaned.

Each article is observed once: a *key* for every paragraph (a hash of its letters and digits, so that
spacing, punctuation and case do not matter) with the *role* it has there.  `learn` adds observations
as a Parquet file for every 64th of all sites, and makes one of the last files while one has less than
twice the rows of the next: their number grows with the logarithm.  `lay_out` writes what is known of the
sites of a run as plain columns, which all workers map.
What is kept is the smallest keys of a site (bottom-k, as in MinHash) and EVERY: bounded, the same in any order
and in any number of runs, and exact for every key that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.files import link, table_of
from tasks.story import site_recall
from tasks.story.fingerprints import EVERY, LEAD, STORIES, observe
from tasks.story.site_recall import LEADS, SiteMemory, changes

if TYPE_CHECKING:
    from tasks.page import Page

KNOWN = 131_072  # keys a site may have, for leads and for paragraphs each: 10 to 20 megabytes at most
BUCKETS = 64
ALL = range(BUCKETS)
ROWS_AT_ONCE = 2_000_000

OBSERVATIONS = pa.schema(
    [
        pa.field("site", pa.string()),
        pa.field("article_id", pa.string()),
        pa.field("story", pa.uint64()),
        pa.field("keys", pa.list_(pa.uint64())),
        pa.field("roles", pa.list_(pa.uint8())),
        pa.field("asked", pa.list_(pa.uint64())),
    ]
)

ROWS = pa.schema(
    [
        pa.field("site", pa.string()),
        pa.field("lead", pa.bool_()),
        pa.field("key", pa.uint64()),
        pa.field("story", pa.uint64()),
        pa.field("role", pa.uint8()),
        pa.field("article_id", pa.string()),
    ]
)


def note(seen: Mapping[str, list[Any]], article_id: str, text: str, page: Page) -> None:
    """Observe one repaired article: append it to columns named as in OBSERVATIONS."""
    keys, roles, story, asked = observe(text, page)
    for name, value in zip(OBSERVATIONS.names, (page.site, article_id, story, keys, roles, asked), strict=True):
        seen[name].append(value)


def learn(observations: Sequence[Path], previous: Path | None, target: Path, buckets: Sequence[int] = ALL) -> None:
    """Add observations to some buckets of the memory of earlier runs; the folder `target` is the new memory.

    The same set of articles gives a memory that says the same, in any order and in any number of runs.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in _paths(target, buckets):  # an attempt before this one has left it
        path.unlink()
    for path in _paths(previous, buckets) if previous else ():
        link(path, target / path.name)
    waiting: dict[int, list[pa.Table]] = {}
    rows = 0
    for path in observations:
        for bucket, table in _by_bucket(path, buckets):
            waiting.setdefault(bucket, []).append(table)
            rows += len(table)
        if rows > ROWS_AT_ONCE:
            _add(waiting, target)
            waiting, rows = {}, 0
    _add(waiting, target)


def lay_out(observations: Sequence[Path], memory: Path, target: Path, buckets: Sequence[int] = ALL) -> None:
    """Write all that is known of the observed sites into files of the folder `target`, for `laid_out` to map."""
    target.mkdir(parents=True, exist_ok=True)
    sites: set[str] = set()
    for path in observations:
        sites.update(table_of(path)["site"].unique().to_pylist())
    for bucket, some in _by_buckets(sites).items():
        if bucket in buckets:
            site_recall.write(_opened(memory, bucket, some), target / f"{bucket:02d}")


def laid_out(folder: Path, sites: Iterable[str]) -> dict[str, SiteMemory]:
    """The memories of some of the sites that were laid out in a folder."""
    found = {}
    for bucket, some in _by_buckets(sites).items():
        known = site_recall.opened(folder / f"{bucket:02d}")
        found.update({site: known[site] for site in some})
    return found


def _by_buckets(sites: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for site in sorted(set(sites)):
        found.setdefault(_bucket(site), []).append(site)
    return found


def _opened(folder: Path, bucket: int, sites: Sequence[str]) -> dict[str, SiteMemory]:
    """The memories of some sites of one bucket."""
    parts = [_of_sites(path, sites) for path in _paths(folder, [bucket])]
    each = ([part[n] for part in parts if len(part[n])] for n in range(len(sites)))
    return {site: site_recall.arranged(*_merged(tables)) for site, tables in zip(sites, each, strict=True)}


def _of_sites(path: Path, sites: Sequence[str]) -> list[pa.Table]:
    """The rows of each of these sites."""
    table = pq.read_table(path, partitioning=None, read_dictionary=["site"])
    encoded = table["site"].unify_dictionaries().combine_chunks()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    place = {site: code for code, site in enumerate(encoded.dictionary.to_pylist())}
    rows = table.drop_columns("site")
    found = []
    for site in sites:
        code = place.get(site, -1)  # rows are sorted by site
        first, end = np.searchsorted(codes, [code, code + 1]).tolist() if code >= 0 else (0, 0)
        found.append(rows.slice(first, end - first))
    return found


def _bucket(site: str) -> int:
    return blake2b(site.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % BUCKETS


def _buckets(sites: Any) -> Any:
    encoded = sites.combine_chunks().dictionary_encode()
    each = np.array([_bucket(site) for site in encoded.dictionary.to_pylist()], np.int64)
    return each[encoded.indices.to_numpy(zero_copy_only=False)]


def _paths(folder: Path, buckets: Sequence[int]) -> list[Path]:
    """The files of some buckets, those of each the oldest and largest first."""
    return sorted(path for path in folder.glob("bucket-*.parquet") if int(path.name.split("-")[1]) in buckets)


def _by_bucket(path: Path, buckets: Sequence[int]) -> Iterator[tuple[int, pa.Table]]:
    """The observed rows of each of some buckets."""
    observed = table_of(path)
    each = _buckets(observed["site"])
    order = np.argsort(each, kind="stable")
    order = order[np.isin(each[order], buckets)]
    observed, each = observed.take(pa.array(order)), each[order]
    ends = np.append(0, np.cumsum(pc.list_value_length(observed["keys"]).to_numpy()))
    rows = _rows(observed)
    for bucket in np.unique(each).tolist():
        first, end = (int(ends[at]) for at in np.searchsorted(each, [bucket, bucket + 1]))
        yield bucket, rows.slice(first, end - first)


def _rows(observed: pa.Table) -> pa.Table:
    """One row for every key of every article."""
    keys = observed["keys"].combine_chunks()
    of = pc.list_parent_indices(keys)
    role = observed["roles"].combine_chunks().flatten()
    lead = pc.equal(role, LEAD)
    article_id = pc.if_else(lead, observed["article_id"].combine_chunks().take(of), "")
    site, story = observed["site"].combine_chunks().take(of), observed["story"].combine_chunks().take(of)
    return pa.table([site, lead, keys.flatten(), story, role, article_id], ROWS)


def _add(waiting: Mapping[int, list[pa.Table]], target: Path) -> None:
    for bucket, tables in sorted(waiting.items()):
        made, paths = _bounded(pa.concat_tables(tables)), _paths(target, [bucket])
        while paths and pq.read_metadata(paths[-1]).num_rows < 2 * len(made):
            made = _bounded(pa.concat_tables([pq.read_table(paths[-1], schema=ROWS), made]))
            paths.pop().unlink()
        path = target / f"bucket-{bucket:02d}-{len(paths):02d}.parquet"
        pq.write_table(made, path, compression="zstd", row_group_size=65_536)


def _merged(tables: Sequence[pa.Table]) -> tuple[pa.Table, Any]:
    """The bounded rows of one site from several files, and which of them `_bounded` would keep, in its order.

    What stands in one file only is not sorted again.
    """
    if len(tables) <= 1:
        return (tables[0] if tables else ROWS.empty_table()), None
    rows = pa.concat_tables(tables).combine_chunks()
    lead, key = rows["lead"].to_numpy(), rows["key"].to_numpy()
    order = np.argsort(key, kind="stable")  # of sorted pieces, which this merges
    order = np.concatenate([order[lead[order]], order[~lead[order]]])
    file = np.repeat(np.arange(len(tables)), list(map(len, tables)))[order]
    new_lead = changes(lead[order])
    new_key = new_lead | changes(key[order])
    group = np.cumsum(new_key) - 1
    several = np.zeros(len(new_key), bool)
    several[group[changes(file) & ~new_key]] = True
    mixed = np.flatnonzero(several[group])
    if len(mixed):
        some = rows.take(pa.array(order[mixed])).append_column("group", pa.array(group[mixed]))
        some = some.append_column("at", pa.array(order[mixed]))
        names = [("group", "ascending"), ("story", "ascending"), ("role", "descending"), ("article_id", "ascending")]
        some = some.sort_by(names)
        new_group = changes(some["group"].to_numpy())
        new_story = new_group | changes(some["story"].to_numpy())
        most = np.where(some["lead"].to_numpy(), LEADS, STORIES)
        order[mixed] = np.where(new_story & (_rank(new_story, new_group) < most), some["at"].to_numpy(), -1)
    keys = _rank(new_key, new_lead)
    return rows, order[(order >= 0) & ((keys < KNOWN) | (key[order] == EVERY))]


def _bounded(rows: pa.Table) -> pa.Table:
    """The rows sorted, each once, and of every site the smallest keys, and EVERY, with their smallest stories."""
    down = ("lead", "role")
    order = ("site", "lead", "key", "story", "role", "article_id")
    rows = rows.sort_by([(name, "descending" if name in down else "ascending") for name in order])
    if not len(rows):
        return rows
    site = rows["site"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    lead = rows["lead"].to_numpy()
    new_group = changes(site) | changes(lead)
    key = rows["key"].to_numpy()
    new_key = new_group | changes(key)
    new_story = new_key | changes(rows["story"].to_numpy())
    stories = _rank(new_story, new_key)
    keys = _rank(new_key, new_group)
    kept = new_story & (stories < np.where(lead, LEADS, STORIES)) & ((keys < KNOWN) | (key == EVERY))
    return rows.filter(pa.array(kept)).combine_chunks()


def _rank(new: Any, group: Any) -> Any:
    """How many new ones came before this one in its group."""
    count = np.cumsum(new)
    return count - np.maximum.accumulate(np.where(group, count, 0))
