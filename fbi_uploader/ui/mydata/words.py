"""What is said of submissions, places and evidence."""

from __future__ import annotations

from datetime import datetime

from fbi_uploader.messages import evidence_word, stage_word
from fbi_uploader.monitor.timeline import Counted, How, Place, Point
from fbi_uploader.overview import Summary
from fbi_uploader.paths import shown
from fbi_uploader.proofs import ProofRow
from fbi_uploader.transfer.stages import EvidenceKind, Stage
from fbi_uploader.ui.models.proofs import Column
from fbi_uploader.ui.words import (
    NO_BREAK,
    day,
    language,
    moment,
    number,
    size,
    translate,
)

_ON_NODE = ("read_back", "server_computed", "size_only")
_IN_IRODS = ("server_computed", "catalogue")
_SEVERAL = 2


def title(summary: Summary) -> str:
    """Confocal 22-11 and 4 others."""
    if summary.assays < _SEVERAL:
        return summary.assay or summary.investigation
    told = translate("MyData", "%1 and %n other(s)", None, summary.assays - 1)
    return told.replace("%1", summary.assay)


def when_and_size(summary: Summary) -> str:
    """22 Nov 2026 · 99.4 GB."""
    return f"{day(summary.created_at)} · {size(summary.bytes)}"


def state(summary: Summary) -> str:
    """How far it is."""
    if summary.played:
        return translate("MyData", "Played in the sandbox")
    return stage(summary.stage)


def stage(name: str) -> str:
    """A stage's word; a file of another program may name one that is not known here."""
    return stage_word(name, language()) if name in tuple(Stage) else shown(name)


def spoken(summary: Summary) -> str:
    """A row of the list in one sentence."""
    return ", ".join(
        (title(summary), summary.investigation, when_and_size(summary), state(summary))
    )


# -- the timeline


def place_word(place: Place, route: str, *, here: bool = True) -> str:
    """What a place is called. `here`: whether the data came from this PC."""
    if place is Place.PC:
        return translate("Timeline", "This PC") if here else translate("Timeline", "The PC")
    if place is Place.OMERO:
        return translate("Timeline", "OMERO")
    if place is Place.INGEST or route == "irods":
        return translate("Timeline", "iRODS")
    return translate("Timeline", "Share") if route == "smb" else translate("Timeline", "Folder")


def at_word(at: datetime | None) -> str:
    """22 Nov 2026, 14:43; nothing when it is not known."""
    return moment(at) if at is not None else ""


def point_lines(point: Point) -> tuple[str, str]:
    """How it stands there, and on what that rests."""
    if point.played:
        return translate("Timeline", "played"), translate("Timeline", "nothing left this PC")
    if point.how in _STANDING:
        return _standing(point.how), _count(point) if point.count else ""
    if point.how is How.WAITING:
        return files_word(point.of), translate("Timeline", "waiting to be sent")
    if not point.count and not point.rests_on:
        return files_word(point.of) if point.of else "", ""
    return _count(point), short_evidence(point.rests_on)


_STANDING = {How.UNFOLLOWED, How.FROM_DESK, How.TO_COME, How.FAILED, How.CANCELLED}


def _standing(how: How) -> str:
    return {
        How.UNFOLLOWED: translate("Timeline", "not followed yet"),
        How.FROM_DESK: translate("Timeline", "to be followed from your desk"),
        How.TO_COME: translate("Timeline", "to come"),
        How.FAILED: translate("Timeline", "stopped"),
        How.CANCELLED: translate("Timeline", "cancelled"),
    }[how]


def _count(point: Point) -> str:
    told = translate("Timeline", "%1 of %n file(s)", None, point.of)
    if point.place is Place.OMERO:
        told = translate("Timeline", "%1 of %n image(s)", None, point.of)
    return told.replace("%1", number(point.count))


def short_evidence(kind: str) -> str:
    """A kind of evidence in two or three words."""
    known = {
        "sent_digest": translate("Timeline", "read, digests taken"),
        "read_back": translate("Timeline", "read back, identical"),
        "server_computed": translate("Timeline", "same digest, by the server"),
        "catalogue": translate("Timeline", "digest in the catalogue"),
        "omero_hash": translate("Timeline", "same digest in OMERO"),
        "size_only": translate("Timeline", "size only, content not compared"),
    }
    return known.get(kind, shown(kind))


def point_spoken(point: Point, route: str, *, here: bool = True) -> str:
    """A point in one sentence."""
    parts = (place_word(point.place, route, here=here), at_word(point.at), *point_lines(point))
    return ", ".join(part for part in parts if part)


# -- the evidence


def head(column: Column, route: str) -> str:
    """The words above a column."""
    return {
        Column.NAME: translate("MyData", "Fileset"),
        Column.SIZE: translate("MyData", "Size"),
        Column.DIGEST: "SHA-256",
        Column.LANDING: place_word(Place.LANDING, route),
        Column.IRODS: "iRODS",
        Column.OMERO: "OMERO",
    }[column]


def files_word(count: int) -> str:
    """240 files."""
    return translate("MyData", "%n file(s)", None, count)


def digest_word(row: ProofRow) -> str:
    """The beginning and the end of a digest; of a set, how many files."""
    if row.sha256 is not None:
        return f"{row.sha256[:6]}…{row.sha256[-4:]}"
    return files_word(row.files) if row.files > 1 else translate("MyData", "not yet")


def proof_at(row: ProofRow, column: Column) -> Counted | None:
    """What is known of a row at the place of a column."""
    kinds = {
        Column.LANDING: _ON_NODE,
        Column.IRODS: _IN_IRODS,
        Column.OMERO: ("omero_hash",),
    }
    return row.proof(*kinds[column]) if column in kinds else None


def cell(row: ProofRow, column: Column) -> str:
    """A cell in words, for tooltips and screen readers."""
    if column is Column.NAME:
        return row.source
    if column is Column.SIZE:
        return f"{size(row.bytes)} ({number(row.bytes)}{NO_BREAK}{translate('MyData', 'bytes')})"
    if column is Column.DIGEST:
        return row.sha256 or digest_word(row)
    proof = proof_at(row, column)
    return proof_word(proof) if proof else translate("MyData", "no evidence yet")


def proof_word(proof: Counted) -> str:
    """Read back in full from the node, identical, 22 Nov 2026, 14:43."""
    return f"{evidence(proof.kind)}, {moment(proof.at)}"


def evidence(kind: str) -> str:
    """A kind of evidence in full; one of another program as it is called there."""
    return evidence_word(kind, language()) if kind in tuple(EvidenceKind) else shown(kind)
