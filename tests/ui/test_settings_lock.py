"""The locked window, and the first minute of a new account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader import settings
from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui.lock import LockPage
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer
from fbi_uploader.ui.welcome import Welcome
from tests.ui.settings_tools import own_node

_PATIENCE = 20_000
KNOWN = "".join(("s3", "cret"))


@pytest.fixture
def locked(session: Session) -> Session:
    """Two persons, Camille's window locked, and an engine that knows her password."""
    own_node(session)
    for name in ("Camille", "Noël"):
        session.app.persons.put(Person(name=name, login=name[0].lower()))
    session.choose(person="Camille")
    session.lock()
    session.engine.start()
    return session


@pytest.fixture
def page(locked: Session, qtbot: QtBot) -> Iterator[LockPage]:
    """The page, with the keyboard on it."""
    answers: list[Answer] = []
    locked.engine.ask(
        "login",
        answers.append,
        node="salle",
        person="Camille",
        endpoint="smb",
        secret=KNOWN,
        keep=False,
    )
    qtbot.waitUntil(lambda: bool(answers), timeout=_PATIENCE)
    assert answers[0].ok
    made = LockPage(locked)
    made.resize(900, 620)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(made.rows["Camille"].hasFocus)
    yield made
    made.close()


def words_in(page: QWidget) -> str:
    """All that is in sight."""
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_a_known_password_opens_and_another_does_not(
    page: LockPage, locked: Session, qtbot: QtBot
) -> None:
    assert page.password.isHidden()
    QTest.keyClick(page.rows["Camille"], Qt.Key.Key_Space)
    qtbot.waitUntil(page.password.line.hasFocus, timeout=_PATIENCE)
    assert "Un des mots de passe de Camille" in words_in(page)
    QTest.keyClicks(page.password.line, "wrong")
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "n’est pas un mot de passe connu" in words_in(page), timeout=_PATIENCE)
    assert locked.locked
    assert not page.password.is_filled()
    QTest.keyClicks(page.password.line, KNOWN)
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.locked, timeout=_PATIENCE)
    assert locked.person.name == "Camille"


def test_a_person_without_a_known_password_just_sits_down(
    page: LockPage, locked: Session, qtbot: QtBot
) -> None:
    QTest.keyClick(page.rows["Camille"], Qt.Key.Key_Down)
    assert page.chosen == "Noël"
    qtbot.waitUntil(lambda: not locked.locked, timeout=_PATIENCE)
    assert locked.person.name == "Noël"


def test_it_says_that_sending_goes_on(page: LockPage) -> None:
    assert "Rien n’est en cours d’envoi." in words_in(page)
    page._counted(2)
    assert "2 dépôts continuent d’être envoyés." in words_in(page)


# -- welcome


@pytest.fixture
def welcome(session: Session, qtbot: QtBot) -> Iterator[Welcome]:
    """The page, in the smallest window."""
    own_node(session)
    made = Welcome(session)
    made.resize(816, 620)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def test_the_facilitys_node_comes_first_and_the_sandbox_is_offered(welcome: Welcome) -> None:
    assert welcome.node.value() == "salle"
    offered = [welcome.node.choice.itemData(at) for at in range(welcome.node.choice.count())]
    assert offered == ["salle", "sandbox"]


def test_it_is_filled_in_by_keyboard(welcome: Welcome, session: Session, qtbot: QtBot) -> None:
    welcome.name.line.setFocus()
    welcome.name.line.selectAll()
    QTest.keyClicks(welcome.name.line, "Camille Roux")
    QTest.keyClick(welcome.name.line, Qt.Key.Key_Tab)
    assert welcome.login.line.hasFocus()
    QTest.keyClicks(welcome.login.line, "c.roux")
    QTest.keyClick(welcome.login.line, Qt.Key.Key_Tab)
    assert welcome.node.choice.hasFocus()
    QTest.keyClick(welcome.node.choice, Qt.Key.Key_Down)
    assert "rien ne quitte ce PC" in words_in(welcome)
    with qtbot.waitSignal(welcome.done):
        QTest.keyClick(welcome.start, Qt.Key.Key_Space)
    assert session.app.persons.persons() == (Person(name="Camille Roux", login="c.roux"),)
    assert session.node.id == "sandbox"
    kept = settings.load(session.home.settings)
    assert (kept.welcomed, kept.person) == (True, "Camille Roux")


def test_a_login_with_spaces_is_refused_in_words(
    welcome: Welcome, session: Session, qtbot: QtBot
) -> None:
    welcome.login.put("deux mots")
    welcome.start.click()
    assert welcome.login.is_wrong
    assert not session.app.persons.persons()
    assert not session.settings.welcomed


def test_it_can_be_passed_over(welcome: Welcome, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(welcome.done):
        QTest.keyClick(welcome.name.line, Qt.Key.Key_Escape)
    assert session.settings.welcomed
    assert not session.app.persons.persons()


def test_it_is_no_longer_than_the_smallest_window(welcome: Welcome) -> None:
    bar = welcome.scrolling.verticalScrollBar()
    assert bar.maximum() == 0
