"""Lines on which nothing comes and nothing closes, servers that die, and pauses of our own."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import psutil
import pytest

from fbi_uploader.errors import Cancelled, Code, RetryError
from fbi_uploader.transfer.backend import Item, OnBytes
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from tests.contract.tools import holds, nothing, put, refused, source
from tests.e2e.smb_operations import OPERATIONS
from tests.e2e.smb_tools import (
    BRIEF,
    BRIEF_SECONDS,
    MIB,
    content,
    lost,
    pieces,
    place_on,
    until,
)
from tests.servers.fixtures import NewProxy, NewSmbd, Place
from tests.servers.rules import Freeze, NewConnections
from tests.servers.smb_backend import HASTY, smb_backend
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

WAITED_FOR = [
    pytest.param(name, command, nth, id=f"{name}-{command}-{nth}")
    for name, operation in OPERATIONS.items()
    for command, nth in dict(operation.frames).items()  # the last of each kind
    if command not in {"CLOSE", "LOGOFF"}
]


class Watch:
    """How long something took, in seconds."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun


@pytest.mark.parametrize(("name", "command", "nth"), WAITED_FOR)
def test_a_freeze(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, name: str, command: str, nth: int
) -> None:
    operation, proxy = OPERATIONS[name], new_proxy(smbd)
    backend = smb_backend(smb_place, port=proxy.port, patience=BRIEF)
    backend.connect()
    with smb_backend(smb_place) as other:
        operation.prepare(other)
    if name == "connect":
        backend.close()
    freeze = proxy.add(Freeze(command, "request", nth))
    watch = Watch()
    answers = operation.act(backend)
    assert BRIEF.silence < watch.seconds < BRIEF_SECONDS
    assert freeze.fired
    broken = [answer for answer in answers if answer is not None]
    assert all(isinstance(one, RetryError) for one in broken)
    assert broken[0].code is Code.TIMED_OUT
    assert {one.code for one in broken[1:]} <= {Code.TIMED_OUT, Code.CONNECTION_LOST}
    backend.connect()
    backend.close()  # the frozen session was named, and holds nothing any more
    with smb_backend(smb_place) as other:
        operation.check(other, [answer is None for answer in answers])


def test_a_goodbye_that_nobody_hears(smbd: Smbd, smb_place: Place, new_proxy: NewProxy) -> None:
    proxy = new_proxy(smbd)
    backend = smb_backend(smb_place, port=proxy.port, patience=BRIEF)
    backend.connect()
    freeze, watch = proxy.add(Freeze("LOGOFF")), Watch()
    backend.close()
    assert freeze.fired
    assert watch.seconds < BRIEF_SECONDS


def test_while_sending_with_full_buffers(smbd: Smbd, smb_place: Place, new_proxy: NewProxy) -> None:
    """The server takes nothing more: not even the question whether it is there."""
    proxy, large = new_proxy(smbd), pieces(content(16 * MIB))
    with smb_backend(smb_place, port=proxy.port, patience=BRIEF) as backend:
        file_is_open = proxy.add(Freeze("WRITE", when="before"))
        line = backend._connected().connection
        line._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        watch = Watch()
        refused(Code.TIMED_OUT, backend.write, "large", large, 0, nothing)
        assert file_is_open.fired
        assert BRIEF.silence < watch.seconds < BRIEF_SECONDS


def test_new_connections_that_nobody_answers(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy
) -> None:
    proxy = new_proxy(smbd)
    frozen = proxy.add(NewConnections("freeze", 1))
    backend, watch = smb_backend(smb_place, port=proxy.port, patience=BRIEF), Watch()
    refused(Code.TIMED_OUT, backend.connect)
    assert watch.seconds < BRIEF_SECONDS
    assert frozen.fired
    proxy.add(NewConnections("refuse", 1))
    lost(backend.connect)
    with backend:
        put(backend, "one")


