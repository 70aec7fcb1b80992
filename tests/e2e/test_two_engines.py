"""One engine runs, and another terminal gives orders: through the inbox, or not at all."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing

import pytest

from tests.e2e.running import (
    INTERRUPT,
    Pc,
    Running,
    contents,
    draft_as_window,
    object_of,
    objects,
    put,
    until,
)

MIB = 1 << 20
SIZE = 64 * MIB


@pytest.fixture
def sending(pc: Pc) -> tuple[Running, str]:
    """A deposit that would take more than a minute."""
    source = put(pc.data / "big.tif", bytes(SIZE))
    pc.slow(MIB)
    running = pc.start_deposit([source])
    return running, running.sent(MIB)


def test_cancel_from_another_terminal_takes_effect_at_once(
    pc: Pc, sending: tuple[Running, str]
) -> None:
    running, submission = sending
    began = time.monotonic()
    done = pc.run("cancel", submission, "--json")
    assert done.code == 0, done.err
    assert done.events()[-1]["stage"] == "cancelled"
    ended = running.end()
    assert time.monotonic() - began < 10
    assert ended.code == 130
    assert contents(pc.landing) == {}
    assert pc.staged() == []
    assert (pc.data / "big.tif").stat().st_size == SIZE
    assert pc.run("doctor", "node", "--json").json()["found"] == []
    assert pc.deposit([put(pc.data / "small.tif", b"1")]).code == 0, "the name is free again"


def test_a_second_deposit_is_carried_by_the_engine_that_runs(pc: Pc) -> None:
    first = put(pc.data / "first.tif", bytes(4 * MIB))
    second = put(pc.data / "second.tif", b"second")
    pc.slow(2 * MIB)
    running = pc.start_deposit([first])
    running.sent(MIB)
    other = pc.start_deposit([second], assay="Second")
    assert running.end().code == 0
    ended = other.end()
    assert ended.code == 0, ended.err
    assert [one["event"] for one in ended.events()][:1] == ["Accepted"]
    assert pc.stage(ended.submission) == "published"
    assert contents(pc.published("Second")) == {"second.tif": b"second"}
    assert list((pc.home / "inbox").iterdir()) == []


def test_readers_need_no_engine_of_their_own(pc: Pc, sending: tuple[Running, str]) -> None:
    running, submission = sending
    assert pc.stage(submission) == "sending"
    receipt = pc.receipt(submission)
    assert receipt["safe_to_delete"] is False
    assert pc.run("node", "check", "node").code == 0
    doctor = pc.run("doctor", "node", "--json")
    assert (doctor.code, doctor.codes()) == (2, {"engine_busy"})
    assert pc.run("deposit", pc.deposit_file(["big.tif"], "Other"), "--dry-run").code == 0
    running.destroy()


def test_a_journal_that_was_cut_off_is_taken_up_by_the_next_command(
    pc: Pc, sending: tuple[Running, str]
) -> None:
    running, submission = sending
    running.process.kill()
    running.process.wait()
    assert pc.stage(submission) == "sending"
    pc.add_node()
    assert pc.deposit([put(pc.data / "b.tif", b"b")], assay="Second").code == 0
    assert pc.run("resume", submission).code == 0
    assert contents(pc.published()) == {"big.tif": bytes(SIZE)}
    assert pc.staged() == []


def test_a_plan_that_was_cut_off_leaves_nothing_behind(pc: Pc) -> None:
    for number in range(2000):
        put(pc.data / "in" / f"{number}.tif", b"1")
    running = pc.start_deposit([pc.data / "in"])
    until(lambda: "draft" in stages(pc), "it plans")
    running.process.kill()
    running.process.wait()
    assert stages(pc) == ["draft"]
    assert pc.deposit([put(pc.data / "cell.tif", b"cell")]).code == 0
    assert stages(pc) == ["published"]


def test_ctrl_c_while_planning_ends_with_130_and_sends_nothing(pc: Pc) -> None:
    for number in range(2000):
        put(pc.data / "in" / f"{number}.tif", b"1")
    running = pc.start("deposit", pc.deposit_file([pc.data / "in"]))
    until(lambda: "draft" in stages(pc), "it plans")
    running.signal(INTERRUPT)
    ended = running.end()
    assert ended.code == 130, ended.err
    assert "Traceback" not in ended.err
    assert contents(pc.landing) == {}
    assert pc.run("resume").code == 0
    assert contents(pc.landing) == {}


def test_ctrl_c_while_another_engine_sends_leaves_the_order_with_it(
    pc: Pc, sending: tuple[Running, str]
) -> None:
    running, submission = sending
    other = pc.start_deposit([put(pc.data / "second.tif", b"second")], assay="Second")
    accepted = other.wait_for(lambda one: one.get("event") == "Accepted")
    other.signal(INTERRUPT)
    ended = other.end()
    assert ended.code in {9, 130}, (ended.out, ended.err)
    assert "Traceback" not in ended.err
    pc.run("cancel", submission)
    running.end()
    assert pc.run("resume", "--json").code == 0
    assert pc.stage(str(accepted["submission"])) == "published"


def stages(pc: Pc) -> list[str]:
    """Of all submissions, from the journal itself: a command takes longer than a plan."""
    if not (pc.home / "journal.sqlite").exists():
        return []
    uri = f"{(pc.home / 'journal.sqlite').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as journal:
        try:
            return [str(row[0]) for row in journal.execute("SELECT stage FROM submissions")]
        except sqlite3.OperationalError:  # its tables are not made yet
            return []


# -- the engine as a process of its own


@pytest.fixture
def engine(pc: Pc) -> Running:
    """As the window starts it."""
    running = pc.start("engine")
    hello = running.wait_for(lambda one: "hello" in one)
    assert (hello["hello"], hello["pid"]) == (1, running.process.pid)
    running.tell({"hello": 1, "program": "test"})
    return running


def answer(engine: Running, id_: object) -> dict[str, object]:
    return engine.wait_for(lambda one: "answer" in one and one["answer"] == id_)


def stage(engine: Running, wanted: str) -> None:
    engine.wait_for(
        lambda one: (
            (one.get("event"), one.get("assay"), one.get("stage")) == ("StageReached", None, wanted)
        )
    )


def submit(pc: Pc, engine: Running, content: bytes = b"cell", name: str = "cell.tif") -> str:
    """Submit one file; the submission's id."""
    source = put(pc.data / name, content)
    engine.tell({"id": 1, "command": "submit", "draft": draft_as_window([str(source)])})
    told = answer(engine, 1)
    assert told["ok"], told
    return str(told["submission"])


