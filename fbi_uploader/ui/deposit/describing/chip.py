"""A word that was taken, with an x; and a layout that goes on in the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QSizePolicy, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import translate

_PAD, _CROSS, _HIGH = 10, 16, 30
_GOING = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


class Chip(QAbstractButton):
    """Del, Backspace, Enter, Space or a click on its x takes it away; a letter begins anew."""

    gone = Signal()
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(Role.BUTTON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.gone.emit)

    def set_word(self, word: str) -> None:
        """Show another."""
        self.setText(word)
        self.setToolTip(word)
        self.updateGeometry()
        self.update()

    def name(self, label: str) -> None:
        """Tell screen readers what it is, and what pressing it does."""
        self.setAccessibleName(f"{label}: {self.text()}" if label else self.text())
        self.setAccessibleDescription(translate("Describe", "Press Delete to take it away"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Word and x."""
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(wide + 3 * _PAD + _CROSS, _HIGH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A long word gives way."""
        return QSize(min(self.sizeHint().width(), 72), _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take it away, or type over it."""
        text = event.text()
        if event.key() in _GOING | {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.gone.emit()
        elif text.isprintable() and text.strip() and not event.modifiers() & _WITH:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Only the x takes it away; a glove may rest on the word."""
        if event.position().x() >= self.width() - _CROSS - 2 * _PAD:
            super().mousePressEvent(event)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, word, x."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(theme.color("accent_text"))
        room = self.rect().adjusted(_PAD, 0, -_CROSS - 2 * _PAD, 0)
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)
        drawn = icons.pixmap("close", "accent_text", _CROSS, self.devicePixelRatioF())
        at = QPoint(self.width() - _CROSS - _PAD, (self.height() - _CROSS) // 2)
        painter.drawPixmap(at, drawn)


_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Flow(QLayout):
    """Side by side, then in the next line; the last part takes what is left of its line."""

    def __init__(self, parent: QWidget, margin: int, gap: int = 6, last: int = 120) -> None:
        super().__init__(parent)
        self.setContentsMargins(margin, margin, margin, margin)
        self.setSpacing(gap)
        self._last = last
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """At the end."""
        self._items.append(item)

    def insert(self, at: int, part: QWidget) -> None:
        """Before another."""
        self.addWidget(part)
        self._items.insert(at, self._items.pop())

    def count(self) -> int:
        """How many."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """One of them; None beyond the end, as Qt wants it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Let one go."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """All its lines."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Place them."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        margin = self.contentsMargins().left()
        return QSize(self._last + 2 * margin, _HIGH + 2 * margin)

    def _place(self, rect: QRect, *, move: bool) -> int:
        margin, gap = self.contentsMargins().left(), self.spacing()
        right = rect.right() - margin
        x, y = rect.x() + margin, rect.y() + margin
        for item in self._items:
            last = item is self._items[-1]
            wide = self._last if last else min(item.sizeHint().width(), right - rect.x() - margin)
            if x + wide > right + 1 and x > rect.x() + margin:
                x, y = rect.x() + margin, y + _HIGH + gap
            if move:
                item.setGeometry(QRect(x, y, right - x + 1 if last else wide, _HIGH))
            x += wide + gap
        return y + _HIGH + margin - rect.y()
