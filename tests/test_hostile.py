"""No input is trusted: each is rejected with a reason or read right, and its neighbours go through."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tasks.read import columnar
from tasks.read.plan import plan
from tasks.read.shards import read
from tasks.read.sources import find
from tests.harness.reading import SETTINGS, run
from tests.made import hostile

CORPUS = list(hostile.corpus())
NEIGHBOUR = "Nobody was hurt."


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_a_bad_input_is_read_right_or_rejected_with_a_reason(tmp_path: Path, bad: hostile.Bad) -> None:
    (tmp_path / "0-before.txt").write_text(NEIGHBOUR)
    (tmp_path / bad.name).write_bytes(bad.data)
    (tmp_path / "z-after.jsonl").write_text(json.dumps({"text": NEIGHBOUR}))
    found = run(tmp_path)
    texts = [record.text for record in found.records]
    assert (texts[0], texts[-1]) == (NEIGHBOUR, NEIGHBOUR)
    if bad.read is not None:
        assert texts[1:-1] == bad.read
    reasons = [reject.reason for reject in found.rejects]
    if bad.said is not None:
        assert len(reasons) == len(bad.said), reasons
        for reason, pattern in zip(reasons, bad.said, strict=True):
            assert re.search(pattern, reason), reason
    for reject in found.rejects:
        assert reject.reason.isprintable()
        assert reject.excerpt.isprintable()
        assert len(reject.excerpt) <= 200
    for record in found.records:
        assert re.fullmatch(r"[0-9a-f]{32}", record.article_id)
        assert re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?", record.site)
        assert ".." not in record.site
        assert record.extra is None or isinstance(json.loads(record.extra), dict)
        for field in record:
            assert not isinstance(field, str) or field.encode() is not None


def test_the_corpus_is_large_and_each_input_has_a_name_of_its_own() -> None:
    assert len(CORPUS) >= 150
    assert len({bad.name for bad in CORPUS}) == len(CORPUS)


def test_nothing_of_a_wrong_type_is_lost(tmp_path: Path) -> None:
    for field in ("url", "title", "source", "language"):
        records = [{"text": "x", field: value} for value in hostile.WRONG]
        (tmp_path / f"{field}.jsonl").write_bytes(b"".join(hostile.line(**record) for record in records))
        kept = [json.loads(record.extra or "{}")[field] for record in run(tmp_path / f"{field}.jsonl").records]
        assert kept == hostile.WRONG


@pytest.mark.parametrize("make", ["fifo", "socket", "device", "loop", "self", "out", "dangling", "folder"])
def test_what_is_no_file_is_never_opened(tmp_path: Path, make: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "secret.txt").write_text("not for you")
    (inbox / "good.txt").write_text(NEIGHBOUR)
    bad = inbox / "bad.txt"
    if make == "fifo":
        os.mkfifo(bad)
    elif make == "socket":
        os.chdir(inbox)  # the name of a socket must be short
        socket.socket(socket.AF_UNIX).bind("bad.txt")
    elif make == "folder":
        bad.mkdir()
    else:
        target = {"device": "/dev/zero", "loop": inbox, "self": bad, "out": "../secret.txt", "dangling": "nowhere"}
        bad.symlink_to(target[make])
    assert [record.text for record in run(inbox).records] == [NEIGHBOUR]
    assert [left.path for left in find([str(inbox)]).left] == ([] if make == "folder" else [str(bad)])


def test_a_file_swapped_for_a_fifo_after_the_plan_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    (shard,) = plan(find([str(path)]).files, SETTINGS)
    path.unlink()
    os.mkfifo(path)
    assert [left.path for chunk in read(shard, SETTINGS) for left in chunk.changed] == [str(path)]


def test_a_file_that_vanishes_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text(NEIGHBOUR)
    (shard,) = plan(find([str(tmp_path)]).files, SETTINGS)
    (tmp_path / "a.txt").unlink()
    (chunk,) = read(shard, SETTINGS)
    assert [record.text for record in chunk.records] == [NEIGHBOUR]
    assert [left.path for left in chunk.changed] == [str(tmp_path / "a.txt")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "b.txt").write_text(NEIGHBOUR)
    found = run(tmp_path)
    assert [record.text for record in found.records] == [NEIGHBOUR]
    assert "permission denied" in found.rejects[0].reason


@pytest.mark.parametrize(
    "name",
    [
        *(b"new\nline.txt", b"caf\xe9.txt", b"-rf.txt", b"<b>.txt", b"a" * 251 + b".txt", b"\x1b[31m.txt", b" .txt"),
        *("e\u0301.txt".encode(), "\u202e.txt".encode(), b"a*[b].txt", b"batch=1.txt", b"a..txt"),
    ],
)
def test_any_name_a_file_can_have(tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(NEIGHBOUR)
    (record,) = run(tmp_path).records
    record.source_path.encode()
    assert record.source_id is not None
    record.source_id.encode()
    (direct,) = run(os.fsdecode(bytes(tmp_path) + b"/" + name)).records
    assert direct == record


def test_folders_deeper_than_python_recurses(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (tmp_path / "a.txt").write_text(NEIGHBOUR)
    try:
        assert [record.text for record in run(tmp_path).records] == [NEIGHBOUR]
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # shutil recurses, and pytest would use it


MAKE = r"""
import bz2, gzip, lzma, sys
from pathlib import Path
import pyarrow as pa, pyarrow.parquet as pq
from tests.made import hostile

folder = Path(sys.argv[1])
good = hostile.line(text="good")
x = b"x" * 1_000_000


def write(name, head, body, times, tail, opened=open):
    with opened(folder / name, "wb") as file:
        file.write(head)
        for _ in range(times):
            file.write(body)
        file.write(tail)


