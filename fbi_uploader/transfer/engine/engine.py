"""Carries every submission in the journal, one after the other, and obeys requests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from fbi_uploader.errors import Cancelled, Code, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.control import Control, Tally
from fbi_uploader.transfer.engine import order
from fbi_uploader.transfer.engine.carrier import Carrier
from fbi_uploader.transfer.engine.leaving import Keep, leave_out
from fbi_uploader.transfer.engine.parts import Parts
from fbi_uploader.transfer.engine.waiting import restamp_changed
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, Reason, SubmissionRow
from fbi_uploader.transfer.publishing import staging
from fbi_uploader.transfer.publishing.cancelling import cancel
from fbi_uploader.transfer.stages import ARRIVED, QUEUE, UNFINISHED, FileState, Stage
from fbi_uploader.transfer.task import Task, stage_reached

__all__ = ["Engine", "Parts"]

_IDLE = 1.0  # seconds between looks at the inbox
_UNREACHABLE = 60.0  # seconds until a node that could not be reached is tried again
_PASSWORDS = frozenset({Code.CREDENTIALS, Code.CREDENTIALS_MISSING})
_SHUT = frozenset({Code.QUIET_HOURS, Code.ALL_PAUSED})


def _nothing() -> None:
    return


@dataclass(slots=True)
class _Wait:
    """When a submission is looked at again (monotonic seconds), and what stopped it."""

    until: float | None = None
    error: UploaderError | None = None


@dataclass(slots=True)
class Engine:
    """The one writer of the journal.

    Only `run` and `turn` carry, in one thread. Others may `reorder` at any time, and act upon a
    submission that is `mine`.
    """

    journal: Journal
    parts: Parts
    control: Control
    _waits: dict[str, _Wait] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _busy: set[str] = field(default_factory=set)
    _carried: str | None = None
    _passwords: int = 0  # how often somebody told one

    def run(self, only: str | None = None, obey: Callable[[], None] = _nothing) -> None:
        """Work until stopped, or until one submission has come as far as it can without help.

        Raises InputError SUBMISSION_UNKNOWN when there is no such submission.
        `obey` and the inbox are asked for orders between two submissions.
        """

        def between() -> None:
            obey()
            self.parts.inbox()

        while not self.control.stopping:
            between()
            if only is not None:
                # First, and without waiting for others: theirs may be a node that is down.
                self._carry_due(records.submission(self.journal, only))
                if self._rests(only):
                    self.parts.inbox()  # an order may be what stopped it: obeyed before we go
                    return
            pause = self.turn(between)
            self.control.wait(min(pause, _IDLE) if pause is not None else _IDLE)

    def _rests(self, id_: str) -> bool:
        """Whether a submission is done, or stands until somebody acts or a node can be reached."""
        if records.submission(self.journal, id_).stage not in UNFINISHED:
            return True
        wait = self._waits.get(id_)
        return wait is not None and (wait.until is None or wait.error is not None)

    def turn(self, between: Callable[[], None] = _nothing) -> float | None:
        """Carry each submission as far as it goes; seconds until one may go on, or None.

        Who is next is asked anew after each: the order may have changed, or something have come.
        """
        carried: set[str] = set()
        while (row := self._next(carried)) is not None:
            carried.add(row.id)
            self._carry_due(row)
            between()
        if self._is_shut():
            return _IDLE
        now = self.parts.clock.monotonic
        free = [row.id for row in self._unfinished() if self._is_free(row.id)]
        waits = [self._waits.get(id_, _Wait(until=0.0)).until for id_ in free]
        ends = [until for until in waits if until is not None]
        return max(0.0, min(ends) - now()) if ends else None

    def _next(self, carried: Collection[str]) -> SubmissionRow | None:
        if self.control.stopping or self._is_shut():
            return None
        rows = (row for row in self._unfinished() if row.id not in carried)
        return next(filter(self._is_due, rows), None)

    def _is_due(self, row: SubmissionRow) -> bool:
        until = self._waits.get(row.id, _Wait(until=0.0)).until
        due = until is not None and until <= self.parts.clock.monotonic()
        return due and self._is_free(row.id)

    def _is_free(self, id_: str) -> bool:
        return id_ not in self._busy and not self.control.paused(id_)

    def _is_shut(self) -> bool:
        """Whether nothing may be sent now; who would be sent is told why not."""
        why = self.parts.shut()
        if why is None:
            self.control.reopen()
            return False
        self.control.shut()
        for row in self._unfinished():
            if row.reason != why and self._is_due(row):
                self._reach(row, Stage.QUEUED, why)
        return True

    def _carry_due(self, row: SubmissionRow) -> None:
        if not self._is_due(row) or not self._claim(row.id, carry=True):
            return
        try:
            now = records.submission(self.journal, row.id)
            if now.stage in UNFINISHED and not self.control.held(row.id):
                self._try(now)
        finally:
            self._let_go(row.id)

    def _try(self, row: SubmissionRow) -> None:
        passwords = self._passwords
        wait = self._waits[row.id] = self._carry(row)
        if passwords != self._passwords and wait.error and wait.error.code in _PASSWORDS:
            self._waits.pop(row.id, None)  # it was told meanwhile, and too late for this time
        self._tell_end(row.id)

    def _tell_end(self, id_: str) -> None:
        row = records.submission(self.journal, id_)
        if row.stage not in QUEUE:
            self.parts.ended(row)

    # -- one submission, one thread

    def _claim(self, id_: str, *, carry: bool = False) -> bool:
        with self._lock:
            if id_ in self._busy:
                return False
            self._busy.add(id_)
            if carry:
                self._carried = id_
            return True

    def _let_go(self, id_: str) -> None:
        with self._lock:
            self._busy.discard(id_)
            if self._carried == id_:
                self._carried = None
                self.control.go_on(id_)
        self.control.wake()

    @contextmanager
    def mine(self, id_: str) -> Iterator[bool]:
        """Whether nobody else carries or changes a submission; nobody will before this is left."""
        claimed = self._claim(id_)
        try:
            yield claimed
        finally:
            if claimed:
                self._let_go(id_)

    def interrupt(self, id_: str) -> None:
        """Put it down if it is carried now, so that something can be done to it; it goes on."""
        with self._lock:
            if self._carried == id_:
                self.control.give_way(id_)

    def reorder(self, submissions: Sequence[str]) -> None:
        """Send these first, in this order. One that is sent now makes way for one before it."""
        order.arrange(self.journal, submissions)
        with self._lock:
            running = self._carried
            ahead = (row.id for row in self._unfinished() if row.id == running or self._is_due(row))
            if running is not None and next(ahead, running) != running:
                self.control.give_way(running)
        self.control.wake()

    def password_known(self, whose: Callable[[SubmissionRow], bool]) -> None:
        """Let those go on at once that waited for a password, if it was this one."""
        self._passwords += 1
        for row in self._unfinished():
            wait = self._waits.get(row.id)
            error = wait.error if wait else None
            if error is not None and error.code in _PASSWORDS and whose(row):
                self._waits.pop(row.id, None)
        self.control.wake()

    def error(self, submission: str) -> UploaderError | None:
        """What stopped a submission in this run, None when nothing did."""
        wait = self._waits.get(submission)
        return wait.error if wait else None

    # -- requests

    def pause(self, id_: str) -> None:
        """Stop sending; what is there stays there."""
        self.control.hold(id_)
        row = records.submission(self.journal, id_)
        if row.stage in UNFINISHED:
            self._reach(row, Stage.PAUSED)

    def resume(self, id_: str, *, send_changed: bool = False) -> None:
        """Try again what failed, was paused or stopped; attempts count from nothing.

        `send_changed`: sources that changed before their turn are sent as they are now.
        """
        row = records.submission(self.journal, id_)
        if row.stage in ARRIVED or row.stage is Stage.CANCELLED:
            return
        task = self.task(row)
        if send_changed:
            restamp_changed(task)
        for assay in records.assays(self.journal, id_):
            self._resume_assay(task, assay)
        if row.stage not in UNFINISHED or row.reason is not None:
            task.reach(Stage.QUEUED)  # what stopped it before says nothing any more
        self._waits.pop(id_, None)
        self.control.release(id_)

    def leave_out(self, id_: str, sources: Sequence[str], keep: Keep) -> None:
        """Let assays go without these files, kept as new drafts; `resume` then. See `leaving`."""
        row = records.submission(self.journal, id_)
        leave_out(self.task(row), sources, keep)

    def _resume_assay(self, task: Task, assay: AssayRow) -> None:
        with self.journal.transaction() as connection:
            connection.execute(
                "UPDATE files SET state = ?, attempts = 0, code = NULL, facts = NULL "
                "WHERE assay = ? AND state = ?",
                (FileState.QUEUED, assay.id, FileState.FAILED),
            )
        if assay.stage is Stage.FAILED:
            # An unclear publication is looked at again, by way of its intent.
            unclear = assay.server_id is not None
            task.reach(Stage.PUBLISHING if unclear else self._before_failing(assay), assay)

    def _before_failing(self, assay: AssayRow) -> Stage:
        """One that failed while it waited is scanned once more: its rows may not be all of it."""
        last = self.journal.one(
            "SELECT stage FROM stages WHERE submission = ? AND assay = ? AND stage != ? "
            "ORDER BY rowid DESC LIMIT 1",
            (assay.submission, assay.id, Stage.FAILED),
        )
        return Stage.WAITING if last and last["stage"] == Stage.WAITING else Stage.QUEUED

    def cancel(self, id_: str) -> None:
        """Take back what was not published; one that was held and is in doubt is paused."""
        row = records.submission(self.journal, id_)
        if row.stage in ARRIVED or row.stage is Stage.CANCELLED:
            return
        try:
            cancel(self.task(row), self.parts.exporters)
        except (RetryError, NodeError) as error:
            if row.stage in UNFINISHED and self.control.paused(id_):
                self._reach(row, Stage.PAUSED, _because(row, error))
            raise
        self.control.release(id_)
        self._tell_end(id_)

    def note(self, id_: str, error: UploaderError) -> None:
        """Journal why nothing came of an order, where somebody will look for it."""
        row = records.submission(self.journal, id_)
        if row.stage in {*UNFINISHED, Stage.PAUSED, Stage.FAILED}:
            self._reach(row, row.stage, _because(row, error))

    # -- carrying

    def _unfinished(self) -> list[SubmissionRow]:
        rows = [row for row in records.submissions(self.journal) if row.stage in UNFINISHED]
        return order.in_order(rows, order.arranged(self.journal))

    def task(self, row: SubmissionRow) -> Task:
        """What carrying one submission needs. Raises what `route` raises."""
        total = self.journal.one(
            "SELECT coalesce(sum(files), 0) AS n, coalesce(sum(bytes), 0) AS size "
            "FROM assays WHERE submission = ?",
            (row.id,),
        )
        clock, emit = self.parts.clock, self.parts.emit
        files, size = (total["n"], total["size"]) if total else (0, 0)
        tally = Tally(row.id, size, files, clock, emit)
        return Task(self.journal, row, self.parts.route(row), clock, self.control, tally, emit)

    def _carry(self, row: SubmissionRow) -> _Wait:
        clock = self.parts.clock
        try:
            if row.reason is not None and row.reason.code in _SHUT:
                self._reach(row, Stage.QUEUED)  # what stopped it says nothing any more
            task = self.task(row)
            self._count_done(task)
            outcome = Carrier(
                task, self._owner(row), self.parts.settle, self.parts.exporters
            ).carry()
        except Cancelled:
            return self._cut_off(row)
        except (RetryError, NodeError) as error:
            return self._put_off(row, error)
        except UploaderError as error:
            return self._fail(row, error)
        except Exception as fault:
            if (told := self.parts.fault(fault)) is None:
                raise
            return self._fail(row, told)
        if outcome.again is None:
            self._conclude(task)
            return _Wait()
        return _Wait(clock.monotonic() + outcome.again)

    def _put_off(self, row: SubmissionRow, error: RetryError | NodeError) -> _Wait:
        """The node stops us: queued, with the reason, until it lets us go on."""
        why, now = _because(row, error), records.submission(self.journal, row.id)
        if (now.stage, now.reason) != (Stage.QUEUED, why):  # else it was told
            self._reach(row, Stage.QUEUED, why)
        # A node's file that is gone may be back at once: an editor is writing it.
        soon = isinstance(error, RetryError) or error.code is Code.NODE_GONE
        return _Wait(self.parts.clock.monotonic() + _UNREACHABLE if soon else None, error)

    def _fail(self, row: SubmissionRow, error: UploaderError) -> _Wait:
        self._reach(row, Stage.FAILED, _because(row, error))
        return _Wait(None, error)

    def _cut_off(self, row: SubmissionRow) -> _Wait:
        """It was asked to stop. Where only for now, it is queued again, and due."""
        if self.control.stopping or self.control.paused(row.id):
            return _Wait()
        self._reach(row, Stage.QUEUED, self.parts.shut())
        return _Wait(self.parts.clock.monotonic())

    def _count_done(self, task: Task) -> None:
        done = self.journal.one(
            "SELECT count(*) AS n, coalesce(sum(f.size), 0) AS size FROM files f "
            "JOIN assays a ON a.id = f.assay WHERE a.submission = ? AND f.state IN (?, ?)",
            (task.id, FileState.READY, FileState.PUBLISHED),
        )
        if done:
            task.tally.add(sent=done["size"], proved=done["size"], files=done["n"])

    def _reach(self, row: SubmissionRow, stage: Stage, reason: Reason | None = None) -> None:
        """Journal a stage and tell it, without a route: the node's file may be gone."""
        at = self.parts.clock.now()
        with self.journal.transaction() as connection:
            records.put_stage(connection, stage, at, submission_id=row.id, reason=reason)
        self.parts.emit(stage_reached(row.id, None, stage, at, reason))

    def _conclude(self, task: Task) -> None:
        """Nothing more that we can do alone: say what stands in the way, if anything does."""
        if records.submission(self.journal, task.id).stage in ARRIVED:
            self.parts.follow(task)
            return
        for row in records.assays(self.journal, task.id):
            if row.stage is Stage.FAILED and row.reason:
                facts = {**row.reason.facts, "assay": row.folder}
                task.reach(Stage.FAILED, reason=Reason(row.reason.code, facts))
                return

    def _owner(self, row: SubmissionRow) -> staging.Owner:
        return staging.Owner(
            pc=socket.gethostname(),
            journal=self.journal.identity,
            submission=row.id,
            person=row.person,
            started=row.created_at.isoformat(),
        )


def _because(row: SubmissionRow, error: UploaderError) -> Reason:
    """Why it stands; of a password also whose it is, and where: a PC may have several persons."""
    if error.code in _PASSWORDS:
        return Reason(error.code, {"person": row.person, "node": row.node, **error.facts})
    return Reason(error.code, error.facts)
