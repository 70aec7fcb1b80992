"""Short trouble of the line is waited out here; whatever changes something over there is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Cancelled, Code, RetryError
from fbi_uploader.transfer.backend import Backend, Digest, Entry, OnBytes, Space
from fbi_uploader.transfer.decorators.through import Through

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to insist. Times in seconds.

    `attempts`       calls at most, the first one included
    `total_seconds`  no wait begins that would end later than this after the first call
    `first_wait`, `longest_wait`  pauses between calls, doubling
    `jitter`         share of each pause that is left to chance, so that PCs do not come in step
    `step`           how soon a wait notices that it is to end
    """

    attempts: int = 6
    total_seconds: float = 300.0
    first_wait: float = 0.5
    longest_wait: float = 30.0
    jitter: float = 0.5
    step: float = 0.2

    def wait_after(self, failures: int, chance: float) -> float:
        """Seconds before the next call after `failures` (1, 2...); `chance` is in [0, 1)."""
        # The exponent is bounded: 2.0**1024 overflows, and the pause has long been the longest.
        full = min(self.longest_wait, self.first_wait * 2.0 ** min(failures - 1, 60))
        return full * (1.0 - self.jitter * chance)


class Retrying(Through):
    """Repeats what can be: connect, list, stat, read, digest, remove, space.

    Only after RetryError; CONNECTION_LOST is followed by a new connection. The last RetryError
    is raised when `policy` is exhausted. `list` and `read` are repeated until their first
    entry or piece is there.

    Never repeated: `rename`, because after a lost answer a second try says TARGET_MISSING or
    TARGET_EXISTS of our own success, so the caller looks at both ends (DESIGN 7, 7); `write` and
    the calls for many, because their source has been read and hashed once, and what is there of
    a broken part has to be looked at first. The engine repeats those, file by file.

    `remove` after a lost answer finds nothing: TARGET_MISSING on a repeated call is success.

    HELD is waited out by `digest` and `read` only: a virus scanner lets go in a moment, and giving
    up would mean sending again. Of whatever else, a dead session may hold it for minutes: the
    caller notes a leftover and goes on (DESIGN 7, Staging).

    `stopped` is asked while waiting; once it is true Cancelled is raised. `on_bytes` gets each
    byte of a repeated `digest` once, and 0 for what it has had.
    """

    def __init__(
        self,
        inner: Backend,
        policy: RetryPolicy,
        clock: Clock,
        *,
        chance: Random | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(inner)
        self._policy = policy
        self._clock = clock
        self._chance = chance or Random()  # noqa: S311 - spreads PCs in time, guards no secret
        self._stopped = stopped

    def connect(self) -> None:
        """Repeated."""
        self._repeat(lambda _: self.inner.connect(), reconnects=False)

    def list(self, path: str) -> Iterator[Entry]:
        """Repeated before the first entry; later trouble is the reader's."""
        first, rest = self._repeat(lambda _: _begun(self.inner.list(path)))
        return _joined(first, rest)

    def stat(self, path: str) -> Entry | None:
        """Repeated."""
        return self._repeat(lambda _: self.inner.stat(path))

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """Repeated before the first piece; later trouble is the reader's."""
        first, rest = self._repeat(lambda _: _begun(self.inner.read(path, offset)), held=True)
        return _joined(first, rest)

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """Repeated from the beginning."""
        counted = _Once(on_bytes)

        def again(_: int) -> Digest:
            counted.begin()
            return self.inner.digest(path, counted)

        return self._repeat(again, held=True)

    def remove(self, path: str) -> None:
        """Repeated; gone already is gone."""

        def again(failures: int) -> None:
            if failures == 0 or self.inner.stat(path) is not None:
                self.inner.remove(path)

        self._repeat(again)

    def space(self, path: str) -> Space:
        """Repeated."""
        return self._repeat(lambda _: self.inner.space(path))

    def _repeat(
        self, call: Callable[[int], Result], *, reconnects: bool = True, held: bool = False
    ) -> Result:
        """`call` with the count of failures so far, until it answers or the policy ends.

        `held`: HELD is waited out as well.
        """
        begun = self._clock.monotonic()
        failures = 0
        lost = False
        while True:
            try:
                if lost and reconnects:
                    self.inner.connect()
                    lost = False
                return call(failures)
            except RetryError as error:
                if error.code is Code.HELD and not held:
                    raise
                failures += 1
                lost = lost or error.code is Code.CONNECTION_LOST
                self._wait_after(failures, begun, error)

    def _wait_after(self, failures: int, begun: float, error: RetryError) -> None:
        """Wait, or raise `error` when there is no more to wait for."""
        now = self._clock.monotonic()
        end = now + self._policy.wait_after(failures, self._chance.random())
        if failures >= self._policy.attempts or end - begun > self._policy.total_seconds:
            raise error
        while (left := end - self._clock.monotonic()) > 0:
            if self._stopped():
                raise Cancelled
            self._clock.sleep(min(left, self._policy.step))


class _Once:
    """Counts each byte once however often the reading begins again."""

    def __init__(self, on_bytes: OnBytes) -> None:
        self._on_bytes = on_bytes
        self._told = 0
        self._position = 0

    def begin(self) -> None:
        self._position = 0

    def __call__(self, count: int) -> None:
        self._position += count
        fresh = max(0, self._position - self._told)
        self._told += fresh
        self._on_bytes(fresh)


def _begun(things: Iterator[Result]) -> tuple[Result | None, Iterator[Result]]:
    return next(things, None), things


def _joined(first: Result | None, rest: Iterator[Result]) -> Iterator[Result]:
    if first is not None:
        yield first
        yield from rest
