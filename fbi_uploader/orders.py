"""Orders, from the inbox or from the window, carried out while nobody carries their submission."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fbi_uploader import drafts
from fbi_uploader.app import App
from fbi_uploader.desk.answering import log_fault
from fbi_uploader.desk.pacing import Pace
from fbi_uploader.errors import (
    Cancelled,
    Code,
    InputError,
    NodeError,
    Problem,
    RetryError,
    Severity,
    UploaderError,
)
from fbi_uploader.events import Emit
from fbi_uploader.isa.draft import Draft
from fbi_uploader.transfer import inbox
from fbi_uploader.transfer.engine.engine import Parts
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.planner import forget
from fbi_uploader.transfer.stages import Stage

_FETCHED = 86400.0  # seconds after which nobody comes for an answer any more
_LOOK = 0.5  # seconds between looks at the inbox while something is sent


class Orders:
    """An engine, and whoever tells it what to do."""

    def __init__(self, app: App, journal: Journal, emit: Emit, pace: Pace | None = None) -> None:
        self._app = app
        self._journal = journal
        self._reading = threading.Lock()
        self.engine = app.engine(journal, emit, self.obey)
        self.engine.parts = replace(self.engine.parts, fault=_fault)
        if pace is not None:
            self.engine.parts = _paced(self.engine.parts, pace)
        inbox.sweep(app.home.inbox, app.clock.now().timestamp() - _FETCHED)
        for row in records.submissions(journal):
            if row.stage is Stage.DRAFT:
                forget(journal, row.id)  # a plan that a crash cut off

    def obey(self) -> None:
        """Carry out the orders in the inbox. For the engine's thread.

        What an order comes to is in the journal, where the command that left it looks; why it was
        refused, in an answer beside it.
        """
        with self._reading:
            for path, order in inbox.waiting(self._app.home.inbox):
                if order is None or self._quietly(path, order):
                    with suppress(OSError):  # held by a virus scanner: the next time, then
                        path.unlink(missing_ok=True)

    def _quietly(self, path: Path, order: Order) -> bool:
        """Whether nothing is left to be done; it never ends the engine, nor comes for ever."""
        try:
            with self.engine.mine(order.submission) as free:
                if not free:  # an order of the window's is being carried out
                    return False
                problems = self.carry_out(order)
        except (RetryError, Cancelled):  # a line that is lost while nothing may be sent
            return False
        except UploaderError as error:
            if isinstance(error, NodeError):
                self.engine.note(order.submission, error)
            return _refuse(path, error)
        except Exception as fault:
            if (told := _fault(fault)) is None:
                raise
            return _refuse(path, told)
        blocking = [one for one in problems if one.severity is Severity.BLOCKING]
        for one in blocking[:1]:  # its command has planned it before: something came in between
            inbox.refuse(path, inbox.Refusal(code=one.code, facts={"path": one.where, **one.facts}))
        return True

    def carry_out(self, order: Order) -> Sequence[Problem]:
        """Do it now; gives the problems of a plan. Raises UploaderError."""
        if order.what == "submit":
            return self._submit(order)
        self._refuse_draft(order.submission)
        if order.what == "pause":
            self.engine.pause(order.submission)
        elif order.what == "cancel":
            self.engine.cancel(order.submission)
        else:
            if order.without:
                self._leave_out(order)
            self.engine.resume(order.submission, send_changed=order.send_changed)
        return ()

    def _refuse_draft(self, id_: str) -> None:
        """What is only planned is as if it were not there, until it is sent."""
        if records.submission(self._journal, id_).stage is Stage.DRAFT:
            self.engine.control.release(id_)
            raise InputError(Code.SUBMISSION_UNKNOWN, id=id_)

    def _leave_out(self, order: Order) -> None:
        def keep(draft: Draft) -> str:
            return str(drafts.keep(self._app.home.drafts, draft))

        self.engine.leave_out(order.submission, order.without, keep)

    def _submit(self, order: Order) -> Sequence[Problem]:
        forget(self._journal, order.submission)  # a plan that a crash cut off
        known = self._journal.one("SELECT 1 FROM submissions WHERE id = ?", (order.submission,))
        if order.draft is None or known is not None:
            return ()  # an order is done twice rather than never: the second time is nothing
        return self._app.submit(self._journal, order.draft, order.submission).problems

    def hold_at_once(self, order: Order) -> None:
        """Stop sending what is to be paused or cancelled; the engine's thread does the rest."""
        if order.what in {"pause", "cancel"}:
            self.engine.control.hold(order.submission)

    def watch(self) -> None:
        """Begin to look at the inbox while something is sent, so that a cancel is seen at once."""
        threading.Thread(target=self._watch, name="inbox", daemon=True).start()

    def _watch(self) -> None:
        while not self.engine.control.stopping:
            with self._reading:
                for _, order in inbox.waiting(self._app.home.inbox):
                    if order is not None:
                        self.hold_at_once(order)
            time.sleep(_LOOK)


def _refuse(path: Path, error: UploaderError) -> bool:
    inbox.refuse(path, inbox.Refusal(code=error.code, facts=error.facts))
    return True


def _fault(fault: Exception) -> UploaderError | None:
    """One submission or order fails of it, and the rest goes on; a broken journal ends us."""
    if isinstance(fault, sqlite3.Error):
        return None
    log_fault("carry", fault)
    return InputError(Code.ENGINE_FAULT, what="carry")


def _paced(parts: Parts, pace: Pace) -> Parts:
    """The engine's parts under what this account lets through."""
    return replace(parts, route=lambda row: pace.capped(parts.route(row)), shut=pace.shut)
