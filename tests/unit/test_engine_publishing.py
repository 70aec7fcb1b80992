"""Rules 5, 7 and 8 of DESIGN 7: one assay, one rename, never retried blindly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.stages import FileState, Stage
from tests.faults import Crash, Fail, Faults, FaultyBackend
from tests.unit.engine_faults import through
from tests.unit.engine_tools import PC, data, hook, memory_pc, put, put_there, stored

READY = "_staging/sub-1/ready/0"
PUBLISHING = "*/ready/[0-9]"


@pytest.fixture
def sent(pc: PC, tmp_path: Path) -> PC:
    """A PC with one assay of two files to send."""
    pc.submit({"A": [put(tmp_path / "a.bin", b"a"), put(tmp_path / "b.bin", b"b")]})
    return pc


OURS = {"Inv/Study/A/a.bin": b"a", "Inv/Study/A/b.bin": b"b"}


def lost(pc: PC, *, done: bool, then: Callable[[], None] = lambda: None) -> Faults:
    """The publishing rename's answer is lost; `then` happens meanwhile."""

    class Meanwhile(Faults):
        def due(self, method: str, path: str) -> Fail | None:
            found = super().due(method, path)
            if found and not done:
                then()
            return found

    fail = Fail("rename", RetryError(Code.CONNECTION_LOST), path=PUBLISHING, done=done)
    faults = Meanwhile([fail])

    class AndThen(FaultyBackend):
        def rename(self, source: str, target: str) -> None:
            try:
                super().rename(source, target)
            except RetryError:
                if done:
                    then()
                raise

    pc.connect = lambda: AndThen(pc.route.connect(), faults)
    return faults


def renames(pc: PC) -> list[str]:
    """Every publishing rename that is asked for from now on."""
    asked: list[str] = []

    def before(method: str, path: str) -> None:
        if method == "rename" and "/ready/" in path:
            asked.append(path)

    hook(pc, before)
    return asked


def move(pc: PC, source: str, target: str) -> None:
    with pc.route.connect() as backend:
        backend.rename(source, target)


def assert_unclear(pc: PC) -> None:
    """It stops and says so, and nothing is touched however often it is looked at."""
    assert pc.stage() is Stage.FAILED
    reason = pc.assays()[0].reason
    assert reason is not None
    assert reason.code is Code.PUBLISH_UNCLEAR
    there = stored(pc)
    asked = renames(pc)
    pc.engine.resume("sub-1")
    pc.run()
    assert stored(pc) == there
    assert asked == []
    reason = pc.assays()[0].reason
    assert reason is not None
    assert reason.code is Code.PUBLISH_UNCLEAR


# -- rule 5


def test_rule_5_an_assay_appears_whole_by_one_rename(sent: PC) -> None:
    seen: list[set[str]] = []
    hook(sent, lambda method, path: seen.append(set(data(sent))))
    sent.run()
    assert {frozenset(one) for one in seen} == {frozenset(), frozenset(OURS)}


def test_rule_5_all_workers_have_closed_before_the_rename(pc: PC, tmp_path: Path) -> None:
    pc.route = replace(pc.route, limits=replace(pc.route.limits, connections=3, batch_files=1))
    pc.submit({"A": [put(tmp_path / f"{number}.bin", b"x") for number in range(9)]})
    open_now: list[int] = []
    at_rename: list[int] = []

    class Counted(FaultyBackend):
        def connect(self) -> None:
            open_now.append(id(self))
            super().connect()

        def close(self) -> None:
            open_now.remove(id(self))
            super().close()

        def rename(self, source: str, target: str) -> None:
            if target.startswith("Inv/"):
                at_rename.append(len(open_now))
            super().rename(source, target)

    def connect() -> Backend:
        return Counted(pc.route.connect(), [])

    pc.connect = connect
    pc.run()
    assert at_rename == [1]
    assert open_now == []


def test_rule_5_an_existing_target_is_refused_and_ours_appears_beside_it(sent: PC) -> None:
    """Without sending again."""
    wrote: list[str] = []

    def before(method: str, path: str) -> None:
        if method in {"write", "write_many"} and ".part" in path:
            wrote.append(path)
        if method == "rename" and path == READY and not data(sent):
            put_there(sent, "Inv/Study/A/theirs.bin")

    hook(sent, before)
    sent.run()
    assert data(sent) == {
        "Inv/Study/A/theirs.bin": b"somebody's",
        "Inv/Study/A_2/a.bin": b"a",
        "Inv/Study/A_2/b.bin": b"b",
    }
    assert len(wrote) == 1
    assert sent.stage() is Stage.PUBLISHED
    assert (sent.assays()[0].name, sent.assays()[0].folder) == ("A_2", "Inv/Study/A_2")
    told = [row for row in _history(sent) if row[1] is Code.PUBLISHED_BESIDE]
    assert [row[0] for row in told] == [Stage.PUBLISHING]
    assert (
        b"Inv/Study/A_2/a.bin"
        in stored(sent, "_submissions")["_submissions/sub-1/checksums.sha256"]
    )


