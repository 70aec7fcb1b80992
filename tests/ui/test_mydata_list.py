"""The list of My data: many submissions, searched and filtered; empty, and of others."""

from __future__ import annotations

import getpass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from fbi_uploader.nodes.persons import Person
from fbi_uploader.ui.mydata.listing import Show
from fbi_uploader.ui.mydata.page import MyDataPage
from fbi_uploader.ui.session import Session
from tests.ui.mydata_tools import page_of, press, said, until
from tests.unit.journal_rows import Row, put

ME = getpass.getuser()


def mine(number: int, stage: str = "published", assay: str = "Cells", file: str = "a.czi") -> Row:
    return Row(number, ME, stage, assay, files=[(file, file, 1000)])


def shown(page: MyDataPage) -> list[str]:
    return [one.assay for one in page.listing.rows.rows]


def test_empty_state_is_kind_and_leads_to_a_deposit(session: Session, qtbot: QtBot) -> None:
    page = MyDataPage(session)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    until(qtbot, page.empty.isVisible)
    assert not page.search.isVisible()
    places: list[str] = []
    setattr(page, "show_place", places.append)  # noqa: B010 - as the window has it
    first = next(one for one in page.empty.findChildren(QAbstractButton) if one.isVisible())
    assert first.text() == "Préparer un dépôt"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert places == ["deposit"]


def test_search_and_states(session: Session, qtbot: QtBot) -> None:
    put(
        session.home.journal,
        [
            mine(1, assay="Cœur", file="mosaïque.czi"),
            mine(2, "failed", "Levure"),
            mine(3, "sending", "Feuillet"),
        ],
    )
    page = page_of(session, qtbot, engine=False)
    assert shown(page) == ["Feuillet", "Levure", "Cœur"]
    assert page.caption.text().startswith("3 dépôts")
    page.listing.show_states(Show.STOPPED)
    assert shown(page) == ["Levure"]
    page.listing.show_states(Show.ALL)
    QTest.keyClicks(page.search, "mosa")
    until(qtbot, lambda: shown(page) == ["Cœur"])
    assert page.detail.title.text() == "Cœur"
    page.search.setText("no such thing")
    until(qtbot, page.listing.nothing.isVisible)
    page.search.clear()
    until(qtbot, lambda: len(shown(page)) == 3)


def test_a_stopped_one_says_why_and_leads_to_transfers(session: Session, qtbot: QtBot) -> None:
    put(session.home.journal, [mine(2, "failed", "Levure"), mine(1, "cancelled")])
    page = page_of(session, qtbot, engine=False)
    assert said(page) == ["Arrêté. "]
    asked: list[str] = []
    page.detail.go_to.connect(asked.append)
    press(qtbot, page, "Voir dans Transferts")
    assert asked == ["transfers"]
    page.listing.choose(mine(1, "cancelled").id)
    assert said(page) == ["Annulé. "]


def test_another_person_sees_only_their_own(session: Session, qtbot: QtBot) -> None:
    session.app.persons.put(Person(name=ME, login="me"))
    session.app.persons.put(Person(name="Alix", login="alix"))
    put(session.home.journal, [mine(1), Row(2, "Alix", assay="Of Alix")])
    session.choose_person(ME)
    page = page_of(session, qtbot, engine=False)
    assert shown(page) == ["Cells"]
    until(qtbot, page.detail.table.rows.rowCount)
    session.choose_person("Alix")
    assert page.detail.summary is None
    assert page.detail.table.rows.rowCount() == 0
    assert not page.detail.isVisible()
    until(qtbot, lambda: shown(page) == ["Of Alix"])


def test_5000_submissions_are_listed_and_searched(session: Session, qtbot: QtBot) -> None:
    put(session.home.journal, [mine(at, assay=f"Assay {at}") for at in range(5000)])
    page = MyDataPage(session)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    until(qtbot, lambda: len(shown(page)) == 5000)
    page.search.setText("Assay 4999")
    until(qtbot, lambda: len(shown(page)) == 1)
    page.search.clear()
    until(qtbot, lambda: len(shown(page)) == 5000)
