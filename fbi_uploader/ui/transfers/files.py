"""The files of one cause or of one fileset, in a dialog; read as they are scrolled to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fbi_uploader.errors import Code
from fbi_uploader.messages import file_word, message
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.ui.background import read
from fbi_uploader.ui.models.sent_filesets import PAGE, FileLine, Which, read_files
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Kind
from fbi_uploader.ui.widgets.dialog import Dialog, nothing
from fbi_uploader.ui.widgets.text import Elided
from fbi_uploader.ui.words import language, say, size, translate

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_COLUMNS = 3


class FileTable(QAbstractTableModel):
    """Path, size, state; `want` is called with the last id for what comes behind it."""

    def __init__(self, want: Callable[[int], None]) -> None:
        super().__init__()
        self._want = want
        self._lines: list[FileLine] = []
        self._more, self._asked = True, False

    def take(self, lines: list[FileLine]) -> None:
        """A page that was wanted; a short one is the last."""
        self._asked, self._more = False, len(lines) == PAGE
        if lines:
            first = len(self._lines)
            self.beginInsertRows(_NOWHERE, first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Those that were read."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Always the same."""
        return 0 if parent.isValid() else _COLUMNS

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether there are more behind."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Ask for them; they come later."""
        if self.canFetchMore(parent):
            self._asked = True
            self._want(self._lines[-1].id if self._lines else -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text; the whole of it as tooltip."""
        line = self._lines[index.row()]
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return (line.source, size(line.bytes), _state(line))[index.column()]
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column heads."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("Transfers", "File"),
            translate("Transfers", "Size"),
            translate("Transfers", "State"),
        )[section]


def _state(line: FileLine) -> str:
    """Its state; why it stands where it does, where that is known."""
    if not line.code:
        return file_word(line.state, language())
    return message(Reason(Code(line.code), {"path": line.source}), language()).happened


class _Indented(QStyledItemDelegate):
    """As far from the edge as the column heads are."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option.rect.adjust(8, 0, 0, 0)
        super().paint(painter, option, index)


class FilesDialog(Dialog):
    """`title` names the submission or the fileset."""

    def __init__(self, parent: QWidget, session: Session, which: Which, title: str) -> None:
        super().__init__(parent.window(), lambda: translate("Transfers", "Files"))
        name = Elided(tint="text2")
        name.set_text(title)
        self.add(name)
        self._session, self._which = session, which
        self.resize(860, 480)
        self.table = FileTable(self._read)
        self.view = QTableView()
        self.view.setModel(self.table)
        self._lay_out()
        self.add(self.view)
        self.set_choices(self.choice(Kind.PLAIN, lambda: translate("Transfers", "Close"), nothing))
        self.table.fetchMore(_NOWHERE)
        self.view.setFocus()

    def _lay_out(self) -> None:
        view = self.view
        view.setShowGrid(False)
        view.setItemDelegate(_Indented(view))
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(46)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = view.horizontalHeader()
        head.setFixedHeight(34)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.setColumnWidth(1, 100)
        view.setColumnWidth(2, 280)
        say(view, lambda: view.setAccessibleName(translate("Transfers", "Files")))

    def _read(self, after: int) -> None:
        session, which = self._session, self._which

        def lines() -> list[FileLine]:
            journal = session.app.journal(read_only=True)
            try:
                return read_files(journal, which, after)
            finally:
                journal.close()

        read(self, lines, self.table.take)
