"""Describe: what is undone, kept, proposed, taken over and counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import describing, store
from fbi_uploader.isa.model import MetadataValue, TemplateDefault
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.deposit.describing.field import Shown
from tests.ui.describe_tools import (
    FBI,
    MINIMAL,
    REMBI,
    described,
    field,
    focus,
    opened,
    press,
    read_in,
    said,
    typed,
)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab


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
