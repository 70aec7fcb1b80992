"""Which Python sets the program up, and where one is found when the one at hand will not do.

Read by Python 3.7 and later (a test holds it to that), so nothing newer is used here.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# As `requires-python` in pyproject.toml; the first one found is taken.
SUPPORTED = ("3.12", "3.11")

# `ensurepip` and `venv` are packages of their own on Debian; `sqlite3` may be missing from a
# Python that somebody compiled.
_ASK = (
    "import ensurepip, sqlite3, sys, venv; "
    "print('%d.%d' % sys.version_info[:2], sys.executable, sep='\\n')"
)


def this_version() -> str:
    """The running Python, as "3.11"."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def is_suitable(version: str) -> bool:
    """Whether the running Python is supported and can make virtual environments."""
    complete = all(importlib.util.find_spec(name) for name in ("ensurepip", "venv", "sqlite3"))
    return version in SUPPORTED and complete


def find(version: str) -> str | None:
    """Path of an interpreter of exactly this version ("3.12") that really starts, or None."""
    for command in _candidates(version):
        answer = _ask(command)
        if answer and answer[0] == version:
            return answer[1]
    return None


def ensure_suitable(arguments: list[str]) -> None:
    """Return when the running Python will do; else start over under one that does, or exit."""
    if is_suitable(this_version()):
        return
    for version in SUPPORTED:
        found = find(version)
        if found:
            print(f"Python {this_version()} cannot be used here: going on with {found}", flush=True)
            sys.exit(_start_over([found, *arguments]))
    sys.exit(refusal(this_version()))


def refusal(version: str) -> str:
    """What to say when no Python was found."""
    if version in SUPPORTED:
        return (
            f"This Python {version} lacks venv, ensurepip or sqlite3. "
            f"On Debian and Ubuntu: sudo apt-get install python{version}-venv"
        )
    return (
        f"fbi_uploader needs Python 3.11 or 3.12; this is {version}, and neither was found on "
        "PATH, in pyenv, in Homebrew or by the py launcher. Install one, then type the same again."
    )


def _start_over(command: list[str]) -> int:
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def _candidates(version: str) -> list[list[str]]:
    named = [f"python{version}", "python3", "python"]
    found = [[path] for path in map(shutil.which, named) if path]
    if sys.platform == "win32" and shutil.which("py"):
        found.append(["py", f"-{version}"])
    return found + [[str(path)] for path in _known_places(version)]


def _known_places(version: str) -> list[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    name = f"python{version}"
    places = [
        *sorted(pyenv.glob(f"versions/{version}.*/bin/{name}"), reverse=True),
        *sorted(pyenv.glob(f"pyenv-win/versions/{version}.*/python.exe"), reverse=True),
        Path("/opt/homebrew/bin") / name,
        Path("/usr/local/bin") / name,
        Path("/usr/bin") / name,
        Path(f"/Library/Frameworks/Python.framework/Versions/{version}/bin") / name,
    ]
    return [place for place in places if place.exists()]


def _ask(command: list[str]) -> tuple[str, str] | None:
    """Version and path of an interpreter; None when it does not start or lacks a module.

    A pyenv shim of a version that is not selected and the Windows store's place-holder are on
    PATH and do not start.
    """
    try:
        answer = subprocess.check_output(
            [*command, "-c", _ASK], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version, _, path = answer.decode(errors="replace").strip().partition("\n")
    return version.strip(), path.strip()
