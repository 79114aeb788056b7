"""Two parts of the work by themselves, against the library people take for each: signatures and cleaning.

Both sides get the same texts in the same process, in turn, in CPU seconds of this thread; nothing is read, written or
imported while the clock runs.  cleancopy's cleaning writes down every edit, the libraries' does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from time import thread_time

TEXTS = 1_000


def signatures(texts: Sequence[str], rounds: int) -> list[float]:
    """How many times longer datasketch takes for signatures of 128 values from text, round by round.

    It gets its fastest scheme (affine32, which cleancopy's values equal) and its call for many shingles at once.
    """
    from datasketch import MinHash

    from tasks.near.minhash import sign
    from tasks.settings import Near

    def theirs() -> None:
        for text in texts:
            words = re.findall(r"\w+", text.lower())
            sketch = MinHash(num_perm=128, scheme="affine32")
            sketch.update_batch([" ".join(words[k : k + 5]).encode() for k in range(max(1, len(words) - 4))])

    near = Near()
    return ratios(lambda: sign(texts, near), theirs, rounds)


def cleaning(texts: Sequence[str], rounds: int) -> list[float]:
    """How many times longer ftfy and emoji take than the rules of repair and story, round by round."""
    import emoji
    import ftfy

    from tasks.page import Page
    from tasks.repair import repair
    from tasks.settings import Settings
    from tasks.story import tell

    settings = Settings()

    def ours() -> None:
        for text in texts:
            repaired = repair(text, Page(settings))
            tell(repaired.text, Page(settings, damage=repaired.damage))

    def theirs() -> None:
        for text in texts:
            emoji.replace_emoji(ftfy.fix_text(text), "")

    return ratios(ours, theirs, rounds)


def ratios(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> list[float]:
    """CPU of theirs over CPU of ours, each run once before the first round and then in turn."""
    ours(), theirs()
    return [_cpu(theirs) / max(_cpu(ours), 1e-9) for _ in range(rounds)]


def _cpu(work: Callable[[], object]) -> float:
    before = thread_time()
    work()
    return thread_time() - before


def read(source: Path, number: int = TEXTS) -> list[str]:
    """The first texts of a corpus."""
    with source.open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in islice(file, number)]


def table(source: Path, rounds: int) -> str:
    """Both ratios, with their spread."""
    texts = read(source)
    lines = [f"parts, on {len(texts):,} articles: how many times the CPU of cleancopy; min, median, max"]
    for name, part in (
        ("128 signature values from text: datasketch", signatures),
        ("cleaning only: ftfy and emoji", cleaning),
    ):
        values = part(texts, rounds)
        lines.append(f"  {name:45} {min(values):6.1f} {median(values):6.1f} {max(values):6.1f}")
    return "\n".join(lines)
