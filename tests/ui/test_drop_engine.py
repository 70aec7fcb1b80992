"""The Drop step with a real engine process and real files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.drop import DropStep
from fbi_uploader.ui.models.fileset import Fileset, State
from fbi_uploader.ui.session import Session
from tests.ui.dragging import drag_at

OLD = 1_000_000_000  # seconds: it has stood still for long
SLOW = 20_000  # ms for processes to start on a busy machine


@pytest.fixture
def deposit(session: Session) -> Deposit:
    return Deposit(session)


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> DropStep:
    made = DropStep(deposit)
    qtbot.addWidget(made)
    made.resize(1000, 620)
    made.show()
    deposit.session.engine.start()
    return made


@pytest.fixture
def day(tmp_path: Path) -> Path:
    made = tmp_path / "l’embryon – jour 7"
    made.mkdir()
    return made


def old(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    os.utime(path, (OLD, OLD))
    return path


def drop(step: DropStep, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    enter = QDragEnterEvent(drag_at(QPoint(50, 50)), both, data, left, shift)
    event = QDropEvent(QPointF(50, 50), both, data, left, shift)
    for one in (enter, event):
        one.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(step, one)
        assert one.dropAction() is Qt.DropAction.CopyAction


def filesets(step: DropStep) -> dict[str, Fileset]:
    model = step.card.model
    rows = (model.fileset(at) for at in range(model.rowCount()))
    return {one.name: one for one in rows}


@pytest.mark.shared
def test_a_dropped_folder_is_listed_with_images_and_thumbnails(
    step: DropStep, deposit: Deposit, day: Path, shared: Path, qtbot: QtBot
) -> None:
    names = ("tiles_z.czi", "cluster.nd2", "xz-example.lif")
    for name in names:
        old(day / name, (shared / "microscopy" / name).read_bytes())
    old(day / "Thumbs.db", b"junk")
    old(day / "damaged.czi", b"no header at all")
    before = {path: path.stat().st_mtime_ns for path in day.iterdir()}

    drop(step, day)

    qtbot.waitUntil(lambda: len(deposit.looks) == 4, timeout=SLOW)
    found = filesets(step)
    assert found.keys() == {*names, "damaged.czi"}
    assert all(found[name].images and Path(found[name].thumbnail).is_file() for name in names)
    assert all(found[name].state is State.READY for name in names)
    assert found["damaged.czi"].state is State.DAMAGED
    table = step.card.table
    shown = found["tiles_z.czi"].thumbnail
    qtbot.waitUntil(lambda: table.thumbnails.get(shown, table.devicePixelRatioF()) is not None)
    qtbot.waitUntil(lambda: step.card.left.row.strong == "1 fichier laissé de côté")
    assert step.may_go_on()
    assert {path: path.stat().st_mtime_ns for path in day.iterdir()} == before


def test_a_file_that_grows_is_waited_for(
    step: DropStep, deposit: Deposit, day: Path, qtbot: QtBot
) -> None:
    path = old(day / "growing.nd2", b"a")
    with path.open("ab", buffering=0) as acquisition:  # held open, as a microscope does
        drop(step, day)
        qtbot.waitUntil(lambda: bool(filesets(step)), timeout=SLOW)
        assert filesets(step)["growing.nd2"].state is State.WRITING
        qtbot.waitUntil(lambda: step.note()[1].startswith("· 1 en cours d’écriture"))
        assert step.may_go_on()
        acquisition.write(b"b" * 999)
        qtbot.waitUntil(lambda: filesets(step)["growing.nd2"].row.bytes == 1000, timeout=SLOW)
    os.utime(path, (OLD, OLD))

    qtbot.waitUntil(
        lambda: filesets(step)["growing.nd2"].state is not State.WRITING, timeout=2 * SLOW
    )
    qtbot.waitUntil(lambda: step.note() == ("1 jeu prêt", ""))


def test_a_series_is_split_by_keyboard_and_put_together_by_undo(
    step: DropStep, deposit: Deposit, day: Path, qtbot: QtBot
) -> None:
    for at in range(6):
        old(day / f"s_t{at:03}.tif", b"x" * (at + 1))
    drop(step, day)
    qtbot.waitUntil(lambda: [one.row.files for one in filesets(step).values()] == [6], timeout=SLOW)
    table = step.card.table
    table.setFocus()
    table.choose(0)
    qtbot.waitUntil(step.card.split.isEnabled)
    QTest.keyClick(
        table, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )

    qtbot.waitUntil(lambda: len(filesets(step)) == 6, timeout=SLOW)
    assert sorted(one.row.bytes for one in filesets(step).values()) == [1, 2, 3, 4, 5, 6]
    QTest.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [one.row.files for one in filesets(step).values()] == [6], timeout=SLOW)


def test_undoing_a_drop_takes_its_rows_away(
    step: DropStep, deposit: Deposit, day: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    old(day / "a.czi", b"a")
    other = tmp_path / "other"
    other.mkdir()
    old(other / "b.czi", b"b")
    drop(step, day)
    qtbot.waitUntil(lambda: filesets(step).keys() == {"a.czi"}, timeout=SLOW)
    drop(step, other)
    qtbot.waitUntil(lambda: filesets(step).keys() == {"a.czi", "b.czi"}, timeout=SLOW)

    deposit.undo()
    qtbot.waitUntil(lambda: filesets(step).keys() == {"a.czi"}, timeout=SLOW)
    deposit.redo()
    qtbot.waitUntil(lambda: filesets(step).keys() == {"a.czi", "b.czi"}, timeout=SLOW)
