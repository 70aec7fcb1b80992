"""The model of filesets, without a window: lines of the shelf in, roles and row ranges out."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from fbi_uploader.drafting import dropping
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.models.fileset import Column, State
from fbi_uploader.ui.models.filesets import FilesetModel
from fbi_uploader.ui.session import Session
from tests.ui.drop_tools import ROOT, dropped, looked, put, row, say

TEXT = Qt.ItemDataRole.DisplayRole


@pytest.fixture
def deposit(session: Session) -> Deposit:
    return Deposit(session)


@pytest.fixture
def model(deposit: Deposit) -> Iterator[FilesetModel]:
    made = FilesetModel(deposit)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()


def names(model: FilesetModel) -> list[str]:
    return [model.data(model.index(at, Column.NAME)) for at in range(model.rowCount())]


def cells(model: FilesetModel, at: int) -> list[str]:
    return [model.data(model.index(at, column), TEXT) for column in Column]


def test_a_row_is_said_in_words_of_the_language(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, row("a.czi", size=12_400_000_000), row("b", format_="tiff-series", files=1240))
    looked(deposit, "a.czi", images=4, summary="1920 × 1080", thumbnail=None, code=None)

    assert cells(model, 0) == ["a.czi", "ZEISS CZI", "4", "12,4\u00a0Go", "Prêt", ""]
    assert cells(model, 1)[:3] == ["b", "Série TIFF", "–"]
    words.choose("en")
    assert cells(model, 0) == ["a.czi", "ZEISS CZI", "4", "12.4\u00a0GB", "Ready", ""]
    spoken = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "b, TIFF series, 1,240 files, 1.0\u00a0kB, Ready"


def test_hostile_names_are_shown_on_one_line(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, row("a\nb\x1b<b>.czi"))

    assert names(model) == ["a\\nb\\x1b<b>.czi"]


def test_what_is_written_becomes_ready(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, row("a.czi", state="writing"), row("b.czi"))
    assert model.fileset(0).state is State.WRITING
    assert model.wanted_heads(range(2)) == [f"{ROOT}/b.czi"]

    put(deposit, row("a.czi"))

    assert model.fileset(0).state is State.READY
    assert model.wanted_heads(range(2)) == [f"{ROOT}/a.czi", f"{ROOT}/b.czi"]


def test_a_damaged_header_is_a_warning(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, row("a.czi"), row("b.czi"))
    looked(deposit, "a.czi", images=0, code="inspect_failed")
    looked(deposit, "b.czi", images=0, code="inspect_timed_out")

    assert model.fileset(0).state is State.DAMAGED
    assert model.fileset(1).state is State.READY  # slow is not damaged


def test_a_batch_is_one_insertion_and_a_change_one_range(
    deposit: Deposit, model: FilesetModel
) -> None:
    dropped(deposit)
    told: list[tuple[str, int, int]] = []
    model.rowsInserted.connect(lambda _at, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _at, first, last: told.append(("out", first, last)))
    model.dataChanged.connect(lambda a, b: told.append(("say", a.row(), b.row())))

    put(deposit, *(row(f"{at:03}.czi") for at in range(100)))
    put(deposit, *(row(f"{at:03}.czi", size=7) for at in range(10, 20)))
    say(deposit, *(["gone", f"{ROOT}/{at:03}.czi"] for at in range(30, 40)))
    put(deposit, row("033.czi"))

    assert told == [("in", 0, 99), ("say", 10, 19), ("out", 30, 39), ("in", 30, 30)]
    assert names(model)[29:32] == ["029.czi", "033.czi", "040.czi"]


def test_what_is_removed_goes_and_undo_brings_it_back(
    deposit: Deposit, model: FilesetModel
) -> None:
    dropped(deposit, *(row(f"{at}.czi") for at in "abcd"))

    deposit.apply(lambda sheet: dropping.remove(sheet, [f"{ROOT}/b.czi"], deposit.shelf.heads()))
    assert names(model) == ["a.czi", "c.czi", "d.czi"]
    model.accept(lambda _place: True)
    assert [model.fileset(at).state for at in range(4)][1] is State.REMOVED

    deposit.undo()
    assert names(model) == ["a.czi", "b.czi", "c.czi", "d.czi"]
    assert model.fileset(1).state is State.READY


def test_joined_filesets_are_one_row_with_their_sums(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, *(row(f"{at}.czi", size=10) for at in "abc"))
    for name in "ac":
        looked(deposit, f"{name}.czi", images=2)

    deposit.apply(lambda sheet: dropping.join(sheet, [f"{ROOT}/a.czi", f"{ROOT}/c.czi"]))

    assert names(model) == ["a.czi", "b.czi"]
    assert (model.fileset(0).row.bytes, model.fileset(0).row.files) == (20, 2)
    assert model.fileset(0).images == 4
    assert model.row_of(f"{ROOT}/c.czi") == 0
    put(deposit, row("c.czi", size=30, state="writing"))
    assert (model.fileset(0).row.bytes, model.fileset(0).state) == (40, State.WRITING)
    say(deposit, ["gone", f"{ROOT}/a.czi"])
    assert names(model) == ["b.czi", "c.czi"]


def test_a_part_of_the_places_can_be_shown(deposit: Deposit, model: FilesetModel) -> None:
    dropped(deposit, row("one/a.czi"), row("two/b.czi"), row("two/c.czi"))
    heads = [f"{ROOT}/two/b.czi", f"{ROOT}/two/c.czi"]
    deposit.apply(lambda sheet: sheet.model_copy(update={"placements": dict.fromkeys(heads, "-")}))

    only = FilesetModel(deposit, lambda place: place == "-")

    assert (names(model), names(only)) == (["a.czi"], ["b.czi", "c.czi"])
    deposit.apply(lambda sheet: sheet.model_copy(update={"placements": {f"{ROOT}/two": "-"}}))
    assert (names(model), names(only)) == (["a.czi"], ["b.czi", "c.czi"])


def test_any_order_of_events_leaves_the_rows_that_are_live(
    deposit: Deposit, model: FilesetModel
) -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    dropped(deposit)
    for _ in range(120):
        some = [f"{dice.randrange(40):02}.czi" for _ in range(dice.randrange(1, 6))]
        what = dice.randrange(5)
        if what < 2:
            put(deposit, *(row(name, size=dice.randrange(99)) for name in some))
        elif what == 2:
            say(deposit, *(["gone", f"{ROOT}/{name}"] for name in some))
        elif what == 3:
            heads = [f"{ROOT}/{name}" for name in some]
            edit = dice.choice((dropping.remove, dropping.restore))
            deposit.apply(lambda sheet: edit(sheet, heads, deposit.shelf.heads()))  # noqa: B023
        else:
            dice.choice((deposit.undo, deposit.redo))()
            if not deposit.sheet.drops:
                deposit.redo()
        fresh = FilesetModel(deposit)
        assert names(model) == names(fresh)


def test_a_row_costs_a_few_bytes(deposit: Deposit) -> None:
    model = FilesetModel(deposit)
    deposit.apply(lambda sheet: dropping.drop(sheet, [ROOT]))
    many = [row(f"{at:05}.czi") for at in range(20_000)]
    changes = deposit.shelf.take([json.dumps(["set", *one]) for one in many])

    tracemalloc.start()
    deposit.shelf_changed.emit(changes)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert model.rowCount() == 20_000
    assert kept < 20_000 * 8
