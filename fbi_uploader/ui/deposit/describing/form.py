"""The form of the part in sight: made from its template, filled from the worksheet."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.drafting.placing import Places
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.form import SectionKind, form
from fbi_uploader.isa.template.model import Template
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describing.asked import asked, fact_of, facts, with_said
from fbi_uploader.ui.deposit.describing.faultwords import fault_of
from fbi_uploader.ui.deposit.describing.field import FormField
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.deposit.describing.layers import Layers, layers_of, same
from fbi_uploader.ui.deposit.describing.making import make_editor
from fbi_uploader.ui.deposit.describing.panel import FormPanel, Section
from fbi_uploader.ui.deposit.describing.reading import NOTHING, Read, Reader
from fbi_uploader.ui.deposit.describing.standing import (
    Standing,
    Standings,
    fields_at,
    level_of,
    template_of,
)
from fbi_uploader.ui.widgets.frames import Scroll
from fbi_uploader.ui.words import translate

_MOST_KEPT = 6
"""Forms that are kept to be shown again at once."""
PanelKey = tuple[str, str]


class Form(QWidget):
    """Every keystroke goes to the worksheet; what the worksheet says comes back to the fields."""

    touched = Signal()

    def __init__(
        self, deposit: Deposit, knowledge: Knowledge, reader: Reader, standings: Standings
    ) -> None:
        super().__init__()
        self._deposit, self._knowledge = deposit, knowledge
        self._reader, self._standings = reader, standings
        self.part = ""
        self._typed_in = False
        self._layers = Layers()
        self._sections: list[tuple[str, tuple[str, ...]]] = []
        self._panels: OrderedDict[PanelKey, FormPanel] = OrderedDict()
        self._stack = QStackedWidget()
        self._scrolls: dict[PanelKey, Scroll] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    # -- which part

    @property
    def panel(self) -> FormPanel | None:
        """The form in sight."""
        return self._panels.get(self._key()) if self._panels else None

    def show_part(self, part: str) -> None:
        """Describe another part."""
        self.part, self._typed_in = part, False
        self._deposit.history.settle()
        panel = self._panel()
        self._read_layers()
        for field in panel.fields.values():
            field.begin()
        self._choose_sections()
        panel.set_width(self._room())
        panel.show_sections(self._told_sections())
        self._fill(panel)
        self._stack.setCurrentWidget(self._scrolls[self._key()])

    def refresh(self) -> None:
        """The worksheet changed, or more was read: show it in the same sections."""
        panel = self.panel
        if panel is None:
            self.show_part(self.part)
            return
        self._read_layers()
        panel.tell(self._told_sections())
        self._fill(panel)

    def read_came(self) -> None:
        """Sections may change as long as nobody typed here: fields do not move under fingers."""
        inside = self.panel is not None and any(
            field.editor.has_focus() for field in self.panel.fields.values()
        )
        if self._typed_in or inside:
            self.refresh()
        else:
            self.show_part(self.part)

    def forget(self) -> None:
        """Other templates: all forms are made anew."""
        for key in list(self._panels):
            self._drop(key)

    def _template(self) -> Template | None:
        return template_of(self._deposit.sheet, self.part, self._knowledge)

    def _key(self) -> PanelKey:
        level = level_of(self._deposit.sheet, self.part)
        template = self._template()
        # A level above has the fields of several templates: their ids tell which.
        names = ",".join(one.id for one in template.field) if template and level != "A" else ""
        return level, names or (template.id if template else "")

    def _panel(self) -> FormPanel:
        key = self._key()
        if key not in self._panels:
            level = key[0]
            fields = map(asked, fields_at(self._template(), level))
            panel = FormPanel(
                [*facts(level), *fields], lambda one: make_editor(one, self._knowledge, self.files)
            )
            panel.made.connect(self._wire)
            self._panels[key] = panel
            self._scrolls[key] = Scroll(panel)
            self._stack.addWidget(self._scrolls[key])
        self._panels.move_to_end(key)
        for old in list(self._panels)[:-_MOST_KEPT]:
            self._drop(old)
        return self._panels[key]

    def _drop(self, key: PanelKey) -> None:
        del self._panels[key]
        scroll = self._scrolls.pop(key)
        self._stack.removeWidget(scroll)
        scroll.deleteLater()

    def _wire(self, field: FormField) -> None:
        field.said.connect(lambda value: self._said(field, value))
        field.left.connect(self._deposit.history.settle)
        self._fill_one(field)

    # -- values down to the worksheet

    def _said(self, field: FormField, value: MetadataValue | None) -> None:
        self._typed_in = True
        one = field.one
        kept = None if one.rules and same(value, self._layers.beneath(one.key)) else value
        part = self.part

        def edit(sheet: Worksheet) -> Worksheet:
            return with_said(sheet, part, one, kept)

        self._deposit.apply(edit, typing=f"describe:{part}:{one.key}")
        self.touched.emit()

    # -- and up to the fields

    def read(self) -> Read:
        """What is known of the files of the part in sight."""
        assay = self._deposit.sheet.assay(self.part)
        return self._reader.of(self.part, assay.template) if assay else NOTHING

    def _read_layers(self) -> None:
        proposed = self._knowledge.proposed(self._template())
        self._layers = layers_of(self._deposit.sheet, self.part, self.read().values, proposed)

    def _fill(self, panel: FormPanel) -> None:
        for field in panel.fields.values():
            self._fill_one(field)

    def _fill_one(self, field: FormField) -> None:
        one = field.one
        if one.rules is None:
            own, beneath = fact_of(self._deposit.sheet, self.part, one.key), None
        else:
            own, beneath = self._layers.own.get(one.key), self._layers.beneath(one.key)
        field.put(own, beneath, varies=one.key in self.read().varying)
        field.judge(fault_of(one, own, self._knowledge.vocabularies), own)

    # -- sections

    def _choose_sections(self) -> None:
        level = level_of(self._deposit.sheet, self.part)
        own_facts = tuple(one.key for one in facts(level))
        template, fields = self._template(), fields_at(self._template(), level)
        chosen: list[tuple[str, tuple[str, ...]]] = []
        if template is not None and fields:
            shown = {**self._layers.whole(), **self._layers.read}
            asked_for = template.model_copy(update={"field": fields})
            chosen = [
                (str(one.kind), tuple(field.id for field in one.fields))
                for one in form(asked_for, shown)
            ]
        of_part = ("facts", own_facts)
        self._sections = [*chosen, of_part] if level == "A" else [of_part, *chosen]

    def _told_sections(self) -> list[Section]:
        found = self._standings.of(self._deposit.sheet, self.part, self.read().values)
        level = level_of(self._deposit.sheet, self.part)
        return [
            Section(_title(kind, level), keys, _beside(kind, found))
            for kind, keys in self._sections
        ]

    # -- files and room

    def files(self) -> Iterator[str]:
        """Files of the assay in sight (or of all below), as they lie below what was dropped."""
        sheet, shelf = self._deposit.sheet, self._deposit.shelf
        study = sheet.study(self.part)
        below = [one.id for one in study.assays] if study else [one.id for _, one in sheet.assays()]
        wanted = {self.part} if sheet.assay(self.part) else set(below)
        places = Places(sheet)
        for head in shelf.heads():
            if places.of(head) in wanted:
                yield _below_drop(head, sheet.drops)

    def _room(self) -> int:
        return self.width() - 32

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Two columns, or one."""
        super().resizeEvent(event)
        if self.panel is not None:
            self.panel.set_width(self._room())


def _below_drop(head: str, drops: tuple[str, ...]) -> str:
    root = next((one for one in drops if head.startswith(one.rstrip(os.sep) + os.sep)), "")
    return os.path.relpath(head, root).replace(os.sep, "/") if root else os.path.basename(head)


def _title(kind: str, level: str) -> str:
    words = {
        SectionKind.REQUIRED.value: translate("Describe", "Required"),
        SectionKind.READ.value: translate("Describe", "Read in the files"),
        SectionKind.OPTIONAL.value: translate("Describe", "Optional"),
        "I": translate("Describe", "The investigation"),
        "S": translate("Describe", "The study"),
        "A": translate("Describe", "The assay"),
    }
    return words.get(kind) or words[level]


def _beside(kind: str, found: Standing) -> str:
    if kind == SectionKind.READ:
        return translate("Describe", "Correct them if needed")
    if kind != SectionKind.REQUIRED:
        return ""
    if not found.missing:
        return translate("Describe", "All filled in")
    told = translate("Describe", "%n field(s) to fill in of %1", None, found.missing)
    return told.replace("%1", str(found.required))
