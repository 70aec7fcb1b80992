"""What becomes of sub-folders on the node: its import puts all files of an assay on one level.

omero-quay 1.2.0, `FSManager._walk_dir` (INTEROP 4): the folders below the assay and the file's
name are joined by "_", and of two files that end up with one name the first is silently lost.
Pure; made for a million files.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.isa.names import COMPONENT_BYTES, key
from fbi_uploader.paths import shown

BREAKING_FORMATS = frozenset(
    {"ome-zarr", "n5", "ndtiff", "hcs", "vsi", "mrxs", "oif", "xlef"}  # by the folders they lie in
    | {"ome-tiff", "micro-manager", "lei", "ndpis"}  # by names written inside
)
"""Format words (`FoundFile.format`), or their beginning before "-", whose files find each other by
what flattening changes."""

KEPT_BY_IMPORT = frozenset({"ome.xml", "transfer.xml", "transfer.xml.lock"})
"""What omero-quay 1.2.0 keeps in each assay's folder (managers/omero.py `_get_ome`): the first it
would believe in place of the images, the second it removes, the third stops the import."""

Paths = Callable[[], Iterable[str]]

_BUCKETS = 256
_WORD = 2**64 - 1


class Member(Protocol):
    """The part of `FoundFile` that is looked at."""

    @property
    def relative(self) -> str:
        """POSIX path below the assay's folder."""

    @property
    def fileset(self) -> str:
        """`relative` of the fileset's head."""

    @property
    def format(self) -> str:
        """The fileset's format word."""

    @property
    def alone(self) -> bool:
        """True when the fileset has this file only."""


def flattened(path: str) -> str:
    """The name that the import gives to a file, from its POSIX path below the assay's folder."""
    return path.replace("/", "_")


def flattening_problems(paths: Paths) -> Iterator[Problem]:
    """FLATTENED_COLLISION, FLATTENED_TOO_LONG, FLATTENED_RESERVED of one assay; all block.

    `paths` is called once, and once more when something may collide: each time it gives the
    POSIX paths below the assay's folder, as they will be written. Needs 8 bytes of memory a file,
    and the paths of those that collide.

    Names collide by `names.key`, as on every route. Paths that are equal already before being
    flattened are not reported: that is NAME_COLLISION, the plan's to find.
    """
    buckets = [array("Q") for _ in range(_BUCKETS)]
    for path in paths():
        word = _hash(path)
        buckets[word % _BUCKETS].append(word)
        yield from _too_long(path)
        if key(flattened(path)) in KEPT_BY_IMPORT:
            facts = {"flattened": shown(flattened(path))}
            yield Problem(Code.FLATTENED_RESERVED, shown(path), facts=facts)
    if suspects := _repeated(buckets):
        yield from _collisions(paths(), suspects)


def is_breaking(word: str) -> bool:
    """Whether filesets of this format word cannot be opened once flattened: "hcs-flex" is "hcs"."""
    return word in BREAKING_FORMATS or word.partition("-")[0] in BREAKING_FORMATS


class BreakingFilesets:
    """Sees filesets that break once flattened, in files as they come.

    A file alone does not break, nor a set without sub-folders. Remembers the heads that it told.
    `kept_by`: routes of the node by which its folders would stay.
    """

    def __init__(self, kept_by: Sequence[str] = ()) -> None:
        self._told: set[str] = set()
        self._routes = ", ".join(kept_by)

    def look(self, member: Member) -> Problem | None:
        """FLATTENED_BREAKS, or FLATTENED_KEPT_BY with the way out: a warning, once a fileset."""
        if member.alone or "/" not in member.relative or not is_breaking(member.format):
            return None
        if member.fileset in self._told:
            return None
        self._told.add(member.fileset)
        name = member.fileset.rpartition("/")[2]
        facts: dict[str, Fact] = {"name": shown(name), "format": member.format}
        code = Code.FLATTENED_BREAKS
        if self._routes:
            code, facts["routes"] = Code.FLATTENED_KEPT_BY, self._routes
        return Problem(code, shown(member.fileset), Severity.WARNING, facts)


def _hash(path: str) -> int:
    # Only picks suspects, which are then compared as text: neither its salt nor a clash matters.
    return hash(key(flattened(path))) & _WORD


def _too_long(path: str) -> Iterator[Problem]:
    name = flattened(path)
    size = len(name.encode("utf-8", "surrogatepass"))
    if size > COMPONENT_BYTES and "/" in path:
        length: dict[str, Fact] = {"bytes": size, "limit": COMPONENT_BYTES}
        facts = {"flattened": shown(name), **length}
        yield Problem(Code.FLATTENED_TOO_LONG, shown(path), facts=facts)


def _repeated(buckets: list[array[int]]) -> set[int]:
    # Bucket by bucket, because sorting makes a list of full-grown integers.
    found: set[int] = set()
    for bucket in buckets:
        ordered = sorted(bucket)
        found.update(first for first, second in pairwise(ordered) if first == second)
    return found


def _collisions(paths: Iterable[str], suspects: set[int]) -> Iterator[Problem]:
    first_with: dict[str, str] = {}
    for path in paths:
        if _hash(path) not in suspects:
            continue
        other = first_with.setdefault(key(flattened(path)), path)
        if key(other) != key(path):
            facts = {"other": shown(other), "flattened": shown(flattened(path))}
            yield Problem(Code.FLATTENED_COLLISION, shown(path), facts=facts)
