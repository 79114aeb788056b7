"""How far a run is: bars on a terminal, plain lines in a pipe or a log; always on standard error.

    read and repair  ━━━━━━━━╸━━━━━━━━━  37 of 200   185,000 articles   412/s   6:38 left
    read and repair: 37 of 200, 185,000 articles, 412/s, 6:38 left

A stage is done in pieces, and the time left is told from the pieces done: they hold about as many articles each.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows import where

if TYPE_CHECKING:
    from rich.progress import TaskID


class Stage:
    """When a stage began, and what can be said of it now."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def says(self, done: int, total: int, articles: int) -> Iterator[str]:
        """How many articles, how fast, how long still; nothing before the first piece is done."""
        seconds = time.monotonic() - self.began
        if articles:
            yield f"{articles:,} article{'' if articles == 1 else 's'}"
            yield f"{articles / max(seconds, 0.001):,.0f}/s"
        if 0 < done < total:
            yield f"{clock(seconds / done * (total - done))} left"


def clock(seconds: float) -> str:
    """Seconds as a clock shows them.

    >>> clock(7.4), clock(398), clock(7325)
    ('0:07', '6:38', '2:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@contextmanager
def shown(quiet: bool) -> Iterator[where.Tell]:
    """The progress callback for this output: bars, lines, or nothing when `quiet`."""
    if quiet:
        yield where.silent
    elif sys.stderr.isatty():
        with _bars() as tell:
            yield tell
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[where.Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:16}"),
        BarColumn(24),
        MofNCompleteColumn(" of "),
        TimeElapsedColumn(),
        TextColumn("{task.fields[says]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        known: dict[str, tuple[TaskID, Stage]] = {}

        def tell(stage: str, done: int, total: int, articles: int) -> None:
            if stage not in known:
                known[stage] = bars.add_task(stage, total=total, says=""), Stage()
            task, began = known[stage]
            bars.update(task, completed=done, total=total, says="  ".join(began.says(done, total, articles)))

        yield tell


def _lines() -> where.Tell:
    """A callback that prints a line for each tenth of a stage, and stops printing when the reader has left."""
    began: dict[str, Stage] = {}

    def tell(stage: str, done: int, total: int, articles: int) -> None:
        clock = began.setdefault(stage, Stage())
        if done * 10 // max(1, total) == (done - 1) * 10 // max(1, total):
            return
        try:
            if done:
                print(
                    f"{stage}: {', '.join((f'{done} of {total}', *clock.says(done, total, articles)))}", file=sys.stderr
                )
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())

    return tell
