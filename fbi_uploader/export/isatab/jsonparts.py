"""The small objects of ISA-JSON."""

from __future__ import annotations

from collections.abc import Iterable

from fbi_uploader.export.isatab.content import Comment, Named, Term

Json = dict[str, object]


def term_json(term: Term) -> Json:
    """An ontology annotation."""
    return {
        "annotationValue": term.text,
        "termSource": term.source,
        "termAccession": term.accession,
    }


def named_json(one: Named, category: str, unit: str | None) -> Json:
    """A characteristic, a factor value or a parameter value; `category` and `unit` are ids."""
    told: Json = {"category": {"@id": category}}
    value = one.value
    if unit is not None and value.number is not None:
        return told | {"value": value.number, "unit": {"@id": unit}}
    return told | {"value": term_json(value.term) if value.term.source else value.term.text}


def comments_json(comments: Iterable[Comment]) -> list[Json]:
    """Comments."""
    return [{"name": one.name, "value": one.value} for one in comments]
