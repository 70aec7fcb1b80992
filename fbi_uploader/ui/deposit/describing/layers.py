"""Where each value of a part comes from, the strongest first: pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from fbi_uploader.drafting.describing import metadata_of
from fbi_uploader.drafting.model import SheetAssay, SheetStudy, Worksheet
from fbi_uploader.isa import levels
from fbi_uploader.isa.model import (
    Assay,
    Investigation,
    Metadata,
    MetadataValue,
    Study,
    TemplateDefault,
)
from fbi_uploader.isa.template.values import is_blank


@dataclass(frozen=True, slots=True)
class Layers:
    """Values of one part, as the plan will fill them (`isa.rules_metadata.filled`).

    `own`       what is kept of the part itself
    `above`     what its study or its investigation says; of those, what all below agree on
    `read`      what the image files say
    `proposed`  what the template proposes
    """

    own: Metadata = field(default_factory=dict)
    above: Metadata = field(default_factory=dict)
    read: Metadata = field(default_factory=dict)
    proposed: Metadata = field(default_factory=dict)

    def value(self, name: str) -> MetadataValue | None:
        """What holds for this field."""
        own = self.own.get(name)
        return self.beneath(name) if is_blank(own) else own

    def beneath(self, name: str) -> MetadataValue | None:
        """What holds when nobody types anything."""
        layers = (self.above, self.read, self.proposed)
        found = (one.get(name) for one in layers)
        return next((one for one in found if not is_blank(one)), None)

    def whole(self) -> Metadata:
        """Everything that holds."""
        names = {*self.own, *self.above, *self.read, *self.proposed}
        values = {name: self.value(name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


def layers_of(
    sheet: Worksheet, part: str, read: Metadata | None = None, proposed: Metadata | None = None
) -> Layers:
    """Of the investigation (""), a study or an assay. KeyError for an id that is not there."""
    own = metadata_of(sheet, part)
    return Layers(own, _above(sheet, part), read or {}, proposed or {})


def same(one: MetadataValue | None, other: MetadataValue | None) -> bool:
    """Whether two values say the same, wherever they come from. Yes is not 1."""
    if one is None or other is None:
        return one is other
    return (type(one.value), one.value, one.unit, one.term_id) == (
        type(other.value),
        other.value,
        other.unit,
        other.term_id,
    )


def is_proposal(value: MetadataValue | None) -> bool:
    """Whether nobody typed it: a template or this PC proposed it."""
    return value is not None and isinstance(value.origin, TemplateDefault)


def _above(sheet: Worksheet, part: str) -> Metadata:
    if assay := sheet.assay(part):
        study = sheet.study_of(part)
        said = study.metadata if study else {}
        return levels.values_of(_root(sheet), _study_said(said), _assay(assay, {}))
    if study := sheet.study(part):
        silent = _study(study.model_copy(update={"metadata": {}}))
        return levels.study_values(_root(sheet), silent)
    return levels.investigation_values(
        Investigation.model_construct(name="", metadata={}, studies=_studies(sheet))
    )


# Names may still be empty here, which the strict models refuse; levels only reads values.


def _root(sheet: Worksheet) -> Investigation:
    return Investigation.model_construct(name="", metadata=sheet.investigation_metadata, studies=())


def _studies(sheet: Worksheet) -> tuple[Study, ...]:
    return tuple(map(_study, sheet.studies))


def _study_said(metadata: Metadata) -> Study:
    return Study.model_construct(name="", metadata=metadata, assays=())


def _study(study: SheetStudy) -> Study:
    assays = tuple(_assay(one, one.metadata) for one in study.assays)
    return Study.model_construct(name="", metadata=study.metadata, assays=assays)


def _assay(assay: SheetAssay, metadata: Metadata) -> Assay:
    return Assay.model_construct(name="", template=assay.template, metadata=metadata)
