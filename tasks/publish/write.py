"""Staged stories and their verdicts -> Parquet files of a version.

One staged file becomes one part: `articles/batch=B/part-N.parquet`, the same in `duplicates` and in
`edits`.  Rows of a part are sorted by `article_id`, so that row-group statistics find an article, and
a part's ids are written down in the ledger.  When a later batch changes a verdict on an old article,
its part is written again under a new name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.files import parquet, parquet_files, table_of
from tasks.publish import ledger, signatures, storage, versions
from tasks.publish.signatures import Signing
from tasks.schemas import ARTICLES, DUPLICATES, EDITS, SCHEMAS, TOLD_LATER

ROW_GROUP = 1024  # rows; about 4 MB of text: what a look-up of one article has to read
COMPRESSION = {"compression": "zstd", "compression_level": 1}  # level 3 costs 2.5 times the CPU for 15 % less
# Columns whose values repeat.  A dictionary of bodies or ids is begun and thrown away: a fifth of the time.
REPEATING = (
    "source_path", "site", "source", "language", "place", "agency", "sign_off", "encoding", "relation", "stage", "rule",
    "reason", "flags.list.element",
)  # fmt: skip
VERDICT = pa.schema(
    [*map(ARTICLES.field, TOLD_LATER), *[field for field in DUPLICATES if field.name not in ARTICLES.names]]
)


def write_parquet(table: pa.Table, path: Path) -> None:
    """A Parquet file as all datasets have it: zstd, small row groups."""
    path.parent.mkdir(parents=True, exist_ok=True)
    repeating = [name for name in REPEATING if name.partition(".")[0] in table.column_names]
    pq.write_table(table, path, row_group_size=ROW_GROUP, use_dictionary=repeating or False, **COMPRESSION)


def put(
    staged: Path, edits: Path, verdicts: pa.Table, fresh: Path, batch: str, part: int, signing: Signing
) -> dict[str, int]:
    """Write one staged file into the datasets; returns how many articles and duplicates it held."""
    table = table_of(staged)
    name = f"part-{part:05d}.parquet"
    rows = judged(table.drop_columns(["original", "signature"]), verdicts)
    counts = _split(rows, fresh, batch, name)
    if counts["articles"]:
        write_parquet(signatures.staged(rows, table, signing), fresh / "signatures" / f"batch={batch}" / name)
    originals = table.select(["article_id", "original"]).filter(table["original"].is_valid())
    if originals.num_rows:
        write_parquet(originals, fresh / "originals" / f"batch={batch}" / name)
    steps = table_of(edits)
    if steps.num_rows:
        write_parquet(_by_id(steps, ("seq", "ascending")), fresh / "edits" / f"batch={batch}" / name)
    ledger.write_ids(table["article_id"], fresh, batch, part)
    return counts


def judged(rows: pa.Table, verdicts: pa.Table) -> pa.Table:
    """Rows of articles with the columns of their verdicts: where a row has none the old columns stay.

    Raises KeyError for a row that has neither.
    """
    at = pc.index_in(rows["article_id"], verdicts["article_id"])
    if at.null_count and "story_id" not in rows.column_names:
        raise KeyError(f"no verdict on article {rows['article_id'].filter(pc.is_null(at))[0]}")
    fields = [field for field in ARTICLES if field.name not in TOLD_LATER]
    columns = [rows[field.name] for field in fields]
    for field in VERDICT:
        new = verdicts[field.name].take(at).cast(field.type)
        if field.name in rows.column_names:
            new = pc.if_else(pc.is_null(at), rows[field.name], new)
        columns.append(new)
        fields.append(field)
    made = pa.table(columns, schema=pa.schema(fields)).select(DUPLICATES.names)
    alone = pc.and_(pc.is_null(made["kept_id"]), pc.is_null(made["sites"]))
    sites = pc.if_else(alone, _alone(made["site"]), made["sites"])
    return made.set_column(made.schema.get_field_index("sites"), ARTICLES.field("sites"), sites)


def _alone(names: pa.ChunkedArray) -> pa.Array:
    """Each name in a list of its own."""
    column = names.combine_chunks()
    return pa.ListArray.from_arrays(pa.array(range(len(column) + 1), pa.int32()), column)


def _split(rows: pa.Table, fresh: Path, batch: str, name: str) -> dict[str, int]:
    order = pc.sort_indices(rows["article_id"])
    kept = pc.is_null(rows["kept_id"]).combine_chunks().take(order)
    counts = {}
    for dataset, schema, chosen in (("articles", ARTICLES, kept), ("duplicates", DUPLICATES, pc.invert(kept))):
        table = rows.select(schema.names).take(order.filter(chosen)).cast(schema)
        if table.num_rows:
            write_parquet(table, fresh / dataset / f"batch={batch}" / name)
        counts[dataset] = table.num_rows
    return counts


def _by_id(table: pa.Table, *more: tuple[str, str]) -> pa.Table:
    return table.take(pc.sort_indices(table, sort_keys=[("article_id", "ascending"), *more]))


def change(old: Path, fresh: Path, verdicts: pa.Table, number: int, signing: Signing) -> frozenset[str]:
    """Write the parts that hold old articles with a new verdict again, and return the names of what they replace.

    The names are relative to the version's folder, as `versions.inherit` takes them.
    """
    replaced: set[str] = set()
    rewritten = ledger.parts_with(old, verdicts["article_id"])
    refuse_damage(old, ("articles", "duplicates", "signatures"), rewritten)
    for batch, part in rewritten:
        files = [path for dataset in ("articles", "duplicates") for path in parts(old, dataset, batch, part)]
        tables = [parquet(path) for path in files]
        rows = pa.concat_tables(tables, promote_options="default")
        missing = [field for field in DUPLICATES if field.name not in rows.column_names]
        for field in missing:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
        rows, name = judged(rows, verdicts), f"part-{part:05d}-r{number:06d}.parquet"
        held = parts(old, "signatures", batch, part)
        if _split(rows, fresh, batch, name)["articles"]:
            write_parquet(signatures.again(rows, held, signing), fresh / "signatures" / f"batch={batch}" / name)
        replaced |= {path.relative_to(old).as_posix() for path in [*files, *held]}
    return frozenset(replaced)


def refuse_damage(version: Path, datasets: Iterable[str], some: Iterable[tuple[str, int]]) -> None:
    """Raise Damaged where a file of these parts is not what was written: what is written again has a new checksum."""
    needed = [(dataset, batch, part) for batch, part in some for dataset in datasets]
    for one in needed:
        parts(version, *one)  # what stands elsewhere is fetched
    versions.refuse_damage(version, {f"{dataset}/batch={batch}/part-{part:05d}" for dataset, batch, part in needed})


def parts(version: Path, dataset: str, batch: str, part: int) -> list[Path]:
    """The path of the file that holds a part, in a list; an empty list where the part has no such rows."""
    found = sorted((version / dataset / f"batch={batch}").glob(f"part-{part:05d}*.parquet"))
    return [storage.present(version, path) for path in found]


def relations(added: Path, dropped: Path, old: Path | None, fresh: Path, batch: str, number: int) -> frozenset[str]:
    """Write the new relations; rewrite the files that hold dropped ones and return the names of what they replace."""
    rows = table_of(added)
    if rows.num_rows:
        order = pc.sort_indices(rows, sort_keys=[("article_id", "ascending"), ("other_id", "ascending")])
        write_parquet(rows.take(order), fresh / "relations" / f"batch={batch}" / "part-00000.parquet")
    gone = table_of(dropped)
    replaced: set[str] = set()
    if old is None or not gone.num_rows:
        return frozenset()
    pairs = pc.binary_join_element_wise(gone["article_id"], gone["other_id"], "/")
    files = [storage.present(old, path) for path in parquet_files(old, "relations")]
    versions.refuse_damage(old, ("relations",))
    for path in files:
        held = parquet(path)
        stays = pc.invert(pc.is_in(pc.binary_join_element_wise(held["article_id"], held["other_id"], "/"), pairs))
        if not pc.all(stays).as_py():
            replaced.add(path.relative_to(old).as_posix())
            stem = path.stem.split("-r")[0]
            write_parquet(held.filter(stays), fresh / "relations" / path.parent.name / f"{stem}-r{number:06d}.parquet")
    return frozenset(replaced)


def fill_empty(fresh: Path, batch: str) -> None:
    """Give a dataset without any rows one empty file, so that every reader finds its columns."""
    for name, schema in SCHEMAS.items():
        if not any((fresh / name).rglob("*.parquet")):
            write_parquet(schema.empty_table(), fresh / name / f"batch={batch}" / "part-00000.parquet")


def rows_by_site(version: Path, dataset: str, batch: str) -> Counter[str]:
    """How many rows of a batch each site has in a dataset."""
    count: Counter[str] = Counter()
    for path in sorted((version / dataset / f"batch={batch}").glob("*.parquet")):
        count.update(parquet(path, ["site"])["site"].to_pylist())
    return count


def edits_of(version: Path, batch: str, part: int) -> Iterator[pa.Table]:
    """The edits of one part, in order of article and sequence."""
    for path in parts(version, "edits", batch, part):
        yield parquet(path).select(EDITS.names)
