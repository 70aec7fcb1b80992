"""Values that nobody had to type, put where the person said nothing; then every value checked.

Pure. A template is chosen per assay; a value that is said of a Study or an Investigation holds for
all below it, so a required one is missing only where no level says it (levels.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.intake.inspect.model import Inspection
from fbi_uploader.isa import levels
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.isa.template.check import check
from fbi_uploader.isa.template.fields import is_text
from fbi_uploader.isa.template.mapping import with_term_ids
from fbi_uploader.isa.template.model import Template, TemplateField
from fbi_uploader.isa.template.readings import defaults, readings, together
from fbi_uploader.isa.template.values import LONGEST_TEXT, Vocabularies, faults, is_blank
from fbi_uploader.paths import shown

LONGEST_NAME = 200
"""Characters of the name of a value that no template knows."""


@dataclass(frozen=True, slots=True)
class Describing:
    """What values are held against. `offered`: ids of templates that the node asks for."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    vocabularies: Vocabularies = field(default_factory=dict)
    offered: tuple[str, ...] = ()

    def template_of(self, assay: Assay) -> Template | None:
        """The template that the assay chose, if it is there."""
        return self.templates.get(assay.template) if assay.template else None


# -- filling


def wanted(draft: Draft, place: int, describing: Describing) -> bool:
    """Whether looking at the images of the assay at `place` could fill a field of it."""
    study, assay = list(draft.assays())[place]
    template = describing.template_of(assay)
    if template is None:
        return False
    said = levels.values_of(draft.investigation, study, assay)
    return any(one.read is not None and one.id not in said for one in template.field)


def filled(draft: Draft, read: Sequence[Sequence[Inspection]], describing: Describing) -> Draft:
    """The draft with what the images say, what templates propose, and ids of terms named alone.

    `read`: for each assay, in the order of the tree, what its images said. What a person said, of
    whatever level, stays. Read values that their own field refuses are left out.
    """
    whole = draft.investigation
    said = iter(read)
    studies = tuple(
        study.model_copy(
            update={
                "metadata": _identified(study.metadata, study.assays, describing),
                "assays": tuple(
                    _filled_assay(whole, study, assay, next(said), describing)
                    for assay in study.assays
                ),
            }
        )
        for study in whole.studies
    )
    metadata = _identified(whole.metadata, levels.assays_of(whole), describing)
    update = {"metadata": metadata, "studies": studies}
    return draft.model_copy(update={"investigation": whole.model_copy(update=update)})


def _filled_assay(
    whole: Investigation,
    study: Study,
    assay: Assay,
    read: Sequence[Inspection],
    describing: Describing,
) -> Assay:
    template = describing.template_of(assay)
    if template is None:
        return assay
    above = levels.values_of(whole, study, Assay(name=assay.name))
    own = {name: value for name, value in assay.metadata.items() if not is_blank(value)}
    found = _fitting(template, readings(template, read).values, describing.vocabularies)
    found = together(own, found, defaults(template))
    kept = {name: value for name, value in found.items() if name in own or name not in above}
    metadata = with_term_ids(template, kept, describing.vocabularies)
    return assay.model_copy(update={"metadata": metadata})


def _fitting(template: Template, values: Metadata, vocabularies: Vocabularies) -> Metadata:
    """Of read values those that block nothing: nobody typed them, so nobody could mend them."""
    return {
        name: value
        for name, value in values.items()
        if (rules := template.named(name)) is not None
        and not any(one.severity is Severity.BLOCKING for one in faults(rules, value, vocabularies))
    }


def _identified(values: Metadata, assays: Iterable[Assay], describing: Describing) -> Metadata:
    template = levels.merged(assays, describing.template_of) if values else None
    return with_term_ids(template, values, describing.vocabularies) if template else values


# -- checking


def metadata_problems(investigation: Investigation, describing: Describing) -> Iterator[Problem]:
    """Every problem of every value: VALUE_..., TERM_NOT_KNOWN, FIELD_NOT_KNOWN, TEMPLATE_UNKNOWN.

    TEMPLATE_NOT_CHOSEN, a warning, where the node asks for templates and an assay has none.
    """
    whole = levels.merged(levels.assays_of(investigation), describing.template_of)
    values = levels.investigation_values(investigation)
    yield from _level("investigation", investigation.metadata, whole, values, describing)
    for study in investigation.studies:
        template = levels.merged(study.assays, describing.template_of)
        values = levels.study_values(investigation, study)
        yield from _level(study.name, study.metadata, template, values, describing)
        for assay in study.assays:
            yield from _assay(investigation, study, assay, describing)


def _level(
    where: str, own: Metadata, template: Template | None, values: Metadata, describing: Describing
) -> Iterator[Problem]:
    yield from _values(where, own, template, describing)
    level = "investigation" if where == "investigation" else "study"
    fields = template.field if template else ()
    yield from _missing(where, (one for one in fields if one.level == level), values)


def _assay(
    investigation: Investigation, study: Study, assay: Assay, describing: Describing
) -> Iterator[Problem]:
    where = f"{study.name}/{assay.name}"
    template = describing.template_of(assay)
    yield from _choice(where, assay, describing)
    yield from _values(where, assay.metadata, template, describing)
    fields = template.field if template else ()
    values = levels.values_of(investigation, study, assay)
    yield from _missing(where, (one for one in fields if one.level in ("assay", "sample")), values)


def _choice(where: str, assay: Assay, describing: Describing) -> Iterator[Problem]:
    known = ", ".join(sorted(describing.templates))
    if assay.template is None and describing.offered:
        facts: dict[str, Fact] = {"name": shown(assay.name), "known": ", ".join(describing.offered)}
        yield Problem(Code.TEMPLATE_NOT_CHOSEN, where, Severity.WARNING, facts)
    elif assay.template is not None and assay.template not in describing.templates:
        facts = {"id": shown(assay.template), "known": known}
        yield Problem(Code.TEMPLATE_UNKNOWN, where, facts=facts)


def _missing(where: str, fields: Iterable[TemplateField], values: Metadata) -> Iterator[Problem]:
    for one in fields:
        if one.required and one.id not in values:
            yield Problem(Code.VALUE_MISSING, f"{where}: {one.id}", facts={"field": one.id})


def _values(
    where: str, own: Metadata, template: Template | None, describing: Describing
) -> Iterator[Problem]:
    if template is not None:
        optional = tuple(one.model_copy(update={"required": False}) for one in template.field)
        lenient = template.model_copy(update={"field": optional})
        yield from check(lenient, own, describing.vocabularies, where)
    known = {one.id for one in template.field} if template else set()
    for name, value in own.items():
        if name in known:
            continue
        facts: dict[str, Fact] = {"field": shown(name)}
        place = f"{where}: {shown(name)}"
        text = value.value if isinstance(value.value, str) else ""
        others = (value.unit or "", value.term_id or "")
        plain = is_text(text, lines=True) and all(map(is_text, others))
        if not plain or not is_text(name) or not name.strip():
            yield Problem(Code.VALUE_CHARACTERS, place, facts=facts)
        if len(text) > LONGEST_TEXT or len(name) > LONGEST_NAME:
            told = facts | {"limit": LONGEST_TEXT if len(text) > LONGEST_TEXT else LONGEST_NAME}
            yield Problem(Code.VALUE_TOO_LONG, place, facts=told)