def test_a_submission_goes_through_and_stop_ends_the_engine(pc: Pc, engine: Running) -> None:
    submission = submit(pc, engine)
    stage(engine, "published")
    engine.tell({"id": 2, "command": "stop"})
    assert answer(engine, 2)["ok"]
    assert engine.process.wait(10) == 0
    assert engine.junk == []
    assert contents(pc.published()) == {"cell.tif": b"cell"}
    assert pc.receipt(submission)["safe_to_delete"] is True


def test_pause_stops_the_bytes_and_resume_goes_on(pc: Pc) -> None:
    pc.slow(2 * MIB)
    engine = pc.start("engine")
    submission = submit(pc, engine, bytes(4 * MIB))
    assert engine.sent(MIB) == submission
    engine.tell({"id": 2, "command": "pause", "submission": submission})
    assert answer(engine, 2)["ok"]
    assert pc.stage(submission) == "paused"
    engine.tell({"id": 3, "command": "resume", "submission": submission})
    assert answer(engine, 3)["ok"]
    stage(engine, "published")
    assert engine.end().code == 0
    assert contents(pc.published()) == {"cell.tif": bytes(4 * MIB)}


def test_cancel_removes_what_was_sent(pc: Pc) -> None:
    pc.slow(MIB)
    engine = pc.start("engine")
    submission = submit(pc, engine, bytes(SIZE))
    engine.sent(MIB)
    engine.tell({"id": 2, "command": "cancel", "submission": submission})
    assert answer(engine, 2)["ok"]
    assert pc.stage(submission) == "cancelled"
    assert pc.staged() == []
    assert engine.end().code == 0


def test_lines_that_are_no_commands_are_answered_and_harm_nothing(pc: Pc, engine: Running) -> None:
    for line in (
        b"no json\n",
        b"\xff\xfe\n",
        b"[]\n",
        b'"text"\n',
        b"\n",
        b"[" * 100_000 + b"\n",
        b'{"id": 5, "command": "frobnicate"}\n',
        b'{"id": 6, "command": "submit", "draft": {"node": 3}}\n',
        b'{"id": 7, "command": "cancel", "submission": "nothing"}\n',
        b'{"id": 8, "command": "submit", "draft": null}\n',
        b'{"x": "' + b"y" * (2 << 20) + b'"}\n',
    ):
        engine.tell(line)
        told = engine.wait_for(lambda one: "answer" in one)
        if line.startswith(b'{"id": 8'):
            continue
        assert told["ok"] is False, line[:60]
        assert object_of(told["error"])["code"] in {"protocol", "submission_unknown"}, told
    assert submit(pc, engine)
    stage(engine, "published")
    assert engine.end().code == 0


