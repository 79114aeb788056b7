"""How fast cleancopy is beside what people use today, and what each of them finds.

    python -m tests.bench --articles 20000 --dirty --rounds 3 --peers script,rensa
    python -m tests.bench --curve 1e4,1e5,1e6 --workers 2

Every tool is a program of its own, run on the same generated file (`tests/made/corpus.py`), one after the other in each
round (A B A B ...), so that whatever else the machine does falls on all of them; a ratio is taken within a round.
Measured are the CPU seconds of the program and all processes it waited for, imports included, the wall clock and
the memory of its largest process.  cleancopy runs once before the first round: its table of words is
made once for a machine.  What a tool found is told by the truth of the corpus (`tests/bench/found.py`).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench import parts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WARM_UP = 100  # articles

# A process that measures its only child.  Being small itself it hands no peak of memory down to that child.
WATCH = """
import json, os, sys, time
began = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, used = os.wait4(pid, 0)
wall, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), cpu, wall, used.ru_maxrss]))
"""


class Peer(NamedTuple):
    """A program to compare with."""

    program: str  # in tests/bench/peers
    modules: tuple[str, ...]  # what it imports
    install: str
    note: str


PEERS = {
    "script": Peer("script.py", ("emoji", "ftfy", "datasketch"), "emoji", "ftfy, emoji, datasketch"),
    "rensa": Peer("use_rensa.py", ("emoji", "ftfy", "rensa"), "emoji rensa", "ftfy, emoji, rensa"),
    "datatrove": Peer(
        "use_datatrove.py", ("datatrove", "spacy", "ftfy"), "'datatrove[io,processing]' spacy", "ftfy, MinHash"
    ),
    "text-dedup": Peer("use_text_dedup.py", ("text_dedup",), "text-dedup", "MinHash, no cleaning"),
}


class Used(NamedTuple):
    """What one run of a program took."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MB of its largest process


def measure(command: Sequence[str | Path]) -> Used:
    """Run a program; raises RuntimeError with the end of what it said when it fails."""
    run = subprocess.run(
        [sys.executable, "-S", "-E", "-c", WATCH, *map(str, command)], capture_output=True, text=True, check=True
    )
    code, cpu, wall, peak = json.loads(run.stdout)
    if code:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {code}\n{run.stderr[-2000:]}")
    return Used(cpu, wall, peak / (1e6 if sys.platform == "darwin" else 1e3))


def command(tool: str, source: Path, output: Path, workers: int = 1, python: str = sys.executable) -> list[str | Path]:
    """How to run cleancopy or a peer on a file; `python` is the interpreter of the peers."""
    if tool == "cleancopy":
        run = [sys.executable, "-m", "flows.cli", "run", source, "--output", output, "--direct", "--quiet"]
        return [*run, "--workers", str(workers)]
    return [python, HERE / "peers" / PEERS[tool].program, source, output]


def missing(tool: str, python: str = sys.executable) -> list[str]:
    """The modules a peer needs that its interpreter does not find."""
    look = "import sys, importlib.util as u; print(*(m for m in sys.argv[1:] if u.find_spec(m) is None))"
    run = subprocess.run([python, "-c", look, *PEERS[tool].modules], capture_output=True, text=True, check=True)
    return run.stdout.split()


def make(articles: int, dirty: bool, folder: Path, seed: int = 20261122) -> tuple[Path, Path]:
    """A generated corpus and the truth about it, in a folder."""
    kind = "dirty" if dirty else "clean"
    folder = folder.resolve()
    source, truth = folder / f"{kind}-{articles}.jsonl", folder / f"{kind}-{articles}.truth.jsonl"
    options = ["--seed", str(seed), "--truth", truth, *(["--dirty"] if dirty else [])]
    with source.open("wb") as file:
        made = [sys.executable, "-m", "tests.made.corpus", str(articles), *options]
        subprocess.run(made, stdout=file, check=True, cwd=ROOT)
    return source, truth


def warm_up(folder: Path) -> Used:
    """Let the machine make what it keeps: byte code and the table of words."""
    return measure(command("cleancopy", make(WARM_UP, True, folder)[0], folder / "warm"))


def found(truth: Path, source: Path, output: Path) -> dict[str, int]:
    """What a tool found, counted in a process of its own: texts and truth of a large corpus take memory."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.found", truth.resolve(), source.resolve(), output.resolve()],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(run.stdout)


def compare(tools: Sequence[str], articles: int, dirty: bool, rounds: int, workers: int, python: str) -> None:
    """Run the tools in turn and print what they took and found."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        used: dict[str, list[Used]] = {tool: [] for tool in tools}
        results = {}
        source, truth = make(articles, dirty, folder)
        say(f"warm-up on {WARM_UP:,} articles: {warm_up(folder).cpu:.1f} CPU s")
        for n in range(rounds):
            for tool in tools:
                output = folder / f"{tool}-{n}"
                used[tool].append(measure(command(tool, source, output, workers, python)))
                if n == 0:
                    results[tool] = found(truth, source, output)
                shutil.rmtree(output)
        kind, size = "dirty" if dirty else "clean", source.stat().st_size / 1e6
        say(f"\n{articles:,} {kind} articles, {size:.1f} MB, {rounds} round(s), {workers} worker(s) of cleancopy")
        say(f"CPU seconds of all processes with imports; min, median, max. Load at the end: {os.getloadavg()[0]:.1f}\n")
        say(timings(used, articles))
        say(findings(results))
        say(parts.table(source, rounds))


