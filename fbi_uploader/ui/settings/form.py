"""The settings of one endpoint as fields: to read, or to change where the node is one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import Problem
from fbi_uploader.nodes.editing import Value
from fbi_uploader.ui.settings.formspec import SPECS, Setting
from fbi_uploader.ui.settings.whywords import mistake_words, why_words
from fbi_uploader.ui.widgets.fields import ChoiceField, NumberField, TextField, ToggleField
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

AnyField = TextField | NumberField | ToggleField | ChoiceField
_LARGEST = 65535


class EndpointForm(QWidget):
    """Fields of one kind of endpoint, or `only` some. `edited` when a person changed one."""

    edited = Signal()

    def __init__(self, kind: str, *, read_only: bool, only: Collection[str] | None = None) -> None:
        super().__init__()
        self.kind = kind
        self._settings = [one for one in SPECS[kind] if only is None or one.key in only]
        self.fields: dict[str, AnyField] = {}
        self._problems: tuple[Problem, ...] = ()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        for setting in self._settings:
            field = self.fields[setting.key] = _field(setting)
            field.set_read_only(read_only=read_only)
            field.edited.connect(self._edited)
            whole.addWidget(field)
        self._rest = label(tone="err", wrap=True)
        self._rest.hide()
        whole.addWidget(self._rest)
        say(self, self._speak)

    def show_values(self, values: Mapping[str, object]) -> None:
        """What stands in the node now."""
        for key, field in self.fields.items():
            _put(field, values.get(key))
        self.tell_wrong(())
        self._mark_weak()

    def values(self, model: type[BaseModel]) -> dict[str, Value]:
        """What stands in the fields; None for what is the model's default anyway."""
        return {key: _kept(_got(field), key, model) for key, field in self.fields.items()}

    def tell_wrong(self, problems: tuple[Problem, ...]) -> None:
        """Say each mistake below its field, and those of no field at the end."""
        self._problems = problems
        mine = {
            str(one.facts.get("key", "")).removeprefix(f"{self.kind}."): one for one in problems
        }
        for key, field in self.fields.items():
            why = str(mine[key].facts.get("why", "")) if key in mine else ""
            if not isinstance(field, ToggleField):
                field.tell_wrong(partial(why_words, why) if why else None)
        self._speak()

    def first(self) -> QWidget:
        """The control that writing begins in."""
        found = (one for one in self.fields.values() if not isinstance(one, ToggleField))
        return next(one.control for one in found)

    def first_wrong(self) -> QWidget | None:
        """The first control that something is wrong with."""
        found = (one for one in self.fields.values() if not isinstance(one, ToggleField))
        return next((one.control for one in found if one.is_wrong), None)

    def _speak(self) -> None:
        elsewhere = [one for one in self._problems if self._is_elsewhere(one)]
        self._rest.setText("\n".join(mistake_words(one)[1] for one in elsewhere))
        self._rest.setVisible(bool(elsewhere))

    def _is_elsewhere(self, problem: Problem) -> bool:
        key = str(problem.facts.get("key", "")).removeprefix(f"{self.kind}.")
        return key not in self.fields or isinstance(self.fields[key], ToggleField)

    def _edited(self) -> None:
        self._mark_weak()
        self.edited.emit()

    def _mark_weak(self) -> None:
        for setting in self._settings:
            field = self.fields[setting.key]
            if isinstance(field, ToggleField) and setting.weak is not None:
                weak = field.value() is setting.weak
                field.help_with(
                    _weaker if weak else setting.help_words, "err" if weak else "second"
                )


def _weaker() -> str:
    return translate("Settings", "Less safe than the default.")


def _field(setting: Setting) -> AnyField:
    words, help_words, required = setting.words, setting.help_words, setting.required
    if setting.form == "toggle":
        return ToggleField(words, help_words=help_words)
    if setting.form == "choice":
        return ChoiceField(words, setting.offers, help_words=help_words, required=required)
    if setting.form == "number":
        return NumberField(words, (1, _LARGEST), help_words=help_words, required=required)
    return TextField(words, help_words=help_words, required=required)


def _put(field: AnyField, value: object) -> None:
    if isinstance(field, ToggleField):
        field.put(value is True)
    elif isinstance(field, NumberField):
        field.put(value if isinstance(value, int) else None)
    else:
        field.put("" if value is None else str(value))


def _got(field: AnyField) -> Value:
    if isinstance(field, NumberField):
        number = field.value()
        if number is None:
            return field.line.text().strip() or None  # refused by the model, in its words
        return int(number)
    return field.value()


def _kept(value: Value, key: str, model: type[BaseModel]) -> Value:
    known = model.model_fields[key]
    if value == "" or (not known.is_required() and value == known.default):
        return None
    return value
