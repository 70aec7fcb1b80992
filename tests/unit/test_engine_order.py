"""Which submission is sent next, what makes way for it, and what holds everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, NodeError
from fbi_uploader.events import StageReached
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.engine import order
from fbi_uploader.transfer.engine.engine import _Wait
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.transfer.stages import FileState, Stage
from tests.unit.engine_tools import PC, Hooked, content, data, hook, memory_pc, put

NAMES = ("one", "two", "three")


@pytest.fixture
def queue(pc: PC, tmp_path: Path) -> PC:
    """Three submissions of one large file each."""
    for name in NAMES:
        source = put(tmp_path / f"{name}.czi", content(name, 3000))
        pc.submit({name.title(): [source]}, name, study=f"Study {name}")
    return pc


def first_writes(pc: PC, made: list[str]) -> None:
    """Note whose bytes are sent, in the order of their first."""

    def note(method: str, path: str) -> None:
        if method == "write" and "/parts/" in path and path.endswith("@0"):
            made.append(path.split("/")[1])

    hook(pc, before=note)


def test_the_oldest_goes_first_unless_somebody_arranged_them(queue: PC) -> None:
    made: list[str] = []
    first_writes(queue, made)
    queue.engine.reorder(["three", "gone", "one"])
    queue.run()
    assert made == ["three", "one", "two"]


def test_an_order_lasts_and_the_newest_counts(queue: PC) -> None:
    queue.engine.reorder(["two", "two", "one"])
    queue.engine.reorder(["two"])
    queue.restart()
    assert order.arranged(queue.journal) == ("two",)
    made: list[str] = []
    first_writes(queue, made)
    queue.run()
    assert made[0] == "two"


def test_what_is_sent_makes_way_at_its_next_bytes_and_goes_on_later(queue: PC) -> None:
    made: list[str] = []

    def note(method: str, path: str) -> None:
        made.append(f"{method} {path.split('/')[1]}")
        if path.endswith("@1000") and "write one" in made and "write three" not in made:
            queue.engine.reorder(["three", "one", "two"])

    hook(queue, before=note)
    queue.run()
    writes = [one for one in made if one.startswith("write ")]
    assert writes.index("write three") < len(writes) - 1 - writes[::-1].index("write one")
    assert queue.reached().count("queued") == 1
    assert {len(one) for one in data(queue).values()} == {3000}
    assert len(data(queue)) == 3


def test_one_behind_it_does_not_stop_what_is_sent(queue: PC) -> None:
    def arrange(method: str, path: str) -> None:
        if path.endswith("@1000"):
            queue.engine.reorder(["one", "three", "two"])

    hook(queue, before=arrange)
    queue.run()
    assert "queued" not in queue.reached()


def test_one_that_waits_for_a_node_stops_nobody(queue: PC) -> None:
    queue.engine._waits["two"] = _Wait(1e9)

    def arrange(_method: str, path: str) -> None:
        if path.endswith("@1000"):
            queue.engine.reorder(["two", "one"])

    hook(queue, before=arrange)
    queue.engine.turn()
    assert queue.stage("one") is Stage.PUBLISHED
    assert "queued" not in queue.reached()


# -- one submission, one thread


def test_what_is_carried_is_nobody_elses(queue: PC) -> None:
    seen: list[bool] = []

    def look(method: str, _path: str) -> None:
        if method == "write":
            with queue.engine.mine("one") as free, queue.engine.mine("two") as other:
                seen.append((free, other) == (False, True))

    hook(queue, before=look)
    queue.engine.run(only="one")
    assert seen
    assert all(seen)


def test_what_is_somebodys_is_not_carried(queue: PC) -> None:
    with queue.engine.mine("one") as free:
        assert free
        queue.engine.turn()
        assert queue.stage("one") is Stage.QUEUED
        assert queue.stage("two") is Stage.PUBLISHED
    queue.engine.turn()
    assert queue.stage("one") is Stage.PUBLISHED


def test_an_interrupted_one_goes_on(queue: PC) -> None:
    interrupted: list[str] = []

    def cut(_method: str, path: str) -> None:
        if path.endswith("@1000") and not interrupted:
            interrupted.append(path)
            queue.engine.interrupt("two")  # is not carried: nothing happens
            queue.engine.interrupt("one")

    hook(queue, before=cut)
    queue.run()
    assert [queue.stage(name) for name in NAMES] == [Stage.PUBLISHED] * 3
    assert queue.reached().count("queued") == 1


# -- everything held


def test_quiet_hours_hold_everything_at_the_next_bytes(queue: PC) -> None:
    why = Reason(Code.QUIET_HOURS, {"begin": "08:00", "end": "18:00"})
    shut: list[Reason] = []
    queue.engine.parts = replace(queue.engine.parts, shut=lambda: shut[0] if shut else None)

    def fall(_method: str, path: str) -> None:
        if path.endswith("@1000") and not shut:
            shut.append(why)
            queue.engine.control.shut()

    hook(queue, before=fall)
    pause = queue.engine.turn()
    assert pause == 1.0
    assert [(queue.row(name).stage, queue.row(name).reason) for name in NAMES] == [
        (Stage.QUEUED, why)
    ] * 3
    assert data(queue) == {}
    told = [one for one in queue.events if isinstance(one, StageReached)]
    queue.engine.turn()
    assert told == [one for one in queue.events if isinstance(one, StageReached)]  # said once
    shut[:] = []
    hook(queue)
    queue.run()
    assert [queue.stage(name) for name in NAMES] == [Stage.PUBLISHED] * 3
    assert queue.row("one").reason is None
    flushed = queue.files("one")
    assert {one.state for one in flushed.values()} == {FileState.PUBLISHED}


def test_what_only_waits_for_files_says_no_longer_that_it_is_night(pc: PC, tmp_path: Path) -> None:
    source = put(tmp_path / "a.czi", b"a")
    pc.written.add(str(source))
    pc.submit({"A": [source]})
    night = [Reason(Code.ALL_PAUSED, {})]
    pc.engine.parts = replace(pc.engine.parts, shut=lambda: night[0] if night else None)
    pc.engine.turn()
    assert pc.row().reason == night[0]
    night.clear()
    pc.engine.turn()
    assert pc.row().reason is None


# -- passwords


def test_who_waits_for_a_password_is_told_whose_and_goes_on_at_once(queue: PC) -> None:
    real = queue.route.connect

    def refuse() -> Hooked:
        raise NodeError(Code.CREDENTIALS_MISSING, user="ana")

    queue.connect = refuse
    assert queue.engine.turn() is None
    reason = queue.row("one").reason
    assert reason is not None
    assert reason.facts == {"person": "Ana", "node": "node", "user": "ana"}
    queue.connect = real
    queue.engine.password_known(lambda row: row.id == "two")
    queue.engine.turn()
    assert [queue.stage(name) for name in NAMES] == [Stage.QUEUED, Stage.PUBLISHED, Stage.QUEUED]


def test_a_password_helps_only_against_its_absence(tmp_path: Path, server: MemoryServer) -> None:
    pc = memory_pc(tmp_path / "other", server)
    pc.submit({"A": [put(tmp_path / "a.czi", b"a")]})

    tried: list[int] = []

    def refuse() -> Hooked:
        tried.append(1)
        raise NodeError(Code.NODE_FULL)

    pc.connect = refuse
    pc.engine.turn()
    pc.engine.password_known(lambda _row: True)
    pc.engine.turn()
    assert tried == [1]  # it waits as before
    pc.journal.close()


@pytest.mark.parametrize("kept", ["", "{", "5", '{"a": 1}', '["two", 5, null]', "[" * 100_000])
def test_an_order_that_makes_no_sense_stops_nobody(queue: PC, kept: str) -> None:
    with queue.journal.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('queue', ?)", (kept,))
    queue.run()
    assert [queue.stage(name) for name in NAMES] == [Stage.PUBLISHED] * 3
