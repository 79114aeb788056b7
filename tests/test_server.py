"""On a real Prefect server: deployed from prefect.yaml as it is, run by a worker, twice, at once, and over again.

Once on SQLite, once on PostgreSQL when its programs are installed.  Everything listens on loopback only, lives
in a scratch folder and is ended by its process id.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tasks.publish.verify import verify
from tasks.settings import names
from tests.harness.processes import HANGS, grip, port_of, started, wait_until
from tests.harness.published import everything, rows
from tests.harness.scene import HARNESS, LATER, PAGES, ROOT, copied, done

pytestmark = [pytest.mark.slow, pytest.mark.server]

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Server:
    """A server, a work pool and a worker, and a project folder whose prefect.yaml is deployed."""

    def __init__(self, folder: Path, database: str | None) -> None:
        self.project = folder / "project"
        (self.project / "inbox").mkdir(parents=True)
        shutil.copy(ROOT / "prefect.yaml", self.project)
        self.api = ""  # known once it is started
        self.heard: list[dict] = []  # by the webhook to which automations notify
        self.said: list[str] = []  # by flows.automations
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        self.env = kept | {
            "PREFECT_HOME": str(folder / "home"),
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": "0",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_API_REQUEST_TIMEOUT": str(HANGS),
            "DO_NOT_TRACK": "1",
            "PWD": str(self.project),
        }
        if database:
            self.env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
        self.log = folder / "log"
        self.processes: list[subprocess.Popen] = []
        self.held = folder / "held"  # a run with the fault "hold" waits at this FIFO
        os.mkfifo(self.held)
        self.env |= {"CLEANCOPY_HELD": str(self.held), "PREFECT_WORKER_QUERY_SECONDS": "1"}
        self.env["PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS"] = "5"

    def prefect(self, *arguments: str) -> str:
        return self.python("-m", "prefect", *arguments)

    def python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=self.project, env=self.env, capture_output=True, text=True, check=False, timeout=HANGS
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, body: dict | None = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data, {"Content-Type": "application/json"}, method=method)
        end = time.monotonic() + HANGS
        while True:
            try:
                with urllib.request.urlopen(request, timeout=HANGS) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:  # 503: SQLite is locked; Prefect's own client asks again, too
                assert error.code == 503 and time.monotonic() < end, error.read()
                time.sleep(0.5)

    def until(self, holds: Callable[[Any], bool], path: str, body: dict | None = None) -> Any:
        """The answer that is waited for: events, task runs and schedules reach the server in their own time."""
        end = time.monotonic() + HANGS
        while not holds(answer := self.ask(path, body)) and time.monotonic() < end:
            time.sleep(0.5)
        return answer

    def begin(self, deployment: str, fault: str = "none", named: str | None = None, **parameters: object) -> str:
        """Ask for a run of a deployment in which something may go wrong; returns its id."""
        chosen = self.ask(f"/deployments/name/{deployment}")
        command = f"{sys.executable} {HARNESS / 'faulty.py'} {fault} prefect"
        body = {"state": {"type": "SCHEDULED"}, "parameters": parameters, "job_variables": {"command": command}}
        body |= {"name": named} if named else {}
        return self.ask(f"/deployments/{chosen['id']}/create_flow_run", body)["id"]

    def ended(self, run: str) -> tuple[str, str]:
        """How a run has ended, and what it says of that."""
        ends = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        state = self.until(lambda answer: answer["state_type"] in ends, f"/flow_runs/{run}")["state"]
        return state["name"], f"{state['message']} {self.log.read_text(encoding='utf-8')[-3000:]}"

    def pause(self) -> None:
        """Wait until the scheduler has made runs, and unmake them: none may start at half past two in a test."""
        deployed = {one["id"]: one for one in self.ask("/deployments/filter", {}) if one["schedules"]}
        waiting = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}

        def made(runs: list[dict]) -> set[str]:
            return {deployed[run["deployment_id"]]["name"] for run in runs}

        self.scheduled = made(self.until(lambda runs: len(made(runs)) == len(deployed), "/flow_runs/filter", waiting))
        for name, one in deployed.items():
            for schedule in one["schedules"]:
                self.ask(f"/deployments/{name}/schedules/{schedule['id']}", {"active": False}, "PATCH")
        self.until(lambda runs: not runs, "/flow_runs/filter", waiting)

    def works(self) -> bool:
        """Whether server and worker are there."""
        return all(process.poll() is None for process in self.processes)

    def wait(self, server: subprocess.Popen) -> None:
        """Until the server answers."""
        self.api = f"http://127.0.0.1:{port_of(server, self.log)}/api"
        self.env["PREFECT_API_URL"] = self.api
        end = time.monotonic() + HANGS
        while True:
            assert server.poll() is None, self.log.read_text(encoding="utf-8")[-3000:]
            try:
                return self.ask("/health")
            except OSError:
                assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-3000:]
                time.sleep(0.5)


@contextlib.contextmanager
def webhook(heard: list[dict]) -> Iterator[int]:
    """Somebody who is to be told, on loopback; the port, and what was heard."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as desk:
        thread = threading.Thread(target=desk.serve_forever)
        thread.start()
        try:
            yield desk.server_port
        finally:
            desk.shutdown()
            thread.join()


