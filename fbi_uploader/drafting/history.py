"""Undo and redo: worksheets are never changed, so the earlier ones are simply kept."""

from __future__ import annotations

from collections import deque
from typing import Final

from fbi_uploader.drafting.model import Worksheet

MOST: Final = 200
"""Steps that can be undone."""


class History:
    """The worksheet `now`, and those before and after it."""

    def __init__(self, now: Worksheet) -> None:
        self.now = now
        self._past: deque[Worksheet] = deque(maxlen=MOST)
        self._future: list[Worksheet] = []
        self._key = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back, and nothing was done since."""
        return bool(self._future)

    def do(self, worksheet: Worksheet, key: str = "") -> None:
        """Go on to `worksheet`; the same one is no step.

        `key`: of the field that is typed in ("name:<id>"). Edits in a row with one key are one
        step, so that a word is undone at once; "" is always a step of its own.
        """
        if worksheet is self.now:
            return
        if not key or key != self._key:
            self._past.append(self.now)
        self.now, self._key = worksheet, key
        self._future.clear()

    def settle(self) -> None:
        """What is typed next is a step of its own, in the same field as well: it was left."""
        self._key = ""

    def replace(self, worksheet: Worksheet) -> None:
        """Go on to `worksheet` without a step: what nobody would undo, as the page one is on."""
        self.now = worksheet

    def undo(self) -> None:
        """Back by a step, but for the page one is on and when it was saved."""
        if self._past:
            self._future.append(self.now)
            self._show(self._past.pop())

    def redo(self) -> None:
        """Forth again by a step."""
        if self._future:
            self._past.append(self.now)
            self._show(self._future.pop())

    def _show(self, worksheet: Worksheet) -> None:
        here = {"step": self.now.step, "saved_at": self.now.saved_at}
        self.now, self._key = worksheet.model_copy(update=here), ""
