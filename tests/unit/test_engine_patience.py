"""What is forgiven, and what one assay's trouble does to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError
from fbi_uploader.transfer.stages import FileState, Stage
from tests.faults import Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import PC, TINY, content, data, memory_pc, put, staging_names


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[PC]:
    made = memory_pc(tmp_path / "pc", limits=replace(TINY, attempts=3))
    yield made
    made.journal.close()


def test_progress_forgives_failures(pc: PC, tmp_path: Path) -> None:
    """cyverse/gocommands#81: one time-out after the other must not kill a run that goes on."""
    large = content("large", 6000)
    pc.submit({"A": [put(tmp_path / "large.bin", large)]})
    faults = Faults(
        [Fail("write", RetryError(Code.TIMED_OUT), at, path="*.part") for at in (2, 4, 6, 8, 10)]
    )
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    assert data(pc) == {"Inv/Study/A/large.bin": large}


def test_a_full_node_costs_a_file_none_of_its_tries(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    faults = Faults(
        [Fail("write", NodeError(Code.NODE_FULL), at, path="*.part") for at in (1, 2, 3, 4)]
    )
    through(pc, faults)
    for _ in range(4):
        pc.run()
        assert pc.row().reason is not None
        assert pc.files()["a.bin"].attempts == 0
        pc.engine.resume("sub-1")
    pc.run()
    faults.assert_all_fired()
    assert data(pc) == {"Inv/Study/A/a.bin": b"a"}


def test_an_assay_that_is_refused_does_not_stop_the_others(pc: PC, tmp_path: Path) -> None:
    files = {name: [put(tmp_path / name / "x.bin", name.encode())] for name in ("A", "B")}
    pc.submit(files)
    faults = Faults([Fail("rename", FileError(Code.TARGET_DENIED), path="*/ready/0")])
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    assert data(pc) == {"Inv/Study/B/x.bin": b"B"}
    assert [row.stage for row in pc.assays()] == [Stage.FAILED, Stage.PUBLISHED]
    assert pc.stage() is Stage.FAILED
    pc.engine.resume("sub-1")
    pc.run()
    assert data(pc) == {"Inv/Study/A/x.bin": b"A", "Inv/Study/B/x.bin": b"B"}
    assert staging_names(pc) == []


def test_a_publication_in_doubt_is_not_cancelled_unseen(pc: PC, tmp_path: Path) -> None:
    """DESIGN 7: cancel never removes a published assay, and this one may be published."""
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})
    lost = RetryError(Code.CONNECTION_LOST)
    # The rename is done, its answer lost, and from then on nobody answers at all.
    fails = [Fail("rename", lost, path="*/ready/0", done=True)]
    fails += [Fail("connect", lost, at) for at in range(2, 20)]
    through(pc, Faults(fails))
    pc.engine.turn()
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHING]
    with pytest.raises(RetryError):
        pc.engine.cancel("sub-1")
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHING]
    pc.connect = pc.route.connect
    pc.engine.cancel("sub-1")
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHED]
    assert data(pc) == {"Inv/Study/A/a.bin": b"a"}
    assert pc.states() == {"a.bin": FileState.PUBLISHED}
    assert staging_names(pc) == []
