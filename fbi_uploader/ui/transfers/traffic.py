"""What the page of transfers shows and does: the journal read anew, live figures, and orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from fbi_uploader.clock import Clock, SystemClock
from fbi_uploader.errors import Code, UploaderError
from fbi_uploader.ui.background import read
from fbi_uploader.ui.models.pace import Pace
from fbi_uploader.ui.models.queueing import moved, starts
from fbi_uploader.ui.models.trying import Tried, Trying
from fbi_uploader.ui.models.underway import Board, Password, Transfer, read_board
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer, Json, trouble_of

_SOON = 150  # ms: many stages are reached at once
_REDRAW = 200  # ms: five times a second
_TICK = 1000  # ms: a graph that stands still moves on
_SHARE = 5  # the journal is read at most this part of the time


@dataclass(frozen=True, slots=True)
class Live:
    """The last `Progress` of a submission, in bytes and files."""

    sent: int
    proved: int
    total: int
    files_done: int
    files_total: int


class Traffic(QObject):
    """`changed` when the journal was read anew, `moved` when figures did; only while `shown`."""

    changed = Signal()
    moved = Signal()

    def __init__(self, session: Session, clock: Clock | None = None) -> None:
        super().__init__()
        self.session = session
        self.clock: Clock = clock or SystemClock()
        self.board = Board()
        self.known = False
        """Whether the journal has been read: before, nothing can be said, not even "nothing"."""
        self.live: dict[str, Live] = {}
        self.asked: dict[str, str] = {}
        """Submission -> the order that is on its way."""
        self.last_rate = 0.0
        self._paces: dict[str, Pace] = {}
        self._trying = Trying(self.clock)
        self._shown = False
        self._stale = True
        self._reading = False
        self._look = self._timer(_SOON, self._read, single=True)
        self._redraw = self._timer(_REDRAW, self._moved, single=True)
        self._tick = self._timer(_TICK, self._redraw_soon)
        session.engine.told.connect(self._told)
        session.engine.progressed.connect(self._progressed)
        session.engine.greeted.connect(self.look)
        session.person_changed.connect(self._another_person)

    def _timer(self, milliseconds: int, act: Callable[[], None], *, single: bool = False) -> QTimer:
        timer = QTimer(self, singleShot=single)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # -- seeing

    def show(self, *, shown: bool) -> None:
        """Whether somebody looks; if nobody does, events are counted and nothing is read."""
        self._shown = shown
        if shown:
            self._tick.start()
            if self._stale:
                self._look.start(0)
        else:
            self._tick.stop()

    def look(self) -> None:
        """Read the journal soon."""
        self._stale = True
        if self._shown and not self._reading and not self._look.isActive():
            self._look.start(_SOON)

    def _read(self) -> None:
        if self._reading:
            return
        self._stale, self._reading = False, True
        session, person = self.session, self.session.person.name
        began = self.clock.monotonic()

        def board() -> Board:
            journal = session.app.journal(read_only=True)
            try:
                return read_board(journal, person)
            finally:
                journal.close()

        def done(found: Board) -> None:
            self._take(found if person == session.person.name else Board(), began)

        read(self, board, done, lambda error: self._failed(error, began))

    def _failed(self, error: UploaderError, began: float) -> None:
        if error.code is not Code.SUBMISSION_UNKNOWN:  # which says that nothing was ever sent
            self.session.failed.emit(error)
        self._take(Board(), began)

    def _take(self, found: Board, began: float) -> None:
        self.board, self.known, self._reading = found, True, False
        here = {one.id for one in found.transfers}
        for table in (self.live, self._paces, self.asked):
            for gone in [id_ for id_ in table if id_ not in here]:
                table.pop(gone)
        for one in found.transfers:
            if not one.running:
                self.live.pop(one.id, None)
                self._paces.pop(one.id, None)
        took = self.clock.monotonic() - began
        self.changed.emit()
        if self._stale and self._shown:
            self._look.start(max(_SOON, int(took * 1000 * _SHARE)))

    def _another_person(self) -> None:
        self.board, self.known = Board(), False
        self.live.clear()
        self.changed.emit()
        self.look()

    # -- hearing

    def _told(self, event: Json) -> None:
        kind, id_ = event.get("event"), str(event.get("submission"))
        if kind == "FileTrouble":
            again = event.get("retry_in")
            told = trouble_of(event)
            self._trying.saw(
                id_,
                str(event.get("source")),
                told.code,
                told.facts,
                float(again) if isinstance(again, int | float) else None,
            )
        elif kind == "StageReached" and event.get("assay") is None:
            self._trying.forget(id_)
            self.asked.pop(id_, None)
        if kind in {"FileTrouble", "StageReached", "LookAgain"}:
            self.look()

    def _progressed(self, event: Json) -> None:
        id_ = str(event.get("submission"))
        names = ("sent", "proved", "total", "files_done", "files_total")
        figures = [value if isinstance(value := event.get(name), int) else 0 for name in names]
        self.live[id_] = Live(*figures)
        if id_ not in self._paces:
            self._paces[id_] = Pace(self.clock)
        self._paces[id_].saw(figures[0])
        self.last_rate = self._paces[id_].rate or self.last_rate
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        if self._shown and not self._redraw.isActive():
            self._redraw.start()

    def _moved(self) -> None:
        if self._shown:
            self.moved.emit()

    # -- figures

    def sent(self, one: Transfer) -> int:
        """Bytes that lie on the other side."""
        live = self.live.get(one.id)
        return min(live.sent, live.total) if live else one.done

    def total(self, one: Transfer) -> int:
        """Bytes of all of it; it may grow while sources are still being written."""
        live = self.live.get(one.id)
        return max(live.total, one.bytes) if live else one.bytes

    def pace(self, one: Transfer) -> Pace | None:
        """Of one that is being sent."""
        return self._paces.get(one.id)

    def trying(self, one: Transfer) -> list[Tried]:
        """What is tried again by itself."""
        return self._trying.groups(one.id) if one.running else []

    def position(self, one: Transfer) -> int:
        """Its place in everybody's queue, from 1; 0 when it is not in it."""
        ids = [id_ for id_, _ in self.board.queue]
        return ids.index(one.id) + 1 if one.id in ids else 0

    def starts(self, one: Transfer) -> datetime | None:
        """When its turn comes, by the rate last seen; None while nobody can say."""
        sent = {it.id: self.total(it) - self.sent(it) for it in self.board.transfers}
        queue = [(id_, sent.get(id_, left)) for id_, left in self.board.queue]
        return starts(queue, self.last_rate, self.clock.now()).get(one.id)

    def may_move(self, one: Transfer, step: int) -> bool:
        """Whether it can change places with another one of this person's."""
        return self._moved_to(one, step) is not None

    def _moved_to(self, one: Transfer, step: int) -> tuple[str, ...] | None:
        mine = {it.id for it in self.board.transfers}
        return moved([id_ for id_, _ in self.board.queue], mine, one.id, step)

    # -- orders

    def pause(self, id_: str) -> None:
        """Stop sending one."""
        self._order("pause", id_)

    def resume(self, id_: str, *, changed: bool = False, without: tuple[str, ...] = ()) -> None:
        """Go on; with sources `changed` as they are now, or `without` the filesets of some."""
        self._order("resume", id_, send_changed=changed, without=list(without))

    def try_now(self, id_: str) -> None:
        """Do not wait for the next try: what is delayed is forgotten when the sending stops."""
        self._order("pause", id_)
        self._order("resume", id_)

    def cancel(self, id_: str) -> None:
        """Take back what is not published."""
        self._order("cancel", id_)

    def move(self, one: Transfer, step: int) -> None:
        """Earlier (-1) or later (1) among this person's."""
        order = self._moved_to(one, step)
        if order is not None:
            self.session.engine.ask("order", self._ordered, submissions=list(order))

    def login(
        self, wanted: Password, secret: str, answered: Callable[[Answer], None], *, keep: bool
    ) -> None:
        """Tell the engine a password; it goes on by itself then."""

        def done(answer: Answer) -> None:
            answered(answer)
            self.look()

        self.session.engine.ask(
            "login",
            done,
            node=wanted.node,
            person=wanted.person,
            endpoint=wanted.endpoint,
            secret=secret,
            keep=keep,
        )

    def _order(self, what: str, id_: str, **more: object) -> None:
        self.asked[id_] = what

        def answered(answer: Answer) -> None:
            self.asked.pop(id_, None)
            self._ordered(answer)

        self.session.engine.ask(what, answered, submission=id_, **more)
        self.changed.emit()

    def _ordered(self, answer: Answer) -> None:
        # Of an engine that died the banner above the page speaks; the order is in nobody's hands.
        if answer.error is not None and answer.error.code is not Code.ENGINE_STOPPED:
            self.session.failed.emit(answer.error)
        self.changed.emit()
        self.look()
