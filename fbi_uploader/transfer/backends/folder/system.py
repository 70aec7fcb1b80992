"""What Python's `os` leaves out: early write-back, flushes that reach the disk, exclusive rename.

Each function falls back to what the system has; none of them is needed for correct results but
`flush`, `flush_folder` and `rename_exclusive`.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

# One group of files is open at once; macOS allows a process 256 by default.
GROUP = 32 if sys.platform == "darwin" else 128
_FLUSHERS = 8

# linux/magic.h: ext4, XFS, Btrfs, F2FS, tmpfs.
_LOCAL = frozenset({0xEF53, 0x58465342, 0x9123683E, 0xF2F52010, 0x01021994})
# Those and cifs, smb2, overlayfs, ntfs3, exfat, vfat, zfs: their rename takes RENAME_NOREPLACE.
# NFS, 9p, ceph and most of FUSE answer EINVAL (each one's rename in the kernel's sources).
_EXCLUSIVE = _LOCAL | {
    *(0xFF534D42, 0xFE534D42, 0x794C7630, 0x7366746E, 0x2011BAB0, 0x4D44, 0x2FC12FC1),
}
# What systems and file systems answer that do not know the request.
UNKNOWN = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def begin_flush(handle: int, offset: int, length: int) -> None:
    """Have the disk start on these bytes now, so that the flush that follows waits less."""
    if sys.platform == "linux":
        _library().sync_file_range(handle, offset, length, 2)


def forget(handle: int, offset: int = 0, length: int = 0) -> None:
    """Drop clean pages from the cache (0: to the end): ours must not displace an acquisition's."""
    if sys.platform == "linux":
        os.posix_fadvise(handle, offset, length, os.POSIX_FADV_DONTNEED)


def read_soon(handle: int) -> None:
    """Have the disk start reading."""
    if sys.platform == "linux":
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_WILLNEED)


def bypass_cache(handle: int) -> None:
    """macOS: neither read from nor leave pages in the cache."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - not on Windows

        with suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_NOCACHE, 1)


def flush(handle: int) -> None:
    """Return when the bytes are on the disk and not in its cache. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - not on Windows

        # fsync(2) of macOS: it does not empty the drive's own cache, F_FULLFSYNC does.
        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        except OSError as error:
            if error.errno not in UNKNOWN | {errno.ENOTTY}:
                raise
        else:
            return
    os.fsync(handle)


def flush_folder(handle: int) -> None:
    """Return when names made, moved or gone are on the disk. Raises OSError."""
    try:
        flush(handle)
    except OSError as error:
        if error.errno not in UNKNOWN:  # some network file systems flush no folders
            raise


def flush_many(handles: Sequence[int], volume: int | None) -> list[OSError | None]:
    """Flush files, as few waits as possible: each one's error or None, in order.

    `volume` is a handle on their file system where `whole_volume` said that it may be flushed
    as a whole; names and folders are durable then as well.
    """
    if sys.platform == "linux" and volume is not None:
        answers = [_written_back(handle) for handle in handles]
        if _library().syncfs(volume) != 0:
            trouble = OSError(ctypes.get_errno(), "syncfs")
            answers = [answer or trouble for answer in answers]
        return answers
    if sys.platform == "darwin":
        # fsync hands each file to the drive; one F_FULLFSYNC then empties the drive's cache.
        answers = [_error_of(os.fsync, handle) for handle in handles[:-1]]
        return answers + [_error_of(flush, handle) for handle in handles[-1:]]
    with ThreadPoolExecutor(min(_FLUSHERS, max(1, len(handles)))) as flushers:
        return list(flushers.map(lambda handle: _error_of(os.fsync, handle), handles))


def whole_volume(root: int) -> bool:
    """Whether `syncfs` flushes this file system truly: local, and a kernel that tells errors.

    syncfs(2): before Linux 5.8 a failed write-back went unreported.
    """
    release = re.match(r"(\d+)\.(\d+)", platform.release()) if sys.platform == "linux" else None
    if release is None or (int(release[1]), int(release[2])) < (5, 8):
        return False
    return _kind(root) in _LOCAL


def exclusive_rename_known(root: int) -> bool:
    """Whether a rename that refuses an existing target can be expected here, without trying."""
    if sys.platform == "linux":
        return hasattr(_library(), "renameat2") and _kind(root) in _EXCLUSIVE
    return sys.platform == "darwin"


def rename_exclusive(source: str, source_folder: int, target: str, target_folder: int) -> None:
    """Rename in one step that refuses an existing target. Raises OSError, UNKNOWN among them."""
    names = (source_folder, os.fsencode(source), target_folder, os.fsencode(target))
    answer = -1
    if sys.platform == "linux" and hasattr(_library(), "renameat2"):
        answer = _library().renameat2(*names, 1)  # RENAME_NOREPLACE, linux/fs.h
    elif sys.platform == "darwin":
        answer = _library().renameatx_np(*names, 4)  # RENAME_EXCL, sys/stdio.h
    else:
        raise OSError(errno.ENOSYS, "no exclusive rename")
    if answer != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _written_back(handle: int) -> OSError | None:
    # 7: wait before, write, wait after. It tells this file's own error, which syncfs does not.
    if sys.platform == "linux" and _library().sync_file_range(handle, 0, 0, 7) != 0:
        return OSError(ctypes.get_errno(), "sync_file_range")
    return None


def _error_of(act: Callable[[int], None], handle: int) -> OSError | None:
    try:
        act(handle)
    except OSError as error:
        return error
    return None


def _kind(handle: int) -> int:
    # statfs(2): `f_type` is the first field, a long.
    answer = ctypes.create_string_buffer(512)
    if _library().fstatfs(handle, answer) != 0:
        return 0
    return int.from_bytes(answer.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder) & 0xFFFFFFFF


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        # Offsets are 64 bits wide, wider than what ctypes passes untold.
        library.sync_file_range.argtypes = (
            *(ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint),
        )
    return library
