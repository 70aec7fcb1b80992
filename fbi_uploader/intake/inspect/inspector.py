"""The caller's side: one child that reads files, killed and replaced when a file is too much."""

from __future__ import annotations

import base64
import os
import queue
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Literal, NoReturn, Self

import fbi_uploader
from fbi_uploader.children import command_of, surroundings
from fbi_uploader.clock import Clock, SystemClock
from fbi_uploader.errors import Code, FileError, RetryError, UploaderError
from fbi_uploader.intake.inspect.child import NAME
from fbi_uploader.intake.inspect.model import Inspection
from fbi_uploader.intake.inspect.protocol import (
    MAX_LINE,
    PROTOCOL,
    Answer,
    Failure,
    Request,
    decode_answer,
    decode_hello,
    encode,
)
from fbi_uploader.paths import shown

_LOOK_EVERY = 0.25
_GRACE = 5.0
_START_SECONDS = 60.0
"""Loading the libraries the first time, under a virus scanner."""
_Lines = queue.SimpleQueue[bytes]


class Inspector:
    """Inspects one file at a time; a context manager. Not for several threads at once.

    `limit_seconds` is for each file; `command` starts the child (tests put others in its place).
    """

    def __init__(
        self,
        limit_seconds: float = 30.0,
        clock: Clock | None = None,
        command: Sequence[str] | None = None,
        start_seconds: float = _START_SECONDS,
    ) -> None:
        self._limit = limit_seconds
        self._clock = clock or SystemClock()
        self._command = tuple(command or command_of(NAME))
        self._start_limit = start_seconds
        self._child: _Child | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; never raises; any thread's. A later call starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def inspect(self, path: str) -> Inspection:
        """What the file's header says; without images for a format that no reader knows.

        Raises FileError INSPECT_FAILED for a damaged file, INSPECT_TIMED_OUT beyond the limit,
        and what `open_shared` raises.
        """
        found = self._ask("inspect", path).inspection
        if found is None:
            self._refuse(path, "empty")
        return found

    def thumbnail(self, path: str) -> bytes | None:
        """A PNG of at most 256 pixels a side, or None: no pixels, too many, or no decoder.

        Raises as `inspect`.
        """
        drawn = self._ask("thumbnail", path).png
        return None if drawn is None else base64.b64decode(drawn)

    def _ask(self, command: Literal["inspect", "thumbnail"], path: str) -> Answer:
        child = self._started(path)
        self._count += 1
        whole = os.path.abspath(path)  # the child has another folder
        child.send(encode(Request(self._count, command, whole)))
        answer = self._answer(child, path)
        if answer.id != self._count:
            self._refuse(path, "answer")
        if answer.failure is not None:
            _raise(answer.failure, path)
        return answer

    def _started(self, path: str) -> _Child:
        child = self._child
        if child is None:
            try:
                child = self._child = _Child(self._command)
                hello = decode_hello(self._line(child, self._start_limit, path))
            except OSError:
                self._refuse(path, "start")
            except FileError as error:
                if error.code is not Code.PROTOCOL:
                    raise
                self._refuse(path, "hello")
            if (hello.protocol, hello.version) != (PROTOCOL, fbi_uploader.__version__):
                self._refuse(path, "version")
        return child

    def _answer(self, child: _Child, path: str) -> Answer:
        line = self._line(child, self._limit, path)
        try:
            return decode_answer(line)
        except FileError:
            self._refuse(path, "answer")

    def _line(self, child: _Child, limit: float, path: str) -> bytes:
        """The child's next line, unless it dies or takes longer than `limit` seconds."""
        until = self._clock.monotonic() + limit
        while True:
            left = until - self._clock.monotonic()
            try:
                line = child.lines.get(timeout=max(0.0, min(left, _LOOK_EVERY)))
            except queue.Empty:
                if left > 0:
                    continue
                self.close()
                raise FileError(Code.INSPECT_TIMED_OUT, path=shown(path), seconds=limit) from None
            if not line.endswith(b"\n"):
                self._refuse(path, "crashed")
            return line

    def _refuse(self, path: str, reason: str) -> NoReturn:
        """The child is of no more use."""
        child, self._child = self._child, None
        status = child.end() if child is not None else None
        raise FileError(Code.INSPECT_FAILED, path=shown(path), reason=reason, status=status)


def _raise(failure: Failure, path: str) -> NoReturn:
    kind: type[UploaderError] = RetryError if failure.again else FileError
    raise kind(failure.code, **{**failure.facts, "path": shown(path)})


class _Child:
    """The process, and a thread that takes its lines; an empty line means that it ended."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **surroundings(),
        )
        self.lines: _Lines = queue.SimpleQueue()
        arguments = (self._process.stdout, self.lines)
        self._reader = threading.Thread(target=_pump, args=arguments, daemon=True)
        self._reader.start()

    def send(self, line: bytes) -> None:
        """A child that is gone is found by its missing answer."""
        if self._process.stdin is None:
            return
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError):  # ValueError: another thread has closed it
            return

    def end(self) -> int | None:
        """Let it end, or kill it; its exit status, negative for a signal."""
        self._close(self._process.stdin)
        ended = self._finished(_LOOK_EVERY)
        if not ended:
            self._process.kill()
            ended = self._finished(_GRACE)
        if ended:  # else it hangs inside the system, on a dead network drive: leave it to itself
            self._reader.join(_GRACE)
            if not self._reader.is_alive():
                self._close(self._process.stdout)
        return self._process.returncode

    def _finished(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _close(self, pipe: IO[bytes] | None) -> None:
        """What could not be written any more is lost with the child."""
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


def _pump(pipe: IO[bytes], lines: _Lines) -> None:
    for line in iter(lambda: pipe.readline(MAX_LINE), b""):
        lines.put(line)
    lines.put(b"")
