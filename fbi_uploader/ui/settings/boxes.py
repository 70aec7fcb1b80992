"""A soft ground of a tone, with an edge: what went wrong, and what is asked once."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLayout

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.widgets.marks import Tone


class ToneBox(QFrame):
    """Holds a layout."""

    def __init__(self, tone: Tone, inner: QLayout) -> None:
        super().__init__()
        self._tone = tone
        inner.setContentsMargins(14, 12, 14, 12)
        self.setLayout(inner)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color(self._tone.ground))
        painter.setPen(QPen(theme.color(self._tone.edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
