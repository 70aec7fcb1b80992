"""The record of a published submission, written beside the data and never into it (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fbi_uploader.errors import Cancelled, Code, Fact, FileError, RetryError, UploaderError
from fbi_uploader.intake import reading
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend, Digest, Item
from fbi_uploader.transfer.backends.many import digest_small, write_small
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
from fbi_uploader.transfer.route import Verify
from fbi_uploader.transfer.source import Digests, HashingSource
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the published record: a name below `_submissions/<id>/`, and its content."""

    name: str
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Local:
    """A document's name, and where its content lies here."""

    name: str
    path: Path


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
        else:
            with _made(task, exporter) as documents:
                _send(task, backend, folder, documents)
    _publish(backend, folder, target)
    return _told(left_out)


def _told(left_out: dict[str, str]) -> Reason | None:
    if not left_out:
        return None
    facts: dict[str, Fact] = {"formats": ", ".join(left_out), "why": "; ".join(left_out.values())}
    return Reason(Code.EXPORT_LEFT_OUT, facts)


def _hand_over(task: Task, backend: Backend, folder: str, one: HandOver) -> str | None:
    """Make all of it here before any of it is written there; why it could not be made, or None."""
    made: list[Local] = []
    with ExitStack() as stack:
        try:
            made = stack.enter_context(_made(task, one))
        except UploaderError as error:
            return str(error.facts.get("why") or error)
        _send(task, backend, folder, made)
    return None


@contextmanager
def _made(task: Task, exporter: Exporter) -> Iterator[list[Local]]:
    """An exporter's documents as files here: a long one needs no memory, and is read as any is."""
    with TemporaryDirectory(prefix="fbi-record-") as here:
        made: list[Local] = []
        with _translating():
            for number, document in enumerate(exporter(task.submission)):
                path = Path(here) / str(number)
                with path.open("wb") as out:
                    out.writelines(document.pieces())
                made.append(Local(document.name, path))
        yield made


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


def _send(task: Task, backend: Backend, folder: str, documents: Sequence[Local]) -> None:
    """The small ones together; each is proved as the policy says."""
    small: dict[str, HashingSource] = {}
    digests: dict[str, Digests] = {}
    for one in documents:
        path, stamp = f"{folder}/{one.name}", reading.stamp(str(one.path))
        digests[path] = Digests()
        source = HashingSource(str(one.path), stamp, digests[path], size=stamp.size)
        if stamp.size <= task.route.limits.small:
            small[path] = source
            continue
        backend.write(path, source, 0, lambda _count: None)
        if task.route.verify is Verify.FULL:
            _compare(path, backend.digest(path, lambda _count: None), digests[path])
    if not small:
        return
    write_small(backend, [Item(path, source) for path, source in small.items()])
    if task.route.verify is Verify.FULL:
        for path, found in zip(small, digest_small(backend, list(small)), strict=True):
            _compare(path, found, digests[path])


def _compare(path: str, found: Digest, digests: Digests) -> None:
    wanted, _ = digests.values()
    if found.value != wanted:
        raise RetryError(Code.DIGEST_DIFFERS, path=path)
