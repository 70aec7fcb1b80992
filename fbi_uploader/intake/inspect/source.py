"""The bytes of a file for a reader library, through the one helper that refuses nobody."""

from __future__ import annotations

import io
import ntpath
import os
from typing import TYPE_CHECKING, BinaryIO

from fbi_uploader.intake.reading import open_shared

if TYPE_CHECKING:
    from typing_extensions import Buffer

HEAD = 64
"""Bytes that tell one format from another."""


class DamagedError(ValueError):
    """The header is sound, but speaks of bytes that the file does not have."""


class _Unmapped(io.RawIOBase):
    """A file without a descriptor: no library can map it into memory.

    On Windows a mapped file cannot be cut or replaced by its writer. `name` has no folder, so
    that no library opens the neighbours by itself, past `open_shared`.
    """

    def __init__(self, handle: BinaryIO, name: str) -> None:
        self._handle = handle
        self.name = name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._handle.seek(offset, whence)

    def readinto(self, buffer: Buffer, /) -> int:
        room = memoryview(buffer).cast("B")
        piece = self._handle.read(len(room))
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._handle.close()
        super().close()


class Source(io.BufferedReader):
    """A file opened for inspection; a context manager.

    `title` is its plain name, `location` the path as asked for (libraries would use a `path`),
    `size` in bytes.
    """

    def __init__(self, path: str) -> None:
        """Raises as `open_shared`."""
        self.title = ntpath.basename(path)
        super().__init__(_Unmapped(open_shared(path), self.title))
        self.location = path
        self.size = self.seek(0, os.SEEK_END)
        self.seek(0)

    def head(self) -> bytes:
        """The first bytes; leaves the position at the start."""
        self.seek(0)
        first = self.read(HEAD)
        self.seek(0)
        return first

    def holds(self, end: int) -> None:
        """Raises DamagedError when the file ends before `end`."""
        if end > self.size:
            raise DamagedError(end, self.size)
