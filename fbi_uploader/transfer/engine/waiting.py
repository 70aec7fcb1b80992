"""Files that were still being written: looked at again until they stand still (DESIGN 7)."""

from __future__ import annotations

import json
from datetime import datetime

from fbi_uploader.errors import Problem, RetryError, Severity
from fbi_uploader.intake.model import Ignored, Stamp
from fbi_uploader.intake.settle import Looked, Settle, Sighting, Watched
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow, Reason, file_row
from fbi_uploader.transfer.planning.plan import room_of
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.planning.rows import AssayRows, Intake
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.task import Task


def settle_waiting(task: Task, settle: Settle, *, flattens: bool) -> None:
    """Look at every waiting file; queue what stands still, and assays in which nothing waits.

    An assay waits as a whole. Once all its files stand still its paths are scanned once more: a
    folder that is still receiving files goes on waiting.
    """
    for assay in records.assays(task.journal, task.id):
        _look_at_files(task, settle, assay)
        if assay.stage is Stage.WAITING and not _waits(task, assay):
            _scan_again(task, settle, assay, flattens=flattens)


def _waits(task: Task, assay: AssayRow) -> bool:
    return bool(records.files_in(task.journal, assay.id, FileState.WAITING, 1))


def _look_at_files(task: Task, settle: Settle, assay: AssayRow) -> None:
    last = -1
    while True:
        rows = task.journal.some(
            "SELECT * FROM files WHERE assay = ? AND state = ? AND id > ? ORDER BY id LIMIT 1000",
            (assay.id, FileState.WAITING, last),
        )
        if not rows:
            return
        last = rows[-1]["id"]
        watched = [
            Watched(
                row["source"],
                Sighting(file_row(row).stamp, datetime.fromisoformat(row["since"])),
            )
            for row in rows
        ]
        looks = settle.look(watched)
        with task.journal.transaction() as connection:
            connection.executemany(
                "UPDATE files SET state = ?, since = ?, size = ?, mtime_ns = ?, volume = ?, "
                "file_id = ?, code = ?, facts = ?, flushed = 0 WHERE id = ?",
                [
                    (*_values(look, file_row(row).stamp, assay), row["id"])
                    for row, look in zip(rows, looks, strict=True)
                ],
            )
            pairs = zip(rows, looks, strict=True)
            grown = sum(_size(look, row["size"]) - row["size"] for row, look in pairs)
            connection.execute(
                "UPDATE assays SET bytes = bytes + ? WHERE id = ?", (grown, assay.id)
            )


def _size(look: Looked, known: int) -> int:
    return look.sighting.state.size if look.sighting else known


def _values(look: Looked, known: Stamp, assay: AssayRow) -> tuple[object, ...]:
    state = FileState.QUEUED if look.verdict.settled else FileState.WAITING
    code = facts = None
    stamp = known
    if look.error is not None:
        # In a waiting assay the next scan decides: a temporary name may simply be gone.
        gone = FileState.QUEUED if assay.stage is Stage.WAITING else FileState.FAILED
        state = FileState.WAITING if isinstance(look.error, RetryError) else gone
        code, facts = look.error.code, json.dumps(look.error.facts)
    elif look.sighting is not None:
        stamp = look.sighting.state
    found = (stamp.size, stamp.mtime_ns, str(stamp.volume), str(stamp.file_id))
    return (state, look.verdict.since.isoformat(), *found, code, facts)


def _scan_again(task: Task, settle: Settle, assay: AssayRow, *, flattens: bool) -> None:
    draft = frozen_draft(task.submission)
    blocking: list[Problem] = []

    def note(one: Problem | Ignored) -> None:
        if isinstance(one, Problem) and one.severity is Severity.BLOCKING:
            blocking.append(one)

    intake = Intake(
        task.journal,
        settle,
        draft.repair_names,
        flattens,
        note,
        joined=draft.joined,
        split=draft.split,
    )
    left_out = [one for one in draft.left_out if one.place == assay.place]
    room = room_of(assay.folder, task.route.places(task.id, assay.place, assay.folder))
    rows = AssayRows(intake, assay.id, room)
    sums = rows.scan(draft.sources[assay.place], left_out)
    if blocking:
        facts = {**blocking[0].facts, "path": blocking[0].where}
        task.reach(Stage.FAILED, assay, Reason(blocking[0].code, facts))
    elif not sums.waiting:
        task.reach(Stage.QUEUED, assay)


def restamp_changed(task: Task) -> int:
    """Take changed sources as they are now, because the user said so; returns how many.

    They wait until they stand still, and are then sent from zero.
    """
    with task.journal.transaction() as connection:
        return connection.execute(
            "UPDATE files SET state = ?, code = NULL, facts = NULL, flushed = 0 "
            "WHERE state = ? AND assay IN (SELECT id FROM assays WHERE submission = ?)",
            (FileState.WAITING, FileState.CHANGED, task.id),
        ).rowcount
