"""Buttons of every kind, 44 px high for gloves, painted from the palette in force."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import say

HEIGHT = 44
_PAD, _GAP, _ICON = 16, 10, 20


class Kind(Enum):
    """What a button is for. One PRIMARY a view; DANGER asks once."""

    PRIMARY = "primary"
    PLAIN = "plain"
    TEXT = "text"
    DANGER = "danger"
    ICON = "icon"


class Button(QPushButton):
    """A word, an icon, or both. `trailing`: the icon stands behind the word."""

    def __init__(
        self,
        kind: Kind,
        icon: str = "",
        *,
        trailing: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.icon_name = icon
        self._trailing = trailing
        self.setFont(font(Role.BUTTON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        fixed = QSizePolicy.Policy.Fixed
        self.setSizePolicy(fixed if kind is Kind.ICON else QSizePolicy.Policy.Minimum, fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its word and icon need."""
        if self.kind is Kind.ICON:
            return QSize(HEIGHT, HEIGHT)
        width = self.fontMetrics().horizontalAdvance(self.text())
        width += _ICON + _GAP if self.icon_name else 0
        width += _GAP + 12 if self.menu() is not None else 0
        return QSize(width + 2 * (_PAD if self.kind is not Kind.TEXT else 8), HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut."""
        return self.sizeHint()

    def set_icon(self, name: str) -> None:
        """Another icon."""
        self.icon_name = name
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, edge, icon, word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge = self._ground(), self._edge()
        painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(edge), 1) if edge else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._draw_content(painter)

    # -- colours

    def _ground(self) -> str:
        if not self.isEnabled():
            return "dis_bg" if self.kind in {Kind.PRIMARY, Kind.DANGER} else ""
        pressed = self.isDown() or self.isChecked()
        if self.kind is Kind.PRIMARY:
            hover = "accent_hover" if self.underMouse() else "accent"
            return "accent_press" if pressed else hover
        if pressed:
            return "track"
        if self.underMouse():
            return "surface2" if self.kind in {Kind.PLAIN, Kind.DANGER} else "track"
        return "surface" if self.kind in {Kind.PLAIN, Kind.DANGER} else ""

    def _edge(self) -> str:
        if self.kind not in {Kind.PLAIN, Kind.DANGER}:
            return ""
        if not self.isEnabled():
            return "border"
        return "err" if self.kind is Kind.DANGER else "field"

    def _ink(self) -> str:
        if not self.isEnabled():
            return "dis_text"
        inks = {Kind.PRIMARY: "on_accent", Kind.TEXT: "accent_text", Kind.DANGER: "err"}
        return inks.get(self.kind, "text")

    # -- content

    def _draw_content(self, painter: QPainter) -> None:
        ink = self._ink()
        ratio = self.devicePixelRatioF()
        if self.kind is Kind.ICON or not self.text():
            at = self.rect().center()
            drawn = icons.pixmap(self.icon_name, ink, _ICON, ratio)
            painter.drawPixmap(at.x() - _ICON // 2 + 1, at.y() - _ICON // 2 + 1, drawn)
            return
        left = self._content_left()
        word = QRect(left, 0, self.width() - left, self.height())
        if self.icon_name:
            step = _ICON + _GAP
            wide = self.fontMetrics().horizontalAdvance(self.text())
            x = left + wide + _GAP if self._trailing else left
            top = (self.height() - _ICON) // 2
            painter.drawPixmap(x, top, icons.pixmap(self.icon_name, ink, _ICON, ratio))
            word.translate(0 if self._trailing else step, 0)
        painter.setPen(theme.color(ink))
        painter.setFont(self.font())
        painter.drawText(
            word, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text()
        )
        if self.menu() is not None:
            arrow = icons.pixmap("chevron-down", ink, 16, ratio)
            painter.drawPixmap(self.width() - _PAD - 12, (self.height() - 16) // 2, arrow)

    def _content_left(self) -> int:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        wide += _ICON + _GAP if self.icon_name else 0
        wide += _GAP + 12 if self.menu() is not None else 0
        return max(8, (self.width() - wide) // 2)


def button(
    kind: Kind,
    speak: Callable[[], str],
    act: Callable[[], None],
    *,
    icon: str = "",
    trailing: bool = False,
) -> Button:
    """A button that says `speak()` and does `act`. An icon-only one says it as name and tooltip."""
    made = Button(kind, icon, trailing=trailing)
    say(made, lambda: _name(made, speak()))
    made.clicked.connect(lambda _checked: act())
    return made


def _name(made: QAbstractButton, word: str) -> None:
    if isinstance(made, Button) and made.kind is Kind.ICON:
        made.setAccessibleName(word)
        made.setToolTip(word)
    else:
        made.setText(word)
        made.updateGeometry()
