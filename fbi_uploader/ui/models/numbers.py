"""Which rows of a shelf a table shows: their numbers in order, 4 bytes each. No Qt."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Insertion(NamedTuple):
    """`numbers` that come to stand together, the first of them in row `row`."""

    row: int
    numbers: Sequence[int]


class Numbers:
    """Sorted, each once. Edits are told as runs of rows, one after the other, as Qt wants them."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._held = array("I", numbers)

    def __len__(self) -> int:
        return len(self._held)

    def __getitem__(self, row: int) -> int:
        return self._held[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._held)

    def row_of(self, number: int) -> int | None:
        """Where a number stands; None when it is not shown."""
        row = bisect_left(self._held, number)
        return row if row < len(self._held) and self._held[row] == number else None

    def rows_of(self, numbers: Iterable[int]) -> list[range]:
        """Where some numbers stand, as runs of rows from the first to the last."""
        rows = sorted(row for row in map(self.row_of, numbers) if row is not None)
        return runs(rows)

    # -- editing

    def remove(self, rows: range) -> None:
        """Take rows away."""
        del self._held[rows.start : rows.stop]

    def insert(self, what: Insertion) -> None:
        """Put numbers where they belong."""
        self._held[what.row : what.row] = array("I", what.numbers)

    def missing_from(self, wanted: Numbers) -> list[range]:
        """Rows to be taken away to show no more than `wanted`; the last run first."""
        there = set(wanted)
        rows = [row for row, number in enumerate(self._held) if number not in there]
        return runs(rows)[::-1]

    def new_in(self, wanted: Numbers) -> list[Insertion]:
        """What is to be put in, in this order, to show all of `wanted`; nothing is missing here."""
        there = set(self._held)
        rows = [row for row, number in enumerate(wanted) if number not in there]
        return [Insertion(run.start, [wanted[row] for row in run]) for run in runs(rows)]


def runs(rows: Iterable[int]) -> list[range]:
    """Sorted rows as runs without holes."""
    found: list[range] = []
    for row in rows:
        if found and found[-1].stop == row:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found
