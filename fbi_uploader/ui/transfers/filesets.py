"""The filesets of a submission below its card: pages are read as they are scrolled to."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fbi_uploader.ui.background import read
from fbi_uploader.ui.models.sent_filesets import (
    Cursor,
    FilesetRow,
    Page,
    read_again,
    read_page,
)
from fbi_uploader.ui.models.sent_table import Column, FilesetTable
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.rows import HEIGHT, FilesetDelegate
from fbi_uploader.ui.transfers.speaking import fileset_mark
from fbi_uploader.ui.words import say, translate

HEAD = 34
MOST = 8
"""Rows that are seen at once; the rest is scrolled to."""
_RENEW = 1000  # ms between looks at the rows in sight
_SHARE = 5  # the journal is read at most this part of the time
_NARROW = 760


class FilesetView(QTableView):
    """`opened` tells the fileset whose files are to be seen (Enter, double click)."""

    opened = Signal(object)

    def __init__(self, session: Session, submission: str) -> None:
        super().__init__()
        self._session, self._submission = session, submission
        self._delegate = FilesetDelegate(self)
        self.table = FilesetTable(self._read, self._state_word)
        self._renewing = False
        self._renew = QTimer(self, singleShot=True)
        self._renew.setInterval(_RENEW)
        self._renew.timeout.connect(self._read_again)
        self.setModel(self.table)
        self.setItemDelegate(self._delegate)
        self._lay_out()
        self.table.rowsInserted.connect(lambda *_: self.updateGeometry())
        self.table.modelReset.connect(self.updateGeometry)
        self.doubleClicked.connect(self._open)
        say(self, self._speak)
        self.table.fetchMore(QModelIndex())

    def _lay_out(self) -> None:
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setFixedHeight(HEAD)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)

    def _fit(self) -> None:
        narrow = self.width() < _NARROW
        for column, wide, small in (
            (Column.SIZE, 116, 100),
            (Column.PROGRESS, 190, 140),
            (Column.STATE, 232, 190),
        ):
            self.setColumnWidth(column, small if narrow else wide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The name takes what the others leave."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows, up to MOST."""
        rows = max(1, min(MOST, self.table.rowCount()))
        return QSize(400, HEAD + rows * HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never squeezed: the page scrolls."""
        return self.sizeHint()

    def _speak(self) -> None:
        self.setAccessibleName(translate("Transfers", "Filesets of this submission"))
        self.table.speak()

    def _state_word(self, row: FilesetRow) -> str:
        return fileset_mark(row, going=self._delegate.going).word

    # -- reading

    def set_going(self, *, going: bool) -> None:
        """Whether the submission is being sent."""
        if going != self._delegate.going:
            self._delegate.going = going
            self.viewport().update()

    def look(self) -> None:
        """The rows in sight may have moved on."""
        if not self._renewing and not self._renew.isActive() and self.isVisible():
            self._renew.start()

    def _read(self, cursor: Cursor) -> None:
        session, submission = self._session, self._submission

        def page() -> Page:
            journal = session.app.journal(read_only=True)
            try:
                return read_page(journal, submission, cursor)
            finally:
                journal.close()

        read(self, page, self.table.take)

    def _read_again(self) -> None:
        rows = self.table.unsettled(*self._in_sight())
        if not rows:
            return
        session = self._session
        self._renewing = True
        began = time.monotonic()

        def again() -> list[FilesetRow]:
            journal = session.app.journal(read_only=True)
            try:
                return read_again(journal, rows)
            finally:
                journal.close()

        def done(now: list[FilesetRow]) -> None:
            self._renewing = False
            took = time.monotonic() - began  # long for a set of a million files: then less often
            self._renew.setInterval(max(_RENEW, int(took * 1000 * _SHARE)))
            self.table.renew(now)

        read(self, again, done, lambda _error: done([]))

    def _in_sight(self) -> tuple[int, int]:
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, self.table.rowCount() - 1 if last < 0 else last

    # -- opening one

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.table.row(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter shows the files of a set."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
