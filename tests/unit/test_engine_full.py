"""A node that says no: what stopped us is told, and nothing lies there for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from fbi_uploader.errors import Code, NodeError, RetryError
from tests.faults import Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import (
    PC,
    content,
    data,
    hook,
    put,
    staging_names,
    stored,
)

LARGE = content("large", 3500)
WHOLE = {
    "Inv/Study/A/a.bin": b"a",
    "Inv/Study/A/b.bin": b"b",
    "Inv/Study/A/large.bin": LARGE,
}


@pytest.fixture
def pc(pc: PC, tmp_path: Path) -> PC:
    """Two files that travel together, and a large one."""
    small = [put(tmp_path / f"{name}.bin", name.encode()) for name in "ab"]
    pc.submit({"A": [*small, put(tmp_path / "large.bin", LARGE)]})
    return pc


def parts(pc: PC) -> list[int]:
    """How long the parts on the node are."""
    return [len(it) for path, it in stored(pc, "_staging").items() if path.endswith(".part")]


@pytest.mark.parametrize("code", [Code.NODE_FULL, Code.NODE_QUOTA])
def test_a_full_node_keeps_no_part_that_nobody_continues(pc: PC, code: Code) -> None:
    together = Fail("digest_many", NodeError(code))
    alone = Fail("write", NodeError(code), path="*.part", after_bytes=1)
    for fail in (together, alone):
        faults = Faults([fail])
        through(pc, faults)
        pc.run()
        faults.assert_all_fired()
        assert parts(pc) == []
        assert {file.part for file in pc.files().values()} == {None}
        pc.engine.resume("sub-1")
    pc.run()
    assert data(pc) == WHOLE


def test_a_full_node_keeps_what_will_be_continued(pc: PC) -> None:
    through(pc, Faults([Fail("write", NodeError(Code.NODE_FULL), at=2, path="*.part")]))
    pc.run()
    assert pc.files()["large.bin"].flushed == 1000
    assert parts(pc) == [1000]
    offsets: list[str] = []
    hook(pc, lambda _, path: offsets.append(path.rpartition("@")[2]) if ".part@" in path else None)
    pc.engine.resume("sub-1")
    pc.run()
    assert offsets == ["1000", "2000", "3000"]
    assert data(pc) == WHOLE


def test_parts_that_cannot_be_put_away_do_not_hide_what_stopped_it(pc: PC) -> None:
    fails = [
        Fail("write", NodeError(Code.NODE_FULL), path="*.part", after_bytes=1),
        Fail("remove", RetryError(Code.CONNECTION_LOST), path="*.part"),
    ]
    faults = Faults(fails)
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    reason = pc.row().reason
    assert reason is not None
    assert reason.code is Code.NODE_FULL
    pc.engine.resume("sub-1")
    pc.run()
    assert (data(pc), staging_names(pc)) == (WHOLE, [])
