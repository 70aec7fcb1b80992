"""One engine a data directory: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from fbi_uploader.errors import Code, InputError

if sys.platform == "win32":  # untried: no Windows at hand
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class EngineLock:
    """Context manager. Raises InputError ENGINE_BUSY when another engine holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take it, at once or not at all."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise InputError(Code.ENGINE_BUSY, path=str(self._path)) from error
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go. The file stays: removing it would let two engines hold two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
