"""Selecting files over a real D-Bus, with a file manager that says what it was asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from urllib.parse import unquote

import pytest

from tests.conftest import REPOSITORY
from tests.e2e.running import Running

pytestmark = pytest.mark.skipif(
    which("dbus-daemon") is None or sys.platform != "linux", reason="there is no D-Bus here"
)
PATHS = ["/data/é a.czi", "/data/b#%20.czi", "/data/c?.czi"]
_SELECT = """
import json, sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from fbi_uploader.ui.system import filemanager
app = QCoreApplication([])
owner = QObject()
def told(taken):
    print(json.dumps({"taken": taken}), flush=True)
    app.quit()
QTimer.singleShot(0, lambda: filemanager.select(owner, sys.argv[1:], told))
app.exec()
"""


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """A message bus of this test's own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        yield {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address, "PYTHONPATH": str(REPOSITORY)}
    finally:
        daemon.kill()
        daemon.wait()
        if daemon.stdout is not None:
            daemon.stdout.close()


def taken(environment: dict[str, str], paths: list[str]) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", _SELECT, *paths],
        env=environment,
        capture_output=True,
        check=True,
        timeout=20,
    )
    return bool(json.loads(done.stdout)["taken"])


def test_exactly_these_files_are_shown(bus: dict[str, str]) -> None:
    script = Path(__file__).with_name("filemanager_service.py")
    service = Running([sys.executable, str(script)], bus)
    try:
        assert service.wait_for(lambda one: "ready" in one)["ready"]
        assert taken(bus, PATHS)
        uris = service.wait_for(lambda one: "uris" in one)["uris"]
        assert isinstance(uris, list)
        assert [unquote(one).removeprefix("file://") for one in uris] == PATHS
        assert all(one.isascii() for one in uris)
    finally:
        service.destroy()


def test_without_a_file_manager_nothing_is_taken(bus: dict[str, str]) -> None:
    assert not taken(bus, PATHS)


def test_without_a_bus_nothing_is_taken(tmp_path: Path) -> None:
    nowhere = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}
    assert not taken({**nowhere, "PYTHONPATH": str(REPOSITORY)}, PATHS)


def test_no_files_are_no_question() -> None:
    assert not taken(dict(os.environ) | {"PYTHONPATH": str(REPOSITORY)}, [])
