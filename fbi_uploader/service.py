"""The engine as a process of its own: commands on stdin, answers and events on stdout.

`python -m fbi_uploader engine [--home DIR]`. See `transfer.wire` for the lines. Commands carry an
`id` and get one answer: `login` (node, person, endpoint, secret: known until the process ends),
`submit` (draft), `resume` (submission, send_changed, without: sources to
leave out), `pause`, `cancel` (submission), `stop`. The
end of stdin means that the window is gone: bytes in flight are finished, journalled, and we stop.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from uuid_utils.compat import uuid7

from fbi_uploader import __version__
from fbi_uploader.app import App
from fbi_uploader.errors import Code, InputError, Problem, UploaderError
from fbi_uploader.exitcodes import ExitCode, exit_code
from fbi_uploader.machine import stay_in_background
from fbi_uploader.nodes.credentials import Secret
from fbi_uploader.nodes.model import Kind
from fbi_uploader.orders import Orders
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.lock import EngineLock
from fbi_uploader.transfer.wire import (
    LINE_LIMIT,
    PROTOCOL,
    Message,
    Outbox,
    messages,
    own_stdout,
)


@dataclass(frozen=True, slots=True)
class Command:
    """An order that came over the wire, with the id its answer carries."""

    id: object
    order: Order


class _Login(BaseModel):
    """A password for one endpoint of a node. It is told at once, and never an order."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    node: str
    person: str
    endpoint: Kind
    secret: str = Field(repr=False)


class Service:
    """Takes orders from stdin and from the inbox, and carries them out in the engine's thread."""

    def __init__(self, app: App, journal: Journal, outbox: Outbox) -> None:
        self._app = app
        self._orders = Orders(app, journal, outbox.emit)
        self._outbox = outbox
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._control = self._orders.engine.control

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
                        self._take(message)
        finally:  # whatever ends the listening: an engine that nobody can stop would go on
            self._control.stop()

    def _take(self, message: Message) -> None:
        if "hello" in message:
            self._greet(message)
            return
        if message.get("command") == "stop":
            self._answer(message.get("id"), None)
            self._control.stop()
            return
        if message.get("command") == "login":
            self._answer(message.get("id"), self._login(message))
            return
        try:
            order = _order(message)
        except ValidationError as error:
            why = error.errors(include_input=False, include_context=False)[0]["type"]
            self._answer(message.get("id"), InputError(Code.PROTOCOL, why=why))
            return
        self._orders.hold_at_once(order)
        self._commands.put(Command(message.get("id"), order))
        self._control.wake()

    def _login(self, message: Message) -> UploaderError | None:
        try:
            wanted = _Login.model_validate(message)
            self._app.tell_secret(
                wanted.node, wanted.person, wanted.endpoint, Secret(wanted.secret)
            )
        except ValidationError:
            return InputError(Code.PROTOCOL, why="login")  # its text would show the secret
        except UploaderError as error:
            return error
        return None

    def _greet(self, message: Message) -> None:
        if message.get("hello") != PROTOCOL:
            self._answer(None, InputError(Code.PROTOCOL, why="other_protocol", known=PROTOCOL))
            self._control.stop()

    # -- obeying, in the engine's thread

    def run(self) -> None:
        """Serve until told to stop."""
        threading.Thread(target=self.listen, name="stdin", daemon=True).start()
        self._orders.watch()
        self._orders.engine.run(obey=self._obey)

    def _obey(self) -> None:
        while not self._commands.empty():
            command = self._commands.get()
            try:
                problems = self._orders.carry_out(command.order)
            except UploaderError as error:
                self._answer(command.id, error, order=command.order)
            else:
                self._answer(command.id, None, problems, order=command.order)

    def _answer(
        self,
        id_: object,
        error: UploaderError | None,
        problems: Sequence[Problem] = (),
        *,
        order: Order | None = None,
    ) -> None:
        answer: dict[str, object] = {"answer": id_, "ok": error is None}
        if order is not None:
            answer["submission"] = order.submission
        if error is not None:
            answer["error"] = {"code": error.code, "facts": error.facts}
        told = list(_told(problems))
        self._outbox.put({**answer, "problems": told, "more_problems": len(problems) - len(told)})


def _told(problems: Sequence[Problem]) -> Iterator[Message]:
    """As many, from the first, as are sure to find room in one line."""
    room = LINE_LIMIT // 2
    for one in problems:
        facts = dict(one.facts)
        told = {"code": one.code, "where": one.where, "severity": one.severity, "facts": facts}
        room -= len(json.dumps(told))
        if room < 0:
            return
        yield told


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
        outbox.put({"fatal": {"code": error.code, "facts": error.facts}})
        return exit_code(error)
    finally:
        outbox.close()
    return ExitCode.DONE


def _serve(app: App, outbox: Outbox) -> None:
    stay_in_background()
    journal = app.journal()
    try:
        service = Service(app, journal, outbox)
        outbox.put({"hello": PROTOCOL, "program": __version__, "pid": os.getpid()})
        service.run()
    finally:
        journal.close()
