"""After a crash: what was intended is looked at again before anything goes on (DESIGN 5)."""

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
