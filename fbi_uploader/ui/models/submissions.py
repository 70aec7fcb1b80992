"""The submissions as a list: rows in, roles out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fbi_uploader.overview import Summary

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class Role(IntEnum):
    """What a delegate asks for."""

    SUMMARY = Qt.ItemDataRole.UserRole + 1


class SubmissionsModel(QAbstractListModel):
    """`speak` gives the words of a row for a screen reader."""

    def __init__(self, title: Callable[[Summary], str], speak: Callable[[Summary], str]) -> None:
        super().__init__()
        self._title, self._speak = title, speak
        self.rows: list[Summary] = []

    def show(self, rows: Sequence[Summary]) -> None:
        """Other rows. Those that are the same but for what is said of them only change."""
        same = [one.id for one in rows] == [one.id for one in self.rows]
        if same:
            self._change(rows)
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def _change(self, rows: Sequence[Summary]) -> None:
        changed = [at for at, one in enumerate(rows) if one != self.rows[at]]
        self.rows = list(rows)
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def speak_again(self) -> None:
        """The language changed."""
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def place_of(self, submission: str) -> int:
        """Its row, or -1."""
        return next((at for at, one in enumerate(self.rows) if one.id == submission), -1)

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A summary, its title, or all of it in words."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Role.SUMMARY:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._speak(row)
        return None
