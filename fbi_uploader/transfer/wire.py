"""The engine's protocol: UTF-8 lines of ASCII-escaped JSON, each at most 1 MiB (DESIGN 4)."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from fbi_uploader.errors import Code, InputError
from fbi_uploader.events import (
    Event,
    FileTrouble,
    LookAgain,
    Progress,
    StageReached,
    as_json,
)

PROTOCOL = 1
LINE_LIMIT = 1 << 20  # bytes, with its newline
EVENTS_WAITING = 5000
"""Events that may wait for a reader; some 5 MB of them."""

_ID = 1000  # characters of an id that is told again

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


class Outbox:
    """Writes messages in a thread of its own, so that a reader who does not read blocks nobody.

    Progress is replaced by newer progress of the same submission. Answers are never dropped: there
    are as many as commands. When EVENTS_WAITING other events wait, those of each submission become
    one `LookAgain`, and so does what comes to it before that line is written: an event tells of
    what the journal has already, so nothing is lost, and memory is bounded.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: deque[Message | Event | LookAgain] = deque()
        self._events = 0  # of those waiting that are neither answers nor `LookAgain`
        self._behind: set[str] = set()  # submissions whose `LookAgain` waits
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
            elif event.submission not in self._behind:
                self._waiting.append(event)
                self._events += 1
                if self._events >= EVENTS_WAITING:
                    self._coalesce()
            self._changed.notify()

    def _coalesce(self) -> None:
        """One line for all events of a submission, where the first of them stood."""
        kept: deque[Message | Event | LookAgain] = deque()
        for one in self._waiting:
            if not isinstance(one, StageReached | FileTrouble):
                kept.append(one)
            elif one.submission not in self._behind:
                self._behind.add(one.submission)
                kept.append(LookAgain(one.submission))
        self._waiting = kept
        self._events = 0

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
                return self._taken(self._waiting.popleft())
            if self._progress:
                return as_json(self._progress.pop(next(iter(self._progress))))
            return None

    def _taken(self, one: Message | Event | LookAgain) -> Message:
        if isinstance(one, LookAgain):
            self._behind.discard(one.submission)  # what comes now, comes after it
            return as_json(one)
        if isinstance(one, StageReached | FileTrouble | Progress):
            self._events -= 1
            return as_json(one)
        return one

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
    except (InputError, RecursionError):  # an id is a stranger's: too long, or nested too deep
        id_ = message.get("answer")
        known = id_ if isinstance(id_, int) or (isinstance(id_, str) and len(id_) < _ID) else None
        return encode({"event": "Dropped", "code": Code.PROTOCOL, "answer": known})
