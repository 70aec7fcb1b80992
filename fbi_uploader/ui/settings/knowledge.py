"""Which passwords of the person are known, and where: asked of the engine, which keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import LOGINS
from fbi_uploader.ui.trouble import Answer


class Knowledge(QObject):
    """Of the person who sits here. `changed` when something else is known."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._known: dict[tuple[str, str], str] = {}
        self._person = ""
        session.engine.greeted.connect(self.ask)
        session.person_changed.connect(self.ask)

    def ask(self) -> None:
        """Ask again."""
        person = self._session.person.name
        self._session.engine.ask(
            "secrets", lambda answer: self._told(person, answer), person=person
        )

    def where(self, node: str, kind: str) -> str:
        """One of "memory", "keyring", "none", "not needed"; "" before the engine has answered."""
        return self._known.get((node, kind), "")

    def _told(self, person: str, answer: Answer) -> None:
        if answer.ok and person == self._session.person.name:
            self._known = {
                (str(one.get("node")), str(one.get("endpoint"))): str(one.get("known"))
                for one in answer.items("secrets")
            }
            self.changed.emit()


def forget_all(
    session: Session, where: Iterable[tuple[str, str]], then: Callable[[], None]
) -> None:
    """Forget secrets, each a (person, node), at all its endpoints; then go on, come what may."""
    wanted = [(person, node, kind) for person, node in where for kind in LOGINS]
    left = len(wanted)

    def answered(_answer: Answer) -> None:  # one that there is none is no obstacle
        nonlocal left
        left -= 1
        if not left:
            then()

    for person, node, kind in wanted:
        session.engine.ask("forget", answered, person=person, node=node, endpoint=kind)
    if not wanted:
        then()
