"""The engine's protocol: UTF-8 lines of ASCII-escaped JSON, each at most 1 MiB (DESIGN 4)."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from fbi_uploader.errors import Code, InputError
from fbi_uploader.events import Event, Progress, as_json

PROTOCOL = 1
LINE_LIMIT = 1 << 20  # bytes, with its newline

Message = Mapping[str, object]


def encode(message: Message) -> bytes:
    """One line. Raises InputError PROTOCOL when it is too long."""
    line = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > LINE_LIMIT:
        raise InputError(Code.PROTOCOL, why="line_too_long", bytes=len(line))
    return line


def messages(stream: BinaryIO) -> Iterator[Message | InputError]:
    """What comes in, line by line, to the end; an InputError PROTOCOL for a line that is none.

    A line over the limit is read away in pieces, and told once.
    """
    while line := stream.readline(LINE_LIMIT):
        if not line.endswith(b"\n") and len(line) == LINE_LIMIT:
            while (rest := stream.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
                pass
            yield InputError(Code.PROTOCOL, why="line_too_long")
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):  # of "[[[[…"
            yield InputError(Code.PROTOCOL, why="no_json")
            continue
        yield message if isinstance(message, dict) else InputError(Code.PROTOCOL, why="no_object")


def own_stdout() -> BinaryIO:
    """Move our stdout away and point descriptor 1 to stderr, because libraries print."""
    sys.stdout.flush()
    ours = os.dup(1)  # not inherited by children (PEP 446)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb", buffering=0)


class Outbox:
    """Writes messages in a thread of its own, so that a reader who does not read blocks nobody.

    Progress is replaced by newer progress of the same submission; nothing else is ever dropped.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: deque[Message] = deque()
        self._progress: dict[str, Progress] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._write, name="outbox", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        """Send an answer."""
        with self._changed:
            self._waiting.append(message)
            self._changed.notify()

    def emit(self, event: Event) -> None:
        """Send an event."""
        with self._changed:
            if isinstance(event, Progress):
                self._progress[event.submission] = event
            else:
                self._waiting.append(as_json(event))
            self._changed.notify()

    def close(self, seconds: float = 5.0) -> None:
        """Write what is waiting, as far as the reader takes it in that time."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(seconds)

    def _next(self) -> Message | None:
        with self._changed:
            while not self._waiting and not self._progress and not self._closing:
                self._changed.wait()
            if self._waiting:
                return self._waiting.popleft()
            if self._progress:
                return as_json(self._progress.pop(next(iter(self._progress))))
            return None

    def _write(self) -> None:
        while (message := self._next()) is not None:
            try:
                self._write_whole(_line(message))
            except OSError:
                return  # nobody reads any more; the end of stdin says what to do

    def _write_whole(self, line: bytes) -> None:
        # A raw stream may take a part only: a pipe when a signal comes in between.
        rest = memoryview(line)
        while rest:
            rest = rest[self._stream.write(rest) or 0 :]


def _line(message: Message) -> bytes:
    try:
        return encode(message)
    except InputError as error:
        return encode({"event": "Dropped", "code": error.code, "answer": message.get("answer")})
