"""The lock against sleep and log-off, on a bus of our own, held by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("logind is Linux's", allow_module_level=True)

from tests.ui.logind_fake import logind

_HOLDER = """
    import sys
    from PySide6.QtCore import QCoreApplication, QTimer
    from fbi_uploader.ui.system.awake import LinuxAwake
    app = QCoreApplication([])
    awake = LinuxAwake()
    awake.hold("Envoi en cours")
    awake.hold("Envoi en cours")
    QTimer.singleShot(20_000, app.quit)
    def look():
        if awake.held:
            print("held", flush=True)
            sys.stdin.readline()
            awake.release()
            print("released", flush=True)
            sys.stdin.readline()
            app.quit()
        elif not awake._asking:
            print("refused", flush=True)
            app.quit()
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    app.exec()
"""


def _holder(address: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_HOLDER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_logind_is_asked_for_a_lock_which_is_let_go(tmp_path: Path) -> None:
    with logind(tmp_path) as (service, address), _holder(address) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert service.asked == [("shutdown:sleep:idle", "fbi_uploader", "Envoi en cours", "block")]
        assert service.held() == 1
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "released\n"
        assert service.held() == 0
        child.stdin.write("\n")
        child.stdin.flush()


def test_an_account_that_may_not_hold_shutdown_holds_sleep(tmp_path: Path) -> None:
    refused = frozenset({"shutdown:sleep:idle"})
    with logind(tmp_path, refused) as (service, address), _holder(address) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "held\n"
        assert [one[0] for one in service.asked] == ["shutdown:sleep:idle", "sleep:idle"]
        child.stdin.write("\n\n")
        child.stdin.flush()


def test_without_a_bus_nothing_is_held_and_nothing_fails(tmp_path: Path) -> None:
    with _holder(f"unix:path={tmp_path}/nobody") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "refused\n"
        assert child.wait() == 0
