"""The whole window, walked through with the keyboard alone; also in a child process."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from fbi_uploader.transfer.journal import records
from fbi_uploader.ui.deposit.making import Steps
from fbi_uploader.ui.mydata.page import MyDataPage
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.page import TransfersPage
from fbi_uploader.ui.window import Window
from tests.ui.dragging import drag_at

Key = Qt.Key
Held = Qt.KeyboardModifier
NONE, CTRL, SHIFT = Held.NoModifier, Held.ControlModifier, Held.ShiftModifier
SECONDS = 20.0
SAID = "Coupes fixées, vues de dessus"


def until(true: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        QTest.qWait(10)


def opened(session: Session, width: int = 1280, height: int = 800) -> Window:
    """The window as the program opens it, with the engine started."""
    window = Window(session)
    window.resize(width, height)
    window.show()
    window.load()
    window.activateWindow()
    until(window.isActiveWindow, "an active window")
    return window


def let_go(target: QWidget, *paths: Path) -> Qt.DropAction:
    """Hold files over a widget and let go, to move them; what the widget answers."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    middle = target.rect().center()
    left = Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(drag_at(middle), both, data, left, NONE)
    QApplication.sendEvent(target, entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(middle), both, data, left, NONE)
    dropped.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, dropped)
    return dropped.dropAction() if dropped.isAccepted() else Qt.DropAction.IgnoreAction


class Walker:
    """Keys go where the keyboard is, as with a real one."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @property
    def steps(self) -> Steps:
        """Of the deposit."""
        assert self.window.deposit.steps is not None
        return self.window.deposit.steps

    def press(self, key: Key, held: Held = NONE) -> None:
        """One key."""
        QTest.keyClick(self._here(), key, held)

    def type(self, text: str) -> None:
        """Letters, accents too, which QTest does not know."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self._here(), QKeyEvent(kind, 0, NONE, letter))

    def _here(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def tab_to(self, wanted: Callable[[QWidget], bool], what: str, most: int = 120) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(most):
            here = QApplication.focusWidget()
            if here is not None and wanted(here):
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {what}")

    def _menu_gone(self) -> None:
        until(lambda: QApplication.activePopupWidget() is None, "the menu is gone")
        self.window.activateWindow()  # offscreen there is no window manager that would
        until(QApplication.focusWidget, "the keyboard is back in the window", 5)

    def go_on(self) -> None:
        """To the button that leads on, and press it."""
        button = self.window.deposit.next
        until(button.isEnabled, button.text())
        self.tab_to(lambda here: here is button, button.text())
        self.press(Key.Key_Space)

    # -- the way

    def welcome(self) -> None:
        """Pass it over, where it is."""
        if not self.window.session.settings.welcomed:
            self.press(Key.Key_Escape)
        until(lambda: self.window.session.settings.welcomed, "the welcome is over")

    def drop(self, *paths: Path) -> None:
        """Files dropped by somebody who moves them."""
        assert let_go(self.steps.drop, *paths) is Qt.DropAction.CopyAction
        deposit = self.window.deposit.deposit
        until(lambda: len(deposit.shelf) and not deposit.scanning, "filesets")

    def choose_node(self, name: str) -> None:
        """In the rail's menu."""
        self.tab_to(lambda here: here is self.window.rail.node, "the node")
        self.press(Key.Key_Space)
        until(QApplication.activePopupWidget, "the menu of nodes")
        for _ in range(20):
            self.press(Key.Key_Down)
            action = getattr(QApplication.activePopupWidget(), "activeAction", lambda: None)()
            if action is not None and action.text() == name:
                break
        self.press(Key.Key_Return)
        self._menu_gone()
        until(lambda: self.window.rail.node.text() == name, name)

    def organise(self, investigation: str, assay: str) -> None:
        """One assay with everything in it."""
        deposit = self.window.deposit.deposit
        assert self.window.deposit.index == 1
        self.press(Key.Key_N, CTRL)
        self._name(assay)
        self.press(Key.Key_M, CTRL)
        until(QApplication.activePopupWidget, "the menu of assays")
        self.press(Key.Key_Down)
        self.press(Key.Key_Return)
        self._menu_gone()
        until(self.steps.organise.may_go_on, "filesets in the assay")
        self.tab_to(lambda here: here is self.steps.organise.tree, "the tree")
        self.press(Key.Key_Home)
        self.press(Key.Key_F2)
        self._name(investigation)
        until(lambda: deposit.sheet.investigation.name == investigation, investigation)

    def _name(self, name: str) -> None:
        editor = self.steps.organise.editor.edit
        until(lambda: QApplication.focusWidget() is editor, "the field of the name")
        self.press(Key.Key_A, CTRL)
        self.type(name)
        self.press(Key.Key_Return)

    def describe(self) -> None:
        """Words in the first field that takes several lines."""
        assert self.window.deposit.index == 2
        self.tab_to(lambda here: isinstance(here, QPlainTextEdit), "a description")
        self.type(SAID)
        sheet = self.window.deposit.deposit
        until(lambda: SAID in sheet.sheet.model_dump_json(), "the description is kept")

    def deposit(self, investigation: str, assay: str, *paths: Path) -> str:
        """All of it, to the end; the submission's id."""
        self.drop(*paths)
        self.go_on()
        self.organise(investigation, assay)
        self.go_on()
        self.describe()
        self.go_on()
        check = self.steps.check
        until(lambda: check.planned is not None or check.refused is not None, "a plan")
        assert check.planned is not None, check.refused
        submission = check.planned.submission
        self.go_on()
        until(lambda: self.window.deposit.index == 4, "sent")
        return submission

    def stage(self, submission: str) -> str:
        """As the journal tells it."""
        with closing(self.window.session.app.journal(read_only=True)) as journal:
            return str(records.submission(journal, submission).stage)

    def place(self, number: int, name: str) -> QWidget:
        """Ctrl and its number."""
        self.press(Key(Key.Key_0 + number), CTRL)
        assert self.window.place == name
        QTest.qWait(50)
        return self.window.pages[name]

    def transfers(self) -> TransfersPage:
        """That page."""
        page = self.place(2, "transfers")
        assert isinstance(page, TransfersPage)
        return page

    def timeline(self, submission: str, wanted: str) -> str:
        """What My data says of a submission's way, in words, once the wanted ones are there."""
        page = self.place(3, "mydata")
        assert isinstance(page, MyDataPage)
        until(lambda: page.listing.all, "submissions")
        timeline = page.detail.timeline
        until(lambda: wanted in timeline.accessibleName(), f"{wanted} in the timeline")
        summary = page.detail.summary
        assert summary is not None
        assert summary.id == submission
        return timeline.accessibleName()

    def settings(self) -> None:
        """Every tab of that page."""
        page = self.place(4, "settings")
        show = getattr(page, "show_tab", None)
        assert callable(show)
        for tab in range(4):
            show(tab)
            QTest.qWait(50)
