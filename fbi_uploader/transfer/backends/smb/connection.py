"""One TCP connection to an SMB2 server: many requests in flight, credits, signatures, time-outs.

Source: [MS-SMB2] 3.2.4.1 (sending), 3.2.5.1 (receiving).
"""

from __future__ import annotations

import hmac
import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.transfer.backends.smb import frames, header, messages, sealing
from fbi_uploader.transfer.backends.smb.frames import Session
from fbi_uploader.transfer.backends.smb.messages import (
    HEADER_SIZE,
    Command,
    GarbledError,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.status import Status

_LARGEST = 1 << 21  # what we ask for at a time fits in half of it
_READS = 64  # before anything else is looked at: a server may talk without end
_CREDITS_WANTED = 512
_GOODBYE = 2.0  # seconds
_HASHED = frozenset({Command.NEGOTIATE, Command.SESSION_SETUP})
# A server that has lost a session cannot sign that it has.
_UNSIGNED = frozenset({Status.USER_SESSION_DELETED, Status.NETWORK_SESSION_EXPIRED})


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds.

    `connect`  for the TCP connection
    `probe`    of silence before the server is asked whether it is there
    `silence`  after which a connection is given up: nothing came, not even that answer
    `answer`   for one request, from a server that is there
    """

    connect: float = 15.0
    probe: float = 10.0
    silence: float = 30.0
    answer: float = 300.0


@dataclass(slots=True)
class Exchange:
    """One compound on its way. `replies` in the order of its requests."""

    replies: list[Reply | None]
    missing: int


class _Asked(NamedTuple):
    """A request that waits for its answer, at `place` in its exchange."""

    exchange: Exchange
    place: int
    command: Command
    charge: int


@dataclass(slots=True)
class _Incoming:
    """A frame that is being received: first its length, then its bytes."""

    buffer: bytearray = field(default_factory=lambda: bytearray(4))
    filled: int = 0
    is_length: bool = True


class Connection:
    """Not thread-safe. `start` sends, `finish` waits; both move whatever can move meanwhile.

    Raises RetryError CONNECTION_LOST (also after an answer that cannot be trusted) and TIMED_OUT;
    the connection is closed then, and every further call says CONNECTION_LOST.
    """

    def __init__(self, host: str, port: int, patience: Patience) -> None:
        self.session = Session(0)
        self.patience = patience
        self.transcript: list[bytes] | None = []
        """What was said, message by message, until the log-on has hashed it and sets None."""
        self._where = f"{host}:{port}"
        self._waiting: dict[int, _Asked] = {}
        self._next_id = 0
        self._credits = 1
        self._in_flight = 0
        self._outgoing: deque[memoryview] = deque()
        self._incoming = _Incoming()
        self._probe: Exchange | None = None
        self._socket = self._connected(host, port)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._moved = time.monotonic()

    def _connected(self, host: str, port: int) -> socket.socket:
        try:
            made = socket.create_connection((host, port), self.patience.connect)
        except (OSError, UnicodeError) as error:  # the latter: a host name that cannot be one
            raise RetryError(Code.CONNECTION_LOST, node=self._where, why=str(error)) from error
        try:
            made.settimeout(0)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:  # macOS: of a connection that has gone again already
            made.close()
            raise RetryError(Code.CONNECTION_LOST, node=self._where, why=str(error)) from error
        return made

    @property
    def credits(self) -> int:
        """What the server allows in all, in flight or not."""
        return self._credits + self._in_flight

    @property
    def room(self) -> int:
        """How many credits one compound may cost: one is kept to ask a busy server by."""
        return max(1, self.credits - 1)

    @property
    def alive(self) -> bool:
        """Whether it can still be used."""
        return self._socket.fileno() >= 0

    def close(self) -> None:
        """At once, without a word to the server; what was in flight is lost."""
        if self.alive:
            self._selector.close()
            self._socket.close()
        self._waiting.clear()
        self._outgoing.clear()

    def leave(self) -> bool:
        """Log off and close; whether the server said goodbye, and so holds nothing of ours."""
        if not self.alive:
            return False
        try:
            if self._credits < 1:  # to wait for one may take long
                return False
            exchange = self._say([messages.plain(Command.LOGOFF)])
            began = self._moved = time.monotonic()
            while exchange.missing and time.monotonic() < began + _GOODBYE:
                self._move(began)
        except RetryError:
            return False
        else:
            return not exchange.missing
        finally:
            self.close()

    # -- asking

    def ask(self, *requests: Request) -> list[Reply]:
        """Send one compound and wait for its answers."""
        return self.finish(self.start(requests))

    def start(self, requests: Sequence[Request]) -> Exchange:
        """Send a compound of related requests; waits only for credits."""
        self._await_credits(sum(request.charge for request in requests))
        return self._say(requests)

    def _say(self, requests: Sequence[Request]) -> Exchange:
        self._check_alive()
        if not self._waiting:  # silence counts from the first question on
            self._moved = time.monotonic()
        exchange = Exchange([None] * len(requests), len(requests))
        heads = self._heads(requests, exchange)
        frame, rest = frames.packed(requests, heads, self.session)
        self._note(requests[0].command, memoryview(frame)[4:])
        self._outgoing.append(memoryview(frame))
        if rest:
            self._outgoing.append(rest)
        self._send()
        return exchange

    def finish(self, exchange: Exchange) -> list[Reply]:
        """Wait for every answer of a compound.

        Times count from here: whoever sent it may have paused since, with nobody listening.
        """
        began = self._moved = time.monotonic()
        while exchange.missing:
            self._move(began)
        return [reply for reply in exchange.replies if reply is not None]

    def _await_credits(self, charge: int) -> None:
        # While anything is under way one credit more is kept, for `_ask_whether_alive`.
        began = self._moved = time.monotonic()
        while self._credits < charge + bool(self._waiting):
            if self._waiting:
                self._move(began)
            else:
                self._ask_for_credits()

    def _ask_for_credits(self) -> None:
        """Nothing is under way that could bring more."""
        had = self._credits
        if had >= 1:
            self.finish(self._say([messages.plain(Command.ECHO)]))
        if self._credits <= had:
            raise self._lost("too few credits")

    def _heads(self, requests: Sequence[Request], exchange: Exchange) -> list[header.Asking]:
        heads: list[header.Asking] = []
        last = len(requests) - 1
        for place, request in enumerate(requests):
            heads.append(self._head(request, place, 0 if place == last else frames.padded(request)))
            self._book(request, exchange, place)
        return heads

    def _head(self, request: Request, place: int, following: int) -> header.Asking:
        session, charge = self.session, request.charge
        return header.Asking(
            command=request.command,
            charge=charge,
            granted=charge + max(0, _CREDITS_WANTED - self.credits),
            flags=(header.SIGNED if session.sign else 0) | (header.RELATED if place else 0),
            following=following,
            number=self._next_id,
            tree=session.tree,
            session=session.number,
        )

    def _book(self, request: Request, exchange: Exchange, place: int) -> None:
        charge = request.charge
        self._waiting[self._next_id] = _Asked(exchange, place, request.command, charge)
        self._next_id += charge
        self._credits -= charge
        self._in_flight += charge

    # -- moving bytes

    def _move(self, since: float) -> None:
        """Send and receive what is possible; wait for something to happen, but not for ever."""
        self._check_alive()
        now = time.monotonic()
        silent = now - self._moved
        if silent > self.patience.silence or now - since > self.patience.answer:
            self.close()
            raise RetryError(Code.TIMED_OUT, node=self._where, seconds=round(now - since))
        self._ask_whether_alive(silent)
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._outgoing else 0)
        self._selector.modify(self._socket, wanted)
        for _, ready in self._selector.select(min(1.0, self.patience.probe)):
            if ready & selectors.EVENT_WRITE:
                self._send()
            if ready & selectors.EVENT_READ:
                self._receive()

    def _ask_whether_alive(self, silent: float) -> None:
        """A server busy with a slow disk still answers ECHO; a frozen one does not."""
        asked = self._probe is not None and self._probe.missing
        if silent > self.patience.probe and not asked and self._credits > 0 and not self._outgoing:
            self._probe = self._say([messages.plain(Command.ECHO)])

    def _send(self) -> None:
        self._check_alive()
        try:
            while self._outgoing:
                sent = self._socket.send(self._outgoing[0])
                self._moved = time.monotonic()
                if sent < len(self._outgoing[0]):
                    self._outgoing[0] = self._outgoing[0][sent:]
                    return
                self._outgoing.popleft()
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            raise self._lost(type(error).__name__) from error

    def _receive(self) -> None:
        coming = self._incoming
        try:
            for _ in range(_READS):
                place = memoryview(coming.buffer)[coming.filled :]
                count = self._socket.recv_into(place)
                if not count:
                    raise self._lost("closed by the server")
                self._moved = time.monotonic()
                coming.filled += count
                if coming.filled == len(coming.buffer):
                    self._received(coming)
                    coming = self._incoming
        except (BlockingIOError, InterruptedError):
            return
        except GarbledError as error:
            raise self._lost(str(error)) from error
        except OSError as error:
            raise self._lost(type(error).__name__) from error

    def _received(self, coming: _Incoming) -> None:
        self._incoming = _Incoming()
        if not coming.is_length:
            self._take(memoryview(coming.buffer))
            return
        size = int.from_bytes(coming.buffer, "big")
        if not HEADER_SIZE <= size < _LARGEST:
            raise GarbledError("a frame of a size that cannot be")
        self._incoming = _Incoming(bytearray(size), is_length=False)

    # -- answers

    def _take(self, frame: memoryview) -> None:
        sealed = frame[:4] == sealing.SEALED
        if sealed:
            if self.session.seal is None:
                raise GarbledError("a sealed message without a session")
            frame = self.session.seal.open(frame)
        elif self.session.seal is not None:
            # A server that lost the session cannot seal that it has; nothing else comes in clear.
            raise GarbledError("an open message in a sealed session")
        while True:
            following = self._take_one(frame, sealed=sealed)
            if not following:
                return
            frame = frame[following:]

    def _take_one(self, frame: memoryview, *, sealed: bool) -> int:
        """Take the first message of `frame`; returns where the next one begins, 0 for none."""
        found = header.read(frame)
        message = frame[: found.following] if found.following else frame
        if found.number == header.UNASKED:  # an oplock break: we hold none
            return found.following
        asked = self._waiting.get(found.number)
        if asked is None or found.command != asked.command:
            raise GarbledError("an answer to no question")
        pending = bool(found.status == Status.PENDING and found.flags & header.ASYNC)
        if self.session.sign and not (sealed or pending or found.status in _UNSIGNED):
            self._check_signature(message, found)
        self._credits += found.granted
        if not pending:
            self._note(asked.command, message)
            self._answered(asked, found, message[HEADER_SIZE:])
        return found.following

    def _note(self, command: Command, message: memoryview) -> None:
        """Keep what both sides hash (3.2.5.2, 3.2.5.3): no interim answers, no ECHO."""
        if self.transcript is not None and command in _HASHED:
            self.transcript.append(bytes(message))

    def _answered(self, asked: _Asked, found: header.Head, body: memoryview) -> None:
        del self._waiting[found.number]
        self._in_flight -= asked.charge
        asked.exchange.replies[asked.place] = Reply(found.status, found.tree, found.session, body)
        asked.exchange.missing -= 1

    def _check_signature(self, message: memoryview, found: header.Head) -> None:
        if self.session.sign is None or not found.flags & header.SIGNED:
            raise GarbledError("an unsigned answer in a signed session")
        message[header.SIGNATURE] = header.NO_SIGNATURE
        nonce = sealing.flags_of(found.command, from_server=True)
        right = self.session.sign(message, found.number, nonce)
        if not hmac.compare_digest(right, found.signature):
            raise GarbledError("a wrong signature")

    def _check_alive(self) -> None:
        if not self.alive:
            raise RetryError(Code.CONNECTION_LOST, node=self._where, why="closed")

    def _lost(self, why: str) -> RetryError:
        self.close()
        return RetryError(Code.CONNECTION_LOST, node=self._where, why=why)
