"""Whether a file is finished (DESIGN 7, 1-3).

The judgement is a pure function over what was seen before and what is seen now, so the journal's
rows are all the state there is: the caller keeps what was seen, and since when, between looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Cancelled, Code, FileError, UploaderError
from fbi_uploader.intake.entries import Kind, System, kind_of_stat
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import raise_file_error, stamp_from
from fbi_uploader.intake.writers import Writers, open_for_writing
from fbi_uploader.paths import shown

QUIET = timedelta(seconds=10)
"""How long a file must stand still, unless the facility says otherwise."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SYSTEM = System()


class Why(StrEnum):
    """Why a verdict is what it is."""

    SETTLED = "settled"
    WRITTEN = "written"
    """Somebody has it open for writing."""
    CHANGED = "changed"
    """It is not what it was at the last look."""
    YOUNG = "young"
    """It has not stood still for long enough yet."""
    FAILED = "failed"
    """It could not be looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do now. `since` is when this state was first seen, or last seen being written."""

    why: Why
    since: datetime

    @property
    def settled(self) -> bool:
        """Ready to be sent."""
        return self.why is Why.SETTLED


def _modified(state: Stamp) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=state.mtime_ns // 1000)
    except OverflowError:  # a nonsensical time is no proof of age
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last look at a file: what it was, and since when (`Verdict.since`)."""

    state: Stamp
    since: datetime


def judge(
    before: Sighting | None,
    state: Stamp,
    now: datetime,
    quiet: timedelta,
    *,
    written: bool | None,
) -> Verdict:
    """Pure. `written`: somebody has it open for writing; None where the system cannot tell.

    A first look settles only what was modified `quiet` ago or longer and is known not to be
    written. A time of modification in the future, or a clock that went back, proves nothing:
    then it is watched for `quiet`.
    """
    if written:
        return Verdict(Why.WRITTEN, now)
    if before is None:
        old = now - _modified(state) >= quiet
        return Verdict(Why.SETTLED if old and written is False else Why.YOUNG, now)
    if before.state != state:
        return Verdict(Why.CHANGED, now)
    since = min(before.since, now)
    return Verdict(Why.SETTLED if now - since >= quiet else Why.YOUNG, since)


@dataclass(frozen=True, slots=True)
class Watched:
    """A file to look at, with what the last look gave."""

    path: str
    before: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """`verdict` and the `sighting` to keep for the next look; or the `error` (Why.FAILED)."""

    path: str
    verdict: Verdict
    sighting: Sighting | None
    error: UploaderError | None = None


class Settle:
    """The thin edge: looks at files, and asks the system who writes them."""

    def __init__(
        self,
        quiet: timedelta,
        clock: Clock,
        writers: Writers = open_for_writing,
        system: System = _SYSTEM,
    ) -> None:
        self._quiet = quiet
        self._clock = clock
        self._writers = writers
        self._system = system

    def look(self, batch: Sequence[Watched]) -> list[Looked]:
        """One verdict a file, in order; one question to the system for all: thousands at once.

        Raises nothing for a file that vanished or is refused: that is its Looked.error.
        """
        found: dict[str, Stamp] = {}
        errors: dict[str, UploaderError] = {}
        for watched in batch:
            try:
                found[watched.path] = self._stamp(watched.path)
            except UploaderError as error:
                errors[watched.path] = error
        # Asked after the look: who opened it since then is seen as well.
        written = self._writers(found)
        now = self._clock.now()
        return [
            _failed(watched.path, errors[watched.path], now)
            if watched.path in errors
            else self._looked(
                watched,
                found[watched.path],
                now,
                written=None if written is None else watched.path in written,
            )
            for watched in batch
        ]

    def _looked(
        self,
        watched: Watched,
        state: Stamp,
        now: datetime,
        *,
        written: bool | None,
    ) -> Looked:
        verdict = judge(watched.before, state, now, self._quiet, written=written)
        return Looked(watched.path, verdict, Sighting(state, verdict.since))

    def _stamp(self, path: str) -> Stamp:
        """By handle on Windows, without a right to the data, so that no share mode is in the way.

        Unlike `reading.stamp` it works while the acquisition holds the file for itself.
        """
        try:
            seen = self._system.look(path, follow=True)
        except OSError as error:
            raise_file_error(error, path)
        if kind_of_stat(seen) is not Kind.FILE:
            raise FileError(Code.NOT_A_FILE, path=shown(path))
        return stamp_from(seen)


class StoppableSettle(Settle):
    """For a scan that may be called off: raises Cancelled at its next files."""

    def __init__(self, quiet: timedelta, clock: Clock, stopped: Callable[[], bool]) -> None:
        super().__init__(quiet, clock)
        self._stopped = stopped

    def look(self, batch: Sequence[Watched]) -> list[Looked]:
        """As `Settle.look`."""
        if self._stopped():
            raise Cancelled
        return super().look(batch)


def _failed(path: str, error: UploaderError, now: datetime) -> Looked:
    return Looked(path, Verdict(Why.FAILED, now), None, error)
