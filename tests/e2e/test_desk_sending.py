"""plan, send, order, limits: from a worksheet to the node, while other things are being sent."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from typing import cast

import pytest

from fbi_uploader import settings
from fbi_uploader.drafting.model import REMOVED
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.settings import Settings
from tests.e2e.desk_tools import Window, save, sheet
from tests.e2e.running import Json, Pc, contents, objects, put, until

MIB = 1 << 20
NOTHING = Settings()


@pytest.fixture
def window(pc: Pc) -> Window:
    return Window(pc)


def choose(window: Window, chosen: Settings = NOTHING) -> None:
    """As the settings page does it."""
    settings.save(window.pc.home / "settings.toml", chosen)
    window.ask("limits")


def sent(window: Window, submission: str) -> int:
    """Bytes told last."""
    told = [
        cast("int", one["sent"])
        for one in window.engine.seen
        if one.get("event") == "Progress" and one["submission"] == submission
    ]
    return told[-1] if told else 0


def last_stage(window: Window, submission: str) -> Json:
    window.ask("ping")
    return [
        one
        for one in window.engine.seen
        if one.get("event") == "StageReached"
        and one["submission"] == submission
        and one["assay"] is None
    ][-1]


def test_planned_and_sent_it_arrives(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    put(pc.data / "in" / "b.vsi", b"1")
    put(pc.data / "in" / "_b_" / "stack1" / "frame_t.ets", b"123")
    left_out = put(pc.data / "in" / "c.czi", b"not wanted")
    worksheet = sheet([pc.data / "in"])
    worksheet = worksheet.model_copy(
        update={"placements": {**worksheet.placements, str(left_out): REMOVED}}
    )
    window.open(worksheet)
    plan = window.plan(worksheet)
    assert (plan["node"], plan["route"], plan["files"], plan["bytes"]) == ("node", "folder", 3, 9)
    assert plan["assays"] == [
        {
            "id": "a1",
            "place": 0,
            "folder": "Mitosis/Day 1/Cells",
            "files": 3,
            "bytes": 9,
            "waiting": 0,
        }
    ]
    assert [one for one in objects(plan["problems"]) if one["severity"] == "blocking"] == []
    submission = str(plan["submission"])
    window.ask("send", draft=worksheet.id, submission=submission)
    window.stage(submission, "published")
    assert sorted(contents(pc.published())) == ["_b_/stack1/frame_t.ets", "a.czi", "b.vsi"]
    assert window.refused("send", draft=worksheet.id, submission=submission) == "submission_unknown"


def test_the_sandbox_plays_the_whole_way(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    submission = window.send(sheet([pc.data / "in"], node="sandbox"))
    window.stage(submission, "imported")


def test_a_draft_that_changed_since_is_not_sent(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    worksheet = sheet([pc.data / "in"])
    plan = window.plan(worksheet)
    save(pc, worksheet.model_copy(update={"step": "check"}))  # where the person is: no change
    save(pc, worksheet.model_copy(update={"repair_names": True}))
    asked = {"draft": worksheet.id, "submission": plan["submission"]}
    assert window.refused("send", **asked) == "draft_changed"
    save(pc, worksheet.model_copy(update={"step": "check"}))
    window.ask("send", **asked)


def test_nothing_is_sent_while_a_problem_blocks(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a?.czi", b"12345")
    worksheet = sheet([pc.data / "in"])
    plan = window.plan(worksheet)
    assert "name_forbidden" in [one["code"] for one in objects(plan["problems"])]
    asked = {"draft": worksheet.id, "submission": plan["submission"]}
    assert window.refused("send", **asked) == "plan_blocked"
    assert contents(pc.landing) == {}


def test_a_newer_plan_forgets_the_older_and_close_forgets_all(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    worksheet = sheet([pc.data / "in"])
    first = window.plan(worksheet)["submission"]
    second = window.plan(worksheet)["submission"]
    assert first != second
    asked = {"draft": worksheet.id, "submission": first}
    assert window.refused("send", **asked) == "submission_unknown"
    window.ask("close", draft=worksheet.id)

    def left() -> int:
        return len(objects(pc_status(pc)))

    until(lambda: left() == 0, "no rows")


def pc_status(pc: Pc) -> object:
    """Every submission in the journal, drafts too."""
    with closing(sqlite3.connect(pc.home / "journal.sqlite")) as journal:
        return [{"id": row[0]} for row in journal.execute("SELECT id FROM submissions")]


def test_plans_that_nobody_waits_for_are_called_off(pc: Pc, window: Window) -> None:
    for number in range(300):
        put(pc.data / "in" / f"{number}.czi", b"1")
    worksheet = sheet([pc.data / "in"])
    save(pc, worksheet)
    ids = [window.ask_later("plan", draft=worksheet.id) for _ in range(5)]
    told = [window.answer(one) for one in ids]
    assert told[-1]["ok"] is True
    assert any(not one["ok"] for one in told[:-1])
    until(lambda: len(objects(pc_status(pc))) == 1, "one plan is kept")


def test_without_an_assay_there_is_nothing_to_plan(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    worksheet = sheet([pc.data / "in"], {"Cells": []})
    save(pc, worksheet)
    assert window.refused("plan", draft=worksheet.id) == "nothing_to_send"


# -- while something is sent


def two(pc: Pc, window: Window, size: int = 10 * MIB) -> tuple[str, str]:
    """Two submissions; the first one is being sent, and takes long."""
    pc.slow(4 * MIB)
    ids = []
    for name in ("one", "two"):
        put(pc.data / name / f"{name}.tif", bytes(size))
        ids.append(window.send(sheet([pc.data / name], {name: [pc.data / name]})))
    window.engine.wait_for(lambda one: cast("int", one.get("sent", -1)) > MIB)
    return ids[0], ids[1]


def test_one_that_is_put_first_goes_first_and_nothing_is_lost(pc: Pc, window: Window) -> None:
    first, second = two(pc, window)
    window.ask("order", submissions=[second, first])
    window.stage(first, "queued")
    window.stage(second, "sending")
    window.stage(second, "published", 40)
    window.stage(first, "published", 40)
    for name in ("one", "two"):
        assert {len(one) for one in contents(pc.published(name)).values()} == {10 * MIB}


def test_what_waits_can_be_paused_and_cancelled_at_once(pc: Pc, window: Window) -> None:
    _, second = two(pc, window)
    began = time.monotonic()
    window.ask("pause", submission=second)
    assert last_stage(window, second)["stage"] == "paused"
    window.ask("cancel", submission=second)
    assert last_stage(window, second)["stage"] == "cancelled"
    assert time.monotonic() - began < 3


def test_what_is_sent_can_be_paused_resumed_and_retried(pc: Pc, window: Window) -> None:
    first, second = two(pc, window, 40 * MIB)
    window.ask("pause", submission=first)
    window.stage(second, "sending")
    window.ask("resume", submission=first)
    began = time.monotonic()
    window.ask("resume", submission=second)  # while it is being sent
    assert time.monotonic() - began < 4
    window.ask("order", submissions=[first, second])
    window.stage(first, "sending")


def test_a_pause_of_everything_stops_at_the_next_bytes(pc: Pc, window: Window) -> None:
    first, second = two(pc, window)
    choose(window, Settings(all_paused=True))
    told = window.stage(first, "queued")
    assert told["code"] == "all_paused"
    before = sent(window, first)
    assert window.stage(second, "queued")["code"] == "all_paused"
    time.sleep(1.5)
    window.ask("ping")
    assert sent(window, first) == before
    choose(window)
    assert window.stage(first, "sending")["code"] is None


def test_quiet_hours_hold_everything(pc: Pc, window: Window) -> None:
    first, _ = two(pc, window)
    now = datetime.now()  # noqa: DTZ005 - the local day is meant
    begin, end = (f"{now + timedelta(minutes=one):%H:%M}" for one in (-1, 10))
    choose(window, Settings(quiet_from=begin, quiet_to=end))
    told = window.stage(first, "queued")
    assert (told["code"], told["facts"]) == ("quiet_hours", {"begin": begin, "end": end})
    choose(window)
    window.stage(first, "sending")


def test_a_cap_is_changed_while_sending(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.tif", bytes(64 * MIB))
    choose(window, Settings(bandwidth=MIB))
    submission = window.send(sheet([pc.data / "in"]))
    window.engine.wait_for(lambda one: cast("int", one.get("sent", -1)) > 0)
    began = time.monotonic()
    time.sleep(2.0)
    window.ask("ping")
    assert sent(window, submission) < 8 * MIB
    choose(window)
    window.stage(submission, "published")
    assert time.monotonic() - began < 20


def test_a_big_plan_does_not_stall_a_transfer(pc: Pc, window: Window) -> None:
    for number in range(8000):
        put(pc.data / "many" / f"{number % 40}" / f"{number}.czi", b"1")
    pc.slow(2 * MIB)
    put(pc.data / "in" / "a.tif", bytes(64 * MIB))
    submission = window.send(sheet([pc.data / "in"], {"one": [pc.data / "in"]}))
    window.engine.wait_for(lambda one: cast("int", one.get("sent", -1)) > MIB)
    before = sent(window, submission)
    began = time.monotonic()
    plan = window.plan(sheet([pc.data / "many"]))
    took = time.monotonic() - began
    assert plan["files"] == 8000
    assert sent(window, submission) - before > 0.3 * took * 2 * MIB


def test_a_planned_draft_that_was_submitted_otherwise_is_not_sent_twice(
    pc: Pc, window: Window
) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    worksheet = sheet([pc.data / "in"])
    plan = window.plan(worksheet)
    submission = str(plan["submission"])
    draft = Draft(
        node="node",
        person="root",
        investigation=Investigation(
            name="Inv", studies=(Study(name="S", assays=(Assay(name="A"),)),)
        ),
        sources=((str(pc.data / "in"),),),
    )
    window.ask("submit", submission=submission, draft=draft.model_dump(mode="json"))
    window.stage(submission, "published")
    asked = {"draft": worksheet.id, "submission": submission}
    assert window.refused("send", **asked) == "submission_unknown"
    assert pc.stage(submission) == "published"
