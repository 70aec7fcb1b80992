"""The person's login and password at one endpoint, and the button that tests them."""

from __future__ import annotations

import sys

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.messages import message
from fbi_uploader.nodes.model import Kind as EndpointKind
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.persons import LoginAt, Person, shared_account
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import LOGINS, kind_word, wants_login
from fbi_uploader.ui.settings.knowledge import Knowledge
from fbi_uploader.ui.settings.whywords import why_words
from fbi_uploader.ui.trouble import Answer
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.fields import PasswordField, TextField
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import language, say, translate


class Account(QWidget):
    """`ready`: what was written is known to the engine, and the test may begin."""

    ready = Signal()

    def __init__(self, session: Session, knowledge: Knowledge) -> None:
        super().__init__()
        self._session, self._knowledge = session, knowledge
        self._node: Node | None = None
        self._kind = ""
        self._refusal: str | None = None
        self._title = label(Role.CARD)
        self._none = label(tone="second", wrap=True)
        self.login = TextField(lambda: translate("Settings", "Login"))
        self.password = PasswordField(self._password_word)
        self._sign = Sign("shield-check", "text2", 16)
        self._where = label(Role.CAPTION, tone="second", wrap=True)
        self.forget = button(
            Kind.TEXT, lambda: translate("Settings", "Forget the password"), self._forget
        )
        kept = box(row(column(self._sign, None), self._where, gap=8))
        self._asked = box(column(self.login, self.password, kept, row(self.forget, None), gap=12))
        self.setLayout(column(self._title, self._none, self._asked, gap=12))
        self.login.line.editingFinished.connect(self._keep_login)
        self.login.line.returnPressed.connect(self.begin)
        self.password.line.returnPressed.connect(self.begin)
        knowledge.changed.connect(self._speak)
        say(self, self._speak)

    def show_endpoint(self, node: Node, kind: str) -> None:
        """Another endpoint; a password that was written for one is not for the other."""
        if (node.id, kind) != (self._node.id if self._node else "", self._kind):
            self.password.take()
        self._node, self._kind = node, kind
        self._refusal = None
        self.login.tell_wrong(None)
        self.login.put(self.user)
        self._speak()

    @property
    def user(self) -> str:
        """The login that is used at this endpoint; "" where none is."""
        if self._node is None or not wants_login(self._node, self._kind):
            return ""
        return self._session.person.login_at(self._node.id, _kind(self._kind))

    def begin(self) -> None:
        """Hand a new password to the engine, then say that all is ready."""
        node = self._node
        if node is None or not self._keep_login():
            return
        if not wants_login(node, self._kind) or not self.password.is_filled():
            self.ready.emit()
            return
        self._session.engine.ask(
            "login",
            self._logged_in,
            node=node.id,
            person=self._session.person.name,
            endpoint=self._kind,
            secret=self.password.take(),
            keep=True,
        )

    def _logged_in(self, answer: Answer) -> None:
        self._refusal = None
        if answer.error is not None:
            self._refusal = message(answer.error, language()).happened
            self._speak()
            return
        self._knowledge.ask()
        self.ready.emit()

    def _forget(self) -> None:
        if self._node is not None:
            self._session.engine.ask(
                "forget",
                lambda _answer: self._knowledge.ask(),
                node=self._node.id,
                person=self._session.person.name,
                endpoint=self._kind,
            )

    def _keep_login(self) -> bool:
        """Write another login down for this person; whether it can be one."""
        written = self.login.value()
        if self._node is None or not self.user or written == self.user:
            self.login.tell_wrong(None)
            return True
        try:
            self._session.app.persons.put(
                with_login(self._session.person, self._node.id, _kind(self._kind), written)
            )
        except (InputError, ValidationError) as error:
            self._refuse_login(error)
            return False
        self.login.tell_wrong(None)
        self._knowledge.ask()
        return True

    def _refuse_login(self, error: InputError | ValidationError) -> None:
        if isinstance(error, InputError):
            self.login.tell_wrong(lambda: message(error, language()).happened)
        else:
            why = error.errors(include_input=False)[0]["type"]
            self.login.tell_wrong(lambda: why_words(why))

    # -- words

    def _password_word(self) -> str:
        auth = getattr(getattr(self._node, self._kind, None), "auth", "")
        words = {
            "bearer": translate("Settings", "Token"),
            "cookie": translate("Settings", "Session cookie"),
        }
        return words.get(auth, translate("Settings", "Password"))

    def _speak(self) -> None:
        if self._node is None:
            return
        asked = wants_login(self._node, self._kind)
        self._asked.setVisible(asked)
        self._none.setVisible(not asked)
        self._title.setText(
            translate("Settings", "Account: %1").replace("%1", kind_word(self._kind))
        )
        self._none.setText(self._why_none())
        self.password.speak()
        known = self._knowledge.where(self._node.id, self._kind)
        self.forget.setVisible(known in {"memory", "keyring"})
        self.password.line.setPlaceholderText("••••••••" if known in {"memory", "keyring"} else "")
        self._where.setText(self._refusal or self._where_words(known))
        self._sign.set(*(("alert-circle", "err") if self._refusal else ("shield-check", "text2")))

    def _why_none(self) -> str:
        auth = getattr(getattr(self._node, self._kind, None), "auth", "")
        if auth == "windows":
            return translate("Settings", "The session of this PC logs on (Kerberos): no password.")
        return translate("Settings", "No login and no password are needed here.")

    def _where_words(self, known: str) -> str:
        if known == "keyring":
            text = translate("Settings", "Kept in %1, never in a file.")
            return text.replace("%1", keyring_word())
        if known == "memory":
            return translate("Settings", "Known until the program ends; in no file.")
        if self._is_shared():
            return translate(
                "Settings", "Several people use this account: known only until the program ends."
            )
        text = translate("Settings", "Will be kept in %1 where there is one, never in a file.")
        return text.replace("%1", keyring_word())

    def _is_shared(self) -> bool:
        app = self._session.app
        return shared_account(app.policy, app.persons.persons())


def keyring_word() -> str:
    """What the system calls the place where it keeps passwords."""
    if sys.platform == "win32":
        return translate("Settings", "the Windows credential manager")
    if sys.platform == "darwin":
        return translate("Settings", "the macOS keychain")
    return translate("Settings", "the keyring of this system")


def with_login(person: Person, node: str, kind: EndpointKind, login: str) -> Person:
    """The person with another login at one endpoint; the usual one is not written down twice.

    Raises pydantic.ValidationError for what is no login.
    """
    others = [one for one in person.logins if (one.node, one.endpoint) != (node, kind)]
    if login and login != person.login:
        others.append(LoginAt(node=node, endpoint=kind, login=login))
    return Person(name=person.name, login=person.login, logins=tuple(others))


def _kind(kind: str) -> EndpointKind:
    return next(one for one in LOGINS if one == kind)
