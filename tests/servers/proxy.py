"""A bad network: a TCP proxy before an SMB server that delays, cuts and freezes by rule.

    with Proxy((server.host, server.port), delay=0.0025) as proxy:  # 5 ms round trip
        cut = proxy.add(Cut("WRITE", "request", nth=3))
        ...  # a client of proxy.host, proxy.port
        assert cut.fired

One thread does all of it, so that a rule counts messages in the order in which they pass. For
figures run it in a process of its own (`proxy_process`), away from the client's interpreter lock.
"""

from __future__ import annotations

import queue
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from tests.servers.connection import Connection
from tests.servers.lane import Lane, reset
from tests.servers.messages import PENDING, Command, Direction
from tests.servers.rules import AtMessage, How, NewConnections, Rule, Verdict

AnyRule = TypeVar("AnyRule", bound=Rule)
Ready = Callable[[int], None]
_BUFFER = 1 << 20
_CONTROL_SECONDS = 30.0


class Proxy:
    """Listens on `host`, `port` of loopback while it is open as a context manager.

    `target`  host and port of the server, which may be down: a client is then reset
    `delay`   seconds one way, in both directions; the throughput stays
    `parse`   False: bytes are passed on as they come, which is faster; no rule can tell messages
              apart then (ValueError), and `count` stays 0
    """

    host = "127.0.0.1"

    def __init__(
        self,
        target: tuple[str, int],
        *,
        delay: float = 0.0,
        parse: bool = True,
        rules: Iterable[Rule] = (),
    ) -> None:
        self.target, self.delay, self.parse = target, delay, parse
        self.rules: list[Rule] = []
        self.connected = 0
        self._counts: Counter[tuple[Direction, str]] = Counter()
        self._connections: list[Connection] = []
        self._held: list[socket.socket] = []
        self._buffer = memoryview(bytearray(_BUFFER))
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = False
        # epoll waits whole milliseconds; select does not, and takes some 1,000 sockets.
        self._selector: selectors.BaseSelector
        self._selector = selectors.SelectSelector() if delay else selectors.DefaultSelector()
        self._wanted: dict[socket.socket, tuple[int, Ready]] = {}
        self._listener = socket.create_server((self.host, 0))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._want(self._listener, selectors.EVENT_READ, self._accept)
        self._want(self._woken, selectors.EVENT_READ, self._be_woken)
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        for rule in rules:
            self._check(rule)
            self.rules.append(rule)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- for tests, from any thread

    def add(self, rule: AnyRule) -> AnyRule:
        """From now on it counts; given back."""
        self._check(rule)
        self._do(partial(self.rules.append, rule))
        return rule

    def remove(self, rule: Rule) -> None:
        """It happens no more."""
        self._do(partial(self.rules.remove, rule))

    def count(self, command: str, direction: Direction = "request") -> int:
        """How many such messages came in (interim responses aside)."""
        return self._counts[direction, command]

    def freeze(self) -> None:
        """Nothing passes any more on the connections of now; no socket closes."""
        self._do(partial(self._cut_all, Verdict(None)))

    def thaw(self) -> None:
        """What was frozen goes on."""
        self._do(self._thaw)

    def cut(self, how: How = "rst", *, server: bool = True) -> None:
        """End the connections of now; with `server` False it does not learn of it."""
        self._do(partial(self._cut_all, Verdict(how, server)))

    def release(self) -> None:
        """The server at last learns of the cuts that were kept from it."""
        self._do(self._release)

    def close(self) -> None:
        """End the thread and every socket."""
        if self._thread.is_alive():
            self._do(self._stop)
            self._thread.join(_CONTROL_SECONDS)
        for connection in self._connections:
            connection.close()
        for sock in (*self._held, *self._wanted, self._wake):
            sock.close()
        self._selector.close()

    def _do(self, order: Callable[[], None]) -> None:
        done = threading.Event()

        def carry_out() -> None:
            order()
            done.set()

        self._orders.put(carry_out)
        self._wake.send(b"\0")
        if not done.wait(_CONTROL_SECONDS):
            raise TimeoutError("the proxy's thread does not answer")

    def _check(self, rule: Rule) -> None:
        if isinstance(rule, AtMessage) and not self.parse:
            raise ValueError("parse=False cannot tell messages apart")

    # -- in its thread: orders

    def _stop(self) -> None:
        self._stopping = True

    def _cut_all(self, verdict: Verdict) -> None:
        for connection in self._connections:
            connection.cut(verdict)

    def _thaw(self) -> None:
        for connection in self._connections:
            connection.frozen = False

    def _release(self) -> None:
        for sock in self._held:
            self.linger(sock)
        self._held.clear()

    # -- in its thread: what connections ask (`connection.Around`)

    def note(self, found: Sequence[Command]) -> None:
        """Count what came."""
        for command in found:
            if command.status != PENDING:
                self._counts[command.direction, command.name] += 1

    def linger(self, sock: socket.socket) -> None:
        """FIN now, close when the other side has closed.

        Closing at once would answer whatever still comes by a reset, at which smbd forgets
        requests that it has not read yet.
        """
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(sock)
            return
        self._want(sock, 0)
        self._want(sock, selectors.EVENT_READ, partial(self._drain, sock))

    def hold(self, sock: socket.socket) -> None:
        """Keep it open without reading."""
        self._want(sock, 0)
        self._held.append(sock)

    def _drain(self, sock: socket.socket, _: int) -> None:
        try:
            while sock.recv_into(self._buffer):
                pass
        except BlockingIOError:
            return
        except OSError:
            pass  # closed by a reset: closed
        self._close(sock)

    def _close(self, sock: socket.socket) -> None:
        self._want(sock, 0)
        sock.close()

    # -- in its thread: the loop

    def _run(self) -> None:
        while not self._stopping:
            for key, mask in self._selector.select(self._timeout()):
                ready: Ready = key.data
                ready(mask)
            self._advance(time.monotonic())

    def _advance(self, now: float) -> None:
        while not self._orders.empty():
            self._orders.get()()
        for connection in self._connections:
            connection.advance(now)
        for connection in self._connections:
            self._want_of(connection)
        self._connections = [one for one in self._connections if one.open]

    def _timeout(self) -> float | None:
        running = (one for one in self._connections if not one.frozen)
        due = [lane.due for one in running for lane in one.lanes if lane.due is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _be_woken(self, _: int) -> None:
        self._woken.recv(4096)

    def _accept(self, _: int) -> None:
        try:
            client, _address = self._listener.accept()
        except OSError:
            return  # gone before we came
        self.connected += 1
        rules = [one for one in self.rules if isinstance(one, NewConnections) and one.takes()]
        if not rules:
            self._connect(client)
        elif rules[0].fate == "freeze":
            self._held.append(client)
        else:
            reset(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self.target, 5)
        except OSError:
            reset(client)
            return
        for sock in (client, server):
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections.append(Connection(self, client, server, self.delay))

    def _read(self, connection: Connection, lane: Lane, mask: int) -> None:
        if not (mask & selectors.EVENT_READ and connection.open):
            return
        try:
            size = lane.source.recv_into(self._buffer)
        except BlockingIOError:
            return
        except OSError:
            connection.end(lane, time.monotonic(), by_reset=True)
            return
        connection.take(lane, self._buffer[:size], time.monotonic())

    # -- in its thread: which sockets are looked at

    def _want_of(self, connection: Connection) -> None:
        up, down = connection.lanes
        for lane, back in ((up, down), (down, up)):
            if lane.source.fileno() < 0 or (connection.open and connection.frozen):
                self._want(lane.source, 0)
            elif connection.open:
                reading = 0 if lane.ended or lane.full else selectors.EVENT_READ
                writing = selectors.EVENT_WRITE if back.blocked else 0
                self._want(lane.source, reading | writing, partial(self._read, connection, lane))

    def _want(self, sock: socket.socket, events: int, ready: Ready | None = None) -> None:
        """Change what the selector looks at, where it changes."""
        known = self._wanted.get(sock)
        if events and ready and not known:
            self._selector.register(sock, events, ready)
        elif events and ready and known and known[0] != events:
            self._selector.modify(sock, events, ready)
        elif known and not events:
            self._selector.unregister(sock)
        if events and ready:
            self._wanted[sock] = (events, ready)
        else:
            self._wanted.pop(sock, None)
