"""A small dialog in the look of the pages: title, sentence, controls, buttons; Esc closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say


class Dialog(QDialog):
    """Shown by `open()`, which returns at once; it is gone when it is closed."""

    def __init__(
        self,
        parent: QWidget | None,
        title: Callable[[], str],
        sentence: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(24, 20, 24, 20)
        self.inner.setSpacing(12)
        self.inner.addWidget(label(Role.TITLE, title, wrap=True))
        if sentence is not None:
            self.inner.addWidget(label(tone="second", speak=sentence, wrap=True))
        say(self, lambda: self.setWindowTitle(title()))

    def add(self, part: QWidget | QLayout) -> None:
        """Something between the sentence and the buttons."""
        if isinstance(part, QWidget):
            self.inner.addWidget(part)
        else:
            self.inner.addLayout(part)

    def choice(
        self, kind: Kind, word: Callable[[], str], act: Callable[[], None], icon: str = ""
    ) -> Button:
        """A button that closes the dialog, then does `act`. For `set_choices`."""

        def chosen() -> None:
            self.accept()
            act()

        return button(kind, word, chosen, icon=icon)

    def set_choices(self, *buttons: Button) -> None:
        """At the end, from left to right; Enter is the last one's unless another has the keys."""
        self.inner.addSpacing(4)
        self.inner.addLayout(row(None, *buttons))
        buttons[-1].setDefault(True)


def nothing() -> None:
    """What a choice does that changes nothing."""
