"""A cap on bytes a second, shared by all workers, that may change while they send."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from fbi_uploader.clock import Clock
from fbi_uploader.errors import UploaderError
from fbi_uploader.transfer.backend import Backend, Item, OnBytes, Source
from fbi_uploader.transfer.decorators.through import Through

_STEP = 0.1  # seconds: how soon a waiting worker notices a new cap, or that it is to stop
_SHORTEST = 0.001  # seconds: what a clock can tell apart; the excess is granted later
_BURST = 0.25  # seconds of the cap that may be saved up while nobody sends


class Bucket:
    """Tokens, one a byte, that come in at `rate` a second. Safe among threads.

    `rate` in bytes a second; None is no cap, 0 lets nothing pass until it is changed. Who takes
    goes into debt and waits it out, so no piece is too large, and turns are kept.
    """

    def __init__(self, rate: float | None, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rate = rate
        self._taken = 0.0  # bytes ever asked for
        self._granted = 0.0  # bytes ever allowed
        self._seen = clock.monotonic()

    @property
    def rate(self) -> float | None:
        """The cap now."""
        with self._lock:
            return self._rate

    def change(self, rate: float | None) -> None:
        """Set another cap; those who wait are held to it from now on."""
        with self._lock:
            self._fill()
            self._rate = rate

    def take(self, count: int, waiting: Callable[[], None]) -> None:
        """Return once `count` bytes are allowed. `waiting` is called before every short wait.

        It may raise, which ends the wait; the bytes count all the same, they have been sent.
        """
        if self._rate is None:  # nothing to count: the next cap begins from when it is set
            return
        with self._lock:
            self._fill()
            self._taken += count
            mine = self._taken
        while (left := self._left(mine)) > 0:
            waiting()
            self._clock.sleep(min(max(left, _SHORTEST), _STEP))

    def _left(self, mine: float) -> float:
        """Seconds until all up to `mine` is allowed, at least until something may change."""
        with self._lock:
            self._fill()
            missing = mine - self._granted
            if self._rate is None or missing <= 0:
                return 0.0
            return missing / self._rate if self._rate else _STEP

    def _fill(self) -> None:
        now = self._clock.monotonic()
        passed, self._seen = now - self._seen, now
        if self._rate is None:
            self._granted = max(self._granted, self._taken)
        else:
            most = self._taken + self._rate * _BURST
            self._granted = min(self._granted + self._rate * passed, max(most, self._granted))


class Throttled(Through):
    """Holds `write` and `write_many` to the bucket's cap; reading back and renaming are free.

    While it waits it calls `on_bytes(0)`, so that Cancelled can be raised there.
    """

    def __init__(self, inner: Backend, bucket: Bucket) -> None:
        super().__init__(inner)
        self._bucket = bucket

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """Slowed."""
        self.inner.write(path, source, offset, self._slowed(on_bytes))

    def _write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        return self._many.write_many(items, self._slowed(on_bytes))

    def _slowed(self, on_bytes: OnBytes) -> OnBytes:
        def slowed(count: int) -> None:
            on_bytes(count)
            self._bucket.take(count, lambda: on_bytes(0))

        return slowed
