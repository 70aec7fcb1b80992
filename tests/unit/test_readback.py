from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from fbi_uploader.errors import Cancelled, Code, RetryError
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.sending.readback import ReadBack
from fbi_uploader.transfer.source import Bytes, Digests, Echo, digest_of

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
    with ReadBack(lambda: MemoryBackend(server), "part", hashlib.sha256(), counted.append) as back:
        back.flushed(0)
        back.flushed(FIRST)
        back.flushed(len(WHOLE))
        found = back.digest()
    assert found is not None
    assert found.value == hashlib.sha256(WHOLE).hexdigest()
    assert sum(counted) == len(WHOLE)


def test_nothing_beyond_the_flush_is_read(server: MemoryServer) -> None:
    with ReadBack(
        lambda: MemoryBackend(server), "part", hashlib.sha256(), lambda _count: None
    ) as back:
        back.flushed(FIRST)
        found = back.digest()
    assert found is not None
    assert found.value == hashlib.sha256(WHOLE[:FIRST]).hexdigest()


def test_trouble_leaves_the_question_open(server: MemoryServer) -> None:
    class Broken(MemoryBackend):
        def read(self, path: str, offset: int) -> Iterator[bytes]:
            yield WHOLE[:10]
            raise RetryError(Code.CONNECTION_LOST)

    with ReadBack(lambda: Broken(server), "part", hashlib.sha256(), lambda _count: None) as back:
        back.flushed(FIRST)
        assert back.digest() is None


def test_a_wish_to_stop_comes_through(server: MemoryServer) -> None:
    def stop(_count: int) -> None:
        raise Cancelled

    with ReadBack(lambda: MemoryBackend(server), "part", hashlib.sha256(), stop) as back:
        back.flushed(FIRST)
        with pytest.raises(Cancelled):
            back.digest()


def test_a_writer_that_gives_up_takes_the_reader_with_it(server: MemoryServer) -> None:
    with (
        pytest.raises(RetryError),
        ReadBack(
            lambda: MemoryBackend(server), "part", hashlib.sha256(), lambda _count: None
        ) as back,
    ):
        raise RetryError(Code.CONNECTION_LOST)
    assert back.position == 0


def heard(echo: Echo, *pieces: bytes) -> bool:
    """Whether `pieces` are what was sent."""
    listener = echo.listener()
    for piece in pieces:
        listener.update(piece)
    return digest_of(listener) == echo.digest()


@pytest.mark.parametrize("threaded", [False, True])
def test_an_echo_is_of_all_that_was_hashed_however_it_is_cut(*, threaded: bool) -> None:
    echo = Echo()
    with Digests(threaded=threaded, echo=echo) as digests:
        digests.update(WHOLE[:FIRST])
        digests.update(WHOLE[FIRST:])
        assert digests.values()[0] == hashlib.sha256(WHOLE).hexdigest()
    assert heard(echo, WHOLE[:1], WHOLE[1:])
    assert not heard(echo, WHOLE[:-1])
    assert not heard(echo, WHOLE[FIRST:], WHOLE[:FIRST])
    assert not heard(echo, WHOLE[:-1], bytes([WHOLE[-1] ^ 1]))


def test_an_echo_says_nothing_to_anybody_else() -> None:
    one, other = Echo(), Echo()
    for echo in (one, other):
        echo.update(WHOLE)
    assert one.digest() != other.digest(), "a seed of its own"
