"""Files that are still being written, and the assays that wait for them (DESIGN 7, Waiting)."""

from __future__ import annotations

from pathlib import Path

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.transfer.stages import FileState, Stage
from tests.unit.engine_tools import OLD, PC, data, put, stored


@pytest.fixture
def acquired(tmp_path: Path) -> Path:
    """A folder that an acquisition fills."""
    folder = tmp_path / "acquired"
    put(folder / "one.bin", b"one")
    return folder


def now_ns(pc: PC) -> int:
    return int(pc.clock.now().timestamp()) * 1_000_000_000


def grow(pc: PC, path: Path, content: bytes) -> Path:
    return put(path, content, now_ns(pc))


def pass_time(pc: PC, seconds: float) -> None:
    """The engine looks once when they have passed."""
    pc.clock.sleep(seconds)
    pc.engine.turn()


def folder_of(pc: PC, assay: str) -> dict[str, bytes]:
    above = f"Inv/Study/{assay}/"
    return {path.removeprefix(above): known for path, known in data(pc).items() if above in path}


def test_growing_file_holds_its_assay_as_a_whole_and_no_other(
    pc: PC, acquired: Path, tmp_path: Path
) -> None:
    growing = grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [acquired], "B": [put(tmp_path / "b.bin", b"b")]})
    pc.engine.turn()
    assert [row.stage for row in pc.assays()] == [Stage.WAITING, Stage.PUBLISHED]
    for size in range(2, 6):
        grow(pc, growing, b"1" * size)
        pass_time(pc, 9)
        assert folder_of(pc, "A") == {}
        assert pc.states()["acquired/growing.bin"] is FileState.WAITING
        assert not [path for path in stored(pc, "_staging") if "owner.json" not in path]
    pass_time(pc, 9)
    assert folder_of(pc, "A") == {}
    pc.run()
    assert folder_of(pc, "A") == {"acquired/one.bin": b"one", "acquired/growing.bin": b"11111"}
    assert pc.stage() is Stage.PUBLISHED
    assert pc.progress()[-1].sent == pc.progress()[-1].total == 9
    assert pc.assays()[0].bytes == 8


def test_file_that_somebody_holds_open_waits_however_still_it_stands(
    pc: PC, acquired: Path
) -> None:
    pc.written.add(str(acquired / "one.bin"))
    pc.submit({"A": [acquired]})
    for _ in range(10):
        pass_time(pc, 30)
    assert data(pc) == {}
    assert pc.assays()[0].stage is Stage.WAITING
    pc.written.clear()
    pc.run()
    assert folder_of(pc, "A") == {"acquired/one.bin": b"one"}


def test_folder_that_is_still_receiving_files_waits(pc: PC, acquired: Path) -> None:
    grow(pc, acquired / "two.bin", b"two")
    pc.submit({"A": [acquired]})
    wanted = {"acquired/one.bin": b"one", "acquired/two.bin": b"two"}
    for number in range(3, 9):
        pass_time(pc, 5)
        grow(pc, acquired / f"{number}.bin", b"more")
        pass_time(pc, 1)
        wanted[f"acquired/{number}.bin"] = b"more"
        assert data(pc) == {}
    pc.run()
    assert folder_of(pc, "A") == wanted


def test_file_copied_in_with_its_old_time_counts_in_what_is_told(pc: PC, acquired: Path) -> None:
    """The last scan finds it settled, and it goes at once."""
    grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [acquired]})
    pass_time(pc, 5)
    put(acquired / "copied.bin", b"copied", OLD)
    pc.run()
    assert len(folder_of(pc, "A")) == 3
    assert all(told.sent <= told.total for told in pc.progress())
    assert (pc.progress()[-1].sent, pc.progress()[-1].files_total) == (10, 3)


def test_temporary_name_that_vanishes_leaves_nothing(pc: PC, acquired: Path) -> None:
    """As programs do that write to a temporary name first."""
    temporary = grow(pc, acquired / "two.partial", b"two")
    pc.submit({"A": [acquired]})
    pass_time(pc, 5)
    temporary.rename(acquired / "two.bin")
    pc.run()
    assert folder_of(pc, "A") == {"acquired/one.bin": b"one", "acquired/two.bin": b"two"}
    assert pc.stage() is Stage.PUBLISHED
    assert set(pc.states()) == {"acquired/one.bin", "acquired/two.bin"}
    assert (pc.assays()[0].files, pc.assays()[0].bytes) == (2, 6)


def test_file_that_changes_after_it_had_settled_is_taken_as_it_is_in_the_end(
    pc: PC, acquired: Path
) -> None:
    """One file of a waiting assay was still; it is written again while another one grows."""
    grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [acquired]})
    pass_time(pc, 5)
    grow(pc, acquired / "one.bin", b"one, rewritten")
    pc.run()
    assert folder_of(pc, "A")["acquired/one.bin"] == b"one, rewritten"


def test_waiting_goes_on_after_a_restart(pc: PC, acquired: Path) -> None:
    grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [acquired]})
    pass_time(pc, 5)
    pc.restart()
    pc.run()
    assert set(folder_of(pc, "A")) == {"acquired/one.bin", "acquired/growing.bin"}


def test_name_that_came_while_waiting_and_cannot_be_sent_stops_the_assay(
    pc: PC, acquired: Path
) -> None:
    """And resume does not send the assay without it: it is scanned once more."""
    grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [acquired]})
    refused = grow(pc, acquired / "what?.bin", b"2")
    pc.run()
    assert pc.stage() is Stage.FAILED
    reason = pc.assays()[0].reason
    assert reason is not None
    assert reason.code is Code.NAME_FORBIDDEN
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.FAILED
    assert data(pc) == {}
    refused.rename(acquired / "what.bin")
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert set(folder_of(pc, "A")) == {
        "acquired/one.bin",
        "acquired/growing.bin",
        "acquired/what.bin",
    }


def test_assay_whose_files_are_all_gone_is_not_published_empty(pc: PC, acquired: Path) -> None:
    growing = grow(pc, acquired / "growing.bin", b"1")
    pc.submit({"A": [growing]})
    growing.unlink()
    for _ in range(2):
        pc.run()
        assert pc.stage() is Stage.FAILED
        assert data(pc) == {}
        pc.engine.resume("sub-1")
    put(growing, b"back", OLD)
    pc.run()
    assert folder_of(pc, "A") == {"growing.bin": b"back"}
