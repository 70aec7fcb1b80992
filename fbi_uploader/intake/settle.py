"""Whether a file, or a folder that is still receiving files, is finished (DESIGN 7, 1-3).

The judgement is a pure function over what was seen before and what is seen now, so the journal's
rows are all the state there is: the caller keeps what was seen, and since when, between looks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, FileError, UploaderError
from fbi_uploader.intake.entries import Kind, System, kind_of_stat
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import raise_file_error, stamp_from
from fbi_uploader.intake.rules import is_junk
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
class FolderState:
    """What tells one state of a folder, with all below it, from another.

    `count` of files, `size` their bytes, `mtime_ns` the newest of files and folders.
    """

    count: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do now. `since` is when this state was first seen, or last seen being written."""

    why: Why
    since: datetime

    @property
    def settled(self) -> bool:
        """Ready to be sent."""
        return self.why is Why.SETTLED


def _modified(state: Stamp | FolderState) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=state.mtime_ns // 1000)
    except OverflowError:  # a nonsensical time is no proof of age
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last look at a file or folder: what it was, and since when (`Verdict.since`)."""

    state: Stamp | FolderState
    since: datetime


def judge(
    before: Sighting | None,
    state: Stamp | FolderState,
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
    """The thin edge: looks at files and folders, and asks the system who writes them."""

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

    def look_at_folder(self, path: str, before: Sighting | None = None) -> Looked:
        """Whether a folder has stopped receiving files; whether these are written is not asked."""
        try:
            state = folder_state(path, self._system)
        except UploaderError as error:
            return _failed(path, error, self._clock.now())
        return self._looked(Watched(path, before), state, self._clock.now(), written=False)

    def _looked(
        self,
        watched: Watched,
        state: Stamp | FolderState,
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


def _failed(path: str, error: UploaderError, now: datetime) -> Looked:
    return Looked(path, Verdict(Why.FAILED, now), None, error)


def _states_below(path: str, system: System) -> Iterator[FolderState]:
    """One state a file and a folder. Junk does not count: Windows writes it when one looks."""
    stack = [path]
    while stack:
        folder = stack.pop()
        yield FolderState(0, 0, system.look(folder, follow=True).st_mtime_ns)
        listing = system.listing(folder)
        for name in listing.files:
            if not is_junk(name, folder=False):
                seen = system.look(os.path.join(folder, name), follow=False)
                yield FolderState(1, seen.st_size, seen.st_mtime_ns)
        stack += [
            os.path.join(folder, name) for name in listing.folders if not is_junk(name, folder=True)
        ]


def folder_state(path: str, system: System = _SYSTEM) -> FolderState:
    """Count, bytes and newest time of a folder and all below it; links are not followed.

    Raises FileError when something in it vanishes meanwhile or cannot be looked at.
    """
    count, size, newest = 0, 0, 0
    try:
        for state in _states_below(path, system):
            count += state.count
            size += state.size
            newest = max(newest, state.mtime_ns)
    except OSError as error:
        raise_file_error(error, path)
    return FolderState(count, size, newest)
