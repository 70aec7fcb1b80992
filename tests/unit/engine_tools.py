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
from typing import TypeVar

from fbi_uploader import reporting
from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import UploaderError
from fbi_uploader.events import Event, FileTrouble, Progress, StageReached
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.settle import Settle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend, Digest, Item, OnBytes, Source
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.decorators.through import Through
from fbi_uploader.transfer.engine.engine import Engine, Parts
from fbi_uploader.transfer.engine.waiting import settle_waiting
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, EvidenceRow, FileRow, SubmissionRow
from fbi_uploader.transfer.planning.planner import Planner, accept
from fbi_uploader.transfer.publishing.recording import Exporter
from fbi_uploader.transfer.route import Limits, Route
from fbi_uploader.transfer.source import Bytes
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.task import Task

OLD = 1_700_000_000_000_000_000
"""ns since the epoch, long before the manual clock's day: such a file has stood still."""

TINY = Limits(connections=1, small=100, segment=1000, longest_segment=1000, quiet=10.0)
"""Files over 100 bytes travel alone, in segments of 1000; one worker, so that calls have an order.
"""

Result = TypeVar("Result")
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

    def _create(self, machine: str) -> None:
        self._connection.execute("PRAGMA synchronous = OFF")
        super()._create(machine)

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

    `connect` is what the engine uses, and may be replaced at any time; `route.connect` stays
    free of faults. `written` are the sources that somebody holds open, `exporters` come after
    the real ones at the next start.
    """

    folder: Path
    connect: Connect
    route: Route
    clock: ManualClock = field(default_factory=ManualClock)
    name: str = "pc"
    exporters: tuple[Exporter, ...] = ()
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
            exporters=(*reporting.exporters(self.journal), *self.exporters),
            clock=self.clock,
            emit=self.events.append,
        )
        self.engine = Engine(self.journal, parts, Control(self.clock))

    def restart(self) -> None:
        """The process has gone, a new one begins."""
        self.journal.close()
        self.start()

    def route_of(self, row: SubmissionRow) -> Route:
        return replace(self.route, landing=row.landing, connect=self.connect)

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
        planner = Planner(self.journal, self.clock, self.settle(), self.route, manager="ana")
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

    def evidence(self, target: str, id_: str = "sub-1") -> list[EvidenceRow]:
        """What is known of one file, oldest first."""
        known = [
            evidence
            for assay in self.assays(id_)
            for file, evidence in records.proved_files(self.journal, assay.id)
            if file.target == target
        ]
        return known[0]

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
            one.stage for one in self.events if isinstance(one, StageReached) and one.assay == assay
        ]


Hook = Callable[[str, str], None]


def nothing(_method: str, _path: str) -> None:
    """A hook that does not care."""


class Hooked(Through):
    """Calls `before` and `after` with the method and its first path, for what changes things.

    A write's path is followed by its offset: "…/x.part@1000".
    """

    def __init__(self, inner: Backend, before: Hook, after: Hook) -> None:
        super().__init__(inner)
        self._before = before
        self._after = after

    def _round(self, method: str, path: str, act: Callable[[], Result]) -> Result:
        self._before(method, path)
        result = act()
        self._after(method, path)
        return result

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        passed = super().write
        self._round("write", f"{path}@{offset}", lambda: passed(path, source, offset, on_bytes))

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        passed = super().digest
        return self._round("digest", path, lambda: passed(path, on_bytes))

    def rename(self, source: str, target: str) -> None:
        passed = super().rename
        self._round("rename", source, lambda: passed(source, target))

    def remove(self, path: str) -> None:
        passed = super().remove
        self._round("remove", path, lambda: passed(path))

    def _write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        passed = super()._write_many
        return self._round("write_many", items[0].path, lambda: passed(items, on_bytes))


def hook(pc: PC, before: Hook = nothing, after: Hook = nothing) -> None:
    """Look at what the engine's connections change from now on."""
    pc.connect = lambda: Hooked(pc.route.connect(), before, after)


def put_there(pc: PC, path: str, content: bytes = b"somebody's") -> None:
    """Somebody else writes on the node."""
    with pc.route.connect() as backend:
        backend.write(path, Bytes(content), 0, lambda _: None)


def memory_pc(
    folder: Path, server: MemoryServer | None = None, limits: Limits = TINY, name: str = "pc"
) -> PC:
    """A PC whose node is in memory."""
    place = server or MemoryServer()
    return _pc(folder, lambda: MemoryBackend(place), limits, name)


def folder_pc(folder: Path, limits: Limits = TINY) -> PC:
    """A PC whose node is a folder."""
    landing = folder / "node"
    landing.mkdir(parents=True)
    return _pc(folder / "pc", lambda: FolderBackend(landing, network=False), limits, "pc")


def _pc(folder: Path, connect: Connect, limits: Limits, name: str) -> PC:
    folder.mkdir(parents=True, exist_ok=True)
    route = Route(node="node", kind="folder", connect=connect, limits=limits)
    return PC(folder, connect, route, name=name)


def stored(pc: PC, below: str = "") -> dict[str, bytes]:
    """Every file of the node by its path; `below` ends where a name ends."""
    with pc.route.connect() as backend:
        names = [one.name for one in backend.list(below)] if below else _top(backend)
        above = f"{below}/" if below else ""
        return {
            path: b"".join(backend.read(path, 0))
            for name in names
            for path in _files(backend, above + name)
        }


def _top(backend: Backend) -> list[str]:
    """What tests put there; a backend lists nothing above its root."""
    known = ("Inv", "_staging", "_submissions")
    return [name for name in known if backend.stat(name) is not None]


def _files(backend: Backend, path: str) -> list[str]:
    entry = backend.stat(path)
    if entry is not None and not entry.is_folder:
        return [path]
    return [f"{path}/{inner}" for inner, _ in tree.walk(backend, path)]


def data(pc: PC) -> dict[str, bytes]:
    """What stands in view of everybody."""
    with pc.route.connect() as backend:
        there = backend.stat("Inv") is not None
    return stored(pc, "Inv") if there else {}


def staging_names(pc: PC) -> list[str]:
    """The staging folders that are there."""
    with pc.route.connect() as backend:
        return sorted(entry.name for entry in tree.entries(backend, "_staging"))
