"""The filesets of one submission as a table that grows as it is scrolled; rows in, roles out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fbi_uploader.ui.models.sent_filesets import Cursor, FilesetRow, Page, merged
from fbi_uploader.ui.words import number, size, translate

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
WORD = Qt.ItemDataRole.UserRole + 1
"""Roles: the `FilesetRow`, and the word of its state."""
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """In their order."""

    NAME = 0
    SIZE = 1
    PROGRESS = 2
    STATE = 3


class FilesetTable(QAbstractTableModel):
    """`want` is called with a cursor when another page is needed; the page comes by `take`."""

    def __init__(
        self, want: Callable[[Cursor], None], state_word: Callable[[FilesetRow], str]
    ) -> None:
        super().__init__()
        self._want = want
        self._state_word = state_word
        self._rows: list[FilesetRow] = []
        self._places: dict[tuple[int, str], int] = {}
        self._next: Cursor | None = Cursor()
        self._asked = False

    # -- rows in

    def take(self, page: Page) -> None:
        """A page that was wanted. A set that is known already has got more files."""
        self._asked, self._next = False, page.next
        new: list[FilesetRow] = []
        for row in page.rows:
            place = self._places.get(row.key)
            if place is None:
                self._places[row.key] = len(self._rows) + len(new)
                new.append(row)
            elif place < len(self._rows):
                self._put(place, merged(self._rows[place], row))
            else:
                new[place - len(self._rows)] = merged(new[place - len(self._rows)], row)
        if new:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(new) - 1)
            self._rows += new
            self.endInsertRows()

    def renew(self, rows: Sequence[FilesetRow]) -> None:
        """Rows as they are now; what has no files any more stays in sight as nothing to send."""
        for row in rows:
            place = self._places.get(row.key)
            if place is not None and self._rows[place] != row:
                self._put(place, row)

    def begin_again(self) -> None:
        """Another scan may have changed which filesets there are."""
        self.beginResetModel()
        self._rows, self._places = [], {}
        self._next, self._asked = Cursor(), False
        self.endResetModel()

    def speak(self) -> None:
        """The language changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, Column.STATE))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, Column.STATE)

    def _put(self, place: int, row: FilesetRow) -> None:
        self._rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, Column.STATE))

    # -- what is there

    def row(self, place: int) -> FilesetRow:
        """The fileset in a row."""
        return self._rows[place]

    def unsettled(self, first: int, last: int) -> list[FilesetRow]:
        """Those of some rows that may still change."""
        return [row for row in self._rows[first : last + 1] if row.sums.files and not row.settled]

    # -- roles out

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Those that were read."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Always the same."""
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether there are more behind."""
        return not parent.isValid() and self._next is not None and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Ask for the next page; it comes later."""
        if self.canFetchMore(parent) and self._next is not None:
            self._asked = True
            self._want(self._next)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, and the same for who does not see it."""
        row = self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(row, index.column())
        if role == ROW:
            return row
        if role == WORD:
            return self._state_word(row)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.NAME:
            return row.fileset
        return None

    def _text(self, row: FilesetRow, column: int) -> str:
        if column == Column.NAME:
            return ", ".join(part for part in (row.name, about(row)) if part)
        if column == Column.SIZE:
            return size(row.sums.bytes)
        if column == Column.PROGRESS:
            return percent(row)
        return self._state_word(row)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column heads."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.SIZE else _LEFT
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("Transfers", "Fileset"),
            translate("Transfers", "Size"),
            translate("Transfers", "Progress"),
            translate("Transfers", "State"),
        )[section]


_LEFT = Qt.AlignmentFlag.AlignLeft


def about(row: FilesetRow) -> str:
    """How many files it has, where it has several."""
    if row.sums.files <= 1:
        return ""
    return f"{number(row.sums.files)} {translate('Transfers', 'files')}"


def percent(row: FilesetRow) -> str:
    """Of its bytes; 100 only when every file arrived."""
    share = 100 * row.sums.done // row.sums.bytes if row.sums.bytes else 0
    share = 100 if row.settled else min(share, 99)
    return translate("Transfers", "%1%").replace("%1", str(share))
