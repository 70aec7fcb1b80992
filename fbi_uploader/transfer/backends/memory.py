"""A landing place in memory: for tests, dry runs and demonstrations, with every real promise."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence

from fbi_uploader.clock import Clock, SystemClock
from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
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
from fbi_uploader.transfer.backends.many import each
from fbi_uploader.transfer.landing import check_path, check_rename

_PIECE = 1 << 20

CAPABILITIES = Capabilities(
    resume=True,
    server_digest=False,
    max_connections=8,
    atomic_no_replace=True,
    cached_reads=False,
)


class StoredFile:
    """Content and time, two slots and no more: a million of these have to fit (contract test)."""

    __slots__ = ("content", "mtime_ns")

    def __init__(self, mtime_ns: int) -> None:
        self.content = b""
        self.mtime_ns = mtime_ns


class Folder:
    """Names and what they stand for."""

    __slots__ = ("inside", "mtime_ns")

    def __init__(self, mtime_ns: int) -> None:
        self.inside: dict[str, StoredFile | Folder] = {}
        self.mtime_ns = mtime_ns


class MemoryServer:
    """The place that several `MemoryBackend`s share; safe among threads.

    `quota` in bytes of content, or None; beyond it writing raises NODE_FULL. `read_only` makes
    every change raise NODE_READ_ONLY. Both may be set while in use, to play a bad day.
    """

    def __init__(
        self, *, quota: int | None = None, read_only: bool = False, clock: Clock | None = None
    ) -> None:
        self.quota = quota
        self.read_only = read_only
        self.used = 0
        self.lock = threading.RLock()
        self._clock = clock or SystemClock()
        self.root = Folder(self.now_ns())

    def now_ns(self) -> int:
        """The server's own time, for what comes without one."""
        return int(self._clock.now().timestamp() * 1_000_000) * 1000

    def find(self, path: str) -> StoredFile | Folder | None:
        """What is at `path` ("" is the root), or None."""
        found: StoredFile | Folder | None = self.root
        for name in path.split("/") if path else ():
            if not isinstance(found, Folder):
                return None
            found = found.inside.get(name)
        return found

    def folder_for(self, path: str) -> tuple[Folder, str]:
        """The folder that will hold `path`, made with its parents, and the name in it.

        Raises FileError TARGET_EXISTS where a file stands in the way, NodeError NODE_READ_ONLY.
        """
        self.check_writable()
        *above, name = path.split("/")
        folder = self.root
        for part in above:
            inner = folder.inside.get(part)
            if inner is None:
                inner = folder.inside[part] = Folder(self.now_ns())
            if not isinstance(inner, Folder):
                raise FileError(Code.TARGET_EXISTS, path=path)
            folder = inner
        return folder, name

    def holder_of(self, path: str) -> tuple[Folder, str]:
        """The folder that holds `path`, and its name. Raises FileError TARGET_MISSING."""
        above, _, name = path.rpartition("/")
        folder = self.find(above)
        if not isinstance(folder, Folder) or name not in folder.inside:
            raise FileError(Code.TARGET_MISSING, path=path)
        return folder, name

    def file_at(self, path: str) -> StoredFile:
        """The file at `path`. Raises FileError TARGET_MISSING or NOT_A_FILE."""
        found = self.find(path)
        if found is None:
            raise FileError(Code.TARGET_MISSING, path=path)
        if not isinstance(found, StoredFile):
            raise FileError(Code.NOT_A_FILE, path=path)
        return found

    def take(self, count: int) -> None:
        """Reserve `count` bytes (negative gives back). Raises NODE_FULL, NODE_READ_ONLY."""
        with self.lock:
            self.check_writable()
            if self.quota is not None and self.used + count > self.quota:
                raise NodeError(Code.NODE_FULL, free=self.quota - self.used, wanted=count)
            self.used += count

    def check_writable(self) -> None:
        """Raise NODE_READ_ONLY when it is."""
        if self.read_only:
            raise NodeError(Code.NODE_READ_ONLY)


