"""Investigation, studies, assays and their filesets as a tree.

Filesets of an assay are listed when the assay is opened, a page at a time: an assay may hold
100,000 of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from fbi_uploader.drafting.grouping import Groups
from fbi_uploader.drafting.model import SheetAssay, SheetStudy
from fbi_uploader.drafting.placing import heads_in, sums_by_place
from fbi_uploader.drafting.rows import Changes, Sums
from fbi_uploader.paths import shown
from fbi_uploader.ui.words import size, translate

if TYPE_CHECKING:
    from fbi_uploader.ui.deposit.controller import Deposit

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
FILESETS = "application/x-fbi-filesets"
PART = "application/x-fbi-part"
PAGE = 200
ROOT = "I"


class Node:
    """One row. `level` "I", "S", "A", "F"; `key` the id of a part, or the number of a fileset."""

    __slots__ = ("children", "key", "level", "parent", "row", "waiting")

    def __init__(self, level: str, key: str | int, parent: Node | None, row: int) -> None:
        self.level = level
        self.key = key
        self.parent = parent
        self.row = row
        self.children: list[Node] = []
        self.waiting: list[int] = []
        """Filesets that are not listed yet."""

    @property
    def part(self) -> str:
        """The id of the part that it is, or that holds it; "" for the investigation."""
        node = self.parent if self.level == "F" and self.parent is not None else self
        return str(node.key) if node.level in {"S", "A"} else ""


def filesets_data(numbers: Sequence[int]) -> QMimeData:
    """Filesets being dragged, by their numbers on the shelf."""
    data = QMimeData()
    data.setData(FILESETS, json.dumps(list(numbers)).encode())
    return data


def filesets_of(data: QMimeData) -> list[int]:
    """Which filesets are being dragged; [] for anything else."""
    if not data.hasFormat(FILESETS):
        return []
    return [int(one) for one in json.loads(bytes(data.data(FILESETS).data()))]


class IsaTreeModel(QAbstractItemModel):
    """`rebuilt` after a reset, so that a view can open again what was open."""

    rebuilt = Signal()
    dropped = Signal(object, object)
    """A node, and the numbers of filesets (list) or the id of a part (str) dropped on it."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__()
        self._deposit = deposit
        self._sheet = deposit.sheet
        self._sums: dict[str, Sums] = {}
        self.existing: set[str] = set()
        """Ids of parts ("" the investigation) whose name is on the node already."""
        self._open: set[str] = set()
        self._root = Node(ROOT, "", None, 0)
        self._build()
        deposit.opened.connect(self._reset)
        deposit.sheet_changed.connect(self._follow_sheet)
        deposit.shelf_changed.connect(self._follow_shelf)
        deposit.looked.connect(self._follow_look)

    # -- what is in it

    def node(self, index: Index) -> Node:
        """What an index stands for; the investigation where it stands for nothing."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else self._root

    def index_of(self, part: str) -> QModelIndex:
        """Where a part stands; "" is the investigation."""
        for node in self._parts():
            if node.part == part and node.level != "F":
                return self._index(node)
        return NO_INDEX

    def name(self, node: Node) -> str:
        """As it is shown: "" where it has no name yet."""
        if node.level == ROOT:
            return self._sheet.investigation.name
        if node.level == "F":
            return shown(self._row(node).name)
        part = self._part(node)
        return part.name if part is not None else ""

    def head(self, node: Node) -> str:
        """Of a fileset."""
        return self._deposit.shelf.head(int(node.key))

    def sums(self, node: Node) -> Sums:
        """Of a part: its filesets, and all below it."""
        if node.level == "A":
            return self._sums.get(node.part, Sums())
        if node.level == "F":
            return self._deposit.shelf.sums_of(int(node.key))
        total = Sums()
        for child in node.children:
            total.add(self.sums(child))
        return total

    def right(self, node: Node) -> str:
        """What stands at the end of a row."""
        sums = self.sums(node)
        if node.level == "F":
            return size(sums.bytes)
        if not sums.filesets and (node.level != ROOT or not node.children):
            return translate("Organise", "Empty")
        if node.level == "S":
            count = translate("Organise", "%n assay(s)", None, len(node.children))
        else:
            count = translate("Organise", "%n fileset(s)", None, sums.filesets)
        return f"{count} · {size(sums.bytes)}"

    def thumbnail(self, node: Node) -> str:
        """A PNG on this disk, or ""."""
        look = self._deposit.looks.get(self.head(node))
        return look.thumbnail if look else ""

    def is_writing(self, node: Node) -> bool:
        """Whether a fileset is still being written."""
        return node.level == "F" and self._row(node).state == "writing"

    def names_beside(self, node: Node) -> list[str]:
        """The names of a part's neighbours."""
        if node.parent is None:
            return []
        return [self.name(one) for one in node.parent.children if one is not node]

    def _row(self, node: Node) -> Any:
        return self._groups.row(int(node.key))

    def _part(self, node: Node) -> SheetStudy | SheetAssay | None:
        return self._sheet.study(node.part) or self._sheet.assay(node.part)

    def _parts(self) -> Iterator[Node]:
        yield self._root
        for study in self._root.children:
            yield study
            yield from study.children

    # -- following

    def _build(self) -> None:
        deposit = self._deposit
        self._sheet = deposit.sheet
        self._groups = Groups(deposit.sheet, deposit.shelf)
        self._sums = sums_by_place(deposit.sheet, deposit.shelf)
        self._root = Node(ROOT, "", None, 0)
        for study in deposit.sheet.studies:
            above = Node("S", study.id, self._root, len(self._root.children))
            self._root.children.append(above)
            for assay in study.assays:
                node = Node("A", assay.id, above, len(above.children))
                above.children.append(node)
                if assay.id in self._open:
                    self._list(node)

    def _list(self, assay: Node) -> None:
        numbers = heads_in(self._sheet, self._deposit.shelf, assay.part)
        assay.waiting = [one for one in numbers if not self._groups.is_hidden(one)]
        self._take_page(assay)

    def _take_page(self, assay: Node) -> None:
        page, assay.waiting = assay.waiting[:PAGE], assay.waiting[PAGE:]
        start = len(assay.children)
        assay.children += [Node("F", one, assay, start + n) for n, one in enumerate(page)]

    def _reset(self) -> None:
        self.beginResetModel()
        self._build()
        self.endResetModel()
        self.rebuilt.emit()

    def _follow_sheet(self) -> None:
        before, now = self._sheet, self._deposit.sheet
        same_places = before.placements is now.placements and before.joined is now.joined
        if same_places and _shape(before.studies) == _shape(now.studies):
            self._sheet = now
            self._redraw()
        else:
            self._reset()

    def _follow_shelf(self, changes: Changes) -> None:
        if any((changes.inserted, changes.changed, changes.removed, changes.returned)):
            self._reset()

    def _follow_look(self, _head: str) -> None:
        self._redraw()

    def _redraw(self) -> None:
        for node in self._parts():
            at = self._index(node)
            self.dataChanged.emit(at, at)
            if node.children and node.level == "A":
                first, last = self._index(node.children[0]), self._index(node.children[-1])
                self.dataChanged.emit(first, last)

    def know_existing(self, parts: Iterable[str]) -> None:
        """Mark what is on the node already."""
        self.existing = set(parts)
        self._redraw()

    # -- Qt's tree

    def _index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: Index = NO_INDEX) -> QModelIndex:
        """The investigation is the one row at the top."""
        if not parent.isValid():
            return self._index(self._root) if (row, column) == (0, 0) else NO_INDEX
        children = self.node(parent).children
        return self._index(children[row]) if column == 0 and row < len(children) else NO_INDEX

    def parent(self, index: Index = NO_INDEX) -> QModelIndex:  # type: ignore[override] # as QObject's
        """What it lies in."""
        above = self.node(index).parent if index.isValid() else None
        return self._index(above) if above is not None else NO_INDEX

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Children listed so far."""
        return len(self.node(parent).children) if parent.isValid() else 1

    def columnCount(self, _parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """One."""
        return 1

    def hasChildren(self, parent: Index = NO_INDEX) -> bool:  # noqa: N802 - Qt's name
        """Assays have some before they are listed."""
        if not parent.isValid():
            return True
        node = self.node(parent)
        if node.level == "A":
            return bool(node.children) or self.sums(node).filesets > 0
        return bool(node.children)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """An assay that was never opened, or with more filesets than are listed."""
        node = self.node(parent)
        if not parent.isValid() or node.level != "A":
            return False
        return bool(node.waiting) or (not node.children and self.sums(node).filesets > 0)

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """List the next page."""
        node = self.node(parent)
        self._open.add(node.part)
        if not node.children and not node.waiting:
            numbers = heads_in(self._sheet, self._deposit.shelf, node.part)
            node.waiting = [one for one in numbers if not self._groups.is_hidden(one)]
        count = min(PAGE, len(node.waiting))
        if count:
            start = len(node.children)
            self.beginInsertRows(self._index(node), start, start + count - 1)
            self._take_page(node)
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye and the ear; the delegate asks the rest."""
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(node)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{level_word(node.level)} {self.name(node)}, {self.right(node)}"
        if role == Qt.ItemDataRole.ToolTipRole and node.level == "F":
            return shown(self.head(node))
        return None

    # -- dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Filesets and assays are dragged; parts take filesets."""
        flag = Qt.ItemFlag
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable
        if not index.isValid():
            return flags
        level = self.node(index).level
        if level in {"A", "F"}:
            flags |= flag.ItemIsDragEnabled
        return flags | flag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Nothing on the disk moves."""
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """What can be dropped here."""
        return [FILESETS, PART]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Filesets, or one assay."""
        nodes = [self.node(one) for one in indexes]
        filesets = [int(one.key) for one in nodes if one.level == "F"]
        if filesets:
            return filesets_data(filesets)
        data = QMimeData()
        part = next((one.part for one in nodes if one.level == "A"), "")
        data.setData(PART, part.encode())
        return data

    def canDropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        """Filesets go to any part; an assay goes to a study."""
        node = self.node(parent)
        if data.hasFormat(FILESETS):
            return True
        return data.hasFormat(PART) and node.level in {"S", "A"}

    def dropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        """Tell what was dropped where; the step does it, as one edit."""
        node = self.node(parent)
        if numbers := filesets_of(data):
            self.dropped.emit(node, numbers)
        elif data.hasFormat(PART):
            self.dropped.emit(node, bytes(data.data(PART).data()).decode())
        return False  # the rows that were dragged are not Qt's to remove


def level_word(level: str) -> str:
    """What a level is called."""
    return {
        ROOT: translate("Organise", "Investigation"),
        "S": translate("Organise", "Study"),
        "A": translate("Organise", "Assay"),
        "F": translate("Organise", "Fileset"),
    }[level]


def _shape(studies: Iterable[SheetStudy]) -> list[tuple[str, list[str]]]:
    return [(study.id, [assay.id for assay in study.assays]) for study in studies]
