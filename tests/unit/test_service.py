"""Orders about a submission that is being carried: what an enemy found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import cast

from fbi_uploader.app import App
from fbi_uploader.events import Event
from fbi_uploader.paths import machine_policy
from fbi_uploader.service import Command, Service
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.transfer.task import Task
from fbi_uploader.transfer.wire import Outbox
from tests.e2e.running import until
from tests.unit.engine_tools import Hooked, nothing
from tests.unit.planning_tools import draft, folder_node, put

ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"


class Told:
    """An outbox that keeps everything."""

    def __init__(self) -> None:
        self.messages: list[Mapping[str, object]] = []

    def put(self, message: Mapping[str, object]) -> None:
        self.messages.append(message)

    def emit(self, _event: Event) -> None:
        return


def test_a_pause_after_a_resume_stops_what_the_resume_let_go(app: App, tmp_path: Path) -> None:
    source = put(tmp_path / "a.czi", b"a" * 3000)
    wanted = draft({"A": [source]}).model_copy(
        update={"node": "sandbox", "person": app.person(None).name}
    )
    with closing(app.journal()) as journal:
        app.submit(journal, wanted, ID)
        told = Told()
        service = Service(app, journal, cast("Outbox", told))
        engine = service._orders.engine
        route = engine.parts.route

        def pause(method: str, _path: str) -> None:
            if method in {"write", "write_many"}:  # taken before a resume let it go, done after
                order = Order(what="pause", submission=ID)
                beside = threading.Thread(target=service._do_beside, args=(Command(1, order),))
                beside.start()
                beside.join()

        def hooked(row: SubmissionRow) -> Route:
            found = route(row)
            connect: Callable[[], Backend] = found.connect
            return replace(found, connect=lambda: Hooked(connect(), pause, nothing))

        engine.parts = replace(engine.parts, route=hooked)
        engine.turn(service._obey)
        assert records.submission(journal, ID).stage is Stage.PAUSED
        assert [one["ok"] for one in told.messages] == [True]


def test_a_node_that_is_removed_while_its_last_bytes_arrive_ends_no_engine(
    app: App, tmp_path: Path
) -> None:
    (tmp_path / "node").mkdir()
    node = folder_node(app, tmp_path / "node", 'landing = ""\nexports = ["bia"]')
    wanted = draft({"A": [put(tmp_path / "a.czi")]}).model_copy(
        update={"node": "here", "person": app.person(None).name}
    )
    with closing(app.journal()) as journal:
        app.submit(journal, wanted, ID)
        engine = app.engine(journal, lambda _event: None)
        follow = engine.parts.follow

        def gone(task: Task) -> None:
            node.unlink()
            follow(task)

        engine.parts = replace(engine.parts, follow=gone)
        engine.turn()
        assert records.submission(journal, ID).stage is Stage.PUBLISHED


def test_a_policy_that_cannot_be_read_is_told_to_everybody_who_asks(app: App) -> None:
    policy = machine_policy(app.machine_nodes)
    policy.parent.mkdir(parents=True, exist_ok=True)
    policy.write_text("nonsense")
    with closing(app.journal()) as journal:
        told = Told()
        service = Service(app, journal, cast("Outbox", told))
        for number in range(4):  # more than there are threads
            service._take({"id": number, "command": "secrets", "person": "Ana"})
        until(lambda: len(told.messages) == 4, "answers")
        assert {str(cast("dict[str, object]", one["error"])["code"]) for one in told.messages} == {
            "node_invalid"
        }
        assert service._desk.close(1.0)
