"""Filesets or files with their evidence: a million rows, of which those in sight are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fbi_uploader.proofs import ProofRow, Span

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_PAGE = 64
_KEPT = 60  # pages


class Column(IntEnum):
    """From left to right."""

    NAME = 0
    SIZE = 1
    DIGEST = 2
    LANDING = 3
    IRODS = 4
    OMERO = 5


class Role(IntEnum):
    """What a delegate asks for."""

    ROW = Qt.ItemDataRole.UserRole + 1


class ProofsModel(QAbstractTableModel):
    """`wanted` is called with spans whose rows are to be read, and told to `put` them.

    `heads` names the columns, `speak` says a cell of a row.
    """

    def __init__(
        self,
        wanted: Callable[[int, list[Span]], None],
        heads: Callable[[Column], str],
        speak: Callable[[ProofRow, Column], str],
    ) -> None:
        super().__init__()
        self._wanted, self._heads, self._speak = wanted, heads, speak
        self._numbers = (array("q"), array("q"), array("q"))
        self._pages: dict[int, list[ProofRow]] = {}
        self._asked: set[int] = set()

    # -- what there is

    def clear(self) -> None:
        """No rows."""
        self.beginResetModel()
        self._numbers = (array("q"), array("q"), array("q"))
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def add(self, spans: Sequence[Span]) -> None:
        """More rows at the end."""
        start = self.rowCount()
        if not spans:
            return
        last, rest = divmod(start, _PAGE)
        if rest:  # a page that was not full is read again
            self._pages.pop(last, None)
            self._asked.discard(last)
        self.beginInsertRows(QModelIndex(), start, start + len(spans) - 1)
        for numbers, values in zip(self._numbers, zip(*spans, strict=True), strict=True):
            numbers.extend(values)
        self.endInsertRows()

    def span_at(self, row: int) -> Span:
        """A row's place in the journal."""
        return Span(*(numbers[row] for numbers in self._numbers))

    # -- what is in sight

    def put(self, page: int, rows: Sequence[ProofRow]) -> None:
        """Rows that were read, in answer to `wanted`."""
        if page not in self._asked:
            return  # of a submission that is no more in sight
        self._asked.discard(page)
        self._pages[page] = list(rows)
        while len(self._pages) > _KEPT:
            del self._pages[next(iter(self._pages))]
        first = page * _PAGE
        last = min(first + len(rows), self.rowCount()) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, Column.OMERO))

    def row(self, at: int) -> ProofRow | None:
        """What a row says; None while it is being read."""
        page, place = divmod(at, _PAGE)
        rows = self._pages.get(page)
        if rows is not None and place < len(rows):
            return rows[place]
        self._ask(page)
        return None

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        end = min((page + 1) * _PAGE, self.rowCount())
        self._wanted(page, [self.span_at(at) for at in range(page * _PAGE, end)])

    # -- Qt

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802 - Qt's name
        """How many are known so far."""
        return 0 if parent.isValid() else len(self._numbers[0])

    def columnCount(self, parent: Index = _TOP) -> int:  # noqa: N802 - Qt's name
        """All columns; the view hides those that its node has not."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' words."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNED[Column(section)] | Qt.AlignmentFlag.AlignVCenter
        return self._heads(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def speak_again(self) -> None:
        """The language changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, Column.OMERO)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row, or a cell in words."""
        if not index.isValid() or role not in _ROLES:
            return None
        row = self.row(index.row())
        if role == Role.ROW or row is None:
            return row if role == Role.ROW else "…"
        return self._speak(row, Column(index.column()))


_CENTRE = Qt.AlignmentFlag.AlignHCenter
_ALIGNED = {
    Column.NAME: Qt.AlignmentFlag.AlignLeft,
    Column.SIZE: Qt.AlignmentFlag.AlignRight,
    Column.DIGEST: Qt.AlignmentFlag.AlignLeft,
    Column.LANDING: _CENTRE,
    Column.IRODS: _CENTRE,
    Column.OMERO: _CENTRE,
}
_ROLES = {
    Role.ROW,
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
}
