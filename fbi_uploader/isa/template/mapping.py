"""From the values of a template to the texts that the hand-overs write."""

from __future__ import annotations

from fbi_uploader.isa.model import Metadata, MetadataValue
from fbi_uploader.isa.template import orcid
from fbi_uploader.isa.template.model import NodeKeys, Template, TemplateField
from fbi_uploader.isa.template.values import Vocabularies, is_blank
from fbi_uploader.isa.vocabulary.model import Term, Vocabulary


def node_keys(template: Template) -> tuple[str, ...]:
    """Every key of the node that a field of this template fills, in the order of the template."""
    return tuple(
        key for field in template.field if field.maps.node for key in field.maps.node.all()
    )


def node_pairs(
    template: Template, metadata: Metadata, vocabularies: Vocabularies
) -> dict[str, str]:
    """What the node's map annotation gets: every key of `node_keys`, "" where nothing is known.

    Texts only: a number has its unit behind it, an id its prefix (INTEROP 5: a column of bare
    numbers breaks the workbook's parser). A bare number stays one: whoever writes a workbook has
    to reckon with it.
    """
    pairs = dict.fromkeys(node_keys(template), "")
    for field in template.field:
        value = metadata.get(field.id)
        if field.maps.node and value is not None and not is_blank(value):
            pairs |= _parts(field, field.maps.node, value, vocabularies)
    return pairs


def as_text(value: MetadataValue) -> str:
    """One value in letters: "0.103 µm", "true", "Camille Roux (https://orcid.org/0000-...)"."""
    if isinstance(value.value, bool):
        return "true" if value.value else "false"
    text = f"{value.value:.12g}" if isinstance(value.value, float) else str(value.value)
    number = orcid.normal(value.term_id) if value.term_id else None
    if number:
        return f"{text} ({orcid.ADDRESS}{number})"
    return f"{text} {value.unit}" if value.unit else text


def with_term_ids(template: Template, metadata: Metadata, vocabularies: Vocabularies) -> Metadata:
    """The same values; where a term was typed by its name alone, its id is put beside it."""
    return {
        name: _identified(template.named(name), value, vocabularies)
        for name, value in metadata.items()
    }


def term_of(
    field: TemplateField, value: MetadataValue, vocabularies: Vocabularies
) -> tuple[Vocabulary, Term] | None:
    """The term that a value names, by its id or else by its name, with its vocabulary."""
    vocabulary = vocabularies.get(field.vocabulary or "")
    if vocabulary is None:
        return None
    named = str(value.value)
    term = vocabulary.term(value.term_id) if value.term_id else vocabulary.called(named)
    return None if term is None else (vocabulary, term)


def _identified(
    field: TemplateField | None, value: MetadataValue, vocabularies: Vocabularies
) -> MetadataValue:
    if field is None or field.type != "term" or value.term_id:
        return value
    found = term_of(field, value, vocabularies)
    return value.model_copy(update={"term_id": found[1].id}) if found else value


def _parts(
    field: TemplateField, keys: NodeKeys, value: MetadataValue, vocabularies: Vocabularies
) -> dict[str, str]:
    found = term_of(field, value, vocabularies) if field.type == "term" else None
    if found is None:
        parts = {keys.label: as_text(value), keys.id: value.term_id or ""}
    else:
        vocabulary, term = found
        parts = {
            keys.label: term.label,
            keys.common: term.common,
            keys.ontology: vocabulary.ontology,
            keys.id: vocabulary.node_id(term.id),
        }
    return {key: text for key, text in parts.items() if key}
