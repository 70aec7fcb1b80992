"""In which order submissions are sent: as somebody arranged them, then the oldest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import SubmissionRow

_NAME = "queue"


def arranged(journal: Journal) -> tuple[str, ...]:
    """The ids that somebody put in order; what is over may still be among them.

    An order that makes no sense is none: nothing is a reason to send nothing.
    """
    try:
        told = json.loads(journal.meta(_NAME) or "[]")
    except (ValueError, RecursionError):
        return ()
    return tuple(one for one in told if isinstance(one, str)) if isinstance(told, list) else ()


def arrange(journal: Journal, submissions: Iterable[str]) -> None:
    """Keep an order, in place of the one before."""
    told = json.dumps(list(dict.fromkeys(submissions)))
    with journal.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_NAME, told))


def in_order(rows: Sequence[SubmissionRow], first: Sequence[str]) -> list[SubmissionRow]:
    """Those that are `first`, in that order; behind them the others as they come."""
    places = {id_: place for place, id_ in enumerate(first)}
    return sorted(rows, key=lambda row: places.get(row.id, len(places)))
