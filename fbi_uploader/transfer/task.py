"""One submission being carried: what every step of it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, RetryError, UploaderError
from fbi_uploader.events import Emit, FileTrouble, StageReached
from fbi_uploader.transfer import records
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.control import Control, Tally
from fbi_uploader.transfer.journal import Journal
from fbi_uploader.transfer.records import AssayRow, FileRow, Reason, SubmissionRow
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
        self.emit(
            StageReached(
                self.id,
                assay.folder if assay else None,
                stage,
                at.isoformat(),
                reason.code if reason else None,
                reason.facts if reason else {},
            )
        )

    def tell_trouble(self, file: FileRow, error: UploaderError, retry_in: float | None) -> None:
        """Say that a file could not be sent now."""
        self.emit(FileTrouble(self.id, file.source, error.code, error.facts, retry_in))

    def discard(self, backend: Backend, path: str) -> bool:
        """Remove something of ours over there; what is held is noted as a leftover.

        Returns whether it is gone.
        """
        try:
            backend.remove(path)
        except RetryError:
            with self.journal.transaction() as connection:
                records.put_leftover(connection, self.route.node, self.id, path, self.now())
            return False
        except UploaderError as error:
            if error.code is not Code.TARGET_MISSING:
                raise
        return True
