from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.desk.gathering import gathered
from fbi_uploader.desk.watching import Watch
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelflog import ShelfWriter
from fbi_uploader.errors import Cancelled
from fbi_uploader.intake.entries import Listing, System, list_folder
from fbi_uploader.intake.fileset import group
from fbi_uploader.intake.model import FoundFile, Stamp
from fbi_uploader.intake.scan import scan
from tests.unit.planning_tools import put

FOLDERS = {
    "one file": ["a.czi"],
    "members beside": ["b.vsi", "_b_/stack1/frame_t.ets", "_b_/stack10/frame_t.ets"],
    "a series": [f"s_{number:03}.tif" for number in range(9)],
    "a folder": ["z.ome.zarr/.zattrs", "z.ome.zarr/0/0/0", "z.ome.zarr/0/.zarray"],
    "a companion": ["c.tif", "c.tif.txt", "other.txt"],
    "deep": ["x/y/z/d.lif", "x/y/e.nd2"],
}


def made(folder: Path) -> Path:
    for name, files in FOLDERS.items():
        for file in files:
            put(folder / name / file, file.encode())
    return folder


def files_of(paths: list[str]) -> list[FoundFile]:
    return [one for one in scan(paths) if isinstance(one, FoundFile)]


def test_the_same_sets_as_intake_makes(tmp_path: Path) -> None:
    found = files_of([str(made(tmp_path / "in"))])
    sets = {id(one): one for one, _ in gathered(found)}.values()
    wanted = group(found)
    assert [(one.name, one.format, one.files, one.bytes) for one in sets] == [
        (Path(one.head).name, one.format, len(one.files), one.size) for one in wanted
    ]
    assert len(wanted) == 8


def test_sources_dropped_alone_give_the_set_again(tmp_path: Path) -> None:
    """What a row names as its paths is all of it, and nothing else."""
    found = files_of([str(made(tmp_path / "in"))])
    for one in {id(one): one for one, _ in gathered(found)}.values():
        again = list(gathered(files_of(list(one.row().sources))))
        assert {id(each) for each, _ in again} == {id(again[0][0])}, one.head
        now = again[0][0]
        assert (now.head, now.files, now.bytes, now.format) == (
            one.head,
            one.files,
            one.bytes,
            one.format,
        )


