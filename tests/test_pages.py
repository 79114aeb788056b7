"""HTML and WARC: a page a record, its bytes kept; what is damaged is named, and its neighbours go through."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from flows import direct, where
from tasks.publish import restore, versions
from tasks.read import fields, html
from tasks.read.html import NoArticle, extracted, is_html
from tasks.read.plan import plan
from tasks.read.shards import read
from tasks.read.sources import find
from tasks.records import Record, Reject
from tasks.settings import Settings, load


def page(n: int = 0, charset: str = "") -> str:
    """An invented page of a made-up site."""
    town = f"Tarn{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{'abcdefghijklmnopqrstuvwxyz'[n // 26 % 26]}"
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"""<!DOCTYPE html><html lang="en-GB"><head>{meta}<title>Café in {town} opens - Lowmere Courier</title>
<link rel="canonical" href="https://lowmere.example/news/{n}"><meta property="og:site_name" content="Lowmere Courier">
<meta property="og:title" content="Café in {town} opens"><meta name="author" content="Ann Ry">
<meta property="article:published_time" content="1998-11-04T06:07:08+01:00"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Café in {town} opens</h1>
<p>The first café in {town} opened on Wednesday, {n + 3} years after the last one had closed its doors for good.</p>
<p>Some {n + 40} guests came, said the owner, Maren Oduya, who baked for two days and slept for none of the nights.</p>
<p>“It is stiff, but it is honest,” said one of them of the coffee, and asked for another cup of it before noon.</p>
<p>The council has promised to mend the road to {town} before the winter, and the bus will stop there from May.</p>
</article><footer>All rights reserved. Contact us. Imprint.</footer></body></html>"""


def run(path: Path, settings: Settings | None = None) -> tuple[list[Record], list[Reject]]:
    chosen = settings or Settings()
    chunks = [chunk for shard in plan(find([str(path)]).files, chosen) for chunk in read(shard, chosen)]
    return [r for chunk in chunks for r in chunk.records], [r for chunk in chunks for r in chunk.rejects]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_page_is_an_article_with_what_it_says_of_itself(tmp_path: Path, encoding: str) -> None:
    data = page(charset="iso-8859-1" if encoding == "cp1252" else "").encode(encoding)
    (tmp_path / "a.html").write_bytes(data)
    (found,), rejects = run(tmp_path)
    assert rejects == []
    assert found.text.count("\n") in (3, 4)
    assert "“It is stiff, but it is honest,”" in found.text
    assert "Imprint" not in found.text
    assert (found.title, found.url, found.site) == (
        "Café in Tarnaa opens",
        "https://lowmere.example/news/0",
        "lowmere.example",
    )
    assert (found.source, found.language, str(found.published_at)[:19]) == (
        "Lowmere Courier",
        "en-GB",
        "1998-11-04 05:07:08",
    )
    assert (found.original, json.loads(found.extra or "")["author"]) == (data, "Ann Ry")


def test_restore_gives_the_page_back(tmp_path: Path) -> None:
    data = page(7).encode()
    (tmp_path / "a.htm.gz").write_bytes(gzip.compress(data))
    out = str(tmp_path / "out")
    summary = direct.run([str(tmp_path / "a.htm.gz")], out, Settings(), where.silent)
    assert summary.articles == 1
    import pyarrow.parquet as pq

    row = pq.read_table(tmp_path / "out" / "articles").to_pylist()[0]
    assert row["authors"] == ["Ann Ry"]
    assert restore.original(out, versions.existing(tmp_path / "out"), row["article_id"]) == data


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<p>The ferry\nwas <b>late</b>.</p><script>no()</script><ul><li>One</li><li>Two &amp; three</li></ul>",
         "The ferry was late.\nOne\nTwo & three"),
        ("The ferry was late.<br/><a href='x'>It</a> <i>is</i> <b>so</b>.", "The ferry was late.\nIt is so."),
        ("<div><div>The ferry was late.</div></div>", "The ferry was late."),
    ],
)  # fmt: skip
def test_html_in_a_field_loses_its_tags_and_can_be_restored(tmp_path: Path, text: str, meant: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}))
    (found,), rejects = run(tmp_path)
    assert (found.text, found.original, rejects) == (meant, text.encode(), [])


@pytest.mark.parametrize(
    "text",
    ["Write <br> for a line.", "a < b and c > d", "The tag <p> opens a paragraph.", "From: Ann <ann@lowmere.example>",
     "if x<y: print('>')", "He said <i>no</i>.", "I <3 <3 <3 ferries"],
)  # fmt: skip
def test_a_text_about_tags_is_a_text(text: str) -> None:
    assert not is_html(text)


def test_without_the_extra_html_is_rejected_with_the_remedy(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(html, "can_extract", lambda: False)
    (tmp_path / "a.txt").write_text(page())
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"text": "<p>The ferry was late.</p>"}) + '\n{"text": "It was late."}\n'
    )
    found, rejects = run(tmp_path)
    assert [r.text for r in found] == ["It was late."]
    assert all("pip install 'cleancopy[html]'" in r.reason for r in rejects)
    assert len(rejects) == 2
    assert fields.is_html("<p>a</p>")


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 100_000, "<b>" * 50_000 + "x", "<table><tr><td>" * 20_000, "<!--" * 200_000, "<p " * 200_000,
     "&lt;" * 10, "<html><body>" + "<script>" * 100_000,
     "<a href=" * 100_000, "\0" * 1000, "<html></html>", "<!doctype html>"],
    ids=lambda bomb: bomb[:12],
)  # fmt: skip
def test_pages_that_are_bombs_or_hold_nothing_are_refused(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{bomb}")
    (tmp_path / "b.html").write_text(page(1))
    found, rejects = run(tmp_path)
    assert [r.title for r in found if r.title] == ["Café in Tarnba opens"]
    assert len(found) + len(rejects) == 2


def test_a_page_of_fifty_megabytes_costs_nothing() -> None:
    with pytest.raises(NoArticle, match="more than"):
        extracted("<html><body>" + "<p>The ferry was late.</p>" * 2_000_000)


def record(
    n: int, kind: str = "response", status: str = "200 OK", of: str = "text/html; charset=utf-8", how: str = ""
) -> bytes:
    """A record of a WARC, as a crawler writes it."""
    body = page(n).encode()
    more = ""
    if how == "gzip":
        body, more = gzip.compress(body), "Content-Encoding: gzip\r\n"
    if how == "chunked":
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:99], body[99:])) + b"0\r\n\r\n"
        more = "Transfer-Encoding: chunked\r\n"
    block = f"HTTP/1.1 {status}\r\nContent-Type: {of}\r\n{more}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://lowmere.example/{n}\r\n"
    head += "WARC-Date: 1998-11-05T00:00:00Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{n:032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


INFO = (
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
)


def warc(path: Path, records: list[bytes]) -> None:
    path.write_bytes(b"".join(map(gzip.compress, records)) if path.suffix == ".gz" else b"".join(records))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_each_page_of_a_crawl_is_a_record(tmp_path: Path, name: str) -> None:
    others = [record(9, status="301 Moved"), record(9, kind="request"), record(9, of="image/png")]
    warc(tmp_path / name, [INFO, record(0), *others, record(1, how="gzip"), record(2, how="chunked")])
    found, rejects = run(tmp_path)
    assert rejects == []
    assert [(r.record, r.url, r.original) for r in found] == [
        (n, f"https://lowmere.example/news/{n}", page(n).encode()) for n in range(3)
    ]


def test_a_crawl_in_one_member_is_read_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"".join(record(n) for n in range(40))))
    assert len(run(tmp_path)[0]) == 40


def test_a_damaged_member_harms_no_neighbour(tmp_path: Path) -> None:
    members = [gzip.compress(record(n)) for n in range(6)]
    members[1] = members[1][:200] + b"\xff\x00\xff" * 20 + members[1][260:]
    members[3] = members[3][:300]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(members))
    found, rejects = run(tmp_path)
    assert [r.title for r in found] == [f"Café in Tarn{letter}a opens" for letter in "acef"]
    assert len(rejects) == 2
    assert all("damaged" in r.reason or "cut short" in r.reason for r in rejects)


def test_a_record_that_is_cut_short_harms_no_neighbour(tmp_path: Path) -> None:
    records = [record(n) for n in range(5)]
    records[1] = records[1][:700]
    records[4] = records[4][:-300]
    warc(tmp_path / "a.warc", [*records[:3], b"rubbish\r\n" * 30, *records[3:]])
    found, rejects = run(tmp_path)
    assert [r.title for r in found] == [f"Café in Tarn{letter}a opens" for letter in "acd"]
    assert ["cut short" in r.reason for r in rejects] == [True, True]


def test_records_and_members_that_are_bombs_are_passed_over(tmp_path: Path) -> None:
    long = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 99_999_999 + b"\r\n\r\n"
    data = b"".join(map(gzip.compress, (record(0), long, record(1))))
    (tmp_path / "a.warc.gz").write_bytes(data)
    found, rejects = run(tmp_path, load(assignments=["read.max_record_bytes=2000000"]))
    assert [r.title for r in found] == ["Café in Tarnaa opens", "Café in Tarnba opens"]
    assert rejects


@pytest.mark.parametrize(
    "rubbish", [b"", b"\n", b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n", b"\x1f\x8b\x08" * 1000, b"x" * 3_000_000]
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_what_is_no_crawl_gives_nothing(tmp_path: Path, rubbish: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(rubbish)
    assert run(tmp_path)[0] == []
