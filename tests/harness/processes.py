"""Processes: started and ended with their group, waited for, held in the middle, asked where they listen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HANGS = 600  # seconds after which a process hangs, even on a machine that is slow and busy


def wait_until(holds: Callable[[], object], says: Callable[[], str]) -> None:
    """Wait for what must come, however long it takes on a busy machine; say what is there instead when it does not."""
    end = time.monotonic() + HANGS
    while not holds():
        assert time.monotonic() < end, says()
        time.sleep(0.01)


@contextmanager
def grip(fifo: Path, works: Callable[[], bool]) -> Iterator[Callable[[], None]]:
    """While somebody waits at a FIFO (the fault "hold" of faulty.py), amid the work; and what lets him go on."""
    opened: list[int] = []

    def tried() -> bool:
        with suppress(OSError):  # nobody reads there yet
            opened.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        return bool(opened) or not works()

    def go_on() -> None:
        while opened:
            os.close(opened.pop())

    wait_until(tried, lambda: f"nobody waits at {fifo}")
    assert opened, "it ended before its work began"
    try:
        yield go_on
    finally:
        go_on()


def session(leader: int) -> dict[int, str]:
    """The processes of a session that still run, and what they are."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            what = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(what[3]) == leader and what[0] != "Z":
                found[int(path.name)] = (path / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
    return found


def listening(pid: int) -> list[str]:
    """The addresses (in hex, as Linux writes them) at which a process waits for somebody to call."""
    held = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            held.add(str(link.readlink()))
        except FileNotFoundError:
            continue
    rows = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().split("\n")
    ]
    return [row[1] for row in rows[1:] if len(row) > 9 and row[3] == "0A" and f"socket:[{row[9]}]" in held]


def port_of(process: subprocess.Popen, log: Path | None = None) -> int:
    """The port at which a process listens that has asked for port 0: one that was looked for could be lost again."""
    end = time.monotonic() + HANGS
    while not (found := listening(process.pid)):
        running = process.poll() is None and time.monotonic() < end
        assert running, log.read_text(encoding="utf-8")[-3000:] if log else "it does not listen"
        time.sleep(0.05)
    return int(found[0].rpartition(":")[2], 16)


@contextlib.contextmanager
def started(*command: str, **options) -> Iterator[subprocess.Popen]:
    """A process with a group of its own, which is ended with it."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        for number, patience in ((signal.SIGINT, 15), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
