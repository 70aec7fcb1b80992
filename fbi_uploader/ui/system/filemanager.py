"""Selects files in the system's file manager. It never opens a folder with nothing selected.

Linux: `org.freedesktop.FileManager1.ShowItems` over D-Bus
(https://www.freedesktop.org/wiki/Specifications/file-manager-interface/). Windows:
`SHOpenFolderAndSelectItems`; macOS: `reveal` of the Finder. Those two are written from their
documentation and were not tried on such a machine.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QUrl

from fbi_uploader.ui.background import read

Told = Callable[[bool], None]
_WAIT = 5000  # ms for a file manager that has to be started first
_APPLESCRIPT = """\
on run paths
  set found to {}
  repeat with one in paths
    set end of found to (POSIX file one) as alias
  end repeat
  tell application "Finder"
    reveal found
    activate
  end tell
end run
"""


def select(owner: QObject, paths: Sequence[str], told: Told) -> None:
    """Show exactly these files, all of one folder, as selected.

    `told` hears whether a file manager took them; without one nothing is opened.
    """
    if not paths:
        told(False)  # noqa: FBT003 - the answer
    elif sys.platform == "win32":
        read(owner, lambda: _windows(paths), told)
    elif sys.platform == "darwin":
        read(owner, lambda: _macos(paths), told)
    else:
        _freedesktop(owner, paths, told)


def _freedesktop(owner: QObject, paths: Sequence[str], told: Told) -> None:
    from PySide6.QtDBus import (  # noqa: PLC0415 - only where it is used
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCallWatcher,
    )

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        told(False)  # noqa: FBT003 - the answer
        return
    name = "org.freedesktop.FileManager1"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, "ShowItems")
    call.setArguments([[_uri(path) for path in paths], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call, _WAIT), owner)

    def ended(one: QDBusPendingCallWatcher) -> None:
        taken = not one.isError()
        one.deleteLater()
        told(taken)

    watcher.finished.connect(ended)


def _uri(path: str) -> str:
    return bytes(QUrl.fromLocalFile(path).toEncoded().data()).decode("ascii")


def _macos(paths: Sequence[str]) -> bool:
    """Untried. The paths are arguments, never part of the script."""
    command = ["/usr/bin/osascript", "-e", _APPLESCRIPT, *paths]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _windows(paths: Sequence[str]) -> bool:
    """Untried. https://learn.microsoft.com/windows/win32/api/shlobj_core (SHOpenFolder...)."""
    if sys.platform != "win32":
        return False
    shell, ole = ctypes.windll.shell32, ctypes.windll.ole32
    shell.ILCreateFromPathW.restype = ctypes.c_void_p
    shell.ILCreateFromPathW.argtypes = [ctypes.c_wchar_p]
    shell.ILFree.argtypes = [ctypes.c_void_p]
    ole.CoInitializeEx(None, 2)  # COINIT_APARTMENTTHREADED, as the function asks
    found = [shell.ILCreateFromPathW(path) for path in (_folder(paths[0]), *paths)]
    try:
        if not all(found):
            return False
        items = (ctypes.c_void_p * (len(found) - 1))(*found[1:])
        outcome = shell.SHOpenFolderAndSelectItems(ctypes.c_void_p(found[0]), len(items), items, 0)
        return bool(outcome == 0)
    finally:
        for one in found:
            shell.ILFree(one)
        ole.CoUninitialize()


def _folder(path: str) -> str:
    return path.rpartition("\\")[0] or path
