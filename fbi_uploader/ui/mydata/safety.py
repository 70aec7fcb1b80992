"""Asks the engine whether the originals may go: anew each time it is shown, and before it counts.

DESIGN 7, "Safe to delete": what else lies in the folders is shown first, and nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from fbi_uploader.report import Safety
from fbi_uploader.ui.mydata.verdict import safety_of, unseen
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer, Trouble


class Standing(Enum):
    """What can be said of the originals now."""

    NOTHING = "nothing"
    """The submission has not arrived, or is not this PC's."""
    ASKING = "asking"
    SAFE = "safe"
    LOOK_FIRST = "look_first"
    """Safe, but what else lies in their folders has not been seen."""
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


class Guard(QObject):
    """What stands between a person and their originals, for one submission at a time."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._engine = session.engine
        self._round = 0
        self._submission = ""
        self._seen: tuple[tuple[str, ...], int] = ((), 0)
        self.standing = Standing.NOTHING
        self.safety: Safety | None = None
        self.trouble: Trouble | None = None

    def look_at(self, submission: str) -> None:
        """Turn to another submission ("" for none) and ask about it."""
        if submission != self._submission:
            self._submission = submission
            self._seen = ((), 0)
            self.safety = None
        self.ask()

    def ask(self, then: Callable[[], None] = lambda: None) -> None:
        """Ask anew; `then` only if they are safe and nothing unseen lies beside them."""
        self._round += 1
        self.trouble = None
        if not self._submission:
            self._set(Standing.NOTHING)
            return
        round_ = self._round
        self._set(Standing.ASKING)

        def answered(answer: Answer) -> None:
            if round_ == self._round:
                self._hear(answer)
                if self.standing is Standing.SAFE:
                    then()

        self._engine.ask("verdict", answered, submission=self._submission)

    def saw(self) -> None:
        """The person has seen the list of what else lies there."""
        if self.safety is not None and self.standing is Standing.LOOK_FIRST:
            self._seen = (self.safety.not_in_receipt, self.safety.strangers)
            self._set(Standing.SAFE)

    def _hear(self, answer: Answer) -> None:
        if not answer.ok:
            self.safety, self.trouble = None, answer.error
            self._set(Standing.UNKNOWN)
            return
        self.safety = safety_of(answer)
        if not self.safety.safe:
            self._set(Standing.UNSAFE)
        elif unseen(self.safety, *self._seen):
            self._set(Standing.LOOK_FIRST)
        else:
            self._set(Standing.SAFE)

    def _set(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()