@dataclass
class Desk:
    """A watch whose time stands still, and whoever writes is told by us."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    written: set[str] = field(default_factory=set)
    split: tuple[str, ...] = ()
    listed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = self.folder / "shelf-1.jsonl"
        self.writer = ShelfWriter(self.log)
        self.watch = Watch(
            self.writer,
            lambda: timedelta(seconds=10),
            self.clock,
            lambda: self.split,
            System(listing=self._listing),
            self._writers,
        )

    def _listing(self, path: str) -> Listing:
        self.listed.append(path)
        return list_folder(path)

    def _writers(self, paths: Mapping[str, Stamp]) -> frozenset[str]:
        return frozenset(self.written & paths.keys())

    def step(self, seconds: float = 0.0) -> list[list[object]]:
        """Time passes, the watch does what is due; the lines it wrote."""
        before = len(self.lines())
        self.clock.sleep(seconds)
        self.watch.step()
        return self.lines()[before:]

    def lines(self) -> list[list[object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def rows(self) -> dict[str, ShelfRow]:
        return {one.name: one for one in self.watch.rows(lambda: False)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "in").mkdir()
    made_here = Desk(tmp_path)
    yield made_here
    made_here.writer.close()


def sets(lines: list[list[object]]) -> list[tuple[object, object, object]]:
    """Name, bytes and state of the rows told."""
    return [(line[2], line[5], line[6]) for line in lines if line[0] == "set"]


def test_what_stands_still_is_told_once(desk: Desk) -> None:
    made(desk.folder / "in")
    desk.watch.drop([str(desk.folder / "in")])
    assert len(sets(desk.step())) == 8
    for _ in range(80):
        assert sets(desk.step(2)) == []
    assert len(desk.rows()) == 8


def test_a_file_that_grows_is_ready_when_it_stood_still(desk: Desk) -> None:
    path = put(desk.folder / "in" / "a.czi", b"1")
    now = desk.clock.now().timestamp()
    os.utime(path, (now, now))
    desk.watch.drop([str(desk.folder / "in")])
    assert sets(desk.step()) == [("a.czi", 1, "writing")]
    assert sets(desk.step(5)) == []
    path.write_bytes(b"123")
    assert sets(desk.step(5)) == [("a.czi", 3, "writing")]
    assert sets(desk.step(9)) == []
    assert sets(desk.step(2)) == [("a.czi", 3, "ready")]


def test_one_that_is_held_open_is_not_ready(desk: Desk) -> None:
    path = put(desk.folder / "in" / "a.czi")
    desk.written.add(str(path))
    desk.watch.drop([str(path)])
    assert sets(desk.step()) == [("a.czi", 7, "writing")]
    assert sets(desk.step(300)) == []
    desk.written.clear()
    assert sets(desk.step(2)) == []  # seen being written a moment ago
    assert sets(desk.step(11)) == [("a.czi", 7, "ready")]


def test_a_set_waits_as_a_whole_and_keeps_what_it_knows(desk: Desk) -> None:
    put(desk.folder / "in" / "b.vsi", b"1")
    ets = put(desk.folder / "in" / "_b_" / "stack1" / "frame_t.ets", b"1")
    desk.written.add(str(ets))
    desk.watch.drop([str(desk.folder / "in")])
    assert sets(desk.step()) == [("b.vsi", 2, "writing")]
    put(desk.folder / "in" / "_b_" / "stack2" / "frame_t.ets", b"1")
    assert sets(desk.step(12)) == [("b.vsi", 3, "writing")]
    desk.written.clear()
    desk.step(2)
    assert sets(desk.step(11)) == [("b.vsi", 3, "ready")]


def test_what_was_watched_is_watched_on_when_a_member_comes(desk: Desk) -> None:
    """By a clock that is wrong, so that the watching alone tells."""
    path = put(desk.folder / "in" / "c.tif")
    future = desk.clock.now().timestamp() + 1000
    os.utime(path, (future, future))
    desk.watch.drop([str(desk.folder / "in")])
    assert sets(desk.step()) == [("c.tif", 7, "writing")]
    put(desk.folder / "in" / "c.tif.txt")
    desk.watch.drop([str(desk.folder / "in")])
    assert sets(desk.step(6)) == [("c.tif", 14, "writing")]
    assert sets(desk.step(5)) == [("c.tif", 14, "ready")]


def test_a_changed_folder_is_scanned_after_ten_seconds_and_no_other(desk: Desk) -> None:
    for name in ("one", "two"):
        put(desk.folder / name / "in" / "a.czi")
        desk.watch.drop([str(desk.folder / name / "in")])
    desk.step()
    desk.listed.clear()
    put(desk.folder / "two" / "in" / "b.czi")
    assert sets(desk.step(5)) == []
    assert sets(desk.step(6)) == [("b.czi", 7, "ready")]
    assert desk.listed == [str(desk.folder / "two" / "in")]


def test_what_no_folder_tells_of_is_found_once_a_minute(desk: Desk) -> None:
    path = put(desk.folder / "in" / "a.czi")
    desk.watch.drop([str(desk.folder / "in")])
    desk.step()
    folder = os.stat(path.parent)
    put(path, b"other and longer")
    os.utime(path.parent, ns=(folder.st_atime_ns, folder.st_mtime_ns))
    assert sets(desk.step(50)) == []
    assert sets(desk.step(11)) == [("a.czi", 16, "ready")]


def test_gone_files_go_and_come_back(desk: Desk) -> None:
    path = put(desk.folder / "in" / "a.czi")
    desk.watch.drop([str(desk.folder / "in")])
    desk.step()
    path.unlink()
    assert ["gone", str(path)] in desk.step(11)
    assert desk.rows() == {}
    put(path)
    assert sets(desk.step(11)) == [("a.czi", 7, "ready")]


def test_one_that_vanishes_while_it_is_written_goes_at_once(desk: Desk) -> None:
    path = put(desk.folder / "in" / "a.czi.tmp")
    desk.written.add(str(path))
    desk.watch.drop([str(desk.folder / "in")])
    desk.step()
    path.unlink()
    desk.step(2)
    assert ["gone", str(path)] in desk.step()
    assert all(state == "writing" for _, _, state in sets(desk.lines()))


def test_paths_dropped_from_one_folder_belong_together(desk: Desk) -> None:
    vsi = put(desk.folder / "in" / "b.vsi")
    put(desk.folder / "in" / "_b_" / "stack1" / "frame_t.ets")
    desk.watch.drop([str(vsi)])
    desk.step()
    desk.watch.drop([str(desk.folder / "in" / "_b_")])
    assert sets(desk.step()) == [("b.vsi", 14, "ready")]


def test_what_is_taken_apart_is_told_apart_when_dropped_again(desk: Desk) -> None:
    for number in range(5):
        put(desk.folder / "in" / f"s_{number}.tif", b"1")
    desk.watch.drop([str(desk.folder / "in")])
    assert sets(desk.step()) == [("s_0.tif", 5, "ready")]
    desk.split = (str(desk.folder / "in" / "s_0.tif"),)
    desk.watch.drop([str(desk.folder / "in")])
    assert [name for name, *_ in sets(desk.step())] == [f"s_{number}.tif" for number in range(5)]


def test_the_first_rows_of_a_huge_folder_come_before_it_is_sorted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fbi_uploader.desk.watching._HUGE", 4)
    monkeypatch.setattr("fbi_uploader.desk.watching._FIRST_ROWS", 3)
    for number in range(4):
        put(desk.folder / "in" / f"s_{number}.tif", b"1")
    put(desk.folder / "in" / "a.czi", b"1")
    desk.watch.drop([str(desk.folder / "in")])
    lines = desk.step()
    assert sets(lines) == [
        ("a.czi", 1, "writing"),
        ("s_0.tif", 1, "writing"),
        ("s_1.tif", 1, "writing"),
        ("a.czi", 1, "ready"),
        ("s_0.tif", 4, "ready"),
    ]
    assert [line for line in lines if line[0] == "gone"] == [
        ["gone", str(desk.folder / "in" / "s_1.tif")]
    ]


def test_rows_wait_for_the_scan_and_not_for_ever(desk: Desk) -> None:
    desk.watch.drop([str(desk.folder / "in")])
    with pytest.raises(Cancelled):
        desk.watch.rows(lambda: True)
    desk.watch.close()
    with pytest.raises(Cancelled):
        desk.watch.rows(lambda: False)


def test_only_what_lies_in_the_draft_is_held_to_be_in_it(desk: Desk) -> None:
    desk.watch.drop([str(desk.folder / "in")])
    holds = desk.watch.holds
    assert holds(str(desk.folder / "in"))
    assert holds(str(desk.folder / "in" / "a.czi"))
    for outside in ("in2/a.czi", "", "in/../out.czi", "in/./a.czi"):
        assert not holds(f"{desk.folder}/{outside}")
    assert not holds("in/a.czi")


def test_a_log_does_not_grow_while_nothing_happens(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "in"
    put(folder / "a.czi")
    put(folder / "Thumbs.db")
    desk.watch.drop([str(folder)])
    assert [line[0] for line in desk.step()] == ["drop", "left", "set", "end"]
    listed = len(desk.listed)
    assert desk.step(61) == []
    assert len(desk.listed) > listed  # it was looked at
    put(folder / "desktop.ini")
    assert [line[0] for line in desk.step(61)] == ["drop", "left", "left", "end"]
    assert desk.step(61) == []
    desk.watch.drop([str(folder)])  # somebody waits for it to be over
    assert [line[0] for line in desk.step()] == ["drop", "left", "left", "end"]


def test_a_set_of_many_files_that_grows_does_not_fill_the_disk(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "in"
    made_now = [put(folder / f"s_{number:04}.tif") for number in range(1000)]
    desk.written = {str(path) for path in made_now}
    desk.watch.drop([str(folder)])
    desk.step()
    size = desk.log.stat().st_size
    for number in range(1000, 1060):  # a minute and a half of a time-lapse
        path = put(folder / f"s_{number:04}.tif")
        desk.written.add(str(path))
        desk.step(1.5)
    assert desk.log.stat().st_size < 8 * size
    told = [line for line in desk.lines() if line[0] == "set"]
    assert told[-1][4] != 1060
    desk.step(60)
    told = [line for line in desk.lines() if line[0] == "set"]
    assert told[-1][4] == 1060  # what it came to is told in the end
    desk.written.clear()
    desk.step(11)
    desk.step(11)
    assert [line for line in desk.lines() if line[0] == "set"][-1][6] == "ready"
