"""The few things that every route can do, and what each declares about itself (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from fbi_uploader.errors import UploaderError

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a route can do; the engine branches on this and never on a backend's type.

    `resume`             `write` with an offset continues an existing part
    `server_digest`      `digest` is computed over there, by the server
    `max_connections`    how many workers may hold a connection at once
    `atomic_no_replace`  `rename` refuses an existing target in one step of the server's
    `cached_reads`       what is read back may come from a cache on this PC: proves little
    """

    resume: bool
    server_digest: bool
    max_connections: int
    atomic_no_replace: bool
    cached_reads: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the other side. `size` in bytes (0 for a folder), `file_id` the server's own."""

    name: str
    is_folder: bool
    size: int
    mtime_ns: int
    file_id: str


@dataclass(frozen=True, slots=True)
class Digest:
    """`algorithm` as hashlib names it, `value` in lower-case hex."""

    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes left; None where the route cannot tell."""

    free: int | None
    quota: int | None


class Source(Protocol):
    """What is written: bytes on this PC (or in memory), opened when first read.

    `size` in bytes as planned; `mtime_ns` is put on the target where the route can.
    """

    @property
    def size(self) -> int:
        """Bytes to come from offset 0."""

    @property
    def mtime_ns(self) -> int | None:
        """Modification time for the target, or None for "now"."""

    def chunks(self, offset: int) -> Iterator[bytes]:
        """Bytes from `offset` to the end; each piece is the receiver's to keep.

        Raises FileError when the file vanished, changed or cannot be read.
        """


class Backend(Protocol):
    """A connection to one landing place. Paths are POSIX, relative to it, NFC, never "..".

    Not thread-safe: each worker opens its own. Every method raises RetryError, FileError or
    NodeError and nothing else.
    """

    @property
    def capabilities(self) -> Capabilities:
        """Frozen; known without a connection."""

    def connect(self) -> None:
        """Open the session. Calling it again reconnects."""

    def close(self) -> None:
        """Let go of everything; never raises."""

    def __enter__(self) -> Self:
        """`connect`."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """`close`."""

    def list(self, path: str) -> Iterator[Entry]:
        """Entries of a folder, streamed. TARGET_MISSING when it is not there."""

    def stat(self, path: str) -> Entry | None:
        """What is at `path`, or None."""

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """Write from `offset` to the source's end, flush to the disk over there, close.

        Offset 0 creates exclusively (TARGET_EXISTS) and makes the parents. Another offset
        continues a file of at least that length, cutting off what lies behind (TARGET_MISSING,
        or FileError PART_SHORTER when it is). `on_bytes` gets the count of each piece once it
        is written, and may raise Cancelled. The engine calls this segment by segment for a large
        file, so what a finished call wrote is durable and a broken one's bytes are not trusted.
        """

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """The stored bytes from `offset`, in pieces. TARGET_MISSING when it is not there."""

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """sha256 of what is stored, read back (`server_digest`: computed there, forced)."""

    def rename(self, source: str, target: str) -> None:
        """Move a file or folder; makes the target's parents; TARGET_EXISTS rather than replace.

        Never retried by a decorator: the caller looks at both ends (DESIGN 7, 7).
        """

    def remove(self, path: str) -> None:
        """Remove a file or an empty folder; TARGET_MISSING when it is not there."""

    def space(self, path: str) -> Space:
        """What is left where `path` will lie."""


class Connecting:
    """`with backend:` connects and closes: alike on every route."""

    def connect(self) -> None:
        """See `Backend.connect`."""
        raise NotImplementedError

    def close(self) -> None:
        """See `Backend.close`."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Item:
    """One small file for `write_many`."""

    path: str
    source: Source


@runtime_checkable
class ManyWriter(Protocol):
    """Optional: several small files in fewer round trips, each with the promises of one.

    One answer an item, in order; an item's trouble is its own. After trouble that the next items
    would meet as well (NodeError, CONNECTION_LOST) the rest get that same error untried. What
    was answered with success is durable at return. Only Cancelled is raised, and nothing of the
    call counts then.
    """

    def write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        """`write` at offset 0 for each: None when written and flushed."""

    def digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        """`digest` of each."""

    def rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        """`rename` of each (source, target): None when done."""
