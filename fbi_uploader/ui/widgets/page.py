"""A place of the window: header, body, and a footer where the way goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.frames import box, column, line
from fbi_uploader.ui.widgets.text import label

HEADER, FOOTER = 76, 72
WIDE = 1100
"""Pixels of the whole window below which margins and the rail are narrow."""
MARGIN, NARROW_MARGIN = 32, 20


class Bar(QFrame):
    """Header or footer: its parts in a row, with the page's margins."""

    def __init__(self, height: int, *parts: QWidget | int | None) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setFixedHeight(height)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        for part in parts:
            if part is None:
                self._row.addStretch(1)
            elif isinstance(part, int):
                self._row.addSpacing(part)
            else:
                self._row.addWidget(part)
        self.set_margin(MARGIN)

    def stretch(self, part: QWidget) -> None:
        """Let a part take the room that is left."""
        self._row.setStretchFactor(part, 1)

    def set_margin(self, margin: int) -> None:
        """At both ends."""
        self._row.setContentsMargins(margin, 0, margin, 0)


class Page(QWidget):
    """Header with a title, body below it; `enter` is called each time it comes into sight."""

    def __init__(self, title: Callable[[], str], *header: QWidget | int | None) -> None:
        super().__init__()
        self.title = label(Role.TITLE, title)
        self.caption = label(Role.CAPTION, tone="second")
        self.caption.hide()
        self.head = box(column(None, self.title, self.caption, None, gap=0))
        self.header = Bar(HEADER, self.head, *(header or (None,)))
        self.body = QWidget()
        self.inner = QVBoxLayout(self.body)
        self.inner.setSpacing(16)
        self.footer: Bar | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.header)
        self._whole.addWidget(line())
        self._whole.addWidget(self.body, 1)
        self._set_margin(MARGIN)

    def set_caption(self, text: str) -> None:
        """A line below the title; none when there is nothing to say."""
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    def set_footer(self, *parts: QWidget | int | None) -> Bar:
        """Give the page its footer."""
        self.footer = Bar(FOOTER, *parts)
        self._whole.addWidget(line())
        self._whole.addWidget(self.footer)
        return self.footer

    def enter(self) -> None:
        """It came into sight."""

    def leave(self) -> None:
        """It went out of sight."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrow margins in a narrow window."""
        super().resizeEvent(event)
        self._set_margin(MARGIN if self.window().width() >= WIDE else NARROW_MARGIN)

    def _set_margin(self, margin: int) -> None:
        self.inner.setContentsMargins(margin, 20, margin, 20)
        self.header.set_margin(margin)
        if self.footer is not None:
            self.footer.set_margin(margin)


class Note(QWidget):
    """The words of a footer: a strong part, and a second one that gives way first."""

    def __init__(self) -> None:
        super().__init__()
        self.strong = label(Role.STRONG)
        self.rest = label(tone="second")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.strong)
        self._row.addWidget(self.rest, 1)
        self.rest.setMinimumWidth(0)
        self.rest.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def tell(self, strong: str, rest: str = "") -> None:
        """Other words."""
        self.strong.setText(strong)
        self.rest.setText(rest)
