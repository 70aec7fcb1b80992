"""The Describe step by its keys: real templates, real vocabularies. No engine: its answers are put
where they arrive."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.isa.model import MetadataValue, Typed
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.deposit.describing.calendarbox import DateEditor
from fbi_uploader.ui.deposit.describing.field import Shown
from fbi_uploader.ui.deposit.describing.searching import SearchEditor
from fbi_uploader.ui.deposit.describing.tablefield import TableEditor
from tests.ui.describe_tools import (
    FBI,
    MIHCSME,
    MINIMAL,
    REMBI,
    field,
    focus,
    press,
    read_in,
    said,
    typed,
)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab


def hits(step: DescribeStep, key: str) -> list[tuple[str, str]]:
    editor = field(step, key).editor
    assert isinstance(editor, SearchEditor)
    assert editor._list is not None
    return [(hit.title, hit.second) for hit in editor._list.model.hits]


# -- terms


def test_a_term_is_found_and_taken_with_keys_alone(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "organism"))
    typed("souris")
    assert hits(step, "organism")[0] == ("Mus musculus", "souris · NCBITaxon:10090")
    press(ENTER)
    assert said(deposit, "a1", "organism") == MetadataValue(
        value="Mus musculus", term_id="NCBITaxon:10090"
    )
    chip = QApplication.focusWidget()
    assert chip is not None
    assert chip.accessibleName() == "Organisme: Mus musculus"
    assert field(step, "organism")._below.text() == "souris"
    press(Qt.Key.Key_Delete)
    assert said(deposit, "a1", "organism") is None


def test_arrows_choose_among_french_names_and_are_in_the_languages_words(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "imaging-method"))
    typed("confocal")
    assert hits(step, "imaging-method")[:2] == [
        ("microscopie confocale", "confocal microscopy · FBbi:00000251"),
        (
            "microscopie confocale à point unique",
            "confocale à balayage laser · single-spot confocal microscopy · FBbi:00000252",
        ),
    ]
    press(DOWN)
    press(ENTER)
    kept = said(deposit, "a1", "imaging-method")
    assert kept == MetadataValue(value="single-spot confocal microscopy", term_id="FBbi:00000252")
    editor = field(step, "imaging-method").editor
    assert isinstance(editor, SearchEditor)
    assert editor.box.chip.text() == "microscopie confocale à point unique"
    words.choose("en")
    assert editor.box.chip.text() == "single-spot confocal microscopy"
    assert field(step, "imaging-method").label.text() == "Imaging method"


def test_a_text_that_is_no_term_is_kept_with_a_warning_and_counts_as_complete(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "imaging-method"))
    typed("ma methode")
    press(TAB)
    kept = said(deposit, "a1", "imaging-method")
    assert kept is not None
    assert (kept.value, kept.term_id) == ("ma methode", None)
    told = field(step, "imaging-method")._below
    assert "n’est pas un terme du vocabulaire" in told.text()
    assert told.property("tone") == "warn"
    assert step.standing("a1").wrong == 0


def test_a_name_written_out_becomes_the_term_when_it_is_left(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "organism"))
    typed("danio rerio")
    press(Qt.Key.Key_Escape)
    press(TAB)
    kept = said(deposit, "a1", "organism")
    assert kept is not None
    assert kept.term_id == "NCBITaxon:7955"


# -- what files say


def test_what_a_file_says_is_shown_with_its_file_and_not_written(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    assert step.standing("a1").missing == 2
    read_in(step, "a1", MINIMAL, instrument="ZEISS LSM 980", acquired="2026-11-22T14:05:06")
    shown = field(step, "instrument")
    assert shown.shown is Shown.READ
    assert shown.read_box is not None
    assert shown.read_box.text() == "ZEISS LSM 980"
    assert "image.czi" in shown.read_box.toolTip()
    assert field(step, "acquired").read_box.text() == "22/11/2026 14:05"  # type: ignore[union-attr]
    assert deposit.sheet.assay("a1").metadata == {}  # type: ignore[union-attr]


def test_typing_wins_over_what_was_read_and_there_is_a_way_back(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    read_in(step, "a1", MINIMAL, instrument="ZEISS LSM 980")
    shown = field(step, "instrument")
    assert shown.read_box is not None
    assert shown.back is not None
    shown.read_box.pen.setFocus()
    press(Qt.Key.Key_Space)
    typed("LSM 880")
    kept = said(deposit, "a1", "instrument")
    assert kept == MetadataValue(value="LSM 880", origin=Typed())
    shown.back.setFocus()
    press(Qt.Key.Key_Space)
    assert said(deposit, "a1", "instrument") is None
    assert shown.shown is Shown.READ


def test_what_is_typed_as_it_was_read_is_not_written(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    read_in(step, "a1", MINIMAL, instrument="LSM")
    field(step, "instrument").override()
    typed("LSM 9")
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Backspace)
    assert said(deposit, "a1", "instrument") is None


def test_fields_stay_where_they_are_while_somebody_types(step: DescribeStep, qtbot: QtBot) -> None:
    focus(field(step, "organism"))
    typed("souris")
    before = step.form._sections
    read_in(step, "a1", MINIMAL, instrument="ZEISS LSM 980")
    assert step.form._sections == before
    assert field(step, "instrument").shown is Shown.READ
    step.show_part("a2")
    step.show_part("a1")
    assert ("read", ("instrument",)) in step.form._sections


# -- dates, numbers, tables


def test_a_day_that_a_month_does_not_have_is_told_when_the_field_is_left(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    date = field(step, "acquired")
    focus(date)
    typed("31/11/2026")
    assert not date.is_wrong
    press(TAB)
    assert date._below.text() == "Novembre n’a que 30 jours. Corrigez la date."
    assert date.editor.main.accessibleDescription() == date._below.text()
    assert step.standing("a1").wrong == 1
    focus(date)
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Delete)
    typed("30")
    assert not date.is_wrong
    assert said(deposit, "a1", "acquired") == MetadataValue(value="2026-11-30")


def test_a_pause_tells_it_as_well(step: DescribeStep, qtbot: QtBot) -> None:
    date = field(step, "acquired")
    focus(date)
    typed("hier")
    qtbot.waitUntil(lambda: date.is_wrong, timeout=3000)
    assert "2026-11-30" in date._below.text()


def test_a_day_is_chosen_from_the_calendar_with_keys(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    editor = field(step, "acquired").editor
    assert isinstance(editor, DateEditor)
    focus(field(step, "acquired"))
    typed("22/11/2026")
    editor.choose()
    assert editor.calendar is not None
    month = editor.calendar.month
    QTest.keyClick(month, Qt.Key.Key_PageDown)
    QTest.keyClick(month, Qt.Key.Key_Right)
    QTest.keyClick(month, ENTER)
    assert said(deposit, "a1", "acquired") == MetadataValue(value="2026-12-23")


def test_a_number_has_its_unit_and_either_decimal_sign(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    step._choose_template(REMBI)
    size = field(step, "pixel-size")
    focus(size)
    typed("0,103")
    assert said(deposit, "a1", "pixel-size") == MetadataValue(value=0.103, unit="µm")
    press(TAB)
    press(DOWN)
    assert said(deposit, "a1", "pixel-size") == MetadataValue(value=0.103, unit="nm")
    focus(size)
    typed(" beaucoup")
    press(TAB)
    assert size._below.text() == "Écrivez un nombre, par exemple 12."


def test_a_table_is_pasted_from_a_spreadsheet_and_its_faults_have_a_place(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    step._choose_template(MIHCSME)
    wells = field(step, "wells")
    assert isinstance(wells.editor, TableEditor)
    QGuiApplication.clipboard().setText("Plate\tWell\tDose\nP1\tA1\t3\nP1\tA2\tdix\n")
    focus(wells)
    press(Qt.Key.Key_V, CTRL)
    kept = said(deposit, "a1", "wells")
    assert kept is not None
    assert kept.value == (
        '[{"plate":"P1","well":"A1","dose":"3"},{"plate":"P1","well":"A2","dose":"dix"}]'
    )
    assert step.standing("a1").wrong == 1
    press(TAB)
    assert wells._below.text().startswith("Ligne 2, Dose\u00a0: ")


# -- facts


def test_tags_and_logins_become_chips(deposit: Deposit, step: DescribeStep, qtbot: QtBot) -> None:
    focus(field(step, "@tags"))
    typed("coeur,7dpa")
    press(ENTER)
    assert deposit.sheet.assay("a1").tags == ("coeur", "7dpa")  # type: ignore[union-attr]
    press(Qt.Key.Key_Backspace)
    assert deposit.sheet.assay("a1").tags == ("coeur",)  # type: ignore[union-attr]
    deposit.show_part.emit("")
    focus(field(step, "@owners"))
    typed("croux")
    assert deposit.sheet.investigation.owners == ("croux",)


def test_a_licence_is_chosen_or_written_freely(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    deposit.show_part.emit("")
    licence = field(step, "@licence")
    focus(licence)
    qtbot.waitUntil(lambda: len(hits(step, "@licence")) > 5, timeout=2000)
    typed("by 4")
    press(ENTER)
    assert deposit.sheet.investigation.licence == "CC-BY-4.0"
    press(Qt.Key.Key_Backspace)
    typed("LicenceMaison")
    press(TAB)
    assert deposit.sheet.investigation.licence == "LicenceMaison"
    assert licence._below.property("tone") == "warn"


def test_a_file_is_chosen_among_those_of_the_assay(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    step._choose_template(FBI)
    focus(field(step, "correlation-matrix"))
    typed("ima")
    assert hits(step, "correlation-matrix") == [("image.czi", "1")]
    press(ENTER)
    assert said(deposit, "a1", "correlation-matrix") == MetadataValue(value="1/image.czi")
