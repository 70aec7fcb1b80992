"""The bad network keeps its word: what it cuts, freezes and delays, and that it says so."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import ClassVar

import pytest

from tests.servers.messages import Framer, commands, framed, header, negotiate_request
from tests.servers.proxy import Proxy
from tests.servers.rules import Cut, Freeze, NewConnections, RandomCuts, Rule, Verdict

WRITE = "WRITE"


class Answering:
    """Takes frames and answers each with its commands as responses; keeps what it got."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.ended = threading.Semaphore(0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self._open: list[socket.socket] = []

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        framer = Framer()
        with client:
            try:
                while data := client.recv(1 << 20):
                    for frame in framer.feed(memoryview(data)):
                        self.got.append(frame)
                        client.sendall(answer(frame))
            except OSError:
                pass
        self.ended.release()


def answer(frame: bytes) -> bytes:
    """One response for each command of a frame."""
    found = commands(frame, "request")
    messages = [header(one.name, one.message_id, response=True) for one in found]
    return b"".join(map(framed, messages))


def request(name: str, message_id: int, body: bytes = b"body") -> bytes:
    return framed(header(name, message_id) + body)


class Client:
    """Sends frames and reads frames; closed at the end of the test."""

    opened: ClassVar[list[socket.socket]] = []

    def __init__(self, port: int, seconds: float = 20) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port), seconds)
        self.opened.append(self.wire)
        self._framer = Framer()
        self._frames: list[bytes] = []

    def read(self) -> bytes:
        """The next frame; empty at the end."""
        while not self._frames:
            data = self.wire.recv(1 << 16)
            if not data:
                return b""
            self._frames.extend(self._framer.feed(memoryview(data)))
        return self._frames.pop(0)

    def read_to_the_end(self) -> None:
        """Until nothing more comes."""
        while self.read():
            pass

    def ask(self, name: str, message_id: int) -> int:
        """The message id of the answer."""
        self.wire.sendall(request(name, message_id))
        return commands(self.read(), "response")[0].message_id


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while Client.opened:
        Client.opened.pop().close()


@pytest.fixture
def server(_closed: None) -> Iterator[Answering]:
    made = Answering()
    yield made
    made.close()


def ids(frames: list[bytes]) -> list[int]:
    return [one.message_id for frame in frames for one in commands(frame, "request")]


# -- messages


def test_frames_come_out_whole_however_the_stream_is_cut() -> None:
    frames = [request("CREATE", 1), framed(b""), request("READ", 2, b"x" * 70_000)]
    stream = b"".join(frames)
    for step in (1, 3, 67, 1000, len(stream)):
        framer = Framer()
        pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
        assert [one for piece in pieces for one in framer.feed(memoryview(piece))] == frames


def test_commands_of_compounds_and_of_what_is_opaque() -> None:
    first = header("CREATE", 7, following=72) + b"12345678"
    compound = framed(first + header("CLOSE", 8) + b"rest")
    assert [one.name for one in commands(compound, "request")] == ["CREATE", "CLOSE"]
    assert commands(framed(b"\xfdSMB" + bytes(60)), "request")[0].name == "ENCRYPTED"
    assert commands(framed(b"\xfcSMB" + bytes(60)), "request")[0].name == "COMPRESSED"
    assert commands(framed(b"\xffSMB"), "request")[0].name == "OTHER"
    assert commands(framed(b""), "request")[0].name == "OTHER"
    assert commands(negotiate_request(), "request")[0].name == "NEGOTIATE"


def test_a_response_says_its_status() -> None:
    message = bytearray(header("WRITE", 3, response=True))
    struct.pack_into("<I", message, 8, 0xC000007F)
    (found,) = commands(framed(bytes(message)), "response")
    assert (found.name, found.direction, found.status) == ("WRITE", "response", 0xC000007F)


# -- cutting


