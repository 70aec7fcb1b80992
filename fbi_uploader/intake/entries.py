r"""One folder's listing, with what every entry is, told without opening or fetching any of them.

Sources: MS-FSCC 2.1.2.1 (reparse tags), 2.6 (file attributes); `sys/stat.h` of macOS.
"""

from __future__ import annotations

import os
import stat as modes
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from fbi_uploader.intake.reading import system_path

_ATTRIBUTE_REPARSE = 0x400
_ATTRIBUTE_OFFLINE = 0x1000
_ATTRIBUTE_RECALL_ON_OPEN = 0x40000
_ATTRIBUTE_RECALL_ON_DATA_ACCESS = 0x400000
_ELSEWHERE = _ATTRIBUTE_OFFLINE | _ATTRIBUTE_RECALL_ON_OPEN | _ATTRIBUTE_RECALL_ON_DATA_ACCESS
_FLAG_DATALESS = 0x40000000  # macOS SF_DATALESS: iCloud keeps the bytes

_TAG_SYMLINK = 0xA000000C
_TAG_MOUNT_POINT = 0xA0000003  # junctions and mounted volumes
_TAG_CLOUD = 0x9000001A
_CLOUD_MASK = 0xFFFF0FFF
# Deduplicated, compressed (WOF) and single-instance files read like any other.
_TAGS_OF_ORDINARY_FILES = frozenset({0x80000013, 0x80000017, 0x80000007})


class Kind(Enum):
    """What a listed name stands for."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    """A symbolic link or a junction."""
    OFFLINE = auto()
    """The bytes lie in a cloud or an archive; reading would fetch them."""
    REPARSE = auto()
    """Another reparse point, which only its own program understands."""
    OTHER = auto()
    """A FIFO, a socket, a device."""


def _kind_by_tag(tag: int) -> Kind | None:
    """What the tag of a reparse point says; None when it is an ordinary file or folder."""
    if tag in (_TAG_SYMLINK, _TAG_MOUNT_POINT):
        return Kind.LINK
    if tag & _CLOUD_MASK == _TAG_CLOUD or tag in _TAGS_OF_ORDINARY_FILES:
        return None
    return Kind.REPARSE


def kind_of(mode: int, attributes: int = 0, tag: int = 0, flags: int = 0) -> Kind:
    """Judge by what a listing tells.

    `mode` st_mode, `attributes` and `tag` st_file_attributes and st_reparse_tag (Windows), `flags`
    st_flags (macOS); 0 where the system has none.
    """
    by_tag = _kind_by_tag(tag) if attributes & _ATTRIBUTE_REPARSE else None
    if by_tag is Kind.LINK or modes.S_ISLNK(mode):
        return Kind.LINK
    if attributes & _ELSEWHERE or flags & _FLAG_DATALESS:
        return Kind.OFFLINE
    if by_tag is not None:
        return by_tag
    if modes.S_ISREG(mode):
        return Kind.FILE
    return Kind.FOLDER if modes.S_ISDIR(mode) else Kind.OTHER


def kind_of_stat(result: os.stat_result) -> Kind:
    """As `kind_of`, from a `stat` of any system."""
    return kind_of(
        result.st_mode,
        getattr(result, "st_file_attributes", 0),
        getattr(result, "st_reparse_tag", 0),
        getattr(result, "st_flags", 0),
    )


def _kind_of_entry(entry: os.DirEntry[str]) -> Kind:
    """On Linux the listing itself tells files and folders, without a call for each."""
    if sys.platform == "linux":
        if entry.is_file(follow_symlinks=False):
            return Kind.FILE
        if entry.is_dir(follow_symlinks=False):
            return Kind.FOLDER
    return kind_of_stat(entry.stat(follow_symlinks=False))


@dataclass(frozen=True, slots=True)
class Listing:
    """The sorted names in a folder. Only what is no file and no folder carries its kind."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    others: tuple[tuple[str, Kind], ...]


def sort_listing(named: Iterable[tuple[str, Kind]]) -> Listing:
    """Names and kinds, in any order, as a listing."""
    files: list[str] = []
    folders: list[str] = []
    others: list[tuple[str, Kind]] = []
    for name, kind in named:
        if kind is Kind.FILE:
            files.append(name)
        elif kind is Kind.FOLDER:
            folders.append(name)
        else:
            others.append((name, kind))
    files.sort()
    folders.sort()
    others.sort(key=lambda other: other[0])
    return Listing(tuple(files), tuple(folders), tuple(others))


def list_folder(path: str) -> Listing:
    """List `path`. OSError when it cannot be listed in full: half a folder is no listing."""
    with os.scandir(system_path(path)) as entries:
        return sort_listing((entry.name, _kind_of_entry(entry)) for entry in entries)


def look(path: str, *, follow: bool) -> os.stat_result:
    """Size, times and mode now. On Windows Python asks the file itself, not the stale listing.

    No share mode stands in the way, since no right to the data is asked for. OSError.
    """
    return os.stat(system_path(path), follow_symlinks=follow)


def is_readable(path: str) -> bool:
    """Whether we may read, cheaply. Windows cannot say without opening: yes."""
    return sys.platform == "win32" or os.access(path, os.R_OK)


if sys.platform == "win32":  # untried: no Windows at hand
    import ctypes
    from ctypes import wintypes

    class _StreamData(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_longlong),
            ("name", wintypes.WCHAR * (260 + 36)),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _find_first = _kernel.FindFirstStreamW
    _find_first.restype = wintypes.HANDLE
    _find_first.argtypes = [wintypes.LPCWSTR, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    _find_next = _kernel.FindNextStreamW
    _find_next.argtypes = [wintypes.HANDLE, ctypes.c_void_p]
    _find_close = _kernel.FindClose
    _find_close.argtypes = [wintypes.HANDLE]
    _INVALID = ctypes.c_void_p(-1).value

    def streams_of(path: str) -> tuple[str, ...]:
        """Names of the alternate data streams of a file, which no route can carry."""
        data = _StreamData()
        handle = _find_first(system_path(path), 0, ctypes.byref(data), 0)
        if handle is None or handle == _INVALID:
            return ()
        names: list[str] = []
        try:
            more = True
            while more:
                names.append(str(data.name).removesuffix(":$DATA").strip(":"))
                more = bool(_find_next(handle, ctypes.byref(data)))
        finally:
            _find_close(handle)
        return tuple(name for name in names if name and name != "Zone.Identifier")

else:

    def streams_of(path: str) -> tuple[str, ...]:  # noqa: ARG001 - NTFS alone has them
        """Names of the alternate data streams of a file, which no route can carry."""
        return ()


class Look(Protocol):
    """As `look`."""

    def __call__(self, path: str, *, follow: bool) -> os.stat_result:
        """OSError when it cannot be looked at."""


@dataclass(frozen=True, slots=True)
class System:
    """What the scan asks of the system, so that tests can play another one."""

    listing: Callable[[str], Listing] = list_folder
    look: Look = look
    readable: Callable[[str], bool] = is_readable
    streams: Callable[[str], tuple[str, ...]] = streams_of
    real: Callable[[str], str] = os.path.realpath
