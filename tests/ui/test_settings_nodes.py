"""Nodes in the settings: coming by drop and by form, changed, and going."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fbi_uploader.nodes.load import load_node
from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.nodes import ASKED, CARD, MISTAKES, NEW, NodesTab
from fbi_uploader.ui.widgets.fields import TextField, ToggleField
from tests.ui.settings_tools import BAD, GOOD, drop, files_of, node_file, own_node


@pytest.fixture
def tab(session: Session, qtbot: QtBot) -> NodesTab:
    """The page of the nodes, in sight."""
    made = NodesTab(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def words_in(tab: NodesTab) -> str:
    """All that labels say in the part at the right."""
    page = tab.stack.currentWidget()
    shown = page.findChildren(QLabel) if page is not None else []
    return "\n".join(one.text() for one in shown if not one.isHidden())


# -- dropping


def test_a_dropped_node_file_is_added_and_in_sight(
    tab: NodesTab, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    file = node_file(tmp_path)
    with qtbot.waitSignal(session.nodes_changed):
        welcome, action = drop(tab, files_of(file))
    assert welcome
    assert action is Qt.DropAction.CopyAction  # a move would delete the person's file
    assert file.read_text(encoding="utf-8") == GOOD
    assert list(tab.rows) == ["nice", "sandbox"]
    assert tab.card.stored is not None
    assert tab.card.stored.node.id == "nice"
    assert load_node(session.home.nodes / "nice.toml").id == "nice"


def test_every_mistake_is_shown_with_file_and_line(
    tab: NodesTab, tmp_path: Path, qtbot: QtBot
) -> None:
    file = node_file(tmp_path, BAD)
    drop(tab, files_of(file))
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == MISTAKES)
    text = words_in(tab)
    for line, key in ((5, "smb.host"), (7, "smb.port"), (8, "smb.colour")):
        assert f"Ligne {line} · {key}" in text
    assert "Ce réglage n’existe pas." in text
    assert tab.mistakes.refused[0].file == str(file)
    assert list(tab.rows) == ["sandbox"]


def test_a_corrected_file_is_taken_at_the_next_try(
    tab: NodesTab, tmp_path: Path, qtbot: QtBot
) -> None:
    file = node_file(tmp_path, BAD)
    tab.take_files([str(file)])
    file.write_text(GOOD, encoding="utf-8")
    tab.mistakes.again.emit()
    assert tab.stack.currentIndex() == CARD
    assert "nice" in tab.rows


def test_a_node_that_is_there_already_is_refused_in_words(tab: NodesTab, tmp_path: Path) -> None:
    file = node_file(tmp_path)
    tab.take_files([str(file)])
    tab.take_files([str(file)])
    assert tab.stack.currentIndex() == MISTAKES
    assert "nice" in words_in(tab)


def test_other_files_are_not_welcome(tab: NodesTab, tmp_path: Path) -> None:
    picture = tmp_path / "image.tif"
    picture.touch()
    assert drop(tab, files_of(picture)) == (False, None)
    text = QMimeData()
    text.setText("nice.toml")
    assert not drop(tab, text)[0]


def test_a_broken_own_file_is_told_of(session: Session, qtbot: QtBot) -> None:
    session.home.nodes.mkdir(exist_ok=True)
    (session.home.nodes / "nice.toml").write_text(BAD, encoding="utf-8")
    tab = NodesTab(session)
    qtbot.addWidget(tab)
    assert not tab.broken.isHidden()
    assert "1" in tab.broken.text()
    tab.broken.click()
    assert "smb.host" in words_in(tab)


# -- read-only and own


def test_the_bundled_node_can_be_read_but_not_changed(tab: NodesTab) -> None:
    tab.show_node("sandbox")
    form = tab.card.side.form
    assert form is not None
    path, mounted = form.fields["path"], form.fields["mounted"]
    assert isinstance(path, TextField)
    assert isinstance(mounted, ToggleField)
    assert path.line.isReadOnly()
    assert not mounted.toggle.isEnabled()
    assert tab.card.side.take_away.isHidden()
    assert "general" not in tab.card.rows
    assert [one.text() for one in tab.card.menu().actions() if one.text()] == ["Dupliquer pour moi"]


def test_a_copy_is_ones_own(tab: NodesTab, session: Session) -> None:
    tab.show_node("sandbox")
    tab.duplicate()
    assert tab.card.stored is not None
    assert tab.card.stored.node.names.fr == "Bac à sable (copie)"
    assert (session.home.nodes / "bac-a-sable-copie.toml").exists()


def test_a_change_is_checked_before_it_is_written(
    tab: NodesTab, session: Session, qtbot: QtBot
) -> None:
    own_node(session)
    tab.enter()
    tab.show_node("salle")
    form = tab.card.side.form
    assert form is not None
    host = form.fields["host"]
    assert isinstance(host, TextField)
    before = (session.home.nodes / "salle.toml").read_bytes()
    host.line.selectAll()
    QTest.keyClicks(host.line, "http://x")
    assert tab.card.side.test_button.isHidden()
    tab.card.side.keep.click()
    assert host.is_wrong
    assert "http://" in host.line.accessibleDescription()
    assert (session.home.nodes / "salle.toml").read_bytes() == before
    host.line.selectAll()
    QTest.keyClicks(host.line, "autre.example.org")
    tab.card.side.keep.click()
    node = load_node(session.home.nodes / "salle.toml")
    assert node.smb is not None
    assert node.smb.host == "autre.example.org"
    assert "port" not in (session.home.nodes / "salle.toml").read_text()
    assert not tab.card.side.test_button.isHidden()


def test_what_is_weaker_is_said_in_red(tab: NodesTab, session: Session) -> None:
    own_node(session, signing=False)
    tab.enter()
    tab.show_node("salle")
    assert not tab.card._weak_box.isHidden()
    assert "signés" in words_in(tab)
    assert tab.card.rows["smb"].shown.tint == "err"


def test_what_is_not_reached_from_here_is_no_failure(tab: NodesTab, tmp_path: Path) -> None:
    tab.take_files([str(node_file(tmp_path))])
    omero = tab.card.rows["omero"].shown
    assert omero.state == "Pas depuis ce réseau"
    assert omero.state_tint == "text2"


def test_the_only_endpoint_stays_and_says_why(tab: NodesTab, session: Session) -> None:
    own_node(session)
    tab.enter()
    tab.show_node("salle")
    tab.card.side.take_away.click()
    assert "seul accès" in words_in(tab)
    assert session.app.nodes.get("salle").node.smb is not None


# -- coming and going by form


def test_a_new_node_by_keyboard(tab: NodesTab, session: Session, qtbot: QtBot) -> None:
    tab.add.setFocus()
    QTest.keyClick(tab.add, Qt.Key.Key_Space)
    assert tab.stack.currentIndex() == NEW
    name = tab.new.name.line
    qtbot.waitUntil(name.hasFocus)
    QTest.keyClicks(name, "Salle 2.14")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    option = tab.focusWidget()
    QTest.keyClick(option, Qt.Key.Key_Right)  # from the share to iRODS
    assert tab.new.kind.value() == "irods"
    qtbot.waitUntil(tab.new.forms["irods"].first().isVisible)
    for text in ("irods.example.org", "zone"):
        QTest.keyClick(tab.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClicks(tab.focusWidget(), text)
    QTest.keyClick(name, Qt.Key.Key_Return)
    node = load_node(session.home.nodes / "salle-2-14.toml")
    assert node.irods is not None
    assert (node.irods.host, node.irods.zone) == ("irods.example.org", "zone")
    assert tab.stack.currentIndex() == CARD
    assert tab.card.stored is not None
    assert tab.card.stored.node == node


def test_what_is_missing_in_a_new_node_is_said(tab: NodesTab, session: Session) -> None:
    tab.begin_new()
    tab.new.make.click()
    assert tab.new.name.is_wrong
    host = tab.new.forms["smb"].fields["host"]
    assert isinstance(host, TextField)
    assert host.is_wrong
    assert not list(session.home.nodes.glob("*.toml"))


def test_an_endpoint_more(tab: NodesTab, session: Session, qtbot: QtBot) -> None:
    own_node(session)
    tab.enter()
    tab.show_node("salle")
    tab.begin_endpoint("omero")
    host = tab.new.forms["omero"].fields["host"]
    assert isinstance(host, TextField)
    QTest.keyClicks(host.line, "omero.example.org")
    tab.new.make.click()
    assert tab.card.kind == "omero"
    assert list(tab.card.rows) == ["smb", "omero", "general"]


def test_names_and_contact_are_written(tab: NodesTab, session: Session, qtbot: QtBot) -> None:
    own_node(session)
    tab.enter()
    tab.show_node("salle", "general")
    email = tab.card.general.fields["contact.email"]
    QTest.keyClicks(email.line, "pas une adresse")
    tab.card.general.keep.click()
    assert email.is_wrong
    email.line.selectAll()
    QTest.keyClicks(email.line, "a@example.org")
    tab.card.general.keep.click()
    assert session.app.nodes.get("salle").node.contact.email == "a@example.org"


def test_a_node_goes_after_one_question(tab: NodesTab, session: Session, qtbot: QtBot) -> None:
    session.engine.start()
    own_node(session)
    session.app.persons.put(Person(name="Camille", login="c"))
    tab.enter()
    tab.show_node("salle")
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    assert "reçus" in words_in(tab)
    qtbot.waitUntil(tab.question.no.hasFocus)
    QTest.keyClick(tab.question, Qt.Key.Key_Escape)
    assert tab.stack.currentIndex() == CARD
    assert "salle" in tab.rows
    tab.ask_to_remove()
    qtbot.waitUntil(lambda: tab.stack.currentIndex() == ASKED)
    tab.question.yes.click()
    qtbot.waitUntil(lambda: "salle" not in tab.rows, timeout=20_000)
    assert not (session.home.nodes / "salle.toml").exists()
    assert tab.stack.currentIndex() == CARD


def test_arrows_go_through_nodes_and_endpoints(tab: NodesTab, tmp_path: Path, qtbot: QtBot) -> None:
    tab.take_files([str(node_file(tmp_path))])
    first = tab.rows["nice"]
    qtbot.waitUntil(lambda: first.isVisible() and tab.rows["sandbox"].isVisible())
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert tab.card.stored is not None
    assert tab.card.stored.node.id == "sandbox"
    QTest.keyClick(tab.rows["sandbox"], Qt.Key.Key_Up)
    share = tab.card.rows["smb"]
    qtbot.waitUntil(lambda: share.isVisible() and tab.card.rows["omero"].isVisible())
    share.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(share, Qt.Key.Key_Down)
    assert tab.card.kind == "omero"
