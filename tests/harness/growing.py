"""How the time of a piece of work grows with its input: a ratio within one run, never a number of seconds.

Each piece of work is given twice as much until it takes long enough to be measured.  Then four times as much may take
eight times as long: work in proportion takes four times as long, work on every pair sixteen times.  What is too fast
to be measured at the largest size has not grown.  CLEANCOPY_GROWTH=16 pytest tests/test_growth.py goes 16 times as far.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable

FAR = int(os.environ.get("CLEANCOPY_GROWTH", "1"))
FIRST, LAST = 2_000, 64_000 * FAR  # characters
ENOUGH = 0.008 * FAR  # seconds: far more than the clock's step
MOST = 8.0
AGAIN = 3


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, but for the garbage collector's, which now and then walks all that thousands of tests have left."""
    collects = gc.isenabled()
    gc.disable()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        if collects:
            gc.enable()


def growth(prepared: Callable[[int], Callable[[], object]], first: int = FIRST, last: int = LAST) -> float:
    """How many times as long four times as much takes; 0 where even the most of it is too fast to be measured.

    Too steep a ratio is measured again at the same sizes, and the least time of each counts: what a busy machine
    adds comes and goes.  If it stays steep it is looked at with twice as much, three times over: another way to work
    that begins at some size is a step, a square goes on.
    """
    spent: dict[int, float] = {}
    steep: list[float] = []
    size = first
    while (size <= last or steep) and len(steep) < 4:
        spent[size] = seconds(prepared(size))
        if spent[size] > ENOUGH and size // 4 in spent:
            for _ in range(AGAIN):
                if spent[size] < MOST * spent[size // 4]:
                    break
                for each in (size // 4, size):
                    spent[each] = min(spent[each], seconds(prepared(each)))
            ratio = spent[size] / max(spent[size // 4], 1e-6)
            if ratio < MOST:
                return ratio
            steep.append(ratio)
        size *= 2
    return min(steep, default=0.0)
