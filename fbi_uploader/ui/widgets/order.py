"""The way of the Tab key: as things lie on the page, though some of them were made later.

Qt appends what is made later to the end of a window's chain, whatever its place is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)


def follow_layout(page: QWidget) -> None:
    """Let Tab go through a page as its layouts do."""
    for before, after in pairwise(list(focusable(page))):
        if before.window() is after.window():
            QWidget.setTabOrder(before, after)


def focusable(widget: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard by Tab, in the order of the layouts."""
    policy = widget.focusPolicy()
    # Of buttons that exclude each other Tab reaches only the chosen one, which may be another soon.
    if policy & Qt.FocusPolicy.TabFocus or (
        isinstance(widget, QAbstractButton) and policy is not Qt.FocusPolicy.NoFocus
    ):
        yield widget
    for part in _parts(widget):
        yield from focusable(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, (QComboBox, QAbstractSpinBox)):  # their parts are one control
        return
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        yield from (inner,) if inner is not None else ()
    elif isinstance(widget, QStackedWidget):
        pages = (widget.widget(index) for index in range(widget.count()))
        yield from (one for one in pages if one is not None)
    elif layout is not None:
        yield from _laid_out(layout)
    else:
        yield from (
            one for one in widget.children() if isinstance(one, QWidget) and not one.isWindow()
        )


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