NOTIFY = """
import sys
from flows.automations import main
from prefect.blocks.notifications import SlackWebhook
SlackWebhook(url=sys.argv.pop()).save("newsroom")
sys.argv += ["--notify", "slack-webhook/newsroom"]
main()
print("---")
main()
"""


@contextlib.contextmanager
def serving(folder: Path, database: str | None) -> Iterator[Server]:
    server = Server(folder, database)
    with server.log.open("w") as log, contextlib.ExitStack() as stack:
        options = {"cwd": server.project, "env": server.env, "stdout": log, "stderr": log}
        process = stack.enter_context(started(sys.executable, "-m", "prefect", "server", "start", **options))
        server.processes.append(process)
        server.wait(process)
        for pool, kind in {"": "process", "-docker": "docker", "-kubernetes": "kubernetes"}.items():
            server.prefect("work-pool", "create", f"cleancopy{pool}", "--type", kind)
        server.prefect("--no-prompt", "deploy", "--all")
        port = stack.enter_context(webhook(server.heard))
        server.said = server.python("-c", NOTIFY, f"json://127.0.0.1:{port}/").split("---\n")
        server.pause()
        worker = (sys.executable, "-m", "prefect", "worker", "start", "--pool", "cleancopy")
        server.processes.append(stack.enter_context(started(*worker, **options)))
        yield server


@contextlib.contextmanager
def sqlite(folder: Path) -> Iterator[str | None]:
    yield None


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A cluster of its own; PostgreSQL refuses to run as root, so root runs it as the user postgres."""
    if not POSTGRES:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    programs, data = POSTGRES[-1].parent, folder / "pg"
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data.mkdir()
    if as_user:
        shutil.chown(data, "postgres")
        for parent in (folder, *folder.parents[:3]):  # to pytest's own
            parent.chmod(parent.stat().st_mode | 0o011)
    subprocess.run([*as_user, programs / "initdb", "-A", "trust", "-U", "prefect", "-D", data], check=True, stdout=-3)
    command = [*as_user, str(programs / "postgres"), "-D", str(data), "-k", str(data), "-c", "listen_addresses="]
    with (folder / "pg.log").open("w") as log, started(*command, stderr=log) as process:
        psql = [str(programs / "psql"), "-h", str(data), "-U", "prefect", "-d", "postgres", "-c"]
        end = time.monotonic() + HANGS
        while subprocess.run([*psql, "create database prefect"], check=False, capture_output=True).returncode:
            running = process.poll() is None and time.monotonic() < end
            assert running, (folder / "pg.log").read_text(encoding="utf-8")[-3000:]
            time.sleep(0.2)
        psql[psql.index("postgres")] = "prefect"
        subprocess.run([*psql, "create extension pg_trgm"], check=True, capture_output=True)
        yield f"postgresql+asyncpg://prefect@/prefect?host={data}"


@pytest.fixture(scope="module", params=[sqlite, postgresql], ids=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with request.param(folder) as database, serving(folder, database) as one:
        yield one


def assets(answer: dict) -> set[str]:
    return {event["resource"]["prefect.resource.id"] for event in answer["events"]}


def test_deployed_run_twice_and_nothing_is_added(server: Server) -> None:
    copied(PAGES + LATER, server.project / "inbox")
    server.prefect("deployment", "run", "cleancopy/on-demand", "--watch", "--param", "report=true")
    clean = server.project / "clean"
    first = everything(clean)
    assert len(first["articles"]) + len(first["duplicates"]) == len(PAGES + LATER)
    assert [finding for finding in verify(clean) if not finding.holds] == []
    shown = {artifact["key"]: artifact for artifact in server.ask("/artifacts/filter", {})}
    assert {"cleancopy-clean", "cleancopy-clean-edits", "cleancopy-clean-sites"} <= shown.keys()
    page = shown["cleancopy-clean"]["data"]
    assert "Least certain edits" in page and "file://" not in page
    assert f"\n    {clean / 'report.html'}\n" in page and (clean / "report.html").exists()
    made = {"filter": {"event": {"prefix": ["prefect.asset.materialization"]}}}
    articles = f"{clean.as_uri()}/articles"
    assert articles in assets(server.until(lambda answer: articles in assets(answer), "/events/filter", made))

    name, says = server.ended(server.begin("cleancopy/nightly"))
    assert (name, "nothing new" in says) == ("Completed", True), says
    assert everything(clean) == first
    checks = {"flow_runs": {"name": {"any_": ["verify clean"]}, "state": {"type": {"any_": ["COMPLETED"]}}}}
    (check,) = server.until(bool, "/flow_runs/filter", checks)  # that the nightly has triggered
    assert "promises hold" in check["state"]["message"]


def fields(form: dict) -> Iterator[tuple[str, dict]]:
    """The fields of a form as Prefect's pages show them, by their `position`."""
    yield from sorted(form["properties"].items(), key=lambda item: item[1]["position"])


