"""The edge of a field that holds more than one line of text: as the stylesheet draws others."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from fbi_uploader.ui.look import theme


class Box(QFrame):
    """2 px of `accent` while one of its parts has the keyboard, of `err` when it is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[QWidget] = []

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = any(part.hasFocus() for part in self.parts)
        wrong = bool(self.property("wrong"))
        strong = wrong or inside
        ink = "err" if wrong else "accent" if inside else "field"
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color(ink), 2 if strong else 1))
        edge = 1.0 if strong else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)
