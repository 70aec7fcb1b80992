"""The list of My data: many submissions, searched and filtered; empty, and of others."""

from __future__ import annotations

import getpass
import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.nodes.persons import Person
from fbi_uploader.overview import Summary
from fbi_uploader.proofs import JournalProofs, ProofRow, Span
from fbi_uploader.ui.models.proofs import Column, ProofsModel
from fbi_uploader.ui.models.submissions import SubmissionsModel
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.mydata.listing import Show
from fbi_uploader.ui.mydata.page import MyDataPage
from fbi_uploader.ui.session import Session
from tests.ui.mydata_tools import page_of, press, said, until
from tests.unit.journal_rows import START, Row, put

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


def test_5000_submissions_do_not_stall_the_window(session: Session, qtbot: QtBot) -> None:
    put(session.home.journal, [mine(at, assay=f"Assay {at}") for at in range(5000)])
    stalls: list[float] = []
    last = [time.monotonic()]

    def tick() -> None:
        now = time.monotonic()
        stalls.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(tick)
    page = MyDataPage(session)
    qtbot.addWidget(page)
    page.show()
    _ = session.app  # loading the program's modules is not the list's
    last[0] = time.monotonic()
    timer.start()
    page.enter()
    until(qtbot, lambda: len(shown(page)) == 5000)
    page.search.setText("Assay 4999")
    until(qtbot, lambda: len(shown(page)) == 1)
    page.search.clear()
    until(qtbot, lambda: len(shown(page)) == 5000)
    timer.stop()
    assert max(stalls) < 0.5, max(stalls)


def test_news_do_not_lose_the_place(session: Session, qtbot: QtBot) -> None:
    put(session.home.journal, [mine(1, assay="One"), mine(2, assay="Two")])
    page = page_of(session, qtbot, engine=False)
    page.listing.choose(mine(1).id)
    put(session.home.journal, [mine(3, assay="Three")])
    session.engine.told.emit({"event": "StageReached", "submission": mine(3).id})
    until(qtbot, lambda: shown(page) == ["Three", "Two", "One"])
    assert page.detail.title.text() == "One"
    selected = page.listing.view.selectedIndexes()
    assert [one.row() for one in selected] == [2]


def test_every_control_has_a_name(session: Session, qtbot: QtBot) -> None:
    put(session.home.journal, [mine(1), mine(2, "failed")])
    page = page_of(session, qtbot, engine=False)
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or text, widget


# -- models without a window


def summary(number: int, stage: str = "published") -> Summary:
    return Summary(
        str(number), "node", "smb", ME, stage, None, START, "Mitosis", "Cells", 1, 2, 3, "cells"
    )


def test_list_model_keeps_its_rows_when_they_only_change() -> None:
    model = SubmissionsModel(words.title, words.spoken)
    model.show([summary(1), summary(2)])
    QAbstractItemModelTester(model)
    resets, changes = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, last, _roles: changes.append((first.row(), last.row())))
    model.show([summary(1), summary(2, "ingested")])
    assert (resets, changes) == ([], [(1, 1)])
    model.show([summary(2)])
    assert resets == [1]
    assert "Mitosis" in str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))


def test_evidence_model_reads_only_what_is_looked_at() -> None:
    asked: list[int] = []
    model = ProofsModel(
        lambda page, _spans: asked.append(page), lambda one: one.name, lambda row, _of: row.name
    )
    model.add([Span(1, at, at) for at in range(1_000_000)])
    assert model.rowCount() == 1_000_000
    assert model.row(640) is None
    assert model.row(641) is None
    assert asked == [10]
    rows = [ProofRow(f"f{at}", "czi", 1, 1, None, "", "", ()) for at in range(64)]
    model.put(10, rows)
    assert model.data(model.index(641, Column.NAME)) == "f1"
    model.put(3, rows)  # nobody asked for it: of another submission
    assert model.row(3 * 64) is None
    model.clear()
    model.add([Span(1, at, at) for at in range(10)])
    QAbstractItemModelTester(model)


def test_a_page_that_grows_is_read_again() -> None:
    asked: list[list[Span]] = []
    model = ProofsModel(
        lambda _page, spans: asked.append(spans), lambda one: one.name, lambda row, _of: row.name
    )
    model.add([Span(1, 0, 0)])
    model.row(0)
    model.put(0, [ProofRow("a", "", 1, 1, None, "", "", ())])
    model.add([Span(1, 1, 1)])
    model.row(1)
    assert [len(one) for one in asked] == [1, 2]


@pytest.mark.parametrize("each", [False, True])
def test_table_shows_filesets_or_files(session: Session, qtbot: QtBot, *, each: bool) -> None:
    files = [("s", f"s_{at}.tif", 1) for at in range(40)]
    put(session.home.journal, [Row(1, ME, files=files)])
    page = page_of(session, qtbot, engine=False)
    table, chosen = page.detail.table, page.detail.chosen
    until(qtbot, lambda: table.rows.rowCount() == 1)
    assert chosen.each.isVisible()
    chosen.each.setChecked(each)
    until(qtbot, lambda: table.rows.rowCount() == (40 if each else 1))
    until(qtbot, lambda: table.rows.row(0))
    row = table.rows.row(0)
    assert row is not None
    assert row.files == (1 if each else 40)
    assert isinstance(table._proofs, JournalProofs)