def test_nobody_listens(smb_place: Place) -> None:
    with socket.socket() as bound:  # a port of ours, where nobody else can listen
        bound.bind(("127.0.0.1", 0))
        lost(smb_backend(smb_place, port=bound.getsockname()[1]).connect)


def test_a_server_that_takes_no_connections(smb_place: Place) -> None:
    """Its queue is full, so that not even TCP answers: as when a firewall swallows everything."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        watch = Watch()
        with pytest.raises(RetryError):
            smb_backend(smb_place, port=port, patience=BRIEF).connect()
        assert watch.seconds < BRIEF.connect + BRIEF_SECONDS
        for one in waiting:
            one.close()


def acts_on(backend: SmbBackend, on_bytes: OnBytes) -> dict[str, Callable[[], object]]:
    """All that tell how far they are, with several requests under way. Needs `large`, `small`."""
    items = [Item(f"new/{number}", source(b"some")) for number in range(20)]
    return {
        "write": lambda: backend.write("new", pieces(content(6 * MIB)), 0, on_bytes),
        "write_many": lambda: backend.write_many(items, on_bytes),
        "digest": lambda: backend.digest("large", on_bytes),
        "digest_many": lambda: backend.digest_many(["small", "large"] * 3, on_bytes),
    }


@pytest.fixture
def filled(smb_place: Place) -> Place:
    """With a large file and a small one."""
    with smb_backend(smb_place) as backend:
        put(backend, "large", content(6 * MIB))
        put(backend, "small")
    return smb_place


@pytest.mark.parametrize("name", ["write", "write_many", "digest", "digest_many"])
def test_cancelled_on_a_frozen_line_stays_cancelled(
    smbd: Smbd, filled: Place, new_proxy: NewProxy, name: str
) -> None:
    proxy = new_proxy(smbd)

    def stop(_count: int) -> None:
        proxy.freeze()
        raise Cancelled

    with smb_backend(filled, port=proxy.port, patience=BRIEF) as backend:
        watch = Watch()
        with pytest.raises(Cancelled):
            acts_on(backend, stop)[name]()
        assert watch.seconds < BRIEF_SECONDS


@pytest.mark.parametrize("name", ["write", "write_many", "digest", "digest_many"])
def test_a_pause_of_ours_is_no_silence_of_the_servers(filled: Place, name: str) -> None:
    """The throttle's cap may hold us for minutes; the answers wait in the socket meanwhile."""
    paused: list[int] = []

    def pause(count: int) -> None:
        if not paused:
            time.sleep(2 * BRIEF.silence)
        paused.append(count)

    with smb_backend(filled, patience=BRIEF) as backend:
        assert_fine(acts_on(backend, pause)[name]())
    assert len(paused) > 1


def assert_fine(answers: object) -> None:
    for one in answers if isinstance(answers, list) else []:
        assert not isinstance(one, Exception), one


# -- the server dies


def test_killed_in_the_middle_of_a_large_file(new_smbd: NewSmbd) -> None:
    server = new_smbd(Options())
    whole, segment = content(12 * MIB + 7), 4 * MIB
    with smb_backend(place_on(server), patience=HASTY) as backend:
        backend.write("a.part", pieces(whole[:segment]), 0, nothing)

        def kill(_count: int) -> None:
            if server.running:
                server.kill()

        lost(backend.write, "a.part", pieces(whole), segment, kill)
        assert not server.running
        lost(backend.connect)
        server.start()
        backend.connect()
        assert b"".join(backend.read("a.part", 0))[:segment] == whole[:segment]
        backend.write("a.part", pieces(whole), segment, nothing)
        assert holds(backend, "a.part", whole)


def test_an_idle_connection_that_the_server_closed(smbd: Smbd, smb_place: Place) -> None:
    before = set(smbd.process_ids())
    with smb_backend(smb_place) as backend:
        put(backend, "one")
        (ours,) = set(smbd.process_ids()) - before
        psutil.Process(ours).kill()
        until(lambda: ours not in smbd.process_ids())
        lost(backend.stat, "one")
        backend.connect()
        assert holds(backend, "one", b"content")
