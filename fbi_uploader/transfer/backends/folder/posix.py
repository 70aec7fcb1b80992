"""Below the root by folder descriptors: no link is followed, whoever plants it, and whenever."""

from __future__ import annotations

import errno
import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.errors import translated
from fbi_uploader.transfer.landing import shown

if sys.platform == "win32":
    raise ImportError("for POSIX only")

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe that somebody planted must not hold us for ever.
_EXISTING = _NO_LINK | os.O_NONBLOCK
_HELD_FOLDERS = 48
# Hard links are missing here (vfat, exfat, some FUSE and Samba mounts).
_NO_HARD_LINKS = folder_system.UNKNOWN | {errno.EPERM, errno.EMLINK, errno.EACCES}

Exclusive = Callable[[str, int, str, int], None]


class PosixTree:
    """The root as a descriptor: a mount that vanishes takes it away, and nothing replaces it."""

    def __init__(self, root: str, exclusive: Exclusive = folder_system.rename_exclusive) -> None:
        self.atomic = False
        self.volume: int | None = None
        self._root = root
        self._exclusive = exclusive
        self._handle: int | None = None
        self._identity: tuple[int, int] | None = None

    def connect(self) -> None:
        """Open the root. NodeError NODE_UNREACHABLE (why missing, not_a_folder, replaced)."""
        self.close()
        handle = _open_root(self._root)
        status = os.fstat(handle)
        identity = (status.st_dev, status.st_ino)
        if self._identity not in {None, identity}:
            os.close(handle)
            raise NodeError(Code.NODE_UNREACHABLE, path=self._root, why="replaced")
        self._handle, self._identity = handle, identity
        self.atomic = folder_system.exclusive_rename_known(handle)
        self.volume = handle if folder_system.whole_volume(handle) else None

    def close(self) -> None:
        """Let go of the root."""
        handle, self._handle, self.volume = self._handle, None, None
        if handle is not None:
            with suppress(OSError):
                os.close(handle)

    @contextmanager
    def visit(self) -> Iterator[PosixVisit]:
        """Folders that the call opens are kept until it ends, and not longer.

        A descriptor kept from call to call would follow its folder when another connection
        publishes it, and lead our next write into the published assay.
        """
        if self._handle is None:
            raise RetryError(Code.CONNECTION_LOST, why="not_connected")
        stay = PosixVisit(self, self._handle)
        try:
            yield stay
        finally:
            stay.leave()

    def rename(self, source: str, leaving: int, target: str, entering: int) -> None:
        """Rename in one step, or in several where the file system knows no such step."""
        try:
            self._exclusive(source, leaving, target, entering)
        except OSError as error:
            if error.errno not in folder_system.UNKNOWN:
                raise
            _rename_reserved(source, leaving, target, entering)
            self.atomic = False


class PosixVisit:
    """See `Visit`."""

    def __init__(self, tree: PosixTree, root: int) -> None:
        self._tree = tree
        self._root = root
        self._folders: dict[str, int] = {}
        self._changed: set[str] = set()

    def leave(self) -> None:
        """Close every folder."""
        for handle in self._folders.values():
            with suppress(OSError):
                os.close(handle)
        self._folders.clear()

    def create(self, path: str) -> int:
        """O_EXCL: whatever is there, a link too, is refused with EEXIST."""
        above, name = self._place(path)
        folder = self._folder(above, make=True)
        handle = os.open(
            name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666, dir_fd=folder
        )
        self._changed.add(above)
        return handle

    def open(self, path: str, *, write: bool) -> int:
        """A regular file; ELOOP for a link, EISDIR for whatever else is no file."""
        above, name = self._place(path)
        flags = (os.O_WRONLY if write else os.O_RDONLY) | _EXISTING
        handle = os.open(name, flags, dir_fd=self._folder(above))
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        return handle

    def put_time(self, path: str, handle: int, mtime_ns: int) -> None:  # noqa: ARG002 - Visit's
        """By handle; left out where the file system refuses it (another owner on a mount)."""
        with suppress(PermissionError):
            os.utime(handle, ns=(mtime_ns, mtime_ns))

    def status(self, path: str) -> os.stat_result:
        """Links are not followed."""
        above, name = self._place(path)
        return os.stat(name, dir_fd=self._folder(above), follow_symlinks=False)

    def scan(self, path: str) -> Iterator[tuple[str, os.stat_result]]:
        """As getdents gives them; what vanishes meanwhile is left out."""
        with os.scandir(self._folder(path)) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    yield _text(entry.name), entry.stat(follow_symlinks=False)

    def move(self, source: str, target: str) -> None:
        """Parents are made only when the source is there."""
        from_folder, old = self._place(source)
        to_folder, new = self._place(target)
        leaving = self._folder(from_folder)
        if to_folder and to_folder not in self._folders:
            os.stat(old, dir_fd=leaving, follow_symlinks=False)
        entering = self._folder(to_folder, make=True)
        self._tree.rename(old, leaving, new, entering)
        self._forget(source)
        self._changed.update((from_folder, to_folder))

    def remove(self, path: str) -> None:
        """A link is removed, never what it leads to."""
        above, name = self._place(path)
        folder = self._folder(above)
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            self._forget(path)
            os.rmdir(name, dir_fd=folder)
        else:
            os.unlink(name, dir_fd=folder)

    def free(self, path: str) -> int:
        """At the deepest folder that is there."""
        while path:
            path = path.rpartition("/")[0]
            with suppress(FileNotFoundError, NotADirectoryError):
                told = os.fstatvfs(self._folder(path))
                return told.f_bavail * told.f_frsize
        return 0

    def settle(self) -> None:
        """Flush every folder whose names changed."""
        while self._changed:
            folder_system.flush_folder(self._folder(self._changed.pop()))

    def settled(self) -> None:
        """Nothing is left to flush."""
        self._changed.clear()

    def _place(self, path: str) -> tuple[str, str]:
        if len(self._folders) > _HELD_FOLDERS:
            self.settle()
            self.leave()
        above, _, name = path.rpartition("/")
        return above, name

    def _forget(self, path: str) -> None:
        """Close what is held of a folder that moved away, and all below it."""
        gone = [one for one in self._folders if one == path or one.startswith(f"{path}/")]
        for one in gone:
            os.close(self._folders.pop(one))
            self._changed.discard(one)

    def _folder(self, path: str, *, make: bool = False) -> int:
        """Descriptor of a folder, reached step by step from the deepest one that is held."""
        if not path:
            return self._root
        known = self._folders.get(path)
        if known is not None:
            return known
        handle, end = self._root, 0
        while end < len(path):
            start = end + 1 if end else 0
            end = path.find("/", start)
            end = len(path) if end < 0 else end
            so_far = path[:end]
            held = self._folders.get(so_far)
            if held is None:
                held = self._enter(handle, path[start:end], so_far, make=make)
                self._folders[so_far] = held
            handle = held
        return handle

    def _enter(self, parent: int, name: str, path: str, *, make: bool) -> int:
        try:
            return _open_folder(name, parent, path, make=make)
        except FileNotFoundError:
            if not make:
                raise
        try:
            os.mkdir(name, dir_fd=parent)
        except FileExistsError:
            pass  # another worker was faster
        except PermissionError as error:
            raise NodeError(Code.TARGET_DENIED, path=path) from error
        self._changed.add(path.rpartition("/")[0])
        return _open_folder(name, parent, path, make=make)


