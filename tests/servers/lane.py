"""One direction of one proxied connection: a delay line that does not limit the throughput."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections import deque
from dataclasses import dataclass

from tests.servers.messages import Direction, Framer
from tests.servers.rules import Rule, Verdict

_IN_FLIGHT = 64 << 20  # 5 ms at 2 GB/s are 10 MB
_WAITING = 4 << 20  # due, but the target does not take it


@dataclass(frozen=True, slots=True)
class End:
    """The source has ended: orderly, or by a reset."""

    reset: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is due."""

    rule: Rule
    verdict: Verdict


Event = End | Fault


@dataclass(slots=True)
class Piece:
    """Something on its way; `after` happens once its last byte is handed to the kernel."""

    due: float
    data: memoryview
    after: Event | None = None


class Lane:
    """Bytes on their way from `source` to `target`, in order, each `delay` seconds later."""

    def __init__(
        self, direction: Direction, source: socket.socket, target: socket.socket, delay: float
    ) -> None:
        self.direction, self.source, self.target = direction, source, target
        self.framer = Framer()
        self.ended = False  # the source
        self.finished = False  # and the target knows
        self.blocked = False  # the target takes nothing at the moment
        self._delay = delay
        self._pieces: deque[Piece] = deque()
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether reading has to wait."""
        return self._size >= (_IN_FLIGHT if self._delay else _WAITING)

    @property
    def due(self) -> float | None:
        """When the next piece is to be sent: None when there is none, or it cannot be."""
        return None if self.blocked or not self._pieces else self._pieces[0].due

    def put(self, data: memoryview, now: float, after: Event | None = None) -> None:
        """Take bytes in; sent at once where nothing is before them and nothing delays them."""
        if not (self._delay or self._pieces or after):
            data = data[self._send(data) :]
            if not len(data):
                return
        # The buffer that we were given is used again.
        self._pieces.append(Piece(now + self._delay, memoryview(bytes(data)), after))
        self._size += len(data)

    def send(self, now: float) -> Event | None:
        """Send what is due; stops with the first thing that is to happen."""
        self.blocked = False
        while self._pieces and not self.blocked and self._pieces[0].due <= now:
            piece = self._pieces[0]
            sent = self._send(piece.data)
            self._size -= sent
            piece.data = piece.data[sent:]
            if not len(piece.data):
                self._pieces.popleft()
                if piece.after:
                    return piece.after
        return None

    def _send(self, data: memoryview) -> int:
        sent = 0
        while sent < len(data):
            try:
                sent += self.target.send(data[sent:])
            except BlockingIOError:
                self.blocked = True
                break
        return sent


def reset(sock: socket.socket) -> None:
    """Close with RST: what lies in buffers is thrown away."""
    # Windows takes two 16 bit numbers, everybody else two ints.
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    with contextlib.suppress(OSError):  # it is reset already
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    sock.close()
