"""The report page: it says what the dataset holds, escapes it, loads nothing, and stays small."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha256
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.edits import Edit, take
from tasks.report import LIMIT, examples, figures, reliability, report
from tasks.report.brief import brief
from tasks.report.marks import WORD, Mark, difference, in_context, plain, spelled
from tasks.schemas import SCHEMAS
from tasks.settings import Settings
from tests.harness import browser
from tests.harness.growing import MOST, growth

ROOT = Path(__file__).parents[1]
NOON = datetime(2031, 5, 14, 12, tzinfo=UTC)
LINES = (
    "The harbour board of Ostmere voted on Monday to dredge the old basin before winter.",
    "Eleven boats have run aground there since the lock was rebuilt two years ago.",
    "The work will cost 4 million crowns and take until the end of March.",
    "Fishermen asked for a berth at the north quay while the dredgers are in the basin.",
)
BODY = "\n".join(LINES)
HOSTILE = (
    "<script>alert('ran')</script><img src=https://evil.example/x onerror=alert(1)> \"'> </style></script> "
    "{{ 7 * 7 }} {% raw %} <!-- --> <a href=javascript:alert(1)>x</a> &lt;b&gt; [x](javascript:alert(1)) "
    "\x1b[31mred\x1b]0;title\x07 \u202etfel ot thgir\u2066 \x00 \ufeff \u2028 end"
)


def name(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def article(key: str, body: str = BODY, **fields: Any) -> dict[str, Any]:
    row = {
        "article_id": name(key), "source_path": f"pages/{key}.txt", "record": 0, "source_id": key, "url": None,
        "site": "ostmere-post", "published_at": NOON, "title": f"Basin of Ostmere to be dredged, says {key}",
        "captions": [], "byline": None, "authors": None, "body": body, "flags": [], "encoding": "utf-8",
        "raw_sha256": sha256(body.encode()).hexdigest(),
        "raw_bytes": len(body.encode()), "story_id": name(key),
    }  # fmt: skip
    return {**row, **fields}


def evidence(jaccard: float, reason: str = "most of it is shared") -> dict[str, Any]:
    return {"jaccard": jaccard, "containment": jaccard, "coverage": jaccard, "number_agreement": 0.5, "reason": reason}


def edited(row: dict[str, Any], *edits: Edit, rule: str = "lost_space", stage: str = "repair") -> list[dict[str, Any]]:
    """The rows of edits made on a row's body, which is changed."""
    row["body"], steps = take(row["body"], edits, stage, rule)
    return [{"article_id": row["article_id"], "seq": seq, **step._asdict()} for seq, step in enumerate(steps)]


def run(number: int = 1, **counts: Any) -> dict[str, Any]:
    return {
        "run_id": f"r{number:06d}", "started_at": NOON + timedelta(days=number), "seconds": 2.5,
        "counts": json.dumps({"read": 4, "known": 0, "articles": 3, "duplicates": 1, "rejects": 0, "moved": 0,
                              "rebuilt": False, "memory": {"write": 412}, **counts}),
        "stages": json.dumps({"read and repair": 1.5, "write": 1.0}),
        "settings": Settings().model_dump_json(), "versions": json.dumps({"cleancopy": "9.9"}),
    }  # fmt: skip


def write(version: Path, **datasets: Sequence[dict[str, Any]]) -> Path:
    """A version's folder with one part of each dataset, sorted as the program sorts it."""
    for dataset, schema in SCHEMAS.items():
        rows = sorted(datasets.get(dataset, ()), key=lambda row: (row.get("article_id", ""), row.get("seq", 0)))
        path = version / dataset / "batch=r000001" / "part-00000.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path, row_group_size=3)
    return version