def texts(text, times):
    return pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array([text]))})


write("a-line.jsonl", good + b'{"text": "', x, 100, b'"}\n' + good)
write("b-element.json", b"[" + good + b',{"text": "', x, 100, b'"},' + good + b"]")
write("c-field.csv", b"text\ngood\n", x, 100, b"\ngood\n")
write("d-quote.csv", b'text\ngood\n"', b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" * 1000, 70, b"good\n")
write("e-text.txt", b"", x, 100, b"")
write("f-empty-lines.jsonl", good, b"\n" * 1_000_000, 10, good)
write("g-brackets.json", b"[" + good + b",", b"[" * 1_000_000, 10, b"")
write("h-backslashes.json", b'["', b"\\" * 1_000_000, 10, b'",' + good + b"]")
write("i-bomb.jsonl.gz", good, x, 100, b"", gzip.open)
write("j-bomb.csv.gz", b"", x, 100, b"", gzip.open)
write("k-bomb.txt.gz", b"", x, 100, b"", gzip.open)
(folder / "l-bomb.json.bz2").write_bytes(bz2.compress(b"[" + x * 100))
(folder / "m-bomb.txt.xz").write_bytes(lzma.compress(x * 100, preset=0))
pq.write_table(texts(x.decode() * 10, 200_000), folder / "n-dictionary.parquet")
pq.write_table(texts("", 200_000), folder / "o-empty-texts.parquet")
(folder / "q-lying-page.parquet").write_bytes(hostile.lying_page())
write("p-quotes.csv", b"a,text,c\n", b'x",x","y\n' * 1000, 100, b"")
"""

READ = r"""
import json, sys, time
import pyarrow.parquet
from tasks.read.plan import plan
from tasks.read.shards import read
from tasks.read.sources import find
from tasks.settings import load

settings = load(assignments=["read.max_record_bytes=2000000"])


def peak():
    # Not ru_maxrss, which a process inherits from the one that started it.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024


before = peak()
result = {}
for file in find([sys.argv[1]]).files:
    start = time.process_time()
    records = rejects = 0
    reasons = set()
    for shard in plan([file], settings):
        for chunk in read(shard, settings):
            records += len(chunk.records)
            rejects += len(chunk.rejects)
            reasons |= {reject.reason[:60] for reject in chunk.rejects}
    seconds = round(time.process_time() - start, 2)
    result[file.name] = (records, rejects, sorted(reasons)[:3], seconds, peak() - before)
print(json.dumps(result))
"""

Results = dict[str, tuple[int, int, list[str], float, int]]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Inputs that say 30 MB to 2 TB, read in a process of its own: records, rejects, reasons, seconds, MB."""
    folder = tmp_path_factory.mktemp("big")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    for program in (MAKE, READ):
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, env=environment, timeout=3000
        )
        assert done.returncode == 0, done.stderr[-3000:]
    for path in folder.iterdir():
        path.unlink()
    return json.loads(done.stdout)


@pytest.mark.parametrize("short", [False, True])
def test_memory_that_is_short_rejects_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short: bool) -> None:
    (tmp_path / "a.parquet").write_bytes(hostile.parquet(pa.table({"text": [NEIGHBOUR]})))

    def fail(*_: object) -> Iterator[object]:
        raise pa.ArrowMemoryError("malloc of size 2147483647 failed")
        yield

    monkeypatch.setattr(columnar, "_batches", fail)
    if short:
        monkeypatch.setattr(pa, "allocate_buffer", lambda size: next(fail()))
        with pytest.raises(MemoryError):
            run(tmp_path)
    else:
        assert "malloc" in run(tmp_path).rejects[0].reason


def test_memory_stays_bounded_whatever_the_size(big: Results) -> None:
    peaks = {name: megabytes for name, (*_, megabytes) in big.items()}
    assert max(peaks.values()) < 200, f"megabytes more than at the start, after each input: {peaks}"


def test_no_big_input_takes_long(big: Results) -> None:
    assert not {name: seconds for name, (_, _, _, seconds, _) in big.items() if seconds > 20}


@pytest.mark.parametrize(
    ("name", "records", "rejects", "said"),
    [
        ("a-line.jsonl", 2, 1, "longer than 2,000,000 bytes"),
        ("b-element.json", 2, 1, "longer than 2,000,000 bytes"),
        ("c-field.csv", 2, 1, "longer than 2,000,000 bytes"),
        ("e-text.txt", 0, 1, "longer than 2,000,000 bytes"),
        ("f-empty-lines.jsonl", 2, 0, ""),
        ("g-brackets.json", 1, 2, "does not end"),
        ("h-backslashes.json", 1, 1, "longer than"),
        ("i-bomb.jsonl.gz", 1, None, "times its size"),
        ("j-bomb.csv.gz", 0, None, "times its size|its header"),
        ("k-bomb.txt.gz", 0, 1, "longer than"),
        ("l-bomb.json.bz2", 0, None, "times its size"),
        ("m-bomb.txt.xz", 0, 1, "longer than|times its size"),
        ("n-dictionary.parquet", None, None, "times its size"),
        ("o-empty-texts.parquet", 0, 200_000, "is empty"),
        ("q-lying-page.parquet", 0, 1, "row group 0"),
    ],
)
def test_big_inputs_are_read_or_rejected(
    big: Results, name: str, records: int | None, rejects: int | None, said: str
) -> None:
    taken, rejected, reasons, *_ = big[name]
    assert records in (None, taken)
    assert rejects in (None, rejected)
    assert not said or any(re.search(said, reason) for reason in reasons), reasons
