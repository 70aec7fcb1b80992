"""The table of filesets: rows of one height, so that 100,000 of them scroll like ten."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fbi_uploader.ui.deposit.dropping.heads import HEAD, Heads
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.models.fileset import Column, State
from fbi_uploader.ui.models.filesetdelegate import ROW, FilesetDelegate
from fbi_uploader.ui.models.filesets import FilesetModel
from fbi_uploader.ui.widgets.thumbnails import Thumbnails
from fbi_uploader.ui.words import say, translate

NARROW = 860
"""Pixels below which columns are narrower."""
AROUND = 8
"""Rows above and below those in sight that count as nearly in sight."""
_RESTING, _TURNING, _STEP = 150, 100, 15  # ms, ms, degrees
_WIDE_COLUMNS = {1: 160, 2: 92, 3: 100, 4: 222, 5: 60}
_NARROW_COLUMNS = {1: 136, 2: 76, 3: 86, 4: 200, 5: 48}
_MOVES = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down}
_BY_KEY = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class FilesetTable(QTableView):
    """Signals: what is chosen changed; rows came to rest in sight; a menu is wanted at a point."""

    chosen = Signal()
    rested = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: FilesetModel) -> None:
        super().__init__()
        self.filesets = model
        self.thumbnails = Thumbnails()
        self.drawn = FilesetDelegate(self.thumbnails)
        self._by_key = False
        self._rest = QTimer(self, singleShot=True, interval=_RESTING)
        self._turns = QTimer(self, interval=_TURNING)
        self.setModel(model)
        self.setItemDelegate(self.drawn)
        self._set_up()
        self._set_up_heads()
        self._connect()
        say(self, lambda: self.setAccessibleName(translate("Drop", "Filesets")))
        theme.paint(self, self.viewport().update)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.viewport().setAcceptDrops(False)  # the step takes drops, all over

    def _set_up_heads(self) -> None:
        self.setHorizontalHeader(Heads())
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(40)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen.emit())
        self.selectionModel().currentRowChanged.connect(lambda _new, _old: self._show_ring())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._rest.start())
        for signal in (self.filesets.rowsInserted, self.filesets.rowsRemoved):
            signal.connect(lambda _parent, _first, _last: self._rows_changed())
        self.filesets.modelReset.connect(self._rows_changed)
        self.filesets.dataChanged.connect(lambda _from, _to: self._wait_to_rest())
        self.thumbnails.loaded.connect(lambda _path: self.viewport().update())
        self._rest.timeout.connect(self.rested.emit)
        self._turns.timeout.connect(self._turn)

    # -- what is in sight, what is chosen

    def rows_in_sight(self, around: int = 0) -> range:
        """Rows that are seen, and so many more on both sides."""
        count = self.filesets.rowCount()
        top = self.rowAt(0)
        if not count or top < 0:
            return range(0)
        bottom = self.rowAt(self.viewport().height() - 1)
        last = count - 1 if bottom < 0 else bottom
        return range(max(0, top - around), min(count, last + 1 + around))

    def chosen_rows(self) -> list[int]:
        """The chosen rows, sorted; read from ranges, as all of 100,000 may be chosen."""
        found: set[int] = set()
        selection = self.selectionModel().selection()
        for part in map(selection.at, range(selection.size())):
            found.update(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def choose(self, row: int) -> None:
        """Choose one row alone and bring it into sight."""
        index = self.filesets.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def set_turning(self, *, turning: bool) -> None:
        """Turn the signs of what is being written, while some is."""
        if turning and not self._turns.isActive() and self.isVisible():
            self._turns.start()
        elif not turning:
            self._turns.stop()

    def _turn(self) -> None:
        self.drawn.angle = (self.drawn.angle + _STEP) % 360
        for row in self.rows_in_sight():
            if self.filesets.shelf_row(row).state == State.WRITING.name.lower():
                for column in (Column.NAME, Column.STATE):
                    self.update(self.filesets.index(row, column))

    def _rows_changed(self) -> None:
        self.updateGeometry()
        self._show_ring()
        self._wait_to_rest()
        self.chosen.emit()

    def _wait_to_rest(self) -> None:
        if not self._rest.isActive():  # rows that come all the time must not put it off for ever
            self._rest.start()

    # -- size

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All rows, for a layout that gives no more than that."""
        return QSize(600, HEAD + min(2000, self.filesets.rowCount()) * ROW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A row and its neighbours."""
        rows = max(1, min(2, self.filesets.rowCount()))
        return QSize(300, HEAD + rows * ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrow columns in a narrow window."""
        wanted = _NARROW_COLUMNS if self.width() < NARROW else _WIDE_COLUMNS
        for column, width in wanted.items():
            self.setColumnWidth(column, width)
        super().resizeEvent(event)
        self._wait_to_rest()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What is in sight now is to be looked at."""
        super().showEvent(event)
        self._wait_to_rest()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing turns unseen."""
        super().hideEvent(event)
        self._turns.stop()

    # -- pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The row below the pointer lights up."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        dots = index.isValid() and index.column() == Column.MENU
        shape = Qt.CursorShape.PointingHandCursor if dots else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No row does."""
        super().leaveEvent(event)
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The dots of a row open its menu; elsewhere rows are chosen."""
        self._by_key = False
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == Column.MENU:
            if index.row() not in self.chosen_rows():
                self.choose(index.row())
            self._open_menu(index)
            return
        super().mousePressEvent(event)
        self._show_ring()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """By the pointer at the pointer, by the keyboard at the row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu(self.currentIndex())
        elif self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def _open_menu(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        if not self.chosen_rows():
            self.choose(index.row())
        cell = self.visualRect(index.siblingAtColumn(Column.MENU))
        self.menu_wanted.emit(self.viewport().mapToGlobal(cell.bottomLeft()))

    def _hover(self, row: int) -> None:
        if row != self.drawn.hovered:
            self.drawn.hovered = row
            self.viewport().update()

    # -- keyboard

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Only rows count: Home and End are the first and the last one."""
        moves = QAbstractItemView.CursorAction
        if action is moves.MoveHome:
            return self.filesets.index(0, 0)
        if action is moves.MoveEnd:
            return self.filesets.index(self.filesets.rowCount() - 1, 0)
        if action in {moves.MoveLeft, moves.MoveRight}:
            return self.currentIndex()
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the menu of what is chosen."""
        self._by_key = True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open_menu(self.currentIndex())
            return
        super().keyPressEvent(event)
        at = self.currentIndex()
        if event.key() in _MOVES and at.isValid() and not self.selectionModel().hasSelection():
            self.choose(at.row())  # Qt chooses nothing where it does not move
        self._show_ring()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The row that has the keyboard shows it, when keys led here."""
        self._by_key = event.reason() in _BY_KEY
        super().focusInEvent(event)
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """It no longer has it."""
        super().focusOutEvent(event)
        self._show_ring()

    def _show_ring(self) -> None:
        shows = self._by_key and self.hasFocus()
        self.drawn.ringed = self.currentIndex().row() if shows else -1
        self.viewport().update()


def heads_to_look_at(table: FilesetTable) -> Iterator[str]:
    """Whose images are wanted: the rows in sight first, then those round them."""
    seen = table.rows_in_sight()
    around = [row for row in table.rows_in_sight(AROUND) if row not in seen]
    yield from table.filesets.wanted_heads([*seen, *around])
