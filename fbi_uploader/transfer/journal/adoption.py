"""Making the journal of another machine or folder this one's own, once a person has said so.

Such a journal opens read-only (DESIGN 5). The other PC may be alive, and go on with what it began.
So nothing that it has put on the node is ours: the journal gets another id, notes of leftovers are
dropped, and every unfinished submission gets another id, and with it a staging folder of its own.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from uuid_utils.compat import uuid7

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, Reason, SubmissionRow
from fbi_uploader.transfer.stages import ARRIVED, FileState, Stage

_OVER = frozenset({*ARRIVED, Stage.CANCELLED, Stage.DRAFT})


@dataclass(frozen=True, slots=True)
class Renewed:
    """A submission that was unfinished: its id `before`, and its id here, `now`."""

    before: str
    now: str


def unfinished(journal: Journal) -> list[SubmissionRow]:
    """Which submissions will be paused, and start again from nothing when they are resumed."""
    return [row for row in records.submissions(journal) if row.stage not in _OVER]


def adopt(journal: Journal, machine: str, clock: Clock) -> list[Renewed]:
    """Make it this machine's own, at the place where it lies; all or nothing.

    `journal` was opened with `foreign=True`. What was published stays as it is, with its proof.
    """
    reason = Reason(Code.JOURNAL_ADOPTED, {"written_at": journal.meta("path")})
    waiting = [(row, records.assays(journal, row.id)) for row in unfinished(journal)]
    renewed = [Renewed(row.id, str(uuid7())) for row, _ in waiting]
    at = clock.now()
    with journal.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")  # a key and what refers to it
        connection.executemany(
            "UPDATE meta SET value = ? WHERE name = ?",
            [(machine, "machine"), (journal.place, "path"), (str(uuid.uuid4()), "id")],
        )
        connection.execute("DELETE FROM leftovers")
        for one, (_, assays) in zip(renewed, waiting, strict=True):
            _rename(connection, one, assays)
            for assay in assays:
                if assay.stage not in {*ARRIVED, Stage.CANCELLED}:
                    _begin_again(connection, assay)
            records.put_stage(connection, Stage.PAUSED, at, submission_id=one.now, reason=reason)
    return renewed


def _rename(connection: sqlite3.Connection, one: Renewed, assays: Sequence[AssayRow]) -> None:
    ids = (one.now, one.before)
    connection.execute("UPDATE submissions SET id = ? WHERE id = ?", ids)
    connection.execute("UPDATE assays SET submission = ? WHERE submission = ?", ids)
    connection.execute("UPDATE stages SET submission = ? WHERE submission = ?", ids)
    connection.executemany(
        "UPDATE evidence SET submission = ? WHERE file IN (SELECT id FROM files WHERE assay = ?)",
        [(one.now, assay.id) for assay in assays],
    )


def _begin_again(connection: sqlite3.Connection, assay: AssayRow) -> None:
    """Forget what lies in the other PC's staging folder, and an intent that may be its own."""
    connection.execute(
        "DELETE FROM evidence WHERE file IN (SELECT id FROM files WHERE assay = ?)", (assay.id,)
    )
    connection.execute(
        "UPDATE files SET part = NULL, flushed = 0, resumed = 0, attempts = 0, sha256 = NULL, "
        "sha1 = NULL, server_id = NULL WHERE assay = ?",
        (assay.id,),
    )
    connection.execute(
        "UPDATE files SET state = ?, code = NULL, facts = NULL "
        "WHERE assay = ? AND state NOT IN (?, ?)",
        (FileState.QUEUED, assay.id, FileState.WAITING, FileState.CHANGED),
    )
    stage = assay.stage if assay.stage in {Stage.WAITING, Stage.FAILED} else Stage.QUEUED
    connection.execute(
        "UPDATE assays SET server_id = NULL, stage = ? WHERE id = ?", (stage, assay.id)
    )
