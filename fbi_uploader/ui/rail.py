"""The left rail: four places, the node and the person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.frames import line
from fbi_uploader.ui.words import say, translate

WIDTH, NARROW = 216, 84
PLACES = ("deposit", "transfers", "mydata", "settings")
_ICONS = {
    "deposit": "upload",
    "transfers": "transfers",
    "mydata": "database",
    "settings": "sliders",
}


def place_word(place: str) -> str:
    """What a place is called."""
    return {
        "deposit": translate("Window", "Deposit"),
        "transfers": translate("Window", "Transfers"),
        "mydata": translate("Window", "My data"),
        "settings": translate("Window", "Settings"),
    }[place]


class _RailButton(QAbstractButton):
    """Icon and word in a row, or one above the other in a narrow rail."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon_name = icon
        self.narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - a state
        self.narrow = narrow
        self.updateGeometry()

    def _draw_ground(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.setBrush(theme.color("surface" if self.isChecked() else "track"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self.isChecked():
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(0, 8, 3, self.height() - 16), 1.5, 1.5)


class _Place(_RailButton):
    def __init__(self, icon: str) -> None:
        super().__init__(icon)
        self.count = 0
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(60, 60 if self.narrow else 48)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        self._draw_ground(painter)
        ink = "accent_text" if self.isChecked() else "text2"
        drawn = icons.pixmap(self.icon_name, ink, 20, self.devicePixelRatioF())
        painter.setPen(theme.color(ink))
        if self.narrow:
            painter.drawPixmap((self.width() - 20) // 2, 9, drawn)
            painter.setFont(font(Role.HEAD))
            word = QRect(0, 32, self.width(), 22)
            fitting = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(word, Qt.AlignmentFlag.AlignCenter, fitting)
        else:
            painter.drawPixmap(14, (self.height() - 20) // 2, drawn)
            painter.setFont(font(Role.BUTTON))
            word = self.rect().adjusted(46, 0, 0, 0)
            painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.count:
            self._draw_count(painter)

    def _draw_count(self, painter: QPainter) -> None:
        side = 18 if self.narrow else 22
        left = self.width() - (20 if self.narrow else 34)
        top = 2 if self.narrow else (self.height() - side) // 2
        badge = QRectF(left, top, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(badge)
        painter.setPen(theme.color("on_accent"))
        painter.setFont(font(Role.HEAD))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(min(self.count, 99)))


class Who(_RailButton):
    """The node, or the person: a name, a line below it, and a menu."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon)
        self.below = ""
        self.initials = ""

    def tell(self, name: str, below: str, initials: str = "") -> None:
        """Show somebody else."""
        self.setText(name)
        self.below, self.initials = below, initials
        self.setAccessibleName(f"{name}, {below}")
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two lines."""
        return QSize(60, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Mark, two lines, and a sign that there is more."""
        painter = QPainter(self)
        self._draw_ground(painter)
        left = (self.width() - 32) // 2 if self.narrow else 8
        mark = QRectF(left, (self.height() - 32) / 2, 32, 32)
        painter.setPen(theme.color("border"))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(mark, 16 if self.initials else 8, 16 if self.initials else 8)
        if self.initials:
            painter.setFont(font(Role.HEAD))
            painter.setPen(theme.color("accent_text"))
            painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, self.initials)
        else:
            drawn = icons.pixmap(self.icon_name, "accent_text", 18, self.devicePixelRatioF())
            painter.drawPixmap(round(mark.left()) + 7, round(mark.top()) + 7, drawn)
        if not self.narrow:
            self._draw_lines(painter)

    def _draw_lines(self, painter: QPainter) -> None:
        room = self.width() - 50 - 28
        for role, ink, top, text in (
            (Role.LABEL, "text", 9, self.text()),
            (Role.CAPTION, "text3", 29, self.below),
        ):
            painter.setFont(font(role))
            painter.setPen(theme.color(ink))
            cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(50, top, room, 19), Qt.AlignmentFlag.AlignVCenter, cut)
        more = icons.pixmap("chevron-right", "text2", 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 24, (self.height() - 16) // 2, more)


class _Brand(QAbstractButton):
    """The program's sign and name. A button only so that it is a control with a name."""

    def __init__(self) -> None:
        super().__init__()
        self.narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setText("fbi_uploader")
        self.setFixedHeight(76)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        left = (self.width() - 32) // 2 if self.narrow else 8
        icons.app_icon().paint(painter, QRect(left, 22, 32, 32))
        if not self.narrow:
            painter.setFont(font(Role.CARD))
            painter.setPen(theme.color("text"))
            word = self.rect().adjusted(50, 0, 0, 0)
            painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, self.text())


class Rail(QFrame):
    """`chosen` tells the place that was asked for."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rail")
        self.brand = _Brand()
        self.places = {place: _Place(_ICONS[place]) for place in PLACES}
        self.node = Who("server")
        self.person = Who("user")
        group = QButtonGroup(self)
        whole = self._whole = QVBoxLayout(self)
        whole.setSpacing(4)
        whole.addWidget(self.brand)
        for place, made in self.places.items():
            group.addButton(made)
            whole.addWidget(made)
            say(made, partial(self._speak, made, partial(place_word, place)))
            made.clicked.connect(partial(self._chosen, place))
        whole.addStretch(1)
        for part in (line(), self.node, self.person):
            whole.addWidget(part)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons above words, in a narrow window."""
        self.setFixedWidth(NARROW if narrow else WIDTH)
        side = 4 if narrow else 12
        self._whole.setContentsMargins(side, 0, side, 12)
        self.brand.narrow = narrow
        for part in (*self.places.values(), self.node, self.person):
            part.set_narrow(narrow)

    def show_place(self, place: str) -> None:
        """Mark the place that is in sight."""
        self.places[place].setChecked(True)

    def set_count(self, place: str, count: int) -> None:
        """A number beside a place; none for 0."""
        made = self.places[place]
        made.count = count
        self._speak(made, lambda: place_word(place))

    def _chosen(self, place: str, _checked: bool) -> None:  # noqa: FBT001 - the signal's
        self.chosen.emit(place)

    def _speak(self, made: _Place, word: Callable[[], str]) -> None:
        made.setText(word())
        count = translate("Window", "%n under way", None, made.count) if made.count else ""
        made.setAccessibleName(", ".join(part for part in (word(), count) if part))
        made.setToolTip(word())
        made.update()
