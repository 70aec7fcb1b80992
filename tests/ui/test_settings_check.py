"""Tests of a connection, against real endpoints, by a real engine; and the passwords they need."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.checks import Outcome
from fbi_uploader.ui.settings.nodes import NodesTab
from fbi_uploader.ui.settings.results import Results
from fbi_uploader.ui.trouble import Trouble
from fbi_uploader.ui.widgets.fields import ToggleField
from tests.servers.fixtures import Place
from tests.ui.settings_tools import own_node

_PATIENCE = 20_000


@pytest.fixture
def tab(session: Session, qtbot: QtBot) -> NodesTab:
    """The page of the nodes, in sight, and a person who sits there."""
    session.app.persons.put(Person(name="Camille", login="c.roux"))
    session.engine.start()
    made = NodesTab(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def outcome(tab: NodesTab, node: str, kind: str) -> Outcome | None:
    """Of the last test."""
    check = tab.checks.of(node, kind, "Camille")
    return check.outcome if check else None


def words_in(results: Results) -> str:
    """All that is said of a test."""
    return "\n".join(one.text() for one in results.findChildren(QLabel) if not one.isHidden())


def press(results: Results, word: str) -> None:
    """A button of the result, by its word; those of the result before are gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = [one for one in results.findChildren(QPushButton) if one.text() == word]
    assert len(found) == 1
    found[0].click()


def share_at(session: Session, place: Place) -> None:
    """An own node whose share is a real one."""
    own_node(session, host=place.host, port=place.port, share=place.share, path=place.path)


def test_the_sandbox_is_tested_with_every_step(tab: NodesTab, qtbot: QtBot) -> None:
    tab.show_node("sandbox")
    tab.card.side.test_button.click()
    qtbot.waitUntil(lambda: outcome(tab, "sandbox", "folder") is Outcome.WORKS, timeout=_PATIENCE)
    text = words_in(tab.card.results)
    for word in ("écrit", "relu", "renommé", "supprimé"):
        assert f"Fichier d’essai {word}" in text
    assert "ms" in text
    assert tab.card.rows["folder"].shown.state.startswith("Fonctionne")


def test_a_closed_port_is_said_with_what_was_not_tried(
    tab: NodesTab, session: Session, qtbot: QtBot
) -> None:
    own_node(session, host="127.0.0.1", port=9)
    tab.enter()
    tab.show_node("salle")
    tab.card.run_all()
    qtbot.waitUntil(lambda: outcome(tab, "salle", "smb") is Outcome.FAILED, timeout=_PATIENCE)
    text = words_in(tab.card.results)
    assert "Serveur trouvé" in text
    assert "Port fermé" in text
    assert "Non testé\u00a0: compte" in text
    assert tab.card.rows["smb"].shown.state_tint == "err"


def test_a_real_share_wants_the_password_and_then_works(
    tab: NodesTab, session: Session, smb_place: Place, qtbot: QtBot
) -> None:
    share_at(session, smb_place)
    tab.enter()
    tab.show_node("salle")
    account = tab.card.side.account
    account.login.line.selectAll()
    QTest.keyClicks(account.login.line, smb_place.user)
    QTest.keyClicks(account.password.line, "wrong")
    QTest.keyClick(account.password.line, Qt.Key.Key_Return)
    assert not account.password.is_filled()  # gone from the window at once
    qtbot.waitUntil(lambda: outcome(tab, "salle", "smb") is Outcome.FAILED, timeout=_PATIENCE)
    assert "Compte refusé" in words_in(tab.card.results)
    QTest.keyClicks(account.password.line, smb_place.password)
    tab.card.side.test_button.click()
    qtbot.waitUntil(lambda: outcome(tab, "salle", "smb") is Outcome.WORKS, timeout=_PATIENCE)
    assert "Compte accepté" in words_in(tab.card.results)
    assert session.person.login_at("salle", "smb") == smb_place.user
    assert session.person.login == "c.roux"
    qtbot.waitUntil(lambda: tab.knowledge.where("salle", "smb") == "memory", timeout=_PATIENCE)
    kept = b"".join(one.read_bytes() for one in session.home.root.rglob("*") if one.is_file())
    assert smb_place.password.encode() not in kept
    account.forget.click()
    qtbot.waitUntil(lambda: tab.knowledge.where("salle", "smb") == "none", timeout=_PATIENCE)
    assert account.forget.isHidden()


