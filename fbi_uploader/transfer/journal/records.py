"""What the journal's rows say, as frozen data, and the few statements that change stages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from fbi_uploader.errors import Code, Fact, InputError
from fbi_uploader.intake.model import Stamp
from fbi_uploader.paths import shown
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import EvidenceKind, FileState, Stage

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stands where it stands."""

    code: Code
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission as journalled. `frozen` is the JSON of its investigation, as it was sent."""

    id: str
    node: str
    route: str
    person: str
    manager: str
    landing: str
    frozen: str
    stage: Stage
    reason: Reason | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AssayRow:
    """An assay as journalled. `folder` below the landing folder; sizes in bytes."""

    id: int
    submission: str
    place: int
    study: str
    name: str
    folder: str
    stage: Stage
    server_id: str | None
    reason: Reason | None
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as journalled. `target` below the assay's folder; `flushed` in bytes."""

    id: int
    assay: int
    source: str
    stamp: Stamp
    target: str
    original: str | None
    fileset: str
    format: str
    state: FileState
    part: str | None
    flushed: int
    resumed: bool
    sha256: str | None
    sha1: str | None
    server_id: str | None
    attempts: int
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One statement about a file and when it was made."""

    kind: EvidenceKind
    at: datetime
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class StageRow:
    """When a submission (assay None) or an assay reached a stage."""

    assay: int | None
    stage: Stage
    at: datetime
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that must still be cleaned up on a node. `path` below the landing folder."""

    id: int
    node: str
    submission: str
    path: str
    code: Code


def _reason(row: sqlite3.Row) -> Reason | None:
    if row["code"] is None:
        return None
    return Reason(Code(row["code"]), json.loads(row["facts"] or "{}"))


