"""Cards, bars and lines: the grounds that a page is laid out on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

BAR = 56
GAP = 16


def row(*parts: QWidget | QLayout | int | None, gap: int = 8) -> QHBoxLayout:
    """Side by side; a number is a fixed space, None takes the rest."""
    made = QHBoxLayout()
    _fill(made, parts, gap)
    return made


def column(*parts: QWidget | QLayout | int | None, gap: int = 8) -> QVBoxLayout:
    """One below the other; a number is a fixed space, None takes the rest."""
    made = QVBoxLayout()
    _fill(made, parts, gap)
    return made


def _fill(box: QBoxLayout, parts: tuple[QWidget | QLayout | int | None, ...], gap: int) -> None:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)


def box(layout: QLayout) -> QWidget:
    """A widget that holds a layout and paints nothing."""
    made = QWidget()
    made.setLayout(layout)
    return made


def at_top(part: QWidget) -> QWidget:
    """A sign beside words of several lines: level with the first, no wider than itself."""
    made = box(column(part, None))
    made.setFixedWidth(part.width())
    return made


def card(layout: QLayout, *, margin: int = 0) -> QFrame:
    """A white ground with an edge and round corners."""
    made = QFrame()
    made.setProperty("part", "card")
    layout.setContentsMargins(margin or 1, margin or 1, margin or 1, margin or 1)
    made.setLayout(layout)
    return made


def card_bar(*parts: QWidget | QLayout | int | None) -> QWidget:
    """The head of a card, 56 px."""
    made = box(row(*parts))
    made.setFixedHeight(BAR)
    inner = made.layout()
    if inner is not None:
        inner.setContentsMargins(16, 0, 8, 0)
    return made


def line(*, vertical: bool = False) -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("part", "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


class Scroll(QScrollArea):
    """A column that scrolls, and is never wider than what is seen of it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        inner.setProperty("part", "canvas")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As its content, for layouts that give what is asked."""
        inner = self.widget()
        return inner.sizeHint() if inner else super().sizeHint()


def grow(widget: QWidget, *, across: bool = True, down: bool = False) -> QWidget:
    """Let a widget take room, and give it back."""
    policy = QSizePolicy.Policy
    widget.setSizePolicy(
        policy.Expanding if across else policy.Preferred,
        policy.Expanding if down else policy.Preferred,
    )
    return widget
