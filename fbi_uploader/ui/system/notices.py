"""Notices of what ended while nobody was looking: arrived, failed, waiting for a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from fbi_uploader.errors import Code
from fbi_uploader.messages import message
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui.background import read
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Json, trouble_of
from fbi_uploader.ui.words import language, translate

_SOON = 800  # ms: several assays, or submissions, often end together
_PASSWORDS = frozenset({Code.CREDENTIALS, Code.CREDENTIALS_MISSING})


@dataclass(frozen=True, slots=True)
class Ended:
    """What is worth a notice: `stage` PUBLISHED, FAILED, or QUEUED for want of a password."""

    submission: str
    stage: Stage
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Ready to be shown; `place` of the window is opened by a click on it."""

    title: str
    text: str
    place: str
    trouble: bool


def ended_of(event: Json) -> Ended | None:
    """From a `StageReached` of a whole submission; None for what needs no notice."""
    if event.get("event") != "StageReached" or event.get("assay") is not None:
        return None
    stage, code = str(event.get("stage")), event.get("code")
    told = trouble_of(event) if code else None
    reason = Reason(told.code, told.facts) if told else None
    if stage in {Stage.PUBLISHED, Stage.FAILED}:
        return Ended(str(event.get("submission")), Stage(stage), reason)
    if stage == Stage.QUEUED and reason is not None and reason.code in _PASSWORDS:
        return Ended(str(event.get("submission")), Stage.QUEUED, reason)
    return None


class Notices(QObject):
    """`told` a Notice of this person's submissions. Others' are none of this person's business."""

    told = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._ended: dict[str, Ended] = {}
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._name)
        session.engine.told.connect(self._heard)

    def _heard(self, event: Json) -> None:
        ended = ended_of(event)
        if ended is not None:
            self._ended[ended.submission] = ended
            self._soon.start()

    def _name(self) -> None:
        some, self._ended = tuple(self._ended.values()), {}
        session, person = self._session, self._session.person.name

        def named() -> list[tuple[Ended, str]]:
            journal = session.app.journal(read_only=True)
            try:
                rows = {row.id: row for row in records.submissions(journal)}
                mine = [one for one in some if one.submission in rows]
                return [
                    (one, records.assays(journal, one.submission)[0].name)
                    for one in mine
                    if rows[one.submission].person == person
                ]
            finally:
                journal.close()

        read(self, named, self._tell)

    def _tell(self, some: Sequence[tuple[Ended, str]]) -> None:
        for stage in (Stage.FAILED, Stage.QUEUED, Stage.PUBLISHED):
            of_stage = [(one, name) for one, name in some if one.stage is stage]
            if of_stage:
                self.told.emit(notice_of(stage, of_stage, locked=self._session.locked))


def notice_of(stage: Stage, some: Sequence[tuple[Ended, str]], *, locked: bool) -> Notice:
    """One notice for all that ended alike; without names while the window is locked."""
    count = len(some)
    first, name = some[0]
    names = "" if locked else ", ".join(name for _, name in some[:3])
    if stage is Stage.PUBLISHED:
        title = translate("Presence", "%n submission(s) in place on the node", None, count)
        return Notice(title, names, "mydata", trouble=False)
    if stage is Stage.QUEUED:
        title = translate("Presence", "A password is needed to go on")
        return Notice(title, names, "transfers", trouble=True)
    title = translate("Presence", "%n submission(s) need you", None, count)
    text = names
    if first.reason is not None and count == 1 and not locked:
        text = f"{name} · {message(first.reason, language()).happened}"
    return Notice(title, text, "transfers", trouble=True)
