"""Rule 8 of DESIGN 7: the record is written once, beside the data, when all assays are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.publishing.recording import Document
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.verdict import verdict
from tests.faults import Crash, Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import (
    OLD,
    PC,
    data,
    hook,
    memory_pc,
    put,
    put_there,
    staging_names,
    stored,
)

RECORD = "_submissions/sub-1"


def two_assays(pc: PC, folder: Path) -> None:
    pc.submit({"A": [put(folder / "a.bin", b"a")], "B": [put(folder / "b.bin", b"b")]})


def test_rule_8_the_record_lies_beside_the_data_and_comes_last(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    order: list[str] = []

    def before(method: str, path: str) -> None:
        if method == "rename" and ".part" not in path:
            order.append(path)

    hook(pc, before)
    pc.run()
    assert order == [
        "_staging/sub-1/ready/0",
        "_staging/sub-1/ready/1",
        "_staging/sub-1/record",
    ]
    assert set(data(pc)) == {"Inv/Study/A/a.bin", "Inv/Study/B/b.bin"}
    written = json.loads(stored(pc, RECORD)[f"{RECORD}/submission.json"])
    assert [assay["stage"] for assay in written["assays"]] == ["published", "published"]


def test_rule_8_one_failed_assay_keeps_the_submission_unpublished(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    put(tmp_path / "b.bin", b"changed", OLD + 1)
    pc.run()
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHED, Stage.FAILED]
    assert pc.stage() is Stage.FAILED
    assert set(data(pc)) == {"Inv/Study/A/a.bin"}
    assert stored(pc, "_staging")
    with pc.route.connect() as backend:
        assert backend.stat("_submissions") is None
    pc.engine.resume("sub-1", send_changed=True)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert data(pc) == {"Inv/Study/A/a.bin": b"a", "Inv/Study/B/b.bin": b"changed"}


@pytest.mark.parametrize("done", [True, False])
def test_record_is_written_once_whatever_becomes_of_the_answer(
    pc: PC, tmp_path: Path, done: bool
) -> None:
    two_assays(pc, tmp_path)
    fail = Fail("rename", RetryError(Code.CONNECTION_LOST), path="*/record", done=done)
    through(pc, Faults([fail]))
    pc.run()
    first = stored(pc, RECORD)
    assert sorted(path.rpartition("/")[2] for path in first) == [
        "checksums.sha256",
        "submission.json",
    ]
    pc.engine.resume("sub-1")
    pc.run()
    assert stored(pc, RECORD) == first
    assert pc.stage() is Stage.PUBLISHED


def test_record_that_a_crash_left_half_written_is_made_anew(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    faults = Faults([Fail("write", Crash(), path="*/record/checksums.sha256", done=True)])
    through(pc, faults)
    with pytest.raises(Crash):
        pc.engine.turn()
    pc.restart()
    pc.run()
    assert len(stored(pc, RECORD)) == 2
    assert staging_names(pc) == []


def test_record_that_another_wrote_in_our_stead_stays(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    through(pc, Faults([Fail("rename", FileError(Code.TARGET_EXISTS), path="*/record")]))
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert staging_names(pc) == []


def test_damaged_record_is_not_published(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    damaged: list[str] = []

    def before(method: str, path: str) -> None:
        if method == "digest" and path.endswith("submission.json") and not damaged:
            damaged.append(path)
            with pc.route.connect() as backend:
                backend.remove(path)
            put_there(pc, path, bytes(10))

    hook(pc, before)
    pc.run()
    assert damaged
    json.loads(stored(pc, RECORD)[f"{RECORD}/submission.json"])


# -- exporters


def crashing(row: SubmissionRow) -> Iterator[Document]:
    yield Document("extra.txt", lambda: iter([b"half", *_broken()]))


def _broken() -> Iterator[bytes]:
    raise ZeroDivisionError("in an exporter")


def test_exporter_that_crashes_stops_its_submission_only(pc: PC, tmp_path: Path) -> None:
    pc.exporters = (crashing,)
    pc.restart()
    two_assays(pc, tmp_path)
    pc.submit({"C": [put(tmp_path / "c.bin", b"c")]}, id_="sub-2")
    pc.run()
    reason = pc.row().reason
    assert pc.stage() is Stage.FAILED
    assert reason is not None
    assert reason.code is Code.EXPORT_FAILED
    assert "ZeroDivisionError" in str(reason.facts["why"])
    assert set(data(pc)) == {"Inv/Study/A/a.bin", "Inv/Study/B/b.bin", "Inv/Study/C/c.bin"}
    with pc.route.connect() as backend:
        assert backend.stat("_submissions") is None


def test_record_follows_once_the_exporter_is_mended(pc: PC, tmp_path: Path) -> None:
    pc.exporters = (crashing,)
    pc.restart()
    two_assays(pc, tmp_path)
    pc.run()
    assert pc.stage() is Stage.FAILED
    assert not verdict(pc.journal, pc.row(), pc.route).safe, "not before it is published"
    pc.exporters = ()
    pc.restart()
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert len(stored(pc, RECORD)) == 2
    assert staging_names(pc) == []


# -- the node


def test_full_node_keeps_everything_until_there_is_room(tmp_path: Path) -> None:
    server = MemoryServer(quota=1800)
    pc = memory_pc(tmp_path / "pc", server)
    pc.submit({"A": [put(tmp_path / "a.bin", bytes(1500)), put(tmp_path / "b.bin", bytes(1500))]})
    pc.run()
    error = pc.engine.error("sub-1")
    assert error is not None
    assert isinstance(error, NodeError)
    assert error.code is Code.NODE_FULL
    assert pc.stage() is Stage.QUEUED
    assert FileState.READY in pc.states().values()
    server.quota = None
    pc.engine.resume("sub-1")
    pc.run()
    assert data(pc) == {"Inv/Study/A/a.bin": bytes(1500), "Inv/Study/A/b.bin": bytes(1500)}
    pc.journal.close()


def test_read_only_node_stops_before_anything_is_sent(tmp_path: Path) -> None:
    server = MemoryServer(read_only=True)
    pc = memory_pc(tmp_path / "pc", server)
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    pc.run()
    error = pc.engine.error("sub-1")
    assert error is not None
    assert error.code is Code.NODE_READ_ONLY
    server.read_only = False
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    pc.journal.close()


def test_unreachable_node_is_tried_again_alone(pc: PC, tmp_path: Path) -> None:
    two_assays(pc, tmp_path)
    fails = [Fail("connect", RetryError(Code.CONNECTION_LOST), at=at) for at in range(1, 4)]
    through(pc, Faults(fails))
    began = pc.clock.monotonic()
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert pc.clock.monotonic() - began >= 180
