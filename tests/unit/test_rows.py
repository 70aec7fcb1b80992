from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.planning.planner import accept
from fbi_uploader.transfer.stages import Stage
from tests.unit.planning_tools import Desk, desk_at, draft, put


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


def test_an_assay_with_a_file_still_written_waits(desk: Desk, tmp_path: Path) -> None:
    paths = [put(tmp_path / "in" / "a.czi"), put(tmp_path / "in" / "b.czi")]
    desk.written.add(str(paths[1]))
    plan = desk.plan(draft({"A": [tmp_path / "in"], "B": [put(tmp_path / "c.czi")]}))
    assert [assay.waiting for assay in plan.assays] == [1, 0]
    accept(desk.journal, "sub", desk.clock)
    stages = [row.stage for row in records.assays(desk.journal, "sub")]
    assert stages == [Stage.WAITING, Stage.QUEUED]
    assert records.submission(desk.journal, "sub").stage is Stage.QUEUED


def test_a_scan_again_keeps_what_is_unchanged_and_drops_what_is_gone(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    kept, gone, grown = (put(folder / name) for name in ("kept.czi", "gone.czi", "grown.czi"))
    desk.plan(draft({"A": [folder]}))
    before = {row["source"]: row for row in desk.rows()}
    desk.journal.some("UPDATE files SET since = 'kept'")
    gone.unlink()
    put(grown, b"much longer")
    put(folder / "new.czi")
    sums, problems = desk.scan_again(1, [folder])
    after = {row["source"]: row for row in desk.rows()}
    assert (sums.files, problems) == (3, [])
    assert set(after) == {str(kept), str(grown), str(folder / "new.czi")}
    assert after[str(kept)]["id"] == before[str(kept)]["id"]
    assert after[str(kept)]["since"] == "kept"
    assert (after[str(grown)]["size"], after[str(grown)]["since"] != "kept") == (11, True)


def test_a_file_renamed_in_its_case_while_it_waited_is_no_collision(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    path = put(folder / "image.czi")
    desk.plan(draft({"A": [folder]}))
    path.rename(folder / "Image.czi")
    sums, problems = desk.scan_again(1, [folder])
    assert (sums.files, problems) == (1, [])
    assert [row["source"] for row in desk.rows()] == [str(folder / "Image.czi")]


def test_a_collision_that_comes_while_it_waits_is_seen(desk: Desk, tmp_path: Path) -> None:
    paths = [put(tmp_path / "1" / "a.czi"), tmp_path / "2" / "A.czi"]
    paths[1].parent.mkdir()
    desk.plan(draft({"A": [tmp_path / "1" / "a.czi"]}))
    put(paths[1])
    for order in (paths, paths[::-1]):
        _, problems = desk.scan_again(1, order)
        assert [one.code for one in problems] == [Code.NAME_COLLISION]
