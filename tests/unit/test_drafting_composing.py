from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbi_uploader.drafting.composing import assay_sources, compose, composing_problems
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, SheetAssay, SheetStudy, Worksheet
from fbi_uploader.drafting.organising import assign, describe_investigation, join, rename, split
from fbi_uploader.drafting.placing import Places
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.errors import Code, InputError, Severity
from fbi_uploader.isa.draft import Draft, LeftOut
from tests.unit.drafting_tools import formats_of, row, rows_of, scanned, shelf_of, worksheet
from tests.unit.planning_tools import put

TREE = (
    "root/top.czi",
    "root/day1/a.czi",
    "root/day1/b.czi",
    *(f"root/day1/s_t{number:03}.tif" for number in range(1, 5)),
    "root/day2/a.czi",
    "root/day2/x.vsi",
    "root/day2/_x_/stack1/frame.ets",
    "root/day2/z.zarr/.zattrs",
    "root/day2/z.zarr/0/.zarray",
    "root/day2/deep/m.nd2",
    "root/day2/deep/m_info.txt",
    "plate/Index.idx.xml",
    "plate/Images/1.tiff",
    "alone.lif",
)


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dropped")
    for name in TREE:
        put(folder / name, b"x")
    return folder


def drops_of(folder: Path) -> list[str]:
    return [str(folder / name) for name in ("root", "plate", "alone.lif")]


def named(sheet: Worksheet) -> Worksheet:
    return describe_investigation(sheet, name="inv")


def assay_filesets(draft: Draft, number: int) -> set[frozenset[str]]:
    found = scanned(draft.sources[number], draft.joined, draft.split)
    return set(map(frozenset, found.values()))


def placed(sheet: Worksheet, filesets: dict[str, set[str]], place: str) -> set[frozenset[str]]:
    """What the person sees in a place, what was joined as one."""
    places = Places(sheet)
    heads = {head for head in filesets if places.of(head) == place}
    group_of = {head: group for group in sheet.joined for head in group}
    groups = {frozenset(group_of.get(head, (head,))) for head in heads}
    return {
        frozenset(file for head in group & heads for file in filesets[head]) for group in groups
    }


wishes = st.lists(
    st.tuples(st.sets(st.integers(0, 9), min_size=1), st.sampled_from("ab-")), max_size=5
)


@settings(max_examples=80, deadline=None)
@given(
    todo=wishes,
    groups=st.lists(st.sets(st.integers(0, 9), min_size=2, max_size=3), max_size=2),
    apart=st.sets(st.integers(0, 9), max_size=3),
    stale=st.booleans(),
)
def test_scan_of_what_was_composed_is_what_was_placed(
    dropped: Path,
    todo: Sequence[tuple[set[int], str]],
    groups: Sequence[set[int]],
    apart: set[int],
    stale: bool,
) -> None:
    """`stale`: the shelf has not heard of what was split."""
    drops = drops_of(dropped)
    sheet = named(worksheet(*drops))
    formats = formats_of(drops)
    raw = rows_of(scanned(drops), formats)
    assert len(raw) == 10
    for number in sorted(apart):
        sheet = split(sheet, raw[number])
    filesets = scanned(drops, (), sheet.split)
    heads = list(filesets)
    for group in groups:
        sheet = join(sheet, [heads[number % len(heads)] for number in sorted(group)])
    for numbers, place in todo:
        chosen = [heads[number % len(heads)] for number in numbers]
        sheet = assign(sheet, chosen, REMOVED if place == "-" else place, heads)
    rows = raw if stale else rows_of(filesets, formats)
    wanted = {place: placed(sheet, filesets, place) for place in "ab"}
    if not any(wanted.values()):
        with pytest.raises(InputError) as told:
            compose(sheet, rows)
        assert told.value.code is Code.NOTHING_TO_SEND
        return
    composed = compose(sheet, rows)
    assert composed.places.keys() == {place for place, held in wanted.items() if held}
    for place, number in composed.places.items():
        assert assay_filesets(composed.draft, number) == wanted[place]
    inside = [path for paths in composed.draft.sources for path in paths]
    assert len(inside) == len(set(inside))


