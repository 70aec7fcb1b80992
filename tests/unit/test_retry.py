"""Retrying waits out the line's trouble, and never repeats what changes something unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Cancelled, Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend, Entry, Item, ManyWriter
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.decorators.through import Through
from fbi_uploader.transfer.source import Bytes
from tests.faults import Crash, Fail, FaultyBackend, Method

LOST = RetryError(Code.CONNECTION_LOST)
TIMED_OUT = RetryError(Code.TIMED_OUT)
POLICY = RetryPolicy(attempts=4, total_seconds=100, first_wait=1, longest_wait=8, jitter=0)

CALLS: dict[Method, Callable[[Backend], object]] = {
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
    """Connected, with `a/one` and `a/two` stored."""
    inner = MemoryBackend(MemoryServer())
    inner.connect()
    for name in ("one", "two"):
        inner.write(f"a/{name}", Bytes(b"content"), 0, lambda _: None)
    return Counting(inner, fails)


def first(method: Method, error: UploaderError, times: int) -> list[Fail]:
    """The first `times` calls fail."""
    return [Fail(method, error, at) for at in range(1, times + 1)]


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("error", [LOST, TIMED_OUT], ids=str)
def test_repeats_until_it_answers(method: Method, error: RetryError) -> None:
    backend, clock = faulty(*first(method, error, 3)), ManualClock()
    CALLS[method](Retrying(backend, POLICY, clock))
    backend.assert_all_fired()
    assert clock.monotonic() == 1 + 2 + 4


@pytest.mark.parametrize("method", CALLS)
def test_gives_up_with_the_last_error(method: Method) -> None:
    last = RetryError(Code.HELD)
    backend, clock = faulty(*first(method, TIMED_OUT, 3), Fail(method, last, 4)), ManualClock()
    with pytest.raises(RetryError) as caught:
        CALLS[method](Retrying(backend, POLICY, clock))
    assert caught.value is last
    backend.assert_all_fired()
    assert clock.monotonic() == 1 + 2 + 4


@pytest.mark.parametrize("method", sorted({*CALLS} - {"digest", "read"}))
def test_what_a_dead_session_holds_is_not_waited_for(method: Method) -> None:
    """It may take minutes: a leftover is noted, and the work goes on."""
    held = RetryError(Code.HELD)
    backend, clock = faulty(Fail(method, held)), ManualClock()
    with pytest.raises(RetryError) as caught:
        CALLS[method](Retrying(backend, POLICY, clock))
    assert caught.value is held
    assert clock.monotonic() == 0


@pytest.mark.parametrize("method", ["digest", "read"])
def test_a_virus_scanner_is_waited_for_where_giving_up_means_sending_again(
    method: Method,
) -> None:
    backend, clock = faulty(*first(method, RetryError(Code.HELD), 2)), ManualClock()
    CALLS[method](Retrying(backend, POLICY, clock))
    backend.assert_all_fired()
    assert clock.monotonic() == 1 + 2


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("error", [FileError(Code.DENIED), NodeError(Code.NODE_FULL)], ids=str)
def test_other_trouble_is_not_repeated(method: Method, error: UploaderError) -> None:
    backend, clock = faulty(Fail(method, error)), ManualClock()
    with pytest.raises(UploaderError) as caught:
        CALLS[method](Retrying(backend, POLICY, clock))
    assert caught.value is error
    assert clock.monotonic() == 0


def test_total_time_is_bounded() -> None:
    policy = RetryPolicy(attempts=100, total_seconds=10, first_wait=1, longest_wait=8, jitter=0)
    backend, clock = faulty(*first("stat", TIMED_OUT, 4)), ManualClock()
    with pytest.raises(RetryError):
        Retrying(backend, policy, clock).stat("a/one")
    backend.assert_all_fired()
    assert clock.monotonic() == 1 + 2 + 4  # 8 more would be over


def test_waits_grow_to_the_longest_and_never_overflow() -> None:
    waits = [POLICY.wait_after(failures, 0.9) for failures in (1, 2, 3, 4, 5, 100_000)]
    assert waits == [1, 2, 4, 8, 8, 8]


class Half(Random):
    """Chance that always falls in the middle."""

    def random(self) -> float:
        return 0.5


def test_jitter_takes_its_share_by_chance() -> None:
    policy = RetryPolicy(attempts=3, first_wait=8, longest_wait=8, jitter=0.5)
    backend, clock = faulty(*first("stat", TIMED_OUT, 2)), ManualClock()
    Retrying(backend, policy, clock, chance=Half()).stat("a/one")
    assert clock.monotonic() == pytest.approx(2 * 8 * (1 - 0.5 * 0.5))


def test_lost_connection_is_made_anew_and_others_are_kept() -> None:
    for error, connections in ((LOST, 1), (TIMED_OUT, 0)):
        backend = faulty(Fail("stat", error))
        Retrying(backend, POLICY, ManualClock()).stat("a/one")
        assert backend.connections == connections


def test_reconnecting_may_fail_a_few_times_too() -> None:
    backend, clock = faulty(Fail("stat", LOST), *first("connect", TIMED_OUT, 2)), ManualClock()
    assert Retrying(backend, POLICY, clock).stat("a/one") is not None
    backend.assert_all_fired()
    assert backend.connections == 3


def test_credentials_refused_at_reconnecting_end_it() -> None:
    refused = NodeError(Code.CREDENTIALS)
    backend = faulty(Fail("stat", LOST), Fail("connect", refused))
    with pytest.raises(NodeError) as caught:
        Retrying(backend, POLICY, ManualClock()).stat("a/one")
    assert caught.value is refused


@pytest.mark.parametrize("method", ["list", "read"])
def test_a_stream_that_has_begun_is_not_repeated(method: Method) -> None:
    backend, clock = faulty(Fail(method, LOST, entries=1)), ManualClock()
    with pytest.raises(RetryError):
        CALLS[method](Retrying(backend, POLICY, clock))
    backend.assert_all_fired()
    assert clock.monotonic() == 0


def test_a_stream_comes_whole() -> None:
    backend = faulty(Fail("list", TIMED_OUT))
    entries: Iterator[Entry] = Retrying(backend, POLICY, ManualClock()).list("a")
    assert sorted(entry.name for entry in entries) == ["one", "two"]


def test_digest_begun_again_counts_each_byte_once() -> None:
    backend, counts = faulty(Fail("digest", LOST, after_bytes=7)), list[int]()
    Retrying(backend, POLICY, ManualClock()).digest("a/one", counts.append)
    backend.assert_all_fired()
    assert counts == [7, 0]


def test_remove_that_was_done_before_its_answer_was_lost() -> None:
    backend = faulty(Fail("remove", LOST, done=True))
    Retrying(backend, POLICY, ManualClock()).remove("a/one")
    backend.assert_all_fired()
    assert backend.stat("a/one") is None


def test_remove_of_what_never_was_says_so() -> None:
    with pytest.raises(FileError) as caught:
        Retrying(faulty(), POLICY, ManualClock()).remove("a/three")
    assert caught.value.code is Code.TARGET_MISSING


NEVER: dict[Method, Callable[[Backend], object]] = {
    "rename": lambda backend: backend.rename("a/one", "b/one"),
    "write": lambda backend: backend.write("c", Bytes(b"x"), 0, lambda _: None),
    "write_many": lambda backend: many(backend).write_many(
        [Item("c", Bytes(b"x"))], lambda _: None
    ),
    "digest_many": lambda backend: many(backend).digest_many(["a/one"], lambda _: None),
    "rename_many": lambda backend: many(backend).rename_many([("a/one", "b/one")]),
}


def many(backend: Backend) -> ManyWriter:
    assert isinstance(backend, ManyWriter)
    return backend


@pytest.mark.parametrize("method", NEVER)
@pytest.mark.parametrize("done", [False, True])
def test_what_changes_something_is_never_repeated(method: Method, done: bool) -> None:
    # A second call would do something, or say TARGET_EXISTS or TARGET_MISSING of our own success.
    backend, clock = faulty(Fail(method, LOST, done=done)), ManualClock()
    with pytest.raises(RetryError) as caught:
        NEVER[method](Retrying(backend, POLICY, clock))
    assert caught.value is LOST
    backend.assert_all_fired()
    assert (clock.monotonic(), backend.connections) == (0, 0)


def test_a_wait_ends_when_asked_to_stop() -> None:
    backend, clock = faulty(Fail("stat", TIMED_OUT)), ManualClock()
    policy = RetryPolicy(first_wait=60, longest_wait=60, total_seconds=1000, jitter=0, step=0.2)
    retrying = Retrying(backend, policy, clock, stopped=lambda: clock.monotonic() >= 1)
    with pytest.raises(Cancelled):
        retrying.stat("a/one")
    assert 1 <= clock.monotonic() < 1 + 2 * policy.step


def test_a_crash_is_not_repeated() -> None:
    backend, clock = faulty(Fail("stat", Crash())), ManualClock()
    with pytest.raises(Crash):
        Retrying(backend, POLICY, clock).stat("a/one")
    assert clock.monotonic() == 0


def test_takes_many_exactly_when_the_inner_one_does() -> None:
    class Single(Through):
        def __init__(self) -> None:
            super().__init__(faulty())
            del self.write_many, self.digest_many, self.rename_many

    assert isinstance(Retrying(faulty(), POLICY, ManualClock()), ManyWriter)
    assert not isinstance(Retrying(Single(), POLICY, ManualClock()), ManyWriter)
