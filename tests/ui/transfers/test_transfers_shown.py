"""The page of transfers: what it shows of a journal and of events."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.ui import words
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.page import TransfersPage
from tests.ui.transfers_page import ANNE, LONG, Open, only, progress, said
from tests.ui.transfers_tools import GB, Assay, Files, Submission, put

# -- what is shown


def test_where_nothing_is_under_way_the_page_shows_the_way_to_the_deposit(open_page: Open) -> None:
    page = open_page()
    assert "Rien n’est en cours" in said(page)
    assert "Préparer un dépôt" in said(page)


def test_nothing_is_said_before_the_journal_was_read(session: Session, qtbot: QtBot) -> None:
    page = TransfersPage(session)
    qtbot.addWidget(page)
    page.show()
    assert "Rien n’est en cours" not in said(page)


def test_what_runs_shows_bytes_rate_time_left_and_its_filesets(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    files = [Files("a.czi", state=FileState.READY), Files("b.vsi", 14, state=FileState.SENDING)]
    assays = [Assay("Confocal", files, Stage.SENDING), Assay("Autre")]
    id_ = put(journal, Submission(assays, Stage.SENDING))
    page = open_page()
    card = only(page)
    session.engine.progressed.emit(progress(id_, 4 * GB, 15 * GB))
    end = time.monotonic() + 1.3
    sent = 4 * GB

    def more() -> bool:
        nonlocal sent
        sent += GB // 50
        session.engine.progressed.emit(progress(id_, sent, 15 * GB))
        return time.monotonic() > end

    qtbot.waitUntil(more, timeout=LONG)
    qtbot.waitUntil(lambda: "restantes" in said(card), timeout=LONG)
    shown = said(card)
    assert "Confocal et 1 autre assay" in shown
    assert "sur 15,0 Go" in shown
    assert "Envoi en cours" in shown
    assert "/s" in card.figures.rate.value.text()
    assert "Maintenant" in card.figures.graph.accessibleDescription()
    assert card.view is not None
    view = card.view
    qtbot.waitUntil(lambda: view.table.rowCount() == 2, timeout=LONG)
    names = [view.table.index(row, 0).data() for row in range(2)]
    assert names == ["a.czi", "b.vsi, 14 fichiers"]


def test_it_is_redrawn_at_most_five_times_a_second(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    page = open_page()
    drawn: list[float] = []
    page.traffic.moved.connect(lambda: drawn.append(time.monotonic()))
    began = time.monotonic()

    def flood() -> bool:
        for step in range(50):
            session.engine.progressed.emit(progress(id_, step, GB))
        return time.monotonic() > began + 1

    qtbot.waitUntil(flood, timeout=LONG)
    assert 1 <= len(drawn) <= 6


def test_out_of_sight_nothing_is_read_or_drawn_and_coming_back_shows_it(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    page = open_page()
    page.leave()
    read: list[None] = []
    page.traffic.changed.connect(lambda: read.append(None))
    id_ = put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    session.engine.told.emit(
        {"event": "StageReached", "submission": id_, "assay": None, "stage": "sending"}
    )
    session.engine.progressed.emit(progress(id_, 1, GB))
    qtbot.wait(400)
    assert not read
    page.enter()
    qtbot.waitUntil(lambda: id_ in page.cards, timeout=LONG)


def test_others_are_a_number_and_nothing_else(open_page: Open, journal: Journal) -> None:
    for name in ("Secret-projet", "Autre-secret"):
        put(journal, Submission([Assay(name, [Files(f"{name}.czi")])], person=ANNE))
    page = open_page()
    assert "2 dépôts d’autres personnes se poursuivent" in said(page)
    assert "secret" not in said(page).casefold()
    assert not page.cards


def test_the_queue_says_its_places_and_when_each_begins(open_page: Open, journal: Journal) -> None:
    running = put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    put(journal, Submission([Assay("B", [Files("b.czi", size=12 * GB)])]))
    page = open_page()
    queued = [card for id_, card in page.cards.items() if id_ != running]
    assert "prévu" not in said(queued[0])  # no rate was ever seen
    page.traffic.last_rate = 1e8
    page.traffic.moved.emit()
    assert "départ prévu vers" in said(queued[0])
    assert queued[0].head.position.accessibleName() == "Place 2 dans la file"
    assert "1 en cours · 1 en file" in said(page)


def test_what_has_arrived_leaves_the_page(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    page = open_page()
    with journal.transaction() as connection:
        connection.execute("UPDATE submissions SET stage = 'published'")
    session.engine.told.emit(
        {"event": "StageReached", "submission": id_, "assay": None, "stage": "published"}
    )
    qtbot.waitUntil(lambda: not page.cards, timeout=LONG)
    assert "Rien n’est en cours" in said(page)


def test_another_language_is_spoken_at_once(open_page: Open, journal: Journal) -> None:
    failed = Files("a.czi", state=FileState.FAILED, code=Code.DENIED)
    put(
        journal,
        Submission([Assay("A", [failed], Stage.FAILED)], Stage.FAILED, code=Code.DENIED),
    )
    page = open_page()
    assert "Ce compte n’a pas accès à « a.czi »" in said(page)
    words.choose("en")
    assert "This account has no access to “a.czi”" in said(page)
    assert "Try again" in said(page)
    theme.apply("dark")
    assert page.grab().height() == 800


def test_every_control_has_a_name(open_page: Open, journal: Journal) -> None:
    stuck = Files("a.czi", state=FileState.CHANGED, code=Code.CHANGED)
    put(journal, Submission([Assay("A", [Files("b.czi")])], Stage.SENDING))
    put(journal, Submission([Assay("A", [Files("b.czi")])]))
    put(journal, Submission([Assay("A", [stuck], Stage.FAILED)], Stage.FAILED))
    put(journal, Submission([Assay("A")], person=ANNE, code=Code.CREDENTIALS_MISSING))
    page = open_page()
    nameless = [
        one
        for one in page.findChildren(QWidget)
        if one.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and isinstance(one, QAbstractButton | QLineEdit)
        and not (one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else ""))
    ]
    assert nameless == []
