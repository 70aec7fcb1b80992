"""Persons of this PC: who is listed, what a shared account means, and who may go."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.nodes.persons import LoginAt, Person
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.persons import ASKED, FORM, PersonsTab
from tests.ui.settings_tools import own_node

CAMILLE = Person(name="Camille Roux", login="c.roux")
NOEL = Person(name="Noël", login="noel")
_PATIENCE = 20_000


def opened(session: Session, qtbot: QtBot) -> PersonsTab:
    """The page, in sight."""
    made = PersonsTab(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.enter()
    return made


def deposit(session: Session, person: str, stage: Stage, code: Code | None = None) -> None:
    """A submission of somebody's, as it stands in the journal."""
    journal = session.app.journal()
    reason = (code, json.dumps({})) if code else (None, None)
    id_ = f"00000000-0000-7000-8000-{abs(hash((person, stage, code))) % 10**12:012}"
    try:
        with journal.transaction() as connection:
            connection.execute(
                "INSERT INTO submissions (id, node, route, person, manager, landing, frozen,"
                " stage, code, facts, created_at) VALUES (?, 'salle', 'smb', ?, 'm', '', '{}',"
                " ?, ?, ?, ?)",
                (id_, person, stage, *reason, datetime.now(UTC).isoformat()),
            )
    finally:
        journal.close()


def words_in(tab: PersonsTab) -> str:
    """All that is in sight."""
    return "\n".join(one.text() for one in tab.findChildren(QLabel) if one.isVisible())


def test_the_owner_is_written_down_when_somebody_else_comes(session: Session, qtbot: QtBot) -> None:
    owner = session.person
    tab = opened(session, qtbot)
    assert list(tab.rows) == [owner.name]
    assert not session.app.persons.persons()
    QTest.keyClick(tab.add, Qt.Key.Key_Space)
    qtbot.waitUntil(tab.form.name.line.hasFocus)
    QTest.keyClicks(tab.form.name.line, "Camille Roux")
    QTest.keyClick(tab.form.name.line, Qt.Key.Key_Tab)
    QTest.keyClicks(tab.focusWidget(), "c.roux")
    QTest.keyClick(tab.focusWidget(), Qt.Key.Key_Return)
    assert [one.name for one in session.app.persons.persons()] == [owner.name, "Camille Roux"]
    assert list(tab.rows) == [owner.name, "Camille Roux"]
    assert session.person == owner
    assert "Plusieurs personnes partagent ce compte" in words_in(tab)


def test_logins_that_differ_are_kept_for_their_endpoint(session: Session, qtbot: QtBot) -> None:
    own_node(session)
    gone = LoginAt(node="gone", endpoint="irods", login="x")
    session.app.persons.put(CAMILLE.model_copy(update={"logins": (gone,)}))
    tab = opened(session, qtbot)
    field = tab.form.logins["salle", "smb"]
    assert field.line.placeholderText() == "c.roux"
    QTest.keyClicks(field.line, "INSTITUT\\roux")
    tab.form.save.click()
    person = session.app.persons.get("Camille Roux")
    assert person.login_at("salle", "smb") == "INSTITUT\\roux"
    assert person.login_at("gone", "irods") == "x"
    field = tab.form.logins["salle", "smb"]
    field.line.selectAll()
    QTest.keyClick(field.line, Qt.Key.Key_Delete)
    tab.form.save.click()
    assert session.app.persons.get("Camille Roux").login_at("salle", "smb") == "c.roux"


@pytest.mark.parametrize(("name", "login"), [("", "c"), ("C", ""), ("C", "a b"), ("NOËL", "n")])
def test_what_cannot_be_is_said(session: Session, qtbot: QtBot, name: str, login: str) -> None:
    session.app.persons.put(NOEL)
    tab = opened(session, qtbot)
    tab.begin_new()
    tab.form.name.put(name)
    tab.form.login.put(login)
    tab.form.save.click()
    assert tab.form.name.is_wrong or tab.form.login.is_wrong
    assert session.app.persons.persons() == (NOEL,)


def test_a_name_changes_as_long_as_nothing_bears_it(session: Session, qtbot: QtBot) -> None:
    session.app.persons.put(CAMILLE)
    session.app.persons.put(NOEL)
    session.choose(person="Camille Roux")
    tab = opened(session, qtbot)
    tab.show_person("Camille Roux")
    tab.form.name.line.selectAll()
    QTest.keyClicks(tab.form.name.line, "Camille Leroux")
    tab.form.save.click()
    assert {one.name for one in session.app.persons.persons()} == {"Noël", "Camille Leroux"}
    assert session.person.name == "Camille Leroux"


def test_a_name_that_deposits_bear_stays(session: Session, qtbot: QtBot) -> None:
    session.app.persons.put(CAMILLE)
    deposit(session, "Camille Roux", Stage.PUBLISHED)
    tab = opened(session, qtbot)
    qtbot.waitUntil(tab.form.name.line.isReadOnly)
    assert "portent ce nom" in tab.form.name.line.accessibleDescription()
    assert not tab.form.login.line.isReadOnly()
    tab.begin_new()
    assert not tab.form.name.line.isReadOnly()
    tab.show_person("Camille Roux")
    assert tab.form.name.line.isReadOnly()


def test_whose_queue_waits_for_a_password_is_said(session: Session, qtbot: QtBot) -> None:
    for person in (CAMILLE, NOEL):
        session.app.persons.put(person)
    deposit(session, "Noël", Stage.QUEUED, Code.CREDENTIALS_MISSING)
    deposit(session, "Noël", Stage.WAITING, Code.CREDENTIALS)
    deposit(session, "Camille Roux", Stage.QUEUED)
    tab = opened(session, qtbot)
    qtbot.waitUntil(lambda: "En attente du mot de passe de\u00a0: Noël (2 dépôts)" in words_in(tab))
    assert tab.rows["Noël"].shown.state_icon == "key"
    assert tab.rows["Camille Roux"].shown.state_icon == ""


def test_a_person_goes_after_one_question(session: Session, qtbot: QtBot) -> None:
    session.engine.start()
    own_node(session)
    for person in (CAMILLE, NOEL):
        session.app.persons.put(person)
    session.choose(person="Camille Roux")
    tab = opened(session, qtbot)
    tab.show_person("Camille Roux")
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    assert "reçus" in words_in(tab)
    tab.question.called_off.emit()
    assert tab.stack.currentIndex() == FORM
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    tab.question.yes.click()
    qtbot.waitUntil(lambda: list(tab.rows) == ["Noël"], timeout=_PATIENCE)
    assert session.person.name == "Noël"
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    assert not tab.question.yes.isEnabled()


def test_nobody_goes_whose_deposits_are_not_finished(session: Session, qtbot: QtBot) -> None:
    for person in (CAMILLE, NOEL):
        session.app.persons.put(person)
    deposit(session, "Noël", Stage.SENDING)
    tab = opened(session, qtbot)
    tab.show_person("Noël")
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    assert not tab.question.yes.isEnabled()
    assert "1 dépôt de cette personne n’est pas terminé" in words_in(tab)