def newsroom(folder: Path) -> Path:
    """Three articles that were kept, a copy, a template, two rules, a reject, two runs."""
    kept, far = article("first", url="https://post.example/1"), article("weather", LINES[0] + "\nRain: 4 mm.")
    near = article("forecast", LINES[0] + "\nRain: 9 mm.", flags=["end_uncertain"], published_at=None)
    copy = article("copy", BODY.replace("Monday", "Tuesday"), site="tidewater", story_id=kept["article_id"])
    copy |= {"kept_id": kept["article_id"], "relation": "copy", **evidence(0.81)}
    copy["body"] = copy["body"].replace("two years", "twoyears")
    at = copy["body"].index("twoyears") + 3
    edits = edited(copy, Edit(at, "", " ", "a word that is two", 0.7))
    far["body"] += "\nREAD MORE: Other news"
    tail = len(far["body"]) - len("\nREAD MORE: Other news")
    edits += edited(far, Edit(tail, "\nREAD MORE: Other news", "", "a read-more line", 0.4), rule="furniture", stage="story")  # fmt: skip  # noqa: E501
    pair = {"article_id": far["article_id"], "other_id": near["article_id"], "relation": "template", **evidence(0.66)}
    same = {"article_id": copy["article_id"], "other_id": kept["article_id"], "relation": "copy", **evidence(0.81)}
    reject = {"source_path": "pages/odd.jsonl", "record": 3, "reason": "record 3: no text", "excerpt": '{"id": 3}'}
    return write(
        folder, articles=[kept, far, near], duplicates=[copy], relations=[pair, same], edits=edits, rejects=[reject],
        runs=[run(1), run(2, search={"expected_recall": 0.9907})],
    )  # fmt: skip


def hostile(folder: Path, number: int = 3, text: str = HOSTILE) -> Path:
    """Every field that a page or a crafted dataset could steer says something nasty."""
    fields = {"title": text, "site": text, "flags": [text], "source_path": text}
    urls = ("javascript:alert(1)", 'https://evil.example/"onmouseover="alert(1)', "data:text/html,<script>alert(1)")
    kept = [article(f"k{n}", text + BODY, url=urls[n % 3], **fields) for n in range(number)]
    gone = [article(f"d{n}", text * 2 + BODY, story_id=kept[n]["article_id"], **fields) for n in range(number)]
    edits = []
    for n, row in enumerate(gone):
        row |= {"kept_id": kept[n]["article_id"], "relation": "copy", **evidence(0.5 + n / number / 3, text)}
        edits += edited(row, Edit(0, text, f"{n}{text}", text, 0.3), rule=f"rule {n % 4}" if n else text, stage="story")
    pairs = [{"article_id": a["article_id"], "other_id": b["article_id"], "relation": "related", **evidence(0.3, text)}
             for a, b in zip(kept[::2], kept[1::2], strict=False)]  # fmt: skip
    rejects = [{"source_path": text, "record": None, "reason": f"{text}{n}", "excerpt": text} for n in range(number)]
    runs = [run() | {"run_id": text, "versions": json.dumps({text: text}), "stages": json.dumps({text: 1})}]
    return write(folder, articles=kept, duplicates=gone, relations=pairs, edits=edits, rejects=rejects, runs=runs)


def page(version: Path) -> str:
    return report(version, version.parent / "report.html").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_it_says_what_went_in_and_what_came_out(tmp_path: Path) -> None:
    text = text_of(page(newsroom(tmp_path / "v")))
    for said in ("read5", "rejected1", "duplicates1", "articles3", "1 copy", "2 runs", "2 of 4 articles were edited"):
        assert said in text, said
    for said in ("0.9907", "Recall was not estimated", "record 0: no text", "end_uncertain", "cleancopy 9.9"):
        assert said in text, said
    assert re.search(r"Stage ?Seconds.* write ?1\.00 ?412", text)


def test_the_least_certain_edit_comes_first_with_its_marks(tmp_path: Path) -> None:
    html = page(newsroom(tmp_path / "v"))
    assert html.index("a read-more line") < html.index("a word that is two")
    assert "two</bdi><ins>␣</ins><bdi>years" in html
    assert "<del>¶ READ MORE: Other news</del>" in html


