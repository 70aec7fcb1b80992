from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Cancelled
from fbi_uploader.events import Event, Progress
from fbi_uploader.transfer.control import Control, Tally


class Watching(ManualClock):
    """A clock that remembers what was slept, and does something after a while."""

    def __init__(self, after: float = 1e9) -> None:
        super().__init__()
        self.slept: list[float] = []
        self.after = after
        self.act: Callable[[], None] = _nothing

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        super().sleep(seconds)
        if self.monotonic() >= self.after:
            self.act()


def _nothing() -> None:
    """Nothing happens."""


def test_a_wait_lasts_as_long_as_asked() -> None:
    clock = Watching()
    Control(clock).wait(1.05)
    assert clock.monotonic() == pytest.approx(1.05)
    assert max(clock.slept) <= 0.2


def test_nothing_is_slept_for_no_time() -> None:
    clock = Watching()
    Control(clock).wait(0.0)
    assert clock.slept == []


@pytest.mark.parametrize("request_", ["wake", "stop", "release"])
def test_a_wait_ends_soon_after_a_request(request_: str) -> None:
    clock = Watching(after=3.0)
    control = Control(clock)
    clock.act = {
        "wake": control.wake,
        "stop": control.stop,
        "release": lambda: control.release("sub"),
    }[request_]
    control.wait(3600.0)
    assert clock.monotonic() < 3.5


def test_a_request_before_the_wait_is_not_lost_and_counts_once() -> None:
    clock = Watching()
    control = Control(clock)
    control.wake()
    control.wait(60.0)
    assert clock.monotonic() == 0.0
    control.wait(60.0)
    assert clock.monotonic() == pytest.approx(60.0)


def test_held_is_one_submission_and_stopping_is_all() -> None:
    control = Control(ManualClock())
    control.hold("one")
    with pytest.raises(Cancelled):
        control.check("one")
    control.check("other")
    control.release("one")
    control.check("one")
    control.stop()
    assert control.stopping
    with pytest.raises(Cancelled):
        control.check("other")


# -- progress


def tally(clock: ManualClock, events: list[Event]) -> Tally:
    return Tally("sub", 1000, 10, clock, events.append)


def test_progress_is_told_a_few_times_a_second() -> None:
    clock, events = ManualClock(), list[Event]()
    sums = tally(clock, events)
    for _ in range(1000):
        sums.add(sent=1)
        clock.sleep(0.01)
    assert 45 <= len(events) <= 50
    last = events[-1]
    assert isinstance(last, Progress)
    assert (last.submission, last.total, last.files_total) == ("sub", 1000, 10)


def test_sums_are_told_on_demand_and_may_be_taken_back() -> None:
    clock, events = ManualClock(), list[Event]()
    sums = tally(clock, events)
    sums.add(sent=100, proved=50, files=2)
    sums.add(sent=-30, proved=-20, files=-1)
    assert events == []
    sums.tell()
    assert events == [Progress("sub", 70, 30, 1000, 1, 10)]


def test_no_count_is_lost_among_workers() -> None:
    clock, events = ManualClock(), list[Event]()
    sums = tally(clock, events)

    def work() -> None:
        for _ in range(5000):
            sums.add(sent=1, proved=2, files=3)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sums.tell()
    assert events[-1] == Progress("sub", 20_000, 40_000, 1000, 60_000, 10)
