"""One field of the form: label, editor, help or error; or what the files say, with a pen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from fbi_uploader.errors import Severity
from fbi_uploader.isa.model import MetadataValue, ReadFrom
from fbi_uploader.isa.template.values import Fault
from fbi_uploader.paths import shown
from fbi_uploader.ui.deposit.describing.asked import Asked
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.deposit.describing.faultwords import sentence
from fbi_uploader.ui.deposit.describing.figures import in_words, source
from fbi_uploader.ui.deposit.describing.layers import same
from fbi_uploader.ui.widgets.buttons import HEIGHT, Button, Kind, button
from fbi_uploader.ui.widgets.fields import Field
from fbi_uploader.ui.widgets.inputs import LineEdit
from fbi_uploader.ui.widgets.marks import Pill, Tone
from fbi_uploader.ui.widgets.text import set_tone
from fbi_uploader.ui.words import translate

_PAUSE = 700
"""Milliseconds after the last key before an error is said: half a date is no mistake."""


class Shown(Enum):
    """What is in sight of a field."""

    EDITOR = auto()
    READ = auto()


class ReadBox(LineEdit):
    """What a file says: to be read and copied, with a badge and a pen."""

    def __init__(self, override: Callable[[], None]) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.badge = Pill(Tone.ACCENT, "image", self)
        self.pen = button(
            Kind.ICON,
            lambda: translate("Describe", "Write something else"),
            override,
            icon="pen",
        )
        self.pen.setParent(self)

    def speak(self, value: MetadataValue) -> None:
        """Show a value, and name its file."""
        self.put(in_words(value).replace("\n", " "))
        told = translate("Describe", "Read in %1").replace("%1", shown(source(value)))
        self.setToolTip(f"{self.text()}\n{told}")
        self.badge.setToolTip(told)
        self.setAccessibleDescription(told)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Badge and pen stay at the right."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """The badge's words give way to the value."""
        self.badge.set(translate("Describe", "read in the file"))
        needed = self.fontMetrics().horizontalAdvance(self.text()) + _EDGES + HEIGHT
        if needed + self.badge.sizeHint().width() > self.width():
            self.badge.set("")
        self.badge.setFixedSize(self.badge.sizeHint())
        self.badge.setAccessibleName(translate("Describe", "read in the file"))
        self.pen.setGeometry(self.width() - HEIGHT, 0, HEIGHT, self.height())
        left = self.width() - HEIGHT - self.badge.width()
        self.badge.move(left, (self.height() - self.badge.height()) // 2)
        self.setTextMargins(0, 0, HEIGHT + self.badge.width() - 4, 0)


_EDGES = 28
"""Pixels of a line's padding at both ends, and of room between text and badge."""


class FormField(Field):
    """`said`: a person said this (a MetadataValue), or nothing any more (None)."""

    said = Signal(object)
    left = Signal()

    def __init__(self, one: Asked, editor: Editor) -> None:
        self.one, self.editor = one, editor
        self.read_box: ReadBox | None = None
        self.back: Button | None = None
        self._read: MetadataValue | None = None
        self._over = self._varies = False
        self._last: tuple[object, ...] = ()
        self._fault: Fault | None = None
        self._fault_value: MetadataValue | None = None
        self._pause = QTimer(singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._tell)
        parts = (*editor.beside, *self._make_read())
        super().__init__(one.words, editor.main, *parts, required=one.required)
        self._pause.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        editor.edited.connect(self._edited)
        editor.left.connect(self._left)

    def _make_read(self) -> tuple[QWidget, ...]:
        """Only for what files can say: most fields need none of it."""
        if self.one.rules is None or self.one.rules.read is None:
            return ()
        self.read_box = ReadBox(self.override)
        self.read_box.hide()
        self.back = button(
            Kind.ICON,
            lambda: translate("Describe", "Take what was read in the file"),
            self.take_read,
            icon="history",
        )
        self.back.hide()
        return self.read_box, self.back

    # -- what is in sight

    def put(
        self,
        own: MetadataValue | None,
        beneath: MetadataValue | None,
        *,
        varies: bool = False,
    ) -> None:
        """Show what is kept, or else what holds when nothing is."""
        if (own, beneath, varies) == self._last and same(self.editor.value(), own):
            return
        self._last = (own, beneath, varies)
        self._read = beneath if _is_read(beneath) else None
        self._varies = varies
        if own is not None:
            self._over = False
        if own is None and self._read is not None and not self._over:
            self._show(Shown.READ)
            self.editor.put(None)
        else:
            self._show(Shown.EDITOR)
            self._put_editor(own if own is not None or self._over else beneath)
        if self.back is not None:
            self.back.setVisible(self._read is not None and own is not None)
        self.speak()

    def _put_editor(self, value: MetadataValue | None) -> None:
        now = self.editor.value()
        typing = self.editor.has_focus() and now is None
        if not same(now, value) and not (typing and self._over):
            self.editor.put(value)

    @property
    def shown(self) -> Shown:
        """Whether it is typed in or only read."""
        reading = self.read_box is not None and self.read_box.isVisibleTo(self)
        return Shown.READ if reading else Shown.EDITOR

    def begin(self) -> None:
        """Another part is described: nobody is writing over what was read any more."""
        self._over = False
        self._pause.stop()

    def _show(self, what: Shown) -> None:
        reading = what is Shown.READ
        if self.read_box is not None:
            self.read_box.setVisible(reading)
        for part in (self.editor.main, *self.editor.beside):
            part.setVisible(not reading)
        self.label.setBuddy(self.read_box if reading and self.read_box else self.control)

    # -- typing

    def override(self) -> None:
        """Write over what was read, beginning with it."""
        self._over = True
        self._show(Shown.EDITOR)
        self.editor.put(self._read)
        self.editor.focus_parts()[0].setFocus()
        if isinstance(self.editor.main, QLineEdit):
            self.editor.main.selectAll()

    def take_read(self) -> None:
        """What was typed goes; what the file says holds again."""
        self._over = False
        self.said.emit(None)
        if self.read_box is not None:
            self.read_box.setFocus()

    def _edited(self) -> None:
        self.said.emit(self.editor.value())

    def _left(self) -> None:
        self._over = False
        if self._pause.isActive():
            self._pause.stop()
            self._tell()
        self.left.emit()

    # -- what is wrong

    def judge(self, fault: Fault | None, value: MetadataValue | None) -> None:
        """What is wrong with its value: said when the person pauses, taken back at once."""
        if fault is None and self._fault is None:
            return
        self._fault, self._fault_value = fault, value
        if fault is None or not self.editor.has_focus():
            self._pause.stop()
            self._tell()
        else:
            self._pause.start()

    def _tell(self) -> None:
        fault, value = self._fault, self._fault_value
        blocking = fault is not None and fault.severity is Severity.BLOCKING
        if fault is None or not blocking:
            self.tell_wrong(None)
        else:
            self.tell_wrong(lambda: sentence(fault, self.one, value))
        self.editor.mark(wrong=blocking)

    def speak(self) -> None:
        """Label, then the error, the warning, or the help below it."""
        super().speak()
        if self.read_box is not None and self._read is not None:
            self.read_box.setAccessibleName(self.one.words())
            self.read_box.speak(self._read)
        fault = self._fault
        warns = fault is not None and fault.severity is not Severity.BLOCKING
        if warns and fault is not None and not self._pause.isActive():
            self._below_with(sentence(fault, self.one, self._fault_value), "warn")
        elif not self.is_wrong:
            self._below_with(self._helping(), "second")
        self.editor.name(self.one.words(), self._below.text())

    def _helping(self) -> str:
        caption = self.editor.caption() if self.shown is Shown.EDITOR else ""
        if caption:
            return caption
        if self._varies:
            return translate("Describe", "Not the same in all the files: left to you.")
        if self.shown is Shown.READ or self.one.help is None:
            return ""
        return self.one.help()

    def _below_with(self, text: str, tone: str) -> None:
        self._alert.set("alert-triangle" if tone == "warn" else "alert-circle", _TINTS[tone])
        self._alert.setVisible(tone == "warn" and bool(text))
        self._below.setText(text)
        if self._below.property("tone") != tone:
            set_tone(self._below, tone)
        self._foot.setVisible(bool(text))

    def tell_wrong(self, speak: Callable[[], str] | None) -> None:
        """Say what is wrong; None: nothing."""
        self._alert.set("alert-circle", "err")
        super().tell_wrong(speak)


_TINTS = {"warn": "warn_icon", "second": "err"}


def _is_read(value: MetadataValue | None) -> bool:
    return value is not None and isinstance(value.origin, ReadFrom)
