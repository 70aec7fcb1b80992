"""The rows of one assay, as they come from the scan; scanned again while files are being written.

Rows stay where they are when the same file is found again, so what is known of it is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fbi_uploader.errors import Code, Fact, Problem
from fbi_uploader.intake.model import FoundFile, Ignored
from fbi_uploader.intake.regroup import regroup
from fbi_uploader.intake.scan import scan
from fbi_uploader.intake.settle import Looked, Settle, Watched
from fbi_uploader.isa.draft import LeftOut, left_out_paths, lies_in
from fbi_uploader.isa.flatten import BreakingFilesets, flattening_problems
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import Folders, PlannedFile, Room, place
from fbi_uploader.transfer.stages import FileState

_PAGE = 1000

_INSERT = (
    "INSERT INTO files (assay, source, size, mtime_ns, volume, file_id, target, key, "
    "original, fileset, format, state, since, round) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Intake:
    """How files come into the journal: what is asked of them, and whom to tell.

    `flattens`: the node's import puts sub-folders on one level (INTEROP 4); `kept_by` are routes
    by which it does not. `joined` and `split` as the draft has them.
    """

    journal: Journal
    settle: Settle
    repair: bool
    flattens: bool
    note: Callable[[Problem | Ignored], None]
    kept_by: tuple[str, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Of an assay: `bytes` of all `files`; `waiting` ones are still being written."""

    files: int
    bytes: int
    waiting: int