@pytest.mark.parametrize(("when", "delivered"), [("before", [0, 1]), ("after", [0, 1, 2])])
@pytest.mark.parametrize("delay", [0.0, 0.002])
def test_cut_at_the_third_write_delivers_exactly_what_it_says(
    server: Answering, when: str, delivered: list[int], delay: float
) -> None:
    cut = Cut(WRITE, "request", 3, "before" if when == "before" else "after")
    with Proxy(server.address, rules=[cut], delay=delay) as proxy:
        client = Client(proxy.port)
        client.wire.sendall(b"".join(request(WRITE, number) for number in range(6)))
        with pytest.raises(ConnectionResetError):
            client.read_to_the_end()
        assert cut.fired
        assert server.ended.acquire(timeout=20)
        assert ids(server.got) == delivered
        client.wire.close()
        assert Client(proxy.port).ask(WRITE, 9) == 9  # once only
    assert cut.count == 1


def test_cut_before_a_response_leaves_the_request_carried_out(server: Answering) -> None:
    with Proxy(server.address) as proxy:
        cut = proxy.add(Cut("CREATE", "response", when="before", how="fin"))
        client = Client(proxy.port)
        assert client.ask(WRITE, 1) == 1
        client.wire.sendall(request("CREATE", 2))
        assert client.read() == b""
        assert cut.fired
        assert ids(server.got) == [1, 2]


def test_cut_after_a_response_delivers_it(server: Answering) -> None:
    with Proxy(server.address) as proxy:
        proxy.add(Cut("CREATE", "response"))
        client = Client(proxy.port)
        assert client.ask("CREATE", 2) == 2
        assert client.read() == b""


def test_a_cut_that_is_kept_from_the_server(server: Answering) -> None:
    cut = Cut(WRITE, server=False)
    with Proxy(server.address, rules=[cut]) as proxy:
        client = Client(proxy.port)
        client.wire.sendall(request(WRITE, 1))
        with pytest.raises(ConnectionResetError):
            client.read()
        assert not server.ended.acquire(timeout=0.2)
        proxy.release()
        assert server.ended.acquire(timeout=20)
    assert ids(server.got) == [1]


def test_a_compound_counts_for_each_command_in_it(server: Answering) -> None:
    create = header("CREATE", 1, following=64)
    with Proxy(server.address) as proxy:
        cut = proxy.add(Cut("CLOSE", when="before"))
        client = Client(proxy.port)
        client.wire.sendall(framed(create + header("CLOSE", 2)))
        with pytest.raises(ConnectionResetError):
            client.read()
        assert cut.fired
        assert (proxy.count("CREATE"), proxy.count("CLOSE"), server.got) == (1, 1, [])


def test_a_rule_that_did_not_happen_says_so(server: Answering) -> None:
    cut = Cut(WRITE, nth=2)
    with Proxy(server.address, rules=[cut]) as proxy:
        assert Client(proxy.port).ask(WRITE, 1) == 1
        assert not cut.fired
        assert proxy.count(WRITE) == proxy.count(WRITE, "response") == 1


def test_unknown_commands_and_rules_that_cannot_be_kept_are_refused() -> None:
    with pytest.raises(ValueError, match="WRIT"):
        Cut("WRIT")
    with pytest.raises(ValueError, match="parse"), Proxy(("127.0.0.1", 1), parse=False) as proxy:
        proxy.add(Cut(WRITE))


def test_random_cuts_come_at_the_same_bytes_for_the_same_seed(server: Answering) -> None:
    def places(seed: int) -> list[int]:
        rule = RandomCuts(40_000, 3, seed, verdict=Verdict("fin"))
        found: list[int] = []
        with Proxy(server.address, parse=False, rules=[rule]) as proxy:
            while len(found) < 3:
                found.append(sent_until_cut(proxy, server))
            assert Client(proxy.port).ask(WRITE, 1) == 1
        assert rule.count == 3
        return found

    first = places(5)
    assert first == places(5)
    assert first != places(6)
    assert all(1 <= one <= 80_000 for one in first)


def sent_until_cut(proxy: Proxy, server: Answering) -> int:
    """How many bytes of one endless frame go through."""
    receiver = socket.create_server(("127.0.0.1", 0))
    target, proxy.target = proxy.target, receiver.getsockname()
    with receiver, Client(proxy.port).wire as wire:
        wire.sendall(b"x" * 80_001)
        other, _ = receiver.accept()
        proxy.target = target
        with other:
            return sum(iter(lambda: len(other.recv(1 << 16)), 0))


# -- freezing, refusing, cutting by hand


