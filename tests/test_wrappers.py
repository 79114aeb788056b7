"""The files people have: as their tools write them, without a mapping."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.read.plan import plan
from tasks.read.shards import read
from tasks.read.sources import find
from tasks.records import Record, Reject
from tasks.settings import Settings, load

STORY = "The ferry to Lowmere was late again on Monday.\nNobody was hurt, the harbour master said."
OTHER = "The library of Tarn Hollow opens on Sundays from May.\nIt has 40,000 books and one cat."


def run(path: Path, settings: Settings | None = None) -> tuple[list[Record], list[Reject]]:
    chosen = settings or Settings()
    chunks = [chunk for shard in plan(find([str(path)]).files, chosen) for chunk in read(shard, chosen)]
    return [r for chunk in chunks for r in chunk.records], [r for chunk in chunks for r in chunk.rejects]


# As trafilatura 2.3, news-please 1.6, newspaper4k 0.9, fundus 0.5 and others write a page.
TOOLS = {
    "trafilatura": {
        "title": "Ferry late", "author": "Ann Ry; Bo Lind", "hostname": "lowmere.example", "date": "1998-11-04",
        "fingerprint": "ab", "id": None, "license": None, "comments": "", "raw_text": STORY.replace("\n", " "),
        "text": STORY, "language": None, "image": None, "pagetype": "article", "filedate": "2026-11-30",
        "source": "https://lowmere.example/ferry", "source-hostname": "Lowmere Courier", "excerpt": "", "tags": "",
    },
    "newsplease": {
        "authors": ["Ann Ry", "Bo Lind"], "date_download": "1998-11-05 00:00:00", "date_modify": "None",
        "date_publish": "1998-11-04 00:00:00", "description": None, "filename": "x.json", "image_url": None,
        "language": "en", "localpath": None, "source_domain": "lowmere.example", "maintext": STORY, "text": None,
        "title": "Ferry late", "title_page": None, "title_rss": None, "url": "https://lowmere.example/ferry",
    },
    "newspaper": {
        "url": "https://lowmere.example/ferry", "read_more_link": "", "language": "en", "title": "Ferry late",
        "top_image": "", "images": [], "movies": [], "keywords": [], "tags": None, "authors": ["Ann Ry", "Bo Lind"],
        "publish_date": "1998-11-04T00:00:00", "summary": "", "meta_lang": "en", "meta_site_name": "Lowmere Courier",
        "canonical_link": "https://lowmere.example/ferry", "text": STORY,
    },
    "fundus": {
        "title": "Ferry late", "authors": ["Ann Ry", "Bo Lind"], "publishing_date": "1998-11-04 00:00:00+00:00",
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": STORY.split("\n")}]}, "topics": [],
        "free_access": True,
    },
    "fundus_plain": {
        "title": "Ferry late", "authors": ["Ann Ry", "Bo Lind"], "publishing_date": "1998-11-04 00:00:00+00:00",
        "plaintext": STORY, "topics": [], "lang": "en",
    },
    "schema": {
        "@type": "NewsArticle", "headline": "Ferry late", "articleBody": STORY, "datePublished": "1998-11-04",
        "author": [{"@type": "Person", "name": "Ann Ry"}, {"@type": "Person", "name": "Bo Lind"}], "inLanguage": "en",
    },
    "eventregistry": {
        "uri": "7", "lang": "en", "isDuplicate": False, "dateTime": "1998-11-04T00:00:00Z", "title": "Ferry late",
        "body": STORY, "authors": [{"name": "Ann Ry"}, {"name": "Bo Lind"}], "source": {"uri": "l", "title": "Courier"},
    },
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", ["page.json", "pages.jsonl"])
def test_what_a_tool_writes_needs_no_mapping(tmp_path: Path, tool: str, name: str) -> None:
    from tasks.read.authors import authors

    (tmp_path / name).write_text(json.dumps(TOOLS[tool], indent=1 if name.endswith(".json") else None))
    (found,), rejects = run(tmp_path)
    assert rejects == []
    assert (found.text, found.title, str(found.published_at)) == (STORY, "Ferry late", "1998-11-04 00:00:00+00:00")
    assert authors(found.extra) == ("Ann Ry", "Bo Lind")
    if found.url:
        assert (found.url, found.site) == ("https://lowmere.example/ferry", "lowmere.example")


ROWS = [{"id": 1, "text": STORY}, {"id": 2, "text": OTHER}]
WRAPPED = {
    "articles.json": {"status": "ok", "totalResults": 2, "articles": ROWS},
    "deep.json": {"response": {"status": "ok", "results": ROWS}},
    "late.json": {"articles": ROWS, "nextPage": 2, "meta": {"n": [1]}},
    "unnamed.json": {"meta": {"n": 2}, "pages": ROWS},
    "keyed.json": {"0815": ROWS[0], "0816": ROWS[1]},
    "columns.json": {"id": [1, 2], "text": [STORY, OTHER]},
    "pandas.json": {"id": {"0": 1, "1": 2}, "text": {"0": STORY, "1": OTHER}},
    "split.json": {"columns": ["id", "text"], "index": [0, 1], "data": [[1, STORY], [2, OTHER]]},
    "array.jsonl": ROWS,
    "array.json": ROWS,
}


@pytest.mark.parametrize("name", WRAPPED)
@pytest.mark.parametrize("indent", [None, 1])
def test_an_object_that_holds_records_gives_them(tmp_path: Path, name: str, indent: int | None) -> None:
    (tmp_path / name).write_text(json.dumps(WRAPPED[name], indent=indent))
    found, rejects = run(tmp_path)
    assert rejects == []
    assert [(r.record, r.source_id, r.text) for r in found] == [(0, "1", STORY), (1, "2", OTHER)]


def test_a_list_in_an_object_is_read_as_it_comes(tmp_path: Path) -> None:
    rows = ",".join(json.dumps({"text": f"{n} {STORY}"}) for n in range(2_000))
    (tmp_path / "a.json").write_text(f'{{"status": "ok", "articles": [{rows}], "n": 1}}')
    found, rejects = run(tmp_path, load(assignments=["read.max_record_bytes=1000"]))
    assert (len(found), rejects) == (2_000, [])
    (tmp_path / "a.json").write_text(f'{{"status": "ok", "articles": [{rows}], "n": 1}} and more')
    found, rejects = run(tmp_path, load(assignments=["read.max_record_bytes=1000"]))
    assert (len(found), len(rejects)) == (2_000, 1)
    assert "something follows" in rejects[0].reason


@pytest.mark.parametrize(
    "record", [{"text": STORY, "items": [{"n": 1}]}, {"items": [{"n": 1}], "text": STORY}, {"text": STORY.split("\n")}]
)
def test_a_record_with_a_list_is_a_record(tmp_path: Path, record: dict) -> None:
    (tmp_path / "a.json").write_text(json.dumps([record]))
    assert [r.text for r in run(tmp_path)[0]] == [STORY]


def test_a_text_may_stand_inside(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"doc": {"text": STORY, "n": 1}}))
    (found,), _ = run(tmp_path, load(assignments=["columns.text=doc.text"]))
    assert (found.text, json.loads(found.extra or "")["doc"]["n"]) == (STORY, 1)


def test_nan_is_nothing_and_empty_is_empty(tmp_path: Path) -> None:
    line = f'{{"id": 1, "title": NaN, "score": -Infinity, "text": {json.dumps(STORY)}}}'
    (tmp_path / "a.jsonl").write_text(f'{line}\n{{"text": ""}}\n{{"text": " \\n"}}\n{{"text": NaN}}\n')
    (found,), rejects = run(tmp_path)
    assert (found.title, found.text, found.extra) == (None, STORY, '{"score":null}')
    assert [r.reason[:20] for r in rejects] == ['its "text" is empty', 'its "text" is empty', 'no "text". Every rec']


CSV = {
    "plain": "id,text\r\n1,{0}\r\n2,{1}\r\n",
    "excel": "sep=;\r\nid;text\r\n1;{0}\r\n2;{1}\r\n",
    "mac": "id,text\r1,{0}\r2,{1}\r",
    "pipes": "id|text\n1|{0}\n2|{1}\n",
}


@pytest.mark.parametrize("kind", CSV)
def test_tables_of_every_program(tmp_path: Path, kind: str) -> None:
    newline = "\r" if kind == "mac" else "\n"
    texts = [text.replace("\n", newline) for text in (STORY, OTHER)]
    (tmp_path / "a.csv").write_bytes(CSV[kind].format(*(f'"{text}"' for text in texts)).encode())
    found, rejects = run(tmp_path)
    assert rejects == []
    assert [(r.source_id, r.text) for r in found] == [("1", texts[0]), ("2", texts[1])]


def test_a_broken_quote_never_makes_articles_of_its_pieces(tmp_path: Path) -> None:
    bad = '2,"She said "no", twice","Ann Ry, mayor, left.\nBo Lind, clerk, stayed.\n\\"No\\", she said, and left."\n'
    (tmp_path / "a.csv").write_text(f'id,title,text\n1,a,"{STORY}"\n{bad}3,c,"{OTHER}"\n')
    found, rejects = run(tmp_path)
    assert [r.source_id for r in found] == ["1", "3"]
    assert [r.record for r in rejects] == [1, 2, 3]


def test_a_table_without_the_column_names_the_likeliest(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title,content\n1,a,b\n")
    assert "--set columns.text=content" in run(tmp_path)[1][0].reason
