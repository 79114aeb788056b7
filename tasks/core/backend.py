"""Backend: how the package is built: setuptools, and before it the core, compiled from the C files beside this one.

    python tasks/core/backend.py                 compile for this machine, in place (after a change of a C file)
    python tasks/core/backend.py wheels DIST     a wheel for each system of SYSTEMS, cross-compiled by zig

A compiler that is there is used (`CC`, cc, gcc or clang); otherwise zig, which pip fetches as a build requirement.
"""

from __future__ import annotations

import hashlib
import os
import runpy
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ZIG = "ziglang==0.15.2"
# No -ffast-math, no contraction: sums are the same to the last digit whoever compiles.
FLAGS = ("-std=c99", "-O2", "-ffp-contract=off", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror", "-shared")
# The platform tag of a wheel, and zig's name of the system.
SYSTEMS = {
    "manylinux_2_17_x86_64": "x86_64-linux-gnu.2.17",
    "manylinux_2_17_aarch64": "aarch64-linux-gnu.2.17",
    "musllinux_1_2_x86_64": "x86_64-linux-musl",
    "macosx_11_0_arm64": "aarch64-macos.11.0",
    "macosx_10_13_x86_64": "x86_64-macos.10.13",
    "win_amd64": "x86_64-windows-gnu",
}


class NotBuilt(RuntimeError):
    """The core could not be compiled; the message says what was tried and what to do."""


def sources() -> list[Path]:
    """The C files and headers that are edited, in the order of their names."""
    return [path for path in sorted(HERE.glob("*.[ch]")) if path.name != "characters.h"]


def digest() -> str:
    """A name of what the sources say: a library that was built from others is refused.

    >>> len(digest())
    16
    """
    made = hashlib.blake2b(digest_size=8)
    for path in (HERE / "characters.py", *sources()):
        made.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()


def library(system: str = sys.platform) -> Path:
    """Where the compiled core lies on a system, as Python or zig names it.

    >>> library("macos").name
    'libcleancopy.dylib'
    """
    endings = {"darwin": "dylib", "macos": "dylib", "win32": "dll", "windows": "dll"}
    return HERE / f"libcleancopy.{endings.get(system, 'so')}"


def compiler() -> list[str]:
    """The command of a C compiler of this machine; empty where there is none."""
    if os.environ.get("CC"):
        return shlex.split(os.environ["CC"])
    return next(([found] for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), [])


def build(target: str = "", extra: Sequence[str] = ()) -> Path:
    """Compile the core beside its sources, for this machine or for one of zig's targets; returns the library."""
    runpy.run_path(str(HERE / "characters.py"))["write"](HERE / "characters.h")
    made = library(target.split("-")[1].partition(".")[0] if target else sys.platform)
    half = made.with_name(f"{made.name}.{os.getpid()}.part")
    maths = [] if made.suffix == ".dll" else ["-fPIC", "-lm"]
    files = [str(path) for path in sources() if path.suffix == ".c"]
    arguments = [*FLAGS, *extra, f'-DSOURCES="{digest()}"', *files, "-o", str(half), *maths]
    tried = []
    for command in _commands(target):
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            half.replace(made)
            return made
        half.unlink(missing_ok=True)
        tried.append(f"{shlex.join(command)}: {done.stderr.strip()[-2000:]}")
    raise NotBuilt(
        "cleancopy's core could not be compiled. Install a C compiler (Debian: apt-get install gcc libc6-dev; macOS: "
        f"xcode-select --install) or `pip install {ZIG}`, or name one in CC.\n" + "\n".join(tried)
    )


def _commands(target: str) -> list[list[str]]:
    """The compilers to try, one after the other."""
    zig = [[sys.executable, "-m", "ziglang", "cc", "-s", "-fno-sanitize=undefined"]] if find_spec("ziglang") else []
    if target:
        return [[*command, "-target", target] for command in zig]
    return [*([found] if (found := compiler()) else []), *zig]


# ---- what pip asks for (PEP 517, PEP 660) ----------------------------------------------------------------------------


def get_requires_for_build_wheel(config_settings: Mapping[str, Any] | None = None) -> list[str]:
    """Zig, where no compiler is there."""
    return [] if compiler() else [ZIG]


get_requires_for_build_editable = get_requires_for_build_wheel


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Any = None) -> str:
    """As setuptools does."""
    from setuptools import build_meta

    return build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


def prepare_metadata_for_build_editable(metadata_directory: str, config_settings: Any = None) -> str:
    """As setuptools does."""
    from setuptools import build_meta

    return build_meta.prepare_metadata_for_build_editable(metadata_directory, config_settings)


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """The file name of a wheel for this machine: any Python 3, since the core does not know Python."""
    build()
    return _wheel(wheel_directory, sysconfig.get_platform())


def build_editable(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """The file name of an editable wheel; the core is compiled in the checkout."""
    from setuptools import build_meta

    build()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """As setuptools does."""
    from setuptools import build_meta

    return build_meta.build_sdist(sdist_directory, config_settings)


def _wheel(folder: str, platform: str) -> str:
    from setuptools import build_meta

    return build_meta.build_wheel(folder, {"--build-option": ["--plat-name", platform]})


def wheels(folder: Path) -> None:
    """Write the wheels for all SYSTEMS, each with its own core; each is built by a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    root = HERE.parent.parent
    for platform, target in SYSTEMS.items():
        shutil.rmtree(root / "build", ignore_errors=True)
        for other in HERE.glob("libcleancopy.*"):
            other.unlink()
        build(target)
        code = f"import backend; print(backend._wheel({str(folder.resolve())!r}, {platform!r}))"
        subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONPATH": str(HERE)}, check=True)
    build()


if __name__ == "__main__":
    if sys.argv[1:2] == ["wheels"]:
        wheels(Path(sys.argv[2]))
    else:
        print(build(extra=sys.argv[1:]))
