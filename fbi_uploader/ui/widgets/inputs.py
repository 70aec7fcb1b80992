"""Controls that take something in: the bare ones, without label or help (those are `fields`')."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.buttons import HEIGHT, Button, Kind
from fbi_uploader.ui.words import say, translate

Words = Callable[[], str]
"""Asked for its words now, and again at every change of language."""

Offer = tuple[str, Words]
"""A value as the program keeps it, and what people call it."""


class LineEdit(QLineEdit):
    """One line of text; the beginning of a long one is in sight until somebody writes in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(Role.BODY))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAcceptDrops(False)  # a file that is dropped on a page is for the page

    def put(self, text: str) -> None:
        """Show another text, unless it stands there: the cursor stays where it is."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)


class PasswordEdit(LineEdit):
    """Hidden unless the eye is pressed; hidden again when it is left, and never to be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = Button(Kind.ICON, "eye", parent=self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._reveal)
        say(self.eye, self._name_eye)
        self.setTextMargins(0, 0, HEIGHT - 8, 0)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._reveal(shown=False)

    def take(self) -> str:
        """What was written; it is not here any more, nor in the undo history."""
        written = self.text()
        self.clear()
        self.eye.setChecked(False)
        return written

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001 - the signal's
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self.eye.set_icon("eye-off" if shown else "eye")
        self._name_eye()

    def _name_eye(self) -> None:
        shown = self.eye.isChecked()
        word = translate("Widgets", "Hide") if shown else translate("Widgets", "Show")
        self.eye.setAccessibleName(word)
        self.eye.setToolTip(word)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody else is to see it when the page comes back."""
        super().hideEvent(event)
        self.eye.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The eye stays at the right."""
        super().resizeEvent(event)
        self.eye.setGeometry(self.width() - HEIGHT, 0, HEIGHT, self.height())


