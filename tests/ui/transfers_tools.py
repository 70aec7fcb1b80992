"""Journals with submissions in them, as the engine would have written them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from uuid_utils.compat import uuid7

from fbi_uploader.errors import Code, Fact
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState, Stage

AT = "2026-11-24T13:00:00+00:00"
GB = 1_000_000_000


@dataclass(frozen=True)
class Files:
    """`count` files of one fileset; `size` bytes each."""

    fileset: str
    count: int = 1
    size: int = GB
    state: FileState = FileState.QUEUED
    code: Code | None = None
    flushed: int = 0
    attempts: int = 0


@dataclass(frozen=True)
class Assay:
    """An assay and its files."""

    name: str
    files: Sequence[Files] = ()
    stage: Stage = Stage.QUEUED
    code: Code | None = None


@dataclass(frozen=True)
class Submission:
    """A submission as the journal has it."""

    assays: Sequence[Assay]
    stage: Stage = Stage.QUEUED
    person: str = "Camille Roux"
    node: str = "sandbox"
    route: str = "folder"
    code: Code | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    investigation: str = "Regeneration-coeur-2026"
    id: str = field(default_factory=lambda: str(uuid7()))


def put(journal: Journal, one: Submission) -> str:
    """Write it; returns its id."""
    facts = json.dumps(one.facts) if one.code else None
    with journal.transaction() as connection:
        connection.execute(
            "INSERT INTO submissions VALUES (?, ?, ?, ?, ?, '', '{}', ?, ?, ?, ?)",
            (one.id, one.node, one.route, one.person, "camille", one.stage, one.code, facts, AT),
        )
        for place, assay in enumerate(one.assays):
            _put_assay(connection, one, place, assay)
    return one.id


def _put_assay(connection, one, place, assay) -> None:  # type: ignore[no-untyped-def]
    total = sum(it.count for it in assay.files)
    size = sum(it.count * it.size for it in assay.files)
    folder = f"{one.investigation}/Etude/{assay.name}"
    row = connection.execute(
        "INSERT INTO assays (submission, place, study, name, folder, stage, code, facts, files, "
        "bytes) VALUES (?, ?, 'Etude', ?, ?, ?, ?, '{}', ?, ?)",
        (one.id, place, assay.name, folder, assay.stage, assay.code, total, size),
    )
    for it in assay.files:
        add_files(connection, row.lastrowid, it)


def add_files(connection, assay: int, it: Files) -> None:  # type: ignore[no-untyped-def]
    """Files of one fileset, behind those that are there."""
    names = [it.fileset if n == 0 else f"{it.fileset}.d/{n:06}.ets" for n in range(it.count)]
    connection.executemany(
        "INSERT INTO files (assay, source, size, mtime_ns, volume, file_id, target, key, fileset, "
        "format, state, flushed, attempts, code, facts, since, round) "
        "VALUES (?, ?, ?, 0, '1', '1', ?, ?, ?, 'czi', ?, ?, ?, ?, ?, ?, 1)",
        [
            (
                assay,
                f"/data/{name}",
                it.size,
                name,
                f"{name}-{it.state}",
                it.fileset,
                it.state,
                it.flushed,
                it.attempts,
                it.code,
                "{}" if it.code else None,
                AT,
            )
            for name in names
        ],
    )
