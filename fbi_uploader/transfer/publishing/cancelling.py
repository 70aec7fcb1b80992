"""Taking a submission back. What was published stays, with its record (DESIGN 7)."""

from __future__ import annotations

from fbi_uploader.errors import Cancelled, Code, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow
from fbi_uploader.transfer.publishing import staging
from fbi_uploader.transfer.publishing.publisher import Ends, Publisher
from fbi_uploader.transfer.publishing.recording import Exporter, write_record
from fbi_uploader.transfer.stages import ARRIVED, Stage
from fbi_uploader.transfer.task import Task


def cancel(task: Task, exporters: tuple[Exporter, ...]) -> None:
    """Remove what was not published, here at once and over there as far as it can be reached.

    A node that cannot be reached, or refuses, keeps our staging folder for now: it is noted as a
    leftover. Raises what the node says while an assay's publication is in doubt: it may be done.
    """
    try:
        with task.route.connect() as backend:
            _clear(task, backend, exporters)
    except (UploaderError, Cancelled) as error:  # who is held does not wait for a lost line
        rows = records.assays(task.journal, task.id)
        if any(row.stage is Stage.PUBLISHING for row in rows):
            raise _said(task, error) from error
        with task.journal.transaction() as connection:
            records.put_leftover(
                connection, task.route.node, task.id, task.route.staging(task.id), task.now()
            )
        for row in rows:
            if row.stage not in ARRIVED:
                task.reach(Stage.CANCELLED, row)
    task.reach(Stage.CANCELLED)


def _said(task: Task, error: UploaderError | Cancelled) -> UploaderError:
    if isinstance(error, UploaderError):
        return error
    return RetryError(Code.NODE_UNREACHABLE, node=task.route.node)


def _clear(task: Task, backend: Backend, exporters: tuple[Exporter, ...]) -> None:
    places = [
        row.place
        for row in records.assays(task.journal, task.id)
        if row.stage not in ARRIVED and _take_back(task, backend, row)
    ]
    staged = backend.stat(task.route.staging(task.id)) is not None
    if staged and any(row.stage in ARRIVED for row in records.assays(task.journal, task.id)):
        write_record(task, backend, exporters)
    staging.clear(task, backend, places)


def _take_back(task: Task, backend: Backend, row: AssayRow) -> bool:
    """Whether the verified files of an assay may go: never when its rename may have been done."""
    if row.stage is Stage.PUBLISHING or row.server_id is not None:
        publisher = Publisher(task, backend)
        ends = publisher.look(row)
        if ends is Ends.DONE:
            publisher.confirm(row)
        if ends is not Ends.NOT_DONE:
            return False
    task.reach(Stage.CANCELLED, row)
    return True
