"""The landing place in memory: bad days, and a million files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, NodeError, UploaderError
from fbi_uploader.transfer.backend import Item
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.source import Bytes

REPOSITORY = Path(__file__).resolve().parents[2]


def connected(server: MemoryServer) -> MemoryBackend:
    backend = MemoryBackend(server)
    backend.connect()
    return backend


def put(backend: MemoryBackend, path: str, content: bytes) -> None:
    backend.write(path, Bytes(content), 0, lambda _: None)


def test_full() -> None:
    server = MemoryServer(quota=10)
    backend = connected(server)
    put(backend, "a/one", b"123456")
    with pytest.raises(NodeError) as caught:
        put(backend, "a/two", b"12345")
    assert caught.value.code is Code.NODE_FULL
    assert (backend.space("a/x").free, server.used) == (4, 6)
    backend.remove("a/one")
    backend.remove("a/two")
    put(backend, "a/two", b"1234567890")
    assert backend.space("a/x").free == 0


def test_full_in_the_middle_of_many_tells_the_rest() -> None:
    backend = connected(MemoryServer(quota=5))
    items = [Item(str(number), Bytes(b"123")) for number in range(4)]
    answers = backend.write_many(items, lambda _: None)
    assert answers[0] is None
    assert [one.code for one in answers[1:] if one] == [Code.NODE_FULL] * 3
    assert backend.stat("1") is not None  # begun
    assert backend.stat("2") is None  # not even tried


def test_cutting_off_gives_room_back() -> None:
    server = MemoryServer(quota=10)
    backend = connected(server)
    put(backend, "part", b"0123456789")
    backend.write("part", Bytes(b"01234567"), 4, lambda _: None)
    assert server.used == 8


def test_read_only() -> None:
    server = MemoryServer()
    backend = connected(server)
    put(backend, "a/one", b"content")
    server.read_only = True
    acts: tuple[Callable[[], None], ...] = (
        lambda: put(backend, "a/two", b"x"),
        lambda: put(backend, "new/folder", b"x"),
        lambda: backend.write("a/one", Bytes(b"contents"), 7, lambda _: None),
        lambda: backend.rename("a/one", "b"),
        lambda: backend.remove("a/one"),
    )
    for act in acts:
        with pytest.raises(UploaderError) as caught:
            act()
        assert caught.value.code is Code.NODE_READ_ONLY
    assert [entry.name for entry in backend.list("a")] == ["one"]
    assert backend.stat("new") is None
    assert b"".join(backend.read("a/one", 0)) == b"content"


@pytest.mark.skipif(sys.platform == "win32", reason="ru_maxrss is POSIX's")
def test_a_million_files_of_one_byte() -> None:
    script = """if True:
        import resource, sys
        from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
        from fbi_uploader.transfer.source import Bytes

        def peak():
            unit = 1 if sys.platform == "darwin" else 1024
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

        before = peak()
        with MemoryBackend(MemoryServer()) as backend:
            one = Bytes(b"x", 1_700_000_000_000_000_000)
            for number in range(1_000_000):
                path = f"a/{number // 1000:04}/{number % 1000:06}.tif"
                backend.write(path, one, 0, lambda count: None)
            print(peak() - before, sum(1 for entry in backend.list("a/0999")))
    """
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=True
    )
    grown, listed = map(int, ended.stdout.split())
    assert listed == 1000
    assert grown < 150_000_000
