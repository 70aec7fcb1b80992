"""Values of templates by the REMBI field that they map to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fbi_uploader.export.context import Context
from fbi_uploader.isa import levels
from fbi_uploader.isa.model import Assay, Investigation, Metadata, MetadataValue, Study
from fbi_uploader.isa.template import table
from fbi_uploader.isa.template.mapping import as_text, term_of
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.table import Row

About = tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """A text, and the ontology's term that it names."""

    text: str
    about: About = ()


class Rembi:
    """The values of a study or an assay: `of("Biosample", "organism")`."""

    def __init__(self, fields: Iterable[TemplateField], values: Metadata, context: Context) -> None:
        self._context = context
        self._by_name: dict[str, list[tuple[TemplateField, MetadataValue]]] = {}
        for field in fields:
            value = values.get(field.id)
            if value is not None and field.maps.rembi:
                self._by_name.setdefault(field.maps.rembi, []).append((field, value))

    def of(self, module: str, name: str) -> tuple[Told, ...]:
        """What was said; several fields may map to the same."""
        found = self._by_name.get(f"{module}.{name}", [])
        return tuple(self._told(*one) for one in found if one[0].type != "table")

    def rows(self, module: str, name: str) -> tuple[Row, ...]:
        """The rows of tables. What is no table has none: the template's rules tell of it."""
        found = self._by_name.get(f"{module}.{name}", [])
        return tuple(row for one in found if one[0].type == "table" for row in _rows(one[1]))

    def _told(self, field: TemplateField, value: MetadataValue) -> Told:
        found = term_of(field, value, self._context.vocabularies) if field.type == "term" else None
        if found is None:
            return Told(as_text(value))
        _, term = found
        about = (
            ("Ontology", term.id.partition(":")[0]),
            ("TermId", term.id.replace(":", "_")),
            ("TermName", term.label),
        )
        return Told(term.label, about)


def _rows(value: MetadataValue) -> Iterator[Row]:
    try:
        yield from table.rows(str(value.value))
    except table.NotATableError:
        return


def of_study(investigation: Investigation, study: Study, context: Context) -> Rembi:
    """What holds for a study: its own values, and those that all its assays share."""
    values = levels.study_values(investigation, study)
    return Rembi(context.fields_of(study), values, context)


def of_assay(investigation: Investigation, study: Study, assay: Assay, context: Context) -> Rembi:
    """What holds for an assay."""
    template = context.template_of(assay)
    values = context.values_of(investigation, study, assay)
    return Rembi(template.field if template else (), values, context)
