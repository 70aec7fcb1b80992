"""Staying while something is sent: tray, notices, quitting, sleep and log-off."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.nodes.persons import Person
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui import words
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.system.awake import LinuxAwake, MacAwake, make_awake
from fbi_uploader.ui.system.notices import Ended, ended_of, notice_of
from fbi_uploader.ui.system.presence import Presence
from fbi_uploader.ui.system.tray import SystemTray, TrayState, tray_icon
from fbi_uploader.ui.widgets.buttons import Button
from fbi_uploader.ui.window import Window
from tests.ui.transfers_tools import Assay, Files, Submission, put

LONG = 30_000
CAMILLE = "Camille Roux"


class FakeTray(QObject):
    """What an offscreen platform cannot show."""

    opened = Signal()
    paused = Signal()
    left = Signal()
    notice_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.states: list[tuple[TrayState, str, bool]] = []
        self.told: list[tuple[str, str, bool]] = []

    def show_state(self, state: TrayState, word: str, *, paused: bool) -> None:
        self.states.append((state, word, paused))

    def tell(self, title: str, text: str, *, trouble: bool = False) -> None:
        self.told.append((title, text, trouble))


class FakeAwake:
    """Says whether it is held."""

    def __init__(self) -> None:
        self.reason = ""

    def hold(self, reason: str) -> None:
        self.reason = reason

    def release(self) -> None:
        self.reason = ""


@pytest.fixture
def tray() -> FakeTray:
    return FakeTray()


@pytest.fixture
def awake() -> FakeAwake:
    return FakeAwake()


@pytest.fixture
def journal(session: Session) -> Iterator[Journal]:
    session.app.persons.put(Person(name=CAMILLE, login="camille"))
    made = session.app.journal()
    yield made
    made.close()


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Window:
    made = Window(session)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def quits(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How often the program was asked to end: it goes on, for the other tests."""
    asked: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: asked.append(True))
    return asked


@pytest.fixture
def presence(
    qapp: QApplication,
    session: Session,
    window: Window,
    tray: FakeTray,
    awake: FakeAwake,
    quits: list[bool],
) -> Iterator[Presence]:
    yield Presence(qapp, session, window, tray, awake)
    qapp.setQuitOnLastWindowClosed(True)
    del quits


def reach(session: Session, id_: str, stage: Stage, **more: object) -> None:
    """The engine tells a stage of a whole submission."""
    event = {"event": "StageReached", "submission": id_, "assay": None, "stage": str(stage)}
    session.engine.told.emit({**event, **more})


def set_stage(journal: Journal, id_: str, stage: Stage) -> None:
    with journal.transaction() as connection:
        connection.execute("UPDATE submissions SET stage = ? WHERE id = ?", (stage, id_))


Sending = Callable[[], str]


@pytest.fixture
def sending(journal: Journal, session: Session, presence: Presence, qtbot: QtBot) -> Sending:
    """Something is being sent."""

    def begin() -> str:
        assays = [Assay("Confocal", [Files("a.czi")])]
        id_ = put(journal, Submission(assays, Stage.SENDING, person=session.person.name))
        reach(session, id_, Stage.SENDING)
        qtbot.waitUntil(lambda: presence.sending, timeout=LONG)
        return id_

    return begin


# -- closing


def test_with_nothing_under_way_closing_ends_the_program(
    presence: Presence, window: Window, qapp: QApplication
) -> None:
    assert qapp.quitOnLastWindowClosed()
    assert window.close()
    assert not presence.sending


def test_while_sending_closing_hides_to_the_tray_and_says_so_once(
    sending: Sending, window: Window, tray: FakeTray, session: Session, qapp: QApplication
) -> None:
    sending()
    assert not window.close()
    assert not window.isVisible()
    assert not qapp.quitOnLastWindowClosed()
    assert [title for title, _, _ in tray.told] == ["L’envoi continue ici"]
    assert session.settings.tray_told
    tray.opened.emit()
    assert window.isVisible()
    window.close()
    assert len(tray.told) == 1


