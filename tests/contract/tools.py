"""What the contract's tests are written with."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, UploaderError
from fbi_uploader.transfer.backend import Backend, Entry, ManyWriter

Make = Callable[[], Backend]
MTIME_NS = 1_700_000_000_123_456_700


@dataclass(frozen=True, slots=True)
class Pieces:
    """A source that comes piece by piece, and breaks after the last one when told."""

    pieces: tuple[bytes, ...]
    mtime_ns: int | None = MTIME_NS
    broken: bool = False

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))

    def chunks(self, offset: int) -> Iterator[bytes]:
        for piece in self.pieces:
            if offset < len(piece):
                yield piece[offset:]
            offset = max(0, offset - len(piece))
        if self.broken:
            raise FileError(Code.VANISHED, path="source")


def nothing(count: int) -> None:
    """An `on_bytes` that does not care."""


def source(*pieces: bytes) -> Pieces:
    return Pieces(pieces)


def put(backend: Backend, path: str, content: bytes = b"content") -> None:
    backend.write(path, Pieces((content,)), 0, nothing)


def holds(backend: Backend, path: str, content: bytes) -> bool:
    """Whether exactly `content` is stored at `path`."""
    entry = backend.stat(path)
    found = backend.digest(path, nothing)
    assert found.algorithm == "sha256"
    same = found.value == hashlib.sha256(content).hexdigest()
    return entry is not None and entry.size == len(content) and not entry.is_folder and same


def at(backend: Backend, path: str) -> Entry:
    entry = backend.stat(path)
    assert entry is not None, path
    return entry


def listed(backend: Backend, path: str) -> list[Entry]:
    return list(backend.list(path))


def whole(backend: Backend, path: str, offset: int = 0) -> bytes:
    return b"".join(backend.read(path, offset))


def names(backend: Backend, path: str) -> list[str]:
    return sorted(entry.name for entry in backend.list(path))


def refused(code: Code, act: Callable[..., object], *arguments: object) -> UploaderError:
    """`act` has to raise this code."""
    with pytest.raises(UploaderError) as caught:
        act(*arguments)
    assert caught.value.code is code
    return caught.value


def many(backend: Backend) -> ManyWriter:
    if not isinstance(backend, ManyWriter):
        pytest.skip("this backend takes one file at a time")
    return backend


def codes(answers: Sequence[object]) -> list[Code | None]:
    return [one.code if isinstance(one, UploaderError) else None for one in answers]


def raced(*acts: Callable[[], None]) -> list[Code | None]:
    """All at once, each in a thread: how each ended. Whatever else they raise fails the test."""
    start = threading.Barrier(len(acts))
    ends: list[Code | BaseException | None] = [None] * len(acts)

    def run(place: int) -> None:
        start.wait(30)
        try:
            acts[place]()
        except UploaderError as error:
            ends[place] = error.code
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's thread
            ends[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    found: list[Code | None] = []
    for end in ends:
        if isinstance(end, BaseException):
            raise end
        found.append(end)
    return found


def open_handles() -> int:
    """Descriptors of this process; always 0 where the system does not tell."""
    told = Path("/proc/self/fd")
    return len(list(told.iterdir())) if told.is_dir() else 0
