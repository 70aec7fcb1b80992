from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from fbi_uploader.errors import Cancelled, Code, RetryError
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.sending.readback import ReadBack
from fbi_uploader.transfer.source import Bytes

WHOLE = bytes(range(256)) * 10
FIRST = 1000


@pytest.fixture
def server() -> MemoryServer:
    made = MemoryServer()
    with MemoryBackend(made) as backend:
        backend.write("part", Bytes(WHOLE), 0, lambda _count: None)
    return made


def test_what_was_flushed_is_read_in_order(server: MemoryServer) -> None:
    counted: list[int] = []
    with ReadBack(lambda: MemoryBackend(server), "part", counted.append) as back:
        back.flushed(0)
        back.flushed(FIRST)
        back.flushed(len(WHOLE))
        found = back.digest()
    assert found is not None
    assert found.value == hashlib.sha256(WHOLE).hexdigest()
    assert sum(counted) == len(WHOLE)


def test_nothing_beyond_the_flush_is_read(server: MemoryServer) -> None:
    with ReadBack(lambda: MemoryBackend(server), "part", lambda _count: None) as back:
        back.flushed(FIRST)
        found = back.digest()
    assert found is not None
    assert found.value == hashlib.sha256(WHOLE[:FIRST]).hexdigest()


def test_trouble_leaves_the_question_open(server: MemoryServer) -> None:
    class Broken(MemoryBackend):
        def read(self, path: str, offset: int) -> Iterator[bytes]:
            yield WHOLE[:10]
            raise RetryError(Code.CONNECTION_LOST)

    with ReadBack(lambda: Broken(server), "part", lambda _count: None) as back:
        back.flushed(FIRST)
        assert back.digest() is None


def test_a_wish_to_stop_comes_through(server: MemoryServer) -> None:
    def stop(_count: int) -> None:
        raise Cancelled

    with ReadBack(lambda: MemoryBackend(server), "part", stop) as back:
        back.flushed(FIRST)
        with pytest.raises(Cancelled):
            back.digest()


def test_a_writer_that_gives_up_takes_the_reader_with_it(server: MemoryServer) -> None:
    with (
        pytest.raises(RetryError),
        ReadBack(lambda: MemoryBackend(server), "part", lambda _count: None) as back,
    ):
        raise RetryError(Code.CONNECTION_LOST)
    assert back.position == 0