class AssayRows:
    """One scan of one assay's dropped paths into its rows."""

    def __init__(self, intake: Intake, assay: int, room: Room) -> None:
        self._intake = intake
        self._assay = assay
        self._room = room
        self._folders = Folders()
        self._breaking = BreakingFilesets(intake.kept_by)
        row = intake.journal.one(
            "SELECT coalesce(max(round), 0) + 1 AS next FROM files WHERE assay = ?", (assay,)
        )
        self._round: int = row["next"] if row else 1

    def scan(self, sources: Sequence[str], left_out: Sequence[LeftOut] = ()) -> Sums:
        """Scan, write a row for each file, drop rows of files that are gone, sum up.

        `left_out` of this assay: neither those files are taken, nor what is wrong with them.
        """
        found = self._files(sources, left_out)
        while page := list(islice(found, _PAGE)):
            looks = self._intake.settle.look([Watched(file.path) for file in page])
            planned = [self._place(file) for file in page]
            with self._intake.journal.transaction() as connection:
                self._put_page(connection, planned, looks)
        with self._intake.journal.transaction() as connection:
            connection.execute(
                "DELETE FROM files WHERE assay = ? AND round < ?", (self._assay, self._round)
            )
        self._look_at_whole()
        return self._sum_up()

    def _files(self, sources: Sequence[str], left_out: Sequence[LeftOut]) -> Iterator[FoundFile]:
        filesets = {one.fileset for one in left_out}
        paths = left_out_paths(left_out)
        intake = self._intake
        for one in regroup(scan(sources), intake.joined, intake.split):
            place = one.where if isinstance(one, Problem) else one.path
            if paths and lies_in(place, paths):
                continue
            if not isinstance(one, FoundFile):
                intake.note(one)
            elif one.fileset not in filesets:
                yield one

    def _place(self, found: FoundFile) -> PlannedFile:
        planned, problems = place(found, self._room, repair=self._intake.repair)
        for problem in problems:
            self._intake.note(problem)
        two_ways = self._folders.check(planned)
        if two_ways:
            self._intake.note(two_ways)
        breaks = self._breaking.look(found) if self._intake.flattens else None
        if breaks:
            self._intake.note(breaks)
        return planned

    # -- rows

    def _put_page(
        self, connection: sqlite3.Connection, page: Sequence[PlannedFile], looks: Sequence[Looked]
    ) -> None:
        """At the first scan all at once; one by one where some of them are known already."""
        pairs = list(zip(page, looks, strict=True))
        if self._round == 1:
            rows = [self._values(planned, look) for planned, look in pairs]
            inserted = connection.executemany(f"{_INSERT} ON CONFLICT DO NOTHING", rows).rowcount
            if inserted == len(rows):
                return
        for planned, look in pairs:
            self._put(connection, planned, look)

    def _put(self, connection: sqlite3.Connection, planned: PlannedFile, look: Looked) -> None:
        known = connection.execute(
            "SELECT id, source, target, size, mtime_ns, volume, file_id, round FROM files "
            "WHERE assay = ? AND key = ?",
            (self._assay, planned.key),
        ).fetchone()
        if known is None:
            self._insert(connection, planned, look)
        elif known["round"] < self._round:  # of an earlier scan: renamed meanwhile, perhaps
            self._found_again(connection, planned, look, known)
        elif known["source"] != planned.source:
            facts: dict[str, Fact] = {"name": planned.target, "other": known["source"]}
            self._intake.note(Problem(Code.NAME_COLLISION, planned.source, facts=facts))

    def _insert(self, connection: sqlite3.Connection, planned: PlannedFile, look: Looked) -> None:
        connection.execute(_INSERT, self._values(planned, look))

    def _values(self, planned: PlannedFile, look: Looked) -> tuple[object, ...]:
        stamp = planned.stamp
        return (
            self._assay,
            planned.source,
            stamp.size,
            stamp.mtime_ns,
            str(stamp.volume),
            str(stamp.file_id),
            planned.target,
            planned.key,
            planned.original,
            planned.fileset,
            planned.format,
            _state(look),
            look.verdict.since.isoformat(),
            self._round,
        )

    def _found_again(
        self,
        connection: sqlite3.Connection,
        planned: PlannedFile,
        look: Looked,
        known: sqlite3.Row,
    ) -> None:
        stamp = planned.stamp
        row = tuple(known[name] for name in ("source", "size", "mtime_ns", "volume", "file_id"))
        same = row == (
            planned.source,
            stamp.size,
            stamp.mtime_ns,
            str(stamp.volume),
            str(stamp.file_id),
        )
        if same:  # it has been watched since the last scan: that stands
            connection.execute(
                "UPDATE files SET round = ? WHERE id = ?", (self._round, known["id"])
            )
            return
        connection.execute("DELETE FROM files WHERE id = ?", (known["id"],))
        self._insert(connection, planned, look)

    # -- the whole

    def _look_at_whole(self) -> None:
        for key in self._folders:
            row = self._intake.journal.one(
                "SELECT source, target FROM files WHERE assay = ? AND key = ?", (self._assay, key)
            )
            if row:
                facts: dict[str, Fact] = {"name": row["target"], "other": row["target"]}
                self._intake.note(Problem(Code.NAME_COLLISION, row["source"], facts=facts))
        if self._intake.flattens:
            for problem in flattening_problems(self._targets):
                self._intake.note(problem)

    def _targets(self) -> Iterable[str]:
        rows = self._intake.journal.stream(
            "SELECT id, target FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT ?",
            (self._assay,),
        )
        return (row["target"] for row in rows)

    def _sum_up(self) -> Sums:
        with self._intake.journal.transaction() as connection:
            row = connection.execute(
                "SELECT count(*) AS n, coalesce(sum(size), 0) AS size, "
                "coalesce(sum(state = ?), 0) AS waiting FROM files WHERE assay = ?",
                (FileState.WAITING, self._assay),
            ).fetchone()
            connection.execute(
                "UPDATE assays SET files = ?, bytes = ? WHERE id = ?",
                (row["n"], row["size"], self._assay),
            )
        if not row["n"]:
            self._intake.note(Problem(Code.NOTHING_TO_SEND, self._room.folder))
        return Sums(row["n"], row["size"], row["waiting"])


def _state(look: Looked) -> FileState:
    # One that could not be looked at is looked at again; then its error is told.
    return FileState.QUEUED if look.verdict.settled else FileState.WAITING
