"""What went wrong, in one line: what the command prints, and what the state of a run on a server says."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor

from tasks.refusal import Refusal

LESS = "Fewer --workers or a smaller read.shard_articles need less."
PUBLISHES = "Nothing was published; the next run does it all."
# What is no defect of cleancopy: the call, the machine, the disk.  All else keeps its traceback.
EXPECTED = (Refusal, BrokenExecutor, MemoryError, OSError)


def in_words(error: BaseException, so: str = "") -> str:
    """One line: the place, what is wrong with it, the remedy, and what follows (`so`).

    >>> in_words(FileNotFoundError(2, "No such file or directory", "news"), PUBLISHES)
    'news: No such file or directory. Nothing was published; the next run does it all.'
    >>> in_words(MemoryError("2 GB"))
    'memory ran out (2 GB). Fewer --workers or a smaller read.shard_articles need less.'
    """
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, BrokenExecutor):
        says = f"a worker process died ({error}). Was memory short? {LESS} {so}"
    elif isinstance(error, MemoryError):
        says = f"memory ran out{f' ({error})' if str(error) else ''}. {LESS} {so}"
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        says = f"{place}{error.strerror or error}. {so}"
    else:
        says = f"{type(error).__name__}: {error}. {so}"
    return says.strip()
