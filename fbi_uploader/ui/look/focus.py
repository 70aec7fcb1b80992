"""The ring round what has the keyboard: one overlay for all, and only when keys are used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from fbi_uploader.ui.look import theme

ROOM = 4
"""Pixels that a control leaves round itself, so that the ring is never cut."""

_BY_KEY = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
# Their own edge becomes the ring (TOKENS.md), or their current row shows it.
_OWN_EDGE = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


class FocusRing(QWidget):
    """2 px of `accent`, 2 px outside the control, above everything in its window."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self.hide()

    def show_on(self, target: QWidget | None) -> None:
        """Move to a control; None hides the ring."""
        if self._target is not None:
            self._target.removeEventFilter(self)
        self._target = target
        if target is None:
            self.hide()
            return
        target.installEventFilter(self)
        self.setParent(target.window())
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the control."""
        if watched is self._target:
            if event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
                self._place()
            elif event.type() in {QEvent.Type.Hide, QEvent.Type.FocusOut}:
                self.show_on(None)
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _place(self) -> None:
        if self._target is None:
            return
        corner = self._target.mapTo(self._target.window(), QPoint(0, 0))
        ring = QRect(corner, self._target.size())
        self.setGeometry(ring.adjusted(-ROOM, -ROOM, ROOM, ROOM))


class FocusWatcher(QObject):
    """Shows the ring where Tab or a shortcut led; a click needs none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See every change of focus; nothing is taken away."""
        if (
            event.type() is QEvent.Type.FocusIn
            and isinstance(event, QFocusEvent)
            and isinstance(watched, QWidget)
        ):
            by_key = event.reason() in _BY_KEY and not isinstance(watched, _OWN_EDGE)
            if by_key or self._ring is not None:
                self._shown().show_on(watched if by_key else None)
        return False

    def _shown(self) -> FocusRing:
        import shiboken6  # noqa: PLC0415 - only here

        if self._ring is None or not shiboken6.isValid(self._ring):  # its window may be gone
            self._ring = FocusRing()
        return self._ring
