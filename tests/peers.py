"""Programs of others that judge ours, each in an environment of its own below `.venv-peers`.

Nothing of a peer is ever installed beside the program: their needs contradict ours, and some of
their licences do. An environment is made once, kept, and shared by every Python that runs the
tests: what it was made of is written into it last, so a half-made one is made anew.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / ".venv-peers"
STAMP = "made-of.txt"
PATIENCE = 1200.0  # seconds that one run waits for another one's installation

# As it was before the tests hid the person's own folders: pip's cache and its settings lie there.
_SURROUNDINGS = dict(os.environ)

_UNREACHABLE = (
    *("NewConnectionError", "ConnectTimeout", "ReadTimeout", "NameResolutionError"),
    *("ProxyError", "Connection refused", "Temporary failure in name resolution"),
)


def peer_python(
    name: str, requirements: Sequence[str], *, without_needs: Sequence[str] = ()
) -> Path:
    """The interpreter of environment `name`, which has `requirements`, as pip writes them.

    `without_needs` are installed too, but not what they depend on. Skips the test where the
    package index cannot be reached; any other failure of pip fails it, with pip's own words.
    """
    folder = FOLDER / name
    wanted = "\n".join([*requirements, "without their needs:", *without_needs])
    FOLDER.mkdir(exist_ok=True)
    with _alone(FOLDER / f"{name}.lock"):
        if not _is_made(folder, wanted):
            _make(folder, requirements, without_needs)
            (folder / STAMP).write_text(wanted, encoding="utf-8")
    return _python(folder)


def _python(folder: Path) -> Path:
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def _is_made(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        return False
    # The Python that it was made with may have been removed since.
    return subprocess.run([_python(folder), "-c", ""], check=False).returncode == 0


def _make(folder: Path, requirements: Sequence[str], without_needs: Sequence[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, env=_SURROUNDINGS)
    if requirements:
        _install(folder, requirements)
    if without_needs:
        _install(folder, ["--no-deps", *without_needs])


def _install(folder: Path, arguments: Sequence[str]) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries=2", "--timeout=20"]
    command = [str(_python(folder)), "-m", "pip", "install", *quiet, *arguments]
    done = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env=_SURROUNDINGS
    )
    if done.returncode == 0:
        return
    if any(word in done.stderr for word in _UNREACHABLE):
        pytest.skip(f"the package index cannot be reached: {folder.name} is not there")
    raise RuntimeError(f"pip could not fill {folder}:\n{done.stderr[-4000:]}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Several runs share the folder. The system frees the lock of one that dies."""
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        yield
        held.execute("ROLLBACK")
