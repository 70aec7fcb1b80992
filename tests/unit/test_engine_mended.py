"""What an enemy found in the engine: races, faults, and ends that told nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError, NodeError, RetryError
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.decorators.through import Through
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import Stage
from tests.unit.engine_tools import PC, Hooked, data, hook, put


def test_a_password_told_while_it_is_tried_without_is_not_waited_for(
    pc: PC, tmp_path: Path
) -> None:
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})
    real = pc.route.connect

    def refuse() -> Hooked:
        pc.connect = real
        pc.engine.password_known(lambda _row: True)  # it comes while we are refused
        raise NodeError(Code.CREDENTIALS_MISSING, user="ana")

    pc.connect = refuse
    pc.run()
    assert pc.stage() is Stage.PUBLISHED


def test_a_fault_in_one_submission_stops_no_other_where_it_is_told(pc: PC, tmp_path: Path) -> None:
    told: list[Exception] = []

    def fault(error: Exception) -> InputError:
        told.append(error)
        return InputError(Code.ENGINE_FAULT, what="carry")

    pc.engine.parts = replace(pc.engine.parts, fault=fault)
    for name in ("one", "two"):
        pc.submit({name: [put(tmp_path / f"{name}.czi", b"a")]}, name, study=name)

    def break_one(method: str, path: str) -> None:
        if "/one/" in path:
            raise KeyError(path)

    hook(pc, before=break_one)
    pc.run()
    assert [type(one) for one in told] == [KeyError]
    assert (pc.stage("one"), pc.stage("two")) == (Stage.FAILED, Stage.PUBLISHED)
    reason = pc.row("one").reason
    assert reason is not None
    assert reason.code is Code.ENGINE_FAULT
    hook(pc)
    pc.engine.resume("one")
    pc.run()
    assert pc.stage("one") is Stage.PUBLISHED
    assert len(data(pc)) == 2


def test_a_cancel_that_cannot_be_done_yet_leaves_nothing_said_to_be_sent(
    pc: PC, tmp_path: Path
) -> None:
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})
    lost = RetryError(Code.CONNECTION_LOST, node="node", why="cut")

    def cut(method: str, _path: str) -> None:
        if method == "rename" and "/ready/" in _path:
            pc.engine.control.hold("sub-1")

            def gone() -> Hooked:
                raise lost

            pc.connect = gone
            raise lost

    hook(pc, before=cut)
    pc.engine.turn()
    assert pc.assays()[0].stage is Stage.PUBLISHING
    with pytest.raises(RetryError):
        pc.engine.cancel("sub-1")
    reason = pc.row().reason
    assert (pc.stage(), reason and reason.code) == (Stage.PAUSED, Code.CONNECTION_LOST)
    assert pc.reached()[-1] == "paused"
    pc.connect = pc.route.connect
    pc.engine.cancel("sub-1")
    assert pc.stage() is Stage.CANCELLED


def test_every_end_is_told_once_it_stands_in_the_journal(pc: PC, tmp_path: Path) -> None:
    ends: list[tuple[str, str]] = []
    pc.engine.parts = replace(
        pc.engine.parts, ended=lambda row: ends.append((row.id, str(pc.stage(row.id))))
    )
    for name in ("one", "two", "three"):
        pc.submit({name: [put(tmp_path / f"{name}.czi", b"a")]}, name, study=name)
    pc.engine.pause("one")
    assert ends == []
    pc.engine.cancel("one")
    (tmp_path / "two.czi").unlink()
    pc.run()
    assert ends[0] == ("one", "cancelled")
    assert sorted(ends[1:]) == [("three", "published"), ("two", "failed")]


class _Gone(Through):
    """A line that nobody answers on."""

    def connect(self) -> None:
        raise RetryError(Code.CONNECTION_LOST, node="node", why="silent")


def _silent(pc: PC) -> None:
    """As `app` composes it: tried again and again, until its submission is held."""
    pc.connect = lambda: Retrying(
        _Gone(pc.route.connect()),
        RetryPolicy(),
        pc.clock,
        stopped=lambda: pc.engine.control.held("sub-1"),
    )


@pytest.mark.parametrize("shut", [False, True])
def test_a_cancel_needs_no_node_while_its_submission_is_held(
    pc: PC, tmp_path: Path, *, shut: bool
) -> None:
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})
    _silent(pc)
    if shut:
        pc.engine.control.shut()
    else:
        pc.engine.control.hold("sub-1")
    pc.engine.cancel("sub-1")
    assert pc.stage() is Stage.CANCELLED
    assert pc.leftovers() == ["_staging/sub-1"]


def test_a_publication_in_doubt_is_not_cancelled_by_a_hold(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})

    def cut(method: str, path: str) -> None:
        if method == "rename" and "/ready/" in path:
            pc.engine.control.hold("sub-1")
            _silent(pc)
            raise RetryError(Code.CONNECTION_LOST, node="node", why="cut")

    hook(pc, before=cut)
    pc.engine.turn()
    with pytest.raises(RetryError):
        pc.engine.cancel("sub-1")
    assert pc.stage() is Stage.PAUSED


def test_what_is_held_keeps_no_engine_busy(pc: PC, tmp_path: Path) -> None:
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})
    pc.engine.control.hold("sub-1")
    assert pc.engine.turn() is None
    pc.engine.control.release("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED


def test_a_node_file_that_is_gone_for_a_moment_stops_nobody_for_good(
    pc: PC, tmp_path: Path
) -> None:
    """An editor writes it in its place, say, and it is read half written."""
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})
    there = pc.engine.parts.route
    tried: list[float] = []

    def gone(row: SubmissionRow) -> Route:
        tried.append(pc.clock.monotonic())
        if len(tried) < 4:
            raise NodeError(Code.NODE_GONE, node="node")
        return there(row)

    pc.engine.parts = replace(pc.engine.parts, route=gone)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert pc.reached().count("queued") == 1  # the same is not told again