def test_the_deployments_are_there_with_their_schedules_and_forms(server: Server) -> None:
    deployed = {each["name"]: each for each in server.ask("/deployments/filter", {})}
    schedules = {
        name: [(one["schedule"]["cron"], one["schedule"]["timezone"]) for one in each["schedules"]]
        for name, each in deployed.items()
    }
    nightly, weekly = ("30 2 * * *", "UTC"), ("0 4 * * 0", "UTC")
    at_night = {name: [nightly] for name in ("nightly", "nightly-docker", "nightly-kubernetes")}
    assert schedules == {**at_night, "on-demand": [], "rebuild": [weekly], "verify": []}
    assert server.scheduled == {*at_night, "rebuild"}
    assert all(each["global_concurrency_limit"] for each in deployed.values())
    assert {each["tags"][1] for each in deployed.values()} == {f"v{version('cleancopy')}"}
    code = {name: each["pull_steps"] or [] for name, each in deployed.items()}
    assert [name for name, steps in code.items() if not steps] == ["nightly-docker", "nightly-kubernetes"]
    forms = {name: each["parameter_openapi_schema"] for name, each in deployed.items()}
    shown = {name: [field for field, _ in fields(form)] for name, form in forms.items()}
    assert shown["nightly"] == shown["on-demand"] == ["sources", "output", "report", "settings"]
    assert (shown["rebuild"], shown["verify"]) == (["output", "report", "settings"], ["output"])

    parts = forms["on-demand"]["definitions"]
    of = {section: parts[field["$ref"].rpartition("/")[2]] for section, field in fields(parts["Settings"])}
    inner = {f"{section}.{name}": field for section, form in of.items() for name, field in fields(form)}
    assert list(inner) == names()
    for name, field in inner.items():
        assert {"title", "description", "default"} <= field.keys(), name
        assert field["type"] not in ("integer", "number") or {"minimum", "maximum"} <= field.keys(), name


def logs(run: str) -> dict:
    return {"logs": {"flow_run_id": {"any_": [run]}}}


def test_runs_over_one_output_never_overlap_and_each_ends_in_a_clear_state(server: Server) -> None:
    out = server.project / "shared"
    parameters = {"sources": ["pages"], "output": "shared", "settings": {}}
    copied(PAGES, server.project / "pages")
    runs = [server.begin("cleancopy/on-demand", "hold", **parameters) for _ in range(2)]
    with grip(server.held, server.works):
        waits = {"flow_runs": {"id": {"any_": runs}, "state": {"name": {"any_": ["AwaitingConcurrencySlot"]}}}}
        assert len(server.until(bool, "/flow_runs/filter", waits)) == 1, "the deployment's limit lets both of them work"
        other = server.begin("cleancopy/nightly", **parameters)
        direct = done("faulty.py", "none", "run", server.project / "pages", "-o", out)
        assert (direct.returncode, "is writing here" in direct.stderr) == (2, True), direct.stderr
        server.until(lambda logs: any("is writing here" in log["message"] for log in logs), "/logs/filter", logs(other))
        assert not (out / "articles").exists()
    for run in [*runs, other]:
        name, says = server.ended(run)
        assert name == "Completed", says
    first = everything(out)

    copied(LATER, server.project / "pages")
    name, says = server.ended(server.begin("cleancopy/nightly", **parameters))
    assert name == "Completed", says
    assert everything(out) != first
    found = everything(out)
    pages = [row["source_path"] for name in ("articles", "duplicates") for row in found[name]]
    assert len(set(pages)) == len(pages) == len(PAGES + LATER)
    assert len(list((out / "runs").iterdir())) == 4
    assert [finding for finding in verify(out) if not finding.holds] == []


