"""The list of waiting drafts: open, remove once asked, begin another; by pointer and by keys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import dropping, store
from fbi_uploader.drafting.model import SheetInvestigation, Step, Worksheet, new_worksheet
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.ui.deposit.drafts import DraftsPopup, offer_drafts
from fbi_uploader.ui.deposit.page import DepositPage
from fbi_uploader.ui.deposit.way import DROP
from fbi_uploader.ui.session import Session

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> DepositPage:
    made = DepositPage(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.load()
    return made


def kept(session: Session, name: str, step: Step = "drop", sums: Sums | None = None) -> Worksheet:
    sheet = new_worksheet(session.person.name, session.node.id, datetime.now(UTC))
    named = {"investigation": SheetInvestigation(name=name), "step": step}
    return store.save(session.home.drafts, sheet.model_copy(update=named), sums)


def offered(page: DepositPage, qtbot: QtBot) -> DraftsPopup:
    popup = offer_drafts(page)
    qtbot.waitUntil(popup.isVisible)
    return popup


def ids(page: DepositPage) -> list[str]:
    return [one.id for one in store.waiting(page.session.home.drafts)]


def test_drafts_are_listed_with_what_is_in_them(page: DepositPage, qtbot: QtBot) -> None:
    kept(page.session, "", "organise")
    kept(page.session, "Cœur", "describe", Sums(1240, 3000, 99_400_000_000))
    somebody = kept(page.session, "Autre").model_copy(update={"person": "somebody else"})
    store.save(page.session.home.drafts, somebody)

    popup = offered(page, qtbot)

    model = popup.model
    assert [model.name(at) for at in range(model.rowCount())] == ["Cœur", "Dépôt sans nom"]
    told = model.told(0)
    assert told.endswith("· 1\u202f240 jeux · 99,4\u00a0Go · à «\u00a0Décrire\u00a0»")
    assert model.told(1).endswith(" · à «\u00a0Organiser\u00a0»")


def test_enter_opens_the_draft_that_is_chosen(page: DepositPage, qtbot: QtBot) -> None:
    first = kept(page.session, "un")
    kept(page.session, "deux")
    popup = offered(page, qtbot)
    assert popup.list.hasFocus()

    QTest.keyClick(popup.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(popup.destroyed):
        QTest.keyClick(popup.list, Qt.Key.Key_Return)

    assert page.deposit.sheet.id == first.id


def test_a_draft_is_opened_at_its_step_once_it_can_be_reached(
    page: DepositPage, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = dropping.drop(kept(page.session, "un", "organise"), [str(tmp_path)])
    store.save(page.session.home.drafts, sheet)
    popup = offered(page, qtbot)

    popup.open_draft(0)

    assert page.index == 1  # while its files are still looked for


def test_removing_asks_once_and_leaves_the_files(
    page: DepositPage, tmp_path: Path, qtbot: QtBot
) -> None:
    data = tmp_path / "a.czi"
    data.write_bytes(b"measured")
    sheet = dropping.drop(kept(page.session, "un"), [str(data)])
    store.save(page.session.home.drafts, sheet)
    popup = offered(page, qtbot)

    QTest.keyClick(popup.list, Qt.Key.Key_Delete)
    assert popup.question.isVisible()
    assert popup.asked.text() == "Retirer le brouillon «\u00a0un\u00a0»\u00a0?"
    assert popup.keep.hasFocus()  # Enter does no harm
    QTest.keyClick(popup.keep, Qt.Key.Key_Escape)
    assert not popup.question.isVisible()
    assert ids(page) == [sheet.id]

    at = popup.list.visualRect(popup.model.index(0)).center()
    on_bin = QPoint(popup.list.viewport().width() - 20, at.y())
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, NONE, on_bin)
    QTest.mouseClick(popup.really, Qt.MouseButton.LeftButton)

    assert ids(page) == []
    assert popup.none.isVisible()
    assert data.read_bytes() == b"measured"


def test_the_open_draft_can_be_removed_and_another_begun(
    page: DepositPage, tmp_path: Path, qtbot: QtBot
) -> None:
    page.deposit.drop([str(tmp_path)])
    here = page.deposit.sheet.id
    popup = offered(page, qtbot)
    assert popup.model.told(0).endswith("ouvert")

    popup.ask(0)
    popup.remove()
    assert page.deposit.sheet.id != here
    assert page.deposit.sheet.drops == ()
    assert page.index == DROP
    page.deposit.drop([str(tmp_path)])
    popup.begin()

    assert page.deposit.sheet.drops == ()
    assert len(ids(page)) == 1  # what was dropped waits
