"""The filesets of a submission as its files come in the journal, a page at a time; for a worker.

Files of one fileset follow each other in the journal, but that later scans may add some at the end:
a row then knows of several runs of files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState

PAGE = 100
"""Filesets, or files, that are read at once."""


@dataclass(frozen=True, slots=True)
class Run:
    """Ids of files that follow each other: `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the files of a fileset. `done` bytes lie over there, flushed; of `bytes` in all.

    `arrived`, `sending`, `writing`, `failed`, `changed`, `tried` count files; `tried` wait for
    their next try.
    """

    files: int = 0
    bytes: int = 0
    done: int = 0
    arrived: int = 0
    sending: int = 0
    writing: int = 0
    failed: int = 0
    changed: int = 0
    tried: int = 0

    def __add__(self, other: Sums) -> Sums:
        more = asdict(other)
        return Sums(**{name: value + more[name] for name, value in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class FilesetRow:
    """A fileset on its way: `fileset` is its head's path as the scan gave it."""

    assay: int
    fileset: str
    runs: tuple[Run, ...]
    sums: Sums = field(default_factory=Sums)

    @property
    def key(self) -> tuple[int, str]:
        """Which fileset it is."""
        return (self.assay, self.fileset)

    @property
    def name(self) -> str:
        """Of its head, without folders."""
        return self.fileset.rpartition("/")[2]

    @property
    def settled(self) -> bool:
        """Whether all of it has arrived."""
        return 0 < self.sums.files == self.sums.arrived


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: behind file `after` of the assay at this place."""

    place: int = 0
    after: int = -1


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `next` is None behind the last of them."""

    rows: tuple[FilesetRow, ...]
    next: Cursor | None


_SUMS = (
    "SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes, "
    "coalesce(sum(CASE WHEN state IN ('ready', 'published') THEN size "
    "ELSE min(flushed, size) END), 0) AS done, "
    "coalesce(sum(state IN ('ready', 'published')), 0) AS arrived, "
    "coalesce(sum(state = 'sending'), 0) AS sending, "
    "coalesce(sum(state = 'waiting'), 0) AS writing, "
    "coalesce(sum(state = 'failed'), 0) AS failed, "
    "coalesce(sum(state = 'changed'), 0) AS changed, "
    "coalesce(sum(state = 'queued' AND attempts > 0), 0) AS tried "
    "FROM files WHERE id BETWEEN ? AND ? AND assay = ? AND fileset = ?"
)


def read_page(journal: Journal, submission: str, cursor: Cursor, most: int = PAGE) -> Page:
    """The next filesets behind `cursor`. Raises InputError as `Journal` does."""
    rows: list[FilesetRow] = []
    assays = records.assays(journal, submission)
    for place in range(cursor.place, len(assays)):
        after = cursor.after if place == cursor.place else -1
        for row in _of_assay(journal, assays[place].id, after):
            rows.append(row)
            if len(rows) == most:
                return Page(tuple(rows), Cursor(place, row.runs[-1].last))
    return Page(tuple(rows), None)


def _of_assay(journal: Journal, assay: int, after: int) -> Iterator[FilesetRow]:
    while (head := _next_file(journal, assay, after)) is not None:
        run = Run(head["id"], _last_of(journal, assay, head))
        yield _counted(journal, FilesetRow(assay, head["fileset"], (run,)))
        after = run.last


def _next_file(journal: Journal, assay: int, after: int) -> sqlite3.Row | None:
    return journal.one(
        "SELECT id, fileset FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT 1",
        (assay, after),
    )


def _last_of(journal: Journal, assay: int, head: sqlite3.Row) -> int:
    """The id of the last file before one of another fileset."""
    other = journal.one(
        "SELECT id FROM files WHERE assay = ? AND id > ? AND fileset != ? ORDER BY id LIMIT 1",
        (assay, head["id"], head["fileset"]),
    )
    if other is not None:
        return int(other["id"]) - 1
    last = journal.one("SELECT max(id) AS id FROM files WHERE assay = ?", (assay,))
    return int(last["id"]) if last else int(head["id"])


def read_again(journal: Journal, rows: Sequence[FilesetRow]) -> list[FilesetRow]:
    """The same filesets as they are now; one that was left out meanwhile has no files."""
    return [_counted(journal, row) for row in rows]


def _counted(journal: Journal, row: FilesetRow) -> FilesetRow:
    sums = Sums()
    for run in row.runs:
        found = journal.one(_SUMS, (run.first, run.last, row.assay, row.fileset))
        sums += Sums(**dict(found)) if found is not None else Sums()
    return FilesetRow(row.assay, row.fileset, row.runs, sums)


def merged(known: FilesetRow, more: FilesetRow) -> FilesetRow:
    """One row of two of the same fileset."""
    runs = (*known.runs, *more.runs)
    return FilesetRow(known.assay, known.fileset, runs, known.sums + more.sums)


# -- the files of one cause, or of one fileset


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as a list shows it. `source` its absolute path, `code` why it stands ("" if not)."""

    id: int
    source: str
    bytes: int
    state: FileState
    code: str


@dataclass(frozen=True, slots=True)
class Which:
    """Files of a submission: of some states (none: all), of one fileset ("": all)."""

    submission: str
    states: tuple[FileState, ...] = ()
    assay: int = -1
    fileset: str = ""


def read_files(journal: Journal, which: Which, after: int, most: int = PAGE) -> list[FileLine]:
    """The next files behind the id `after`, by id."""
    clauses = ["assay IN (SELECT id FROM assays WHERE submission = ?)", "id > ?"]
    values: list[object] = [which.submission, after]
    if which.states:
        clauses.append(f"state IN ({', '.join('?' * len(which.states))})")
        values += which.states
    if which.fileset:
        clauses.append("assay = ? AND fileset = ?")
        values += [which.assay, which.fileset]
    chosen = " AND ".join(clauses)
    rows = journal.some(
        f"SELECT id, source, size, state, code FROM files WHERE {chosen} "  # noqa: S608 - constants
        "ORDER BY id LIMIT ?",
        (*values, most),
    )
    return [
        FileLine(row["id"], row["source"], row["size"], FileState(row["state"]), row["code"] or "")
        for row in rows
    ]
