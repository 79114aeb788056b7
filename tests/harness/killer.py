"""Run cleancopy and kill it, with SIGKILL, at its n-th step that touches the disk.

python tests/harness/killer.py N ARGUMENT...     N = 0 kills nothing and prints how many steps there were

A step is a call that makes something under the output folder appear, move or vanish.  The calls are
counted from outside, so that the program itself holds nothing that could be switched on by accident.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

STEPS = [
    (os, "link"),
    (os, "fsync"),
    (shutil, "rmtree"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "symlink_to"),
    (Path, "write_text"),
    (pq, "write_table"),
    (pa, "OSFile"),
]


def main(at: int, arguments: list[str]) -> None:
    """Count steps, and end at one of them as if the power had gone."""
    count = 0

    def counted(call: Any) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return step

    for owner, name in STEPS:
        setattr(owner, name, counted(getattr(owner, name)))
    from flows.cli import app

    try:
        app(arguments)
    finally:
        if not at:
            print(f"steps {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
