"""The Describe step with a real engine and real files: what they say fills the form."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import organising, placing
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, ReadFrom, Study
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describing.field import Shown
from fbi_uploader.ui.session import Session
from tests.ui.describe_tools import (
    MINIMAL,
    REMBI,
    arranged,
    described,
    field,
    on_a_pc_of_its_own,
    opened,
    press,
    said,
)

OLD = 1.7e9
FILES = ("s_1_t_1_c_1_z_1.czi", "xz-example.lif", "cluster.nd2")
MOUSE = MetadataValue(value="Mus musculus", term_id="NCBITaxon:10090")


@pytest.fixture
def deposit(session: Session, tmp_path: Path) -> Deposit:
    on_a_pc_of_its_own(session, tmp_path / "machine")
    return Deposit(session)


@pytest.fixture
def images(shared: Path, tmp_path: Path) -> Path:
    """Copies of real files of three makers, written long ago."""
    folder = tmp_path / "day"
    folder.mkdir()
    for name in FILES:
        original = shared / "microscopy" / name
        if not original.exists():
            pytest.skip(f"{original} is not there")
        shutil.copy(original, folder / name)
        os.utime(folder / name, (OLD, OLD))
    return folder


@pytest.mark.shared
def test_what_czi_lif_and_nd2_files_say_is_in_the_form(
    session: Session, deposit: Deposit, images: Path, qtbot: QtBot
) -> None:
    session.engine.start()
    deposit.drop([str(images)])
    qtbot.waitUntil(
        lambda: deposit.shelf.sums.filesets == 3 and not deposit.scanning, timeout=20000
    )
    heads = list(deposit.shelf.heads())
    deposit.apply(lambda sheet: arranged(sheet, 3, REMBI))
    moves = {str(images / name): f"a{at}" for at, name in enumerate(FILES, 1)}
    deposit.apply(lambda sheet: placing.assign_all(sheet, moves, heads))
    step = opened(deposit, qtbot)
    step.show_part("a1")
    assays = ("a1", "a2", "a3")
    qtbot.waitUntil(lambda: all(step.reader.is_known(one, REMBI) for one in assays), timeout=40000)
    told: dict[str, dict[str, str]] = {}
    for one in assays:
        step.show_part(one)
        panel = step.form.panel
        assert panel is not None
        panel.finish()
        told[one] = {
            key: made.read_box.text()
            for key, made in panel.fields.items()
            if made.shown is Shown.READ and made.read_box is not None
        }
    assert told["a1"]["instrument"] == "Axio Observer.Z1 / 7"
    assert told["a1"]["pixel-size"] == "1,083\u00a0µm"
    assert told["a2"] == {
        "instrument": "TCS SP8, DMI6000B-CS",
        "acquired": "04/03/2021",
        "format": "lif",
        "channels": "Green · Red",
    }
    assert told["a3"]["acquired"] == "18/06/2014"
    assert told["a3"]["size-z"] == "10"
    for one, name in zip(assays, FILES, strict=True):
        value = step.reader.of(one, REMBI).values["format"]
        assert isinstance(value.origin, ReadFrom)
        assert value.origin.file == str(images / name)
        assert said(deposit, one, "format") is None


def test_last_time_is_told_then_filled_in_and_undone(
    session: Session, deposit: Deposit, tmp_path: Path, qtbot: QtBot
) -> None:
    sent(session, tmp_path)
    described(deposit)
    deposit.apply(
        lambda sheet: organising.set_value(
            sheet, "a1", "remarks", MetadataValue(value="celle d’aujourd’hui")
        )
    )
    step = opened(deposit, qtbot)
    step.last.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(step.notice.isVisible, timeout=5000)
    assert step.notice.words.text() == (
        "La dernière fois remplirait 2 champs\u00a0: Méthode d’imagerie, Organisme."
    )
    assert said(deposit, "a1", "organism") is None
    press(Qt.Key.Key_Space)
    assert said(deposit, "a1", "organism") == MOUSE
    assert said(deposit, "a1", "remarks") == MetadataValue(value="celle d’aujourd’hui")
    assert said(deposit, "a1", "instrument") is None  # it was read, not said
    assert step.standing("a1").complete
    assert field(step, "organism").editor.value() == MOUSE
    press(Qt.Key.Key_Space)  # undo
    assert said(deposit, "a1", "organism") is None


def test_a_first_time_has_no_last_one(deposit: Deposit, qtbot: QtBot) -> None:
    described(deposit)
    step = opened(deposit, qtbot)
    step.last.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(step.notice.isVisible, timeout=5000)
    assert step.notice.words.text().startswith("Vous n’avez pas encore envoyé")
    assert not step.notice.offered.isVisible()


def sent(session: Session, tmp_path: Path) -> None:
    """A submission of this person, in the journal."""
    source = tmp_path / "yesterday.tif"
    source.write_bytes(b"measured")
    os.utime(source, (OLD, OLD))
    method = MetadataValue(value="confocal microscopy", term_id="FBbi:00000251")
    metadata = {
        "organism": MOUSE,
        "imaging-method": method,
        "remarks": MetadataValue(value="celle d’hier"),
        "instrument": MetadataValue(value="LSM 880", origin=ReadFrom(file="/old.czi")),
    }
    assay = Assay(name="Hier", template=MINIMAL, metadata=metadata)
    tree = Investigation(name="Coeur", studies=(Study(name="Etude", assays=(assay,)),))
    draft = Draft(
        node="sandbox",
        person=session.person.name,
        investigation=tree,
        sources=((str(source),),),
    )
    journal = session.app.journal()
    try:
        session.app.submit(journal, draft)
    finally:
        journal.close()