def test_a_folder_goes_whole_when_all_in_it_does() -> None:
    rows = [row(f"/d/{name}") for name in ("x", "1/a", "1/b", "2/c", "2/deep/e", "3/f")]
    heads = [one.head for one in rows]
    everything = assign(worksheet("/d"), heads, "a", heads)
    assert assay_sources(everything, rows) == {"a": ("/d",)}
    parted = assign(everything, ["/d/1/b"], REMOVED, heads)
    parted = assign(parted, ["/d/3/f"], "b", heads)
    assert assay_sources(parted, rows) == {"a": ("/d/x", "/d/1/a", "/d/2"), "b": ("/d/3",)}


def test_a_removed_path_that_is_no_fileset_keeps_its_folder_from_going_whole() -> None:
    rows = [row("/d/1/a"), row("/d/2/b")]
    heads = [one.head for one in rows]
    sheet = assign(worksheet("/d"), ["/d/1/unreadable"], REMOVED, heads)
    sheet = assign(sheet, heads, "a", heads)
    assert assay_sources(sheet, rows) == {"a": ("/d/1/a", "/d/2")}


def test_draft_has_what_was_said_and_no_empty_part() -> None:
    studies = (
        SheetStudy(id="s", name="", assays=(SheetAssay(id="a", name=""),)),
        SheetStudy(
            id="t",
            name="T",
            tags=("x",),
            assays=(SheetAssay(id="c", name=""), SheetAssay(id="b", name="B", template="confocal")),
        ),
        SheetStudy(id="u", name="U", assays=(SheetAssay(id="d", name="D"),)),
    )
    sheet = named(worksheet("/d", studies=studies, repair_names=True))
    rows = [row("/d/1"), row("/d/2")]
    sheet = assign(assign(sheet, ["/d/1"], "d", ["/d/1", "/d/2"]), ["/d/2"], "b", ["/d/1", "/d/2"])
    draft, places = compose(sheet, rows)
    assert places == {"b": 0, "d": 1}
    assert draft.sources == (("/d/2",), ("/d/1",))
    assert [(study.name, study.tags) for study in draft.investigation.studies] == [
        ("T", ("x",)),
        ("U", ()),
    ]
    assert [assay.template for _, assay in draft.assays()] == ["confocal", None]
    assert (draft.node, draft.person, draft.repair_names) == ("sandbox", "alice", True)


def problems(sheet: Worksheet, rows: Sequence[ShelfRow], path: Path) -> list[tuple[Code, object]]:
    shelf = shelf_of(rows, path / "shelf-1.jsonl")
    return [(one.code, one.facts["part"]) for one in composing_problems(sheet, shelf)]


def test_problems(tmp_path: Path) -> None:
    rows = [row("/d/1"), row("/d/2")]
    sheet = worksheet("/d")
    assert problems(sheet, [], tmp_path) == [
        (Code.NOTHING_TO_SEND, ""),
        (Code.NAME_EMPTY, ""),
        (Code.ASSAY_EMPTY, "a"),
        (Code.ASSAY_EMPTY, "b"),
    ]
    sheet = assign(sheet, ["/d/1"], "b", ["/d/1", "/d/2"])
    for id_, name in (("", "inv"), ("s", ""), ("b", "x" * 300)):
        sheet = rename(sheet, id_, name)
    assert problems(sheet, rows, tmp_path) == [
        (Code.NAME_EMPTY, "s"),
        (Code.NAME_TOO_LONG, "b"),
        (Code.ASSAY_EMPTY, "a"),
        (Code.NOT_ASSIGNED, ""),
    ]
    with pytest.raises(InputError) as told:
        compose(sheet, rows)
    assert told.value.code is Code.NAME_EMPTY
    sheet = rename(rename(sheet, "s", "S"), "b", "B")
    compose(sheet, rows)
    left = list(composing_problems(sheet, shelf_of(rows, tmp_path / "shelf-2.jsonl")))
    assert {one.severity for one in left} == {Severity.WARNING, Severity.NOTE}
    assert left[-1].facts["filesets"] == 1
    assert Places(sheet).of("/d/2") == UNASSIGNED


def test_what_is_left_out_takes_its_joins_and_splits_along() -> None:
    sheet = named(worksheet("/d", joined=(("/d/1", "/d/2"),), split=("/d/3",)))
    draft, _ = compose(assign(sheet, ["/d/1"], "a", ["/d/1"]), [row("/d/1")])
    left = draft.left(LeftOut(place=0, assay="new", fileset="1", paths=("/d/1",)))
    assert (left.joined, left.split) == (draft.joined, draft.split) == (sheet.joined, sheet.split)
