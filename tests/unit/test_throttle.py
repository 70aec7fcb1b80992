"""The cap on bytes a second: kept by all workers together, changed while they send."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from fbi_uploader.clock import ManualClock, SystemClock
from fbi_uploader.errors import Cancelled
from fbi_uploader.transfer.backend import Item, ManyWriter
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.decorators.throttle import Bucket, Throttled
from fbi_uploader.transfer.source import Bytes

MIB = 1 << 20


class Acting(ManualClock):
    """Does something once a given time is reached."""

    def __init__(self, at: float, act: Callable[[], None]) -> None:
        super().__init__()
        self._at = at
        self._act = act
        self._acted = False

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.monotonic() >= self._at and not self._acted:
            self._acted = True
            self._act()


def nothing() -> None:
    """Nobody waits with us."""


def test_takes_as_long_as_the_cap_says() -> None:
    clock = ManualClock()
    bucket = Bucket(MIB, clock)
    for _ in range(20):
        bucket.take(MIB // 2, nothing)
    assert clock.monotonic() == pytest.approx(10, abs=0.01)


def test_a_piece_larger_than_a_second_passes() -> None:
    clock = ManualClock()
    Bucket(1000, clock).take(100_000, nothing)
    assert clock.monotonic() == pytest.approx(100, abs=0.01)


def test_no_cap_never_waits() -> None:
    clock = ManualClock()
    Bucket(None, clock).take(1 << 50, nothing)
    assert clock.monotonic() == 0


def test_what_was_not_used_is_not_saved_up() -> None:
    clock = ManualClock()
    bucket = Bucket(MIB, clock)
    bucket.take(1, nothing)
    clock.sleep(3600)
    begun = clock.monotonic()
    bucket.take(10 * MIB, nothing)
    assert clock.monotonic() - begun == pytest.approx(10, abs=0.3)


def test_a_new_cap_holds_for_those_who_wait() -> None:
    clock = Acting(2, lambda: bucket.change(4 * MIB))
    bucket = Bucket(MIB, clock)
    bucket.take(10 * MIB, nothing)
    assert clock.monotonic() == pytest.approx(2 + 8 / 4, abs=0.2)
    assert bucket.rate == 4 * MIB


@pytest.mark.parametrize("before", [0, 1])
def test_no_cap_any_more_lets_those_go_who_wait(before: float) -> None:
    clock = Acting(2, lambda: bucket.change(None))
    bucket = Bucket(before, clock)
    bucket.take(10 * MIB, nothing)
    assert clock.monotonic() == pytest.approx(2, abs=0.2)


def test_a_cap_set_late_does_not_count_what_went_before() -> None:
    clock = ManualClock()
    bucket = Bucket(None, clock)
    bucket.take(100 * MIB, nothing)
    bucket.change(MIB)
    bucket.take(MIB, nothing)
    assert clock.monotonic() == pytest.approx(1, abs=0.01)


def test_cancelled_ends_the_wait() -> None:
    clock = ManualClock()
    bucket = Bucket(0, clock)

    def stop() -> None:
        if clock.monotonic() >= 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        bucket.take(1, stop)
    assert clock.monotonic() == pytest.approx(1, abs=0.2)


def test_workers_share_one_cap() -> None:
    # Real time: 8 workers, 4 MiB at 8 MiB a second in all. Only "not faster" is asserted.
    clock = SystemClock()
    bucket = Bucket(8 * MIB, clock)
    begun = clock.monotonic()

    def work() -> None:
        for _ in range(8):
            bucket.take(MIB // 16, nothing)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert not worker.is_alive()
    assert clock.monotonic() - begun >= 0.5 - 0.01


def connected(bucket: Bucket) -> Throttled:
    backend = Throttled(MemoryBackend(MemoryServer()), bucket)
    backend.connect()
    return backend


def test_writing_is_slowed_and_reading_is_not() -> None:
    clock, counts = ManualClock(), list[int]()
    backend = connected(Bucket(1000, clock))
    backend.write("one", Bytes(b"x" * 3000), 0, counts.append)
    assert sum(counts) == 3000
    assert clock.monotonic() == pytest.approx(3, abs=0.01)
    backend.digest("one", counts.append)
    backend.rename("one", "two")
    assert clock.monotonic() == pytest.approx(3, abs=0.01)


def test_writing_many_is_slowed() -> None:
    clock, counts = ManualClock(), list[int]()
    backend = connected(Bucket(1000, clock))
    assert isinstance(backend, ManyWriter)
    items = [Item(f"a/{number}", Bytes(b"x" * 500)) for number in range(6)]
    assert list(backend.write_many(items, counts.append)) == [None] * 6
    assert sum(counts) == 3000
    assert clock.monotonic() == pytest.approx(3, abs=0.01)


def test_a_slowed_write_can_be_cancelled() -> None:
    clock = ManualClock()
    backend = connected(Bucket(1, clock))

    def stop(count: int) -> None:
        if count == 0 and clock.monotonic() >= 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        backend.write("one", Bytes(b"x" * 1000), 0, stop)
    assert clock.monotonic() < 6
