"""Every fault at every call of the backend, and a crash at every commit of the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.retry import Retrying, RetryPolicy
from tests.faults import Crash, Fail, Faults, Method
from tests.unit.engine_faults import Counting, assert_all_is_well, play, run_to_end, through

METHODS: tuple[Method, ...] = (
    "connect", "list", "stat", "write", "read", "digest", "rename", "remove",
    "write_many", "digest_many", "rename_many",
)  # fmt: skip

Make = Callable[[Method, int], Fail]

FAULTS: dict[str, tuple[Make, frozenset[str]]] = {
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
        frozenset({"write_many", "digest_many"}),
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


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_at_every_call(kind: str, tmp_path: Path) -> None:
    make, methods = FAULTS[kind]
    played = play(tmp_path / "fault-free")
    counting = Counting()
    through(played, counting, lambda inner: inner)
    run_to_end(played)
    assert_all_is_well(played)
    assert all(counting.calls[method] for method in METHODS), counting.calls
    failed: list[str] = []
    for method in sorted(methods):
        for at in range(1, counting.calls[method] + 1):
            try:
                _meets(tmp_path / f"{method}-{at}", make(method, at))
            except Exception as error:  # noqa: BLE001 - told below, with all others
                failed.append(f"{method} {at}: {type(error).__name__} {error}"[:600])
    assert not failed, "\n".join(failed)


def _meets(folder: Path, fail: Fail) -> None:
    played = play(folder)
    faults = Faults([fail])
    through(played, faults, lambda inner: inner)
    run_to_end(played)
    faults.assert_all_fired()
    assert_all_is_well(played)
