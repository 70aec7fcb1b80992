"""Reading the journal and other local files without holding up the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from fbi_uploader.errors import UploaderError

T = TypeVar("T")


class _Bell(QObject):
    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable, Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self.bell = _Bell()
        self._work = work

    def run(self) -> None:
        try:
            result = self._work()
        except UploaderError as error:
            self.bell.failed.emit(error)
        else:
            self.bell.done.emit(result)


_kept: set[QObject] = set()


def read(
    owner: QObject,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[UploaderError], None] = lambda _error: None,
    pool: QThreadPool | None = None,
) -> None:
    """Do `work` in another thread (of `pool`), then `done` here, unless `owner` is gone by then."""
    job = _Job(work)
    bell = job.bell
    _kept.add(bell)

    def on_done(value: object) -> None:
        _kept.discard(bell)
        if shiboken6.isValid(owner):
            done(cast("T", value))

    def on_failed(error: object) -> None:
        _kept.discard(bell)
        if shiboken6.isValid(owner) and isinstance(error, UploaderError):
            failed(error)

    bell.done.connect(on_done)
    bell.failed.connect(on_failed)
    (pool or QThreadPool.globalInstance()).start(job)
