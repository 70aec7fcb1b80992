"""One client's connection through the proxy: two lanes, and what rules do to them."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Protocol

from tests.servers.lane import End, Event, Fault, Lane, reset
from tests.servers.messages import Command, Direction, commands
from tests.servers.rules import AtMessage, RandomCuts, Rule, Verdict


class Around(Protocol):
    """What a connection needs of its proxy."""

    rules: list[Rule]
    parse: bool

    def note(self, found: Sequence[Command]) -> None:
        """These commands came."""

    def linger(self, sock: socket.socket) -> None:
        """End it orderly: FIN now, close when the other side has closed."""

    def hold(self, sock: socket.socket) -> None:
        """Keep it open without reading."""


class Connection:
    """Everything happens in the proxy's thread."""

    def __init__(
        self, around: Around, client: socket.socket, server: socket.socket, delay: float
    ) -> None:
        self._around = around
        self.client, self.server = client, server
        self.lanes = (
            Lane("request", client, server, delay),
            Lane("response", server, client, delay),
        )
        self.frozen = False
        self.open = True

    def take(self, lane: Lane, data: memoryview, now: float) -> None:
        """Bytes came out of a lane's source; empty at its end."""
        if not len(data):
            self.end(lane, now, by_reset=False)
        elif not self._around.parse:
            self._put(lane, data, now)
        else:
            for frame in lane.framer.feed(data):
                if not lane.ended:
                    self._take_frame(lane, frame, now)

    def end(self, lane: Lane, now: float, *, by_reset: bool) -> None:
        """A lane's source gives no more."""
        if not lane.ended:
            lane.ended = True
            lane.put(memoryview(b""), now, End(by_reset))

    def advance(self, now: float) -> None:
        """Send what is due, and let happen what is due behind it."""
        for lane in self.lanes:
            while self.open and not self.frozen and (event := self._sent(lane, now)):
                self._happen(lane, event)

    def cut(self, verdict: Verdict) -> None:
        """End it, or freeze it, at once."""
        if verdict.cut is None:
            self.frozen = True
            return
        self.open = False
        if verdict.cut == "rst":
            reset(self.client)
        else:
            self._around.linger(self.client)
        if verdict.server:
            self._around.linger(self.server)
        else:
            self._around.hold(self.server)

    def close(self) -> None:
        """Both sides reset."""
        self.open = False
        reset(self.client)
        reset(self.server)

    def _take_frame(self, lane: Lane, frame: bytes, now: float) -> None:
        found = commands(frame, lane.direction)
        self._around.note(found)
        # Every rule counts every message, the one that is due first has it.
        due = [one for one in self._around.rules if isinstance(one, AtMessage) and one.due(found)]
        if not due:
            self._put(lane, memoryview(frame), now)
            return
        rule = due[0]
        if rule.when == "after":
            self._put(lane, memoryview(frame), now)
        lane.put(memoryview(b""), now, Fault(rule, rule.verdict))
        if rule.verdict.cut is not None:
            lane.ended = True
        elif rule.when == "before":
            self._put(lane, memoryview(frame), now)

    def _put(self, lane: Lane, data: memoryview, now: float) -> None:
        rule = self._random(lane.direction)
        while rule and not lane.ended and len(data):
            here = data[: rule.room()]
            data = data[len(here) :]
            if rule.passed(len(here)):
                self._give(lane, here, now, Fault(rule, rule.verdict))
                lane.ended = rule.verdict.cut is not None
            else:
                self._give(lane, here, now)
        if not lane.ended and len(data):
            self._give(lane, data, now)

    def _random(self, direction: Direction) -> RandomCuts | None:
        rules = (one for one in self._around.rules if isinstance(one, RandomCuts))
        return next((one for one in rules if one.direction == direction), None)

    def _give(self, lane: Lane, data: memoryview, now: float, event: Event | None = None) -> None:
        try:
            lane.put(data, now, event)
        except OSError:
            self._lost()

    def _sent(self, lane: Lane, now: float) -> Event | None:
        try:
            return lane.send(now)
        except OSError:
            self._lost()
            return None

    def _lost(self) -> None:
        """A target is gone: so is the whole connection."""
        for lane in self.lanes:
            lane.ended = True
        self.close()

    def _happen(self, lane: Lane, event: Event) -> None:
        if isinstance(event, Fault):
            event.rule.fire()  # before the client can know
            self.cut(event.verdict)
        elif event.reset:
            self.close()
        else:
            self._end_orderly(lane)

    def _end_orderly(self, lane: Lane) -> None:
        lane.finished = True
        if all(one.finished for one in self.lanes):
            self.open = False
            self.client.close()
            self.server.close()
            return
        try:
            lane.target.shutdown(socket.SHUT_WR)
        except OSError:
            self._lost()
