"""Nodes: which there are, which one is in sight, and how others come and go."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fbi_uploader.errors import InputError
from fbi_uploader.nodes import editing
from fbi_uploader.nodes.store import Scope, StoredNode
from fbi_uploader.ui.deposit.target import local_paths
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings import waiting
from fbi_uploader.ui.settings.asking import Question
from fbi_uploader.ui.settings.checks import Checks
from fbi_uploader.ui.settings.endpoints import node_name
from fbi_uploader.ui.settings.general import NewNode
from fbi_uploader.ui.settings.importing import Mistakes, bring_in, refused_before
from fbi_uploader.ui.settings.knowledge import Knowledge, forget_all
from fbi_uploader.ui.settings.nodecard import NodeCard
from fbi_uploader.ui.settings.rows import Row, Shown
from fbi_uploader.ui.settings.veil import Veil
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, card, column, line
from fbi_uploader.ui.widgets.order import follow_layout
from fbi_uploader.ui.words import say, translate

_LIST, _NARROW_LIST = 232, 200
_ROOMY = 900
CARD, NEW, MISTAKES, ASKED = range(4)


class NodesTab(QWidget):
    """The list at the left; at the right the node, a new one, mistakes, or a question."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setAcceptDrops(True)
        self.knowledge = Knowledge(session)
        self.checks = Checks(session.engine)
        self.rows: dict[str, Row] = {}
        self._group = QButtonGroup(self)
        self.card = NodeCard(session, self.checks, self.knowledge)
        self.new = NewNode(session)
        self.mistakes = Mistakes()
        self.question = Question()
        self._files: list[str] = []
        self._lay_out()
        self.veil = Veil(self)
        self._connect()
        self._fill()
        say(self, self._speak)

    def _lay_out(self) -> None:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        inner = column(self._list, None, gap=0)
        self.broken = button(Kind.TEXT, self._broken_words, self.show_broken, icon="alert-triangle")
        self.add = button(
            Kind.PLAIN, lambda: translate("Settings", "Add a node"), self.begin_new, icon="plus"
        )
        self.bring = button(
            Kind.TEXT,
            lambda: translate("Settings", "Import a file…"),
            self._choose_file,
            icon="file",
        )
        foot = column(self.broken, self.add, self.bring, gap=4)
        foot.setContentsMargins(12, 12, 12, 8)
        self._left = card(column(Scroll(box(inner)), line(), box(foot), gap=0))
        self.stack = QStackedWidget()
        for part in (self.card, self.new, self.mistakes, self.question):
            self.stack.addWidget(part)
        right = QFrame()
        right.setProperty("part", "card")
        right.setLayout(column(self.stack))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addWidget(self._left)
        whole.addWidget(right, 1)

    def _connect(self) -> None:
        session = self._session
        session.nodes_changed.connect(self._fill)
        session.person_changed.connect(self._fill)
        self.card.changed.connect(self._written)
        self.card.copy.connect(self.duplicate)
        self.card.remove.connect(self.ask_to_remove)
        self.card.add.connect(self.begin_endpoint)
        self.new.made.connect(self._written)
        self.new.called_off.connect(self.show_card)
        self.mistakes.closed.connect(self.show_card)
        self.mistakes.again.connect(self._try_again)
        self.question.called_off.connect(self.show_card)

    def enter(self) -> None:
        """It came into sight: files may have changed."""
        self._fill()
        self.knowledge.ask()

    # -- the list

    def _stored(self) -> list[StoredNode]:
        return sorted(self._session.app.nodes.nodes(), key=lambda one: one.node.sandbox)

    def _fill(self) -> None:
        stored = self._stored()
        if [one.node.id for one in stored] != list(self.rows):
            self._make_rows([one.node.id for one in stored])
        shown = self.card.stored.node.id if self.card.stored else self._session.node.id
        self.show_node(shown if shown in self.rows else stored[0].node.id)
        self._speak()

    def _make_rows(self, ids: list[str]) -> None:
        for old in self.rows.values():
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        self.rows = {one: Row(Shown("server", one, below=" ")) for one in ids}
        for id_, made in self.rows.items():
            self._group.addButton(made)
            self._list.addWidget(made)
            made.toggled.connect(lambda on, id_=id_: self._chosen(id_, on=on))
            made.clicked.connect(lambda _on: self.show_card())
        follow_layout(self)

    def _chosen(self, id_: str, *, on: bool) -> None:
        if on and (self.card.stored is None or self.card.stored.node.id != id_):
            self.show_node(id_)
            self.show_card()

    def show_node(self, id_: str, kind: str = "") -> None:
        """Bring one into sight, and an endpoint of it."""
        stored = next(one for one in self._stored() if one.node.id == id_)
        self.card.show_node(stored, kind)
        self.rows[id_].setChecked(True)

    def show_card(self) -> None:
        """The node, instead of a form, mistakes or a question."""
        self.stack.setCurrentIndex(CARD)

    def _speak(self) -> None:
        for stored in self._stored():
            if stored.node.id in self.rows:
                self.rows[stored.node.id].tell(_shown(stored))
        self.broken.setText(self._broken_words())
        self.broken.setVisible(bool(self._session.app.nodes.problems))

    def _broken_words(self) -> str:
        count = len(refused_before(self._session.app.nodes))
        return translate("Settings", "%n file(s) not used", None, count)

    # -- coming

    def begin_new(self) -> None:
        """A form for a new one."""
        self.stack.setCurrentIndex(NEW)
        self.new.begin()

    def begin_endpoint(self, kind: str) -> None:
        """A form for an endpoint more."""
        if self.card.stored is not None:
            self.stack.setCurrentIndex(NEW)
            self.new.begin(self.card.stored.node, kind)

    def duplicate(self) -> None:
        """A copy that may be changed."""
        if self.card.stored is None:
            return
        node, taken = self.card.stored.node, {one.node.id for one in self._stored()}
        fr, en = f"{node.names.fr} (copie)", f"{node.names.en} (copy)"
        try:
            copy = editing.duplicated(node, taken, fr=fr, en=en)
            self._session.app.nodes.put(copy)
        except InputError as error:
            self._session.failed.emit(error)
        else:
            self._written(copy.id)

    def _written(self, id_: str, kind: str = "") -> None:
        self.checks.forget(id_)
        self._tell_session()
        self.show_node(id_, kind)
        self.show_card()
        self.knowledge.ask()

    def _tell_session(self) -> None:
        self._session.nodes_changed.emit()
        self._session.node_changed.emit()

    # -- files

    def take_files(self, paths: list[str]) -> None:
        """Add these node files; say every mistake in those that cannot be."""
        self._files = paths
        imported = bring_in(self._session.app.nodes, paths)
        if imported.added:
            self._written(imported.added[-1])
        if imported.refused:
            self._files = [one.path for one in imported.refused]
            self.mistakes.tell(imported.refused)
            self.stack.setCurrentIndex(MISTAKES)

    def show_broken(self) -> None:
        """Files in the folders that are not used."""
        self._files = []
        self.mistakes.tell(refused_before(self._session.app.nodes))
        self.stack.setCurrentIndex(MISTAKES)

    def _try_again(self) -> None:
        self.show_card()
        if self._files:
            self.take_files(self._files)
            return
        self._session.reload_nodes()
        if self._session.app.nodes.problems:
            self.show_broken()

    def _choose_file(self) -> None:
        title = translate("Settings", "Choose a node file")
        kind = translate("Settings", "Node files")
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", f"{kind} (*.toml)")
        if paths:
            self.take_files(paths)

    # -- going

    def ask_to_remove(self) -> None:
        """Ask once; say what stays."""
        if self.card.stored is not None:
            id_ = self.card.stored.node.id
            waiting.look(self._session, self, lambda rows: self._ask_to_remove(id_, rows))

    def _ask_to_remove(self, id_: str, rows: tuple[waiting.Queued, ...]) -> None:
        node = self._session.app.nodes.get(id_).node
        open_ones = sum(one.node == id_ and one.unfinished for one in rows)
        self.question.ask(
            lambda: translate("Settings", "Remove “%1”?").replace("%1", node_name(node)),
            lambda: _what_stays(open_ones),
            lambda: translate("Settings", "Remove"),
            lambda: self._forget_and_remove(id_),
        )
        self.stack.setCurrentIndex(ASKED)

    def _forget_and_remove(self, id_: str) -> None:
        where = [(person.name, id_) for person in self._session.persons()]
        forget_all(self._session, where, lambda: self._remove(id_))

    def _remove(self, id_: str) -> None:
        try:
            self._session.app.nodes.remove(id_)
        except InputError as error:
            self._session.failed.emit(error)
        self.card.stored = None
        self._tell_session()
        self.show_card()

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Node files are welcome, as a copy."""
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """The same at every move."""
        self._answer(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing was dropped."""
        super().dragLeaveEvent(event)
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the paths, answer Copy, and do the rest when the drop is over."""
        self.veil.hide()
        paths = _node_files(event.mimeData())
        if not paths:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        QTimer.singleShot(0, self, lambda: self.take_files(paths))

    def _answer(self, event: QDragMoveEvent) -> None:
        welcome = bool(_node_files(event.mimeData()))
        self.veil.setVisible(welcome)
        if welcome:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrow list in a narrow window."""
        super().resizeEvent(event)
        self._left.setFixedWidth(_LIST if self.width() >= _ROOMY else _NARROW_LIST)
        self.veil.setGeometry(self.rect())


def _node_files(data: QMimeData) -> list[str]:
    return [path for path in local_paths(data) if path.casefold().endswith(".toml")]


def _shown(stored: StoredNode) -> Shown:
    below = translate("Settings", "Added by you")
    if stored.node.sandbox:
        below = translate("Settings", "Nothing leaves this PC")
    elif stored.scope is Scope.MACHINE:
        below = translate("Settings", "Managed by the facility")
    elif stored.scope is Scope.BUNDLED:
        below = translate("Settings", "Comes with the program")
    return Shown(
        "monitor" if stored.node.sandbox else "server",
        node_name(stored.node),
        below=below,
        state_icon="" if stored.scope is Scope.OWN else "lock",
    )


def _what_stays(unfinished: int) -> str:
    text = translate(
        "Settings",
        "Its file is removed and its passwords are forgotten. What was deposited, and the receipts,"
        " stay in “My data”.",
    )
    if not unfinished:
        return text
    more = translate(
        "Settings",
        "%n deposit(s) are not finished: they will wait for this node.",
        None,
        unfinished,
    )
    return f"{text} {more}"
