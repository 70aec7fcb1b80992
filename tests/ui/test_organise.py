"""The Organise step: by keyboard, by menu, by dragging; every act can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting.model import UNASSIGNED
from fbi_uploader.ui.deposit.arranging.menus import add_places
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.organise import OrganiseStep
from fbi_uploader.ui.models.isatree import PAGE, IsaTreeModel, filesets_data
from fbi_uploader.ui.session import Session
from tests.ui.depositing import LONG, arranged, begun, make_files, put


@pytest.fixture
def deposit(session: Session, qtbot: QtBot, tmp_path: Path) -> Deposit:
    return begun(session, qtbot, make_files(tmp_path / "data"))


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> OrganiseStep:
    made = OrganiseStep(deposit)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    made.enter()
    return made


def tree(deposit: Deposit) -> dict[str, list[str]]:
    """Assay -> the names of the filesets in it."""
    places: dict[str, list[str]] = {assay.id: [] for _, assay in deposit.sheet.assays()}
    for row in deposit.shelf.rows():
        place = deposit.place_of(row.head)
        if place != UNASSIGNED:
            places[place].append(row.name)
    return {assay.name: sorted(places[assay.id]) for _, assay in deposit.sheet.assays()}


BOTH = {
    "day1": ["day1_a.dat", "day1_b.dat"],
    "day2": ["day2_a.dat", "day2_b.dat"],
}


def test_folders_suggest_a_tree_that_is_seen_and_then_accepted(
    step: OrganiseStep, deposit: Deposit, qtbot: QtBot
) -> None:
    qtbot.waitUntil(step.suggested.isVisible)
    assert "day1, day2" in step.suggested.words.text()
    assert not step.may_go_on()
    step.suggested.accept.click()
    assert tree(deposit) == BOTH
    qtbot.waitUntil(lambda: not step.suggested.isVisible())
    assert step.may_go_on()
    assert step.note()[0] == "4 jeux rangés sur 4"
    deposit.undo()
    assert tree(deposit) == {}
    deposit.redo()
    assert tree(deposit) == BOTH


def test_by_keyboard_alone(step: OrganiseStep, deposit: Deposit, qtbot: QtBot) -> None:
    """New assay, its name, then a fileset put into it from the list."""
    step.tree.setFocus()
    QTest.keyClick(step, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert step.editor.isVisible()
    QTest.keyClicks(step.editor.edit, "Confocal")
    QTest.keyClick(step.editor.edit, Qt.Key.Key_Return)
    assert [assay.name for _, assay in deposit.sheet.assays()] == ["Confocal"]
    step.waiting.setFocus()
    step.waiting.setCurrentIndex(step.waiting_model.index(0, 0))
    [assay] = [assay.id for _, assay in deposit.sheet.assays()]
    menu = QMenu()
    qtbot.addWidget(menu)
    chosen: list[str] = []
    add_places(menu, deposit.sheet, chosen.append)
    menu.actions()[1].trigger()
    assert chosen == [assay]
    QTest.keyClick(step, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    popup = next(one for one in step.findChildren(QMenu) if one.isVisible())
    popup.actions()[1].trigger()
    popup.close()
    assert tree(deposit) == {"Confocal": ["day1_a.dat"]}
    step.tree.setFocus()
    step.tree.choose(step.model.index(0, 0, step.model.index_of(assay)))
    QTest.keyClick(step.tree, Qt.Key.Key_Delete)
    assert tree(deposit) == {"Confocal": []}
    QTest.keyClick(step, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tree(deposit) == {"Confocal": ["day1_a.dat"]}


def drop(step: OrganiseStep, data: QMimeData, at: QModelIndex) -> None:
    """A real drop event on a row of the tree."""
    point = step.tree.visualRect(at).center() if at.isValid() else QPoint(20, 400)
    event = QDropEvent(
        QPointF(point),
        Qt.DropAction.MoveAction | Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    step.tree.dropEvent(event)
    assert event.isAccepted()


def test_filesets_are_dragged_onto_an_assay_and_from_one_to_another(
    step: OrganiseStep, deposit: Deposit
) -> None:
    arranged(deposit)
    first, second = (assay.id for _, assay in deposit.sheet.assays())
    moved = step.model.index(0, 0, step.model.index_of(first))
    data = step.model.mimeData([moved])
    drop(step, data, step.model.index_of(second))
    assert tree(deposit)["day2"] == ["day1_a.dat", "day2_a.dat", "day2_b.dat"]
    deposit.undo()
    assert tree(deposit) == BOTH


def test_a_fileset_dropped_beside_all_rows_makes_an_assay(
    step: OrganiseStep, deposit: Deposit
) -> None:
    drop(step, filesets_data([0, 1]), QModelIndex())
    assert tree(deposit) == {"Assay 1": ["day1_a.dat", "day1_b.dat"]}
    deposit.undo()
    assert deposit.sheet.studies == (), "one act, one step back"


def test_an_assay_is_dragged_to_another_study(step: OrganiseStep, deposit: Deposit) -> None:
    arranged(deposit)
    other = step.acts.new_study()
    assay = next(assay.id for _, assay in deposit.sheet.assays())
    data = step.model.mimeData([step.model.index_of(assay)])
    drop(step, data, step.model.index_of(other))
    study = deposit.sheet.study_of(assay)
    assert study is not None
    assert study.id == other


def test_assays_are_merged(step: OrganiseStep, deposit: Deposit) -> None:
    arranged(deposit)
    step.tree.selectAll()
    first, second = (assay.id for _, assay in deposit.sheet.assays())
    step.tree.clearSelection()
    flags = step.tree.selectionModel().SelectionFlag.Select
    for part in (first, second):
        step.tree.selectionModel().select(step.model.index_of(part), flags)
    step.merge_chosen()
    assert tree(deposit) == {"day1": sorted([*BOTH["day1"], *BOTH["day2"]])}


def test_a_name_that_the_node_will_not_take_is_explained_while_it_is_typed(
    step: OrganiseStep, deposit: Deposit, qtbot: QtBot
) -> None:
    arranged(deposit)
    assay = next(assay.id for _, assay in deposit.sheet.assays())
    step.tree.show_part(assay)
    step.begin_naming()
    step.editor.edit.clear()
    QTest.keyClicks(step.editor.edit, "day1: embryo")
    assert step.editor._words.isVisible()
    assert "refusent" in step.editor._words.text()
    assert step.editor.proposal.text() == "Utiliser «\u00a0day1_ embryo\u00a0»"
    step.editor.proposal.click()
    assert not step.editor.isVisible()
    assert "day1_ embryo" in tree(deposit)


def test_a_wrong_name_is_kept_and_shown_as_wrong(
    step: OrganiseStep, deposit: Deposit, qtbot: QtBot
) -> None:
    arranged(deposit)
    step.tree.show_part("")
    step.begin_naming()
    step.editor.edit.clear()
    QTest.keyClicks(step.editor.edit, "two words")
    QTest.keyClick(step.editor.edit, Qt.Key.Key_Return)
    assert deposit.sheet.investigation.name == "two words"
    qtbot.waitUntil(lambda: "" in step.tree.drawn.troubled)


def test_escape_leaves_the_name_as_it_was(
    step: OrganiseStep, deposit: Deposit, qtbot: QtBot
) -> None:
    arranged(deposit)
    step.tree.show_part("")
    step.begin_naming()
    QTest.keyClicks(step.editor.edit, "other")
    QTest.keyClick(step.editor.edit, Qt.Key.Key_Escape)
    assert deposit.sheet.investigation.name == "Heart-2026"


def test_names_on_the_node_are_offered_and_marked(
    step: OrganiseStep, deposit: Deposit, session: Session, qtbot: QtBot
) -> None:
    there = session.home.root / "sandbox" / "Heart-2026" / "data" / "day1"
    there.mkdir(parents=True)
    arranged(deposit)
    step.enter()
    qtbot.waitUntil(lambda: "" in step.model.existing, timeout=LONG)
    study = deposit.sheet.studies[0].id
    assert study in step.model.existing
    step.tree.show_part(study)
    step.begin_naming()
    completer = step.editor.edit.completer()
    assert completer is not None
    assert completer.model().index(0, 0).data() == "data"


# -- the model alone


def test_an_assay_of_thousands_is_listed_a_page_at_a_time(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    for number in range(PAGE + 50):
        put(tmp_path / "many" / f"{number:04}.dat")
    deposit = begun(session, qtbot, tmp_path / "many")
    arranged(deposit)
    model = IsaTreeModel(deposit)
    [assay] = [assay.id for _, assay in deposit.sheet.assays()]
    index = model.index_of(assay)
    assert model.rowCount(index) == 0
    assert model.hasChildren(index)
    model.fetchMore(index)
    assert model.rowCount(index) == PAGE
    assert model.canFetchMore(index)
    model.fetchMore(index)
    assert model.rowCount(index) == PAGE + 50
    assert not model.canFetchMore(index)


def test_a_renamed_part_is_redrawn_and_the_tree_is_not_built_anew(
    deposit: Deposit, qtbot: QtBot
) -> None:
    arranged(deposit)
    model = IsaTreeModel(deposit)
    assay = next(assay.id for _, assay in deposit.sheet.assays())
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        from fbi_uploader.ui.deposit.arranging.acts import Acts  # noqa: PLC0415

        Acts(deposit).rename(assay, "renamed")
    assert model.name(model.node(model.index_of(assay))) == "renamed"


def test_every_row_says_what_it_is(deposit: Deposit) -> None:
    arranged(deposit)
    model = IsaTreeModel(deposit)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role).startswith("Investigation Heart-2026, 4 jeux")
    study = model.index(0, 0, model.index(0, 0))
    assert study.data(role).startswith("Étude data, 2 assays")