def test_a_removal_shows_what_is_lost_and_what_stays_instead(tmp_path: Path) -> None:
    assert "<del>Tuesday </del><ins>Monday </ins>" in page(newsroom(tmp_path / "v"))


def test_templates_that_were_kept_are_shown_and_pairs_that_were_not_are_not(tmp_path: Path) -> None:
    kept = page(newsroom(tmp_path / "v")).split('<section id="kept"')[1].split("</section>")[0]
    assert '<b class="tag">template</b>' in kept
    assert '<b class="tag">copy</b>' not in kept


def test_settings_that_are_not_the_default_stand_out(tmp_path: Path) -> None:
    changed = run() | {"settings": Settings.model_validate({"near": {"similarity": 0.77}}).model_dump_json()}
    text = text_of(page(write(tmp_path / "v", runs=[changed])))
    assert re.search(r"Not the default .*near\.similarity ?0\.77 ?0\.5 ?Jaccard", text)


def test_an_empty_dataset_has_a_page(tmp_path: Path) -> None:
    assert "No article was removed." in page(write(tmp_path / "v"))


@pytest.mark.parametrize("make", [newsroom, hostile])
def test_nothing_an_article_says_becomes_markup(tmp_path: Path, make: Any) -> None:
    html = page(make(tmp_path / "v"))
    elements = Elements(html).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert {tag for tag, _ in elements}.isdisjoint(
        {"img", "iframe", "object", "embed", "base", "form", "link", "frame"}
    )
    for tag, attributes in elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "style", "srcdoc")], attributes
        for key in ("href", "xlink:href", "action"):
            target = attributes.get(key) or "#"
            assert target.startswith(("#", "https://", "http://")), target
            assert target.startswith("#") or attributes["rel"] == "noreferrer noopener nofollow", tag
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", html)
    assert "@import" not in html and "url(" not in html
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", html)


def test_only_its_own_style_and_script_may_run(tmp_path: Path) -> None:
    import base64

    html = page(newsroom(tmp_path / "v"))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src &#39;none&#39;; ")
    assert "unsafe" not in policy
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert f"{rule} &#39;sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}&#39;" in policy


def test_the_same_dataset_gives_the_same_page_and_nothing_else(tmp_path: Path) -> None:
    version = newsroom(tmp_path / "v")
    assert page(version) == page(version)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "v"]


def test_the_page_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    version = newsroom(tmp_path / "v")
    before = page(version)
    next((version / "runs").rglob("*.parquet")).write_bytes(b"damaged")
    with pytest.raises(pa.ArrowInvalid):
        page(version)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == before


def test_the_page_stays_small_whatever_the_texts_are(tmp_path: Path) -> None:
    version = hostile(tmp_path / "v", number=150, text="\"'<&>\x1b" * 200)
    size = len(page(version).encode())
    assert 100_000 < size < LIMIT


def test_examples_are_few_however_many_there_are(tmp_path: Path) -> None:
    kept, edits = [], []
    for n in range(400):
        kept.append(article(f"a{n}", f"Line {n} of a long listof stories.\n" + BODY))
        at = kept[-1]["body"].index("listof") + 4
        edits += edited(kept[-1], Edit(at, "", " ", f"reason {n}", 0.2 + n / 1000))
    version = write(tmp_path / "v", articles=kept, edits=edits)
    found = figures.count(version)
    assert found.rules["repair/lost_space"].edits == 400
    shown = examples.choose(version, found, 160).edits
    # One rule inserts one thing: it is shown once, at its least certain.
    assert [edit.reason for edit in shown] == ["reason 0"]


def test_a_rule_that_made_a_thousand_edits_shows_ten(tmp_path: Path) -> None:
    kept, edits = [], []
    for n in range(1000):
        kept.append(article(f"a{n}", f"Line {n} of a long listof stories.\n" + BODY))
        edits += edited(kept[-1], Edit(kept[-1]["body"].index("listof") + 4, "", " ", f"reason {n}", 0.999))
    version = write(tmp_path / "v", articles=kept, edits=edits)
    assert len(examples.choose(version, figures.count(version), 160).edits) == 10