def _history(pc: PC) -> list[tuple[Stage, Code | None]]:
    rows = pc.journal.some("SELECT stage, code FROM stages ORDER BY rowid")
    return [(Stage(row["stage"]), Code(row["code"]) if row["code"] else None) for row in rows]


def test_rule_5_the_name_beside_is_not_one_of_our_own(pc: PC, tmp_path: Path) -> None:
    files = {name: [put(tmp_path / name / "x", name.encode())] for name in ("A", "A_2")}
    pc.submit(files)
    put_there(pc, "Inv/Study/A/theirs.bin")
    pc.run()
    assert data(pc) == {
        "Inv/Study/A/theirs.bin": b"somebody's",
        "Inv/Study/A_3/x": b"A",
        "Inv/Study/A_2/x": b"A_2",
    }


def test_rule_5_two_pcs_racing_publish_both(sent: PC, tmp_path: Path, server: MemoryServer) -> None:
    other = memory_pc(tmp_path / "other", server, name="other")
    other.submit({"A": [put(tmp_path / "theirs.bin", b"theirs")]}, id_="sub-2")

    def before(method: str, path: str) -> None:
        if method == "rename" and path == READY and other.stage("sub-2") is Stage.QUEUED:
            other.run()

    hook(sent, before)
    sent.run()
    assert data(sent) == {
        "Inv/Study/A/theirs.bin": b"theirs",
        "Inv/Study/A_2/a.bin": b"a",
        "Inv/Study/A_2/b.bin": b"b",
    }
    other.journal.close()


def test_rule_5_gives_up_when_no_name_is_free(sent: PC) -> None:
    fails = [
        Fail("rename", FileError(Code.TARGET_EXISTS), at=at, path=PUBLISHING) for at in range(1, 21)
    ]
    through(sent, Faults(fails))
    sent.run()
    assert sent.stage() is Stage.FAILED
    assert stored(sent, READY) == {f"{READY}/a.bin": b"a", f"{READY}/b.bin": b"b"}
    sent.connect = sent.route.connect
    sent.engine.resume("sub-1")
    sent.run()
    assert sent.stage() is Stage.PUBLISHED


# -- rule 7


def test_rule_7_the_intent_is_journalled_before_the_rename(sent: PC) -> None:
    seen: list[tuple[Stage, bool]] = []

    def before(method: str, path: str) -> None:
        if method == "rename" and path == READY:
            row = sent.assays()[0]
            with sent.route.connect() as backend:
                entry = backend.stat(READY)
            seen.append((row.stage, entry is not None and row.server_id == entry.file_id))

    hook(sent, before)
    sent.run()
    assert seen == [(Stage.PUBLISHING, True)]


def test_rule_7_reply_lost_after_it_was_done_is_recognised(sent: PC) -> None:
    asked: list[str] = []
    faults = lost(sent, done=True, then=lambda: asked.append("rename"))
    sent.run()
    faults.assert_all_fired()
    assert asked == ["rename"]
    assert sent.stage() is Stage.PUBLISHED
    assert data(sent) == OURS
    assert sent.assays()[0].folder == "Inv/Study/A"


def test_rule_7_reply_lost_before_it_was_done_is_done_again(sent: PC) -> None:
    faults = lost(sent, done=False)
    sent.engine.turn()
    faults.assert_all_fired()
    assert sent.assays()[0].stage is Stage.PUBLISHING
    assert data(sent) == {}
    sent.run()
    assert sent.stage() is Stage.PUBLISHED
    assert data(sent) == OURS


@pytest.mark.parametrize("done", [True, False])
def test_rule_7_crash_between_the_rename_and_the_journal(sent: PC, done: bool) -> None:
    through(sent, Faults([Fail("rename", Crash(), path=PUBLISHING, done=done)]))
    with pytest.raises(Crash):
        sent.engine.turn()
    sent.restart()
    asked = renames(sent)
    sent.run()
    assert asked == ([] if done else [READY])
    assert sent.stage() is Stage.PUBLISHED
    assert data(sent) == OURS
    assert all(file.server_id for file in sent.files().values())


