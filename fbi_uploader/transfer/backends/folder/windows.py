"""What Windows does its own way: long paths, reparse points, devices, MoveFileExW.

Untried on a real Windows so far: `purge` and the answers of `move`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

from fbi_uploader.errors import Code, FileError

# Naming Files, Paths, and Namespaces (learn.microsoft.com): devices whatever the extension.
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_NAME_SURROGATE = 0x20000000  # IsReparseTagNameSurrogate, winnt.h: it stands for another place


class WindowsSystem:
    """See `paths.System`."""

    def absolute(self, root: Path) -> Path:
        r"""With the `\\?\` prefix: no 260-character limit, and no rewriting of names."""
        return Path(extended(str(root.resolve())))

    def check_name(self, name: str) -> None:
        r"""NAME_FORBIDDEN, NAME_RESERVED, NAME_TRAILING: with `\\?\` Windows itself is silent."""
        if _FORBIDDEN.search(name):
            raise FileError(Code.NAME_FORBIDDEN, path=name)
        if _DEVICE.match(name):
            raise FileError(Code.NAME_RESERVED, path=name)
        if name.endswith((".", " ")):
            raise FileError(Code.NAME_TRAILING, path=name)

    def leads_away(self, status: os.stat_result) -> bool:
        """Links and junctions; not deduplicated or compressed files, which are reparsed too."""
        if sys.platform == "win32":
            reparsed = status.st_file_attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT
            return bool(reparsed and status.st_reparse_tag & _NAME_SURROGATE)
        return stat.S_ISLNK(status.st_mode)

    def move(self, source: Path, target: Path) -> None:
        """`rename` is MoveFileExW without REPLACE here: an existing target is refused.

        ACCESS_DENIED (5) is also the answer while a scanner has something open inside a folder,
        so it is told as a sharing violation (32): worth another try.
        """
        try:
            source.rename(target)
        except OSError as error:
            if sys.platform == "win32" and error.winerror == 5:  # noqa: PLR2004 - winerror.h
                raise OSError(error.errno, error.strerror, str(source), 32) from error
            raise

    def purge(self, path: Path) -> None:
        """Opening without buffering makes NTFS drop what it holds of the file, if nobody has it."""
        if sys.platform != "win32":
            return
        import ctypes  # noqa: PLC0415 - Windows only

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        share, existing, no_buffering = 7, 3, 0x20000000
        handle = kernel.CreateFileW(
            str(path), 0x80000000, share, None, existing, no_buffering, None
        )
        if handle != ctypes.c_void_p(-1).value:
            kernel.CloseHandle(ctypes.c_void_p(handle))


def extended(path: str) -> str:
    r"""An absolute Windows path with its `\\?\` prefix; shares have `\\?\UNC\`."""
    if path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC{path[1:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"
