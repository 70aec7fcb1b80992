"""One TCP connection to an SMB2 server: many requests in flight, credits, signatures, time-outs.

Source: [MS-SMB2] 3.2.4.1 (sending), 3.2.5.1 (receiving), 2.2.1 (header).
"""

from __future__ import annotations

import selectors
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.transfer.backends.smb import messages, sealing
from fbi_uploader.transfer.backends.smb.messages import (
    HEADER_SIZE,
    Command,
    GarbledError,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.sealing import Seal, Sign
from fbi_uploader.transfer.backends.smb.status import Status

_HEADER = struct.Struct("<4sHHIHHIIQIIQ16s")
_MAGIC = b"\xfeSMB"
_SIGNATURE = slice(48, 64)
_NO_SIGNATURE = b"\0" * 16
_FROM_SERVER, _ASYNC, _RELATED, _SIGNED = 0x1, 0x2, 0x4, 0x8
_UNASKED = 0xFFFF_FFFF_FFFF_FFFF
_LARGEST = 1 << 24  # a frame's length has 24 bits
_CREDITS_WANTED = 512
_GOODBYE = 2.0  # seconds
# A server that has lost a session cannot sign that it has.
_UNSIGNED = frozenset({Status.USER_SESSION_DELETED, Status.NETWORK_SESSION_EXPIRED})


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds.

    `connect`  for the TCP connection, and for each step of the log-on
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

    begun: float
    replies: list[Reply | None]
    missing: int


@dataclass(slots=True)
class Session:
    """What a log-on gave: how the messages of `number` are signed or sealed."""

    number: int
    sign: Sign | None = None
    seal: Seal | None = None
    can_seal: Seal | None = None
    tree: int = 0


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


class _Head(NamedTuple):
    """The header of an answer (2.2.1.2)."""

    status: int
    command: int
    granted: int
    flags: int
    following: int
    number: int
    tree: int
    session: int
    signature: bytes


def _header(frame: memoryview) -> _Head:
    if len(frame) < HEADER_SIZE:
        raise GarbledError("a message is too short")
    magic, _, _, status, command, granted, flags, following, number, *rest = _HEADER.unpack_from(
        frame
    )
    if magic != _MAGIC or not flags & _FROM_SERVER or following > len(frame) or following % 8:
        raise GarbledError("not an answer")
    return _Head(status, command, granted, flags, following, number, *rest[1:])


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
        try:
            self._socket = socket.create_connection((host, port), patience.connect)
        except OSError as error:
            raise RetryError(Code.CONNECTION_LOST, node=self._where, why=str(error)) from error
        self._socket.settimeout(0)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._moved = time.monotonic()

    @property
    def credits(self) -> int:
        """What the server allows in all, in flight or not: how much one request may carry."""
        return self._credits + self._in_flight

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
            exchange = self.start([messages.plain(Command.LOGOFF)])
            until = time.monotonic() + _GOODBYE
            while exchange.missing and time.monotonic() < until:
                self._move(exchange.begun)
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
        charge = sum(request.charge for request in requests)
        self._await_credits(charge)
        if not self._waiting:  # silence counts from the first question on
            self._moved = time.monotonic()
        exchange = Exchange(time.monotonic(), [None] * len(requests), len(requests))
        frame = self._frame(requests, exchange)
        if self.session.seal is not None:
            frame = bytearray(4) + self.session.seal.close(memoryview(frame)[4:])
        if self.transcript is not None:
            self.transcript.append(bytes(frame[4:]))
        frame[:4] = (len(frame) - 4).to_bytes(4, "big")
        self._outgoing.append(memoryview(frame))
        self._send()
        return exchange

    def finish(self, exchange: Exchange) -> list[Reply]:
        """Wait for every answer of a compound."""
        while exchange.missing:
            self._move(exchange.begun)
        return [reply for reply in exchange.replies if reply is not None]

    def _await_credits(self, charge: int) -> None:
        while self._credits < charge:
            if not self._waiting:
                if self._credits < 1:
                    raise self._lost("no credits")
                # Nothing is under way that could bring more: ask for them.
                self.finish(self.start([messages.plain(Command.ECHO)]))
                if self._credits < charge:
                    raise self._lost("too few credits")
                return
            self._move(time.monotonic())

    def _frame(self, requests: Sequence[Request], exchange: Exchange) -> bytearray:
        """The compound behind four bytes for its length; each message is signed where it lies."""
        pieces: list[bytes] = [b"\0\0\0\0"]
        spans: list[tuple[int, int, int, Command]] = []
        start = 4
        last = len(requests) - 1
        for place, request in enumerate(requests):
            size = HEADER_SIZE + len(request.body) + len(request.data)
            padding = -size % 8 if place < last else 0
            end = start + size + padding
            head = self._head(request, place, 0 if place == last else end - start)
            pieces += (head, request.body, request.data, bytes(padding))
            spans.append((start, end, self._next_id, request.command))
            self._book(request, exchange, place)
            start = end
        frame = bytearray().join(pieces)
        self._sign(frame, spans)
        return frame

    def _head(self, request: Request, place: int, following: int) -> bytes:
        session, charge = self.session, request.charge
        flags = (_SIGNED if session.sign else 0) | (_RELATED if place else 0)
        more = max(0, _CREDITS_WANTED - self.credits)
        return _HEADER.pack(
            *(_MAGIC, HEADER_SIZE, charge, 0, request.command, charge + more, flags, following),
            *(self._next_id, 0, session.tree, session.number, _NO_SIGNATURE),
        )

    def _book(self, request: Request, exchange: Exchange, place: int) -> None:
        charge = request.charge
        self._waiting[self._next_id] = _Asked(exchange, place, request.command, charge)
        self._next_id += charge
        self._credits -= charge
        self._in_flight += charge

    def _sign(self, frame: bytearray, spans: Sequence[tuple[int, int, int, Command]]) -> None:
        if self.session.sign is None:
            return
        for start, end, number, command in spans:
            message = memoryview(frame)[start:end]
            nonce = sealing.flags_of(command, from_server=False)
            message[_SIGNATURE] = self.session.sign(message, number, nonce)

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
            self._probe = Exchange(time.monotonic(), [None], 1)
            self._probe = self.start([messages.plain(Command.ECHO)])

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
            while True:
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
        found = _header(frame)
        message = frame[: found.following] if found.following else frame
        if found.number == _UNASKED:  # an oplock break: we hold none
            return found.following
        asked = self._waiting.get(found.number)
        if asked is None or found.command != asked.command:
            raise GarbledError("an answer to no question")
        pending = bool(found.status == Status.PENDING and found.flags & _ASYNC)
        if self.session.sign and not (sealed or pending or found.status in _UNSIGNED):
            self._check_signature(message, found)
        if self.transcript is not None:
            self.transcript.append(bytes(message))
        self._credits += found.granted
        if not pending:
            self._answered(asked, found, message[HEADER_SIZE:])
        return found.following

    def _answered(self, asked: _Asked, found: _Head, body: memoryview) -> None:
        del self._waiting[found.number]
        self._in_flight -= asked.charge
        asked.exchange.replies[asked.place] = Reply(found.status, found.tree, found.session, body)
        asked.exchange.missing -= 1

    def _check_signature(self, message: memoryview, found: _Head) -> None:
        if self.session.sign is None or not found.flags & _SIGNED:
            raise GarbledError("an unsigned answer in a signed session")
        message[_SIGNATURE] = _NO_SIGNATURE
        nonce = sealing.flags_of(found.command, from_server=True)
        if self.session.sign(message, found.number, nonce) != found.signature:
            raise GarbledError("a wrong signature")

    def _check_alive(self) -> None:
        if not self.alive:
            raise RetryError(Code.CONNECTION_LOST, node=self._where, why="closed")

    def _lost(self, why: str) -> RetryError:
        self.close()
        return RetryError(Code.CONNECTION_LOST, node=self._where, why=why)
