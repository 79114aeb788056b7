"""The site's memory: what it learns does not depend on order, and no page is its own witness."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.page import Forgetful, Page
from tasks.story import site_familiar, site_memory, site_recall, tell
from tests.made.crawl import Crawled, crawl, memories, observe

PAGES = crawl()


SITES = sorted({page.site for page in PAGES})


def says(folder: Path) -> dict[str, list[tuple]]:
    """All that a memory knows of each site."""
    return told(memories(folder, SITES))


def told(memories: dict[str, site_recall.SiteMemory]) -> dict[str, list[tuple]]:
    found = {}
    for site, known in memories.items():
        keys = known._keys.repeat(known._end.astype(int) - known._first)
        found[site] = list(zip(keys, known._stories, known._roles, known._articles.to_pylist(), strict=True))
    return found


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("memory")
    site_memory.learn([observe(PAGES, folder / "seen")], None, folder / "known")
    return folder / "known"


def test_a_planted_crawl_loses_its_teasers_and_keeps_its_stories(learned: Path) -> None:
    known = memories(learned, SITES)
    teasers = teasers_left = paragraphs = paragraphs_lost = 0
    for page in PAGES:
        told = tell(page.text, Page(site=page.site, memory=known[page.site]))
        body = set(told.text.split("\n"))
        teasers += len(page.teasers)
        teasers_left += sum(teaser in body for teaser in page.teasers)
        paragraphs += len(page.body)
        paragraphs_lost += sum(paragraph not in body for paragraph in page.body)
    assert teasers_left <= 0.02 * teasers, f"{teasers_left} of {teasers} teasers were left"
    assert paragraphs_lost <= 0.001 * paragraphs, f"{paragraphs_lost} of {paragraphs} story paragraphs were lost"


def test_the_same_articles_give_the_same_memory_in_any_order_and_in_any_number_of_runs(tmp_path: Path) -> None:
    one, two = observe(PAGES[:70], tmp_path / "one"), observe(PAGES[50:120], tmp_path / "two")
    site_memory.learn([observe(PAGES[:120], tmp_path / "all")], None, tmp_path / "at once")
    site_memory.learn([two], None, tmp_path / "first")
    site_memory.learn([one], tmp_path / "first", tmp_path / "second")
    site_memory.learn([one, two], tmp_path / "second", tmp_path / "third")
    expected = says(tmp_path / "at once")
    assert any(expected.values())
    assert says(tmp_path / "second") == expected
    assert says(tmp_path / "third") == expected


@pytest.mark.parametrize(("known", "stories"), [(131_072, 16), (40, 2)], ids=["as it is", "full"])
def test_a_memory_in_many_files_says_what_one_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int, stories: int
) -> None:
    monkeypatch.setattr(site_memory, "KNOWN", known)
    monkeypatch.setattr(site_memory, "STORIES", stories)
    previous = None
    spans = [(0, 200), (180, 260), (50, 70), (255, 269), (268, 272)]
    for n, (low, high) in enumerate(spans):
        site_memory.learn([observe(PAGES[low:high], tmp_path / "seen")], previous, tmp_path / str(n))
        previous = tmp_path / str(n)
    site_memory.learn([observe(PAGES[:272], tmp_path / "all")], None, tmp_path / "one")
    assert len(list((tmp_path / "4").iterdir())) > len(list((tmp_path / "one").iterdir()))
    assert says(tmp_path / "4") == says(tmp_path / "one")


ROW = st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 5), st.integers(0, 3), st.sampled_from("abc"))


@given(st.lists(st.lists(ROW, max_size=30), max_size=4))
def test_files_are_merged_as_if_all_were_sorted(parts: list[list[tuple]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, most in (("KNOWN", 4), ("STORIES", 3), ("LEADS", 2)):
            patch.setattr(site_memory, name, most)
        columns = [list(zip(*[("site", *row) for row in rows], strict=True)) or [()] * 6 for rows in parts]
        tables = [
            pa.table(
                [pa.array(values, kind) for values, kind in zip(some, site_memory.ROWS.types, strict=True)],
                site_memory.ROWS,
            )
            for some in columns
        ]
        bounded = [site_memory._bounded(table) for table in tables if len(table)]
        whole = site_memory._bounded(pa.concat_tables([site_memory.ROWS.empty_table(), *tables]))
        rows, chosen = site_memory._merged(bounded)
        assert (rows if chosen is None else rows.take(pa.array(chosen))).to_pylist() == whole.to_pylist()


def test_a_memory_is_learned_in_pieces(tmp_path: Path) -> None:
    seen = [observe(PAGES[:60], tmp_path / "seen")]
    site_memory.learn(seen, None, tmp_path / "whole")
    for buckets in (site_memory.ALL[::2], site_memory.ALL[1::2], site_memory.ALL[1::2]):  # and any of them twice
        site_memory.learn(seen, None, tmp_path / "pieces", buckets)
    assert says(tmp_path / "pieces") == says(tmp_path / "whole")


def test_a_memory_that_is_full_is_the_same_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_memory, "KNOWN", 40)
    monkeypatch.setattr(site_memory, "STORIES", 2)
    one, two = observe(PAGES[:60], tmp_path / "one"), observe(PAGES[40:100], tmp_path / "two")
    site_memory.learn([one], None, tmp_path / "a")
    site_memory.learn([two], tmp_path / "a", tmp_path / "b")
    site_memory.learn([two, one], None, tmp_path / "c")
    assert says(tmp_path / "b") == says(tmp_path / "c")
    assert len(memories(tmp_path / "b", [PAGES[0].site])[PAGES[0].site]) <= 81


def test_a_memory_that_is_full_still_knows_how_many_stories_a_site_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_memory, "KNOWN", 40)
    site_memory.learn([observe(PAGES[:60], tmp_path / "one")], None, tmp_path / "a")
    site_memory.learn([observe(PAGES[60:], tmp_path / "two")], tmp_path / "a", tmp_path / "b")
    known = memories(tmp_path / "b", SITES)
    told = [one for page in PAGES for one in known[page.site].recall(page.text) if one]
    assert told
    assert all(0 < one.share <= 1 for one in told if one.stories)


def recalled(pages: list[Crawled], asked: Crawled, folder: Path) -> list:
    site_memory.learn([observe(pages, folder / "seen")], None, folder / "known")
    return memories(folder / "known", [asked.site])[asked.site].recall(asked.text)


def test_a_page_is_not_its_own_witness(tmp_path: Path) -> None:
    page = PAGES[0]._replace(teasers=[])
    again = page._replace(article_id="scraped again")
    assert not any(recalled([page, again], page, tmp_path))


def test_a_new_version_of_a_story_does_not_make_it_foreign(tmp_path: Path) -> None:
    page = PAGES[0]._replace(teasers=[])
    fresh = PAGES[5].body[0]
    versions = [
        page._replace(article_id=f"version {n}", body=[f"{fresh} It was the {n}th time.", *page.body]) for n in range(9)
    ]
    assert not any(recalled([page, *versions], page, tmp_path))


def test_a_lead_of_another_story_is_named_and_one_cut_short_is_known(tmp_path: Path) -> None:
    other = PAGES[5]._replace(teasers=[])
    page = PAGES[0]._replace(teasers=[other.standfirst.upper(), other.standfirst[:95] + " …"])
    *body, whole, short = recalled([other, page], page, tmp_path)
    assert not any(body)
    assert whole.lead_of == short.lead_of == other.article_id


def test_what_is_laid_out_is_what_is_known_of_the_sites_of_a_run(learned: Path, tmp_path: Path) -> None:
    seen = observe([*PAGES[:60], PAGES[0]._replace(site="nowhere.example")], tmp_path / "seen")
    sites = sorted({*(page.site for page in PAGES[:60]), "nowhere.example"})
    site_memory.lay_out([seen], learned, tmp_path / "laid", range(0, 64, 2))
    site_memory.lay_out([seen], learned, tmp_path / "laid", range(1, 64, 2))
    laid = site_memory.laid_out(tmp_path / "laid", sites)
    assert told(laid) == told(memories(learned, sites))
    assert len(laid[PAGES[0].site]) and not len(laid["nowhere.example"])
    site_memory.lay_out(
        [observe(PAGES[:1], tmp_path / "one")], learned, tmp_path / "laid"
    )  # the same place, another run
    assert told(site_memory.laid_out(tmp_path / "laid", [PAGES[0].site])) == {PAGES[0].site: told(laid)[PAGES[0].site]}


def test_a_site_nobody_visited_knows_nothing(tmp_path: Path) -> None:
    assert memories(tmp_path, ["nowhere.example"])["nowhere.example"].recall(PAGES[0].text) == []


def test_a_familiar_page_recalls_what_its_site_would(tmp_path: Path) -> None:
    pages = [page._replace(teasers=page.teasers[: n % 2]) for n, page in enumerate(PAGES)]
    path = observe(pages, tmp_path / "seen")
    site_memory.learn([path], None, tmp_path / "known")
    known = memories(tmp_path / "known", {page.site for page in pages})
    seen, texts = pa.ipc.open_file(path).read_all(), [page.text for page in pages]
    quick = 0
    for page, asked in zip(pages, site_familiar.memories_of(seen, texts, known), strict=True):
        told = known[page.site].recall(page.text)
        assert list(asked.recall(page.text)) == told
        assert list(asked.recall(page.text.split("\n", 3)[-1])) == (told[3:] if any(told[3:]) else [])
        quick += isinstance(asked, Forgetful)
    assert 0 < quick < len(pages)


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "…", "\ud800\n\x00", "ı İ ß\n" * 3])
def test_any_text_can_be_observed_and_asked_for(text: str, learned: Path) -> None:
    site_memory.observe(text, Page(title=text))
    memories(learned, [PAGES[0].site])[PAGES[0].site].recall(text)


def on_every_page(line: str, place: float, pages: list[Crawled]) -> list[Crawled]:
    """The pages with one line of the site at a place of each story, 0 for its top, 1 for its end."""
    found = []
    for page in pages:
        at = round(place * len(page.body))
        found.append(page._replace(body=[*page.body[:at], line, *page.body[at:]], teasers=[]))
    return found


@pytest.mark.parametrize("place", [0.0, 0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize(
    "line", ["GET THE COURIER IN YOUR POCKET", "Scroll on for the rest of this story, dear reader"]
)
def test_a_line_of_the_site_goes_wherever_it_stands_and_nothing_else(place: float, line: str, tmp_path: Path) -> None:
    pages = on_every_page(line, place, [page for page in PAGES if page.site == PAGES[0].site][:12])
    site_memory.learn([observe(pages, tmp_path / "seen")], None, tmp_path / "known")
    known = memories(tmp_path / "known", [PAGES[0].site])[PAGES[0].site]
    for page in pages:
        told = tell(page.text, Page(site=page.site, memory=known))
        lines = told.text.split("\n")
        assert line not in lines
        assert [paragraph for paragraph in page.body if paragraph != line and paragraph not in lines] == []


def test_the_beginning_of_another_lead_is_known_and_its_middle_is_not(tmp_path: Path) -> None:
    other = PAGES[5]._replace(teasers=[])
    lead = "The ferry that was lost in the fog on Monday has been found by a fisherman in the bay of Punta Brava"
    page = PAGES[0]._replace(teasers=[lead[:70], lead[20:]])
    *_, begins, middle = recalled([other._replace(standfirst=lead), page], page, tmp_path)
    assert begins.lead_of == other.article_id
    assert middle is None


def test_a_line_that_many_stories_begin_with_is_no_lead(tmp_path: Path) -> None:
    pages = [
        PAGES[n]._replace(site="one.example", standfirst="All the salt news of the day, for you") for n in range(9)
    ]
    asked = PAGES[20]._replace(site="one.example", teasers=["All the salt news of the day, for you"])
    *_, last = recalled([*pages, asked], asked, tmp_path)
    assert last.stories == 9
    assert not last.lead_of


def test_what_was_cleaned_is_clean_to_a_memory_of_clean_pages(learned: Path, tmp_path: Path) -> None:
    known = memories(learned, SITES)
    pages = PAGES[:120]
    told = [tell(page.text, Page(site=page.site, memory=known[page.site])) for page in pages]
    seen: dict[str, list] = {name: [] for name in site_memory.OBSERVATIONS.names}
    for page, story in zip(pages, told, strict=True):
        site_memory.note(seen, page.article_id, story.text, Page(site=page.site, title=story.title))
    table = site_memory._bounded(site_memory._rows(pa.table(seen, schema=site_memory.OBSERVATIONS)))
    for page, story in zip(pages, told, strict=True):
        of_site = table.filter(pc.equal(table["site"], page.site)).drop_columns("site")
        second = tell(story.text, Page(site=page.site, title=story.title, memory=site_recall.arranged(of_site)))
        assert second.text == story.text
