"""Rows of a table field as a Qt model: pure rows in, cells out. No window is needed to test it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from fbi_uploader.isa.template import table
from fbi_uploader.isa.template.model import Column
from fbi_uploader.ui.deposit.describing.asked import in_language

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_CELLS = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}


class TableModel(QAbstractTableModel):
    """`changed`: a person changed a cell, or rows."""

    changed = Signal()

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns
        self._rows: list[dict[str, str]] = []

    # -- as a value

    def text(self) -> str:
        """All rows, as a value keeps them; "" for a table in which nothing is written."""
        written = table.written(self._rows)
        return "" if written == "[]" else written

    def show(self, text: str) -> None:
        """Show the rows of a value; what is no table shows none."""
        try:
            rows = [dict(row) for row in table.rows(text)] if text else []
        except table.NotATableError:
            rows = []
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    # -- changing

    def add(self) -> int:
        """An empty row at the end; its number."""
        at = len(self._rows)
        self.beginInsertRows(NO_INDEX, at, at)
        self._rows.append({})
        self.endInsertRows()
        return at

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows away."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(NO_INDEX, row, row)
            del self._rows[row]
            self.endRemoveRows()
        if rows:
            self.changed.emit()

    def paste(self, text: str, row: int, column: int) -> None:
        """Rows of a spreadsheet: with its column names they are added, bare cells go from here.

        Raises NotATableError too_large.
        """
        if len(text) > table.LARGEST:
            raise table.NotATableError("too_large")
        try:
            self._append([dict(one) for one in table.pasted(text, self.columns)])
        except table.NotATableError as error:
            if error.why != "columns":
                raise
            self._fill(text, max(row, 0), max(column, 0))
        self.changed.emit()

    def _append(self, rows: list[dict[str, str]]) -> None:
        self._refuse_many(len(self._rows) + len(rows))
        self.beginResetModel()
        self._rows = [row for row in self._rows if row] + rows
        self.endResetModel()

    def _fill(self, text: str, row: int, column: int) -> None:
        lines = text.rstrip("\r\n").splitlines()
        self._refuse_many(row + len(lines))
        self.beginResetModel()
        while len(self._rows) < row + len(lines):
            self._rows.append({})
        for at, line in enumerate(lines, row):
            cells = zip(self.columns[column:], line.split("\t"), strict=False)
            self._rows[at] |= {one.id: cell.strip() for one, cell in cells}
        self.endResetModel()

    def _refuse_many(self, rows: int) -> None:
        if rows > table.MOST_ROWS:
            raise table.NotATableError("too_large")

    # -- Qt

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        cell = self._rows[index.row()].get(column.id, "")
        if role in _CELLS:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{in_language(column.label)}: {cell}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Write in a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        name, text = self.columns[index.column()].id, str(value).strip()
        if text != self._rows[index.row()].get(name, ""):
            self._rows[index.row()] |= {name: text}
            self.dataChanged.emit(index, index)
            self.changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell is written in."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, a star where a cell is needed; numbers of rows."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation is Qt.Orientation.Vertical:
                return str(section + 1)
            column = self.columns[section]
            return in_language(column.label) + (" *" if column.required else "")
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            help_ = self.columns[section].help
            return in_language(help_) if help_ is not None else None
        return None
