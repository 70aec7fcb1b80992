"""packaging/without_window hides PySide6, and a run that claims to be without it is held to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
WITHOUT_WINDOW = REPOSITORY / "packaging" / "without_window"


def test_qt_is_hidden_and_nothing_else_is(tmp_path: Path) -> None:
    """Even with PySide6 installed: here one that stands for it."""
    for name in ("PySide6", "shiboken6", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    code = (
        "import importlib.util as u, other\n"
        "print(u.find_spec('PySide6') is None, u.find_spec('shiboken6') is None)\n"
        "import PySide6\n"
    )
    hidden = _python(code, WITHOUT_WINDOW, tmp_path)
    assert hidden.stdout.split() == ["True", "True"]
    assert "No module named 'PySide6'" in hidden.stderr
    seen = _python(code, tmp_path)
    assert (seen.stdout.split(), seen.returncode) == (["False", "False"], 0)


def test_run_without_qt_refuses_to_start_when_qt_is_there(tmp_path: Path) -> None:
    conftest = REPOSITORY / "tests" / "conftest.py"
    (tmp_path / "conftest.py").write_text(conftest.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
    assert _pytest(tmp_path, FBI_TEST_WITHOUT_WINDOW="1").returncode == pytest.ExitCode.USAGE_ERROR
    hook = str(WITHOUT_WINDOW)
    done = _pytest(tmp_path, FBI_TEST_WITHOUT_WINDOW="1", PYTHONPATH=hook)
    assert done.returncode == 0, done.stdout


def _python(code: str, *path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def _pytest(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    inherited = ("PYTHONPATH", "FBI_TEST_WITHOUT_WINDOW")
    environment = {name: value for name, value in os.environ.items() if name not in inherited}
    return subprocess.run(
        [sys.executable, "-m", "pytest", f"--rootdir={folder}", str(folder), *arguments],
        cwd=folder,
        env={**environment, **more},
        check=False,
        capture_output=True,
        text=True,
    )
