"""How a form shows a template: what has to be filled in first, then what the files said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fbi_uploader.isa.model import Metadata, ReadFrom
from fbi_uploader.isa.template.check import missing
from fbi_uploader.isa.template.model import Level, Template, TemplateField


class SectionKind(StrEnum):
    """The parts of the form, in their order."""

    REQUIRED = "required"
    READ = "read"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the form; `fields` in the order of the template."""

    kind: SectionKind
    fields: tuple[TemplateField, ...]


def form(template: Template, metadata: Metadata, level: Level | None = None) -> tuple[Section, ...]:
    """The sections that have fields: required, read from the files, optional.

    A required field whose value was read is shown with what was read: nobody has to do anything
    there. Typing over a read value moves it back, so a form keeps the sections it was opened with.
    `level`: only the fields of one level.
    """
    sorted_fields: dict[SectionKind, list[TemplateField]] = {kind: [] for kind in SectionKind}
    for field in template.field:
        if level in (None, field.level):
            sorted_fields[_kind(field, metadata)].append(field)
    return tuple(Section(kind, tuple(fields)) for kind, fields in sorted_fields.items() if fields)


def progress(template: Template, metadata: Metadata) -> tuple[int, int]:
    """How many required fields are still to be filled in, and of how many."""
    required = sum(field.required for field in template.field)
    return len(missing(template, metadata)), required


def _kind(field: TemplateField, metadata: Metadata) -> SectionKind:
    value = metadata.get(field.id)
    if value is not None and isinstance(value.origin, ReadFrom):
        return SectionKind.READ
    return SectionKind.REQUIRED if field.required else SectionKind.OPTIONAL
