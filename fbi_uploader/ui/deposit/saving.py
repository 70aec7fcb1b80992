"""Saves the worksheet at every change, in a thread, the newest one only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal

from fbi_uploader.drafting import store
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.errors import UploaderError
from fbi_uploader.ui.background import read


class Saver(QObject):
    """`saved` tells the worksheet that is on the disk now; `failed` an UploaderError."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, drafts: Path) -> None:
        super().__init__()
        self._drafts = drafts
        self._next: tuple[Worksheet, Sums] | None = None
        self._writing = False
        self._pool = QThreadPool(self)

    def save(self, sheet: Worksheet, sums: Sums) -> None:
        """Write it as soon as what is being written now is on the disk."""
        self._next = sheet, replace(sums)
        if not self._writing:
            self._begin()

    def save_now(self) -> None:
        """Write what is still to be written before anything else happens. Raises InputError."""
        self._pool.waitForDone()  # two threads must not write one draft at once
        waiting, self._next = self._next, None
        if waiting is not None:
            self.saved.emit(store.save(self._drafts, *waiting))

    def forget(self) -> None:
        """Do not write what is still to be written: the draft is gone."""
        self._next = None

    def _begin(self) -> None:
        waiting, self._next = self._next, None
        if waiting is not None:
            self._writing = True
            write = partial(store.save, self._drafts, *waiting)
            read(self, write, self._done, self._failed, self._pool)

    def _done(self, sheet: Worksheet) -> None:
        self._writing = False
        self.saved.emit(sheet)
        self._begin()

    def _failed(self, error: UploaderError) -> None:
        self._writing = False
        self.failed.emit(error)
        self._begin()
