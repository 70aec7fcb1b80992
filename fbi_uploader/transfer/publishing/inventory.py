"""Whether a folder over there holds what the journal says, without loading either."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fbi_uploader.isa.names import key
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend, Entry
from fbi_uploader.transfer.journal.records import AssayRow
from fbi_uploader.transfer.stages import FileState
from fbi_uploader.transfer.task import Task

_PAGE = 1000
_STRANGERS = 20  # named in a message; more say nothing more

Found = tuple[str, Entry]
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """`matched` planned files found with their size, `strangers` names that nobody planned."""

    matched: int
    strangers: tuple[str, ...]


def take(task: Task, backend: Backend, assay: AssayRow, folder: str) -> Inventory:
    """Compare `folder` with the plan, and note the server's id of every file that matches."""
    with task.journal.transaction() as connection:
        connection.execute(
            # Rows without one are left alone: a million written anew fill the disk with WAL.
            "UPDATE files SET server_id = NULL WHERE assay = ? AND server_id IS NOT NULL",
            (assay.id,),
        )
    return _compare(
        task,
        backend,
        folder,
        "UPDATE files SET server_id = ? WHERE assay = ? AND key = ? AND target = ? AND size = ?",
        lambda path, entry: (entry.file_id, assay.id, key(path), path, entry.size),
    )


def compare(task: Task, backend: Backend, assay: AssayRow, folder: str) -> Inventory:
    """Compare `folder` with the plan and the server's ids noted before; changes nothing."""
    return _compare(
        task,
        backend,
        folder,
        "UPDATE files SET server_id = server_id "
        "WHERE assay = ? AND key = ? AND target = ? AND size = ? AND server_id = ?",
        lambda path, entry: (assay.id, key(path), path, entry.size, entry.file_id),
    )


def confirm(task: Task, backend: Backend, assay: AssayRow, folder: str) -> Inventory:
    """Set published every file that lies in `folder` under its name, size and server's id.

    Those that do not are set published without an id: nothing will be called safe on that ground.
    """
    inventory = _compare(
        task,
        backend,
        folder,
        "UPDATE files SET state = ? "
        "WHERE assay = ? AND key = ? AND target = ? AND size = ? AND server_id = ?",
        lambda path, entry: (
            FileState.PUBLISHED,
            assay.id,
            key(path),
            path,
            entry.size,
            entry.file_id,
        ),
    )
    if inventory.matched != assay.files:
        with task.journal.transaction() as connection:
            connection.execute(
                "UPDATE files SET state = ?, server_id = NULL WHERE assay = ? AND state != ?",
                (FileState.PUBLISHED, assay.id, FileState.PUBLISHED),
            )
    return inventory


def _compare(
    task: Task,
    backend: Backend,
    folder: str,
    statement: str,
    values: Callable[[str, Entry], Values],
) -> Inventory:
    matched = 0
    strangers: list[str] = []
    for page in _pages(tree.walk(backend, folder)):
        with task.journal.transaction() as connection:
            rows = [values(path, entry) for path, entry in page]
            hits = connection.executemany(statement, rows).rowcount
            matched += hits
            if hits < len(page) and len(strangers) < _STRANGERS:
                strangers.extend(_misses(connection, statement, page, rows))
    return Inventory(matched, tuple(strangers[:_STRANGERS]))


def _misses(
    connection: sqlite3.Connection, statement: str, page: Sequence[Found], rows: Sequence[Values]
) -> Iterator[str]:
    # The statements are idempotent, so asking one by one again changes nothing.
    for (path, _), row in zip(page, rows, strict=True):
        if connection.execute(statement, row).rowcount == 0:
            yield path


def _pages(found: Iterator[Found]) -> Iterator[list[Found]]:
    while page := list(islice(found, _PAGE)):
        yield page
