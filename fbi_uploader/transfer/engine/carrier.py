"""One submission, from its queued files to its published record; every step can be cut off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from fbi_uploader.errors import Code, FileError, NodeError, UploaderError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.doctor import clear_leftovers
from fbi_uploader.transfer.engine import recovery
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow, Reason
from fbi_uploader.transfer.publishing import staging
from fbi_uploader.transfer.publishing.publisher import Publisher
from fbi_uploader.transfer.publishing.recording import Exporter, write_record
from fbi_uploader.transfer.sending.claims import Claims
from fbi_uploader.transfer.sending.workers import send_queued
from fbi_uploader.transfer.stages import ARRIVED, FileState, Stage
from fbi_uploader.transfer.task import Task

Settle = Callable[[Task], None]
"""Looks at waiting files and queues what stands still."""

_GOING = frozenset({Stage.QUEUED, Stage.SENDING, Stage.READY, Stage.PUBLISHING})


_SAYS_NO = frozenset(
    {Code.NODE_FULL, Code.NODE_QUOTA, Code.NODE_READ_ONLY, Code.TARGET_DENIED, Code.OTHER_VOLUME}
)
"""After these the node can still be spoken to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a submission came. `again` in seconds: when there may be more to do, None: not."""

    again: float | None


class Carrier:
    """Carries one submission as far as it goes now."""

    def __init__(
        self, task: Task, owner: staging.Owner, settle: Settle, exporters: tuple[Exporter, ...]
    ) -> None:
        self._task = task
        self._owner = owner
        self._settle = settle
        self._exporters = exporters

    def carry(self) -> Outcome:
        """Send, publish, record. Raises NodeError, RetryError (unreachable), Cancelled."""
        task = self._task
        with task.route.connect() as backend:
            if task.route.landing and backend.stat(task.route.landing) is None:
                raise NodeError(Code.LANDING_MISSING, path=task.route.landing)
            clear_leftovers(task.journal, task.route, backend)
            staging.occupy(task, backend, self._owner)
            recovery.revalidate(task, backend, self._unpublished())
            try:
                self._send(backend)
            except NodeError as error:
                if error.code in _SAYS_NO:
                    self._put_away_parts(backend)
                raise
            self._publish(backend)
            if self._unpublished():
                return Outcome(self._again())
            self._finish(backend)
        return Outcome(None)

    def _put_away_parts(self, backend: Backend) -> None:
        with suppress(UploaderError):  # what stopped us is told, and a later attempt removes them
            recovery.put_away_parts(self._task, backend)

    def _unpublished(self) -> list[AssayRow]:
        rows = records.assays(self._task.journal, self._task.id)
        return [row for row in rows if row.stage not in ARRIVED]

    # -- sending

    def _send(self, backend: Backend) -> None:
        task = self._task
        self._settle(task)
        rows = records.assays(task.journal, task.id)
        task.tally.expect(sum(row.bytes for row in rows), sum(row.files for row in rows))
        going = [row for row in self._unpublished() if row.stage in _GOING]
        if going and task.submission.stage is not Stage.SENDING:
            task.reach(Stage.SENDING)
        for row in going:
            if row.stage is Stage.QUEUED:
                task.reach(Stage.SENDING, row)
        places = {row.id: row.place for row in going if row.stage is not Stage.PUBLISHING}
        claims = Claims(task, places, resume=backend.capabilities.resume)
        self._until_sent(claims, backend)
        self._to_ready(going)

    def _again(self) -> float | None:
        """Seconds until there is something to do again, None when somebody has to act first."""
        waits: list[float] = []
        for row in self._unpublished():
            counts = records.count_in(self._task.journal, row.id)
            if row.stage is Stage.WAITING or counts.get(FileState.WAITING):
                waits.append(max(1.0, self._task.route.limits.quiet / 2))
            elif row.stage in _GOING:
                waits.append(self._task.route.limits.first_wait)
        return min(waits, default=None)

    def _workers(self, backend: Backend) -> int:
        return max(
            1, min(self._task.route.limits.connections, backend.capabilities.max_connections)
        )

    def _until_sent(self, claims: Claims, backend: Backend) -> None:
        while True:
            send_queued(self._task, claims, self._workers(backend), backend)
            self._task.control.check(self._task.id)
            delay = claims.next_try()
            if delay is None:
                return
            self._task.control.wait(delay)
            self._task.control.check(self._task.id)

    def _to_ready(self, going: list[AssayRow]) -> None:
        for row in going:
            if row.stage is Stage.PUBLISHING:
                continue
            counts = records.count_in(self._task.journal, row.id)
            if counts.get(FileState.READY, 0) == row.files:
                self._task.reach(Stage.READY, row)
            elif stuck := counts.get(FileState.FAILED, 0) + counts.get(FileState.CHANGED, 0):
                self._task.reach(Stage.FAILED, row, self._why(row, stuck))

    def _why(self, assay: AssayRow, stuck: int) -> Reason:
        for state in (FileState.CHANGED, FileState.FAILED):
            for file in records.files_in(self._task.journal, assay.id, state, 1):
                if file.reason:
                    facts = {**file.reason.facts, "files": stuck, "path": file.source}
                    return Reason(file.reason.code, facts)
        raise LookupError(f"assay {assay.id} has {stuck} stuck files and none says why")

    # -- publishing

    def _publish(self, backend: Backend) -> None:
        publisher = Publisher(self._task, backend)
        for row in self._unpublished():
            if row.stage in {Stage.READY, Stage.PUBLISHING}:
                self._task.control.check(self._task.id)
                try:
                    publisher.publish(row)
                except FileError as error:  # this assay's; the others are published
                    self._task.reach(Stage.FAILED, row, Reason(error.code, error.facts))

    # -- the record

    def _finish(self, backend: Backend) -> None:
        left_out = write_record(self._task, backend, self._exporters)
        staging.clear(self._task, backend)
        self._task.reach(Stage.PUBLISHED, reason=left_out)
