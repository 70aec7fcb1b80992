"""Thumbnails and facts of filesets: one child at a time, the newest request first."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict

from fbi_uploader.desk.answering import log_fault
from fbi_uploader.desk.cache import Cache, Seen
from fbi_uploader.desk.summary import images, summary
from fbi_uploader.errors import Code, FileError, RetryError
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.transfer.wire import Message

_MOST = 10_000  # heads that wait; the oldest are forgotten, the window asks again when it scrolls
_LASTING = frozenset({Code.INSPECT_FAILED, Code.INSPECT_TIMED_OUT})

Tell = Callable[[Message], None]
MakeInspector = Callable[[], Inspector]


class Looking:
    """`run` is a thread's; `look` and `close` are anybody's.

    `tell` gets `Looked` events. The child is started with the first request.
    """

    def __init__(self, cache: Cache, inspector: MakeInspector, tell: Tell) -> None:
        self._cache = cache
        self._make = inspector
        self._tell = tell
        self._inspector: Inspector | None = None
        self._waiting: dict[str, str] = {}  # head -> draft; the last one in is next
        self._draft = ""
        self._round = 0  # counts what was cut off
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def look(self, draft: str, heads: Iterable[str]) -> None:
        """Look at these, the first one first, and before all that was asked earlier."""
        with self._changed:
            self._draft = draft
            for head in reversed(tuple(heads)):
                self._waiting.pop(head, None)
                self._waiting[head] = draft
            while len(self._waiting) > _MOST:
                del self._waiting[next(iter(self._waiting))]
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="look", daemon=True)
                self._thread.start()
            self._changed.notify()

    def forget(self) -> None:
        """Nobody wants to know any more; what is being looked at is cut off."""
        with self._changed:
            self._waiting.clear()
            self._draft = ""
            self._round += 1
            inspector = self._inspector
        if inspector is not None:
            inspector.close()

    def close(self, seconds: float) -> bool:
        """End the child and the thread; whether it ended in that time."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.forget()
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            head, draft, round_ = wanted
            seen = self._seen(head, round_)
            if round_ == self._round:
                self._tell({"event": "Looked", "draft": draft, "head": head, **asdict(seen)})

    def _seen(self, head: str, round_: int) -> Seen:
        try:
            return self._cache.get(head) or self._look_at(head, round_)
        except Exception as error:  # noqa: BLE001 - typed here: the next file is looked at
            log_fault("look", error)
            return Seen(0, None, "", None, Code.ENGINE_FAULT)

    def _next(self) -> tuple[str, str, int] | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return None if self._closed else (*self._waiting.popitem(), self._round)

    def _look_at(self, head: str, round_: int) -> Seen:
        if os.path.isdir(head):  # OME-Zarr, a plate: no reader of ours takes a folder
            return Seen(0, None, "", None)
        inspector = self._child()
        try:
            found = inspector.inspect(head)
        except (FileError, RetryError) as error:
            seen = Seen(0, None, "", None, error.code)
            # One that we have ended ourselves says nothing of the file.
            lasting = error.code in _LASTING and round_ == self._round
            return self._cache.put(head, seen, None) if lasting else seen
        picture = None
        if found.images:
            with suppress(FileError, RetryError):  # the facts are something without a picture, too
                picture = inspector.thumbnail(head)
        if round_ != self._round:
            return Seen(0, None, "", None)
        seen = Seen(images(found), found.format, summary(found), None)
        return self._cache.put(head, seen, picture)

    def _child(self) -> Inspector:
        with self._changed:
            if self._inspector is None:
                self._inspector = self._make()
            return self._inspector
