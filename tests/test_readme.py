"""What the documents say is so: its tables, its examples, its commands, the files and settings it names."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from flows.cli import app
from flows.explain import explained, show
from tasks.settings import Settings, names
from tests.made.dictionary import DOCUMENTS, README, ROOT, filled

TEXT = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
PAGE = "data/pages/lowmere-courier/050-river-swim.txt"


def blocks(language: str, text: str = TEXT) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(program: str) -> Iterator[list[str]]:
    """Every call of a program in the shell blocks, as words, without what && or & leads to."""
    for block in blocks("sh"):
        for line in block.splitlines():
            for call in re.split(r" &&? ?| \|\| ", line.partition("  #")[0]):
                words = shlex.split(call)
                if words and Path(words[0]).name == program:
                    yield words[1:]


def test_the_data_dictionary_and_the_dials_are_those_of_the_code() -> None:
    assert filled(TEXT) == TEXT, "run: python -m tests.made.dictionary"


def test_the_first_screen_is_what_explain_says_of_a_page_of_the_sample() -> None:
    found = explained(str(ROOT / PAGE), 0, Settings())
    page, body, marks = blocks("text", README.read_text(encoding="utf-8"))[:3]
    for shown, text in ((page, found.record.text), (body, found.told.text), (marks, show(found))):
        for piece in re.split(r" ?\.\.\. ?|\n", shown):
            assert piece.strip() in text, f"the README shows {piece!r}"
    assert PAGE in TEXT


def test_every_command_can_be_called_as_it_stands() -> None:
    calls = list(commands("cleancopy"))
    assert {call[0] for call in calls} >= {"run", "explain", "report", "verify", "rebuild"}
    command = get_command(app)
    for name, *words in calls:
        command.commands[name].make_context(name, words)  # type: ignore[attr-defined]


def test_commands_in_the_text_exist() -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    for call in re.findall(r"`cleancopy ([^`]+)`", TEXT):
        name, *words = shlex.split(call)
        options = {option for parameter in known[name].params for option in parameter.opts} if name in known else set()
        assert name in known or name == "--install-completion", call
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, call


def test_the_deployments_named_are_those_of_prefect_yaml() -> None:
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    known = {f"{each['entrypoint'].split(':')[1].replace('_', '-')}/{each['name']}" for each in deployed["deployments"]}
    called = {call[2] for call in commands("prefect") if call[:2] == ["deployment", "run"]}
    assert called
    assert called <= known
    assert {call[call.index("--pool") + 1] for call in commands("prefect") if "--pool" in call} == {"cleancopy"}


def test_the_image_is_made_of_what_is_there_and_runs_as_nobody_special() -> None:
    """No builder is needed here: what is copied exists, nothing but the command runs, and not as root."""
    joined = (ROOT / "flows" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = [line.split() for line in joined.splitlines() if line and not line.startswith("#")]
    copied = {source for step in steps if step[0] == "COPY" and "--from" not in step[1] for source in step[1:-1]}
    assert {"flows", "tasks", "pyproject.toml"} <= copied
    assert all((ROOT / source).exists() for source in copied)
    last = steps[max(n for n, step in enumerate(steps) if step[0] == "FROM") :]
    assert [step[1] for step in last if step[0] == "USER"] == ["cleancopy"]
    assert "ENTRYPOINT" not in {step[0] for step in steps}, "a Prefect worker brings its own command"


def test_every_file_named_is_there() -> None:
    named = set(re.findall(r"(?<![\w/.])((?:tests|tasks|flows|data|\.ci)/[\w./-]*\w|prefect\.yaml)", TEXT))
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_setting_named_is_one() -> None:
    sections = "|".join(Settings.model_fields)
    named = set(re.findall(rf"[`\s]((?:{sections})\.[a-z_]+)\b", TEXT)) - {"run.py"}
    assert named <= set(names()), named - set(names())
    for block in blocks("toml"):
        Settings.model_validate(tomllib.loads(block))


@pytest.mark.parametrize("flag", ["end_uncertain", "emoji_kept", "encoding_suspect"])
def test_flags_are_those_of_the_code(flag: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tasks").rglob("__init__.py"))
    assert f'"{flag}"' in source
    assert f"`{flag}`" in TEXT


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, head = target.partition("#")
        if "://" not in target:
            there = document.parent / path if path else document
            assert there.is_file(), target
            heads = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M)
            names = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in heads}
            assert not head or head in names, target


def test_the_first_page_is_short() -> None:
    assert README.read_text(encoding="utf-8").count("\n") < 220


def test_the_example_of_a_rule_is_one() -> None:
    (code,) = [block for block in blocks("python") if "Rule(" in block]
    found: dict[str, object] = {}
    exec(compile(code, "tasks/README.md", "exec"), found)
    assert found["text"] == "The river rose."
    assert [step.reason for step in found["steps"]] == ["a row of share buttons"]  # type: ignore[attr-defined]
