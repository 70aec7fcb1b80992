"""A bus of our own with a logind on it that hands out inhibitor locks, and knows when they end."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

jeepney = pytest.importorskip("jeepney", reason="D-Bus is not spoken here")
blocking = pytest.importorskip("jeepney.io.blocking")

Asked = tuple[str, str, str, str]


class Logind:
    """`asked`: what locks were wanted for; `refuses`: those that this account may not have."""

    def __init__(self, address: str, refuses: frozenset[str]) -> None:
        self.asked: list[Asked] = []
        self._ends: list[int] = []
        self._refuses = refuses
        self._bus = blocking.open_dbus_connection(address, enable_fds=True)
        own = jeepney.message_bus.RequestName("org.freedesktop.login1")
        self._bus.send_and_get_reply(own)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                message = self._bus.receive()
            except (ConnectionError, OSError):
                return
            if message.header.message_type is not jeepney.MessageType.method_call:
                continue
            if message.header.fields.get(jeepney.HeaderFields.member) != "Inhibit":
                continue
            self.asked.append(message.body)
            if message.body[0] in self._refuses:
                name = "org.freedesktop.DBus.Error.AccessDenied"
                self._bus.send(jeepney.new_error(message, name))
                continue
            ours, theirs = os.pipe()
            self._ends.append(ours)
            self._bus.send(jeepney.new_method_return(message, "h", (theirs,)))
            os.close(theirs)

    def held(self) -> int:
        """Locks whose other end is open."""
        if not self._ends:
            return 0
        ended, _, _ = select.select(self._ends, [], [], 0)
        return len(self._ends) - len(ended)

    def close(self) -> None:
        """Go."""
        self._bus.close()


@contextmanager
def logind(folder: Path, refuses: frozenset[str] = frozenset()) -> Iterator[tuple[Logind, str]]:
    """The service, and the address of its bus; skips where there is no dbus-daemon."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("no dbus-daemon here")
    command = [program, "--session", "--nofork", "--print-address=1"]
    command.append(f"--address=unix:path={folder}/bus")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        made = Logind(address, refuses)
        try:
            yield made, address
        finally:
            made.close()
            daemon.terminate()
