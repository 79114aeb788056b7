"""A headless Chromium that is spoken to over its own protocol: no driver, no download.

`pip install` brings `websockets` with Prefect; Chromium is the system's (`apt install chromium`).
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HANGS = 600  # seconds after which a browser hangs, even on a machine that is slow and busy
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
)


class Page:
    """One page: what it asked for, what it complained about, and a way to ask it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method of the protocol; events that come in between are kept."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=HANGS))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def open(self, url: str) -> None:
        """Load a page and wait until it says that it is complete."""
        before = len(self.events)
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events[before:]):
            self.events.append(json.loads(self._socket.recv(timeout=HANGS)))

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are awaited."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def look(self, width: int, scheme: str = "light", media: str = "screen") -> None:
        """Take a width in pixels, a colour scheme, a medium."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def key(self, name: str, text: str) -> None:
        """Press a key that types a text, such as Enter and a carriage return."""
        for kind, more in (("keyDown", {"text": text}), ("keyUp", {})):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=ord(text), **more)

    def picture(self, path: Path) -> None:
        """A picture of the whole page."""
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def requested(self) -> list[str]:
        """Every address the page asked for."""
        return [e["params"]["request"]["url"] for e in self.events if e["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """Errors and messages of the console, blocked content among them."""
        said = []
        for event in self.events:
            if event["method"] == "Log.entryAdded":
                said.append(event["params"]["entry"]["text"])
            elif event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
                said.append(json.dumps(event["params"]))
            elif event["method"] == "Page.javascriptDialogOpening":
                said.append(f"dialog: {event['params']['message']}")
        return said


@contextmanager
def page() -> Iterator[Page]:
    """A fresh browser with one page; it ends with the context, whatever happens."""
    assert CHROMIUM, "no Chromium"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses to sandbox for root
        command = [CHROMIUM, *FLAGS, *root, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = _address(Path(profile), process)
            with connect(address, max_size=None, open_timeout=HANGS, ping_interval=None) as socket:
                found = Page(socket)
                for name in ("Page", "Runtime", "Network", "Log"):
                    found.call(f"{name}.enable")
                yield found
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the first page listens, once Chromium has said its port."""
    from urllib.request import urlopen

    said = profile / "DevToolsActivePort"
    end = time.monotonic() + HANGS
    while process.poll() is None and time.monotonic() < end:
        if said.exists() and len(lines := said.read_text().split("\n")) > 1:  # port and path: it is written whole
            with urlopen(f"http://127.0.0.1:{lines[0]}/json/list", timeout=HANGS) as answer:
                pages = [target for target in json.load(answer) if target["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.05)
    raise AssertionError(f"{CHROMIUM}: did not start")