def test_the_confidence_of_cuts_stands_beside_what_was_measured(tmp_path: Path) -> None:
    kept = article("a", f"{BODY}\nKestrels win the northern cup")
    cut = Edit(len(BODY), "\nKestrels win the northern cup", "", "unrelated tail", 0.97)
    edits = edited(kept, cut, rule="foreign_tail", stage="story")
    version = write(tmp_path / "v", articles=[kept], edits=edits)
    assert figures.count(version).cuts == {0.95: 1}
    assert "Cut when measured" in page(version)


def test_of_sure_cuts_nineteen_of_twenty_were_right_when_measured() -> None:
    assert all(row.share >= 0.95 for row in reliability.ENDING if row.least >= 0.95)
    assert [row.least for row in reliability.ENDING] == sorted(row.least for row in reliability.ENDING)


def test_the_articles_behind_a_flag_and_those_without_a_title_are_named(tmp_path: Path) -> None:
    version = newsroom(tmp_path / "clean")
    html = page(version)
    flagged = html[html.index("end_uncertain: all 1") :]
    assert f"cleancopy explain {tmp_path.name} --article {name('forecast')}" in flagged
    found = figures.count(version)
    assert found.missing == {"title": 0, "language": 4, "published_at": 1}
    assert found.without["published_at"] == [name("forecast")]
    assert "no <code>language</code>: all 4" in html and "no <code>title</code>" not in html


def test_a_brief_for_a_server_names_the_least_certain_and_holds_no_markup(tmp_path: Path) -> None:
    said = brief(newsroom(tmp_path / "v"), "r000001", "clean")
    assert said.index("0.40 | furniture") < said.index("0.70 | lost\\_space")
    assert "0.81 | copy" in said and "cleancopy explain clean --article ID" in said
    nasty = brief(hostile(tmp_path / "w"), "r000001", "clean")
    assert not re.search(r"(?<!\\)[<>]", nasty)
    bars = {len(re.findall(r"(?<!\\)\|", line)) for line in nasty.splitlines() if line.startswith("|")}
    assert bars == {7, 6}, "a cell of a hostile text ends early"


def test_a_part_written_again_is_still_one_part_with_its_edits(tmp_path: Path) -> None:
    version = newsroom(tmp_path / "v")
    path = next((version / "articles").rglob("*.parquet"))
    path.rename(path.with_name("part-00000-r000007.parquet"))
    found = figures.count(version)
    assert (found.sites["ostmere-post"].edits, found.sites["tidewater"].edits) == (1, 1)


def test_a_call_without_a_dataset_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    assert CliRunner().invoke(app, ["report", str(tmp_path)]).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_the_page_of_a_real_run(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    pages, out = ROOT / "data" / "pages" / "tolmara-herald", tmp_path / "out"
    done = CliRunner().invoke(app, ["run", str(pages), "--output", str(out), "--direct", "--quiet"])
    assert done.exit_code == 0, done.output
    written = CliRunner().invoke(app, ["report", str(out)])
    assert written.exit_code == 0, written.output
    assert written.stdout.strip() == str(out / "report.html")
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "run cleancopy verify" not in html
    assert html.count('<article class="card"') > 10


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150)
def test_differences_keep_every_word_of_both(removed: str, kept: str) -> None:
    marks = difference(removed, kept)
    if any(mark.kind == "note" for mark in marks):
        return
    for kind, text in (("out", removed), ("in", kept)):
        seen = "".join(mark.text for mark in marks if mark.kind in ("same", kind))
        assert seen.split() == plain("".join(WORD.findall(text))).split()


