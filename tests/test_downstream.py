"""Downstream: pandas, polars, DuckDB and pyarrow read the datasets as they are, as the README says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest
from dictionary import README
from test_pipeline import SAMPLE, run

from tasks.records import SCHEMAS


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("downstream")
    run([SAMPLE], folder / "out")
    return folder / "out"


@pytest.mark.parametrize("name", SCHEMAS)
def test_four_readers_see_the_same_rows(out: Path, name: str) -> None:
    count = ds.dataset(out / name, partitioning="hive").count_rows()
    assert len(pd.read_parquet(out / name)) == count
    assert len(pl.read_parquet(f"{out}/{name}/**/*.parquet")) == count
    assert duckdb.sql(f"select count(*) from read_parquet('{out}/{name}/**/*.parquet')").fetchall() == [(count,)]


def test_the_recipes_of_the_readme_run_as_written(out: Path, monkeypatch) -> None:
    monkeypatch.chdir(out.parent)
    section = README.read_text(encoding="utf-8").split("**Downstream")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.split("\n") if re.match(r"    \S", line) or line.startswith("     ")]
    code = "\n".join(lines)
    assert "read_parquet" in code
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["articles"]) == ds.dataset(out / "articles").count_rows()  # type: ignore[arg-type]


def test_a_dataset_can_be_moved_and_copied(out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "copy", symlinks=True)
    (tmp_path / "copy").rename(tmp_path / "moved")
    assert len(pd.read_parquet(tmp_path / "moved" / "articles")) == ds.dataset(out / "articles").count_rows()


def test_every_duplicate_joins_its_kept_article_and_every_edit_its_article(out: Path) -> None:
    kept, removed, edits = (pd.read_parquet(out / name) for name in ("articles", "duplicates", "edits"))
    assert removed.kept_id.isin(kept.article_id).all()
    assert edits.article_id.isin([*kept.article_id, *removed.article_id]).all()
    assert (removed.merge(kept, left_on="kept_id", right_on="article_id").story_id_x.notna()).all()
