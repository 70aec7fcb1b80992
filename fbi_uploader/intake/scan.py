"""Walk what was dropped, once, in a fixed order, holding no more than one folder's names.

Decisions (DESIGN 7, 3):
- A dropped path that is itself a link is followed: the user named it. No other link is. One that
  leads out of what was dropped is a warning (its data is not sent), one that leads back inside is
  a note (its data is sent once, where it lies). So no walk can go in a circle.
- Paths dropped from one folder are grouped together, as if they were that folder's listing.
- A fileset's files follow each other in the stream; only problems may come between.
"""

from __future__ import annotations

import os
import stat as modes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake.entries import Kind, Listing, System, kind_of_stat, sort_listing
from fbi_uploader.intake.fileset import Unit, arrange, whole_folder_rule
from fbi_uploader.intake.model import Found, FoundFile, Ignored, Stamp
from fbi_uploader.intake.reading import shown, stamp_from
from fbi_uploader.intake.rules import is_junk

JUNK = "junk"
"""Ignored.reason of what operating systems leave behind."""

DROPPED_TWICE = "dropped_twice"
"""Ignored.reason of a path dropped again, or with a folder that holds it."""

_SYSTEM = System()

_PROBLEMS = {
    Kind.OFFLINE: (Code.OFFLINE, Severity.BLOCKING),
    Kind.REPARSE: (Code.REPARSE_LEFT_OUT, Severity.WARNING),
    Kind.OTHER: (Code.NOT_A_FILE, Severity.WARNING),
}


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where we are: the path here, and the path below the assay ("" for what holds the drop)."""

    path: str
    relative: str
    dropped: bool = False

    def path_of(self, name: str) -> str:
        """The path here of an entry."""
        return self.path + name if self.path.endswith(os.sep) else self.path + os.sep + name

    def relative_of(self, name: str) -> str:
        """The path below the assay of an entry."""
        return f"{self.relative}/{name}" if self.relative else name

    def enter(self, name: str) -> _Folder:
        """A sub-folder."""
        return _Folder(self.path_of(name), self.relative_of(name))


class _Owner:
    """A fileset being walked; two of one name are still two, so it is compared by identity."""

    __slots__ = ("format", "head")

    def __init__(self, head: str, word: str) -> None:
        self.head = head
        self.format = word


@dataclass(slots=True)
class _Member:
    """A file of a fileset, before it is known whether others follow."""

    owner: _Owner
    path: str
    relative: str
    stamp: Stamp

    def found(self, *, alone: bool) -> FoundFile:
        owner = self.owner
        return FoundFile(self.path, self.relative, self.stamp, owner.head, owner.format, alone)


_Walked = _Member | Ignored | Problem


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _trouble(path: str, error: OSError, severity: Severity = Severity.BLOCKING) -> Problem:
    gone = isinstance(error, FileNotFoundError | NotADirectoryError)
    code = Code.VANISHED if gone else Code.UNREADABLE
    return Problem(code, shown(path), severity, {"errno": error.errno, "reason": error.strerror})


class _Walk:
    """One scan. `roots` are the real paths of what was dropped."""

    def __init__(self, system: System, roots: Sequence[str]) -> None:
        self._system = system
        self._roots = tuple(root.rstrip(os.sep) + os.sep for root in roots)

    def dropped(self, parent: str, paths: Sequence[str]) -> Iterator[_Walked]:
        """Walk the paths dropped from one folder."""
        named: list[tuple[str, Kind]] = []
        for path in paths:
            try:
                kind = kind_of_stat(self._system.look(path, True))
            except OSError as error:
                yield _trouble(path, error)
                continue
            named.append((os.path.basename(path), kind))  # noqa: PTH119 - as in the walk
        stack: list[_Folder] = []
        yield from self._place(_Folder(parent, "", dropped=True), sort_listing(named), stack)
        while stack:
            folder = stack.pop()
            listing = self._list(folder)
            yield from self._place(folder, listing, stack) if listing is not None else ()

    def whole_disk(self, path: str) -> Iterator[_Walked]:
        """Walk a dropped root (`/`, `D:\\`), which has no name of its own."""
        stack = [_Folder(path, "")]
        while stack:
            yield from self._visit(stack.pop(), stack)
