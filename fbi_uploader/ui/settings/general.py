"""An own node's names, landing folder and contact; and the form of a node that is new."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import InputError, Problem
from fbi_uploader.messages import message
from fbi_uploader.nodes import editing
from fbi_uploader.nodes.endpoints import Endpoint, Folder, Irods, Omero, Quay, Smb
from fbi_uploader.nodes.load import InvalidFileError
from fbi_uploader.nodes.model import Node
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.endpoints import kind_word
from fbi_uploader.ui.settings.form import EndpointForm
from fbi_uploader.ui.settings.whywords import why_words
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.fields import OptionsField, TextField
from fbi_uploader.ui.widgets.frames import Scroll, box, card_bar, column, line, row
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import language, translate

_MODELS: dict[str, type[Endpoint]] = {
    "smb": Smb,
    "irods": Irods,
    "folder": Folder,
    "omero": Omero,
    "quay": Quay,
}
_EMPTY: dict[str, object] = {}
_FIRST = frozenset({"host", "share", "path", "zone", "mounted", "web_url", "url", "auth"})


class General(QWidget):
    """`changed` names the node that was written."""

    changed = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._node: Node | None = None
        self.fields = {
            "names.fr": TextField(lambda: translate("Settings", "Name in French"), required=True),
            "names.en": TextField(lambda: translate("Settings", "Name in English"), required=True),
            "landing": TextField(
                lambda: translate("Settings", "Folder that data land in"),
                help_words=lambda: translate(
                    "Settings", "{manager} and {login} become the person’s login."
                ),
            ),
            "contact.name": TextField(lambda: translate("Settings", "Whom to ask")),
            "contact.email": TextField(lambda: translate("Settings", "E-mail of the facility")),
        }
        self.keep = button(Kind.PRIMARY, lambda: translate("Settings", "Keep"), self.keep_changes)
        self.keep.setEnabled(False)
        self._trouble = label(tone="err", wrap=True)
        self._trouble.hide()
        for field in self.fields.values():
            field.edited.connect(lambda: self.keep.setEnabled(True))
            field.setMaximumWidth(480)
        inner = column(*self.fields.values(), self._trouble, None, gap=14)
        inner.setContentsMargins(16, 14, 16, 14)
        foot = row(self.keep, None)
        foot.setContentsMargins(16, 10, 16, 16)
        whole = column(Scroll(box(inner)), line(), box(foot), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_node(self, node: Node) -> None:
        """What stands in its file."""
        self._node = node
        values = {
            "names.fr": node.names.fr,
            "names.en": node.names.en,
            "landing": node.landing,
            "contact.name": node.contact.name or "",
            "contact.email": node.contact.email or "",
        }
        for key, field in self.fields.items():
            field.put(values[key])
            field.tell_wrong(None)
        self.keep.setEnabled(False)

    def keep_changes(self) -> None:
        """Write it, unless something is wrong with it."""
        if self._node is None:
            return
        value = {key: field.value() for key, field in self.fields.items()}

        def edited(node: Node) -> Node:
            named = editing.renamed(node, fr=value["names.fr"], en=value["names.en"])
            there = editing.landing_at(named, value["landing"])
            name, email = value["contact.name"], value["contact.email"]
            return editing.contacted(there, name=name, email=email)

        node = self._node
        _write(self._session, lambda: edited(node), self._refused, self.changed.emit)

    def _refused(self, problems: tuple[Problem, ...], words: str) -> None:
        _tell_fields(self.fields, problems)
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))


class NewNode(QWidget):
    """A name and one way to send; or one endpoint more. The rest is filled in once it is there.

    `made` names the node and the endpoint.
    """

    made = Signal(str, str)
    called_off = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._node: Node | None = None
        self._kind = "smb"
        self.name = TextField(lambda: translate("Settings", "Name of the node"), required=True)
        self.kind = OptionsField(
            lambda: translate("Settings", "Data are sent to"),
            (
                ("smb", lambda: translate("Settings", "Share"), "drive"),
                ("irods", lambda: "iRODS", "database"),
                ("folder", lambda: translate("Settings", "Folder"), "folder"),
            ),
        )
        self.forms: dict[str, EndpointForm] = {}
        self._room = column(gap=14)
        self._trouble = label(tone="err", wrap=True)
        self._trouble.hide()
        self.make = button(Kind.PRIMARY, self._create_word, self.create_node)
        cancel = button(Kind.PLAIN, lambda: translate("Settings", "Cancel"), self.called_off.emit)
        self._title = label(Role.CARD, self._title_word)
        inner = column(self.name, self.kind, self._room, self._trouble, None, gap=14)
        inner.setContentsMargins(16, 16, 16, 16)
        for part in (self.name, self.kind):
            part.setMaximumWidth(480)
        foot = row(cancel, self.make, None)
        foot.setContentsMargins(16, 10, 16, 16)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (card_bar(self._title, None), line(), Scroll(box(inner)), line(), box(foot)):
            whole.addWidget(widget, 1 if isinstance(widget, Scroll) else 0)
        self.kind.edited.connect(self._show_form)
        self.name.line.returnPressed.connect(self.create_node)

    def begin(self, node: Node | None = None, kind: str = "smb") -> None:
        """Empty fields: for a new node, or for one endpoint more of a node."""
        self._node, self._kind = node, kind
        self.name.put("")
        self.name.tell_wrong(None)
        self._trouble.hide()
        for form in self.forms.values():
            form.show_values(_EMPTY)
        self.kind.put(kind)
        self.name.setVisible(node is None)
        self.kind.setVisible(node is None)
        self._title.setText(self._title_word())
        self.make.setText(self._create_word())
        self._show_form()
        first = self.name.control if node is None else self._form().first()
        first.setFocus()

    def create_node(self) -> None:
        """Write it, unless something is wrong with it."""
        section = next(one for one in editing.SECTIONS if one == self._form().kind)
        values = self._form().values(_MODELS[section])
        taken = {one.node.id for one in self._session.app.nodes.nodes()}
        node = self._node

        def new() -> Node:
            if node is not None:
                return editing.changed(node, section, values)
            return editing.made(self.name.value(), taken, section, values)

        _write(self._session, new, self._refused, lambda id_: self.made.emit(id_, section))

    def _form(self) -> EndpointForm:
        kind = self.kind.value() if self._node is None else self._kind
        if kind not in self.forms:  # most are never asked for
            self.forms[kind] = form = EndpointForm(kind, read_only=False, only=_FIRST)
            form.setMaximumWidth(480)
            form.show_values(_EMPTY)
            self._room.addWidget(form)
            follow_layout(self)
        return self.forms[kind]

    def _title_word(self) -> str:
        if self._node is None:
            return translate("Settings", "New node")
        return translate("Settings", "Add: %1").replace("%1", kind_word(self._kind))

    def _create_word(self) -> str:
        if self._node is None:
            return translate("Settings", "Create the node")
        return translate("Settings", "Add")

    def _refused(self, problems: tuple[Problem, ...], words: str) -> None:
        form = self._form()
        _tell_fields({"names.fr": self.name}, problems)
        form.tell_wrong(tuple(one for one in problems if _is_of(one, form.kind)))
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        wrong = self.name.control if self.name.is_wrong else form.first_wrong()
        if wrong is not None:
            wrong.setFocus()

    def _show_form(self) -> None:
        shown = self._form()
        for form in self.forms.values():
            form.setVisible(form is shown)


def _is_of(problem: Problem, kind: str) -> bool:
    return str(problem.facts.get("key", "")).split(".")[0] in {kind, ""}


def _write(
    session: Session,
    make: Callable[[], Node],
    refused: Callable[[tuple[Problem, ...], str], None],
    written: Callable[[str], None],
) -> None:
    try:
        node = make()
        session.app.nodes.put(node)
    except InvalidFileError as error:
        refused(error.problems, "")
    except InputError as error:
        refused((), message(error, language()).happened)
    else:
        refused((), "")
        written(node.id)


def _tell_fields(fields: dict[str, TextField], problems: tuple[Problem, ...]) -> None:
    why = {str(one.facts.get("key")): str(one.facts.get("why")) for one in problems}
    for key, field in fields.items():
        word = why.get(key, "")
        field.tell_wrong(partial(why_words, word) if word else None)
