"""The faults that other tests stand on do happen, where they are said to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend, Item, ManyWriter
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.source import Bytes
from tests.faults import Crash, Fail, Faults, FaultyBackend

LOST = RetryError(Code.CONNECTION_LOST)
REPOSITORY = Path(__file__).resolve().parents[2]


def faulty(*fails: Fail) -> FaultyBackend:
    inner = MemoryBackend(MemoryServer())
    inner.connect()
    inner.write("a/one", Bytes(b"content"), 0, lambda _: None)
    return FaultyBackend(inner, fails)


def put(backend: Backend, path: str) -> None:
    backend.write(path, Bytes(b"x"), 0, lambda _: None)


def test_counts_the_calls_that_match() -> None:
    backend = faulty(Fail("write", LOST, at=2, path="*.part"))
    put(backend, "1.part")
    put(backend, "1.tif")
    with pytest.raises(RetryError):
        put(backend, "2.part")
    put(backend, "3.part")
    assert backend.stat("2.part") is None
    backend.assert_all_fired()


def test_one_programme_for_several_connections() -> None:
    faults = Faults([Fail("stat", LOST, at=2)])
    one, two = (FaultyBackend(faulty().inner, faults) for _ in range(2))
    one.stat("a/one")
    with pytest.raises(RetryError):
        two.stat("a/one")
    faults.assert_all_fired()


@pytest.mark.parametrize(
    "fail",
    [
        Fail("stat", LOST, at=2),
        Fail("remove", LOST),
        Fail("write", LOST, after_bytes=2),
        Fail("list", LOST, entries=3),
    ],
)
def test_what_never_happened_is_told(fail: Fail) -> None:
    backend = faulty(fail)
    backend.stat("a/one")
    put(backend, "b")
    list(backend.list("a"))
    with pytest.raises(AssertionError, match="never happened"):
        backend.assert_all_fired()


def test_done_and_then_its_answer_lost() -> None:
    backend = faulty(Fail("rename", LOST, done=True))
    with pytest.raises(RetryError):
        backend.rename("a/one", "b/one")
    assert backend.stat("a/one") is None
    assert backend.stat("b/one") is not None
    backend.assert_all_fired()


def test_in_the_middle_of_a_write() -> None:
    backend, counts = faulty(Fail("write", Crash(), after_bytes=1)), list[int]()
    with pytest.raises(Crash):
        backend.write("part", Bytes(b"some"), 0, counts.append)
    assert counts == [4]
    backend.assert_all_fired()


def test_one_answer_among_many() -> None:
    backend = faulty(Fail("write_many", LOST, item=1))
    assert isinstance(backend, ManyWriter)
    items = [Item(name, Bytes(b"x")) for name in "bcd"]
    answers = backend.write_many(items, lambda _: None)
    assert [isinstance(one, UploaderError) for one in answers] == [False, True, False]
    assert backend.stat("c") is not None
    backend.assert_all_fired()


def test_exit_ends_the_process_at_once() -> None:
    script = """if True:
        from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
        from tests.faults import Exit, Fail, FaultyBackend
        backend = FaultyBackend(MemoryBackend(MemoryServer()), [Fail("connect", Exit(9))])
        try:
            backend.connect()
        finally:
            print("cleaned up")
    """
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (9, b"", b"")
