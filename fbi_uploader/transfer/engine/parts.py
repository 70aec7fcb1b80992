"""What the engine is given by whoever composes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fbi_uploader.clock import Clock
from fbi_uploader.errors import UploaderError
from fbi_uploader.events import Emit
from fbi_uploader.transfer.engine.carrier import Settle
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
from fbi_uploader.transfer.publishing.recording import Exporter
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Parts:
    """What the engine is given by `app`: how to reach nodes, what to write, whom to tell.

    `follow` is called once a submission is published. `shut` says why nothing may be sent now, None
    when it may; that workers see it while they send, somebody else asks `Control.shut` for it.
    `ended`: nothing more is done for a submission by itself (arrived, failed, cancelled). `fault`
    gives the error that one submission fails with when something unforeseen happens to it; None:
    the engine ends.
    """

    route: Callable[[SubmissionRow], Route]
    settle: Settle
    exporters: tuple[Exporter, ...]
    clock: Clock
    emit: Emit
    inbox: Callable[[], None] = lambda: None
    follow: Callable[[Task], None] = lambda _task: None
    shut: Callable[[], Reason | None] = lambda: None
    ended: Callable[[SubmissionRow], None] = lambda _row: None
    fault: Callable[[Exception], UploaderError | None] = lambda _fault: None
