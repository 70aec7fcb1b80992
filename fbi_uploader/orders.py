"""Orders, from the inbox or from the window, carried out in the engine's thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from fbi_uploader.app import App
from fbi_uploader.errors import Problem, RetryError, UploaderError
from fbi_uploader.events import Emit
from fbi_uploader.transfer import inbox
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.planner import forget
from fbi_uploader.transfer.stages import Stage

_LOOK = 0.5  # seconds between looks at the inbox while something is sent


class Orders:
    """An engine, and whoever tells it what to do."""

    def __init__(self, app: App, journal: Journal, emit: Emit) -> None:
        self._app = app
        self._journal = journal
        self._reading = threading.Lock()
        self.engine = app.engine(journal, emit, inbox=self.obey)
        for row in records.submissions(journal):
            if row.stage is Stage.DRAFT:
                forget(journal, row.id)  # a plan that a crash cut off

    def obey(self) -> None:
        """Carry out the orders in the inbox. For the engine's thread.

        What an order comes to is in the journal, where the command that left it looks.
        """
        with self._reading:
            for path, order in inbox.waiting(self._app.home.inbox):
                if order is None or self._quietly(order):
                    path.unlink(missing_ok=True)

    def _quietly(self, order: Order) -> bool:
        """Whether nothing is left to be done. An order never ends the engine, nor comes for ever.

        The command that left it has planned it before, and sees that it did not come about.
        """
        try:
            self.carry_out(order)
        except UploaderError as error:
            return not isinstance(error, RetryError)
        return True

    def carry_out(self, order: Order) -> Sequence[Problem]:
        """Do it now; gives the problems of a plan. Raises UploaderError."""
        if order.what == "submit":
            return self._submit(order)
        if order.what == "pause":
            self.engine.pause(order.submission)
        elif order.what == "cancel":
            self.engine.cancel(order.submission)
        else:
            self.engine.resume(order.submission, send_changed=order.send_changed)
        return ()

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
