"""The Describe step by its keys: real templates, real vocabularies. No engine: its answers are put
where they arrive."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import describing, store
from fbi_uploader.isa.model import MetadataValue, TemplateDefault, Typed
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.deposit.describing.calendarbox import DateEditor
from fbi_uploader.ui.deposit.describing.field import Shown
from fbi_uploader.ui.deposit.describing.searching import SearchEditor
from fbi_uploader.ui.deposit.describing.tablefield import TableEditor
from fbi_uploader.ui.session import Session
from tests.ui.describe_tools import (
    FBI,
    MIHCSME,
    MINIMAL,
    REMBI,
    described,
    field,
    focus,
    on_a_pc_of_its_own,
    opened,
    press,
    read_in,
    said,
    typed,
)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab


@pytest.fixture
def deposit(session: Session, tmp_path: Path) -> Deposit:
    on_a_pc_of_its_own(session, tmp_path / "machine")
    return Deposit(session)


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> DescribeStep:
    described(deposit)
    return opened(deposit, qtbot)


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


def test_a_search_answers_a_key_within_20_ms(step: DescribeStep, qtbot: QtBot) -> None:
    focus(field(step, "imaging-method"))
    typed("m")
    slowest = 0.0
    for letter in "icroscop":
        begun = perf_counter()
        typed(letter)
        slowest = max(slowest, perf_counter() - begun)
    assert slowest < 0.06  # wanted: 0.02; the machine of the tests is shared


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


# -- undo, saving, templates


def test_a_word_is_undone_at_once_and_the_field_shows_it(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "instrument"))
    typed("LSM")
    press(TAB)
    press(TAB, SHIFT)
    typed(" 980")
    press(Qt.Key.Key_Z, CTRL)
    assert said(deposit, "a1", "instrument") == MetadataValue(value="LSM")
    press(Qt.Key.Key_Z, CTRL)
    assert said(deposit, "a1", "instrument") is None
    assert field(step, "instrument").editor.value() is None
    press(Qt.Key.Key_Y, CTRL)
    assert field(step, "instrument").editor.value() == MetadataValue(value="LSM")


def test_undo_is_the_deposits_not_that_of_one_line(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "instrument"))
    typed("LSM")
    focus(field(step, "organism"))
    typed("souris")
    press(ENTER)
    focus(field(step, "instrument"))
    press(Qt.Key.Key_Z, CTRL)
    assert said(deposit, "a1", "organism") != MetadataValue(
        value="Mus musculus", term_id="NCBITaxon:10090"
    )
    assert said(deposit, "a1", "instrument") == MetadataValue(value="LSM")


def test_what_was_typed_is_on_the_disk_a_moment_later(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    focus(field(step, "instrument"))
    typed("LSM 980")
    drafts, id_ = deposit.session.home.drafts, deposit.sheet.id

    def there() -> bool:
        # What a program that is begun after a crash reads.
        assay = store.load(drafts, id_).assay("a1")
        kept = assay.metadata.get("instrument") if assay is not None else None
        return kept == MetadataValue(value="LSM 980")

    qtbot.waitUntil(there, timeout=3000)


def test_the_nodes_template_is_taken_by_assays_that_chose_none(
    deposit: Deposit, qtbot: QtBot
) -> None:
    described(deposit, template="")
    step = opened(deposit, qtbot)
    assert step._invited.isVisible()
    assert not step.standing("a1").described
    step.chooser.choice.setFocus()
    press(DOWN)
    assert deposit.sheet.assay("a1").template == FBI  # type: ignore[union-attr]
    assert deposit.sheet.assay("a2").template is None  # type: ignore[union-attr]
    step.chooser.all.setFocus()
    press(Qt.Key.Key_Space)
    assert deposit.sheet.assay("a2").template == FBI  # type: ignore[union-attr]
    step.knowledge.offered = (REMBI,)
    described(deposit, template="")
    assert {one.template for _, one in deposit.sheet.assays()} == {REMBI}


def test_this_pcs_usual_values_begin_new_assays_but_files_go_before_them(
    deposit: Deposit, qtbot: QtBot, tmp_path: Path
) -> None:
    origin = TemplateDefault(template=MINIMAL)
    usual = {
        "instrument": MetadataValue(value="LSM 880", origin=origin),
        "remarks": MetadataValue(value="salle 2", origin=origin),
    }
    described(deposit)
    step = opened(deposit, qtbot)
    template = step.knowledge.template(MINIMAL)
    assert template is not None
    step.deeds.keep_usual(template, usual)
    kept = tmp_path / "machine" / "defaults" / "minimal.toml"
    assert kept.stat().st_mode & 0o777 == 0o644
    assert kept.parent.parent.stat().st_mode & 0o777 == 0o755
    step._seen.clear()
    step._follow()
    assert said(deposit, "a1", "remarks") == usual["remarks"]
    assert said(deposit, "a1", "instrument") is None  # its files were not looked at yet
    read_in(step, "a1", MINIMAL, instrument="LSM 980")
    read_in(step, "a2", MINIMAL)
    assert said(deposit, "a1", "instrument") is None
    assert said(deposit, "a2", "instrument") == usual["instrument"]


# -- all assays, last time


def test_what_was_typed_goes_into_all_assays_and_comes_back(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    read_in(step, "a1", MINIMAL, instrument="LSM 980")
    focus(field(step, "organism"))
    typed("souris")
    press(ENTER)
    step.all.setFocus()
    press(Qt.Key.Key_Space)
    other = deposit.sheet.assay("a2")
    assert other is not None
    assert set(other.metadata) == {"organism"}
    assert step.notice.words.text() == "Copié dans 1 assay\u00a0: 1 valeur."
    press(Qt.Key.Key_Space)  # the button "Undo" has the keyboard
    assert deposit.sheet.assay("a2").metadata == {}  # type: ignore[union-attr]


# -- how far


def test_the_footer_counts_complete_assays_and_one_may_always_go_on(
    deposit: Deposit, step: DescribeStep, qtbot: QtBot
) -> None:
    assert step.note() == ("0 assay complet sur 2", "· vous pouvez continuer et revenir")
    for key, text in (("organism", "souris"), ("imaging-method", "confocal")):
        focus(field(step, key))
        typed(text)
        press(ENTER)
    assert step.note()[0] == "1 assay complet sur 2"
    assert step.model.told(step.model.row_of("a1")) == "Complet"
    assert step.may_go_on()
    words.choose("en")
    assert step.note()[0] == "1 assay complete of 2"


def test_a_required_value_that_the_study_says_is_not_missing(
    deposit: Deposit, step: DescribeStep
) -> None:
    value = MetadataValue(value="Mus musculus", term_id="NCBITaxon:10090")
    deposit.apply(lambda sheet: describing.set_value(sheet, "s1", "organism", value))
    assert step.standing("a1").missing == 1


def test_another_scan_changes_nothing_and_another_draft_everything(
    deposit: Deposit, step: DescribeStep
) -> None:
    step.show_part("a2")
    read_in(step, "a2", MINIMAL, instrument="LSM 980")
    deposit.rescan()
    assert step.form.part == "a2"
    assert field(step, "instrument").shown is Shown.READ
    deposit.begin()
    assert step.form.part == ""
    assert step.model.rowCount() == 1


@pytest.mark.parametrize("part", ["", "s1", "a2"])
def test_another_page_leads_to_a_part(deposit: Deposit, step: DescribeStep, part: str) -> None:
    step.leave()
    deposit.show_part.emit(part)
    step.enter()
    assert step.form.part == part
    assert step.model.row_of(part) == step.list.currentIndex().row()
    assert step.form._stack.currentWidget() is step.form._scrolls[step.form._key()]


def test_tab_goes_down_the_form_in_the_order_of_its_fields(
    step: DescribeStep, qtbot: QtBot
) -> None:
    panel = step.form.panel
    assert panel is not None
    panel.finish()
    read_in(step, "a1", MINIMAL, acquired="2026-11-22")  # it moves before the microscope
    assert [one.one.key for one in panel.in_order()][2:4] == ["acquired", "instrument"]
    focus(panel.in_order()[0])
    seen: list[str] = []
    for _ in range(12):
        inside = QApplication.focusWidget()
        for one in panel.in_order():
            if inside is not None and one.isAncestorOf(inside) and one.one.key not in seen:
                seen.append(one.one.key)
        press(TAB)
    assert seen == [one.one.key for one in panel.in_order()]


def test_sixty_assays_and_forty_fields_are_switched_in_50_ms(
    deposit: Deposit, qtbot: QtBot
) -> None:
    described(deposit, 60, REMBI)
    step = opened(deposit, qtbot)
    field(step, "organism")
    slowest: list[float] = []
    for number in range(1, 31):
        begun = perf_counter()
        step.list.show_part(f"a{number}")
        QApplication.processEvents()
        slowest.append(perf_counter() - begun)
    assert sorted(slowest)[len(slowest) // 2] < 0.05
