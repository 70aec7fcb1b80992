"""While something is sent: this PC does not go to sleep, and log-off is held with a reason.

One small class a system. The Windows one was written from Microsoft's documentation and has not
been tried on Windows; the macOS one has been tried with another child in caffeinate's place.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject

from fbi_uploader.ui.background import read


class Awake(Protocol):
    """Both may be called again and again; they never block and never fail."""

    def hold(self, reason: str) -> None:
        """Stay awake from now on; `reason` is shown to whoever wants to log off."""

    def release(self) -> None:
        """Sleep as you like."""


def make_awake(window: int) -> Awake:
    """Of this system; `window` is the handle that Windows ties the reason to."""
    if sys.platform == "win32":
        return WindowsAwake(window)
    if sys.platform == "darwin":
        return MacAwake()
    return LinuxAwake()


class LinuxAwake(QObject):
    """An inhibitor lock of logind, held as an open file descriptor (systemd.io/INHIBITOR_LOCKS).

    Without D-Bus or logind, or where it refuses, nothing is held.
    """

    _WANTED = ("shutdown:sleep:idle", "sleep:idle", "idle")
    """All of it, or what this account may ask for."""

    def __init__(self) -> None:
        super().__init__()
        self._held: int | None = None
        self._wanted = False
        self._asking = False

    @property
    def held(self) -> bool:
        """Whether logind gave the lock."""
        return self._held is not None

    def hold(self, reason: str) -> None:
        """Ask in another thread: a bus that does not answer holds up nobody."""
        self._wanted = True
        if self._held is None and not self._asking:
            self._asking = True
            read(self, lambda: _inhibit(self._WANTED, reason), self._got)

    def _got(self, descriptor: int | None) -> None:
        self._asking = False
        self._held = descriptor
        if not self._wanted:
            self.release()

    def release(self) -> None:
        """Closing the descriptor lets go."""
        self._wanted = False
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _inhibit(wanted: Sequence[str], reason: str) -> int | None:
    """The lock's descriptor, ours to close; None where none is given."""
    from PySide6.QtDBus import (  # noqa: PLC0415 - only when something is sent
        QDBus,
        QDBusConnection,
        QDBusMessage,
        QDBusUnixFileDescriptor,
    )

    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return None
    for what in wanted:
        message = QDBusMessage.createMethodCall(
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "Inhibit",
        )
        message.setArguments([what, "fbi_uploader", reason, "block"])
        answer = bus.call(message, QDBus.CallMode.Block, 2000)
        given = answer.arguments()
        if given and isinstance(given[0], QDBusUnixFileDescriptor):
            return os.dup(given[0].fileDescriptor())
    return None


class MacAwake:
    """`caffeinate` as a child: it ends with us, or when it is told to."""

    def __init__(self, command: Sequence[str] = ("caffeinate", "-i", "-s", "-w")) -> None:
        self._command = (*command, str(os.getpid()))
        self._child: subprocess.Popen[bytes] | None = None

    def hold(self, reason: str) -> None:
        """Start it. Its log-off is held by Qt, which asks us (`commitDataRequest`)."""
        del reason
        if self._child is None:
            try:
                self._child = subprocess.Popen(self._command)  # noqa: S603 - no text of others
            except OSError:  # not there: nothing is held
                return

    def release(self) -> None:
        """End it."""
        child, self._child = self._child, None
        if child is not None:
            child.terminate()
            child.wait()


class WindowsAwake:
    """Untried. SetThreadExecutionState, and the reason on the screen that Windows shows."""

    _CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001

    def __init__(self, window: int) -> None:
        self._window = window

    def hold(self, reason: str) -> None:
        """For the calling thread, the window's, as long as it lives."""
        if sys.platform == "win32":
            import ctypes  # noqa: PLC0415 - only there

            state = self._CONTINUOUS | self._SYSTEM_REQUIRED
            ctypes.windll.kernel32.SetThreadExecutionState(state)
            user32 = ctypes.windll.user32
            user32.ShutdownBlockReasonCreate(ctypes.c_void_p(self._window), reason)

    def release(self) -> None:
        """Both."""
        if sys.platform == "win32":
            import ctypes  # noqa: PLC0415 - only there

            ctypes.windll.kernel32.SetThreadExecutionState(self._CONTINUOUS)
            ctypes.windll.user32.ShutdownBlockReasonDestroy(ctypes.c_void_p(self._window))
