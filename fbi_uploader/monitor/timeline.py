"""The way of a submission as a row of points: this PC, the node, iRODS, OMERO. Pure.

A point says only what was seen. Where nobody looks yet, it says so (DESIGN 8, 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fbi_uploader.report import Reached


class Place(StrEnum):
    """Where data can be. LANDING is what the route leads to."""

    PC = "pc"
    LANDING = "landing"
    INGEST = "ingest"
    OMERO = "omero"


class How(StrEnum):
    """How a submission stands at a place."""

    DONE = "done"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TO_COME = "to_come"
    """The places before it come first."""
    UNFOLLOWED = "unfollowed"
    """Nobody looks there yet."""
    FROM_DESK = "from_desk"
    """This PC's network does not reach it: it is followed from the person's desk."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many files have a kind of evidence, and when the last of it was had."""

    kind: str
    files: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What a monitor found at a place: `count` of `expected` files or images, and on what."""

    at: datetime
    count: int
    expected: int
    kind: str


@dataclass(frozen=True, slots=True)
class There:
    """What the node has, and what of it this PC reaches."""

    irods_from_here: bool = True
    omero_from_here: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a submission. `played`: by a sandbox.

    `proofs` by kind. `ingest` and `import_` are what monitors found, None while none looks.
    """

    route: str
    stage: str
    files: int
    created_at: datetime
    stages: tuple[Reached, ...] = ()
    proofs: Mapping[str, Counted] = field(default_factory=dict)
    played: bool = False
    there: There = There()
    ingest: Seen | None = None
    import_: Seen | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A place, how it stands there, since when, and on what that rests.

    `count` of `of` files (images, in OMERO); both 0 where nothing is counted. `rests_on`: a kind of
    evidence, "" for none.
    """

    place: Place
    how: How
    at: datetime | None = None
    count: int = 0
    of: int = 0
    rests_on: str = ""
    played: bool = False


_ARRIVED = frozenset({"published", "ingested", "imported"})
_ALL_THERE = _ARRIVED | {"ready", "publishing"}
_HALTED = {"failed": How.FAILED, "cancelled": How.CANCELLED}
_WAITS = frozenset({"waiting", "queued", "paused"})
_PROOFS = ("server_computed", "read_back", "size_only")


def timeline(course: Course) -> tuple[Point, ...]:
    """The points of a submission, in the order of its way.

    By the route `irods` data land in iRODS itself: there is no ingest of its own to see.
    """
    places = [_on_pc(course), _landed(course)]
    if course.route != "irods":
        places.append(_later(course, Place.INGEST, course.ingest, ("ingested", "imported")))
    places.append(_later(course, Place.OMERO, course.import_, ("imported",)))
    return tuple(places)


def _on_pc(course: Course) -> Point:
    read = course.proofs.get("sent_digest")
    count = read.files if read else 0
    kind = "sent_digest" if read else ""
    at = read.at if read else course.created_at
    if course.stage in _ALL_THERE or (read and count >= course.files > 0):
        how = How.DONE
    elif course.stage in _HALTED:
        how = _HALTED[course.stage]
    else:
        how = How.WAITING if course.stage in _WAITS else How.UNDER_WAY
    return Point(Place.PC, how, at, count, course.files, kind)


def _landed(course: Course) -> Point:
    proof = next((course.proofs[one] for one in _PROOFS if one in course.proofs), None)
    count = proof.files if proof else 0
    kind = proof.kind if proof else ""
    if course.stage in _ARRIVED:
        how, at = How.DONE, reached(course.stages, "published") or _last(course.stages, "published")
    elif course.stage in _HALTED:
        how, at = _HALTED[course.stage], reached(course.stages, course.stage)
    elif course.stage in {"sending", "ready", "publishing"} or count:
        how, at = How.UNDER_WAY, proof.at if proof else None
    else:
        how, at = How.TO_COME, None
    return Point(Place.LANDING, how, at, count, course.files, kind)


def _later(course: Course, place: Place, seen: Seen | None, stages: tuple[str, ...]) -> Point:
    if seen is not None:
        how = How.DONE if seen.count >= seen.expected else How.UNDER_WAY
        return Point(place, how, seen.at, seen.count, seen.expected, seen.kind)
    if course.stage in stages:
        at = reached(course.stages, stages[0])
        return Point(place, How.DONE, at, played=course.played)
    if course.stage not in _ARRIVED:
        return Point(place, How.TO_COME)
    here = course.there
    reach = here.irods_from_here if place is Place.INGEST else here.omero_from_here
    return Point(place, How.UNFOLLOWED if reach else How.FROM_DESK)


def _last(stages: tuple[Reached, ...], stage: str) -> datetime | None:
    """When an assay was the last to reach it: a submission's own file knows no more than that."""
    return max((one.at for one in stages if one.stage == stage), default=None)


def reached(stages: tuple[Reached, ...], stage: str) -> datetime | None:
    """When the submission as a whole last reached a stage."""
    return next((one.at for one in reversed(stages) if one.stage == stage and not one.assay), None)
