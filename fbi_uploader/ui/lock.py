"""The window while nobody sits here: what is sent goes on; whoever comes says who they are."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from fbi_uploader.ui.bridge import State
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.rows import Row, Shown
from fbi_uploader.ui.transfers.counting import Counter
from fbi_uploader.ui.trouble import Answer
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.fields import PasswordField
from fbi_uploader.ui.widgets.frames import Scroll, box, column, line, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_WIDE = 440
_UNKNOWN = "unknown"


class LockPage(QWidget):
    """Opens for a person whose password the engine knows once it is written, else at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._count = 0
        self._asked = ""
        """The person whose password is asked for; "" while somebody is to be chosen."""
        self.rows: dict[str, Row] = {}
        self._title = label(Role.TITLE, lambda: translate("Lock", "The window is locked"))
        self._going_on = label(tone="second", wrap=True)
        self._trouble = label(tone="err", wrap=True)
        self.password = PasswordField(self._password_word)
        self.open = button(
            Kind.PRIMARY, lambda: translate("Lock", "Open"), self.begin, icon="unlock"
        )
        self._lay_out()
        self._counter = Counter(session, self._counted)
        self._group.buttonClicked.connect(lambda _row: self.begin())
        self.password.line.returnPressed.connect(self.begin)
        say(self, self._speak)
        self.password.hide()
        self._trouble.hide()
        QTimer.singleShot(0, self, self._focus)

    def _lay_out(self) -> None:
        self._group = QButtonGroup(self)
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for person in self._session.persons():
            made = self.rows[person.name] = Row(Shown("user", person.name, below=person.login))
            self._group.addButton(made)
            made.toggled.connect(lambda on, name=person.name: self._chosen(name, on=on))
            rows.addWidget(made)
        here = self._session.person.name
        words = column(self._title, self._going_on, gap=4)
        head = row(Sign("lock", "accent", 28), words, gap=16)
        head.setStretch(1, 1)
        head.setContentsMargins(16, 20, 16, 16)
        who = label(Role.LABEL, lambda: translate("Lock", "Who are you?"))
        who.setContentsMargins(16, 12, 16, 6)
        scroll = Scroll(box(column(rows, None, gap=0)))
        scroll.setMaximumHeight(62 * min(5, len(self.rows)) + 2)
        foot = column(self.password, self._trouble, row(None, self.open), gap=12)
        foot.setContentsMargins(16, 16, 16, 16)
        inner = QFrame()
        inner.setProperty("part", "card")
        inner.setFixedWidth(_WIDE)
        inner.setLayout(column(box(head), line(), who, scroll, box(foot), gap=0))
        self.setLayout(column(None, row(None, inner, None), None))
        self.rows[here].setChecked(True)

    # -- opening

    def begin(self) -> None:
        """Open for the chosen person, or ask for the password first."""
        name = self.chosen
        secret = self.password.take() if self._asked == name else ""
        self._trouble.hide()
        self.open.setEnabled(False)
        self._session.engine.ask(
            "unlock", lambda answer: self._answered(name, answer), person=name, secret=secret
        )
        if self._session.engine.state in {State.REFUSED, State.STOPPED}:
            self._open_for(name)  # no engine, so nobody knows a password to compare with

    @property
    def chosen(self) -> str:
        """The person in the list that is marked."""
        return next((name for name, made in self.rows.items() if made.isChecked()), "")

    def _answered(self, name: str, answer: Answer) -> None:
        self.open.setEnabled(True)
        right = answer.fields.get("right")
        if not self._session.locked or name != self.chosen:
            return
        if right is True or right == _UNKNOWN:
            self._open_for(name)
        elif answer.error is not None:
            self._tell(translate("Lock", "The transfer engine is starting; try again in a moment."))
        elif self._asked == name:
            self._tell(
                translate("Lock", "This is not the password known of %1.").replace("%1", name)
            )
            self.password.line.setFocus()
        else:
            self._ask(name)

    def _ask(self, name: str) -> None:
        self._asked = name
        self.password.speak()
        self.password.show()
        self.password.line.setFocus()

    def _open_for(self, name: str) -> None:
        self._session.choose_person(name)

    def _chosen(self, name: str, *, on: bool) -> None:
        if on and name != self._asked:
            self._asked = ""
            self.password.take()
            self.password.hide()
            self._trouble.hide()
            self.open.setEnabled(True)

    # -- words

    def _counted(self, count: int) -> None:
        self._count = count
        self._speak()

    def _speak(self) -> None:
        text = translate("Lock", "Nothing is being sent at the moment.")
        if self._count:
            text = translate("Lock", "%n deposit(s) go on being sent.", None, self._count)
        self._going_on.setText(text)

    def _password_word(self) -> str:
        return translate("Lock", "One of the passwords of %1").replace("%1", self._asked)

    def _tell(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def _focus(self) -> None:
        made = self.rows.get(self.chosen)
        if made is not None:
            made.setFocus()
