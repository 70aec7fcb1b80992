"""The first minute: what this program does, in three pictures, and who is to use it where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pydantic import ValidationError
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.messages import message
from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui import words
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import node_name
from fbi_uploader.ui.settings.look import language_field
from fbi_uploader.ui.settings.people import edited, keep
from fbi_uploader.ui.settings.whywords import why_words
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.fields import ChoiceField, TextField
from fbi_uploader.ui.widgets.frames import Scroll, box, column, row
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import language, translate

_WIDE = 760
Words = Callable[[], str]


class Welcome(QWidget):
    """`done` when it has been filled in, or passed over. It comes once an account."""

    done = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        person = session.person
        self.language = language_field()
        self.name = TextField(lambda: translate("Welcome", "Your name"), required=True)
        self.login = TextField(
            lambda: translate("Welcome", "Your login"),
            required=True,
            help_words=lambda: translate("Welcome", "As the facility gave it."),
        )
        self.node = ChoiceField(
            lambda: translate("Welcome", "Send to"),
            [(one.id, partial(node_name, one)) for one in session.nodes()],
        )
        self.start = button(
            Kind.PRIMARY,
            lambda: translate("Welcome", "Start"),
            self.begin,
            icon="arrow-right",
            trailing=True,
        )
        self.skip = button(Kind.TEXT, lambda: translate("Welcome", "Skip"), self.pass_over)
        self._trouble = label(tone="err", wrap=True)
        self._trouble.hide()
        self._lay_out()
        self.language.put(session.settings.language)
        self.name.put(person.name)
        self.login.put(person.login)
        self.node.put(session.node.id)
        self._tell_node()
        self.language.edited.connect(self._speak_another)
        self.node.edited.connect(self._tell_node)
        for field in (self.name, self.login):
            field.line.returnPressed.connect(self.begin)

    def _lay_out(self) -> None:
        title = label(Role.FIGURE, lambda: translate("Welcome", "Welcome"))
        below = label(
            tone="second",
            speak=lambda: translate(
                "Welcome", "From the microscope to the facility, in three steps"
            ),
            wrap=True,
        )
        pictures = row(
            _Step("upload", lambda: translate("Welcome", "Drop"), _drop_words),
            _Step("pen", lambda: translate("Welcome", "Describe"), _describe_words),
            _Step("leave", lambda: translate("Welcome", "Leave"), _leave_words),
            gap=16,
        )
        for at in range(pictures.count()):
            pictures.setStretch(at, 1)
        fields = row(column(self.name, None), column(self.login, None), gap=16)
        more = row(column(self.node, None), column(self.language, None), gap=16)
        for line in (fields, more):
            line.setStretch(0, 1)
            line.setStretch(1, 1)
        buttons = row(self.skip, None, self.start)
        inner = QFrame()
        inner.setProperty("part", "card")
        inner.setMaximumWidth(_WIDE)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        whole = column(
            column(title, below, gap=2), pictures, fields, more, self._trouble, buttons, gap=20
        )
        whole.setContentsMargins(28, 24, 28, 20)
        inner.setLayout(whole)
        page = column(None, row(inner), None)
        page.setContentsMargins(20, 16, 20, 16)
        self.scrolling = Scroll(box(page))
        self.setLayout(column(self.scrolling))
        follow_layout(self)

    def begin(self) -> None:
        """Keep what was filled in, and go on; or say what is wrong with it."""
        before = self._session.person
        name, login = self.name.value(), self.login.value()
        try:
            person = edited(before, name, login, {})
            if person != before:
                self._keep(before, person)
        except ValidationError as error:
            self._refuse(error)
            return
        except InputError as error:
            self._trouble.setText(message(error, language()).happened)
            self._trouble.show()
            return
        self._session.choose(person=person.name, welcomed=True)
        self._session.choose_node(self.node.value())
        self._session.person_changed.emit()
        self.done.emit()

    def pass_over(self) -> None:
        """Everything stays as it was found."""
        self._session.choose(welcomed=True)
        self.done.emit()

    def _keep(self, before: Person, person: Person) -> None:
        persons = self._session.app.persons
        listed = bool(persons.persons())
        keep(persons, before if listed else person, before, person)

    def _refuse(self, error: ValidationError) -> None:
        wrong = {one["loc"][0]: one["type"] for one in error.errors(include_input=False)}
        for key, field in (("name", self.name), ("login", self.login)):
            why = wrong.get(key)
            field.tell_wrong(partial(why_words, why) if why else None)
        (self.name if "name" in wrong else self.login).line.setFocus()

    def _speak_another(self) -> None:
        self._session.choose(language=self.language.value())
        words.choose(self._session.settings.language)

    def _tell_node(self) -> None:
        chosen = next(one for one in self._session.nodes() if one.id == self.node.value())
        self.node.help_with(_try_words if chosen.sandbox else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc passes it over."""
        if event.key() == Qt.Key.Key_Escape:
            self.pass_over()
        else:
            super().keyPressEvent(event)


class _Step(QFrame):
    """A picture, a word, a sentence."""

    def __init__(self, icon: str, word: Words, sentence: Words) -> None:
        super().__init__()
        told = label(Role.CAPTION, sentence, tone="second", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        told.setMinimumHeight(60)  # three lines
        named = label(Role.CARD, word)
        named.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(row(None, _Picture(icon), None), named, told, None, gap=6))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)


class _Picture(QWidget):
    """An icon in a soft circle."""

    _SIDE, _ICON = 64, 28

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._name = icon
        self.setFixedSize(QSize(self._SIDE, self._SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        drawn = icons.pixmap(self._name, "accent", self._ICON, self.devicePixelRatioF())
        edge = (self._SIDE - self._ICON) // 2
        painter.drawPixmap(edge, edge, drawn)


def _drop_words() -> str:
    return translate("Welcome", "Drop your files or folders. The originals stay untouched.")


def _describe_words() -> str:
    return translate("Welcome", "Put them in order and describe them; much is read in the images.")


def _leave_words() -> str:
    return translate("Welcome", "Send, and leave: the program goes on and says when all is safe.")


def _try_words() -> str:
    return translate("Welcome", "Ready to try: nothing leaves this PC.")