def test_another_protocol_is_refused(pc: Pc) -> None:
    engine = pc.start("engine")
    engine.tell({"hello": 99})
    told = engine.wait_for(lambda one: "answer" in one)
    assert object_of(told["error"])["code"] == "protocol"
    assert engine.process.wait(10) is not None


def test_a_refused_plan_is_answered_with_its_problems(pc: Pc, engine: Running) -> None:
    source = put(pc.data / "l'embryon.tif", b"cell")
    engine.tell({"id": "a", "command": "submit", "draft": draft_as_window([str(source)])})
    told = answer(engine, "a")
    [problem] = objects(told["problems"])
    assert problem["code"] == "name_forbidden"
    assert problem["severity"] == "blocking"
    unknown = {**draft_as_window([str(source)]), "node": "nowhere"}
    engine.tell({"id": "b", "command": "submit", "draft": unknown})
    told = answer(engine, "b")
    assert (told["ok"], object_of(told["error"])["code"]) == (False, "node_unknown")
    assert engine.end().code == 0
    assert contents(pc.landing) == {}


def test_the_end_of_stdin_stops_the_engine_and_the_next_one_goes_on(pc: Pc) -> None:
    pc.slow(2 * MIB)
    engine = pc.start("engine")
    submission = submit(pc, engine, bytes(8 * MIB))
    engine.sent(MIB)
    assert engine.end(10).code == 0
    assert not pc.published().exists()
    assert pc.stage(submission) in {"sending", "queued"}
    pc.add_node()
    again = pc.start("engine")
    stage(again, "published")
    assert again.end().code == 0
    assert contents(pc.published()) == {"cell.tif": bytes(8 * MIB)}
    assert pc.staged() == []


def test_two_engines_never_share_a_home(pc: Pc, engine: Running) -> None:
    other = pc.start("engine")
    told = other.wait_for(lambda one: "fatal" in one)
    assert object_of(told["fatal"])["code"] == "engine_busy"
    assert other.end().code == 2
    assert engine.end().code == 0


def test_a_reader_that_does_not_read_blocks_no_transfer(pc: Pc) -> None:
    sources = [str(put(pc.data / f"{n}.tif", bytes([n % 256]) * 100)) for n in range(40)]
    engine = pc.start_unread("engine")
    assert engine.stdin is not None
    for number, source in enumerate(sources):
        line = {
            "id": "x" * 4000 + str(number),  # echoed: enough to fill the pipe
            "command": "submit",
            "draft": draft_as_window([source], f"Cells {number}"),
        }
        engine.stdin.write(json.dumps(line).encode() + b"\n")
        engine.stdin.flush()
    last = pc.published(f"Cells {len(sources) - 1}")
    until(last.exists, "the last assay is published", 60)
    engine.stdin.close()
    assert engine.wait(15) == 0
    assert engine.stdout is not None
    engine.stdout.close()
    assert len(contents(pc.landing / "Mitosis")) == len(sources)


def test_an_order_of_nobody_harms_no_engine(pc: Pc) -> None:
    inbox = pc.home / "inbox"
    put(inbox / "0.order.json", b"junk")
    put(inbox / "1.order.json", b'{"what": "cancel", "submission": "nothing"}')
    unknown = {**draft_as_window(["/nowhere"]), "node": "nowhere"}
    order = {"what": "submit", "submission": "x", "draft": unknown}
    put(inbox / "2.order.json", json.dumps(order).encode())
    put(inbox / "unrelated.txt", b"stays")
    done = pc.deposit([put(pc.data / "cell.tif", b"cell")])
    assert done.code == 0, (done.out, done.err)
    assert [path.name for path in inbox.iterdir()] == ["unrelated.txt"]


def test_resume_through_a_running_engine_is_not_judged_by_the_past(pc: Pc) -> None:
    pc.slow(4 * MIB)
    source = put(pc.data / "cell.tif", bytes(3 * MIB))
    running = pc.start_deposit([source])
    submission = running.sent(MIB)
    aside = source.rename(pc.data / "aside")
    assert running.end().code == 3
    aside.rename(source)
    engine = pc.start("engine")
    engine.wait_for(lambda one: "hello" in one)
    done = pc.run("resume", submission, "--json")
    assert done.code == 0, (done.out, done.err)
    assert contents(pc.published()) == {"cell.tif": bytes(3 * MIB)}
    assert engine.end().code == 0
