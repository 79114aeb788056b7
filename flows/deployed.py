"""Deployed: who deployed what, as the build step of prefect.yaml; its answers become tags of each deployment."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version


def stamp() -> dict[str, str]:
    """The version that is installed here, and the commit of the folder; `unknown` where there is none.

    >>> stamp()["version"] == version("cleancopy")
    True
    """
    commit = "unknown"
    if shutil.which("git"):
        asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
        commit = asked.stdout.strip() or commit
    return {"version": version("cleancopy"), "commit": commit}
