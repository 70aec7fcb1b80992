"""A file manager on a D-Bus of its own: prints what it was asked to show, as JSON lines."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection

NAME = "org.freedesktop.FileManager1"


def tell(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


# PySide's own stubs know neither of its two forms.
@ClassInfo({"D-Bus Interface": NAME})  # type: ignore[call-arg]
class FileManager(QObject):  # type: ignore[operator]
    """`ShowItems`, as the specification has it."""

    @Slot("QStringList", str)
    def ShowItems(self, uris: list[str], startup: str) -> None:  # noqa: N802 - D-Bus's name
        tell({"uris": uris, "startup": startup})


def main() -> int:
    app = QCoreApplication(sys.argv)
    bus = QDBusConnection.sessionBus()
    manager = FileManager()
    every = QDBusConnection.RegisterOption.ExportAllSlots
    ready = bus.registerObject("/org/freedesktop/FileManager1", manager, every)
    ready = ready and bus.registerService(NAME)
    tell({"ready": ready})
    return app.exec() if ready else 1


if __name__ == "__main__":
    sys.exit(main())
