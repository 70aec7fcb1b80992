"""What every test stands on: nothing of the real user's is touched, and nothing is random."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from pathlib import Path

import hypothesis
import pytest

# They start nothing before a test asks.
pytest_plugins = ("tests.servers.fixtures", "tests.isatab_tools")

REPOSITORY = Path(__file__).resolve().parent.parent

# Where programs keep what belongs to a person, on Linux, macOS and Windows.
PERSONAL_PLACES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)

# A run in a shell's background begins deaf to Ctrl-C, and its children inherit that; a handler of
# ours they do not inherit, so they begin as in a terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)

# As on a PC without a keyring: whatever would save a secret raises `NoKeyringError`. Set here,
# before any test module can import keyring, and inherited by children.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.load_profile("explore" if os.environ.get("FBI_TEST_EXPLORE") else "steady")


def pytest_sessionstart() -> None:
    """Refuse to call a run "without PySide6" while PySide6 can be imported."""
    if not os.environ.get("FBI_TEST_WITHOUT_WINDOW"):
        return
    if not any(getattr(finder, "__name__", "") == "WithoutWindow" for finder in sys.meta_path):
        raise pytest.UsageError("FBI_TEST_WITHOUT_WINDOW: packaging/without_window is not loaded")
    if any(importlib.util.find_spec(name) for name in ("PySide6", "shiboken6")):
        raise pytest.UsageError("FBI_TEST_WITHOUT_WINDOW: PySide6 can still be imported")


@pytest.fixture(scope="session")
def personal_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty place that stands for the user's own folders during the whole run."""
    return tmp_path_factory.mktemp("person")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What FBI_UPLOADER_HOME names in this test: a folder of its own, outside `tmp_path`."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _nothing_personal(monkeypatch: pytest.MonkeyPatch, home: Path, personal_place: Path) -> None:
    """Keep this test, and the children that it starts, out of the real user's folders."""
    for name in PERSONAL_PLACES:
        monkeypatch.setenv(name, str(personal_place))
    monkeypatch.setenv("FBI_UPLOADER_HOME", str(home))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The facts and real files beside the checkout, or FBI_TEST_SHARED; skips where absent."""
    named = os.environ.get("FBI_TEST_SHARED")
    folder = Path(named) if named else REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there (set FBI_TEST_SHARED)")
    return folder
