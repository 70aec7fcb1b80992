"""Labelled fields: a label above its control, help below it, and what is wrong in its place.

    name = TextField(lambda: translate("Ctx", "Your name"), required=True)
    name.edited.connect(...)          # a person changed it; not when the program did
    name.put("Camille"); name.value()
    name.tell_wrong(lambda: translate("Ctx", "Write a name."))    # red edge and sentence
    name.tell_wrong(None)                                         # fine again

The label is the control's buddy, and its name for screen readers; help and sentence are its
description. All words are asked for again when the language changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from functools import partial

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QTimeEdit,
    QWidget,
)

from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.inputs import (
    Area,
    Choice,
    LineEdit,
    NumberEdit,
    Offer,
    Option,
    PasswordEdit,
    Toggle,
    Words,
)
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say

__all__ = [
    "AreaField",
    "ChoiceField",
    "Field",
    "NumberField",
    "Offer",
    "OptionsField",
    "PasswordField",
    "TextField",
    "TimeField",
    "ToggleField",
    "Words",
]


class Field(QWidget):
    """Any control with its label, help and error. `beside`: parts at the right of the control."""

    edited = Signal()
    """A person changed what is in it."""

    def __init__(
        self,
        speak: Words,
        control: QWidget,
        *beside: QWidget,
        help_words: Words | None = None,
        required: bool = False,
    ) -> None:
        super().__init__()
        self.control = control
        self._speak, self._help = speak, help_words
        self._wrong: Words | None = None
        self.label = label(Role.LABEL)
        self.label.setBuddy(control)
        self.star = label(Role.LABEL, lambda: "*", tone="err")
        if not required:  # never shown here: without a parent it would be a window of its own
            self.star.hide()
        self.required = required
        self._alert = Sign("alert-circle", "err", 16)
        self._below = label(Role.CAPTION, tone="second", wrap=True)
        self._below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._foot = box(row(self._alert, self._below, gap=6))
        head = row(self.label, self.star, None, gap=6)
        body = row(control, *beside)
        self.setLayout(column(head, body, self._foot, gap=5))
        say(self, self.speak)

    def tell_wrong(self, speak: Words | None) -> None:
        """Say what is wrong with it; None: nothing."""
        self._wrong = speak
        _mark_wrong(self.control, wrong=speak is not None)
        self.speak()

    def help_with(self, speak: Words | None) -> None:
        """Say something else below it."""
        self._help = speak
        self.speak()

    @property
    def is_wrong(self) -> bool:
        """Whether a sentence stands below it that says so."""
        return self._wrong is not None

    def speak(self) -> None:
        """Say all of it again."""
        self.label.setText(self._speak())
        below = self._wrong or self._help
        text = below() if below else ""
        self._alert.setVisible(self._wrong is not None)
        self._below.setText(text)
        _tone(self._below, "err" if self._wrong else "second")
        self._foot.setVisible(bool(text))
        self.control.setAccessibleName(self._speak())
        self.control.setAccessibleDescription(text)
        if isinstance(self.control, QComboBox):
            self.control.view().setAccessibleName(self._speak())

    def set_read_only(self, *, read_only: bool) -> None:
        """Let it be read, and copied, but not changed."""
        control = self.control
        if isinstance(control, (QLineEdit, QPlainTextEdit)):
            control.setReadOnly(read_only)
            _polish(control)
        else:
            control.setEnabled(not read_only)


class TextField(Field):
    """One line of text. `hint` stands in the empty field."""

    def __init__(
        self,
        speak: Words,
        *beside: QWidget,
        help_words: Words | None = None,
        required: bool = False,
        hint: Words | None = None,
    ) -> None:
        self.line = LineEdit()
        super().__init__(speak, self.line, *beside, help_words=help_words, required=required)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        if hint is not None:
            say(self.line, lambda: self.line.setPlaceholderText(hint()))

    def value(self) -> str:
        """What is written, without space at its ends."""
        return self.line.text().strip()

    def put(self, text: str) -> None:
        """Show another text."""
        self.line.put(text)


class PasswordField(Field):
    """A password with an eye. `take` gives it and empties the field."""

    def __init__(
        self, speak: Words, *, help_words: Words | None = None, required: bool = False
    ) -> None:
        self.line = PasswordEdit()
        super().__init__(speak, self.line, help_words=help_words, required=required)
        self.line.textEdited.connect(lambda _text: self.edited.emit())

    def is_filled(self) -> bool:
        """Whether something is written."""
        return bool(self.line.text())

    def take(self) -> str:
        """What is written; it is in the field no more."""
        return self.line.take()


class AreaField(Field):
    """Some lines of text."""

    def __init__(
        self,
        speak: Words,
        *,
        lines: int = 3,
        help_words: Words | None = None,
        required: bool = False,
    ) -> None:
        self.area = Area(lines)
        super().__init__(speak, self.area, help_words=help_words, required=required)
        self._putting = False
        self.area.textChanged.connect(self._changed)

    def value(self) -> str:
        """What is written, without space at its ends."""
        return self.area.toPlainText().strip()

    def put(self, text: str) -> None:
        """Show another text, unless it stands there."""
        if text != self.area.toPlainText():
            self._putting = True
            self.area.setPlainText(text)
            self._putting = False

    def _changed(self) -> None:
        if not self._putting:
            self.edited.emit()


class NumberField(Field):
    """A number within a span, or nothing; its unit is `beside` it (a label, or a choice)."""

    def __init__(
        self,
        speak: Words,
        span: tuple[float, float],
        *beside: QWidget,
        decimals: int = 0,
        step: float = 1,
        help_words: Words | None = None,
        required: bool = False,
    ) -> None:
        self.line = NumberEdit(*span, decimals=decimals, step=step)
        super().__init__(speak, self.line, *beside, help_words=help_words, required=required)
        self.line.numbered.connect(self.edited.emit)

    def value(self) -> float | None:
        """None when nothing is written, or no number within the span."""
        return self.line.value()

    def put(self, value: float | None) -> None:
        """Show a number, or nothing."""
        self.line.put_value(value)


class ChoiceField(Field):
    """One of some values."""

    def __init__(
        self,
        speak: Words,
        offers: Sequence[Offer],
        *beside: QWidget,
        help_words: Words | None = None,
        required: bool = False,
    ) -> None:
        self.choice = Choice(offers)
        super().__init__(speak, self.choice, *beside, help_words=help_words, required=required)
        self.choice.chosen.connect(lambda _value: self.edited.emit())

    def offer(self, offers: Sequence[Offer]) -> None:
        """Other values."""
        self.choice.offer(offers)

    def value(self) -> str:
        """The value in sight."""
        return self.choice.value()

    def put(self, value: str) -> None:
        """Show another value."""
        self.choice.put(value)


class TimeField(Field):
    """A time of the day, hours and minutes."""

    def __init__(self, speak: Words, *, help_words: Words | None = None) -> None:
        self.time = QTimeEdit()
        self.time.setFont(font(Role.BODY))
        self.time.setDisplayFormat("HH:mm")
        self.time.setFixedWidth(104)
        self.time.setKeyboardTracking(False)
        self.time.lineEdit().setTextMargins(
            10, 0, 0, 0
        )  # the sheet's padding is not the inner one's
        super().__init__(speak, self.time, help_words=help_words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._putting = False
        self.time.timeChanged.connect(lambda _time: self._changed())

    def value(self) -> time:
        """The time in sight."""
        shown = self.time.time()
        return time(shown.hour(), shown.minute())

    def put(self, moment: time) -> None:
        """Show another time."""
        self._putting = True
        self.time.setTime(QTime(moment.hour, moment.minute))
        self._putting = False

    def _changed(self) -> None:
        if not self._putting:
            self.edited.emit()


class ToggleField(QWidget):
    """A switch with words at its left and help below them."""

    edited = Signal()

    def __init__(self, speak: Words, *, help_words: Words | None = None) -> None:
        super().__init__()
        self.toggle = Toggle()
        self._help = label(Role.CAPTION, tone="second", wrap=True)
        self.setLayout(column(self.toggle, self._help, gap=0))
        self._speak, self._help_words = speak, help_words
        self.toggle.clicked.connect(lambda _on: self.edited.emit())
        say(self, self.speak)

    def speak(self) -> None:
        """Say all of it again."""
        text = self._help_words() if self._help_words else ""
        self.toggle.setText(self._speak())
        self.toggle.setAccessibleDescription(text)
        self._help.setText(text)
        self._help.setVisible(bool(text))

    def help_with(self, speak: Words | None, tone: str = "second") -> None:
        """Say something else below it, in another tone ("err" for what is weaker)."""
        self._help_words = speak
        _tone(self._help, tone)
        self.speak()

    def value(self) -> bool:
        """Whether it is on."""
        return self.toggle.isChecked()

    def put(self, on: bool) -> None:  # noqa: FBT001 - the only value there is
        """Turn it."""
        self.toggle.setChecked(on)

    def set_read_only(self, *, read_only: bool) -> None:
        """Let it be seen, but not turned."""
        self.toggle.setEnabled(not read_only)


class OptionsField(Field):
    """A few values side by side, all in sight; arrows choose among them. (value, words, icon)."""

    def __init__(
        self,
        speak: Words,
        offers: Sequence[tuple[str, Words, str]],
        *,
        help_words: Words | None = None,
    ) -> None:
        self.options = {value: Option(icon) for value, _, icon in offers}
        line = box(row(*self.options.values()))
        super().__init__(speak, line, help_words=help_words)
        self._group = QButtonGroup(self)
        for value, words, _icon in offers:
            made = self.options[value]
            self._group.addButton(made)
            say(made, partial(_write, made, words))
            made.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> str:
        """The chosen one; "" before any is."""
        return next((value for value, made in self.options.items() if made.isChecked()), "")

    def put(self, value: str) -> None:
        """Choose another."""
        if value in self.options:
            self.options[value].setChecked(True)


def _write(made: Option, words: Words) -> None:
    made.setText(words())
    made.updateGeometry()


def _tone(made: QWidget, tone: str) -> None:
    if made.property("tone") != tone:
        made.setProperty("tone", tone)
        _polish(made)


def _mark_wrong(control: QWidget, *, wrong: bool) -> None:
    if bool(control.property("wrong")) != wrong and isinstance(
        control, (QLineEdit, QPlainTextEdit, QComboBox, QTimeEdit)
    ):
        control.setProperty("wrong", wrong)
        _polish(control)


def _polish(made: QWidget) -> None:
    made.style().unpolish(made)
    made.style().polish(made)
    made.update()
