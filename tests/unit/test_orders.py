from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from fbi_uploader.app import App
from fbi_uploader.cli.sending import follow
from fbi_uploader.desk.answering import fitting, problem_json
from fbi_uploader.errors import Cancelled, Code, InputError, Problem, RetryError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.orders import Orders
from fbi_uploader.service import _order
from fbi_uploader.transfer.inbox import Order, Refusal, leave, refuse, take_refusal
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import Plan
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.transfer.wire import LINE_LIMIT, encode
from tests.unit.engine_tools import memory_pc
from tests.unit.engine_tools import put as put_source
from tests.unit.planning_tools import draft, folder_node, put

ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"
OTHER = "01a204d8-ad2e-7321-ad35-d9d731559eb3"


@pytest.fixture
def orders(app: App, journal: Journal) -> Orders:
    return Orders(app, journal, lambda _event: None)


def wanted(app: App, source: Path, node: str = "sandbox") -> Draft:
    plain = draft({"A": [source]})
    return plain.model_copy(update={"node": node, "person": app.person(None).name})


def left(app: App) -> list[str]:
    return sorted(path.name for path in app.home.inbox.iterdir() if ".order." in path.name)


def test_an_order_is_carried_out_and_taken_away(
    app: App, journal: Journal, orders: Orders, tmp_path: Path
) -> None:
    sent = wanted(app, put(tmp_path / "a.czi"))
    leave(app.home.inbox, Order(what="submit", submission=ID, draft=sent))
    leave(app.home.inbox, Order(what="pause", submission=ID))
    orders.obey()
    assert records.submission(journal, ID).stage is Stage.PAUSED
    assert left(app) == []


def test_an_order_done_before_a_crash_is_done_once(
    app: App, journal: Journal, orders: Orders, tmp_path: Path
) -> None:
    order = Order(what="submit", submission=ID, draft=wanted(app, put(tmp_path / "a.czi")))
    for _ in range(2):
        leave(app.home.inbox, order)
        orders.obey()
    assert len(records.submissions(journal)) == len(records.assays(journal, ID)) == 1


def test_an_order_whose_plan_a_crash_cut_off_is_not_lost(
    app: App, journal: Journal, orders: Orders, tmp_path: Path
) -> None:
    sent = wanted(app, put(tmp_path / "a.czi"))
    app.plan(journal, sent, ID)  # and then the power goes, before `accept`
    assert records.submission(journal, ID).stage is Stage.DRAFT
    leave(app.home.inbox, Order(what="submit", submission=ID, draft=sent))
    orders.obey()
    assert records.submission(journal, ID).stage is Stage.QUEUED
    assert [row.files for row in records.assays(journal, ID)] == [1]


def test_no_order_ends_the_engine_or_comes_back_for_ever(
    app: App, journal: Journal, orders: Orders, tmp_path: Path
) -> None:
    nowhere = wanted(app, put(tmp_path / "a.czi"), "nowhere")
    leave(app.home.inbox, Order(what="submit", submission=ID, draft=nowhere))
    leave(app.home.inbox, Order(what="cancel", submission=OTHER))
    (app.home.inbox / "junk.order.json").write_bytes(b"\xff")
    orders.obey()
    assert left(app) == []
    assert records.submissions(journal) == []


