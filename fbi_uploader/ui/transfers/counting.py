"""How many submissions are under way, for the rail and the tray."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from fbi_uploader.ui.background import read
from fbi_uploader.ui.session import Session

_SOON = 150  # ms: many stages are reached at once


class Counter(QObject):
    """Counts again whenever a stage is reached."""

    def __init__(self, session: Session, tell: Callable[[int], None]) -> None:
        super().__init__(session)
        self._session = session
        self._tell = tell
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._count)
        session.engine.told.connect(self._told)
        session.engine.greeted.connect(self._soon.start)
        self._soon.start()

    def _told(self, event: dict[str, object]) -> None:
        if event.get("event") in {"StageReached", "LookAgain"}:
            self._soon.start()

    def _count(self) -> None:
        home = self._session.home
        if not home.journal.exists():
            self._tell(0)
            return
        app = self._session.app

        def count() -> int:
            from fbi_uploader.transfer.journal import records  # noqa: PLC0415 - when needed
            from fbi_uploader.transfer.stages import UNFINISHED  # noqa: PLC0415

            journal = app.journal(read_only=True)
            try:
                return sum(row.stage in UNFINISHED for row in records.submissions(journal))
            finally:
                journal.close()

        read(self, count, self._tell)
