"""Sending without a file that holds up its assay: it is left out, and the rest goes (DESIGN 7).

What is left out is the whole fileset, because its members cannot be opened without each other. It
becomes a draft of its own under a new assay name: the import never sees files that are added to an
assay later (INTEROP 4).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, Fact, FileError, InputError
from fbi_uploader.isa.draft import Draft, LeftOut, left_out_paths, lies_in
from fbi_uploader.isa.names import next_name
from fbi_uploader.paths import shown
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow, FileRow, Reason, file_row
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.task import Task

Keep = Callable[[Draft], str]
"""Keeps a draft for later; says where."""

_MAY_LEAVE = frozenset({Stage.WAITING, Stage.QUEUED, Stage.SENDING, Stage.READY, Stage.FAILED})


@dataclass(frozen=True, slots=True)
class _Set:
    """A fileset of one assay, known by one of its files (`named`)."""

    assay: AssayRow
    fileset: str
    named: str


def leave_out(task: Task, sources: Sequence[str], keep: Keep) -> None:
    """Take the filesets of these source files out of their assays, and keep each as a new draft.

    The draft is kept before anything is removed, so that a crash loses nothing: the order is done
    again. What was left out before is passed over. Raises InputError FILE_NOT_PENDING and
    NOTHING_TO_SEND (an assay would be empty) before anything is done, and as the backend does.
    """
    sets = list(_sets(task, sources))
    for assay in {one.assay.id: one.assay for one in sets}.values():
        _refuse_emptying(task, assay, [one.fileset for one in sets if one.assay.id == assay.id])
    if sets:
        with task.route.connect() as backend:
            for one in sets:
                _leave_set_out(task, backend, one, keep)


def _sets(task: Task, sources: Sequence[str]) -> Iterator[_Set]:
    """Each set once, however many of its files are named."""
    assays = {row.id: row for row in records.assays(task.journal, task.id)}
    draft = frozen_draft(task.submission)
    left = left_out_paths(draft.left_out)
    seen: set[tuple[int, str]] = set()
    for source in sources:
        rows = task.journal.some(
            "SELECT f.assay, f.fileset FROM files f JOIN assays a ON a.id = f.assay "
            "WHERE f.source = ? AND a.submission = ?",
            (source, task.id),
        )
        found = [(row["assay"], row["fileset"]) for row in rows]
        if not found and not lies_in(source, left):  # it has gone, and its row with it
            dropped = (row for row in assays.values() if source in draft.sources[row.place])
            found = [(row.id, os.path.basename(source)) for row in dropped]
        going = [one for one in found if _may_leave(assays[one[0]])]
        if not going and not lies_in(source, left):
            raise InputError(Code.FILE_NOT_PENDING, path=shown(source))
        for assay, fileset in going:
            if (assay, fileset) not in seen:
                seen.add((assay, fileset))
                yield _Set(assays[assay], fileset, source)


def _may_leave(assay: AssayRow) -> bool:
    # With an intent its rename may have been done: nothing is taken out of what is published.
    return assay.stage in _MAY_LEAVE and assay.server_id is None


def _refuse_emptying(task: Task, assay: AssayRow, filesets: Sequence[str]) -> None:
    rest = task.journal.one(
        "SELECT 1 FROM files WHERE assay = ? "
        "AND fileset NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
        (assay.id, json.dumps(filesets)),
    )
    if rest is None:
        raise InputError(Code.NOTHING_TO_SEND, path=assay.folder)


def _files(task: Task, one: _Set) -> Iterator[FileRow]:
    statement = "SELECT * FROM files WHERE assay = ? AND fileset = ? AND id > ? ORDER BY id LIMIT ?"
    return map(file_row, task.journal.stream(statement, (one.assay.id, one.fileset)))


def _leave_set_out(task: Task, backend: Backend, one: _Set, keep: Keep) -> None:
    draft = frozen_draft(records.submission(task.journal, task.id))
    name = _new_name(task, backend, one.assay, draft)
    left = LeftOut(
        place=one.assay.place,
        assay=name,
        fileset=one.fileset,
        paths=_dropped_paths(task, one),
    )
    kept = keep(draft.left(left))
    files = 0
    for file in _files(task, one):
        _remove_over_there(task, backend, one.assay, file)
        files += 1
    facts: dict[str, Fact] = {
        "path": shown(one.named),
        "files": files,
        "assay": name,
        "draft": kept,
    }
    after = draft.model_copy(update={"left_out": (*draft.left_out, left)})
    _forget(task, one, after, Reason(Code.LEFT_OUT, facts))


def _new_name(task: Task, backend: Backend, assay: AssayRow, draft: Draft) -> str:
    parent = assay.folder.rpartition("/")[0]
    there = [entry.name for entry in tree.entries(backend, task.route.path(parent))]
    ours = [row.name for row in records.assays(task.journal, task.id) if row.study == assay.study]
    return next_name(assay.name, (*there, *ours, *(one.assay for one in draft.left_out)))


def _dropped_paths(task: Task, one: _Set) -> tuple[str, ...]:
    """What to drop so that the set is found as it was: its head, and what lies beside that.

    A folder beside the head belongs to the set with all in it (`intake.fileset`).
    """
    depth = one.fileset.count("/")
    tops: dict[str, None] = {}
    for file in _files(task, one):
        top = file.source
        for _ in range((file.original or file.target).count("/") - depth):
            top = os.path.dirname(top)
        tops[top] = None
    return tuple(tops) or (one.named,)


def _remove_over_there(task: Task, backend: Backend, assay: AssayRow, file: FileRow) -> None:
    if file.part:
        task.discard(backend, task.route.part(task.id, file.part))
    if file.state in {FileState.READY, FileState.SENDING}:
        # What stays in `ready` is published. A crash after this: the file is queued, or left out.
        try:
            task.remove(backend, task.route.ready(task.id, assay.place, file.target))
        except FileError as error:
            raise InputError(Code.FILE_NOT_PENDING, path=shown(file.source)) from error


def _forget(task: Task, one: _Set, after: Draft, reason: Reason) -> None:
    """Take the set's rows out of the assay and say why, at once."""
    of_set = (one.assay.id, one.fileset)
    with task.journal.transaction() as connection:
        connection.execute(
            "DELETE FROM evidence WHERE file IN "
            "(SELECT id FROM files WHERE assay = ? AND fileset = ?)",
            of_set,
        )
        connection.execute("DELETE FROM files WHERE assay = ? AND fileset = ?", of_set)
        connection.execute(
            "UPDATE assays SET (files, bytes) = (SELECT count(*), coalesce(sum(size), 0) "
            "FROM files WHERE assay = assays.id) WHERE id = ?",
            (one.assay.id,),
        )
        connection.execute(
            "UPDATE submissions SET frozen = ? WHERE id = ?",
            (after.model_dump_json(), task.id),
        )
        # A verified assay stays verified: it holds less now, and that is told before it goes.
        records.put_stage(
            connection,
            one.assay.stage,
            task.now(),
            submission_id=task.id,
            assay_id=one.assay.id,
            reason=reason,
        )
