"""Who may import whom: text code never sees Prefect, and no stage knows another."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = {"core", "refusal", "remote", "settings", "page", "edits", "records", "schemas", "files", "text"}
STAGES = {"read", "repair", "story", "near", "publish"}
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "tasks").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of the modules a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_tasks_import_neither_prefect_nor_flows_nor_another_stage(path: Path) -> None:
    for name in imported(path):
        parts = name.split(".")
        assert parts[0] not in {"prefect", "flows", "pickle", "shelve", "marshal"}, f"{path} imports {name}"
        if parts[0] == "tasks" and len(path.parts) > 2:
            assert parts[1] in SHARED | {path.parts[1]}, f"{path} imports {name}: only a flow brings stages together"


def test_no_test_imports_a_test() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        others = {name for name in imported(path.relative_to(ROOT)) if name.startswith("tests.test_")}
        assert not others, f"{path.name} imports {others}: what tests share stands in made/ or harness/"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_is_evaluated(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"eval", "exec", "__import__"}


@pytest.mark.parametrize(
    "module", ["tasks.repair", "tasks.story", "tasks.near", "tasks.publish.write", "flows.pipeline"]
)
def test_importing_without_prefect(module: str) -> None:
    code = f"import sys, {module}; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_pyarrow_knows_pandas_as_soon_as_somebody_imports_it() -> None:
    code = """
import sys
import flows.clean
before = "pandas" in sys.modules
import pandas, pyarrow
frame = pandas.DataFrame({"a": [2]})
print(before, pyarrow.table({"a": [1]}).to_pandas().a.sum(), pyarrow.Table.from_pandas(frame).num_rows)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False 1 1"


def test_permutations_want_no_scipy_and_leave_datasketch_whole() -> None:
    code = """
import sys
from tasks.near import minhash
minhash.permutations(16, 1)
before = "scipy" in sys.modules
import datasketch
print(before, datasketch.MinHashLSH.__name__)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False MinHashLSH"
