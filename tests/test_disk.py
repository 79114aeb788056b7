"""What stands on the disk is not what it should be: damaged, made otherwise, or by another version of the program.

It is named by `verify`, refused by `run` with the remedy, and made anew by `rebuild` where that can be.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tasks.publish import runs, versions
from tasks.publish.verify import verify
from tasks.settings import load
from tests.harness.published import everything, run
from tests.harness.scene import Scene, cleancopy
from tests.harness.scene import scene as scene

pytestmark = pytest.mark.slow


def harmed(path: Path, damage: str) -> None:
    """Another file in its place: one of another version has the same bytes, and must keep them."""
    data = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])


def largest(out: Path, folder: str) -> Path:
    return max(((out / "_current").resolve() / folder).rglob("*.parquet"), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize(
    ("folder", "damage"),
    [("index", "cut"), ("index", "flip"), ("memory", "remove"), ("relations", "cut"), ("relations", "flip")],
)
def test_what_can_be_made_anew_is_named_refused_and_rebuilt(
    scene: Scene, tmp_path: Path, folder: str, damage: str
) -> None:
    out = scene.copy(tmp_path)
    path = largest(out, folder)
    harmed(path, damage)
    assert any(path.name in finding.says for finding in verify(out) if not finding.holds)
    refused = cleancopy(0, "run", scene.pages, "-o", out)
    if (folder, damage) != ("relations", "flip"):  # a run looks at sizes of what it does not read
        assert refused.returncode == 2
        assert path.name in refused.stderr
        assert "rebuild" in refused.stderr
    assert cleancopy(0, "rebuild", out).returncode == 0
    assert [finding for finding in verify(out) if not finding.holds] == []
    assert cleancopy(0, "run", scene.pages, "-o", out).returncode == 0
    assert everything(out)["articles"] == scene.after["articles"]


@pytest.mark.parametrize("folder", ["articles", "edits", "ledger", "duplicates"])
def test_what_cannot_be_made_anew_is_refused_by_rebuild_as_well(scene: Scene, tmp_path: Path, folder: str) -> None:
    out = scene.copy(tmp_path)
    path = largest(out, folder)
    harmed(path, "cut")
    for command in (["run", scene.pages, "-o", out], ["rebuild", out]):
        refused = cleancopy(0, *command)
        assert refused.returncode == 2
        assert path.name in refused.stderr
        assert "backup" in refused.stderr


OTHER = ["repair.spacing=false", "repair.emoji=keep", "repair.mojibake=false", "story.caution=cautious"]
NEAR = [
    *("near.similarity=0.6", "near.recall=0.9", "near.permutations=64", "near.seed=2", "near.window_days=3"),
    *("near.remove=['exact']", "near.keep=['longest']", "near.preferred_sources=['a']", "near.max_cluster_share=0.4"),
    *("near.max_site_share=0.8",),
]


@pytest.mark.parametrize("assignment", [*OTHER, *NEAR])
def test_settings_that_all_articles_share_are_not_mixed(scene: Scene, tmp_path: Path, assignment: str) -> None:
    out = scene.copy(tmp_path)
    name = assignment.partition("=")[0]
    with pytest.raises(versions.Mixed, match=rf"{name} = .* \(now .*\).*cleancopy rebuild"):
        run([scene.pages], out, load(assignments=[assignment]))
    assert everything(out) == scene.before


def test_every_setting_is_known_to_be_shared_or_each_runs_own() -> None:
    shared = {assignment.partition("=")[0] for assignment in (*OTHER, *NEAR)}
    settings = load().model_dump()
    assert {f"{part}.{name}" for part in versions.SHARED for name in settings[part]} == shared
    assert set(settings) - {*versions.SHARED} == {"columns", "read", "run"}, "is it shared by all articles, or not?"


def test_a_rebuild_takes_the_new_settings_and_runs_go_on_with_them(scene: Scene, tmp_path: Path) -> None:
    out = scene.copy(tmp_path)
    for command in (["rebuild", out], ["run", scene.pages, "-o", out]):
        done = cleancopy(0, *command, "--set", "repair.spacing=false")
        assert done.returncode == 0, done.stderr
    assert "lost_space" in {edit["rule"] for edit in scene.after["edits"]}
    assert "lost_space" not in {edit["rule"] for edit in everything(out)["edits"]}


@pytest.mark.parametrize("library", runs.DECIDING)
def test_versions_that_decide_about_texts_are_not_mixed(
    scene: Scene, tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = scene.copy(tmp_path)
    now = runs.library_versions()
    monkeypatch.setattr(runs, "library_versions", lambda: {**now, library: "99.1"})
    with pytest.raises(versions.Mixed, match=rf"{library} {now[library]} \(now 99.1\).*cleancopy rebuild"):
        run([scene.pages], out)
    monkeypatch.setattr(runs, "library_versions", lambda: {**now, "pyarrow": "99.1", "python": "3.11.99"})
    run([scene.pages], out)


def commands(scene: Scene, out: Path) -> dict[str, list[str]]:
    one = scene.before["articles"][0]["article_id"]
    return {
        "verify": ["verify", str(out)],
        "restore": ["restore", str(out), one],
        "explain": ["explain", str(out), "--article", one],
        "report": ["report", str(out)],
        "run": ["run", str(scene.pages), "-o", str(out), "--direct", "-q"],
        "rebuild": ["rebuild", str(out), "--direct", "-q"],
    }


def told(words: list[str]) -> tuple[int, bytes, str]:
    """Exit code, standard output and the errors' one line; an exception that nobody has caught is ours."""
    done = CliRunner().invoke(app, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    assert done.exit_code in (0, 1, 2)
    return done.exit_code, done.stdout_bytes, done.stderr


NEWER: dict[str, Callable[[dict], object]] = {
    "format": lambda said: said.update(format=2),
    "nothing": lambda said: said.clear(),
    "settings": lambda said: said["settings"]["near"].update(seed=9),
    "a checksum": lambda said: said["files"].update(dict.fromkeys(said["files"], "1-00")),
}


@pytest.mark.parametrize("change", NEWER)
def test_a_dataset_of_a_later_format_or_with_a_changed_manifest_is_refused_by_all(
    scene: Scene, tmp_path: Path, change: str
) -> None:
    out = scene.copy(tmp_path)
    version = (out / "_current").resolve()
    said = versions.manifest(version)
    NEWER[change](said)
    if change == "format":
        versions.write_manifest(version, said)
    else:
        (version / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    for name, words in commands(scene, out).items():
        code, _, errors = told(words)
        assert code == 2, name
        expected = "has format 2, this cleancopy reads 1" if change == "format" else "manifest.json: was changed"
        assert expected in errors, name


DAMAGES = ["flip", "cut", "drop", "add", "zeros", "empty", "gone", "swap"]


def test_any_damage_is_named_by_verify_and_no_command_trips_over_it(scene: Scene, tmp_path: Path) -> None:
    """CLEANCOPY_DAMAGES=1000 pytest tests/test_disk.py is the long version."""
    import os

    whole = scene.copy(tmp_path)
    sound = {name: told(words) for name, words in commands(scene, whole).items() if name in ("restore", "explain")}
    rng = random.Random(int(os.environ.get("CLEANCOPY_SEED", "5")))
    for number in range(int(os.environ.get("CLEANCOPY_DAMAGES", "24"))):
        out = tmp_path / f"n{number}"
        shutil.copytree(whole, out, symlinks=True)
        version = (out / "_current").resolve()
        files = sorted(path for path in version.rglob("*") if path.is_file())
        path, how = rng.choice(files), DAMAGES[number % len(DAMAGES)]
        spoil(path, how, rng, files)
        where = f"{path.relative_to(version)}: {how}, seed {rng}, number {number}"
        code, output, errors = told(["verify", str(out)])
        assert code and path.name in output.decode() + errors, where
        for name, words in commands(scene, out).items():
            code, output, errors = told(words)
            assert code == 0 or "Traceback" not in errors, where
            if name in sound and code == 0:
                assert output == sound[name][1], f"{where}: {name} gives something else"
        shutil.rmtree(out)


def spoil(path: Path, how: str, rng: random.Random, files: list[Path]) -> None:
    data = bytearray(path.read_bytes())
    at = rng.randrange(max(1, len(data)))
    path.unlink()
    if how == "gone":
        return
    if how == "flip":
        data[at] ^= 1 << rng.randrange(8)
    elif how == "cut":
        del data[at:]
    elif how == "drop":
        del data[at : at + rng.randint(1, 9)]
    elif how == "add":
        data[at:at] = rng.randbytes(rng.randint(1, 9))
    elif how == "zeros":
        data[at : at + 64] = bytes(len(data[at : at + 64])) if any(data[at : at + 64]) else b"\1" * 64
    elif how == "empty":
        data.clear()
    elif how == "swap":
        data = bytearray(rng.choice([other for other in files if other != path]).read_bytes()) + b"\0"
    path.write_bytes(data)
