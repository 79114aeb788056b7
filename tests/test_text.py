"""What is seen of a text stays with it: no article knows another, in turn or at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flows.article import clean
from tasks.records import Record
from tasks.settings import load
from tasks.text import Text, once
from tests.harness.published import SAMPLE

SETTINGS = load()


def test_a_text_is_seen_once_and_an_equal_one_anew() -> None:
    asked: list[str] = []
    look = once(lambda text: asked.append(text) or len(asked))
    text, equal = Text("The river rose."), Text("The river rose.")
    assert [look(text), look(text), look(equal), look(text)] == [1, 1, 2, 1]
    assert [look("It fell."), look("It fell.")] == [3, 4], "a plain string remembers nothing"


def test_what_comes_out_are_plain_strings() -> None:
    for record in records()[:5]:
        repaired, told = clean(record, SETTINGS)
        assert type(repaired.text) is type(told.text) is str


def test_articles_at_once_give_what_they_give_one_after_the_other() -> None:
    some = records()
    alone = [clean(record, SETTINGS) for record in some]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda record: clean(record, SETTINGS), some * 3)) == alone * 3


def records() -> list[Record]:
    from tasks.read.shards import read_one

    found = [read_one(str(path), SETTINGS, 0) for path in sorted(SAMPLE.rglob("*.txt"))[:30]]
    return [record for record in found if isinstance(record, Record)]
