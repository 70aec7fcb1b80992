"""What can be described, as a list: the investigation, its studies, their assays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.ui.deposit.describing.standing import Standing
from fbi_uploader.ui.words import translate

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
StandingOf = Callable[[str], Standing]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `level` I, S or A; `part` its id, "" the investigation's."""

    level: str
    part: str
    name: str


def entries_of(sheet: Worksheet) -> list[Entry]:
    """In the order of the tree."""
    found = [Entry("I", "", sheet.investigation.name)]
    for study in sheet.studies:
        found.append(Entry("S", study.id, study.name))
        found += [Entry("A", one.id, one.name) for one in study.assays]
    return found


class EntryModel(QAbstractListModel):
    """Standings are asked for when a row is drawn."""

    def __init__(self, standing_of: StandingOf) -> None:
        super().__init__()
        self._standing_of = standing_of
        self.entries: Sequence[Entry] = ()

    def show(self, sheet: Worksheet) -> None:
        """Rows of another worksheet; a reset only where parts came, went or moved."""
        entries = entries_of(sheet)
        if [one.part for one in entries] != [one.part for one in self.entries]:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()
        else:
            self.entries = entries
            last = self.index(len(entries) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_of(self, part: str) -> int:
        """Where a part stands; -1 where it does not."""
        return next((at for at, one in enumerate(self.entries) if one.part == part), -1)

    def standing(self, row: int) -> Standing:
        """How far it is."""
        return self._standing_of(self.entries[row].part)

    def name(self, row: int) -> str:
        """What it is called."""
        entry = self.entries[row]
        return entry.name or translate("Describe", "No name yet")

    def told(self, row: int) -> str:
        """What is still to be done there."""
        entry, found = self.entries[row], self.standing(row)
        level = {
            "I": translate("Describe", "Investigation"),
            "S": translate("Describe", "Study"),
            "A": "",
        }[entry.level]
        if entry.level != "A" and not found.missing and not found.wrong:
            return level
        if entry.level != "A" and not found.wrong:
            missing = translate("Describe", "%n to fill in", None, found.missing)
            return f"{level} · {missing}"
        return " · ".join(filter(None, (level, state_words(found))))

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye and the ear."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row())
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return f"{self.name(index.row())}, {self.told(index.row())}"
        return None


def state_words(found: Standing) -> str:
    """How far a description is."""
    if not found.described:
        return translate("Describe", "No template yet")
    if found.wrong:
        return translate("Describe", "%n value(s) to correct", None, found.wrong)
    if found.missing and found.begun:
        return translate("Describe", "%n field(s) to fill in", None, found.missing)
    if found.missing:
        return translate("Describe", "Not begun · %n field(s)", None, found.missing)
    return translate("Describe", "Complete")


def state_sign(found: Standing) -> tuple[str, str]:
    """Icon and token of its colour."""
    if found.wrong:
        return "alert-circle", "err"
    if found.complete:
        return "check-circle", "ok"
    return "circle-dashed", "warn_icon" if found.begun else "text3"
