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

from fbi_uploader.intake import rules

_RUN = re.compile(r"\d+")
_PLACE = "\0"  # stands for a number; the one character that no file name has


def _is_dense(values: set[str]) -> bool:
    numbers = {int(value) for value in values}
    return max(numbers) - min(numbers) < 2 * len(numbers)


def _counts(before: str, values: set[str]) -> bool:
    """Whether a number that takes these values behind the text `before` counts something."""
    if any(len(value) > rules.LONGEST_NUMBER for value in values):
        return False
    if rules.AXIS.search(before):
        return True
    if not _is_dense(values):
        return False
    widths = {len(value) for value in values}
    padded = len(widths) == 1 and any(value.startswith("0") for value in values)
    return (padded and min(widths) >= rules.PADDED_WIDTH) or len(values) >= rules.MANY


def _fixed_columns(texts: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The places of numbers that differ but count nothing: they tell one series from another."""
    fixed: list[int] = []
    for column, before in enumerate(texts[:-1]):
        values = {row[column] for row in rows}
        if len(values) > 1 and not _counts(before, values):
            fixed.append(column)
    return fixed


def _parted(names: Sequence[str]) -> list[list[str]]:
    """Names of one pattern, parted by the numbers that count nothing."""
    rows = [_RUN.findall(name) for name in names]
    fixed = _fixed_columns(_RUN.split(names[0].lower()), rows)
    parts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, row in zip(names, rows, strict=True):
        parts[tuple(row[column] for column in fixed)].append(name)
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
