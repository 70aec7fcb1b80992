"""What is read and pressed on the page of transfers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.transfers.card import TransferCard
from fbi_uploader.ui.transfers.page import TransfersPage
from fbi_uploader.ui.widgets.marks import Pill
from fbi_uploader.ui.widgets.text import Elided

CAMILLE, ANNE = "Camille Roux", "Anne Durand"
NB = "\u00a0"
LONG = 30_000  # ms: a child has to start, on a busy machine


Open = Callable[[], TransfersPage]


def said(widget: QWidget) -> str:
    """All that can be read in sight, with plain spaces for no-break ones."""
    parts = [
        one.text()
        for one in widget.findChildren(QWidget)
        if one.isVisibleTo(widget) and isinstance(one, QLabel | QAbstractButton | Pill | Elided)
    ]
    return "\n".join(parts).replace(NB, " ")


def press(widget: QWidget, word: str, qtbot: QtBot) -> None:
    """The button in sight of that word or name."""
    found = [
        one
        for one in widget.findChildren(QAbstractButton)
        if word in {one.text(), one.accessibleName()} and one.isVisibleTo(widget)
    ]
    assert len(found) == 1, (word, said(widget))
    found[0].setFocus()
    QTest.keyClick(found[0], Qt.Key.Key_Space)


def only(page: TransfersPage) -> TransferCard:
    """The card of the one submission."""
    (card,) = page.cards.values()
    return card


def progress(id_: str, sent: int, total: int) -> dict[str, object]:
    return {
        "event": "Progress",
        "submission": id_,
        "sent": sent,
        "proved": 0,
        "total": total,
        "files_done": 1,
        "files_total": 2,
    }