class NumberEdit(LineEdit):
    """A number as the language writes it, or nothing. Up and Down step; `numbered` tells it."""

    numbered = Signal()

    def __init__(
        self, lowest: float, highest: float, *, decimals: int = 0, step: float = 1
    ) -> None:
        super().__init__()
        self._span, self._decimals, self._step = (lowest, highest), decimals, step
        self._last: float | None = None
        self.textEdited.connect(lambda _text: self._edited())
        say(self, self._rewrite)

    def value(self) -> float | None:
        """None when nothing, no number, or one out of its span is written."""
        text = self.text().strip()
        read, understood = QLocale().toDouble(text)
        if not understood:  # the other language's sign, pasted from elsewhere
            read, understood = QLocale.c().toDouble(text.replace(",", "."))
        lowest, highest = self._span
        return read if understood and lowest <= read <= highest else None

    def put_value(self, value: float | None) -> None:
        """Show a number, or nothing."""
        self._last = value
        if value is None or value != self.value():
            self.put("" if value is None else self._written(value))

    def is_wrong(self) -> bool:
        """Whether something is written that is no number here."""
        return bool(self.text().strip()) and self.value() is None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Up and Down count."""
        steps = {Qt.Key.Key_Up: self._step, Qt.Key.Key_Down: -self._step}
        by = steps.get(Qt.Key(event.key())) if not self.isReadOnly() else None
        if by is None:
            super().keyPressEvent(event)
            return
        lowest, highest = self._span
        now = self.value()
        self.put_value(lowest if now is None else min(highest, max(lowest, now + by)))
        self.numbered.emit()

    def _edited(self) -> None:
        self._last = self.value()
        self.numbered.emit()

    def _rewrite(self) -> None:
        if self._last is not None:
            self.put(self._written(self._last))

    def _written(self, value: float) -> str:
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        written = locale.toString(float(value), "f", self._decimals)
        if not self._decimals:
            return written
        return written.rstrip("0").rstrip(locale.decimalPoint())


class Area(QPlainTextEdit):
    """Some lines of plain text; Tab leads on and is not written."""

    def __init__(self, lines: int = 3) -> None:
        super().__init__()
        self.setFont(font(Role.BODY))
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * 20 + 32)


class Choice(QComboBox):
    """A combo box with our chevron. The wheel turns a page, and changes nothing by chance."""

    chosen = Signal(str)
    """A person chose this value."""

    def __init__(self, offers: Sequence[Offer] = ()) -> None:
        super().__init__()
        self.setFont(font(Role.BODY))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._offers: tuple[Offer, ...] = ()
        self.offer(offers)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))
        say(self, self._speak)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Other values; the one in sight stays, if it is among them."""
        value = self.value()
        self._offers = tuple(offers)
        self.clear()
        for kept, speak in self._offers:
            self.addItem(speak(), kept)
        self._size_rows()
        self.put(value)

    def value(self) -> str:
        """The one in sight; "" where there is none."""
        return str(self.currentData() or "")

    def put(self, value: str) -> None:
        """Show another."""
        at = self.findData(value)
        self.setCurrentIndex(max(at, 0) if self.count() else -1)

    def _speak(self) -> None:
        for at, (_value, speak) in enumerate(self._offers):
            self.setItemText(at, speak())

    def _size_rows(self) -> None:
        for at in range(self.count()):
            self.setItemData(at, QSize(0, 40), Qt.ItemDataRole.SizeHintRole)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """For whatever scrolls below us."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As the stylesheet draws it, and our chevron."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - 88  # padding, and the chevron's room
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = self.fontMetrics().elidedText(option.currentText, middle, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        tint = "text2" if self.isEnabled() else "dis_text"
        drawn = icons.pixmap("chevron-down", tint, 18, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 30, (self.height() - 18) // 2, drawn)


class Toggle(QAbstractButton):
    """A switch with its words at the left; a click anywhere in its row turns it."""

    _WIDE, _HIGH = 40, 24

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFont(font(Role.BUTTON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Words, a gap, the switch."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + 16 + self._WIDE, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Words and switch."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("text" if self.isEnabled() else "dis_text"))
        words = self.rect().adjusted(0, 0, -self._WIDE - 16, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        top = (self.height() - self._HIGH) // 2
        self._draw_switch(painter, QRect(self.width() - self._WIDE, top, self._WIDE, self._HIGH))

    def _draw_switch(self, painter: QPainter, at: QRect) -> None:
        on, enabled = self.isChecked(), self.isEnabled()
        ground = ("accent" if on else "surface") if enabled else "dis_bg"
        edge = ("accent" if on else "field") if enabled else "border"
        painter.setBrush(theme.color(ground))
        painter.setPen(QPen(theme.color(edge), 1.5))
        painter.drawRoundedRect(QRectF(at).adjusted(1, 1, -1, -1), 11, 11)
        knob = ("on_accent" if on else "field") if enabled else "dis_text"
        painter.setBrush(theme.color(knob))
        painter.setPen(Qt.PenStyle.NoPen)
        left = at.right() - 20 if on else at.left() + 5
        painter.drawEllipse(QRectF(left, at.top() + 4, 16, 16))


class Option(QAbstractButton):
    """One of a few that exclude each other: icon and word in a frame, the chosen one filled."""

    def __init__(self, icon: str = "") -> None:
        super().__init__()
        self._icon = icon
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(font(Role.BUTTON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Icon and word, and room at both ends."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + 32 + (28 if self._icon else 0), HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Frame, icon, word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        hover = "surface2" if self.underMouse() else "surface"
        painter.setBrush(theme.color("accent_soft" if on else hover))
        painter.setPen(QPen(theme.color("accent" if on else "field"), 2 if on else 1))
        edge = 1.0 if on else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)
        ink = "accent_text" if on else "text"
        wide = self.fontMetrics().horizontalAdvance(self.text()) + (28 if self._icon else 0)
        left = max(8, (self.width() - wide) // 2)
        if self._icon:
            drawn = icons.pixmap(self._icon, ink, 20, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - 20) // 2, drawn)
            left += 28
        painter.setPen(theme.color(ink))
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
