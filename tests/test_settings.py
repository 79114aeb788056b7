"""A setting is refused before anything is done, with the place, the value and what to write instead."""

import pytest
from pydantic import BaseModel

from tasks.settings import BadSettings, Settings, load, names


def refusal(*assignments: str) -> str:
    with pytest.raises(BadSettings) as error:
        load(assignments=assignments)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("near.similarty", "did you mean near.similarity?"),
        ("story.cautoin", "did you mean story.caution?"),
        ("workers", "did you mean run.workers?"),
        ("near.bands", "bands and their rows follow from near.similarity and near.recall"),
        ("near.threshold", "it is called near.similarity here"),
        ("near.num_perm", "it is called near.permutations here"),
        ("repair.language", "there are repair.mojibake, repair.emoji, repair.spacing"),
        ("zzz", f"there are {', '.join(names())}"),
    ],
)
def test_an_unknown_name_is_refused_with_the_one_to_write(name, cure):
    assert refusal(f"{name}=1") == f"--set {name}: there is no such setting; {cure}"


@pytest.mark.parametrize(
    ("assignment", "cure"),
    [
        ("near.similarity=1.2", "must be less than or equal to 1"),
        ("near.recall=0.2", "must be greater than or equal to 0.5"),
        ("near.permutations=8", "must be greater than or equal to 16"),
        ("story.caution=bold", "must be 'cautious', 'balanced' or 'thorough'"),
        ("near.keep=longest", 'must be a list, such as near.keep=["one", "two"]'),
        ("read.encoding=klingon", "write an encoding as Python does, such as cp1252"),
        ("run.where=dask", "dask needs run.dask_address"),
        ("near=3", "is a section; set one of near.similarity, near.recall"),
    ],
)
def test_a_value_out_of_bounds_is_refused_with_its_bound(assignment, cure):
    assert cure in refusal(assignment)


def test_an_assignment_without_a_value_is_refused():
    assert refusal("near.similarity") == "--set near.similarity: write it as name=value, such as near.similarity=0.7"


def test_a_value_where_a_section_stands_is_refused():
    assert "near = 3: is a section" in refusal("near=3", "near.similarity=0.5")


def test_later_assignments_win_over_earlier_ones_and_the_file(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text("near.similarity = 0.6\nnear.recall = 0.9\n")
    settings = load(file, ["near.similarity=0.7", "near.similarity=0.8", "read.encoding=cp1252"])
    assert (settings.near.similarity, settings.near.recall, settings.read.encoding) == (0.8, 0.9, "cp1252")


@pytest.mark.parametrize(
    ("data", "cure"),
    [(b"near = [", "is not TOML"), (b"\xff", "is not TOML"), (b"[nearby]", "there is no such setting")],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, data, cure):
    file = tmp_path / "my.toml"
    file.write_bytes(data)
    with pytest.raises(BadSettings, match=rf"my\.toml.*{cure}"):
        load(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadSettings, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_each_setting_has_a_name_a_default_and_a_description():
    def leaves(model: type[BaseModel]) -> list[str | None]:
        found = []
        for field in model.model_fields.values():
            inner = field.annotation
            section = isinstance(inner, type) and issubclass(inner, BaseModel)
            found += leaves(inner) if section else [field.description]
        return found

    described = leaves(Settings)
    assert all(described)
    assert len(described) == len(set(names()))


def test_settings_survive_the_way_through_json():
    settings = load(assignments=['near.keep=["longest"]', "story.caution=cautious"])
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
