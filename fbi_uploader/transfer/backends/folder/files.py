"""Bytes of single files of a folder backend, by descriptor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fbi_uploader.errors import Code, FileError
from fbi_uploader.transfer.backend import Digest, OnBytes, Source
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.errors import Speaking
from fbi_uploader.transfer.backends.folder.tree import Visit

_PIECE = 1 << 20
_WINDOW = 8 << 20


@contextmanager
def closing() -> Iterator[list[int]]:
    """A list of descriptors, closed at the end whatever happens; what counts was flushed."""
    opened: list[int] = []
    try:
        yield opened
    finally:
        for handle in opened:
            with suppress(OSError):
                os.close(handle)


def target(visit: Visit, path: str, offset: int, opened: list[int]) -> int:
    """A new file, or one to be continued at `offset` with nothing behind it.

    Raises FileError TARGET_EXISTS, TARGET_MISSING, NOT_A_FILE, PART_SHORTER (size, offset).
    """
    with Speaking(path):
        handle = visit.open(path, write=True) if offset else visit.create(path)
        opened.append(handle)
        folder_system.bypass_cache(handle)
        if offset:
            size = os.fstat(handle).st_size
            if size < offset:
                raise FileError(Code.PART_SHORTER, path=path, size=size, offset=offset)
            os.ftruncate(handle, offset)
            os.lseek(handle, offset, os.SEEK_SET)
    return handle


def pour(
    visit: Visit, path: str, source: Source, offset: int, handle: int, on_bytes: OnBytes
) -> None:
    """Write the source from `offset` on and set its time; nothing is flushed yet."""
    begun = position = offset
    for piece in source.chunks(offset):
        with Speaking(path):
            _write(handle, piece)
            position += len(piece)
            if position - begun >= _WINDOW:
                folder_system.begin_flush(handle, begun, position - begun)
                begun = position
        on_bytes(len(piece))
    mtime_ns = source.mtime_ns
    with Speaking(path):
        folder_system.begin_flush(handle, begun, 0)
        if mtime_ns is not None:
            visit.put_time(path, handle, mtime_ns)


def stored(visit: Visit, path: str, opened: list[int]) -> int:
    """An existing file, to be read from the disk and not from memory."""
    with Speaking(path):
        handle = visit.open(path, write=False)
        opened.append(handle)
        folder_system.forget(handle)
        folder_system.bypass_cache(handle)
    return handle


def pieces(path: str, handle: int, offset: int) -> Iterator[bytes]:
    """What is stored from `offset` on; leaves nothing in the cache."""
    with Speaking(path):
        os.lseek(handle, offset, os.SEEK_SET)
    begun = position = offset
    while True:
        with Speaking(path):
            piece = os.read(handle, _PIECE)
            position += len(piece)
            if not piece or position - begun >= _WINDOW:
                folder_system.forget(handle, begun, position - begun)
                begun = position
        if not piece:
            return
        yield piece


def digest(path: str, handle: int, on_bytes: OnBytes) -> Digest:
    """sha256 of what is stored."""
    sha256 = hashlib.sha256()
    for piece in pieces(path, handle, 0):
        sha256.update(piece)
        on_bytes(len(piece))
    return Digest("sha256", sha256.hexdigest())


def move(visit: Visit, source: str, target: str) -> None:
    """Rename; an error speaks of the end that it is about."""
    try:
        with Speaking(target):
            visit.move(source, target)
    except FileError as error:
        if error.code is Code.TARGET_MISSING:
            raise FileError(Code.TARGET_MISSING, path=source) from error
        raise


def _write(handle: int, piece: bytes) -> None:
    written = os.write(handle, piece)
    while written < len(piece):
        written += os.write(handle, memoryview(piece)[written:])
