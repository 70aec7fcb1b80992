"""A line at the top of the form that says what was done, or what would be, with its buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import column, line, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

Words = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A button of the line."""

    words: Words
    act: Callable[[], None]


class Notice(QWidget):
    """Hidden until something is said; Esc and its x close it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label(wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.offered = Button(Kind.PLAIN)
        self.close_ = button(
            Kind.ICON, lambda: translate("Describe", "Close"), self.shut, icon="close"
        )
        self._speak: Words = str
        self._offer: Offered | None = None
        inner = row(Sign("info", "accent", 20), self.words, self.offered, self.close_, gap=12)
        inner.setContentsMargins(16, 6, 8, 6)
        self.setLayout(column(inner, line(), gap=0))
        self.offered.clicked.connect(lambda _on: self._act())
        self.hide()
        say(self, self._say)

    def tell(self, speak: Words, offered: Offered | None = None) -> None:
        """Say something; the button has the keyboard."""
        self._speak, self._offer = speak, offered
        self._say()
        self.show()
        if offered is not None:
            self.offered.setFocus(Qt.FocusReason.OtherFocusReason)

    def shut(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def _say(self) -> None:
        self.words.setText(self._speak())
        self.setAccessibleName(self.words.text())
        self.offered.setVisible(self._offer is not None)
        if self._offer is not None:
            self.offered.setText(self._offer.words())
            self.offered.updateGeometry()
            self.offered.setAccessibleDescription(self.words.text())

    def _act(self) -> None:
        offered = self._offer
        self.shut()
        if offered is not None:
            offered.act()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
