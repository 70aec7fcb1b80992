"""Reading source files without ever standing in the way of the program that writes them.

Windows: CreateFileW with FILE_SHARE_READ | WRITE | DELETE (DESIGN 7, 1), so the writer may go on
writing, renaming and deleting. POSIX has no share modes. Size, time and identity come from the
open handle: NTFS directory entries are stale while a handle is open.
"""

from __future__ import annotations

import errno
import io
import ntpath
import os
import stat as modes
import sys
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from fbi_uploader.errors import Code, FileError, RetryError
from fbi_uploader.intake.model import Stamp
from fbi_uploader.paths import shown

CHUNK = 1 << 20
"""Bytes of one piece."""

_ID_BITS = 63

_VANISHED = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
_DENIED = {errno.EACCES, errno.EPERM}
_NOT_A_FILE = {errno.EISDIR, errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP}
_HELD = {errno.EAGAIN, errno.EBUSY}
_HELD_ON_WINDOWS = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def extended(path: str) -> str:
    r"""An absolute Windows path behind `\\?\`: no limit of 260, no reserved names, dots kept.

    `ntpath.normpath` rather than `abspath`, which asks Windows and loses trailing dots.
    """
    if path.startswith(("\\\\?\\", "\\\\.\\")):
        return path
    plain = ntpath.normpath(path)
    if plain.startswith("\\\\"):
        return "\\\\?\\UNC" + plain[1:]
    return "\\\\?\\" + plain if ntpath.isabs(plain) else plain


def system_path(path: str) -> str:
    """What to hand to the system for `path`: extended on Windows, itself elsewhere."""
    return extended(path) if sys.platform == "win32" else path


def raise_file_error(error: OSError, path: str) -> NoReturn:
    """Translate. FileError VANISHED, DENIED, NOT_A_FILE, READ_FAILED; RetryError HELD."""
    windows: int | None = getattr(error, "winerror", None)
    place = shown(path)
    if windows in _HELD_ON_WINDOWS or (windows is None and error.errno in _HELD):
        raise RetryError(Code.HELD, path=place, errno=error.errno, winerror=windows) from error
    code = Code.READ_FAILED
    for known, numbers in (
        (Code.VANISHED, _VANISHED),
        (Code.DENIED, _DENIED),
        (Code.NOT_A_FILE, _NOT_A_FILE),
    ):
        if error.errno in numbers:
            code = known
    raise FileError(code, path=place, errno=error.errno, winerror=windows) from error


if sys.platform == "win32":  # untried: no Windows at hand
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _GENERIC_READ = 0x80000000
    _SHARE_ALL = 0x1 | 0x2 | 0x4  # READ, WRITE, DELETE: never refuse another program
    _OPEN_EXISTING = 3
    _SEQUENTIAL_SCAN = 0x08000000
    _INVALID = ctypes.c_void_p(-1).value

    _create_file = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    _create_file.restype = wintypes.HANDLE
    _create_file.argtypes = [
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    ]

    def open_handle(path: str, access: int, flags: int = 0) -> int:
        """A handle on an existing file that refuses nobody. OSError."""
        handle = _create_file(extended(path), access, _SHARE_ALL, None, _OPEN_EXISTING, flags, None)
        if handle is None or handle == _INVALID:
            raise ctypes.WinError(ctypes.get_last_error())
        return int(handle)

    def _open_descriptor(path: str) -> int:
        handle = open_handle(path, _GENERIC_READ, _SEQUENTIAL_SCAN)
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)

else:

    def _open_descriptor(path: str) -> int:
        # Without O_NONBLOCK a FIFO would hold us until somebody writes; files do not mind it.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(descriptor, True)
        return descriptor


def _regular(descriptor: int, path: str) -> io.FileIO:
    """`descriptor` as a file object, which closes it. FileError NOT_A_FILE for anything else."""
    if not modes.S_ISREG(os.fstat(descriptor).st_mode):
        raise FileError(Code.NOT_A_FILE, path=shown(path))
    return io.FileIO(descriptor, "rb")


