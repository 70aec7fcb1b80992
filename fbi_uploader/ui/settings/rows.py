"""Rows to choose from, and the tabs above: painted buttons that exclude each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.inputs import Words
from fbi_uploader.ui.widgets.page import HEADER
from fbi_uploader.ui.words import say

_LEFT, _TEXT, _BAR = 16, 48, 3
_MIDDLE, _STATE = 202, 232
_NARROW = 560


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row says. `below`: a second line; `middle`: a second column; `state`: at the right.

    Tints are tokens of the palette.
    """

    icon: str
    title: str
    below: str = ""
    middle: str = ""
    state: str = ""
    state_icon: str = ""
    state_tint: str = "text2"
    tint: str = "text2"


class Row(QAbstractButton):
    """One of several. Two lines where there is a `below`."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.shown = shown
        self.tell(shown)

    def tell(self, shown: Shown) -> None:
        """Say something else."""
        self.shown = shown
        self.setText(shown.title)
        self.setAccessibleName(shown.title)
        more = (shown.below, shown.middle, shown.state)
        self.setAccessibleDescription(", ".join(part for part in more if part))
        self.setToolTip("\n".join((shown.title, *(part for part in more if part))))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """62 px with two lines, 46 with one."""
        return QSize(160, 62 if self.shown.below else 46)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, bar, icon, words."""
        painter = QPainter(self)
        self._draw_ground(painter)
        drawn = self._icon(self.shown.icon, self._tint())
        painter.drawPixmap(_LEFT, (self.height() - 20) // 2, drawn)
        right = self._draw_state(painter)
        if self.shown.below:
            self._draw_two(painter, right)
        else:
            self._draw_one(painter, right)

    def _tint(self) -> str:
        plain = self.shown.tint == "text2"
        return "accent_text" if self.isChecked() and plain else self.shown.tint

    def _draw_ground(self, painter: QPainter) -> None:
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.fillRect(self.rect(), theme.color("accent_soft" if chosen else "surface2"))
        if chosen:
            painter.fillRect(0, 0, _BAR, self.height(), theme.color("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))

    def _draw_state(self, painter: QPainter) -> int:
        """Draw what stands at the right; the pixel that the rest may go up to."""
        shown = self.shown
        right = self.width() - 12
        if not shown.state:
            if shown.state_icon:
                right -= 20
                self._draw_icon(painter, right)
            return right - 8
        wide = min(_STATE, self.width() // 2) if self.width() > _NARROW else self.width() // 2 - 40
        left = right - wide
        self._draw_icon(painter, left)
        painter.setFont(font(Role.BUTTON))
        painter.setPen(theme.color(shown.state_tint))
        self._write(painter, QRect(left + 26, 0, wide - 26, self.height()), shown.state)
        return left - 8

    def _draw_icon(self, painter: QPainter, left: int) -> None:
        size = 20 if self.shown.state else 18
        drawn = self._icon(self.shown.state_icon, self.shown.state_tint, size)
        painter.drawPixmap(left, (self.height() - size) // 2, drawn)

    def _draw_two(self, painter: QPainter, right: int) -> None:
        lines = (
            (self.shown.title, Role.STRONG if self.isChecked() else Role.BUTTON, "text", 11),
            (self.shown.below, Role.CAPTION, "text2", 31),
        )
        for text, role, ink, top in lines:
            painter.setFont(font(role))
            painter.setPen(theme.color(ink))
            self._write(painter, QRect(_TEXT, top, right - _TEXT, 20), text)

    def _draw_one(self, painter: QPainter, right: int) -> None:
        painter.setFont(font(Role.STRONG if self.shown.middle else Role.BUTTON))
        painter.setPen(theme.color("text"))
        wide = painter.fontMetrics().horizontalAdvance(self.shown.title)
        middle = max(_MIDDLE if self.width() > _NARROW else 0, _TEXT + wide + 16)
        self._write(painter, QRect(_TEXT, 0, right - _TEXT, self.height()), self.shown.title)
        if self.shown.middle and right - middle > _TEXT:
            painter.setFont(font(Role.BODY))
            painter.setPen(theme.color("text2"))
            self._write(painter, QRect(middle, 0, right - middle, self.height()), self.shown.middle)

    def _write(self, painter: QPainter, at: QRect, text: str) -> None:
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, at.width())
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

    def _icon(self, name: str, tint: str, size: int = 20) -> QPixmap:
        return icons.pixmap(name, tint, size, self.devicePixelRatioF())


class Tab(QAbstractButton):
    """A word in the header, underlined while its page is in sight."""

    def __init__(self, speak: Words) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(font(Role.BUTTON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        say(self, lambda: self._speak(speak()))

    def _speak(self, word: str) -> None:
        self.setText(word)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The word, and the whole header's height but for the ring's room."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 28, HEADER)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Word and line."""
        painter = QPainter(self)
        chosen = self.isChecked()
        ink = "accent_text" if chosen else ("text" if self.underMouse() else "text2")
        painter.setPen(theme.color(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if chosen:
            painter.fillRect(0, self.height() - 3, self.width(), 3, theme.color("accent"))
