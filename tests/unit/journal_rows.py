"""Submissions written straight into a journal: many, or of a shape that takes long to send."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fbi_uploader.machine import machine_id
from fbi_uploader.transfer.journal.database import Journal

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A submission of one assay. `files`: (fileset, name, size)."""

    number: int
    person: str = "Camille"
    stage: str = "published"
    assay: str = "Cells"
    tags: tuple[str, ...] = ()
    files: Sequence[tuple[str, str, int]] = field(default_factory=tuple)
    folder: str = "/data"

    @property
    def id(self) -> str:
        """Ordered as the numbers are."""
        return f"019a20ef-0000-7000-8000-{self.number:012}"


def put(path: Path, rows: Iterable[Row]) -> None:
    """Write them, each file with two kinds of evidence."""
    journal = Journal(path, machine_id())
    try:
        with journal.transaction() as connection:
            for row in rows:
                at = (START + timedelta(minutes=row.number)).isoformat()
                connection.execute(
                    "INSERT INTO submissions VALUES (?, 'node', 'folder', ?, 'm', '', ?, ?, NULL, "
                    "NULL, ?)",
                    (row.id, row.person, json.dumps(_frozen(row)), row.stage, at),
                )
                total = sum(size for _, _, size in row.files)
                assay = connection.execute(
                    "INSERT INTO assays (submission, place, study, name, folder, stage, files, "
                    "bytes) VALUES (?, 0, 'Day 1', ?, ?, ?, ?, ?)",
                    (row.id, row.assay, f"M/D/{row.assay}", row.stage, len(row.files), total),
                ).lastrowid
                connection.execute(
                    "INSERT INTO stages VALUES (?, NULL, ?, ?, NULL, NULL)", (row.id, row.stage, at)
                )
                _put_files(connection, row, assay or 0, at)
    finally:
        journal.close()


def _put_files(connection: sqlite3.Connection, row: Row, assay: int, at: str) -> None:
    first = connection.execute("SELECT coalesce(max(id), 0) FROM files").fetchone()[0] + 1
    connection.executemany(
        "INSERT INTO files (id, assay, source, size, mtime_ns, volume, file_id, target, key, "
        "fileset, format, state, sha256, since, round) "
        "VALUES (?, ?, ?, ?, 1, '1', '1', ?, ?, ?, 'czi', 'published', ?, ?, 1)",
        (
            (first + n, assay, f"{row.folder}/{name}", size, name, name, fileset, f"{n:064x}", at)
            for n, (fileset, name, size) in enumerate(row.files)
        ),
    )
    for kind in ("sent_digest", "read_back"):
        connection.executemany(
            "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, '{}')",
            ((row.id, assay, first + n, kind, at) for n in range(len(row.files))),
        )


def _frozen(row: Row) -> object:
    assay = {"name": row.assay, "tags": row.tags}
    tree = {"name": "Mitosis", "title": "", "studies": [{"name": "Day 1", "assays": [assay]}]}
    return {"node": "node", "person": row.person, "investigation": tree, "sources": [["/data"]]}
