"""Reading the journal and other local files without holding up the window.

Two rules keep Qt's objects in the window's thread, where alone they may die: what a job refers to
is let go there, and Python looks for cycles of garbage there only (`collect_here`). An object with
a timer that dies in another thread leaves the timer behind, and Qt crashes at its next turn.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from fbi_uploader.errors import UploaderError

T = TypeVar("T")

_COLLECT_EVERY = 1000  # ms
_YOUNG, _MIDDLE, _OLD = 5_000, 10, 10  # as gc.set_threshold takes them


class _Bell(QObject):
    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable, Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # it is let go in the window's thread
        self.bell = _Bell()
        self._work = work

    def run(self) -> None:
        try:
            result = self._work()
        except BaseException as error:  # noqa: BLE001 - handed over, and raised there if unforeseen
            self.bell.failed.emit(error)
        else:
            self.bell.done.emit(result)


_kept: set[QRunnable] = set()


def read(
    owner: QObject,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[UploaderError], None] = lambda _error: None,
    pool: QThreadPool | None = None,
) -> None:
    """Do `work` in another thread (of `pool`), then `done` here, unless `owner` is gone by then.

    `failed` is called for an UploaderError; any other error of `work` is raised here.
    """
    job = _Job(work)
    _kept.add(job)

    def on_done(value: object) -> None:
        _kept.discard(job)
        if shiboken6.isValid(owner):
            done(cast("T", value))

    def on_failed(error: object) -> None:
        _kept.discard(job)
        if isinstance(error, UploaderError):
            if shiboken6.isValid(owner):
                failed(error)
        elif isinstance(error, BaseException):
            raise error

    job.bell.done.connect(on_done)
    job.bell.failed.connect(on_failed)
    (pool or QThreadPool.globalInstance()).start(job)


def collect_here(owner: QObject) -> None:
    """Look for cycles of garbage in this thread only, from now on, while `owner` lives."""
    gc.disable()
    timer = QTimer(owner)
    timer.setInterval(_COLLECT_EVERY)
    timer.timeout.connect(collect)
    timer.start()


def collect() -> None:
    """Collect the generations that are due."""
    young, middle, old = gc.get_count()
    if young > _YOUNG:
        gc.collect(2 if old > _OLD else 1 if middle > _MIDDLE else 0)
