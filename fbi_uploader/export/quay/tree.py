"""What both of the node's formats say, spelled so that its import takes it as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.context import Context
from fbi_uploader.export.quay.keys import NODE_KEYS
from fbi_uploader.export.quay.spelling import is_risky, spelled, spelled_tags
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.template.mapping import as_text, node_pairs
from fbi_uploader.report import Report, ReportedAssay

ARRIVED = frozenset({"published", "ingested", "imported"})
"""Stages at which an assay's folder is there to be imported."""


@dataclass(frozen=True, slots=True)
class AssayRow:
    """An assay under the name it was published with; `folder` below the landing folder.

    `pairs`: every key of the node, "" where nothing is known, then those of a facility's template.
    """

    name: str
    description: str
    tags: tuple[str, ...]
    folder: str
    pairs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study with at least one assay that arrived."""

    name: str
    description: str
    tags: tuple[str, ...]
    assays: tuple[AssayRow, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """One investigation. `owner` owns its studies and assays; logins are in one list only."""

    name: str
    description: str
    manager: str
    owner: str
    owners: tuple[str, ...]
    contributors: tuple[str, ...]
    collaborators: tuple[str, ...]
    studies: tuple[StudyRow, ...]


def tree_of(report: Report, context: Context) -> Tree:
    """Everything of a submission that arrived. InputError EXPORT_REFUSED when nothing did."""
    investigation = report.draft.investigation
    owners = owners_of(investigation, report.manager)
    writers = (*owners, *investigation.contributors)
    studies = tuple(_studies(report, context))
    if not studies:
        raise InputError(Code.EXPORT_REFUSED, format="quay", why="nothing published")
    return Tree(
        name=investigation.name,
        description=investigation_text(investigation),
        manager=report.manager,
        # The import refuses a study whose owner may only read (parsers/validate_excel.py).
        owner=report.manager if report.manager in writers else owners[0],
        owners=owners,
        contributors=investigation.contributors,
        collaborators=investigation.collaborators,
        studies=studies,
    )


def owners_of(investigation: Investigation, manager: str) -> tuple[str, ...]:
    """The owners, the depositor where none is named.

    One that looks like a number comes last: alone in a cell it would be one.
    """
    return tuple(sorted(investigation.owners, key=is_risky)) or (manager,)


def investigation_text(investigation: Investigation) -> str:
    """Its title and its description, for which the node has one place."""
    return spelled("\n".join(filter(None, (investigation.title, investigation.description))))


def pairs_of(
    investigation: Investigation, study: Study, assay: Assay, context: Context
) -> dict[str, str]:
    """The map annotation of an assay.

    A value that its template has no field for, or whose template has gone, keeps its own name:
    a workbook that was read in may have had more columns than any template.
    """
    pairs = dict.fromkeys(NODE_KEYS, "")
    template = context.template_of(assay)
    values = context.values_of(investigation, study, assay)
    if template is not None:
        pairs |= node_pairs(template, values, context.vocabularies)
    own = {field.id for field in template.field} if template else set()
    strays = {spelled(name): as_text(one) for name, one in values.items() if name not in own}
    pairs |= {name: text for name, text in strays.items() if name}
    return {key: spelled(text) for key, text in pairs.items()}


def _studies(report: Report, context: Context) -> Iterator[StudyRow]:
    investigation = report.draft.investigation
    reported = iter(report.assays)  # in the order of the tree
    for study in investigation.studies:
        rows = tuple(
            _assay(published, study, assay, report, context)
            for assay, published in zip(study.assays, reported, strict=False)
            if published.stage in ARRIVED
        )
        if rows:
            yield StudyRow(study.name, spelled(study.description), spelled_tags(study.tags), rows)


def _assay(
    published: ReportedAssay, study: Study, assay: Assay, report: Report, context: Context
) -> AssayRow:
    return AssayRow(
        name=published.name,
        description=spelled(assay.description),
        tags=spelled_tags(assay.tags),
        folder=published.folder,
        pairs=pairs_of(report.draft.investigation, study, assay, context),
    )
