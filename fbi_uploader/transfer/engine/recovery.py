"""After a crash: what was intended is looked at again before anything goes on (DESIGN 5).

And after a refusal of the node: what an attempt has left there is taken away.
"""

from __future__ import annotations

from fbi_uploader.errors import Code, UploaderError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow, FileRow
from fbi_uploader.transfer.sending import arrivals
from fbi_uploader.transfer.source import Digests, hash_prefix
from fbi_uploader.transfer.stages import EvidenceKind, FileState
from fbi_uploader.transfer.task import Task


def revalidate(task: Task, backend: Backend, assays: list[AssayRow]) -> None:
    """Look at every file that a dead engine was sending; proved ones count, others queue again.

    A crash between the rename into `ready` and the journal's commit leaves a whole file there
    that the journal does not know: it is proved anew by both digests, or removed.
    """
    for assay in assays:
        while rows := records.files_in(task.journal, assay.id, FileState.SENDING):
            for file in rows:
                _revalidate(task, backend, assay, file)


def _revalidate(task: Task, backend: Backend, assay: AssayRow, file: FileRow) -> None:
    ready = task.route.ready(task.id, assay.place, file.target)
    entry = backend.stat(ready)
    if entry is not None:
        arrived = _prove(task, backend, ready, file)
        if arrived:
            arrivals.record(task, [arrived])
            return
        task.remove(backend, ready)
    with task.journal.transaction() as connection:
        connection.execute("UPDATE files SET state = ? WHERE id = ?", (FileState.QUEUED, file.id))


def _prove(task: Task, backend: Backend, ready: str, file: FileRow) -> arrivals.Arrived | None:
    with Digests() as digests:
        try:
            hash_prefix(file.source, file.stamp, digests, file.stamp.size, task.on_checked)
        except UploaderError as error:
            # Whatever is wrong with the source shows again, with its message, when it is claimed.
            if error.code is Code.HELD:
                raise
            return None
        sha256, sha1 = digests.values()
    if backend.digest(ready, task.on_proved).value != sha256:
        return None
    able = backend.capabilities
    proof = EvidenceKind.SERVER_COMPUTED if able.server_digest else EvidenceKind.READ_BACK
    return arrivals.Arrived(file, sha256, sha1, proof, able.cached_reads)


def put_away_parts(task: Task, backend: Backend) -> None:
    """Remove the parts of files that were queued again, but for those that will be continued.

    For a node that has said no (a full disk, a quota): until somebody acts, which may take days,
    nothing is to lie there for nothing. Ends at the first trouble: a later attempt removes them.
    """
    keeps = backend.capabilities.resume
    for assay in records.assays(task.journal, task.id):
        statement = (
            "SELECT * FROM files WHERE assay = ? AND state = ? AND part IS NOT NULL "
            "AND (flushed = 0 OR NOT ?) AND id > ? ORDER BY id LIMIT ?"
        )
        for row in task.journal.stream(statement, (assay.id, FileState.QUEUED, keeps)):
            task.remove(backend, task.route.part(task.id, row["part"]))
            with task.journal.transaction() as connection:
                connection.execute(
                    "UPDATE files SET part = NULL, flushed = 0 WHERE id = ?", (row["id"],)
                )
