"""One node: its endpoints with their last results, what is weak in it, and the one in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QStackedWidget, QVBoxLayout, QWidget

from fbi_uploader.nodes.editing import SECTIONS, Section
from fbi_uploader.nodes.model import Node, weaknesses
from fbi_uploader.nodes.store import Scope, StoredNode
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.checks import Checks
from fbi_uploader.ui.settings.endpoints import (
    ICONS,
    address,
    endpoint_of,
    kind_word,
    kinds_of,
    node_name,
    weak_kinds,
    weakness_words,
)
from fbi_uploader.ui.settings.general import General
from fbi_uploader.ui.settings.knowledge import Knowledge
from fbi_uploader.ui.settings.results import Results
from fbi_uploader.ui.settings.rows import Row, Shown
from fbi_uploader.ui.settings.side import Side
from fbi_uploader.ui.settings.stepwords import outcome_words
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import box, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Pill, Sign, Tone
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import say, translate

GENERAL = "general"
_SIDE, _NARROW_SIDE = 300, 256
_ROOMY = 700


class NodeCard(QWidget):
    """`changed` names a node that was written; `copy`, `remove` and `add` ask for what they say."""

    changed = Signal(str)
    copy = Signal()
    remove = Signal()
    add = Signal(str)

    def __init__(self, session: Session, checks: Checks, knowledge: Knowledge) -> None:
        super().__init__()
        self._session, self._checks = session, checks
        self.stored: StoredNode | None = None
        self.kind = ""
        self.rows: dict[str, Row] = {}
        self._group = QButtonGroup(self)
        self._name = Elided(Role.CARD)
        self._pill = Pill(Tone.PLAIN, "lock")
        self.test_all = button(
            Kind.TEXT, lambda: translate("Settings", "Test all"), self.run_all, icon="refresh"
        )
        self.more = button(
            Kind.ICON, lambda: translate("Settings", "More for this node"), self._offer, icon="more"
        )
        self.side = Side(session, knowledge)
        self.results = Results()
        self.general = General(session)
        self._lay_out()
        self.side.test.connect(self.run)
        self.side.changed.connect(self.changed)
        self.general.changed.connect(self.changed)
        checks.changed.connect(self._checked)
        say(self, self._speak)

    def _lay_out(self) -> None:
        self._weak = label(tone="err", wrap=True)
        weak = row(Sign("alert-triangle", "err"), self._weak, gap=12)
        weak.setContentsMargins(16, 10, 16, 10)
        self._weak_box = box(column(box(weak), line(), gap=0))
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        detail = box(row(self.side, line(vertical=True), self.results, gap=0))
        self.results.setMinimumWidth(180)
        self._detail = QStackedWidget()
        self._detail.addWidget(detail)
        self._detail.addWidget(self.general)
        head = card_bar(self._name, self._pill, None, self.test_all, self.more)
        whole = column(head, line(), self._weak_box, box(self._rows), self._detail, gap=0)
        whole.setStretchFactor(self._detail, 1)
        self.setLayout(whole)

    # -- showing

    def show_node(self, stored: StoredNode, kind: str = "") -> None:
        """Another node, or the same as it stands now; `kind` names an endpoint of it."""
        same = self.stored is not None and self.stored.node.id == stored.node.id
        self.stored = stored
        kinds = self._kinds()
        wanted = kind or (self.kind if same else "")
        self._make_rows(kinds)
        self.show_endpoint(wanted if wanted in kinds else kinds[0])
        self._speak()

    def show_endpoint(self, kind: str) -> None:
        """Another endpoint of the node."""
        stored = self.stored
        if stored is None:
            return
        self.kind = kind
        self.rows[kind].setChecked(True)
        self._detail.setCurrentIndex(int(kind == GENERAL))
        if kind == GENERAL:
            self.general.show_node(stored.node)
        else:
            self.side.show_endpoint(stored, _section(kind))
            self._show_results()

    def _kinds(self) -> tuple[str, ...]:
        if self.stored is None:
            return ()
        own = (GENERAL,) if self.stored.scope is Scope.OWN else ()
        return (*kinds_of(self.stored.node), *own)

    def _make_rows(self, kinds: tuple[str, ...]) -> None:
        if tuple(self.rows) == kinds:
            return
        for old in self.rows.values():
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        self.rows = {kind: Row(Shown("minus", "")) for kind in kinds}
        for kind, made in self.rows.items():
            self._group.addButton(made)
            self._rows.addWidget(made)
            made.toggled.connect(lambda on, kind=kind: self._chosen(kind, on=on))
        follow_layout(self)

    def _chosen(self, kind: str, *, on: bool) -> None:
        if on and kind != self.kind:
            self.show_endpoint(kind)

    def _speak(self) -> None:
        if self.stored is None:
            return
        node = self.stored.node
        self._name.set_text(node_name(node))
        self._pill.set(*_pill_words(self.stored))
        weak = weaknesses(node)
        self._weak.setText("\n".join(weakness_words(one) for one in weak))
        self._weak_box.setVisible(bool(weak))
        for kind, made in self.rows.items():
            made.tell(self._row_words(node, kind))
        if self.kind != GENERAL:
            self._show_results()

    def _row_words(self, node: Node, kind: str) -> Shown:
        if kind == GENERAL:
            return Shown("sliders", translate("Settings", "Name, landing folder, contact"))
        endpoint = endpoint_of(node, kind)
        word, icon, tint = outcome_words(self._checks.of(node.id, kind, self._session.person.name))
        if endpoint is not None and not endpoint.from_here:
            word, icon, tint = translate("Settings", "Not from this network"), "minus", "text2"
        weak = kind in weak_kinds(weaknesses(node))
        return Shown(
            "alert-triangle" if weak else ICONS[kind],
            kind_word(kind),
            middle=address(node, kind),
            state=word,
            state_icon=icon,
            state_tint=tint,
            tint="err" if weak else "text2",
        )

    def _show_results(self) -> None:
        if self.stored is not None and self.kind in ICONS:
            node = self.stored.node
            check = self._checks.of(node.id, self.kind, self._session.person.name)
            self.results.tell(node, self.kind, self.side.account.user, check)

    def _checked(self, node: str, kind: str) -> None:
        if self.stored is not None and node == self.stored.node.id and kind in self.rows:
            self.rows[kind].tell(self._row_words(self.stored.node, kind))
            if kind == self.kind:
                self._show_results()

    # -- doing

    def run(self) -> None:
        """Test the endpoint in sight."""
        if self.stored is not None and self.kind in ICONS:
            self._checks.run(self.stored.node.id, self.kind, self._session.person.name)

    def run_all(self) -> None:
        """Test all endpoints that this network reaches."""
        if self.stored is None:
            return
        for kind in kinds_of(self.stored.node):
            endpoint = endpoint_of(self.stored.node, kind)
            if endpoint is not None and endpoint.from_here:
                self._checks.run(self.stored.node.id, kind, self._session.person.name)

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """What can be done with this node."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = self.stored is not None and self.stored.scope is Scope.OWN
        node = self.stored.node if self.stored is not None else None
        missing = [one for one in SECTIONS if node is not None and endpoint_of(node, one) is None]
        if own and node is not None and not node.sandbox:
            for kind in missing:
                text = translate("Settings", "Add: %1").replace("%1", kind_word(kind))
                _action(menu, text).triggered.connect(lambda _on, kind=kind: self.add.emit(kind))
            menu.addSeparator()
        copy = _action(menu, translate("Settings", "Duplicate as my own"))
        copy.triggered.connect(lambda _on: self.copy.emit())
        if own:
            gone = _action(menu, translate("Settings", "Remove this node…"))
            gone.triggered.connect(lambda _on: self.remove.emit())
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrow side in a narrow card."""
        super().resizeEvent(event)
        self.side.setFixedWidth(_SIDE if self.width() >= _ROOMY else _NARROW_SIDE)


def _action(menu: QMenu, text: str) -> QAction:
    made = QAction(text, menu)
    menu.addAction(made)
    return made


def _pill_words(stored: StoredNode) -> tuple[str, Tone, str]:
    if stored.scope is Scope.OWN:
        return translate("Settings", "Added by you"), Tone.ACCENT, "pen"
    return translate("Settings", "Read only"), Tone.PLAIN, "lock"


def _section(kind: str) -> Section:
    return next(one for one in SECTIONS if one == kind)
