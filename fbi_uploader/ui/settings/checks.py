"""How the last test of each endpoint went, and tests under way; asked of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import cast

from PySide6.QtCore import QObject, Signal

from fbi_uploader.errors import Fact
from fbi_uploader.ui.bridge import Engine
from fbi_uploader.ui.trouble import Answer, Json, Trouble, trouble_of

ORDER = {
    "smb": ("name", "port", "login", "landing folder", "write", "read back", "rename", "remove"),
    "irods": ("name", "port", "login", "write", "read back", "rename", "remove"),
    "folder": ("open", "landing folder", "write", "read back", "rename", "remove"),
    "omero": ("name", "port", "certificate", "login"),
    "quay": ("name", "port", "certificate", "login"),
}
"""The steps of each test, as the engine names them; `certificate` only where there is TLS."""


class Outcome(Enum):
    """What is known of an endpoint."""

    UNTRIED = "untried"
    RUNNING = "running"
    WORKS = "works"
    REACHED = "reached"
    """The server answers; the login could not be tried."""
    FAILED = "failed"
    ELSEWHERE = "elsewhere"
    """Not reached from this network: not tried, and not wrong."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `tried` false: nobody can say yet."""

    name: str
    seconds: float
    error: Trouble | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def tried(self) -> bool:
        """Whether it says anything."""
        return self.facts.get("tried") is not False


@dataclass(slots=True)
class Check:
    """A test and how far it is. `error`: it could not be made at all."""

    person: str
    steps: list[Step] = field(default_factory=list)
    at: datetime | None = None
    running: bool = True
    error: Trouble | None = None

    @property
    def trouble(self) -> Trouble | None:
        """What went wrong first."""
        failed = (one.error for one in self.steps if one.error is not None)
        return self.error or next(failed, None)

    @property
    def failed_step(self) -> str:
        """The step that it went wrong at; "" when none did."""
        return next((one.name for one in self.steps if one.error is not None), "")

    @property
    def outcome(self) -> Outcome:
        """In one word."""
        if self.running:
            return Outcome.RUNNING
        if self.trouble is not None:
            return Outcome.FAILED
        if any(one.name == "not from here" for one in self.steps):
            return Outcome.ELSEWHERE
        if all(one.tried for one in self.steps):
            return Outcome.WORKS
        return Outcome.REACHED if any(one.tried for one in self.steps) else Outcome.UNTRIED

    def untried(self, kind: str) -> tuple[str, ...]:
        """The steps that a failure, or something not built yet, kept from being tried."""
        over = {one.name for one in self.steps if one.tried}
        ended = max((ORDER[kind].index(one) for one in over if one in ORDER[kind]), default=-1)
        return tuple(name for name in ORDER[kind][ended + 1 :] if name not in over)


class Checks(QObject):
    """`changed` (node, kind): there is something new to show of that endpoint."""

    changed = Signal(str, str)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._checks: dict[tuple[str, str], Check] = {}
        self._running: dict[int, tuple[str, str]] = {}
        engine.told.connect(self._told)

    def of(self, node: str, kind: str, person: str) -> Check | None:
        """The last one of this person; None before there is any."""
        found = self._checks.get((node, kind))
        return found if found is not None and found.person == person else None

    def run(self, node: str, kind: str, person: str) -> None:
        """Test it, unless that is under way."""
        before = self.of(node, kind, person)
        if before is not None and before.running:
            return
        self._checks[node, kind] = check = Check(person)
        number = self._engine.ask(
            "check",
            lambda answer: self._ended(check, number, answer),
            node=node,
            person=person,
            endpoint=kind,
        )
        self._running[number] = (node, kind)
        self.changed.emit(node, kind)

    def forget(self, node: str) -> None:
        """A node was changed: what was found of it says nothing any more."""
        for key in [one for one in self._checks if one[0] == node]:
            del self._checks[key]
            self.changed.emit(*key)

    def _told(self, event: Json) -> None:
        number = event.get("check")
        at = self._running.get(number) if isinstance(number, int) else None
        check = self._checks.get(at) if at is not None else None
        if event.get("event") == "Step" and at is not None and check is not None:
            check.steps.append(_step_of(event))
            self.changed.emit(*at)

    def _ended(self, check: Check, number: int, answer: Answer) -> None:
        at = self._running.pop(number)
        check.running = False
        check.at = datetime.now(UTC)
        check.error = answer.error
        self.changed.emit(*at)


def _step_of(event: Json) -> Step:
    seconds, facts = event.get("seconds"), event.get("facts")
    return Step(
        name=str(event.get("name")),
        seconds=float(seconds) if isinstance(seconds, (int, float)) else 0.0,
        error=trouble_of(event["error"]) if event.get("error") else None,
        facts=cast("Mapping[str, Fact]", facts) if isinstance(facts, Mapping) else {},
    )
