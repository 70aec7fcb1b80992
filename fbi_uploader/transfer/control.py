"""What is asked of a running engine from outside, and how far it has come."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Cancelled
from fbi_uploader.events import Emit, Progress

_STEP = 0.2  # seconds: how soon a wait notices a request, and how often progress is told


class Control:
    """Requests, set by any thread, seen by the workers at their next bytes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._held: set[str] = set()
        self._giving_way: set[str] = set()
        self._shut = threading.Event()

    def stop(self) -> None:
        """End after the bytes in flight."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether the engine has been asked to end."""
        return self._stopping.is_set()

    def hold(self, submission: str) -> None:
        """Stop sending one submission (pause and cancel begin so)."""
        with self._lock:
            self._held.add(submission)

    def release(self, submission: str) -> None:
        """Let it be sent again."""
        with self._lock:
            self._held.discard(submission)
        self.wake()

    def paused(self, submission: str) -> bool:
        """Whether one submission has been asked to stop, and not only for now."""
        return submission in self._held

    def give_way(self, submission: str) -> None:
        """Stop sending one submission for now, because another one goes before it."""
        with self._lock:
            self._giving_way.add(submission)

    def go_on(self, submission: str) -> None:
        """It has stopped: its turn may come again."""
        with self._lock:
            self._giving_way.discard(submission)

    def shut(self) -> None:
        """Stop sending anything for now (quiet hours); nothing is forgotten of what is held."""
        self._shut.set()

    def reopen(self) -> None:
        """Let things be sent again."""
        if self._shut.is_set():
            self._shut.clear()
            self.wake()

    def held(self, submission: str) -> bool:
        """Whether one submission, or everything, has been asked to stop."""
        return (
            self.stopping
            or self._shut.is_set()
            or submission in self._held
            or submission in self._giving_way
        )

    def check(self, submission: str) -> None:
        """Raise Cancelled when it has."""
        if self.held(submission):
            raise Cancelled

    def wake(self) -> None:
        """End a `wait` early: there is something to do."""
        self._woken.set()

    def wait(self, seconds: float) -> None:
        """Wait that long, or until asked to stop or woken."""
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0 and not self.stopping:
            if self._woken.is_set():
                break
            self._clock.sleep(min(left, _STEP))
        self._woken.clear()


@dataclass(slots=True)
class _Sums:
    sent: int = 0
    proved: int = 0
    files: int = 0


class Tally:
    """Sums of one submission, from all workers; tells progress a few times a second."""

    def __init__(self, submission: str, total: int, files_total: int, clock: Clock, emit: Emit):
        self._submission = submission
        self._total = total
        self._files_total = files_total
        self._clock = clock
        self._emit = emit
        self._lock = threading.Lock()
        self._sums = _Sums()
        self._told = clock.monotonic()

    def add(self, *, sent: int = 0, proved: int = 0, files: int = 0) -> None:
        """Count bytes and files; negative when an attempt is given up."""
        with self._lock:
            self._sums.sent += sent
            self._sums.proved += proved
            self._sums.files += files
            now = self._clock.monotonic()
            if now - self._told < _STEP:
                return
            self._told = now
        self.tell()

    def expect(self, total: int, files_total: int) -> None:
        """Sources that were still being written have grown, or more of them have come."""
        with self._lock:
            self._total = total
            self._files_total = files_total

    def tell(self) -> None:
        """Emit the sums as they stand."""
        sums = self._sums
        self._emit(
            Progress(
                self._submission,
                sums.sent,
                sums.proved,
                self._total,
                sums.files,
                self._files_total,
            )
        )
