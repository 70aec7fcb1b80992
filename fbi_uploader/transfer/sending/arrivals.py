"""Files that lie proved under `ready`: how the journal learns of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fbi_uploader.transfer.journal.records import FileRow
from fbi_uploader.transfer.stages import EvidenceKind, FileState
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file in its place under `ready`, with our digests and how the copy was proved.

    `cached`: what was read back may have come from a cache on this PC, which proves little.
    """

    file: FileRow
    sha256: str
    sha1: str
    proof: EvidenceKind
    cached: bool


def record(task: Task, arrived: Sequence[Arrived]) -> None:
    """Journal files as ready, in one transaction, and count them."""
    if not arrived:
        return
    at = task.now().isoformat()
    with task.journal.transaction() as connection:
        connection.executemany(
            "UPDATE files SET state = ?, sha256 = ?, sha1 = ?, part = NULL, flushed = 0, "
            "code = NULL, facts = NULL WHERE id = ?",
            [(FileState.READY, one.sha256, one.sha1, one.file.id) for one in arrived],
        )
        connection.executemany(
            "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
            [row for one in arrived for row in _evidence(task, one, at)],
        )
    task.tally.add(files=len(arrived))


def _evidence(task: Task, one: Arrived, at: str) -> list[tuple[object, ...]]:
    named = (task.id, one.file.assay, one.file.id)
    digests = json.dumps({"sha256": one.sha256, "sha1": one.sha1})
    sent = (*named, EvidenceKind.SENT_DIGEST, at, digests)
    if one.proof is EvidenceKind.SIZE_ONLY:
        return [sent, (*named, one.proof, at, json.dumps({"size": one.file.stamp.size}))]
    proof = json.dumps({"sha256": one.sha256, "cached": one.cached})
    return [sent, (*named, one.proof, at, proof)]
