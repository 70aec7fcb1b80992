"""A deposit of some assays, and the Describe step in a window of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import organising, placing
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.isa.model import Metadata, MetadataValue, ReadFrom
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.deposit.describing.field import FormField
from fbi_uploader.ui.deposit.describing.reading import Read, _Wish
from fbi_uploader.ui.session import Session
from tests.ui.drop_tools import ROOT, dropped, row

MINIMAL, FBI, REMBI, MIHCSME = "minimal", "fbi-light-microscopy", "rembi", "mihcsme"


def arranged(sheet: Worksheet, assays: int, template: str) -> Worksheet:
    """One study; assay n, "a<n>", holds the folder <n>."""
    sheet = organising.rename(sheet, "", "Coeur")
    sheet = organising.new_study(sheet, "Etude", "s1")
    for number in range(1, assays + 1):
        sheet = organising.new_assay(sheet, "s1", "Assay", f"a{number}", template)
    return sheet


def described(deposit: Deposit, assays: int = 2, template: str = MINIMAL) -> None:
    """ROOT was dropped and put into assays, one file each."""
    rows = [row(f"{number}/image.czi") for number in range(1, assays + 1)]
    dropped(deposit, *rows)
    deposit.apply(lambda sheet: arranged(sheet, assays, template))
    moves = {f"{ROOT}/{number}/image.czi": f"a{number}" for number in range(1, assays + 1)}
    heads = list(deposit.shelf.heads())
    deposit.apply(lambda sheet: placing.assign_all(sheet, moves, heads))


def opened(deposit: Deposit, qtbot: QtBot, width: int = 1030) -> DescribeStep:
    """The step, in a window that has the keyboard."""
    step = DescribeStep(deposit)
    qtbot.addWidget(step)
    step.resize(width, 640)
    step.show()
    step.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is step)
    step.enter()
    return step


def field(step: DescribeStep, key: str) -> FormField:
    """A field of the form in sight, made if it still waits."""
    panel = step.form.panel
    assert panel is not None
    panel.finish()
    return panel.fields[key]


def focus(field_: FormField) -> QWidget:
    """Give a field the keyboard."""
    part = next(one for one in field_.editor.focus_parts() if not one.isHidden())
    part.setFocus(Qt.FocusReason.TabFocusReason)
    return part


def typed(text: str) -> None:
    """ASCII keys into whatever has them."""
    for letter in text:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, letter)


def press(key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    """One key into whatever has them."""
    target = QApplication.focusWidget()
    assert target is not None
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(target, key, modifiers)


def read_in(step: DescribeStep, assay: str, template: str, **values: str | float) -> None:
    """The engine read these in the assay's files."""
    origin = ReadFrom(file=f"{ROOT}/1/image.czi")
    read: Metadata = {
        name.replace("_", "-"): MetadataValue(value=value, origin=origin)
        for name, value in values.items()
    }
    step.reader._known[assay] = (_Wish(assay, template, 1, 1000), Read(read))
    step.reader.came.emit(assay)


def said(deposit: Deposit, assay: str, key: str) -> MetadataValue | None:
    """What the worksheet keeps of an assay."""
    found = deposit.sheet.assay(assay)
    assert found is not None
    return found.metadata.get(key)


def on_a_pc_of_its_own(session: Session, folder: Path) -> None:
    """What is machine-wide lies in a folder of the test's, not in this PC's."""
    session.__dict__["app"] = replace(session.app, machine_nodes=folder / "nodes")
