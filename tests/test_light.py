"""What is not needed is not loaded, and is there for whoever asks for it."""

import os
import subprocess
import sys
from pathlib import Path

from tasks import light

ROOT = Path(__file__).parents[1]
KERNEL = """
import sys
from tasks import light
from tasks.near import kernels, shingles
light.numba()
words = shingles.read(["Rain fell on the town of Oru. "] * 7)
print(words.hashes.sum(), sorted({"scipy", "pandas"} & set(sys.modules)))
"""
ARRAYS = """
import sys
import flows.clean
before = "pandas" in sys.modules
import pandas, pyarrow
frame = pandas.DataFrame({"a": [2]})
print(before, pyarrow.table({"a": [1]}).to_pandas().a.sum(), pyarrow.Table.from_pandas(frame).num_rows)
"""


def said(code: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_kernel_says_the_same_compiled_and_from_the_cache_and_wants_no_scipy(tmp_path: Path) -> None:
    new, cached = said(KERNEL, NUMBA_CACHE_DIR=str(tmp_path)), said(KERNEL, NUMBA_CACHE_DIR=str(tmp_path))
    assert any(tmp_path.rglob("*.nbc"))
    assert new == cached and cached.endswith(" []")


def test_pyarrow_knows_pandas_as_soon_as_somebody_imports_it() -> None:
    assert said(ARRAYS) == "False 1 1"


def test_a_kernel_is_compiled_again_when_a_file_beside_its_own_has_changed(tmp_path: Path) -> None:
    (tmp_path / "adding.py").write_text(
        "from amounts import MORE\nfrom tasks.light import kernel\n\n\n@kernel\ndef more(n):\n    return n + MORE\n"
    )
    found = []
    for amount in (1, 20):
        (tmp_path / "amounts.py").write_text(f"MORE = {amount}\n")
        code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from adding import more; print(more(3))"
        found.append(said(code, PYTHONDONTWRITEBYTECODE="1"))
    assert found == ["4", "23"]


def test_what_a_part_of_the_texts_costs_is_weighed_against_all_that_are_still_to_come() -> None:
    every = light.Kernels("of.all", loaded=1, fresh=1)
    some = light.Kernels("of.some", loaded=200_000, fresh=9_000_000, of=every)
    every.expect(99_000_000)
    every._count(8_000_000)  # of 99 million, with a million for caution: eleven times as much
    some.regret(800_000)
    assert not some._worth(ready=False) and some._worth(ready=True)
    some.regret(100_000)
    assert some._worth(ready=False)
    every._count(91_000_000)
    assert not some._worth(ready=False)
