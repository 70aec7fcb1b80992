"""Persons of this PC: who they are, and what it means that several share the account."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fbi_uploader.errors import InputError
from fbi_uploader.nodes.persons import Person, shared_account
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings import waiting
from fbi_uploader.ui.settings.asking import Question
from fbi_uploader.ui.settings.knowledge import forget_all
from fbi_uploader.ui.settings.personform import PersonForm
from fbi_uploader.ui.settings.rows import Row, Shown
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, card, column, line
from fbi_uploader.ui.widgets.marks import Banner, Said, Tone
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.words import say, translate

_LIST, _NARROW_LIST = 264, 220
_ROOMY = 900
FORM, ASKED = range(2)


class PersonsTab(QWidget):
    """The list at the left, one of them at the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._queued: tuple[waiting.Queued, ...] = ()
        self._drafts: frozenset[str] = frozenset()
        self.rows: dict[str, Row] = {}
        self._group = QButtonGroup(self)
        self.form = PersonForm(session)
        self.question = Question()
        self._shared = Banner(Tone.ACCENT, "users", self._shared_words)
        self._waiting = Banner(Tone.WARN, "key", self._waiting_words)
        self._lay_out()
        session.person_changed.connect(self.enter)
        session.nodes_changed.connect(self._show_again)
        session.engine.told.connect(self._told)
        self.form.kept.connect(self._kept)
        self.form.called_off.connect(self._show_again)
        self.form.remove.connect(self.ask_to_remove)
        self.question.called_off.connect(lambda: self.stack.setCurrentIndex(FORM))
        self._fill()
        self.show_person(session.person.name)
        say(self, self._speak)

    def _lay_out(self) -> None:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        inner = column(self._list, None, gap=0)
        self.add = button(
            Kind.PLAIN, lambda: translate("Settings", "Add a person"), self.begin_new, icon="plus"
        )
        foot = column(self.add)
        foot.setContentsMargins(12, 12, 12, 12)
        self._left = card(column(Scroll(box(inner)), line(), box(foot), gap=0))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.form)
        self.stack.addWidget(self.question)
        right = QFrame()
        right.setProperty("part", "card")
        right.setLayout(column(self.stack))
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self._left)
        below.addWidget(right, 1)
        whole = column(self._shared, self._waiting, below, gap=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    # -- showing

    def enter(self) -> None:
        """It came into sight: look at the queues."""
        self._fill()
        self._show_again()
        self._look()

    def _look(self) -> None:
        waiting.drafted(self._session, self, self._drafts_seen)
        waiting.look(self._session, self, self._looked)

    def _drafts_seen(self, names: frozenset[str]) -> None:
        self._drafts = names
        self._looked(self._queued)

    def _looked(self, rows: tuple[waiting.Queued, ...]) -> None:
        self._queued = rows
        self._speak()
        if self.form.before is not None:
            self.form.tell_renaming(allowed=self._may_rename(self.form.before.name))

    def _told(self, event: dict[str, object]) -> None:
        if event.get("event") in {"StageReached", "LookAgain"} and self.isVisible():
            self._look()

    def _fill(self) -> None:
        names = [one.name for one in self._session.persons()]
        if names != list(self.rows):
            for old in self.rows.values():
                self._group.removeButton(old)
                old.hide()
                old.deleteLater()
            self.rows = {name: Row(Shown("user", name, below=" ")) for name in names}
            for name, made in self.rows.items():
                self._group.addButton(made)
                self._list.addWidget(made)
                made.toggled.connect(lambda on, name=name: self._chosen(name, on=on))
            follow_layout(self)
        self._speak()

    def _chosen(self, name: str, *, on: bool) -> None:
        if on and (self.form.before is None or self.form.before.name != name):
            self.show_person(name)

    def show_person(self, name: str) -> None:
        """Bring one into sight."""
        person = self._person(name)
        if person is None:
            return
        self.stack.setCurrentIndex(FORM)
        self.form.show_person(person, may_rename=self._may_rename(person.name))
        self.rows[person.name].setChecked(True)

    def _show_again(self) -> None:
        shown = self.form.before.name if self.form.before else ""
        listed = list(self.rows)
        here = self._session.person.name
        self.show_person(shown if shown in listed else here if here in listed else listed[0])

    def _person(self, name: str) -> Person | None:
        return next((one for one in self._session.persons() if one.name == name), None)

    def _may_rename(self, name: str) -> bool:
        return name not in self._drafts and all(one.person != name for one in self._queued)

    # -- coming and going

    def begin_new(self) -> None:
        """A form for somebody else."""
        self.stack.setCurrentIndex(FORM)
        checked = self._group.checkedButton()
        if checked is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)
        self.form.show_person(None)
        self.form.name.line.setFocus()

    def _kept(self, name: str) -> None:
        renamed = self.form.before is not None and self.form.before.name != name
        sitting = self.form.before is not None and self.form.before.name == self._here_before()
        if renamed and sitting:
            self._session.choose(person=name)
        self.form.before = self._person(name)
        self._fill()
        self.show_person(name)
        self._session.person_changed.emit()

    def _here_before(self) -> str:
        return self._session.settings.person

    def ask_to_remove(self) -> None:
        """Ask once; say what stays. Nobody goes whose deposits are not finished."""
        if self.form.before is not None:
            name = self.form.before.name
            waiting.look(self._session, self, lambda rows: self._ask_to_remove(name, rows))

    def _ask_to_remove(self, name: str, rows: tuple[waiting.Queued, ...]) -> None:
        unfinished = sum(one.person == name and one.unfinished for one in rows)
        alone = len(self._session.app.persons.persons()) < 2  # noqa: PLR2004 - nobody else
        self.question.ask(
            lambda: translate("Settings", "Remove “%1”?").replace("%1", name),
            lambda: _what_stays(unfinished, alone=alone),
            lambda: translate("Settings", "Remove"),
            lambda: self._forget_and_remove(name),
        )
        self.question.yes.setEnabled(not unfinished and not alone)
        self.stack.setCurrentIndex(ASKED)

    def _forget_and_remove(self, name: str) -> None:
        where = [(name, node.id) for node in self._session.nodes()]
        forget_all(self._session, where, lambda: self._remove(name))

    def _remove(self, name: str) -> None:
        try:
            self._session.app.persons.remove(name)
        except InputError as error:
            self._session.failed.emit(error)
        self.form.before = None
        self._fill()
        if self._session.settings.person == name:
            self._session.choose_person(self._session.persons()[0].name)
        else:
            self._session.person_changed.emit()

    # -- words

    def _speak(self) -> None:
        for person in self._session.persons():
            if person.name in self.rows:
                self.rows[person.name].tell(self._row_words(person))
        app = self._session.app
        self._shared.setVisible(shared_account(app.policy, app.persons.persons()))
        self._shared.tell(self._shared_words())
        words = self._waiting_words()
        self._waiting.setVisible(bool(words.title))
        self._waiting.tell(words)

    def _row_words(self, person: Person) -> Shown:
        here = person.name == self._session.person.name
        below = person.login
        if here:
            below = f"{person.login} · {translate('Settings', 'sits here now')}"
        asks = any(one.person == person.name and one.for_password for one in self._queued)
        return Shown(
            "user",
            person.name,
            below=below,
            state_icon="key" if asks else "",
            state_tint="warn_icon",
        )

    def _shared_words(self) -> Said:
        return Said(
            translate("Settings", "Several people share this account"),
            translate(
                "Settings",
                "Passwords are then known only until that person’s deposits have all been sent, and"
                " are kept nowhere. Changing person or locking stops nothing.",
            ),
        )

    def _waiting_words(self) -> Said:
        asking = Counter(one.person for one in self._queued if one.for_password)
        if not asking:
            return Said("", "")
        each = [
            translate("Settings", "%1 (%n deposit(s))", None, count).replace("%1", name)
            for name, count in sorted(asking.items())
        ]
        return Said(
            translate("Settings", "Waiting for the password of: %1").replace("%1", ", ".join(each)),
            translate("Settings", "Choose that person, then write the password under “Nodes”."),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrow list in a narrow window."""
        super().resizeEvent(event)
        self._left.setFixedWidth(_LIST if self.width() >= _ROOMY else _NARROW_LIST)


def _what_stays(unfinished: int, *, alone: bool) -> str:
    if alone:
        return translate("Settings", "Nobody else is listed, so this person stays.")
    if unfinished:
        return translate(
            "Settings",
            "%n deposit(s) of this person are not finished. Let them end, or cancel them first.",
            None,
            unfinished,
        )
    return translate(
        "Settings",
        "Passwords are forgotten. What was deposited, and the receipts, stay in “My data”; drafts"
        " stay on this PC.",
    )
