"""A sign that folders are being read."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.words import say, translate


class Searching(QWidget):
    """A thin bar that moves while folders are being read; nothing knows how much is left."""

    _STEP, _MILLISECONDS, _PART = 4, 100, 25  # per cent, ms, per cent

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self.setFixedHeight(3)
        self._timer = QTimer(self)
        self._timer.setInterval(self._MILLISECONDS)
        self._timer.timeout.connect(self._move)
        say(self, lambda: self.setAccessibleName(translate("Drop", "Reading the folders…")))

    def set_searching(self, *, searching: bool) -> None:
        """Show it or not; its room stays, so that nothing jumps."""
        if searching and not self._timer.isActive():
            self._timer.start()
        elif not searching:
            self._timer.stop()
        self.update()

    def _move(self) -> None:
        self._at = (self._at + self._STEP) % (100 + self._PART)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A piece of the accent on the track."""
        if not self._timer.isActive():
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), theme.color("track"))
        left = (self._at - self._PART) * self.width() // 100
        wide = self._PART * self.width() // 100
        painter.fillRect(left, 0, wide, self.height(), theme.color("accent"))
