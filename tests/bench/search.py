"""The search for duplicates by itself, at any size: CPU, time and memory of each step, for some numbers of workers.

    python -m tests.bench.search --articles 1000000 --workers 1 --workers 2 [--later 10000]

Articles are staged with random signatures, as strangers have them; one in ten is a copy of an earlier one and is
compared with it word by word.  `--later` adds a run of so many articles to the index that the first run has made.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from flows import where
from flows.search import search
from tasks.near import lsh
from tasks.near.sketch import _bytes
from tasks.schemas import STAGED
from tasks.settings import Near, Run, Settings

SHARD = 5_000
SAMPLES = 40  # sampled shingles of an article of 400 words
WORDS = 60  # of the bodies, which nobody reads but for the copies
COPIES = 10  # one article in so many is a copy


def staged(articles: int, folder: Path, seed: int) -> Iterator[Path]:
    """Write articles as they are staged; the same seed gives the same ones."""
    random = np.random.default_rng(seed)
    vocabulary = [f"w{n:x}" for n in range(50_000)]
    for first in range(0, articles, SHARD):
        n = min(SHARD, articles - first)
        signatures = random.integers(0, 1 << 32, (n, Near().permutations), np.uint32)
        samples = np.sort(random.integers(0, lsh._LIMIT, (n, SAMPLES), np.uint32), axis=1)
        words = random.integers(0, len(vocabulary), (n, WORDS))
        copies = np.arange(COPIES - 1, n, COPIES)
        of = random.integers(0, copies)
        for table in (signatures, samples, words):
            table[copies] = table[of]
        columns = {
            "article_id": [f"{seed:08x}{first + k:024x}" for k in range(n)],
            "source_id": [f"{seed}-{first + k}" for k in range(n)],
            "raw_sha256": [f"{seed:08x}{first + k:056x}" for k in range(n)],
            "site": [f"site{k % 977}.example" for k in range(first, first + n)],
            "published_at": [1_700_000_000_000_000 + 1_000_000 * (first + k) for k in range(n)],
            "body": [" ".join([vocabulary[k] for k in row]) for row in words.tolist()],
            "signature": _bytes(np.full(n, Near().permutations), signatures.ravel()),
            "sample": _bytes(np.full(n, SAMPLES), samples.ravel()),
            "words": np.full(n, WORDS, np.uint32),
            "corrected": np.zeros(n, bool),
            "complete": np.ones(n, bool),
        }
        made = [pa.array(columns[x.name], x.type) if x.name in columns else pa.nulls(n, x.type) for x in STAGED]
        path = folder / f"{seed}-{first:09d}.staged"
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, STAGED) as writer:
            writer.write_table(pa.table(made, schema=STAGED))
        yield path


def measured(staged: list[Path], previous: Path | None, folder: Path, workers: int) -> str:
    """One search, as a line: seconds of the clock, CPU of all processes and of the one that leads, MB of each."""
    settings = Settings(run=Run(workers=workers))
    before, began = cpu(), time.perf_counter()
    with where.executor(settings.run) as submit:
        each = where.mapper(submit)
        _, counts = search(staged, previous, folder / "index", Bodies(), settings.near, folder / "work", each)
    seconds, now = time.perf_counter() - began, cpu()
    memory = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    steps = ", ".join(f"{step} {value:.1f}" for step, value in counts["seconds"].items())
    return (
        f"{counts['articles']:,} articles, {counts['new']:,} new, {counts['compared']:,} pairs compared; {workers} at "
        f"once: {seconds:.1f} s, CPU {sum(now) - sum(before):.1f} s, {now[0] - before[0]:.1f} of it here; "
        f"{memory[0]} MB here, {memory[1]} in a worker; {steps}"
    )


def cpu() -> tuple[float, float]:
    """CPU seconds of this process, and of the workers that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return used[0].ru_utime + used[0].ru_stime, used[1].ru_utime + used[1].ru_stime


class Bodies:
    """Articles of before, whose bodies nobody asks for: strangers have no candidates among them."""

    def __call__(self, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        return {}


def main() -> None:
    """Each number of workers in a process of its own, so that its memory is its own."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=100_000)
    arguments.add_argument("--later", type=int, default=0)
    arguments.add_argument("--workers", type=int, action="append")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, later = (list(staged(n, folder, seed)) for seed, n in enumerate((given.articles, given.later)))
        for workers in given.workers or [1]:
            for new, previous, out in ((first, None, "first"), (later, folder / "first" / "index", "later")):
                if new:
                    (folder / out).mkdir(exist_ok=True)
                    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
                        print(alone.submit(measured, new, previous, folder / out, workers).result(), flush=True)


if __name__ == "__main__":
    main()
