"""The window: rail, places, banners above them, and what is told of the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from fbi_uploader.messages import message
from fbi_uploader.ui.banners import EngineBanner, banner_room
from fbi_uploader.ui.bridge import State
from fbi_uploader.ui.deposit.page import DepositPage
from fbi_uploader.ui.look import icons
from fbi_uploader.ui.rail import PLACES, Rail, Who
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.page import WIDE, Page
from fbi_uploader.ui.words import language, say, translate

if TYPE_CHECKING:
    from fbi_uploader.errors import UploaderError

SMALLEST = QSize(900, 620)
USUAL = QSize(1280, 800)


class Window(QWidget):
    """All of it. Only the place in sight is built before the first paint."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.may_close: Callable[[], bool] = lambda: True
        """Asked when somebody closes the window; false keeps the program alive (the tray)."""
        self.rail = Rail()
        self.stack = QStackedWidget()
        self.pages: dict[str, Page] = {}
        self.presence: QObject | None = None
        self._place = ""
        self._veiled: QWidget | None = None
        self.setWindowTitle("fbi_uploader")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(SMALLEST)
        self.resize(USUAL)
        self._lay_out()
        self._shortcuts()
        self.deposit = DepositPage(session)
        self.deposit.place_wanted.connect(self.show_place)
        self._add("deposit", self.deposit)
        self.show_place("deposit")

    def _lay_out(self) -> None:
        self.engine_banner = EngineBanner(self.session)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(banner_room(self.engine_banner))
        right.addWidget(self.stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.rail.chosen.connect(self.show_place)

    def _shortcuts(self) -> None:
        for number, place in enumerate(PLACES, 1):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _checked, at=place: self.show_place(at))
            self.addAction(action)

    # -- after the first paint

    def load(self) -> None:
        """What the first paint did not need: who, where to, the draft, the engine."""
        session = self.session
        self.deposit.load()
        session.engine.start()
        session.person_changed.connect(self._tell_person)
        session.node_changed.connect(self._tell_node)
        session.engine.state_changed.connect(self._tell_node)
        session.locked_changed.connect(self._tell_lock)
        self.rail.node.clicked.connect(self._offer_nodes)
        self.rail.person.clicked.connect(self._offer_persons)
        say(self.rail, self._tell_person)
        say(self.rail, self._tell_node)
        QTimer.singleShot(0, self._count_transfers)
        if not session.settings.welcomed:
            self._welcome()

    def _count_transfers(self) -> None:
        from fbi_uploader.ui.transfers.counting import Counter  # noqa: PLC0415 - after the paint

        self._counter = Counter(self.session, lambda n: self.rail.set_count("transfers", n))

    # -- places

    def show_place(self, place: str) -> None:
        """Bring a place into sight; it is built the first time."""
        if place == self._place or self._veiled is not None:
            return
        if place not in self.pages:
            self._add(place, _make(place, self.session))
        if self._place:
            self.pages[self._place].leave()
        self._place = place
        self.rail.show_place(place)
        self.stack.setCurrentWidget(self.pages[place])
        self.pages[place].enter()

    @property
    def place(self) -> str:
        """The one in sight."""
        return self._place

    def _add(self, place: str, page: Page) -> None:
        self.pages[place] = page
        self.stack.addWidget(page)

    # -- node and person

    def _tell_node(self) -> None:
        node = self.session.node
        names = node.names.fr if language() == "fr" else node.names.en
        below = translate("Window", "Node")
        if node.sandbox:
            below = translate("Window", "Stays on this PC")
        elif self.session.engine.state is not State.RUNNING:
            below = translate("Window", "Node · starting…")
        self.rail.node.icon_name = "monitor" if node.sandbox else "server"
        self.rail.node.tell(names, below)

    def _tell_person(self) -> None:
        name = self.session.person.name
        parts = [part[0].upper() for part in name.replace(".", " ").split()]
        initials = "".join((parts or ["?"])[:1] + parts[1:][-1:])
        self.rail.person.tell(name, translate("Window", "Change account"), initials)

    def _offer_nodes(self) -> None:
        menu = self._menu(self.rail.node)
        chosen = self.session.node.id
        for node in self.session.nodes():
            name = node.names.fr if language() == "fr" else node.names.en
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(node.id == chosen)
            action.triggered.connect(
                lambda _checked, wanted=node.id: self.session.choose_node(wanted)
            )
        menu.addSeparator()
        menu.addAction(translate("Window", "Settings of the nodes"), self._open_settings)
        self._pop_up(menu, self.rail.node)

    def _offer_persons(self) -> None:
        menu = self._menu(self.rail.person)
        here = self.session.person.name
        for person in self.session.persons():
            action = menu.addAction(person.name)
            action.setCheckable(True)
            action.setChecked(person.name == here)
            action.triggered.connect(
                lambda _checked, wanted=person.name: self.session.choose_person(wanted)
            )
        menu.addSeparator()
        lock = menu.addAction(translate("Window", "Lock the window"), self.session.lock)
        lock.setIcon(icons.icon("lock"))
        menu.addAction(translate("Window", "Persons of this PC"), lambda: self._open_settings(3))
        self._pop_up(menu, self.rail.person)

    def _menu(self, owner: Who) -> QMenu:
        menu = QMenu(owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _pop_up(self, menu: QMenu, beside: Who) -> None:
        corner = beside.mapToGlobal(beside.rect().topRight())
        corner.setY(corner.y() + beside.height() - menu.sizeHint().height())
        menu.popup(corner)

    def _open_settings(self, tab: int = 0) -> None:
        self.show_place("settings")
        page = self.pages["settings"]
        show = getattr(page, "show_tab", None)
        if callable(show):
            show(tab)

    # -- lock and welcome

    def _tell_lock(self) -> None:
        if self.session.locked:
            from fbi_uploader.ui.lock import LockPage  # noqa: PLC0415 - when first locked

            self._veil(LockPage(self.session))
        else:
            self._unveil()

    def _welcome(self) -> None:
        from fbi_uploader.ui.welcome import Welcome  # noqa: PLC0415 - once an account

        page = Welcome(self.session)
        page.done.connect(self._unveil)
        self._veil(page)

    def _veil(self, page: QWidget) -> None:
        """Show one page in the place of all others, which cannot be reached meanwhile."""
        self._unveil()
        self._veiled = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.rail.setEnabled(False)
        page.setFocus()

    def _unveil(self) -> None:
        page, self._veiled = self._veiled, None
        if page is None:
            return
        self.rail.setEnabled(True)
        self.stack.setCurrentWidget(self.pages[self._place])
        self.stack.removeWidget(page)
        page.deleteLater()
        self.pages[self._place].enter()

    # -- what others ask of it

    def come_to_front(self) -> None:
        """Be seen: somebody started the program once more, or asked in the tray."""
        state = self.windowState() & ~Qt.WindowState.WindowMinimized
        self.setWindowState(state)
        self.show()
        self.raise_()
        self.activateWindow()

    def tell_failure(self, error: UploaderError) -> None:
        """Say something that stands in nobody's way."""
        self.engine_banner.tell_failure(message(error, language()))

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrow rail in a narrow window."""
        super().resizeEvent(event)
        self.rail.set_narrow(narrow=self.width() < WIDE)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """While something is sent, the program goes on in the tray."""
        self.deposit.save_now()
        if self.may_close():
            event.accept()
        else:
            event.ignore()
            self.hide()


def _make(place: str, session: Session) -> Page:
    """Build a place when it is first asked for."""
    if place == "transfers":
        from fbi_uploader.ui.transfers.page import TransfersPage  # noqa: PLC0415 - see above

        return TransfersPage(session)
    if place == "mydata":
        from fbi_uploader.ui.mydata.page import MyDataPage  # noqa: PLC0415

        return MyDataPage(session)
    from fbi_uploader.ui.settings.page import SettingsPage  # noqa: PLC0415

    return SettingsPage(session)
