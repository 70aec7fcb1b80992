"""Files that are tried again by themselves, as the engine tells them; grouped by cause. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, Fact

_MOST = 10_000
_PATIENCE = 10.0
"""Seconds after its next try without news: then it went well, or waits in the queue."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Files of one submission that one cause holds up. `seconds` until the next try of one."""

    code: Code
    facts: Mapping[str, Fact]
    files: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Try:
    code: Code
    facts: Mapping[str, Fact]
    at: float


class Trying:
    """The journal does not say when a file is tried again: the events do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: dict[tuple[str, str], _Try] = {}

    def saw(
        self,
        submission: str,
        source: str,
        code: Code,
        facts: Mapping[str, Fact],
        retry_in: float | None,
    ) -> None:
        """Take a `FileTrouble`. Without `retry_in` the journal says it, and we say it no more."""
        self._tries.pop((submission, source), None)
        if retry_in is None:
            return
        while len(self._tries) >= _MOST:
            self._tries.pop(next(iter(self._tries)))
        at = self._clock.monotonic() + retry_in
        self._tries[submission, source] = _Try(code, {"path": source, **facts}, at)

    def forget(self, submission: str) -> None:
        """It stopped, or is over."""
        for key in [one for one in self._tries if one[0] == submission]:
            del self._tries[key]

    def groups(self, submission: str) -> list[Tried]:
        """By code, in the order they came; facts of the first file."""
        now = self._clock.monotonic()
        self._tries = {key: one for key, one in self._tries.items() if one.at + _PATIENCE > now}
        found: dict[Code, list[_Try]] = {}
        for (id_, _), one in self._tries.items():
            if id_ == submission:
                found.setdefault(one.code, []).append(one)
        return [
            Tried(code, some[0].facts, len(some), max(0.0, min(it.at for it in some) - now))
            for code, some in found.items()
        ]
