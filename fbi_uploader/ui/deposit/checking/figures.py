"""The four figures at the top: how much, how many, how long, where to."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.frames import box, card, column, line, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import Elided


class Figure(QWidget):
    """A large word, and a small line below it."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.value = Elided(Role.CARD)
        self.below = Elided(Role.CAPTION, "text2")
        inner = row(Sign(icon, "accent_text"), box(column(self.value, self.below, gap=2)), gap=14)
        inner.setContentsMargins(18, 14, 14, 14)
        self.setLayout(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, value: str, below: str) -> None:
        """Other words."""
        self.value.set_text(value)
        self.below.set_text(below)


class Figures(QWidget):
    """All four, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.amount = Figure("upload")
        self.files = Figure("files")
        self.time = Figure("clock")
        self.node = Figure("server")
        parts: list[QWidget] = [self.amount]
        for one in (self.files, self.time, self.node):
            parts += [line(vertical=True), one]
        ground: QFrame = card(row(*parts, gap=0))
        whole = column(ground)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
