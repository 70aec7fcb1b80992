"""Which template an assay is described with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fbi_uploader.isa.template.model import Template
from fbi_uploader.ui.deposit.describing.asked import in_language
from fbi_uploader.ui.deposit.describing.knowledge import Knowledge
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, line, row
from fbi_uploader.ui.widgets.inputs import Choice, Offer
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate


class TemplateChooser(QWidget):
    """`chosen`: another one for the assay in sight; `for_all`: the one in sight for all assays."""

    chosen = Signal(str)
    for_all = Signal(str)

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self._knowledge = knowledge
        self.choice = Choice()
        self.label = label(Role.LABEL, lambda: translate("Describe", "Description template"))
        self.label.setBuddy(self.choice)
        self.told = label(Role.CAPTION, tone="second", wrap=True)
        self.all = button(
            Kind.TEXT,
            lambda: translate("Describe", "For all assays"),
            lambda: self.for_all.emit(self.choice.value()),
            icon="copy",
        )
        inner = column(self.label, self.choice, self.told, row(self.all, None), gap=6)
        inner.setContentsMargins(16, 12, 16, 8)
        self.setLayout(column(line(), inner, gap=0))
        self.choice.chosen.connect(self.chosen.emit)
        say(self, self.speak)

    def refresh(self) -> None:
        """Offer what the node has."""
        none: Offer = ("", lambda: translate("Describe", "Choose…"))
        self.choice.offer([none, *map(_offer, self._knowledge.templates())])
        self.speak()

    def show_template(self, template: str, *, several: bool) -> None:
        """Which one the assay in sight has. `several`: there are other assays."""
        self.choice.put(template)
        self.all.setVisible(several and bool(template))
        self.speak()

    def speak(self) -> None:
        """Say what the template is for, and whether the node asks for it."""
        self.choice.setAccessibleName(translate("Describe", "Description template"))
        template = self._knowledge.template(self.choice.value())
        if template is None:
            told = ""
        elif template.id in self._knowledge.offered:
            told = translate("Describe", "Proposed by the node")
        else:
            told = in_language(template.help) if template.help else ""
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.choice.setAccessibleDescription(told)


def _offer(template: Template) -> Offer:
    return template.id, lambda: in_language(template.names)
