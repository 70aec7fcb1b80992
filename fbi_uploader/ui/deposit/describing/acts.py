"""What the buttons of the form do to the worksheet: pure, each one step of undo."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from fbi_uploader.drafting.describing import describe_assay, own_values, set_values
from fbi_uploader.drafting.model import SheetAssay, Worksheet
from fbi_uploader.isa.model import Metadata, MetadataValue, Typed
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.values import is_blank
from fbi_uploader.ui.deposit.describing.layers import is_proposal
from fbi_uploader.ui.deposit.describing.standing import fields_at


@dataclass(frozen=True, slots=True)
class Copied:
    """Which values of an assay go to which others."""

    values: Metadata
    assays: tuple[str, ...]


def choose_template(sheet: Worksheet, assays: Collection[str], template: str) -> Worksheet:
    """Describe these assays with this template. What was said stays, whatever asked for it."""
    for one in assays:
        sheet = describe_assay(sheet, one, template=template or None)
    return sheet


def without_template(sheet: Worksheet) -> tuple[str, ...]:
    """The assays that chose none."""
    return tuple(one.id for _, one in sheet.assays() if not one.template)


def typed(metadata: Metadata) -> Metadata:
    """What a person typed: neither read nor proposed."""
    return {name: value for name, value in own_values(metadata).items() if not is_proposal(value)}


def copied(sheet: Worksheet, assay_id: str) -> Copied:
    """What "apply to all assays" does: values that were typed, to others of the same template."""
    model = sheet.assay(assay_id)
    if model is None or not model.template:
        return Copied({}, ())
    others = (one for _, one in sheet.assays() if one.id != assay_id)
    values = typed(model.metadata)
    differ = tuple(
        one.id for one in others if one.template == model.template and not _has(one, values)
    )
    return Copied(values, differ)


def _has(assay: SheetAssay, values: Metadata) -> bool:
    return all(assay.metadata.get(name) == value for name, value in values.items())


def copy(sheet: Worksheet, what: Copied) -> Worksheet:
    """Say it of these assays."""
    for one in what.assays:
        sheet = set_values(sheet, one, what.values)
    return sheet


def from_last_time(template: Template, level: str, last: Metadata, now: Metadata) -> Metadata:
    """Of what was said last time, what is not said now, for the fields of this level."""
    names = {one.id for one in fields_at(template, level)}
    return {
        name: value.model_copy(update={"origin": Typed()})
        for name, value in last.items()
        if name in names and not is_blank(value) and is_blank(now.get(name))
    }


# -- the values that this PC proposes


def propose(
    sheet: Worksheet, assay_id: str, template: Template, usual: Metadata, read: Metadata | None
) -> Worksheet:
    """Put this PC's values where nobody said anything; what a file says goes before them.

    `read` is None before the files were looked at: fields that may be read wait until then.
    """
    assay = sheet.assay(assay_id)
    if assay is None:
        return sheet
    changes = dict(_proposals(assay, template, usual, read))
    return set_values(sheet, assay_id, changes) if changes else sheet


def _proposals(
    assay: SheetAssay, template: Template, usual: Metadata, read: Metadata | None
) -> Iterator[tuple[str, MetadataValue | None]]:
    for field in fields_at(template, "A"):
        own, proposal = assay.metadata.get(field.id), usual.get(field.id)
        if read is not None and field.id in read:
            if is_proposal(own):
                yield field.id, None
        elif own is None and proposal is not None and (field.read is None or read is not None):
            yield field.id, proposal