def timings(used: dict[str, list[Used]], articles: int) -> str:
    """A row a tool: what it took, and how many times what cleancopy took in the same round."""
    rows = [["tool", "CPU s", "articles per CPU s", "CPU, cleancopy = 1", "wall s", "peak MB"]]
    for tool, runs in used.items():
        ratios = [run.cpu / own.cpu for run, own in zip(runs, used["cleancopy"], strict=True)]
        rate = f"{articles / median(run.cpu for run in runs):,.0f}"
        rows.append(
            [
                tool,
                spread([run.cpu for run in runs]),
                rate,
                spread(ratios, 2),
                spread([run.wall for run in runs]),
                f"{max(run.peak for run in runs):,.0f}",
            ]
        )
    return table(rows)


def findings(results: dict[str, dict[str, int]]) -> str:
    """A column a tool, a row each kind of damage: how many, and of how many."""
    say_as = {
        "copies 0.7": "planted copies found, similarity 0.7 and more",
        "copies 0.5": "... 0.5 to 0.7",
        "copies 0.0": "... below 0.5",
        "right removals": "removed articles that repeat a kept one",
        "emoji left": "injected emoji left",
        "teasers left": "teasers left",
        "mojibake left": "articles with mojibake left",
        "spaces put back": "lost spaces put back",
        "undamaged changed": "undamaged articles changed",
        "words lost": "words of the story lost",
    }
    rows = [["found", *results]]
    for name, label in say_as.items():
        cells = [f"{n[name]:,} of {n[f'{name} of']:,}" for n in results.values()]
        if any(n[f"{name} of"] for n in results.values()):
            rows.append([label, *cells])
    return table(rows)


def curve(sizes: Sequence[int], dirty: bool, workers: Sequence[int]) -> None:
    """Run cleancopy on more and more articles, and say with which power of their number the cost grows."""
    rows = [["articles", "workers", "CPU s", "articles per CPU s", "wall s", "peak MB", "output MB"]]
    cost: dict[int, list[tuple[int, float]]] = {number: [] for number in workers}
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        warm_up(folder)
        for size in sizes:
            source, _ = make(size, dirty, folder)
            for number in workers:
                output = folder / "out"
                used = measure(command("cleancopy", source, output, number))
                cost[number].append((size, used.cpu))
                files = [path for path in (output / "_current").resolve().rglob("*") if path.is_file()]
                held = sum(path.stat().st_size for path in files) / 1e6
                numbers = f"{used.cpu:.1f}", f"{size / used.cpu:,.0f}", f"{used.wall:.1f}", f"{used.peak:,.0f}"
                rows.append([f"{size:,}", str(number), *numbers, f"{held:,.1f}"])
                shutil.rmtree(output)
            source.unlink()
    say(table(rows))
    for number, points in cost.items():
        if len(points) > 1:
            say(f"{number} worker(s): CPU grows with the power {exponent(points):.2f} of the number of articles")


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the line nearest to the points on logarithmic scales.

    >>> round(exponent([(10, 3), (100, 30), (1000, 300)]), 6)
    1.0
    """
    xs, ys = ([math.log(value) for value in side] for side in zip(*points, strict=True))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Minimum, median and maximum.

    >>> spread([3, 1, 2])
    '1.0  2.0  3.0'
    """
    return "  ".join(f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table that is also Markdown.

    >>> print(table([["a", "b"], ["1", "22"]]))
    | a | b  |
    |---|----|
    | 1 | 22 |
    <BLANKLINE>
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def say(line: str) -> None:
    """Print at once: a run takes minutes."""
    print(line, flush=True)


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--dirty", action="store_true", help="with damage and near-copies")
    parser.add_argument("--peers", default="script,rensa,datatrove,text-dedup", help="separated by commas; '' for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="of cleancopy; the peers use one process")
    parser.add_argument("--python", default=sys.executable, help="the peers' interpreter, if they live elsewhere")
    parser.add_argument("--curve", default="", metavar="1e4,1e5", help="instead: cleancopy alone, on so many articles")
    options = parser.parse_args()
    if options.curve:
        sizes = [int(float(size)) for size in options.curve.split(",")]
        curve(sizes, options.dirty, sorted({1, options.workers}))
        return
    tools = ["cleancopy"]
    for peer in filter(None, options.peers.split(",")):
        if peer not in PEERS:
            parser.error(f"--peers: no {peer!r}. There are: {', '.join(PEERS)}.")
        lacking = missing(peer, options.python)
        if lacking:
            say(f"left out: {peer}, for want of {', '.join(lacking)}. To have it: pip install {PEERS[peer].install}")
        else:
            tools.append(peer)
    compare(tools, options.articles, options.dirty, options.rounds, options.workers, options.python)