def test_a_password_is_not_taken_along_to_another_endpoint(
    tab: NodesTab, session: Session, qtbot: QtBot
) -> None:
    own_node(session)
    own_node(session, "Autre")
    tab.enter()
    tab.show_node("salle")
    QTest.keyClicks(tab.card.side.account.password.line, "s3cret")
    tab.show_node("autre")
    assert not tab.card.side.account.password.is_filled()


def test_a_login_with_spaces_is_refused_in_words(
    tab: NodesTab, session: Session, qtbot: QtBot
) -> None:
    own_node(session)
    tab.enter()
    tab.show_node("salle")
    account = tab.card.side.account
    account.login.line.selectAll()
    QTest.keyClicks(account.login.line, "deux mots")
    tab.card.side.test_button.click()
    assert account.login.is_wrong
    assert outcome(tab, "salle", "smb") is None


def test_a_changed_node_has_to_be_tested_again(
    tab: NodesTab, session: Session, qtbot: QtBot
) -> None:
    own_node(session, from_here=False)
    tab.enter()
    tab.show_node("salle")
    tab.card.run()
    qtbot.waitUntil(lambda: outcome(tab, "salle", "smb") is Outcome.ELSEWHERE, timeout=_PATIENCE)
    form = tab.card.side.form
    assert form is not None
    here = form.fields["from_here"]
    assert isinstance(here, ToggleField)
    here.toggle.click()
    tab.card.side.keep.click()
    assert outcome(tab, "salle", "smb") is None


def test_the_letter_has_the_facts_and_no_secret(
    tab: NodesTab,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "n.toml"
    file.write_text(
        'id = "n"\nnames = { fr = "Nice", en = "Nice" }\ncontact = { email = "a@example.org" }\n'
        '[smb]\nhost = "127.0.0.1"\nport = 9\nshare = "buffer"\n'
    )
    tab.take_files([str(file)])
    QTest.keyClicks(tab.card.side.account.password.line, "s3cret")
    tab.card.side.account.begin()
    qtbot.waitUntil(lambda: outcome(tab, "n", "smb") is Outcome.FAILED, timeout=_PATIENCE)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    press(tab.card.results, "Écrire à la plateforme")
    letter = unquote(opened[0].toString(QUrl.ComponentFormattingOption.FullyEncoded))
    assert letter.startswith("mailto:a@example.org?subject=fbi_uploader\u00a0: Nice, Partage")
    for fact in ("code: node_unreachable", "node: n", "user: c.roux", "step: port", "127.0.0.1:9"):
        assert fact in letter
    assert "s3cret" not in letter
    press(tab.card.results, "Copier le détail")
    assert "code: node_unreachable" in QGuiApplication.clipboard().text()


def test_hostile_facts_do_not_break_the_letter(qtbot: QtBot, session: Session) -> None:
    results = Results()
    qtbot.addWidget(results)
    node = own_node(session)
    results.tell(node, "smb", "c.roux", None)
    trouble = Trouble(Code.TARGET_DENIED, {"path": "a&b=c#d\u00a0%25é\n" + "x" * 4000})
    incident = results.incident(trouble, "write")
    assert incident is not None
    letter = incident.letter()
    assert letter.isValid()
    assert len(letter.toEncoded().data()) < 2048
    shown = unquote(letter.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    assert "a&b=c#d\u00a0%25é" in shown


def test_a_dead_engine_is_said_and_not_waited_for(session: Session, qtbot: QtBot) -> None:
    session.engine.start()
    tab = NodesTab(session)
    qtbot.addWidget(tab)
    person = session.person.name
    qtbot.waitUntil(lambda: session.engine.state.value == "running", timeout=_PATIENCE)
    own_node(session, host="127.0.0.1", port=9)
    tab.enter()
    tab.show_node("salle")
    tab.card.run()
    session.engine.restart()
    qtbot.waitUntil(
        lambda: (check := tab.checks.of("salle", "smb", person)) is not None and not check.running,
        timeout=_PATIENCE,
    )
    check = tab.checks.of("salle", "smb", person)
    assert check is not None
    assert check.outcome is Outcome.FAILED
