"""Time grows in proportion to the input, whatever it is: no rule, no reader, no search can be made to hang."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from flows import pipeline, where
from flows.explain import Explained, show
from tasks.edits import Edit, Rule, take, undo
from tasks.near.content import content_of
from tasks.near.sketch import sketch
from tasks.page import Page, Recall
from tasks.records import Record
from tasks.repair import RULES as REPAIR
from tasks.repair import repair
from tasks.report.marks import difference, in_context
from tasks.settings import Near, Settings, load
from tasks.story import RULES as STORY
from tasks.story import site_memory, site_recall, tell
from tasks.text import Text
from tests.harness import golden
from tests.harness.growing import FAR, LAST, MOST, growth
from tests.harness.newsroom import Newsroom, Story
from tests.harness.reading import run as read
from tests.made import hostile

pytestmark = [pytest.mark.slow, pytest.mark.growth]

CASES = [case for case in golden.cases() if case.before.strip()]
SENTENCE = "The harbour board of Ostmere voted on Monday to dredge the old basin before winter."

# What makes a pattern look far, look again or remember: runs of one sign, openings without an end, near misses.
UNITS = [
    *(" ", "\n", "\t", "a", "A", "ab ", "1", "1,", ".", ". ", "-", "–", "'", '"', "“", "” ", "(", "[", "{", "<", "|"),
    *("/", "@", "&", "&amp;", "&#", "&amp;amp;", "http://", "www.a", "a@b.", "🐷", "👩\u200d", "🇫🇷", "❤\ufe0f"),
    *("\u200b", "\u00ad", "\u0301", "\ufffd", "Ã", "â€", "â€™ ", "ð\x9f", "\x00", "\x85", "\r\n", "\u2028", "日", "A."),
    *("ofthe ", "andThe", "A. B. ", "(AP) ", " – ", "LONDON, ", "By A B ", "Read more: ", "-VNA ", "./.", "(END)\n"),
    *("Photo: ", "a\n\n", "Related\n", "# ", "“a” ", "(a) ", "Mr. ", "said ", "share | ", "e\u0301", "İ", "½"),
]  # fmt: skip


def refuse_growth(found: dict[str, float]) -> None:
    if table := os.environ.get("CLEANCOPY_GROWTH_TABLE"):
        name = os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0]
        worst = max(found, key=found.__getitem__)
        with Path(table).open("a", encoding="utf-8") as file:
            print(f"{found[worst]:5.2f}  of {len(found):4d}  {name}  {worst!r}", file=file)
    assert not {name: round(ratio, 1) for name, ratio in found.items() if ratio > MOST}, "four times the input, so long"


def filled(unit: str, size: int, around: str = "") -> str:
    return f"{around}{unit * (size // len(unit))}{around}"


def texts(cases: Sequence[golden.Case]) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Adversarial texts of any size: units over and over, within what a rule knows; what it knows over and over."""
    for case in cases:
        for unit in (case.before + "\n", case.before.replace("\n", " ") + " "):
            yield unit[:40], lambda size, unit=unit: filled(unit, size)
    known = [case.before for case in cases if case.before != case.after][:1] or [""]
    for unit in UNITS:
        yield unit, lambda size, unit=unit: filled(unit, size, known[0])


class Everywhere:
    """A memory that has seen every line: as a teaser, on every page, or as the title of another story."""

    def recall(self, text: str) -> list[Recall | None]:
        lines = [line for line in text.split("\n") if line and not line.isspace()]
        return [Recall(n % 4, "a" * (n % 3)) if n % 5 else None for n in range(len(lines))]


RULES = {rule.name: rule for rule in (*REPAIR, *STORY)}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_takes_time_in_proportion_to_the_text(rule: Rule) -> None:
    page = Page(memory=Everywhere())

    def look(plain: str) -> Callable[[], object]:
        text = Text(plain)  # as `follow` hands it to a rule
        return lambda: rule.gate(text) and take(text, rule.find(text, page))

    made = texts([case for case in CASES if case.rule == rule.name])
    refuse_growth({name: growth(lambda size, make=make: look(make(size))) for name, make in made})


