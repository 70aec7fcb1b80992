"""The filesets that wait for a place, and what their folders suggest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from fbi_uploader.drafting.model import UNASSIGNED
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.fileset import State, cell_text, files_text
from fbi_uploader.ui.models.filesets import FilesetModel
from fbi_uploader.ui.models.isatree import FILESETS, filesets_data
from fbi_uploader.ui.widgets.thumbnails import Thumbnails
from fbi_uploader.ui.words import say, size, translate

if TYPE_CHECKING:
    from fbi_uploader.ui.deposit.controller import Deposit

ROW, _PICTURE = 64, 44
_AROUND = 6
Index = QModelIndex | QPersistentModelIndex


class WaitingModel(FilesetModel):
    """Those in no assay; they can be dragged."""

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(deposit, lambda place: place == UNASSIGNED)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Each can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Filesets by their numbers."""
        return [FILESETS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """What is dragged."""
        return filesets_data(sorted({self.number(one.row()) for one in indexes}))


class _Delegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.thumbnails = thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        state = option.state
        model = index.model()
        if not isinstance(model, FilesetModel):
            return
        one = model.fileset(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 3, ROW, theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        ratio = painter.device().devicePixelRatioF()
        top = rect.top() + (ROW - _PICTURE) // 2
        grip = icons.pixmap("grip", "text3", 20, ratio)
        painter.drawPixmap(rect.left() + 16, rect.top() + (ROW - 20) // 2, grip)
        self._picture(painter, rect.left() + 48, top, one.thumbnail, one.state)
        words = rect.adjusted(48 + _PICTURE + 12, 0, -12, 0)
        lines = [
            (Role.STRONG, "text", 11, one.name),
            _second(one.state, cell_text(one, 1), files_text(one.row.files), one.row.bytes),
        ]
        for role, ink, down, text in lines:
            painter.setFont(font(role))
            painter.setPen(theme.color(ink))
            metrics = painter.fontMetrics()
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, words.width())
            painter.drawText(words.left(), rect.top() + down + metrics.ascent(), cut)
        painter.restore()

    def _picture(self, painter: QPainter, left: int, top: int, path: str, state: State) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = self.thumbnails.get(path, ratio)
        if picture is not None:
            painter.drawPixmap(left, top, picture)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(left, top, _PICTURE, _PICTURE, 6, 6)
        name = "writing" if state is State.WRITING else "file"
        painter.drawPixmap(left + 12, top + 12, icons.pixmap(name, "text3", 20, ratio))


def _second(state: State, format_: str, files: str, count: int) -> tuple[Role, str, int, str]:
    if state is State.WRITING:
        text = translate("Organise", "Still being written… %1").replace("%1", size(count))
        return Role.CAPTION, "warn", 34, text
    return Role.CAPTION, "text2", 34, f"{format_} · {files} · {size(count)}"


class WaitingList(QListView):
    """`menu_wanted` at a point; `placed` asks for the menu of assays; `chosen` changed."""

    menu_wanted = Signal(QPoint)
    placing_wanted = Signal()
    chosen = Signal()

    def __init__(self, deposit: Deposit, model: WaitingModel) -> None:
        super().__init__()
        self.filesets = model
        self._deposit = deposit
        self._thumbnails = Thumbnails()
        self.setModel(model)
        self.setItemDelegate(_Delegate(self._thumbnails))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.look())
        self._thumbnails.loaded.connect(lambda _path: self.viewport().update())
        say(self, lambda: self.setAccessibleName(translate("Organise", "Filesets without a place")))
        theme.paint(self, self.viewport().update)

    def chosen_numbers(self) -> list[int]:
        """The numbers of the chosen filesets, read from ranges: all of 100,000 may be chosen."""
        rows: set[int] = set()
        for part in self.selectionModel().selection().toList():
            rows.update(range(part.top(), part.bottom() + 1))
        return [self.filesets.number(row) for row in sorted(rows)]

    def look(self) -> None:
        """Ask for the images of those in sight."""
        top = self.indexAt(QPoint(4, 4)).row()
        if not self.isVisible() or top < 0:
            return
        last = min(self.filesets.rowCount(), top + self.height() // ROW + _AROUND)
        heads = self.filesets.wanted_heads(range(max(0, top - _AROUND), last))
        self._deposit.want_looks(reversed(heads))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter asks where to put it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.placing_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Where to put it."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).bottomLeft() + QPoint(40, 0)
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))
        else:
            self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More rows in sight."""
        super().resizeEvent(event)
        self.look()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Rows in sight."""
        super().showEvent(event)
        self.look()
