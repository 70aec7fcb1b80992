"""What the Check page offers for each problem; no window is needed to know."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from fbi_uploader.drafting.model import SheetAssay, SheetInvestigation, SheetStudy, new_worksheet
from fbi_uploader.drafting.shelf import Shelf
from fbi_uploader.errors import Code, Severity
from fbi_uploader.ui.deposit.checking.mending import Act, Mend, items
from fbi_uploader.ui.trouble import Trouble

SHEET = new_worksheet("camille", "node", datetime(2026, 11, 22, tzinfo=UTC)).model_copy(
    update={
        "investigation": SheetInvestigation(name="Heart"),
        "studies": (
            SheetStudy(id="s1", name="Adult", assays=(SheetAssay(id="a1", name="Day 1"),)),
            SheetStudy(id="s2", name="Larva", assays=(SheetAssay(id="a2", name="Day 1"),)),
        ),
    }
)


@pytest.fixture
def shelf() -> Shelf:
    made = Shelf()
    rows = [
        ["set", "/data/a.czi", "a.czi", "czi", 1, 10, "ready", []],
        ["set", "/data/s.vsi", "s.vsi", "vsi", 3, 10, "ready", ["/data/s.vsi", "/data/_s_"]],
        ["set", "/data/p_01.tif", "p_01.tif", "tiff-series", 2, 10, "ready", SERIES],
        ["set", "/data/x.zarr", "x.zarr", "ome-zarr", 9, 10, "writing", []],
    ]
    made.take(json.dumps(row) for row in rows)
    return made


SERIES = ["/data/p_01.tif", "/data/p_02.tif"]


def trouble(
    code: Code, where: str = "", severity: Severity = Severity.BLOCKING, **facts: str
) -> Trouble:
    return Trouble(code, facts, where, severity)


def mends(shelf: Shelf, *problems: Trouble) -> list[tuple[Mend, ...]]:
    return [item.mends for item in items(problems, SHEET, shelf)]


def test_an_assay_that_exists_is_sent_under_the_proposed_name(shelf: Shelf) -> None:
    [[first, second]] = mends(
        shelf, trouble(Code.TARGET_EXISTS, "Heart/Larva/Day 1", proposal="Day 1_2")
    )
    assert first == Mend(Act.RENAME, part="a2", name="Day 1_2")
    assert second == Mend(Act.ORGANISE, part="a2")


def test_two_assays_that_exist_are_two_items(shelf: Shelf) -> None:
    found = mends(
        shelf,
        trouble(Code.TARGET_EXISTS, "Heart/Adult/Day 1", proposal="b"),
        trouble(Code.TARGET_EXISTS, "Heart/Larva/Day 1", proposal="c"),
    )
    assert [one[0].part for one in found] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("where", "head"),
    [
        ("/data/a.czi", "/data/a.czi"),
        ("/data/_s_/stack1/frame.ets", "/data/s.vsi"),
        ("/data/p_02.tif", "/data/p_01.tif"),
        ("/data/x.zarr/0/0/1", "/data/x.zarr"),
    ],
)
def test_a_file_is_taken_out_with_the_set_it_belongs_to(
    shelf: Shelf, where: str, head: str
) -> None:
    [[mend]] = mends(shelf, trouble(Code.UNREADABLE, where))
    assert mend == Mend(Act.REMOVE, heads=(head,))


def test_names_of_files_can_be_adapted(shelf: Shelf) -> None:
    [[first, second]] = mends(shelf, trouble(Code.NAME_FORBIDDEN, "/data/a.czi"))
    assert (first.act, second.act) == (Act.REPAIR, Act.REMOVE)


def test_a_name_in_the_tree_is_mended_in_the_tree(shelf: Shelf) -> None:
    [[mend]] = mends(shelf, trouble(Code.NAME_FORBIDDEN, "investigation"))
    assert mend.act is Act.ORGANISE


def test_a_value_leads_to_its_assay(shelf: Shelf) -> None:
    [[mend]] = mends(shelf, trouble(Code.VALUE_MISSING, "Larva/Day 1: organism"))
    assert mend == Mend(Act.DESCRIBE, part="a2")


def test_what_the_node_says_leads_to_the_settings(shelf: Shelf) -> None:
    for code in (Code.NODE_UNREACHABLE, Code.CREDENTIALS_MISSING, Code.LANDING_MISSING):
        [[first, second]] = mends(shelf, trouble(code, "node"))
        assert (first.act, second.act) == (Act.SETTINGS, Act.AGAIN)


def test_a_file_still_written_may_be_set_aside(shelf: Shelf) -> None:
    [[mend]] = mends(shelf, trouble(Code.STILL_WRITTEN, "/data/x.zarr", Severity.WARNING))
    assert mend == Mend(Act.SET_ASIDE, heads=("/data/x.zarr",))


def test_many_of_one_kind_are_one_item_with_all_its_filesets(shelf: Shelf) -> None:
    [item] = items(
        [
            trouble(Code.EMPTY_FILE, "/data/a.czi", Severity.WARNING),
            trouble(Code.EMPTY_FILE, "/data/p_02.tif", Severity.WARNING),
            trouble(Code.EMPTY_FILE, "/data/p_01.tif", Severity.WARNING),
        ],
        SHEET,
        shelf,
    )
    assert item.mends == (Mend(Act.REMOVE, heads=("/data/a.czi", "/data/p_01.tif")),)
    assert len(item.wheres) == 3


def test_what_blocks_comes_first_and_a_note_asks_for_nothing(shelf: Shelf) -> None:
    found = items(
        [
            trouble(Code.READ_FROM_SOME, "x", Severity.NOTE),
            trouble(Code.EMPTY_FILE, "/data/a.czi", Severity.WARNING),
            trouble(Code.NODE_FULL, "node"),
        ],
        SHEET,
        shelf,
    )
    assert [item.trouble.code for item in found] == [
        Code.NODE_FULL,
        Code.EMPTY_FILE,
        Code.READ_FROM_SOME,
    ]
    assert found[2].mends == ()


def test_every_code_has_an_answer(shelf: Shelf) -> None:
    """Nobody is left in front of a blocking problem without a button."""
    for code in Code:
        [item] = items([trouble(code, "Larva/Day 1")], SHEET, shelf)
        assert item.mends, code