def _submission(row: sqlite3.Row) -> SubmissionRow:
    same = {
        name: row[name]
        for name in ("id", "node", "route", "person", "manager", "landing", "frozen")
    }
    return SubmissionRow(
        **same,
        stage=Stage(row["stage"]),
        reason=_reason(row),
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def _assay(row: sqlite3.Row) -> AssayRow:
    same = ("id", "submission", "place", "study", "name", "folder", "server_id", "files", "bytes")
    return AssayRow(
        **{name: row[name] for name in same}, stage=Stage(row["stage"]), reason=_reason(row)
    )


def file_row(row: sqlite3.Row) -> FileRow:
    """Turn a row of `files` into data."""
    return FileRow(
        id=row["id"],
        assay=row["assay"],
        source=row["source"],
        stamp=Stamp(row["size"], row["mtime_ns"], int(row["volume"]), int(row["file_id"])),
        target=row["target"],
        original=row["original"],
        fileset=row["fileset"],
        format=row["format"],
        state=FileState(row["state"]),
        part=row["part"],
        flushed=row["flushed"],
        resumed=bool(row["resumed"]),
        sha256=row["sha256"],
        sha1=row["sha1"],
        server_id=row["server_id"],
        attempts=row["attempts"],
        reason=_reason(row),
    )


def submissions(journal: Journal) -> list[SubmissionRow]:
    """All, oldest first."""
    return [_submission(row) for row in journal.some("SELECT * FROM submissions ORDER BY id")]


# Not "?1" twice: Python before 3.12.4 takes it for a name, and warns (python/cpython#117995).
_BEGINS = "SELECT * FROM submissions WHERE substr(id, 1, length(?)) = ? LIMIT 2"


def submission(journal: Journal, id_: str) -> SubmissionRow:
    """One by its id or an unambiguous beginning of it. Raises InputError SUBMISSION_UNKNOWN."""
    # Ids are ASCII; what is no text at all cannot even be asked for.
    rows = journal.some(_BEGINS, (id_, id_)) if id_ and id_.isascii() else []
    if len(rows) != 1:
        raise InputError(Code.SUBMISSION_UNKNOWN, id=shown(id_))
    return _submission(rows[0])


def assays(journal: Journal, submission_id: str) -> list[AssayRow]:
    """Of one submission, in the order of the deposit."""
    rows = journal.some(
        "SELECT * FROM assays WHERE submission = ? ORDER BY place", (submission_id,)
    )
    return [_assay(row) for row in rows]


def files(journal: Journal, assay_id: int) -> Iterator[FileRow]:
    """Of one assay, streamed."""
    statement = "SELECT * FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT ?"
    return map(file_row, journal.stream(statement, (assay_id,)))


def sources(journal: Journal, submission_id: str, path: str, ending: str) -> list[str]:
    """The source of this path; where there is none, the first two that end so."""
    rows = journal.some(
        "SELECT source FROM files f JOIN assays a ON a.id = f.assay "
        "WHERE f.source = ? AND a.submission = ? LIMIT 1",
        (path, submission_id),
    ) or journal.some(
        "SELECT DISTINCT source FROM files f JOIN assays a ON a.id = f.assay "
        "WHERE a.submission = ? AND substr(source, -length(?)) = ? LIMIT 2",
        (submission_id, ending, ending),
    )
    return [row["source"] for row in rows]


def files_in(journal: Journal, assay_id: int, state: FileState, limit: int = 500) -> list[FileRow]:
    """The first files of an assay in a state."""
    rows = journal.some(
        "SELECT * FROM files WHERE state = ? AND assay = ? ORDER BY id LIMIT ?",
        (state, assay_id, limit),
    )
    return [file_row(row) for row in rows]


def count_in(journal: Journal, assay_id: int) -> dict[FileState, int]:
    """How many files of an assay are in each state."""
    rows = journal.some(
        "SELECT state, count(*) AS n FROM files WHERE assay = ? GROUP BY state", (assay_id,)
    )
    return {FileState(row["state"]): row["n"] for row in rows}


def proved_files(journal: Journal, assay_id: int) -> Iterator[tuple[FileRow, list[EvidenceRow]]]:
    """Of one assay, streamed, each with what is known of it, oldest first."""
    found = files(journal, assay_id)
    while page := list(islice(found, _PAGE)):
        known: dict[int, list[EvidenceRow]] = {file.id: [] for file in page}
        # One question for many. ORDER BY as the index is, or SQLite reads the whole table.
        for row in journal.some(
            "SELECT * FROM evidence WHERE file BETWEEN ? AND ? ORDER BY file, rowid",
            (page[0].id, page[-1].id),
        ):
            if row["file"] in known:
                known[row["file"]].append(_evidence(row))
        for file in page:
            yield file, known[file.id]


def _evidence(row: sqlite3.Row) -> EvidenceRow:
    at = datetime.fromisoformat(row["at"])
    return EvidenceRow(EvidenceKind(row["kind"]), at, json.loads(row["facts"]))


def history(journal: Journal, submission_id: str) -> list[StageRow]:
    """Every stage that a submission and its assays reached, in order."""
    rows = journal.some(
        "SELECT * FROM stages WHERE submission = ? ORDER BY rowid", (submission_id,)
    )
    return [
        StageRow(row["assay"], Stage(row["stage"]), datetime.fromisoformat(row["at"]), _reason(row))
        for row in rows
    ]


def leftovers(journal: Journal, node: str) -> list[Leftover]:
    """What is still to be removed on a node."""
    rows = journal.some("SELECT * FROM leftovers WHERE node = ? ORDER BY id", (node,))
    return [
        Leftover(row["id"], row["node"], row["submission"], row["path"], Code(row["code"]))
        for row in rows
    ]


def put_stage(
    connection: sqlite3.Connection,
    stage: Stage,
    at: datetime,
    *,
    submission_id: str,
    assay_id: int | None = None,
    reason: Reason | None = None,
) -> None:
    """Move a submission or one of its assays to a stage and write when and why."""
    code = reason.code if reason else None
    facts = json.dumps(dict(reason.facts)) if reason else None
    table, id_ = ("submissions", submission_id) if assay_id is None else ("assays", assay_id)
    connection.execute(
        f"UPDATE {table} SET stage = ?, code = ?, facts = ? WHERE id = ?",  # noqa: S608 - constant
        (stage, code, facts, id_),
    )
    connection.execute(
        "INSERT INTO stages VALUES (?, ?, ?, ?, ?, ?)",
        (submission_id, assay_id, stage, at.isoformat(), code, facts),
    )


def put_leftover(
    connection: sqlite3.Connection, node: str, submission_id: str, path: str, at: datetime
) -> None:
    """Note something to remove later."""
    connection.execute(
        "INSERT OR IGNORE INTO leftovers (node, submission, path, code, at) VALUES (?, ?, ?, ?, ?)",
        (node, submission_id, path, Code.LEFTOVER_HELD, at.isoformat()),
    )
