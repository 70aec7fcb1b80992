"""Labels by their role in the text; long names lose their middle, words wrap."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import say


def label(
    role: Role = Role.BODY,
    speak: Callable[[], str] | None = None,
    *,
    tone: str = "",
    wrap: bool = False,
) -> QLabel:
    """Plain text, never rich: names are hostile. `tone`: second, third, ok, warn, err, accent."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(role))
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    if speak is not None:
        say(made, lambda: made.setText(speak()))
    return made


def set_tone(made: QWidget, tone: str) -> None:
    """Another colour, by the stylesheet."""
    made.setProperty("tone", tone)
    made.style().unpolish(made)
    made.style().polish(made)


class Elided(QWidget):
    """One line that gives up its middle where there is no room; the whole is its tooltip."""

    def __init__(self, role: Role = Role.BODY, tint: str = "text") -> None:
        super().__init__()
        self._text = ""
        self._tint = tint
        self.setFont(font(role))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of it."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another."""
        self._text = text
        self.setAccessibleName(text)
        self._tell_whole()
        self.updateGeometry()
        self.update()

    def set_tint(self, tint: str) -> None:
        """Another colour, by its token."""
        self._tint = tint
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2, self._line())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters."""
        return QSize(24, self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The tooltip is there only where something is cut."""
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setPen(theme.color(self._tint if self.isEnabled() else "dis_text"))
        cut = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, cut)

    def _line(self) -> int:
        return self.fontMetrics().height() + 2

    def _tell_whole(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._text) > self.width()
        self.setToolTip(self._text if cut else "")
