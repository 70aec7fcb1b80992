"""What will be written where, with every problem found beforehand. Pure; nothing is touched."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake.model import FoundFile, Stamp
from fbi_uploader.isa import names
from fbi_uploader.isa.draft import Draft
from fbi_uploader.paths import shown


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file and its place. `target` is POSIX, NFC, below the assay's folder.

    `key` is the same for two targets that some server takes for one; `original` the path as found
    when a name was repaired.
    """

    source: str
    stamp: Stamp
    target: str
    key: str
    original: str | None
    fileset: str
    format: str


@dataclass(frozen=True, slots=True)
class PlannedAssay:
    """An assay's place and what goes there. `waiting`: files that are still being written."""

    place: int
    study: str
    name: str
    folder: str
    files: int
    bytes: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A submission as it would be sent. `more` problems were found beyond those listed.

    `draft` has the values that were read from the images, and those that templates propose.
    """

    submission: str
    node: str
    route: str
    person: str
    assays: tuple[PlannedAssay, ...]
    problems: tuple[Problem, ...]
    more: int
    ignored: int
    draft: Draft

    @property
    def files(self) -> int:
        """Of all assays."""
        return sum(assay.files for assay in self.assays)

    @property
    def bytes(self) -> int:
        """Of all assays."""
        return sum(assay.bytes for assay in self.assays)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """Nothing is sent while one of these stands."""
        return tuple(one for one in self.problems if one.severity is Severity.BLOCKING)


@dataclass(frozen=True, slots=True)
class Room:
    """Where an assay's files lie: its `folder` below the landing folder, and `more` bytes.

    `more` is what their longest path on the node takes beyond `folder` and the file's own.
    """

    folder: str
    more: int = 0


def room_of(folder: str, places: Iterable[str]) -> Room:
    """`places` are the folders on the node in which the assay's files lie one after the other."""
    longest = max(map(names.size_of, places))
    return Room(folder, longest - names.size_of(folder))


def place(found: FoundFile, room: Room, *, repair: bool) -> tuple[PlannedFile, list[Problem]]:
    """Decide where a found file goes, and say what is wrong with its name.

    Refused names are repaired on request, and only in filesets of one file: the members of a set
    name each other inside (OME-TIFF, .nd, .xlef, .vsi), so a refused name blocks the set.
    """
    target = unicodedata.normalize("NFC", found.relative)
    problems = list(_name_problems(found, target, room))
    if problems and repair and found.alone:
        repaired = "/".join(names.repair_component(part) for part in target.split("/"))
        left = list(_name_problems(found, repaired, room))
        if not left:
            facts = {"name": shown(found.relative), "proposal": repaired}
            problems = [Problem(Code.NAME_REPAIRED, found.path, Severity.NOTE, facts)]
            target = repaired
    if found.stamp.size == 0:
        problems.append(Problem(Code.EMPTY_FILE, found.path, Severity.WARNING))
    planned = PlannedFile(
        source=found.path,
        stamp=found.stamp,
        target=target,
        key=names.key(target),
        original=found.relative if target != found.relative else None,
        fileset=found.fileset,
        format=found.format,
    )
    return planned, problems


def _name_problems(found: FoundFile, target: str, room: Room) -> Iterator[Problem]:
    for code, facts in names.check_path(f"{room.folder}/{target}", more=room.more):
        yield Problem(code if found.alone else Code.NAME_IN_SET, found.path, facts=facts)


class Folders:
    """Sees two folders, or a folder and a file, that some server takes for one.

    Holds one entry a folder, not a file.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def check(self, planned: PlannedFile) -> Problem | None:
        """Take note of the folders above a file; a problem when one is spelled in two ways."""
        folder = planned.target.rpartition("/")[0]
        while folder:
            key = names.key(folder)
            known = self._known.setdefault(key, folder)
            if known != folder:
                facts = {"name": folder, "other": known}
                return Problem(Code.NAME_COLLISION, planned.source, facts=facts)
            folder = folder.rpartition("/")[0]
        return None

    def __iter__(self) -> Iterator[str]:
        """Every folder's key."""
        return iter(self._known)


def tree_problems(draft: Draft, own_folders: Collection[str]) -> Iterator[Problem]:
    """Check the names of Investigation, Study and Assay, and that each folder is meant once.

    `own_folders` are the names that this program keeps for itself in the landing folder.
    """
    investigation = draft.investigation.name
    yield from _component("investigation", investigation, strict=True)
    if names.key(investigation) in {names.key(name) for name in own_folders}:
        yield Problem(Code.NAME_RESERVED, "investigation", facts={"name": investigation})
    studies: set[str] = set()
    for study in draft.investigation.studies:
        yield from _component("study", study.name)
        if names.key(study.name) in studies:
            yield Problem(Code.ASSAY_TWICE, "study", facts={"name": study.name})
        studies.add(names.key(study.name))
        taken: set[str] = set()
        for assay in study.assays:
            yield from _component("assay", assay.name)
            if names.key(assay.name) in taken:
                yield Problem(Code.ASSAY_TWICE, "assay", facts={"name": assay.name})
            taken.add(names.key(assay.name))


def _component(where: str, name: str, *, strict: bool = False) -> Iterator[Problem]:
    for code, facts in names.check_component(name, investigation=strict):
        yield Problem(code, where, facts=facts)


def nfc(draft: Draft) -> Draft:
    """Give the draft with the names of its tree in NFC: a keyboard's accents are not a problem."""

    def normal(name: str) -> str:
        return unicodedata.normalize("NFC", name)

    investigation = draft.investigation
    studies = tuple(
        study.model_copy(
            update={
                "name": normal(study.name),
                "assays": tuple(
                    assay.model_copy(update={"name": normal(assay.name)}) for assay in study.assays
                ),
            }
        )
        for study in investigation.studies
    )
    update = {"name": normal(investigation.name), "studies": studies}
    return draft.model_copy(update={"investigation": investigation.model_copy(update=update)})


class Problems:
    """Collects problems, the blocking ones first when there are too many to list."""

    LIMIT = 500

    def __init__(self) -> None:
        self._blocking: list[Problem] = []
        self._others: list[Problem] = []
        self.more = 0

    def add(self, problem: Problem) -> None:
        """Keep it, or count it."""
        kept = self._blocking if problem.severity is Severity.BLOCKING else self._others
        if len(kept) < self.LIMIT:
            kept.append(replace(problem, where=shown(problem.where)))
        else:
            self.more += 1

    def all(self) -> tuple[Problem, ...]:
        """Those kept, blocking ones first."""
        return (*self._blocking, *self._others)
