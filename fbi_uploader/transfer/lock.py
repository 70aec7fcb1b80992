"""One engine a data directory: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from fbi_uploader.errors import Code, InputError
from fbi_uploader.paths import denied

if sys.platform == "win32":  # untried: no Windows at hand
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# flock says EWOULDBLOCK (flock(2)), its emulation over NFS and Windows' own locks also the others.
_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class EngineLock:
    """Context manager. Raises InputError ENGINE_BUSY when another engine holds it.

    DENIED and JOURNAL_UNWRITABLE (a full or read-only disk, one that knows no locks): nobody holds
    it, and nothing can be kept here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take it, at once or not at all."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self._path, flags, 0o600)
        except OSError as error:
            raise self._refused(error) from error
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD:
                raise InputError(Code.ENGINE_BUSY, path=str(self._path)) from error
            raise self._refused(error) from error
        self._descriptor = descriptor
        return self

    def _refused(self, error: OSError) -> InputError:
        if isinstance(error, PermissionError):
            return denied(self._path, error)
        why = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return InputError(Code.JOURNAL_UNWRITABLE, path=str(self._path), why=why)

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