@pytest.mark.parametrize("when", ["before", "after"])
def test_freeze_lets_nothing_through_until_it_thaws(server: Answering, when: str) -> None:
    freeze = Freeze(WRITE, nth=2, when="before" if when == "before" else "after")
    with Proxy(server.address, rules=[freeze]) as proxy:
        client, other = Client(proxy.port), Client(proxy.port)
        assert client.ask(WRITE, 1) == 1
        client.wire.sendall(request(WRITE, 2) + request("CLOSE", 3))
        assert freeze.wait()
        client.wire.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.read()
        assert other.ask("CREATE", 4) == 4
        assert ids(server.got) in ([1, 4], [1, 2, 4], [1, 4, 2])
        proxy.thaw()
        client.wire.settimeout(20)
        answers = [commands(client.read(), "response")[0].message_id for _ in range(2)]
        assert answers == [2, 3]


def test_freeze_and_cut_by_hand(server: Answering) -> None:
    with Proxy(server.address) as proxy:
        client = Client(proxy.port)
        assert client.ask(WRITE, 1) == 1
        proxy.freeze()
        client.wire.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.ask(WRITE, 2)
        proxy.cut("fin")
        assert client.read() == b""
        assert server.ended.acquire(timeout=20)


def test_newcomers_are_frozen_or_refused_so_many_times(server: Answering) -> None:
    with Proxy(server.address, rules=[NewConnections("freeze", 1)]) as proxy:
        frozen = Client(proxy.port, seconds=0.2)
        with pytest.raises(TimeoutError):
            frozen.ask(WRITE, 1)
        refusing = proxy.add(NewConnections("refuse", 1))
        with pytest.raises(ConnectionError):
            Client(proxy.port).ask(WRITE, 1)
        assert refusing.fired
        assert Client(proxy.port).ask(WRITE, 1) == 1
        proxy.remove(refusing)
        assert proxy.connected == 3


def test_a_server_that_is_down_is_a_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = unused.getsockname()
    with Proxy(address) as proxy, pytest.raises(ConnectionError):
        Client(proxy.port).ask(WRITE, 1)


# -- delaying


def test_delay_is_a_line_and_not_a_brake(server: Answering) -> None:
    with Proxy(server.address, delay=0.05) as proxy:
        client = Client(proxy.port)
        begun = time.monotonic()
        client.wire.sendall(b"".join(request(WRITE, number) for number in range(50)))
        for _ in range(50):
            assert client.read()
        took = time.monotonic() - begun
    assert took >= 0.1
    assert took < 2.5  # one after the other they would take 5 s


@pytest.mark.parametrize("parse", [True, False])
@pytest.mark.parametrize("delay", [0.0, 0.001])
def test_much_passes_unchanged_both_ways_to_slow_readers(delay: float, parse: bool) -> None:
    content = b"".join(request(WRITE, number, bytes([number]) * 900_000) for number in range(40))
    wanted = hashlib.sha256(content).digest()
    found: list[bytes] = []

    def swallow(receiver: socket.socket) -> None:
        other, _ = receiver.accept()
        with other:
            got = b"".join(iter(lambda: other.recv(300_000), b""))
            other.sendall(got)
            found.append(hashlib.sha256(got).digest())

    with (
        socket.create_server(("127.0.0.1", 0)) as receiver,
        Proxy(receiver.getsockname(), delay=delay, parse=parse) as proxy,
    ):
        thread = threading.Thread(target=swallow, args=(receiver,))
        thread.start()
        wire = Client(proxy.port).wire
        wire.sendall(content)
        wire.shutdown(socket.SHUT_WR)
        back = b"".join(iter(lambda: wire.recv(100_000), b""))
        thread.join(30)
    assert found == [wanted]
    assert hashlib.sha256(back).digest() == wanted


def test_an_order_to_a_dead_proxy_is_no_hang(server: Answering) -> None:
    before = threading.active_count()
    with Proxy(server.address) as proxy:
        assert Client(proxy.port).ask(WRITE, 1) == 1
    proxy.close()  # twice is harmless
    assert threading.active_count() <= before + 1  # the server's own, of that connection


def test_wait_is_false_for_what_never_happens() -> None:
    assert not Rule().wait(0.01)
