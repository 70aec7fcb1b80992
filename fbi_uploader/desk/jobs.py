"""A few threads that do what is asked; a job that hangs holds up its own lane and nobody else."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

Work = Callable[[], None]


@dataclass(slots=True)
class _Waiting:
    work: Work
    lane: object


@dataclass(slots=True)
class Jobs:
    """At most `most` threads, started when they are needed; daemons, so that none keeps us alive.

    Jobs of one lane run one after the other, in the order they came; None is no lane. A job must
    raise nothing.
    """

    name: str
    most: int
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _busy: set[object] = field(default_factory=set)
    _threads: list[threading.Thread] = field(default_factory=list)
    _idle: int = 0
    _closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, work: Work, lane: object = None) -> None:
        """Have it done. After `close` nothing is."""
        with self._changed:
            if self._closed:
                return
            self._waiting.append(_Waiting(work, lane))
            if self._idle < len(self._waiting) and len(self._threads) < self.most:
                self._start()
            self._changed.notify()

    def close(self, seconds: float) -> bool:
        """Drop what waits, and give what runs so long to end; whether all has ended."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _start(self) -> None:
        name = f"{self.name} {len(self._threads) + 1}"
        thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job.work()
            finally:
                with self._changed:
                    self._busy.discard(job.lane)
                    self._changed.notify_all()

    def _next(self) -> _Waiting | None:
        with self._changed:
            while not self._closed:
                for job in self._waiting:
                    if job.lane is None or job.lane not in self._busy:
                        self._waiting.remove(job)
                        if job.lane is not None:
                            self._busy.add(job.lane)
                        return job
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            return None
