"""From a template's values to properties of schema.org.

A field's `maps.rocrate` names the property. A term becomes a DefinedTerm with its address, a number
with a unit a PropertyValue, a person a Person, the rows of a table an entity each. What has no
property, or one that RO-Crate's context does not know, is kept as a PropertyValue: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fbi_uploader.export.rocrate.addresses import is_url
from fbi_uploader.export.rocrate.entities import Entities
from fbi_uploader.export.rocrate.library import is_term
from fbi_uploader.export.rocrate.rows import row_entity
from fbi_uploader.isa.licence import licence_of
from fbi_uploader.isa.model import Metadata, MetadataValue
from fbi_uploader.isa.template import orcid, table
from fbi_uploader.isa.template.mapping import as_text, term_of
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.values import Vocabularies

Said = dict[str, list[object]]

ANYTHING = "additionalProperty"
# The crate's own frame: a template that names one of these means something else by it.
_OURS = frozenset(
    {"hasPart", "isPartOf", "conformsTo", "additionalType", "identifier", "localPath", "mentions"}
)
_LICENCES = {"CC0": "CC0-1.0", "CC BY 4.0": "CC-BY-4.0"}
"""As the BioImage Archive names them, which the rembi template does too, and as SPDX does."""


class Words(NamedTuple):
    """What values are read with, and where entities beside them go."""

    vocabularies: Vocabularies
    beside: Entities


def said(fields: Mapping[str, TemplateField], values: Metadata, words: Words) -> Said:
    """Properties of one dataset. A value that no field is known of stands under its own name."""
    found: Said = {}
    for name, value in values.items():
        field = fields.get(name)
        property_ = _property(field)
        if field is None or property_ == ANYTHING:
            found.setdefault(ANYTHING, []).append(_pair(name, field, value, words))
        else:
            found.setdefault(property_, []).extend(_written(property_, field, value, words))
    return found


def _property(field: TemplateField | None) -> str:
    named = field.maps.rocrate if field else None
    return named if named and named not in _OURS and is_term(named) else ANYTHING


def _written(
    property_: str, field: TemplateField, value: MetadataValue, words: Words
) -> Iterable[object]:
    if field.type == "table":
        return _rows(property_, field, value, words)
    text = str(value.value)
    if property_ == "license":
        return [licence(text, words.beside)]
    if property_ == "instrument":
        return [instrument(as_text(value), words.beside)]
    if field.type in {"person", "orcid"}:
        return [_person(field, value, words.beside)]
    if field.type == "term" or value.term_id:
        return [_term(field, value, words)]
    return [_quantity(field.id, field.label.en, value, words) if value.unit else value.value]


def _person(field: TemplateField, value: MetadataValue, beside: Entities) -> object:
    text = str(value.value)
    if field.type == "person":
        return beside.person(text, value.term_id)
    number = orcid.normal(text)
    return beside.person(number, number) if number else text


def licence(written: str, beside: Entities) -> object:
    """The licence's entity where the text names one, or else the text."""
    found = licence_of(_LICENCES.get(written, written))
    return beside.licence(found) if found else written


def instrument(name: str, beside: Entities) -> object:
    """What images were taken with (RO-Crate 1.3, Provenance: "Equipment used to create files")."""
    return beside.local("instrument", name, "IndividualProduct", name=name)


def _pair(name: str, field: TemplateField | None, value: MetadataValue, words: Words) -> object:
    label = field.label.en if field else name
    elsewhere = field.maps.rocrate if field else None
    property_id = elsewhere if elsewhere and is_url(elsewhere) else name
    return _quantity(property_id, label, value, words)


def _quantity(property_id: str, label: str, value: MetadataValue, words: Words) -> object:
    units = words.vocabularies.get("units")
    unit = units.with_symbol(value.unit) if units and value.unit else None
    return words.beside.local(
        "value",
        property_id.rpartition("/")[2],
        "PropertyValue",
        propertyID=property_id,
        name=label,
        value=value.value,
        unitText=value.unit,
        unitCode=units.address(unit.id) if units and unit else None,
        valueReference=value.term_id,
    )


def _term(field: TemplateField, value: MetadataValue, words: Words) -> object:
    found = term_of(field, value, words.vocabularies)
    named = str(value.value)
    if found:
        vocabulary, term = found
        return words.beside.at(
            vocabulary.address(term.id),
            "DefinedTerm",
            name=term.label,
            termCode=term.id,
            alternateName=term.common if vocabulary.id == "organisms" else None,
            inDefinedTermSet=vocabulary.source if is_url(vocabulary.source) else None,
        )
    if value.term_id and is_url(value.term_id):
        return words.beside.at(value.term_id, "DefinedTerm", name=named)
    return words.beside.local(
        "term", value.term_id or named, "DefinedTerm", name=named, termCode=value.term_id
    )


def _rows(
    property_: str, field: TemplateField, value: MetadataValue, words: Words
) -> Iterable[object]:
    try:
        told = table.rows(str(value.value))
    except table.NotATableError:
        return [_quantity(field.id, field.label.en, value, words)]
    return [row_entity(property_, field.columns, row, words.beside) for row in told]
