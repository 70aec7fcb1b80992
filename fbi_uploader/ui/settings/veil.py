"""What lies over the page while a node file is held over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import translate


class Veil(QWidget):
    """Hidden until something welcome is held over its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A dashed edge, and what a drop does."""
        self.raise_()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent"), 2)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.setPen(theme.color("accent_text"))
        painter.setFont(font(Role.TITLE))
        words = translate("Settings", "Drop the node file here")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
