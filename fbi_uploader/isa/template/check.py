"""What is missing and what is wrong in the values of a template: pure, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.isa.model import Metadata
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.values import Vocabularies, faults, is_blank
from fbi_uploader.messages import Language
from fbi_uploader.paths import shown

MOST_OF_A_FIELD = 100
"""Faults told of one field: a table pasted into the wrong columns has thousands."""


def check(
    template: Template, metadata: Metadata, vocabularies: Vocabularies, where: str = ""
) -> tuple[Problem, ...]:
    """Every problem, in the order of the template, then values that it has no field for.

    `where` is put before each place ("Study/Assay"): "Study/Assay: wells.3.compound". Blocking,
    but for TERM_NOT_KNOWN and FIELD_NOT_KNOWN, which are warnings. Facts always have `field` (its
    id; `labelled` puts the word of a language there), never a value that is not needed.
    """
    return tuple(_problems(template, metadata, vocabularies, where))


def missing(template: Template, metadata: Metadata) -> tuple[str, ...]:
    """Ids of required fields without a value, in the order of the template."""
    return tuple(
        one.id for one in template.field if one.required and is_blank(metadata.get(one.id))
    )


def labelled(problem: Problem, template: Template, language: Language) -> Problem:
    """The same problem with the field's label instead of its id, for whoever shows it."""
    field = template.named(str(problem.facts.get("field", "")))
    if field is None:
        return problem
    label = field.label.fr if language == "fr" else field.label.en
    return replace(problem, facts={**problem.facts, "field": label})


def _problems(
    template: Template, metadata: Metadata, vocabularies: Vocabularies, where: str
) -> Iterator[Problem]:
    for field in template.field:
        value = metadata.get(field.id)
        if value is None or is_blank(value):
            if field.required:
                yield Problem(Code.VALUE_MISSING, _place(where, field.id), facts=_named(field.id))
            continue
        for count, fault in enumerate(faults(field, value, vocabularies)):
            if count == MOST_OF_A_FIELD:
                break
            facts = _named(field.id) | _shown(fault.facts)
            place = _place(where, field.id, fault.at)
            yield Problem(fault.code, place, fault.severity, facts)
    known = {field.id for field in template.field}
    for name in sorted(metadata.keys() - known):
        facts = _named(shown(name)) | {"template": template.id}
        yield Problem(Code.FIELD_NOT_KNOWN, _place(where, shown(name)), Severity.WARNING, facts)


def _named(field: str) -> dict[str, Fact]:
    return {"field": field}


def _shown(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {key: shown(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}


def _place(where: str, field: str, at: str = "") -> str:
    inside = f"{field}.{at}" if at else field
    return f"{where}: {inside}" if where else inside
