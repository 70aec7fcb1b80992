"""What is not finished yet, and of whom: read in the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from fbi_uploader.ui.background import read
from fbi_uploader.ui.session import Session


@dataclass(frozen=True, slots=True)
class Queued:
    """A submission of the journal. `for_password`: it goes on once a password is given."""

    person: str
    node: str
    unfinished: bool
    for_password: bool


def look(session: Session, owner: QObject, done: Callable[[tuple[Queued, ...]], None]) -> None:
    """Tell all submissions, read in another thread; none where there is no journal yet."""
    if not session.home.journal.exists():
        done(())
        return
    app = session.app

    def queued() -> tuple[Queued, ...]:
        from fbi_uploader.errors import Code  # noqa: PLC0415 - in the thread that reads
        from fbi_uploader.transfer.journal import records  # noqa: PLC0415
        from fbi_uploader.transfer.stages import UNFINISHED, Stage  # noqa: PLC0415

        passwords = {Code.CREDENTIALS, Code.CREDENTIALS_MISSING}
        journal = app.journal(read_only=True)
        try:
            return tuple(
                Queued(
                    row.person,
                    row.node,
                    unfinished=row.stage in UNFINISHED or row.stage is Stage.PAUSED,
                    for_password=row.stage in UNFINISHED
                    and row.reason is not None
                    and row.reason.code in passwords,
                )
                for row in records.submissions(journal)
                if row.stage is not Stage.DRAFT
            )
        finally:
            journal.close()

    read(owner, queued, done, session.failed.emit)


def drafted(session: Session, owner: QObject, done: Callable[[frozenset[str]], None]) -> None:
    """Tell who has drafts, read in another thread."""
    drafts = session.home.drafts

    def names() -> frozenset[str]:
        from fbi_uploader.drafting import store  # noqa: PLC0415 - in the thread that reads

        return frozenset(one.person for one in store.waiting(drafts))

    read(owner, names, done, session.failed.emit)
