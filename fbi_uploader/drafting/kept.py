"""Drafts that were kept as deposit files, opened as worksheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.drafting.model import (
    SheetAssay,
    SheetInvestigation,
    SheetStudy,
    Worksheet,
    new_id,
)
from fbi_uploader.drafting.placing import lies_below
from fbi_uploader.errors import InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Study
from fbi_uploader.paths import denied


def worksheet_of(path: Path, id_: str) -> Worksheet:
    """A kept draft as a worksheet of this id. Raises InputError DEPOSIT_INVALID or DENIED."""
    deposit = read_deposit(path)
    draft = draft_of(
        deposit,
        path.parent,
        node=deposit.node or "",
        person=deposit.person or "",
        repair_names=False,
    )
    return from_draft(draft, id_, _written(path))


def about_kept(path: Path) -> Mapping[str, Any] | None:
    """What a list shows of it; None when it cannot be read."""
    try:
        deposit, written = read_deposit(path), _written(path)
    except InputError:
        return None
    return {
        "name": deposit.investigation.name,
        "person": deposit.person or "",
        "node": deposit.node or "",
        "created_at": written,
        "saved_at": written,
        "step": "organise",
    }


def from_draft(draft: Draft, id_: str, moment: datetime) -> Worksheet:
    """A draft as a worksheet: what its assays were made of is dropped, and placed there.

    Of a path that two assays have, the first keeps it: here a fileset is in one place.
    """
    sources = iter(draft.sources)
    placements: dict[str, str] = {}
    studies = tuple(_study(study, sources, placements) for study in draft.investigation.studies)
    facts = draft.investigation.model_dump(exclude={"studies", "metadata"})
    return Worksheet(
        id=id_,
        person=draft.person,
        node=draft.node,
        created_at=moment,
        saved_at=moment,
        drops=tuple(path for path in placements if not lies_below(path, placements)),
        placements=placements,
        joined=draft.joined,
        split=draft.split,
        investigation=SheetInvestigation(**facts),
        investigation_metadata=draft.investigation.metadata,
        studies=studies,
        repair_names=draft.repair_names,
        step="organise",
    )


def _study(
    study: Study, sources: Iterator[Iterable[str]], placements: dict[str, str]
) -> SheetStudy:
    assays: list[SheetAssay] = []
    for assay in study.assays:
        facts = assay.model_dump(exclude={"metadata"})
        made = SheetAssay(**facts, id=new_id(), metadata=assay.metadata)
        for path in next(sources):
            placements.setdefault(path, made.id)
        assays.append(made)
    facts = study.model_dump(exclude={"assays", "metadata"})
    return SheetStudy(**facts, id=new_id(), metadata=study.metadata, assays=tuple(assays))


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise denied(path, error) from error
