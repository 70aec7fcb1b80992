"""Numbered series: names that are equal but for numbers that count something.

Conservative: `cell1.tif` and `cell2.tif` are two snapshots, `20240105.tif` and `20240106.tif` two
days. A number counts when an axis word stands before it (`_t12`, `z3`, `ch00`), when it is
zero-padded to three digits or more, or when there are ten in a dense row. Names that differ in
a word (`_DAPI`, `_GFP`) are different series, as for Bio-Formats' own pattern search.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fbi_uploader.intake import rules

_RUN = re.compile(r"\d+")
_PLACE = "\0"  # stands for a number; the one character that no file name has


@dataclass(slots=True)
class _Column:
    """The numbers that stand at one place of the names of one pattern."""

    before: str
    numbers: set[int] = field(default_factory=set)
    widths: set[int] = field(default_factory=set)
    padded: bool = False

    def add(self, digits: str) -> None:
        self.numbers.add(int(digits))
        self.widths.add(len(digits))
        self.padded = self.padded or digits.startswith("0")

    @property
    def varies(self) -> bool:
        return len(self.numbers) > 1 or len(self.widths) > 1

    @property
    def counts(self) -> bool:
        """Whether this number counts something."""
        if max(self.widths) > rules.LONGEST_NUMBER:
            return False
        if rules.AXIS.search(self.before):
            return True
        if max(self.numbers) - min(self.numbers) >= 2 * len(self.numbers):
            return False  # not a dense row
        padded = self.padded and len(self.widths) == 1 and min(self.widths) >= rules.PADDED_WIDTH
        return padded or len(self.numbers) >= rules.MANY


def _fixed_columns(names: Sequence[str]) -> list[int]:
    """The places of numbers that differ but count nothing: they tell one series from another."""
    columns = [_Column(before) for before in _RUN.split(names[0].lower())[:-1]]
    for name in names:
        for column, digits in zip(columns, _RUN.findall(name), strict=True):
            column.add(digits)
    return [i for i, column in enumerate(columns) if column.varies and not column.counts]


def _parted(names: list[str]) -> list[list[str]]:
    """Names of one pattern, parted by the numbers that count nothing."""
    fixed = _fixed_columns(names)
    if not fixed:
        return [names]
    parts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        digits = _RUN.findall(name)
        parts[tuple(digits[column] for column in fixed)].append(name)
    return list(parts.values())


def _settled(names: list[str]) -> Iterator[list[str]]:
    """Part until nothing differs that does not count."""
    waiting = [names]
    while waiting:
        part = waiting.pop()
        parts = _parted(part)
        if len(parts) > 1:
            waiting += [each for each in parts if len(each) > 1]
        else:
            yield part


def find_series(names: Sequence[str]) -> Iterator[list[str]]:
    """The series among `names` (sorted, one format), each of two names or more, sorted."""
    patterns: dict[str, list[str]] = defaultdict(list)
    for name in names:
        patterns[_RUN.sub(_PLACE, name.lower())].append(name)
    for same in patterns.values():
        if len(same) > 1:
            yield from _settled(same)