def open_shared(path: str) -> BinaryIO:
    """Open for unbuffered reading; refuses nobody, and nobody is made to wait.

    Symbolic links are followed. Raises FileError VANISHED, DENIED, NOT_A_FILE, READ_FAILED, and
    RetryError HELD where another program refuses us.
    """
    try:
        descriptor = _open_descriptor(path)
    except OSError as error:
        raise_file_error(error, path)
    except ValueError as error:  # a NUL inside the name
        raise FileError(Code.VANISHED, path=shown(path)) from error
    try:
        return _regular(descriptor, path)
    except BaseException:
        os.close(descriptor)
        raise


def _fold(number: int) -> int:
    """An identity in 63 bits, for SQLite: ReFS has ids of 128 bits, some POSIX inodes use 64."""
    return (number ^ (number >> 64)) & ((1 << _ID_BITS) - 1)


def stamp_from(result: os.stat_result) -> Stamp:
    """The stamp in a `stat` result. Only a `stat` that asked a handle is exact on Windows."""
    return Stamp(result.st_size, result.st_mtime_ns, _fold(result.st_dev), _fold(result.st_ino))


def stamp_of(handle: BinaryIO) -> Stamp:
    """Size, time and identity of an open file, from its handle."""
    return stamp_from(os.fstat(handle.fileno()))


def stamp(path: str) -> Stamp:
    """Size, time and identity of the file at `path` now, from a handle. Raises as `open_shared`."""
    with open_shared(path) as handle:
        return stamp_of(handle)


def _refuse(code: Code, path: str, expected: Stamp, found: Stamp) -> NoReturn:
    raise FileError(
        code,
        path=shown(path),
        size=found.size,
        size_before=expected.size,
        mtime_ns=found.mtime_ns,
        mtime_ns_before=expected.mtime_ns,
        replaced=(found.volume, found.file_id) != (expected.volume, expected.file_id),
    )


def _named(path: str) -> Stamp:
    """The stamp of what bears this name now, without being refused by anybody's share mode."""
    try:
        return stamp_from(os.stat(system_path(path)))
    except OSError as error:
        raise_file_error(error, path)


def _check_after(handle: BinaryIO, path: str, expected: Stamp) -> None:
    """Still the same by handle, and no other file has taken its name meanwhile."""
    found = stamp_of(handle)
    if found == expected:
        found = _named(path)
    if found != expected:
        _refuse(Code.CHANGED_WHILE_SENT, path, expected, found)


def _pieces(handle: BinaryIO, path: str, left: int, size: int) -> Iterator[bytes]:
    """`left` bytes from where `handle` stands; ends early at the end of the file."""
    while left > 0:
        try:
            piece = handle.read(min(size, left))
        except OSError as error:
            raise_file_error(error, path)
        if not piece:
            return
        left -= len(piece)
        yield piece


def read_chunks(
    path: str, offset: int, end: int, expected: Stamp, size: int = CHUNK
) -> Iterator[bytes]:
    """The bytes `offset` to `end` of the file that bore the stamp `expected` when planned.

    Raises as `open_shared`; FileError CHANGED when it is another or changed before, and
    CHANGED_WHILE_SENT or VANISHED when that shows after the last byte; READ_FAILED when there are
    fewer bytes than `end`.
    """
    with open_shared(path) as handle:
        found = stamp_of(handle)
        if found != expected:
            _refuse(Code.CHANGED, path, expected, found)
        if offset:
            handle.seek(offset)
        got = offset
        for piece in _pieces(handle, path, end - offset, size):
            got += len(piece)
            yield piece
        _check_after(handle, path, expected)
        if got < end:
            raise FileError(Code.READ_FAILED, path=shown(path), got=got, wanted=end)
