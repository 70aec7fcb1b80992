"""Runs a program's module, and makes a file after the first paint of its window.

    PAINTED_AT=FILE python window_start.py MODULE [ARGUMENT...]

The same for ours and for the peer, each by its own Python: nothing of either is changed.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class _Seen(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        painted = event.type() == QEvent.Type.Paint
        if painted and isinstance(watched, QWidget) and watched.isWindow():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, Path(os.environ["PAINTED_AT"]).touch)
        return False


_exec = QApplication.exec


def _watched(*_application: object) -> int:
    app = QApplication.instance()
    seen = _Seen(app)
    if app is not None:
        app.installEventFilter(seen)
    return _exec()


if __name__ == "__main__":
    QApplication.exec = staticmethod(_watched)  # type: ignore[method-assign]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
