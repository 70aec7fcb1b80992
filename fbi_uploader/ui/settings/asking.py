"""A question that is asked once, in the page: what happens, what stays, and two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, row
from fbi_uploader.ui.widgets.inputs import Words
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate


class Question(QWidget):
    """`called_off` when nothing is to be done; Esc says so too."""

    called_off = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[Words, Words, Words] = (str, str, _remove)
        self._act: Callable[[], None] = lambda: None
        self._title = label(Role.CARD, wrap=True)
        self._sentence = label(tone="second", wrap=True)
        self._sentence.setMaximumWidth(520)
        self.yes = button(Kind.DANGER, self._yes, self._do, icon="trash")
        self.no = button(Kind.PLAIN, lambda: translate("Settings", "Cancel"), self.called_off.emit)
        head = row(Sign("alert-triangle", "warn_icon", 22), self._title, gap=12)
        head.setStretch(1, 1)
        whole = column(head, self._sentence, 8, row(self.no, self.yes, None), None, gap=12)
        whole.setContentsMargins(24, 24, 24, 24)
        self.setLayout(whole)
        say(self, self._speak)

    def ask(self, title: Words, sentence: Words, yes: Words, act: Callable[[], None]) -> None:
        """Ask; the keyboard stands on the harmless answer."""
        self._words, self._act = (title, sentence, yes), act
        self._speak()
        self.no.setFocus()

    def _yes(self) -> str:
        return self._words[2]()

    def _do(self) -> None:
        self._act()

    def _speak(self) -> None:
        title, sentence, _ = self._words
        self._title.setText(title())
        self._sentence.setText(sentence())
        self.yes.setText(self._yes())
        self.yes.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc calls it off."""
        if event.key() == Qt.Key.Key_Escape:
            self.called_off.emit()
        else:
            super().keyPressEvent(event)


def _remove() -> str:
    return translate("Settings", "Remove")
