"""The record of a published submission, written beside the data and never into it (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fbi_uploader.errors import Cancelled, Code, FileError, RetryError, UploaderError
from fbi_uploader.intake import reading
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.route import Verify
from fbi_uploader.transfer.source import Digests, HashingSource
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the published record: a name below `_submissions/<id>/`, and its content."""

    name: str
    pieces: Callable[[], Iterator[bytes]]


Exporter = Callable[[SubmissionRow], Iterator[Document]]
"""Makes documents of a submission whose assays are published. Engines get a list of them."""


def write_record(task: Task, backend: Backend, exporters: tuple[Exporter, ...]) -> None:
    """Write `_submissions/<id>/`, whole or not at all, proved like any file. Idempotent.

    Raises FileError EXPORT_FAILED for whatever an exporter meets, and as the backend does.
    """
    target = task.route.record(task.id)
    if backend.stat(target) is not None:
        return
    folder = task.route.staging(task.id, "record")
    for inner, _ in list(tree.walk(backend, folder)):
        backend.remove(f"{folder}/{inner}")
    for exporter in exporters:
        with _translating():
            for document in exporter(task.submission):
                _write_document(task, backend, f"{folder}/{document.name}", document)
    _publish(backend, folder, target)


@contextmanager
def _translating() -> Iterator[None]:
    """An exporter may fail in any way; the engine has others to carry, and goes on."""
    try:
        yield
    except (UploaderError, Cancelled):
        raise
    except Exception as error:
        raise FileError(Code.EXPORT_FAILED, why=f"{type(error).__name__}: {error}") from error


def _publish(backend: Backend, folder: str, target: str) -> None:
    try:
        backend.rename(folder, target)
    except RetryError:
        backend.connect()
        if backend.stat(target) is None or backend.stat(folder) is not None:
            raise
    except UploaderError as error:
        if error.code is not Code.TARGET_EXISTS:
            raise


def _write_document(task: Task, backend: Backend, path: str, document: Document) -> None:
    """Through a file here, so that a long one needs no memory and is read as any source is."""
    with TemporaryDirectory(prefix="fbi-record-") as folder:
        local = Path(folder) / "document"
        with local.open("wb") as out:
            for piece in document.pieces():
                out.write(piece)
        stamp = reading.stamp(str(local))
        with Digests() as digests:
            source = HashingSource(str(local), stamp, digests, size=stamp.size)
            backend.write(path, source, 0, lambda _count: None)
            wanted, _ = digests.values()
        if task.route.verify is Verify.FULL:
            found = backend.digest(path, lambda _count: None)
            if found.value != wanted:
                raise RetryError(Code.DIGEST_DIFFERS, path=path)
