"""On what kind of file system a path lies: a network drive keeps no journal and proves little."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

# Names as Linux (mountinfo), macOS (statfs) and our own Windows branch give them.
# fmt: off
NETWORK_KINDS = frozenset({
    "remote", "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "webdav",
    "davfs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "9p", "coda", "orangefs", "pvfs2",
    "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.davfs2", "fuse.davfs", "fuse.s3fs",
    "fuse.ceph", "fuse.ceph-fuse", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.gvfsd-fuse",
    "fuse.beegfs", "fuse.cvmfs2", "fuse.irodsfs", "fuse.goofys", "fuse.juicefs",
})
LOCAL_KINDS = frozenset({
    "fixed", "removable", "ramdisk", "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "bcachefs",
    "f2fs", "jfs", "reiserfs", "tmpfs", "ramfs", "overlay", "vfat", "exfat", "msdos", "ntfs",
    "ntfs3", "fuseblk", "apfs", "hfs", "hfsplus", "ufs", "iso9660", "udf",
})
# fmt: on


def is_network(path: Path) -> bool | None:
    """Whether `path` lies on a network file system; None when the system does not tell.

    Reads from one that does may come from a cache on this PC.
    """
    kind = filesystem_kind(path)
    if kind in NETWORK_KINDS:
        return True
    return False if kind in LOCAL_KINDS else None


def is_mounted(path: Path) -> bool:
    """Whether `path` or a folder above it, other than the root, is a mount point now."""
    return any(one.is_mount() for one in (path, *path.parents) if one != Path(one.anchor))


def filesystem_kind(path: Path) -> str | None:
    """The file system's type in lower case ("ext4", "nfs4", "apfs"), None when unknown.

    Windows tells no type but the drive's: "remote", "fixed", "removable"... `path` need not exist
    yet; links are resolved.
    """
    real = Path(os.path.realpath(path))
    if sys.platform == "win32":
        return _drive_kind(next((one for one in (real, *real.parents) if one.exists()), real))
    return kind_among(_macos_mounts() if sys.platform == "darwin" else _linux_mounts(), real)


def kind_among(mounts: Iterable[tuple[str, str]], path: Path) -> str | None:
    """Type of the deepest (mount point, type) that holds `path`; the last mounted wins."""
    best: tuple[int, str] | None = None
    for point, kind in mounts:
        depth = len(Path(point).parts)
        if path.is_relative_to(point) and (best is None or depth >= best[0]):
            best = (depth, kind.lower())
    return best[1] if best else None


def parse_mountinfo(text: str) -> list[tuple[str, str]]:
    """(mount point, type) a line of /proc/self/mountinfo, in the order of mounting (proc(5))."""
    found = []
    for line in text.split("\n"):
        mount, _, filesystem = line.partition(" - ")
        kind = filesystem.split(" ")[0]
        if kind:
            _, _, _, _, point, *_ = mount.split(" ")
            found.append((_unescaped(point), kind))
    return found


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)


def _linux_mounts() -> list[tuple[str, str]]:
    try:
        raw = Path("/proc/self/mountinfo").read_bytes()
    except OSError:  # no /proc (another Unix, a jail): unknown, and the callers know None
        return []
    return parse_mountinfo(os.fsdecode(raw))


def _macos_mounts() -> list[tuple[str, str]]:
    import psutil  # noqa: PLC0415 - needed on macOS only, and slow to load

    return [(one.mountpoint, one.fstype) for one in psutil.disk_partitions(all=True)]


def _drive_kind(path: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes  # noqa: PLC0415 - Windows only

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    root = ctypes.create_unicode_buffer(32768)
    if not kernel.GetVolumePathNameW(str(path), root, len(root)):
        return None
    # winbase.h: DRIVE_REMOVABLE 2, FIXED 3, REMOTE 4, CDROM 5, RAMDISK 6
    kinds = {2: "removable", 3: "fixed", 4: "remote", 5: "cdrom", 6: "ramdisk"}
    return kinds.get(kernel.GetDriveTypeW(root))
