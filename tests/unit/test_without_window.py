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


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A test that passes, under this project's conftest.py, and a stand-in for PySide6."""
    folder = tmp_path / "suite"
    folder.mkdir()
    conftest = (REPOSITORY / "tests" / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
    (folder / "PySide6").mkdir()
    (folder / "PySide6" / "__init__.py").touch()
    return folder


def test_run_with_qt_hidden_starts(suite: Path) -> None:
    done = _pytest(suite, WITHOUT_WINDOW, suite)
    assert done.returncode == 0, done.stdout + done.stderr


def test_run_without_the_hook_is_refused(suite: Path) -> None:
    done = _pytest(suite)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "without_window is not loaded" in done.stderr


def test_run_with_a_hook_that_hides_nothing_is_refused(suite: Path, tmp_path: Path) -> None:
    hook = (WITHOUT_WINDOW / "sitecustomize.py").read_text(encoding="utf-8")
    (tmp_path / "sitecustomize.py").write_text(hook.replace("in HIDDEN", "in ()"), encoding="utf-8")
    done = _pytest(suite, tmp_path, suite)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "PySide6 can still be imported" in done.stderr


def _python(code: str, *path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def _pytest(folder: Path, *path: Path) -> subprocess.CompletedProcess[str]:
    search = {"PYTHONPATH": os.pathsep.join(map(str, path)), "FBI_TEST_WITHOUT_WINDOW": "1"}
    # pytest-qt does not start where there is no Qt.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:pytest-qt",
        f"--rootdir={folder}",
        str(folder),
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **search},
        check=False,
        capture_output=True,
        text=True,
    )
