"""Where am I: numbered steps, those that can be reached are buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import say, translate

_CIRCLE, _GAP = 28, 8


class _Step(QAbstractButton):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.done = False
        self.short = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        self.setFont(font(Role.STRONG))
        wide = self.fontMetrics().horizontalAdvance(self.text()) + _GAP
        return QSize(_CIRCLE + (0 if self.short else wide), 44)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(0.5, (self.height() - _CIRCLE) / 2 + 0.5, _CIRCLE - 1, _CIRCLE - 1)
        ground, edge, ink = self._colours()
        painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(edge), 1) if edge else Qt.PenStyle.NoPen)
        painter.drawEllipse(circle)
        if self.done and not self.isChecked():
            drawn = icons.pixmap("check", "accent_text", 18, self.devicePixelRatioF())
            painter.drawPixmap(5, (self.height() - 18) // 2, drawn)
        else:
            painter.setPen(theme.color(ink))
            painter.setFont(font(Role.LABEL))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self.number))
        self._draw_word(painter)

    def _draw_word(self, painter: QPainter) -> None:
        if self.short:
            return
        painter.setFont(font(Role.STRONG if self.isChecked() else Role.BODY))
        painter.setPen(theme.color("text" if self.isChecked() else "text2"))
        word = self.rect().adjusted(_CIRCLE + _GAP, 0, 0, 0)
        painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _colours(self) -> tuple[str, str, str]:
        if self.isChecked():
            return "accent", "", "on_accent"
        if self.done:
            return "accent_soft", "", "accent_text"
        return "", "field", "text2"


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.done = False
        self.setMinimumWidth(8)
        self.setMaximumWidth(36)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("accent" if self.done else "border"), 1))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)


class Stepper(QWidget):
    """`chosen` tells the index of a step that was asked for."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[Callable[[], str]]) -> None:
        super().__init__()
        self._steps = [_Step(number) for number in range(1, len(words) + 1)]
        self._lines = [_Line() for _ in words[1:]]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for index, (step, word) in enumerate(zip(self._steps, words, strict=True)):
            if index:
                row.addWidget(self._lines[index - 1])
            row.addWidget(step)
            say(step, partial(self._speak, step, word))
            step.clicked.connect(partial(self._ask, index))
        self._now = 0
        self.show_at(0, 0)

    def show_at(self, now: int, reached: int) -> None:
        """Stand at one step; those up to `reached` can be gone to."""
        self._now = now
        for index, step in enumerate(self._steps):
            step.setChecked(index == now)
            step.done = index < now
            step.setEnabled(index <= reached)
            self._describe(step)
            step.update()
        for index, between in enumerate(self._lines):
            between.done = index < now
            between.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is no room, only the step that one is at keeps its word."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Circles alone."""
        return QSize(len(self._steps) * (_CIRCLE + 24) + 100, 44)

    def _fit(self) -> None:
        whole = sum(
            _CIRCLE + _GAP + step.fontMetrics().horizontalAdvance(step.text())
            for step in self._steps
        )
        short = self.width() < whole + len(self._lines) * 28
        for index, step in enumerate(self._steps):
            step.short = short and index != self._now
            step.updateGeometry()

    def _ask(self, index: int, _checked: bool) -> None:  # noqa: FBT001 - the signal's
        self._steps[self._now].setChecked(True)
        self._steps[index].setChecked(index == self._now)
        self.chosen.emit(index)

    def _speak(self, step: _Step, word: Callable[[], str]) -> None:
        step.setText(word())
        self._describe(step)
        step.updateGeometry()

    def _describe(self, step: _Step) -> None:
        word = f"{step.number}. {step.text()}"
        if step.done:
            word = translate("Widgets", "%1, done").replace("%1", word)
        step.setAccessibleName(word)
        step.setToolTip(step.text())
