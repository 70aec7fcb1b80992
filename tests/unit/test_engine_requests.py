"""Cancel, pause, resume, and what is told meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer import doctor
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import FileState, Stage
from tests.faults import Crash, Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import (
    PC,
    TINY,
    content,
    data,
    hook,
    memory_pc,
    put,
    put_there,
    staging_names,
    stored,
)

LARGE = content("large", 3500)


@pytest.fixture
def pc(pc: PC, tmp_path: Path) -> PC:
    """Two assays: B has a large file."""
    large = put(tmp_path / "large.bin", LARGE)
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")], "B": [put(tmp_path / "b.bin", b"b"), large]})
    return pc


WHOLE = {
    "Inv/Study/A/a.bin": b"a",
    "Inv/Study/B/b.bin": b"b",
    "Inv/Study/B/large.bin": LARGE,
}


def hold_at(pc: PC, what: str) -> None:
    """Ask to stop while a write goes on whose path and offset end so."""
    hook(pc, lambda _, path: pc.engine.control.hold("sub-1") if path.endswith(what) else None)


def stop_in_the_middle(pc: PC) -> None:
    """A is published, B lies verified in `ready`."""
    fail = Fail("rename", NodeError(Code.NODE_FULL), path="*/ready/1")
    through(pc, Faults([fail]))
    pc.run()
    assert set(data(pc)) == {"Inv/Study/A/a.bin"}


# -- pause and resume


def test_pause_stops_at_the_next_bytes_and_keeps_what_is_there(pc: PC) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    pc.engine.pause("sub-1")
    assert pc.stage() is Stage.PAUSED
    assert pc.states() == {
        "a.bin": FileState.READY,
        "b.bin": FileState.READY,
        "large.bin": FileState.QUEUED,
    }
    assert pc.files()["large.bin"].flushed == 2000
    before = stored(pc)
    pc.run()
    assert stored(pc) == before
    offsets: list[str] = []
    hook(pc, lambda _, path: offsets.append(path.rpartition("@")[2]) if ".part@" in path else None)
    pc.engine.resume("sub-1")
    pc.run()
    assert offsets == ["2000", "3000"]
    assert data(pc) == WHOLE


def test_pause_outlives_a_restart(pc: PC) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    pc.engine.pause("sub-1")
    pc.restart()
    pc.run()
    assert pc.stage() is Stage.PAUSED
    pc.connect = pc.route.connect
    pc.engine.resume("sub-1")
    pc.run()
    assert data(pc) == WHOLE


def test_stop_puts_the_files_down(pc: PC) -> None:
    hook(pc, lambda _, path: pc.engine.control.stop() if path.endswith("@2000") else None)
    pc.engine.run()
    assert FileState.SENDING not in pc.states().values()
    pc.connect = pc.route.connect
    pc.restart()
    pc.run()
    assert data(pc) == WHOLE


def test_paused_submission_lets_others_go(pc: PC, tmp_path: Path) -> None:
    pc.engine.pause("sub-1")
    pc.submit({"C": [put(tmp_path / "c.bin", b"c")]}, id_="sub-2")
    pc.run()
    assert data(pc) == {"Inv/Study/C/c.bin": b"c"}


@pytest.fixture
def one(tmp_path: Path) -> Iterator[PC]:
    """One file, three tries."""
    made = memory_pc(tmp_path / "one", limits=replace(TINY, attempts=3, longest_wait=1.5))
    made.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    yield made
    made.journal.close()


def timed_out(pc: PC, count: int) -> None:
    """So many writes of parts fail from now on."""
    fails = [Fail("write", RetryError(Code.TIMED_OUT), at, path="*.part") for at in range(count)]
    through(pc, Faults([replace(fail, at=fail.at + 1) for fail in fails]))


def test_waits_double_up_to_the_longest_until_somebody_has_to_look(one: PC) -> None:
    timed_out(one, 3)
    one.run()
    assert [trouble.retry_in for trouble in one.troubles()] == [1.0, 1.5, None]
    assert one.states() == {"a.bin": FileState.FAILED}
    assert one.stage() is Stage.FAILED
    assert one.clock.monotonic() >= 2.5


def test_resume_gives_a_failed_file_all_its_tries_again(one: PC) -> None:
    timed_out(one, 5)
    one.run()
    assert one.stage() is Stage.FAILED
    one.engine.resume("sub-1")
    one.run()
    assert one.stage() is Stage.PUBLISHED


def test_trouble_of_one_file_lets_the_others_go(pc: PC, tmp_path: Path) -> None:
    (tmp_path / "b.bin").unlink()
    pc.run()
    assert pc.states() == {
        "a.bin": FileState.PUBLISHED,
        "b.bin": FileState.FAILED,
        "large.bin": FileState.READY,
    }
    assert [(trouble.code, trouble.retry_in) for trouble in pc.troubles()] == [("vanished", None)]
    assert set(data(pc)) == {"Inv/Study/A/a.bin"}


def test_node_whose_file_is_gone_stops_its_submissions_only(pc: PC, tmp_path: Path) -> None:
    pc.submit({"C": [put(tmp_path / "c.bin", b"c")]}, id_="sub-2")
    known = pc.engine.parts.route

    def route(row: SubmissionRow) -> Route:
        if row.id == "sub-1":
            raise NodeError(Code.NODE_UNKNOWN, node="node")
        return known(row)

    pc.engine.parts = replace(pc.engine.parts, route=route)
    pc.run()
    assert data(pc) == {"Inv/Study/C/c.bin": b"c"}
    reason = pc.row().reason
    assert reason is not None
    assert reason.code is Code.NODE_UNKNOWN


def test_resume_forgets_what_stopped_it_before(pc: PC) -> None:
    """Whoever follows the journal would take the old reason for the new one."""
    through(pc, Faults([Fail("connect", NodeError(Code.NODE_FULL))]))
    pc.run()
    assert pc.row().reason == Reason(Code.NODE_FULL, {})
    pc.engine.resume("sub-1")
    assert (pc.stage(), pc.row().reason) == (Stage.QUEUED, None)


# -- cancel


def test_cancel_before_anything_was_sent(pc: PC) -> None:
    pc.engine.cancel("sub-1")
    pc.run()
    assert pc.stage() is Stage.CANCELLED
    assert [row.stage for row in pc.assays()] == [Stage.CANCELLED, Stage.CANCELLED]
    assert data(pc) == {}


def test_cancel_removes_parts_and_verified_files(pc: PC) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    assert len(stored(pc, "_staging")) == 4
    pc.connect = pc.route.connect
    pc.engine.cancel("sub-1")
    assert staging_names(pc) == []
    assert data(pc) == {}
    assert pc.stage() is Stage.CANCELLED
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.CANCELLED
    assert (data(pc), staging_names(pc)) == ({}, [])


def test_cancel_never_removes_what_is_published_and_leaves_its_record(pc: PC) -> None:
    stop_in_the_middle(pc)
    pc.connect = pc.route.connect
    pc.engine.cancel("sub-1")
    assert data(pc) == {"Inv/Study/A/a.bin": b"a"}
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHED, Stage.CANCELLED]
    assert len(stored(pc, "_submissions/sub-1")) == 2
    assert staging_names(pc) == []


def test_cancel_after_publication_changes_nothing(pc: PC) -> None:
    pc.run()
    before = stored(pc)
    pc.engine.cancel("sub-1")
    assert pc.stage() is Stage.PUBLISHED
    assert stored(pc) == before


@pytest.mark.parametrize("done", [True, False])
def test_cancel_looks_first_what_became_of_an_intended_rename(pc: PC, done: bool) -> None:
    through(pc, Faults([Fail("rename", Crash(), path="*/ready/0", done=done)]))
    with pytest.raises(Crash):
        pc.engine.turn()
    pc.restart()
    pc.connect = pc.route.connect
    pc.engine.cancel("sub-1")
    expected = Stage.PUBLISHED if done else Stage.CANCELLED
    assert [row.stage for row in pc.assays()] == [expected, Stage.CANCELLED]
    assert data(pc) == ({"Inv/Study/A/a.bin": b"a"} if done else {})
    assert staging_names(pc) == []


def test_cancel_touches_nothing_of_an_unclear_publication(pc: PC) -> None:
    through(pc, Faults([Fail("rename", RetryError(Code.CONNECTION_LOST), path="*/ready/0")]))
    pc.engine.turn()
    with pc.route.connect() as backend:
        backend.rename("_staging/sub-1/ready/0", "Inv/elsewhere")
        put_there(pc, "_staging/sub-1/ready/0/a.bin", b"whose?")
    before = stored(pc, "_staging/sub-1/ready/0")
    pc.engine.cancel("sub-1")
    assert stored(pc, "_staging/sub-1/ready/0") == before
    doctor.examine(pc.journal, pc.route, pc.clock)
    assert stored(pc, "_staging/sub-1/ready/0") == before


@pytest.mark.parametrize(
    "error",
    [
        RetryError(Code.CONNECTION_LOST),
        NodeError(Code.NODE_UNREACHABLE),
        FileError(Code.TARGET_DENIED),
    ],
)
def test_cancel_of_what_cannot_be_reached_is_a_leftover_cleaned_later(
    pc: PC, error: UploaderError
) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    fails = [Fail("connect", error), Fail("stat", error)]
    through(pc, Faults(fails[:1] if not isinstance(error, FileError) else fails[1:]))
    pc.engine.cancel("sub-1")
    assert pc.stage() is Stage.CANCELLED
    assert [row.stage for row in pc.assays()] == [Stage.CANCELLED, Stage.CANCELLED]
    assert pc.leftovers() == ["_staging/sub-1"]
    assert staging_names(pc) == ["sub-1"]
    doctor.examine(pc.journal, pc.route, pc.clock)
    assert (staging_names(pc), pc.leftovers()) == ([], [])


def test_cancelled_leftover_is_cleaned_at_a_later_start(pc: PC, tmp_path: Path) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    through(pc, Faults([Fail("connect", RetryError(Code.CONNECTION_LOST))]))
    pc.engine.cancel("sub-1")
    pc.restart()
    pc.submit({"C": [put(tmp_path / "c.bin", b"c")]}, id_="sub-2")
    pc.run()
    assert (staging_names(pc), pc.leftovers()) == ([], [])
    assert data(pc) == {"Inv/Study/C/c.bin": b"c"}


# -- what is told


def test_progress_adds_up(pc: PC) -> None:
    hook(pc, after=lambda method, path: pc.clock.sleep(1))
    pc.run()
    told = pc.progress()
    assert len(told) > 5
    assert [one.sent for one in told] == sorted(one.sent for one in told)
    last = told[-1]
    assert (last.sent, last.proved, last.total) == (3502, 3502, 3502)
    assert (last.files_done, last.files_total) == (3, 3)


def test_progress_takes_back_what_a_broken_attempt_had_counted(pc: PC) -> None:
    fails = [
        Fail("write", RetryError(Code.CONNECTION_LOST), at=3, path="*.part", after_bytes=1),
        Fail("digest", RetryError(Code.CONNECTION_LOST), path="*.part", done=True),
    ]
    faults = Faults(fails)
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    for one in pc.progress():
        assert 0 <= one.sent <= one.total
        assert 0 <= one.proved <= one.total
    assert (pc.progress()[-1].sent, pc.progress()[-1].proved) == (3502, 3502)


def test_progress_after_a_restart_counts_what_is_there(pc: PC) -> None:
    hold_at(pc, "@2000")
    pc.engine.turn()
    pc.restart()
    pc.connect = pc.route.connect
    pc.events.clear()
    pc.run()
    assert (pc.progress()[-1].sent, pc.progress()[-1].proved) == (3502, 3502)
    assert pc.progress()[-1].files_done == 3


def test_stages_are_told_in_order(pc: PC) -> None:
    pc.run()
    assert pc.reached() == ["sending", "published"]
    assert pc.reached("Inv/Study/A") == ["sending", "ready", "published"]
    rows = pc.journal.some("SELECT stage FROM stages WHERE assay = 1 ORDER BY rowid")
    assert [row["stage"] for row in rows] == [
        "queued",
        "sending",
        "ready",
        "publishing",
        "published",
    ]
