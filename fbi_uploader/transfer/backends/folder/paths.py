"""Below the root by whole paths, for Windows, which opens nothing relative to a folder's handle.

Every step of the way is looked at for links before the call. Unlike `posix` this cannot
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
from pathlib import Path
from typing import Protocol

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backends.folder.errors import translated
from fbi_uploader.transfer.landing import shown

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)


class System(Protocol):
    """What differs between Windows and the system that the tests run on."""

    def absolute(self, root: Path) -> Path:
        """The root in the form that takes paths of any length."""

    def check_name(self, name: str) -> None:
        """Raise FileError for a name that means something else here (a device, a stream)."""

    def leads_away(self, status: os.stat_result) -> bool:
        """Whether it is a link, a junction or their like."""

    def move(self, source: Path, target: Path) -> None:
        """Rename in one step that refuses an existing target."""

    def purge(self, path: Path) -> None:
        """Have the next read come from the disk, where the system can."""


class PathTree:
    """The root by its path and identity, looked at again before every call."""

    atomic = True
    volume: int | None = None

    def __init__(self, root: str, system: System) -> None:
        self._root = root
        self._system = system
        self._path: Path | None = None
        self._identity: tuple[int, int] | None = None

    def connect(self) -> None:
        """NodeError NODE_UNREACHABLE (why missing, not_a_folder, replaced), TARGET_DENIED."""
        self.close()
        path = self._system.absolute(Path(self._root))
        self._identity = self._looked_at(path)
        self._path = path

    def close(self) -> None:
        """Nothing is held open."""
        self._path = None

    @contextmanager
    def visit(self) -> Iterator[PathVisit]:
        """A mount that vanished is not silently replaced by what lies below it."""
        if self._path is None:
            raise RetryError(Code.CONNECTION_LOST, why="not_connected")
        self._looked_at(self._path)
        yield PathVisit(self._path, self._system)

    def _looked_at(self, path: Path) -> tuple[int, int]:
        try:
            status = path.stat()
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

    def __init__(self, root: Path, system: System) -> None:
        self._root = root
        self._system = system
        self._seen: dict[str, Path] = {"": root}

    def create(self, path: str) -> int:
        """EEXIST for whatever is there."""
        whole = self._whole(path, make=True)
        return os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)

    def open(self, path: str, *, write: bool) -> int:
        """A regular file; EISDIR for whatever else, OUTSIDE_LANDING for a link."""
        whole = self._whole(path)
        status = whole.lstat()
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
        return self._whole(path).lstat()

    def scan(self, path: str) -> Iterator[tuple[str, os.stat_result]]:
        """What vanishes meanwhile is left out."""
        with os.scandir(self._folder(path)) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    yield shown(entry.name), Path(entry.path).lstat()

    def move(self, source: str, target: str) -> None:
        """Parents are made only when the source is there."""
        old = self._whole(source)
        old.lstat()
        self._system.move(old, self._whole(target, make=True))
        self._seen = {"": self._root}

    def remove(self, path: str) -> None:
        """A link is removed, never what it leads to."""
        whole = self._whole(path)
        if stat.S_ISDIR(whole.lstat().st_mode):
            self._seen = {"": self._root}
            whole.rmdir()
        else:
            whole.unlink()

    def free(self, path: str) -> int:
        """At the deepest folder that is there."""
        while path:
            path = path.rpartition("/")[0]
            with suppress(FileNotFoundError, NotADirectoryError):
                return shutil.disk_usage(self._folder(path)).free
        return 0

    def settle(self) -> None:
        """NTFS journals names by itself, and a folder cannot be flushed."""

    def settled(self) -> None:
        """Nothing to note."""

    def _whole(self, path: str, *, make: bool = False) -> Path:
        above, _, name = path.rpartition("/")
        folder = self._folder(above, make=make)
        self._system.check_name(name)
        return folder / name

    def _folder(self, path: str, *, make: bool = False) -> Path:
        """A folder below the root, every step of the way to it looked at (and made)."""
        known = self._seen.get(path)
        if known is not None:
            return known
        whole, so_far = self._root, ""
        for name in path.split("/"):
            so_far = f"{so_far}/{name}" if so_far else name
            whole = whole / name
            if so_far not in self._seen:
                self._look_at(whole, so_far, make=make)
                self._seen[so_far] = whole
        return whole

    def _look_at(self, whole: Path, path: str, *, make: bool) -> None:
        self._system.check_name(whole.name)
        try:
            status = whole.lstat()
        except FileNotFoundError:
            if not make:
                raise
            _make_folder(whole, path)
            status = whole.lstat()
        self._refuse_link(status, path)
        if not stat.S_ISDIR(status.st_mode):
            raise FileError(Code.TARGET_EXISTS if make else Code.TARGET_MISSING, path=path)

    def _refuse_link(self, status: os.stat_result, path: str) -> None:
        if self._system.leads_away(status):
            raise FileError(Code.OUTSIDE_LANDING, path=path, why="link")


def _make_folder(whole: Path, path: str) -> None:
    try:
        whole.mkdir()
    except FileExistsError:
        return  # another worker was faster
    except PermissionError as error:
        raise NodeError(Code.TARGET_DENIED, path=path) from error