def test_without_a_tray_the_window_is_minimised_instead(
    qapp: QApplication, session: Session, journal: Journal, window: Window, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A")], Stage.SENDING))
    presence = Presence(qapp, session, window, awake=FakeAwake())  # offscreen has no tray
    qtbot.waitUntil(lambda: presence.sending, timeout=LONG)
    assert not window.close()
    qtbot.waitUntil(window.isMinimized)
    assert window.isVisible()
    qapp.setQuitOnLastWindowClosed(True)


def test_what_waits_for_somebody_does_not_keep_the_program_alive(
    journal: Journal, session: Session, presence: Presence, qtbot: QtBot
) -> None:
    id_ = put(journal, Submission([Assay("A")], code=Code.CREDENTIALS_MISSING))
    reach(session, id_, Stage.QUEUED)
    qtbot.waitUntil(lambda: presence.standings.now.stuck == 1, timeout=LONG)
    assert not presence.sending


# -- quitting


def test_quitting_while_sending_asks_and_staying_stays(
    sending: Sending, presence: Presence, tray: FakeTray, quits: list[bool]
) -> None:
    sending()
    tray.left.emit()
    assert presence.question.isVisible()
    buttons = {one.text(): one for one in _buttons(presence)}
    buttons["Rester"].click()
    assert quits == []
    tray.left.emit()
    buttons = {one.text(): one for one in _buttons(presence)}
    buttons["Arrêter après les fichiers en route"].click()
    assert quits == [True]


def _buttons(presence: Presence) -> list[Button]:
    return list(presence.question.findChildren(Button))


def test_quitting_with_nothing_under_way_asks_nothing(
    presence: Presence, tray: FakeTray, quits: list[bool]
) -> None:
    tray.left.emit()
    assert quits == [True]
    del presence


# -- the tray's state


def test_the_tray_says_how_things_stand_in_words_too(
    sending: Sending, tray: FakeTray, session: Session, journal: Journal, qtbot: QtBot
) -> None:
    assert tray.states[-1] == (TrayState.IDLE, "Aucun envoi en cours", False)
    id_ = sending()
    assert tray.states[-1] == (TrayState.SENDING, "1 dépôt en cours d’envoi", False)
    words.choose("en")
    assert tray.states[-1][1] == "1 submission being sent"
    tray.paused.emit()
    assert session.settings.all_paused
    assert tray.states[-1] == (TrayState.SENDING, "All paused", True)
    set_stage(journal, id_, Stage.FAILED)
    reach(session, id_, Stage.FAILED, code="denied", facts={})
    qtbot.waitUntil(lambda: tray.states[-1][0] is TrayState.TROUBLE, timeout=LONG)


def test_the_icons_of_the_states_differ() -> None:
    drawn = {state: tray_icon(state).pixmap(32, 32).toImage() for state in TrayState}
    assert drawn[TrayState.IDLE] != drawn[TrayState.SENDING] != drawn[TrayState.TROUBLE]


def test_the_real_tray_has_its_menu_in_both_languages(window: Window) -> None:
    made = SystemTray(window)
    made.show_state(TrayState.SENDING, "…", paused=True)
    texts = [one.text() for one in made.menu.actions() if not one.isSeparator()]
    assert texts == ["…", "Ouvrir fbi_uploader", "Tout reprendre", "Quitter…"]
    words.choose("en")
    assert made.menu.actions()[1].text() == "Open fbi_uploader"


# -- sleep and log-off


def test_the_pc_stays_awake_exactly_while_something_goes_on(
    sending: Sending, awake: FakeAwake, session: Session, journal: Journal, qtbot: QtBot
) -> None:
    assert awake.reason == ""
    id_ = sending()
    assert awake.reason == "Des données de microscopie sont en cours d’envoi"
    set_stage(journal, id_, Stage.PUBLISHED)
    reach(session, id_, Stage.PUBLISHED)
    qtbot.waitUntil(lambda: not awake.reason, timeout=LONG)


class Manager:
    """A session manager that says whether it was told to stop."""

    def __init__(self) -> None:
        self.cancelled = False

    def allowsInteraction(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def cancel(self) -> None:
        self.cancelled = True

    def release(self) -> None:
        pass


def test_log_off_is_held_with_the_reason_only_while_sending(
    sending: Sending, presence: Presence, tray: FakeTray, window: Window
) -> None:
    window.deposit.save_now = lambda: None  # type: ignore[method-assign]  # no draft is open here
    idle, busy = Manager(), Manager()
    presence._asked_to_end(cast("QSessionManager", idle))
    assert not idle.cancelled
    sending()
    presence._asked_to_end(cast("QSessionManager", busy))
    assert busy.cancelled
    assert tray.told[-1][0] == "Des données de microscopie sont en cours d’envoi"


@pytest.mark.skipif(sys.platform != "linux", reason="the one of this system")
def test_the_awake_of_this_system_is_made() -> None:
    assert isinstance(make_awake(0), LinuxAwake)


@pytest.mark.skipif(sys.platform == "win32", reason="a child by the name of cat")
def test_a_child_that_keeps_awake_ends_when_it_is_let_go() -> None:
    made = MacAwake([sys.executable, "-c", "import time; time.sleep(60)"])
    made.hold("")
    child = made._child
    assert child is not None
    made.hold("")
    assert made._child is child
    made.release()
    assert child.returncode is not None
    absent = MacAwake(["/nobody/caffeinate"])
    absent.hold("")
    absent.release()


# -- notices


def test_what_ended_is_told_and_a_click_opens_its_place(
    sending: Sending,
    tray: FakeTray,
    session: Session,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    id_ = sending()
    window.hide()
    shown: list[str] = []
    monkeypatch.setattr(window, "show_place", shown.append)
    reach(session, id_, Stage.FAILED, code="denied", facts={"path": "/data/a.czi"})
    qtbot.waitUntil(lambda: bool(tray.told), timeout=LONG)
    title, text, trouble = tray.told[-1]
    assert title == "1 dépôt a besoin de vous"
    assert text.replace("\u00a0", " ") == "Confocal · Ce compte n’a pas accès à « a.czi »"
    assert trouble
    tray.notice_clicked.emit()
    assert shown == ["transfers"]
    assert window.isVisible()


def test_others_submissions_are_told_to_nobody_else(
    journal: Journal, session: Session, presence: Presence, tray: FakeTray, qtbot: QtBot
) -> None:
    theirs = put(journal, Submission([Assay("Secret")], Stage.PUBLISHED, person="Anne"))
    mine = put(journal, Submission([Assay("A")], Stage.PUBLISHED, person=session.person.name))
    for id_ in (theirs, mine):
        reach(session, id_, Stage.PUBLISHED)
    qtbot.waitUntil(lambda: bool(tray.told), timeout=LONG)
    assert tray.told == [("1 dépôt en place sur le nœud", "A", False)]
    del presence


def test_several_that_end_together_are_one_notice_and_a_lock_hides_their_names() -> None:
    some = [(Ended(str(n), Stage.PUBLISHED, None), f"A{n}") for n in range(4)]
    told = notice_of(Stage.PUBLISHED, some, locked=False)
    assert (told.title, told.text) == ("4 dépôts en place sur le nœud", "A0, A1, A2")
    assert notice_of(Stage.PUBLISHED, some, locked=True).text == ""


def test_only_ends_and_wanted_passwords_are_worth_a_notice() -> None:
    event: dict[str, object] = {"event": "StageReached", "submission": "s", "assay": None}
    assert ended_of({**event, "stage": "sending"}) is None
    assert ended_of({**event, "stage": "queued", "code": "connection_lost"}) is None
    assert ended_of({**event, "assay": "I/S/A", "stage": "published"}) is None
    wanted = ended_of({**event, "stage": "queued", "code": "credentials_missing", "facts": {}})
    assert wanted is not None
    assert wanted.stage is Stage.QUEUED
