"""Somebody in between who changes what an SMB server answers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.servers.messages import Direction, Framer

Change = Callable[[Direction, bytes], bytes]
"""(direction, a frame with its four bytes of length) to what goes on in its place."""


class Tampering:
    """Listens on `port` of loopback while it is open; passes frames on as `change` makes them."""

    host = "127.0.0.1"

    def __init__(self, port: int, change: Change) -> None:
        self._target, self._change = (self.host, port), change
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target, 5)
                self._open += (client, server)
                self._start("request", client, server)
                self._start("response", server, client)

    def _start(self, direction: Direction, source: socket.socket, target: socket.socket) -> None:
        thread = threading.Thread(target=self._pass, args=(direction, source, target))
        self._threads.append(thread)
        thread.start()

    def _pass(self, direction: Direction, source: socket.socket, target: socket.socket) -> None:
        framer = Framer()
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 20):
                for frame in framer.feed(memoryview(data)):
                    target.sendall(self._change(direction, frame))
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
