"""Which files a worker takes next. Taking one is an intent, journalled before a byte moves."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fbi_uploader.errors import NodeError, UploaderError
from fbi_uploader.transfer.journal.records import FileRow, file_row
from fbi_uploader.transfer.stages import FileState
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Claim:
    """A file taken by one worker. `part` is the name of this attempt's part.

    `stale` is the part of an earlier attempt, to be removed; `offset` the bytes to go on from.
    """

    file: FileRow
    place: int
    part: str
    stale: str | None
    offset: int


class Claims:
    """Hands the queued files of some assays to workers, and takes back what failed."""

    def __init__(self, task: Task, places: dict[int, int], *, resume: bool) -> None:
        self._task = task
        self._places = places  # assay row id -> place, in the order of the deposit
        self._resume = resume
        self._lock = threading.Lock()
        self._delayed: dict[int, float] = {}

    def take(self) -> list[Claim]:
        """Files that travel together: one large one, or several small ones. Empty: none now."""
        with self._lock:
            claims = [self._claim(file) for file in self._together(self._queued())]
            with self._task.journal.transaction() as connection:
                connection.executemany(
                    "UPDATE files SET state = ?, part = ?, resumed = ?, flushed = ? WHERE id = ?",
                    [
                        (
                            FileState.SENDING,
                            claim.part,
                            claim.offset > 0,
                            claim.offset,
                            claim.file.id,
                        )
                        for claim in claims
                    ],
                )
        return claims

    def next_try(self) -> float | None:
        """Seconds until a delayed file may be taken, None when none is delayed."""
        with self._lock:
            if not self._delayed:
                return None
            return max(0.0, min(self._delayed.values()) - self._task.clock.monotonic())

    def give_back(
        self, claim: Claim, state: FileState, error: UploaderError | None, delay: float = 0.0
    ) -> None:
        """Put a file into `state`, with what happened; queued ones come again after `delay` s."""
        with self._lock:
            if delay and state is FileState.QUEUED:
                self._delayed[claim.file.id] = self._task.clock.monotonic() + delay
            with self._task.journal.transaction() as connection:
                connection.execute(
                    "UPDATE files SET state = ?, attempts = attempts + ?, code = ?, facts = ? "
                    "WHERE id = ?",
                    (
                        state,
                        int(error is not None and not isinstance(error, NodeError)),
                        error.code if error else None,
                        json.dumps(error.facts) if error else None,
                        claim.file.id,
                    ),
                )

    def attempts(self, claim: Claim) -> int:
        """How often the file has failed since it last made progress."""
        row = self._task.journal.one("SELECT attempts FROM files WHERE id = ?", (claim.file.id,))
        return int(row["attempts"]) if row else 0

    def put_down(self, claims: Sequence[Claim]) -> None:
        """Queue again what was taken and is still marked as being sent."""
        with self._task.journal.transaction() as connection:
            connection.executemany(
                "UPDATE files SET state = ? WHERE id = ? AND state = ?",
                [(FileState.QUEUED, claim.file.id, FileState.SENDING) for claim in claims],
            )

    def _queued(self) -> list[FileRow]:
        now = self._task.clock.monotonic()
        self._delayed = {id_: at for id_, at in self._delayed.items() if at > now}
        limit = self._task.route.limits.batch_files + len(self._delayed)
        for assay in self._places:
            rows = self._task.journal.some(
                "SELECT * FROM files WHERE state = ? AND assay = ? ORDER BY id LIMIT ?",
                (FileState.QUEUED, assay, limit),
            )
            free = [file_row(row) for row in rows if row["id"] not in self._delayed]
            if free:
                return free
        return []

    def _together(self, files: Sequence[FileRow]) -> list[FileRow]:
        limits = self._task.route.limits
        taken: list[FileRow] = []
        size = 0
        for file in files[: limits.batch_files]:
            size += file.stamp.size
            if taken and (file.stamp.size > limits.small or size > limits.batch_bytes):
                break
            taken.append(file)
            if file.stamp.size > limits.small:
                break
        return taken

    def _claim(self, file: FileRow) -> Claim:
        place = self._places[file.assay]
        fresh = f"{secrets.token_hex(8)}.part"
        if file.part and file.flushed and self._resume:
            return Claim(file, place, file.part, None, file.flushed)
        if file.flushed:
            file = replace(file, flushed=0)
        return Claim(file, place, fresh, file.part, 0)
