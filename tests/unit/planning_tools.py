"""A desk to plan at: real files, a real journal, and a node in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from sqlite3 import Row

from fbi_uploader.app import App
from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code, Problem
from fbi_uploader.intake.model import Ignored, Stamp
from fbi_uploader.intake.settle import Settle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.rules import NodeWants
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import Plan, Room
from fbi_uploader.transfer.planning.planner import Planner
from fbi_uploader.transfer.planning.rows import AssayRows, Intake, Sums
from fbi_uploader.transfer.route import Route

MACHINE = "this machine"
OLD = 1_700_000_000_000_000_000  # ns; long before the manual clock's day


def put(path: Path, content: bytes = b"content", mtime_ns: int = OLD) -> Path:
    """A file that has stood still for long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return path


def draft(
    assays: Mapping[str, Sequence[Path]],
    investigation: str = "Inv",
    study: str = "Study",
    *,
    repair: bool = False,
) -> Draft:
    """One study with these assays and what was dropped for each."""
    tree = Study(name=study, assays=tuple(Assay(name=name) for name in assays))
    return Draft(
        node="node",
        person="Ana",
        investigation=Investigation(name=investigation, studies=(tree,)),
        sources=tuple(tuple(map(str, paths)) for paths in assays.values()),
        repair_names=repair,
    )


@dataclass
class Desk:
    """`written` are the files that somebody holds open for writing."""

    folder: Path
    server: MemoryServer = field(default_factory=MemoryServer)
    written: set[str] = field(default_factory=set)
    clock: ManualClock = field(default_factory=ManualClock)
    journal: Journal = field(init=False)
    route: Route = field(init=False)

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "journal" / "journal.sqlite", MACHINE)
        self.route = Route("node", "folder", self.connect)

    def connect(self) -> Backend:
        """A connection to the node in memory, not yet open."""
        return MemoryBackend(self.server)

    def settle(self) -> Settle:
        def writers(paths: Mapping[str, Stamp]) -> frozenset[str]:
            return frozenset(self.written & paths.keys())

        return Settle(timedelta(seconds=10), self.clock, writers)

    def plan(self, wanted: Draft, id_: str = "sub", *, flattens: bool = False) -> Plan:
        """Plan against the node."""
        with self.connect() as backend:
            return self.plan_with(backend, wanted, id_, flattens=flattens)

    def plan_with(
        self, backend: Backend | None, wanted: Draft, id_: str = "sub", *, flattens: bool = False
    ) -> Plan:
        planner = Planner(
            self.journal,
            self.clock,
            self.settle(),
            self.route,
            manager="ana",
            wants=NodeWants(flattens=flattens),
        )
        return planner.plan(wanted, id_, backend)

    def scan_again(self, assay: int, paths: Sequence[Path]) -> tuple[Sums, list[Problem]]:
        """Scan an assay that was planned before once more."""
        noted: list[Problem | Ignored] = []
        intake = Intake(
            self.journal, self.settle(), repair=False, flattens=False, note=noted.append
        )
        sums = AssayRows(intake, assay, Room("Inv/Study/A")).scan([str(path) for path in paths])
        return sums, [one for one in noted if isinstance(one, Problem)]

    def rows(self) -> list[Row]:
        """Every file row, by target."""
        return self.journal.some("SELECT * FROM files ORDER BY target")

    def targets(self) -> list[str]:
        return [row["target"] for row in self.rows()]


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """A desk whose journal is closed in the end."""
    desk = Desk(folder)
    try:
        yield desk
    finally:
        desk.journal.close()


def blocking(plan: Plan) -> list[Code]:
    """What stands in the way, by name."""
    return sorted({one.code for one in plan.blocking})


def folder_node(app: App, folder: Path, more: str = 'landing = ""') -> Path:
    """A node file of the user's own."""
    path = app.home.nodes / "here.toml"
    text = (
        f'id = "here"\nnames = {{ fr = "Ici", en = "Here" }}\n{more}\n[folder]\npath = "{folder}"\n'
    )
    path.write_text(text, encoding="utf-8")
    app.nodes.reload()
    return path


def only(plan: Plan, code: Code) -> Problem:
    """The one problem of a code."""
    [found] = [one for one in plan.problems if one.code is code]
    return found
