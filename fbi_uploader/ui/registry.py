"""What is to be done again when the language or the palette changes, as long as its owner lives."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject

Act = Callable[[], None]


class Registry:
    """Acts, each with the object that it belongs to: a widget that is gone is not spoken to."""

    def __init__(self) -> None:
        self._acts: list[tuple[QObject, Act]] = []
        self._room = 64

    def add(self, owner: QObject, act: Act) -> None:
        """Do it now and remember it."""
        act()
        if len(self._acts) >= self._room:  # not at every call: pages add thousands
            self._forget()
            self._room = max(64, 2 * len(self._acts))
        self._acts.append((owner, act))

    def call(self) -> None:
        """Do all of it again."""
        self._forget()
        for owner, act in list(self._acts):
            if shiboken6.isValid(owner):  # an act may have deleted the next one's owner
                act()

    def _forget(self) -> None:
        self._acts = [one for one in self._acts if shiboken6.isValid(one[0])]
