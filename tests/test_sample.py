"""The sample in data/: its form, and what the command makes of it, field by field, against its gold."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
FIELDS = {
    "id": str,
    "site": str,
    "language": str,
    "encoding": str,
    "kicker": str | None,
    "title": str | None,
    "standfirst": str | None,
    "captions": list,
    "place": str | None,
    "agency": str | None,
    "body": list,
    "sign_off": str | None,
    "related": list,
    "furniture": list,
    "damage": list,
}
RELATIONS = {"exact", "copy", "excerpt", "version", "template", "related", "apart"}
REMOVED = {"exact", "copy", "excerpt", "version"}
PAGES = sorted((DATA / "pages").glob("*/*.txt"))


def golds(pattern: str) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((DATA / "gold").glob(pattern))}


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


GOLD = golds("pages/*/*.json")
RECORDS = golds("mixed/*.json")
ALL = GOLD | RECORDS
FAMILIES = {family["family"]: family for family in lines(DATA / "gold" / "families.jsonl")}


def read(page: Path) -> str:
    """A page's text in the encoding its gold names."""
    return page.read_bytes().decode(GOLD[page.stem]["encoding"]).removeprefix("\ufeff")


def bones(text: str) -> str:
    """What every damage leaves: plain letters and digits; else the letters of another script; else the signs."""
    text = html.unescape(text)
    return re.sub(r"[^A-Za-z0-9]", "", text) or re.sub(r"\W", "", text) or text.strip()


def pieces(gold: dict) -> list[str]:
    """Everything a page says, a line an item: the last paragraph with the sign-off fused to it or below it."""
    head = [gold["kicker"], gold["title"], gold["standfirst"], *gold["captions"]]
    return [p for p in (*head, *gold["body"], gold["sign_off"], *gold["related"], *gold["furniture"]) if p]


def test_every_page_has_its_gold_and_every_gold_its_page():
    pages = {f"{page.parent.name}/{page.stem}" for page in PAGES}
    assert pages == {f"{gold['site']}/{name}" for name, gold in GOLD.items()}
    assert len(PAGES) >= 60


def test_ids_are_unique():
    numbers = Counter(name.split("-")[0] for name in [*GOLD, *RECORDS])
    assert [number for number, times in numbers.items() if times > 1] == []


@pytest.mark.parametrize("name", ALL)
def test_gold_has_every_field_and_no_other(name):
    gold = ALL[name]
    assert set(gold) - {"note", "file"} == set(FIELDS)
    assert [field for field, kind in FIELDS.items() if not isinstance(gold[field], kind)] == []
    assert gold["id"] == name
    assert gold["damage"]
    assert gold["body"] or "empty text" in gold["damage"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_and_gold_say_the_same_but_for_the_damage(page):
    gold = GOLD[page.stem]
    said = Counter(bones(line) for line in re.split(r"[\r\n]+", read(page)) if line.strip())
    told = Counter(map(bones, pieces(gold)))
    end, sign = gold["body"][-1], gold["sign_off"]
    if sign and not said[bones(sign)]:  # fused to the last paragraph
        told.update({bones(end + sign): 1})
        told.subtract([bones(end), bones(sign)])
    assert said - told == Counter(), "the gold does not account for these lines"
    assert told - said == Counter(), "the page does not hold this text of the gold"


def test_the_sample_shows_every_kind_of_damage():
    shown = " ".join(kind for gold in GOLD.values() for kind in gold["damage"])
    wanted = """emoji, lost spaces, mojibake, sign-off, kicker, caption, standfirst, teasers, share bar, newsletter,
        copyright, soft hyphens, zero-width, C1, HTML entities, lost plus, second article, sentence glue, comma,
        authored emoji, template, version, clean"""
    assert [kind for kind in re.split(r",\s*", wanted) if kind not in shown] == []


def test_a_fifth_of_the_sample_is_sound():
    assert sum("clean" in gold["damage"] for gold in GOLD.values()) >= 12


def test_families_refer_to_what_is_there():
    for family in FAMILIES.values():
        assert set(family["members"]) <= set(ALL), family["family"]
        assert set(family["kept"] or ()) <= set(family["members"]), family["family"]
        for one, other, relation in family["pairs"]:
            assert {one, other} <= set(family["members"]), family["family"]
            assert set(relation.split("|")) <= RELATIONS, family["family"]


def test_every_relation_has_a_family():
    shown = {name for family in FAMILIES.values() for *_, relation in family["pairs"] for name in relation.split("|")}
    assert shown >= RELATIONS - {"related"}


def test_bad_records_are_where_the_gold_says():
    for reject in lines(DATA / "gold" / "rejects.jsonl"):
        assert (DATA / reject["file"]).is_file()
