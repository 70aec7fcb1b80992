"""The filesets that a scan found, in memory; compact, for 100,000 and more of them.

reader, shelf = ShelfReader(path), Shelf()
while lines := reader.read():
    changes = shelf.take(lines)
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any, Final

from fbi_uploader.drafting.remarks import Remarks
from fbi_uploader.drafting.rows import Changes, ShelfRow, State, Sums
from fbi_uploader.drafting.shelflog import MOST_LINES, ShelfReader, ShelfWriter, next_log
from fbi_uploader.errors import Code, Problem, Severity

__all__ = [
    "MOST_LINES",
    "Changes",
    "Shelf",
    "ShelfReader",
    "ShelfRow",
    "ShelfWriter",
    "State",
    "Sums",
    "next_log",
]

_STATES: Final[tuple[State, State]] = ("ready", "writing")
_GONE: Final = 2
_LARGEST: Final = 2**63 - 1


class Shelf:
    """Rows numbered in the order in which they were found.

    A row keeps its number for good: a fileset that is gone leaves a gap, which no other gets, and
    has its number again when it comes back. So `row(n)` may be kept, and a table that hides the
    gaps needs no more than the live numbers (`live`, `Changes`).
    """

    def __init__(self) -> None:
        self.remarks = Remarks()
        self.scanning: set[str] = set()
        """Roots whose scan has begun and not ended."""
        self.not_read = 0
        """Lines that make no sense: a newer engine's words, or a damaged file."""
        self._numbers: dict[str, int] = {}
        self._heads: list[str] = []
        self._formats: list[str] = []
        self._files = array("Q")
        self._bytes = array("Q")
        self._states = bytearray()
        self._names: dict[int, str] = {}
        self._paths: dict[int, str] = {}
        self._folders: dict[str, Sums] = {}
        self._sums = Sums()

    # -- looking

    def __len__(self) -> int:
        """How many row numbers there are, gaps included."""
        return len(self._heads)

    @property
    def sums(self) -> Sums:
        """Of all live rows."""
        return self._sums

    @property
    def folders(self) -> Mapping[str, Sums]:
        """Sums of the live rows by the folder that their head lies in."""
        return self._folders

    def number(self, head: str) -> int | None:
        """The number of the live row with this head."""
        number = self._numbers.get(head)
        return None if number is None or self._states[number] == _GONE else number

    def is_live(self, number: int) -> bool:
        """Whether the row is no gap."""
        return self._states[number] != _GONE

    def live(self) -> Iterator[int]:
        """The numbers of all live rows, in order."""
        return (number for number, state in enumerate(self._states) if state != _GONE)

    def head(self, number: int) -> str:
        """The head of a row, live or not."""
        return self._heads[number]

    def heads(self) -> Iterator[str]:
        """The heads of all live rows, in order."""
        pairs = zip(self._heads, self._states, strict=True)
        return (head for head, state in pairs if state != _GONE)

    def row(self, number: int) -> ShelfRow:
        """A row, as it last was. Raises IndexError."""
        head = self._heads[number]
        return ShelfRow(
            head,
            self._names.get(number) or os.path.basename(head),
            self._formats[number],
            self._files[number],
            self._bytes[number],
            _STATES[self._states[number] == 1],
            self._paths_of(number, head),
        )

    def rows(self) -> Iterator[ShelfRow]:
        """All live rows, in order."""
        return map(self.row, self.live())

    def sums_of(self, number: int) -> Sums:
        """The numbers of one live row."""
        writing = int(self._states[number] == 1)
        return Sums(1, self._files[number], self._bytes[number], writing)

    # -- taking

    def take(self, lines: Iterable[bytes | str]) -> Changes:
        """Take lines of the log in. Total: what makes no sense is counted in `not_read`."""
        before = len(self._heads)
        was: dict[int, bool] = {}
        others = False
        for line in lines:
            try:
                others |= self._take(json.loads(line), was)
            except (ValueError, TypeError, RecursionError):
                self.not_read += bool(line.strip())
        return self._changes(before, was, others=others)

    def forget(self, root: str) -> Changes:
        """Remove all at or below `root`: it is no longer dropped."""
        self.remarks.forget(root)
        self.scanning.discard(root)
        below = root.rstrip(os.sep) + os.sep
        was: dict[int, bool] = {}
        for number in self.live():
            head = self._heads[number]
            if head == root or head.startswith(below):
                was[number] = True
        for number in was:
            self._remove(number)
        return self._changes(len(self._heads), was, others=True)

    def _take(self, line: Any, was: dict[int, bool]) -> bool:
        """Take one line; tells whether it speaks of something else than rows."""
        match line:
            case ["set", str(), str(), str(), int(), int(), str(), list()]:
                *row, paths = line[1:]
                self._set(ShelfRow._make([*row, tuple(paths)]), was)
                return False
            case ["gone", str() as head]:
                number = self.number(head)
                if number is not None:
                    was.setdefault(number, True)
                    self._remove(number)
                return False
            case _:
                self._take_other(line)
                return True

    def _take_other(self, line: Any) -> None:
        match line:
            case ["left", str() as path, str() as reason]:
                self.remarks.left(path, reason)
            case ["problem", code, str() as where, severity, dict() as facts]:
                self.remarks.problem(Problem(Code(code), where, Severity(severity), facts))
            case ["drop", str() as root]:
                self.remarks.begin(root)
                self.scanning.add(root)
            case ["end", str() as root]:
                self.scanning.discard(root)
            case _:
                self.not_read += 1

    def _set(self, row: ShelfRow, was: dict[int, bool]) -> None:
        state = _STATES.index(row.state)
        paths = "\0".join(_shortened(row.head, row.paths))
        if not 0 <= row.files <= _LARGEST or not 0 <= row.bytes <= _LARGEST:
            raise ValueError
        number = self._numbers.get(row.head)
        if number is None:
            number = self._append(row.head)
        else:
            was.setdefault(number, self.is_live(number))
            if self.is_live(number):
                self._remove(number)
        self._formats[number] = intern(row.format)
        self._files[number], self._bytes[number] = row.files, row.bytes
        self._states[number] = state
        _keep(self._names, number, "" if row.name == os.path.basename(row.head) else row.name)
        _keep(self._paths, number, paths)
        self._count(number, 1)

    def _append(self, head: str) -> int:
        number = self._numbers[head] = len(self._heads)
        self._heads.append(head)
        self._formats.append("")
        self._files.append(0)
        self._bytes.append(0)
        self._states.append(_GONE)
        return number

    def _remove(self, number: int) -> None:
        self._count(number, -1)
        self._states[number] = _GONE

    def _count(self, number: int, times: int) -> None:
        sums = self.sums_of(number)
        folder = os.path.dirname(self._heads[number])
        held = self._folders.get(folder)
        if held is None:
            held = self._folders[folder] = Sums()
        held.add(sums, times)
        self._sums.add(sums, times)
        if not held.filesets:
            del self._folders[folder]

    def _changes(self, before: int, was: Mapping[int, bool], *, others: bool) -> Changes:
        known = sorted(number for number in was if number < before)
        stays = [number for number in known if self.is_live(number)]
        return Changes(
            range(before, len(self._heads)),
            _ranges(number for number in stays if was[number]),
            _ranges(number for number in known if was[number] and not self.is_live(number)),
            _ranges(number for number in stays if not was[number]),
            others,
        )

    def _paths_of(self, number: int, head: str) -> tuple[str, ...]:
        kept = self._paths.get(number)
        if kept is None:
            return ()
        folder = os.path.dirname(head)
        return tuple(os.path.join(folder, path) for path in kept.split("\0"))


def _shortened(head: str, paths: Iterable[str]) -> Iterator[str]:
    """Most lie beside the head, and are kept without its folder."""
    beside = os.path.join(os.path.dirname(head), "")
    return (str.removeprefix(path, beside) for path in paths)


def _keep(where: dict[int, str], number: int, text: str) -> None:
    if text:
        where[number] = text
    else:
        where.pop(number, None)


def _ranges(numbers: Iterable[int]) -> tuple[range, ...]:
    """Sorted numbers as ranges without holes."""
    found: list[range] = []
    for number in numbers:
        if found and found[-1].stop == number:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return tuple(found)
