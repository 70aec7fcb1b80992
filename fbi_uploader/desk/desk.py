"""Everything that the window asks for and that is no order: who does it, and in which thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fbi_uploader.app import App
from fbi_uploader.desk import checking, naming, proofs, reading, requests
from fbi_uploader.desk.answering import Fields, outcome
from fbi_uploader.desk.cache import Cache
from fbi_uploader.desk.jobs import Jobs
from fbi_uploader.desk.looking import Looking
from fbi_uploader.desk.opened import Opened
from fbi_uploader.desk.pacing import Pace
from fbi_uploader.desk.passwords import Passwords
from fbi_uploader.desk.planning import Plans
from fbi_uploader.desk.requests import Asked
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.transfer.engine.engine import Engine
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.wire import Message, Outbox

_Request = TypeVar("_Request", bound=Asked)
Act = Callable[[object, Message], Fields | None]


@dataclass(frozen=True, slots=True)
class _Command:
    """`lane`: the field by which commands come one after the other, "" for none."""

    act: Act
    jobs: Jobs
    lane: str = ""


class Desk:
    """Takes commands in the listening thread, and answers each once, from the threads of its jobs.

    `nodes`: jobs that may wait for a node that is down; `keys`: for a person whom the keyring asks;
    `here`: for a disk. `drafts`: short ones, in the order they come.
    """

    def __init__(
        self, app: App, journal: Journal, engine: Engine, outbox: Outbox, pace: Pace
    ) -> None:
        self._app = app
        self._engine = engine
        self._outbox = outbox
        self._pace = pace
        self._drafts = Jobs("drafts", 1)
        self._here = Jobs("here", 2)
        self._keys = Jobs("keys", 2)
        self._nodes = Jobs("nodes", 3)
        cache = Cache(app.home.cache / "thumbnails")
        self._looking = Looking(cache, lambda: Inspector(clock=app.clock), outbox.put)
        self._opened = Opened(app, self._looking, outbox.put)
        self._plans = Plans(app, journal, engine, self._opened, outbox.emit)
        self._passwords = Passwords(app, engine)
        self._commands = self._table()

    def _table(self) -> Mapping[str, _Command]:
        opened, passwords = self._opened, self._passwords
        drafts, here, keys, nodes = self._drafts, self._here, self._keys, self._nodes
        return {
            "open": _Command(_of(requests.OfDraft, opened.open), drafts),
            "drop": _Command(_of(requests.Drop, opened.drop), drafts),
            "look": _Command(_of(requests.Look, opened.look), drafts),
            "close": _Command(_of(requests.OfDraft, self._close), drafts),
            "limits": _Command(_of(Asked, self._limits), drafts),
            "order": _Command(_of(requests.Order, self._order), drafts),
            "read": _Command(_of(requests.Read, self._read), here),
            "login": _Command(_of(requests.Login, passwords.login), keys, "person"),
            "forget": _Command(_of(requests.OfEndpoint, passwords.forget), keys, "person"),
            "secrets": _Command(_of(requests.OfPerson, passwords.secrets), keys, "person"),
            "unlock": _Command(_of(requests.Unlock, passwords.unlock), keys),
            "verdict": _Command(_of(requests.OfSubmission, self._verdict), here),
            "receipt": _Command(_of(requests.Receipt, self._receipt), here, "submission"),
            "send": _Command(_of(requests.Send, self._plans.send), nodes, "draft"),
            "names": _Command(_of(requests.Names, self._names), nodes),
            "check": _Command(self._check, nodes),
        }

    def take(self, message: Message) -> bool:
        """Whether it is one of ours; then it is answered, sooner or later."""
        name = message.get("command")
        if name == "plan":
            self._plan(message)
            return True
        command = self._commands.get(name) if isinstance(name, str) else None
        if command is None:
            return False
        act, id_ = command.act, message.get("id")
        lane = (command.lane, str(message.get(command.lane))) if command.lane else None
        if name == "close":
            self._plans.supersede(str(message.get("draft")))  # now: it may be in the way
        command.jobs.put(lambda: self._answer(id_, str(name), lambda: act(id_, message)), lane)
        return True

    def close(self, seconds: float) -> bool:
        """End it all in that time; whether everything has ended. What hangs is left to itself."""
        until = time.monotonic() + seconds
        self._opened.close_all()
        ended = self._looking.close(seconds)
        for jobs in (self._drafts, self._here, self._keys, self._nodes):
            ended &= jobs.close(max(0.0, until - time.monotonic()))
        return ended

    def _answer(self, id_: object, name: str, act: Callable[[], Fields | None]) -> None:
        def fresh() -> Fields | None:
            if name in {"plan", "names", "check", "login", "forget", "secrets", "unlock"}:
                self._app.nodes.reload()  # the window may have changed a node's file
            return act()

        self._outbox.put({"answer": id_, **outcome(name, fresh)})

    def _stopped(self) -> bool:
        return self._engine.control.stopping

    # -- one by one

    def _plan(self, message: Message) -> None:
        draft, id_ = str(message.get("draft")), message.get("id")
        stopped = self._plans.supersede(draft)
        act = _of(requests.OfDraft, lambda asked: self._plans.plan(asked, stopped))
        self._nodes.put(
            lambda: self._answer(id_, "plan", lambda: act(id_, message)), ("draft", draft)
        )

    def _close(self, asked: requests.OfDraft) -> None:
        self._opened.close(asked)
        self._nodes.put(
            lambda: void(outcome("close", lambda: self._plans.forget(asked.draft))),
            ("draft", asked.draft),
        )

    def _limits(self, _asked: Asked) -> None:
        self._pace.read()
        self._pace.apply(self._engine.control)
        self._engine.control.wake()

    def _order(self, asked: requests.Order) -> None:
        self._engine.reorder(asked.submissions)

    def _read(self, asked: requests.Read) -> Fields:
        return reading.read(self._app, self._opened, asked, self._stopped)

    def _names(self, asked: requests.Names) -> Fields:
        return naming.names(self._app, asked, self._stopped)

    def _check(self, id_: object, message: Message) -> Fields:
        asked = requests.Check.model_validate(message)
        return checking.check(self._app, asked, id_, self._outbox.put, self._stopped)

    def _verdict(self, asked: requests.OfSubmission) -> Fields:
        return proofs.verdict(self._app, asked)

    def _receipt(self, asked: requests.Receipt) -> Fields:
        return proofs.receipt(self._app, asked)


def _of(model: type[_Request], act: Callable[[_Request], Fields | None]) -> Act:
    """An act that is given its command, checked."""
    return lambda _id, message: act(model.model_validate(message))


def void(_anything: object) -> None:
    """Whoever asked does not wait for it."""
