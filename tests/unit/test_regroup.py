from __future__ import annotations

from pathlib import Path

import pytest

from fbi_uploader.intake import rules
from fbi_uploader.intake.model import Found, FoundFile
from fbi_uploader.intake.regroup import head_of, regroup
from fbi_uploader.intake.scan import scan
from tests.unit.planning_tools import desk_at, draft, put


def files(found: list[Found]) -> dict[str, tuple[str, str, bool]]:
    return {
        one.relative: (one.fileset, one.format, one.alone)
        for one in found
        if isinstance(one, FoundFile)
    }


@pytest.fixture
def series(tmp_path: Path) -> Path:
    for name in ("t001.tif", "t002.tif", "t003.tif", "a.czi", "b.czi", "c.vsi", "_c_/s/f.ets"):
        put(tmp_path / "d" / name, b"x")
    return tmp_path / "d"


def test_without_wishes_the_scan_is_as_it_was(series: Path) -> None:
    assert list(regroup(scan([str(series)]), (), ())) == list(scan([str(series)]))


def test_files_of_a_split_set_stand_for_themselves(series: Path) -> None:
    found = files(list(regroup(scan([str(series)]), (), [str(series / "t001.tif")])))
    assert found["d/t002.tif"] == ("d/t002.tif", "tiff", False)
    assert found["d/t001.tif"] == ("d/t001.tif", "tiff", False)
    assert found["d/a.czi"] == ("d/a.czi", "czi", True)


def test_a_part_of_a_split_set_is_known_without_its_head(series: Path) -> None:
    paths = [str(series / name) for name in ("t002.tif", "t003.tif")]
    assert len({it[0] for it in files(list(scan(paths))).values()}) == 1
    found = files(list(regroup(scan(paths), (), [str(series / "t001.tif"), *paths])))
    assert {it[0] for it in found.values()} == {"t002.tif", "t003.tif"}


def test_members_of_a_split_set_are_known_under_a_new_head(series: Path) -> None:
    members = [str(series / f"t00{number}.tif") for number in (1, 2, 3)]
    put(series / "t000.tif")
    found = files(list(regroup(scan([str(series)]), (), members)))
    assert {it[0] for name, it in found.items() if name.endswith(".tif")} == {
        f"d/t00{number}.tif" for number in range(4)
    }


def test_a_set_that_needs_its_members_is_never_split(series: Path) -> None:
    wanted = [str(series / "c.vsi"), str(series / "_c_/s/f.ets")]
    found = list(regroup(scan([str(series)]), (), wanted))
    assert found == list(scan([str(series)]))


def test_joined_filesets_have_one_head(series: Path) -> None:
    group = [str(series / name) for name in ("t001.tif", "a.czi", "c.vsi")]
    found = files(list(regroup(scan([str(series)]), [group], ())))
    heads = {it[0] for name, it in found.items() if name != "d/b.czi"}
    assert heads == {"d/a.czi"}
    assert not any(alone for name, (_, _, alone) in found.items() if name != "d/b.czi")
    assert found["d/_c_/s/f.ets"][1] == "vsi"
    assert found["d/b.czi"] == ("d/b.czi", "czi", True)


def test_split_parts_can_be_joined(series: Path) -> None:
    paths = [str(series / f"t00{number}.tif") for number in (1, 2, 3)]
    found = files(list(regroup(scan([str(series)]), [paths[1:]], paths)))
    assert found["d/t001.tif"][0] == "d/t001.tif"
    assert found["d/t003.tif"][0] == found["d/t002.tif"][0] == "d/t002.tif"


def test_head_is_the_absolute_path(series: Path) -> None:
    heads = {head_of(one) for one in scan([str(series)]) if isinstance(one, FoundFile)}
    assert heads == {str(series / name) for name in ("t001.tif", "a.czi", "b.czi", "c.vsi")}


def test_formats_that_may_be_split() -> None:
    assert all(map(rules.may_split, ("tiff-series", "tiff", "micro-manager", "file", "nd2")))
    needed = {rule.format for rule in (*rules.SETS, *rules.FOLDERS)}
    assert not any(map(rules.may_split, needed))
    assert not rules.may_split("no such word")


def test_the_plan_takes_filesets_as_the_person_wants_them(series: Path, tmp_path: Path) -> None:
    wanted = draft({"A": [series]}).model_copy(
        update={
            "joined": ((str(series / "a.czi"), str(series / "b.czi")),),
            "split": (str(series / "t001.tif"),),
        }
    )
    with desk_at(tmp_path / "desk") as desk:
        desk.plan(wanted)
        filesets = {row["target"]: row["fileset"] for row in desk.rows()}
    assert filesets == {
        "d/_c_/s/f.ets": "d/c.vsi",
        "d/a.czi": "d/a.czi",
        "d/b.czi": "d/a.czi",
        "d/c.vsi": "d/c.vsi",
        "d/t001.tif": "d/t001.tif",
        "d/t002.tif": "d/t002.tif",
        "d/t003.tif": "d/t003.tif",
    }
