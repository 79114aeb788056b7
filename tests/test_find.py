"""`cleancopy find`: what a run would say of one more page, without writing anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import find
from flows.cli import app
from tasks.near import buckets, lookup
from tests.harness.published import rows, run
from tests.made.families import families, write

STORIES, _ = families(seed=3, each=2)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("find")
    run([write(folder / "stories.jsonl", STORIES)], folder / "out")
    return folder


def files(folder: Path) -> dict[str, float]:
    return {str(path): path.stat().st_mtime for path in folder.rglob("*")}


def test_a_copy_an_update_and_an_excerpt_are_found_and_nothing_is_written(dataset: Path) -> None:
    before = files(dataset)
    wire = next(story for story in STORIES if story.name == "wire_edit 0 wire")
    opening = "\n".join(wire.body.split("\n")[:4])
    asked = [
        wire._replace(name="again", site="other.example"),
        wire._replace(name="cut", body=f"{opening} … [+900 chars]", site="third.example"),
        wire._replace(
            name="new", body="It rained on the roof of the museum, and nobody was there to see it.", title="Rain"
        ),
    ]
    page = write(dataset.parent / "asked.jsonl", asked)
    found = [find.find(str(dataset / "out"), str(page), number) for number in range(3)]
    assert (found[0][0].found.judged.relation, found[0][0].found.may_go) == ("exact", True)
    assert (found[1][0].found.judged.relation, found[1][0].found.may_go) == ("excerpt", True)
    assert found[2] == []
    assert files(dataset) == before


@pytest.mark.parametrize("cap", [64, 1], ids=["as it is", "everything overfull"])
def test_what_is_found_is_what_a_run_relates(
    dataset: Path, tmp_path: Path, cap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "CAP", cap)
    held, asked = STORIES[::2], STORIES[1::2]
    source, more = write(tmp_path / "held.jsonl", held), write(tmp_path / "asked.jsonl", asked)
    for number, story in enumerate(asked):
        output = tmp_path / f"out{number}"
        if number % 9 == 0:
            run([source], output)
            one = write(tmp_path / "one.jsonl", [story])
            told = {(x.found.judged.relation, x.found.article_id) for x in find.find(str(output), str(more), number)}
            run([one], output)
            # In a run the new article may be the first of an overfull bucket, to which all the others are linked.
            assert told <= related(output, story.name)
            assert told == related(output, story.name) or cap == 1


def related(output: Path, name: str) -> set[tuple[str, str]]:
    mine = {
        row["article_id"]
        for each in ("articles", "duplicates")
        for row in rows(output, each)
        if row["source_id"] == name
    }
    pairs = [(row["relation"], {row["article_id"], row["other_id"]}) for row in rows(output, "relations")]
    return {(relation, next(iter(ends - mine))) for relation, ends in pairs if ends & mine}


def test_people_and_machines_are_told_the_same(dataset: Path) -> None:
    page = write(dataset.parent / "one.jsonl", [STORIES[0]._replace(name="again")])
    calls = [["find", str(dataset / "out"), str(page)], ["find", str(dataset / "out"), str(page), "--json"]]
    text, machine = (CliRunner().invoke(app, call) for call in calls)
    assert text.exit_code == machine.exit_code == 0
    first = json.loads(machine.stdout)[0]
    assert f"exact    of {first['article_id']} (a run may remove the page for it): {first['reason']}" in text.stdout


def test_what_cannot_be_looked_up_is_said(dataset: Path, tmp_path: Path) -> None:
    page = write(tmp_path / "page.jsonl", STORIES[:1])
    for call, says in (
        ([str(tmp_path / "none"), str(page)], "holds no dataset"),
        ([str(dataset / "out"), str(tmp_path / "none.txt")], "none.txt"),
        ([str(dataset / "out"), str(page), "--record", "7"], "record 7"),
    ):
        done = CliRunner().invoke(app, ["find", *call])
        assert done.exit_code == 2
        assert says in done.output


def test_an_article_that_tells_nothing_is_like_no_other(dataset: Path) -> None:
    asked = lookup.Asked("A title", "[Removed]", [], None, None, None, None)
    settings = find.Settings().near
    assert lookup.look_up(asked, dataset / "out/_current/index", lambda ids: {}, settings) == []