@pytest.mark.parametrize("server", [sqlite], ids=["sqlite"], indirect=True)
def test_what_passes_by_itself_is_tried_again_and_bad_input_is_not(server: Server) -> None:
    again = server.begin("cleancopy/on-demand", "storage", sources=["memory://inbox"], output="again")
    never = server.begin("cleancopy-rebuild/rebuild", output="nothing")
    name, says = server.ended(again)
    assert name == "Completed", says
    name, says = server.ended(never)
    assert (name, "holds no dataset" in says) == ("Failed", True), says
    assert [row["body"] for row in everything(server.project / "again")["articles"]] == ["The river rose."]

    # Each task run is told of in its own time, some after the run they belong to has ended.
    def counted(runs: list[dict]) -> list[tuple[str, str, int]]:
        ended = [(run["name"], run["state_type"], run["run_count"]) for run in runs if run["end_time"]]
        return sorted(each for each in ended if each[0] in ("plan", "read and repair, 1 of 1"))

    wanted = [
        ("plan", "COMPLETED", 1),
        ("plan", "FAILED", 1),  # the storage was away
        ("plan", "FAILED", 1),  # there is no dataset
        ("read and repair, 1 of 1", "COMPLETED", 2),
    ]
    these = {"flow_runs": {"id": {"any_": [again, never]}}}
    assert counted(server.until(lambda runs: len(counted(runs)) >= len(wanted), "/task_runs/filter", these)) == wanted

    def told() -> list[str]:
        return [note["title"] for note in server.heard if "holds no dataset" in note["message"]]

    wait_until(told, lambda: f"nobody was told: {server.heard}")
    assert told() == ["cleancopy: rebuild nothing Failed"]


@pytest.mark.parametrize("server", [sqlite], ids=["sqlite"], indirect=True)
def test_in_one_process_shards_take_turns_and_a_quiet_night_is_green(server: Server) -> None:
    copied(PAGES + LATER, server.project / "many")
    settings = {"read": {"shard_articles": 1}}
    heavy = server.begin("cleancopy/on-demand", "weight", sources=["many"], output="heavy", settings=settings)
    named = {"named": "backfill-march"}
    quiet = server.begin("cleancopy/nightly", **named, sources=["nowhere", "many/nothing*"], output="quiet")
    vain = server.begin("cleancopy/on-demand", sources=["vain.jsonl"], output="vain")
    (server.project / "vain.jsonl").write_text('{"words": "The river rose."}\n')
    name, says = server.ended(heavy)
    assert name == "Completed", says
    (row,) = rows(server.project / "heavy", "runs")
    counts = json.loads(row["counts"])
    assert counts["files"] == 10
    assert counts["memory"]["read and repair"] - counts["memory"]["plan"] < 300, (
        "more than one shard at once: 100 MB each"
    )
    runs = {"flow_runs": {"id": {"any_": [heavy]}}}
    assert len(server.ask("/task_runs/filter", runs)) < 80, "more task runs than a server on SQLite bears"
    name, says = server.ended(quiet)
    assert (name, says.partition(" ")[0]) == ("Completed", "nothing"), says
    names = [server.ask(f"/flow_runs/{run}")["name"] for run in (heavy, quiet)]
    assert names == ["many to heavy", "backfill-march"], "a name that a person has typed stays"
    name, says = server.ended(vain)
    assert (name, 'no "text"' in says) == ("Failed", True), says

    def log() -> list[str]:
        return [entry["message"] for entry in server.ask("/logs/filter", logs(vain))]

    # Lines reach the server in batches, some of them after the state.
    wait_until(lambda: any('1 x no "text"' in line for line in log()), lambda: "\n".join(log()))
    assert not any("Traceback" in line for line in log()), log()


def test_automations_are_there_once(server: Server) -> None:
    names = [automation["name"] for automation in server.ask("/automations/filter", {}) if automation["enabled"]]
    ours = [name for name in names if name.startswith("cleancopy")]
    assert len(ours) == len(set(ours)) == 4
    assert [said.count("\n") for said in server.said] == [4, 4]
    assert (server.said[0].count("made"), server.said[1].count("updated")) == (4, 4)
