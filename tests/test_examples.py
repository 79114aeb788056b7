"""The examples in the docstrings of flows run, as those of tasks do: pytest collects these without loading Prefect."""

import doctest
import importlib
from pathlib import Path

import pytest

import flows

PREFECT = {"artifacts", "run"}  # a second or more to import
SHOWN = sorted(path.stem for path in Path(flows.__file__).parent.glob("*.py") if ">>> " in path.read_text("utf-8"))


@pytest.mark.parametrize("name", [pytest.param(x, marks=[pytest.mark.slow] if x in PREFECT else []) for x in SHOWN])
def test_the_examples_of_a_module_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"flows.{name}"))
    assert found.attempted
    assert not found.failed
