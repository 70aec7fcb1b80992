"""Bytes on their way: read once, hashed while they pass (DESIGN 7, 4)."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import read_chunks

_AHEAD = 4  # chunks that may wait for the second digest: bounds memory


class Digests:
    """sha256 for iRODS and the receipt, sha1 because OMERO stores it; in the order of the bytes.

    `threaded` computes the two side by side, for large files: hashlib lets go of Python's lock.
    """

    def __init__(self, *, threaded: bool = False) -> None:
        self.position = 0
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._helper = ThreadPoolExecutor(1, "sha256") if threaded else None
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the helper thread go."""
        if self._helper:
            self._helper.shutdown(cancel_futures=True)

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.position += len(chunk)
        if self._helper is None:
            self._sha256.update(chunk)
        else:
            self._waiting.append(self._helper.submit(self._sha256.update, chunk))
            if len(self._waiting) > _AHEAD:
                self._waiting.popleft().result()
        self._sha1.update(chunk)

    def values(self) -> tuple[str, str]:
        """(sha256, sha1) in lower-case hex."""
        while self._waiting:
            self._waiting.popleft().result()
        return self._sha256.hexdigest(), self._sha1.hexdigest()


class HashingSource:
    """A file on this PC up to `size`, hashed while it is read; meets `backend.Source`.

    Raises FileError CHANGED or CHANGED_WHILE_SENT when it is not, or no longer, what `stamp` says.
    """

    def __init__(self, path: str, stamp: Stamp, digests: Digests, *, size: int) -> None:
        self.path = path
        self.size = size
        self.mtime_ns: int | None = stamp.mtime_ns
        self._stamp = stamp
        self._digests = digests

    def chunks(self, offset: int) -> Iterator[bytes]:
        """Bytes from `offset`, which has to be where the digests stand."""
        if offset != self._digests.position:
            raise ValueError(f"digests stand at {self._digests.position}, not at {offset}")
        for chunk in read_chunks(self.path, offset, self.size, self._stamp):
            self._digests.update(chunk)
            yield chunk


@dataclass(frozen=True, slots=True)
class Bytes:
    """A few bytes in memory, for the small files that we make ourselves."""

    content: bytes
    mtime_ns: int | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def chunks(self, offset: int) -> Iterator[bytes]:
        """What lies behind `offset`."""
        if offset < len(self.content):
            yield self.content[offset:]


def hash_prefix(path: str, stamp: Stamp, digests: Digests, end: int) -> None:
    """Rebuild the digests of the first `end` bytes: a hash state cannot be saved."""
    for chunk in read_chunks(path, 0, end, stamp):
        digests.update(chunk)
