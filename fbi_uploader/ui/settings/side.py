"""Left of the result: account and settings of one endpoint, with the button that tests it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.messages import message
from fbi_uploader.nodes import editing
from fbi_uploader.nodes.load import InvalidFileError
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.store import Scope, StoredNode
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.account import Account
from fbi_uploader.ui.settings.endpoints import endpoint_of
from fbi_uploader.ui.settings.form import EndpointForm
from fbi_uploader.ui.settings.knowledge import Knowledge
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, column, line, row
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import language, translate


class Side(QWidget):
    """`test` asks for a test, `changed` names a node that was written anew, `removed` an endpoint.

    What was edited and not kept is lost with another endpoint, so it is kept or undone first:
    the two buttons stand in the test's place as long as there is something to keep.
    """

    test = Signal()
    changed = Signal(str)

    def __init__(self, session: Session, knowledge: Knowledge) -> None:
        super().__init__()
        self._session = session
        self._stored: StoredNode | None = None
        self._kind: editing.Section = "smb"
        self.form: EndpointForm | None = None
        self.account = Account(session, knowledge)
        self.account.ready.connect(self.test)
        self.test_button = button(
            Kind.PRIMARY, lambda: translate("Settings", "Test the connection"), self.account.begin
        )
        self.keep = button(Kind.PRIMARY, lambda: translate("Settings", "Keep"), self.keep_changes)
        self.undo = button(Kind.PLAIN, lambda: translate("Settings", "Undo"), self.undo_changes)
        self.take_away = button(
            Kind.TEXT, lambda: translate("Settings", "Remove this endpoint"), self._take_away
        )
        self.take_away.set_icon("trash")
        self._trouble = label(tone="err", wrap=True)
        self._title = label(Role.CARD, lambda: translate("Settings", "Address and safety"))
        self._room = QVBoxLayout()
        inner = column(
            self.account, 8, line(), 8, self._title, self._room, row(self.take_away, None), None
        )
        inner.setContentsMargins(16, 14, 12, 14)
        self._scroll = Scroll(box(inner))
        foot = column(self._trouble, self.test_button, row(self.undo, self.keep, gap=8), gap=8)
        foot.setContentsMargins(16, 10, 24, 16)
        self.setLayout(column(self._scroll, box(foot), gap=0))

    def show_endpoint(self, stored: StoredNode, kind: editing.Section) -> None:
        """Another endpoint, or the same as it stands now."""
        another = self._stored is None or (self._stored.node.id, self._kind) != (
            stored.node.id,
            kind,
        )
        read_only = stored.scope is not Scope.OWN
        self._stored, self._kind = stored, kind
        self.account.show_endpoint(stored.node, kind)
        if another or self.form is None:
            self._new_form(kind, read_only=read_only)
            self._scroll.verticalScrollBar().setValue(0)
        self.take_away.setVisible(not read_only)
        self.undo_changes()

    def undo_changes(self) -> None:
        """Show what stands in the file."""
        endpoint = endpoint_of(self._stored.node, self._kind) if self._stored else None
        if self.form is not None and endpoint is not None:
            self.form.show_values(endpoint.model_dump())
        self._tell("")
        self._edited(edited=False)

    def keep_changes(self) -> None:
        """Write the node with what stands in the fields, unless something is wrong with it."""
        endpoint = endpoint_of(self._stored.node, self._kind) if self._stored else None
        if self._stored is None or self.form is None or endpoint is None:
            return
        values = self.form.values(type(endpoint))
        node = self._stored.node
        try:
            self._write(editing.changed(node, self._kind, values))
        except InvalidFileError as error:
            self.form.tell_wrong(error.problems)
            wrong = self.form.first_wrong()
            if wrong is not None:
                wrong.setFocus()
                self._scroll.ensureWidgetVisible(wrong)

    def _take_away(self) -> None:
        if self._stored is None:
            return
        try:
            self._write(editing.without(self._stored.node, self._kind))
        except InvalidFileError as error:
            if self.form is not None:
                self.form.tell_wrong(error.problems)
            why = translate("Settings", "It is the only way to this node; remove the node instead.")
            self._tell(why)

    def _write(self, node: Node) -> None:
        try:
            self._session.app.nodes.put(node)
        except InvalidFileError:
            raise
        except InputError as error:
            self._tell(message(error, language()).happened)
            return
        self.changed.emit(node.id)

    def _new_form(self, kind: str, *, read_only: bool) -> None:
        if self.form is not None:
            self._room.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = EndpointForm(kind, read_only=read_only)
        self.form.edited.connect(lambda: self._edited(edited=True))
        self._room.addWidget(self.form)
        follow_layout(self)

    def _edited(self, *, edited: bool) -> None:
        self.test_button.setVisible(not edited)
        self.keep.setVisible(edited)
        self.undo.setVisible(edited)

    def _tell(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))
