"""My data, with submissions that were really sent, and the engine that judges them."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which

import pytest
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.monitor.timeline import How
from fbi_uploader.paths import Home
from fbi_uploader.ui import words
from fbi_uploader.ui.mydata.page import MyDataPage
from fbi_uploader.ui.mydata.row import points_of
from fbi_uploader.ui.mydata.safety import Standing
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Button
from tests.e2e.running import Pc, put
from tests.ui.mydata_tools import a_pc, change, judged, page_of, press, said, sent, until
from tests.unit.journal_rows import Row
from tests.unit.journal_rows import put as put_rows


@pytest.fixture
def pc(home_folder: Home, tmp_path: Path) -> Pc:
    return a_pc(home_folder.root, tmp_path)


class Manager:
    """Stands for the system's file manager."""

    def __init__(self, page: MyDataPage, *, takes: bool = True) -> None:
        self.shown: list[list[str]] = []
        self._takes = takes
        page.detail.originals.select = self.select

    def select(self, _owner: QObject, paths: Sequence[str], told: Callable[[bool], None]) -> None:
        self.shown.append(list(paths))
        told(self._takes)


def test_sandbox_is_played_and_never_safe(session: Session, pc: Pc, qtbot: QtBot) -> None:
    sent(pc, "a.czi", node="sandbox")
    page = page_of(session, qtbot)
    detail = page.detail
    until(qtbot, lambda: "digests" in str(detail.timeline.accessibleName()) or detail.known.proofs)
    assert "joué" in detail.timeline.accessibleName()
    assert "rien n’a quitté ce PC" in detail.timeline.accessibleName()
    assert said(page)[0].startswith("Bac à sable\u00a0: gardez les originaux")
    spoken = page.listing.rows.data(page.listing.rows.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Joué dans le bac à sable" in str(spoken)
    assert not detail.omero.isEnabled()
    assert detail.why_omero.text() == "Le bac à sable n’a pas d’OMERO."


def test_way_and_evidence_of_what_arrived(session: Session, pc: Pc, qtbot: QtBot) -> None:
    sent(pc, "sub/b.czi", "sub/a.czi")
    page = page_of(session, qtbot)
    detail, table = page.detail, page.detail.table
    until(qtbot, lambda: detail.known.proofs and table.rows.row(0))
    spoken = detail.timeline.accessibleName()
    assert "2 sur 2 fichiers, lus, empreintes prises" in spoken
    assert "2 sur 2 fichiers, relus, identiques" in spoken
    assert "OMERO, pas encore suivi" in spoken
    rows = [table.rows.row(at) for at in range(table.rows.rowCount())]
    assert [row.name for row in rows if row] == ["a.czi", "b.czi"]
    table.selectRow(0)
    row = table.row()
    assert row is not None
    assert row.sha256 is not None
    assert len(row.sha256) == 64
    QTest.mouseClick(detail.chosen.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == row.sha256
    assert "Relu en entier sur le nœud, identique" in detail.chosen.proof.text()
    ways = [one.how for one in points_of(page.listing.all[0])]
    assert ways == [How.DONE, How.DONE, How.UNFOLLOWED, How.UNFOLLOWED]
    judged(qtbot, page)
    words.choose("en")
    assert said(page)[0].startswith("You may delete the originals. All 2 files have been seen")
    assert "read back, identical" in detail.timeline.accessibleName()
    assert (page.title.text(), detail.receipt.text()) == ("My data", "Receipt")


def test_safe_selects_exactly_the_originals(session: Session, pc: Pc, qtbot: QtBot) -> None:
    sent(pc, "sub/a.czi", "sub/b.czi")
    page = page_of(session, qtbot)
    manager = Manager(page)
    assert judged(qtbot, page) is Standing.SAFE
    assert "Les 2 fichiers ont été vus de l’autre côté." in said(page)[0]
    press(qtbot, page, "Sélectionner les originaux")
    until(qtbot, lambda: manager.shown)
    assert manager.shown == [[str(pc.data / "sub" / one) for one in ("a.czi", "b.czi")]]
    assert (pc.data / "sub" / "a.czi").exists()


def test_strangers_are_seen_before_anything_is_selected(
    session: Session, pc: Pc, qtbot: QtBot
) -> None:
    sent(pc, "sub/a.czi")
    stranger = put(pc.data / "sub" / "notes é.txt", b"mine")
    page = page_of(session, qtbot)
    manager, detail = Manager(page), page.detail
    assert judged(qtbot, page) is Standing.LOOK_FIRST
    assert not [one for one in page.findChildren(Button) if "Sélectionner les or" in one.text()]
    press(qtbot, page, "Voir la liste")
    assert detail.beside.list.paths.stringList() == [str(stranger)]
    assert detail.panels.currentWidget() is detail.beside
    QTest.keyClick(detail.beside.seen, Qt.Key.Key_Space)
    assert detail.guard.standing is Standing.SAFE
    # Another one comes while the person thinks: it is shown first, and nothing is selected.
    put(pc.data / "sub" / "later.txt", b"mine too")
    press(qtbot, page, "Sélectionner les originaux")
    assert judged(qtbot, page) is Standing.LOOK_FIRST
    assert manager.shown == []
    detail.guard.saw()
    press(qtbot, page, "Sélectionner les originaux")
    until(qtbot, lambda: manager.shown)
    assert manager.shown == [[str(pc.data / "sub" / "a.czi")]]


def test_a_changed_original_withdraws_the_verdict(session: Session, pc: Pc, qtbot: QtBot) -> None:
    sent(pc, "sub/a.czi", "sub/b.czi")
    page = page_of(session, qtbot)
    manager = Manager(page)
    assert judged(qtbot, page) is Standing.SAFE
    change(pc.data / "sub" / "a.czi")
    press(qtbot, page, "Sélectionner les originaux")
    assert judged(qtbot, page) is Standing.UNSAFE
    assert manager.shown == []
    assert said(page)[0].startswith("Gardez les originaux. «\u00a0a.czi\u00a0» a changé")
    assert "Le nœud a le fichier tel qu’il était avant." in said(page)[0]


def test_without_a_file_manager_paths_are_listed(session: Session, pc: Pc, qtbot: QtBot) -> None:
    sent(pc, "one/a.czi", "two/b.czi")
    page = page_of(session, qtbot)
    manager, panel = Manager(page, takes=False), page.detail.originals
    assert judged(qtbot, page) is Standing.SAFE
    press(qtbot, page, "Sélectionner les originaux")
    until(qtbot, lambda: page.detail.panels.currentWidget() is panel)
    assert manager.shown == []  # two folders: the person chooses
    assert panel.list.paths.rowCount() == 2
    QTest.mouseClick(panel.open, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: manager.shown)
    assert "Aucun gestionnaire de fichiers" in panel.sentence.text()
    QTest.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    expected = str(pc.data / "one" / "a.czi")
    until(qtbot, lambda: QGuiApplication.clipboard().text() == expected)


def test_receipt_as_pdf_text_and_page(
    session: Session, pc: Pc, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = sent(pc, "sub/Cœur 7dpa.czi")
    put(pc.data / "sub" / "notes.txt", b"mine")
    page = page_of(session, qtbot)
    receipts, told = page.detail.receipts, page.detail.told
    judged(qtbot, page)
    path = tmp_path / "reçu.pdf"
    receipts.save_pdf(str(path))
    until(qtbot, lambda: told.text().startswith("Enregistré, 1 page"))
    assert path.read_bytes().startswith(b"%PDF")
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
    receipts.copy_text()
    until(qtbot, lambda: id_ in QGuiApplication.clipboard().text())
    text = QGuiApplication.clipboard().text()
    assert text.index("notes.txt") < text.index("vous pouvez supprimer")
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr("fbi_uploader.ui.mydata.receipts.QDesktopServices.openUrl", open_url)
    receipts.open_page()
    until(qtbot, lambda: opened)
    assert id_ in Path(opened[0]).read_text(encoding="utf-8")
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: the PDF was not read")
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    for wanted in (id_, "Page 1", "Cœur 7dpa.czi", "notes.txt", "Relu en entier", "SHA-256"):
        assert wanted in done.stdout
    assert done.stdout.index("notes.txt") < done.stdout.index("vous pouvez supprimer")


def test_an_engine_that_is_not_there_lets_nothing_go(
    session: Session, pc: Pc, qtbot: QtBot
) -> None:
    put_rows(session.home.journal, [Row(1, person=getpass.getuser(), files=[("a", "a.czi", 1)])])
    page = page_of(session, qtbot, engine=False)
    qtbot.wait(200)
    assert page.detail.guard.standing is Standing.ASKING
    assert "regardé de nouveau" in said(page)[0]


def test_a_submission_file_is_shown_read_only(session: Session, pc: Pc, qtbot: QtBot) -> None:
    id_ = sent(pc, "sub/a.czi", "sub/b.czi")
    page = page_of(session, qtbot)
    judged(qtbot, page)
    page.open_file(str(pc.landing / "_submissions" / id_ / "submission.json"))
    detail = page.detail
    until(qtbot, lambda: detail.record and detail.table.rows.rowCount() == 2)
    assert not detail.receipt.isVisibleTo(page)
    assert "Ouvert depuis un fichier" in said(page)[0]
    assert "relus, identiques" in detail.timeline.accessibleName()
    page.listing.reload()  # news of a transfer do not take it away
    with qtbot.waitSignal(page.listing.refreshed):
        pass
    assert detail.record is not None
    QTest.mouseClick(detail.close_file, Qt.MouseButton.LeftButton)
    assert detail.record is None
    assert detail.summary is not None
    failed: list[object] = []
    session.failed.connect(failed.append)
    page.open_file(str(pc.data / "deposit Cells.toml"))
    until(qtbot, lambda: failed)
    assert detail.summary is not None


def test_a_button_keeps_the_keyboard_when_the_verdict_is_asked_again(
    session: Session, pc: Pc, qtbot: QtBot
) -> None:
    sent(pc, "sub/a.czi")
    page = page_of(session, qtbot)
    page.activateWindow()
    assert judged(qtbot, page) is Standing.SAFE
    first = page.detail.banners.findChild(Button)
    assert first is not None
    until(qtbot, first.isVisible)
    first.setFocus()
    page.detail.look_again()
    assert judged(qtbot, page) is Standing.SAFE
    again = QApplication.focusWidget()
    assert isinstance(again, Button)
    assert again is not first
    assert again.text() == "Sélectionner les originaux"
