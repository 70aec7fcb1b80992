"""How things stand in two or three numbers, for the rail, the tray and the sleep of this PC."""

from __future__ import annotations

from dataclasses import dataclass

from fbi_uploader.errors import Code
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.stages import UNFINISHED, Stage

NEEDS_SOMEBODY = frozenset({Code.CREDENTIALS, Code.CREDENTIALS_MISSING, Code.ALL_PAUSED})
"""What holds a submission until a person acts; everything else ends by itself, quiet hours too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of everybody's submissions: `under_way` all, `moving` those that go on with nobody there.

    `stuck` have failed, or wait for a password.
    """

    under_way: int = 0
    moving: int = 0
    stuck: int = 0


def read_standing(journal: Journal) -> Standing:
    """Count. Raises InputError as `Journal` does."""
    rows = records.submissions(journal)
    going = [row for row in rows if row.stage in UNFINISHED]
    return Standing(
        under_way=len(going),
        moving=sum(not _needs_somebody(row) for row in going),
        stuck=sum(row.stage is Stage.FAILED or _waits_for_password(row) for row in rows),
    )


def _needs_somebody(row: SubmissionRow) -> bool:
    return row.reason is not None and row.reason.code in NEEDS_SOMEBODY


def _waits_for_password(row: SubmissionRow) -> bool:
    return (
        row.stage in UNFINISHED
        and row.reason is not None
        and row.reason.code in NEEDS_SOMEBODY - {Code.ALL_PAUSED}
    )
