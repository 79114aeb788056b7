"""Runs: what a run says of itself, and what was at work that can change a row."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

import orjson
import pyarrow as pa

from tasks.publish.write import write_parquet
from tasks.schemas import RUNS
from tasks.settings import Settings

# Those whose version can change a row, and those of them that decide what becomes of a text.
LIBRARIES = ("cleancopy", "chardet", "ftfy", "numpy", "pyarrow", "pycld2", "regex", "wordfreq")
DECIDING = ("cleancopy", "ftfy", "pycld2", "regex", "unicode", "wordfreq")
COUNTED = ("edits", "relations", "search", "memory", "flags")  # counts of a run that are no single number


def note(said: Mapping[str, Any], started: datetime, settings: Settings, fresh: Path, batch: str) -> None:
    """Write the row of a run; `said` are its numbers, its seconds a stage and the counts of `COUNTED`."""
    counts = {name: value for name, value in said.items() if isinstance(value, int)}
    row = {
        "run_id": batch,
        "started_at": started,
        "seconds": sum(said["seconds"].values()),
        "counts": orjson.dumps({**counts, **{name: said[name] for name in COUNTED}}).decode(),
        "stages": orjson.dumps(said["seconds"]).decode(),
        "settings": settings.model_dump_json(),
        "versions": orjson.dumps(library_versions()).decode(),
    }
    write_parquet(pa.Table.from_pylist([row], schema=RUNS), fresh / "runs" / f"batch={batch}" / "part-00000.parquet")


def about(settings: Settings) -> dict[str, Any]:
    """What changes rows: the settings, and the versions of whatever decides what becomes of a text."""
    deciding = {name: version for name, version in library_versions().items() if name in DECIDING}
    return {"settings": settings.model_dump(mode="json"), "versions": deciding}


@cache
def library_versions() -> Mapping[str, str]:
    """Versions of all that can change a row."""
    libraries = {name: version_of(name) for name in LIBRARIES}
    return {"python": platform.python_version(), "unicode": unidata_version, **libraries}
