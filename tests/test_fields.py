"""What is given beside a text is copy, too: repaired like it, written down, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from flows import pipeline, where
from flows.explain import explained, marked, published
from tasks.edits import undo
from tasks.page import Page
from tasks.publish import versions
from tasks.publish.restore import find, original, records
from tasks.publish.verify import verify
from tasks.repair import repair_field
from tests.harness.published import SETTINGS, everything, rows, run
from tests.made.texts import TEXTS

STORY = (
    "The ferry to Lowmere will stop running in October, the harbour board said on Monday.\n"
    "Nobody could be found to mend its boiler, and the board has no money for a new one.\n"
    "A bus will go round the bay every two hours until the spring, when a second boat is to come."
)
TITLES = {
    "FÃ¤hre nach Lowmere stellt den Betrieb ein": "Fähre nach Lowmere stellt den Betrieb ein",
    "Ferry &amp;amp; boiler: &quot;No money&quot;": 'Ferry & boiler: "No money"',
    "Last fer🐼ry to Lowm\u200bere to st\xadop": "Last ferry to Lowmere to stop",
    "Nothing is broken in the title": "Nothing is broken in the title",
    "  Lowmere\n waits\tfor  its second boat\u2028in spring ": "Lowmere waits for its second boat in spring",
}


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fields")
    with (folder / "in.jsonl").open("w") as file:
        for n, title in enumerate(TITLES):
            text = STORY.replace("Lowmere", f"Lowmere-{n}")
            file.write(json.dumps({"id": str(n), "title": title, "text": text, "source": "L’Écho &amp; Fils"}) + "\n")
    run([folder / "in.jsonl"], folder / "out")
    return folder / "out"


def articles(out: Path) -> dict[str, dict]:
    return {row["source_id"]: row for row in rows(out, "articles") + rows(out, "duplicates")}


def test_given_fields_are_repaired_and_each_edit_says_where(out: Path) -> None:
    found = articles(out)
    assert [found[str(n)]["title"] for n in range(len(TITLES))] == list(TITLES.values())
    assert {row["source"] for row in found.values()} == {"L’Écho & Fils"}
    assert {edit["field"] for edit in rows(out, "edits") if edit["stage"] == "repair"} == {"title", "source"}


def test_given_fields_come_back_and_originals_with_them(out: Path) -> None:
    assert [finding for finding in verify(out) if not finding.holds] == []
    version = versions.existing(out)
    article_id = articles(out)["1"]["article_id"]
    assert original(out, version, article_id).decode() == STORY.replace("Lowmere", "Lowmere-1")
    place = find(version, [article_id])[article_id]
    found = {record.source_id: record for record in records(version, place["batch"], place["part"])}
    assert [found[str(n)].title for n in range(len(TITLES))] == list(TITLES)
    assert {record.source for record in found.values()} == {"L’Écho &amp; Fils"}


def test_a_rebuild_repairs_given_fields_alike(out: Path, tmp_path: Path) -> None:
    before = everything(out)
    pipeline.rebuild(out, SETTINGS, where.mapper(where.inline))
    assert everything(out) == before


def test_explain_marks_given_fields(out: Path) -> None:
    before = explained(str(out.parent / "in.jsonl"), 0, SETTINGS)
    after = published(out, articles(out)["0"]["article_id"])
    for found in (before, after):
        pieces = marked(found.record.title or "", found.steps, "title")
        assert "".join(piece.text for piece in pieces if piece.kind != "in") == next(iter(TITLES))
        assert "".join(piece.text for piece in pieces if piece.kind != "out") == found.told.title


@given(value=TEXTS)
@settings(max_examples=200)
def test_a_field_can_be_undone_and_is_at_rest(value: str) -> None:
    repaired, steps = repair_field(value, Page(), "title", STORY)
    assert undo(repaired, steps, "title") == value
    assert not repair_field(repaired, Page(), "title", STORY)[1]


def test_a_field_of_which_nothing_would_be_left_stays() -> None:
    assert repair_field("\u200b", Page(), "title") == ("\u200b", [])
