"""What the folders suggest, shown before anything is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fbi_uploader.drafting.suggesting import Suggestion
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import at_top, box, column, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import middle, say, translate

_NAMED = 3


class SuggestionCard(QWidget):
    """`accepted` when the person wants it."""

    accepted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._suggestion = Suggestion()
        title = label(Role.STRONG, lambda: translate("Organise", "Save time"))
        self.words = label(tone="second", wrap=True)
        self.accept = button(
            Kind.PLAIN,
            lambda: translate("Organise", "Suggest from folders"),
            self.accepted.emit,
        )
        words = box(column(title, self.words, gap=2))
        head = row(at_top(Sign("wand", "accent_text")), words, gap=12)
        whole = column(head, self.accept, gap=12)
        whole.setContentsMargins(28, 24, 28, 24)
        self.setLayout(whole)
        say(self, self._speak)

    def tell(self, suggestion: Suggestion) -> None:
        """Show another one; nothing to suggest is nothing to show."""
        self._suggestion = suggestion
        self.setVisible(bool(suggestion.studies))
        self._speak()

    def _speak(self) -> None:
        assays = [one for study in self._suggestion.studies for one in study.assays]
        names = ", ".join(middle(one.name, 24) for one in assays[:_NAMED])
        if len(assays) > _NAMED:
            names += "…"
        told = translate("Organise", "Your folders can become %n assay(s): ", None, len(assays))
        self.words.setText(told + names)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A soft ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent_soft"))
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 8, 8)
