"""Our own folder on the node: DESIGN 7, Staging."""

from __future__ import annotations

import json
from itertools import chain, repeat
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, RetryError, UploaderError
from fbi_uploader.transfer import doctor
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.stages import Stage
from tests.faults import Crash, Fail, Faults, FaultyBackend
from tests.unit.engine_faults import through
from tests.unit.engine_tools import (
    PC,
    content,
    data,
    hook,
    memory_pc,
    put,
    put_there,
    staging_names,
    stored,
)


def test_unfinished_bytes_lie_in_parts_and_verified_ones_in_ready(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 1500))]})
    seen: list[list[str]] = []

    def after(method: str, path: str) -> None:
        there = stored(pc, "_staging/sub-1")
        seen.append(
            [
                f"{name.split('/')[2]} {len(known)}"
                for name, known in there.items()
                if not name.endswith("owner.json")
            ]
        )

    hook(pc, after=after)
    pc.run()
    # owner.json, two segments (read back meanwhile, on another connection), the rename
    assert seen[:4] == [[], ["parts 1000"], ["parts 1500"], ["ready 1500"]]


def test_parts_are_created_exclusively(
    pc: PC, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = chain(["taken"], repeat("free"))
    monkeypatch.setattr("secrets.token_hex", lambda _size: next(names))
    put_there(pc, "_staging/sub-1/parts/taken.part")
    pc.submit({"A": [put(tmp_path / "a.bin", b"ours")]})
    found: list[bytes] = []

    def before(method: str, path: str) -> None:
        if method == "rename" and path.endswith("free.part"):
            found.extend(stored(pc, "_staging/sub-1/parts").values())

    hook(pc, before)
    pc.run()
    assert data(pc) == {"Inv/Study/A/a.bin": b"ours"}
    assert b"ours" in found
    assert [trouble.code for trouble in pc.troubles()] == ["target_exists"]


def test_each_attempt_from_zero_has_a_part_of_its_own(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", b"ours")]})
    names: list[str] = []

    def before(method: str, path: str) -> None:
        if method == "write" and ".part" in path:
            names.append(path)
            if len(names) < 4:
                raise RetryError(Code.TIMED_OUT)

    hook(pc, before)
    pc.run()
    assert len(set(names)) == 4
    assert data(pc) == {"Inv/Study/A/a.bin": b"ours"}


def held(pc: PC, error: UploaderError) -> None:
    """The first part that is written is cut off and then held, as by a dead session."""
    first: list[str] = []

    def after(method: str, path: str) -> None:
        if method == "write" and "@1000" in path and not first:
            first.append(path.partition("@")[0])
            raise RetryError(Code.HELD)

    def before(method: str, path: str) -> None:
        if method == "remove" and path in first:
            raise error

    hook(pc, before, after)


@pytest.mark.parametrize("error", [RetryError(Code.HELD), FileError(Code.TARGET_DENIED)])
def test_held_part_is_left_and_the_work_goes_on_under_a_new_name(
    pc: PC, tmp_path: Path, error: UploaderError
) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    held(pc, error)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert data(pc) == {"Inv/Study/A/a.bin": content("a", 2500)}
    below = [path for path in stored(pc, "_staging") if path.endswith(".part")]
    assert len(below) == 1
    assert below[0] in pc.leftovers()


def test_leftover_is_removed_at_a_later_start(pc: PC, tmp_path: Path) -> None:
    """And our staging folder, which could not go before, goes with it."""
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    held(pc, RetryError(Code.HELD))
    pc.run()
    pc.restart()
    pc.connect = pc.route.connect
    pc.submit({"B": [put(tmp_path / "b.bin", b"b")]}, id_="sub-2")
    pc.run()
    assert staging_names(pc) == []
    assert pc.leftovers() == []


def test_clearing_leftovers_does_not_wait_for_who_holds_them(pc: PC, tmp_path: Path) -> None:
    """A dead session may hold each of them for minutes, and others want to be sent."""
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    held(pc, RetryError(Code.HELD))
    pc.run()
    [part] = [path for path in pc.leftovers() if path.endswith(".part")]
    held_still = Faults([Fail("remove", RetryError(Code.HELD), path=part)])
    policy = RetryPolicy(attempts=9, first_wait=1, jitter=0)
    pc.connect = lambda: Retrying(FaultyBackend(pc.route.connect(), held_still), policy, pc.clock)
    pc.submit({"B": [put(tmp_path / "b.bin", b"b")]}, id_="sub-2")
    before = pc.clock.monotonic()
    pc.engine.turn()
    held_still.assert_all_fired()
    assert pc.clock.monotonic() == before
    assert (pc.stage("sub-2"), part in pc.leftovers()) == (Stage.PUBLISHED, True)


def test_leftover_is_removed_by_doctor_and_named_while_it_is_held(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    held(pc, RetryError(Code.HELD))
    pc.run()
    found = doctor.examine(pc.journal, pc.route_of(pc.row()), pc.clock)
    assert "held" in {one.what for one in found}
    assert pc.leftovers()
    found = doctor.examine(pc.journal, pc.route, pc.clock)
    assert {one.what for one in found} == {"removed"}
    assert (staging_names(pc), pc.leftovers()) == ([], [])
    assert data(pc) == {"Inv/Study/A/a.bin": content("a", 2500)}


def test_lost_answer_to_the_removal_of_an_unproved_file_does_not_cost_the_proved_one(
    pc: PC, tmp_path: Path
) -> None:
    """A path that is used again is never noted as a leftover."""
    pc.submit({"A": [put(tmp_path / "a.bin", b"ours")], "B": [put(tmp_path / "b.bin", b"b")]})
    put_there(pc, "_staging/sub-1/ready/0/a.bin", b"nobody proved it")
    faults = Faults([Fail("remove", RetryError(Code.HELD), path="*/ready/0/a.bin", done=True)])
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    assert not [path for path in pc.leftovers() if "/ready/" in path]
    assert data(pc) == {"Inv/Study/A/a.bin": b"ours", "Inv/Study/B/b.bin": b"b"}


@pytest.mark.parametrize("damaged", [False, True])
def test_file_that_a_crash_left_in_ready_is_proved_anew_and_not_sent_again(
    pc: PC, tmp_path: Path, damaged: bool
) -> None:
    """Unless it is not what the source is."""
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    through(pc, Faults([Fail("rename", Crash(), path="*.part", done=True)]))
    with pytest.raises(Crash):
        pc.run()
    pc.restart()
    ready = "_staging/sub-1/ready/0/a.bin"
    if damaged:
        with pc.route.connect() as backend:
            backend.remove(ready)
        put_there(pc, ready, bytes(2500))
    wrote = writes(pc)
    pc.run()
    assert data(pc) == {"Inv/Study/A/a.bin": content("a", 2500)}
    assert bool(wrote) is damaged


def test_lost_answer_to_the_rename_into_ready_is_looked_at(pc: PC, tmp_path: Path) -> None:
    """And nothing is sent a second time."""
    pc.submit({"A": [put(tmp_path / "a.bin", b"ours")]})
    wrote = writes(pc)
    hooked = pc.connect
    faults = Faults([Fail("rename", RetryError(Code.TIMED_OUT), path="*.part", done=True)])
    pc.connect = lambda: FaultyBackend(hooked(), faults)
    pc.run()
    faults.assert_all_fired()
    assert len(wrote) == 1
    assert data(pc) == {"Inv/Study/A/a.bin": b"ours"}


def writes(pc: PC) -> list[str]:
    """Every write of a part from now on."""
    seen: list[str] = []
    hook(pc, lambda method, path: seen.append(path) if ".part@" in path else None)
    return seen


# -- whose it is


def test_owner_names_pc_journal_person_and_start(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    owners: list[bytes] = []

    def before(method: str, path: str) -> None:
        if method == "rename":
            owners.append(stored(pc, "_staging/sub-1")["_staging/sub-1/owner.json"])

    hook(pc, before)
    pc.run()
    owner = json.loads(owners[0])
    assert owner["journal"] == pc.journal.identity
    assert owner["submission"] == "sub-1"
    assert owner["person"] == "Ana"
    assert owner["started"] == pc.row().created_at.isoformat()
    assert owner["pc"]


def test_owner_is_written_again_when_a_crash_cut_it_off(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    put_there(pc, "_staging/sub-1/owner.json", b'{"pc": "sco')
    owners: list[bytes] = []

    def before(method: str, path: str) -> None:
        if method == "rename":
            owners.append(stored(pc, "_staging/sub-1")["_staging/sub-1/owner.json"])

    hook(pc, before)
    pc.run()
    assert json.loads(owners[0])["journal"] == pc.journal.identity
    assert data(pc) == {"Inv/Study/A/a.bin": b"a"}
    assert staging_names(pc) == []


def other_pc(tmp_path: Path, server: MemoryServer) -> PC:
    """Another PC that has stopped in the middle."""
    other = memory_pc(tmp_path / "other", server, name="other")
    other.submit({"A": [put(tmp_path / "theirs.bin", content("t", 2500))]}, id_="sub-2")

    def before(method: str, path: str) -> None:
        if "@1000" in path:
            other.engine.control.hold("sub-2")

    hook(other, before)
    other.engine.turn()
    assert staging_names(other) == ["sub-2"]
    return other


def test_nobody_removes_the_folder_of_another_journal(
    pc: PC, tmp_path: Path, server: MemoryServer
) -> None:
    other = other_pc(tmp_path, server)
    before = stored(other, "_staging/sub-2")
    assert [path for path in before if path.endswith(".part")]
    pc.submit({"B": [put(tmp_path / "b.bin", b"b")]})
    pc.run()
    found = doctor.examine(pc.journal, pc.route, pc.clock)
    assert [(one.path, one.what) for one in found] == [("_staging/sub-2", "another's")]
    assert "Ana" in found[0].owner
    assert stored(other, "_staging/sub-2") == before
    other.connect = other.route.connect
    other.engine.resume("sub-2")
    other.run()
    assert data(pc)["Inv/Study/A/theirs.bin"] == content("t", 2500)
    other.journal.close()


def test_folder_of_our_submission_made_by_another_journal_stops_us(
    pc: PC, tmp_path: Path, server: MemoryServer
) -> None:
    """As after a cloned PC image: nothing of it is touched."""
    other = other_pc(tmp_path, server)
    before = stored(other, "_staging/sub-2")
    pc.submit({"B": [put(tmp_path / "b.bin", b"b")]}, id_="sub-2")
    pc.engine.turn()
    error = pc.engine.error("sub-2")
    assert error is not None
    assert error.code is Code.STAGING_FOREIGN
    assert stored(other, "_staging/sub-2") == before
    other.journal.close()


def test_doctor_leaves_what_is_nobodys_and_what_is_in_use(pc: PC, tmp_path: Path) -> None:
    put_there(pc, "_staging/lost/parts/x.part")
    pc.submit({"A": [put(tmp_path / "a.bin", content("a", 2500))]})
    hook(pc, lambda _, path: pc.engine.control.hold("sub-1") if "@1000" in path else None)
    pc.engine.turn()
    before = stored(pc, "_staging")
    found = {one.path: one.what for one in doctor.examine(pc.journal, pc.route, pc.clock)}
    assert found == {"_staging/lost": "nobody's", "_staging/sub-1": "in use"}
    assert stored(pc, "_staging") == before
