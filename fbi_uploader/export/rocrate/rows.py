"""One row of a table as an entity: an author, a grant, a publication, a link."""

from __future__ import annotations

from collections.abc import Sequence

from fbi_uploader.export.rocrate.addresses import is_url
from fbi_uploader.export.rocrate.entities import Entities, Reference, compact
from fbi_uploader.export.rocrate.library import Properties, is_term
from fbi_uploader.isa.template.model import Column
from fbi_uploader.isa.template.table import Row

_TYPES = {
    **dict.fromkeys(("author", "creator", "contributor", "editor", "accountablePerson"), "Person"),
    "citation": "ScholarlyArticle",
    "funding": "Grant",
    "relatedLink": "CreativeWork",
}
# Columns of the bundled templates that name no property themselves.
_COLUMNS = {
    "last-name": "familyName",
    "first-name": "givenName",
    "email": "email",
    "role": "jobTitle",
    "title": "name",
    "year": "datePublished",
    "authors": "author",
    "description": "description",
    "identifier": "identifier",
    "url": "url",
    "doi": "identifier",
    "pubmed-id": "identifier",
}
_ORGANISATIONS = frozenset({"affiliation", "funder"})
_DOI = "https://doi.org/"


def row_entity(property_: str, columns: Sequence[Column], row: Row, beside: Entities) -> Reference:
    """The entity that a row of the field with this property tells of."""
    type_ = _TYPES.get(property_, "Thing")
    properties = _properties(columns, row, beside)
    if type_ == "Person":
        name = f"{row.get('first-name', '')} {row.get('last-name', '')}".strip()
        number = next((row.get(one.id) for one in columns if one.type == "orcid"), None)
        return beside.person(str(properties.pop("name", None) or name), number, **properties)
    _name(properties)
    for address in (f"{_DOI}{row.get('doi', '')}", row.get("url", "")):
        if address != _DOI and is_url(address):
            return beside.at(address, type_, **properties)
    return beside.local(type_.casefold(), str(properties["name"] or ""), type_, **properties)


def _name(properties: Properties) -> None:
    told = (properties.get(one) for one in ("name", "identifier", "description", "url"))
    properties["name"] = next((one for one in told if one), None)


def _properties(columns: Sequence[Column], row: Row, beside: Entities) -> Properties:
    found: dict[str, list[object]] = {}
    for column in columns:
        cell = row.get(column.id)
        if not cell or column.type == "orcid" or column.id == "ror":
            continue
        if column.id in _ORGANISATIONS:
            organisation = _organisation(cell, row.get("ror"), beside)
            found.setdefault(column.id, []).append(organisation)
        else:
            found.setdefault(_property(column), []).append(cell)
    return compact(found)


def _property(column: Column) -> str:
    named = column.maps.rocrate or _COLUMNS.get(column.id, "")
    return named if is_term(named) else "description"


def _organisation(name: str, ror: str | None, beside: Entities) -> Reference:
    if ror and is_url(ror):
        return beside.at(ror, "Organization", name=name)
    return beside.local("organization", name, "Organization", name=name)
