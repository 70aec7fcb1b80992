"""How many submissions are under way, for the rail and the tray."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from fbi_uploader.errors import UploaderError
from fbi_uploader.ui.background import read
from fbi_uploader.ui.models.standing import Standing, read_standing
from fbi_uploader.ui.session import Session

_SOON = 150  # ms: many stages are reached at once


class Standings(QObject):
    """Counts again whenever a stage is reached; `changed` when a number did."""

    changed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.now = Standing()
        self._session = session
        self._counting = self._stale = False
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
        if self._counting:
            self._stale = True
            return
        if not self._session.home.journal.exists():
            self._take(Standing())
            return
        app = self._session.app
        self._counting = True

        def count() -> Standing:
            journal = app.journal(read_only=True)
            try:
                return read_standing(journal)
            finally:
                journal.close()

        read(self, count, self._take, self._failed)

    def _failed(self, _error: UploaderError) -> None:
        self._take(self.now)  # a journal that cannot be read is said by whoever shows it

    def _take(self, found: Standing) -> None:
        self._counting = False
        if found != self.now:
            self.now = found
            self.changed.emit(found)
        if self._stale:
            self._stale = False
            self._soon.start()


class Counter(QObject):
    """Tells how many are under way, now and at each change."""

    def __init__(self, session: Session, tell: Callable[[int], None]) -> None:
        super().__init__(session)
        self._standings = Standings(session)
        self._standings.changed.connect(lambda found: tell(found.under_way))