def _open_root(root: str) -> int:
    try:
        return os.open(root, _FOLDER)
    except FileNotFoundError as error:
        raise NodeError(Code.NODE_UNREACHABLE, path=root, why="missing") from error
    except NotADirectoryError as error:
        raise NodeError(Code.NODE_UNREACHABLE, path=root, why="not_a_folder") from error
    except PermissionError as error:
        raise NodeError(Code.TARGET_DENIED, path=root) from error
    except OSError as error:
        raise translated(error, root) from error


def _open_folder(name: str, parent: int, path: str, *, make: bool) -> int:
    try:
        return os.open(name, _FOLDER | _NO_LINK, dir_fd=parent)
    except OSError as error:
        if error.errno not in {errno.ENOTDIR, errno.ELOOP}:
            raise
        status = os.stat(name, dir_fd=parent, follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            raise FileError(Code.OUTSIDE_LANDING, path=path, why="link") from error
        if make:
            raise FileError(Code.TARGET_EXISTS, path=path) from error
        raise


def _text(name: str) -> str:
    """As we name things: macOS may list what was written as NFC in NFD."""
    return shown(unicodedata.normalize("NFC", name) if sys.platform == "darwin" else name)


def _rename_reserved(source: str, leaving: int, target: str, entering: int) -> None:
    """Where no exclusive rename exists: the name is taken first, by a step that refuses.

    For a file that step is a hard link, where there are any. A folder's rename replaces the
    empty folder that we made, and is refused as soon as anybody has put something into it.
    """
    folder = stat.S_ISDIR(os.stat(source, dir_fd=leaving, follow_symlinks=False).st_mode)
    if not folder and _linked(source, leaving, target, entering):
        try:
            os.unlink(source, dir_fd=leaving)
        except FileNotFoundError:
            os.unlink(target, dir_fd=entering)  # somebody else moved it in the meantime
            raise
        return
    reserved = _reserve(target, entering, folder=folder)
    try:
        if not _still(reserved, target, entering):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        os.rename(source, target, src_dir_fd=leaving, dst_dir_fd=entering)
    except OSError:
        _release(reserved, target, entering, folder=folder)
        raise


def _linked(source: str, leaving: int, target: str, entering: int) -> bool:
    try:
        os.link(source, target, src_dir_fd=leaving, dst_dir_fd=entering, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        return False
    return True


def _reserve(target: str, entering: int, *, folder: bool) -> int:
    """Take the name; the inode that holds it. Raises FileExistsError."""
    if folder:
        os.mkdir(target, dir_fd=entering)
    else:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
        os.close(os.open(target, flags, 0o666, dir_fd=entering))
    return os.stat(target, dir_fd=entering, follow_symlinks=False).st_ino


def _still(reserved: int, target: str, entering: int) -> bool:
    """Whether the reservation is ours, and a file's is empty, as we left it."""
    status = os.stat(target, dir_fd=entering, follow_symlinks=False)
    empty = stat.S_ISDIR(status.st_mode) or status.st_size == 0
    return status.st_ino == reserved and empty


def _release(reserved: int, target: str, entering: int, *, folder: bool) -> None:
    """Take our reservation back; what somebody else put there meanwhile stays."""
    with suppress(OSError):
        if _still(reserved, target, entering):
            remove = os.rmdir if folder else os.unlink
            remove(target, dir_fd=entering)
