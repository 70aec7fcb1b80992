"""The engine as a process of its own: commands on stdin, answers and events on stdout.

`python -m fbi_uploader engine [--home DIR]`. See `transfer.wire` for the lines. Commands carry an
`id` and get one answer. Orders about a submission: `submit` (draft), `resume` (submission,
send_changed, without: sources to leave out), `pause`, `cancel` (submission). `ping` and `stop` are
answered at once, all others by the `desk`. The end of stdin means that the window is gone: bytes in
flight are finished, journalled, and we stop.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from fbi_uploader import __version__
from fbi_uploader.app import App
from fbi_uploader.children import own_stdout
from fbi_uploader.desk.answering import (
    error_json,
    fitting,
    log_fault,
    log_to,
    outcome,
    problem_json,
    refusal,
)
from fbi_uploader.desk.desk import Desk
from fbi_uploader.desk.jobs import Jobs
from fbi_uploader.desk.pacing import Pace
from fbi_uploader.errors import Code, InputError, Problem, UploaderError
from fbi_uploader.exitcodes import ExitCode, exit_code
from fbi_uploader.machine import stay_in_background
from fbi_uploader.orders import Orders
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.lock import EngineLock
from fbi_uploader.transfer.wire import PROTOCOL, Message, Outbox, messages

_SECONDS = 5.0  # that the end of the engine waits for orders and jobs


@dataclass(frozen=True, slots=True)
class Command:
    """An order that came over the wire, with the id its answer carries."""

    id: object
    order: Order


class Service:
    """Takes orders from stdin and from the inbox, and has them carried out.

    An order about a submission that is being carried is for the engine's thread, once that has put
    it down; and so is what comes to it before. All others are carried out beside it.
    """

    def __init__(self, app: App, journal: Journal, outbox: Outbox) -> None:
        self._pace = Pace(app.home.settings, app.clock)
        self._orders = Orders(app, journal, outbox.emit, self._pace)
        self._outbox = outbox
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._later: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._beside = Jobs("orders", 3)
        self._control = self._orders.engine.control
        self._desk = Desk(app, journal, self._orders.engine, outbox, self._pace)

    # -- taking, in threads of their own

    def listen(self) -> None:
        """Read stdin to its end."""
        try:
            # Not sys.stdin: Python closes that at its end, and aborts while this thread waits.
            with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as stdin:
                for message in messages(stdin):
                    if isinstance(message, InputError):
                        self._answer(None, message)
                    else:
                        self._take_safely(message)
        finally:  # whatever ends the listening: an engine that nobody can stop would go on
            self._control.stop()

    def _take_safely(self, message: Message) -> None:
        """Whatever comes, the next line is read."""
        told = outcome("take", lambda: self._take(message))
        if not told["ok"]:
            self._put(message.get("id"), told)

    def _take(self, message: Message) -> None:
        command = message.get("command")
        if "hello" in message:
            self._greet(message)
        elif isinstance(command, str) and command in {"ping", "stop"}:
            self._answer(message.get("id"), None)
            if command == "stop":
                self._control.stop()
        elif not self._desk.take(message):
            self._take_order(message)

    def _take_order(self, message: Message) -> None:
        try:
            order = _order(message)
        except ValidationError as error:
            why = error.errors(include_input=False, include_context=False)[0]["type"]
            self._answer(message.get("id"), InputError(Code.PROTOCOL, why=why))
            return
        self._orders.hold_at_once(order)
        command = Command(message.get("id"), order)
        self._beside.put(lambda: self._do_beside(command), order.submission)

    def _greet(self, message: Message) -> None:
        if message.get("hello") != PROTOCOL:
            self._answer(None, InputError(Code.PROTOCOL, why="other_protocol", known=PROTOCOL))
            self._control.stop()

    # -- obeying

    def run(self) -> None:
        """Serve until told to stop."""
        self._pace.apply(self._control)
        threading.Thread(target=self.listen, name="stdin", daemon=True).start()
        self._orders.watch()
        self._pace.watch(self._control)
        try:
            self._orders.engine.run(obey=self._obey)
        finally:
            self._control.stop()
            until = time.monotonic() + _SECONDS
            self._beside.close(_SECONDS)
            self._desk.close(max(0.0, until - time.monotonic()))

    def _do_beside(self, command: Command) -> None:
        """Now, unless its submission is being carried, or an earlier order about it waits."""
        id_ = command.order.submission
        engine = self._orders.engine
        with engine.mine(id_) as free:
            if free and not self._later[id_]:
                self._do(command)
                return
            with self._counting:
                self._later[id_] += 1
        self._orders.hold_at_once(command.order)  # again: a resume before it may have let it go
        self._commands.put(command)
        if command.order.what == "resume":
            engine.interrupt(id_)
        self._control.wake()

    def _obey(self) -> None:
        """In the engine's thread, which carries nothing now."""
        while not self._commands.empty():
            command = self._commands.get()
            self._do(command)
            with self._counting:
                self._later[command.order.submission] -= 1

    def _do(self, command: Command) -> None:
        problems: Sequence[Problem] = ()

        def act() -> None:
            nonlocal problems
            problems = self._orders.carry_out(command.order)

        told = outcome(command.order.what, act)
        self._put(command.id, told, problems, submission=command.order.submission)

    def _answer(self, id_: object, error: UploaderError | None) -> None:
        self._put(id_, {"ok": True} if error is None else refusal(error))

    def _put(
        self, id_: object, told: Message, problems: Sequence[Problem] = (), **fields: object
    ) -> None:
        listed = fitting(map(problem_json, problems))
        more = {"problems": listed, "more_problems": len(problems) - len(listed)}
        self._outbox.put({"answer": id_, **fields, **told, **more})


def _order(message: Message) -> Order:
    wanted = {
        "what": message.get("command"),
        "submission": message.get("submission") or str(uuid7()),
        "draft": message.get("draft"),
        "send_changed": message.get("send_changed", False),
        "without": message.get("without", []),
    }
    # As JSON again: pydantic takes text with lone surrogates from Python, and not from JSON.
    return Order.model_validate_json(json.dumps(wanted))


def main(arguments: Sequence[str]) -> int:
    """Run until told to stop. Exit codes as the command line's."""
    parser = argparse.ArgumentParser(prog="fbi-uploader engine")
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args(arguments)
    outbox = Outbox(own_stdout())
    try:
        app = App.open(chosen.home)
        with EngineLock(app.home.lock):
            _serve(app, outbox)
    except UploaderError as error:
        outbox.put({"fatal": error_json(error)})
        return exit_code(error)
    except Exception as error:
        log_fault("engine", error)
        outbox.put({"fatal": error_json(InputError(Code.ENGINE_FAULT, what="engine"))})
        raise
    finally:
        outbox.close()
    return ExitCode.DONE


def _serve(app: App, outbox: Outbox) -> None:
    stay_in_background()
    log_to(app.home.logs)
    journal = app.journal()
    try:
        service = Service(app, journal, outbox)
        outbox.put({"hello": PROTOCOL, "program": __version__, "pid": os.getpid()})
        service.run()
    finally:
        journal.close()
