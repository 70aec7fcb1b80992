"""Bytes, rate and time left of the submission that is being sent, its bar, and its rate graph."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.models.underway import Transfer
from fbi_uploader.ui.transfers.graph import RateGraph
from fbi_uploader.ui.transfers.traffic import Traffic
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import duration, number, rate, size, translate

_THOUSAND = 1000
_GRAPH_ROOM = 860
"""Pixels of the page's list below which the graph gives way."""


class Figure(QWidget):
    """A large figure and a small word beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.value = label(Role.FIGURE)
        self.word = label(tone="second")
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(5)
        for one in (self.value, self.word):
            inner.addWidget(one)
        inner.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def tell(self, value: str, word: str = "") -> None:
        """Others; no value hides it."""
        self.value.setText(value)
        self.word.setText(word)
        self.word.setVisible(bool(word))
        self.setVisible(bool(value))


class Figures(QWidget):
    """Of one submission: told by `tell`, a few times a second."""

    def __init__(self) -> None:
        super().__init__()
        self.sent, self.rate, self.left = Figure(), Figure(), Figure()
        self.bar = QProgressBar()
        self.bar.setRange(0, _THOUSAND)
        self.bar.setTextVisible(False)
        self.note = label(Role.CAPTION, tone="second", wrap=True)
        self.graph = RateGraph()
        figures = row(self.sent, self.rate, self.left, None, gap=24)
        left = box(column(figures, self.bar, self.note, gap=8))
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setLayout(row(left, self.graph, gap=28))
        self._roomy = self._moves = True

    def set_room(self, width: int) -> None:
        """Without the graph where there is no room for it, or nothing to draw."""
        self._roomy = width >= _GRAPH_ROOM
        self.graph.setVisible(self._roomy and self._moves)

    def tell(self, one: Transfer, traffic: Traffic) -> None:
        """Show where it stands now."""
        sent, total = traffic.sent(one), traffic.total(one)
        pace = traffic.pace(one)
        speed = pace.rate if pace else 0.0
        self.sent.tell(size(sent), translate("Transfers", "of %1").replace("%1", size(total)))
        moving = one.stage is Stage.SENDING and sent < total
        self.rate.tell(rate(speed) if moving and pace else "")
        left = pace.left(total - sent) if pace and moving else None
        self.left.tell(
            "" if left is None else duration(left),
            translate("Transfers", "left"),
        )
        self._tell_bar(sent, total)
        note = _note(one, traffic) if one.running else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._moves = pace is not None
        self.graph.setVisible(self._roomy and self._moves)
        self.graph.tell(pace.series() if pace else (), speed)

    def _tell_bar(self, sent: int, total: int) -> None:
        share = sent * _THOUSAND // total if total else 0
        self.bar.setValue(share)
        told = translate("Transfers", "%1 of %2").replace("%1", size(sent))
        self.bar.setAccessibleName(told.replace("%2", size(total)))


def _note(one: Transfer, traffic: Traffic) -> str:
    """What is going on behind the figures, and that nobody has to stay."""
    live = traffic.live.get(one.id)
    if one.stage is Stage.PUBLISHING:
        return translate("Transfers", "All has arrived; the assays are being put in place.")
    files = ""
    if live and live.files_total > 1:
        counted = translate("Transfers", "%1 of %2 files arrived and verified.")
        files = counted.replace("%1", number(live.files_done))
        files = f"{files.replace('%2', number(live.files_total))} "
    if live and live.sent >= live.total > live.proved:
        return files + translate("Transfers", "All is sent; it is being read back to prove it.")
    return files + translate(
        "Transfers", "You can leave: this PC ends it alone, even with the window closed."
    )