def test_rule_7_node_trouble_in_the_rename_is_looked_at_like_a_lost_answer(sent: PC) -> None:
    fail = Fail("rename", NodeError(Code.NODE_FULL), path=PUBLISHING, done=True)
    through(sent, Faults([fail]))
    sent.run()
    assert sent.assays()[0].stage is Stage.PUBLISHING
    sent.engine.resume("sub-1")
    sent.run()
    assert data(sent) == OURS
    assert sent.stage() is Stage.PUBLISHED


def test_rule_7_target_with_another_id_is_unclear_until_somebody_mends_it(sent: PC) -> None:
    def somebody_moves_it() -> None:
        move(sent, "Inv/Study/A", "Inv/Study/ours")
        put_there(sent, "Inv/Study/A/a.bin", b"a")
        put_there(sent, "Inv/Study/A/b.bin", b"b")

    lost(sent, done=True, then=somebody_moves_it)
    sent.run()
    assert_unclear(sent)
    move(sent, "Inv/Study/A", "Inv/Study/not ours")
    move(sent, "Inv/Study/ours", "Inv/Study/A")
    sent.engine.resume("sub-1")
    sent.run()
    assert sent.stage() is Stage.PUBLISHED
    assert sent.states() == {"a.bin": FileState.PUBLISHED, "b.bin": FileState.PUBLISHED}


def test_rule_7_another_folder_with_our_very_files_is_unclear(sent: PC) -> None:
    def somebody_sorts() -> None:
        move(sent, "Inv/Study/A", "Inv/Study/was A")
        for name in ("a.bin", "b.bin"):
            move(sent, f"Inv/Study/was A/{name}", f"Inv/Study/A/{name}")

    lost(sent, done=True, then=somebody_sorts)
    sent.run()
    assert_unclear(sent)


def test_rule_7_target_without_the_planned_files_is_unclear(sent: PC) -> None:
    lost(sent, done=True, then=lambda: move(sent, "Inv/Study/A/b.bin", "Inv/taken away"))
    sent.run()
    assert_unclear(sent)


def test_rule_7_target_with_a_file_put_in_its_stead_is_unclear(sent: PC) -> None:
    def replaced() -> None:
        move(sent, "Inv/Study/A/b.bin", "Inv/taken away")
        put_there(sent, "Inv/Study/A/b.bin", b"B")

    lost(sent, done=True, then=replaced)
    sent.run()
    assert_unclear(sent)


def test_rule_7_nothing_at_either_end_is_unclear(sent: PC) -> None:
    lost(sent, done=True, then=lambda: move(sent, "Inv/Study/A", "Inv/elsewhere"))
    sent.run()
    assert_unclear(sent)


def test_rule_7_another_folder_in_the_place_of_ready_is_unclear(sent: PC) -> None:
    def replaced() -> None:
        move(sent, READY, "Inv/elsewhere")
        put_there(sent, f"{READY}/a.bin", b"a")

    lost(sent, done=False, then=replaced)
    sent.run()
    sent.run()
    assert_unclear(sent)


# -- what lies in `ready`


def test_a_strange_file_in_ready_is_never_published(sent: PC) -> None:
    put_there(sent, f"{READY}/Thumbs.db")
    sent.run()
    assert data(sent) == {}
    assert_unclear(sent)
    with sent.route.connect() as backend:
        backend.remove(f"{READY}/Thumbs.db")
    sent.engine.resume("sub-1")
    sent.run()
    assert data(sent) == OURS


@pytest.mark.parametrize("done_before", [None, False], ids=["ready", "publishing"])
def test_verified_files_that_somebody_removed_are_sent_again(
    sent: PC, done_before: bool | None
) -> None:
    """Also when a rename was intended already."""

    def removed() -> None:
        with sent.route.connect() as backend:
            backend.remove(f"{READY}/a.bin")

    if done_before is None:

        def after(method: str, path: str) -> None:
            if path.endswith(".part") and len(stored(sent, "_staging")) == 3 and not gone:
                gone.append(path)
                removed()

        gone: list[str] = []
        sent.route = replace(sent.route, limits=replace(sent.route.limits, batch_files=1))
        hook(sent, after=after)
        sent.engine.turn()
        assert gone
    else:
        lost(sent, done=False, then=removed)
        sent.engine.turn()
    sent.connect = sent.route.connect
    sent.run()
    assert sent.stage() is Stage.PUBLISHED
    assert data(sent) == OURS
