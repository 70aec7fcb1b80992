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
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake.entries import Kind, Listing, System, kind_of_stat, sort_listing
from fbi_uploader.intake.fileset import Names, Unit, arrange, whole_folder_rule
from fbi_uploader.intake.model import Found, FoundFile, Ignored, Stamp
from fbi_uploader.intake.reading import stamp_from
from fbi_uploader.intake.rules import is_junk
from fbi_uploader.paths import shown

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


def is_unicode(text: str) -> bool:
    """Whether a name can be written in UTF-8: POSIX names may hold any bytes."""
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

    def drop(self, parent: str, names: Sequence[str]) -> Iterator[_Walked]:
        """Walk what was dropped from one folder; "" names a root (`/`, `D:`), which has none."""
        if "" in names:
            yield from self._folders([_Folder(parent, "")])
            return
        here = _Folder(parent, "", dropped=True)
        listing = yield from self._dropped_listing(here, names)
        below: list[_Folder] = []
        yield from self._place(here, listing, below)
        yield from self._folders(below)

    def _dropped_listing(
        self, here: _Folder, names: Sequence[str]
    ) -> Generator[_Walked, None, Listing]:
        named: list[tuple[str, Kind]] = []
        for name in names:
            path = here.path_of(name)
            try:
                named.append((name, kind_of_stat(self._system.look(path, follow=True))))
            except OSError as error:
                yield _trouble(path, error)
        return (yield from self._wanted(here, sort_listing(named)))

    def _folders(self, stack: list[_Folder]) -> Iterator[_Walked]:
        """Walk folders that are in no fileset so far, and all below them."""
        while stack:
            folder = stack.pop()
            listing = yield from self._list(folder)
            yield from self._place(folder, listing, stack)

    def _whole(self, owner: _Owner, stack: list[_Folder]) -> Iterator[_Walked]:
        """Walk folders that are one fileset with all below them."""
        while stack:
            folder = stack.pop()
            listing = yield from self._list(folder)
            for name in listing.files:
                yield from self._file(owner, folder, name)
            stack += map(folder.enter, reversed(listing.folders))

    def _place(self, folder: _Folder, listing: Listing, stack: list[_Folder]) -> Iterator[_Walked]:
        """The filesets of a listing; folders that are in none of them are put on `stack`."""
        names = Names.of(listing.files, listing.folders)
        rule = whole_folder_rule(names, lambda path: self._has(folder, path))
        if rule is not None:
            head = folder.relative or (listing.files or listing.folders)[0]
            unit = Unit(head, rule.format, listing.files, listing.folders)
            yield from self._unit(_Owner(head, rule.format), folder, unit)
            return
        arranged = arrange(names)
        for unit in arranged.units:
            owner = _Owner(folder.relative_of(unit.head), unit.format)
            yield from self._unit(owner, folder, unit)
        stack += map(folder.enter, reversed(arranged.folders))

    def _unit(self, owner: _Owner, folder: _Folder, unit: Unit) -> Iterator[_Walked]:
        for name in unit.files:
            yield from self._file(owner, folder, name)
        if unit.missing is not None:
            facts = {"fileset": shown(owner.head), "missing": shown(unit.missing)}
            where = shown(folder.path_of(unit.head))
            yield Problem(Code.MEMBERS_MISSING, where, Severity.WARNING, facts)
        yield from self._whole(owner, [folder.enter(name) for name in reversed(unit.folders)])

    def _file(self, owner: _Owner, folder: _Folder, name: str) -> Iterator[_Walked]:
        path = folder.path_of(name)
        try:
            seen = self._system.look(path, follow=folder.dropped)
        except OSError as error:
            # Listed a moment ago: most often a temporary file of the acquisition.
            yield _trouble(path, error, Severity.WARNING)
            return
        kind = kind_of_stat(seen)
        if kind is not Kind.FILE:
            yield self._left_out(path, kind)
        elif not self._system.readable(path):
            yield Problem(Code.UNREADABLE, shown(path))
        else:
            yield _Member(owner, path, folder.relative_of(name), stamp_from(seen))
            streams = self._system.streams(path)
            if streams:
                facts = {"streams": shown(", ".join(streams))}
                yield Problem(Code.STREAMS_NOT_SENT, shown(path), Severity.WARNING, facts)

    def _has(self, folder: _Folder, below: str) -> bool:
        if folder.dropped:  # what was dropped side by side is no folder of its own
            return False
        path = folder.path_of(below.replace("/", os.sep))
        try:
            return kind_of_stat(self._system.look(path, follow=False)) is Kind.FILE
        except OSError:
            return False

    def _list(self, folder: _Folder) -> Generator[_Walked, None, Listing]:
        """What is in a folder and may be sent; nothing when it cannot be listed."""
        try:
            listing = self._system.listing(folder.path)
        except OSError as error:
            yield _trouble(folder.path, error)
            return Listing((), (), ())
        return (yield from self._wanted(folder, listing))

    def _wanted(self, folder: _Folder, listing: Listing) -> Generator[_Walked, None, Listing]:
        """A listing without what is left out, which is named."""
        for name, kind in listing.others:
            if is_junk(name, folder=False) or is_junk(name, folder=True):
                yield Ignored(shown(folder.path_of(name)), JUNK)
            else:
                yield self._left_out(folder.path_of(name), kind)
        files = yield from self._clean(folder, listing.files, folders=False)
        folders = yield from self._clean(folder, listing.folders, folders=True)
        return Listing(files, folders, ())

    def _clean(
        self, folder: _Folder, names: tuple[str, ...], *, folders: bool
    ) -> Generator[_Walked, None, tuple[str, ...]]:
        refused: set[str] = set()
        for name in names:
            if is_junk(name, folder=folders):
                yield Ignored(shown(folder.path_of(name)), JUNK)
            elif not is_unicode(name):
                yield Problem(Code.NAME_NOT_UNICODE, shown(folder.path_of(name)))
            else:
                continue
            refused.add(name)
        return tuple(name for name in names if name not in refused) if refused else names

    def _left_out(self, path: str, kind: Kind) -> Problem:
        if kind is not Kind.LINK:
            # A folder that took a file's place since it was listed is as odd as a device.
            code, severity = _PROBLEMS.get(kind, _PROBLEMS[Kind.OTHER])
            return Problem(code, shown(path), severity)
        target = self._system.real(path)
        inside = (target + os.sep).startswith(self._roots)
        return Problem(
            Code.LINK_LEFT_OUT,
            shown(path),
            Severity.NOTE if inside else Severity.WARNING,
            {"target": shown(target), "inside": inside},
        )


