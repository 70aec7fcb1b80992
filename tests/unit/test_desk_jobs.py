from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fbi_uploader.desk import answering
from fbi_uploader.desk.answering import fitting, log_fault, log_to, outcome
from fbi_uploader.desk.jobs import Jobs
from fbi_uploader.desk.requests import Login
from fbi_uploader.errors import Cancelled, Code, NodeError

LONG = 10.0  # seconds; only a test that fails waits so long


def test_everything_is_done_and_lanes_keep_their_order() -> None:
    jobs, done = Jobs("test", 3), threading.Semaphore(0)
    made: list[tuple[str, int]] = []

    def work(lane: str, number: int) -> None:
        time.sleep(0.001 * (number % 3))
        made.append((lane, number))
        done.release()

    for number in range(30):
        for lane in "abc":
            jobs.put(partial(work, lane, number), lane)
    for _ in range(90):
        assert done.acquire(timeout=LONG)
    for lane in "abc":
        assert [number for one, number in made if one == lane] == list(range(30))
    assert jobs.close(LONG)


def hang(go: threading.Event) -> Callable[[], None]:
    """A job that ends when it is let go."""

    def wait() -> None:
        go.wait(LONG)

    return wait


def test_a_job_that_hangs_holds_up_its_own_lane_only() -> None:
    jobs, go, done = Jobs("test", 2), threading.Event(), threading.Event()
    after: list[str] = []
    jobs.put(hang(go), "stuck")
    jobs.put(lambda: after.append("stuck"), "stuck")
    jobs.put(done.set, "free")
    assert done.wait(LONG)
    assert after == []
    go.set()
    assert jobs.close(LONG)


def test_never_more_threads_than_allowed_and_none_before_they_are_needed() -> None:
    jobs, go = Jobs("test", 2), threading.Event()
    before = threading.active_count()
    for _ in range(20):
        jobs.put(hang(go))
    assert threading.active_count() - before == 2
    go.set()
    assert jobs.close(LONG)


def test_closing_waits_no_longer_than_said() -> None:
    jobs, go = Jobs("test", 1), threading.Event()
    late: list[int] = []
    begun = threading.Event()
    jobs.put(begun.set)
    jobs.put(hang(go))
    jobs.put(lambda: late.append(1))
    assert begun.wait(LONG)
    time.sleep(0.05)  # until the next one is taken
    began = time.monotonic()
    assert not jobs.close(0.2)
    assert time.monotonic() - began < 2
    jobs.put(lambda: late.append(2))
    go.set()
    assert jobs.close(LONG)
    assert late == []


# -- answers


def told_code(what: object) -> object:
    assert isinstance(what, dict)
    return what["code"]


def test_every_end_is_an_answer() -> None:
    def fails(error: BaseException) -> None:
        raise error

    assert outcome("x", lambda: {"path": "p"}) == {"ok": True, "path": "p"}
    assert outcome("x", lambda: None) == {"ok": True}
    known = outcome("x", lambda: fails(NodeError(Code.NODE_FULL, free=1)))
    assert known == {"ok": False, "error": {"code": "node_full", "facts": {"free": 1}}}
    assert told_code(outcome("x", lambda: fails(Cancelled()))["error"]) == "cancelled"
    assert told_code(outcome("x", lambda: fails(ZeroDivisionError()))["error"]) == "engine_fault"


def test_a_wrong_command_is_told_without_what_it_said() -> None:
    message = {"node": "n", "person": "p", "endpoint": "smb", "secret": ["s3cret"]}
    told = outcome("login", lambda: {"login": Login.model_validate(message)})
    assert told_code(told["error"]) == "protocol"
    assert "s3cret" not in str(told)


def test_what_was_unforeseen_is_in_the_log_and_no_secret_is(tmp_path: Path) -> None:
    log_to(tmp_path)
    try:
        outcome("login", lambda: _breaks("s3cret"))
        written = (tmp_path / "engine.log").read_text()
    finally:
        for handler in answering._LOG.handlers:
            handler.close()
        answering._LOG.handlers = []
    assert "login: KeyError at " in written
    assert "_breaks" in written
    assert "s3cret" not in written


def _breaks(secret: str) -> None:
    raise KeyError(secret)


@pytest.mark.parametrize("room", [0, 10, 100])
def test_a_list_finds_room(room: int) -> None:
    kept = fitting(["x" * 8] * 20, room)
    assert len(kept) == room // 11
    log_fault("test", ValueError())  # without a file it goes nowhere, and does not fail
