"""Datasets on an object store: the same rows, all or nothing, and of two writers at once one wins.

The store is moto's server, which speaks S3 and knows If-None-Match.  Ceph's radosgw would be closer to the real
thing, but wants monitors and disks around it; it was not tried.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import fsspec
import pyarrow.dataset as ds
import pytest

from flows.cli import app
from tasks.publish import storage, versions
from tasks.publish.verify import verify
from tasks.remote import reached
from tasks.schemas import SCHEMAS
from tests.harness.processes import port_of, started
from tests.harness.published import everything, run
from tests.harness.scene import LATER, PAGES, ROOT, copied

pytestmark = [pytest.mark.slow, pytest.mark.server]

pytest.importorskip("s3fs", reason="pip install cleancopy[s3]")
pytest.importorskip("moto.server", reason="pip install cleancopy[test]")

# Runs the command and kills it, with SIGKILL, when it is about to write an object whose name holds a text.
KILLER = """
import os, signal, sys, s3fs
from flows.cli import app
def fatal(call):
    async def step(*arguments, **options):
        if any(sys.argv[1] in str(argument) for argument in arguments):
            os.kill(os.getpid(), signal.SIGKILL)
        return await call(*arguments, **options)
    return step
for name in ("_put_file", "_pipe_file"):
    setattr(s3fs.S3FileSystem, name, fatal(getattr(s3fs.S3FileSystem, name)))
app(sys.argv[2:])
"""


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with pytest.MonkeyPatch.context() as patch, started(*command, **quiet) as server:
        said = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port_of(server)}", "AWS_DEFAULT_REGION": "us-east-1"}
        for name, value in {**said, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}.items():
            patch.setenv(name, value)
        fsspec.filesystem("s3").mkdir("news")
        yield "s3://news"
        server.kill()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Working copies of one test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Scene:
    """Two batches, and the rows of a folder after one and after both."""

    def __init__(self, folder: Path) -> None:
        self.early, later = [folder / "early"], folder / "later"
        copied(PAGES, self.early[0])
        copied(LATER, later)
        (whole,) = later.glob(f"{LATER[0]}-*.txt")
        cut = self.early[0] / whole.relative_to(later)
        cut.parent.mkdir(exist_ok=True)
        cut.write_text("\n".join(whole.read_text(encoding="utf-8").split("\n")[:-3]), encoding="utf-8")
        self.late = [*self.early, later]
        run(self.early, folder / "out")
        self.before = everything(folder / "out")
        assert run(self.late, folder / "out").moved
        self.after = everything(folder / "out")


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def seen(url: str) -> dict[str, list[dict]]:
    """All rows at a URL but those of runs, as a reader gets them that asks for the current version first."""
    version = storage.current(url)
    found = {}
    for name in (name for name in SCHEMAS if name != "runs"):
        places = [place.removeprefix("s3://") for place in storage.files(url, name, version)]
        table = ds.dataset(places, filesystem=fsspec.filesystem("s3")).to_table()
        found[name] = sorted(table.to_pylist(), key=lambda row: json.dumps(row, default=str, sort_keys=True))
    return found


def broken(url: str) -> list[object]:
    with storage.readable(url, whole=True) as folder:
        return [finding for finding in verify(folder) if not finding.holds]


def objects(url: str) -> set[str]:
    system = fsspec.filesystem("s3")
    system.invalidate_cache()
    return {f"s3://{name}" for name in system.find(url)}


def said(url: str, number: int) -> set[str]:
    """The objects that a version's manifest names, and the manifest."""
    manifest = f"{url}/_manifests/{number:08d}.json"
    return {
        manifest,
        *(f"{url}/{place}" for place in json.loads(fsspec.open(manifest).open().read())["places"].values()),
    }


def command(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments])
    assert ended.value.code == 0


def test_twice_at_a_url_gives_the_rows_of_a_folder_and_adds_nothing(bucket, scene: Scene, cache: Path) -> None:
    url = f"{bucket}/twice"
    run(scene.early, url)
    assert seen(url) == scene.before
    shutil.rmtree(cache)  # the second run is on another machine
    run(scene.late, url)
    assert seen(url) == scene.after
    assert run(scene.late, url).articles == 0
    assert seen(url) == scene.after
    assert broken(url) == []
    assert objects(url) == said(url, 2) | said(url, 3)


def test_a_working_copy_holds_stand_ins_for_what_no_run_reads(bucket, scene: Scene, cache: Path) -> None:
    url = f"{bucket}/copy"
    run(scene.early, url)
    shutil.rmtree(cache)
    assert run(scene.early, url).articles == 0
    version = storage.folder(url) / "_current"
    held = {path.stat().st_mtime > 0 for path in version.resolve().glob("articles/**/*.parquet")}
    assert held == {False}
    assert all(path.stat().st_mtime for path in version.resolve().glob("index/**/*.parquet"))


def test_killed_while_it_uploads_and_a_reader_sees_all_or_nothing(bucket, scene: Scene) -> None:
    url = f"{bucket}/killed"
    run(scene.early, url)
    strange: list[object] = []
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(0.5):
            if (rows := seen(url)) not in (scene.before, scene.after):
                strange.append(rows)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for at in ("verdicts.parquet", "_manifests", "nowhere"):
            call = [sys.executable, "-c", KILLER, at, "run", *map(str, scene.late), "-o", url, "--direct", "-q"]
            done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
            last = at == "nowhere"
            assert done.returncode == (0 if last else -signal.SIGKILL), done.stderr
            assert seen(url) == (scene.after if last else scene.before)
    finally:
        stop.set()
        reader.join()
    assert not strange
    assert broken(url) == []
    assert objects(url) == said(url, 1) | said(url, 2), "what the killed runs left was not removed"


