"""What the proxy does wrong, and when; each rule tells whether it happened."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.servers.messages import NAMES, PENDING, Command, Direction

When = Literal["before", "after"]
How = Literal["rst", "fin"]
Newcomer = Literal["freeze", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen to a connection at some place of its stream.

    `cut`     how the client's side ends; None: frozen instead
    `server`  whether the server learns of the cut; if not, it keeps session and open files, as
              when a cable is pulled
    """

    cut: How | None
    server: bool = True


class Rule:
    """Something that goes wrong, and tells how often it did."""

    def __init__(self) -> None:
        self._fired = threading.Event()
        self.count = 0

    @property
    def fired(self) -> bool:
        """Whether it happened at least once."""
        return self._fired.is_set()

    def wait(self, seconds: float = 30) -> bool:
        """Until it has happened; False when it has not by then."""
        return self._fired.wait(seconds)

    def fire(self) -> None:
        """Note that it happened; for the proxy."""
        self.count += 1
        self._fired.set()


class AtMessage(Rule):
    """At the nth message of a command, counted over all connections from when it was added.

    A compound is one message on the wire, and counts once for each such command in it. Interim
    responses (STATUS_PENDING) are not counted.
    `before`: the message is not delivered, all earlier ones in its direction are.
    `after`: it is delivered as well. Nothing that comes the other way is delivered from then on.
    """

    def __init__(
        self, command: str, direction: Direction, nth: int, when: When, verdict: Verdict
    ) -> None:
        if command not in NAMES:
            raise ValueError(command)
        super().__init__()
        self.command, self.direction, self.nth, self.when = command, direction, nth, when
        self.verdict = verdict
        self._seen = 0

    def due(self, commands: Sequence[Command]) -> bool:
        """Count the commands of one frame; whether it is this frame's turn."""
        before = self._seen
        self._seen += sum(map(self._matches, commands))
        return before < self.nth <= self._seen

    def _matches(self, command: Command) -> bool:
        here = command.name == self.command and command.direction == self.direction
        return here and command.status != PENDING


class Cut(AtMessage):
    """The connection ends there.

    `how`     what the client gets: a reset, or an orderly end; after a response that is to be
              delivered always an orderly end, because a reset may overtake it
    `server`  False: the server does not learn of it. Otherwise it gets an orderly end behind all
              that was delivered, for the same reason
    """

    def __init__(
        self,
        command: str,
        direction: Direction = "request",
        nth: int = 1,
        when: When = "after",
        *,
        how: How = "rst",
        server: bool = True,
    ) -> None:
        delivered = direction == "response" and when == "after"
        verdict = Verdict("fin" if delivered else how, server)
        super().__init__(command, direction, nth, when, verdict)


class Freeze(AtMessage):
    """From there on nothing passes on this connection; no socket closes."""

    def __init__(
        self,
        command: str,
        direction: Direction = "request",
        nth: int = 1,
        when: When = "after",
    ) -> None:
        super().__init__(command, direction, nth, when, Verdict(None))


class RandomCuts(Rule):
    """Cuts a connection after a random number of bytes, up to `times` times.

    The distance to the next cut is uniform in 1 .. 2 * `every` bytes of one direction, over all
    connections; the same `seed` gives the same places. Works without parsing too.
    """

    def __init__(
        self,
        every: int,
        times: int,
        seed: int = 1,
        *,
        direction: Direction = "request",
        verdict: Verdict | None = None,
    ) -> None:
        super().__init__()
        self.direction, self.verdict = direction, verdict or Verdict("rst")
        self._random = random.Random(seed)  # noqa: S311 - it has to be repeatable
        self._every, self._times = every, times
        self._left = self._distance()

    def room(self) -> int:
        """How many more bytes pass before the next cut; a lot when all cuts were made."""
        return self._left if self._times else 1 << 60

    def passed(self, size: int) -> bool:
        """Count at most `room` bytes; whether the cut is due behind them."""
        if not self._times:
            return False
        self._left -= size
        if self._left:
            return False
        self._left = self._distance()
        self._times -= 1
        return True

    def _distance(self) -> int:
        return self._random.randint(1, 2 * self._every)


class NewConnections(Rule):
    """The next `times` connections are accepted and never answered, or reset at once."""

    def __init__(self, fate: Newcomer, times: int = 1 << 30) -> None:
        super().__init__()
        self.fate, self._times = fate, times

    def takes(self) -> bool:
        """Whether it is for this connection; counts it."""
        if not self._times:
            return False
        self._times -= 1
        self.fire()
        return True
