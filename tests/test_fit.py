"""The weights of the ending can be fitted again: the command on a tiny corpus, the same weights every time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tasks.story.ending import fit, places
from tasks.story.ending.compose import compose
from tests.made.crawl import crawl

pytestmark = pytest.mark.slow

pytest.importorskip("lightgbm")


def written(path: Path, records: list[dict]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Labelled pages of made-up sites, and whole articles."""
    folder = tmp_path_factory.mktemp("corpus")
    pages = [
        {"site": f"s{n % 12}", "text": "\n".join([*page.body, *page.teasers]), "n_lines_article": len(page.body)}
        for n, page in enumerate(crawl(pages=40, seed=4))
    ]
    articles = [{"site": f"s{n % 12}", "text": "\n".join(page.body)} for n, page in enumerate(crawl(pages=30, seed=9))]
    return written(folder / "pages.jsonl", pages), written(folder / "articles.jsonl", articles)


def test_the_command_fits_and_says_what_it_reached(
    corpus: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, articles = corpus
    for name in ("one.npz", "two.npz"):
        files = ["--pages", pages, "--made", pages, "--articles", articles, "--out", str(tmp_path / name)]
        fit.main([*files, "--composed", "20", "--trees", "0.03"])
    said = capsys.readouterr().out
    assert "held out by site" in said
    assert "confidence from" in said
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    weights = places.opened(tmp_path / "one.npz")
    lines = [line for page in crawl(pages=1, seed=77) for line in page.body]
    assert len(places.read(lines, weights).odds) == len(lines)


def test_a_site_is_always_in_the_same_part() -> None:
    assert [fit.fold(f"site{n}") for n in range(8)] == [fit.fold(f"site{n}") for n in range(8)]
    assert {fit.fold(f"site{n}") for n in range(50)} == set(range(fit.FOLDS))


def test_composed_pages_are_stories_above_lines_of_others() -> None:
    articles = [{"site": "a", "text": "\n".join(page.body)} for page in crawl(pages=30, seed=2)]
    pages = list(compose(articles, 40, seed=5))
    assert pages == list(compose(articles, 40, seed=5))
    assert {bool(len(page["text"].split("\n")) - page["n_lines_article"]) for page in pages} == {True, False}
    assert all(0 < page["n_lines_article"] <= len(page["text"].split("\n")) for page in pages)


def test_variants_of_a_page_are_the_same_every_time_and_say_where_their_story_ends() -> None:
    for page in crawl(pages=20, seed=11):
        text = "\n".join([*page.body, *page.teasers])
        record = {"site": "a", "text": text, "n_lines_article": len(page.body), "kind": "news", "weight": 2.0}
        found = list(fit.variants(record))
        assert found == list(fit.variants(record))
        assert found[0] == record
        for one in found[1:]:
            lines, ends = one["text"].split("\n"), one["n_lines_article"]
            assert lines[:ends] == page.body[:ends]
            assert set(lines[ends:]) <= set(page.teasers)
            assert one["kind"] in {"news_few", "news_cut", "news_sentences"}
    assert list(fit.variants({**record, "teasers": page.teasers})) == [{**record, "teasers": page.teasers}]


def test_probabilities_of_a_page_sum_to_one() -> None:
    p = fit.softmax(np.array([1.0, 2.0, 3.0, -700.0, 700.0]), np.array([0, 3, 5]))
    assert np.allclose([p[:3].sum(), p[3:].sum()], 1)
