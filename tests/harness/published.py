"""A run in this process, and the rows it published."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.dataset as ds

from flows import pipeline, where
from tasks.schemas import SCHEMAS
from tasks.settings import load

SAMPLE = Path(__file__).parents[2] / "data" / "pages"
SETTINGS = load()


def run(sources: list[Path], output: Path, settings=SETTINGS) -> pipeline.Summary:
    with where.executor(settings.run) as submit:
        return pipeline.run([str(source) for source in sources], output, settings, where.mapper(submit))


def rows(output: Path, name: str, without: tuple[str, ...] = ("batch",)) -> list[dict]:
    table = ds.dataset(output / name, partitioning="hive").to_table().to_pylist()
    found = [{key: value for key, value in row.items() if key not in without} for row in table]
    return sorted(found, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def everything(output: Path, without: tuple[str, ...] = ("batch",)) -> dict[str, list[dict]]:
    return {name: rows(output, name, without) for name in SCHEMAS if name != "runs"}
