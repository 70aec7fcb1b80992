"""What can be done about each problem of a plan: pure, so that it is tested without a window.

Problems of one kind are one item: forty files that are empty are one sentence and one button.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from fbi_uploader.drafting.model import SheetAssay, SheetStudy, Worksheet
from fbi_uploader.drafting.shelf import Shelf
from fbi_uploader.errors import Code, Severity
from fbi_uploader.paths import shown
from fbi_uploader.ui.trouble import Trouble

NAMES = frozenset(
    {
        Code.NAME_FORBIDDEN,
        Code.NAME_RESERVED,
        Code.NAME_TRAILING,
        Code.NAME_NOT_NFC,
        Code.NAME_SPACE,
        Code.NAME_QUOTED,
    }
)
"""Of a single file these are repaired on request (DESIGN 7, Names)."""

_OF_VALUES = frozenset(
    {
        Code.TERM_NOT_KNOWN,
        Code.FIELD_NOT_KNOWN,
        Code.TEMPLATE_NOT_CHOSEN,
        Code.TEMPLATE_UNKNOWN,
        Code.READ_FROM_SOME,
        Code.EXPORT_VALUE_MISSING,
    }
)
_OF_NODE = frozenset(
    {
        Code.NODE_UNREACHABLE,
        Code.CREDENTIALS,
        Code.CREDENTIALS_MISSING,
        Code.LANDING_MISSING,
        Code.TARGET_DENIED,
        Code.SHARE_UNKNOWN,
        Code.SHARE_DENIED,
        Code.GUEST_REFUSED,
        Code.NODE_TOO_WEAK,
        Code.LOOKUP_FAILED,
        Code.NOT_MOUNTED,
        Code.NODE_GONE,
        Code.ROUTE_UNKNOWN,
        Code.KEYRING_FAILED,
        Code.KEYRING_REFUSED,
    }
)
_OF_TIME = frozenset(
    {Code.NODE_FULL, Code.NODE_QUOTA, Code.NODE_READ_ONLY, Code.TIMED_OUT, Code.CONNECTION_LOST}
)
_ROOT = "investigation"
_OF_TREE = frozenset({_ROOT, "study", "assay"})


class Act(Enum):
    """What a button does."""

    RENAME = auto()
    CALL = auto()
    REPAIR = auto()
    REMOVE = auto()
    SET_ASIDE = auto()
    ORGANISE = auto()
    DESCRIBE = auto()
    SETTINGS = auto()
    AGAIN = auto()


@dataclass(frozen=True, slots=True)
class Mend:
    """One button. `part`: id of a study or assay; `name`: the new one; `heads`: filesets."""

    act: Act
    part: str = ""
    name: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Problems of one code and severity: the first speaks for all. `mends`: the best one first."""

    trouble: Trouble
    wheres: tuple[str, ...]
    mends: tuple[Mend, ...]

    @property
    def blocking(self) -> bool:
        """Whether nothing is sent while it stands."""
        return self.trouble.severity is Severity.BLOCKING


def items(problems: Iterable[Trouble], sheet: Worksheet, shelf: Shelf) -> list[Item]:
    """One item a kind, blocking ones first, in the order in which they came."""
    groups: dict[tuple[object, ...], list[Trouble]] = {}
    for one in _without_echoes(list(problems)):
        # Each of these has a name or a place of its own in its words.
        alone = one.where if one.code is Code.TARGET_EXISTS or one.where in _OF_TREE else ""
        field = one.facts.get("field")
        groups.setdefault((one.code, one.severity, alone, field), []).append(one)
    ordered = sorted(groups.values(), key=lambda group: _ORDER[group[0].severity])
    finder = _Finder(sheet, shelf)
    return [
        Item(group[0], tuple(one.where for one in group), tuple(finder.mends(group)))
        for group in ordered
    ]