def test_an_order_that_a_lost_line_stopped_is_tried_again(
    app: App, journal: Journal, orders: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = wanted(app, put(tmp_path / "a.czi"))
    leave(app.home.inbox, Order(what="submit", submission=ID, draft=sent))

    def lost(*_arguments: object) -> Plan:
        raise RetryError(Code.CONNECTION_LOST)

    with monkeypatch.context() as patched:
        patched.setattr(App, "submit", lost)
        orders.obey()
    assert len(left(app)) == 1
    orders.obey()
    assert (left(app), records.submission(journal, ID).stage) == ([], Stage.QUEUED)


def refused(app: App, order: Order) -> Refusal | None:
    """What the command that leaves this order is told."""
    path = leave(app.home.inbox, order)
    with closing(app.journal()) as journal:
        Orders(app, journal, lambda _event: None).obey()
    assert not path.exists()
    told = take_refusal(path)
    assert take_refusal(path) is None
    return told


def test_an_order_that_the_node_refuses_is_answered_and_noted(app: App, tmp_path: Path) -> None:
    """A cancel, say, of a submission whose node file is gone."""
    sent = wanted(app, put(tmp_path / "a.czi"), "here")
    node = folder_node(app, tmp_path / "node")
    (tmp_path / "node").mkdir()
    with closing(app.journal()) as journal:
        app.submit(journal, sent, ID)
    node.unlink()
    app.nodes.reload()
    told = refused(app, Order(what="cancel", submission=ID))
    assert told
    assert (told.code, told.facts) == (Code.NODE_GONE, {"node": "here"})
    with closing(app.journal()) as journal:
        row = records.submission(journal, ID)
    assert (row.stage, row.reason and row.reason.code) == (Stage.QUEUED, Code.NODE_GONE)


@pytest.mark.parametrize("node", ["nowhere", "sandbox"])
def test_a_submit_that_leaves_no_row_is_answered_all_the_same(
    app: App, tmp_path: Path, node: str
) -> None:
    """Refused by an error, or by a problem that was not there when its command planned it."""
    sent = wanted(app, tmp_path / "gone.czi", node)
    told = refused(app, Order(what="submit", submission=ID, draft=sent))
    assert told
    assert told.code is (Code.VANISHED if node == "sandbox" else Code.NODE_UNKNOWN)


def test_an_order_that_was_carried_out_has_no_answer(app: App, tmp_path: Path) -> None:
    sent = wanted(app, put(tmp_path / "a.czi"))
    assert refused(app, Order(what="submit", submission=ID, draft=sent)) is None


def test_the_command_that_follows_its_order_is_told(app: App, home: Path, tmp_path: Path) -> None:
    left_there = leave(app.home.inbox, Order(what="cancel", submission=OTHER))
    with closing(app.journal()) as journal:
        Orders(app, journal, lambda _event: None).obey()
        app.submit(journal, wanted(app, put(tmp_path / "a.czi")), ID)
    refuse(left_there, Refusal(code=Code.NODE_FULL, facts={"free": 1}))
    with pytest.raises(InputError) as raised:
        follow(app, ID, left_there, as_json=True)
    assert (raised.value.code, raised.value.facts) == (Code.NODE_FULL, {"free": 1})


def test_answers_that_nobody_fetches_do_not_stay(app: App, journal: Journal) -> None:
    path = app.home.inbox / "1.order.json"
    for age in (1000, 100_000):
        refuse(path, Refusal(code=Code.NODE_FULL))
        [answer] = app.home.inbox.iterdir()
        then = app.clock.now().timestamp() - age
        os.utime(answer, (then, then))
        Orders(app, journal, lambda _event: None)
        assert answer.exists() is (age == 1000)


# -- over the wire


def test_text_that_is_none_never_reaches_the_journal() -> None:
    message = {"command": "submit", "submission": ID, "draft": draft({"A": []}).model_dump()}
    assert _order(message).draft == draft({"A": []})
    hostile = json.loads(json.dumps(message).replace('"Ana"', '"\\ud800"'))
    with pytest.raises(ValidationError):
        _order(hostile)


@pytest.mark.parametrize("size", [10, 10_000])
def test_an_answer_finds_room_in_one_line(size: int) -> None:
    problems = [Problem(Code.NAME_COLLISION, "é" * size, facts={"name": "x"}) for _ in range(500)]
    told = fitting(map(problem_json, problems))
    assert 0 < len(told) <= 500
    assert len(told) == 500 or size > 10
    assert len(encode({"answer": 1, "problems": told})) <= LINE_LIMIT


# -- resuming


def test_an_assay_whose_last_scan_failed_is_scanned_again_before_it_is_sent(
    tmp_path: Path,
) -> None:
    """What could not be listed at that moment would be missing from a published assay."""
    pc = memory_pc(tmp_path / "pc")
    writing = put_source(tmp_path / "a.czi", b"a")
    away = put_source(tmp_path / "b.czi", b"b")
    pc.written.add(str(writing))
    pc.submit({"A": [writing, away]})
    pc.engine.turn()
    assert [row.stage for row in pc.assays()] == [Stage.WAITING]
    pc.written.clear()
    hidden = away.rename(tmp_path / "hidden")  # as when a disk is away for a moment
    pc.run()
    assert pc.stage() is Stage.FAILED
    hidden.rename(away)
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert sorted(pc.files()) == ["a.czi", "b.czi"]
    pc.journal.close()


@pytest.mark.parametrize(("error", "stays"), [(Cancelled(), True), (ZeroDivisionError(), False)])
def test_no_order_ends_the_engine_or_comes_for_ever(
    app: App,
    orders: Orders,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    *,
    stays: bool,
) -> None:
    def fail(_self: Orders, _order: Order) -> None:
        raise error

    monkeypatch.setattr(Orders, "carry_out", fail)
    path = leave(app.home.inbox, Order(what="cancel", submission=ID))
    orders.obey()
    assert bool(left(app)) is stays
    told = take_refusal(path)
    assert (told and told.code) == (None if stays else Code.ENGINE_FAULT)


@pytest.mark.parametrize("what", ["resume", "pause", "cancel"])
def test_what_is_only_planned_is_nobodys_to_send_hold_or_cancel(
    app: App, journal: Journal, orders: Orders, tmp_path: Path, what: str
) -> None:
    app.plan(journal, wanted(app, put(tmp_path / "a.czi")), ID)
    order = Order.model_validate({"what": what, "submission": ID})
    orders.hold_at_once(order)
    with pytest.raises(InputError) as raised:
        orders.carry_out(order)
    assert raised.value.code is Code.SUBMISSION_UNKNOWN
    assert records.submission(journal, ID).stage is Stage.DRAFT
    assert not orders.engine.control.paused(ID)  # it may be sent later


def test_an_order_that_cannot_be_taken_away_ends_no_engine(
    app: App, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner holds it, say; an order is done twice rather than never."""

    def held(_self: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(missing_ok)

    leave(app.home.inbox, Order(what="pause", submission=ID))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        orders.obey()
    orders.obey()
    assert left(app) == []
