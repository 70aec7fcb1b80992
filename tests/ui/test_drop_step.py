"""The Drop step in a window: real drops, real keys. The shelf is filled as the engine would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.drop import DropStep
from fbi_uploader.ui.models.fileset import Column
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.thumbnails import Thumbnails
from tests.ui.dragging import drag_at
from tests.ui.drop_tools import ROOT, dropped, looked, put, row, say

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
BOTH = COPY | MOVE
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def deposit(session: Session) -> Deposit:
    return Deposit(session)


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> DropStep:
    made = DropStep(deposit)
    qtbot.addWidget(made)
    made.resize(1000, 620)
    made.show()
    made.activateWindow()
    made.enter()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "l’été.czi", tmp_path / "b c.nd2"]
    for path in made:
        path.write_bytes(b"measured")
    return made


def mime(files: list[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    return data


def names(step: DropStep) -> list[str]:
    return [step.card.model.fileset(at).name for at in range(step.card.model.rowCount())]


def keys(qtbot: QtBot, step: DropStep, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(QApplication.focusWidget() or step.card.table, key, modifiers)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


# -- dropping


@pytest.mark.parametrize("where", ["step", "target"])
def test_a_move_is_answered_with_copy_and_the_sources_stay(
    step: DropStep, deposit: Deposit, files: list[Path], qtbot: QtBot, where: str
) -> None:
    onto: QWidget = step if where == "step" else step.target
    data, place = mime(files), QPoint(40, 40)
    left, held = Qt.MouseButton.LeftButton, SHIFT  # Shift proposes a move
    enter = QDragEnterEvent(drag_at(place), BOTH, data, left, held)
    move = QDragMoveEvent(drag_at(place), BOTH, data, left, held)
    drop = QDropEvent(QPointF(place), BOTH, data, left, held)
    for event in (enter, move, drop):
        event.setDropAction(MOVE)
        QApplication.sendEvent(onto, event)
        assert event.isAccepted()
        assert event.dropAction() is COPY

    qtbot.waitUntil(lambda: bool(deposit.sheet.drops))
    assert deposit.sheet.drops == tuple(map(str, files))
    assert [path.read_bytes() for path in files] == [b"measured", b"measured"]


def test_no_part_of_the_step_swallows_a_drop(step: DropStep, deposit: Deposit) -> None:
    dropped(deposit, row("a.czi"))
    step.card.left.list.remarks.show([])

    takers = [one for one in step.findChildren(QWidget) if one.acceptDrops()]

    assert takers == [step.target]


def test_what_is_no_file_of_this_pc_is_not_taken(step: DropStep, deposit: Deposit) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.czi")])
    event = QDragEnterEvent(drag_at(QPoint(9, 9)), BOTH, data, Qt.MouseButton.LeftButton, SHIFT)

    QApplication.sendEvent(step, event)

    assert not event.isAccepted()
    assert deposit.sheet.drops == ()


def test_copied_files_are_pasted(
    step: DropStep, deposit: Deposit, files: list[Path], qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(mime(files))

    keys(qtbot, step, Qt.Key.Key_V, CTRL)
    clipboard.clear()  # Qt would free it after Python is gone, and die of that

    assert deposit.sheet.drops == tuple(map(str, files))


def test_the_target_fills_the_step_and_shrinks_over_a_list(
    step: DropStep, deposit: Deposit, qtbot: QtBot
) -> None:
    assert step.target.height() == step.height()
    assert not step.may_go_on()

    dropped(deposit, row("a.czi"))
    qtbot.waitUntil(lambda: step.target.height() == 112)

    qtbot.waitUntil(step.may_go_on)
    assert step.card.isVisible()
    deposit.undo()
    qtbot.waitUntil(lambda: step.target.height() == step.height())
    assert not step.may_go_on()


# -- the list


def test_sums_stand_in_the_head_and_follow(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, row("a.czi", size=12_400_000_000), row("b.nd2", state="writing"))
    looked(deposit, "a.czi", images=30)

    qtbot.waitUntil(lambda: step.card.count.text() == "2 jeux de fichiers")
    assert step.card.sums.text() == "12,4\u00a0Go · 30 images lues"
    assert step.note()[0] == "1 jeu prêt"
    words.choose("en")
    assert step.card.count.text() == "2 filesets"
    put(deposit, row("b.nd2"))
    qtbot.waitUntil(lambda: step.note() == ("2 filesets ready", ""))


def test_while_scanning_the_count_so_far_is_said(
    step: DropStep, deposit: Deposit, qtbot: QtBot
) -> None:
    dropped(deposit, row("a.czi"))
    say(deposit, ["drop", f"{ROOT}2"])
    step.sum_up()
    assert deposit.scanning
    assert step.card.working.isVisible()
    assert step.card.count.text() == "1 jeu trouvé…"


def test_images_are_asked_for_in_sight_only(
    step: DropStep, deposit: Deposit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(command: str, *_rest: object, heads: Sequence[str] = (), **_fields: object) -> int:
        asked.extend(heads if command == "look" else ())
        return 0

    monkeypatch.setattr(deposit.session.engine, "ask", ask)
    dropped(deposit, *(row(f"{at:05}.czi") for at in range(5000)))

    qtbot.waitUntil(lambda: bool(asked))
    assert asked[0] == f"{ROOT}/00000.czi"
    assert len(asked) < 40
    asked.clear()
    step.card.table.scrollToBottom()
    qtbot.waitUntil(lambda: f"{ROOT}/04999.czi" in asked)
    assert len(asked) < 40


def test_a_file_that_changed_is_looked_at_again(
    step: DropStep, deposit: Deposit, qtbot: QtBot
) -> None:
    dropped(deposit, row("a.czi", state="writing"))
    qtbot.wait(200)
    assert not deposit._asked
    put(deposit, row("a.czi"))
    qtbot.waitUntil(lambda: f"{ROOT}/a.czi" in deposit._asked)
    put(deposit, row("a.czi", size=5))
    assert not deposit._asked
    qtbot.waitUntil(lambda: f"{ROOT}/a.czi" in deposit._asked)


def test_left_out_files_unfold_with_reasons(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, row("a.czi"))
    say(deposit, ["left", f"{ROOT}/Thumbs.db", "junk"], ["left", f"{ROOT}/.DS_Store", "junk"])
    qtbot.waitUntil(step.card.left.isVisible)
    fold = step.card.left

    assert fold.row.accessibleName() == "2 fichiers laissés de côté"
    assert fold.row.accessibleDescription() == "Thumbs.db, .DS_Store"
    assert not fold.list.isVisible()
    fold.row.setFocus()
    QTest.keyClick(fold.row, Qt.Key.Key_Space)

    assert fold.list.isVisible()
    first = fold.list.remarks.index(0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == (
        f"Thumbs.db. Créé par le système, pas par le microscope · {ROOT}"
    )


def test_problems_are_said_and_listed(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, row("a.czi"))
    assert not step.problems.isVisible()
    say(deposit, ["problem", "unreadable", f"{ROOT}/secret.lif", "blocking", {}])
    qtbot.waitUntil(step.problems.isVisible)
    assert "«\u00a0secret.lif\u00a0» ne peut pas être lu" in step.problems.banner.title.text()
    assert not step.problems.more.isVisible()  # all of it is said already

    say(deposit, ["problem", "link_left_out", f"{ROOT}/lien", "warning", {}])
    qtbot.waitUntil(step.problems.more.isVisible)
    assert step.problems.banner.title.text() == "2 problèmes dans ce qui a été déposé"
    QTest.mouseClick(step.problems.more, Qt.MouseButton.LeftButton)

    assert step.problems.list.isVisible()
    assert step.problems.list.remarks.rowCount() == 2


def test_a_drop_without_anything_says_so(step: DropStep, deposit: Deposit) -> None:
    dropped(deposit)
    step.sum_up()

    assert not deposit.scanning
    assert step.card.nothing.isVisible()
    assert not step.may_go_on()


# -- by keyboard


def test_remove_undo_and_redo_by_keyboard(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, *(row(f"{at}.czi") for at in "abcde"))
    step.card.table.setFocus()
    keys(qtbot, step, Qt.Key.Key_Home)
    keys(qtbot, step, Qt.Key.Key_Down)
    keys(qtbot, step, Qt.Key.Key_Down, SHIFT)
    assert step.card.table.chosen_rows() == [1, 2]

    keys(qtbot, step, Qt.Key.Key_Delete)
    assert names(step) == ["a.czi", "d.czi", "e.czi"]
    assert step.card.removed_word.text() == "2 jeux retirés"
    keys(qtbot, step, Qt.Key.Key_Z, CTRL)
    assert len(names(step)) == 5
    keys(qtbot, step, Qt.Key.Key_Z, CTRL, SHIFT)
    assert names(step) == ["a.czi", "d.czi", "e.czi"]


def test_removed_filesets_can_be_shown_and_put_back(
    step: DropStep, deposit: Deposit, qtbot: QtBot
) -> None:
    dropped(deposit, *(row(f"{at}.czi") for at in "abc"))
    step.card.table.choose(1)
    step.card.remove_chosen()

    QTest.mouseClick(step.card.show_removed, Qt.MouseButton.LeftButton)
    assert names(step) == ["a.czi", "b.czi", "c.czi"]
    assert step.card.show_removed.text() == "Masquer"
    step.card.table.choose(1)
    first = step.card.menu().actions()[0]
    assert first.text() == "Remettre"
    first.trigger()

    assert deposit.sheet.placements == {}
    assert not step.card.removed.isVisible()


def test_join_and_split_by_keyboard(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, *(row(f"{at}.czi") for at in "abcd"))
    table = step.card.table
    table.setFocus()
    keys(qtbot, step, Qt.Key.Key_Home)
    assert not step.card.join.isEnabled()
    assert step.card.join.toolTip() == "Sélectionnez au moins deux jeux de fichiers"
    keys(qtbot, step, Qt.Key.Key_End, SHIFT)
    assert table.chosen_rows() == [0, 1, 2, 3]

    keys(qtbot, step, Qt.Key.Key_J, CTRL)
    assert names(step) == ["a.czi"]
    assert table.chosen_rows() == [0]
    assert step.card.split.isEnabled()
    keys(qtbot, step, Qt.Key.Key_J, CTRL, SHIFT)
    assert len(names(step)) == 4
    keys(qtbot, step, Qt.Key.Key_Z, CTRL)
    assert names(step) == ["a.czi"]


def test_a_set_that_needs_all_its_files_says_why_it_stays(step: DropStep, deposit: Deposit) -> None:
    dropped(deposit, row("v.vsi", format_="vsi", files=14, paths=("v.vsi", "_v_")))
    step.card.table.choose(0)

    reason = "Les fichiers de ce format ne s’ouvrent qu’ensemble"
    assert not step.card.split.isEnabled()
    assert step.card.split.toolTip() == reason
    assert step.card.sums.text() == f"1 sélectionné · 1,0\u00a0ko · {reason}"


def test_the_menu_opens_by_key_and_by_the_dots(
    step: DropStep, deposit: Deposit, qtbot: QtBot
) -> None:
    dropped(deposit, *(row(f"{at}.czi") for at in "abc"))
    table = step.card.table
    table.choose(0)

    def opened() -> QMenu | None:
        return next((m for m in step.card.findChildren(QMenu) if m.isVisible()), None)

    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(3, 3), QPoint(3, 3))
    QApplication.sendEvent(table.viewport(), event)
    menu = opened()
    assert menu is not None
    words_ = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert words_ == ["Retirer", "Séparer", "Joindre", "Montrer dans son dossier"]
    menu.close()
    cell = table.visualRect(table.filesets.index(2, Column.MENU)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, NONE, cell)

    assert table.chosen_rows() == [2]
    menu = opened()
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert names(step) == ["a.czi", "b.czi"]


def test_every_control_has_a_name(step: DropStep, deposit: Deposit, qtbot: QtBot) -> None:
    dropped(deposit, row("a.czi"))
    say(deposit, ["left", f"{ROOT}/Thumbs.db", "junk"])
    step.sum_up()
    reached = [
        one
        for one in step.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert step.card.table in reached
    nameless = [one for one in reached if not (one.accessibleName() or getattr(one, "text", str)())]
    assert nameless == []


# -- thumbnails


def test_thumbnails_are_read_aside_scaled_for_the_screen_and_few_are_kept(
    tmp_path: Path, qtbot: QtBot
) -> None:
    paths = []
    for at in range(4):
        image = QImage(256, 100, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        paths.append(str(tmp_path / f"{at}.png"))
        image.save(paths[-1])
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\n")
    thumbnails = Thumbnails(44, kept=3)

    assert thumbnails.get(paths[0], 2.0) is None
    qtbot.waitUntil(lambda: thumbnails.get(paths[0], 2.0) is not None)
    pixmap = thumbnails.get(paths[0], 2.0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (88, 2.0)
    drawn = pixmap.toImage()
    assert drawn.pixelColor(44, 44) == Qt.GlobalColor.red
    assert drawn.pixelColor(0, 0).alpha() == 0
    for path in (*paths[1:], str(damaged)):
        thumbnails.get(path, 2.0)
    qtbot.waitUntil(lambda: not thumbnails._asked)
    assert len(thumbnails) == 3
    assert thumbnails.get(str(damaged), 2.0) is None
    assert not thumbnails._asked  # it is not read again and again
