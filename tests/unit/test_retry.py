"""Retrying waits out the line's trouble, and never repeats what changes something unseen."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Cancelled, Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend, Item, ManyWriter
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.source import Bytes
from tests.faults import Crash, Fail, FaultyBackend

LOST = RetryError(Code.CONNECTION_LOST)
TIMED_OUT = RetryError(Code.TIMED_OUT)
POLICY = RetryPolicy(attempts=4, total_seconds=100, first_wait=1, longest_wait=8, jitter=0)

CALLS: dict[str, Callable[[Backend], object]] = {
    "connect": lambda backend: backend.connect(),
    "list": lambda backend: list(backend.list("a")),
    "stat": lambda backend: backend.stat("a/one"),
    "read": lambda backend: b"".join(backend.read("a/one", 0)),
    "digest": lambda backend: backend.digest("a/one", lambda _: None),
    "remove": lambda backend: backend.remove("a/one"),
    "space": lambda backend: backend.space("a/one"),
}


class Counting(FaultyBackend):
    """Counts connections."""

    connections = 0

    def connect(self) -> None:
        self.connections += 1
        super().connect()


def faulty(*fails: Fail) -> Counting:
    inner = MemoryBackend(MemoryServer())
    with inner:
        inner.write("a/one", Bytes(b"content"), 0, lambda _: None)
    inner.connect()
    return Counting(inner, fails)


def fails(method: str, error: UploaderError, times: int) -> list[Fail]:
    """The first `times` calls fail."""
    return [Fail(method, error, at) for at in range(1, times + 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("error", [LOST, TIMED_OUT])
def test_repeats_until_it_answers(method: str, error: RetryError) -> None:
    backend, clock = faulty(*fails(method, error, 3)), ManualClock()
    CALLS[method](Retrying(backend, POLICY, clock))
    backend.assert_all_fired()
    assert clock.monotonic() == 1 + 2 + 4


@pytest.mark.parametrize("method", CALLS)
def test_gives_up_with_the_last_error(method: str) -> None:
    last = RetryError(Code.HELD)
    backend, clock = faulty(*fails(method, TIMED_OUT, 3), Fail(method, last, 4)), ManualClock()
    with pytest.raises(RetryError) as caught:
        CALLS[method](Retrying(backend, POLICY, clock))
    assert caught.value is last
    backend.assert_all_fired()
