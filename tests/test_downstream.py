"""Downstream: everything that reads Parquet sees the same rows, and the recipes in data/ run as written."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest

from tasks.schemas import SCHEMAS
from tests.harness.published import SAMPLE, run
from tests.made.dictionary import ROOT

pytestmark = pytest.mark.slow

# What must hold after a recipe has run, in its own names; `count` is the number of rows of a dataset.
HOLDS = {
    "pyarrow": "len(list(Path('texts').iterdir())) == count('articles')",
    "pandas": "len(pairs) == count('duplicates') and len(doubtful) and sha256(original).hexdigest() == row.raw_sha256",
    "polars": "len(latest) == stories and set(latest['article_id']) == newest",
    "DuckDB": "sum(row[3] for row in repeats) == count('duplicates') and sum(row[2] for row in rules)",
    "Spark": "latest.count() == stories and {row.article_id for row in latest.collect()} == newest",
    "Hugging Face `datasets`": "0 < len(texts) < count('articles') and texts.column_names == ['title', 'body']",
    "datasketch": "count('signatures') == count('articles') and body in list(every[every.article_id.isin(like)].body)",
    "One function in a notebook": "'was closed' in told.text and 'prefect' not in sys.modules",
}
BEFORE = """
import sys
from hashlib import sha256
"""
AFTER = """
import pandas, pyarrow.dataset
def count(name):
    return pyarrow.dataset.dataset(f"out/{name}").count_rows()
every = pandas.concat([pandas.read_parquet(f"out/{name}") for name in ("articles", "duplicates")])
stories = every.story_id.nunique()
ordered = every.sort_values(["published_at", "article_id"], na_position="first")
newest = set(ordered.groupby("story_id").tail(1).article_id)
"""


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


def recipes() -> dict[str, str]:
    text = (ROOT / "data" / "recipes.md").read_text(encoding="utf-8")
    parts = re.split(r"^\*\*(.+?)\*\*", text, flags=re.MULTILINE)[1:]
    return {
        name: part.split("```python\n")[1].split("```")[0] for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_recipe_is_run() -> None:
    assert recipes().keys() == HOLDS.keys()


@pytest.mark.parametrize("name", HOLDS)
def test_the_recipes_run_as_written(out: Path, name: str) -> None:
    if name == "Spark":
        if importlib.util.find_spec("pyspark") is None:
            pytest.skip("no pyspark here (pip install -e '.[spark]'): the recipe for Spark was not tried")
        if not shutil.which("java"):
            pytest.skip("no Java here (apt install default-jre-headless): the recipe for Spark was not tried")
    check = f"assert {HOLDS[name]}, {name!r}"
    code = BEFORE + recipes()[name] + ("" if "modules" in check else AFTER) + check
    calm = {
        "PYTHONPATH": str(ROOT), "HF_HOME": str(out.parent / "hf"), "HF_HUB_OFFLINE": "1",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=1 "
        "--driver-java-options -XX:TieredStopAtLevel=1 pyspark-shell",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=out.parent, env={**os.environ, **calm}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_dataset_can_be_moved_and_copied(out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "copy", symlinks=True)
    (tmp_path / "copy").rename(tmp_path / "moved")
    assert len(pd.read_parquet(tmp_path / "moved" / "articles")) == ds.dataset(out / "articles").count_rows()


def test_every_duplicate_joins_its_kept_article_and_every_edit_its_article(out: Path) -> None:
    kept, removed, edits = (pd.read_parquet(out / name) for name in ("articles", "duplicates", "edits"))
    assert removed.kept_id.isin(kept.article_id).all()
    assert edits.article_id.isin([*kept.article_id, *removed.article_id]).all()
    assert (removed.merge(kept, left_on="kept_id", right_on="article_id").story_id_x.notna()).all()
