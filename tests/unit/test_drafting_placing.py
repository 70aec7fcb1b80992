from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fbi_uploader.drafting import placing
from fbi_uploader.drafting.grouping import Groups
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, Worksheet
from fbi_uploader.drafting.organising import assign, join, remove, restore
from fbi_uploader.drafting.placing import Places, heads_in, place_of, sums_by_place
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.drafting.shelf import Shelf
from tests.unit.drafting_tools import row, shelf_of, worksheet

FOLDERS = ("/d", "/d/1", "/d/1/x", "/d/1/x/y", "/d/2", "/d/2/z", "/e")
HEADS = tuple(f"{folder}/{name}" for folder in FOLDERS for name in ("a", "b"))
DROPS = ("/d", "/e/a", "/e/b")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    rows = [row(head, size=1 << number) for number, head in enumerate(HEADS)]
    return shelf_of(rows, tmp_path_factory.mktemp("log") / "shelf-1.jsonl")


@pytest.fixture
def removes_folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(placing, "MANY_REMOVED", 2)
        yield


moves = st.lists(
    st.tuples(
        st.lists(st.sampled_from(HEADS), min_size=1, unique=True),
        st.sampled_from(["a", "b", REMOVED, UNASSIGNED]),
    ),
    max_size=8,
)
fixture_is_the_same_for_all = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def brute_sums(sheet: Worksheet, shelf: Shelf) -> dict[str, Sums]:
    sums = {place: Sums() for place in ("a", "b", UNASSIGNED, REMOVED)}
    for number in shelf.live():
        sums[place_of(shelf.head(number), sheet.placements)].add(shelf.sums_of(number))
    return sums


@fixture_is_the_same_for_all
@given(moves)
def test_what_moves_moves_and_nothing_else(
    removes_folders: None, shelf: Shelf, todo: list[tuple[list[str], str]]
) -> None:
    sheet = worksheet(*DROPS)
    model = dict.fromkeys(HEADS, UNASSIGNED)
    for heads, place in todo:
        sheet = assign(sheet, heads, place, HEADS)
        model.update(dict.fromkeys(heads, place))
        assert {head: place_of(head, sheet.placements) for head in HEADS} == model
        places = Places(sheet)
        assert {head: places.of(head) for head in HEADS} == model
        sums = sums_by_place(sheet, shelf)
        assert sums == brute_sums(sheet, shelf)
        for one, held in sums.items():
            assert len(list(heads_in(sheet, shelf, one))) == held.filesets
        assert all(path.startswith(DROPS) for path in sheet.placements)


def test_a_folder_is_one_entry() -> None:
    sheet = assign(worksheet("/d"), HEADS[:12], "a", HEADS)
    assert sheet.placements == {"/d": "a"}
    assert place_of("/d/comes/later", sheet.placements) == "a"


def test_the_last_fileset_of_a_folder_makes_it_one_entry() -> None:
    sheet = worksheet("/d")
    for head in HEADS[:11]:
        sheet = assign(sheet, [head], "a", HEADS)
    assert "/d" not in sheet.placements
    assert assign(sheet, [HEADS[11]], "a", HEADS).placements == {"/d": "a"}


def test_nothing_is_said_above_what_was_dropped() -> None:
    sheet = assign(worksheet(*DROPS), HEADS, "a", HEADS)
    assert sheet.placements == dict.fromkeys(DROPS, "a")


def test_exceptions_are_entries_of_their_own() -> None:
    sheet = assign(worksheet("/d"), HEADS[:12], "a", HEADS)
    sheet = assign(sheet, ["/d/1/x/a"], "b", HEADS)
    assert sheet.placements == {"/d": "a", "/d/1/x/a": "b"}
    assert assign(sheet, ["/d/1/x/a"], "a", HEADS).placements == {"/d": "a"}


def test_what_is_removed_does_not_part_a_folder() -> None:
    sheet = remove(worksheet("/d"), ["/d/1/a"], HEADS)
    sheet = assign(sheet, [one for one in HEADS[:12] if one != "/d/1/a"], "a", HEADS)
    assert sheet.placements == {"/d": "a", "/d/1/a": REMOVED}


def test_few_are_removed_one_by_one_and_many_by_their_folder() -> None:
    heads = [f"/d/1/{number}" for number in range(60)]
    few = remove(worksheet("/d"), heads[:49], heads[:49])
    assert place_of("/d/1/new", few.placements) == UNASSIGNED
    many = remove(worksheet("/d"), heads, heads)
    assert many.placements == {"/d": REMOVED}


def test_what_was_removed_as_a_folder_stays_removed_when_one_comes_back(
    removes_folders: None,
) -> None:
    heads = HEADS[:12]
    sheet = remove(worksheet("/d"), heads, heads)
    assert sheet.placements == {"/d": REMOVED}
    sheet = assign(sheet, ["/d/1/x/a"], "a", heads)
    assert sheet.placements == {"/d": REMOVED, "/d/1/x/a": "a"}
    sheet = assign(sheet, ["/d/1/x/a"], "b", heads)
    assert place_of("/d/1/x/b", sheet.placements) == REMOVED


def test_a_removed_path_that_is_no_fileset_stays_removed() -> None:
    sheet = remove(worksheet("/d"), ["/d/1/unreadable"], HEADS)
    sheet = assign(sheet, HEADS[:12], "a", HEADS)
    assert sheet.placements == {"/d": "a", "/d/1/unreadable": REMOVED}
    assert restore(sheet, ["/d/1/unreadable"], HEADS).placements["/d/1/unreadable"] == UNASSIGNED


def test_nothing_to_move_is_the_same_worksheet() -> None:
    sheet = assign(worksheet("/d"), HEADS[:12], "a", HEADS)
    assert assign(sheet, HEADS[:3], "a", HEADS) is sheet


def test_an_assay_that_is_not_there_takes_nothing() -> None:
    with pytest.raises(KeyError):
        assign(worksheet("/d"), HEADS[:1], "nobody", HEADS)
    lost = worksheet("/d", placements={"/d": "nobody"})
    assert Places(lost).of("/d/a") == UNASSIGNED


def test_joined_filesets_go_together_and_count_as_one(shelf: Shelf) -> None:
    sheet = join(worksheet("/d"), ["/d/a", "/d/1/a"])
    sheet = assign(sheet, ["/d/1/a"], "b", HEADS)
    assert [place_of(one, sheet.placements) for one in ("/d/a", "/d/1/a")] == ["b", "b"]
    assert sums_by_place(sheet, shelf)["b"] == Sums(1, 2, 1 + 4)
    groups = Groups(sheet, shelf)
    assert groups.is_hidden(2)
    assert groups.leader(2) == 0
    assert list(groups.numbers()) == [n for n in range(len(HEADS)) if n != 2]
    whole = groups.row(0)
    assert (whole.head, whole.files, whole.bytes) == ("/d/a", 2, 5)
    assert whole.sources == ("/d/a", "/d/1/a")


def test_sums_of_a_hundred_thousand_are_quick(tmp_path: Path) -> None:
    heads = [f"/d/{number // 1000}/{number:06}.czi" for number in range(100_000)]
    shelf = shelf_of(map(row, heads), tmp_path / "shelf-1.jsonl")
    sheet = assign(worksheet("/d"), heads[::2], "a", heads)
    started = time.process_time()
    sums = sums_by_place(sheet, shelf)
    took = time.process_time() - started
    assert sums["a"].filesets == sums[UNASSIGNED].filesets == 50_000
    assert took < 0.3
    assert os.path.dirname(heads[0]) not in sheet.placements
