"""One submission being carried: what every step of it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, FileError, RetryError, UploaderError
from fbi_uploader.events import Emit, FileTrouble, StageReached
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.control import Control, Tally
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, FileRow, Reason, SubmissionRow
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import Stage


@dataclass(frozen=True, slots=True)
class Task:
    """The submission, its way, and whom to tell."""

    journal: Journal
    submission: SubmissionRow
    route: Route
    clock: Clock
    control: Control
    tally: Tally
    emit: Emit

    @property
    def id(self) -> str:
        """Of the submission."""
        return self.submission.id

    def now(self) -> datetime:
        """Wall time, UTC."""
        return self.clock.now()

    def on_sent(self, count: int) -> None:
        """Count written bytes; raises Cancelled when asked to stop."""
        self.control.check(self.id)
        self.tally.add(sent=count)

    def on_checked(self, _count: int) -> None:
        """Count nothing; raises Cancelled when asked to stop."""
        self.control.check(self.id)

    def on_proved(self, count: int) -> None:
        """Count bytes read back; raises Cancelled when asked to stop."""
        self.control.check(self.id)
        self.tally.add(proved=count)

    def reach(
        self, stage: Stage, assay: AssayRow | None = None, reason: Reason | None = None
    ) -> None:
        """Journal a stage, then tell it."""
        at = self.now()
        with self.journal.transaction() as connection:
            records.put_stage(
                connection,
                stage,
                at,
                submission_id=self.id,
                assay_id=assay.id if assay else None,
                reason=reason,
            )
        self.emit(stage_reached(self.id, assay, stage, at, reason))

    def tell_trouble(self, file: FileRow, error: UploaderError, retry_in: float | None) -> None:
        """Say that a file could not be sent now."""
        self.emit(FileTrouble(self.id, file.source, error.code, error.facts, retry_in))

    def discard(self, backend: Backend, path: str) -> bool:
        """Remove something of ours over there; what is held or refused is noted as a leftover.

        Never for a path that is used again: a leftover is removed later, whatever it is by then.
        Returns whether it is gone. Raises NodeError.
        """
        try:
            self.remove(backend, path)
        except (RetryError, FileError):
            self.note_leftover(path)
            return False
        return True

    def note_leftover(self, path: str) -> None:
        """Journal something that a later start or `doctor` has to remove."""
        with self.journal.transaction() as connection:
            records.put_leftover(connection, self.route.node, self.id, path, self.now())

    def remove(self, backend: Backend, path: str) -> None:
        """Remove something of ours over there, unless it is gone. Raises as `Backend.remove`."""
        try:
            backend.remove(path)
        except FileError as error:
            if error.code is not Code.TARGET_MISSING:
                raise


def stage_reached(
    submission: str, assay: AssayRow | None, stage: Stage, at: datetime, reason: Reason | None
) -> StageReached:
    """What is told of a stage."""
    return StageReached(
        submission,
        assay.folder if assay else None,
        stage,
        at.isoformat(),
        reason.code if reason else None,
        reason.facts if reason else {},
    )
