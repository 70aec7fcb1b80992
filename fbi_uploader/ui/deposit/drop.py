"""Drop: files and folders come in, and are listed as filesets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QVBoxLayout

from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.dropping.card import FilesetCard
from fbi_uploader.ui.deposit.dropping.problems import Problems
from fbi_uploader.ui.deposit.dropping.sayings import note_of
from fbi_uploader.ui.deposit.dropping.table import heads_to_look_at
from fbi_uploader.ui.deposit.dropping.tally import Tally, tally
from fbi_uploader.ui.deposit.step import DepositStep
from fbi_uploader.ui.deposit.target import DropTarget

_LOW, _TABLE, _GAP = 500, 400, 16  # px
_SOON = 150  # ms that changes of the shelf are gathered before they are summed up


class DropStep(DepositStep):
    """The target fills the step while nothing was dropped, and is a bar above the list later.

    Files are taken anywhere on the step, as a copy, and by Ctrl+V.
    """

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit)
        self.setAcceptDrops(True)
        self._tally = Tally()
        self.target = DropTarget()
        self.target.dropped.connect(deposit.drop)
        self.problems = Problems()
        self.card = FilesetCard(deposit)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.sum_up)
        self.card.table.rested.connect(self._look)
        self.card.left.row.toggled.connect(lambda _unfolded: self._fit())
        self.problems.toggled.connect(self._fit)
        deposit.opened.connect(self.sum_up)
        deposit.sheet_changed.connect(self.sum_up)
        deposit.shelf_changed.connect(lambda _changes: self._sum_up_soon())
        deposit.looked.connect(lambda _head: self._sum_up_soon())
        self._shortcuts()
        self.sum_up()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(_GAP)
        whole.addWidget(self.target)
        whole.addWidget(self.problems)
        whole.addWidget(self.card)
        whole.addStretch(1)
        self._whole = whole

    def _shortcuts(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "Ctrl+V": self.target.paste_paths,
            "Del": self.card.remove_chosen,
            "Ctrl+J": self.card.join_chosen,
            "Ctrl+Shift+J": self.card.split_chosen,
            "Ctrl+Z": self.deposit.undo,
            "Ctrl+Shift+Z": self.deposit.redo,
            "Ctrl+Y": self.deposit.redo,
        }
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- what is there

    def _sum_up_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def sum_up(self) -> None:
        """Count anew, and show it."""
        self._soon.stop()
        deposit = self.deposit
        self._tally = tally(deposit.sheet, deposit.shelf, deposit.looks)
        dropped = bool(deposit.sheet.drops)
        self._fit()
        self._whole.setStretchFactor(self.target, int(not dropped))
        self._whole.setStretch(self._whole.count() - 1, int(dropped))
        self.card.setVisible(dropped)
        self.card.tell(self._tally)
        self.problems.tell(deposit.shelf.remarks)
        self.changed.emit()

    def _fit(self) -> None:
        """In a low window the target and what is unfolded leave the room to the table."""
        small = bool(self.deposit.sheet.drops)
        low = small and self.height() < _LOW
        self.target.set_small(small=small, low=low)
        # Files are taken all over the step, so what was unfolded may have its room.
        unfolded = self.problems.unfolded or self.card.left.row.isChecked()
        self.target.setHidden(low and unfolded)
        self.problems.list.set_most(self.height() - _TABLE)
        above = (self.target, self.problems)
        taken = sum(one.sizeHint().height() + _GAP for one in above if not one.isHidden())
        self.card.set_most(self.height() - taken)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """See `_fit`."""
        super().resizeEvent(event)
        self._fit()

    def _look(self) -> None:
        if self.isVisible():
            self.deposit.want_looks(heads_to_look_at(self.card.table))

    # -- the step

    def note(self) -> tuple[str, str]:
        """How many are ready, and what is waited for."""
        deposit = self.deposit
        return note_of(self._tally, dropped=bool(deposit.sheet.drops), scanning=deposit.scanning)

    def may_go_on(self) -> bool:
        """With something to send, or while it may still be found."""
        deposit = self.deposit
        return bool(deposit.sheet.drops) and (self._tally.filesets > 0 or deposit.scanning)

    def enter(self) -> None:
        """The keyboard is where there is something to do."""
        dropped = bool(self.deposit.sheet.drops)
        (self.card.table if dropped else self.target.files).setFocus()
        self.sum_up()

    # -- drops, all over the step

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """As on the target."""
        self.target.dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """As on the target."""
        self.target.dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """As on the target."""
        self.target.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """As on the target."""
        self.target.dropEvent(event)
