"""Ways to give one value. Each holds its widgets; `field` puts label, help and error round them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template import orcid
from fbi_uploader.isa.template.model import Choice as OneChoice
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.values import from_text, same_unit
from fbi_uploader.ui.deposit.describing.asked import in_language
from fbi_uploader.ui.deposit.describing.figures import figure
from fbi_uploader.ui.widgets.inputs import Area, Choice, LineEdit, Offer
from fbi_uploader.ui.words import say, translate

_UNDOES = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Editor(QObject):
    """`main` and, at its right, `beside`. `edited`: a person changed it; `left`: it was left."""

    edited = Signal()
    left = Signal()
    wide = False
    """Whether it takes the whole width of the form."""

    def __init__(self, main: QWidget, *beside: QWidget) -> None:
        super().__init__()
        self.main = main
        self.beside = beside

    def value(self) -> MetadataValue | None:
        """What is said; None where nothing is."""
        raise NotImplementedError

    def put(self, value: MetadataValue | None) -> None:
        """Show another value."""
        raise NotImplementedError

    def caption(self) -> str:
        """What the value is called besides, for the line below; "" for nothing."""
        return ""

    def focus_parts(self) -> Sequence[QWidget]:
        """What has the keyboard, one after the other."""
        return (self.main, *self.beside)

    def name(self, label: str, description: str) -> None:
        """Tell screen readers what it is for."""
        for part in (self.main, *self.beside):
            if not part.accessibleName() or part is self.main:
                part.setAccessibleName(label)
        self.main.setAccessibleDescription(description)

    def mark(self, *, wrong: bool) -> None:
        """Its edge says that something is wrong."""
        if bool(self.main.property("wrong")) != wrong:
            self.main.setProperty("wrong", wrong)
            self.main.style().unpolish(self.main)
            self.main.style().polish(self.main)
            self.main.update()

    def has_focus(self) -> bool:
        """Whether somebody is in it."""
        return any(part.hasFocus() for part in self.focus_parts())

    def watch(self, *parts: QWidget) -> None:
        """Tell when these are left, and leave undo to the page."""
        for part in parts:
            part.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Undo and redo are those of the whole deposit, not of one line."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            undoes = map(
                event.matches, (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            )
            if any(undoes):
                event.ignore()
                return True
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            self._lost(event.reason())
        return False

    def _lost(self, reason: Qt.FocusReason) -> None:
        # Another window in front, or a menu, is no leaving.
        staying = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
        if reason not in staying:
            self.left.emit()


class TextEditor(Editor):
    """One line."""

    def __init__(self) -> None:
        self.line = LineEdit()
        super().__init__(self.line)
        self.watch(self.line)
        self.line.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> MetadataValue | None:
        """Without space at its ends."""
        text = self.line.text().strip()
        return MetadataValue(value=text) if text else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        self.line.put("" if value is None else str(value.value))


class OrcidEditor(TextEditor):
    """An ORCID iD, however it is pasted."""

    def value(self) -> MetadataValue | None:
        """Sixteen signs with hyphens; what is none stays as it was typed."""
        text = self.line.text().strip()
        return MetadataValue(value=orcid.normal(text) or text) if text else None


class LongEditor(Editor):
    """Some lines."""

    def __init__(self, lines: int = 3) -> None:
        self.area = Area(lines)
        super().__init__(self.area)
        self.watch(self.area)
        self._putting = False
        self.area.textChanged.connect(self._changed)

    def value(self) -> MetadataValue | None:
        """Without space at its ends."""
        text = self.area.toPlainText().strip()
        return MetadataValue(value=text) if text else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        text = "" if value is None else str(value.value)
        if text != self.area.toPlainText():
            self._putting = True
            self.area.setPlainText(text)
            self._putting = False

    def _changed(self) -> None:
        if not self._putting:
            self.edited.emit()


class NumberEditor(Editor):
    """A number with the decimal sign of either language, and its unit."""

    def __init__(self, rules: TemplateField) -> None:
        self._rules = rules
        self._bare = rules.model_copy(update={"units": ()})
        self.line = LineEdit()
        self.unit = Choice([(one, partial(str, one)) for one in rules.units])
        self.unit.setMinimumWidth(96)
        self.unit.setEnabled(len(rules.units) > 1)
        super().__init__(self.line, *([self.unit] if rules.units else []))
        self.watch(self.line, self.unit)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.unit.chosen.connect(lambda _unit: self.edited.emit())
        say(self.unit, lambda: self.unit.setAccessibleName(translate("Describe", "Unit")))

    def value(self) -> MetadataValue | None:
        """A number; what is none stays text, so that it is told."""
        text = self.line.text().strip()
        if not text:
            return None
        found = from_text(self._bare, "number", text)
        if isinstance(found.value, str):
            return found
        units = {same_unit(one): one for one in self._rules.units}
        if found.unit is not None and same_unit(found.unit) in units:
            self.unit.put(units[same_unit(found.unit)])
        unit = self.unit.value() if units else None
        return MetadataValue(value=found.value, unit=unit or found.unit)

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        if value is None:
            self.line.put("")
            return
        self.line.put(figure(value))
        units = {same_unit(one): one for one in self._rules.units}
        known = units.get(same_unit(value.unit or ""))
        if known is not None:
            self.unit.put(known)


class ChoiceEditor(Editor):
    """One of a few values, or none so far."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        none: Offer = ("", lambda: translate("Describe", "Choose…"))
        self.choice = Choice([none, *offers])
        super().__init__(self.choice)
        self.watch(self.choice)
        self.choice.chosen.connect(lambda _value: self.edited.emit())

    def value(self) -> MetadataValue | None:
        """The one in sight."""
        chosen = self.choice.value()
        return MetadataValue(value=chosen) if chosen else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        self.choice.put("" if value is None else str(value.value))


def choice_editor(rules: TemplateField) -> ChoiceEditor:
    """For the choices of a template's field."""
    return ChoiceEditor([(one.value, partial(_choice_word, one)) for one in rules.choices])


def _choice_word(one: OneChoice) -> str:
    return in_language(one.label) if one.label else one.value


class YesNoEditor(ChoiceEditor):
    """Yes or no."""

    def __init__(self) -> None:
        yes: Offer = ("yes", lambda: translate("Describe", "Yes"))
        no: Offer = ("no", lambda: translate("Describe", "No"))
        super().__init__([yes, no])

    def value(self) -> MetadataValue | None:
        """True or False."""
        chosen = self.choice.value()
        return MetadataValue(value=chosen == "yes") if chosen else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        said = None if value is None else value.value
        self.choice.put("yes" if said is True else "no" if said is False else "")


class PersonEditor(Editor):
    """A name, and an ORCID iD beside it."""

    def __init__(self) -> None:
        self.line, self.orcid = LineEdit(), LineEdit()
        super().__init__(self.line, self.orcid)
        self.watch(self.line, self.orcid)
        self.orcid.setMaximumWidth(190)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.orcid.textEdited.connect(lambda _text: self.edited.emit())
        say(self.orcid, self._speak)

    def _speak(self) -> None:
        self.orcid.setPlaceholderText("ORCID")
        self.orcid.setAccessibleName("ORCID")
        self.line.setPlaceholderText(translate("Describe", "First name and name"))

    def value(self) -> MetadataValue | None:
        """The name; `term_id` the ORCID iD."""
        name, number = self.line.text().strip(), self.orcid.text().strip()
        if not name and not number:
            return None
        return MetadataValue(value=name, term_id=orcid.normal(number) or number or None)

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        self.line.put("" if value is None else str(value.value))
        self.orcid.put("" if value is None else value.term_id or "")