class MemoryBackend(Connecting):
    """One connection to a `MemoryServer`."""

    capabilities = CAPABILITIES

    def __init__(self, server: MemoryServer) -> None:
        self._place = server
        self._connected = False

    def connect(self) -> None:
        """Open; harmless when open."""
        self._connected = True

    def close(self) -> None:
        """Let go."""
        self._connected = False

    @property
    def _server(self) -> MemoryServer:
        if not self._connected:
            raise RetryError(Code.CONNECTION_LOST, why="not_connected")
        return self._place

    def list(self, path: str) -> Iterator[Entry]:
        """Entries as they were when the first one was asked for. TARGET_MISSING."""
        check_path(path)
        return self._listed(path)

    def _listed(self, path: str) -> Iterator[Entry]:
        server = self._server
        with server.lock:
            folder = server.find(path)
            if not isinstance(folder, Folder):
                raise FileError(Code.TARGET_MISSING, path=path)
            inside = [*folder.inside.items()]
        for name, found in inside:
            yield _entry(name, found)

    def stat(self, path: str) -> Entry | None:
        """What is at `path`, or None."""
        check_path(path)
        server = self._server
        with server.lock:
            found = server.find(path)
            return None if found is None else _entry(path.rpartition("/")[2], found)

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """See `Backend.write`; a broken call leaves what had come so far."""
        check_path(path)
        with self._server.lock:
            file = self._continued(path, offset) if offset else self._created(path)
        pieces = [file.content]
        try:
            for piece in source.chunks(offset):
                self._place.take(len(piece))
                pieces.append(piece)
                on_bytes(len(piece))
        finally:
            # One piece alone is kept as it came, so that equal content can be one object.
            whole = [piece for piece in pieces if piece]
            file.content = bytes(whole[0]) if len(whole) == 1 else b"".join(whole)
        file.mtime_ns = self._place.now_ns() if source.mtime_ns is None else source.mtime_ns

    def _created(self, path: str) -> StoredFile:
        folder, name = self._place.folder_for(path)
        if name in folder.inside:
            raise FileError(Code.TARGET_EXISTS, path=path)
        file = folder.inside[name] = StoredFile(self._place.now_ns())
        return file

    def _continued(self, path: str, offset: int) -> StoredFile:
        self._place.check_writable()
        file = self._place.file_at(path)
        if len(file.content) < offset:
            raise FileError(Code.PART_SHORTER, path=path, size=len(file.content), offset=offset)
        self._place.take(offset - len(file.content))
        file.content = file.content[:offset]
        return file

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """The bytes as they were when the first piece was asked for."""
        check_path(path)
        return self._pieces(path, offset)

    def _pieces(self, path: str, offset: int) -> Iterator[bytes]:
        with self._server.lock:
            content = self._place.file_at(path).content
        for begin in range(offset, len(content), _PIECE):
            yield content[begin : begin + _PIECE]

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """sha256 of what is stored."""
        check_path(path)
        with self._server.lock:
            content = self._place.file_at(path).content
        if content:
            on_bytes(len(content))
        return Digest("sha256", hashlib.sha256(content).hexdigest())

    def rename(self, source: str, target: str) -> None:
        """Move in one step under the server's lock."""
        check_rename(source, target)
        with self._server.lock:
            self._place.check_writable()
            leaving, old = self._place.holder_of(source)
            entering, new = self._place.folder_for(target)
            if new in entering.inside:
                raise FileError(Code.TARGET_EXISTS, path=target)
            entering.inside[new] = leaving.inside.pop(old)

    def remove(self, path: str) -> None:
        """A file or an empty folder; TARGET_EXISTS (why not_empty) for another folder."""
        check_path(path)
        with self._server.lock:
            self._place.check_writable()
            folder, name = self._place.holder_of(path)
            found = folder.inside[name]
            if isinstance(found, Folder) and found.inside:
                raise FileError(Code.TARGET_EXISTS, path=path, why="not_empty")
            del folder.inside[name]
            if isinstance(found, StoredFile):
                self._place.used -= len(found.content)

    def space(self, path: str) -> Space:
        """Bytes left under the quota."""
        check_path(path)
        server = self._server
        left = None if server.quota is None else max(0, server.quota - server.used)
        return Space(free=left, quota=left)

    def write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        """`write` for each."""
        return each(items, lambda item: self.write(item.path, item.source, 0, on_bytes))

    def digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        """`digest` of each."""
        return each(paths, lambda path: self.digest(path, on_bytes))

    def rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        """`rename` of each."""
        return each(pairs, lambda pair: self.rename(*pair))


def _entry(name: str, found: StoredFile | Folder) -> Entry:
    is_folder = isinstance(found, Folder)
    size = 0 if isinstance(found, Folder) else len(found.content)
    # As with an inode: unique among what exists, the same after a rename.
    return Entry(name, is_folder, size, found.mtime_ns, f"{id(found):x}")
