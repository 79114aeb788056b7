"""Run cleancopy while something goes wrong, in its workers as well.

python tests/harness/faulty.py FAULT ARGUMENT...
python tests/harness/faulty.py FAULT prefect        as a worker of a Prefect server starts a flow run

Faults are put in from outside, so that the program itself holds nothing that could be switched on by accident.
multiprocessing runs this file again in each worker, under the name `__mp_main__`.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import resource
import runpy
import signal
import struct
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows import article, pipeline

YEAR = timedelta(days=365)
real_repair, real_time = article.repair, time.time


def die(*_: object) -> None:
    """As the system's out-of-memory killer does it."""
    os.kill(os.getpid(), signal.SIGKILL)


def need_too_much(*_: object) -> bytearray:
    """Ask for more memory than any machine has."""
    return bytearray(sys.maxsize)


def hold(*arguments: Any) -> Any:
    """Wait until somebody who has opened the FIFO lets go of it; only once."""
    article.repair = real_repair
    Path(os.environ["CLEANCOPY_HELD"]).read_bytes()
    return real_repair(*arguments)


def weigh(*arguments: Any) -> Any:
    """Hold 100 MB for as long as a page takes, and take a while."""
    ballast = b"x" * 100_000_000
    time.sleep(0.2)
    return real_repair(*arguments) if ballast else None


def lose_storage() -> None:
    """A storage (fsspec's `memory://`) that is away when its file is first looked at, and when it is first read."""
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    from flows import by_prefect

    opened, opens = MemoryFileSystem._open, itertools.count(1)

    def flaky(*arguments: Any, **options: Any) -> Any:
        if next(opens) in (1, 3):
            raise ConnectionResetError("by peer")
        return opened(*arguments, **options)

    fsspec.filesystem("memory").pipe_file("/inbox/one.txt", b"The river rose.")
    MemoryFileSystem._open = flaky
    by_prefect.DELAYS[:] = [0, 0]


def limit_memory() -> None:
    """Let the process have little more memory than it has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 40_000_000,) * 2)


def limit_files() -> None:
    """A disk that is full: no file may grow beyond 6,000 bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))


def obey_permissions() -> None:
    """Give up what lets root pass over them: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    libc, header, sets = ctypes.CDLL(None), struct.pack("Ii", 0x20080522, 0), ctypes.create_string_buffer(24)
    libc.capget(header, sets)
    effective, *others = struct.unpack("6I", sets)
    libc.capset(header, struct.pack("6I", effective & ~0b110, *others))


class LastYear(datetime):
    """A clock that was set back."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) - YEAR


def set_clock_back() -> None:
    pipeline.datetime = LastYear
    time.time = lambda: real_time() - YEAR.total_seconds()


IN_REPAIR = {"killed": die, "memory": need_too_much, "hold": hold, "weight": weigh}
AT_START = {
    "memory-limit": limit_memory, "full-disk": limit_files, "permissions": obey_permissions, "clock": set_clock_back,
    "storage": lose_storage, "none": lambda: None,
}  # fmt: skip


def put_in(fault: str) -> None:
    if fault in IN_REPAIR:
        article.repair = IN_REPAIR[fault]
    else:
        AT_START[fault]()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as at a terminal: in the background it is ignored
if __name__ in ("__main__", "__mp_main__"):
    where, _, what = sys.argv[1].rpartition(":")  # "worker:killed" is killed in a worker only
    if __name__ == "__mp_main__" or where != "worker":
        put_in(what)
if __name__ == "__main__" and sys.argv[2] == "prefect":
    from flows import run

    run.LOOK = 1  # seconds after which a run that waits for another looks again
    del sys.argv[1:]
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)
elif __name__ == "__main__":
    from flows.cli import app

    app(sys.argv[2:])
