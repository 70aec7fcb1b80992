"""One person: name, login, and the logins that differ somewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.messages import message
from fbi_uploader.nodes.model import Kind as EndpointKind
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import kind_word, node_name
from fbi_uploader.ui.settings.people import Place, edited, keep, places, taken
from fbi_uploader.ui.settings.whywords import why_words
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.fields import TextField
from fbi_uploader.ui.widgets.frames import Scroll, box, card_bar, column, line, row
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import language, say, translate

WIDEST = 480


class PersonForm(QWidget):
    """`kept` names the person that was written; `remove` asks to let this one go."""

    kept = Signal(str)
    remove = Signal()
    called_off = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.before: Person | None = None
        self._title = Elided(Role.CARD)
        self.name = TextField(lambda: translate("Settings", "Name"), required=True)
        self.login = TextField(
            lambda: translate("Settings", "Login"),
            required=True,
            help_words=lambda: translate("Settings", "As the facility gave it; used everywhere."),
        )
        self.logins: dict[Place, TextField] = {}
        self._trouble = label(tone="err", wrap=True)
        self.save = button(Kind.PRIMARY, lambda: translate("Settings", "Keep"), self.keep_person)
        self.cancel = button(
            Kind.PLAIN, lambda: translate("Settings", "Cancel"), self.called_off.emit
        )
        self.gone = button(
            Kind.TEXT,
            lambda: translate("Settings", "Remove this person…"),
            self.remove.emit,
            icon="trash",
        )
        self._lay_out()
        for field in (self.name, self.login):
            field.edited.connect(self._edited)
            field.line.returnPressed.connect(self.keep_person)
            field.setMaximumWidth(WIDEST)
        say(self, self._speak)

    def _lay_out(self) -> None:
        self._others = box(QVBoxLayout())
        self._other_title = label(Role.BUTTON, lambda: translate("Settings", "Logins that differ"))
        self._other_help = label(
            Role.CAPTION,
            lambda: translate("Settings", "Only where the login is another one; else leave empty."),
            tone="second",
            wrap=True,
        )
        inner = column(
            self.name,
            self.login,
            4,
            column(self._other_title, self._other_help, gap=2),
            self._others,
            self._trouble,
            None,
            gap=14,
        )
        inner.setContentsMargins(16, 16, 16, 16)
        foot = row(self.cancel, self.save, None, self.gone)
        foot.setContentsMargins(16, 10, 16, 16)
        whole = column(
            card_bar(self._title, None), line(), Scroll(box(inner)), line(), box(foot), gap=0
        )
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)

    def show_person(self, person: Person | None, *, may_rename: bool = True) -> None:
        """A listed one, or None for one to come."""
        self.before = person
        self._make_logins()
        self.name.put(person.name if person else "")
        self.login.put(person.login if person else "")
        self.tell_renaming(allowed=may_rename)
        for field in (self.name, self.login, *self.logins.values()):
            field.tell_wrong(None)
        self._trouble.hide()
        self.gone.setVisible(person is not None)
        self.cancel.setVisible(person is None)
        self.save.setEnabled(person is None)
        self._speak()

    def tell_renaming(self, *, allowed: bool) -> None:
        """What was sent bears the name: with any of that, it stays."""
        self.name.set_read_only(read_only=not allowed)
        self.name.help_with(None if allowed else _why_name_stays)

    def keep_person(self) -> None:
        """Write it, unless something is wrong with it."""
        name, login = self.name.value(), self.login.value()
        logins = {place: field.value() for place, field in self.logins.items()}
        if taken(self._session.persons(), self.before, name):
            self.name.tell_wrong(partial(why_words, "person_twice"))
            return
        try:
            person = edited(self.before, name, login, logins)
            owner = self._session.app.person(None) if not self._is_listed() else person
            keep(self._session.app.persons, owner, self.before, person)
        except ValidationError as error:
            self._refuse(error)
        except InputError as error:
            self._trouble.setText(message(error, language()).happened)
            self._trouble.show()
        else:
            self.kept.emit(person.name)

    def _is_listed(self) -> bool:
        return bool(self._session.app.persons.persons())

    def _refuse(self, error: ValidationError) -> None:
        wrong = {one["loc"][:1]: one["type"] for one in error.errors(include_input=False)}
        for key, field in (("name", self.name), ("login", self.login)):
            why = wrong.get((key,))
            field.tell_wrong(partial(why_words, why) if why else None)
        for field in self.logins.values():
            bad = " " in field.value()
            field.tell_wrong(partial(why_words, "not_a_login") if bad else None)

    def _edited(self) -> None:
        self.save.setEnabled(True)
        self._speak()

    def _make_logins(self) -> None:
        layout = self._others.layout()
        if layout is None:
            return
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        for old in self.logins.values():
            layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.logins = {}
        for node, kind in places(self._session.nodes()):
            field = TextField(_place_words(node, kind), hint=self.login.value)
            field.put(_login_there(self.before, node.id, kind))
            field.edited.connect(self._edited)
            field.setMaximumWidth(WIDEST)
            layout.addWidget(field)
            self.logins[node.id, kind] = field
        follow_layout(self)
        for part in (self._other_title, self._other_help):
            part.setVisible(bool(self.logins))

    def _speak(self) -> None:
        name = self.before.name if self.before else translate("Settings", "New person")
        self._title.set_text(name)
        for field in self.logins.values():
            field.line.setPlaceholderText(self.login.value())


def _place_words(node: Node, kind: EndpointKind) -> Callable[[], str]:
    return lambda: f"{node_name(node)} · {kind_word(kind)}"


def _login_there(person: Person | None, node: str, kind: EndpointKind) -> str:
    own = person.login_at(node, kind) if person else ""
    return own if person is not None and own != person.login else ""


def _why_name_stays() -> str:
    return translate("Settings", "Deposits and drafts bear this name, so it stays.")
