"""Ways to a folder that other systems have, played on this one."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.paths import PathTree
from fbi_uploader.transfer.backends.folder.tree import Tree

_HERE = -100  # AT_FDCWD, fcntl.h of Linux


class PlayedSystem:
    """What `folder_paths` asks of Windows, as this system has it."""

    def absolute(self, root: Path) -> Path:
        return root

    def check_name(self, name: str) -> None:
        """Every name is a name here."""

    def leads_away(self, status: os.stat_result) -> bool:
        return stat.S_ISLNK(status.st_mode)

    def move(self, source: Path, target: Path) -> None:
        folder_system.rename_exclusive(str(source), _HERE, str(target), _HERE)

    def purge(self, path: Path) -> None:
        """Nothing is asked of the cache."""


def path_tree(root: str) -> Tree:
    """As on Windows: by whole paths."""
    return PathTree(root, PlayedSystem())


def tree_without_exclusive_rename(root: str) -> Tree:
    """As on NFS: EINVAL for RENAME_NOREPLACE."""
    if sys.platform == "win32":
        raise NotImplementedError
    from fbi_uploader.transfer.backends.folder.posix import PosixTree  # noqa: PLC0415 - not there

    def unknown(source: str, leaving: int, target: str, entering: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    return PosixTree(root, unknown)
