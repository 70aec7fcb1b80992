"""Every fault at every call of the backend, and a crash at every commit of the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from tests.faults import Crash, Fail, Faults, Method
from tests.unit.engine_faults import Counting, assert_all_is_well, play, run_to_end, through
from tests.unit.engine_tools import PC, folder_pc, memory_pc

METHODS: tuple[Method, ...] = (
    "connect", "list", "stat", "write", "read", "digest", "rename", "remove",
    "write_many", "digest_many", "rename_many",
)  # fmt: skip

PAIRS = 100

Make = Callable[[Method, int], Fail]

FAULTS: dict[str, tuple[Make, frozenset[Method]]] = {
    "line lost before": (
        lambda method, at: Fail(method, RetryError(Code.CONNECTION_LOST), at),
        frozenset(METHODS),
    ),
    "reply lost": (
        lambda method, at: Fail(method, RetryError(Code.CONNECTION_LOST), at, done=True),
        frozenset(METHODS),
    ),
    "held": (
        lambda method, at: Fail(method, RetryError(Code.HELD), at),
        frozenset({"write", "digest", "rename", "remove"}),
    ),
    "line lost after some bytes": (
        lambda method, at: Fail(method, RetryError(Code.CONNECTION_LOST), at, after_bytes=1),
        frozenset({"write", "digest"}),
    ),
    "one of many lost": (
        lambda method, at: Fail(method, RetryError(Code.CONNECTION_LOST), at, item=1),
        frozenset({"write_many", "digest_many", "rename_many"}),
    ),
    "one of many denied": (
        lambda method, at: Fail(method, FileError(Code.TARGET_DENIED), at, item=0),
        frozenset({"write_many", "digest_many", "rename_many"}),
    ),
    "node full": (
        lambda method, at: Fail(method, NodeError(Code.NODE_FULL), at),
        frozenset({"write", "write_many", "rename", "rename_many"}),
    ),
    "one of many full": (
        lambda method, at: Fail(method, NodeError(Code.NODE_FULL), at, item=0),
        frozenset({"write_many", "rename_many"}),
    ),
    "denied": (
        lambda method, at: Fail(method, FileError(Code.TARGET_DENIED), at),
        frozenset({"list", "stat", "write", "read", "digest", "rename", "remove"}),
    ),
    "crash before": (lambda method, at: Fail(method, Crash(), at), frozenset(METHODS)),
    "crash after": (lambda method, at: Fail(method, Crash(), at, done=True), frozenset(METHODS)),
    "crash after some bytes": (
        lambda method, at: Fail(method, Crash(), at, after_bytes=1),
        frozenset({"write_many", "digest_many"}),
    ),
}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """How often each method is called when nothing happens."""
    played = play(tmp_path_factory.mktemp("counted"))
    counting = Counting()
    through(played.pc, counting)
    run_to_end(played)
    assert_all_is_well(played)
    assert all(counting.calls[method] for method in METHODS), counting.calls
    return counting.calls


def meets(
    folder: Path,
    fails: list[Fail],
    make: Callable[[Path], PC] = memory_pc,
    fired: Callable[[Faults], None] = Faults.assert_all_fired,
) -> str | None:
    """Play the submission with these faults: what was wrong in the end, told with all others."""
    played = play(folder, make)
    faults = Faults(fails)
    through(played.pc, faults)
    try:
        run_to_end(played)
        fired(faults)
        assert_all_is_well(played)
    except Exception as error:  # noqa: BLE001 - one test plays many: all that is wrong is told
        return f"{fails}: {type(error).__name__} {error}"[:700]
    finally:
        played.pc.journal.close()
    return None


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_at_every_call(kind: str, calls: Counter[str], tmp_path: Path) -> None:
    make, methods = FAULTS[kind]
    wrong = [
        meets(tmp_path / f"{method}-{at}", [make(method, at)])
        for method in sorted(methods)
        for at in range(1, calls[method] + 1)
    ]
    assert wrong
    assert not list(filter(None, wrong)), "\n".join(filter(None, wrong))


def test_crash_at_every_change_in_a_real_folder(calls: Counter[str], tmp_path: Path) -> None:
    wrong = [
        meets(tmp_path / f"{method}-{at}", [Fail(method, Crash(), at, done=True)], folder_pc)
        for method in ("write", "write_many", "rename", "rename_many", "remove")
        for at in range(1, calls[method] + 1)
    ]
    assert wrong
    assert not list(filter(None, wrong)), "\n".join(filter(None, wrong))


def test_two_faults_in_one_submission(calls: Counter[str], tmp_path: Path) -> None:
    """The first may change what is called, so that the second never comes: most do."""
    chance = Random(2)  # noqa: S311 - the same pairs at each run
    both: list[bool] = []
    wrong: list[str | None] = []
    for number in range(PAIRS):
        fails: list[Fail] = []
        for kind in chance.sample(sorted(FAULTS), 2):
            make, methods = FAULTS[kind]
            method = chance.choice(sorted(methods))
            fails.append(make(method, chance.randint(1, calls[method])))
        folder = tmp_path / str(number)
        wrong.append(meets(folder, fails, fired=lambda faults: both.append(not faults._waiting)))
    assert sum(both) > PAIRS / 2
    assert not list(filter(None, wrong)), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("committed", [False, True])
def test_crash_at_every_commit_of_the_journal(committed: bool, tmp_path: Path) -> None:
    at = 0
    crashed = True
    while crashed:
        at += 1
        played = play(tmp_path / str(at))
        crashed = _crash_at_commit(played.pc, at, committed=committed)
        run_to_end(played)
        assert_all_is_well(played)
        played.pc.journal.close()
    assert at > 20


def _crash_at_commit(pc: PC, at: int, *, committed: bool) -> bool:
    """Run until the journal's commit number `at`; False when it does not come to so many."""
    left = at

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            pc.journal.die(Crash())
            raise Crash

    if committed:
        pc.journal.after = count
    else:
        pc.journal.before = count
    try:
        pc.run()
    except Crash:
        pc.restart()
        return True
    pc.journal.before = pc.journal.after = lambda: None
    return False


def test_insisting_does_not_change_what_comes_of_it(calls: Counter[str], tmp_path: Path) -> None:
    for method in METHODS:
        for at in range(1, calls[method] + 1):
            played = play(tmp_path / f"{method}-{at}")
            faults = Faults([Fail(method, RetryError(Code.CONNECTION_LOST), at, done=True)])
            through(played.pc, faults, _insisting(played.pc))
            run_to_end(played)
            faults.assert_all_fired()
            assert_all_is_well(played)
            played.pc.journal.close()


def _insisting(pc: PC) -> Callable[[Backend], Backend]:
    return lambda inner: Retrying(inner, RetryPolicy(), pc.clock, chance=Random(1))  # noqa: S311
