"""Bad inputs: what a broken program, a bad disk or an enemy puts into an inbox.

`corpus()` gives each as a Bad: a file, what of it must still be read, and what must be said of the rest.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

LIMIT = 100_000  # read.max_record_bytes of these tests
GOOD = "The ferry sailed."
LAST = "The bridge held."


class Bad(NamedTuple):
    """A file; the texts that must be read from it, in order; what its rejects must say, one pattern each."""

    name: str
    data: bytes
    read: list[str] | None  # None: whatever comes
    said: list[str] | None


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def corpus() -> Iterator[Bad]:
    """All of them; each is there for one reason, which its name tells."""
    yield from json_lines_bad()
    yield from json_lines_odd()
    yield from wrong_types()
    yield from json_files()
    yield from tables()
    yield from texts()
    yield from archives()
    yield from parquets()
    yield from wrong_endings()


BAD_LINES: dict[str, tuple[bytes, str]] = {
    "words": (b"not json at all", "not JSON"),
    "cut": (b'{"text": "half a', "not JSON"),
    "trailing-comma": (b'{"text": "a",}', "not JSON"),
    "single-quotes": (b"{'text': 'a'}", "not JSON"),
    "nan-text": (b'{"text": NaN}', 'no "text"'),
    "nan-cut": (b'{"text": "a", "n": NaN', "not JSON"),
    "empty-text": (b'{"text": ""}', "is empty"),
    "blank-text": (b'{"text": " \\n\\t "}', "is empty"),
    "spaces-text": (b'{"text": "' + b" " * 90_000 + b'"}', "is empty"),
    "comment": (b'{"text": "a"} // done', "not JSON"),
    "two-on-a-line": (b'{"text": "a"}{"text": "b"}', "not JSON"),
    "unquoted-name": (b'{text: "a"}', "not JSON"),
    "no-colon": (b'{"text" "a"}', "not JSON"),
    "python": (b'{"text": None}', "not JSON"),
    "leading-zero": (b'{"text": "a", "n": 007}', "not JSON"),
    "string": (b'"text"', "JSON string where an object"),
    "number": (b"42", "JSON number where an object"),
    "array": (b'["text"]', "JSON array where an object"),
    "null": (b"null", "JSON null where an object"),
    "true": (b"true", "JSON true or false where an object"),
    "empty-object": (b"{}", 'no "text"'),
    "other-names": (b'{"body": "a"}', r'no "text".*columns.text=body \(here: body\)'),
    "text-null": (b'{"text": null}', 'no "text"'),
    "text-number": (b'{"text": 5}', '"text" is a number, not a string'),
    "text-list": (b'{"text": ["a", {"b": 1}]}', '"text" is a list'),
    "text-object": (b'{"text": {"a": 1}}', '"text" is an object'),
    "text-true": (b'{"text": true}', '"text" is true or false'),
    "text-twice": (b'{"text": "a", "text": "b"}', '"text" stands twice'),
    "id-twice": (b'{"id": 1, "text": "a", "id": 2}', '"id" stands twice'),
    "nested-twice": (b'{"text": "a", "x": [{"y": 1, "y": 2}]}', '"y" stands twice'),
    "high-surrogate": (rb'{"text": "a \ud83d b"}', "not JSON"),
    "low-surrogate": (rb'{"text": "a \ude00 b"}', "not JSON"),
    "surrogates-reversed": (rb'{"text": "\ude00\ud83d"}', "not JSON"),
    "surrogate-in-id": (rb'{"text": "a", "id": "\ud800"}', "not JSON"),
    "surrogate-in-a-name": (rb'{"text": "a", "\udfff": 1}', "not JSON"),
    "byte-ff": (b'{"text": "a \xff b"}', "byte 0xff is not UTF-8"),
    "byte-80": (b'{"text": "a \x80 b"}', "byte 0x80 is not UTF-8"),
    "overlong": (b'{"text": "a \xc0\xaf b"}', "byte 0xc0 is not UTF-8"),
    "overlong-3": (b'{"text": "a \xe0\x80\xaf b"}', "byte 0xe0 is not UTF-8"),
    "cesu": (b'{"text": "a \xed\xa0\xbd\xed\xb8\x80 b"}', "byte 0xed is not UTF-8"),
    "beyond-unicode": (b'{"text": "a \xf4\x90\x80\x80 b"}', "byte 0xf4 is not UTF-8"),
    "five-bytes": (b'{"text": "a \xf8\x88\x80\x80\x80 b"}', "byte 0xf8 is not UTF-8"),
    "cut-character": (b'{"text": "a \xe2\x82"}', "byte 0xe2 is not UTF-8"),
    "cp1252": (b'{"text": "the mayor\x92s \x93plan\x94"}', "byte 0x92 is not UTF-8.*read.encoding"),
    "utf-16-inside": ('{"text": "a"}'.encode("utf-16-le"), "not JSON"),
    "nul-inside": (b'{"text": "a\0b"}', "not JSON"),
    "nuls-only": (b"\0" * 50, "not JSON"),
    "control-inside": (b'{"text": "a\x01b"}', "not JSON"),
    "tab-inside": (b'{"text": "a\tb"}', "not JSON"),
    "bad-escape": (rb'{"text": "a\x41"}', "not JSON"),
    "short-escape": (rb'{"text": "a\u12"}', "not JSON"),
    "mark-inside": (b'\xef\xbb\xbf{"text": "a"}', "not JSON"),
    "arrays-100000-deep": (b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "longer than"),
    "arrays-40000-deep": (b'{"text": "a", "x": ' + b"[" * 40_000 + b"]" * 40_000 + b"}", "not JSON"),
    "objects-9000-deep": (b'{"text":' * 9_000 + b"1" + b"}" * 9_000, "not JSON"),
    "arrays-never-closed": (b"[" * 90_000, "not JSON"),
    "too-long": (b'{"text": "' + b"x" * LIMIT + b'"}', "longer than 100,000 bytes; raise read.max_record_bytes"),
    "much-too-long": (b'{"text": "' + b"x" * 3_000_000 + b'"}', "longer than"),
    "html": (b"<!DOCTYPE html><title>404</title>", "not JSON"),
    "carriage-returns": (b'{"text": "a"}\r{"text": "b"}', "not JSON"),
    "number-too-big": (b'{"text": "a", "n": 1e999}', "not JSON|cannot be written"),
}


def json_lines_bad() -> Iterator[Bad]:
    """A bad line between two good ones."""
    for name, (bad, said) in BAD_LINES.items():
        yield Bad(f"line-{name}.jsonl", line(text=GOOD) + bad + b"\n" + line(text=LAST), [GOOD, LAST], [said])
    yield Bad("line-last-cut.jsonl", line(text=GOOD) + b'{"text": "half', [GOOD], ["not JSON"])


def json_lines_odd() -> Iterator[Bad]:
    """Strange, and to be read right."""
    for name, text in {
        "nul": "a\0b",
        "controls": "".join(map(chr, range(32))) + "\x7f\x85",
        "mark": "\ufeffa\ufeffb",
        "noncharacters": "\ufffe\uffff\U0010ffff",
        "right-to-left": "a\u202eb\u2066c",
        "ansi": "\x1b[31mred\x1b]0;title\x07",
        "markup": "<script>alert(1)</script>[x](javascript:alert(1))",
        "quoted-names": '"text": "text": {"text": 1}',
        "line-separators": "a\u2028b\u2029c\x0bd\x0ce\rf\r\ng",
        "private": "\ue000\U000f0000",
        "template": "{{ x }} ${y} %s {0} \\u0041",
        "combining": "a" + "\u0301" * 5_000,
    }.items():
        yield Bad(f"odd-{name}.jsonl", line(text=GOOD) + line(text=text), [GOOD, text], [])
    for name, number in (("nan", b"NaN"), ("infinity", b"-Infinity")):
        yield Bad(f"odd-{name}.jsonl", line(text=GOOD) + b'{"text": "a", "n": ' + number + b"}", [GOOD, "a"], [])
    yield Bad("odd-mark-first.jsonl", b"\xef\xbb\xbf" + line(text=GOOD), [GOOD], [])
    yield Bad("odd-utf-16.jsonl", (line(text=GOOD) + line(text="é")).decode().encode("utf-16"), [GOOD, "é"], [])
    yield Bad("odd-utf-16-no-mark.jsonl", line(text=GOOD).decode().encode("utf-16-le"), [GOOD], [])
    yield Bad("odd-utf-32.jsonl", line(text=GOOD).decode().encode("utf-32"), [GOOD], [])
    yield Bad("odd-utf-16-cut.jsonl", line(text=GOOD).decode().encode("utf-16")[:-1], [], ["not what its encoding"])
    yield Bad("odd-crlf.jsonl", line(text=GOOD).replace(b"\n", b"\r\n") * 2, [GOOD, GOOD], [])
    yield Bad("odd-no-newline.jsonl", line(text=GOOD)[:-1], [GOOD], [])
    yield Bad("odd-blank-lines.jsonl", b"\n" * 200_000 + line(text=GOOD) + b" \t\r\n" * 9, [GOOD], [])
    yield Bad("odd-nothing.jsonl", b"", [], [])
    yield Bad("odd-only-a-mark.jsonl", b"\xef\xbb\xbf", [], [])
    many = {f"k{n}": n for n in range(5_000)}
    yield Bad("odd-5000-fields.jsonl", line(text=GOOD, **many), [GOOD], [])


WRONG = [5, -1.5, 10**40, True, [1, [2]], {"a": {"b": None}}, [], {}]
DATES: list[Any] = [
    "0000-00-00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "99999-01-01",
    "-0001-01-01",
    "2024-02-30",
    "2024-13-01T99:99:99",
    "yesterday, 5 o'clock",
    "x" * 90_000,
    "9" * 400,
    "\0",
    "2024-05-06T07:08:09+99:99",
    "Mon, 99 Foo 2024 07:08:09 +0000",
    10**30,
    -(10**30),
    1e308,
]
STRANGE: dict[str, Any] = {
    "path": "../../../etc/passwd",
    "absolute": "/etc/passwd",
    "windows": "C:\\con\\..\\nul",
    "nul": "a\0b",
    "newlines": "a\nb\r\nc",
    "ansi": "\x1b[2J",
    "markup": "<img src=x onerror=alert(1)>",
    "hive": "site=evil/batch=1",
    "megabyte": "i" * 90_000,
}
URLS = [
    "http://[::1",
    "http://[::1]:99999999/",
    "http://" + "a" * 80_000,
    "http://" + "a." * 30_000 + "com",
    "https://../../etc/passwd",
    "http://.../x",
    "http://a%00b/",
    "http://site=evil/batch=1",
    "http://user:pw@@host@evil.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//",
    "http://",
    "http://münchen.example/",
    "http://xn--/",
    "http://\u202eexample.com/",
    "http://ex\u2024ample.com\\@evil/",
    "www." + "." * 1_000,
]


def wrong_types() -> Iterator[Bad]:
    """Fields that are not what they should be; the article is taken all the same."""
    for field in ("id", "url", "title", "source", "language", "published_at"):
        records = [{"text": GOOD, field: value} for value in WRONG]
        yield Bad(f"types-{field}.jsonl", b"".join(line(**r) for r in records), [GOOD] * len(WRONG), [])
    for field in ("published_at", "date"):
        records = [{"text": GOOD, field: value} for value in DATES]
        yield Bad(f"dates-{field}.jsonl", b"".join(line(**r) for r in records), [GOOD] * len(DATES), [])
    for name, value in STRANGE.items():
        for field in ("id", "extra"):
            yield Bad(f"strange-{field}-{name}.jsonl", line(text=GOOD, **{field: value}), [GOOD], [])
    for n, url in enumerate(URLS):
        yield Bad(f"url-{n}.jsonl", line(text=GOOD, url=url), [GOOD], [])


def json_files() -> Iterator[Bad]:
    """Broken arrays."""
    good, last = line(text=GOOD), line(text=LAST)
    ends = "does not end"
    for name, data, read, said in (
        ("empty", b"", [], ["is empty"]),
        ("blank", b" \n ", [], ["is empty"]),
        ("no-elements", b"[]", [], []),
        ("cut-between", b"[" + good + b",", [GOOD], [ends]),
        ("cut-inside", b"[" + good + b"," + good[:9], [GOOD], ["not JSON", ends]),
        ("open", b"[", [], [ends]),
        ("close", b"]", [], ["not JSON"]),
        ("object", good, [GOOD], []),
        ("object-without-text", b'{"articles": []}', [], ['no "text"']),
        ("lines", good + last, [GOOD, LAST], []),
        ("not-objects", b"[1, " + good + b', "a", null]', [GOOD], ["number", "string", "null"]),
        ("comma-missing", b"[" + good + last + b"]", [], ["not JSON"]),
        ("comma-too-many", b"[" + good + b",," + last + b"]", [GOOD, LAST], ["not JSON"]),
        ("comma-last", b"[" + good + b",]", [GOOD], []),
        ("goes-on", b"[" + good + b"] " + last, [GOOD], ["something follows the end"]),
        ("two-arrays", b"[" + good + b"][" + last + b"]", [GOOD], ["something follows the end"]),
        ("bad-between", b"[" + good + b", {bad}, " + last + b"]", [GOOD, LAST], ["not JSON"]),
        ("nested-text", b'[{"text": "[{]}\\\\\\"", "x": [[{}]]}, ' + last + b"]", ['[{]}\\"', LAST], []),
        ("mark", b"\xef\xbb\xbf[" + good + b"]", [GOOD], []),
        ("utf-16", b"[" + good + b"]", [GOOD], []),
        ("deep", b"[" + good + b"," + b"[" * 40_000 + b"]" * 40_000 + b"," + last + b"]", [GOOD, LAST], ["not JSON"]),
        ("long", b"[" + good + b',"' + b"x" * 2_000_000 + b'",' + last + b"]", [GOOD, LAST], ["longer than"]),
        ("escapes", b'["' + b"\\\\" * 1_000_000 + b'",' + last + b"]", [LAST], ["longer than"]),
        ("words", b"404 not found", [], ["not JSON"]),
        ("latin", b'[{"text": "caf\xe9"}, ' + last + b"]", [LAST], ["0xe9 is not UTF-8"]),
        ("surrogate", rb'[{"text": "\ud800"}, ' + last + b"]", [LAST], ["not JSON"]),
        ("brackets-crossed", b"[" + good + b", {]}, " + last + b"]", [GOOD], ["not JSON", "follows the end"]),
    ):
        yield Bad(f"array-{name}.json", data.decode().encode("utf-16") if name == "utf-16" else data, read, said)


CP1252 = "id,text\n1,plain\n2,“The café’s façade”, he said\n3,“Déjà vu”\n".encode("cp1252")


def tables() -> Iterator[Bad]:
    """Broken CSV."""
    for name, data, read, said in (
        ("empty", b"", [], ["is empty"]),
        ("blank-header", b"\n\ntext\na\n", [], ["is empty"]),
        ("only-header", b"id,text\n", [], []),
        ("no-header", b"1,some words\n", [], ['names no column "text" .there are: 1, some words']),
        ("header-twice", b"text,text\na,b\n", [], ['names the column "text" twice']),
        ("header-open-quote", b'id,"text\na,b\n', [], ["names no column"]),
        ("ragged", b"id,text\n1,one\n2\n3,three,four\n5,five\n", ["one", "five"], ["1 fields where", "3 fields where"]),
        ("bare-quote", b'id,text\n1,one\n2,"two" or so\n3,three\n', ["one", "three"], ["not CSV"]),
        ("quote-inside", b'id,text\n1,say "one"\n', ['say "one"'], []),
        ("quote-open", b'id,text\n1,one\n2,"two\n3,three\n4,four\n', ["one", "three", "four"], ["not CSV"]),
        ("quote-open-then-more", b'id,text\n1,"one\n2,"two"\n3,three\n', ["two", "three"], ["not CSV"]),
        ("quoted-newline", b'id,text\n1,"one\ntwo\r\nthree"\n', ["one\ntwo\r\nthree"], []),
        ("nul", b"id,text\n1,a\0b\n2,two\n", ["a\0b", "two"], []),
        ("crlf", b"id,text\r\n1,one\r\n\r\n2,two\r\n", ["one", "two"], []),
        ("lone-cr", b"id,text\n1,one\rtwo\n2,two\n", ["two"], ["not CSV"]),
        ("semicolons", b"id;text\n1;one, two\n", ["one, two"], []),
        ("tabs", b"id\ttext\n1\tone\n", ["one"], []),
        ("mark", b"\xef\xbb\xbftext\none\n", ["one"], []),
        ("utf-16", "text,id\né,1\n".encode("utf-16"), ["é"], []),
        ("cp1252", CP1252, ["plain", "“Déjà vu”"], ["3 fields"]),
        ("bad-byte", "id,text\n1,déjà vu\n2,a".encode() + b"\xff\n3,c\n", ["déjà vu", "c"], ["half characters"]),
        ("long-field", b"id,text\n1," + b"x" * 300_000 + b"\n2,two\n", ["two"], ["longer than"]),
        ("long-quoted", b'id,text\n1,"' + (b"x" * 99 + b"\n") * 2_000 + b'"\n2,two\n', None, None),
        ("many-columns", b"text" + b",c" * 0 + b"\na\n" + b"," * 90_000 + b"\nb\n", ["a", "b"], ["90001 fields"]),
        ("blank-lines", b"text\n" + b"\n" * 100_000 + b"a\n", ["a"], []),
        ("formula", b'text\n"=HYPERLINK(""http://evil"")"\n', ['=HYPERLINK("http://evil")'], []),
        ("empty-text", b"id,text\n1,\n", [], ["is empty"]),
        ("binary", b"\x89PNG\r\n\x1a\n\0\0", [], ["a PNG image"]),
    ):  # fmt: skip
        yield Bad(f"table-{name}.csv", data, read, said)


def texts() -> Iterator[Bad]:
    """Text files that are none, or only look like none."""
    story = "Der Fluß stieg über die Ufer, sagte die Bürgermeisterin – schon wieder. "
    for name, data, read, said in (
        ("empty", b"", [], ["is empty"]),
        ("blank", b" \n\n ", [], ["is empty"]),
        ("mark-only", b"\xef\xbb\xbf", [], ["is empty"]),
        ("utf-16-mark-only", b"\xff\xfe", [], ["is empty"]),
        ("nul", b"one\0two", [], ["NUL bytes"]),
        ("nuls", b"\0" * 1_000, [], ["NUL bytes"]),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [], ["a PNG image"]),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", [], ["a JPEG image"]),
        ("pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)), [], ["a PDF file"]),
        ("zip", b"PK\x03\x04\x14\0", [], ["a ZIP archive"]),
        ("gzip", gzip.compress(b"a", mtime=0), [], ["a gzip archive; name it .gz"]),
        ("controls", bytes(range(1, 32)) * 40, [], ["control characters"]),
        ("noise", bytes((n * n * 7 + n // 3) % 256 for n in range(5_000)), [], ["is no text"]),
        ("high-noise", bytes(128 + (n * n * 7 + n // 3) % 128 for n in range(5_000)), [], ["is no text"]),
        ("utf-8-cut", (story * 3).encode().rpartition("–".encode())[0] + b"\xe2\x80", [], ["UTF-8 but for"]),
        ("utf-8-and-cp1252", (story * 5).encode() + b"\x93so\x94", [], ["UTF-8 but for 2 bytes"]),
        ("utf-8-overlong", (story * 5).encode() + b"\xc0\xaf", [], ["UTF-8 but for 2 bytes"]),
        ("utf-8-surrogates", (story * 5).encode() + b"\xed\xa0\x80", [], ["UTF-8 but for 3 bytes"]),
        ("utf-16-odd", story.encode("utf-16") + b"x", [], ["byte order mark says"]),
        ("utf-16-half-pair", "a".encode("utf-16") + b"\x00\xd8b\0", [], ["byte order mark says"]),
        ("utf-32-beyond", b"\xff\xfe\0\0" + b"\xff\xff\xff\xff", [], ["byte order mark says"]),
        ("too-long", b"x" * (LIMIT + 1), [], ["longer than 100,000 bytes"]),
        ("one-line", b"word " * 19_000, ["word " * 19_000], []),
        ("brackets", b"([{<" * 20_000, ["([{<" * 20_000], []),
        ("ansi", b"\x1b[31mred\x1b[0m and plain", ["\x1b[31mred\x1b[0m and plain"], []),
        ("mojibake", "Ã¤ â€™".encode(), ["Ã¤ â€™"], []),
        ("replacement", "caf\ufffd".encode(), ["caf\ufffd"], []),
        ("bidi", "a\u202eb".encode(), ["a\u202eb"], []),
    ):
        yield Bad(f"text-{name}.txt", data, read, said)


def archives() -> Iterator[Bad]:
    """Archives that are cut short, damaged, none at all, or bombs."""
    makers: dict[str, Callable[[bytes], bytes]] = {
        "gz": lambda data: gzip.compress(data, mtime=0),
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": zstandard,
    }
    many = b"".join(line(text=GOOD, n=n * 7919 % 10_007) for n in range(4_000))
    for ending, make in makers.items():
        yield Bad(f"archive-empty.jsonl.{ending}", b"", [], ["cut short|empty"])
        yield Bad(f"archive-none.txt.{ending}", b"plain words", [], ["damaged or none"])
        yield Bad(f"archive-head-only.txt.{ending}", make(b"a story")[:9], [], ["cut short|damaged"])
        yield Bad(f"archive-cut.txt.{ending}", make(many[:50_000])[:-5], [], ["cut short"])
        yield Bad(f"archive-cut.jsonl.{ending}", make(line(text=GOOD))[:-3], None, ["cut short"])
        yield Bad(
            f"archive-goes-on.jsonl.{ending}",
            make(line(text=GOOD)) + b"trailing junk",
            [GOOD],
            ["after its end|damaged"],
        )
        yield Bad(f"archive-two.jsonl.{ending}", make(line(text=GOOD)) + make(line(text=LAST)), [GOOD, LAST], [])
        flipped = bytearray(make(many[:50_000]))
        flipped[len(flipped) // 2] ^= 0x55
        # pyarrow writes Zstandard without checksums: what was flipped may be read as another text.
        said = None if ending == "zst" else ["damaged or none|cut short"]
        yield Bad(f"archive-flipped.txt.{ending}", bytes(flipped), [] if said else None, said)
        yield Bad(f"archive-in-archive.txt.{ending}", make(make(b"a story")), [], ["is no text but"])
        yield Bad(f"archive-bomb.txt.{ending}", make(b"x" * 20_000_000), [], ["longer than"])
        yield Bad(
            f"archive-bomb.jsonl.{ending}", make(line(text=GOOD) + b"\n" * 40_000_000), [GOOD], ["times its size"]
        )


def zstandard(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return bytes(out.getvalue().to_pybytes())


def parquet(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


BYTE_FF = ["0xff of its text is not UTF-8"]


def parquets() -> Iterator[Bad]:
    """Parquet that is none, is damaged, or says something else."""
    two = pa.table({"text": [GOOD, LAST], "id": [1, 2]})
    good = parquet(two)
    many = pa.table({"text": [f"{GOOD} {n * n}" for n in range(3_000)]})
    damaged = bytearray(parquet(many, row_group_size=1_000, compression="none", use_dictionary=False))
    meta = pq.ParquetFile(io.BytesIO(bytes(damaged))).metadata.row_group(1).column(0)
    damaged[meta.data_page_offset : meta.data_page_offset + 40] = b"\xff" * 40
    outer = [f"{GOOD} {n * n}" for n in (*range(1_000), *range(2_000, 3_000))]
    long = pa.table({"text": [f"{n:09}" + "x" * 90_000 for n in range(500)]})
    bad_utf8 = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.array([0, 3, 5, 8], pa.int32()).buffers()[1], pa.py_buffer(b"one\xff\xfesix")]
    )
    for name, data, read, said in (
        ("empty", b"", [], ["not Parquet"]),
        ("words", b"some words, not columns", [], ["not Parquet"]),
        ("magic-only", b"PAR1PAR1", [], ["not Parquet"]),
        ("huge-footer", b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1", [], ["not Parquet"]),
        ("cut", good[:-20], [], ["not Parquet"]),
        ("footer-noise", good[:-60] + b"\x5a" * 52 + good[-8:], [], ["not Parquet|has no column|damaged|row group"]),
        ("encrypted-footer", good[:-4] + b"PARE", [], ["not Parquet"]),
        ("group-damaged", bytes(damaged), outer, ["row group 1"]),
        ("other-columns", parquet(pa.table({"body": ["a"]})), [], [r'no column "text" \(there are: body\)']),
        ("no-columns", parquet(pa.table({})), [], ['no column "text"']),
        ("no-rows", parquet(two.slice(0, 0)), [], []),
        ("text-numbers", parquet(pa.table({"text": [1, 2]})), [], ["holds int64, not strings"]),
        ("text-lists", parquet(pa.table({"text": [["a"]]})), [], ["holds list"]),
        ("text-structs", parquet(pa.table({"text": [{"a": 1}]})), [], ["holds struct"]),
        ("text-nulls", parquet(pa.table({"text": pa.array([None, GOOD])})), [GOOD], ['no "text"']),
        ("text-all-null", parquet(pa.table({"text": pa.nulls(2)})), [], ['no "text"', 'no "text"']),
        ("text-bytes", parquet(pa.table({"text": [GOOD.encode(), b"\xff\xfe"]})), [GOOD], BYTE_FF),
        ("text-bad-utf-8", parquet(pa.table({"text": bad_utf8})), ["one", "six"], BYTE_FF),
        ("column-twice", parquet(pa.Table.from_arrays([two["text"]] * 2, ["text", "text"])), [], ["column twice"]),
        ("too-long", parquet(pa.table({"text": ["x" * (LIMIT + 1), GOOD]})), [GOOD], ["longer than"]),
        ("dictionary-bomb", parquet(pa.table({"text": ["x" * 90_000] * 5_000})), None, ["times its size"]),
        ("page-bomb", parquet(long, use_dictionary=False, compression="zstd"), None, ["times its size"]),
        ("page-that-lies", lying_page(), None, ["row group 0"]),
        ("odd-columns", parquet(odd_columns()), [GOOD], []),
    ):  # fmt: skip
        yield Bad(f"parquet-{name}.parquet", data, read, said)


def lying_page() -> bytes:
    """A page of 1 MB whose header says 2 GB; its page is cut by as many bytes as the number has more."""
    good = parquet(
        pa.table({"text": [GOOD * 50] * 1_000}), use_dictionary=False, write_statistics=False, compression="zstd"
    )
    chunk = pq.ParquetFile(io.BytesIO(good)).metadata.row_group(0).column(0)
    start, end = chunk.data_page_offset, chunk.data_page_offset + chunk.total_compressed_size
    # Thrift's compact protocol: 0x15 before each number, which is doubled and written seven bits a byte.
    _, size, packed = numbers(good, start, 3)
    lie = bytes([0xFE, 0xFF, 0xFF, 0xFF, 0x0F])  # 2**31 - 1
    more = len(lie) - (size[1] - size[0])
    value = sum((byte & 0x7F) << 7 * n for n, byte in enumerate(good[slice(*packed)])) - 2 * more
    less = bytes(
        [(value >> 7 * n & 0x7F) | 0x80 * (n < packed[1] - packed[0] - 1) for n in range(packed[1] - packed[0])]
    )
    return good[: size[0]] + lie + b"\x15" + less + good[packed[1] : end - more] + good[end:]


def numbers(data: bytes, at: int, count: int) -> list[tuple[int, int]]:
    """Where the first numbers of a page header begin and end."""
    found = []
    for _ in range(count):
        assert data[at] == 0x15
        end = at + 1
        while data[end] & 0x80:
            end += 1
        found.append((at + 1, end + 1))
        at = end + 1
    return found


def odd_columns() -> pa.Table:
    from datetime import UTC, date, datetime, timedelta
    from decimal import Decimal

    return pa.table(
        {
            "text": [GOOD],
            "published_at": [datetime(2024, 5, 6, 7, tzinfo=UTC)],
            "date": [date(2024, 5, 6)],
            "wait": [timedelta(seconds=3)],
            "price": [Decimal("3.50")],
            "raw": [b"\xff\x00"],
            "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
            "nested": [{"a": [{"b": None}], "when": datetime(1, 1, 1)}],
            "nan": [float("nan")],
            "huge": pa.array([2**64 - 1], pa.uint64()),
        }
    )


def wrong_endings() -> Iterator[Bad]:
    """One thing under the name of another."""
    table = parquet(pa.table({"text": [GOOD]}))
    for ending in ("jsonl", "json", "csv", "txt"):
        yield Bad(f"named-png.{ending}", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [], ["is no text but a PNG image"])
        yield Bad(f"named-gzip.{ending}", gzip.compress(line(text=GOOD), mtime=0), [], ["a gzip archive; name it .gz"])
        yield Bad(f"named-parquet.{ending}", table, [], ["a Parquet file; name it .parquet"])
    yield Bad("named-jsonl.csv", line(text=GOOD), [], ["names no column"])
    yield Bad("named-csv.jsonl", b"id,text\n1,a\n", [], ["not JSON", "not JSON"])
    yield Bad("named-txt.json", b"A story, plainly.", [], ["not JSON"])
    yield Bad("named-json.jsonl", b"[" + line(text=GOOD)[:-1] + b"]", [GOOD], [])
    yield Bad("named-jsonl.parquet", line(text=GOOD), [], ["not Parquet"])
