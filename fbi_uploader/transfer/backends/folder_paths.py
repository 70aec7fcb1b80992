"""Below the root by whole paths, for Windows, which opens nothing relative to a folder's handle.

Every step of the way is looked at for links before the call. Unlike `folder_posix` this cannot
see a link that is planted between the look and the call: somebody who may do that may also
write wherever it leads.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backends.folder_errors import translated
from fbi_uploader.transfer.landing import shown

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


class System(Protocol):
    """What differs between Windows and the system that the tests run on."""

    def absolute(self, root: str) -> str:
        """The root in the form that takes paths of any length."""

    def check_name(self, name: str) -> None:
        """Raise FileError for a name that means something else here (a device, a stream)."""

    def leads_away(self, status: os.stat_result) -> bool:
        """Whether it is a link, a junction or their like."""

    def move(self, source: str, target: str) -> None:
        """Rename in one step that refuses an existing target."""

    def purge(self, path: str) -> None:
        """Have the next read come from the disk, where the system can."""


class PathTree:
    """The root by its path and identity, looked at again before every call."""

    atomic = True
    volume: int | None = None

    def __init__(self, root: str, system: System) -> None:
        self._root = root
        self._system = system
        self._path = ""
        self._identity: tuple[int, int] | None = None

    def connect(self) -> None:
        """NodeError NODE_UNREACHABLE (why missing, not_a_folder, replaced), TARGET_DENIED."""
        self._path = self._system.absolute(self._root)
        try:
            self._identity = self._looked_at()
        except NodeError:
            self.close()
            raise

    def close(self) -> None:
        """Nothing is held open."""
        self._path = ""

    @contextmanager
    def visit(self, path: str) -> Iterator[PathVisit]:
        """A mount that vanished is not silently replaced by what lies below it."""
        if not self._path:
            raise RetryError(Code.CONNECTION_LOST, path=path, why="not_connected")
        self._looked_at()
        yield PathVisit(self._path, self._system)

    def _looked_at(self) -> tuple[int, int]:
        try:
            status = os.stat(self._path)
        except FileNotFoundError as error:
            raise self._unreachable("missing") from error
        except PermissionError as error:
            raise NodeError(Code.TARGET_DENIED, path=self._root) from error
        except OSError as error:
            raise translated(error, self._root) from error
        if not stat.S_ISDIR(status.st_mode):
            raise self._unreachable("not_a_folder")
        identity = (status.st_dev, status.st_ino)
        if self._identity not in {None, identity}:
            raise self._unreachable("replaced")
        return identity

    def _unreachable(self, why: str) -> NodeError:
        return NodeError(Code.NODE_UNREACHABLE, path=self._root, why=why)


class PathVisit:
    """See `Visit`."""

    def __init__(self, root: str, system: System) -> None:
        self._root = root
        self._system = system
        self._seen: set[str] = {""}

    def create(self, path: str) -> int:
        """EEXIST for whatever is there."""
        whole = self._whole(path, make=True)
        return os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)

    def open(self, path: str, *, write: bool) -> int:
        """A regular file; EISDIR for whatever else, OUTSIDE_LANDING for a link."""
        whole = self._whole(path)
        status = os.lstat(whole)
        self._refuse_link(status, path)
        if not stat.S_ISREG(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not write:
            self._system.purge(whole)
        return os.open(whole, (os.O_WRONLY if write else os.O_RDONLY) | _BINARY)

    def put_time(self, path: str, handle: int, mtime_ns: int) -> None:
        """By path where the system takes no descriptor."""
        where = handle if os.utime in os.supports_fd else self._whole(path)
        with suppress(PermissionError):
            os.utime(where, ns=(mtime_ns, mtime_ns))

    def status(self, path: str) -> os.stat_result:
        """Links are not followed. By path, never from a listing: NTFS lists stale sizes."""
        return os.lstat(self._whole(path))

    def scan(self, path: str) -> Iterator[tuple[str, os.stat_result]]:
        """What vanishes meanwhile is left out."""
        folder = self._whole(f"{path}/.")[:-2]
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    yield shown(entry.name), os.lstat(entry.path)

    def move(self, source: str, target: str) -> None:
        """Parents are made only when the source is there."""
        old = self._whole(source)
        os.lstat(old)
        self._system.move(old, self._whole(target, make=True))
        self._seen = {""}

    def remove(self, path: str) -> None:
        """A link is removed, never what it leads to."""
        whole = self._whole(path)
        if stat.S_ISDIR(os.lstat(whole).st_mode):
            self._seen = {""}
            os.rmdir(whole)
        else:
            os.unlink(whole)

    def free(self, path: str) -> int:
        """At the deepest folder that is there."""
        while path:
            path = path.rpartition("/")[0]
            with suppress(FileNotFoundError, NotADirectoryError):
                return shutil.disk_usage(self._whole(f"{path}/." if path else ".")).free
        return 0

    def settle(self) -> None:
        """NTFS journals names by itself, and a folder cannot be flushed."""

    def settled(self) -> None:
        """Nothing to note."""

    def _whole(self, path: str, *, make: bool = False) -> str:
        """The path on this system, once its folders have been looked at (and made)."""
        above, _, name = path.rpartition("/")
        if above not in self._seen:
            self._enter(above, make=make)
        self._system.check_name(name)
        return self._native(path)

    def _native(self, path: str) -> str:
        return os.path.join(self._root, *path.split("/"))

    def _enter(self, path: str, *, make: bool) -> None:
        end = 0
        while end < len(path):
            end = path.find("/", end + 1)
            end = len(path) if end < 0 else end
            folder = path[:end]
            if folder not in self._seen:
                self._look_at(folder, make=make)
                self._seen.add(folder)

    def _look_at(self, folder: str, *, make: bool) -> None:
        self._system.check_name(folder.rpartition("/")[2])
        whole = self._native(folder)
        try:
            status = os.lstat(whole)
        except FileNotFoundError:
            if not make:
                raise
            _make_folder(whole, folder)
            status = os.lstat(whole)
        self._refuse_link(status, folder)
        if not stat.S_ISDIR(status.st_mode):
            code = Code.TARGET_EXISTS if make else Code.TARGET_MISSING
            raise FileError(code, path=folder)

    def _refuse_link(self, status: os.stat_result, path: str) -> None:
        if self._system.leads_away(status):
            raise FileError(Code.OUTSIDE_LANDING, path=path, why="link")


def _make_folder(whole: str, path: str) -> None:
    try:
        os.mkdir(whole)
    except FileExistsError:
        pass  # another worker was faster
    except PermissionError as error:
        raise NodeError(Code.TARGET_DENIED, path=path) from error
