"""The page of transfers: what its controls ask of the engine, and what it says of a refusal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fbi_uploader import settings as choices
from fbi_uploader.errors import Code
from fbi_uploader.paths import Home
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.hindrances import HindranceBanner
from tests.ui.talking import Talking
from tests.ui.transfers_page import ANNE, CAMILLE, LONG, NB, Open, only, press, said
from tests.ui.transfers_tools import Assay, Files, Submission, add_files, put

# -- what is asked for


def test_pause_go_on_and_order_are_asked_of_the_engine(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    first = put(journal, Submission([Assay("A", [Files("a.czi")])]))
    second = put(journal, Submission([Assay("B", [Files("b.czi")])]))
    third = put(journal, Submission([Assay("C", [Files("c.czi")])], Stage.PAUSED))
    page = open_page()
    session.engine.start()
    press(page.cards[first], "Pause", qtbot)
    qtbot.waitUntil(lambda: talking.heard("pause") == [{"submission": first}], timeout=LONG)
    press(page.cards[third], "Reprendre", qtbot)
    expected = {"submission": third, "send_changed": False, "without": []}
    qtbot.waitUntil(lambda: talking.heard("resume") == [expected], timeout=LONG)
    press(page.cards[second], "Plus tôt", qtbot)
    qtbot.waitUntil(
        lambda: talking.heard("order") == [{"submissions": [second, first]}], timeout=LONG
    )


def test_an_order_that_is_on_its_way_is_shown_and_not_given_twice(
    open_page: Open, journal: Journal, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    card = only(open_page())
    press(card, "Pause", qtbot)  # no engine runs yet: it waits
    assert card.head.pill.text() == "Mise en pause…"
    assert not card.orders.pause.isEnabled()


def test_cancel_asks_once_says_what_stays_and_esc_leaves_it(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    assays = [
        Assay("A", [Files("a.czi", state=FileState.PUBLISHED)], Stage.PUBLISHED),
        Assay("B", [Files("b.czi")], Stage.SENDING),
    ]
    id_ = put(journal, Submission(assays, Stage.SENDING))
    card = only(open_page())
    session.engine.start()
    press(card, "Annuler…", qtbot)
    assert "Annuler ce dépôt ?" in said(card)
    assert "1 assay est déjà en place sur le nœud : il y reste." in said(card)
    assert "Vos fichiers d’origine ne sont jamais touchés." in said(card)
    QTest.keyClick(card.question, Qt.Key.Key_Escape)
    assert not card.question.isVisible()
    press(card, "Annuler…", qtbot)
    press(card, "Annuler le dépôt", qtbot)
    qtbot.waitUntil(lambda: talking.heard("cancel") == [{"submission": id_}], timeout=LONG)
    assert len(talking.heard("cancel")) == 1


def test_a_changed_source_is_sent_as_it_is_only_when_somebody_says_so(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    stuck = Files("a.vsi", 2, state=FileState.CHANGED, code=Code.CHANGED)
    assays = [Assay("A", [stuck, Files("b.czi", state=FileState.READY)], Stage.FAILED)]
    id_ = put(journal, Submission(assays, Stage.FAILED, code=Code.CHANGED))
    card = only(open_page())
    session.engine.start()
    assert "2 fichiers · « a.vsi » a changé" in said(card)
    press(card, "Envoyer tels quels", qtbot)
    expected = {"submission": id_, "send_changed": True, "without": []}
    qtbot.waitUntil(lambda: talking.heard("resume") == [expected], timeout=LONG)


def test_send_without_asks_and_names_one_file_of_each_fileset(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    stuck = [
        Files("a.vsi", 3, state=FileState.FAILED, code=Code.DENIED),
        Files("b.czi", state=FileState.FAILED, code=Code.DENIED),
    ]
    assays = [Assay("A", [*stuck, Files("c.czi", state=FileState.READY)], Stage.FAILED)]
    id_ = put(journal, Submission(assays, Stage.FAILED, code=Code.DENIED))
    card = only(open_page())
    session.engine.start()
    press(card, "Envoyer sans eux…", qtbot)
    assert "Envoyer sans ces 2 jeux de fichiers ?" in said(card)
    assert not talking.heard("resume")
    press(card, "Envoyer sans", qtbot)
    without = ["/data/a.vsi", "/data/b.czi"]
    expected = {"submission": id_, "send_changed": False, "without": without}
    qtbot.waitUntil(lambda: talking.heard("resume") == [expected], timeout=LONG)


def test_files_that_are_tried_again_say_when_and_can_be_tried_now(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.czi")])], Stage.SENDING))
    card = only(open_page())
    session.engine.start()
    for name in ("x.ets", "y.ets"):
        trouble = {
            "event": "FileTrouble",
            "submission": id_,
            "source": f"/data/{name}",
            "code": "held",
            "facts": {},
            "retry_in": 40.0,
        }
        session.engine.told.emit(trouble)
    qtbot.waitUntil(lambda: "2 fichiers · « x.ets »" in said(card), timeout=LONG)
    assert "Nouvel essai dans" in said(card)
    press(card, "Réessayer", qtbot)
    qtbot.waitUntil(lambda: bool(talking.heard("resume")), timeout=LONG)
    assert talking.heard("pause") == [{"submission": id_}]


def test_a_source_that_is_still_written_is_named_and_may_be_left_out(
    open_page: Open, journal: Journal
) -> None:
    files = [Files("a.nd2", state=FileState.WAITING), Files("b.czi")]
    put(journal, Submission([Assay("A", files, Stage.WAITING)], Stage.WAITING))
    card = only(open_page())
    assert "« a.nd2 » est en cours d’écriture" in said(card)
    assert "Envoyer sans eux…" in said(card)
    assert "Réessayer" not in said(card)


def test_the_files_of_a_cause_are_listed(open_page: Open, journal: Journal, qtbot: QtBot) -> None:
    stuck = Files("a.vsi", 130, state=FileState.FAILED, code=Code.DENIED)
    put(journal, Submission([Assay("A", [stuck], Stage.FAILED)], Stage.FAILED, code=Code.DENIED))
    page = open_page()
    press(only(page), "Voir les fichiers", qtbot)
    table = page.dialog.table
    qtbot.waitUntil(lambda: table.rowCount() >= 100, timeout=LONG)
    table.fetchMore(table.index(-1, -1))
    qtbot.waitUntil(lambda: table.rowCount() == 130, timeout=LONG)
    assert table.index(0, 0).data() == "/data/a.vsi"
    assert "Ce compte n’a pas accès" in table.index(0, 2).data()
    QTest.keyClick(page.dialog, Qt.Key.Key_Escape)
    assert not page.dialog.isVisible()


def test_enter_on_a_fileset_lists_its_files(
    open_page: Open, journal: Journal, qtbot: QtBot
) -> None:
    files = [Files("a.vsi", 3), Files("b.czi")]
    put(journal, Submission([Assay("A", files)], Stage.SENDING))
    page = open_page()
    view = only(page).view
    assert view is not None
    qtbot.waitUntil(lambda: view.table.rowCount() == 2, timeout=LONG)
    view.setCurrentIndex(view.table.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.dialog.table.rowCount() == 3, timeout=LONG)


def test_the_detail_of_a_cause_can_be_copied(
    open_page: Open, journal: Journal, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A")], code=Code.NODE_FULL, facts={"free": 12}))
    press(only(open_page()), "Copier le détail", qtbot)
    assert QGuiApplication.clipboard().text() == "node_full\nfree: 12"


# -- passwords


def wait_for_password(journal: Journal, code: Code = Code.CREDENTIALS_MISSING) -> None:
    put(journal, Submission([Assay("A")], person=ANNE, route="smb", node="mri", code=code))


def test_a_password_is_entered_where_its_want_is_said(
    open_page: Open, journal: Journal, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    wait_for_password(journal)
    page = open_page()
    session.engine.start()
    (banner,) = page.passwords.values()
    assert "La file de Anne Durand attend un mot de passe pour mri" in said(banner)
    assert banner.field.echoMode() is QLineEdit.EchoMode.Password
    assert not banner.keep.isVisibleTo(banner)  # two persons: the account is shared
    banner.field.insert("très secret")
    QTest.keyClick(banner.field, Qt.Key.Key_Return)
    login = {
        "node": "mri",
        "person": ANNE,
        "endpoint": "smb",
        "secret": "très secret",
        "keep": False,
    }
    qtbot.waitUntil(lambda: talking.heard("login") == [login], timeout=LONG)
    assert banner.field.text() == ""


def test_on_an_account_of_one_person_the_password_may_be_kept(
    open_page: Open, journal: Journal, session: Session
) -> None:
    session.app.persons.remove(CAMILLE)
    wait_for_password(journal, Code.CREDENTIALS)
    (banner,) = open_page().passwords.values()
    assert banner.keep.isVisibleTo(banner)
    assert banner.keep.isChecked()
    assert "n’accepte pas ce compte" in said(banner)  # one was tried


# -- limits


def test_a_cap_is_chosen_kept_and_told_to_the_engine(
    open_page: Open, session: Session, talking: Talking, qtbot: QtBot
) -> None:
    page = open_page()
    session.engine.start()
    menu = page.limits.menu()
    menu.aboutToShow.emit()
    by_word = {one.text(): one for one in menu.actions()}
    assert by_word["Sans limite"].isChecked()
    by_word[f"50,0{NB}Mo/s"].trigger()
    assert choices.load(session.home.settings).bandwidth == 50_000_000
    assert page.limits.text().startswith(f"50,0{NB}Mo/s")
    qtbot.waitUntil(lambda: len(talking.heard("limits")) == 1, timeout=LONG)
    dialog = page.limits.ask_cap()
    dialog.number.setValue(37)
    dialog.keep.click()
    assert session.settings.bandwidth == 37_000_000


def test_quiet_hours_are_chosen_and_given_up(open_page: Open, session: Session) -> None:
    page = open_page()
    dialog = page.limits.ask_quiet()
    dialog.keep.click()
    assert (session.settings.quiet_from, session.settings.quiet_to) == ("08:00", "19:00")
    assert page.limits.toolTip() == f"Heures calmes{NB}: de 08:00 à 19:00"
    page.limits.ask_quiet().none.click()
    assert session.settings.quiet_from == ""


def test_everything_is_paused_and_let_go_on(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A")]))
    page = open_page()
    press(page, "Tout mettre en pause", qtbot)
    assert session.settings.all_paused
    assert "Tous les envois de ce PC sont en pause" in said(page)
    press(page, "Tout reprendre", qtbot)
    assert not session.settings.all_paused
    assert "Tous les envois de ce PC sont en pause" not in said(page)


# -- an engine that says no, or nothing


def test_an_order_that_is_refused_is_said(
    home_folder: Home, open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A")], Stage.SENDING))
    page = open_page()
    session.engine = Talking(home_folder.root, "submission_unknown").engine
    failures: list[Code] = []
    session.failed.connect(lambda trouble: failures.append(trouble.code))
    session.engine.start()
    press(only(page), "Pause", qtbot)
    qtbot.waitUntil(lambda: failures == [Code.SUBMISSION_UNKNOWN], timeout=LONG)
    assert only(page).orders.pause.isEnabled()


def test_a_dead_engine_takes_the_order_back_and_nothing_more(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    put(journal, Submission([Assay("A")], Stage.SENDING))
    page = open_page()
    failures: list[object] = []
    session.failed.connect(failures.append)
    session.engine.start()
    qtbot.waitUntil(lambda: session.engine.state.value == "running", timeout=LONG)
    process = session.engine._process
    assert process is not None
    press(only(page), "Pause", qtbot)
    process.kill()
    qtbot.waitUntil(only(page).orders.pause.isEnabled, timeout=LONG)
    assert failures == []


def test_a_banner_that_stays_is_not_made_anew(
    open_page: Open, journal: Journal, session: Session, qtbot: QtBot
) -> None:
    stuck = Files("a.czi", state=FileState.FAILED, code=Code.DENIED)
    put(journal, Submission([Assay("A", [stuck], Stage.FAILED)], Stage.FAILED, code=Code.DENIED))
    page = open_page()
    (before,) = only(page).findChildren(HindranceBanner)
    before.without.click()
    with journal.transaction() as connection:
        more = Files("b.czi", 2, state=FileState.FAILED, code=Code.DENIED)
        add_files(connection, only(page).one.assays[0].id, more)
    session.engine.told.emit({"event": "LookAgain", "submission": only(page).one.id})
    qtbot.waitUntil(lambda: "3 fichiers · " in said(page), timeout=LONG)
    assert before.question.isVisible()
    assert only(page).findChildren(HindranceBanner) == [before]  # the keyboard stays where it is
