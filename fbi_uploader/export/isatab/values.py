"""From values of a template to values of ISA."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import Named, Term, TermSource, Value
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template import table
from fbi_uploader.isa.template.mapping import as_text, term_of
from fbi_uploader.isa.template.model import Rules, TemplateField
from fbi_uploader.isa.template.values import Vocabularies
from fbi_uploader.isa.vocabulary.model import Vocabulary

OBI = TermSource(
    "OBI",
    "http://purl.obolibrary.org/obo/obi.owl",
    "",
    "Ontology for Biomedical Investigations (OBI)",
)
FBBI = TermSource(
    "FBbi",
    "http://purl.obolibrary.org/obo/fbbi.owl",
    "",
    "Biological Imaging Methods Ontology (FBbi)",
)
_UNITS = "units"


def value_of(rules: Rules, kind: str, value: MetadataValue, vocabularies: Vocabularies) -> Value:
    """A value of a field or of a column of a table."""
    number = value.value
    if isinstance(number, int | float) and not isinstance(number, bool) and value.unit:
        return Value(Term(letters(value)), number, unit(value.unit, vocabularies))
    if kind == "term":
        return Value(_term(rules, value, vocabularies))
    return Value(Term(letters(value)))


def letters(value: MetadataValue) -> str:
    """One line of it; a table as rows, "Dupont, Anne; Roux, Camille"."""
    told = as_text(value)
    if told.startswith("[{"):
        with suppress(table.NotATableError):
            told = "; ".join(", ".join(row.values()) for row in table.rows(told))
    return text.line(told)


def rows_of(field: TemplateField, value: MetadataValue) -> Iterator[Mapping[str, str]]:
    """The rows of a table; none where it is not one."""
    if field.type == "table" and isinstance(value.value, str):
        try:
            yield from table.rows(value.value)
        except table.NotATableError:
            return


def unit(symbol: str, vocabularies: Vocabularies) -> Term:
    """The term of a symbol, or the symbol itself."""
    vocabulary = vocabularies.get(_UNITS)
    found = vocabulary.with_symbol(symbol) if vocabulary else None
    if vocabulary is None or found is None:
        return Term(text.name(symbol))
    return Term(text.line(found.label), vocabulary.prefix, vocabulary.address(found.id))


def term_sources(values: Iterator[Term], vocabularies: Vocabularies) -> tuple[TermSource, ...]:
    """Those that are named, once each."""
    known = {FBBI.name: FBBI} | {one.prefix: _source(one) for one in vocabularies.values()}
    known[OBI.name] = OBI
    named = dict.fromkeys(term.source for term in values if term.source)
    return tuple(known[name] for name in named)


def terms_in(named: Iterator[Named]) -> Iterator[Term]:
    """Every term of values and units."""
    return chain.from_iterable(_terms(one.value) for one in named)


def _terms(value: Value) -> Iterator[Term]:
    yield value.unit or value.term


def _term(rules: Rules, value: MetadataValue, vocabularies: Vocabularies) -> Term:
    vocabulary = vocabularies.get(rules.vocabulary or "")
    field = rules if isinstance(rules, TemplateField) else None
    if field is not None:
        found = term_of(field, value, vocabularies)
        term = found[1] if found else None
    else:
        term = vocabulary.called(str(value.value)) if vocabulary else None
    if vocabulary is None or term is None:
        said = as_text(value)
        return Term(text.line(f"{said} ({value.term_id})" if value.term_id else said))
    return Term(text.line(term.label), vocabulary.prefix, vocabulary.address(term.id))


def _source(vocabulary: Vocabulary) -> TermSource:
    return TermSource(
        vocabulary.prefix,
        text.line(_file(vocabulary)),
        text.line(vocabulary.release),
        text.line(vocabulary.ontology),
    )


def _file(vocabulary: Vocabulary) -> str:
    """Where the OBO Foundry keeps an ontology of its own; else where its terms are."""
    start = vocabulary.iri.removesuffix(f"{vocabulary.prefix}_")
    return vocabulary.iri if start == vocabulary.iri else f"{start}{vocabulary.prefix.lower()}.owl"
