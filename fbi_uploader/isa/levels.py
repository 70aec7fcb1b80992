"""Values of three levels: what is said of an Investigation or a Study holds for all below it.

A template is chosen per assay. The levels above are governed by the templates of their assays,
merged by field id: the first assay's field wins where two templates have the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.isa.template.model import Level, Template, TemplateField
from fbi_uploader.isa.template.values import is_blank

TemplateOf = Callable[[Assay], Template | None]
"""The template that an assay has chosen; None where it chose none, or one that is not there."""


def values_of(investigation: Investigation, study: Study, assay: Assay) -> Metadata:
    """Every value that holds for an assay: its own, else its study's, else the investigation's."""
    return _stacked(investigation.metadata, study.metadata, assay.metadata)


def study_values(investigation: Investigation, study: Study) -> Metadata:
    """Every value that holds for a study.

    Its own, else the investigation's, else what all its assays agree on.
    """
    agreed = _agreed([assay.metadata for assay in study.assays])
    return _stacked(agreed, investigation.metadata, study.metadata)


def investigation_values(investigation: Investigation) -> Metadata:
    """Every value that holds for an investigation: its own, else what all its studies agree on."""
    below = [
        _stacked(_agreed([assay.metadata for assay in study.assays]), study.metadata)
        for study in investigation.studies
    ]
    return _stacked(_agreed(below), investigation.metadata)


def merged(assays: Iterable[Assay], template_of: TemplateOf) -> Template | None:
    """One template with the fields of all these assays' templates; None when none chose one."""
    templates = list(_templates(assays, template_of))
    if not templates:
        return None
    fields: dict[str, TemplateField] = {}
    for template in templates:
        for field in template.field:
            fields.setdefault(field.id, field)
    return templates[0].model_copy(update={"field": tuple(fields.values())})


def fields_of(
    assays: Iterable[Assay], template_of: TemplateOf, level: Level | None = None
) -> tuple[TemplateField, ...]:
    """The merged fields of the templates of these assays, of one level or of all."""
    whole = merged(assays, template_of)
    fields = whole.field if whole else ()
    return tuple(field for field in fields if level in (None, field.level))


def assays_of(investigation: Investigation) -> Iterator[Assay]:
    """Every assay, in the order of the tree."""
    for study in investigation.studies:
        yield from study.assays


def _templates(assays: Iterable[Assay], template_of: TemplateOf) -> Iterator[Template]:
    seen: set[str] = set()
    for assay in assays:
        template = template_of(assay)
        if template is not None and template.id not in seen:
            seen.add(template.id)
            yield template


def _stacked(*layers: Metadata) -> Metadata:
    """The last layer wins; a blank value says nothing."""
    whole: Metadata = {}
    for layer in layers:
        whole.update({key: value for key, value in layer.items() if not is_blank(value)})
    return whole


def _agreed(several: list[Metadata]) -> Metadata:
    if not several:
        return {}
    first, *others = several
    return {
        key: value
        for key, value in first.items()
        if all(key in one and _same(one, first, key) for one in others)
    }


def _same(one: Metadata, other: Metadata, key: str) -> bool:
    # Where it was read from may differ: one microscope, two files.
    a, b = one[key], other[key]
    return (type(a.value), a.value, a.unit, a.term_id) == (
        type(b.value),
        b.value,
        b.unit,
        b.term_id,
    )