def test_a_stray_word_does_not_break_up_a_difference() -> None:
    marks = difference("one two three the four five six", "seven eight nine the ten eleven twelve")
    assert [mark.kind for mark in marks] == ["out", "in"]
    assert [mark.kind for mark in difference("of 24 million in 2030", "of 31 million in 2031")] == [
        "same", "out", "in", "same", "out", "in"
    ]  # fmt: skip


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20), st.text(max_size=40))
def test_an_edit_in_context_reads_as_before_and_as_after(before: str, old: str, new: str, after: str) -> None:
    if old == new:
        return
    text, (step,) = take(before + old + after, [Edit(len(before), old, new, "why")], "repair", "rule")
    marks = in_context(before + old + after, step)
    assert "".join(mark.text for mark in marks if mark.kind != "in") == plain(before) + spelled(old) + plain(after)
    assert "".join(mark.text for mark in marks if mark.kind != "out") == plain(before) + spelled(new) + plain(after)
    assert text == before + new + after


@given(st.text())
def test_no_sign_that_steers_is_left(text: str) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", plain(text))


@pytest.mark.parametrize("unit", ["a", "a ", "\n", " ", "日"])
def test_the_time_to_compare_does_not_depend_on_the_length(unit: str) -> None:
    text = unit * 1_000_000
    marks = difference(text, text[::-1] + "b c d e")
    assert sum(len(mark.text) for mark in marks) < 60_000
    assert all(isinstance(mark, Mark) for mark in marks)
    assert growth(lambda n: lambda: difference(unit * n, (unit * n)[::-1] + "b c d e"), last=1_000_000) < MOST


@pytest.fixture
def chromium() -> Iterator[browser.Page]:
    if browser.CHROMIUM is None:
        pytest.skip("no Chromium here (apt install chromium): the page was not tried in a browser")
    with browser.page() as found:
        yield found


def test_in_a_browser_nothing_runs_nothing_loads_filters_and_keys_work(tmp_path: Path, chromium: browser.Page) -> None:
    page(hostile(tmp_path / "v", number=40))
    chromium.look(390)
    chromium.open(f"file://{tmp_path}/report.html")
    assert chromium.run("document.documentElement.scrollWidth <= innerWidth"), "a phone has to scroll sideways"
    assert chromium.run("document.querySelectorAll('#edits .card:not([hidden])').length") == 24
    chromium.run("document.querySelector('#edits .filter button').click()")
    assert chromium.run("document.querySelectorAll('#edits .card:not([hidden])').length") == 40
    shown = "document.querySelectorAll('#removals .card:not([hidden])').length"
    every = chromium.run(shown)
    choose = "(s => { s.value = 'by lot'; s.dispatchEvent(new Event('input', {bubbles: true})) })"
    chromium.run(f"{choose}(document.querySelector('#removals [name=pick]'))")
    assert 0 < chromium.run(shown) < every
    assert chromium.run("document.querySelector('#removals output').textContent").startswith(
        f"{chromium.run(shown)} of "
    )
    chromium.run("document.querySelector('#stories summary').focus()")
    chromium.key("Enter", "\r")
    assert chromium.run("document.querySelector('#stories details').open"), "Enter does not open a story"
    chromium.look(820, "dark", "print")
    assert chromium.run("getComputedStyle(document.querySelector('.filter')).display") == "none"
    assert chromium.complaints() == []
    assert set(chromium.requested()) == {f"file://{tmp_path}/report.html"}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (820, "light")])
def test_axe_finds_no_barrier(tmp_path: Path, chromium: browser.Page, width: int, scheme: str) -> None:
    """AXE may name an axe.min.js newer than that of the test's own package (npm pack axe-core)."""
    axe = os.environ.get("AXE") or resources.files("axe_core_python") / "axe.min.js"
    page(newsroom(tmp_path / "v"))
    chromium.look(width, scheme)
    chromium.open(f"file://{tmp_path}/report.html")
    chromium.run("document.querySelectorAll('details').forEach(details => { details.open = true })")
    chromium.run(f"{Path(str(axe)).read_text(encoding='utf-8')}; undefined")
    found = chromium.run("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == []
