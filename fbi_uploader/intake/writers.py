"""Who has a file open for writing, asked of the system, without opening the file's data.

Linux: /proc/*/fd, fdinfo and maps (proc(5)), one pass for many files. Other accounts' processes
are seen by root only; for these the quiet time has to do. Windows: FileProcessIdsUsingFile-
Information (ntifs.h, class 47), which counts readers as well. macOS: cannot tell.
"""

from __future__ import annotations

import os
import re
import stat as modes
import sys
from collections.abc import Callable, Iterator, Mapping

from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import stamp_from

Writers = Callable[[Mapping[str, Stamp]], frozenset[str] | None]
"""Paths with the stamps just seen -> those that somebody has open for writing; None: unknown."""

_Identity = tuple[int, int]


def _identity(stamp: Stamp) -> _Identity:
    return (stamp.volume, stamp.file_id)


if sys.platform == "linux":

    def _processes() -> Iterator[str]:
        with os.scandir("/proc") as entries:
            yield from (entry.path for entry in entries if entry.name.isdecimal())

    def _names_in(folder: str) -> list[str]:
        """What a folder in /proc holds; nothing when the process is gone or not ours to see."""
        try:
            return os.listdir(folder)
        except OSError:
            return []

    def _is_for_writing(process: str, descriptor: str) -> bool:
        with open(f"{process}/fdinfo/{descriptor}", encoding="ascii", errors="replace") as lines:
            for line in lines:
                if line.startswith("flags:"):
                    return int(line.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY
        return False

    def _open_in(process: str, names: frozenset[str]) -> Iterator[_Identity]:
        """The files of these base names that a process has open for writing."""
        for descriptor in _names_in(f"{process}/fd"):
            link = f"{process}/fd/{descriptor}"
            try:
                # The name first: a stat could hang on somebody's dead network drive.
                if os.path.basename(os.readlink(link)) not in names:
                    continue
                seen = os.stat(link)
                if modes.S_ISREG(seen.st_mode) and _is_for_writing(process, descriptor):
                    yield _identity(stamp_from(seen))
            except OSError:
                continue

    # proc(5): address, permissions, offset, device, inode, path
    _SHARED_AND_WRITABLE = re.compile(r"\S+ rw.s \S+ \S+ \d+ +(/.*)")

    def _mapped_in(process: str, names: frozenset[str]) -> Iterator[_Identity]:
        """The files of these base names that a process has mapped shared and writable."""
        try:
            with open(f"{process}/maps", encoding="utf-8", errors="surrogateescape") as lines:
                for line in lines:
                    match = _SHARED_AND_WRITABLE.match(line)
                    if match and os.path.basename(match[1]) in names:
                        yield _identity(stamp_from(os.stat(match[1])))
        except OSError:
            return

    def _real_name(path: str) -> str:
        return os.path.basename(os.path.realpath(path) if os.path.islink(path) else path)

    def open_for_writing(files: Mapping[str, Stamp]) -> frozenset[str] | None:
        """Those of `files` that a process we may look into has open or mapped for writing."""
        if not files:
            return frozenset()
        names = frozenset(map(_real_name, files))
        written: set[_Identity] = set()
        try:
            for process in _processes():
                written.update(_open_in(process, names))
                written.update(_mapped_in(process, names))
        except OSError:  # no /proc here
            return None
        return frozenset(path for path, stamp in files.items() if _identity(stamp) in written)

elif sys.platform == "win32":  # untried: no Windows at hand
    import ctypes
    from ctypes import wintypes

    from fbi_uploader.intake.reading import open_handle

    _FILE_READ_ATTRIBUTES = 0x80
    _PROCESS_IDS_USING_FILE = 47
    _MOST = 256

    class _StatusBlock(ctypes.Structure):
        _fields_ = (("status", ctypes.c_void_p), ("information", ctypes.c_void_p))

    class _ProcessIds(ctypes.Structure):
        _fields_ = (("count", wintypes.ULONG), ("ids", ctypes.c_size_t * _MOST))

    _close_handle = ctypes.WinDLL("kernel32", use_last_error=True).CloseHandle
    _close_handle.argtypes = [wintypes.HANDLE]
    _query = ctypes.WinDLL("ntdll").NtQueryInformationFile
    _query.restype = ctypes.c_long
    _query.argtypes = [
        wintypes.HANDLE,
        ctypes.c_void_p,
        ctypes.c_void_p,
        wintypes.ULONG,
        ctypes.c_int,
    ]

    def _users_of(path: str) -> list[int] | None:
        """Processes other than ours that use the file; None where the volume cannot tell."""
        # A right to the attributes only: such an open takes part in no share mode.
        try:
            handle = open_handle(path, _FILE_READ_ATTRIBUTES)
        except OSError:
            return None
        try:
            block, found = _StatusBlock(), _ProcessIds()
            status = _query(
                handle,
                ctypes.byref(block),
                ctypes.byref(found),
                ctypes.sizeof(found),
                _PROCESS_IDS_USING_FILE,
            )
        finally:
            _close_handle(handle)
        if status != 0:
            return None
        return [number for number in found.ids[: found.count] if number != os.getpid()]

    def open_for_writing(files: Mapping[str, Stamp]) -> frozenset[str] | None:
        """Those of `files` that another process uses, be it to read: Windows does not say how."""
        used = {path: _users_of(path) for path in files}
        if None in used.values():
            return None
        return frozenset(path for path, users in used.items() if users)

else:

    def open_for_writing(files: Mapping[str, Stamp]) -> frozenset[str] | None:  # noqa: ARG001
        """Nothing: the system cannot tell."""
        return None
