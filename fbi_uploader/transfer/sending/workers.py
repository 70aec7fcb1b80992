"""Several workers send the queued files of one submission, no two on one connection."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext

from fbi_uploader.errors import Cancelled
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.sending.claims import Claims
from fbi_uploader.transfer.sending.sender import Sender
from fbi_uploader.transfer.task import Task


def send_queued(task: Task, claims: Claims, workers: int, backend: Backend) -> None:
    """Send until no file is queued, or all that are wait for their next try.

    The first worker has the caller's connection, lent to it meanwhile: logging on takes as long
    as a small file. Raises NodeError when nothing more can be sent, Cancelled when asked to stop;
    by then every other worker has closed its connection, and no file is open.
    """
    crew = _Crew(task, claims)
    with ThreadPoolExecutor(workers, "sender") as pool:
        running = [pool.submit(crew.work, nullcontext(backend))]
        running += [pool.submit(crew.work, task.route.connect()) for _ in range(1, workers)]
        wait(running, return_when=FIRST_EXCEPTION)
        crew.dismiss()
    errors = [error for one in running if (error := one.exception()) is not None]
    # What stopped the first says more than the Cancelled of those that were sent home.
    for error in sorted(errors, key=lambda error: isinstance(error, Cancelled)):
        raise error
    task.tally.tell()


class _Crew:
    """What the workers of one call share."""

    def __init__(self, task: Task, claims: Claims) -> None:
        self._task = task
        self._claims = claims
        self._dismissed = threading.Event()

    def dismiss(self) -> None:
        """Let nobody take more."""
        self._dismissed.set()

    def work(self, session: AbstractContextManager[Backend]) -> None:
        """Take and send until there is nothing to take; the session is opened if there is."""
        claimed = self._claims.take()
        if not claimed:
            return
        try:
            with session as backend:
                sender = Sender(self._task, self._claims, backend)
                while claimed and not self._dismissed.is_set():
                    self._task.control.check(self._task.id)
                    sender.send(claimed)
                    claimed = self._claims.take()
        finally:
            self._claims.put_down(claimed)