def _without_echoes(problems: Sequence[Trouble]) -> Iterator[Trouble]:
    """A refused name of the tree is told once, and not again for each file below it."""
    told = {one.facts.get("name") for one in problems if one.where in _OF_TREE}
    for one in problems:
        if one.where in _OF_TREE or one.code not in NAMES or one.facts.get("name") not in told:
            yield one


_ORDER: Mapping[Severity, int] = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class _Finder:
    """Knows which fileset a path belongs to, and which assay a folder is."""

    def __init__(self, sheet: Worksheet, shelf: Shelf) -> None:
        self._sheet = sheet
        self._shelf = shelf

    def mends(self, group: Sequence[Trouble]) -> list[Mend]:
        first = group[0]
        if first.severity is Severity.NOTE:
            return []
        if first.code is Code.TARGET_EXISTS or first.where in _OF_TREE:
            return self._rename(first)
        if first.code in _OF_NODE | _OF_TIME:
            settings = [Mend(Act.SETTINGS)] if first.code in _OF_NODE else []
            return [*settings, Mend(Act.AGAIN)]
        if first.code in _OF_VALUES or first.code.startswith("value_"):
            return [Mend(Act.DESCRIBE, part=self._part(first))]
        return self._of_files(group) or [Mend(Act.ORGANISE, part=self._part(first))]

    def _of_files(self, group: Sequence[Trouble]) -> list[Mend]:
        heads = self._heads(group)
        code = group[0].code
        if not heads:
            return []
        if code is Code.STILL_WRITTEN:
            return [Mend(Act.SET_ASIDE, heads=heads)]
        repair = [Mend(Act.REPAIR)] if code in NAMES else []
        return [*repair, Mend(Act.REMOVE, heads=heads)]

    def _rename(self, trouble: Trouble) -> list[Mend]:
        part = self._part(trouble)
        proposal = trouble.facts.get("proposal")
        there = part or trouble.where == _ROOT
        act = Act.RENAME if trouble.code is Code.TARGET_EXISTS else Act.CALL
        rename = [Mend(act, part=part, name=str(proposal))] if there and proposal else []
        return [*rename, Mend(Act.ORGANISE, part=part)]

    def _part(self, trouble: Trouble) -> str:
        """The id of the assay (or study) that `where` names; facts may have it."""
        told = trouble.facts.get("part")
        if isinstance(told, str):
            return told
        if trouble.where in _OF_TREE:
            return self._called(trouble.where, str(trouble.facts.get("name")))
        place = trouble.where.partition(": ")[0]
        names = tuple(place.split("/"))
        root = self._sheet.investigation.name
        for study, assay in self._sheet.assays():
            if names in {(root, study.name, assay.name), (study.name, assay.name)}:
                return assay.id
        return next((one.id for one in self._sheet.studies if names == (one.name,)), "")

    def _called(self, level: str, name: str) -> str:
        """The first part of this level with this name, as it is shown."""
        parts: dict[str, Iterable[SheetStudy | SheetAssay]] = {
            "study": self._sheet.studies,
            "assay": (assay for _, assay in self._sheet.assays()),
        }
        return next((one.id for one in parts.get(level, ()) if shown(one.name) == name), "")

    def _heads(self, group: Sequence[Trouble]) -> tuple[str, ...]:
        found = dict.fromkeys(self._head(one.where) for one in group)
        return tuple(head for head in found if head)

    def _head(self, path: str) -> str:
        if not os.path.isabs(path):
            return ""
        above, before = path, ""
        while above != before:  # the head itself, a folder that is one, or one of its members
            if self._shelf.number(above) is not None:
                return above
            if head := self._member_of.get(above):
                return head
            above, before = os.path.dirname(above), above
        return ""

    @cached_property
    def _member_of(self) -> dict[str, str]:
        """The head of each file and folder that belongs to a set of several."""
        rows = (row for row in self._shelf.rows() if row.paths)
        return {path: row.head for row in rows for path in row.paths}