def _mark_alone(walked: Iterable[_Walked]) -> Iterator[Found]:
    """A file is alone when neither the one before nor the one behind is of its fileset."""
    held: _Member | None = None
    before: _Owner | None = None
    for each in walked:
        if not isinstance(each, _Member):
            yield each
            continue
        if held is not None:
            yield held.found(alone=held.owner not in (before, each.owner))
            before = held.owner
        held = each
    if held is not None:
        yield held.found(alone=held.owner is not before)


def _above(path: str) -> Iterator[str]:
    """The folders that hold `path`, from the nearest to the root."""
    parent = os.path.dirname(path)
    while parent != path:
        yield parent
        path, parent = parent, os.path.dirname(parent)


def _outermost(paths: Sequence[str]) -> tuple[list[str], list[Ignored]]:
    """The dropped paths, absolute, without those that are dropped twice or inside another."""
    kept: dict[str, None] = {}
    ignored: list[Ignored] = []
    absolute = list(map(os.path.abspath, paths))
    every = set(absolute)
    for path in absolute:
        if path in kept or not every.isdisjoint(_above(path)):
            ignored.append(Ignored(shown(path), DROPPED_TWICE))
        else:
            kept[path] = None
    return list(kept), ignored


def scan(paths: Sequence[str], system: System = _SYSTEM) -> Iterator[Found]:
    """Everything below the dropped `paths`, streamed; raises nothing of the file system's.

    Order: the drops by their parent folder as dropped, in each folder the filesets by the name
    of their head, then the sub-folders by name. The files of a fileset follow each other.
    """
    kept, ignored = _outermost(paths)
    yield from ignored
    walk = _Walk(system, [system.real(path) for path in kept])
    by_parent: dict[str, list[str]] = {}
    for path in kept:
        if not is_unicode(path):
            yield Problem(Code.NAME_NOT_UNICODE, shown(path))
            continue
        parent, name = os.path.split(path)
        by_parent.setdefault(parent, []).append(name)
    for parent, names in by_parent.items():
        yield from _mark_alone(walk.drop(parent, names))
