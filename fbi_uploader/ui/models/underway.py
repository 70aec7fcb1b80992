"""What is under way, read from the journal: one person's submissions, and what stands in their way.

For a worker thread: a submission may have a million files, of which only sums and a few are taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from fbi_uploader.errors import Code, Fact
from fbi_uploader.transfer.engine.order import arranged, in_order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, Reason, SubmissionRow
from fbi_uploader.transfer.stages import ARRIVED, UNFINISHED, FileState, Stage

RUNNING = frozenset({Stage.SENDING, Stage.READY, Stage.PUBLISHING})
PASSWORDS = frozenset({Code.CREDENTIALS, Code.CREDENTIALS_MISSING})
SHOWN = UNFINISHED | {Stage.PAUSED, Stage.FAILED}
NAMED = 200
"""Filesets of a cause that are named, to be sent without."""


class Cause(Enum):
    """What kind of thing stands in the way."""

    CHANGED = "changed"
    """Sources that changed before their turn: somebody has to say whether they go."""
    FAILED = "failed"
    """Files that will not be tried again alone."""
    WRITING = "writing"
    """Files that are still being written."""
    ASSAY = "assay"
    """An assay as a whole, for another reason than its files."""
    WHOLE = "whole"
    """The node, or the submission as a whole."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Files of one submission that are held up by one cause.

    `reason` of the first of them, None where they are only still being written; `sources` one file
    of each fileset, at most NAMED.
    """

    cause: Cause
    reason: Reason | None
    files: int = 0
    sources: tuple[str, ...] = ()

    @property
    def code(self) -> Code:
        """Its words stand under this one."""
        return self.reason.code if self.reason else Code.STILL_WRITTEN

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What fills the words."""
        if self.reason:
            return self.reason.facts
        return {"path": self.sources[0]} if self.sources else {}


@dataclass(frozen=True, slots=True)
class Transfer:
    """A submission that is under way, or stands. `bytes`, `done`: all of it, and what arrived."""

    id: str
    person: str
    node: str
    route: str
    stage: Stage
    reason: Reason | None
    created_at: datetime
    assays: tuple[AssayRow, ...]
    done: int = 0
    files_done: int = 0
    hindrances: tuple[Hindrance, ...] = ()

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(one.bytes for one in self.assays)

    @property
    def files(self) -> int:
        """How many."""
        return sum(one.files for one in self.assays)

    @property
    def name(self) -> str:
        """Of its first assay that is not in place yet."""
        going = [one for one in self.assays if one.stage not in ARRIVED]
        return (going or list(self.assays))[0].name if self.assays else ""

    @property
    def investigation(self) -> str:
        """Its name."""
        return self.assays[0].folder.partition("/")[0] if self.assays else ""

    @property
    def published(self) -> int:
        """Assays that are in place: they stay whatever happens."""
        return sum(one.stage in ARRIVED for one in self.assays)

    @property
    def running(self) -> bool:
        """Whether it is its turn."""
        return self.stage in RUNNING and self.reason is None


@dataclass(frozen=True, slots=True)
class Password:
    """Somebody's submissions wait for a password. `endpoint` is the way they go."""

    person: str
    node: str
    endpoint: str
    reason: Reason = field(hash=False)


@dataclass(frozen=True, slots=True)
class Board:
    """`queue`: ids and bytes left of everybody's unfinished submissions, in order."""

    transfers: tuple[Transfer, ...] = ()
    queue: tuple[tuple[str, int], ...] = ()
    others: int = 0
    passwords: tuple[Password, ...] = ()
    arrived: frozenset[str] = field(default_factory=frozenset)
    """This person's that are published: to see that one which was under way has got there."""


def read_board(journal: Journal, person: str) -> Board:
    """Everything the page of one person shows. Raises InputError as `Journal` does."""
    rows = records.submissions(journal)
    queue = in_order([row for row in rows if row.stage in UNFINISHED], arranged(journal))
    ordered = [*queue, *(row for row in rows if row.stage in SHOWN - UNFINISHED)]
    mine = [_transfer(journal, row) for row in ordered if row.person == person]
    known = {one.id: one.bytes - one.done for one in mine}
    left = [(row.id, known.get(row.id) or _bytes_left(journal, row)) for row in queue]
    return Board(
        transfers=tuple(sorted(mine, key=_weight)),
        queue=tuple(left),
        others=sum(row.person != person for row in queue),
        passwords=tuple(_passwords(queue)),
        arrived=frozenset(row.id for row in rows if row.stage in ARRIVED and row.person == person),
    )


