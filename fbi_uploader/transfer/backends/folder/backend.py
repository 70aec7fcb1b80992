"""A folder that this PC sees: a mounted share, a local disk, the sandbox."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from fbi_uploader.errors import Code, FileError, UploaderError
from fbi_uploader.transfer.backend import (
    Capabilities,
    Connecting,
    Digest,
    Entry,
    Item,
    OnBytes,
    Source,
    Space,
)
from fbi_uploader.transfer.backends.folder import files as folder_files
from fbi_uploader.transfer.backends.folder import many as folder_many
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.errors import Speaking
from fbi_uploader.transfer.backends.folder.files import closing
from fbi_uploader.transfer.backends.folder.tree import Tree
from fbi_uploader.transfer.landing import check_path, check_rename

if sys.platform == "win32":
    from fbi_uploader.transfer.backends.folder.paths import PathTree
    from fbi_uploader.transfer.backends.folder.windows import WindowsSystem
else:
    from fbi_uploader.transfer.backends.folder.posix import PosixTree


# A local disk has no answers to wait for: more workers than cores only queue for Python's lock
# (5,000 files of 64 KiB on two cores: 2.0 s with two, 2.9 s with four).
_WORKERS = min(8, max(2, os.cpu_count() or 2))


class FolderBackend(Connecting):
    """One worker's way into a landing folder, which has to exist and is never made.

    `network`  it lies on a network file system, so that reads may come from this PC's cache
    `tree`     how it is reached; this system's own way unless told
    """

    def __init__(self, root: str | Path, *, network: bool, tree: Tree | None = None) -> None:
        self._tree = tree or _tree(str(root))
        self._network = network

    @property
    def capabilities(self) -> Capabilities:
        """`atomic_no_replace` claims the least until `connect` has looked at the file system.

        It is taken back when the first rename proves it wrong.
        """
        return Capabilities(
            resume=True,
            server_digest=False,
            max_connections=8 if self._network else _WORKERS,
            atomic_no_replace=self._tree.atomic,
            cached_reads=self._network,
        )

    def connect(self) -> None:
        """NodeError NODE_UNREACHABLE when it is missing, or another one than before."""
        self._tree.connect()

    def close(self) -> None:
        """Let go of the root."""
        self._tree.close()

    def list(self, path: str) -> Iterator[Entry]:
        """Streamed; bytes that are no text are escaped, and such a name goes nowhere."""
        check_path(path)
        return self._listed(path)

    def _listed(self, path: str) -> Iterator[Entry]:
        with Speaking(path), self._tree.visit() as visit:
            for name, status in visit.scan(path):
                yield _entry(name, status)

    def stat(self, path: str) -> Entry | None:
        """What is at `path`, or None."""
        check_path(path)
        with Speaking(path), self._tree.visit() as visit:
            try:
                return _entry(path.rpartition("/")[2], visit.status(path))
            except (FileNotFoundError, NotADirectoryError):
                return None
            except FileError as error:
                if error.code is Code.TARGET_MISSING:
                    return None
                raise

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """See `Backend.write`."""
        check_path(path)
        with self._tree.visit() as visit, closing() as opened:
            handle = folder_files.target(visit, path, offset, opened)
            folder_files.pour(visit, path, source, offset, handle, on_bytes)
            with Speaking(path):
                folder_system.flush(handle)
                folder_system.forget(handle)
                visit.settle()

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """Read back from the disk, as far as the system lets go of what it holds in memory."""
        check_path(path)
        return self._pieces(path, offset)

    def _pieces(self, path: str, offset: int) -> Iterator[bytes]:
        with self._tree.visit() as visit, closing() as opened:
            handle = folder_files.stored(visit, path, opened)
            yield from folder_files.pieces(path, handle, offset)

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """Read back from the disk, as far as the system lets go of what it holds in memory."""
        check_path(path)
        with self._tree.visit() as visit, closing() as opened:
            handle = folder_files.stored(visit, path, opened)
            return folder_files.digest(path, handle, on_bytes)

    def rename(self, source: str, target: str) -> None:
        """Durable at return. The source's absence is TARGET_MISSING."""
        check_rename(source, target)
        with self._tree.visit() as visit:
            folder_files.move(visit, source, target)
            with Speaking(target):
                visit.settle()

    def remove(self, path: str) -> None:
        """A file or an empty folder; TARGET_EXISTS for another folder."""
        check_path(path)
        with Speaking(path), self._tree.visit() as visit:
            visit.remove(path)

    def space(self, path: str) -> Space:
        """What statvfs or GetDiskFreeSpaceExW tells us may use; quotas are within it, or unseen."""
        check_path(path)
        with Speaking(path), self._tree.visit() as visit:
            return Space(free=visit.free(path), quota=None)

    def write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        """`write` for each, with one flush a group."""
        return folder_many.write(self._tree, items, on_bytes, network=self._network)

    def digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        """`digest` of each; the disk reads the next ones while one is hashed."""
        return folder_many.digest(self._tree, paths, on_bytes)

    def rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        """`rename` of each; every folder concerned is flushed once."""
        return folder_many.rename(self._tree, pairs)


def _tree(root: str) -> Tree:
    if sys.platform == "win32":
        return PathTree(root, WindowsSystem())
    else:  # noqa: RET505 - so that mypy sees one branch on each system
        return PosixTree(root)


def _entry(name: str, status: os.stat_result) -> Entry:
    """The inode alone is the id: device numbers of network mounts change from mount to mount."""
    is_folder = stat.S_ISDIR(status.st_mode)
    size = 0 if is_folder else status.st_size
    return Entry(name, is_folder, size, status.st_mtime_ns, f"{status.st_ino:x}")
