from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from fbi_uploader import paths
from fbi_uploader.app import App
from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code, Problem, RetryError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.orders import Orders
from fbi_uploader.service import _order, _told
from fbi_uploader.transfer.inbox import Order, leave
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import Plan
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.transfer.wire import LINE_LIMIT, encode
from tests.unit.engine_tools import memory_pc
from tests.unit.engine_tools import put as put_source
from tests.unit.planning_tools import draft, put

ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"
OTHER = "01a204d8-ad2e-7321-ad35-d9d731559eb3"


@pytest.fixture
def app(home: Path, tmp_path: Path) -> App:
    found = paths.find_home(home)
    found.prepare()
    return App(found, ManualClock(), tmp_path / "machine" / "nodes")


@pytest.fixture
def journal(app: App) -> Iterator[Journal]:
    with closing(app.journal()) as opened:
        yield opened


@pytest.fixture
def orders(app: App, journal: Journal) -> Orders:
    return Orders(app, journal, lambda _event: None)


def wanted(app: App, source: Path, node: str = "sandbox") -> Draft:
    plain = draft({"A": [source]})
    return plain.model_copy(update={"node": node, "person": app.person(None).name})


def left(app: App) -> list[str]:
    return sorted(path.name for path in app.home.inbox.iterdir())


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
    told = list(_told(problems))
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