def test_an_article_takes_time_in_proportion_to_its_text() -> None:
    def clean(text: str) -> Callable[[], object]:
        def work() -> None:
            repaired = repair(text, Page())
            told = tell(repaired.text, Page(memory=Everywhere(), damage=repaired.damage))
            assert undo(undo(told.text, told.steps), repaired.steps) == text

        return work

    longest = [max((c for c in CASES if c.rule == name), key=lambda case: len(case.before)) for name in RULES]
    refuse_growth({name: growth(lambda size, make=make: clean(make(size))) for name, make in texts(longest[::3])})


def test_a_million_steps_take_time_in_proportion_to_be_undone_and_shown() -> None:
    def edited(size: int) -> tuple[str, str, list]:
        before = "a\u200b" * (size // 2)
        return before, *take(before, [Edit(n, "\u200b", "", "why") for n in range(1, len(before), 2)], "repair", "rule")

    def undone(size: int) -> Callable[[], object]:
        before, after, steps = edited(size)
        return lambda: undo(after, steps) == before or pytest.fail("not undone")

    def reported(size: int) -> Callable[[], object]:
        before, after, steps = edited(size)
        return lambda: (in_context(before, steps[-1]), difference(before, after))

    def shown(size: int) -> Callable[[], object]:
        before, after, steps = edited(size)
        fields = dict.fromkeys(Record._fields) | {"source_path": "a", "record": 0, "text": before}
        told = tell("a", Page())._replace(text=after)
        return lambda: show(Explained(Record(**fields), told, steps, []))

    refuse_growth({"undo": growth(undone), "report": growth(reported), "explain": growth(shown, last=LAST // 16)})


def test_memory_is_learned_and_asked_in_proportion() -> None:
    def observed(unit: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: lambda: site_memory.observe(filled(unit, size), Page(title="a"))

    def asked(unit: str) -> Callable[[int], Callable[[], object]]:
        def prepared(size: int) -> Callable[[], object]:
            lines = [f"{unit}{n % 50} {SENTENCE}" for n in range(size // 90)]
            seen: dict[str, list] = {name: [] for name in site_memory.OBSERVATIONS.names}
            for n in range(20):
                site_memory.note(seen, f"{n:032x}", "\n".join([f"Title {n}", *lines]), Page(site="a.example"))
            known = site_recall.arranged(
                site_memory._bounded(site_memory._rows(pa.table(seen, site_memory.OBSERVATIONS)))
            )
            return lambda: known.recall("\n".join(lines))

        return prepared

    found = {f"observe {unit}": growth(observed(unit)) for unit in [*UNITS, SENTENCE, SENTENCE + "\n"]}
    refuse_growth(found | {f"recall {unit}": growth(asked(unit)) for unit in ("", "a", "日")})


def test_a_text_is_signed_in_time_that_is_in_proportion() -> None:
    def signed(unit: str) -> Callable[[int], Callable[[], object]]:
        def prepared(size: int) -> Callable[[], object]:
            text = filled(unit, size)
            return lambda: sketch([None], [text], [content_of(text)], [[]], [None], Near())

        return prepared

    sketch([None], [SENTENCE * 2_000], [SENTENCE * 2_000], [[]], [None], Near())  # what is made once, is made
    refuse_growth({unit: growth(signed(unit)) for unit in [*UNITS, SENTENCE, SENTENCE + "\n"]})


def same(n: int, of: int) -> Story:
    return Story(f"s{n}", f"{SENTENCE} " * 4, "Basin to be dredged")


def form(n: int, of: int) -> Story:
    return Story(f"s{n}", f"{SENTENCE} It will cost {n} million, {n * 7} people said. " * 4, f"Basin: {n}")


def chain(n: int, of: int) -> Story:
    parts = [" ".join(f"w{p}x{k}" for k in range(40)) for p in range(n, n + 4)]
    return Story(f"s{n}", "\n".join(parts))


def versions(n: int, of: int) -> Story:
    words = f"{SENTENCE} {SENTENCE.lower()} ".split() * 3
    words[n % len(words)] = f"x{n}"
    return Story(f"s{n}", " ".join(words), "UPDATE Basin" if n % 2 else "Basin", day=n / 24)


@pytest.mark.parametrize("family", [same, form, chain, versions])
def test_duplicates_are_found_in_time_that_is_in_proportion_to_the_articles(tmp_path: Path, family: Callable) -> None:
    # Not so for excerpts of one very long article: each is compared with all of it.
    Newsroom(tmp_path / "warm").add([family(n, 700) for n in range(700)])  # what is made once, is made

    def related(count: int) -> Callable[[], object]:
        stories = [family(n, count) for n in range(count)]
        room = Newsroom(tmp_path / f"{count}-{time.monotonic_ns()}")
        return lambda: room.add(stories)

    refuse_growth({family.__name__: growth(related, 200, 800 * FAR)})


@pytest.mark.parametrize("many", ["records", "files", "sites"])
def test_a_run_takes_time_in_proportion_to_what_it_reads(tmp_path: Path, many: str) -> None:
    def prepared(count: int) -> Callable[[], object]:
        folder = tmp_path / f"{count}-{time.monotonic_ns()}"
        pages = folder / "pages"
        pages.mkdir(parents=True)
        records = [{"text": chain(4 * n, 0).body + f"\u200b {n}.", "id": f"s{n}"} for n in range(count)]
        if many == "sites":
            records = [{**record, "url": f"https://{record['id']}.example/a"} for record in records]
        if many == "files":
            for record in records:
                (pages / f"{record['id']}.txt").write_text(record["text"], encoding="utf-8")
        else:
            (pages / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")

        def run() -> None:
            for _ in range(2):  # the second time it is known, and nothing is added
                done = pipeline.run([str(pages)], folder / "out", Settings(), where.mapper(where.inline))
            assert (done.known, done.articles) == (0, 0) and done.known_files

        return run

    prepared(200)()  # what is made once, is made
    refuse_growth({many: growth(prepared, 100, 800 * FAR)})


def json_lines(unit: str, size: int) -> bytes:
    return json.dumps({"text": filled(unit, size), "id": unit}).encode() + b"\n"


def as_parquet(unit: str, size: int) -> bytes:
    return hostile.parquet(pa.table({"text": [filled(unit, 500)] * (size // 500)}), use_dictionary=False)


MANY = json.dumps({"text": SENTENCE}).encode() + b"\n"
FORMATS: dict[str, Callable[[str, int], bytes]] = {
    "txt": lambda unit, size: filled(unit, size).encode(),
    "jsonl": json_lines,
    "json": lambda unit, size: b"[" + json_lines(unit, size // 2) + b"," + filled(unit, size // 2).encode(),
    "csv": lambda unit, size: b"id,text\n" + filled(unit, size).encode() + b'\n1,"' + filled(unit, size).encode(),
    "parquet": as_parquet,
    "jsonl.gz": lambda unit, size: gzip.compress(unit.encode() + b"\n" + MANY, mtime=0) * (size // 400),
    "json.bz2": lambda unit, size: bz2.compress(unit.encode() + b"\n" + MANY) * (size // 400),
    "csv.xz": lambda unit, size: lzma.compress(b"text\n" + filled(unit, 400).encode()) * (size // 400),
    "txt.zst": lambda unit, size: hostile.zstandard(filled(unit, size).encode())[:-3],
}
BYTES = [" ", "\n", "\r", "a", '"', '""', '"a"', ",", "[", "]", "{", "{}", "[]", "[1,", '{"a":', "\\", '\\"', ";", "é"]


@pytest.mark.parametrize("ending", FORMATS)
def test_files_are_read_in_time_that_is_in_proportion_to_their_bytes(tmp_path: Path, ending: str) -> None:
    settings = load(assignments=["read.max_record_bytes=100000000", "read.max_expansion=100000"])
    path = tmp_path / f"a.{ending}"

    def opened(unit: str) -> Callable[[int], Callable[[], object]]:
        def prepared(size: int) -> Callable[[], object]:
            path.write_bytes(FORMATS[ending](unit, size))
            return lambda: read(path, settings=settings)

        return prepared

    units = BYTES if ending in ("txt", "jsonl", "json", "csv") else BYTES[::6]
    refuse_growth({unit: growth(opened(unit), 16_000, 4 * LAST) for unit in units})
