"""Starts the window: paint first, then load what the first paint did not need."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from fbi_uploader.errors import UploaderError
from fbi_uploader.ui import words
from fbi_uploader.ui.background import collect_here
from fbi_uploader.ui.look import fonts, icons, theme
from fbi_uploader.ui.look.focus import FocusWatcher
from fbi_uploader.ui.session import Session, open_home
from fbi_uploader.ui.system.instance import OnlyOne
from fbi_uploader.ui.window import Window

PAINTED = "FBI_UPLOADER_TELL_PAINTED"
"""A benchmark's: the variable names a file that is made at the first paint."""

_FINISHING = 30.0
"""Seconds that the engine gets for its files in flight; what is then cut off goes on next time."""

_LATEST = 2000
"""ms after which the rest is loaded although nothing was painted: the window begins minimised."""


class FirstPaint(QObject):
    """Does something once, after a window has been painted; a timer alone may come before that."""

    def __init__(self, window: Window, act: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._act = window, act
        self._due = True
        window.installEventFilter(self)

    def wait_at_most(self, milliseconds: int) -> None:
        """Do it then in any case."""
        QTimer.singleShot(milliseconds, self, self._do)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the first paint; nothing is taken away."""
        if event.type() is QEvent.Type.Paint and watched is self._window:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._do)
        return False

    def _do(self) -> None:
        if self._due:
            self._due = False
            self._act()


def main(home: Path | None = None) -> int:
    """Open the window of this home; a second start raises the first. Raises InputError."""
    app = _application()
    folder = open_home(home)
    only = OnlyOne(folder.root)
    if only.raised_another():
        return 0
    session = Session(folder)
    words.choose(session.settings.language)
    theme.apply(session.settings.theme)
    window = Window(session)
    only.asked.connect(window.come_to_front)
    painted = FirstPaint(window, lambda: _after_paint(app, session, window))
    window.show()
    painted.wait_at_most(_LATEST)
    code = app.exec()
    window.deposit.save_now()
    window.hide()
    only.close()
    session.engine.stop(_FINISHING)
    return code


def _application() -> QApplication:
    _leave_scaling_to_the_system()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("fbi_uploader")
    app.setDesktopFileName("fbi_uploader")
    app.setStyle("Fusion")
    app.setWindowIcon(icons.app_icon())
    fonts.load()
    app.setFont(fonts.font(fonts.Role.BODY))
    FocusWatcher(app)
    collect_here(app)
    return app


def _leave_scaling_to_the_system() -> None:
    from PySide6.QtCore import Qt  # noqa: PLC0415 - one use

    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)


def _after_paint(app: QApplication, session: Session, window: Window) -> None:
    if named := os.environ.get(PAINTED):
        Path(named).touch()
    session.failed.connect(window.tell_failure)
    theme.follow_system()
    try:
        window.load()
    except UploaderError as error:  # a damaged node or person file: said, and the rest goes on
        window.tell_failure(error)
    from fbi_uploader.messages import read_ahead  # noqa: PLC0415 - after the first paint
    from fbi_uploader.ui.background import read  # noqa: PLC0415
    from fbi_uploader.ui.system.presence import Presence  # noqa: PLC0415

    read(window, read_ahead, lambda _none: None)
    window.presence = Presence(app, session, window)


def run(arguments: Sequence[str]) -> int:
    """`python -m fbi_uploader window [--home DIR]`."""
    import argparse  # noqa: PLC0415 - after Qt, which takes its own arguments

    parser = argparse.ArgumentParser(prog="fbi-uploader window")
    parser.add_argument("--home", type=Path)
    return main(parser.parse_args(arguments).home)
