"""Whether the originals may be deleted: said only on proof, and looked at anew each time.

DESIGN 7, "Safe to delete". Deleting is never done by this program.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, Problem, UploaderError
from fbi_uploader.intake import reading
from fbi_uploader.intake.scan import is_unicode
from fbi_uploader.paths import shown
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import EvidenceRow, FileRow
from fbi_uploader.transfer.route import Route, SafeNeeds
from fbi_uploader.transfer.stages import ARRIVED, EvidenceKind, FileState

_LISTED = 200  # reasons and strangers that are named; the rest is counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """`safe` for every original that still exists.

    `reasons`        why not, the first of them
    `unsafe`         how many originals are not safe
    `gone`           how many originals are not there any more: nothing is left to delete
    `not_in_receipt` what else lies in the folders of the originals, and was not sent
    """

    safe: bool
    reasons: tuple[Problem, ...]
    unsafe: int
    gone: int
    not_in_receipt: tuple[str, ...]
    strangers: int


def judge(file: FileRow, evidence: Sequence[EvidenceRow], needs: SafeNeeds) -> Code | None:
    """Why the proof of one file does not suffice, or None when it does. Pure.

    (a) read back in full from `ready` after a flush, not from a cache, and seen in its place under
    the same name, size and id; (b) where the node asks for it, a checksum computed by iRODS.
    """
    if needs is SafeNeeds.NEVER:
        return Code.NEVER_SAFE
    if file.state is not FileState.PUBLISHED:
        return Code.NOT_ARRIVED
    if needs is SafeNeeds.IRODS:
        computed = any(_equals(one, file, EvidenceKind.SERVER_COMPUTED) for one in evidence)
        return None if computed else Code.NEEDS_IRODS
    back = [
        one
        for one in evidence
        if _equals(one, file, EvidenceKind.READ_BACK)
        or _equals(one, file, EvidenceKind.SERVER_COMPUTED)
    ]
    if not back or file.server_id is None:
        return Code.NOT_READ_BACK
    if all(one.facts.get("cached") for one in back):
        return Code.READ_FROM_CACHE
    return None


def _equals(one: EvidenceRow, file: FileRow, kind: EvidenceKind) -> bool:
    return one.kind is kind and file.sha256 is not None and one.facts.get("sha256") == file.sha256


def verdict(journal: Journal, submission: records.SubmissionRow, route: Route) -> Verdict:
    """Judge every file and look at every original again."""
    reasons: list[Problem] = []
    unsafe = gone = 0
    folders: set[str] = set()
    for file, evidence in _files(journal, submission.id):
        folders.add(os.path.dirname(file.source))
        code = judge(file, evidence, route.safe_needs)
        if code is None:
            code = _look(file)
            if code is Code.VANISHED:
                gone += 1
                continue
        if code is not None:
            unsafe += 1
            if len(reasons) < _LISTED:
                reasons.append(Problem(code, shown(file.source)))
    strangers = list(_strangers(journal, submission.id, folders))
    arrived = submission.stage in ARRIVED
    return Verdict(
        safe=arrived and unsafe == 0,
        reasons=tuple(reasons),
        unsafe=unsafe,
        gone=gone,
        not_in_receipt=tuple(strangers[:_LISTED]),
        strangers=len(strangers),
    )


def _files(journal: Journal, submission: str) -> Iterator[tuple[FileRow, list[EvidenceRow]]]:
    for assay in records.assays(journal, submission):
        yield from records.proved_files(journal, assay.id)


def _look(file: FileRow) -> Code | None:
    """Whether the original is still what was sent."""
    try:
        return None if reading.stamp(file.source) == file.stamp else Code.ORIGINAL_CHANGED
    except UploaderError as error:
        return error.code


def _strangers(journal: Journal, submission: str, folders: Iterable[str]) -> Iterator[str]:
    """What lies in the folders of the originals, folders too, and is not in the receipt."""
    leading = set(_leading(folders))
    for folder in sorted(folders):
        try:
            inside = sorted(entry.path for entry in os.scandir(folder))
        except OSError:
            continue  # the folder is gone or closed: nothing of it can be deleted by mistake
        for path in inside:
            if path in leading:
                continue  # looked into for itself
            if not is_unicode(path) or not _is_known(journal, submission, path):
                yield shown(path)


def _leading(folders: Iterable[str]) -> Iterator[str]:
    """The folders of the originals, and every folder above them."""
    seen: set[str] = set()
    for folder in folders:
        while folder not in seen:
            seen.add(folder)
            yield folder
            folder = os.path.dirname(folder)  # noqa: PLW2901 - upwards to the root, its own parent


def _is_known(journal: Journal, submission: str, path: str) -> bool:
    row = journal.one(
        "SELECT 1 FROM files f JOIN assays a ON a.id = f.assay "
        "WHERE a.submission = ? AND f.source = ? LIMIT 1",
        (submission, path),
    )
    return row is not None
