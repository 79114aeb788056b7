"""The command as a process of its own, killed or with a fault where wanted; and a dataset between two batches."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.publish.verify import verify
from tests.harness.processes import HANGS
from tests.harness.published import SAMPLE, everything

HARNESS = Path(__file__).parent
ROOT = HARNESS.parents[1]
PAGES = ["veldmark-daily/001", "veldmark-daily/009", "sarrano-times/018", "lowmere-courier/043", "tolmara-herald/032"]
LATER = ["sarrano-times/021", "sarrano-times/022", "sarrano-times/019", "lowmere-courier/044", "lowmere-courier/045"]
WORKERS = ("--workers", "2", "--set", "read.shard_articles=1")


def copied(names: list[str], folder: Path) -> None:
    for name in names:
        (path,) = SAMPLE.glob(f"{name}-*.txt")
        target = folder / path.relative_to(SAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def command(script: str, how: str, *arguments: str | Path) -> list[str]:
    quietly = () if arguments[0] == "verify" else ("--direct", "-q")
    return [sys.executable, str(HARNESS / script), how, *map(str, arguments), *quietly]


def done(script: str, how: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = command(script, how, *arguments)
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=HANGS, cwd=ROOT)


def cleancopy(at: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command; with SIGKILL at its step number `at`, unless that is 0."""
    return done("killer.py", str(at), *arguments)


class Scene:
    """A dataset with one batch, and what it should be after a second."""

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "pages"
        self.first = folder / "first"
        copied(PAGES, self.pages)
        made = cleancopy(0, "run", self.pages, "-o", self.first)
        assert made.returncode == 0, made.stderr
        copied(LATER, self.pages)
        whole = folder / "whole"
        shutil.copytree(self.first, whole, symlinks=True)
        begun = time.monotonic()
        made = cleancopy(0, "run", self.pages, "-o", whole)
        self.seconds = time.monotonic() - begun
        assert made.returncode == 0, made.stderr
        self.steps = int(made.stdout.rsplit("steps ", 1)[1])
        self.before, self.after = everything(self.first), everything(whole)
        assert self.before != self.after

    def copy(self, folder: Path) -> Path:
        """The dataset as it was before the second batch."""
        shutil.copytree(self.first, folder / "out", symlinks=True)
        return folder / "out"

    def completed_by_the_next_run(self, out: Path) -> bool:
        made = cleancopy(0, "run", self.pages, "-o", out)
        assert made.returncode == 0, made.stderr
        assert [finding for finding in verify(out) if not finding.holds] == []
        return everything(out) == self.after


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    return Scene(tmp_path_factory.mktemp("faults"))
