"""Bytes on their way: read once, hashed while they pass (DESIGN 7, 4)."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import xxhash

from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import read_chunks
from fbi_uploader.transfer.backend import Digest, OnBytes

_AHEAD = 4  # chunks that may wait for the digests: bounds memory


class Hash(Protocol):
    """As hashlib and xxhash make them."""

    @property
    def name(self) -> str:
        """Of the algorithm."""

    def update(self, piece: bytes, /) -> None:
        """Take the next bytes."""

    def hexdigest(self) -> str:
        """Of all so far, in lower-case hex."""


class Echo:
    """Says whether what is read back is what was sent, by a hash that costs next to nothing.

    For one attempt, whose bytes pass here on both ways: xxh3 of 128 bits under a seed that is
    drawn anew. Nobody can aim at it, and chance would need 2**128 tries; a server that lies could
    do so after any digest as well. What is kept, shown and compared with others is sha256.
    """

    def __init__(self) -> None:
        self._seed = secrets.randbits(64)
        self._sent = self.listener()

    def listener(self) -> Hash:
        """A new hash under the same seed, for what is read back."""
        return xxhash.xxh3_128(seed=self._seed)

    def update(self, chunk: bytes) -> None:
        """Take the next bytes that are sent."""
        self._sent.update(chunk)

    def digest(self) -> Digest:
        """Of all that was sent; never to be kept, as nobody else knows the seed."""
        return digest_of(self._sent)


def digest_of(one: Hash) -> Digest:
    """What a hash says."""
    return Digest(one.name, one.hexdigest())


class Digests:
    """sha256 for iRODS and the receipt, sha1 because OMERO stores it; in the order of the bytes.

    `threaded` computes each in a thread of its own while the caller reads and writes on, for large
    files: hashlib lets go of Python's lock. `echo` hears the same bytes.
    """

    def __init__(self, *, threaded: bool = False, echo: Echo | None = None) -> None:
        self.position = 0
        self._echo = echo
        self._hashes = (hashlib.sha256(), hashlib.sha1(usedforsecurity=False))
        names = ("sha256", "sha1") if threaded else ()
        self._helpers = tuple(ThreadPoolExecutor(1, name) for name in names)
        self._waiting: deque[list[Future[None]]] = deque()

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the helper threads go."""
        for helper in self._helpers:
            helper.shutdown(cancel_futures=True)

    def update(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.position += len(chunk)
        if self._echo is not None:
            self._echo.update(chunk)
        if not self._helpers:
            for one in self._hashes:
                one.update(chunk)
            return
        pairs = zip(self._helpers, self._hashes, strict=True)
        self._waiting.append([helper.submit(one.update, chunk) for helper, one in pairs])
        self._catch_up(_AHEAD)

    def values(self) -> tuple[str, str]:
        """(sha256, sha1) in lower-case hex."""
        self._catch_up(0)
        sha256, sha1 = self._hashes
        return sha256.hexdigest(), sha1.hexdigest()

    def _catch_up(self, behind: int) -> None:
        while len(self._waiting) > behind:
            for done in self._waiting.popleft():
                done.result()


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


def hash_prefix(path: str, stamp: Stamp, digests: Digests, end: int, on_bytes: OnBytes) -> None:
    """Rebuild the digests of the first `end` bytes: a hash state cannot be saved.

    `on_bytes` gets the count of each piece, and may raise Cancelled: a prefix can be long.
    """
    for chunk in read_chunks(path, 0, end, stamp):
        digests.update(chunk)
        on_bytes(len(chunk))
