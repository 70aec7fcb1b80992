"""The filesets of a deposit as a table: for the Drop step, and for whoever shows a part of them.

Nothing is kept per row but a number of the shelf, so that 100,000 rows cost 400 KB here; every
answer is one look at the shelf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fbi_uploader.drafting.grouping import Groups
from fbi_uploader.drafting.model import REMOVED
from fbi_uploader.drafting.placing import Places
from fbi_uploader.drafting.rows import Changes, ShelfRow
from fbi_uploader.errors import Code
from fbi_uploader.paths import shown
from fbi_uploader.ui.models.fileset import (
    Column,
    Fileset,
    State,
    cell_text,
    column_word,
    spoken,
    state_words,
)
from fbi_uploader.ui.models.numbers import Insertion, Numbers

if TYPE_CHECKING:
    from fbi_uploader.ui.deposit.controller import Deposit, Look

Index = QModelIndex | QPersistentModelIndex
Accepts = Callable[[str], bool]
NO_INDEX = QModelIndex()
MANY_RUNS = 200
"""Runs of rows that come or go one by one; beyond that the table is built anew."""


class FilesetModel(QAbstractTableModel):
    """Rows of `deposit.shelf` whose place `accepts` takes: an assay's id, UNASSIGNED, REMOVED."""

    def __init__(self, deposit: Deposit, accepts: Accepts = lambda place: place != REMOVED) -> None:
        super().__init__()
        self._deposit = deposit
        self._accepts = accepts
        self._begin()
        self._numbers = self._wanted()
        deposit.opened.connect(self._reset)
        deposit.shelf_changed.connect(self._take)
        deposit.sheet_changed.connect(self._follow_sheet)
        deposit.looked.connect(self._follow_look)

    # -- what is in it

    def accept(self, accepts: Accepts) -> None:
        """Show those of other places."""
        self._accepts = accepts
        self._begin()
        self._resync()

    def number(self, row: int) -> int:
        """The shelf's number of a row: it stays, whatever comes or goes."""
        return self._numbers[row]

    def head(self, row: int) -> str:
        """The head of a row."""
        return self._deposit.shelf.head(self._numbers[row])

    def heads(self, rows: Iterable[int]) -> list[str]:
        """The heads of some rows."""
        return [self.head(row) for row in rows]

    def row_of(self, head: str) -> int | None:
        """The row that a head is shown in, by itself or as part of what it was joined to."""
        found = self._deposit.shelf.number(head)
        return None if found is None else self._numbers.row_of(self._groups.leader(found))

    def shelf_row(self, row: int) -> ShelfRow:
        """A fileset with all that was joined to it."""
        return self._groups.row(self._numbers[row])

    def fileset(self, row: int) -> Fileset:
        """All that is shown of a row."""
        one = self.shelf_row(row)
        looks = [look for head in self._member_heads(row) if (look := self._look(head))]
        first = self._look(one.head)
        images = sum(look.images for look in looks)
        return Fileset(
            one,
            self._state(one, first),
            images or None,
            first.thumbnail if first is not None else "",
            first.summary if first is not None else "",
        )

    def bytes_of(self, rows: Iterable[int]) -> int:
        """The bytes of some rows together."""
        members, sums_of = self._groups.members, self._deposit.shelf.sums_of
        numbers = (one for row in rows for one in members(self._numbers[row]))
        return sum(sums_of(one).bytes for one in numbers)

    @property
    def shows_removed(self) -> bool:
        """Whether what is not to be sent is among the rows."""
        return self._accepts(REMOVED)

    def is_removed(self, row: int) -> bool:
        """Whether a row is not to be sent."""
        return self.shows_removed and self._places.of(self.head(row)) == REMOVED

    def state(self, row: int) -> State:
        """What is said of a row."""
        one = self.shelf_row(row)
        return self._state(one, self._look(one.head))

    def wanted_heads(self, rows: Iterable[int]) -> list[str]:
        """Whose images are to be looked at for these rows: not those that are being written."""
        ready = (row for row in rows if self.shelf_row(row).state == "ready")
        return [head for row in ready for head in self._member_heads(row)]

    def _member_heads(self, row: int) -> Sequence[str]:
        members = self._groups.members(self._numbers[row])
        return [self._deposit.shelf.head(one) for one in members]

    def _look(self, head: str) -> Look | None:
        return self._deposit.looks.get(head)

    def _state(self, one: ShelfRow, look: Look | None) -> State:
        if self.shows_removed and self._places.of(one.head) == REMOVED:
            return State.REMOVED
        if one.state == "writing":
            return State.WRITING
        damaged = look is not None and look.code == Code.INSPECT_FAILED.value
        return State.DAMAGED if damaged else State.READY

    # -- following

    def _begin(self) -> None:
        self._sheet = self._deposit.sheet
        self._places = Places(self._sheet)
        self._groups = Groups(self._sheet, self._deposit.shelf)
        placed = {*self._sheet.placements.values()} & self._places.known
        # Mostly nothing goes elsewhere: then no head has to be looked up.
        self._takes_all = all(map(self._accepts, {"", *placed}))

    def _shows(self, number_: int) -> bool:
        shelf = self._deposit.shelf
        if not shelf.is_live(number_) or self._groups.is_hidden(number_):
            return False
        return self._takes_all or self._accepts(self._places.of(shelf.head(number_)))

    def _wanted(self) -> Numbers:
        shelf, places, accepts = self._deposit.shelf, self._places, self._accepts
        numbers = self._groups.numbers() if self._sheet.joined else shelf.live()
        if self._takes_all:
            return Numbers(numbers)
        if all(accepts(places.of_folder(folder)) for folder in shelf.folders):
            # Only what is said of filesets themselves leaves any out: the others need no look.
            out = {shelf.number(path) for path, place in places.own.items() if not accepts(place)}
            return Numbers(one for one in numbers if one not in out)
        return Numbers(one for one in numbers if accepts(places.of(shelf.head(one))))

    def _reset(self) -> None:
        self.beginResetModel()
        self._begin()
        self._numbers = self._wanted()
        self.endResetModel()

    def _follow_sheet(self) -> None:
        before, now = self._sheet, self._deposit.sheet
        alike = before.placements is now.placements or before.placements == now.placements
        places = alike and before.studies is now.studies
        if places and before.joined == now.joined:
            self._sheet = now
            return
        self._begin()
        self._resync()
        self._redraw()

    def _resync(self) -> None:
        wanted = self._wanted()
        gone = self._numbers.missing_from(wanted)
        if len(gone) > MANY_RUNS:
            self._reset()
            return
        for run in gone:
            self._remove(run)
        new = self._numbers.new_in(wanted)
        if len(new) > MANY_RUNS:
            self._reset()
            return
        for one in new:
            self._insert(one)

    def _remove(self, rows: range) -> None:
        self.beginRemoveRows(NO_INDEX, rows.start, rows.stop - 1)
        self._numbers.remove(rows)
        self.endRemoveRows()

    def _insert(self, what: Insertion) -> None:
        self.beginInsertRows(NO_INDEX, what.row, what.row + len(what.numbers) - 1)
        self._numbers.insert(what)
        self.endInsertRows()

    def _take(self, changes: Changes) -> None:
        if self._sheet.joined:
            self._groups = Groups(self._sheet, self._deposit.shelf)
        if changes.removed or changes.returned:
            self._resync()
        else:
            new = [one for one in changes.inserted if self._shows(one)]
            if new:
                self._insert(Insertion(len(self._numbers), new))
        if self._sheet.joined:
            self._redraw()
        else:
            for part in changes.changed:
                self._redraw_rows(self._numbers.rows_of(part))

    def _follow_look(self, head: str) -> None:
        row = self.row_of(head)
        if row is not None:
            self._redraw_rows([range(row, row + 1)])

    def _redraw(self) -> None:
        if len(self._numbers):
            self._redraw_rows([range(len(self._numbers))])

    def _redraw_rows(self, parts: Iterable[range]) -> None:
        last = len(Column) - 1
        for part in parts:
            self.dataChanged.emit(self.index(part.start, 0), self.index(part.stop - 1, last))

    # -- Qt

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many filesets are shown."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """All columns, the one of the row's menu among them."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_word(section)
        right = section in {Column.IMAGES, Column.SIZE}
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye, for the ear and for the pointer; the delegate asks `fileset`."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self.fileset(index.row()), index.column())
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return self._described(self.fileset(index.row()), index.column(), role)
        return None

    def _described(self, one: Fileset, column: int, role: int) -> str:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(one) if column == Column.NAME else cell_text(one, column)
        if column == Column.NAME:
            return "\n".join(filter(None, (shown(one.row.head), one.summary)))
        return " ".join(state_words(one.state)) if column == Column.STATE else ""
