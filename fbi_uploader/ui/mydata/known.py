"""What is read of one submission before it is shown in full, and what its node has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fbi_uploader import overview, reporting
from fbi_uploader.app import App
from fbi_uploader.errors import Problem
from fbi_uploader.monitor.recordfile import Record
from fbi_uploader.monitor.timeline import Counted, Course, There, reached
from fbi_uploader.nodes.model import Node
from fbi_uploader.overview import Summary
from fbi_uploader.proofs import JournalProofs, counted
from fbi_uploader.report import Reached
from fbi_uploader.transfer.journal import records
from fbi_uploader.ui.models.proofs import Column


@dataclass(frozen=True, slots=True)
class Known:
    """Stages in order, evidence by kind, and what was left out."""

    stages: tuple[Reached, ...] = ()
    proofs: Mapping[str, Counted] = field(default_factory=dict)
    left: tuple[Problem, ...] = ()


def read_known(app: App, submission: str) -> Known:
    """From the journal, in a thread. Raises InputError as the journal does."""
    journal = app.journal(read_only=True)
    try:
        row = records.submission(journal, submission)
        stages = reporting.report(journal, row).stages
        left = tuple(overview.left_out(journal, submission))
    finally:
        journal.close()
    proofs = JournalProofs(lambda: app.journal(read_only=True), submission).counted()
    return Known(stages, proofs, left)


def course_of(summary: Summary, known: Known, node: Node | None) -> Course:
    """A submission of this PC, for its timeline."""
    return Course(
        route=summary.route,
        stage=summary.stage,
        files=summary.files,
        created_at=summary.created_at,
        stages=known.stages,
        proofs=known.proofs,
        played=summary.played,
        there=there(node),
    )


def course_of_record(record: Record, node: Node | None) -> Course:
    """One that was opened from its file. It was written when all had been published."""
    ingested = reached(record.stages, "ingested")
    return Course(
        route=record.route,
        stage="ingested" if ingested else "published",
        files=len(record.files),
        created_at=record.created_at,
        stages=record.stages,
        proofs=counted(record.files),
        there=there(node),
    )


def there(node: Node | None) -> There:
    """What of a node is reached from here."""
    if node is None:
        return There()
    return There(
        irods_from_here=node.irods is None or node.irods.from_here,
        omero_from_here=node.omero is None or node.omero.from_here,
    )


def columns_of(route: str, node: Node | None, proofs: Mapping[str, Counted]) -> set[Column]:
    """The columns that mean something: what the node has, or what there is evidence of."""
    found = {Column.NAME, Column.SIZE, Column.DIGEST, Column.LANDING}
    has_irods = node is not None and node.irods is not None
    if route != "irods" and (has_irods or "catalogue" in proofs):
        found.add(Column.IRODS)
    if (node is not None and node.omero is not None) or "omero_hash" in proofs:
        found.add(Column.OMERO)
    return found
