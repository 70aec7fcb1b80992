"""The rows of a shelf as the person wants them: what was joined is one row.

A scan need not know what was joined, so nothing has to be scanned again: the rows are put together
here. (What was split is another matter: only a scan knows the size of each file.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelf import Shelf


class Groups:
    """The joined filesets of one worksheet on one shelf, by row numbers.

    Made anew when the worksheet or the rows change; costs as much as there is joined.
    """

    def __init__(self, worksheet: Worksheet, shelf: Shelf) -> None:
        self._shelf = shelf
        self._members: dict[int, tuple[int, ...]] = {}
        self._leader: dict[int, int] = {}
        for numbers in joined_numbers(worksheet, shelf):
            self._members[numbers[0]] = tuple(numbers)
            self._leader.update(dict.fromkeys(numbers, numbers[0]))

    def is_hidden(self, number: int) -> bool:
        """Whether a row is shown as part of another."""
        return self._leader.get(number, number) != number

    def leader(self, number: int) -> int:
        """The row that speaks for this one; mostly itself."""
        return self._leader.get(number, number)

    def members(self, number: int) -> tuple[int, ...]:
        """The rows that this row speaks for, itself among them."""
        return self._members.get(number, (number,))

    def row(self, number: int) -> ShelfRow:
        """A row with all that was joined to it."""
        return merged([self._shelf.row(one) for one in self.members(number)])

    def numbers(self) -> Iterator[int]:
        """The live rows to be shown, in order."""
        return (number for number in self._shelf.live() if not self.is_hidden(number))


def joined_numbers(worksheet: Worksheet, shelf: Shelf) -> Iterator[list[int]]:
    """The live rows of each joined fileset that has two or more, sorted."""
    for group in worksheet.joined:
        found = (shelf.number(head) for head in group)
        numbers = sorted(number for number in found if number is not None)
        if len(numbers) > 1:
            yield numbers


def merged(rows: Sequence[ShelfRow]) -> ShelfRow:
    """One row of several; the first speaks for all."""
    if len(rows) == 1:
        return rows[0]
    return rows[0]._replace(
        files=sum(row.files for row in rows),
        bytes=sum(row.bytes for row in rows),
        state="writing" if any(row.state == "writing" for row in rows) else "ready",
        paths=tuple(dict.fromkeys(path for row in rows for path in row.sources)),
    )