def _weight(one: Transfer) -> int:
    """What runs, what has to be looked at, the queue, what somebody paused."""
    if one.running:
        return 0
    return {Stage.FAILED: 1, Stage.PAUSED: 3}.get(one.stage, 2)


def _transfer(journal: Journal, row: SubmissionRow) -> Transfer:
    assays = tuple(records.assays(journal, row.id))
    files, done = _done(journal, row.id)
    return Transfer(
        id=row.id,
        person=row.person,
        node=row.node,
        route=row.route,
        stage=row.stage,
        reason=row.reason,
        created_at=row.created_at,
        assays=assays,
        done=done,
        files_done=files,
        hindrances=tuple(_hindrances(journal, row, assays)),
    )


def _done(journal: Journal, submission: str) -> tuple[int, int]:
    """Files and bytes that arrived and were verified. By the index: others cost nothing."""
    row = journal.one(
        "SELECT count(*) AS n, coalesce(sum(f.size), 0) AS size FROM files f "
        "WHERE f.state IN (?, ?) AND f.assay IN (SELECT id FROM assays WHERE submission = ?)",
        (FileState.READY, FileState.PUBLISHED, submission),
    )
    return (row["n"], row["size"]) if row else (0, 0)


def _bytes_left(journal: Journal, row: SubmissionRow) -> int:
    left = journal.one(
        "SELECT coalesce(sum(bytes), 0) AS size FROM assays WHERE submission = ?", (row.id,)
    )
    return max(0, (left["size"] if left else 0) - _done(journal, row.id)[1])


def _passwords(queue: Iterable[SubmissionRow]) -> Iterator[Password]:
    seen: set[tuple[str, str, str]] = set()
    for row in queue:
        key = (row.person, row.node, row.route)
        if row.reason is not None and row.reason.code in PASSWORDS and key not in seen:
            seen.add(key)
            yield Password(*key, row.reason)


# -- what stands in the way


def _hindrances(
    journal: Journal, row: SubmissionRow, assays: Iterable[AssayRow]
) -> Iterator[Hindrance]:
    told: set[Code] = set()
    for found in _of_files(journal, row.id):
        told.add(found.code)
        yield found
    for assay in assays:
        if assay.stage is Stage.FAILED and assay.reason and assay.reason.code not in told:
            told.add(assay.reason.code)
            yield Hindrance(Cause.ASSAY, _named(assay.reason, assay.name))
    if row.reason and row.reason.code not in told | PASSWORDS:
        yield Hindrance(Cause.WHOLE, row.reason)


def _named(reason: Reason, assay: str) -> Reason:
    return Reason(reason.code, {"name": assay, **reason.facts})


def _of_files(journal: Journal, submission: str) -> Iterator[Hindrance]:
    """Grouped by code: of files that need somebody, and of those that still grow."""
    for state, cause in (
        (FileState.CHANGED, Cause.CHANGED),
        (FileState.FAILED, Cause.FAILED),
        (FileState.WAITING, Cause.WRITING),
    ):
        for group in journal.some(
            "SELECT code, count(*) AS n FROM files WHERE state = ? "
            "AND assay IN (SELECT id FROM assays WHERE submission = ?) GROUP BY code",
            (state, submission),
        ):
            yield _group(journal, submission, state, cause, group["code"], group["n"])


def _group(
    journal: Journal, submission: str, state: FileState, cause: Cause, code: str | None, files: int
) -> Hindrance:
    rows = journal.some(
        "SELECT min(source) AS source, facts FROM files WHERE state = ? AND code IS ? "
        "AND assay IN (SELECT id FROM assays WHERE submission = ?) "
        "GROUP BY assay, fileset ORDER BY id LIMIT ?",
        (state, code, submission, NAMED),
    )
    sources = tuple(row["source"] for row in rows)
    if code is None:
        return Hindrance(cause, None, files, sources)
    facts = {"path": sources[0], **json.loads(rows[0]["facts"] or "{}")}
    return Hindrance(cause, Reason(Code(code), facts), files, sources)
