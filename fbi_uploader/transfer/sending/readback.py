"""Reading a large part back while the rest of it is being written: both ends work at once."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from fbi_uploader.errors import UploaderError
from fbi_uploader.transfer.backend import Backend, Digest, OnBytes
from fbi_uploader.transfer.source import Hash, digest_of


class ReadBack:
    """Follows the writer of one part on a connection of its own, from its first byte.

    It reads what was flushed and nothing beyond, so every byte is read after the flush that made
    it durable, as `Backend.digest` would at the end. `heard` is given what is read. `on_bytes`
    gets the count of each piece in this thread, and may raise Cancelled.
    """

    def __init__(
        self, connect: Callable[[], Backend], path: str, heard: Hash, on_bytes: OnBytes
    ) -> None:
        self.position = 0
        self._connect = connect
        self._path = path
        self._on_bytes = on_bytes
        self._heard = heard
        self._ends: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._dismissed = False
        self._helper = ThreadPoolExecutor(1, "readback")
        self._reading: Future[None] = self._helper.submit(self._run)

    def __enter__(self) -> Self:
        """It waits for the first flush."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, whether all was read or not."""
        self._dismissed = True
        self._ends.put(None)
        self._helper.shutdown()

    def flushed(self, end: int) -> None:
        """The part is durable up to `end`."""
        self._ends.put(end)

    def digest(self) -> Digest | None:
        """Of all that was flushed; None when it could not be read: then it is asked for anew.

        Raises Cancelled when `on_bytes` did.
        """
        self._ends.put(None)
        try:
            self._reading.result()
        except UploaderError:
            return None
        return digest_of(self._heard)

    def _run(self) -> None:
        with self._connect() as backend:
            while (end := self._ends.get()) is not None:
                self._read(backend, end)

    def _read(self, backend: Backend, end: int) -> None:
        if self.position >= end or self._dismissed:
            return
        for piece in backend.read(self._path, self.position):
            known = piece[: end - self.position]
            self._heard.update(known)
            self.position += len(known)
            self._on_bytes(len(known))
            if self.position >= end or self._dismissed:
                return
