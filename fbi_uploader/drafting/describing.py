"""Edits of what is said: names and facts of each level, and values of metadata.

Each from a worksheet to another; the same one when nothing changes. KeyError for an id that is
not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict, TypeVar, Unpack

from fbi_uploader.drafting.model import SheetAssay, SheetStudy, Step, Worksheet
from fbi_uploader.drafting.tree import edit_assay, edit_study, with_studies
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.levels import values_of
from fbi_uploader.isa.model import Frozen, Metadata, MetadataValue, ReadFrom

INVESTIGATION = ""
"""Instead of a study's or an assay's id: what is said of the investigation."""

Part = TypeVar("Part", bound=Frozen)


class InvestigationPart(TypedDict, total=False):
    """Facts of an investigation that change."""

    name: str
    title: str
    description: str
    licence: str | None
    owners: tuple[str, ...]
    contributors: tuple[str, ...]
    collaborators: tuple[str, ...]


class StudyPart(TypedDict, total=False):
    """Facts of a study that change."""

    name: str
    description: str
    tags: tuple[str, ...]


class AssayPart(TypedDict, total=False):
    """Facts of an assay that change."""

    name: str
    description: str
    template: str | None
    tags: tuple[str, ...]


def describe_investigation(worksheet: Worksheet, **facts: Unpack[InvestigationPart]) -> Worksheet:
    """Set facts of the investigation."""
    return _changed(worksheet, {"investigation": _changed(worksheet.investigation, facts)})


def describe_study(worksheet: Worksheet, id_: str, **facts: Unpack[StudyPart]) -> Worksheet:
    """Set facts of a study."""
    return edit_study(worksheet, id_, lambda study: _changed(study, facts))


def describe_assay(worksheet: Worksheet, id_: str, **facts: Unpack[AssayPart]) -> Worksheet:
    """Set facts of an assay."""
    return edit_assay(worksheet, id_, lambda assay: _changed(assay, facts))


def rename(worksheet: Worksheet, id_: str, name: str) -> Worksheet:
    """Set the name of the investigation (INVESTIGATION), a study or an assay."""
    if id_ == INVESTIGATION:
        return describe_investigation(worksheet, name=name)
    if worksheet.study(id_):
        return describe_study(worksheet, id_, name=name)
    return describe_assay(worksheet, id_, name=name)


def metadata_of(worksheet: Worksheet, id_: str) -> Metadata:
    """The values said at this level itself."""
    if id_ == INVESTIGATION:
        return worksheet.investigation_metadata
    part = worksheet.study(id_) or worksheet.assay(id_)
    if part is None:
        raise KeyError(id_)
    return part.metadata


def with_metadata(worksheet: Worksheet, id_: str, metadata: Metadata) -> Worksheet:
    """These values, and no others, at this level."""
    if id_ == INVESTIGATION:
        return _changed(worksheet, {"investigation_metadata": metadata})
    change = {"metadata": metadata}
    if worksheet.study(id_):
        return edit_study(worksheet, id_, lambda study: _changed(study, change))
    return edit_assay(worksheet, id_, lambda assay: _changed(assay, change))


def set_value(worksheet: Worksheet, id_: str, field: str, value: MetadataValue | None) -> Worksheet:
    """Set one field at this level; None takes the value away."""
    return set_values(worksheet, id_, {field: value})


def set_values(
    worksheet: Worksheet, id_: str, values: Mapping[str, MetadataValue | None]
) -> Worksheet:
    """Set several fields at this level, in one step; those with None are taken away."""
    whole = {**metadata_of(worksheet, id_), **values}
    kept = {field: value for field, value in whole.items() if value is not None}
    return with_metadata(worksheet, id_, kept)


def to_all_assays(
    worksheet: Worksheet, assay_id: str, fields: Collection[str] | None = None
) -> Worksheet:
    """Say of every assay what is said of this one: template and values, or these fields only.

    A value that was read from an image file stays with its assay. Fields without a value here keep
    theirs there.
    """
    model = worksheet.assay(assay_id)
    if model is None:
        raise KeyError(assay_id)
    values = {
        field: value
        for field, value in own_values(model.metadata).items()
        if fields is None or field in fields
    }

    def alike(assay: SheetAssay) -> SheetAssay:
        change: dict[str, object] = {"metadata": {**assay.metadata, **values}}
        if fields is None and model.template:
            change["template"] = model.template
        return _changed(assay, change)

    def edited(study: SheetStudy) -> SheetStudy:
        assays = tuple(one if one.id == assay_id else alike(one) for one in study.assays)
        return _changed(study, {"assays": assays})

    return with_studies(worksheet, map(edited, worksheet.studies))


def last_metadata(drafts: Iterable[Draft], template: str) -> Metadata:
    """Give, for "as last time", what a person said of the last assay with this template.

    `drafts`: of that person, as they were sent, the newest first. Values that were read from
    images stay behind: they speak of others than these.
    """
    for draft in drafts:
        for study, assay in reversed(list(draft.assays())):
            if assay.template == template:
                return own_values(values_of(draft.investigation, study, assay))
    return {}


def own_values(metadata: Metadata) -> Metadata:
    """The values that somebody typed or that a template proposed: none that a file says."""
    return {
        field: value for field, value in metadata.items() if not isinstance(value.origin, ReadFrom)
    }


def go_to(worksheet: Worksheet, step: Step) -> Worksheet:
    """Remember the page the person is on."""
    return _changed(worksheet, {"step": step})


def repair_names(worksheet: Worksheet, *, wanted: bool) -> Worksheet:
    """Say whether refused names of single files are mended."""
    return _changed(worksheet, {"repair_names": wanted})


def _changed(part: Part, facts: Mapping[str, object]) -> Part:
    """`part` with other facts; the same one when they are the same."""
    if all(getattr(part, field) == value for field, value in facts.items()):
        return part
    return part.model_copy(update=dict(facts))
