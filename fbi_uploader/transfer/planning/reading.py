"""What the images of a planned submission say of themselves: looked at once, and not all of many.

Ten thousand headers would keep a person waiting who wants to leave; a sample, from one end of an
assay to the other, tells as much, and it is said that it was one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, Fact, FileError, Problem, RetryError, Severity
from fbi_uploader.intake.inspect.model import Inspection
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.rules_metadata import Describing, wanted
from fbi_uploader.paths import shown
from fbi_uploader.transfer.journal.database import Journal

MOST = 50
"""Filesets of one assay whose heads are read."""

LONGEST = 60.0
"""Seconds for one submission, after which no further head is begun."""

Inspect = Callable[[str], Inspection]
"""What the file at a path says. Raises FileError and RetryError."""

_HEADS = """
WITH heads AS (
    SELECT coalesce(max(CASE WHEN coalesce(original, target) = fileset THEN source END),
                    min(source)) AS head,
           max(state = 'waiting') AS waiting, min(id) AS first
    FROM files WHERE assay = ? GROUP BY fileset),
numbered AS (
    SELECT head, waiting, row_number() OVER (ORDER BY first) - 1 AS at, count(*) OVER () AS n
    FROM heads)
SELECT head, waiting, n FROM numbered
WHERE at = 0 OR at * ? / n > (at - 1) * ? / n ORDER BY at
"""


def nothing_read(path: str) -> Inspection:
    """For whoever has no inspector: no file says anything."""
    return Inspection(path, None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How images are read. `note` is told what could not be."""

    describing: Describing
    inspect: Inspect
    clock: Clock
    note: Callable[[Problem], None]


def read_images(
    journal: Journal, draft: Draft, submission: str, reading: Reading
) -> list[list[Inspection]]:
    """What the images say, for each assay in the order of the tree; [] where nobody asks.

    Notes INSPECT_FAILED, INSPECT_TIMED_OUT (warnings) and READ_FROM_SOME.
    """
    until = reading.clock.monotonic() + LONGEST
    return [
        list(_assay(journal, submission, place, reading, until))
        if wanted(draft, place, reading.describing)
        else []
        for place in range(len(draft.sources))
    ]


def _assay(
    journal: Journal, submission: str, place: int, reading: Reading, until: float
) -> Iterator[Inspection]:
    row = journal.one(
        "SELECT id, folder FROM assays WHERE submission = ? AND place = ?", (submission, place)
    )
    if row is None:
        return
    heads = journal.some(_HEADS, (row["id"], MOST, MOST))
    looked = 0
    for head in heads:
        if looked and reading.clock.monotonic() > until:
            break
        looked += 1
        said = _said(head["head"], waiting=bool(head["waiting"]), reading=reading)
        if said is not None:
            yield said
    if heads and looked < heads[0]["n"]:
        facts: dict[str, Fact] = {"looked": looked, "filesets": heads[0]["n"]}
        reading.note(Problem(Code.READ_FROM_SOME, row["folder"], Severity.NOTE, facts))


def _said(path: str, *, waiting: bool, reading: Reading) -> Inspection | None:
    try:
        return reading.inspect(path)
    except (FileError, RetryError) as error:
        if not waiting:  # one that is still being written may well not be readable yet
            facts = {**error.facts, "path": shown(path)}
            reading.note(Problem(error.code, path, Severity.WARNING, facts))
        return None
