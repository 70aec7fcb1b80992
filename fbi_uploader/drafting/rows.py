"""What a shelf says of filesets: rows, sums of rows, and which of them changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

State = Literal["ready", "writing"]


class ShelfRow(NamedTuple):
    """One fileset.

    `head`   absolute path of the file (or folder, for OME-Zarr and plates) that speaks for it
    `bytes`  of all its `files`
    `paths`  what to name as sources; `()` stands for the head alone
    """

    head: str
    name: str
    format: str
    files: int
    bytes: int
    state: State = "ready"
    paths: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The absolute paths that have all its files at or below them."""
        return self.paths or (self.head,)


@dataclass(slots=True)
class Sums:
    """Of some filesets: how many, their files and bytes, and how many are still being written."""

    filesets: int = 0
    files: int = 0
    bytes: int = 0
    writing: int = 0

    def add(self, other: Sums, times: int = 1) -> None:
        """Add another's numbers; take them away with `times` = -1."""
        self.filesets += times * other.filesets
        self.files += times * other.files
        self.bytes += times * other.bytes
        self.writing += times * other.writing


class Changes(NamedTuple):
    """What became of a shelf's rows, in row numbers, so that a table redraws no more than that.

    `inserted`  rows that are new, at the end; one that is gone already is a gap (`Shelf.is_live`)
    `changed`   rows that say something else now, sorted
    `removed`   rows that are gone now, sorted
    `returned`  rows that were gone and are there again, sorted
    `others`    what is left out, wrong or being scanned may have changed
    """

    inserted: range
    changed: tuple[range, ...] = ()
    removed: tuple[range, ...] = ()
    returned: tuple[range, ...] = ()
    others: bool = False
