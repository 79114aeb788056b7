"""A file of a language for lost spaces says what is read of it, and nothing that is misspelt and passed over."""

import tomllib

import pytest

from tasks.repair.spacing.languages import FILES, Lists, code_of, spoken

PATHS = sorted(FILES.glob("*.toml"))
READ = {*Lists._fields, "codes", "common", "bounds"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_file_has_the_lists_that_are_read_and_no_others(path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    assert not said.keys() - READ, f"{path.name}: nobody reads these; the lists are {', '.join(sorted(READ))}"
    needed = {"codes", "closed", "telling"} | ({"common"} if path.stem != "english" else set())
    assert not needed - said.keys(), f"{path.name}: lacks these"


def test_a_code_names_one_language() -> None:
    codes = [code for said in spoken().values() for code in said["codes"].split()]
    assert len(codes) == len(set(codes))
    assert all(code_of(code.upper()) in spoken() for code in codes)
