"""How fast bytes go: a smoothed rate, the time left, and the last minutes as a series. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from fbi_uploader.clock import Clock

SPAN = 300
"""Seconds that the series shows."""
POINT = 5
"""Seconds that one point of it is the mean of."""
SMOOTH = 10
"""Seconds over which the rate is the mean: less and it flickers, more and it lags."""


@dataclass(slots=True)
class _Second:
    at: int
    bytes: int


class Pace:
    """Of one submission. `saw` takes its sum of sent bytes, a few times a second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seconds: deque[_Second] = deque()
        self._sent: int | None = None
        self._began = 0.0

    def saw(self, sent: int) -> None:
        """Take the sum as it is now. The first one is where it stood; a smaller one moved nothing.

        It is smaller when an attempt was given up, whose bytes count no more.
        """
        now = self._clock.monotonic()
        if self._sent is None:
            self._began = now
        else:
            self._add(int(now), max(0, sent - self._sent))
        self._sent = sent

    def _add(self, second: int, count: int) -> None:
        if self._seconds and self._seconds[-1].at == second:
            self._seconds[-1].bytes += count
        elif count:
            self._seconds.append(_Second(second, count))
        while self._seconds and self._seconds[0].at < second - SPAN - POINT:
            self._seconds.popleft()

    @property
    def rate(self) -> float:
        """Bytes/s over the last SMOOTH seconds, or since the beginning where that is less."""
        now = self._clock.monotonic()
        since = max(self._began, now - SMOOTH)
        moved = sum(one.bytes for one in self._seconds if one.at >= int(since))
        return moved / max(1.0, now - since)

    def left(self, remaining: int) -> float | None:
        """Seconds until so many bytes are sent; None while nothing moves."""
        rate = self.rate
        return remaining / rate if rate >= 1 else None

    def series(self) -> tuple[float, ...]:
        """Bytes/s, SPAN / POINT means, oldest first. The second that is not over is left out."""
        end = int(self._clock.monotonic())
        points = [0.0] * (SPAN // POINT)
        for one in self._seconds:
            place = (one.at - (end - SPAN)) // POINT
            if 0 <= place < len(points):
                points[place] += one.bytes / POINT
        return tuple(points)
