"""The record of a published submission, written beside the data and never into it (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fbi_uploader.errors import Cancelled, Code, Fact, FileError, RetryError, UploaderError
from fbi_uploader.intake import reading
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
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


@dataclass(frozen=True, slots=True)
class HandOver:
    """An exporter that the record can do without: proof and data are worth more than its papers."""

    name: str
    make: Exporter

    def __call__(self, submission: SubmissionRow) -> Iterator[Document]:
        """Its documents."""
        return self.make(submission)


def write_record(task: Task, backend: Backend, exporters: tuple[Exporter, ...]) -> Reason | None:
    """Write `_submissions/<id>/`, whole or not at all, proved like any file. Idempotent.

    A `HandOver` that cannot be made is left out whole: EXPORT_LEFT_OUT (formats, why) is returned.
    Raises FileError EXPORT_FAILED for whatever another exporter meets, and as the backend does.
    """
    target = task.route.record(task.id)
    if backend.stat(target) is not None:
        return None
    folder = task.route.staging(task.id, "record")
    for inner, _ in list(tree.walk(backend, folder)):
        backend.remove(f"{folder}/{inner}")
    left_out: dict[str, str] = {}
    for exporter in exporters:
        if isinstance(exporter, HandOver):
            why = _hand_over(task, backend, folder, exporter)
            left_out |= {exporter.name: why} if why else {}
            continue
        with _translating():
            for document in exporter(task.submission):
                _write_document(task, backend, f"{folder}/{document.name}", document)
    _publish(backend, folder, target)
    return _told(left_out)


def _told(left_out: dict[str, str]) -> Reason | None:
    if not left_out:
        return None
    facts: dict[str, Fact] = {"formats": ", ".join(left_out), "why": "; ".join(left_out.values())}
    return Reason(Code.EXPORT_LEFT_OUT, facts)


def _hand_over(task: Task, backend: Backend, folder: str, one: HandOver) -> str | None:
    """Make all of it here before any of it is written there; why it could not be made, or None."""
    with TemporaryDirectory(prefix="fbi-record-") as here:
        made: list[tuple[str, Path]] = []
        try:
            with _translating():
                for number, document in enumerate(one(task.submission)):
                    local = Path(here) / str(number)
                    _fill(local, document)
                    made.append((document.name, local))
        except UploaderError as error:
            return str(error.facts.get("why") or error)
        for name, local in made:
            _send(task, backend, f"{folder}/{name}", local)
    return None


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
        _fill(local, document)
        _send(task, backend, path, local)


def _fill(local: Path, document: Document) -> None:
    with local.open("wb") as out:
        out.writelines(document.pieces())


def _send(task: Task, backend: Backend, path: str, local: Path) -> None:
    stamp = reading.stamp(str(local))
    with Digests() as digests:
        source = HashingSource(str(local), stamp, digests, size=stamp.size)
        backend.write(path, source, 0, lambda _count: None)
        wanted, _ = digests.values()
    if task.route.verify is Verify.FULL:
        found = backend.digest(path, lambda _count: None)
        if found.value != wanted:
            raise RetryError(Code.DIGEST_DIFFERS, path=path)
