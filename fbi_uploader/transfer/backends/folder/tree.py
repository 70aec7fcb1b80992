"""How a folder backend reaches what lies below its root; POSIX and Windows each have their way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol


class Visit(Protocol):
    """One call's stay below the root. Paths are checked already; what is opened is a descriptor.

    Raises OSError for what the file system says, FileError OUTSIDE_LANDING for a link on the
    way, NodeError where the place itself is gone or closed to us.
    """

    def create(self, path: str) -> int:
        """A new file opened for writing, its parents made."""

    def open(self, path: str, *, write: bool) -> int:
        """An existing file, opened; `write` continues it."""

    def put_time(self, path: str, handle: int, mtime_ns: int) -> None:
        """Set the modification time of a file that is open for writing."""

    def status(self, path: str) -> os.stat_result:
        """What is at `path`, links not followed."""

    def scan(self, path: str) -> Iterator[tuple[str, os.stat_result]]:
        """Names and what they are, streamed."""

    def move(self, source: str, target: str) -> None:
        """Rename, the target's parents made; EEXIST rather than replace."""

    def remove(self, path: str) -> None:
        """A file or an empty folder."""

    def free(self, path: str) -> int:
        """Bytes left where `path` will lie."""

    def settle(self) -> None:
        """Make new and moved names durable."""

    def settled(self) -> None:
        """Names are durable already: the whole volume was flushed."""


class Tree(Protocol):
    """The root, held from `connect` to `close`."""

    @property
    def atomic(self) -> bool:
        """Whether renames refuse an existing target in one step, as far as is known."""

    @property
    def volume(self) -> int | None:
        """A handle for `flush_many`, where the volume may be flushed as a whole."""

    def connect(self) -> None:
        """Open the root, or open it anew; NODE_UNREACHABLE when it is not what it was."""

    def close(self) -> None:
        """Let go; never raises."""

    def visit(self) -> AbstractContextManager[Visit]:
        """Begin a call. RetryError CONNECTION_LOST when not connected."""
