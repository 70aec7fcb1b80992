"""A month to choose a day from, and the date field that opens it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.values import from_text
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.deposit.describing.figures import day_first
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, row
from fbi_uploader.ui.widgets.inputs import LineEdit
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_CELL, _HEAD, _DAYS, _WEEKS, _MONTHS = 44, 28, 7, 6, 12


def moved(day: date, months: int) -> date:
    """The same day some months on; the last one of a shorter month."""
    whole = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(whole, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        return day
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class Month(QWidget):
    """Arrows go from day to day, Page Up and Down from month to month; Enter takes the day."""

    taken = Signal(object)
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day = date.today()  # noqa: DTZ011 - the person's own day
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(QSize(_DAYS * _CELL, _HEAD + _WEEKS * _CELL))

    def go(self, day: date) -> None:
        """Another day is current."""
        self.day = day
        self.setAccessibleName(
            QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
        )
        self.moved.emit()
        self.update()

    def first(self) -> date:
        """The Monday of the first line."""
        begin = self.day.replace(day=1)
        return begin - timedelta(days=begin.weekday())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, take."""
        days = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_DAYS,
            Qt.Key.Key_Down: _DAYS,
        }
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self.go(self.day + timedelta(days=days[key]))
        elif key in months:
            self.go(moved(self.day, months[key]))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.taken.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the day below the pointer."""
        at = event.position().toPoint()
        if at.y() >= _HEAD:
            place = (at.y() - _HEAD) // _CELL * _DAYS + at.x() // _CELL
            self.taken.emit(self.first() + timedelta(days=place))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Names of days, then days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Role.HEAD))
        painter.setPen(theme.color("text3"))
        for column_ in range(_DAYS):
            name = QLocale().dayName(column_ + 1, QLocale.FormatType.ShortFormat)
            head = QRect(column_ * _CELL, 0, _CELL, _HEAD)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, name.rstrip("."))
        for place in range(_DAYS * _WEEKS):
            week, column_ = divmod(place, _DAYS)
            cell = QRect(column_ * _CELL, _HEAD + week * _CELL, _CELL, _CELL)
            self._draw_day(painter, cell, self.first() + timedelta(days=place))

    def _draw_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        current = day == self.day
        painter.setFont(font(Role.STRONG if current else Role.BODY))
        inner = QRectF(cell).adjusted(3, 3, -3, -3)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(inner, 8, 8)
        elif day == date.today():  # noqa: DTZ011 - the person's own day
            painter.setPen(QPen(theme.color("field"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 8, 8)
        ink = "on_accent" if current else "text" if day.month == self.day.month else "text3"
        painter.setPen(theme.color(ink))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))


class CalendarBox(QFrame):
    """A popup with one month; Esc or a click beside it closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.month = Month()
        self.title = label(Role.STRONG)
        back = button(
            Kind.ICON,
            lambda: translate("Describe", "Month before"),
            lambda: self.month.go(moved(self.month.day, -1)),
            icon="chevron-left",
        )
        forth = button(
            Kind.ICON,
            lambda: translate("Describe", "Next month"),
            lambda: self.month.go(moved(self.month.day, 1)),
            icon="chevron-right",
        )
        inner = column(row(8, self.title, None, back, forth, gap=0), self.month, gap=4)
        inner.setContentsMargins(8, 8, 8, 8)
        self.setLayout(inner)
        self.month.moved.connect(self._speak)
        self.month.taken.connect(lambda _day: self.close())
        say(self, self._speak)

    def _speak(self) -> None:
        day = self.month.day
        month = QLocale().standaloneMonthName(day.month)
        self.title.setText(f"{month[:1].upper()}{month[1:]} {day.year}")

    def open_at(self, field: QWidget, day: date) -> None:
        """Show it below a field."""
        self.month.go(day)
        self.adjustSize()
        self.move(field.mapToGlobal(QPoint(0, field.height() + 6)))
        self.show()
        self.month.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setPen(QPen(theme.color("field"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class DateEditor(Editor):
    """A day that is typed, or chosen from a month (Alt+Down in the line)."""

    def __init__(self, rules: TemplateField) -> None:
        self._rules = rules
        self.line = LineEdit()
        self.open = button(
            Kind.ICON,
            lambda: translate("Describe", "Choose a day"),
            self.choose,
            icon="calendar",
        )
        super().__init__(self.line, self.open)
        self.watch(self.line)
        self.calendar: CalendarBox | None = None
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        say(self.line, lambda: self.line.setPlaceholderText(translate("Describe", "dd/mm/yyyy")))

    def value(self) -> MetadataValue | None:
        """YYYY-MM-DD; what cannot be a day stays as it is typed, so that it is told."""
        text = self.line.text().strip()
        return from_text(self._rules, "date", text) if text else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        self.line.put("" if value is None else day_first(str(value.value)))

    def choose(self) -> None:
        """Open the month of the day that is written, or this one."""
        if self.calendar is None:
            self.calendar = CalendarBox(self.line)
            self.calendar.month.taken.connect(self._take)
        self.calendar.open_at(self.line, self._written() or date.today())  # noqa: DTZ011

    def _written(self) -> date | None:
        value = self.value()
        try:
            return date.fromisoformat(str(value.value)[:10]) if value else None
        except ValueError:
            return None

    def _take(self, day: date) -> None:
        self.line.put(day_first(day.isoformat()))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
