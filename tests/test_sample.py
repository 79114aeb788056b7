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
PAGES = sorted((DATA / "pages").glob("*/*.txt"))
GOLD = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((DATA / "gold" / "pages").glob("*/*.json"))}


def read(page: Path) -> str:
    """A page's text in the encoding its gold names."""
    return page.read_bytes().decode(GOLD[page.stem]["encoding"]).removeprefix("\ufeff")


def bones(text: str) -> str:
    """What every damage leaves: the plain letters and digits, or the letters of a script that has no plain ones."""
    text = html.unescape(text)
    return re.sub(r"[^A-Za-z0-9]", "", text) or re.sub(r"\W", "", text)


def pieces(gold: dict) -> list[str]:
    """Everything a page says, a line an item: the last paragraph with the sign-off fused to it or below it."""
    head = [gold["kicker"], gold["title"], gold["standfirst"], *gold["captions"]]
    return [p for p in (*head, *gold["body"], gold["sign_off"], *gold["related"], *gold["furniture"]) if p]


def test_every_page_has_its_gold_and_every_gold_its_page():
    pages = {f"{page.parent.name}/{page.stem}" for page in PAGES}
    golds = {f"{gold['site']}/{name}" for name, gold in GOLD.items()}
    assert pages == golds


def test_ids_are_unique():
    numbers = Counter(page.stem.split("-")[0] for page in PAGES)
    assert [number for number, times in numbers.items() if times > 1] == []


@pytest.mark.parametrize("name", GOLD)
def test_gold_has_every_field_and_no_other(name):
    gold = GOLD[name]
    assert set(gold) - {"note"} == set(FIELDS)
    assert [field for field, kind in FIELDS.items() if not isinstance(gold[field], kind)] == []
    assert gold["id"] == name
    assert gold["body"]
    assert gold["damage"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_and_gold_say_the_same_but_for_the_damage(page):
    gold = GOLD[page.stem]
    said = Counter(bones(line) for line in read(page).splitlines() if line.strip())
    told = Counter(map(bones, pieces(gold)))
    end, sign = bones(gold["body"][-1]), bones(gold["sign_off"] or "")
    if gold["sign_off"] and said[end + sign]:  # fused to the last paragraph
        told[end] -= 1
        told[sign] -= 1
        told[end + sign] += 1
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
