"""Rate and hours, language and look: in force at once, and kept."""

from __future__ import annotations

from datetime import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader import settings
from fbi_uploader.ui import words
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.look import LookTab
from fbi_uploader.ui.settings.nodes import NodesTab
from fbi_uploader.ui.settings.page import SettingsPage
from fbi_uploader.ui.settings.rate import RateTab


def kept(session: Session) -> settings.Settings:
    """What stands in the file."""
    return settings.load(session.home.settings)


def test_a_cap_is_kept_in_bytes(session: Session, qtbot: QtBot) -> None:
    tab = RateTab(session)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.cap.isHidden()
    QTest.keyClick(tab.capped.toggle, Qt.Key.Key_Space)
    assert not tab.cap.isHidden()
    assert kept(session).bandwidth == 20_000_000
    tab.cap.line.selectAll()
    QTest.keyClicks(tab.cap.line, "12,5")
    assert kept(session).bandwidth == 12_500_000
    tab.cap.line.selectAll()
    QTest.keyClicks(tab.cap.line, "0")
    assert tab.cap.is_wrong
    assert kept(session).bandwidth == 12_500_000
    QTest.keyClick(tab.capped.toggle, Qt.Key.Key_Space)
    assert kept(session).bandwidth is None


def test_quiet_hours_over_midnight(session: Session, qtbot: QtBot) -> None:
    tab = RateTab(session)
    qtbot.addWidget(tab)
    QTest.keyClick(tab.quiet.toggle, Qt.Key.Key_Space)
    assert (kept(session).quiet_from, kept(session).quiet_to) == ("08:00", "18:00")
    tab.end.time.setTime(tab.end.time.minimumTime())
    tab.end.time.setTime(tab.begin.time.time())
    assert tab.end.is_wrong
    tab.begin.put(time(18, 0))
    QTest.keyClick(tab.end.time, Qt.Key.Key_Down)
    assert not tab.end.is_wrong
    assert (kept(session).quiet_from, kept(session).quiet_to) == ("18:00", "07:00")
    assert "le lendemain" in [one.text() for one in tab.findChildren(QLabel)]
    QTest.keyClick(tab.quiet.toggle, Qt.Key.Key_Space)
    assert (kept(session).quiet_from, kept(session).quiet_to) == ("", "")


def test_language_changes_at_once_and_is_kept(session: Session, qtbot: QtBot) -> None:
    tab = LookTab(session)
    qtbot.addWidget(tab)
    tab.language.options["en"].click()
    assert words.language() == "en"
    assert tab.language.label.text() == "Language"
    assert kept(session).language == "en"
    tab.language.options["fr"].click()
    assert tab.language.label.text() == "Langue"


def test_look_changes_at_once_and_is_kept(session: Session, qtbot: QtBot) -> None:
    tab = LookTab(session)
    qtbot.addWidget(tab)
    tab.theme.options["dark"].click()
    assert theme.is_dark()
    assert kept(session).theme == "dark"
    tab.theme.options["light"].click()
    assert not theme.is_dark()


def test_tabs_by_keyboard_and_by_index(session: Session, qtbot: QtBot) -> None:
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.tabs[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.tabs[0], Qt.Key.Key_Right)
    assert page.stack.currentWidget() is page.tab(1)
    page.show_tab(3)
    assert page.stack.currentWidget() is page.tab(3)
    assert page.tabs[3].isChecked()


def test_everything_that_takes_the_keyboard_has_a_name(session: Session, qtbot: QtBot) -> None:
    page = SettingsPage(session)
    qtbot.addWidget(page)
    for index in range(4):
        page.show_tab(index)
    nodes = page.tab(0)
    assert isinstance(nodes, NodesTab)
    for section in ("smb", "irods", "folder", "omero", "quay"):
        nodes.new.begin(session.node, section)
    controls = [
        one
        for one in page.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.parentWidget() is not None
    ]
    nameless = [one for one in controls if not _named(one)]
    assert len(controls) > 40
    assert nameless == []


def test_nothing_is_a_window_of_its_own_for_a_moment(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    watcher = _Windows()
    qapp.installEventFilter(watcher)
    page = SettingsPage(session)
    qtbot.addWidget(page)
    for index in range(4):
        page.show_tab(index)
    qapp.removeEventFilter(watcher)
    assert watcher.shown == []


class _Windows(QObject):
    """Sees widgets that are shown without a parent."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def _named(widget: QWidget) -> bool:
    text = getattr(widget, "text", None)
    inner = widget.parentWidget()
    owner = inner.accessibleName() if inner is not None else ""
    return bool(widget.accessibleName() or (text and text()) or owner)
