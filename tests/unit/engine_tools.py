"""A PC and a node in one process: what the tests of the engine are written with."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection, Row

from fbi_uploader import reporting
from fbi_uploader.clock import ManualClock
from fbi_uploader.events import Event, FileTrouble, Progress, StageReached
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.settle import Settle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.transfer import records
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.memory import Folder, MemoryBackend, MemoryServer, StoredFile
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.engine import Engine, Parts
from fbi_uploader.transfer.journal import Journal
from fbi_uploader.transfer.planner import Planner, accept
from fbi_uploader.transfer.recording import Exporter
from fbi_uploader.transfer.records import AssayRow, FileRow, SubmissionRow
from fbi_uploader.transfer.route import Limits, Route
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.task import Task
from fbi_uploader.transfer.waiting import settle_waiting

OLD = 1_700_000_000_000_000_000
"""ns since the epoch, long before the manual clock's day: such a file has stood still."""

TINY = Limits(connections=1, small=100, segment=1000, quiet=10.0)
"""Files over 100 bytes travel alone, in segments of 1000; one worker, so that calls have an order.
"""

Connect = Callable[[], Backend]


def put(path: Path, content: bytes, mtime_ns: int = OLD) -> Path:
    """A source that stands still since long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return path


def content(name: str, size: int) -> bytes:
    """Bytes that differ from name to name and from place to place."""
    made = b""
    while len(made) < size:
        made += hashlib.sha256(f"{name} {len(made)}".encode()).digest()
    return made[:size]


class MortalJournal(Journal):
    """A journal that a crash of the process can end, and that writes without waiting for a disk.

    `before` and `after` are called round every transaction's commit.
    """

    def __init__(self, path: Path, machine: str = "pc") -> None:
        self.dead: BaseException | None = None
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        super().__init__(path, machine)
        self._connection.execute("PRAGMA synchronous = OFF")

    def die(self, error: BaseException) -> None:
        """From here on nothing is written or read, whatever unwinds."""
        self.dead = error

    def _live(self) -> None:
        if self.dead is not None:
            raise self.dead

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        self._live()
        with super().transaction() as connection:
            yield connection
            self._live()
            self.before()
        self.after()

    def one(self, statement: str, values: tuple[object, ...] = ()) -> Row | None:
        self._live()
        return super().one(statement, values)

    def some(self, statement: str, values: tuple[object, ...] = ()) -> list[Row]:
        self._live()
        return super().some(statement, values)


@dataclass
class PC:
    """One acquisition PC with its journal, and the way it takes to a node.

    `connect` may be replaced at any time; `written` are the sources that somebody holds open.
    """

    folder: Path
    connect: Connect
    route: Route
    clock: ManualClock = field(default_factory=ManualClock)
    name: str = "pc"
    exporters: tuple[Exporter, ...] | None = None
    written: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    journal: MortalJournal = field(init=False)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    # -- the engine

    def start(self) -> None:
        """A new engine on the journal, as after a reboot."""
        self.journal = MortalJournal(self.folder / "journal.sqlite", self.name)
        parts = Parts(
            route=self.route_of,
            settle=self._settle_waiting,
            exporters=self._exporters(),
            clock=self.clock,
            emit=self.events.append,
        )
        self.engine = Engine(self.journal, parts, Control(self.clock))

    def restart(self) -> None:
        """The process has gone, a new one begins."""
        self.journal.close()
        self.start()

    def _exporters(self) -> tuple[Exporter, ...]:
        return reporting.exporters(self.journal) if self.exporters is None else self.exporters

    def route_of(self, row: SubmissionRow) -> Route:
        return replace(self.route, landing=row.landing, connect=lambda: self.connect())

    def settle(self) -> Settle:
        def writers(paths: Mapping[str, Stamp]) -> frozenset[str]:
            return frozenset(self.written & paths.keys())

        return Settle(timedelta(seconds=self.route.limits.quiet), self.clock, writers)

    def _settle_waiting(self, task: Task) -> None:
        settle_waiting(task, self.settle(), flattens=False)

    def run(self, turns: int = 60) -> None:
        """Let the engine work, and time pass, until it has nothing more to do alone."""
        for _ in range(turns):
            pause = self.engine.turn()
            if pause is None:
                return
            self.clock.sleep(pause)
        raise AssertionError(f"does not come to rest in {turns} turns")

    # -- submissions

    def submit(
        self, assays: Mapping[str, Sequence[Path]], id_: str = "sub-1", study: str = "Study"
    ) -> str:
        """Plan and freeze; `assays` are names with their dropped paths."""
        tree = Study(name=study, assays=tuple(Assay(name=name) for name in assays))
        draft = Draft(
            node=self.route.node,
            person="Ana",
            investigation=Investigation(name="Inv", studies=(tree,)),
            sources=tuple(tuple(str(path) for path in paths) for paths in assays.values()),
        )
        planner = Planner(
            self.journal, self.clock, self.settle(), self.route, flattens=False, manager="ana"
        )
        with MemoryBackend(MemoryServer()) as nobody:
            plan = planner.plan(draft, id_, nobody)
        assert not plan.blocking, plan.blocking
        accept(self.journal, id_, self.clock)
        return id_

    def stage(self, id_: str = "sub-1") -> Stage:
        return records.submission(self.journal, id_).stage

    def row(self, id_: str = "sub-1") -> SubmissionRow:
        return records.submission(self.journal, id_)

    def assays(self, id_: str = "sub-1") -> list[AssayRow]:
        return records.assays(self.journal, id_)

    def files(self, id_: str = "sub-1") -> dict[str, FileRow]:
        """Every file by its target below the assay."""
        return {
            file.target: file
            for assay in self.assays(id_)
            for file in records.files(self.journal, assay.id)
        }

    def states(self, id_: str = "sub-1") -> dict[str, FileState]:
        return {target: file.state for target, file in self.files(id_).items()}

    def leftovers(self) -> list[str]:
        return [one.path for one in records.leftovers(self.journal, self.route.node)]

    # -- what was told

    def progress(self) -> list[Progress]:
        return [one for one in self.events if isinstance(one, Progress)]

    def troubles(self) -> list[FileTrouble]:
        return [one for one in self.events if isinstance(one, FileTrouble)]

    def reached(self, assay: str | None = None) -> list[str]:
        """The stages told of the submission, or of an assay's folder."""
        return [
            one.stage
            for one in self.events
            if isinstance(one, StageReached) and one.assay == assay
        ]


def memory_pc(folder: Path, server: MemoryServer, limits: Limits = TINY, name: str = "pc") -> PC:
    """A PC whose node is in memory."""
    route = Route(node="node", kind="folder", connect=lambda: MemoryBackend(server), limits=limits)
    folder.mkdir(exist_ok=True)
    return PC(folder, lambda: MemoryBackend(server), route, name=name)


def stored(server: MemoryServer, below: str = "") -> dict[str, bytes]:
    """Every file of the server by its path."""
    found = server.find(below)
    return dict(_stored(found, below)) if found is not None else {}


def _stored(found: StoredFile | Folder, path: str) -> Iterator[tuple[str, bytes]]:
    if isinstance(found, StoredFile):
        yield path, found.content
        return
    for name, inner in found.inside.items():
        yield from _stored(inner, f"{path}/{name}" if path else name)


def data(server: MemoryServer) -> dict[str, bytes]:
    """What stands in view of everybody: neither staging nor records."""
    return {
        path: content
        for path, content in stored(server).items()
        if not path.startswith(("_staging/", "_submissions/"))
    }


def staging_names(server: MemoryServer) -> list[str]:
    """The staging folders that are there."""
    found = server.find("_staging")
    return sorted(found.inside) if isinstance(found, Folder) else []