def test_of_two_writers_at_once_one_is_told_that_it_lost(bucket, scene: Scene, tmp_path: Path, monkeypatch) -> None:
    url = f"{bucket}/race"
    system = fsspec.filesystem("s3")
    put = system.put

    def overtaken(*arguments: object) -> None:
        """While one run has uploaded and not published yet, another does it all."""
        put(*arguments)
        monkeypatch.setattr(system, "put", put)
        with monkeypatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(tmp_path / "another machine"))
            run(scene.early, url)

    monkeypatch.setattr(system, "put", overtaken)
    with pytest.raises(storage.Lost, match=r"s3://news/race: another run has published version 1 since"):
        run(scene.late, url)
    assert seen(url) == scene.before
    assert objects(url) == said(url, 1)
    run(scene.late, url)
    assert seen(url) == scene.after
    assert broken(url) == []


def test_the_commands_work_on_a_url_and_the_recipes_of_the_readme_read_it(bucket, scene: Scene, capsysbinary) -> None:
    url = f"{bucket}/commands"
    command("run", *scene.late, "-o", url, "--direct", "-q")
    row = next(row for row in scene.after["duplicates"])
    capsysbinary.readouterr()
    command("restore", url, row["article_id"])
    assert capsysbinary.readouterr().out == Path(row["source_path"]).read_bytes()
    command("explain", url, "--article", row["article_id"], "--json")
    assert json.loads(capsysbinary.readouterr().out)["article_id"] == row["article_id"]
    command("report", url)
    assert f"{url}/report.html" in objects(url)
    command("verify", url)
    command("rebuild", url, "--direct", "-q")
    assert len(seen(url)["articles"]) == len(scene.after["articles"])

    section = (ROOT / "flows" / "README.md").read_text(encoding="utf-8").partition("## On an object store")[2]
    python, sql = (section.partition(f"```{name}\n")[2].partition("```")[0] for name in ("python", "sql"))
    here: dict[str, object] = {}
    exec(python.replace("s3://news/clean", url), here)
    assert len(here["articles"]) == len(scene.after["articles"])
    with duckdb.connect() as database:
        database.register_filesystem(fsspec.filesystem("s3"))  # httpfs would be fetched from the network
        rows = database.execute(sql.replace("s3://news/clean", url)).fetchall()
    assert sum(count for _, count in rows) == len(scene.after["articles"])


def test_damage_at_a_url_is_named(bucket, scene: Scene, capsys, cache: Path) -> None:
    url = f"{bucket}/damage"
    run(scene.early, url)
    system = fsspec.filesystem("s3")
    (articles,) = storage.files(url, "articles")
    system.pipe_file(articles, b"something else")
    (index,) = (place for place in said(url, 1) if place.endswith("bands-0.parquet"))
    system.rm(index)
    with pytest.raises(SystemExit) as ended:
        app(["verify", url])
    assert ended.value.code == 1
    assert "articles/batch=r000001/part-00000.parquet: is missing or was changed" in capsys.readouterr().out
    shutil.rmtree(cache)
    with pytest.raises(storage.Lost):
        run(scene.late, url)


@pytest.mark.parametrize(
    "strange",
    [
        {"places": {"../../outside": "_versions/x"}, "files": {"../../outside": "1-00"}},
        {"places": {"articles/x": "/etc/passwd"}, "files": {"articles/x": "1-00"}},
        {"places": {"articles/x": "_versions/x"}, "files": {}},
        {"number": "1/../../outside"},
        {"places": []},
    ],
)
def test_a_manifest_that_no_run_has_written_is_refused(bucket, strange: dict) -> None:
    said = {"format": versions.FORMAT, "number": 1, "files": {}, "places": {}, **strange}
    data = json.dumps(versions.sealed(said)).encode()
    fsspec.filesystem("s3").pipe_file(f"{bucket}/strange/_manifests/00000001.json", data)
    with pytest.raises(versions.NoDataset, match=r"00000001\.json cannot be read"):
        storage.current(f"{bucket}/strange")


def test_a_wrong_call_says_so_in_one_line(bucket, scene: Scene, capsys) -> None:
    for arguments, remedy in (
        (["verify", f"{bucket}/nothing"], "holds no dataset"),
        (["rebuild", f"{bucket}/nothing", "--direct"], "holds no dataset"),
        (["run", str(scene.early[0]), "-o", "s3://no-such-bucket/x", "--direct"], "s3://no-such-bucket/x"),
        (["run", str(scene.early[0]), "-o", "nowhere://x", "--direct"], "fsspec knows no nowhere://"),
    ):
        with pytest.raises(SystemExit) as ended:
            app(arguments)
        assert ended.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert remedy in line


def test_credentials_that_are_missing_are_no_storage_that_is_away() -> None:
    from botocore.exceptions import NoCredentialsError

    with pytest.raises(PermissionError, match="credentials; set AWS_ACCESS_KEY_ID"), reached("s3://news"):
        raise NoCredentialsError
