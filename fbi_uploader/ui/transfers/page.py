"""What runs and waits, of the person who sits here; what stands in the way, and the orders."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import InputError
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.persons import shared_account
from fbi_uploader.transfer.stages import UNFINISHED, Stage
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.models.sent_filesets import Which
from fbi_uploader.ui.models.underway import Password, Transfer
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.card import TransferCard
from fbi_uploader.ui.transfers.files import FilesDialog
from fbi_uploader.ui.transfers.limits import LimitsButton
from fbi_uploader.ui.transfers.passwords import PasswordBanner
from fbi_uploader.ui.transfers.speaking import node_name
from fbi_uploader.ui.transfers.traffic import Traffic
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, column
from fbi_uploader.ui.widgets.marks import Banner, Said, Sign, Tone
from fbi_uploader.ui.widgets.page import Page
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate


class Nothing(QWidget):
    """Nothing is under way: said kindly, with the way to the deposit."""

    def __init__(self, page: TransfersPage) -> None:
        super().__init__()
        sign = Sign("transfers", "text3", 28)
        title = label(Role.TITLE, lambda: translate("Transfers", "Nothing is under way"), wrap=True)
        words = label(
            tone="second",
            speak=lambda: translate(
                "Transfers",
                "What you send appears here, with its progress, until it is in place on the node.",
            ),
            wrap=True,
        )
        self.deposit = button(
            Kind.PRIMARY,
            lambda: translate("Transfers", "Prepare a deposit"),
            partial(page.go_to, "deposit"),
            icon="upload",
        )
        self.mydata = button(
            Kind.TEXT,
            lambda: translate("Transfers", "See what was sent"),
            partial(page.go_to, "mydata"),
        )
        for one in (title, words):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = column(None, sign, title, words, 8, self.deposit, self.mydata, None, None)
        for part in (sign, self.deposit, self.mydata):
            inner.setAlignment(part, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(inner)


class TransfersPage(Page):
    """Redrawn when the journal changed, and the figures a few times a second, while in sight."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.limits = LimitsButton(session)
        self.pause_all = button(Kind.PLAIN, self._pause_word, self._pause_or_go_on, icon="pause")
        super().__init__(
            lambda: translate("Transfers", "Transfers"), None, self.limits, self.pause_all
        )
        # The two lines stand together in the middle of the header.
        self.traffic = Traffic(session)
        self.cards: dict[str, TransferCard] = {}
        self.passwords: dict[Password, PasswordBanner] = {}
        self._in_place = False
        self._paused = Banner(Tone.PLAIN, "pause", self._paused_said)
        self._others = label(tone="second")
        self._nothing = Nothing(self)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(16)
        canvas = QWidget()
        whole = QVBoxLayout(canvas)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addWidget(self._paused)
        whole.addLayout(self._list)
        whole.addWidget(self._others)
        whole.addStretch(1)
        self._scroll = Scroll(canvas)
        self.inner.addWidget(self._scroll)
        self.inner.addWidget(self._nothing)
        self.traffic.changed.connect(self._show)
        self.traffic.moved.connect(self._move)
        session.settings_changed.connect(self._settings)
        session.nodes_changed.connect(self._show)
        say(self, self._show)

    # -- in sight or not

    def enter(self) -> None:
        """Read, and be drawn."""
        self._in_place = True
        self._watch()

    def leave(self) -> None:
        """Nobody looks."""
        self._in_place = False
        self._watch()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The window came back, from the tray perhaps."""
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The window went away."""
        super().hideEvent(event)
        self._watch()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What gives way in a narrow window."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        for card in self.cards.values():
            card.set_room(self._scroll.viewport().width())

    def _watch(self) -> None:
        self.traffic.show(shown=self._in_place and self.isVisible())

    # -- what it shows

    def _show(self) -> None:
        board = self.traffic.board
        here = {one.id for one in board.transfers}
        for gone in [id_ for id_ in self.cards if id_ not in here]:
            self._drop(self.cards.pop(gone))
        self._show_passwords()
        for place, one in enumerate(board.transfers):
            card = self._card(one)
            at = place + len(self.passwords)
            if self._list.indexOf(card) != at:
                self._list.insertWidget(at, card)
            card.tell(one)
        self._give_room()
        self._tell_others(board.others)
        something = bool(board.transfers or self.passwords or board.others)
        self._scroll.setVisible(something)
        self._nothing.setVisible(self.traffic.known and not something)
        self._settings()
        self._tell_caption(board.transfers)

    def _card(self, one: Transfer) -> TransferCard:
        if one.id not in self.cards:
            self.cards[one.id] = TransferCard(one, self.traffic, self._see, self._node)
        return self.cards[one.id]

    def _show_passwords(self) -> None:
        wanted = self.traffic.board.passwords
        for gone in [one for one in self.passwords if one not in wanted]:
            self._drop(self.passwords.pop(gone))
        for one in wanted:
            if one not in self.passwords:
                node = partial(self._node_name, one.node)
                made = PasswordBanner(one, node, self.traffic, shared=self._shared())
                self._list.insertWidget(len(self.passwords), made)
                self.passwords[one] = made

    def _drop(self, part: QWidget) -> None:
        self._list.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _move(self) -> None:
        for card in self.cards.values():
            card.move_on()

    def _tell_others(self, count: int) -> None:
        told = translate("Transfers", "%n submission(s) of other persons go on", None, count)
        self._others.setText(told)
        self._others.setVisible(count > 0)

    def _tell_caption(self, transfers: tuple[Transfer, ...]) -> None:
        running = sum(one.running for one in transfers)
        queued = sum(one.stage in UNFINISHED for one in transfers) - running
        stuck = sum(one.stage is Stage.FAILED for one in transfers)
        parts = (
            translate("Transfers", "%n being sent", None, running) if running else "",
            translate("Transfers", "%n in the queue", None, queued) if queued else "",
            translate("Transfers", "%n to be looked at", None, stuck) if stuck else "",
        )
        self.set_caption(" · ".join(part for part in parts if part))

    # -- pausing everything

    def _settings(self) -> None:
        paused = self.session.settings.all_paused
        self.pause_all.set_icon("play" if paused else "pause")
        self.pause_all.setText(self._pause_word())
        self._paused.setVisible(paused)

    def _pause_word(self) -> str:
        if self.session.settings.all_paused:
            return translate("Transfers", "Let all go on")
        return translate("Transfers", "Pause all")

    def _paused_said(self) -> Said:
        return Said(
            translate("Transfers", "All sending is paused on this PC"),
            translate("Transfers", "Nothing is lost: it goes on where it stood."),
        )

    def _pause_or_go_on(self) -> None:
        self.session.choose(all_paused=not self.session.settings.all_paused)

    # -- what cards ask for

    def _node(self, id_: str) -> Node | None:
        try:
            return self.session.app.node(id_)
        except InputError:  # its file is gone; the submission is told so
            return None

    def _node_name(self, id_: str) -> str:
        return node_name(self._node(id_), id_)

    def _shared(self) -> bool:
        app = self.session.app
        try:
            return shared_account(app.policy, app.persons.persons())
        except InputError:  # a damaged file is said elsewhere; nothing is kept in doubt
            return True

    def _see(self, which: Which, title: str) -> None:
        self.dialog = FilesDialog(self, self.session, which, title)
        self.dialog.open()

    def go_to(self, place: str) -> None:
        """Another place of the window."""
        show = getattr(self.window(), "show_place", None)
        if callable(show):
            show(place)
