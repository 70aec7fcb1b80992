"""The tree as it is seen and worked with: by mouse, by keyboard, by dragging."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.models.isadelegate import IsaDelegate
from fbi_uploader.ui.models.isatree import IsaTreeModel, Node
from fbi_uploader.ui.widgets.thumbnails import Thumbnails
from fbi_uploader.ui.words import say, translate

_INDENT = 28
_OPENED_BELOW = 8
"""Assays with fewer filesets than these are open from the start."""


class IsaTree(QTreeView):
    """Signals: naming is asked for, deletion, a menu at a point; what is chosen changed."""

    naming_wanted = Signal()
    deletion_wanted = Signal()
    menu_wanted = Signal(QPoint)
    chosen = Signal()

    def __init__(self, model: IsaTreeModel) -> None:
        super().__init__()
        self.tree = model
        self.drawn = IsaDelegate(Thumbnails(36))
        self._closed: set[str] = set()
        self._opened: set[str] = set()
        self._by_key = False
        self.setModel(model)
        self.setItemDelegate(self.drawn)
        self._set_up()
        model.rebuilt.connect(self.restore)
        self.expanded.connect(lambda index: self._remember(index, opened=True))
        self.collapsed.connect(lambda index: self._remember(index, opened=False))
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen.emit())
        self.selectionModel().currentChanged.connect(lambda _new, _old: self._ring())
        self.drawn.thumbnails.loaded.connect(lambda _path: self.viewport().update())
        say(self, lambda: self.setAccessibleName(translate("Organise", "Tree")))
        theme.paint(self, self.viewport().update)
        self.restore()

    def _set_up(self) -> None:
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(600)
        self.setExpandsOnDoubleClick(False)
        self.doubleClicked.connect(lambda _index: self.naming_wanted.emit())

    # -- what is open, what is chosen

    def restore(self) -> None:
        """After the tree was built anew: open what was open."""
        root = self.tree.index(0, 0)
        self._open(root)
        for row in range(self.tree.rowCount(root)):
            study = self.tree.index(row, 0, root)
            self._open(study)
            for below in range(self.tree.rowCount(study)):
                self._open(self.tree.index(below, 0, study))

    def _open(self, index: QModelIndex) -> None:
        node = self.tree.node(index)
        few = self.tree.sums(node).filesets < _OPENED_BELOW
        wanted = node.level != "A" or few or node.part in self._opened
        blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's
        opened = wanted and node.part not in self._closed
        self.setExpanded(index, opened)
        if opened and self.tree.canFetchMore(index):  # Qt does so later, when it draws
            self.tree.fetchMore(index)
        self.blockSignals(blocked)

    def _remember(self, index: QModelIndex, *, opened: bool) -> None:
        part = self.tree.node(index).part
        (self._opened if opened else self._closed).add(part)
        (self._closed if opened else self._opened).discard(part)

    def current(self) -> Node:
        """The row that has the keyboard."""
        return self.tree.node(self.currentIndex())

    def chosen_nodes(self) -> list[Node]:
        """All chosen rows."""
        return [self.tree.node(one) for one in self.selectionModel().selectedIndexes()]

    def show_part(self, part: str) -> None:
        """Choose a part and bring it into sight."""
        self.choose(self.tree.index_of(part))

    def choose(self, index: QModelIndex) -> None:
        """Choose one row alone, whatever keys are held, and bring it into sight."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def row_rect(self) -> QRect:
        """Where the name of the current row stands, in the viewport's pixels."""
        return self.visualRect(self.currentIndex())

    # -- drawing

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:  # type: ignore[override]  # noqa: N802
        """A chevron where there is something below."""
        if not self.tree.hasChildren(index):
            return
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        drawn = icons.pixmap(name, "text2", 18, self.devicePixelRatioF())
        left = rect.right() - _INDENT + 5
        painter.drawPixmap(left, rect.top() + (rect.height() - 18) // 2, drawn)

    def _ring(self) -> None:
        current = self.currentIndex() if self._by_key else QModelIndex()
        self.drawn.ringed = QPersistentModelIndex(current)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Keys led here: the current row shows it."""
        super().focusInEvent(event)
        reasons = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        self._by_key = event.reason() in reasons
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.tree.index(0, 0))
        self._ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """And shows it no more."""
        super().focusOutEvent(event)
        self._by_key = False
        self._ring()

    # -- keys and menus

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F2 or Enter names, Del deletes; the arrows are Qt's."""
        self._by_key = True
        self._ring()
        if event.key() in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.naming_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deletion_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """By mouse where it points, by keyboard at the current row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.row_rect().bottomLeft() + QPoint(40, 0)
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))
        else:
            self.menu_wanted.emit(event.globalPos())

    # -- dragging over

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Light up what it is over."""
        super().dragEnterEvent(event)
        self._aim(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Light up what it is over."""
        super().dragMoveEvent(event)
        self._aim(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing any more."""
        super().dragLeaveEvent(event)
        self._light(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """The model tells what was dropped; beside the rows it is the investigation's."""
        index = self._part_index(self.indexAt(event.position().toPoint()))
        self._light(QModelIndex())
        data = event.mimeData()
        self.tree.dropMimeData(data, event.dropAction(), -1, -1, index)
        event.setDropAction(Qt.DropAction.CopyAction)  # the rows that were dragged are not removed
        event.accept()

    def _aim(self, event: QDragMoveEvent) -> None:
        index = self._part_index(self.indexAt(event.position().toPoint()))
        taken = self.tree.canDropMimeData(event.mimeData(), event.dropAction(), -1, -1, index)
        self._light(index if taken else QModelIndex())
        if taken:
            event.accept()
        else:
            event.ignore()

    def _part_index(self, index: QModelIndex) -> QModelIndex:
        """The assay of a fileset; the investigation below the last row."""
        if not index.isValid():
            return self.tree.index(0, 0)
        return index.parent() if self.tree.node(index).level == "F" else index

    def _light(self, index: QModelIndex) -> None:
        self.drawn.target = QPersistentModelIndex(index)
        self.viewport().update()
